"""JACK's clock is another one than ours, and how far it is ahead is read where both are read closest together."""

from __future__ import annotations

from sequencer.midi.jack_library import ahead_us


def test_of_several_reads_the_one_that_was_not_held_up_counts() -> None:
    ours = iter([0, 9_000_000, 10_000_000, 10_002_000, 20_000_000, 25_000_000])
    theirs = iter([1_000, 10_501, 30_000])
    assert ahead_us(lambda: next(theirs), lambda: next(ours)) == 500


def test_a_clock_that_is_behind_is_told_so() -> None:
    assert ahead_us(lambda: 1_000, lambda: 251_000_000) == -250_000
