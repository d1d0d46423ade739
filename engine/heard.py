"""What was a bar like, for somebody who listens: its pattern, its scores, and what changed in it and why?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.commands import JAM
from engine.outcome_words import outcome_words
from engine.timebase import STEPS_PER_BAR
from engine.watching import hits_of

if TYPE_CHECKING:
    from engine.bar import Bar, Outcome
    from engine.state import SessionState

MAX_HEARD: Final = 16
"""Most bars that are told of at once."""
LOUD: Final = 90
"""Velocity from which the grid shows a hit as loud. Ours: General MIDI's drums are written around it."""
DIGITS: Final = 3


@dataclass(frozen=True, slots=True)
class HeardBar:
    """One bar as it sounded.

    Attributes:
        index: of the bar. bpm: its tempo.
        grid: a line a layer: X a loud hit, x a soft one, - a rest; what is muted rests.
        scores: by the letters scripts read. hits: that sound.
        energy: 0..1. section: of the arc, "" for none.
        rescued: the guard rebuilt it. fill: a fill sounds.
        silent: layers that are muted or out. changed: what became of wishes in it, each in a sentence with its author.
    """

    index: int
    bpm: float
    grid: tuple[str, ...]
    scores: Mapping[str, float]
    hits: int
    energy: float = 1.0
    section: str = ""
    rescued: bool = False
    fill: bool = False
    silent: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


def heard_bar(bar: Bar) -> HeardBar:
    """Return the features of a bar that was heard."""
    scores = bar.scores
    return HeardBar(
        bar.index, bar.bpm, grid(bar),
        {
            "E": round(scores.entrainment, DIGITS), "S": round(scores.syncopation, DIGITS),
            "D": round(scores.dispersion, DIGITS), "H": round(scores.entropy, DIGITS),
            "T_ms": round(scores.timing_ms, DIGITS), "T_rand_ms": round(scores.timing_random_ms, DIGITS),
        },
        hits_of(bar), bar.energy, "" if bar.section is None else bar.section.name, bar.rescued, bar.fill,
        tuple(dict.fromkeys((*bar.muted, *bar.out))), tuple(_changed(outcome) for outcome in bar.outcomes),
    )


def _changed(outcome: Outcome) -> str:
    words = outcome_words(outcome)
    return words if outcome.author == JAM else f"{outcome.author}: {words}"


def grid(bar: Bar) -> tuple[str, ...]:
    """Return a bar's pattern, a line a layer: X a loud hit, x a soft one, - a rest; a muted layer rests."""
    rows: dict[str, list[str]] = {name: ["-"] * STEPS_PER_BAR for name, _ in bar.densities}
    for event in bar.events:
        if event.layer in rows and event.layer not in bar.muted and not event.sub:
            rows[event.layer][event.step] = "X" if event.velocity >= LOUD else "x"
    return _lines(rows)


def figure_grid(state: SessionState) -> tuple[str, ...]:
    """Return the pattern of the last bar that was made, from the state: x a hit, o a ghost, - a rest."""
    if state.figure is None:
        return ()
    masks, ghosts = state.figure.masks, state.figure.ghosts
    return _lines({
        name: [
            "-" if not mask >> step & 1 else "o" if ghosts.get(name, 0) >> step & 1 else "x"
            for step in range(STEPS_PER_BAR)
        ]
        for name, mask in masks.items()
    })


def _lines(rows: Mapping[str, list[str]]) -> tuple[str, ...]:
    width = max((len(name) for name in rows), default=0)
    return tuple(f"{name.ljust(width)} {''.join(steps)}" for name, steps in rows.items())


def heard_lines(bars: tuple[HeardBar, ...]) -> list[str]:
    """Return bars for people: the pattern of the last, the scores of all, and what changed; bars count from 1."""
    if not bars:
        return ["no bar has sounded yet"]
    last = bars[-1]
    place = f", {last.section}" if last.section else ""
    lines = [f"bar {last.index + 1}, {last.bpm:g} BPM, {last.hits} hits{place}", *last.grid]
    for letter in ("E", "S", "D", "H", "T_ms"):
        values = " ".join(f"{bar.scores[letter]:.2f}" for bar in bars)
        lines.append(f"{letter}: {values}")
    lines += [f"bar {bar.index + 1}: the guard rebuilt it" for bar in bars if bar.rescued]
    lines += [f"bar {bar.index + 1}: {sentence}" for bar in bars for sentence in bar.changed]
    if last.silent:
        lines.append(f"silent: {', '.join(last.silent)}")
    return lines
