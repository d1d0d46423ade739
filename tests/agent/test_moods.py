"""Moods are heard: each in its direction, and no two alike; none touches the tempo or the config."""

from __future__ import annotations

import itertools
import math
from functools import lru_cache
from statistics import fmean, pstdev
from typing import TYPE_CHECKING, Final, cast

import pytest

from agent.offline.moods import MOODS
from agent.offline.understand import understand
from engine import Bar, Wish, apply, next_bar, start
from engine.commands import Set, Target
from tests.agent.heard import CONFIG

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.commands import Command

SEEDS: Final = (1, 2)
SETTLED, BARS = 4, 16
"""Bars that are left out of a measure, and bars that are measured."""
FEWEST: Final = 40
APART: Final = 0.5
"""How far two moods must be apart in what they measure, where 1 is about what "darker" moves. Ours."""
HATS, BACKBEAT = ("hat_c", "hat_o"), ("snare", "clap")
MEASURED: Final = {
    "hats density": ("hat_c hits", 1.0), "hats velocity": ("hats loudness", 6.0),
    "open velocity": ("hat_o loudness", 6.0),
    "open length": ("hat_o length", 0.3), "kick velocity": ("kick loudness", 6.0), "kick length": ("kick length", 0.2),
    "backbeat velocity": ("clap loudness", 6.0), "snare velocity": ("snare loudness", 6.0),
    "snare density": ("snare hits", 1.0), "closed velocity": ("hat_c loudness", 6.0),
    "hats ratchet": ("hats rolls", 1.0),
    "kick ghost": ("kick hits", 0.3), "swing": ("swing", 2.0), "micro": ("looseness", 1.0),
    "hats lag": ("hat_c late", 3.0),
}
"""What of a bar shows a quality that a profile names, and about how much of it is heard."""


def settled(text: str, seed: int) -> list[Bar]:
    """Return bars with a wish in force; "" is none."""
    state = start(CONFIG.model_copy(update={"seed": seed}))
    found = understand(text, state) if text else None
    commands = cast("list[Command]", found.requests if found else [])
    state, outcomes = apply(state, tuple(Wish(command, str(at)) for at, command in enumerate(commands)))
    assert all(outcome.status != "refused" for outcome in outcomes), (text, outcomes)
    bars = []
    for _ in range(SETTLED + BARS):
        state, bar = next_bar(state)
        bars.append(bar)
    return bars[SETTLED:]


def of(bars: Sequence[Bar], *layers: str) -> list[list[tuple[int, int, int, int]]]:
    """Return step, velocity, length and lateness of the hits of layers, a list a bar."""
    return [
        [(one.step, one.velocity, one.duration_ticks, one.offset_ticks) for one in bar.events if one.layer in layers]
        for bar in bars
    ]


def measured(bars: Sequence[Bar]) -> dict[str, float]:
    """Return the figures of some bars that a listener would notice."""
    found: dict[str, float] = {}
    for layer in ("kick", "hat_c", "hat_o", "snare", "clap"):
        hits = of(bars, layer)
        flat = [one for bar in hits for one in bar] or [(0, 0, 0, 0)]
        found[f"{layer} hits"] = fmean(len({one[0] for one in bar}) for bar in hits)
        found[f"{layer} loudness"] = fmean(one[1] for one in flat)
        found[f"{layer} length"] = fmean(one[2] for one in flat) / 480
        found[f"{layer} late"] = fmean(one[3] for one in flat if one[0] % 2 == 0 or len(flat) == 1) / 15
    hats = of(bars, *HATS)
    found["hats loudness"] = fmean(one[1] for bar in hats for one in bar)
    closed = of(bars, "hat_c")
    found["hats rolls"] = fmean(len(bar) - len({one[0] for one in bar}) for bar in closed)
    found["swing"] = fmean(max(bar.scores.timing_ms**2 - bar.scores.timing_random_ms**2, 0.0) ** 0.5 for bar in bars)
    found["looseness"] = fmean(bar.scores.timing_random_ms for bar in bars)
    found["syncopation"] = fmean(bar.scores.syncopation for bar in bars)
    found["accents"] = fmean(pstdev([one[1] for one in bar]) for bar in closed if bar)
    sets = [{(event.layer, event.step) for event in bar.events} for bar in bars]
    found["changes"] = fmean(len(one ^ other) for one, other in itertools.pairwise(sets))
    return found


@lru_cache(maxsize=len(MOODS) + 1)
def heard(name: str) -> dict[str, float]:
    """Return a mood's figures, the mean of some seeds; "" is the groove as it is."""
    return heard_on(name, SEEDS)


def heard_on(name: str, seeds: Sequence[int]) -> dict[str, float]:
    """Return a mood's figures on other seeds."""
    text = f"make it {MOODS[name].words[0]}" if name else ""
    all_seeds = [measured(settled(text, seed)) for seed in seeds]
    return {key: fmean(one[key] for one in all_seeds) for key in all_seeds[0]}


WEIGHTS: Final = {
    "swing": 3.0, "looseness": 1.5, "syncopation": 0.08, "accents": 3.0, "changes": 2.0,
    "hats rolls": 2.0, "hats loudness": 10.0,
}


def apart(one: str, other: str) -> float:
    """Return how far two moods are apart in what they measure."""
    return apart_of(heard(one), heard(other))


def apart_of(first: dict[str, float], second: dict[str, float]) -> float:
    """Return how far two moods are apart by their figures."""
    by_kind = {"hits": 2.0, "loudness": 12.0, "length": 0.3, "late": 6.0}
    squares = sum(
        ((first[key] - second[key]) / WEIGHTS.get(key, by_kind.get(key.split()[-1], 1.0))) ** 2 for key in first
    )
    return math.sqrt(squares)


def test_there_are_enough_moods() -> None:
    assert len(MOODS) >= FEWEST


@pytest.mark.parametrize("name", list(MOODS))
def test_a_mood_goes_in_its_direction(name: str) -> None:
    before, after = heard(""), heard(name)
    for quality, size in MOODS[name].profile:
        if quality not in MEASURED:
            continue
        what, noticed = MEASURED[quality]
        change = (after[what] - before[what]) * (1 if size > 0 else -1)
        assert change > -0.25 * noticed, (quality, what, before[what], after[what])
    moved = [
        quality for quality, size in MOODS[name].profile if quality in MEASURED
        and (after[MEASURED[quality][0]] - before[MEASURED[quality][0]]) * size > 0.0
    ]
    measurable = [quality for quality, _ in MOODS[name].profile if quality in MEASURED]
    assert len(moved) >= (len(measurable) + 1) // 2, (moved, measurable)


def test_no_two_moods_are_alike() -> None:
    near = [
        (one, other, round(apart(one, other), 3)) for one, other in itertools.combinations(MOODS, 2)
        if apart(one, other) < APART
    ]
    assert not near, near
    assert not [name for name in MOODS if apart(name, "") < APART]


def test_no_mood_touches_tempo_or_config() -> None:
    for name, mood in MOODS.items():
        for word in mood.words:
            found = understand(f"make it {word}", start(CONFIG), ("deep", "hard", "warehouse", "minimal", "peak_time"))
            kinds = {type(one) for one in found.requests}
            assert kinds <= {Set, Target}, name
            assert not [one for one in found.requests if isinstance(one, Set) and one.path == "bpm"]


def test_profiles_differ() -> None:
    profiles = [mood.profile for mood in MOODS.values()]
    assert len(set(profiles)) == len(profiles)
    assert all(len(mood.profile) >= 2 for mood in MOODS.values())
