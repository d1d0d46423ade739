"""Whatever comes in at a clock's port, what is said of it can be played by, and a clock after it is found again."""

from __future__ import annotations

import random
from collections import deque

import pytest

from sequencer.midi.messages import CLOCK, CLOCK_TICKS, CONTINUE, START, STOP, song_position
from sequencer.sync.midi_master import MOST_MOVES, MidiMaster
from sequencer.sync.pulse_filter import FASTEST_BPM, SLOWEST_BPM, period_ns
from sequencer.sync.sources import MidiClockIn
from sequencer.wire.master import MasterAt, MasterMoved
from tests.thorough import tries

PERIOD = round(period_ns(120.0))


class Port:
    """A port at which anything comes in."""

    def __init__(self) -> None:
        self.heard: deque[tuple[int, bytes]] = deque()
        self.gone = False

    def connect(self) -> str:
        return "anything"

    def close(self) -> None:
        """Do nothing."""


def ats(said: list[object]) -> list[MasterAt]:
    return [one for one in said if isinstance(one, MasterAt)]


@pytest.mark.parametrize("seed", range(tries(4)))
def test_ten_thousand_random_messages_are_taken_and_a_clock_after_them_is_kept(seed: int) -> None:
    chance = random.Random(seed)
    port, ns = Port(), 1_000_000_000
    source = MidiClockIn(port, "any", 120.0)
    said: list[object] = []
    for _ in range(tries(10_000, 2_000)):
        ns += chance.choice([0, 0, 1_000, 3_000_000, 21_000_000])
        first = bytes([chance.choice([0xF8, 0xFA, 0xFB, 0xFC, 0xF2, 0xFE, 0x90, 0xB0, chance.randrange(256)])])
        message = first + chance.randbytes(chance.choice([0, 0, 1, 2, 2, 40])) if first != CLOCK else CLOCK
        port.heard.append((ns, message if chance.random() < 0.98 else b""))
        said += source.poll(ns)
    for _ in range(400):
        ns += PERIOD
        port.heard.append((ns, CLOCK))
        last = source.poll(ns)
    for at in ats(said):
        assert SLOWEST_BPM <= at.bpm <= FASTEST_BPM
    (at,) = ats(list(last))
    assert at.lock == "locked"
    assert at.bpm == pytest.approx(120.0, abs=0.1)
    assert abs(at.ns - ns) < 1_000_000


@pytest.mark.parametrize("bpm", [1000.0, 3.0])
def test_a_tempo_that_nobody_plays_is_never_said_and_the_one_before_goes_on(bpm: float) -> None:
    master, ns = MidiMaster(132.0), 1_000_000_000
    assert all(at.lock != "locked" and at.bpm == 132.0 for at in ats(hears(MidiMaster(132.0), ns, bpm, 200)))
    ns += 96 * PERIOD
    (*_, before) = ats(hears(master, 1_000_000_000, 120.0, 96))
    said = ats(hears(master, ns, bpm, 400))
    assert all(at.bpm == pytest.approx(120.0, abs=30.0) or at.lock == "lost" for at in said[100:])
    for at in said[100:]:
        meant = before.tick + (at.ns - before.ns) / PERIOD * CLOCK_TICKS
        assert abs(at.tick - meant) < 30 * CLOCK_TICKS


def hears(master: MidiMaster, ns: int, bpm: float, pulses: int) -> list[object]:
    """Return what a master that sends pulses is said to do, looked at 20 times a second."""
    said: list[object] = []
    for _ in range(pulses):
        later = ns + round(period_ns(bpm))
        said += master.take(CLOCK, ns)
        said += [one for look in range(ns, later, 50_000_000) for one in master.idle(look)]
        ns = later
    return said


@pytest.mark.parametrize("last", [START, CONTINUE, STOP])
def test_of_a_storm_of_starts_a_few_are_told_and_how_it_ended(last: bytes) -> None:
    master, ns = MidiMaster(120.0), 1_000_000_000
    hears(master, ns, 120.0, 48)
    ns += 48 * PERIOD - PERIOD // 2
    said: list[object] = []
    for _ in range(1_000):
        for message in (START, STOP, song_position(480), CONTINUE, song_position(960), last):
            said += master.take(message, ns)
    assert len(said) <= MOST_MOVES
    said += master.take(CLOCK, ns + PERIOD // 2)
    moves = [one for one in said if isinstance(one, MasterMoved)]
    assert len(moves) <= MOST_MOVES + 1
    assert {START: "start", CONTINUE: "continue", STOP: "stop"}[last] == moves[-1].action
    plays = ats(said)[-1].song
    assert plays == {START: 0, CONTINUE: 960, STOP: None}[last]


def test_a_stop_that_ends_a_storm_is_told_though_the_pulses_have_stopped() -> None:
    master, ns = MidiMaster(120.0), 1_000_000_000
    hears(master, ns, 120.0, 48)
    ns += 48 * PERIOD - PERIOD // 2
    told: list[object] = []
    for _ in range(9):
        told += master.take(START, ns)
        told += master.take(STOP, ns)
    told += master.idle(ns + 20 * PERIOD)
    assert [one for one in told if isinstance(one, MasterMoved)][-1].action == "stop"


def test_pulses_at_one_moment_are_taken() -> None:
    master = MidiMaster(120.0)
    for _ in range(500):
        assert master.take(CLOCK, 5)
    assert all(SLOWEST_BPM <= at.bpm <= FASTEST_BPM for at in ats(hears(master, 10, 120.0, 200)))
