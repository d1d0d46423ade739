"""Does every bundled groove go where it is wished to, or say what keeps it?

Each groove plays 16 bars, then a wish is made, and what is heard from eight bars later on is measured; fills leave
their goals on purpose and do not count. A line shows the groove that does worst.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain
from statistics import mean, median
from typing import TYPE_CHECKING, Final

from bench.figures import Figure, share
from bench.music import D_MOVES, H_MOVES, H_MOVES_PERCUSSION, PERCUSSION, grooves
from engine.bands import distance
from engine.commands import Set, Target, Wish
from engine.goals import goals
from engine.parameters import write_all
from engine.session import next_bar, start
from engine.voices import drum_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from engine.bands import Band
    from engine.bar import Bar
    from engine.commands import Command
    from engine.config import Config
    from engine.state import SessionState

SEEDS: Final = range(1, 21)
WISHED_AT: Final = 16
ARRIVES_IN: Final = 8
HEARD: Final = 16
"""Bars that are measured behind the eight that a wish may take."""
PHRASE: Final = 7
"""Bars of a phrase of 8 without the fill at its end."""
MOST_CHANGED: Final = 3

S_BANDS: Final[tuple[Band, ...]] = ((0.58, 0.68), (0.2, 0.28))
H_BANDS: Final[tuple[Band, ...]] = ((0.45, 0.6), (0.0, 0.08))
D_GOALS: Final = (0.3, 0.0)
"""Upwards and downwards."""
E_BANDS: Final[tuple[Band, ...]] = ((0.8, 0.9), (0.9, 0.96), (0.97, 1.0))
NO_SUCH_D: Final = 0.6
"""No bar with a floor under it is as uneven as that."""
AROUND: Final = 0.05
"""Half the width of the H band that goes with a goal for D."""


@dataclass(frozen=True, slots=True)
class Way:
    """What a wish leads to.

    Attributes:
        bars: that are measured, without fills.
        told: letters of the goals that some bar behind the wish names, with what holds them.
        few: share of the bars in which at most three hits differ from the held figure; more do where S is missed.
    """

    bars: tuple[Bar, ...]
    told: frozenset[str]
    few: float

    def first(self) -> Way:
        """Return the bars of the first phrase."""
        return Way(self.bars[:PHRASE], self.told, self.few)

    def mean(self, field: str) -> float:
        """Return the mean of a score."""
        return mean(_values(self.bars, field))

    def met(self, field: str, band: Band | None) -> float:
        """Return the share of bars with a score in a band, 0..1; a rescued bar has not met it."""
        inside = [not bar.rescued and not distance(getattr(bar.scores, field), band) for bar in self.bars]
        return share(sum(inside), len(inside))

    def settled(self, field: str, band: Band) -> bool:
        """Return True when the median of a score lies in a band."""
        return not distance(median(_values(self.bars, field)), band)


@dataclass(frozen=True, slots=True)
class Answers:
    """How one groove with one seed answers its wishes; two numbers are upwards and downwards.

    Attributes:
        syncopation: S arrives, or what holds it is told.
        entropy, dispersion: by how much the mean of H and of D moves.
        kept: share of bars with S in its own band while H or D is asked for, over the same share without a wish.
        few: share of bars with H or D asked for in which at most three hits differ from the held figure, over the same
            share without a wish; kicks that E has moved do not count, because H and D move none.
        agreeing: H and D that can be had together are both had.
        infeasible: a D that no bar has is told of.
        entrainment: share of bars in each of E_BANDS, none rescued, with kicks that may move.
    """

    syncopation: tuple[bool, ...]
    entropy: tuple[float, ...]
    dispersion: tuple[float, ...]
    kept: float
    few: float
    agreeing: bool
    infeasible: bool
    entrainment: tuple[float, ...]


def _values(bars: Sequence[Bar], field: str) -> list[float]:
    return [getattr(bar.scores, field) for bar in bars]


def before_wish(config: Config, seed: int) -> SessionState:
    """Return a session at the bar of its wish."""
    state = start(config, seed=seed)
    for _ in range(WISHED_AT):
        state, _ = next_bar(state)
    return state


def way_of(state: SessionState, commands: Sequence[Command] = ()) -> Way:
    """Return what commands lead to from a state on."""
    wishes = [Wish(command, id=str(place), author="user") for place, command in enumerate(commands)]
    bars, told, few = [], set[str](), 0
    for count in range(ARRIVES_IN + HEARD):
        state, bar = next_bar(state, wishes if count == 0 else ())
        told |= {letter for letter, _ in bar.held_by}
        if count >= ARRIVES_IN and not bar.fill:
            bars.append(bar)
            few += sum(
                edit.bit_count() for name, edit in state.control.edits.items() if drum_of(name, 0) != "kick"
            ) <= MOST_CHANGED
    return Way(tuple(bars), frozenset(told), share(few, len(bars)))


def answers(case: tuple[str, int]) -> Answers:
    """Make all wishes to a groove; `case` is its name and the seed."""
    name, seed = case
    config = grooves()[name]
    state = before_wish(config, seed)
    own = goals(state.config.targets)["S"]
    rest = way_of(state)
    syncopation = []
    for band in S_BANDS:
        way = way_of(state, (Target("S", *band),))
        syncopation.append(way.settled("syncopation", band) or "S" in way.told)
    entropy = [way_of(state, (Target("H", *band),)) for band in H_BANDS]
    dispersion = [way_of(state, (Set("targets.D_target", goal),)) for goal in D_GOALS]
    steered = [*entropy, *dispersion]
    loose = before_wish(write_all(start(config).config, {"guard.kick_immutable": False}), seed)
    return Answers(
        syncopation=tuple(syncopation),
        entropy=tuple(abs(way.mean("entropy") - rest.mean("entropy")) for way in entropy),
        dispersion=tuple(abs(way.mean("dispersion") - rest.mean("dispersion")) for way in dispersion),
        kept=min(way.met("syncopation", own) for way in steered) - rest.met("syncopation", own),
        few=min(way.few for way in steered) - rest.few,
        agreeing=_agree(state, entropy[0]),
        infeasible="D" in way_of(state, (Set("targets.D_target", NO_SUCH_D),)).told,
        entrainment=tuple(way_of(loose, (Target("E", *band),)).met("entrainment", band) for band in E_BANDS),
    )


def _agree(state: SessionState, higher: Way) -> bool:
    """Return True when the H and D to which a wish for more H leads are both met when both are asked for.

    Other phrases have other figures, with other H and D within reach, so one phrase is looked at.
    """
    phrase = higher.first()
    goal = phrase.mean("dispersion")
    low, high = phrase.mean("entropy") - AROUND, phrase.mean("entropy") + AROUND
    both = way_of(state, (Target("H", max(low, 0.0), high), Set("targets.D_target", goal))).first()
    return both.settled("entropy", (low, high)) and both.settled("dispersion", (goal - AROUND, goal + AROUND))


def asked(names: Sequence[str], seeds: Sequence[int]) -> dict[str, list[Answers]]:
    """Return each groove's answers, one a seed, on all cores."""
    cases = [(name, seed) for name in names for seed in seeds]
    with ProcessPoolExecutor() as pool:
        found = list(pool.map(answers, cases, chunksize=2))
    return {name: [one for (of, _), one in zip(cases, found, strict=True) if of == name] for name in names}


def figures() -> Iterator[Figure]:
    """Measure all of it."""
    return figures_of(asked(list(grooves()), SEEDS))


def figures_of(found: Mapping[str, Sequence[Answers]]) -> Iterator[Figure]:
    """Yield the figures of some grooves' answers, each of the groove that does worst."""
    drums = {name: of for name, of in found.items() if name in PERCUSSION}
    others = {name: of for name, of in found.items() if name not in PERCUSSION}
    told = [hit for of in found.values() for hit in chain.from_iterable(one.syncopation for one in of)]
    yield Figure("wishes for S that arrive, or say what holds them", share(sum(told), len(told)), "at least", 1, "%")
    yield _least("a wish moves H", others, lambda one: max(one.entropy), H_MOVES)
    yield _least("a wish moves H, percussion", drums, lambda one: max(one.entropy), H_MOVES_PERCUSSION)
    yield _least("a wish moves D", found, lambda one: max(one.dispersion), D_MOVES)
    yield _least("S stays in its band meanwhile, bars more", found, lambda one: one.kept, -0.1)
    yield _least("three hits changed for that at most, bars more", found, lambda one: one.few, -0.1)
    yield _least("H and D that agree are both met", found, lambda one: one.agreeing, 1.0)
    yield _least("a D that no bar has is told of", found, lambda one: one.infeasible, 1.0)
    for place, (low, high) in enumerate(E_BANDS):
        yield _least(f"bars with E in {low} to {high}", found, _share_in(place), 0.8)


def _share_in(place: int) -> Callable[[Answers], float]:
    """Return what reads the share of bars in one of E_BANDS."""
    return lambda one: one.entrainment[place]


def _least(
    name: str, found: Mapping[str, Sequence[Answers]], of: Callable[[Answers], float], bound: float
) -> Figure:
    """Return the figure of the groove with the least mean over its seeds; the note names all that miss the bound."""
    means = {groove: mean(of(one) for one in answers) for groove, answers in found.items()}
    least = min(means, key=means.__getitem__)
    under = sorted((value, groove) for groove, value in means.items() if value < bound)
    note = f"{len(under)} of {len(means)}: " + ", ".join(f"{groove} {value:.3f}" for value, groove in under)
    return Figure(f"{name}, least groove", means[least], "at least", bound, "", note if under else least)
