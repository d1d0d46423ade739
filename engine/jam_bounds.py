"""What may the bandmate move for the phrase to come, how far, and what keeps it from the rest?

The budget names layers and the corridor of energy. Kicks, and what is locked, muted or out, are left alone; so is what
somebody else moves or has set of late. No number goes further than two steps from where it was left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from engine.holds import silent
from engine.layers import parts_of
from engine.parameters import canonical, is_number, parameter, read
from engine.voices import voice_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.bar import Bar
    from engine.jamming import Jamming
    from engine.layers import Part
    from engine.state import SessionState

BREATH: Final = ("release", "build", "hold", "peak")
"""What four phrases after each other are for. Ours: dance records change most at lines of 32 bars of 8."""
HANDS_BARS: Final = 16
"""Bars for which what was set by others is left alone: as long as the controller leaves it."""
FURTHEST_STEPS: Final = 2
"""Steps that a parameter may stand away from where it was left."""
DENSITY_FREE: Final = 0.08
"""A layer whose measured density is further than this from its target follows something else."""
ROUNDED: Final = 6
S_STEP: Final = 0.05
S_BETWEEN: Final = (0.1, 0.5)
"""How far the band of S is moved at once, and where its low end is kept."""


BUDGET: Final = "jam budget"


class Kept(NamedTuple):
    """What keeps the jam from something: as an outcome names it ("lock clap"), and in words."""

    by: str
    reason: str


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
        config, path = self.state.config, canonical(path)
        return self.taken(path) is None and parameter(config, path) is not None and is_number(read(config, path))

    def taken(self, path: str) -> Kept | None:
        """Return who else moves a parameter or has set it of late; None for nobody."""
        state, path = self.state, canonical(path)
        config = state.config
        if state.bar - state.touched.get(path, -HANDS_BARS) < HANDS_BARS:
            words = f"{path} was set in bar {state.touched[path] + 1} and is left alone for {HANDS_BARS} bars"
            return Kept("hands", words)
        if any(glide.path == path for glide in state.glides):
            return Kept("glide", f"{path} is on its way already")
        if any(canonical(one) == path for one in config.energy_map):
            return Kept("energy", f"energy moves {path}")
        if any(canonical(one.param_path) == path for one in config.modulators if one.cc is None):
            return Kept("modulator", f"a modulator moves {path}")
        return None

    def home(self, path: str, now: float) -> float:
        """Return where a parameter was left before the first move, which is where it is now for one not yet moved."""
        return dict(self.jam.homes).get(path, now)


class Step(NamedTuple):
    """A number that may be moved.

    Attributes:
        kind: of the move, as "density hat_c".
        path: of the parameter. by: how far a step leads.
        between: lowest and highest it is kept in.
        want: how much the music wants it.
    """

    kind: str
    path: str
    by: float
    between: tuple[float, float]
    want: float


def sight_of(state: SessionState, bar: Bar, jam: Jamming) -> Sight:
    """Return the view of the music after the first bar of a phrase: the next phrase is meant."""
    phrases = (bar.index - state.anchor) // state.config.phrase.bars
    return Sight(state, bar, jam, BREATH[(phrases + 1) % len(BREATH)])


def steps(sight: Sight) -> Iterator[Step]:
    """Yield the numbers that the budget and the music let move, whoever else may move them."""
    for part in steered(sight):
        yield from steps_of(sight, part)
    if kept_from_all(sight) is None:
        yield from steps_of_all(sight)


def parts_of_jam(sight: Sight) -> Iterable[Part]:
    """Return all layers, whether they may be moved or not."""
    return parts_of(sight.state.config, sight.state.meaning)


def steered(sight: Sight) -> Iterator[Part]:
    """Yield the layers that may be moved."""
    yield from (part for part in parts_of_jam(sight) if kept_from(sight, part) is None)


def kept_from(sight: Sight, part: Part) -> Kept | None:
    """Return what keeps the jam from a layer; None when nothing does."""
    state, name, layers = sight.state, part.name, sight.jam.layers
    if layers and name not in layers:
        return Kept(BUDGET, f"the budget is for {' '.join(layers)}")
    if voice_of(name, part.layer.note or 0) == "K":
        return Kept("jam", f"{name} is a kick, which is not touched")
    if name in state.stage.locks:
        return Kept(f"lock {name}", f"{name} is locked")
    if name in silent(state.stage, state.config.layers):
        return Kept(f"mute {name}", f"{name} is muted")
    return Kept("energy", f"{name} is out by energy") if name in state.out else None


def kept_from_all(sight: Sight) -> Kept | None:
    """Return what keeps the jam from what changes more than a layer; None when nothing does."""
    if sight.jam.layers:
        return Kept(BUDGET, f"the budget is for {' '.join(sight.jam.layers)}")
    locks = ", ".join(sight.state.stage.locks)
    return Kept(f"lock {locks}", f"{locks} is locked, and it changes every layer") if locks else None


def steps_of(sight: Sight, part: Part) -> Iterator[Step]:
    """Yield the numbers of a layer that may be moved."""
    name = part.name
    if part.layer.density is not None:
        target, found = part.layer.density.target, dict(sight.bar.densities).get(name, 0.0)
        if abs(target - found) <= DENSITY_FREE:
            yield Step(f"density {name}", f"{name}.density.target", 0.1, (0.2, 1.0), 0.9)
    if voice_of(name, part.layer.note or 0) == "C":
        yield Step(f"swing {name}", f"{name}.swing_percent", 0.02, (0.5, 0.64), 0.5)
        yield Step(f"ratchets {name}", f"{name}.ratchet_prob", 0.05, (0.0, 0.25), 0.6)


def steps_of_all(sight: Sight) -> Iterator[Step]:
    """Yield the numbers of the whole that may be moved."""
    config, now = sight.state.config, sight.state.config.energy
    low, high = sight.jam.energy
    if sight.state.arc is None and (config.energy_map or any(layer.enters for layer in config.layers.values())):
        yield Step("energy", "energy", 0.1, (low, high), 1.0 if low <= now <= high else 2.0)
    yield Step("accents", "accent.prob", 0.1, (0.0, 1.0), 0.4)


def within(sight: Sight, path: str, now: float, step: float, between: tuple[float, float]) -> tuple[float, float]:
    """Return the lowest and highest value that a parameter may be moved to for the next phrase.

    Args:
        sight: what is looked at.
        path: of the parameter.
        now: where it stands.
        step: how far a step leads, > 0.
        between: lowest and highest it is kept in.
    """
    low, high = between
    if not low <= now <= high:  # somebody else went there: back in, by a step at most
        edge = low if now < low else high
        end = round(now + max(-step, min(step, edge - now)), ROUNDED)
        return min(now, end), max(now, end)
    reach, home = FURTHEST_STEPS * step, sight.home(path, now)
    if abs(home - now) > reach + 10**-ROUNDED:  # somebody else has been there since
        home = now
    return max(low, home - reach), min(high, home + reach)
