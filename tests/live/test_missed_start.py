"""A master whose Start was not heard: pulses start nothing, its next Start or Continue does, or a hand says where."""

from __future__ import annotations

from itertools import pairwise

import pytest

from engine.config import Config, Layer
from engine.timebase import STEP_TICKS
from sequencer.midi.messages import CONTINUE, START, STOP, song_position
from sequencer.wire.orders import FollowClock
from sequencer.wire.reports import TransportMoved
from tests.live.masters import BAR_PULSES, BEAT_PULSES, Followed, grid

FIRST_NOTE = 40
LADDER = Config(
    mode="m2", bpm=125.0,
    layers={
        f"tom{step}": Layer(
            steps=16, fills=1, rot=step, note=FIRST_NOTE + step, swing_percent=0.5, density=None, length_steps=0.25
        )
        for step in range(16)
    },
)
"""Each step plays another note, so that a note says which step it is."""
TEMPO_ALONE = FollowClock("in", transport=False, send=False)


def session(bars: int = 8, follow: FollowClock | None = None) -> Followed:
    """Return a session whose master plays from its first pulse on, and sends nothing but its pulses."""
    wanted = FollowClock("in", send=False) if follow is None else follow
    return Followed(
        LADDER, grid(bars * BAR_PULSES, lambda _: 125.0), seed=1, jitter_ms=0.1, lost=0.0, begins=None, follow=wanted,
    )


def here(follower: Followed, pulse: int, off_ms: float, *, playing: bool) -> None:
    """Let a hand say, a little early or late, that a bar of the master begins with a pulse."""
    ms = follower.true_ms[pulse] + off_ms
    follower.then(ms, lambda ns: follower.master.here(ns, playing=playing))


def notes(follower: Followed) -> list[tuple[float, int]]:
    """Run it; return each note with its moment and its step."""
    follower.run()
    return [(ms, note - FIRST_NOTE) for ms, note, on in follower.stage.notes() if on]


def is_on(follower: Followed, heard: list[tuple[float, int]], first: int) -> bool:
    """Return True when each step falls on its pulse of bars that are counted from the pulse `first`."""
    for ms, step in heard:
        pulse = min(range(len(follower.true_ms)), key=lambda at: abs(follower.true_ms[at] - ms))
        if abs(follower.true_ms[pulse] - ms) > 3.0 or (pulse - first) % BAR_PULSES != step * BEAT_PULSES // 4:
            return False
    return True


def test_pulses_alone_start_nothing() -> None:
    assert notes(session()) == []


def test_a_song_position_alone_starts_nothing_and_the_continue_after_it_lands_on_its_step() -> None:
    follower = session()
    follower.hear(follower.true_ms[150] - 8, song_position(5 * STEP_TICKS))
    follower.hear(follower.true_ms[300] - 8, CONTINUE)
    heard = notes(follower)
    assert heard[0][1] == 5
    assert heard[0][0] == pytest.approx(follower.true_ms[300], abs=3.0)


@pytest.mark.parametrize("message", [START, CONTINUE])
def test_its_next_start_or_continue_starts_us_on_that_pulse(message: bytes) -> None:
    follower = session()
    follower.hear(follower.true_ms[203] - 8, STOP)
    follower.hear(follower.true_ms[307] - 8, message)
    heard = notes(follower)
    assert is_on(follower, heard, 307)
    assert heard[0][0] == pytest.approx(follower.true_ms[307], abs=3.0)


@pytest.mark.parametrize("off_ms", [-9.0, 0.0, 9.0])
def test_a_hand_says_where_its_bar_is_and_we_start_with_the_next(off_ms: float) -> None:
    follower = session()
    here(follower, 211, off_ms, playing=False)
    heard = notes(follower)
    assert heard[0][0] == pytest.approx(follower.true_ms[211 + BAR_PULSES], abs=3.0)
    assert is_on(follower, heard, 211)
    moved = follower.stage.told(TransportMoved)
    assert [one.playing for one in moved] == [True]


def test_said_while_we_play_our_bar_goes_on_from_there_at_once() -> None:
    follower = session()
    follower.stage.transport(1_500.0, "play")
    here(follower, 403, 4.0, playing=True)
    heard = notes(follower)
    before = [one for one in heard if one[0] < follower.true_ms[402]]
    after = [one for one in heard if one[0] > follower.true_ms[404]]
    assert len(before) > 8
    assert is_on(follower, after, 403)
    assert after[0][0] < follower.true_ms[403 + BEAT_PULSES // 2]


def test_with_its_tempo_alone_our_bars_are_led_onto_its_bars_and_none_is_cut() -> None:
    follower = session(14, TEMPO_ALONE)
    follower.stage.transport(1_500.0, "play")
    here(follower, 480, 0.0, playing=True)
    heard = notes(follower)
    assert [(later - earlier) % 16 for (_, earlier), (_, later) in pairwise(heard)] == [1] * (
        len(heard) - 1
    )
    last = heard[-16:]
    assert max(abs(ms - min(follower.true_ms, key=lambda true: abs(true - ms))) for ms, _ in last) < 3.0
    beats = {(min(range(len(follower.true_ms)), key=lambda at: abs(follower.true_ms[at] - ms)) - 480) % BEAT_PULSES
             for ms, step in last if step % 4 == 0}
    assert beats == {0}


def test_a_storm_of_starts_leaves_the_beat_going_on_from_the_last() -> None:
    follower = session()
    at = follower.true_ms[300]
    for storm in range(200):
        follower.hear(at - 15 + storm * 0.05, START)
        follower.hear(at - 15 + storm * 0.05 + 0.01, STOP)
    follower.hear(at - 4.0, START)
    heard = notes(follower)
    assert is_on(follower, heard[1:], 300)  # that it was the last is known with its pulse only
    assert len(heard) >= (len(follower.true_ms) - 300) // 6


@pytest.mark.parametrize("bpm", [1000.0, 3.0])
def test_a_clock_that_goes_mad_leaves_the_beat_at_the_tempo_it_had(bpm: float) -> None:
    follower = session(4)
    follower.hear(follower.true_ms[96] - 8, START)
    now, end = follower.true_ms[-1], follower.true_ms[-1] + 6_000
    while now < end:
        now += 60_000 / bpm / 24
        follower.pulse(now)
        follower.idle(now + 0.01)
    follower.true_ms.append(end)
    heard = notes(follower)
    gaps = [later - earlier for (earlier, _), (later, _) in pairwise(heard)]
    assert all(40.0 < gap < 250.0 for gap in gaps)
    assert all(gap == pytest.approx(120.0, abs=3.0) for gap in gaps[-20:])
