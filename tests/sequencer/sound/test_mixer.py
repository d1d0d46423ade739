"""The mixer: every hit on its frame, chokes, and silence on demand."""

from __future__ import annotations

from array import array
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequencer.sound.bus import BLOCK, Bus
from sequencer.sound.drum_map import HATS
from sequencer.sound.mixer import CHOKE_MS, SILENCE_MS, TOGETHER_MS, Mixer

if TYPE_CHECKING:
    from collections.abc import Sequence

RATE = 48000
LONG = array("f", [0.1] * 9600)
SHORT = array("f", [0.1] * 100)


class Wire(Bus):
    """A bus that changes nothing, so that sums can be read."""

    def through(self, block: Sequence[float]) -> list[float]:
        return list(block)


def plain() -> Mixer:
    return Mixer(RATE, Wire(RATE))


def heard(mixer: Mixer, blocks: int) -> list[float]:
    return [value for _ in range(blocks) for value in mixer.block()]


def last_heard_ms(samples: Sequence[float]) -> float:
    return 1000 * max((place for place, value in enumerate(samples) if value), default=-1) / RATE


@given(frame=st.integers(0, BLOCK - 1), length=st.integers(1, 200))
def test_a_hit_begins_and_ends_on_its_very_frame(frame: int, length: int) -> None:
    mixer = plain()
    mixer.strike(array("f", [0.5] * length), frame)
    out = heard(mixer, 6)
    assert out == [0.0] * frame + [0.5] * length + [0.0] * (6 * BLOCK - frame - length)
    assert mixer.sounding() == 0


@given(starts=st.lists(st.integers(0, BLOCK - 1), max_size=70))
def test_hits_are_summed_however_many(starts: list[int]) -> None:
    mixer = plain()
    for frame in starts:
        mixer.strike(SHORT, frame)
    out = heard(mixer, 4)
    wanted = [0.1 * sum(frame <= place < frame + len(SHORT) for frame in starts) for place in range(4 * BLOCK)]
    assert out == pytest.approx(wanted, abs=1e-5)


def test_a_hit_that_comes_too_late_begins_at_once() -> None:
    mixer = plain()
    heard(mixer, 3)
    mixer.strike(SHORT, 10)
    assert heard(mixer, 2)[0] == pytest.approx(0.1)


def test_a_closing_hat_ends_an_open_one_within_ten_milliseconds_and_other_drums_go_on() -> None:
    mixer = plain()
    mixer.strike(LONG, 0, HATS)
    heard(mixer, 30)
    mixer.strike(array("f", [0.0]), mixer.frame + 20, HATS)
    assert last_heard_ms(heard(mixer, 30)) <= CHOKE_MS + 1000 * 20 / RATE + 0.1
    mixer.strike(LONG, mixer.frame)
    heard(mixer, 30)
    mixer.strike(array("f", [0.0]), mixer.frame, HATS)
    assert last_heard_ms(heard(mixer, 30)) > 30


def test_hats_that_are_struck_together_do_not_choke_whatever_their_microtiming() -> None:
    mixer = plain()
    mixer.strike(LONG, 0, HATS)
    heard(mixer, int(TOGETHER_MS * RATE / 1000) // BLOCK - 1)
    mixer.strike(array("f", [0.0]), mixer.frame, HATS)
    assert last_heard_ms(heard(mixer, 60)) > 60


def test_silence_of_a_tag_fades_its_hits_within_milliseconds_and_leaves_the_others() -> None:
    mixer = plain()
    mixer.strike(LONG, 0, tag=1)
    mixer.strike(LONG, 0, tag=2)
    heard(mixer, 4)
    mixer.silence((1,))
    out = heard(mixer, 20)
    steps = [before - after for before, after in pairwise(out)]
    assert max(steps) < 0.01  # no click
    assert out[int(SILENCE_MS * RATE / 1000)] == pytest.approx(0.1)
    mixer.silence()
    assert last_heard_ms(heard(mixer, 20)) <= SILENCE_MS
    assert mixer.sounding() == 0


def test_the_same_hits_are_the_same_sound_to_the_bit() -> None:
    def song() -> list[float]:
        mixer = Mixer(RATE)
        out: list[float] = []
        for frame in (0, 100, 4000):
            while mixer.frame + BLOCK <= frame:
                out.extend(mixer.block())
            mixer.strike(LONG, frame)
        return out + heard(mixer, 300)

    assert song() == song()
