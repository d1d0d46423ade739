"""Odd files are read as players read them; the music is a kick on each beat of two bars unless a test says else."""

from __future__ import annotations

from array import array
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mido import MidiFile, bpm2tempo

from engine.smf_reader import MAX_TRACKS, NotMidi, read
from tests.engine import midi_bytes
from tests.engine.midi_bytes import END, chunk, header, kicks, meta, number, one_track, track_name

BEATS = [beat * 96 for beat in range(8)]
CONDUCTOR = chunk(track_name("conductor") + END)
SYSEX = b"\xf0\5\x7e\x7f\x09\x01\xf7"


def onsets(content: bytes) -> list[int]:
    """Return the onsets of the kick on channel 10, of the only track that plays."""
    (played,) = [track.onsets for track in read(content).tracks if track.onsets]
    assert list(played) == [(9, 36)]
    return list(played[9, 36])


def running(between: bytes) -> bytes:
    """Return the kicks with one status byte for all of them, and something else between on and off."""
    first = b"\0\x99\x24\x64" + between + b"\x0c\x24\0"
    return first + (b"\x54\x24\x64" + between + b"\x0c\x24\0") * 7


# Metas that do not matter


@pytest.mark.parametrize(
    "odd",
    [
        meta(0x59, b"\x08\0"),
        meta(0x59, b"\0"),
        meta(0x59, b"\x09\x05"),
        meta(0x59, b""),
        meta(0x59, b"\xf8\x02\0\0"),
        meta(0x54, b"\0\0\0\0"),
        meta(0x54, b""),
        meta(0x54, b"\x61\x60\x60\x60\x60\x60"),
        meta(0x00, b""),
        meta(0x00, b"\1"),
        meta(0x20, b""),
        meta(0x21, b"\0\0\0"),
        meta(0x7F, bytes(300)),
        meta(0x60, b"what is this"),
        meta(0x01, b"\xff\xfe\x80"),
        meta(0x05, b""),
        meta(0x03, b"\x8ad\x8d\xf7"),
        meta(0x51, b""),
        meta(0x51, b"\7\xa1"),
        meta(0x51, b"\0\0\0"),
        meta(0x51, b"\7\xa1\x20\0"),
        meta(0x58, b""),
        meta(0x58, b"\3"),
        meta(0x58, b"\0\2\x18\x08"),
        meta(0x58, b"\4\xff\x18\x08"),
    ],
    ids=lambda odd: odd[:8].hex(),
)
def test_an_odd_meta_event_is_passed_over(odd: bytes) -> None:
    assert onsets(one_track(odd + kicks())) == BEATS
    assert onsets(one_track(kicks(4) + odd + b"\x54" + kicks(4)[1:])) == BEATS


def test_a_metre_needs_no_more_than_its_two_numbers() -> None:
    (track,) = read(one_track(meta(0x58, b"\6\3") + kicks())).tracks
    assert track.metres == [(0, 6, 8)]


def test_tempos_are_kept_with_their_ticks_and_one_of_nothing_is_none() -> None:
    tempo = bpm2tempo(130).to_bytes(3, "big")
    (track,) = read(one_track(meta(0x51, tempo) + meta(0x51, b"\0\0\0", 3) + meta(0x51, tempo + b"\0", 4))).tracks
    assert track.tempos == [(0, 461538), (7, 461538)]


@pytest.mark.parametrize(
    ("letters", "text"),
    [(b"Drums", "Drums"), ("Trommel für 2".encode(), "Trommel für 2"), (b"Caf\xe9", "Café"), (b"x" * 999, "x" * 256)],
)
def test_names_are_utf_8_or_else_western(letters: bytes, text: str) -> None:
    (track,) = read(one_track(meta(3, letters) + meta(3, b"second") + meta(4, letters) + kicks())).tracks
    assert (track.name, track.instrument) == (text, text)


# Chunks


@pytest.mark.parametrize(
    "content",
    [
        header() + chunk(b"abcd", b"XTRA") + chunk(kicks() + END),
        header() + chunk(b"", b"Junk") + chunk(bytes(range(256)), b"abcd") + chunk(kicks() + END),
        header(tracks=2) + CONDUCTOR + chunk(b"MTrk?", b"XFIH") + chunk(kicks() + END),
        header() + chunk(kicks() + END) + chunk(b"tail", b"XFKM"),
        header() + chunk(kicks() + END) + chunk(b"tail", b"tail", 900),
    ],
)
def test_a_chunk_of_another_type_is_passed_over(content: bytes) -> None:
    assert onsets(content) == BEATS
    assert not read(content).cut


@pytest.mark.parametrize("stated", [0, 1, 3, 16, 0xFFFF])
def test_the_headers_count_of_tracks_is_not_believed(stated: int) -> None:
    content = header(tracks=stated) + CONDUCTOR + chunk(kicks() + END)
    assert onsets(content) == BEATS
    assert not read(content).cut
    assert [track.name for track in read(content).tracks] == ["conductor", ""]


@pytest.mark.parametrize("extra", [b"\0", b"\0\0\0\0", b"MTrk", bytes(40)])
def test_a_longer_header_is_read_for_what_it_has(extra: bytes) -> None:
    assert onsets(header(extra=extra) + chunk(kicks() + END)) == BEATS


@pytest.mark.parametrize("length", [0, 5, 0xFFFFFFFF, 13])
def test_a_header_of_another_length_than_it_says_is_found_out(length: int) -> None:
    content = bytearray(header() + chunk(kicks() + END))
    content[4:8] = length.to_bytes(4, "big")
    assert onsets(bytes(content)) == BEATS


@pytest.mark.parametrize("off", [-30, -9, -5, -1, 1, 3, 4, 12, 700])
@pytest.mark.parametrize("behind", [b"", CONDUCTOR, CONDUCTOR + CONDUCTOR])
def test_a_track_of_another_length_than_it_says_ends_where_its_events_do(off: int, behind: bytes) -> None:
    events = kicks() + END
    content = header(tracks=3) + chunk(events, length=len(events) + off) + behind
    assert onsets(content) == BEATS
    assert not read(content).cut
    assert len(read(content).tracks) == 1 + len(behind) // len(CONDUCTOR)


def test_a_track_that_was_never_finished_is_read() -> None:
    assert onsets(header() + chunk(kicks(), length=0)) == BEATS


@pytest.mark.parametrize("tail", [b"\0", b"\r\n", bytes(7), b"\0" * 600, b"\x1a" * 9, b"TAG" + b" " * 125])
def test_what_lies_behind_the_last_track_is_passed_over(tail: bytes) -> None:
    content = header() + chunk(kicks() + END) + tail
    assert onsets(content) == BEATS
    assert not read(content).cut


def test_rubbish_between_tracks_is_passed_over() -> None:
    content = header(tracks=2) + CONDUCTOR + b"\0\0rubbish\xff" + chunk(kicks() + END)
    assert onsets(content) == BEATS
    assert len(read(content).tracks) == 2


def test_what_stands_behind_the_end_of_a_track_is_not_played() -> None:
    assert onsets(header() + chunk(kicks() + END + kicks())) == BEATS


@pytest.mark.parametrize("content", [header(), header() + chunk(b""), header() + chunk(END) * 3, header(tracks=0)])
def test_empty_tracks_play_nothing(content: bytes) -> None:
    assert not any(track.onsets for track in read(content).tracks)


@pytest.mark.parametrize("empty", [chunk(b""), chunk(END), chunk(b"") * 3])
def test_empty_tracks_beside_others_do_no_harm(empty: bytes) -> None:
    content = header(tracks=2) + empty + chunk(kicks() + END)
    assert onsets(content) == BEATS
    assert not read(content).cut


# Envelopes


def riff(content: bytes, before: bytes = b"", after: bytes = b"", form: bytes = b"RMID") -> bytes:
    data = b"data" + len(content).to_bytes(4, "little") + content + b"\0" * (len(content) % 2)
    body = form + before + data + after
    return b"RIFF" + len(body).to_bytes(4, "little") + body


WHOLE = header() + chunk(kicks() + END)
INFO = b"LIST\x0c\0\0\0INFOINAM\0\0\0\0"


@pytest.mark.parametrize(
    "content",
    [
        riff(WHOLE),
        riff(WHOLE, before=INFO),
        riff(WHOLE, before=b"DISP" + (5000).to_bytes(4, "little") + bytes(5000)),
        riff(WHOLE, after=INFO + riff(bytes(99), form=b"DLS ")),
        riff(WHOLE)[:4] + bytes(4) + riff(WHOLE)[8:],
        b"\0" * 128 + WHOLE,
        b"\0\x09drums.mid" + bytes(117) + WHOLE + bytes(60),
        b"\n" + WHOLE,
    ],
)
def test_the_file_is_found_in_its_envelope(content: bytes) -> None:
    assert onsets(content) == BEATS


# Events


@pytest.mark.parametrize(
    "between",
    [
        b"\0" + SYSEX,
        b"\0\xf0\0",
        b"\0\xf7\2\xf3\1",
        b"\0\xf0\3\x43\x12\0\0\xf7\2\x01\xf7",
        meta(1, b"text"),
        meta(0x7F, b""),
        meta(1, b"text") + b"\0" + SYSEX,
        b"\0\xf8",
        b"\0\xf1\x10",
        b"\0\xf2\1\2",
        b"\0\xf3\1",
        b"\0\xf6",
        b"\0\xfe",
    ],
    ids=lambda between: between.hex(),
)
def test_running_status_goes_on_over_what_is_no_channel_message(between: bytes) -> None:
    assert onsets(one_track(running(between))) == BEATS


@pytest.mark.parametrize(
    "message",
    [b"\xb9\7\xff", b"\xb9\xff\7", b"\xb9\x80\x80", b"\xe9\xff\xff", b"\xe9\0\x90", b"\xc9\xff", b"\xd9\x90",
     b"\xa9\x24\xff", b"\xa9\xff\0", b"\xb0\x0a\x80", b"\x89\xff\xff"],
    ids=lambda message: message.hex(),
)
def test_a_data_byte_out_of_range_spoils_no_note(message: bytes) -> None:
    assert onsets(one_track(b"\0" + message + kicks())) == BEATS
    assert onsets(one_track(kicks(4) + b"\0" + message + b"\x54" + kicks(4)[1:])) == BEATS


def test_a_velocity_out_of_range_is_a_hit() -> None:
    assert onsets(one_track(b"\0\x99\x24\xe0" + b"\x60\x24\x80")) == [0, 96]


def test_a_velocity_of_nothing_is_none() -> None:
    assert onsets(one_track(b"\0\x99\x24\1\x05\x24\0\x05\x24\1")) == [0, 10]


def test_one_note_struck_twice_at_a_tick_is_one_onset() -> None:
    assert onsets(one_track(b"\0\x99\x24\1\0\x24\2\x05\x24\1")) == [0, 5]


def test_numbers_of_up_to_four_bytes_are_read() -> None:
    places = [0, 1, 1 + 0x80, 1 + 0x80 + 0x4000, 1 + 0x80 + 0x4000 + 0x200000]
    assert onsets(one_track(midi_bytes.hits(*places))) == places
    assert onsets(one_track(b"\x80\x80\x80\x05\x99\x24\1")) == [5]
    assert onsets(one_track(b"\0\xff\1\x80\x80\x02ab" + b"\5\x99\x24\1")) == [5]


# Which channels are drums


@pytest.mark.parametrize(
    ("setting", "channels"),
    [
        (b"\0\xb3\0\x78", {3, 9}),
        (b"\0\xb3\0\x7f\0\x20\0\0\xc3\0", {3, 9}),
        (b"\0\xb3\0\x79", {9}),
        (b"\0\xb3\x20\x7f", {9}),
        (b"\0\xf0\x0a\x41\x10\x42\x12\x40\x12\x15\1\0\xf7", {1, 9}),
        (b"\0\xf0\x0a\x41\x10\x42\x12\x40\x1f\x15\2\0\xf7", {15, 9}),
        (b"\0\xf0\x0a\x41\x10\x42\x12\x40\x12\x15\0\0\xf7", {9}),
        (b"\0\xf0\x08\x43\x10\x4c\x08\x0a\x07\2\xf7", {10, 9}),
        (b"\0\xf0\x08\x43\x10\x4c\x08\x0a\x07\0\xf7", {9}),
        (b"\0\xb3\0\x7f" + b"\0\xf0\x0a\x41\x10\x42\x12\x40\0\x7f\0\x41\xf7", {9}),
    ],
)
def test_banks_and_system_messages_say_which_channels_are_drums(setting: bytes, channels: set[int]) -> None:
    assert read(one_track(setting + kicks())).drum_channels == channels


# Cut short


EVENTS = kicks(64) + END


@given(st.integers(1, len(EVENTS) - 1))
def test_a_track_cut_short_is_read_up_to_there_and_says_so(missing: int) -> None:
    file = read(header() + chunk(EVENTS[: len(EVENTS) - missing], length=len(EVENTS)))
    assert file.cut
    played = file.tracks[0].onsets.get((9, 36), array("q"))
    assert list(played) == [beat * 96 for beat in range(len(played))]
    assert len(played) >= (len(EVENTS) - missing) // 9


def test_a_meta_event_longer_than_the_file_is_a_cut() -> None:
    file = read(one_track(kicks())[: -len(END)] + b"\0\xff\x01\x7fabc")
    assert file.cut
    assert list(file.tracks[0].onsets[9, 36]) == BEATS


def test_a_track_without_an_end_is_whole() -> None:
    assert not read(header() + chunk(kicks())).cut


# What is no MIDI file


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"hello", "is not a MIDI file"),
        (bytes(2000) + WHOLE, "is not a MIDI file"),
        (b"RIFF\x04\0\0\0WAVE", "is not a MIDI file: it is RIFF without one inside"),
        (b"MThd", "is cut short: it ends inside its header"),
        (WHOLE[:13], "is cut short: it ends inside its header"),
        (header(kind=3) + chunk(END), "is a MIDI file of type 3; export it as type 0 or 1"),
        (header(division=0) + chunk(END), "is a broken MIDI file: it has 0 ticks per quarter note"),
        *(
            (header(division=division) + chunk(END), "frames, not in beats; export it with ticks per quarter note")
            for division in (0xE728, 0xE250, 0xE804, 0x8000)
        ),
        (one_track(b"\0\x24\x64"), "a data byte stands where an event should begin (track 1, byte 23)"),
        (one_track(b"\0\xf8\0\x24\x64"), "a data byte stands where an event should begin (track 1, byte 25)"),
        (header() + CONDUCTOR + chunk(b"\0\x99\x80\x64"), "note 128 is none; there are 0..127 (track 2, byte 49)"),
        (one_track(b"\x80\x80\x80\x80\0\x99\x24\1"), "a number has more than 4 bytes (track 1, byte 26)"),
        (one_track(b"\0\xff\1\xff\xff\xff\xff\0"), "a number has more than 4 bytes (track 1, byte 29)"),
        (one_track(b"\xff" * 5000), "a number has more than 4 bytes (track 1, byte 26)"),
    ],
)
def test_what_is_no_midi_file_is_refused_with_the_reason(content: bytes, reason: str) -> None:
    with pytest.raises(NotMidi) as caught:
        read(content)
    assert str(caught.value).endswith(reason)


def test_more_tracks_than_can_be_counted_are_refused() -> None:
    with pytest.raises(NotMidi, match="more than 65535 tracks"):
        read(header() + chunk(b"") * (MAX_TRACKS + 1))


def test_more_lanes_than_music_has_are_refused() -> None:
    every_note = b"".join(b"\0" + bytes((0x90 | lane >> 7, lane & 0x7F, 1)) for lane in range(2048))
    assert len(read(header() + chunk(every_note) * 32).tracks) == 32
    with pytest.raises(NotMidi, match="65536 notes"):
        read(header() + chunk(every_note) * 33)


# Against another reader


moments = st.integers(0, 1000)
messages = st.one_of(
    st.tuples(st.sampled_from((0x90, 0x99, 0x80, 0xB0, 0xE3)), st.integers(0, 127), st.integers(0, 127)).map(bytes),
    st.tuples(st.sampled_from((0xC0, 0xD9)), st.integers(0, 127)).map(bytes),
    st.binary(max_size=200).map(lambda text: b"\xff\x01" + number(len(text)) + text),
    st.binary(max_size=20).map(lambda data: b"\xf0" + number(len(data)) + bytes(byte & 0x7F for byte in data)),
)


@given(st.lists(st.lists(st.tuples(moments, messages), max_size=30), min_size=1, max_size=3))
def test_a_right_file_is_read_as_mido_reads_it(tracks: list[list[tuple[int, bytes]]]) -> None:
    content = header(tracks=len(tracks)) + b"".join(
        chunk(b"".join(number(wait) + message for wait, message in events) + END) for events in tracks
    )
    expected = []
    for track in MidiFile(file=BytesIO(content)).tracks:
        now, found = 0, dict[tuple[int, int], set[int]]()
        for message in track:
            now += message.time
            if message.type == "note_on" and message.velocity:
                found.setdefault((message.channel, message.note), set()).add(now)
        expected.append({lane: sorted(ticks) for lane, ticks in found.items()})
    ours = [{lane: list(ticks) for lane, ticks in track.onsets.items()} for track in read(content).tracks]
    assert ours == expected
