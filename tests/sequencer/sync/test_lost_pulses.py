"""A pulse that was lost is told from a change of tempo, also where both come together."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequencer.sync.lost_pulses import LEAST_BEFORE, Step, read, read_again
from sequencer.sync.pulse_filter import KEPT, PulseFilter, period_ns
from tests.thorough import tries

JITTER_NS = 2e6
FROM_120_TO_140 = [period_ns(120.0)] * 12 + [period_ns(140.0)] * 16


def seen(periods: list[float], lost: int | None, *, seed: int = 1, jitter_ns: float = JITTER_NS) -> list[Step]:
    """Return pulses with periods between them but for one that was lost; its step is doubtful and taken for 1."""
    chance, moment, steps = random.Random(seed), 0.0, [Step(0, 1)]
    for place, period in enumerate(periods):
        moment += period
        if place != lost:
            steps.append(Step(round(moment + chance.gauss(0.0, jitter_ns)), 1, place - 1 == lost))
    return steps


@pytest.mark.parametrize("lost", [9, 10, 11, 12, 13])
@pytest.mark.parametrize("seed", range(tries(12, 4)))
def test_a_pulse_lost_about_a_change_of_tempo_is_found(lost: int, seed: int) -> None:
    steps = seen(FROM_120_TO_140, lost, seed=seed)
    line = read_again(steps, JITTER_NS)
    assert line is not None
    assert [place for place, step in enumerate(steps) if step.count == 2] == [lost + 1]
    assert line.period_ns == pytest.approx(period_ns(140.0), rel=0.03)


@pytest.mark.parametrize("seed", range(tries(12, 4)))
def test_a_fall_of_tempo_is_not_taken_for_a_lost_pulse(seed: int) -> None:
    steps = seen([period_ns(140.0)] * 12 + [period_ns(120.0)] * 12, None, seed=seed)
    steps[13].doubtful = True
    assert read_again(steps, JITTER_NS) is None


def test_what_was_taken_for_lost_and_was_not_is_taken_back() -> None:
    steps = seen([period_ns(128.0)] * 20, None)
    steps[10] = Step(steps[10].ns, 2, doubtful=True)
    assert read_again(steps, JITTER_NS) is not None
    assert steps[10].count == 1


def test_a_step_with_few_pulses_before_it_is_left_as_it_is() -> None:
    steps = seen([period_ns(128.0)] * 20, LEAST_BEFORE - 2, jitter_ns=0.0)
    assert read_again(steps, JITTER_NS) is None


@given(
    st.floats(20.0, 300.0), st.floats(0.8, 1.25), st.integers(2, 20), st.integers(1, 10**9),
)
def test_clean_pulses_lie_on_their_line(bpm: float, change: float, knee: int, first_ns: int) -> None:
    period = period_ns(bpm)
    steps = seen([period] * knee + [period * change] * (24 - knee), None, jitter_ns=0.0)
    for step in steps:
        step.ns += first_ns
    line = read(steps, [1] * len(steps), 1e5)
    assert line.ns == pytest.approx(steps[-1].ns, abs=period / 20)
    assert min(period, period * change) * 0.98 <= line.period_ns <= max(period, period * change) * 1.02


@given(st.lists(st.integers(0, 200_000_000), min_size=1, max_size=3 * KEPT))
def test_whatever_comes_the_filter_keeps_a_period_and_stays_near_its_last_pulse(gaps: list[int]) -> None:
    found, moment = PulseFilter(), 10**9
    found.pulse(moment)
    for gap in [round(period_ns(125.0))] * 30 + gaps:
        moment += gap
        found.pulse(moment)
        assert found.period_ns > 0
        assert abs(found.ns - moment) < 10**9
