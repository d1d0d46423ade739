"""JACK's transport is followed where it rolls, and asked to roll by who wants to play."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from engine.timebase import BAR_TICKS, BEAT_TICKS
from sequencer.midi.timeline import Timeline
from sequencer.sync.bars_beats import Grid
from sequencer.sync.jack_roll import Rolls
from sequencer.sync.transport_clock import LOOK_NS, READY_NS, TransportClock
from sequencer.wire.master import Lead, Listen, MasterAt, MasterMoved, SourcePeers

SECOND_NS = 1_000_000_000


@dataclass
class Shared:
    """A transport in a test's hands, and what was asked of it."""

    line: Timeline = field(default_factory=lambda: Timeline(0, 0, 120.0))
    rolling: bool = False
    leads: bool = True
    now_ns: int = 0
    gone: bool = False
    there: bool = True
    asked: list[object] = field(default_factory=list)

    def rolls(self) -> Rolls | None:
        song = self.line.tick + ((self.now_ns - self.line.ns) * self.line.bpm * BEAT_TICKS / 60e9) * self.rolling
        return Rolls(self.now_ns, song, self.line.bpm, self.rolling, self.leads) if self.there else None

    def start(self, song: int | None) -> None:
        self.asked.append(("start", song))

    def stop(self) -> None:
        self.asked.append("stop")

    def set_tempo(self, bpm: float) -> None:
        self.asked.append(bpm)

    def close(self) -> None:
        self.asked.append("closed")

    def begin(self, tick: int, ns: int, bpm: float = 120.0) -> None:
        self.line, self.rolling = Timeline(tick, ns, bpm), True


def moves(clock: TransportClock, shared: Shared, ns: int) -> list[MasterMoved]:
    shared.now_ns = ns
    return [said for said in clock.poll(ns) if isinstance(said, MasterMoved)]


def places(clock: TransportClock, shared: Shared, ns: int) -> list[MasterAt]:
    shared.now_ns = ns
    return [said for said in clock.poll(ns) if isinstance(said, MasterAt)]


@pytest.mark.parametrize(("tick", "action"), [(0, "start"), (5 * BEAT_TICKS, "continue")])
def test_a_roll_starts_us_where_its_song_stands_and_its_end_stops_us(tick: int, action: str) -> None:
    shared = Shared()
    clock = TransportClock(shared, Listen("jack"))
    assert not moves(clock, shared, 0)
    shared.begin(tick, SECOND_NS)
    moved = moves(clock, shared, SECOND_NS)
    assert [(one.action, one.ns, one.song) for one in moved] == [(action, SECOND_NS, tick)]
    shared.rolling = False
    assert [one.action for one in moves(clock, shared, 2 * SECOND_NS)] == ["stop"]
    assert not moves(clock, shared, 3 * SECOND_NS)


def test_a_song_that_is_moved_jumps_and_one_that_lost_a_period_goes_on() -> None:
    shared = Shared()
    clock = TransportClock(shared, Listen("jack"))
    shared.begin(0, 0)
    moves(clock, shared, 0)
    shared.line = shared.line.shifted(5_000_000)
    assert not moves(clock, shared, SECOND_NS)
    shared.begin(40 * BEAT_TICKS, SECOND_NS)
    assert [(one.action, one.song) for one in moves(clock, shared, SECOND_NS)] == [("jump", 40 * BEAT_TICKS)]


def test_while_it_is_about_to_roll_nothing_is_said() -> None:
    shared = Shared(there=False)
    assert not TransportClock(shared, Listen("jack")).poll(0)


def test_where_it_stands_there_is_no_time_and_where_it_rolls_its_count_goes_on() -> None:
    shared = Shared()
    clock = TransportClock(shared, replace(Listen("jack"), line=Timeline(3 * BAR_TICKS + 7, 0, 120.0)))
    assert not places(clock, shared, 0)
    shared.begin(0, LOOK_NS)
    at = places(clock, shared, LOOK_NS)[0]
    assert at.tick == 3 * BAR_TICKS
    assert at.song == 0
    assert at.ns == LOOK_NS


def test_playing_is_asked_of_the_transport_and_it_is_stopped_along() -> None:
    shared = Shared()
    clock = TransportClock(shared, Listen("jack"))
    moves(clock, shared, 0)
    clock.told(Lead(playing=False), 0)
    clock.told(Lead(playing=True, asked=True, song=0), 0)
    clock.told(Lead(playing=True, asked=True), 0)
    shared.begin(0, 0)
    moves(clock, shared, LOOK_NS)
    clock.told(Lead(playing=True), 0)
    assert not moves(clock, shared, 2 * LOOK_NS)
    clock.told(Lead(bpm=131.0), 0)
    clock.told(Lead(playing=False), 0)
    clock.close()
    assert shared.asked == [("start", 0), ("start", None), 131.0, "stop", "closed"]


def test_who_plays_while_it_rolls_comes_in_on_its_next_bar() -> None:
    shared = Shared()
    clock = TransportClock(shared, Listen("jack"))
    shared.begin(BEAT_TICKS, 0)
    moves(clock, shared, 0)
    clock.told(Lead(playing=True, asked=True, song=0), 0)
    moved = moves(clock, shared, LOOK_NS)[0]
    assert (moved.action, moved.song % BAR_TICKS) == ("continue", 0)
    assert moved.ns >= LOOK_NS + READY_NS
    assert moved.ns == pytest.approx(shared.line.ns_at(BAR_TICKS), abs=2)


def test_a_source_that_comes_back_while_it_rolls_and_we_play_moves_nothing() -> None:
    shared = Shared()
    shared.begin(BEAT_TICKS, 0)
    clock = TransportClock(shared, Listen("jack", playing=True))
    assert not moves(clock, shared, LOOK_NS)
    assert not moves(clock, shared, 2 * LOOK_NS)


def test_it_says_whose_tempo_counts_and_leaves_one_that_cannot_be_played() -> None:
    shared = Shared()
    clock = TransportClock(shared, Listen("jack"))
    counts = []
    for leads in (True, True, False):
        shared.leads = leads
        counts += [said.tempo for said in clock.poll(0) if isinstance(said, SourcePeers)]
    assert counts == [True, False]
    shared.begin(0, 0, bpm=999.0)
    assert not places(clock, shared, LOOK_NS)
    assert not clock.gone


def test_a_grid_finds_the_frame_of_a_tick_and_back() -> None:
    grid = Grid(960.0, 48_000, 125.0, 48_000)
    assert grid.tick_at(48_000) == 960.0
    for tick in (0, 960, 4 * BAR_TICKS):
        assert grid.tick_at(grid.frame_of(tick)) == pytest.approx(tick, abs=0.05) or grid.frame_of(tick) == 0
