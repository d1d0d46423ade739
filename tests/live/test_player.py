"""The player keeps the beat, pairs every note, and says what it did."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import Config, Wish, next_bar
from engine import commands as ask
from engine.config import Layer
from engine.errors import BarFailed
from engine.timebase import BAR_TICKS
from sequencer.midi.messages import CLOCK, CONTINUE, START, STOP
from sequencer.midi.ports import MemoryOutput, PortNotFound
from sequencer.wire.orders import Resume, SwitchPort
from sequencer.wire.reports import BarComposed, BarReplaced, BarSent, OutputChanged
from tests.live.sent import BAR_MS, QUIT, balance, expected, played
from tests.live.stage import ORIGIN_NS, LiveStage
from tests.thorough import tries

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine import Bar, SessionState
    from engine.control import TransportAction


def first_downbeat_ms(stage: LiveStage) -> float:
    return (stage.told(BarComposed)[0].start_ns - ORIGIN_NS) / 1e6


def test_the_player_sends_what_the_engine_composes_at_its_ticks() -> None:
    config = Config(mode="m4", layers={"kick": Layer(), "hat_c": Layer(micro_ms=6.0), "clap": Layer()})
    stage = LiveStage(config, bars=6)
    stage.transport(0, "play")
    stage.run()
    assert sorted(played(stage)) == expected(config, 6)
    assert not balance(stage.outputs[0])


def test_clock_start_and_song_position_come_before_the_first_note_and_pulses_never_miss() -> None:
    stage = LiveStage(bars=2, clock_out=True)
    stage.transport(0, "play")
    stage.run()
    messages = [message for _, message in stage.outputs[0].sent]
    assert messages[:3] == [b"\xf2\x00\x00", START, CLOCK]
    pulses = [ns for ns, message in stage.outputs[0].sent if message == CLOCK]
    assert len(pulses) == 2 * 96
    gaps = {later - earlier for earlier, later in pairwise(pulses)}
    assert max(gaps) - min(gaps) <= 1
    assert messages[-1] == STOP


def test_play_from_a_bar_sets_only_the_song_position() -> None:
    stage = LiveStage(bars=1, clock_out=True)
    stage.transport(0, "play", from_bar=4)
    stage.run()
    messages = [message for _, message in stage.outputs[0].sent]
    assert messages[:2] == [b"\xf2\x40\x00", CONTINUE]
    assert stage.told(BarComposed)[0].bar == 0


def test_a_player_that_takes_over_goes_on_counting_song_positions() -> None:
    stage = LiveStage(clock_out=True, bars=1)
    stage.player.transport.resume(Resume(0, ORIGIN_NS + round(BAR_MS * 1e6), song_start=-2 * BAR_TICKS))
    stage.run()
    positions = [message for _, message in stage.outputs[0].sent if message[0] == 0xF2]
    assert positions == [bytes((0xF2, 32, 0))]


def test_a_wish_before_beat_four_is_taken_by_the_next_bar() -> None:
    stage = LiveStage(bars=3)
    stage.transport(0, "play")
    stage.wish(BAR_MS * 0.7, Wish(ask.Mute("clap"), "m"))
    stage.run()
    composed = stage.told(BarComposed)
    assert [len(message.wishes) for message in composed] == [0, 1, 0]
    clap = [tick for tick, note in played(stage) if note == 39]
    assert {tick // BAR_TICKS for tick in clap} == {0}


def test_a_mute_now_silences_inside_the_bar_and_stays_silent() -> None:
    stage = LiveStage(bars=3)
    stage.transport(0, "play")
    stage.wish(BAR_MS * 0.5, Wish(ask.Mute("kick", at="now"), "m"))
    stage.run()
    kicks = [tick for tick, note in played(stage) if note == 36]
    assert kicks
    assert max(kicks) < BAR_TICKS // 2
    muted = stage.told(BarSent)[0].muted
    assert [layers for _, layers in muted] == [(), ("kick",)]


def test_a_late_mute_now_does_not_come_back_for_the_bar_made_ahead() -> None:
    stage = LiveStage(bars=4)
    stage.transport(0, "play")
    stage.wish(BAR_MS * 1.01, Wish(ask.Mute("kick", at="now"), "m"))
    stage.run()
    kicks = [tick for tick, note in played(stage) if note == 36]
    mute_tick = stage.told(BarSent)[0].muted[-1][0] if len(stage.told(BarSent)[0].muted) > 1 else BAR_TICKS
    assert all(tick < mute_tick for tick in kicks)


def test_a_hit_pushed_before_the_line_falls_under_the_mutes_of_its_own_bar() -> None:
    layers = {"kick": Layer(beat_bins_ms=(-10.0,), beat_bins_probs=(1.0,))}
    stage = LiveStage(Config(mode="m2", layers=layers), bars=3)
    stage.transport(0, "play")
    stage.wish(BAR_MS * 0.5, Wish(ask.Mute("kick", bars=1), "m"))
    stage.run()
    early = round(-10.0 * 132 * 1920 / 60_000)
    beats = [tick - early for tick, note in played(stage) if note == 36 and tick > 0]
    assert beats[:3] == [1920, 3840, 5760]
    assert beats[3:] == [BAR_TICKS * 2 + beat * 1920 for beat in range(4)]


def test_an_unsolo_now_is_heard_inside_the_bar() -> None:
    stage = LiveStage(bars=3)
    stage.transport(0, "play")
    stage.wish(BAR_MS * 0.2, Wish(ask.Solo("kick"), "s"))
    stage.wish(BAR_MS * 1.5, Wish(ask.Unsolo("kick", at="now"), "u"))
    stage.run()
    assert [layers for _, layers in stage.told(BarSent)[1].muted] == [("clap", "hat_o"), ()]
    claps = [tick for tick, note in played(stage) if note == 39]
    assert [tick for tick in claps if BAR_TICKS <= tick < BAR_TICKS * 3 // 2] == []
    assert [tick for tick in claps if BAR_TICKS * 3 // 2 <= tick < BAR_TICKS * 2]


def test_a_mute_now_that_a_stop_has_applied_ends_with_an_unmute_after_play() -> None:
    stage = LiveStage()
    stage.transport(0, "play")
    stage.wish(BAR_MS * 0.5, Wish(ask.Mute("kick", at="now"), "m"))
    stage.transport(BAR_MS * 0.6, "stop")
    stage.transport(BAR_MS * 2, "play")
    stage.wish(BAR_MS * 2.5, Wish(ask.Unmute("kick"), "u"))
    stage.transport(BAR_MS * 4.9, "stop")
    stage.at(BAR_MS * 5, QUIT)
    stage.run()
    lines = [message.muted[0][1] for message in stage.told(BarSent)]
    assert lines[:3] == [(), ("kick",), ()]


def test_a_tempo_change_holds_from_its_bar_line() -> None:
    stage = LiveStage(bars=2)
    stage.transport(0, "play")
    stage.wish(BAR_MS * 0.5, Wish(ask.Tempo(66.0), "t"))
    stage.run()
    kicks = [ms for ms, note, on in stage.notes() if note == 36 and on]
    gaps = [round(later - earlier, 2) for earlier, later in pairwise(kicks)]
    assert gaps == [round(BAR_MS / 4, 2)] * 4 + [round(BAR_MS / 2, 2)] * 3


def test_trims_move_an_output_early_or_late_by_their_milliseconds() -> None:
    stage = LiveStage(bars=2, outputs=2, trims_ms=(-50.0, 30.0), layer_outputs={"clap": 1})
    stage.transport(0, "play")
    stage.run()
    downbeat = first_downbeat_ms(stage)
    kicks = [ms for ms, note, on in stage.notes(0) if note == 36 and on]
    claps = [ms for ms, note, on in stage.notes(1) if note == 39 and on]
    assert kicks[0] == pytest.approx(downbeat - 50.0, abs=0.01)
    assert claps[0] == pytest.approx(downbeat + BAR_MS / 4 + 30.0, abs=0.01)
    assert len(kicks) == 8
    assert len(claps) == 4


def test_pulses_go_on_while_stopped_at_the_sessions_tempo() -> None:
    stage = LiveStage(clock_out=True, pulses_while_stopped=True)
    stage.at(1000, QUIT)
    stage.run()
    pulses = [ns for ns, message in stage.outputs[0].sent if message == CLOCK]
    assert len(pulses) == pytest.approx(1000 / (60_000 / 132 / 24), abs=2)


def test_a_lost_port_takes_nothing_and_the_beat_goes_on_when_it_returns() -> None:
    stage = LiveStage(bars=4)
    stage.transport(0, "play")
    stage.at(BAR_MS * 1.1, SwitchPort(0, None))
    stage.at(BAR_MS * 2.1, SwitchPort(0, "out 0"))
    stage.run()
    assert [message.state for message in stage.told(OutputChanged)] == ["lost", "open"]
    kicks = [tick for tick, note in played(stage) if note == 36]
    assert all(tick % 1920 == 0 for tick in kicks)
    assert 16 - len(kicks) in {4, 5}


@pytest.mark.parametrize("fault", [OSError("no such device"), PortNotFound("gone", ())])
def test_a_port_that_cannot_be_opened_is_said_and_the_music_goes_on(
    fault: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: MemoryOutput, port: str | None) -> None:
        assert port == "out 9"
        raise fault

    monkeypatch.setattr(MemoryOutput, "open", refuse)
    stage = LiveStage()
    stage.transport(0, "play")
    stage.at(BAR_MS * 1.1, SwitchPort(0, "out 9"))
    stage.at(BAR_MS * 2.5, QUIT)
    stage.run()
    assert [message.error for message in stage.told(OutputChanged)] == [str(fault)]
    assert len(stage.told(BarSent)) == 2



def test_clock_slaves_whose_port_is_back_hear_where_the_song_is_and_others_hear_nothing_of_it() -> None:
    stage = LiveStage(bars=4, clock_out=True, outputs=2)
    stage.transport(0, "play")
    stage.at(BAR_MS * 1.1, SwitchPort(0, None))
    stage.at(BAR_MS * 2.13, SwitchPort(0, "out 0"))
    stage.run()
    back_ns = ORIGIN_NS + round(BAR_MS * 2.13e6)
    heard = [(ns, message) for ns, message in stage.outputs[0].sent if ns >= back_ns and message[0] >= 0xF0]
    assert [message[0] for _, message in heard[:4]] == [0xFC, 0xF2, 0xFB, 0xF8]
    place = heard[1][1][1] + 128 * heard[1][1][2]
    continued = (heard[2][0] - ORIGIN_NS) / 1e6 - first_downbeat_ms(stage)
    assert continued == pytest.approx(place * BAR_MS / 16, abs=0.001)
    assert continued - (BAR_MS * 2.13 - first_downbeat_ms(stage)) < BAR_MS / 16
    assert heard[3][0] == heard[2][0]
    pulses = [ns for ns, message in heard if message == CLOCK]
    gaps = {later - earlier for earlier, later in pairwise(pulses)}
    assert len(pulses) > 96
    assert max(gaps) - min(gaps) <= 1
    told = [message for _, message in stage.outputs[1].sent if message[0] in {0xF2, 0xFA, 0xFB, 0xFC}]
    assert told == [b"\xf2\x00\x00", START, STOP]


@settings(max_examples=tries(40))
@given(st.lists(st.floats(0.0, 4.2), min_size=2, max_size=6).map(sorted))
def test_a_note_that_sounds_when_its_port_is_lost_ends_when_the_port_is_back(moments: list[float]) -> None:
    layers = {"kick": Layer(length_steps=3.0), "hat_o": Layer(length_steps=9.0)}
    stage = LiveStage(Config(mode="m2", layers=layers), bars=5)
    stage.transport(0, "play")
    for place, bars in enumerate(moments):
        stage.at(bars * BAR_MS, SwitchPort(0, "out 0" if place % 2 else None))
    stage.run()
    for back in (bars * BAR_MS for bars in moments[1::2]):
        ended = {note for ms, note, on in stage.notes() if not on and 0 <= ms - back < 1}
        assert sounding(note for note in stage.notes() if note[0] < back) <= ended


def sounding(notes: Iterable[tuple[float, int, bool]]) -> set[int]:
    found: set[int] = set()
    for _, note, on in notes:
        (found.add if on else found.discard)(note)
    return found


moments = st.floats(0.0, 6.0).map(lambda bars: bars * BAR_MS)
actions = st.one_of(
    st.tuples(moments, st.sampled_from(["play", "stop", "continue", "panic"])),
    st.tuples(moments, st.sampled_from([
        Wish(ask.Mute("kick", at="now"), "1"), Wish(ask.Unmute("kick", at="beat"), "2"), Wish(ask.Solo("hat_o"), "3"),
        Wish(ask.Unsolo("hat_o", at="now"), "4"), Wish(ask.Fill(2), "5"), Wish(ask.Drop(1), "6"),
        Wish(ask.Set("hat_o.length_steps", 9.0), "7"), Wish(ask.Tempo(190.0, 3), "8"), Wish(ask.Undo(), "9"),
    ])),
)


@settings(max_examples=tries(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(actions, max_size=12))
def test_every_note_on_meets_its_note_off_whatever_is_asked(
    plan: Sequence[tuple[float, TransportAction | Wish]]
) -> None:
    hat = Layer(ratchet_prob=0.5, micro_ms=9.0)
    layers = {"kick": Layer(length_steps=2.0), "hat_c": hat, "hat_o": Layer(length_steps=6.0)}
    stage = LiveStage(Config(mode="m4", layers=layers), clock_out=True)
    stage.transport(0, "play")
    for ms, what in plan:
        if isinstance(what, Wish):
            stage.wish(ms, what)
        else:
            stage.transport(ms, what)
    stage.at(8 * BAR_MS, QUIT)
    stage.run()
    assert not balance(stage.outputs[0])
    composed = [message.bar for message in stage.told(BarComposed)]
    assert composed == sorted(composed)


def failing_at(index: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the player's engine not be able to make one bar."""
    def failing(state: SessionState, wishes: Sequence[Wish] = ()) -> tuple[SessionState, Bar]:
        if state.bar == index:
            raise BarFailed(state.bar, state.seed, RuntimeError("boom"))
        return next_bar(state, wishes)

    monkeypatch.setattr("sequencer.player.coming_bars.next_bar", failing)


def test_a_bar_that_cannot_be_made_is_the_last_good_one_again_and_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    failing_at(2, monkeypatch)
    stage = LiveStage(bars=4)
    stage.transport(0, "play")
    stage.run()
    (failed,) = stage.told(BarReplaced)
    assert (failed.bar, failed.repeats) == (2, 1)
    assert "boom" in failed.error
    assert sorted(played(stage)) == expected(Config(mode="m1"), 4)
    assert [message.bar for message in stage.told(BarComposed)] == [0, 1, 2, 3]


def test_where_bars_are_made_while_the_one_before_last_ends_late_elsewhere_the_last_one_is_played_again(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    """At 300 BPM a bar lasts 800 ms: one output wants all of it 600 ms ahead, another sends 200 ms late."""
    failing_at(3, monkeypatch)
    stage = LiveStage(Config(mode="m1", bpm=300.0), bars=5, outputs=2, trims_ms=(200.0,), leads_ms=(0.0, 600.0))
    stage.transport(0, "play")
    stage.run()
    assert [(failed.bar, failed.repeats) for failed in stage.told(BarReplaced)] == [(3, 2)]


@pytest.mark.parametrize("wishes", [
    (ask.Freeze(), ask.Load(Config(mode="m1"))),
    (ask.Load(Config(mode="m2", layers={"kick": Layer(), "tom": Layer(steps=16, fills=8), "clap": Layer()})),),
], ids=["frozen while another config is loaded", "another config is loaded"])
def test_a_solo_now_silences_layers_that_the_config_before_has_not(wishes: tuple[ask.Command, ...]) -> None:
    config = Config(mode="m2", layers={"kick": Layer(), "hat_c": Layer(steps=16, fills=8), "clap": Layer()})
    stage = LiveStage(config, bars=4)
    stage.transport(0, "play")
    for number, wish in enumerate(wishes):
        stage.wish(20, Wish(wish, f"w{number}"))
    stage.wish(30, Wish(ask.Solo("kick", at="now"), "solo"))
    stage.run()
    assert {note for tick, note in played(stage) if tick >= BAR_TICKS} == {36}
    sent = [dict(report.muted) for report in stage.told(BarSent)]
    assert all("kick" not in silent for muted in sent for silent in muted.values())
