"""The loop keeps a steady tempo through jitter, and tells lost pulses from a change of tempo."""

from __future__ import annotations

import random

import pytest

from sequencer.sync.pulse_filter import PulseFilter, period_ns
from tests.thorough import tries


def heard(
    moments_ns: list[float], *, seed: int = 1, jitter_ms: float = 0.0, lost: float = 0.0
) -> tuple[PulseFilter, int]:
    """Return a filter that has heard some pulses, and by how many its count is off."""
    chance = random.Random(seed)
    found, count, last = PulseFilter(), -1, 0
    for place, moment in enumerate(moments_ns):
        if place > 48 and chance.random() < lost:
            continue
        count += found.pulse(round(moment + 1e9 + chance.gauss(0.0, jitter_ms * 1e6)))
        last = place
    return found, count - last


def steady(bpm: float, pulses: int) -> list[float]:
    return [place * period_ns(bpm) for place in range(pulses)]


@pytest.mark.parametrize("bpm", [20.0, 60.0, 132.0, 300.0])
def test_the_tempo_of_clean_pulses_is_known_after_a_beat(bpm: float) -> None:
    found, off = heard(steady(bpm, 25))
    assert found.bpm == pytest.approx(bpm, rel=1e-6)
    assert found.locked
    assert off == 0


def test_it_is_not_locked_before_a_beat_nor_at_a_tempo_that_nobody_plays() -> None:
    assert not heard(steady(120.0, 12))[0].locked
    assert not heard(steady(900.0, 200))[0].locked


def test_jitter_is_measured_whatever_the_tempo_does() -> None:
    assert heard(steady(120.0, 400), jitter_ms=2.0)[0].jitter_ns == pytest.approx(2e6, rel=0.3)


@pytest.mark.parametrize("seed", range(tries(10)))
def test_lost_pulses_are_counted(seed: int) -> None:
    assert heard(steady(120.0, 2000), seed=seed, jitter_ms=1.0, lost=0.03)[1] == 0


def test_several_lost_in_a_row_are_counted() -> None:
    moments = steady(120.0, 200)
    found, off = heard(moments[:100] + moments[104:])
    assert off == 4
    assert found.bpm == pytest.approx(120.0)


def test_after_a_silence_the_tempo_is_kept_and_the_phase_begins_anew() -> None:
    found, _ = heard(steady(120.0, 100))
    found.begin(99_000_000_000)
    assert found.ns == 99_000_000_000
    assert found.bpm == pytest.approx(120.0)
    assert found.locked


def test_a_tempo_of_half_is_not_taken_for_every_other_pulse_lost() -> None:
    fast = steady(240.0, 100)
    found, _ = heard(fast + [fast[-1] + moment for moment in steady(120.0, 200)[1:]])
    assert found.bpm == pytest.approx(120.0, abs=0.1)
