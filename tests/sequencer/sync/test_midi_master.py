"""Start, Stop, Continue and song position say where the song is at the next pulse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sequencer.midi.messages import CLOCK, CLOCK_TICKS, CONTINUE, SONG_POSITION_TICKS, START, STOP, song_position
from sequencer.midi.timeline import Timeline
from sequencer.sync.midi_master import MidiMaster
from sequencer.sync.pulse_filter import period_ns
from sequencer.wire.master import MasterAt, MasterMoved

if TYPE_CHECKING:
    from sequencer.wire.sync import FromSource

PERIOD = round(period_ns(125.0))


class Machine:
    """A drum machine at 125 BPM."""

    def __init__(self) -> None:
        self.master = MidiMaster(132.0)
        self.ns = 1_000_000_000

    def pulses(self, count: int) -> list[FromSource]:
        said = []
        for _ in range(count):
            said += self.master.take(CLOCK, self.ns)
            self.ns += PERIOD
        return said

    def sends(self, message: bytes) -> list[FromSource]:
        return self.master.take(message, self.ns - PERIOD // 2)


def test_a_clock_that_runs_says_when_its_next_pulse_starts_the_song() -> None:
    machine = Machine()
    machine.pulses(48)
    (moved,) = machine.sends(START)
    assert isinstance(moved, MasterMoved)
    assert (moved.action, moved.song, moved.tick, moved.ns) == ("start", 0, 48 * CLOCK_TICKS, machine.ns)
    at = machine.pulses(1)[-1]
    assert isinstance(at, MasterAt)
    assert (at.song, at.tick) == (0, 48 * CLOCK_TICKS)


def test_a_clock_that_is_silent_while_stopped_starts_with_its_first_pulse() -> None:
    machine = Machine()
    assert machine.sends(START) == []
    at, moved = machine.pulses(1)
    assert isinstance(at, MasterAt)
    assert isinstance(moved, MasterMoved)
    assert (moved.action, moved.tick, moved.song, moved.bpm) == ("start", at.tick, 0, 132.0)
    assert at.lock == "locking"


def test_continue_goes_on_where_the_song_stopped_or_was_sent() -> None:
    machine = Machine()
    machine.pulses(24)
    machine.sends(START)
    machine.pulses(30)
    (stopped,) = machine.sends(STOP)
    assert isinstance(stopped, MasterMoved)
    assert (stopped.action, stopped.song) == ("stop", 30 * CLOCK_TICKS)
    (moved,) = machine.sends(CONTINUE)
    assert isinstance(moved, MasterMoved)
    assert moved.song == 30 * CLOCK_TICKS
    machine.sends(STOP)
    assert machine.sends(song_position(9 * SONG_POSITION_TICKS)) == []
    (moved,) = machine.sends(CONTINUE)
    assert isinstance(moved, MasterMoved)
    assert moved.song == 9 * SONG_POSITION_TICKS


def test_a_song_position_while_playing_jumps_unless_the_song_is_there() -> None:
    machine = Machine()
    machine.pulses(24)
    machine.sends(START)
    machine.pulses(12)
    assert machine.sends(song_position(2 * SONG_POSITION_TICKS)) == []
    (moved,) = machine.sends(song_position(8 * SONG_POSITION_TICKS))
    assert isinstance(moved, MasterMoved)
    assert (moved.action, moved.song) == ("jump", 8 * SONG_POSITION_TICKS)


def test_a_clock_that_is_not_heard_any_more_goes_on_where_it_would_stand() -> None:
    machine = Machine()
    machine.pulses(48)
    assert machine.master.idle(machine.ns + PERIOD) == []
    (at,) = machine.master.idle(machine.ns + 9 * PERIOD)
    assert isinstance(at, MasterAt)
    assert (at.lock, at.tick) == ("lost", 57 * CLOCK_TICKS)
    assert abs(at.ns - machine.ns - 9 * PERIOD) < 1000


def test_other_messages_and_a_stop_of_what_does_not_play_say_nothing() -> None:
    machine = Machine()
    for message in (b"\x90\x40\x40", b"\xfe", STOP, b"\xf2"):
        assert machine.sends(message) == []


def test_who_comes_back_counts_on_where_the_one_before_it_stood() -> None:
    first, period = MidiMaster(120.0), 20_833_333
    at = [said for pulse in range(30) for said in first.take(CLOCK, pulse * period) if isinstance(said, MasterAt)][-1]
    again = MidiMaster(120.0, Timeline(at.tick, at.ns, at.bpm))
    back = next(said for said in again.take(CLOCK, 50 * period) if isinstance(said, MasterAt))
    assert back.tick == 50 * CLOCK_TICKS
