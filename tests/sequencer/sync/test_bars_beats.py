"""Bars, beats and whole ticks of another program become a line, also where it calls a bar's ticks a beat's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.timebase import BEAT_TICKS
from sequencer.sync.bars_beats import Grid, Heard, Said

RATE, PERIOD = 48_000, 256


def said(frame: int, bpm: float, *, ticks: float, spoilt: bool = False, moved: float = 0.0) -> Said:
    """What a program says of a frame; spoilt: its ticks run through the bar, at a fourth of their speed."""
    beats = frame / RATE * bpm / 60 + moved
    bar, beat = divmod(int(beats), 4)
    if spoilt:
        return Said(frame, bar + 1, 1, int((beats - 4 * bar) * ticks / 4), 4.0, ticks, bpm)
    return Said(frame, bar + 1, beat + 1, int((beats - int(beats)) * ticks), 4.0, ticks, bpm)


def off(grid: Grid, frame: int, bpm: float, moved: float = 0.0) -> float:
    """By how many ms a grid is off at a frame."""
    ticks = grid.tick_at(frame) - (frame / RATE * bpm / 60 + moved) * BEAT_TICKS
    return ticks / BEAT_TICKS * 60_000 / bpm


@pytest.mark.parametrize("bpm", [90.0, 127.0, 173.3])
@pytest.mark.parametrize(("ticks", "spoilt"), [
    (48.0, False), (192.0, False), (1920.0, False), (192.0, True), (1920.0, True),
])
def test_a_song_that_is_rolled_from_its_start_is_known_to_a_tenth_of_a_ms(
    bpm: float, ticks: float, *, spoilt: bool
) -> None:
    heard = Heard(Grid(0.0, 0, 120.0, RATE))
    late = []
    for period in range(4_000):
        frame = period * PERIOD
        grid = heard.take(said(frame, bpm, ticks=ticks, spoilt=spoilt))
        late.append(abs(off(grid, frame, bpm)))
    assert max(late) < 0.1
    assert grid.bpm == bpm


@pytest.mark.parametrize("spoilt", [False, True])
def test_one_that_is_heard_in_the_middle_is_known_within_its_ticks_and_then_better(*, spoilt: bool) -> None:
    heard = Heard(Grid(0.0, 0, 127.0, RATE))
    late = []
    for period in range(3_000, 5_000):
        frame = period * PERIOD
        grid = heard.take(said(frame, 127.0, ticks=192.0, spoilt=spoilt, moved=5.3))
        late.append(abs(off(grid, frame, 127.0, 5.3)))
    assert max(late[600:]) < 1.0
    assert late[-1] <= max(late[:600])


def test_a_song_that_is_moved_is_found_at_once_and_a_new_tempo_too() -> None:
    heard = Heard(Grid(0.0, 0, 120.0, RATE))
    for period in range(400):
        heard.take(said(period * PERIOD, 120.0, ticks=1920.0))
    grid = heard.take(said(400 * PERIOD, 120.0, ticks=1920.0, moved=3.25))
    assert abs(off(grid, 400 * PERIOD, 120.0, 3.25)) < 1.0
    grid = heard.take(said(401 * PERIOD, 140.0, ticks=1920.0))
    assert abs(off(grid, 401 * PERIOD, 140.0)) < 1.0
    assert grid.bpm == 140.0


def test_a_tick_has_a_frame_and_none_lies_before_all() -> None:
    grid = Grid(0.0, 0, 120.0, RATE)
    assert grid.frame_of(BEAT_TICKS) == RATE // 2
    assert grid.frame_of(-5) == 0

def test_a_word_that_is_late_or_said_of_another_period_moves_nothing() -> None:
    heard = Heard(Grid(0.0, 0, 120.0, RATE))
    late = []
    for period in range(2_000):
        frame, behind = period * PERIOD, (period % 97 in {50, 51}) * PERIOD
        word = said(max(0, frame - behind), 127.0, ticks=192.0, spoilt=True)
        late.append(abs(off(heard.take(replace(word, frame=frame)), frame, 127.0)))
    assert max(late) < 0.5
    assert late[-1] < 0.5


def test_a_song_that_is_moved_by_less_than_a_step_is_found_soon() -> None:
    heard = Heard(Grid(0.0, 0, 120.0, RATE))
    for period in range(440):
        grid = heard.take(said(period * PERIOD, 120.0, ticks=1920.0, moved=0.1 * (period >= 400)))
    assert abs(off(grid, 440 * PERIOD, 120.0, 0.1)) < 1.0


def test_the_phase_is_kept_where_the_tempo_changes() -> None:
    heard = Heard(Grid(0.0, 0, 120.0, RATE))
    for period in range(500):
        grid = heard.take(said(period * PERIOD, 120.0, ticks=192.0, spoilt=True))
    changed = 500 * PERIOD
    moved = changed / RATE * (120.0 - 140.0) / 60
    for period in range(500, 900):
        grid = heard.take(said(period * PERIOD, 140.0, ticks=192.0, spoilt=True, moved=moved))
        assert abs(off(grid, period * PERIOD, 140.0, moved)) < 0.1


@pytest.mark.parametrize("spoilt", [False, True])
def test_who_is_heard_in_the_middle_of_a_beat_is_known_when_its_ticks_have_shown_what_they_are(*, spoilt: bool) -> None:
    heard = Heard(Grid(0.0, 0, 120.0, RATE))
    known = []
    for period in range(500, 564):
        frame = period * PERIOD
        grid = heard.take(said(frame, 127.0, ticks=192.0, spoilt=spoilt))
        known.append(heard.known)
        assert not heard.known or abs(off(grid, frame, 127.0)) < 60_000 / 127 / 48
    assert not known[0]
    assert all(known[32:])


def test_a_song_that_is_rolled_from_a_beat_is_known_at_once() -> None:
    heard = Heard(Grid(0.0, 0, 120.0, RATE))
    for period in range(200):
        heard.take(said(period * PERIOD, 127.0, ticks=192.0, spoilt=True))
        assert heard.known


def test_one_whose_ticks_stand_is_taken_as_it_is() -> None:
    heard = Heard(Grid(0.0, 0, 120.0, RATE))
    for period in range(64):
        heard.take(Said(period * PERIOD, 3, 2, 5, 4.0, 192.0, 120.0))
    assert heard.known


def test_a_song_that_goes_round_keeps_its_phase() -> None:
    heard = Heard(Grid(0.0, 0, 120.0, RATE))
    for period in range(2_000):
        frame = period * PERIOD
        beats = frame / RATE * 127.0 / 60
        moved = -4.0 * (2 * (beats // 8))
        grid = heard.take(said(frame, 127.0, ticks=192.0, spoilt=True, moved=moved))
        assert abs(off(grid, frame, 127.0, moved)) < 0.1
