"""A smaller sample of what `python -m bench closed_loop` measures over 300 sessions."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from statistics import median

import pytest

from bench.closed_loop import (
    BREAKS,
    LADDER,
    RECOVERY_BARS,
    S_CAP,
    Arrival,
    Held,
    Rung,
    arrival,
    held,
    played,
    pooled,
    recovery_bars,
    rung,
    showcase,
    with_band,
)
from engine.bands import distance
from engine.commands import Set, Target
from engine.config import Targets
from engine.parameters import write_all
from tests.thorough import tries

SESSIONS = tries(20, 8)
ROUNDING = 1e-9


@cache
def sessions() -> tuple[Held, ...]:
    return tuple(held(seed) for seed in range(1000, 1000 + SESSIONS))


@cache
def rungs() -> tuple[tuple[Rung, ...], ...]:
    return tuple(tuple(rung((band, seed)) for seed in range(tries(20, 8))) for band in LADDER)


def test_every_session_ends_in_its_band() -> None:
    assert all(session.median_inside for session in sessions())


def test_nine_in_ten_bars_after_the_eighth_lie_in_the_s_band() -> None:
    assert pooled([session.inside for session in sessions()]) >= 0.9


def test_entropy_keeps_to_its_band_where_syncopation_leaves_it_a_choice() -> None:
    assert pooled([session.entropy_inside for session in sessions()]) >= 0.9


def test_bars_without_a_fill_keep_the_beat() -> None:
    assert pooled([session.beat for session in sessions()]) >= 0.995
    assert sum(session.rescues for session in sessions()) == 0


def test_the_closed_hats_keep_their_density() -> None:
    assert pooled([session.density for session in sessions()]) >= 0.99


def test_random_timing_never_passes_its_cap() -> None:
    assert max(session.loosest for session in sessions()) <= 1.0


def test_random_timing_keeps_a_cap_that_is_smaller_than_the_bins() -> None:
    for cap_ms in (0.0, 0.5, 2.0):
        config = write_all(showcase(), {"targets.T_ms_cap": cap_ms, "hat_c.micro_ms": 20.0, "kick.micro_ms": 20.0})
        assert all(bar.scores.timing_random_ms <= cap_ms + ROUNDING for bar in played(config, 3, 24))


def test_no_modulated_parameter_moves_faster_than_its_cap() -> None:
    fastest = max(session.fastest for session in sessions())
    assert 0.0 < fastest <= 1.0 + ROUNDING


@pytest.mark.parametrize(("place", "name"), [(place, name) for place, (name, _) in enumerate(BREAKS)])
def test_a_beat_that_is_taken_away_is_back_within_two_bars(place: int, name: str) -> None:
    assert max(recovery_bars((place, seed)) for seed in range(3)) <= RECOVERY_BARS, name


def test_it_is_the_guard_that_brings_the_beat_back_and_says_so() -> None:
    bars = played(showcase(), 1, 12, {4: (Set("kick.rot", 2),)})
    assert not any(bar.rescued for bar in bars[:4])
    assert all(bar.rescued for bar in bars[4:])


def test_without_the_guard_the_beat_stays_away() -> None:
    goals = dict.fromkeys(("targets.E_target", "targets.S_low", "targets.S_high"))
    unguarded = write_all(showcase(), {"guard.min_E": 0.0, **goals})
    bars = played(unguarded, 1, 8, {2: (Set("kick.rot", 2),)})[2:]
    assert not any(bar.rescued for bar in bars)
    assert all(bar.scores.entrainment < 0.78 for bar in bars if not bar.fill)


def test_a_higher_band_makes_a_higher_s_in_nine_steps() -> None:
    medians = [median(rung.syncopation for rung in of_band) for of_band in rungs()]
    assert all(there > here for here, there in pairwise(medians)), medians


def test_a_session_that_misses_its_band_says_that_it_is_out_of_reach() -> None:
    for band, of_band in zip(LADDER, rungs(), strict=True):
        assert all(rung.out_of_reach or not distance(rung.syncopation, band) for rung in of_band)


def test_a_band_that_nothing_reaches_is_reported_after_eight_bars_and_not_chased() -> None:
    bars = played(with_band((0.85, 0.9)), 1, 40)
    first = next(bar.index for bar in bars if "S" in bar.out_of_reach)
    assert 7 <= first <= 12
    last = [dict(bar.densities) for bar in bars[-16:] if not bar.fill]
    assert len({tuple(sorted(densities.items())) for densities in last}) <= 4


def test_a_goal_that_is_none_is_neither_missed_nor_reported() -> None:
    config = write_all(showcase(), {"targets.S_low": None, "targets.S_high": None})
    assert all("S" not in bar.out_of_reach for bar in played(config, 1, 24))


@pytest.mark.parametrize(("here", "there"), [
    ((0.35, 0.55), (0.2, 0.3)), ((0.2, 0.3), (0.35, 0.55)), ((0.2, 0.3), (0.5, 0.6)), ((0.5, 0.6), (0.25, 0.35)),
    ((0.3, 0.4), (0.45, 0.55)), ((0.45, 0.55), (0.3, 0.4)), ((0.25, 0.35), (0.55, 0.65)), ((0.35, 0.55), (0.6, 0.7)),
    ((0.55, 0.65), (0.4, 0.5)), ((0.4, 0.5), (0.35, 0.45)),
])
def test_a_band_that_moves_is_reached_in_time_and_kept(here: tuple[float, float], there: tuple[float, float]) -> None:
    arrivals: list[Arrival] = [arrival(((here, there), seed)) for seed in range(4)]
    assert all(found.bars <= found.allowed for found in arrivals), arrivals
    assert sum(found.stayed for found in arrivals) / len(arrivals) >= 0.9


def test_the_cap_of_a_moving_band_is_an_eighth_of_its_range() -> None:
    field = Targets.model_fields["S_low"].json_schema_extra
    assert isinstance(field, dict)
    assert field["cap_per_bar"] == pytest.approx(S_CAP)
    bars = played(showcase(), 1, 6, {2: (Target("S", 0.6, 0.7),)})
    answers = [outcome for bar in bars for outcome in bar.outcomes]
    assert [outcome.status for outcome in answers] == ["gliding", "gliding", "applied"]


def test_the_other_bands_are_judged_as_well() -> None:
    config = write_all(showcase(), {"targets.D_target": 1.0, "targets.H_low": 0.9, "targets.H_high": 1.0})
    assert set(played(config, 1, 24)[-1].out_of_reach) == {"D", "H"}
