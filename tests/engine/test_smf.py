"""What the writer writes is what the standard says, and what mido reads."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mido import MidiFile, bpm2tempo

from engine import smf


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "00"), (0x40, "40"), (0x7F, "7f"), (0x80, "8100"), (0x2000, "c000"), (0x3FFF, "ff7f"), (0x4000, "818000"),
     (0x100000, "c08000"), (0x1FFFFF, "ffff7f"), (0x200000, "81808000"), (0x0FFFFFFF, "ffffff7f")],
)
def test_numbers_are_written_as_the_standards_table_shows(value: int, written: str) -> None:
    assert smf.number(value).hex() == written


@pytest.mark.parametrize("value", [-1, 1 << 28])
def test_a_number_out_of_range_is_refused(value: int) -> None:
    with pytest.raises(ValueError, match="found"):
        smf.number(value)


@given(st.floats(20.0, 300.0))
def test_tempo_is_midos(bpm: float) -> None:
    assert smf.tempo(bpm) == bpm2tempo(bpm)


moments = st.integers(0, 10**6)


@given(st.lists(st.tuples(moments, st.integers(0, 127), st.integers(1, 127)), max_size=30), moments)
def test_mido_reads_what_was_written(hits: list[tuple[int, int, int]], end: int) -> None:
    events = sorted((tick, bytes((0x99, note, velocity))) for tick, note, velocity in hits)
    named = [(0, smf.meta(smf.TRACK_NAME, "kick é".encode())), (0, smf.four_four()), (0, smf.tempo_event(454545))]
    content = smf.file_bytes([smf.track([*named, *events], end)], 960)
    file = MidiFile(file=BytesIO(content), charset="utf-8")
    assert (file.type, file.ticks_per_beat, len(file.tracks)) == (1, 960, 1)
    now, read = 0, []
    for message in file.tracks[0]:
        now += message.time
        if message.type == "note_on":
            read.append((now, bytes(message.bytes())))
    assert read == events
    assert file.tracks[0].name == "kick é"
    assert file.tracks[0][2].tempo == 454545
    assert now == max(end, events[-1][0] if events else 0)
