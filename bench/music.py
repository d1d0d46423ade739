"""Do the bundled grooves differ, vary, develop, and go where they are wished to?

A groove is looked at as which steps each drum plays: masks of layers, laid over each other by General MIDI note, so
that two grooves compare however their layers are called.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations, pairwise
from statistics import mean, median
from typing import TYPE_CHECKING, Final

from bench.closed_loop import played
from bench.figures import Figure, share
from engine.commands import Set, Target
from engine.config_file import load_config
from sequencer.folders import BUNDLED, style_json
from sequencer.tape.arc import with_arc

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.bar import Bar
    from engine.commands import Command
    from engine.config import Config

SEEDS: Final = range(1, 5)
BARS: Final = 64
LONG_BARS: Final = 512
WISHED_AT: Final = 16
HEARD_FROM: Final = 24
WISH_BARS: Final = 32
BLOCK_BARS: Final = 16
H_MOVES: Final = 0.15
H_MOVES_PERCUSSION: Final = 0.1
PERCUSSION: Final = frozenset({"afterhours", "percussive_loop", "tribal"})
"""Grooves of many small drums, whose gaps are mixed already."""
D_MOVES: Final = 0.06
WISHES: Final[dict[str, tuple[Command, Command]]] = {
    "entropy": (Target("H", 0.45, 0.6), Target("H", 0.0, 0.08)),
    "dispersion": (Set("targets.D_target", 0.3), Set("targets.D_target", 0.0)),
}
"""Goals upwards and downwards, by the field of the score."""

Hits = frozenset[tuple[int, int]]


def grooves() -> dict[str, Config]:
    """Return the bundled grooves of m4 by name."""
    found = {path.stem: load_config(path, styles=style_json) for path in sorted(BUNDLED.glob("*.json"))}
    return {name: config for name, config in found.items() if config.mode == "m4"}


def hits_of(bar: Bar) -> Hits:
    """Return a bar's hits as (note, step); sub-hits and timing do not count."""
    return frozenset((event.note, event.step) for event in bar.events)


def mean_bar(bars: Sequence[Hits]) -> dict[tuple[int, int], float]:
    """Return each (note, step)'s share of the bars, 0..1."""
    counts = Counter(hit for bar in bars for hit in bar)
    return {hit: count / len(bars) for hit, count in counts.items()}


def apart(one: Mapping[tuple[int, int], float], other: Mapping[tuple[int, int], float]) -> float:
    """Return by how many hits two mean bars differ."""
    return sum(abs(one.get(hit, 0.0) - other.get(hit, 0.0)) for hit in one.keys() | other.keys())


def moved_by(config: Config, seed: int, field: str) -> float:
    """Return how far wishes for a score move its mean, the further of upwards and downwards."""
    rest = _mean_score(played(config, seed, WISH_BARS), field)
    ways = [_mean_score(played(config, seed, WISH_BARS, {WISHED_AT: (wish,)}), field) for wish in WISHES[field]]
    return max(abs(way - rest) for way in ways)


def _mean_score(bars: Sequence[Bar], field: str) -> float:
    values: list[float] = [getattr(bar.scores, field) for bar in bars[HEARD_FROM:] if not bar.fill]
    return mean(values)


def _differences(found: Mapping[str, Sequence[Sequence[Hits]]]) -> Iterator[Figure]:
    """Yield the distances between grooves, and between seeds of one."""
    means = {name: [mean_bar(bars) for bars in seeds] for name, seeds in found.items()}
    whole = {name: mean_bar([bar for bars in seeds for bar in bars]) for name, seeds in found.items()}
    pairs = {names: apart(whole[names[0]], whole[names[1]]) for names in combinations(whole, 2)}
    nearest = min(pairs, key=pairs.__getitem__)
    yield Figure("grooves lie apart, mean", mean(pairs.values()), "at least", 21, "hits")
    yield Figure("grooves lie apart, nearest", pairs[nearest], "at least", 4, "hits", " and ".join(nearest))
    seeds_apart = {name: mean(apart(*pair) for pair in combinations(seeds, 2)) for name, seeds in means.items()}
    least = min(seeds_apart, key=seeds_apart.__getitem__)
    yield Figure("seeds of a groove lie apart, least", seeds_apart[least], "at least", 1.5, "hits", least)


def _repetition(long: Mapping[str, Sequence[Hits]]) -> Iterator[Figure]:
    """Yield figures of the repetition in a long render without its arc."""
    commonest, distinct, near = [], [], []
    for bars in long.values():
        counts = Counter(bars)
        commonest.append(counts.most_common(1)[0][1] / len(bars))
        distinct.append(len(counts) / len(bars))
        near.append(share(sum(len(one ^ other) <= 2 for one, other in pairwise(bars)), len(bars) - 1))
    yield Figure("share of the commonest bar, median groove", median(commonest), "at least", 0.12)
    yield Figure("share of the commonest bar, median groove", median(commonest), "at most", 0.35)
    yield Figure("distinct bars, median groove", median(distinct), "at least", 0.08)
    yield Figure("neighbours that differ by two hits or less, median groove", median(near), "at least", 0.7)
    far = [median(len(bars[place] ^ bars[-place - 1]) for place in range(len(bars) // 2)) for bars in long.values()]
    yield Figure("two bars far from each other differ by, median groove", median(far), "at least", 5, "hits")


def _development(name: str, config: Config) -> tuple[float, int]:
    """Return how far a groove's energy spreads along its arc, and its bars without a kick."""
    bars = played(with_arc(config, name), 1, LONG_BARS)
    loud = [sum(event.velocity for event in bar.events) for bar in bars]
    blocks = [mean(loud[place : place + BLOCK_BARS]) for place in range(0, LONG_BARS, BLOCK_BARS)]
    silent = sum(not any(event.layer == "kick" for event in bar.events) for bar in bars)
    return (max(blocks) - min(blocks)) / mean(blocks), silent


def figures() -> Iterator[Figure]:
    """Measure all of it."""
    library = grooves()
    short = {
        name: [[hits_of(bar) for bar in played(config, seed, BARS)] for seed in SEEDS]
        for name, config in library.items()
    }
    yield from _differences(short)
    yield from _repetition({
        name: [hits_of(bar) for bar in played(config, 1, LONG_BARS)] for name, config in library.items()
    })
    arcs = {name: _development(name, config) for name, config in library.items()}
    flattest = min(arcs, key=lambda name: arcs[name][0])
    yield Figure("energy of 16 bars spreads along the arc, least", arcs[flattest][0], "at least", 0.25, "", flattest)
    yield Figure("bars without a kick in an arc, fewest", min(bars for _, bars in arcs.values()), "at least", 8, "bars")
    drums = {name: config for name, config in library.items() if name in PERCUSSION}
    others = {name: config for name, config in library.items() if name not in PERCUSSION}
    for field, some, bound, which in (
        ("entropy", others, H_MOVES, "least groove"), ("entropy", drums, H_MOVES_PERCUSSION, "least of percussion"),
        ("dispersion", library, D_MOVES, "least groove"),
    ):
        moves = {name: mean(moved_by(config, seed, field) for seed in SEEDS) for name, config in some.items()}
        least = min(moves, key=moves.__getitem__)
        yield Figure(f"a wish moves {field}, {which}", moves[least], "at least", bound, "", least)
