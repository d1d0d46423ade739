"""A bar becomes notes and clock pulses in the order hardware wants."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine import Config, next_bar, start
from engine.timebase import BAR_TICKS, PPQ
from sequencer.midi.messages import (
    CLOCK_TICKS,
    OFF_NEXT,
    ON_NEXT,
    clock_plans,
    note_plans,
    silence,
    song_position,
)


def test_twenty_four_pulses_a_quarter_note() -> None:
    pulses = clock_plans(0, [0])
    assert len(pulses) == 96
    assert [pulse.tick for pulse in pulses[:3]] == [0, PPQ // 24, PPQ // 12]


@given(st.integers(0, BAR_TICKS - 1))
def test_a_bar_that_goes_on_in_its_middle_keeps_the_pulses_grid(tick: int) -> None:
    pulses = clock_plans(tick, [0], BAR_TICKS)
    assert all(pulse.tick % CLOCK_TICKS == 0 and tick <= pulse.tick < BAR_TICKS for pulse in pulses)
    assert len(pulses) == (BAR_TICKS - tick) // CLOCK_TICKS


def test_song_position_counts_sixteenths_in_two_seven_bit_bytes() -> None:
    assert song_position(0) == b"\xf2\x00\x00"
    assert song_position(BAR_TICKS) == b"\xf2\x10\x00"
    assert song_position(8 * BAR_TICKS) == b"\xf2\x00\x01"
    assert song_position(1024 * BAR_TICKS) == b"\xf2\x00\x00"


def test_each_hit_of_a_bar_is_one_note_on_and_one_note_off_of_its_own_number() -> None:
    _, bar = next_bar(start(Config(mode="m1")))
    plans = note_plans(bar, {"clap": 2}, 10)
    ons = [plan for plan in plans if plan.order == ON_NEXT]
    offs = [plan for plan in plans if plan.order == OFF_NEXT]
    assert len(ons) == len(offs) == len(bar.events)
    assert {plan.note for plan in ons} == {plan.note for plan in offs} == set(range(10, 10 + len(bar.events)))
    assert {plan.output for plan in ons if plan.layer == "clap"} == {2}
    assert {plan.output for plan in ons if plan.layer == "kick"} == {0}
    assert all(plan.message[0] == 0x99 for plan in ons)


def test_a_panic_ends_notes_and_sound_on_all_channels() -> None:
    messages = silence()
    assert {message[0] for message in messages} == {0xB0 | channel for channel in range(16)}
    assert {message[1] for message in messages} == {120, 123}
