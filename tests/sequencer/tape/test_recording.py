"""Files hold the hits that left, in parts of 1024 bars and in takes with a name."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from mido import MidiFile

from engine import start
from engine.config import Config, Layer
from engine.midi_file import Take
from engine.timebase import BAR_TICKS, STEP_TICKS
from sequencer.tape.lines import TakeMarked
from sequencer.tape.mirror import Mirror, OutOfStep
from sequencer.tape.recording import Recording, as_sent, free_name, usable_name
from sequencer.wire.reports import BarComposed, BarDiscarded, BarSent, TransportMoved
from tests.engine.asked import club
from tests.engine.bars import bar_of, hit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine import Bar
    from sequencer.tape.lines import Line

KICKS = bar_of(2, [hit("kick", 2, step) for step in (0, 4, 8, 12)])
LINE = 2 * BAR_TICKS
EARLY = bar_of(2, [hit("kick", 2, 0, -100), hit("clap", 2, 4)])


def steps(bar: Bar) -> list[int]:
    return [event.step for event in bar.events]


# --- what of a bar is sent --------------------------------------------------------------------------------------------


def test_a_bar_that_was_sent_whole_is_as_it_was_made() -> None:
    assert as_sent(KICKS, BarSent(2), None) == KICKS


def test_a_cut_bar_holds_what_was_sent_up_to_the_tick_of_the_stop_and_its_rest_what_follows() -> None:
    cut = LINE + 8 * STEP_TICKS
    assert steps(as_sent(KICKS, BarSent(2, until_tick=cut), None)) == [0, 4, 8]
    assert steps(as_sent(KICKS, BarSent(2, until_tick=cut - 1), None)) == [0, 4]
    assert steps(as_sent(KICKS, BarSent(2, from_tick=cut + 1), None)) == [12]


def test_a_layer_is_left_out_from_the_tick_it_is_silent_and_comes_back_with_it() -> None:
    muted = ((LINE, ()), (LINE + 4 * STEP_TICKS, ("kick",)), (LINE + 12 * STEP_TICKS, ()))
    assert steps(as_sent(KICKS, BarSent(2, muted=muted), None)) == [0, 12]


def test_without_word_of_mutes_the_bars_own_hold() -> None:
    muted = replace(KICKS, muted=("kick",))
    assert as_sent(muted, BarSent(2), None) == replace(muted, events=(), muted=())


def test_a_hit_pushed_before_the_line_falls_under_its_own_bars_mutes_and_the_skips_of_the_one_before() -> None:
    own = ((LINE, ("kick",)),)
    assert steps(as_sent(EARLY, BarSent(2, muted=own), BarSent(1, muted=((BAR_TICKS, ()),)))) == [4]
    assert steps(as_sent(EARLY, BarSent(2), BarSent(1, muted=((BAR_TICKS, ("kick",)),)))) == [0, 4]
    assert steps(as_sent(EARLY, BarSent(2), BarSent(1, skipped=((BAR_TICKS, LINE),)))) == [4]


def test_a_hit_pushed_before_the_sessions_start_is_sent_with_it() -> None:
    first = bar_of(0, [hit("kick", 0, 0, -100), hit("clap", 0, 4)])
    assert steps(as_sent(first, BarSent(0, until_tick=0), None)) == [0]
    assert steps(as_sent(first, BarSent(0, from_tick=1), None)) == [4]
    assert steps(as_sent(first, BarSent(0, muted=((0, ()), (1, ("kick",)))), None)) == [0, 4]


def test_what_was_skipped_is_left_out_and_a_skip_up_to_the_line_spares_the_downbeat() -> None:
    skipped = ((LINE + STEP_TICKS, LINE + 8 * STEP_TICKS),)
    assert steps(as_sent(KICKS, BarSent(2, skipped=skipped), None)) == [0, 12]
    assert steps(as_sent(KICKS, BarSent(2), BarSent(1, skipped=((BAR_TICKS, LINE),)))) == [0, 4, 8, 12]


def test_mutes_are_read_in_order_of_ticks() -> None:
    desk = Desk()
    own = [made.start_tick for made in desk.play(1)]
    assert own == [0]
    mutes = ((BAR_TICKS + 4 * STEP_TICKS, ()), (BAR_TICKS, ("kick",)))
    desk.take(BarComposed(1), BarSent(1, muted=mutes))
    kicks = [tick for tick in note_ons(desk.files()["take-001.mid"], "kick") if tick >= BAR_TICKS]
    assert kicks == [BAR_TICKS + beat * 4 * STEP_TICKS for beat in (1, 2, 3)]


# --- names ------------------------------------------------------------------------------------------------------------


def test_names_of_takes_are_short_and_no_parts_of_the_session() -> None:
    assert [usable_name(name) for name in ("drop", "A-b_9", "x" * 32)] == [True] * 3
    bad = ["", "x" * 33, "a b", "../x", "take-001", "TAKE-7", "é", "a.mid", "a\n"]
    assert [usable_name(name) for name in bad] == [False] * len(bad)


def test_a_name_that_is_taken_gets_the_first_free_number() -> None:
    assert free_name("drop", []) == "drop"
    assert free_name("drop", ["Drop", "drop-2"]) == "drop-3"
    assert free_name("x" * 32, ["x" * 32]) == "x" * 30 + "-2"


# --- files ------------------------------------------------------------------------------------------------------------


def moved(tick: int, *, playing: bool = False) -> TransportMoved:
    return TransportMoved(playing, tick=tick)


class Desk:
    """A mirror and a recording, fed together."""

    def __init__(self, config: Config | None = None, part_bars: int | None = 4) -> None:
        self.mirror = Mirror(start(config or club(), seed=3))
        self.recording = Recording(self.mirror, "club", part_bars=part_bars)

    def take(self, *lines: Line) -> None:
        for line in lines:
            self.mirror.take(line)
            self.recording.take(line)

    def play(self, bars: int) -> list[Bar]:
        first = self.mirror.state.bar
        for index in range(first, first + bars):
            self.take(BarComposed(index), BarSent(index))
        return [made.bar for made in self.mirror.bars][-bars:]

    def files(self) -> dict[str, bytes]:
        return {name: take.to_bytes() for name, take in self.recording.changed.items()}


def take_of(bars: Sequence[Bar]) -> bytes:
    take = Take(tuple(club().layers), 1920, "club")
    for bar in bars:
        take.add_bar(bar)
    return take.to_bytes()


def note_ons(content: bytes, layer: str) -> list[int]:
    (track,) = [track for track in MidiFile(file=BytesIO(content)).tracks if track.name == layer]
    now, found = 0, []
    for message in track:
        now += message.time
        if message.type == "note_on":
            found.append(now)
    return found


def test_a_session_without_a_bar_has_a_file_already() -> None:
    assert Desk().files() == {"take-001.mid": take_of([])}


def test_a_new_part_begins_every_so_many_bars_and_one_file_holds_them_all() -> None:
    parts, whole = Desk(), Desk(part_bars=None)
    bars = parts.play(10)
    whole.play(10)
    assert sorted(parts.files()) == ["take-001.mid", "take-002.mid", "take-003.mid"]
    assert whole.files() == {"take-001.mid": take_of(bars)}
    assert parts.recording.bars == 10


def test_parts_count_from_the_sessions_own_first_bar() -> None:
    desk = Desk()
    desk.play(3)
    later = Desk()
    later.mirror = Mirror(desk.mirror.state)
    later.recording = Recording(later.mirror, "club", part_bars=4)
    later.play(5)
    assert sorted(later.files()) == ["take-001.mid", "take-002.mid"]


def test_a_hit_pushed_before_a_parts_first_line_is_in_the_part_it_sounds_in() -> None:
    hats = Layer(fills=16, beat_bins_ms=(-10.0,), beat_bins_probs=(1.0,), swing_percent=0.5)
    desk = Desk(Config(mode="m2", bpm=125.0, layers={"hat_c": hats}))
    desk.play(5)
    files = desk.files()
    early = 4 * BAR_TICKS - 40  # 10 ms at 125 BPM
    assert note_ons(files["take-001.mid"], "hat_c")[-1] == early
    assert note_ons(files["take-002.mid"], "hat_c")[0] == STEP_TICKS - 40
    assert len(note_ons(files["take-002.mid"], "hat_c")) == 15


def test_a_note_that_rings_into_a_new_part_ends_where_stop_cuts_it() -> None:
    desk = Desk(Config(mode="m2", layers={"kick": Layer(fills=1, rot=12, length_steps=16.0)}))
    desk.play(4)
    cut = 4 * BAR_TICKS + 100
    desk.take(BarComposed(4), BarSent(4, until_tick=cut))
    (track,) = [track for track in MidiFile(file=BytesIO(desk.files()["take-001.mid"])).tracks if track.name == "kick"]
    assert sum(message.time for message in track) == cut + 1


def test_a_cut_bar_and_its_rest_are_one_bar_again() -> None:
    desk, whole = Desk(), Desk()
    whole.play(3)
    desk.play(1)
    cut = BAR_TICKS + 5 * STEP_TICKS + 240
    desk.take(
        BarComposed(1), BarSent(1, until_tick=cut), moved(cut), moved(cut, playing=True),
        BarComposed(2), BarSent(1, from_tick=cut + 1), BarSent(2),
    )
    for layer in club().layers:
        assert note_ons(desk.files()["take-001.mid"], layer) == note_ons(whole.files()["take-001.mid"], layer)


def test_an_early_hit_of_the_bar_that_stop_discards_has_sounded() -> None:
    hats = Layer(fills=16, beat_bins_ms=(-10.0,), beat_bins_probs=(1.0,), swing_percent=0.5)
    desk = Desk(Config(mode="m2", bpm=125.0, layers={"hat_c": hats}))
    cut = BAR_TICKS - 10
    desk.take(
        BarComposed(0), BarComposed(1), BarDiscarded(1), BarSent(0, until_tick=cut), moved(cut),
    )
    assert note_ons(desk.files()["take-001.mid"], "hat_c")[-1] == BAR_TICKS - 40


def test_so_has_one_of_a_bar_that_is_discarded_when_the_bar_before_it_is_over() -> None:
    hats = Layer(fills=16, beat_bins_ms=(-10.0,), beat_bins_probs=(1.0,), swing_percent=0.5)
    for stopped, last in ((BAR_TICKS - 10, BAR_TICKS - 40), (BAR_TICKS - 41, BAR_TICKS - STEP_TICKS - 40)):
        desk = Desk(Config(mode="m2", bpm=125.0, layers={"hat_c": hats}))
        desk.take(BarComposed(0), BarSent(0), BarComposed(1), BarDiscarded(1), moved(stopped))
        assert note_ons(desk.files()["take-001.mid"], "hat_c")[-1] == last
        desk.take(moved(stopped, playing=True), moved(stopped))
        assert note_ons(desk.files()["take-001.mid"], "hat_c")[-1] == last


@pytest.mark.parametrize("late_ticks", [0, 1, STEP_TICKS])
def test_nothing_on_or_behind_its_line_has_sounded_of_a_bar_that_is_discarded(late_ticks: int) -> None:
    """A stop may be told with a tick behind the line: what has sounded of the bar was pushed before it."""
    layers = {"kick": Layer(swing_percent=0.5), "hat_c": Layer(fills=16, beat_bins_ms=(-10.0,), beat_bins_probs=(1.0,))}
    desk = Desk(Config(mode="m2", bpm=125.0, layers=layers))
    desk.take(BarComposed(0), BarSent(0), BarComposed(1), BarDiscarded(1), moved(BAR_TICKS + late_ticks))
    assert desk.mirror.dropped is not None
    assert desk.mirror.dropped.bar.events[0].tick < BAR_TICKS
    assert BAR_TICKS in {event.tick for event in desk.mirror.dropped.bar.events}
    content = desk.files()["take-001.mid"]
    assert note_ons(content, "kick")[-1] < BAR_TICKS
    assert note_ons(content, "hat_c")[-1] == BAR_TICKS - 40


def test_a_part_that_was_written_already_is_written_again_when_a_stop_shortens_it() -> None:
    desk = Desk(Config(mode="m2", layers={"kick": Layer(fills=1, rot=12, length_steps=16.0)}))
    desk.play(4)
    desk.take(BarComposed(4))
    written = dict(desk.recording.changed)
    desk.recording.changed.clear()
    desk.take(BarSent(4, until_tick=4 * BAR_TICKS + 100))
    assert desk.recording.changed["take-001.mid"] is written["take-001.mid"]
    assert set(desk.recording.changed) == {"take-001.mid", "take-002.mid"}


def test_a_take_that_is_over_is_not_written_again_by_what_comes_later() -> None:
    desk = Desk()
    desk.take(TakeMarked("start", "drop", bar=0))
    desk.play(1)
    desk.take(TakeMarked("stop", bar=1))
    desk.play(1)
    desk.recording.changed.clear()
    desk.take(BarComposed(2), BarSent(2, until_tick=2 * BAR_TICKS + 100))
    assert set(desk.recording.changed) == {"take-001.mid"}


def test_the_last_bar_of_a_take_belongs_to_it_in_both_its_halves() -> None:
    desk = Desk()
    desk.take(TakeMarked("start", "drop", bar=0))
    desk.play(1)
    desk.take(TakeMarked("stop", bar=2), BarComposed(1))
    cut = BAR_TICKS + 5 * STEP_TICKS
    desk.take(BarSent(1, until_tick=cut), moved(cut), moved(cut, playing=True), BarSent(1, from_tick=cut + 1))
    desk.play(1)
    kicks = [beat * 4 * STEP_TICKS for beat in range(8)]
    assert note_ons(desk.files()["drop.mid"], "kick") == kicks


def test_a_panic_ends_what_sounds_and_the_bar_goes_on() -> None:
    desk = Desk(Config(mode="m2", layers={"kick": Layer(length_steps=3.0)}))
    desk.take(BarComposed(0), BarSent(0, panics=(4 * STEP_TICKS + 100,)))
    (track,) = [track for track in MidiFile(file=BytesIO(desk.files()["take-001.mid"])).tracks if track.name == "kick"]
    lengths = [message.time for message in track if message.type == "note_off"]
    assert lengths == [3 * STEP_TICKS, 101, 3 * STEP_TICKS, 3 * STEP_TICKS]


def test_a_named_take_holds_its_bars_and_rolls_over_too() -> None:
    desk = Desk()
    desk.play(2)
    desk.take(TakeMarked("start", "drop", bar=3))
    bars = desk.play(7)
    desk.take(TakeMarked("start", "next", bar=9))
    desk.take(TakeMarked("stop", bar=10))
    bars += desk.play(3)
    files = desk.files()
    assert files["next.mid"] == take_of(bars[7:8])
    assert sorted(files) == [
        "drop.002.mid", "drop.mid", "next.mid", "take-001.mid", "take-002.mid", "take-003.mid",
    ]
    assert len(note_ons(files["drop.mid"], "kick")) == 4 * 4
    assert len(note_ons(files["drop.002.mid"], "kick")) == 2 * 4


@pytest.mark.parametrize("name", ["take-001", "../x", ""])
def test_a_take_with_a_bad_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no name of a take"):
        Desk().take(TakeMarked("start", name, bar=0))


def test_a_bar_that_nobody_made_or_that_is_long_gone_is_refused() -> None:
    desk = Desk()
    desk.play(3)
    for bar in (0, 7):
        with pytest.raises(OutOfStep):
            desk.recording.take(BarSent(bar))
