"""The tempo of another clock is learned once it is surely heard, and kept while it is lost; whose phase is taken."""

from __future__ import annotations

import pytest

from engine.commands import Tempo, Wish
from engine.timebase import BAR_TICKS, BEAT_TICKS
from sequencer.midi.messages import CLOCK_TICKS
from sequencer.midi.timeline import NS_PER_SECOND, Timeline
from sequencer.player.deadlines import Deadlines
from sequencer.player.following import Following
from sequencer.wire.master import Lock, MasterAt, Source
from sequencer.wire.orders import FollowClock


def following(how: FollowClock) -> Following:
    found = Following(Deadlines(Timeline(0, 0, 120.0), (0,), (0,)))
    found.switch(how)
    return found


def tempos(of: Following, *heard: MasterAt) -> list[tuple[Wish, ...]]:
    found = []
    for at in heard:
        of.hear(at, at.ns, playing=False)
        found.append(of.wishes())
    return found


def at(tick: int, bpm: float, lock: Lock) -> MasterAt:
    return MasterAt(tick, tick * 1_000_000, bpm, lock)


def learned(bpm: float) -> tuple[Wish, ...]:
    return (Wish(Tempo(bpm), author="clock"),)


def test_a_tempo_is_learned_when_it_is_locked_and_goes_on_when_the_clock_is_lost() -> None:
    told = tempos(
        following(FollowClock("in")),
        at(0, 121.004, "locking"), at(80, 121.006, "locked"), at(160, 122.0, "locked"), at(240, 122.5, "lost"),
    )
    assert told == [(), learned(121.01), learned(122.0), learned(122.5)]


def test_where_the_tempo_is_left_alone_or_another_clock_is_taken_nothing_is_learned() -> None:
    assert tempos(following(FollowClock("in", tempo=False)), at(0, 121.0, "locked")) == [()]
    other = following(FollowClock("in"))
    assert tempos(other, at(0, 121.0, "locked")) == [learned(121.0)]
    other.switch(FollowClock())
    assert other.wishes() == ()
    assert not other.keeps


BEAT_NS = NS_PER_SECOND // 2


@pytest.mark.parametrize(("source", "apart_ticks", "left_ticks"), [
    ("in", BEAT_TICKS // 2, BEAT_TICKS // 2),  # bar on bar
    ("in", 2 * BEAT_TICKS + CLOCK_TICKS, CLOCK_TICKS),  # more than a beat apart: beat on beat
    ("in", -2 * BEAT_TICKS + CLOCK_TICKS, CLOCK_TICKS),
    ("in", 5 * BAR_TICKS + 2 * BEAT_TICKS - CLOCK_TICKS, -CLOCK_TICKS),
    ("in", 5 * BAR_TICKS + 3 * BEAT_TICKS // 4, 3 * BEAT_TICKS // 4),  # songs that are bars apart: bar on bar, too
    ("in", -3 * BAR_TICKS - 3 * BEAT_TICKS // 4, -3 * BEAT_TICKS // 4),
    ("link", 7 * BAR_TICKS + 2 * BEAT_TICKS - CLOCK_TICKS, 2 * BEAT_TICKS - CLOCK_TICKS),
    ("link", 2 * BEAT_TICKS - CLOCK_TICKS, 2 * BEAT_TICKS - CLOCK_TICKS),  # who share a clock share the bars
])
def test_while_it_plays_a_song_more_than_a_beat_away_is_met_on_its_beats(
    source: Source, apart_ticks: int, left_ticks: int
) -> None:
    """Our tick 0 falls on tick `apart_ticks` of the song; what is left is how much later than it we are."""
    found = following(FollowClock(source))
    heard = found.hear(MasterAt(0, 0, 120.0, "locked", song=-apart_ticks), NS_PER_SECOND, playing=True)
    assert heard is not None
    assert heard.off_ns == pytest.approx(-left_ticks * BEAT_NS / BEAT_TICKS, abs=1_000)


MS = 1_000_000
FAR_MS, NEAR_MS = 100, 10


def heard(of: Following, late_ms: float, second: int, *, playing: bool = True) -> str:
    """Let a clock at our tempo say once a second where it stands, so much after us; return the state that is told."""
    ns = second * NS_PER_SECOND
    told = of.hear(MasterAt(second * 2 * BEAT_TICKS, ns + round(late_ms * MS), 120.0, song=second * 2 * BEAT_TICKS),
                   ns, playing=playing)
    assert told is not None
    return told.state


@pytest.mark.parametrize("way", [1, -1])
def test_it_is_told_that_we_chase_a_clock_while_we_play_and_are_not_yet_on_it_or_far_from_it(way: int) -> None:
    told = [heard(following(FollowClock("in")), way * late_ms, 1) for late_ms in (0, NEAR_MS, FAR_MS)]
    assert told == ["locked", "chasing", "chasing"]
    found = following(FollowClock("in"))
    told = [heard(found, way * late_ms, second) for second, late_ms in enumerate((0, NEAR_MS, 0, FAR_MS), 1)]
    assert told == ["locked", "locked", "locked", "chasing"]


def test_while_we_stand_we_are_on_a_clock_at_once() -> None:
    assert heard(following(FollowClock("in")), FAR_MS, 1, playing=False) == "locked"


def test_a_start_on_the_other_clock_ends_a_chase() -> None:
    """What is a few milliseconds off from there on is put right at once, and not by another tempo."""
    deadlines = Deadlines(Timeline(0, 0, 120.0), (0,), (0,))
    found = Following(deadlines)
    found.switch(FollowClock("in"))
    assert heard(found, FAR_MS, 1) == "chasing"
    deadlines.begin(Timeline(0, 0, 120.0))
    found.pin(0, 0)
    assert heard(found, NEAR_MS, 2) == "locked"
    assert deadlines.timeline.bpm == 120.0
