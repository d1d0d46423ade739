from collections.abc import Iterable
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mido import MidiFile

from engine.bar import Bar, Event
from engine.midi_file import Take
from engine.timebase import BAR_TICKS, PPQ
from tests.engine.bars import NOTES, bar_of, hit, wild_bars

KINDS = {"note_off": 0, "note_on": 1}


def take_of(bars: Iterable[Bar], ppq: int = PPQ, title: str = "", layers: Iterable[str] = NOTES) -> Take:
    take = Take(tuple(layers), ppq, title)
    for bar in bars:
        take.add_bar(bar)
    return take


def read(take: Take) -> Any:
    return MidiFile(file=BytesIO(take.to_bytes()), charset="utf-8")


def messages(track: Iterable[Any]) -> list[tuple[int, Any]]:
    """Messages with their absolute tick."""
    now, rows = 0, []
    for message in track:
        now += message.time
        rows.append((now, message))
    return rows


def notes(track: Iterable[Any]) -> list[tuple[int, str, int, int]]:
    return [(tick, m.type, m.note, m.velocity) for tick, m in messages(track) if m.type in KINDS]


def end_tick(track: Iterable[Any]) -> int:
    return messages(track)[-1][0]


def test_a_take_has_a_tempo_track_and_one_track_a_layer_in_order() -> None:
    file = read(take_of([bar_of(0, [hit("hat_c", 0, 2), hit("kick", 0, 0)])], layers=("kick", "clap", "hat_c")))
    assert (file.type, file.ticks_per_beat) == (1, 1920)
    assert [track.name for track in file.tracks] == ["", "kick", "clap", "hat_c"]
    assert notes(file.tracks[1]) == [(0, "note_on", 36, 100), (240, "note_off", 36, 0)]
    assert notes(file.tracks[2]) == []
    assert notes(file.tracks[3]) == [(960, "note_on", 42, 100), (1200, "note_off", 42, 0)]


def test_channels_are_counted_from_one_in_bars_and_from_zero_in_files() -> None:
    event = Event("kick", 0, 10, 36, 100, 16, 0, 0)
    file = read(take_of([bar_of(0, [event])], layers=["kick"]))
    assert {m.channel for _, m in messages(file.tracks[1]) if m.type in KINDS} == {15}


def test_tempo_changes_stand_at_their_bar_lines_once_each() -> None:
    bars = [bar_of(index, [], bpm) for index, bpm in enumerate([120.0, 120.0, 150.0, 100.0])]
    file = read(take_of(bars))
    changes = [(tick, m.tempo) for tick, m in messages(file.tracks[0]) if m.type == "set_tempo"]
    assert changes == [(0, 500_000), (2 * BAR_TICKS, 400_000), (3 * BAR_TICKS, 600_000)]
    metres = [(m.numerator, m.denominator) for m in file.tracks[0] if m.type == "time_signature"]
    assert metres == [(4, 4)]


def test_all_tracks_end_with_the_last_bar() -> None:
    file = read(take_of([bar_of(0, [hit("kick", 0, 0)]), bar_of(1, [])]))
    assert {end_tick(track) for track in file.tracks} == {2 * BAR_TICKS}


def test_a_note_that_rings_over_the_last_bar_line_keeps_its_length() -> None:
    file = read(take_of([bar_of(0, [hit("kick", 0, 15, duration_ticks=1000)])], layers=["kick"]))
    assert end_tick(file.tracks[0]) == BAR_TICKS
    assert end_tick(file.tracks[1]) == 15 * 480 + 1000


def test_a_hit_before_the_take_is_moved_to_its_start_with_its_length() -> None:
    file = read(take_of([bar_of(0, [hit("hat_c", 0, 0, offset_ticks=-40)])], layers=["hat_c"]))
    assert notes(file.tracks[1]) == [(0, "note_on", 42, 100), (240, "note_off", 42, 0)]


def test_a_take_that_begins_later_starts_at_its_first_bar() -> None:
    file = read(take_of([bar_of(40, [hit("kick", 40, 4)])], layers=["kick"]))
    assert notes(file.tracks[1])[0] == (1920, "note_on", 36, 100)
    assert end_tick(file.tracks[0]) == BAR_TICKS


def test_a_pushed_downbeat_of_the_second_bar_sounds_before_its_bar_line() -> None:
    bars = [bar_of(0, [hit("hat_c", 0, 15)]), bar_of(1, [hit("hat_c", 1, 0, offset_ticks=-30)])]
    file = read(take_of(bars, layers=["hat_c"]))
    assert [tick for tick, kind, *_ in notes(file.tracks[1]) if kind == "note_on"] == [7200, 7650]


def test_a_muted_layer_is_left_out_of_its_bars_alone() -> None:
    bars = [bar_of(0, [hit("kick", 0, 0)], muted=("kick",)), bar_of(1, [hit("kick", 1, 0)])]
    file = read(take_of(bars, layers=["kick"]))
    assert [tick for tick, *_ in notes(file.tracks[1])] == [BAR_TICKS, BAR_TICKS + 240]


def test_a_layer_that_comes_with_a_loaded_config_gets_its_track_behind() -> None:
    file = read(take_of([bar_of(0, [hit("zap", 0, 0), hit("kick", 0, 0)])], layers=["kick"]))
    assert [track.name for track in file.tracks[1:]] == ["kick", "zap"]


def test_an_overlapped_note_ends_where_the_next_begins_and_note_off_goes_first() -> None:
    bar = bar_of(0, [hit("hat_o", 0, 0, duration_ticks=5000), hit("hat_o", 0, 2)])
    file = read(take_of([bar], layers=["hat_o"]))
    assert notes(file.tracks[1]) == [
        (0, "note_on", 46, 100), (960, "note_off", 46, 0), (960, "note_on", 46, 100), (1200, "note_off", 46, 0),
    ]


def test_two_equal_notes_at_one_tick_are_one_as_long_and_loud_as_either() -> None:
    bar = bar_of(0, [Event("kick", 0, 100, 36, 120, 10, 0, 0), Event("kick", 0, 300, 36, 80, 10, 0, 0)])
    file = read(take_of([bar], layers=["kick"]))
    assert notes(file.tracks[1]) == [(0, "note_on", 36, 120), (300, "note_off", 36, 0)]


def test_different_notes_of_a_layer_may_overlap() -> None:
    bar = bar_of(0, [Event("kick", 0, 960, 36, 100, 10, 0, 0), Event("kick", 480, 960, 35, 100, 10, 1, 0)])
    file = read(take_of([bar], layers=["kick"]))
    assert [(tick, kind, note) for tick, kind, note, _ in notes(file.tracks[1])] == [
        (0, "note_on", 36), (480, "note_on", 35), (960, "note_off", 36), (1440, "note_off", 35),
    ]


def test_a_coarser_file_rounds_ticks_and_keeps_notes_audible() -> None:
    bar = bar_of(0, [hit("kick", 0, 1, offset_ticks=11, duration_ticks=1)])
    file = read(take_of([bar], ppq=96, layers=["kick"]))
    assert file.ticks_per_beat == 96
    assert [tick for tick, *_ in notes(file.tracks[1])] == [25, 26]
    assert end_tick(file.tracks[0]) == 4 * 96


@pytest.mark.parametrize("offset_ticks", [-235, 235])
@pytest.mark.parametrize("ppq", [24, 25, 30, 96, 480, 30_720])
def test_rounding_never_moves_a_hit_to_another_16th(ppq: int, offset_ticks: int) -> None:
    bar = bar_of(0, [hit("kick", 0, step, offset_ticks) for step in range(1, 16)])
    file = read(take_of([bar], ppq=ppq, layers=["kick"]))
    onsets = [tick for tick, kind, *_ in notes(file.tracks[1]) if kind == "note_on"]
    assert [int(tick / (ppq / 4) + 0.5) for tick in onsets] == list(range(1, 16))


@pytest.mark.parametrize("ppq", [0, -1, 23, 32_768])
def test_a_resolution_that_no_file_holds_is_refused(ppq: int) -> None:
    with pytest.raises(ValueError, match="resolution"):
        Take(["kick"], ppq)


def test_the_title_keeps_what_prints() -> None:
    file = read(take_of([], title="Nacht\n\u202eé 東京\ud800"))
    assert file.tracks[0].name == "Nachté 東京"


def test_a_take_without_bars_is_a_file_of_no_length() -> None:
    file = read(take_of([], layers=["kick"]))
    assert [end_tick(track) for track in file.tracks] == [0, 0]


@given(wild_bars(), st.sampled_from([24, 96, 480, 1920, 30_720]))
def test_every_note_on_meets_one_note_off(bars: list[Bar], ppq: int) -> None:
    for track in read(take_of(bars, ppq)).tracks:
        open_since: dict[tuple[int, int], int] = {}
        for tick, message in messages(track):
            if message.type not in KINDS:
                continue
            key = message.channel, message.note
            if message.type == "note_on":
                assert key not in open_since
                open_since[key] = tick
            else:
                assert tick > open_since.pop(key)
        assert not open_since


@given(wild_bars())
def test_every_onset_is_in_the_file_at_its_tick(bars: list[Bar]) -> None:
    start = bars[0].start_tick if bars else 0
    for track in read(take_of(bars)).tracks[1:]:
        heard = {(tick, m.channel + 1, m.note) for tick, m in messages(track) if m.type == "note_on"}
        events = [event for bar in bars for event in bar.events if event.layer == track.name]
        assert heard == {(max(0, event.tick - start), event.channel, event.note) for event in events}


@given(wild_bars())
def test_messages_of_one_tick_start_with_the_note_offs(bars: list[Bar]) -> None:
    for track in read(take_of(bars)).tracks:
        order = [(tick, KINDS[m.type]) for tick, m in messages(track) if m.type in KINDS]
        assert order == sorted(order)


@given(wild_bars())
def test_the_bytes_are_a_function_of_the_bars(bars: list[Bar]) -> None:
    take = take_of(bars)
    assert take.to_bytes() == take.to_bytes() == take_of(bars).to_bytes()


@given(wild_bars(), st.sampled_from([24, 480, 1920]))
def test_a_take_asked_for_after_every_bar_is_the_take_of_the_bars_so_far(bars: list[Bar], ppq: int) -> None:
    growing = Take(tuple(NOTES), ppq, "night")
    for count, bar in enumerate(bars, start=1):
        growing.add_bar(bar)
        assert growing.to_bytes() == take_of(bars[:count], ppq, "night").to_bytes()


def test_notes_that_sound_over_a_stop_end_there_and_those_that_begin_with_it_do_not() -> None:
    take = take_of([
        bar_of(0, [hit("hat_o", 0, 0, 0, 20_000)]), bar_of(1, [hit("kick", 1, 1, 0, 5000), hit("clap", 1, 4)]),
    ])
    take.end_notes(BAR_TICKS + 1920)
    file = read(take)
    by_name = {track.name: notes(track) for track in file.tracks}
    assert by_name["hat_o"] == [(0, "note_on", 46, 100), (BAR_TICKS + 1920, "note_off", 46, 0)]
    assert by_name["kick"] == [(BAR_TICKS + 480, "note_on", 36, 100), (BAR_TICKS + 1920, "note_off", 36, 0)]
    assert by_name["clap"] == [(BAR_TICKS + 1920, "note_on", 39, 100), (BAR_TICKS + 2160, "note_off", 39, 0)]
