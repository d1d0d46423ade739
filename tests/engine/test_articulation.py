"""Ratchets, accents, lengths and chokes."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.articulation import RATCHET_ROOM_TICKS, accents, choked, ratcheted, sounded
from engine.config import Accent, Layer
from engine.phrase import Moment
from engine.timebase import BAR_TICKS, STEP_TICKS

if TYPE_CHECKING:
    from engine.bar import Event

MOMENT = Moment(seed=1, bar=0, repeats=False, position=0, turn=0.0, variation=0.0)
FLAT = Accent()


def play(
    layer: Layer, steps: list[int], *, offsets: list[int] | None = None, copies: list[int] | None = None,
    ghosts: int = 0, accented: int = 0, accent: Accent = FLAT, bar: int = 0,
) -> list[Event]:
    filled = layer.model_copy(update={
        "note": 42 if layer.note is None else layer.note, "velocity": layer.velocity or 100,
        "length_steps": layer.length_steps or 0.5,
    })
    return sounded(
        filled, "x", steps, offsets or [0] * len(steps), copies or [1] * len(steps), ghost_mask=ghosts,
        accent_mask=accented, accent=accent, bar=bar, start_tick=bar * BAR_TICKS,
    )


def test_a_ratchet_is_equal_sub_hits_inside_its_step_the_further_ones_softer() -> None:
    events = play(Layer(ratchet_velocity=0.5), [4], copies=[4], offsets=[10])
    assert [event.tick - 4 * STEP_TICKS for event in events] == [10, 130, 250, 370]
    assert [event.velocity for event in events] == [100, 50, 50, 50]
    assert [event.sub for event in events] == [0, 1, 2, 3]
    assert all(event.step == 4 and event.offset_ticks == 10 for event in events)
    assert all(event.tick + event.duration_ticks <= later.tick for event, later in pairwise(events))


def test_all_hits_of_a_ratchet_last_alike_however_short_the_note() -> None:
    for length in (0.05, 0.1, 0.5, 2.0):
        events = play(Layer(length_steps=length), [4, 5], copies=[5, 1])[:5]
        assert len({event.duration_ticks for event in events}) == 1


def test_a_ratchet_needs_nine_tenths_of_a_step_to_the_next_hit() -> None:
    layer = Layer(ratchet_prob=1.0, ratchet_repeat=3)
    assert RATCHET_ROOM_TICKS == 0.9 * STEP_TICKS
    assert ratcheted(layer, "x", [0, 1, 4], [0, 0, 0], moment=MOMENT, generation=0) == [3, 3, 3]
    assert ratcheted(layer, "x", [0, 1, 4], [60, 0, 0], moment=MOMENT, generation=0) == [1, 3, 3]
    assert ratcheted(layer, "x", [0, 15], [0, 60], moment=MOMENT, generation=0) == [3, 1]
    assert ratcheted(layer, "x", [], [], moment=MOMENT, generation=0) == []


def test_the_last_steps_ratchet_leaves_room_for_an_early_downbeat() -> None:
    loose = Layer(ratchet_prob=1.0, micro_ms=5.0)
    assert ratcheted(loose, "x", [15], [0], moment=MOMENT, generation=0) == [1]
    assert ratcheted(loose, "x", [14], [0], moment=MOMENT, generation=0) == [2]


def test_velocities_run_on_over_the_bar_line() -> None:
    layer = Layer(velocity=(10, 20, 30))
    assert [event.velocity for event in play(layer, [0, 1, 2, 3])] == [10, 20, 30, 10]
    assert [event.velocity for event in play(layer, [0, 1], bar=1)] == [20, 30]


def test_ghosts_are_softer() -> None:
    assert [event.velocity for event in play(Layer(ghost_velocity=0.4), [3, 4], ghosts=1 << 3)] == [40, 100]


def test_accents_scale_loudness_and_length_and_stay_in_range() -> None:
    accent = Accent(steps=(1, 5), velocity_scale=2.0, length_scale=1.5)
    events = play(Layer(velocity=90), [0, 2, 4], accented=0b10001, accent=accent)
    assert [event.velocity for event in events] == [127, 90, 127]
    assert [event.duration_ticks for event in events] == [360, 240, 360]


def test_the_accent_lane_opens_by_the_bar() -> None:
    lane = Accent(steps=(1, 16), prob=0.5)
    masks = [accents(lane, seed=1, bar=bar) for bar in range(200)]
    assert set(masks) == {0, 0x8001}
    assert sum(map(bool, masks)) / 200 == pytest.approx(0.5, abs=0.12)
    assert accents(Accent(steps=(), prob=1.0), seed=1, bar=0) == 0
    assert all(accents(Accent(steps=(4,), prob=1.0), seed=1, bar=bar) == 0b1000 for bar in range(20))


def test_a_note_ends_where_its_layer_sounds_again() -> None:
    events = play(Layer(length_steps=8.0), [0, 2, 15])
    assert [event.duration_ticks for event in events] == [2 * STEP_TICKS, 8 * STEP_TICKS, 8 * STEP_TICKS]


def test_a_choked_note_ends_at_the_choking_onset_or_the_bar_line() -> None:
    open_hats = play(Layer(length_steps=6.0), [2, 14])
    closed = choked(open_hats, [(2 * STEP_TICKS, 2), (4 * STEP_TICKS + 7, 4)], BAR_TICKS)
    assert closed[0].tick + closed[0].duration_ticks == 4 * STEP_TICKS + 7
    assert closed[1].tick + closed[1].duration_ticks == BAR_TICKS
    assert [event._replace(duration_ticks=0) for event in closed] == [
        event._replace(duration_ticks=0) for event in open_hats
    ]


def test_hits_of_one_step_are_together_and_only_a_later_step_chokes() -> None:
    open_hats = play(Layer(length_steps=6.0), [2])
    onsets = [(2 * STEP_TICKS + 9, 2), (2 * STEP_TICKS + 200, 2), (3 * STEP_TICKS - 20, 3)]
    (together,) = choked(open_hats, onsets, BAR_TICKS)
    assert together.tick + together.duration_ticks == 3 * STEP_TICKS - 20
    (as_before,) = choked(open_hats, onsets, BAR_TICKS, together=False)
    assert as_before.tick + as_before.duration_ticks == 2 * STEP_TICKS + 9


def test_a_short_note_is_not_stretched_by_a_late_choke() -> None:
    (event,) = choked(play(Layer(length_steps=0.5), [2]), [(10 * STEP_TICKS, 10)], BAR_TICKS)
    assert event.duration_ticks == 240


@given(
    st.sets(st.integers(0, 15), min_size=1).map(sorted), st.floats(0.05, 16.0), st.integers(2, 8),
    st.lists(st.booleans(), min_size=16, max_size=16),
)
def test_notes_of_a_layer_last_at_least_a_tick_and_never_overlap(
    steps: list[int], length: float, repeat: int, split: list[bool]
) -> None:
    copies = [repeat if split[step] else 1 for step in steps]
    events = play(Layer(length_steps=length), steps, copies=copies)
    assert len(events) == sum(copies)
    assert all(event.duration_ticks >= 1 for event in events)
    for event, later in pairwise(events):
        assert event.tick + event.duration_ticks <= later.tick
