"""The tempo of another clock is learned once it is surely heard, and kept while it is lost."""

from __future__ import annotations

from engine.commands import Tempo, Wish
from sequencer.midi.timeline import Timeline
from sequencer.player.deadlines import Deadlines
from sequencer.player.following import Following
from sequencer.wire.master import Lock, MasterAt
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
