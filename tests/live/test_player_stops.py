"""A player that stops or stalls: what was sent ends, what was due is cut or skipped, and the beat goes on in phase."""

from __future__ import annotations

from collections import Counter

import pytest

from engine import Config, Wish
from engine import commands as ask
from engine.config import Layer
from engine.timebase import BAR_TICKS
from sequencer.midi.messages import CONTINUE, STOP
from sequencer.wire.orders import MoveTransport, Quit
from sequencer.wire.reports import BarComposed, BarDiscarded, BarSent, WishesApplied
from tests.live.sent import BAR_MS, QUIT, balance, expected, played
from tests.live.stage import ORIGIN_NS, LiveStage


def test_stop_cuts_the_bar_and_ends_its_notes_and_continue_plays_the_rest() -> None:
    layers = {"kick": Layer(length_steps=3.0), "hat_c": Layer(fills=16)}
    config = Config(mode="m2", layers=layers)
    stage = LiveStage(config, bars=3)
    stage.transport(0, "play")
    stage.transport(BAR_MS * 1.5, "stop")
    stage.transport(BAR_MS * 5, "continue")
    stage.run()
    assert not balance(stage.outputs[0])
    sent = [(message.bar, message.from_tick, message.until_tick) for message in stage.told(BarSent)]
    cut = sent[1][2]
    assert cut is not None
    assert sent == [(0, None, None), (1, None, cut), (1, cut + 1, None), (2, None, None)]
    assert BAR_TICKS < cut < 2 * BAR_TICKS
    assert len([1 for _, note, on in stage.notes() if on and note == 36]) == 12
    assert len([1 for _, note, on in stage.notes() if on and note == 42]) == 48


def test_wishes_of_a_bar_that_stop_discards_are_applied_at_once() -> None:
    stage = LiveStage(bars=2)
    stage.transport(0, "play")
    stage.wish(BAR_MS * 0.9, Wish(ask.Set("kick.velocity", 50), "v"))
    stage.transport(BAR_MS * 1.01, "stop")
    stage.transport(BAR_MS * 2, "play")
    stage.run()
    discarded = [message.bar for message in stage.told(BarDiscarded)]
    applied = [(wish.id, wish.author) for message in stage.told(WishesApplied) for wish in message.wishes]
    assert discarded == [1]
    assert applied == [("v", "user"), ("", "transport")]
    assert [message.bar for message in stage.told(BarComposed)] == [0, 1, 1]
    velocities = [message[2] for _, message in stage.outputs[0].sent if message[0] == 0x99 and message[1] == 36]
    assert velocities[-4:] == [50] * 4


def test_after_a_stall_it_goes_on_in_phase_without_a_burst() -> None:
    stage = LiveStage(bars=8, clock_out=True)
    stage.transport(0, "play")

    def freeze() -> None:
        stage.clock.ns += round(BAR_MS * 1.7 * 1e6)

    stage.clock.at(ORIGIN_NS + round(BAR_MS * 2.4 * 1e6), freeze)
    stage.run()
    assert not balance(stage.outputs[0])
    ticks = [tick for tick, _ in played(stage)]
    assert set(ticks) < {tick for tick, _ in expected(Config(mode="m1"), 8)}
    moments = Counter(ns for ns, message in stage.outputs[0].sent if message[0] >> 4 == 9)
    assert max(moments.values()) <= 2
    messages = [message for _, message in stage.outputs[0].sent]
    again = messages.index(STOP)
    assert messages[again + 1][0] == 0xF2
    assert messages[again + 2] == CONTINUE
    skipped = [pair for message in stage.told(BarSent) for pair in message.skipped]
    assert skipped


def test_a_machine_that_stands_still_over_a_line_has_skipped_nothing_of_the_bar_before_it() -> None:
    stage = LiveStage(Config(mode="m2", layers={"kick": Layer(fills=1)}), bars=3)
    stage.transport(0, "play")

    def freeze() -> None:
        stage.clock.ns += round(BAR_MS * 0.5 * 1e6)

    stage.clock.at(ORIGIN_NS + round(BAR_MS * 0.99 * 1e6), freeze)
    stage.run()
    before, over, _ = stage.told(BarSent)
    assert before.skipped == ()
    assert over.skipped[0][0] == BAR_TICKS


def test_a_stop_that_waited_in_a_stall_cuts_what_was_sent_and_not_what_was_due() -> None:
    stage = LiveStage()
    stage.transport(0, "play")

    def freeze() -> None:
        stage.clock.ns += round(BAR_MS * 0.7 * 1e6)
        stage.daemon.send(MoveTransport("stop"))

    stage.clock.at(ORIGIN_NS + round(BAR_MS * 1.2 * 1e6), freeze)
    stage.at(BAR_MS * 3, QUIT)
    stage.run()
    assert not balance(stage.outputs[0])
    cut = stage.told(BarSent)[-1]
    assert cut.until_tick is not None
    kept = [
        tick for tick, _ in expected(Config(mode="m1"), 2)
        if tick < cut.until_tick and not any(start <= tick < end for start, end in cut.skipped)
    ]
    assert [tick for tick, _ in played(stage)] == kept


def test_a_stop_beside_a_bar_line_where_the_tempo_turns_cuts_at_the_tick_that_sounds() -> None:
    stage = LiveStage()
    stage.transport(0, "play")
    stage.wish(BAR_MS * 0.5, Wish(ask.Tempo(66.0), "t"))
    stage.transport(BAR_MS, "stop")
    stage.at(BAR_MS * 2, QUIT)
    stage.run()
    assert stage.told(BarDiscarded)
    begun_ms = stage.notes()[0][0]
    (sent,) = stage.told(BarSent)
    assert sent.until_tick == pytest.approx((BAR_MS - begun_ms) / BAR_MS * BAR_TICKS, abs=1)


def test_the_daemons_end_ends_all_notes() -> None:
    stage = LiveStage(Config(mode="m2", layers={"kick": Layer(length_steps=16.0, fills=1)}))
    stage.transport(0, "play")
    stage.clock.at(ORIGIN_NS + round(BAR_MS * 0.5 * 1e6), stage.daemon.close)
    stage.player.run()
    stage.player.link.close()
    assert stage.player.done
    assert not balance(stage.outputs[0])


@pytest.mark.parametrize("silent", [False, True])
def test_a_player_that_another_has_taken_over_from_leaves_its_notes_to_that_one(*, silent: bool) -> None:
    stage = LiveStage(Config(mode="m2", layers={"kick": Layer(length_steps=16.0, fills=1)}))
    stage.transport(0, "play")
    stage.at(BAR_MS * 0.5, Quit(silent=silent))
    stage.player.run()
    stage.close()
    assert bool(balance(stage.outputs[0])) is silent


def test_a_bar_that_a_stall_swallowed_is_reported_as_skipped_and_none_of_it_is_sent() -> None:
    stage = LiveStage(bars=8)
    stage.transport(0, "play")

    def freeze() -> None:
        stage.clock.ns += round(BAR_MS * 2.5 * 1e6)

    stage.clock.at(ORIGIN_NS + round(BAR_MS * 2.4 * 1e6), freeze)
    stage.run()
    heard = {tick // BAR_TICKS for tick, _ in played(stage)}
    skipped = {sent.bar: sent.skipped for sent in stage.told(BarSent) if sent.skipped}
    silent = set(range(8)) - heard
    assert silent
    for bar in silent:
        assert skipped[bar][0] == (bar * BAR_TICKS, (bar + 1) * BAR_TICKS)
    for bar, ranges in skipped.items():
        assert not any(start <= tick < end for tick, _ in played(stage) for start, end in ranges), bar
