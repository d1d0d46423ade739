"""What is told of a clock whose Start was not heard, and when it is asked where its bar is."""

from __future__ import annotations

import asyncio
import socket
import sys
from functools import partial

import pytest

from engine.clock_words import clock_line
from engine.control import ClockWish, LatenessStatus, PortStatus, Snapshot
from sequencer.daemon import clock_keeper
from sequencer.daemon.alignment import Alignment
from sequencer.daemon.clock_keeper import ClockKeeper
from sequencer.daemon.silence import Silence
from sequencer.wire.master import Lead, MasterAt, SourceSays
from sequencer.wire.reports import ClockFollowed
from sequencer.wire.sync import listener_link


class Told(ClockKeeper):
    """A keeper without a process, which hears what it is told."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.asked: list[Lead] = []
        super().__init__(lambda _: None, self.said.append, lambda: 128.0, lambda: None)

    def _start(self) -> None:
        self._take(SourceSays("clock comes in from tr-8"))

    def lead(self, changed: Lead) -> bool:
        self.asked.append(changed)
        return True

    def hears(self, *, song: int | None = None, cue: int | None = None) -> None:
        self._take(MasterAt(0, 0, 128.0, song=song, cue=cue))
        self.followed(ClockFollowed("locked", 0, 128.0))


def line(keeper: ClockKeeper) -> str:
    """Return how time is kept, as people read it."""
    return clock_line(Snapshot(
        playing=False, bar=None, bpm=128.0, config="mine", scores=None, goals={}, ports=(), clock="in",
        lateness_us=LatenessStatus(), rescues=0, recording=None, sync=keeper.status,
    ))


def test_a_clock_whose_start_was_not_heard_is_waited_for_and_that_is_said_once() -> None:
    keeper = Told()
    keeper.follow(ClockWish("in", "tr-8"))
    for _ in range(3):
        keeper.hears()
    assert keeper.status.awaits == "start"
    (said,) = keeper.said[1:]
    assert said.startswith("the clock runs at 128.0 BPM, but its Start was not heard: playing begins with its next")
    assert ":clock here" in said
    assert ", waits for its Start or Continue;" in line(keeper)
    keeper.hears(song=0)
    assert "waits" not in line(keeper)


def test_a_song_that_stands_says_where_and_nothing_else() -> None:
    keeper = Told()
    keeper.follow(ClockWish("in", "tr-8"))
    keeper.hears(cue=8 * 7680)
    assert (keeper.status.awaits, keeper.status.song_bar) == ("start", 8)
    assert "waits for its Start or Continue (its song stands at bar 9)" in line(keeper)
    assert keeper.said == ["clock comes in from tr-8"]


@pytest.mark.parametrize("wish", [ClockWish("in"), ClockWish("in", follow="tempo")])
def test_who_plays_already_is_told_that_its_bars_are_not_known(wish: ClockWish) -> None:
    keeper = Told()
    keeper.moved(playing=wish.follow == "all", ns=0)
    keeper.follow(wish)
    keeper.hears()
    assert keeper.status.awaits == "bar"
    assert ":clock here says where its bar is" in keeper.said[-1]
    assert "where its bars begin is not known until its next Start" in line(keeper)


@pytest.mark.parametrize("wish", [ClockWish("own"), ClockWish("link"), ClockWish("jack")])
def test_who_keeps_no_midi_clock_awaits_nothing_and_is_told_no_bar(wish: ClockWish) -> None:
    keeper = Told()
    keeper.follow(wish)
    keeper.hears()
    assert keeper.status.awaits == ""
    with pytest.raises(ValueError, match="no MIDI clock is heard"):
        keeper.here(0)


def test_where_its_bar_is_goes_to_the_source_with_whether_we_play() -> None:
    keeper = Told()
    keeper.follow(ClockWish("in"))
    with pytest.raises(ValueError, match="no MIDI clock is heard"):
        keeper.here(5)
    keeper.hears()
    keeper.here(5)
    keeper.moved(playing=True, ns=0)
    keeper.here(6)
    assert [one for one in keeper.asked if one.here] == [
        Lead(playing=False, ns=5, here=True), Lead(playing=True, ns=6, here=True),
    ]


def test_lines_of_a_listener_that_went_unread_are_told() -> None:
    keeper = Told()
    here, there = socket.socketpair()
    keeper._link = listener_link(here)
    there.send(b"nonsense\nlost 3\n")
    keeper._read()
    assert keeper.said == [
        "the clock was not heard for a while (lines lost unread: 3); did it start or stop meanwhile?"
    ]
    here.close()
    there.close()


CRASHES = "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"


def test_a_listener_that_is_taken_down_is_started_again_and_that_is_said_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A MIDI library was seen to do that to the process it is used in."""
    starts: list[str] = []
    thrice = asyncio.Event()

    def crashing(module: str) -> list[str]:
        starts.append(module)
        if len(starts) == 3:
            thrice.set()
        return [sys.executable, "-c", CRASHES]

    monkeypatch.setattr(clock_keeper, "python_command", crashing)
    monkeypatch.setattr(clock_keeper, "AGAIN_SECONDS", 0.01)
    said: list[str] = []

    async def scene() -> str:
        keeper = ClockKeeper(lambda _: None, said.append, lambda: 128.0, lambda: None)
        keeper.follow(ClockWish("in", "tr-8"))
        await thrice.wait()
        state = keeper.status.state
        keeper.close()
        return state

    assert asyncio.run(asyncio.wait_for(scene(), 60)) == "lost"
    assert said == [
        "the clock that is followed was lost (its process has ended); the last tempo goes on, and it is tried again"
    ]
    assert set(starts) == {"sequencer.sync"}


SPEAKS_ONCE = """
import os, signal, sys
os.write(int(sys.argv[1]), b'{"do": "at", "tick": 0, "ns": 0, "bpm": 128.0}\\n')
signal.pause()
"""


def test_a_listener_that_stands_still_is_replaced_and_its_clock_is_lost_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    starts: list[str] = []
    twice = asyncio.Event()

    def standing(module: str) -> list[str]:
        starts.append(module)
        if len(starts) == 2:
            twice.set()
        return [sys.executable, "-c", SPEAKS_ONCE]

    monkeypatch.setattr(clock_keeper, "python_command", standing)
    monkeypatch.setattr(clock_keeper, "AGAIN_SECONDS", 0.01)
    monkeypatch.setattr(clock_keeper, "LOOK_SECONDS", 0.001)
    monkeypatch.setattr(clock_keeper, "Silence", partial(Silence, 0.2))
    said: list[str] = []

    async def scene() -> str:
        keeper = ClockKeeper(lambda _: None, said.append, lambda: 128.0, lambda: None)
        keeper.follow(ClockWish("in", "tr-8"))
        await twice.wait()
        state = keeper.status.state
        keeper.close()
        return state

    assert asyncio.run(asyncio.wait_for(scene(), 60)) == "lost"
    assert "(its process stands still)" in said[-1]


def test_a_trim_keeps_the_latency_that_was_measured_and_no_bar_is_told_where_no_clock_comes_in() -> None:
    aligned = Alignment(
        [PortStatus("synth", "open")], lambda _: None, lambda _: None, lambda: 128.0, lambda: None, sends_clock=True
    )

    async def scene() -> None:
        assert (await aligned.trim(0, -12.0, latency_ms=12.5)).latency_ms == 12.5
        assert await aligned.trim(0, -9.0) == PortStatus("synth", "open", trim_ms=-9.0, latency_ms=12.5)
        with pytest.raises(ValueError, match="no MIDI clock is heard"):
            await aligned.clock(ClockWish(here=True))

    asyncio.run(scene())
    assert aligned.clocks.status.source == "own"
