"""What the player does at its limits: slow bars, long stalls, the tick that sounds now, a tempo that did not come."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import pytest

from engine import Config, Wish, next_bar, start
from engine import commands as ask
from engine.config import Layer
from engine.timebase import BAR_TICKS, STEP_TICKS
from sequencer.midi.messages import CLOCK, silence
from sequencer.player.player import LONGEST_CATCH_UP_BARS
from sequencer.wire.orders import FollowClock, Quit
from sequencer.wire.reports import BarComposed, BarDiscarded, BarSent, PlayerFault, TransportMoved
from tests.live.stage import ORIGIN_NS, LiveStage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine import Bar, SessionState

MS = 1_000_000
BAR_MS = 60_000 / 132 * 4
TICK_MS = BAR_MS / BAR_TICKS
HAT_LATE_MS = 5.0
"""From the moment at which a bar may be made to the next message there is a gap of 5 ms, and then a long one."""
LATE_HATS = Config(mode="m2", layers={"hat_c": Layer(
    fills=16, swing_percent=0.5, beat_bins_ms=(HAT_LATE_MS,), beat_bins_probs=(1.0,), length_steps=0.9,
)})


def slow(stage: LiveStage, monkeypatch: pytest.MonkeyPatch, cost_ms: Callable[[int], float]) -> list[int]:
    """Let the making of each bar take a time; return when each was begun, in ns, filled as the player runs."""
    began: list[int] = []

    def made(state: SessionState, wishes: Sequence[Wish] = ()) -> tuple[SessionState, Bar]:
        began.append(stage.clock.ns)
        stage.clock.ns += round(cost_ms(state.bar) * MS)
        return next_bar(state, wishes)

    monkeypatch.setattr("sequencer.player.coming_bars.next_bar", made)
    return began


def lines(stage: LiveStage) -> list[int]:
    return [report.start_ns for report in stage.told(BarComposed)]


def test_a_bar_is_made_in_a_gap_that_is_long_enough_for_it_and_delays_no_message(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stage = LiveStage(LATE_HATS, bars=6)
    slow(stage, monkeypatch, lambda _: 8.0)
    stage.transport(0, "play")
    stage.run()
    origin = lines(stage)[0]
    late_ms = [
        (ns - origin) / MS - (number * STEP_TICKS * TICK_MS + HAT_LATE_MS)
        for number, ns in enumerate(ns for ns, message in stage.outputs[0].sent if message[0] >> 4 == 9)
    ]
    assert len(late_ms) == 6 * 16
    assert max(map(abs, late_ms[16:])) < 2 * TICK_MS  # what a bar costs is learnt from the first one


def test_where_no_gap_is_long_enough_a_bar_is_made_in_time_for_its_earliest_hit_all_the_same() -> None:
    """At 300 BPM eight outputs that are trimmed to send their pulses in turn leave a millisecond between messages."""
    early = Layer(fills=16, swing_percent=0.5, beat_bins_ms=(-15.0,), beat_bins_probs=(1.0,), length_steps=0.3)
    config = Config(mode="m2", bpm=300.0, layers={"hat_c": early})
    pulse_ms = 60_000 / 300 / 24
    stage = LiveStage(
        config, bars=6, outputs=8, clock_out=True, trims_ms=tuple(pulse_ms / 8 * place for place in range(8)),
    )
    stage.transport(0, "play")
    stage.run()
    line, ons = lines(stage)[5], [ns for ns, message in stage.outputs[0].sent if message[0] >> 4 == 9]
    assert line - 20 * MS < ons[5 * 16] < line - 10 * MS
    assert {status.max for report in stage.told(BarSent) for status in report.lateness} == {0.0}


def test_the_cost_of_one_slow_bar_is_forgotten_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = LiveStage(LATE_HATS, bars=80)
    began = slow(stage, monkeypatch, lambda bar: 8.0 if bar < 2 else 0.0)
    stage.transport(0, "play")
    stage.run()
    before_line_ms = [(line - begun) / MS for begun, line in zip(began, lines(stage), strict=True)]
    step_ms = STEP_TICKS * TICK_MS
    assert before_line_ms[3] == pytest.approx(step_ms - HAT_LATE_MS, abs=0.1)  # it waits for the longer gap
    assert before_line_ms[-1] == pytest.approx(step_ms, abs=0.1)
    rounded = [round(ms, 2) for ms in before_line_ms[3:]]
    assert rounded == sorted(rounded)


def test_a_bar_that_is_over_is_reported_when_what_leaves_right_behind_its_line_has_left() -> None:
    hats = Layer(fills=16, swing_percent=0.5, beat_bins_ms=(0.5,), beat_bins_probs=(1.0,))
    stage = LiveStage(Config(mode="m2", layers={"hat_c": hats}), bars=3)
    stage.transport(0, "play")
    reported: list[int] = []
    while not stage.player.done:
        stage.player.turn()
        reported += [stage.clock.ns for report in stage.daemon.receive() if isinstance(report, BarSent)]
    stage.close()
    ons = [ns for ns, message in stage.outputs[0].sent if message[0] >> 4 == 9]
    assert reported[:2] == [ons[16], ons[32]]


def test_a_mute_at_the_very_tick_of_a_hit_leaves_that_hit_to_have_sounded() -> None:
    stage = LiveStage(bars=2)
    stage.transport(0, "play")

    def mute_at_the_kick() -> None:
        stage.wish(0, Wish(ask.Mute("kick", at="now"), "m"))

    second_beat_ns = _second_beat_ns()
    stage.clock.at(second_beat_ns, mute_at_the_kick)
    stage.run()
    kicks = [ns for ns, message in stage.outputs[0].sent if message[0] >> 4 == 9 and message[1] == 36]
    assert kicks[-1] == second_beat_ns
    (_, silent_from) = [tick for tick, _ in stage.told(BarSent)[0].muted]
    assert silent_from == BAR_TICKS // 4 + 1


@pytest.mark.parametrize("ticks", range(4))
def test_a_mute_right_behind_a_hit_that_a_trimmed_output_has_sent_early_leaves_that_hit_to_have_sounded(
    ticks: int
) -> None:
    stage = LiveStage(bars=2, outputs=2, trims_ms=(-50.0, 0.0), layer_outputs={"clap": 1})
    stage.transport(0, "play")
    second_beat_ns = _second_beat_ns((-50.0,))
    asked_ns = second_beat_ns + round((ticks + 0.5) * TICK_MS * MS)
    stage.clock.at(asked_ns, lambda: stage.wish(0, Wish(ask.Mute("kick", at="now"), "m")))
    stage.run()
    kicks = [ns for ns, message in stage.outputs[0].sent if message[0] >> 4 == 9 and message[1] == 36]
    assert kicks[-1] == second_beat_ns
    sent, silent_from = stage.told(BarSent)[0], BAR_TICKS // 4 + ticks + 1
    assert [tick for tick, layers in sent.muted if layers] == [silent_from]
    assert sent.closed == ((silent_from, ("kick",)),)


@pytest.mark.parametrize(("before_ms", "sounds"), [(0.5, True), (2.0, False)])
def test_a_wish_right_before_a_deadline_is_heard_when_the_message_has_left(before_ms: float, sounds: bool) -> None:
    stage = LiveStage(bars=2)
    stage.transport(0, "play")
    second_beat_ns = _second_beat_ns()
    stage.wish((second_beat_ns - ORIGIN_NS) / MS - before_ms, Wish(ask.Mute("kick", at="now"), "m"))
    stage.run()
    kicks = [ns for ns, message in stage.outputs[0].sent if message[0] >> 4 == 9 and message[1] == 36]
    assert (second_beat_ns in kicks) == sounds


def _second_beat_ns(trims_ms: tuple[float, ...] = ()) -> int:
    stage = LiveStage(bars=1, trims_ms=trims_ms)
    stage.transport(0, "play")
    stage.run()
    return [ns for ns, message in stage.outputs[0].sent if message[0] >> 4 == 9 and message[1] == 36][1]


def test_a_stopped_player_with_nothing_to_send_waits_and_does_not_spin() -> None:
    stage = LiveStage()
    stage.at(10_000, Quit())
    turns = 0
    while not stage.player.done:
        stage.player.turn()
        turns += 1
        assert turns < 100
    stage.close()


@pytest.mark.parametrize("bars", [LONGEST_CATCH_UP_BARS + 2, 500, 20_000])
def test_after_hours_of_standing_still_it_goes_on_in_phase_without_making_every_bar_in_between(bars: int) -> None:
    stage = LiveStage()
    stage.transport(0, "play")

    def freeze() -> None:
        stage.clock.ns += round(BAR_MS * bars * MS)

    stage.clock.at(ORIGIN_NS + round(BAR_MS * 2.4 * MS), freeze)
    stage.at(BAR_MS * (bars + 6), Quit())
    stage.run()
    assert len(stage.told(BarComposed)) < LONGEST_CATCH_UP_BARS
    origin, beat_ms = lines(stage)[0], BAR_MS / 4
    beats = [(ns - origin) / MS / beat_ms for ns, message in stage.outputs[0].sent if message[:2] == b"\x99\x24"]
    assert all(abs(beat - round(beat)) * beat_ms < 0.01 for beat in beats)
    gaps = [round(later) - round(earlier) for earlier, later in pairwise(beats)]
    assert sorted(gaps)[-2] == 1
    assert max(gaps) >= 4 * bars


def test_a_stall_of_the_longest_catch_up_makes_every_bar_of_it() -> None:
    bars = LONGEST_CATCH_UP_BARS - 2
    stage = LiveStage()
    stage.transport(0, "play")

    def freeze() -> None:
        stage.clock.ns += round(BAR_MS * bars * MS)

    stage.clock.at(ORIGIN_NS + round(BAR_MS * 2.4 * MS), freeze)
    stage.at(BAR_MS * (bars + 4), Quit())
    stage.run()
    assert len(stage.told(BarComposed)) > bars


def test_panic_ends_the_notes_that_sound_with_note_offs_of_their_own() -> None:
    stage = LiveStage(Config(mode="m2", layers={"kick": Layer(fills=1, length_steps=16.0)}), bars=1)
    stage.transport(0, "play")
    stage.transport(BAR_MS / 2, "panic")
    stage.run()
    panic_ns = ORIGIN_NS + round(BAR_MS / 2 * MS)
    kick = [(ns, message[0] >> 4) for ns, message in stage.outputs[0].sent if message[0] >> 4 in {8, 9}]
    assert [kind for _, kind in kick] == [9, 8]
    assert kick[1][0] == pytest.approx(panic_ns, abs=MS)


@pytest.mark.parametrize("ends", ["stop", "panic", None])
def test_only_a_panic_ends_all_notes_and_all_sound_on_all_channels(ends: Literal["stop", "panic"] | None) -> None:
    stage = LiveStage(Config(mode="m2", layers={"kick": Layer(fills=1, length_steps=16.0)}))
    stage.transport(0, "play")
    if ends is not None:
        stage.transport(BAR_MS / 2, ends)
    stage.at(BAR_MS * 0.75, Quit())
    stage.run()
    kinds = [message[0] >> 4 for _, message in stage.outputs[0].sent]
    assert [kind for kind in kinds if kind in {8, 9}] == [9, 8]
    assert kinds.count(0xB) == (len(silence()) if ends == "panic" else 0)


def test_a_tempo_that_a_stop_has_kept_from_coming_does_not_move_the_clock() -> None:
    stage = LiveStage()
    stage.transport(0, "play")
    stage.wish(BAR_MS * 0.5, Wish(ask.Tempo(66.0), "t"))
    stage.transport(BAR_MS, "stop")  # the bar at 66 is made, and its line has not come
    stage.transport(BAR_MS * 3, "panic")
    stage.at(BAR_MS * 4, Quit())
    stage.run()
    assert stage.told(BarDiscarded)
    stopped, later = (report.tick for report in stage.told(TransportMoved)[1:])
    assert later - stopped == pytest.approx(2 * BAR_TICKS, abs=2)


def test_the_state_goes_on_from_before_a_bar_that_stop_discards() -> None:
    stage = LiveStage(bars=4)
    stage.transport(0, "play")
    stage.transport(BAR_MS * 0.99, "stop")
    stage.transport(BAR_MS * 2, "play")
    stage.run()
    config, made = Config(mode="m1"), []
    state = start(config)
    for _ in range(4):
        state, bar = next_bar(state)
        made.append(bar.index)
    assert [report.bar for report in stage.told(BarDiscarded)] == [1]
    assert [report.bar for report in stage.told(BarComposed)] == [0, 1, *made[1:]]
    ended = [report.bar for report in stage.told(BarSent) if report.until_tick is None]
    assert ended == made[1:]


def test_what_can_still_be_in_time_when_the_machine_goes_on_sounds_at_its_moment() -> None:
    """The output wants 80 ms: a hit was to be sent while the machine stood still, and its moment is yet to come."""
    stage = LiveStage(LATE_HATS, leads_ms=(80.0,), holds_ms=(5.0,), bars=2)
    stands_ns = ORIGIN_NS + round((BAR_MS + 300.0) * MS)
    goes_on_ns = stands_ns + 280 * MS

    def freeze() -> None:
        stage.clock.ns = goes_on_ns

    stage.clock.at(stands_ns, freeze)
    stage.transport(0, "play")
    stage.run()
    line = lines(stage)[0]
    wanted = [line + round((step * STEP_TICKS * TICK_MS + HAT_LATE_MS) * MS) for step in range(32)]
    heard = [ns for ns, message in stage.outputs[0].placed if message[0] >> 4 == 9]
    assert any(goes_on_ns + 5 * MS < ns < goes_on_ns + 80 * MS for ns in wanted)
    missing = [ns for ns in wanted if not any(abs(ns - there) < MS for there in heard)]
    assert missing == [ns for ns in wanted if stands_ns < ns < goes_on_ns]
    assert len(heard) == len(wanted) - len(missing)


def test_orders_that_went_unread_are_reported_and_the_next_one_is_carried_out() -> None:
    stage = LiveStage()
    stage.transport(0, "play")
    stage.clock.at(ORIGIN_NS + 100 * MS, lambda: stage.daemon._end.sendall(b"lost 3\n"))
    stage.at(200, Quit())
    stage.run()
    assert stage.told(PlayerFault) == [PlayerFault("orders did not reach the player: lines lost unread: 3")]


def test_a_tenth_of_a_second_late_is_late_and_no_stall() -> None:
    stage = LiveStage(LATE_HATS, bars=1)

    def freeze() -> None:
        stage.clock.ns += 90 * MS

    stage.clock.at(ORIGIN_NS + round(0.4 * BAR_MS * MS), freeze)
    stage.transport(0, "play")
    stage.run()
    assert len([message for _, message in stage.outputs[0].sent if message[0] >> 4 == 9]) == 16
    assert stage.told(BarSent)[0].skipped == ()


def test_told_to_send_clock_while_it_follows_a_player_that_had_none_sends_it_to_all_outputs() -> None:
    stage = LiveStage(LATE_HATS, outputs=2, bars=1)
    stage.at(0, FollowClock(send=True))
    stage.transport(1, "play")
    stage.run()
    assert [CLOCK in {message for _, message in output.sent} for output in stage.outputs] == [True, True]


def test_every_note_has_a_number_of_its_own_however_many_a_bar_holds() -> None:
    """By it a note-off knows its note-on, in the bars that follow, too."""
    stage, numbers = LiveStage(bars=1), list[int]()
    for notes in (5, 3, 1, 0, 16, 2, 1, 1):
        first = stage.player.bars.numbered(notes)
        numbers += range(first, first + notes)
    stage.close()
    assert len(set(numbers)) == len(numbers) == 29
