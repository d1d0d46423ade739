"""What comes back is listened to: notes that begin, and onsets of sound after quiet."""

from __future__ import annotations

import math
from collections import deque

import pytest

from sequencer.midi.jack_library import NoServer
from sequencer.sync.midi_input import NoMidi
from sequencer.sync.returns import Onsets, Return, found, note_of

RATE, PERIOD = 48_000, 256


class Port:
    """A port in a test's hands."""

    def __init__(self, name: str) -> None:
        self.heard: deque[tuple[int, bytes]] = deque()
        self.name = name
        self.closed = False

    def connect(self) -> str:
        return self.name

    def close(self) -> None:
        self.closed = True


def onsets(hits: list[tuple[int, float]], *, ring: float, noise: float = 0.0, seconds: float = 2.0) -> list[int]:
    """Return the frames of the onsets of hits that ring (frame, size), heard period by period."""
    samples = [noise * math.sin(frame) for frame in range(int(RATE * seconds))]
    for frame, size in hits:
        for later in range(int(RATE * 0.12)):
            samples[frame + later] += size * math.exp(-later / (RATE * ring)) * math.cos(later / 20)
    ear, heard = Onsets(RATE), []
    for first in range(0, len(samples), PERIOD):
        at = ear.take(samples[first:first + PERIOD], first * 1_000_000_000 // RATE)
        heard += [] if at is None else [round(at * RATE / 1e9)]
    return heard


def test_the_first_frame_of_each_hit_is_found_whatever_the_period() -> None:
    hits = [(1_000, 0.5), (13_000, 0.9), (25_255, 0.4), (37_000, 0.7)]
    assert onsets(hits, ring=0.01, noise=0.001) == pytest.approx([frame for frame, _ in hits], abs=2)


def test_a_hit_into_one_that_rings_is_left_out_and_silence_has_none() -> None:
    assert onsets([(1_000, 0.8), (2_000, 0.8), (20_000, 0.8)], ring=0.02) == pytest.approx([1_000, 20_000], abs=2)
    assert onsets([], ring=0.02, noise=0.002) == []


@pytest.mark.parametrize(("message", "note"), [
    (b"\x99\x24\x64", 36), (b"\x90\x24\x00", None), (b"\x89\x24\x40", None), (b"\xf8", None), (b"", None),
    (b"\x90\x24", None),
])
def test_a_note_is_what_begins_one(message: bytes, note: int | None) -> None:
    assert note_of(message) == note


def test_the_first_way_that_knows_the_port_is_taken_and_the_others_are_closed() -> None:
    def nowhere() -> Return:
        raise NoServer("no JACK server runs")

    empty, there = Port(""), Port("tr-8")
    assert found([nowhere, lambda: empty, lambda: there]) == (there, "tr-8", "")
    assert empty.closed


def test_a_port_that_is_nowhere_is_said_to_be() -> None:
    def nowhere() -> Return:
        raise NoServer("no JACK server runs")

    def no_midi() -> Return:
        raise NoMidi("connect a MIDI interface")

    assert found([lambda: Port("")]) == (None, "", "no port matches")
    assert found([nowhere, no_midi]) == (None, "", "connect a MIDI interface")
