"""A port that clock comes in at is found, named once, and what comes is said."""

from __future__ import annotations

import socket
from collections import deque

from sequencer.midi.messages import CLOCK, CLOCK_TICKS
from sequencer.sync.listening import Listening
from sequencer.sync.sources import LOOK_NS, MidiClockIn, NoSource, Source
from sequencer.wire.link import Garbled
from sequencer.wire.master import Lead, MasterAt, MasterMoved, SourceSays
from sequencer.wire.sync import listener_link, source_link


class Port:
    """A port in a test's hands."""

    def __init__(self, *names: str) -> None:
        self.heard: deque[tuple[int, bytes]] = deque()
        self.gone = False
        self.names = deque(names)
        self.closed = False

    def connect(self) -> str:
        return self.names[0] if len(self.names) == 1 else self.names.popleft()

    def close(self) -> None:
        self.closed = True


def test_it_says_that_its_port_is_missing_and_that_it_has_come_once_each() -> None:
    source = MidiClockIn(Port("", "", "tr-8"), "tr", 120.0)
    said = [text for look in range(4) for text in source.poll(look * LOOK_NS)]
    assert said == [
        SourceSays("no port matches 'tr' yet; its clock is taken when it appears"),
        SourceSays("clock comes in from tr-8"),
    ]
    assert MidiClockIn(Port(""), "", 120.0).poll(0) == [
        SourceSays("waiting for a clock: connect it to the port of techno-clock")
    ]


def test_what_comes_in_is_said_with_its_own_moment() -> None:
    port = Port("tr-8")
    source = MidiClockIn(port, "tr", 120.0)
    source.poll(0)
    port.heard.extend([(1_000, CLOCK), (20_001_000, CLOCK)])
    said = source.poll(99_000_000)
    assert [at.ns for at in said if isinstance(at, MasterAt)] == [1_000, 20_001_000]
    source.close()
    assert port.closed


def test_a_process_waits_for_its_source_and_ends_when_the_midi_system_is_gone() -> None:
    here, there = socket.socketpair()
    daemon, port = listener_link(here), Port("tr-8")
    tries = iter([None, MidiClockIn(port, "tr", 120.0)])
    listening = Listening(source_link(there), lambda: 0)

    def make(wake: object) -> Source:
        del wake
        found = next(tries)
        if found is None:
            listening.wake()
            raise NoSource("nothing there")
        port.gone = True
        return found

    assert not listening.run(make)
    said = [one for one in daemon.receive() if not isinstance(one, Garbled)]
    assert [isinstance(one, SourceSays) and one.fault for one in said] == [True, True]
    here.close()
    there.close()


def test_midi_clock_is_not_ours_to_change() -> None:
    port = Port("tr-8")
    MidiClockIn(port, "tr", 120.0).told(Lead(bpm=99.0, playing=True), 0)
    assert not port.heard


def test_where_its_bar_begins_may_be_said_by_hand() -> None:
    port = Port("tr-8")
    source = MidiClockIn(port, "tr", 120.0)
    port.heard.extend((pulse * 20_833_333, CLOCK) for pulse in range(60))
    source.poll(60 * 20_833_333 - 1)
    source.told(Lead(playing=True, ns=59 * 20_833_333 + 3_000_000, here=True), 60 * 20_833_333 - 1)
    (moved,) = [one for one in source.poll(60 * 20_833_333 - 1) if isinstance(one, MasterMoved)]
    assert (moved.action, moved.by_hand, moved.song) == ("jump", True, CLOCK_TICKS)


def test_a_clock_that_has_ended_is_lost_whatever_else_comes_in_at_its_port() -> None:
    port = Port("tr-8")
    source = MidiClockIn(port, "tr", 120.0)
    port.heard.extend((pulse * 20_833_333, CLOCK) for pulse in range(60))
    source.poll(60 * 20_833_333)
    port.heard.append((3_000_000_000, bytes((0xB0, 7, 100))))
    assert [at.lock for at in source.poll(3_000_000_000) if isinstance(at, MasterAt)] == ["lost"]
