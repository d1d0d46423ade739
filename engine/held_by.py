"""What holds a score that its goal does not reach?

A goal can give way to another one that counts more, to a density, to the guard, or to what the config fixes. It is
found by asking the search of `engine/retouch.py` again without the one or the other.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from engine.controller import REPORT_AFTER_BARS
from engine.glides import landed
from engine.goals import goals
from engine.nudges import aims_of
from engine.retouch import FEWEST_TRIES, MAX_CHANGES, MAX_CHANGES_FOR_BEAT, SECOND_TRIES, retouched
from engine.timebase import STEPS_PER_BAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.aims import Aims, Hand
    from engine.bands import Band
    from engine.bar import Outcome, Scores
    from engine.nudges import Touch
    from engine.state import Control, SessionState

FIELDS: Final = {"E": "entrainment", "S": "syncopation", "H": "entropy", "D": "dispersion"}
"""Letters of the scores that a bar's steps decide, with their names among the aims."""
ABOVE: Final = {"S": "", "H": "S", "D": "SH"}
"""Scores that count more (docs/configs.md: targets)."""
MATTERS: Final = 3
"""Hundredths of a score that something must be worth to be named as what holds it. Ours."""
SLACK: Final = 0.9
"""Share of a cap below which timing does not feel it."""


def told(
    state: SessionState, touch: Touch, control: Control, scores: Scores, outcomes: Sequence[Outcome]
) -> tuple[Control, tuple[Outcome, ...]]:
    """Return the controller's memory and the outcomes of a bar, with what holds the goals that are not reached.

    Args:
        state: before the bar, wishes taken.
        touch: what the controller did in it.
        control: after it. scores: of it. outcomes: of its wishes.

    Goals on their way are judged by where they are going, so that a wish hears at once that it will not be met.
    """
    asked = {letter_of(outcome) for outcome in outcomes if outcome.status in {"applied", "gliding"}} & set(FIELDS)
    due = {
        letter for letter in FIELDS
        if control.missed.get(letter) == REPORT_AFTER_BARS or (asked and letter in control.held_by)
    }
    if not (asked or due):
        return control, tuple(outcomes)
    ahead = aims_of(state.config, goals(landed(state).config.targets), state.meaning)
    found = {letter: reason(state, touch, ahead, letter, scores) for letter in sorted(asked | due)}
    held = {letter: why for letter, why in found.items() if why}
    kept = {letter: why for letter, why in control.held_by.items() if letter not in found}
    return replace(control, held_by={**kept, **held}), tuple(
        replace(outcome, held_by=held[letter]) if (letter := letter_of(outcome)) in held else outcome
        for outcome in outcomes
    )


def letter_of(outcome: Outcome) -> str:
    """Return the letter of the score whose goal an outcome is about, "" for another wish."""
    section, _, name = outcome.path.partition(".")
    return name[:1] if section == "targets" else ""


def reason(state: SessionState, touch: Touch, aims: Aims, letter: str, scores: Scores) -> str:
    """Explain, with numbers, why a score is held out of its band; "" when the band is within reach."""
    name = FIELDS[letter]
    band: Band | None = getattr(aims, name)
    value = getattr(scores, name)
    if band is None:
        return ""
    if letter == "E" and band[1] < state.config.guard.min_E:
        return _beat_reason(state, touch, band, value)
    if touch.hands and not _miss(state, touch, touch.hands, aims, name):
        return ""
    if letter == "E":
        if not state.config.guard.kick_immutable and state.control.missed.get("E", 0) < REPORT_AFTER_BARS:
            return ""  # extra kicks may still bring it there
        return _beat_reason(state, touch, band, value)
    if not touch.hands:
        return f"no layer is free: {letter} {value:.2f}"
    now = _miss(state, touch, touch.hands, aims, name) - MATTERS
    loose = tuple([hand._replace(low=1, high=STEPS_PER_BAR) for hand in touch.hands])
    names = ", ".join(hand.name for hand in touch.hands)
    ways = [(_miss(state, touch, loose, aims, name, FEWEST_TRIES), f"the density of {names} holds it")]
    for other in ABOVE[letter]:
        first: Band | None = getattr(aims, FIELDS[other])
        if first is not None:
            miss = _miss(state, touch, touch.hands, _without(aims, other), name)
            ways.append((miss, f"the {other} band {first[0]:.2f}..{first[1]:.2f} comes first"))
    least, why = min(ways)
    if least <= now:
        return f"{why}: {letter} {value:.2f}"
    most = MAX_CHANGES_FOR_BEAT if letter == "S" else MAX_CHANGES
    return f"{most} changed hits of {names} do not reach it: {letter} {value:.2f}"


def _without(aims: Aims, letter: str) -> Aims:
    return aims._replace(syncopation=None) if letter == "S" else aims._replace(entropy=None)


def _beat_reason(state: SessionState, touch: Touch, band: Band, value: float) -> str:
    guard = state.config.guard
    if value > band[1]:
        if band[1] < guard.min_E:
            return f"guard.min_E {guard.min_E:.2f} lies above it: E {value:.2f}"
        if guard.kick_immutable:
            return f"guard.kick_immutable keeps the kicks: E {value:.2f}"
        return f"the backbone's steps do not reach it: E {value:.2f}"
    fixed = " and guard.kick_immutable keeps the kicks" if guard.kick_immutable else ""
    free = ", ".join(hand.name for hand in touch.hands if hand.backbone)
    which = f"the steps of {free} do not reach it" if free else "no backbone layer is free"
    return f"{which}{fixed}: E {value:.2f}"


def _miss(
    state: SessionState, touch: Touch, hands: tuple[Hand, ...], aims: Aims, name: str, tries: int = SECOND_TRIES
) -> int:
    """Return by how many grains the search misses a band, goals that count more included."""
    if aims == touch.aims and hands == touch.hands:  # the bar was chosen so
        told: int = getattr(touch.miss, name)
        return told
    edits = state.control.edits
    last = tuple([edits.get(hand.name, 0) for hand in hands])
    found = retouched(hands, touch.fixed, aims, last, state.seed, tries)
    missed: int = getattr(found.miss, name)
    return missed


def timing_note(state: SessionState, cap_ms: object) -> str:
    """Return that a higher cap on random timing changes nothing, where the present one holds nothing back.

    Args:
        state: with T_rand of its last bar.
        cap_ms: wished cap, None for none.
    """
    now = state.config.targets.T_ms_cap
    random_ms = state.control.timing_random_ms
    raised = now is not None and (cap_ms is None or (isinstance(cap_ms, (int, float)) and cap_ms > now))
    if not raised or now is None or random_ms is None or random_ms > SLACK * now:
        return ""
    return f"nothing changes: the layers' beat_bins_ms and micro_ms make {random_ms:.1f} ms, below the old cap too"
