"""Does the closed loop hold its targets over many seeds, and does it return to them after a disturbance?

Each measurement plays whole sessions of `m4_showcase`; a seed is one session. `tests/engine/test_closed_loop.py` takes
the same measurements of fewer seeds.
"""

from __future__ import annotations

import math
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise, permutations
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

import configs
from bench.figures import Figure, share
from engine.bands import distance
from engine.commands import Set, Target, Wish
from engine.config_file import load_config
from engine.goals import goals
from engine.modulators import cap_of
from engine.parameters import write_all
from engine.session import next_bar, start

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.bands import Band
    from engine.bar import Bar
    from engine.commands import Command
    from engine.config import Config

BARS: Final = 64
SETTLED_FROM: Final = 8
"""Bars that the loop may take to find its band."""
LAST_BARS: Final = 16
ROUNDING: Final = 1e-9

LADDER: Final = tuple((step / 20, step / 20 + 0.1) for step in range(4, 13))
"""Nine S bands, [.20, .30] to [.60, .70]."""

S_CAP: Final = 0.9 / 8
"""Most that an end of the S band moves in a bar: an eighth of its range."""
SETTLING_BARS: Final = 4
"""Bars that the music may lag behind its moving band."""
MOVED_AT: Final = range(16, 32)
"""Bars in which a band moves; the seed picks one."""
ENDS_OF_MOVES: Final[tuple[Band, ...]] = (
    (0.2, 0.3), (0.25, 0.35), (0.3, 0.4), (0.35, 0.45), (0.4, 0.5), (0.45, 0.55), (0.5, 0.6), (0.55, 0.65), (0.6, 0.7),
    (0.35, 0.55), (0.3, 0.6),
)
MOVES: Final = tuple(permutations(ENDS_OF_MOVES, 2))
"""Starts and goals of a band that moves; all of them are within reach."""

BROKEN_AT: Final = 20
RECOVERY_BARS: Final = 2
BREAKS: Final[tuple[tuple[str, tuple[Command, ...]], ...]] = (
    ("three kicks", (Set("kick.fills", 3),)),
    ("one kick", (Set("kick.fills", 1),)),
    ("seven kicks", (Set("kick.fills", 7),)),
    ("inverted kick", (Set("kick.fills", -4),)),
    ("kick off the beat", (Set("kick.rot", 2),)),
    ("kick a 16th late", (Set("kick.rot", 1),)),
    ("no kick, clap off the beat", (Set("kick.fills", 0), Set("clap.rot", 6))),
    ("kick in a cycle of 7", (Set("kick.last_step", 7),)),
    ("kick in a cycle of 13", (Set("kick.steps", 13),)),
    ("kick by chance", (Set("kick.conditions", [{"kind": "PROB", "p": 0.4}]),)),
    ("kick every other bar", (Set("kick.conditions", [{"kind": "EVERY_N", "n": 2}]),)),
    ("kick after nothing", (Set("kick.conditions", [{"kind": "NOT_PRE"}]),)),
    ("clap everywhere", (Set("clap.fills", 11),)),
    ("displaced kick", (Set("guard.kick_immutable", to=False), Set("kick.displace_into_2_prob", 1.0))),
    ("ghost kicks", (Set("guard.kick_immutable", to=False), Set("kick.ghost_pre1_prob", 1.0))),
    ("kick far apart", (Set("kick.refractory_steps", 9),)),
)
"""Ways to break the beat."""


@lru_cache(maxsize=1)
def showcase() -> Config:
    """Return the bundled config that all of this is measured on."""
    return load_config(Path(next(iter(configs.__path__))) / "m4_showcase.json")


def with_band(band: Band) -> Config:
    """Return the showcase with another S band, low and high in 0..0.9."""
    return write_all(showcase(), {"targets.S_low": band[0], "targets.S_high": band[1]})


def played(config: Config, seed: int, bars: int, wishes: Mapping[int, Sequence[Command]] | None = None) -> list[Bar]:
    """Return the first bars of a session; `wishes` maps a bar's index to what is asked for in it."""
    state, found = start(config, seed=seed), []
    for index in range(bars):
        asked = [Wish(command, id=str(place)) for place, command in enumerate((wishes or {}).get(index, ()))]
        state, bar = next_bar(state, asked)
        found.append(bar)
    return found


# --- a session that nobody touches ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Held:
    """How well one session held its targets; pairs are (bars inside, bars counted).

    Attributes:
        median_inside: the median S of the last 16 bars lies in the band.
        inside: bars after the 8th with S in the band.
        entropy_inside: the same for H.
        beat: bars without a fill with E at or above the guard.
        density: bars with the density of the closed hats within its tolerance.
        loosest: most of T_rand over its cap, 1 at the cap.
        fastest: most that a modulated parameter moved over its cap, 1 at the cap; rescued bars left out.
        rescues: bars that the guard rebuilt.
    """

    median_inside: bool
    inside: tuple[int, int]
    entropy_inside: tuple[int, int]
    beat: tuple[int, int]
    density: tuple[int, int]
    loosest: float
    fastest: float
    rescues: int


def held(seed: int) -> Held:
    """Play a session of the showcase and return how well it held its targets."""
    config = start(showcase()).config
    bars = played(config, seed, BARS)
    bands, hats = goals(config.targets), config.layers["hat_c"].density
    cap_ms = config.targets.T_ms_cap
    if hats is None or cap_ms is None:
        raise ValueError("the showcase has lost its targets")
    settled, plain = bars[SETTLED_FROM:], [bar for bar in bars if not bar.fill]
    caps = [cap_of(config, modulator) for modulator in config.modulators]
    moves = [
        abs(there - here) / cap
        for one, other in pairwise(bars) if not other.rescued
        for (_, here), (_, there), cap in zip(one.parameters, other.parameters, caps, strict=True)
    ]
    return Held(
        median_inside=not distance(median(bar.scores.syncopation for bar in bars[-LAST_BARS:]), bands["S"]),
        inside=(sum(not distance(bar.scores.syncopation, bands["S"]) for bar in settled), len(settled)),
        entropy_inside=(sum(not distance(bar.scores.entropy, bands["H"]) for bar in settled), len(settled)),
        beat=(sum(bar.scores.entrainment >= config.guard.min_E - ROUNDING for bar in plain), len(plain)),
        density=(
            sum(abs(dict(bar.densities)["hat_c"] - hats.target) <= hats.tol + ROUNDING for bar in bars), len(bars)
        ),
        loosest=max(bar.scores.timing_random_ms for bar in bars) / cap_ms,
        fastest=max(moves), rescues=sum(bar.rescued for bar in bars),
    )


def pooled(pairs: Sequence[tuple[int, int]]) -> float:
    """Return the share of the counted bars that were inside."""
    return share(sum(hits for hits, _ in pairs), sum(of for _, of in pairs))


# --- a beat that is taken away ----------------------------------------------------------------------------------------


def recovery_bars(case: tuple[int, int]) -> int:
    """Break the beat in one of the ways of BREAKS; return for how many of the next 16 bars it stays broken.

    A fill, and the bar after it, which E compares with the fill, are meant and do not count.

    Args:
        case: the place in BREAKS, and the seed.
    """
    place, seed = case
    bars = played(showcase(), seed, BROKEN_AT + LAST_BARS, {BROKEN_AT: BREAKS[place][1]})[BROKEN_AT - 1:]
    least = showcase().guard.min_E - ROUNDING
    return max(
        (
            count for count, (before, bar) in enumerate(pairwise(bars), 1)
            if bar.scores.entrainment < least and not (bar.fill or before.fill)
        ),
        default=0,
    )


# --- bands ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rung:
    """How a session in one S band ends.

    Attributes:
        syncopation: median S of the last 16 bars.
        out_of_reach: most of them say that the band is.
    """

    syncopation: float
    out_of_reach: bool


def rung(case: tuple[Band, int]) -> Rung:
    """Play a session in an S band; `case` is the band and the seed."""
    band, seed = case
    bars = played(with_band(band), seed, BARS)[-LAST_BARS:]
    reported = sum("S" in bar.out_of_reach for bar in bars)
    return Rung(median(bar.scores.syncopation for bar in bars), 2 * reported > len(bars))


@dataclass(frozen=True, slots=True)
class Arrival:
    """A band that moved in mid-session. Fills leave the band on purpose and do not count.

    Attributes:
        bars: from the wish's bar to the first in the wished band, that one included; 64 when there was none.
        allowed: the most it may be.
        stayed: share of the bars after it that lie in the wished band.
    """

    bars: int
    allowed: int
    stayed: float


def arrival(case: tuple[tuple[Band, Band], int]) -> Arrival:
    """Move the S band in mid-session; `case` is its start and its goal, and the seed."""
    (here, there), seed = case
    allowed = math.ceil(max(abs(there[0] - here[0]), abs(there[1] - here[1])) / S_CAP - ROUNDING) + SETTLING_BARS
    moved_at = MOVED_AT[seed % len(MOVED_AT)]
    bars = played(with_band(here), seed, moved_at + allowed + LAST_BARS, {moved_at: (Target("S", *there),)})[moved_at:]
    inside = [not distance(bar.scores.syncopation, there) for bar in bars if not bar.fill]
    first = inside.index(True) + 1 if True in inside else BARS
    after = inside[first:]
    return Arrival(first, allowed, share(sum(after), len(after)))


# --- the table --------------------------------------------------------------------------------------------------------

SEEDS: Final = 300
LADDER_SEEDS: Final = 40
MOVE_SEEDS: Final = 20
BREAK_SEEDS: Final = 20


def figures() -> Iterator[Figure]:
    """Measure all of it, on all cores."""
    with ProcessPoolExecutor() as pool:
        sessions = list(pool.map(held, range(SEEDS), chunksize=4))
        yield from _held_figures(sessions)
        broken = list(pool.map(recovery_bars, _cases(len(BREAKS), BREAK_SEEDS), chunksize=4))
        for place, (name, _) in enumerate(BREAKS):
            worst = max(broken[place * BREAK_SEEDS:(place + 1) * BREAK_SEEDS])
            yield Figure(f"bars without a beat: {name}", worst, "at most", RECOVERY_BARS)
        yield from _ladder_figures([
            list(pool.map(rung, [(band, seed) for seed in range(LADDER_SEEDS)], chunksize=4)) for band in LADDER
        ])
        yield from _arrival_figures([
            list(pool.map(arrival, [(move, seed) for seed in range(MOVE_SEEDS)], chunksize=4)) for move in MOVES
        ])


def _cases(places: int, seeds: int) -> list[tuple[int, int]]:
    return [(place, seed) for place in range(places) for seed in range(seeds)]


def _held_figures(sessions: Sequence[Held]) -> Iterator[Figure]:
    medians = share(sum(session.median_inside for session in sessions), len(sessions))
    yield Figure("sessions whose last 16 bars have their median S in the band", medians, "at least", 0.99, "%")
    yield Figure("bars after the 8th in the S band", pooled([s.inside for s in sessions]), "at least", 0.9, "%")
    worst = min(share(*session.inside) for session in sessions)
    yield Figure("the same in the worst session", worst, "at least", 0.75, "%")
    beat = pooled([session.beat for session in sessions])
    yield Figure("bars without a fill with E at the guard or above", beat, "at least", 0.995, "%")
    density = pooled([session.density for session in sessions])
    yield Figure("bars with the hat density in its tolerance", density, "at least", 0.99, "%")
    entropy = pooled([session.entropy_inside for session in sessions])
    yield Figure("bars after the 8th in the H band", entropy, "at least", 0.9, "%")
    yield Figure("largest T_rand, in caps", max(session.loosest for session in sessions), "at most", 1.0)
    fastest = max(session.fastest for session in sessions)
    yield Figure("fastest modulated parameter, in caps a bar", fastest, "at most", 1.0 + ROUNDING)
    rescues = sum(session.rescues for session in sessions) / (BARS * len(sessions))
    yield Figure("bars rescued", rescues, "at most", 0.005, "%")


def _ladder_figures(rungs: Sequence[Sequence[Rung]]) -> Iterator[Figure]:
    medians = [median(rung.syncopation for rung in of_band) for of_band in rungs]
    rises = [there - here for here, there in pairwise(medians)]
    shown = " ".join(f"{value:.3f}" for value in medians)
    yield Figure("smallest rise of median S from one band to the next", min(rises), "at least", 0.001, note=shown)
    silent = sum(
        bool(distance(rung.syncopation, band)) and not rung.out_of_reach
        for band, of_band in zip(LADDER, rungs, strict=True) for rung in of_band
    )
    sessions = sum(len(of_band) for of_band in rungs)
    yield Figure("sessions that miss their band and do not say so", silent / sessions, "at most", 0.01, "%")


def _arrival_figures(moves: Sequence[Sequence[Arrival]]) -> Iterator[Figure]:
    late = {
        move: max(arrival.bars - arrival.allowed for arrival in arrivals)
        for move, arrivals in zip(MOVES, moves, strict=True)
    }
    worst = max(late, key=late.__getitem__)
    note = f"worst from {worst[0]} to {worst[1]}"
    yield Figure("bars later in a moved band than allowed", late[worst], "at most", 0, note=note)
    stayed = [arrival.stayed for arrivals in moves for arrival in arrivals]
    yield Figure("bars in a moved band once it is reached", sum(stayed) / len(stayed), "at least", 0.9, "%")
