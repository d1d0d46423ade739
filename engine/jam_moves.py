"""What could the bandmate do for the phrase to come, how much would it change, and how much does the music want it?

Four phrases are one breath: release, build, hold, peak. Hats thicken and swing while it builds, a layer rests and hats
thin where it is let go, a fill ends the peak. What lies out of its band is met half way. A kind of move does not come
again for a while, no parameter goes further than two steps from where it was left, and the kick is never touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine import commands as ask
from engine.draws import unit_draw
from engine.goals import goal
from engine.jam_bounds import ROUNDED, S_BETWEEN, S_STEP, kept_from_all, steered, steps_of, steps_of_all, within
from engine.parameters import is_number, parameter, read
from engine.watching import hits_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.commands import Command
    from engine.jam_bounds import Sight, Step

REST_FOR: Final = 4
"""Moves for which a kind of move is not made again. Ours."""
CHANCE: Final = 0.6
"""How much chance says beside what the music wants, so that two nights differ."""
ALIKE: Final = 0.3
"""How much less a move is wanted for each of late that was like it."""


@dataclass(frozen=True, slots=True)
class Move:
    """Something that could be done.

    Attributes:
        kind: what it is, as "rest clap"; the same kind does not come again soon.
        command: what is asked for.
        cost: how much it changes, as a share 0..1.
        want: how much the music wants it; at 0 and below it is not made.
        why: in a few words.
        lead_bars: bars before the end of the phrase in which it comes; 0 comes where the phrase begins.
    """

    kind: str
    command: Command
    cost: float
    want: float
    why: str
    lead_bars: int = 0


def moves(sight: Sight) -> list[Move]:
    """Return the moves that the music wants, dearest first; those of late are left out.

    Source: ours.
    """
    recent = sight.jam.did[-REST_FOR:]
    found = []
    for move in (*_of_layers(sight), *_of_all(sight)):
        if move.want > 0 and move.kind not in recent and move.cost <= sight.jam.change:
            chance = CHANCE * unit_draw(sight.state.seed, "jam", sight.bar.index, move.kind)
            found.append((-(move.want + chance - _worn(move, recent)), move.kind, move))
    return [move for _, _, move in sorted(found, key=lambda one: one[:2])]


def _worn(move: Move, recent: tuple[str, ...]) -> float:
    """Return how much a move is like those of late: the same act elsewhere, or something else on the same layer."""
    act, _, layer = move.kind.partition(" ")
    return ALIKE * sum((one.split()[0] == act) + (bool(layer) and one.endswith(f" {layer}")) for one in recent)


def _of_layers(sight: Sight) -> Iterator[Move]:
    config, heard = sight.state.config, hits_of(sight.bar)
    for part in steered(sight):
        name = part.name
        hits = hits_of(sight.bar, name)
        if hits and not sight.builds and sight.state.stage.drop_bars == 0:
            rest = config.phrase.bars // 2
            yield Move(
                f"rest {name}", ask.Mute(name, rest), hits / heard / 2, 0.7, f"it rests for {rest} bars, and comes back"
            )
        for step in steps_of(sight, part):
            yield from _stepped(sight, step)


def _of_all(sight: Sight) -> Iterator[Move]:
    """Yield the moves that change more than a layer: only where no layers are named."""
    if kept_from_all(sight) is not None:
        return
    bars = sight.state.config.phrase.bars
    if sight.aim == "peak" and bars > 1:
        yield Move("fill", ask.Fill(1), 1 / bars, 1.2, "a fill ends the peak", 1)
    yield from _syncopation(sight)
    for step in steps_of_all(sight):
        yield from _stepped(sight, step)


def _syncopation(sight: Sight) -> Iterator[Move]:
    config, scores = sight.state.config, sight.bar.scores
    band = goal(config.targets, "S")
    low, high = config.targets.S_low, config.targets.S_high
    if band is None or low is None or high is None or config.mode != "m4":
        return
    if not (sight.free("targets.S_low") and sight.free("targets.S_high")):
        return
    out = scores.syncopation < low or scores.syncopation > high
    up = scores.syncopation > high if out else sight.builds
    by = _bounded(sight, "targets.S_low", low, S_STEP if up else -S_STEP, S_BETWEEN) - low
    if not by:
        return
    to = round(low + by, ROUNDED), min(round(high + by, ROUNDED), 0.9)
    why = f"S is {scores.syncopation:.2f}, the band meets it" if out else _why(sight)
    why = f"{low:.4g}-{high:.4g} to {to[0]:.4g}-{to[1]:.4g}: {why}"
    yield Move("syncopation", ask.Target("S", *to), abs(by) / 0.9, 1.0 if out else 0.5, why)


def _stepped(sight: Sight, step: Step) -> Iterator[Move]:
    """Yield the move of a parameter by a step, in the direction of the phrase."""
    config = sight.state.config
    known = parameter(config, step.path)
    if not sight.free(step.path) or known is None or known.low is None or known.high is None:
        return
    now = read(config, known.path)
    if not is_number(now):
        return
    to = _bounded(sight, known.path, now, step.by if sight.builds else -step.by, step.between)
    if abs(to - now) > 10**-ROUNDED:
        yield Move(
            step.kind, ask.Set(step.path, to), abs(to - now) / (known.high - known.low),
            step.want * (0.6 if sight.aim == "hold" else 1.0), f"{now:.4g} to {to:.4g}: {_why(sight)}",
        )


def _bounded(sight: Sight, path: str, now: float, step: float, between: tuple[float, float]) -> float:
    """Return where a step leads: not out of the range it is kept in, nor further than two steps from its home."""
    low, high = within(sight, path, now, abs(step), between)
    if now < between[0]:
        return high
    return low if now > between[1] else round(max(low, min(high, now + step)), ROUNDED)


def _why(sight: Sight) -> str:
    return {"release": "let go", "build": "build", "hold": "hold", "peak": "towards the peak"}[sight.aim]
