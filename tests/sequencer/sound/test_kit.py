"""The kit renders a drum once and sounds the same hit after hit."""

from __future__ import annotations

from math import log10, sqrt
from typing import TYPE_CHECKING

import pytest

from bench.sound.measure import centroid, power, share
from sequencer.sound.drum_map import GENERAL_MIDI
from sequencer.sound.kit import Kit
from sequencer.sound.skins import Tom
from sequencer.sound.snare import Snare

if TYPE_CHECKING:
    from collections.abc import Sequence

KIT = Kit()
EACH_DRUM = sorted({drum: note for note, drum in reversed(GENERAL_MIDI.items())}.values())


def loudness(samples: Sequence[float]) -> float:
    return 20 * log10(sqrt(sum(value * value for value in samples)))


@pytest.mark.parametrize("note", EACH_DRUM)
def test_hit_after_hit_is_equal_to_the_bit_in_a_kit_and_in_another(note: int) -> None:
    first = KIT.sound(note, 100)
    assert KIT.sound(note, 100) is first
    assert Kit().sound(note, 100) == first


@pytest.mark.parametrize("note", EACH_DRUM)
def test_an_accent_is_louder_and_brighter_on_every_drum(note: int) -> None:
    soft, plain, accent = (KIT.sound(note, velocity) for velocity in (60, 100, 127))
    assert loudness(accent) - loudness(plain) > 3.5
    assert loudness(plain) - loudness(soft) > 7.0
    bright = [centroid(power(sound[:4096], KIT.rate)) for sound in (soft, plain, accent)]
    assert bright == sorted(bright)
    assert bright[2] > bright[0] * 1.005


@pytest.mark.parametrize("note", EACH_DRUM)
def test_every_drum_begins_and_ends_near_silence_and_keeps_headroom(note: int) -> None:
    sound = KIT.sound(note, 127)
    peak = max(map(abs, sound))
    assert 0.1 < peak < 1.25
    assert max(map(abs, sound[:1])) < 0.35 * peak
    assert max(map(abs, sound[-48:])) < 0.012 * peak


def test_other_noise_is_another_grain() -> None:
    one, other, again = (Snare(grain=grain).render(8000) for grain in (1, 2, 1))
    assert one.bite != other.bite
    assert one.body == other.body
    assert one == again


def test_a_kit_at_another_rate_keeps_pitch_and_length() -> None:
    low, high = Kit(24000).sound(64, 100), KIT.sound(64, 100)
    assert len(high) / len(low) == pytest.approx(2.0, abs=0.01)
    assert centroid(power(low, 24000)) == pytest.approx(centroid(power(high, 48000)), rel=0.03)


def test_a_warm_kit_renders_nothing_when_it_is_played(monkeypatch: pytest.MonkeyPatch) -> None:
    kit = Kit(8000)
    kit.warm([38])
    monkeypatch.setattr(Snare, "render", lambda *_: pytest.fail("it was rendered already"))
    assert kit.sound(40, 90) is kit.sound(38, 90)


def test_a_mode_that_a_rate_cannot_hold_is_left_out() -> None:
    low = Tom(1100.0, bend=0.0).render(6000)  # its third mode would be heard as 2700 Hz
    spectrum = power(low.body, 6000)
    assert share(spectrum, 800.0, 2500.0) > 99.0
    assert share(spectrum, 2650.0, 2750.0) < 0.05


@pytest.mark.parametrize("note", range(0, 128, 3))
def test_every_note_sounds_at_the_lowest_rate_of_any_device(note: int) -> None:
    sound = Kit(8000).sound(note, 127)
    assert 0.1 < max(map(abs, sound)) < 1.5
