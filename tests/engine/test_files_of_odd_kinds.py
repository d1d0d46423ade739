"""Whatever stands around them, two bars of four on the floor are scored as that: more files of kinds that were refused.

8/8 and its like as 16 sixteenths, SMPTE offsets that are none, and chunks that nobody knows; and time counted in video
frames, which has no beats, is refused for that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from engine.bar import Scores
from engine.errors import MidiFileError
from engine.midi_score import FileScores, score_file
from tests.engine.midi_bytes import END, PPQ, chunk, header, kicks, meta, metre, number, one_track, track_name

if TYPE_CHECKING:
    from pathlib import Path

FLOOR: Final = Scores(
    entrainment=1.0, syncopation=0.0, dispersion=0.0, entropy=0.0, timing_ms=0.0, timing_random_ms=0.0
)
TWO_BARS: Final = FileScores((FLOOR, FLOOR))
PLAYED: Final = chunk(kicks() + END)
LAST_WAIT: Final = number(PPQ - 12)
EIGHT_EIGHT: Final = {
    "with clicks of its own": one_track(meta(0x58, b"\x08\x03\x0c\x04") + kicks()),
    "on a conductor's track": header(tracks=2) + chunk(metre(8, 3) + END) + PLAYED,
    "behind the drums": header(tracks=2) + PLAYED + chunk(metre(8, 3) + END),
    "after 4/4": one_track(metre(4, 2) + kicks(4) + metre(8, 3, PPQ - 12) + kicks(4)),
    "before 4/4": one_track(metre(8, 3) + kicks(4) + metre(4, 2, PPQ - 12) + kicks(4)),
    "after 3/4 at the same tick": one_track(metre(3, 2) + metre(8, 3) + kicks()),
    "said again inside a bar": one_track(metre(8, 3) + kicks(3) + metre(8, 3) + LAST_WAIT + kicks(5)[1:]),
    "in 96 ticks, type 0, track named": one_track(track_name("Loop") + metre(8, 3) + kicks()),
}
SMPTE_OFFSETS: Final = {
    "of 1 byte": b"\x21",
    "of 3 bytes": b"\x01\x02\x03",
    "of 6 bytes": b"\x01\x02\x03\x04\x05\x06",
    "of 200 bytes": bytes(range(200)),
    "of 75 hours": b"\x4b\x7f\x7f\x7f\x7f",
    "of bytes over 127": b"\xff\xfe\xfd\xfc\xfb",
    "as text": b"01:00:00:00.00",
}
UNKNOWN_CHUNKS: Final = {
    "two before the track": header() + chunk(bytes(9), b"one ") + chunk(b"\xff" * 77, b"two ") + PLAYED,
    "one that holds a track's name": header() + chunk(b"MTr", b"CASM") + PLAYED,
    "one that holds a header": header() + chunk(header(0, 9), b"OTSc") + PLAYED,
    "an odd length without padding": header() + chunk(b"abc", b"FNRc") + PLAYED,
    "a large one": header() + chunk(bytes(100_000), b"BLOB") + PLAYED,
    "between two tracks": header(tracks=2) + chunk(track_name("lead") + END) + chunk(b"\0\x99", b"MTrx") + PLAYED,
    "behind the last, cut short": header() + PLAYED + chunk(b"styles", b"MDB ", 4096),
}
FRAMES: Final = {24: 0xE808, 25: 0xE728, 29: 0xE350, 30: 0xE264}
"""By frames a second: the division of a file that counts them, some ticks a frame."""


def scored(path: Path, content: bytes) -> FileScores:
    path.write_bytes(content)
    return score_file(path)


@pytest.mark.parametrize("content", EIGHT_EIGHT.values(), ids=list(EIGHT_EIGHT))
def test_eight_eighths_are_a_bar(tmp_path: Path, content: bytes) -> None:
    assert scored(tmp_path / "eight.mid", content) == TWO_BARS


@pytest.mark.parametrize("offset", SMPTE_OFFSETS.values(), ids=list(SMPTE_OFFSETS))
@pytest.mark.parametrize("at_the_end", [False, True])
def test_an_smpte_offset_moves_nothing(tmp_path: Path, offset: bytes, *, at_the_end: bool) -> None:
    odd = meta(0x54, offset)
    assert scored(tmp_path / "film.mid", one_track(kicks() + odd if at_the_end else odd + kicks())) == TWO_BARS


@pytest.mark.parametrize("content", UNKNOWN_CHUNKS.values(), ids=list(UNKNOWN_CHUNKS))
def test_a_chunk_that_nobody_knows_is_skipped(tmp_path: Path, content: bytes) -> None:
    assert scored(tmp_path / "chunks.mid", content) == TWO_BARS


@pytest.mark.parametrize("division", FRAMES.values(), ids=list(FRAMES))
def test_time_in_video_frames_has_no_beats_and_is_refused_for_that(tmp_path: Path, division: int) -> None:
    with pytest.raises(MidiFileError, match="counts in video frames, not in beats; export it with ticks per quarter"):
        scored(tmp_path / "frames.mid", one_track(kicks(), division=division))
