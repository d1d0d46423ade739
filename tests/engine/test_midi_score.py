import math
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mido import Message, MetaMessage, MidiFile, MidiTrack

from engine import midi_score
from engine.bar import Bar, Scores
from engine.errors import MidiFileError
from engine.midi_file import Take
from engine.midi_score import FileScores, score_file
from engine.scores import bar_scores
from engine.timebase import ticks_to_ms
from engine.voices import in_backbone, voice_of
from tests.engine.bars import NOTES, bar_of, hit, ratchet
from tests.engine.midi_bytes import END, chunk, header, hits, kicks, meta, metre, one_track, track_name

GM = {"K": 36, "M": 38, "C": 42}
DRUMS = 9


def drum_file(
    path: Path,
    hits: list[tuple[int, int]],
    *,
    ppq: int = 480,
    channel: int = DRUMS,
    name: str = "",
    before: tuple[MetaMessage, ...] = (),
    file_type: int = 0,
) -> Path:
    """Write a file of one track with notes given as (tick, note number)."""
    track = MidiTrack(before)
    if name:
        track.append(MetaMessage("track_name", name=name))
    now = 0
    for tick, note in sorted(hits):
        track.append(Message("note_on", channel=channel, note=note, velocity=90, time=tick - now))
        now = tick
    MidiFile(type=file_type, ticks_per_beat=ppq, tracks=[track]).save(path)
    return path


def scores_of(path: Path) -> tuple[Scores, ...]:
    """Return the scores of a file all of whose bars have some, and of which nothing is to be remarked."""
    found = score_file(path)
    assert found.remarks == ()
    assert None not in found.bars
    return tuple(bar for bar in found.bars if bar is not None)


def scored(path: Path, content: bytes) -> FileScores:
    path.write_bytes(content)
    return score_file(path)


def pattern_hits(patterns: dict[str, str], step_ticks: int = 120, start: int = 0) -> list[tuple[int, int]]:
    return [
        (start + step * step_ticks, GM[voice])
        for voice, pattern in patterns.items()
        for step, letter in enumerate(pattern)
        if letter == "x"
    ]


def rendered(path: Path, bars: list[Bar], ppq: int = 1920) -> Path:
    take = Take(tuple(NOTES), ppq)
    for bar in bars:
        take.add_bar(bar)
    path.write_bytes(take.to_bytes())
    return path


def expected(bars: list[Bar]) -> list[Scores]:
    """Scores of bars from their events' nominal steps."""
    previous, rows = None, []
    for bar in bars:
        masks, backbone = {"K": 0, "M": 0, "C": 0}, 0
        for event in bar.events:
            masks[voice_of(event.layer, event.note)] |= 1 << event.step
            backbone |= in_backbone(event.layer, event.note) << event.step
        offsets = [(event.layer, event.step, ticks_to_ms(event.offset_ticks, bar.bpm)) for event in bar.events]
        rows.append(bar_scores((masks["K"], masks["M"], masks["C"]), backbone, previous, offsets))
        previous = backbone
    return rows


# What it says


@pytest.mark.parametrize(
    ("kick", "middle", "cymbal", "syncopation"),
    [
        ("x...x...x...x...", "", "", 0.0),
        ("x...x...x...x...", "....x.......x...", "", 3 / 13),
        ("x...x...x...x...", "....x.......x...", "..x...x...x...x.", 0.5),
        ("x...x...x...x...", "....x.......x...", "xxxxxxxxxxxxxxxx", 3 / 13),
        ("x...x...x...x...", "x..x..x...x.x...", "", 2 / 7),
        ("x.x.......xx....", "....x..x.x..x..x", "x.x.x.x.x.x.x.x.", 17 / 27),
        (".x.x.x.x.x.x.x.x", ".x.x.x.x.x.x.x.x", ".x.x.x.x.x.x.x.x", 0.9),
    ],
)
def test_a_file_of_general_midi_drums_has_the_scores_of_its_bar(
    tmp_path: Path, kick: str, middle: str, cymbal: str, syncopation: float
) -> None:
    hits = pattern_hits({"K": kick, "M": middle, "C": cymbal})
    (bar,) = scores_of(drum_file(tmp_path / "drums.mid", hits, name="kick, clap and open hat"))
    assert bar.syncopation == pytest.approx(syncopation, abs=1e-9)
    assert (bar.timing_ms, bar.timing_random_ms) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("first", "second", "entrainment"),
    [
        ("x..x..x...x.x...", "x..x..x...x.x...", 0.5318181818181817),
        ("x..x..x...x.x...", "x...x...x...x...", 0.8083874208121142),
        ("x...x...x...x...", "x...x...x.......", 0.7304484710203584),
    ],
)
def test_entrainment_hears_the_bar_before(tmp_path: Path, first: str, second: str, entrainment: float) -> None:
    hits = pattern_hits({"K": first}) + pattern_hits({"K": second}, start=1920)
    bars = scores_of(drum_file(tmp_path / "drums.mid", hits))
    assert bars[1].entrainment == pytest.approx(entrainment, abs=1e-9)


@pytest.mark.parametrize(
    ("pattern", "dispersion", "entropy"),
    [
        ("x...............", 0.0, 0.0),
        ("x..x..x...x.x...", 7 / 135, 0.6554587535412855),
        ("xx.x..x...x.....", 37 / 165, 1.0),
    ],
)
def test_a_lane_has_its_dispersion_and_entropy(
    tmp_path: Path, pattern: str, dispersion: float, entropy: float
) -> None:
    (bar,) = scores_of(drum_file(tmp_path / "drums.mid", pattern_hits({"C": pattern})))
    assert bar.dispersion == pytest.approx(dispersion, abs=1e-9)
    assert bar.entropy == pytest.approx(entropy, abs=1e-9)


def test_swung_hats_score_as_straight_ones_but_for_their_timing(tmp_path: Path) -> None:
    hits = [(step * 480 + step % 2 * 48, 42) for step in range(16)]
    tempo = MetaMessage("set_tempo", tempo=round(60_000_000 / 130))
    swung = drum_file(tmp_path / "swung.mid", hits, ppq=1920, before=(tempo,))
    straight = drum_file(tmp_path / "straight.mid", pattern_hits({"C": "x" * 16}, 480), ppq=1920)
    (one,), (other,) = scores_of(swung), scores_of(straight)
    assert one.timing_ms == pytest.approx(8.158924398306318, abs=1e-5)
    assert one.timing_random_ms == pytest.approx(0.0, abs=1e-9)
    assert (one.entropy, one.dispersion, one.syncopation) == (other.entropy, other.dispersion, other.syncopation)


def test_a_hit_just_before_the_bar_line_is_the_next_downbeat(tmp_path: Path) -> None:
    bars = scores_of(drum_file(tmp_path / "drums.mid", [(0, 36), (1920 - 40, 36), (1920 + 480, 36)]))
    assert len(bars) == 2
    assert bars[0].entrainment == scores_of(drum_file(tmp_path / "one.mid", [(0, 36)]))[0].entrainment
    assert bars[1].timing_ms == pytest.approx(math.sqrt(40.0**2 / 2) * 500 / 480)


def test_a_tie_between_two_16ths_goes_to_the_later(tmp_path: Path) -> None:
    one, other = drum_file(tmp_path / "tie.mid", [(60, 36)]), drum_file(tmp_path / "later.mid", [(120, 36)])
    assert scores_of(one)[0].syncopation == scores_of(other)[0].syncopation


def test_bars_go_up_to_the_last_one_with_an_onset_and_silent_ones_count(tmp_path: Path) -> None:
    bars = scores_of(drum_file(tmp_path / "drums.mid", [(1920, 36), (3 * 1920 + 1440, 36)]))
    assert len(bars) == 4
    assert bars[0] == bars[2] == Scores(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize("hits", range(2, 9))
def test_a_ratchet_is_one_hit_in_time(tmp_path: Path, hits: int) -> None:
    bar = bar_of(0, [hit("kick", 0, 0), *ratchet("hat_c", 0, 6, hits), hit("hat_c", 0, 7)])
    plain = bar_of(0, [hit("kick", 0, 0), hit("hat_c", 0, 6), hit("hat_c", 0, 7)])
    (one,) = scores_of(rendered(tmp_path / "a.mid", [bar]))
    (other,) = scores_of(rendered(tmp_path / "b.mid", [plain]))
    assert (one.syncopation, one.dispersion, one.entropy) == (other.syncopation, other.dispersion, other.entropy)
    assert one.timing_ms < 0.25  # what rounding the sub-steps to ticks costs


def test_16ths_of_triplet_swing_stay_apart(tmp_path: Path) -> None:
    hits = [(step * 480 + step % 2 * 160, 42) for step in range(16)]
    (bar,) = scores_of(drum_file(tmp_path / "drums.mid", hits, ppq=1920))
    assert bar.syncopation == bar.entropy == 0.0
    assert bar.timing_random_ms == pytest.approx(0.0, abs=1e-9)


def test_one_note_struck_twice_at_a_tick_is_one_hit(tmp_path: Path) -> None:
    assert scores_of(drum_file(tmp_path / "drums.mid", [(0, 36), (0, 36)]))[0].timing_ms == 0.0


def test_timing_follows_the_tempo_map(tmp_path: Path) -> None:
    # 24 ticks of 480: 25 ms at 120 BPM, 50 ms at 60 BPM from the second bar on
    hits = [(24, 36), (1920 + 24, 36)]
    track = MidiTrack([
        Message("note_on", channel=DRUMS, note=36, velocity=90, time=hits[0][0]),
        MetaMessage("set_tempo", tempo=1_000_000, time=1920 - 24),
        Message("note_on", channel=DRUMS, note=36, velocity=90, time=24),
    ])
    MidiFile(type=0, ticks_per_beat=480, tracks=[track]).save(tmp_path / "drums.mid")
    assert [bar.timing_ms for bar in scores_of(tmp_path / "drums.mid")] == pytest.approx([25.0, 50.0])


def test_an_early_hit_has_the_tempo_of_its_own_bar(tmp_path: Path) -> None:
    track = MidiTrack([
        Message("note_on", channel=DRUMS, note=36, velocity=90, time=1920 - 24),
        MetaMessage("set_tempo", tempo=1_000_000, time=24),
    ])
    MidiFile(type=0, ticks_per_beat=480, tracks=[track]).save(tmp_path / "drums.mid")
    assert scores_of(tmp_path / "drums.mid")[1].timing_ms == pytest.approx(50.0)


# Which notes are drums


def test_other_channels_are_not_drums(tmp_path: Path) -> None:
    drums = MidiTrack([Message("note_on", channel=DRUMS, note=36, velocity=90, time=0)])
    bass = MidiTrack([
        MetaMessage("track_name", name="kick bass"), Message("note_on", channel=1, note=36, velocity=90, time=480),
    ])
    MidiFile(ticks_per_beat=480, tracks=[drums, bass]).save(tmp_path / "song.mid")
    assert scores_of(tmp_path / "song.mid") == scores_of(drum_file(tmp_path / "drums.mid", [(0, 36)]))


def test_without_channel_10_a_track_named_after_a_drum_will_do(tmp_path: Path) -> None:
    hits = pattern_hits({"C": "..x...x...x...x."})
    named = drum_file(tmp_path / "named.mid", hits, channel=0, name="Open Hat")
    assert scores_of(named) == scores_of(drum_file(tmp_path / "drums.mid", hits))


def test_the_name_of_a_track_of_one_note_decides_its_voice(tmp_path: Path) -> None:
    snare = drum_file(tmp_path / "snare.mid", [(480, 100), (1440, 100)], name="snare")
    assert scores_of(snare)[0].entrainment == 0.25


def test_the_name_of_a_track_of_a_whole_kit_does_not(tmp_path: Path) -> None:
    hits = pattern_hits({"K": "x...x...x...x...", "C": "..x...x...x...x."})
    one = scores_of(drum_file(tmp_path / "one.mid", hits, name="hat"))
    assert one == scores_of(drum_file(tmp_path / "other.mid", hits))


def test_a_layer_of_ours_is_a_drum_on_any_channel_and_under_any_name(tmp_path: Path) -> None:
    events = [hit("kick", 0, 0), hit("zap", 0, 3)]
    moved = [event if event.layer == "kick" else event._replace(channel=3) for event in events]
    bar, other = bar_of(0, events), bar_of(0, moved)
    assert scores_of(rendered(tmp_path / "a.mid", [bar])) == scores_of(rendered(tmp_path / "b.mid", [other]))


def test_a_sub_hit_behind_the_bar_line_begins_no_bar(tmp_path: Path) -> None:
    (bar,) = scored(tmp_path / "flam.mid", one_track(hits(0, BAR - 13, BAR + 1))).bars
    assert bar is not None
    assert bar.entropy > 0.0


# Odd files, and what players make of them


FLOOR = Scores(entrainment=1.0, syncopation=0.0, dispersion=0.0, entropy=0.0, timing_ms=0.0, timing_random_ms=0.0)
NOTHING = Scores(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
BAR = 384
"""Ticks of a bar of 4/4 in files put together by hand."""


@pytest.mark.parametrize(
    "content",
    [
        one_track(track_name("Drums") + kicks(channel=1), kind=1),
        one_track(metre(8, 3) + kicks()),
        one_track(metre(2, 1) + kicks()),
        one_track(metre(16, 4) + kicks()),
        one_track(meta(0x59, b"\x08\0") + kicks()),
        one_track(meta(0x59, b"\0") + kicks()),
        one_track(meta(0x54, b"\0\0\0\0") + kicks()),
        one_track(kicks() + metre(3, 2, 192)),
        one_track(kicks() + metre(3, 2)),
        header() + chunk(b"abcd", b"XTRA") + chunk(kicks() + END),
        header() + chunk(track_name("conductor") + END) + chunk(kicks() + END),
        one_track(b"\0\xb9\7\xff" + kicks()),
        b"RIFF\x64\0\0\0RMIDdata\x58\0\0\0" + one_track(kicks()),
    ],
    ids=lambda content: content[20:40].hex(),
)
def test_two_bars_of_four_on_the_floor_are_that_in_every_odd_file(tmp_path: Path, content: bytes) -> None:
    assert scored(tmp_path / "odd.mid", content) == FileScores((FLOOR, FLOOR))


@pytest.mark.parametrize("choice", [{"channel": 1}, {"track": "1"}, {"channel": 1, "track": "1"}])
def test_drums_that_nothing_tells_from_a_tune_are_scored_when_chosen(tmp_path: Path, choice: dict[str, Any]) -> None:
    path = tmp_path / "tune.mid"
    path.write_bytes(one_track(kicks(channel=1)))
    with pytest.raises(MidiFileError, match=r"no drums: .* choose with --channel or --track from track 1 on channel 1"):
        score_file(path)
    assert score_file(path, **choice) == FileScores((FLOOR, FLOOR))


def test_a_file_with_fewer_tracks_than_it_counts_says_so(tmp_path: Path) -> None:
    path = tmp_path / "few.mid"
    found = scored(path, header(tracks=3) + chunk(kicks() + END))
    assert found == FileScores((FLOOR, FLOOR), (f"{path}: has 1 of the 3 tracks that its header counts",))


def test_a_file_cut_short_is_scored_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "cut.mid"
    found = scored(path, one_track(kicks(12))[:-30])
    assert found == FileScores((FLOOR, FLOOR, found.bars[2]), (f"{path}: is cut short; scored as far as it goes",))


# Bars of other lengths


def test_bars_of_mixed_metre_are_scored_one_by_one(tmp_path: Path) -> None:
    waltz = metre(3, 2, 84) + kicks(6)
    content = one_track(kicks(4) + waltz + metre(4, 2, 84) + kicks(8))
    assert scored(tmp_path / "mixed.mid", content) == FileScores((FLOOR, None, None, FLOOR, FLOOR))


def test_the_bar_behind_one_without_scores_hears_none_before_it(tmp_path: Path) -> None:
    # half the kicks: beside a full bar E would hear the difference
    content = one_track(kicks(4) + metre(3, 2, 84) + kicks(3) + metre(4, 2, 84) + kicks(2, every=192))
    (alone,) = scored(tmp_path / "one.mid", one_track(kicks(2, every=192))).bars
    assert scored(tmp_path / "mixed.mid", content).bars == (FLOOR, None, alone)


def test_silent_bars_between_count_in_their_own_metre(tmp_path: Path) -> None:
    content = one_track(kicks(1) + metre(5, 2, BAR - 12) + metre(4, 2, 3 * 480) + b"\x83\0" + kicks(4)[1:])
    first, *rest = scored(tmp_path / "mixed.mid", content).bars
    assert first is not None
    after_silence = Scores(0.75, 0.0, 0.0, 0.0, 0.0, 0.0)
    assert rest == [None, None, None, NOTHING, after_silence]


def test_a_hit_just_before_a_change_of_metre_is_the_new_bars_downbeat(tmp_path: Path) -> None:
    events = metre(3, 2) + metre(4, 2, 288) + END
    played = header(tracks=2) + chunk(events) + chunk(hits(0, 288 - 6, 288 + 96) + END)
    found = scored(tmp_path / "early.mid", played)
    assert found.bars[0] is None
    assert found.bars[1] is not None
    assert found.bars[1].timing_ms == pytest.approx(math.sqrt(6.0**2 / 2) * 500 / 96)
    assert len(found.bars) == 2


def test_bars_that_begin_off_the_grid_have_a_grid_of_their_own(tmp_path: Path) -> None:
    # 5/32 is two and a half sixteenths; what follows lies between the file's sixteenths
    content = one_track(metre(5, 5) + metre(4, 2, 60) + kicks(8))
    assert scored(tmp_path / "odd.mid", content) == FileScores((None, FLOOR, FLOOR))


def test_a_file_may_end_with_bars_of_another_metre(tmp_path: Path) -> None:
    content = one_track(kicks(4) + metre(3, 2, 84) + kicks(7))
    assert scored(tmp_path / "mixed.mid", content) == FileScores((FLOOR, None, None, None))


# The engine's own files


@st.composite
def played_bars(draw: st.DrawFn) -> list[Bar]:
    bars = []
    for index in range(draw(st.integers(1, 4))):
        events = []
        for layer in NOTES:
            steps = draw(st.integers(0, 0xFFFF))
            late = draw(st.integers(0, 80)) if layer.startswith("hat") else 0
            for step in range(16):
                if steps >> step & 1:
                    jitter = draw(st.integers(-40, 40))
                    offset = step % 2 * late + jitter
                    events.append(hit(layer, index, step, max(offset, -index * 7680 - step * 480)))
        last = [] if any(event.layer == "kick" and event.step == 15 for event in events) else [hit("kick", index, 15)]
        bars.append(bar_of(index, events + last, draw(st.floats(20.0, 300.0))))
    return bars


@given(played_bars())
def test_a_rendered_file_scores_as_its_bars(tmp_path_factory: pytest.TempPathFactory, bars: list[Bar]) -> None:
    scores = scores_of(rendered(tmp_path_factory.getbasetemp() / "take.mid", bars))
    for ours, theirs in zip(scores, expected(bars), strict=True):
        assert ours.entrainment == theirs.entrainment
        assert ours.syncopation == theirs.syncopation
        assert ours.dispersion == theirs.dispersion
        assert ours.entropy == theirs.entropy
        # a file writes tempo in whole microseconds a beat
        assert ours.timing_ms == pytest.approx(theirs.timing_ms, rel=1e-5, abs=1e-9)
        assert ours.timing_random_ms == pytest.approx(theirs.timing_random_ms, rel=1e-5, abs=1e-6)


# What it refuses


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for name, sentence in [("none.mid", "no such file"), ("", "is not a file"), ("x" * 300, "cannot be read"),
                           ("nul\0", "no such file")]:
        with pytest.raises(MidiFileError, match=sentence):
            score_file(tmp_path / name)


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.mid"
    with path.open("wb") as file:
        file.truncate(midi_score.MAX_FILE_BYTES + 1)
    with pytest.raises(MidiFileError, match="larger than 32 MiB"):
        score_file(path)


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = drum_file(tmp_path / "drums.mid", [(0, 36)])

    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(MidiFileError, match="cannot be read: Permission denied"):
        score_file(path)


def test_a_file_of_another_metre_alone_is_refused_with_it(tmp_path: Path) -> None:
    path = tmp_path / "waltz.mid"
    path.write_bytes(one_track(metre(3, 2) + kicks()))
    with pytest.raises(MidiFileError, match=r"waltz\.mid: has its bars in 3/4; scores are for bars of 16 sixteenths"):
        score_file(path)


def test_a_hit_behind_all_bars_that_a_file_may_have_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "late.mid"
    path.write_bytes(one_track(hits(0, 65_536 * BAR - 13)))
    assert len(score_file(path).bars) == 65_536
    path.write_bytes(one_track(hits(0, 65_536 * BAR - 12)))
    with pytest.raises(MidiFileError, match="has a hit behind bar 65536"):
        score_file(path)


def test_what_the_reader_refuses_is_told_with_the_files_name(tmp_path: Path) -> None:
    path = tmp_path / "take.mid"
    path.write_bytes(b"MThx")
    with pytest.raises(MidiFileError) as caught:
        score_file(path)
    assert str(caught.value) == f"{path}: is not a MIDI file"


def scored_or_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with suppress(MidiFileError):
        assert all(bar is None or math.isfinite(bar.timing_ms) for bar in score_file(path).bars)


@given(st.binary(max_size=400), st.sampled_from([b"", b"MThd", header(), header() + b"MTrk\0\0\0\x40"]))
def test_any_bytes_are_scored_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, beginning: bytes
) -> None:
    scored_or_refused(tmp_path_factory.getbasetemp() / "fuzz.mid", beginning + content)


def valid_bytes() -> bytes:
    take = Take(("kick", "hat_c"), title="mutated")
    for index in range(2):
        floor = [hit("kick", index, step) for step in (0, 4, 8, 12)]
        take.add_bar(bar_of(index, floor + ratchet("hat_c", index, 6, 3)))
    return take.to_bytes()


VALID = valid_bytes()


@given(
    st.lists(st.tuples(st.integers(0, len(VALID) - 1), st.integers(0, 255)), max_size=6),
    st.integers(0, len(VALID)),
    st.integers(0, len(VALID)),
)
def test_a_damaged_file_is_scored_or_refused(
    tmp_path_factory: pytest.TempPathFactory, flips: list[tuple[int, int]], cut_from: int, cut_to: int
) -> None:
    content = bytearray(VALID)
    for place, byte in flips:
        content[place] = byte
    if cut_from < cut_to:
        del content[cut_from:cut_to]
    scored_or_refused(tmp_path_factory.getbasetemp() / "fuzz.mid", bytes(content))


@given(st.integers(0, len(VALID) - 1))
def test_a_truncated_file_is_refused_or_scored_with_a_remark(
    tmp_path_factory: pytest.TempPathFactory, length: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz.mid"
    path.write_bytes(VALID[:length])
    with suppress(MidiFileError):
        assert len(score_file(path).remarks) == 1
