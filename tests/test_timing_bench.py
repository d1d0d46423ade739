"""The timing bench finds the deviation, the gaps and the drift that were put in."""

from __future__ import annotations

import pytest

from bench.timing.grid import BPM, NS_PER_MINUTE, notes, pulses
from sequencer.midi.messages import CLOCK

PULSE_NS = NS_PER_MINUTE / (BPM * 24)
STEP_NS = PULSE_NS * 6


def test_a_constant_lateness_is_no_deviation_and_one_late_pulse_in_a_hundred_is_the_largest() -> None:
    sent = [(round(number * PULSE_NS) + 5_000_000, CLOCK) for number in range(100)]
    sent[50] = (sent[50][0] + 300_000, CLOCK)
    found = pulses(sent)
    assert found.p50 < 0.01
    assert found.max == pytest.approx(300.0, abs=0.01)
    assert (found.missing, found.extra) == (0, 0)


def test_missing_and_doubled_notes_are_counted_by_stream() -> None:
    hats = [(round(number * STEP_NS), bytes((0x99, 42, 100))) for number in range(64) if number != 30]
    kicks = [(round(number * STEP_NS), bytes((0x99, 36, 100))) for number in range(0, 64, 4)]
    kicks.append((kicks[-1][0] + 1000, bytes((0x99, 36, 100))))
    found = notes(sorted(hats + kicks))
    assert (found.missing, found.extra) == (1, 1)


def test_a_clock_that_runs_ten_millionths_slow_drifts_by_ten_ppm() -> None:
    found = pulses([(round(number * PULSE_NS * 1.00001), CLOCK) for number in range(5000)])
    assert found.drift_ppm == pytest.approx(10.0, abs=0.1)
