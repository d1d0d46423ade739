"""A Link session is passed on as a clock whose count does not jump, and takes what is changed here."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

import pytest

from engine.timebase import BAR_TICKS, BEAT_TICKS
from sequencer.midi.timeline import Timeline
from sequencer.sync.link_clock import ALONE_NS, LOOK_NS, READY_NS, LinkClock, fold
from sequencer.sync.link_session import Stands
from sequencer.wire.master import Lead, Listen, MasterAt, MasterMoved, SourcePeers

SECOND_NS = 1_000_000_000


@dataclass
class Network:
    """A Link session in a test's hands: its line, its transport, its peers, and what it was told."""

    line: Timeline = field(default_factory=lambda: Timeline(0, 0, 120.0))
    playing: bool = False
    playing_ns: int = 0
    peers: int = 1
    told: list[tuple[str, float, int]] = field(default_factory=list)

    def stands(self, ns: int, quantum: float) -> Stands:
        beat = self.line.tick / BEAT_TICKS + (ns - self.line.ns) * self.line.bpm / 60e9
        assert quantum > 0
        return Stands(beat, self.line.bpm, self.playing, self.playing_ns, self.peers)

    def join(self, beat: float | None, ns: int) -> None:
        if beat is not None:
            self.line = Timeline(round(beat * BEAT_TICKS), ns, self.line.bpm)

    def set_tempo(self, bpm: float, ns: int) -> None:
        self.line = self.line.anchored(self.line.tick_at(ns), bpm)
        self.told.append(("tempo", bpm, ns))

    def set_playing(self, ns: int, *, playing: bool) -> None:
        self.playing, self.playing_ns = playing, ns
        self.told.append(("playing", playing, ns))

    def close(self) -> None:
        self.told.append(("closed", 0, 0))


LINK = Listen("link")


def places(clock: LinkClock, from_ns: int, to_ns: int) -> list[MasterAt]:
    """Return where it says that the session stands, polled as often as it asks to be."""
    moments = range(from_ns, to_ns, LOOK_NS)
    return [said for ns in moments for said in clock.poll(ns) if isinstance(said, MasterAt)]


def test_bars_fall_where_the_phase_is_nought() -> None:
    network = Network(Timeline(3 * BEAT_TICKS, 7_000_000, 128.0))
    for at in places(LinkClock(network, LINK, 0), 0, SECOND_NS):
        assert at.lock == "locked"
        assert at.ns == pytest.approx(network.line.ns_at(at.tick), abs=2)
        assert at.song == at.tick


def test_who_finds_nobody_says_nothing_for_a_while_and_then_goes_on_where_they_were() -> None:
    network = Network(peers=0)
    clock = LinkClock(network, replace(LINK, line=Timeline(BAR_TICKS + 5, 123, 120.0), playing=True), 0)
    assert not places(clock, 0, ALONE_NS)
    first = places(clock, ALONE_NS, ALONE_NS + LOOK_NS)[0]
    assert first.ns == pytest.approx(Timeline(BAR_TICKS + 5, 123, 120.0).ns_at(first.tick), abs=2)


def test_while_nothing_changes_it_is_said_four_times_a_second_and_a_change_at_once() -> None:
    network = Network()
    clock = LinkClock(network, LINK, 0)
    assert len(places(clock, 0, 2 * SECOND_NS)) == 8
    network.set_tempo(140.0, 2 * SECOND_NS)
    assert [at.bpm for at in places(clock, 2 * SECOND_NS, 2 * SECOND_NS + LOOK_NS)] == [140.0]


def test_the_count_goes_on_over_a_jump_of_the_beat_and_takes_its_phase() -> None:
    network = Network(Timeline(0, 0, 120.0))
    clock = LinkClock(network, LINK, 0)
    before = places(clock, 0, SECOND_NS)[-1]
    network.line = Timeline(1_000 * BAR_TICKS + BEAT_TICKS, SECOND_NS, 120.0)  # it was on beat 3
    after = places(clock, SECOND_NS, SECOND_NS + LOOK_NS)[0]
    assert after.tick % BAR_TICKS == BEAT_TICKS
    assert abs(after.tick - before.tick) <= BAR_TICKS // 2
    assert after.song is not None
    assert (after.song - after.tick) % BAR_TICKS == 0


@pytest.mark.parametrize(("bpm", "played"), [
    (20.0, 20.0), (120.0, 120.0), (300.0, 300.0), (999.0, 249.75), (310.0, 155.0),
])
def test_a_tempo_that_we_cannot_play_is_played_at_a_half_or_a_quarter(bpm: float, played: float) -> None:
    assert bpm * fold(bpm) == played
    ats = places(LinkClock(Network(Timeline(0, 0, bpm)), LINK, 0), 0, 2 * SECOND_NS)
    assert {at.bpm for at in ats} == {played}
    for one, other in pairwise(ats):
        assert (other.tick - one.tick) / (other.ns - one.ns) == pytest.approx(played * BEAT_TICKS / 60e9, rel=1e-6)


def test_a_tempo_below_ours_is_doubled() -> None:
    assert fold(15.0) == 2.0


def test_others_are_counted_for_people() -> None:
    network = Network()
    clock = LinkClock(network, LINK, 0)
    counted = []
    for peers in (1, 1, 3, 0):
        network.peers = peers
        counted += [said.peers for said in clock.poll(0) if isinstance(said, SourcePeers)]
    assert counted == [1, 3, 0]


@pytest.mark.parametrize("bars", [1, 4])
@pytest.mark.parametrize("late_ns", [0, SECOND_NS // 10, SECOND_NS])
def test_a_start_by_others_falls_on_the_next_line_that_can_be_reached(bars: int, late_ns: int) -> None:
    network = Network(Timeline(0, 0, 120.0))
    clock = LinkClock(network, replace(LINK, bars=bars), 0)
    clock.poll(0)
    network.playing, network.playing_ns = True, 3 * SECOND_NS
    now = 3 * SECOND_NS + late_ns
    moved = next(said for said in clock.poll(now) if isinstance(said, MasterMoved))
    assert moved.action == "start"
    assert moved.ns >= now + READY_NS
    assert moved.ns - now < 2 * SECOND_NS * bars + READY_NS
    assert moved.tick % (bars * BAR_TICKS) == 0
    assert moved.ns == pytest.approx(network.line.ns_at(moved.tick), abs=300_000)
    network.playing = False
    assert [said.action for said in clock.poll(now + LOOK_NS) if isinstance(said, MasterMoved)] == ["stop"]


def test_who_started_just_after_a_line_meant_it_where_it_can_still_be_reached() -> None:
    network = Network(Timeline(0, 0, 120.0))
    clock = LinkClock(network, LINK, 0)
    clock.poll(0)
    network.playing, network.playing_ns = True, 2 * SECOND_NS + 1_000_000
    moved = next(said for said in clock.poll(2 * SECOND_NS - READY_NS) if isinstance(said, MasterMoved))
    assert moved.ns == 2 * SECOND_NS


def test_our_own_start_is_told_and_comes_back_as_no_start() -> None:
    network = Network()
    clock = LinkClock(network, LINK, 0)
    clock.poll(0)
    clock.told(Lead(playing=True, ns=77), 5)
    clock.told(Lead(playing=True, ns=99), 6)
    clock.told(Lead(bpm=133.0), 6)
    assert network.told == [("playing", True, 77), ("tempo", 133.0, 6)]
    assert not [said for said in clock.poll(LOOK_NS) if isinstance(said, MasterMoved)]
    clock.close()
    assert network.told[-1][0] == "closed"


def test_a_stop_is_told_by_who_came_back_and_has_not_heard_that_others_play() -> None:
    network = Network(playing=False)
    clock = LinkClock(network, replace(LINK, playing=True), 0)
    clock.poll(0)
    clock.told(Lead(playing=False), LOOK_NS)
    assert network.told == [("playing", False, LOOK_NS)]


def test_a_source_that_comes_back_while_all_play_starts_nobody() -> None:
    network = Network(playing=True)
    clock = LinkClock(network, replace(LINK, playing=True), 0)
    assert not [said for said in clock.poll(0) if isinstance(said, MasterMoved)]
