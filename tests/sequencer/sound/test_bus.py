"""The bus turns down what is loud, and nothing passes its ceiling."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sequencer.sound.bus import BLOCK, Bus, BusSettings

RATE = 48000
blocks = st.lists(st.floats(-30, 30), min_size=BLOCK, max_size=BLOCK)


@given(st.lists(blocks, min_size=1, max_size=4))
def test_no_sum_passes_the_ceiling(sums: list[list[float]]) -> None:
    bus = Bus(RATE)
    for block in sums:
        out = bus.through(block)
        assert len(out) == BLOCK
        assert max(map(abs, out)) <= BusSettings().ceiling


def test_a_loud_sum_is_turned_down_by_decibels_and_comes_back() -> None:
    bus = Bus(RATE)
    quiet = bus.through([0.05] * BLOCK)[-1]
    for _ in range(40):
        bus.through([0.9] * BLOCK)
    held = bus.through([0.05] * BLOCK)[-1]
    assert 0.6 < held / quiet < 0.85
    for _ in range(500):
        bus.through([0.05] * BLOCK)
    assert bus.through([0.05] * BLOCK)[-1] == quiet


def test_the_gain_moves_without_steps() -> None:
    bus = Bus(RATE)
    out = [value for _ in range(30) for value in bus.through([0.9] * BLOCK)]
    assert max(abs(after - before) for before, after in pairwise(out)) < 0.004


def test_silence_lets_the_bus_forget_what_was_loud() -> None:
    bus = Bus(RATE)
    fresh = Bus(RATE).through([0.05] * BLOCK)
    for _ in range(40):
        bus.through([0.9] * BLOCK)
    while not bus.silent():
        pass
    for _ in range(400):
        bus.silent()
    assert bus.through([0.05] * BLOCK) == fresh
