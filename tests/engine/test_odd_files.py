"""Files of other programs, cut short, in mixed metres or broken: scored as far as they go, or refused with a reason."""

import math
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import midi_score
from engine.bar import Scores
from engine.errors import MidiFileError
from engine.midi_file import Take
from engine.midi_score import FileScores, score_file
from tests.engine.bars import bar_of, hit, ratchet
from tests.engine.drum_files import BAR, drum_file, scored
from tests.engine.midi_bytes import END, chunk, header, hits, kicks, meta, metre, one_track, track_name

# Odd files, and what players make of them
FLOOR = Scores(entrainment=1.0, syncopation=0.0, dispersion=0.0, entropy=0.0, timing_ms=0.0, timing_random_ms=0.0)
NOTHING = Scores(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


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
