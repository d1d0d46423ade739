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
from engine.holds import silent
from engine.layers import parts_of
from engine.parameters import canonical, is_number, parameter, read
from engine.voices import voice_of
from engine.watching import hits_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.bar import Bar
    from engine.commands import Command
    from engine.jamming import Jamming
    from engine.state import SessionState

BREATH: Final = ("release", "build", "hold", "peak")
"""What four phrases after each other are for. Ours: dance records change most at lines of 32 bars of 8."""
REST_FOR: Final = 4
"""Moves for which a kind of move is not made again. Ours."""
HANDS_BARS: Final = 16
"""Bars for which what was set by others is left alone: as long as the controller leaves it."""
FURTHEST_STEPS: Final = 2
"""Steps that a parameter may stand away from where it was left."""
CHANCE: Final = 0.6
"""How much chance says beside what the music wants, so that two nights differ."""
ALIKE: Final = 0.3
"""How much less a move is wanted for each of late that was like it."""
DENSITY_FREE: Final = 0.08
"""A layer whose measured density is further than this from its target follows something else."""
ROUNDED: Final = 6


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


@dataclass(frozen=True, slots=True)
class Sight:
    """What is looked at: the state after a bar, that bar, how one jams, and what the coming phrase is for."""

    state: SessionState
    bar: Bar
    jam: Jamming
    aim: str

    @property
    def builds(self) -> bool:
        """True where the music is to become more."""
        return self.aim != "release"

    def free(self, path: str) -> bool:
        """Return True for a parameter that nobody else moves or has set of late."""
        state = self.state
        config = state.config
        path = canonical(path)
        if state.bar - state.touched.get(path, -HANDS_BARS) < HANDS_BARS:
            return False
        led = {glide.path for glide in state.glides} | {canonical(one) for one in config.energy_map}
        led |= {canonical(one.param_path) for one in config.modulators if one.cc is None}
        return path not in led and parameter(config, path) is not None and is_number(read(config, path))


def sight_of(state: SessionState, bar: Bar, jam: Jamming) -> Sight:
    """Return the view of the music after the first bar of a phrase: the next phrase is meant."""
    phrases = (bar.index - state.anchor) // state.config.phrase.bars
    return Sight(state, bar, jam, BREATH[(phrases + 1) % len(BREATH)])


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
    state, bar = sight.state, sight.bar
    config, stage = state.config, state.stage
    still = {*stage.locks, *silent(stage, config.layers), *state.out}
    heard = hits_of(bar)
    for part in parts_of(config, state.meaning):
        name = part.name
        if name in still or voice_of(name, part.layer.note or 0) == "K" or not _allowed(sight, name):
            continue
        hits = hits_of(bar, name)
        if hits and not sight.builds and state.stage.drop_bars == 0:
            rest = config.phrase.bars // 2
            yield Move(
                f"rest {name}", ask.Mute(name, rest), hits / heard / 2, 0.7, f"it rests for {rest} bars, and comes back"
            )
        if part.layer.density is not None:
            target, found = part.layer.density.target, dict(bar.densities).get(name, 0.0)
            if abs(target - found) <= DENSITY_FREE:
                yield from _step(sight, f"density {name}", f"{name}.density.target", 0.1, (0.2, 1.0), 0.9)
        if voice_of(name, part.layer.note or 0) == "C":
            yield from _step(sight, f"swing {name}", f"{name}.swing_percent", 0.02, (0.5, 0.64), 0.5)
            yield from _step(sight, f"ratchets {name}", f"{name}.ratchet_prob", 0.05, (0.0, 0.25), 0.6)


def _of_all(sight: Sight) -> Iterator[Move]:
    """Yield the moves that change more than a layer: only where no layers are named."""
    state, jam = sight.state, sight.jam
    config = state.config
    if jam.layers or state.stage.locks:
        return
    bars = config.phrase.bars
    if sight.aim == "peak" and bars > 1:
        yield Move("fill", ask.Fill(1), 1 / bars, 1.2, "a fill ends the peak", 1)
    yield from _syncopation(sight)
    if state.arc is None and (config.energy_map or any(layer.enters for layer in config.layers.values())):
        low, high = jam.energy
        now = config.energy
        yield from _step(sight, "energy", "energy", 0.1, (low, high), 1.0 if low <= now <= high else 2.0)
    yield from _step(sight, "accents", "accent.prob", 0.1, (0.0, 1.0), 0.4)


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
    by = _bounded(sight, "targets.S_low", low, 0.05 if up else -0.05, (0.1, 0.5)) - low
    if not by:
        return
    to = round(low + by, ROUNDED), min(round(high + by, ROUNDED), 0.9)
    why = f"S is {scores.syncopation:.2f}, the band meets it" if out else _why(sight)
    why = f"{low:.4g}-{high:.4g} to {to[0]:.4g}-{to[1]:.4g}: {why}"
    yield Move("syncopation", ask.Target("S", *to), abs(by) / 0.9, 1.0 if out else 0.5, why)


def _step(
    sight: Sight, kind: str, path: str, step: float, between: tuple[float, float], want: float
) -> Iterator[Move]:
    """Yield the move of a parameter by a step, in the direction of the phrase."""
    config = sight.state.config
    known = parameter(config, path)
    if not sight.free(path) or known is None or known.low is None or known.high is None:
        return
    now = read(config, known.path)
    if not is_number(now):
        return
    to = _bounded(sight, known.path, now, step if sight.builds else -step, between)
    if abs(to - now) > 10**-ROUNDED:
        yield Move(
            kind, ask.Set(path, to), abs(to - now) / (known.high - known.low),
            want * (0.6 if sight.aim == "hold" else 1.0), f"{now:.4g} to {to:.4g}: {_why(sight)}",
        )


def _bounded(sight: Sight, path: str, now: float, step: float, between: tuple[float, float]) -> float:
    """Return where a step leads: not out of the range it is kept in, nor further than two steps from its home."""
    low, high = between
    if not low <= now <= high:  # somebody else went there: back in, by a step at most
        edge = low if now < low else high
        return round(now + max(-abs(step), min(abs(step), edge - now)), ROUNDED)
    reach = FURTHEST_STEPS * abs(step)
    home = dict(sight.jam.homes).get(path, now)
    if abs(home - now) > reach + 10**-ROUNDED:  # somebody else has been there since
        home = now
    return round(max(low, home - reach, min(high, home + reach, now + step)), ROUNDED)


def _allowed(sight: Sight, layer: str) -> bool:
    return not sight.jam.layers or layer in sight.jam.layers


def _why(sight: Sight) -> str:
    return {"release": "let go", "build": "build", "hold": "hold", "peak": "towards the peak"}[sight.aim]
