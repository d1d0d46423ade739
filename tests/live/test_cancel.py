"""Stop, panic and mute now take back what was handed over ahead: it is silent at once, and nothing stays open."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine import Wish, start
from engine import commands as ask
from engine.config import Config
from sequencer.midi.messages import CLOCK, CONTINUE, STOP
from sequencer.wire.orders import Quit
from sequencer.wire.reports import BarSent
from tests.engine.asked import club
from tests.live.by_frame import PERIOD_US, FramedOutput
from tests.live.nights import BAR_MS, lived, nights, recorded
from tests.live.stage import ORIGIN_NS, LiveStage
from tests.live.test_nights import LEAD_BARS, written
from tests.thorough import tries

if TYPE_CHECKING:
    from engine.control import TransportAction
    from tests.live.nights import Night

MS: Final = 1_000_000
HOLD_MS: Final = PERIOD_US / 1_000 + 2
LEAD_MS: Final = 200.0
SILENT_MS: Final = 2 * PERIOD_US / 1_000 + 5
LONG: Final = {"length_steps": 3.9}
LONG_NOTES: Final = {"mode": "m2", "bpm": 120, "layers": {"kick": LONG, "hat_c": LONG}}
KICK, HAT = 36, 42


def framed(stage: LiveStage, lead_ms: float = LEAD_MS) -> FramedOutput:
    return FramedOutput(stage.clock, round(lead_ms * MS), round(HOLD_MS * MS))


def by_frame(config: Config, *, lead_ms: float = LEAD_MS, clock_out: bool = True) -> tuple[LiveStage, FramedOutput]:
    """A stage with one output by frame."""
    stage = LiveStage(
        state=start(config, seed=9), clock_out=clock_out, make=lambda stage: [framed(stage, lead_ms)],
        pulses_while_stopped=True,
    )
    (output,) = stage.framed
    return stage, output


def notes(output: FramedOutput, note: int | None = None) -> list[tuple[float, int, bool]]:
    """(ms, note, on) of what has left."""
    return [
        ((ns - ORIGIN_NS) / MS, message[1], message[0] >> 4 == 9) for ns, message in output.left()
        if message[0] >> 4 in {8, 9} and note in {None, message[1]}
    ]


def open_notes(output: FramedOutput) -> Counter[tuple[int, int]]:
    """Open notes at the end; fails where a note begins or ends twice."""
    found: Counter[tuple[int, int]] = Counter()
    for _, message in output.left():
        if message[0] >> 4 in {8, 9}:
            pitch = (message[0] & 15, message[1])
            found[pitch] += 1 if message[0] >> 4 == 9 else -1
            assert found[pitch] in {0, 1}
    return +found


def silent_from(output: FramedOutput, note: int | None = None) -> float:
    """When the last note has ended, in ms."""
    assert not open_notes(output)
    return max(ms for ms, _, _ in notes(output, note))


@pytest.mark.parametrize("asked_ms", [1_003.0, 1_234.5, 1_480.0])
def test_a_stop_is_silent_within_two_periods_and_5_ms_however_far_ahead_it_plays(asked_ms: float) -> None:
    stage, output = by_frame(Config.model_validate(LONG_NOTES))
    stage.transport(0, "play")
    stage.transport(asked_ms, "stop")
    stage.at(4_000, Quit())
    stage.run()
    assert asked_ms < silent_from(output) < asked_ms + SILENT_MS
    stops = [(ns - ORIGIN_NS) / MS for ns, message in output.left() if message == STOP]
    assert asked_ms < stops[0] < asked_ms + SILENT_MS


def test_clock_pulses_go_on_over_a_stop_that_takes_them_back() -> None:
    stage, output = by_frame(Config.model_validate(LONG_NOTES))
    stage.transport(0, "play")
    stage.transport(1_234.5, "stop")
    stage.transport(2_000, "continue")
    stage.at(5_000, Quit())
    stage.run()
    pulses = [ns for ns, message in output.left() if message == CLOCK and ns < ORIGIN_NS + 4_800 * MS]
    gaps = [after - before for before, after in pairwise(pulses)]
    assert max(gaps) - min(gaps) <= 2_000
    assert len(pulses) > 200


def test_what_a_stop_has_taken_back_is_played_when_it_goes_on() -> None:
    def heard(*moves: tuple[float, TransportAction]) -> Counter[int]:
        stage, output = by_frame(club())
        for ms, action in moves:
            stage.transport(ms, action)
        stage.transport(4 * BAR_MS, "stop")
        stage.at(4 * BAR_MS + 500, Quit())
        stage.run()
        assert not open_notes(output)
        return Counter(note for _, note, on in notes(output) if on)

    (kicks, again) = (
        heard((0, "play"))[KICK], heard((0, "play"), (1.37 * BAR_MS, "stop"), (1.4 * BAR_MS, "continue"))[KICK],
    )
    assert kicks - 1 <= again <= kicks


def test_mute_now_ends_the_layer_at_once_and_leaves_the_others() -> None:
    stage, output = by_frame(Config.model_validate(LONG_NOTES))
    stage.transport(0, "play")
    stage.wish(1_234.5, Wish(ask.Mute("kick", at="now"), id="m"))
    stage.transport(3_000, "stop")
    stage.at(3_100, Quit())
    stage.run()
    assert silent_from(output, KICK) < 1_234.5 + SILENT_MS
    assert silent_from(output, HAT) > 2_900
    hats = [ms for ms, _, on in notes(output, HAT) if on]
    plain, plain_output = by_frame(Config.model_validate(LONG_NOTES))
    plain.transport(0, "play")
    plain.transport(3_000, "stop")
    plain.at(3_100, Quit())
    plain.run()
    assert hats == [ms for ms, _, on in notes(plain_output, HAT) if on]


@pytest.mark.parametrize(("layer", "note"), [("kick", KICK), ("hat_c", HAT)])
def test_mute_at_the_beat_leaves_what_sounds_before_the_beat(layer: str, note: int) -> None:
    def hits(*wishes: Wish) -> list[tuple[float, int, bool]]:
        stage, output = by_frame(Config.model_validate(LONG_NOTES))
        stage.transport(0, "play")
        for wish in wishes:
            stage.wish(850.0, wish)
        stage.transport(3_000, "stop")
        stage.at(3_100, Quit())
        stage.run()
        return notes(output, note)

    plain, muted = hits(), hits(Wish(ask.Mute(layer, at="beat"), id="m"))
    beat_ms = next(ms for ms, _, on in plain if on) + 1_000
    assert {(ms, on) for ms, _, on in muted if on} == {(ms, on) for ms, _, on in plain if on and ms < beat_ms}
    assert muted[-1][0] > 850.0 + SILENT_MS


def test_unmute_now_is_heard_at_once_though_nothing_was_handed_over() -> None:
    stage, output = by_frame(Config.model_validate(LONG_NOTES))
    stage.transport(0, "play")
    stage.wish(500, Wish(ask.Mute("hat_c", at="now"), id="m"))
    stage.wish(1_500, Wish(ask.Unmute("hat_c", at="now"), id="u"))
    stage.transport(3_000, "stop")
    stage.at(3_100, Quit())
    stage.run()
    hats = [ms for ms, _, on in notes(output, HAT) if on]
    back = min(ms for ms in hats if ms > 1_400)
    plain, plain_output = by_frame(Config.model_validate(LONG_NOTES))
    plain.transport(0, "play")
    plain.transport(3_000, "stop")
    plain.at(3_100, Quit())
    plain.run()
    assert back == min(ms for ms, _, on in notes(plain_output, HAT) if on and ms > 1_500 + HOLD_MS)


def test_the_file_says_where_mute_now_has_ended_a_note(tmp_path: Path) -> None:
    from mido import MidiFile

    config = Config.model_validate(LONG_NOTES)
    stage, output = by_frame(config)
    stage.transport(0, "play")
    stage.wish(1_234.5, Wish(ask.Mute("kick", at="now"), id="m"))
    stage.transport(3_000, "stop")
    stage.at(3_100, Quit())
    stage.run()
    recorded(tmp_path, stage.said, start(config, seed=9))
    file = MidiFile(tmp_path / "take-001.mid")
    (track,) = [track for track in file.tracks if track.name == "kick"]
    ticks = sum(message.time for message in track if message.type in {"note_on", "note_off"})
    last_ms = ticks / file.ticks_per_beat * 500
    first_ms = min(ms for ms, _, on in notes(output) if on)
    assert last_ms == pytest.approx(silent_from(output, KICK) - first_ms, abs=1.5)


def test_a_panic_ends_all_notes_at_once_and_the_music_goes_on() -> None:
    stage, output = by_frame(Config.model_validate(LONG_NOTES))
    stage.transport(0, "play")
    stage.transport(1_234.5, "panic")
    stage.transport(3_000, "stop")
    stage.at(3_100, Quit())
    stage.run()
    offs = [(ns - ORIGIN_NS) / MS for ns, message in output.left() if message[0] >> 4 == 11]
    assert len(offs) == 32
    assert max(offs) < 1_234.5 + SILENT_MS
    assert not open_notes(output)
    assert any(on and 1_300 < ms < 1_800 for ms, _, on in notes(output))


def test_a_stall_of_the_player_takes_back_what_it_had_handed_over() -> None:
    stage, output = by_frame(Config.model_validate(LONG_NOTES), lead_ms=29.0)

    def freeze() -> None:
        stage.clock.ns += round(1_700 * MS)

    stage.transport(0, "play")
    stage.clock.at(ORIGIN_NS + 1_234 * MS, freeze)
    stage.transport(6_000, "stop")
    stage.at(6_100, Quit())
    stage.run()
    assert not open_notes(output)
    messages = [message for _, message in output.left()]
    assert messages[messages.index(STOP) + 2] == CONTINUE
    assert not [ms for ms, _, on in notes(output) if on and 1_300 < ms < 2_900]
    assert any(sent.skipped for sent in stage.told(BarSent))


def test_a_long_lead_survives_a_stall_that_is_shorter() -> None:
    stage, output = by_frame(Config.model_validate(LONG_NOTES), lead_ms=200.0)

    def freeze() -> None:
        stage.clock.ns += 150 * MS

    stage.transport(0, "play")
    stage.clock.at(ORIGIN_NS + 1_234 * MS, freeze)
    stage.transport(3_000, "stop")
    stage.at(3_100, Quit())
    stage.run()
    assert output.placed.late == 0
    assert not open_notes(output)


stalls = st.lists(st.tuples(st.floats(0.1, 7.0), st.integers(1, 900)), max_size=2)


@settings(max_examples=tries(300))
@given(nights, stalls, st.sampled_from([13.4, 29.0, 200.0]))
def test_whatever_is_asked_no_note_stays_open_on_the_far_side(
    night: Night, stalls: list[tuple[float, int]], lead_ms: float
) -> None:
    def disturbed(stage: LiveStage) -> None:
        for bars, ms in stalls:
            def freeze(ms: int = ms) -> None:
                stage.clock.ns += ms * MS
            stage.clock.at(ORIGIN_NS + round(bars * BAR_MS * MS), freeze)

    stage = lived(
        night, clock_out=True, make=lambda stage: [framed(stage, lead_ms)], before=disturbed, pulses_while_stopped=True,
    )
    (output,) = stage.framed
    assert not open_notes(output)


@settings(max_examples=tries(100))
@given(nights, st.sampled_from([13.4, 29.0, 200.0]))
def test_the_file_holds_the_hits_that_left_by_frame_and_no_others(night: Night, lead_ms: float) -> None:
    assume(not any(what == "stop" and bars < LEAD_BARS for bars, what in night))
    stage = lived(night, make=lambda stage: [framed(stage, lead_ms)])
    (output,) = stage.framed
    with TemporaryDirectory() as folder:
        recorded(Path(folder), stage.said)
        content = (Path(folder) / "take-001.mid").read_bytes()
    assert written(content) == Counter(note for _, note, on in notes(output) if on)
    assert output.placed.late == 0
