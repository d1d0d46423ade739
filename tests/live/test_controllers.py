"""Controller lanes leave live at their ticks, to their output, muted by name, and the file holds what left."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from mido import MidiFile

from engine import Config, Wish, next_bar, start
from engine import commands as ask
from engine.config import Layer
from engine.midi_file import Take
from engine.timebase import BAR_TICKS, BEAT_TICKS, STEP_TICKS
from sequencer.midi.messages import CLOCK_TICKS
from sequencer.midi.timeline import Timeline
from sequencer.tape.mirror import Mirror
from sequencer.tape.recording import Recording
from sequencer.wire.master import MasterAt, MasterMoved
from sequencer.wire.orders import FollowClock, MoveTransport
from sequencer.wire.reports import BarComposed, BarDiscarded, BarReplaced, BarSent, TransportMoved, WishesApplied
from tests.live.stage import ORIGIN_NS, LiveStage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine import Bar

BAR_MS = 60_000 / 132 * 4
BARS = 6
Sent = tuple[int, int, int, int]
"""Tick, controller, value, channel 0..15."""


def config(*more: dict[str, Any]) -> Config:
    return Config.model_validate({
        "mode": "m4", "bpm": 132, "layers": {"kick": {}, "hat_c": {}}, "modulators": [
            {"name": "cutoff", "cc": {"number": 74, "channel": 3},
             "mod": {"mode": "sine", "min_val": 10, "max_val": 120, "tau": 4}}, *more,
        ],
    }, strict=False)


def made(of: Config, bars: int = BARS) -> list[Bar]:
    state, found = start(of, seed=5), []
    for _ in range(bars):
        state, bar = next_bar(state)
        found.append(bar)
    return found


def as_bytes(bars: Sequence[Bar]) -> list[Sent]:
    return [
        (control.tick, control.number, control.value, control.channel - 1) for bar in bars for control in bar.controls
    ]


def stage_of(of: Config, **rest: Any) -> LiveStage:
    return LiveStage(state=start(of, seed=5), bars=BARS, **rest)


def heard(stage: LiveStage, output: int = 0) -> list[Sent]:
    origin = stage.told(BarComposed)[0].start_ns
    return [
        (round((ns - origin) * 132 * 1920 / 60e9), message[1], message[2], message[0] & 15)
        for ns, message in stage.outputs[output].sent if message[0] >> 4 == 0xB
    ]


def taped(stage: LiveStage, of: Config) -> bytes:
    """The file that the recorder writes of what the player said."""
    mirror = Mirror(start(of, seed=5))
    recording = Recording(mirror, "", part_bars=None)
    kinds = (BarComposed, BarReplaced, WishesApplied, BarDiscarded, BarSent, TransportMoved)
    for report in stage.said:
        if isinstance(report, kinds):
            mirror.take(report)
            recording.take(report)
    assert mirror.differs is None
    (take,) = recording.changed.values()
    return take.to_bytes()


def in_file(content: bytes, lane: str = "cutoff") -> list[Sent]:
    (track,) = [track for track in MidiFile(file=BytesIO(content)).tracks if track.name == lane]
    now, found = 0, []
    for message in track:
        now += message.time
        if message.type == "control_change":
            found.append((now, message.control, message.value, message.channel))
    return found


def rendered(bars: Sequence[Bar], of: Config) -> bytes:
    take = Take(tuple(of.layers))
    for bar in bars:
        take.add_bar(bar)
    return take.to_bytes()


def test_the_player_sends_what_the_engine_made_and_the_live_file_is_that_of_a_render() -> None:
    stage = stage_of(config())
    stage.transport(0, "play")
    stage.run()
    assert heard(stage) == as_bytes(made(config()))
    assert taped(stage, config()) == rendered(made(config()), start(config()).config)


def test_at_one_tick_notes_go_before_controllers() -> None:
    stage = stage_of(config())
    stage.transport(0, "play")
    stage.run()
    line = stage.told(BarComposed)[0].start_ns
    kinds = [message[0] >> 4 for ns, message in stage.outputs[0].sent if ns == line]
    assert 0xB in kinds
    assert kinds == sorted(kinds, key=lambda kind: kind == 0xB)


def test_a_lane_goes_to_the_output_of_its_port() -> None:
    stage = stage_of(config(), outputs=2, layer_outputs={"cutoff": 1})
    stage.transport(0, "play")
    stage.run()
    assert heard(stage) == []
    assert heard(stage, 1) == as_bytes(made(config()))


def test_a_mute_now_silences_a_lane_in_the_middle_of_a_bar_and_the_file_too() -> None:
    stage = stage_of(config())
    stage.transport(0, "play")
    stage.wish(1.5 * BAR_MS, Wish(ask.Mute("cutoff", at="now"), "m"))
    stage.wish(3.5 * BAR_MS, Wish(ask.Unmute("cutoff", at="now"), "u"))
    stage.run()
    found = heard(stage)
    gap = [tick for tick, *_ in found if 1.55 * BAR_TICKS < tick < 3.45 * BAR_TICKS]
    assert gap == []
    assert [one for one in found if BAR_TICKS <= one[0] < 1.4 * BAR_TICKS]
    assert [one for one in found if 3.6 * BAR_TICKS < one[0] < 4 * BAR_TICKS]
    assert in_file(taped(stage, config())) == found


def test_a_solo_of_a_layer_leaves_lanes_alone() -> None:
    stage = stage_of(config())
    stage.transport(0, "play")
    stage.wish(1.5 * BAR_MS, Wish(ask.Solo("kick", at="now"), "s"))
    stage.run()
    assert heard(stage) == as_bytes(made(config()))


@pytest.mark.parametrize("cut", [0.3, 1.55, 2.97])
def test_stop_cuts_a_lane_and_continue_plays_its_rest(cut: float) -> None:
    stage = stage_of(config())
    stage.transport(0, "play")
    stage.transport(cut * BAR_MS, "stop")
    stage.at(20 * BAR_MS, MoveTransport("continue"))
    stage.run()
    values = [(number, value) for _, number, value, _ in heard(stage)]
    assert values == [(number, value) for _, number, value, _ in as_bytes(made(config()))]
    assert in_file(taped(stage, config())) == as_bytes(made(config()))


def test_a_panic_leaves_the_lane_in_the_file() -> None:
    stage = stage_of(config())
    stage.transport(0, "play")
    stage.transport(1.5 * BAR_MS, "panic")
    stage.run()
    assert in_file(taped(stage, config())) == as_bytes(made(config()))


def test_wishes_and_undo_move_what_is_sent() -> None:
    stage = stage_of(config())
    stage.transport(0, "play")
    stage.wish(0.5 * BAR_MS, Wish(ask.Set("modulators.cutoff.max_val", 12), "s"))
    stage.wish(3.5 * BAR_MS, Wish(ask.Undo(), "u"))
    stage.run()
    values = {bar: [value for tick, _, value, _ in heard(stage) if tick // BAR_TICKS == bar] for bar in range(BARS)}
    plain = {bar.index: [control.value for control in bar.controls] for bar in made(config())}
    assert values[0] == plain[0]
    assert values[3] != plain[3]
    assert in_file(taped(stage, config())) == heard(stage)


def test_a_fine_lane_and_many_lanes_never_crowd_a_16th() -> None:
    lanes = [
        {"name": f"l{place}", "cc": {"number": place % 31 + 1, "channel": place % 16 + 1, "bits": 14},
         "mod": {"mode": "sine", "min_val": 0, "max_val": 16383, "tau": 4, "phase": place / 40}}
        for place in range(40)
    ]
    stage = stage_of(config(*lanes))
    stage.transport(0, "play")
    stage.run()
    sent = heard(stage)
    sixteenths = [tick // (BEAT_TICKS // 4) for tick, *_ in sent]
    assert max(sixteenths.count(one) for one in sixteenths) <= 16  # a DIN cable carries 118 of them at 132 BPM
    ticks = [tick for tick, *_ in sent]
    assert max(ticks.count(tick) for tick in ticks) == 2  # both halves of a fine lane


def test_an_output_that_is_handed_messages_ahead_takes_a_muted_lane_back() -> None:
    stage = stage_of(config(), leads_ms=(60.0,))
    stage.transport(0, "play")
    stage.wish(1.5 * BAR_MS, Wish(ask.Mute("cutoff", at="now"), "m"))
    stage.wish(3.5 * BAR_MS, Wish(ask.Unmute("cutoff", at="now"), "u"))
    stage.run()
    found = in_file(taped(stage, config()))
    assert [one for one in found if 1.6 * BAR_TICKS < one[0] < 3.4 * BAR_TICKS] == []
    assert [one for one in found if one[0] > 3.7 * BAR_TICKS] == [
        one for one in as_bytes(made(config())) if one[0] > 3.7 * BAR_TICKS
    ]


def test_a_song_position_inside_a_bar_leaves_out_what_controllers_did_before_it() -> None:
    stage = stage_of(config())
    line = Timeline(0, ORIGIN_NS, 132.0)
    stage.at(0, FollowClock("in", send=False), MasterAt(0, line.ns, line.bpm))
    stage.at(1, MasterMoved("continue", CLOCK_TICKS, line.ns_at(CLOCK_TICKS), STEP_TICKS, line.bpm))
    stage.run()
    first, *others = made(config())
    assert [control.tick for control in first.controls] == [0]
    assert heard(stage) == as_bytes(others)


HATS = config().model_copy(update={"mode": "m2", "layers": {"hat_c": Layer(fills=16, swing_percent=0.5)}})


def test_a_song_position_inside_a_bar_plays_what_controllers_do_from_there_on() -> None:
    state, _ = next_bar(start(HATS, seed=5))
    _, bar = next_bar(state)
    stage = LiveStage(state=state, bars=1)
    line, within = Timeline(0, ORIGIN_NS, 132.0), 5 * STEP_TICKS
    stage.at(0, FollowClock("in", send=False), MasterAt(0, line.ns, line.bpm))
    stage.at(1, MasterMoved("continue", CLOCK_TICKS, line.ns_at(CLOCK_TICKS), within, line.bpm))
    stage.run()
    rest = [control for control in bar.controls if control.tick >= bar.start_tick + within]
    assert 0 < len(rest) < len(bar.controls)
    assert [sent[1:] for sent in heard(stage)] == [sent[1:] for sent in as_bytes([replace(bar, controls=tuple(rest))])]


def test_what_lies_at_the_tick_where_a_machine_that_stood_still_goes_on_was_skipped_and_does_not_sound() -> None:
    """On an output that is trimmed late it would still be in time."""
    trim_ms, hold_ms = 50.0, 5.0
    stage = LiveStage(state=start(HATS, seed=5), bars=2, leads_ms=(80.0,), holds_ms=(hold_ms,), trims_ms=(trim_ms,))
    stage.transport(0, "play")
    second = made(HATS, 2)[1]
    woken = second.controls[len(second.controls) // 2].tick
    assert woken in {event.tick for event in second.events}

    def freeze() -> None:
        stage.clock.ns = stage.player.deadlines.timeline.ns_at(woken) - round(hold_ms * 1e6)

    stage.clock.at(ORIGIN_NS + round(1.2 * BAR_MS * 1e6), freeze)
    stage.run()
    ((from_tick, to_tick),) = stage.told(BarSent)[1].skipped
    assert to_tick == woken
    timeline = Timeline(0, stage.told(BarComposed)[0].start_ns + round(trim_ms * 1e6), 132.0)
    for kind, ticks in (
        (9, [event.tick for bar in made(HATS, 2) for event in bar.events]),
        (0xB, [control.tick for bar in made(HATS, 2) for control in bar.controls]),
    ):
        sounded = [ns for ns, message in stage.outputs[0].placed if message[0] >> 4 == kind]
        assert [timeline.tick_at(ns) for ns in sounded] == [tick for tick in ticks if not from_tick <= tick <= to_tick]
