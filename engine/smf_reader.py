"""What does a MIDI file play, whoever wrote it? It is read as players read it, past faults that change no note.

Only what rhythm needs is kept: onsets, names, tempos, metres, and which channels are said to be drums. The rest is
skipped by its length, so an odd key signature or a strange controller value spoils nothing. A file that ends too early
is read as far as it goes.

Source: Standard MIDI Files 1.0 (MIDI Manufacturers Association, 1988); where files depart from it, what players do. Why
not a library reads them: docs/adr/0005-own-midi-reader.md.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass, field
from struct import unpack_from
from typing import Final

from mido.messages.specs import SPEC_BY_STATUS

from engine import smf

HEADER, TRACK = b"MThd", b"MTrk"
HEADER_BYTES: Final = 14
CHUNK_HEAD_BYTES: Final = 8
MAX_LEAD_BYTES: Final = 1024
"""How far into a file its header may lie, as some archives put a head of their own before it. In RIFF: anywhere."""
LATEST_KIND: Final = 2
VIDEO_FRAMES: Final = 0x8000
"""Bit of the header's division: time is counted in frames of a film, not in parts of a quarter note."""

MAX_NUMBER_BYTES: Final = 4
"""Of a variable-length number (SMF 1.0)."""
MAX_TRACKS: Final = 0xFFFF
"""What the header can count."""
MAX_LANES: Final = 1 << 16
"""Different notes of all tracks and channels: a song has some hundred; more take more memory than the file does."""
MAX_NAME_BYTES, MAX_SYSEX_BYTES = 256, 16
"""Longest part of a name and of a system exclusive that is read, in bytes."""
TEMPO_BYTES, METRE_BYTES = 3, 2
"""What of these meta events is read; a shorter one says nothing."""

SYSEX, SYSEX_MORE = 0xF0, 0xF7
FIRST_SYSTEM: Final = 0xF0
DATA_BYTES: Final = {
    status: int(spec["length"]) - 1 for status, spec in SPEC_BY_STATUS.items() if status not in {SYSEX, SYSEX_MORE}
}
"""What follows each status byte; the system messages among them have no business in a file, but are found in some."""
FIRST_STATUS: Final = 0x80
"""The lowest byte that is no data: what is below has 7 bits."""
NOTE_ON, PRESSURE, CONTROLLER, PROGRAM = 0x90, 0xA0, 0xB0, 0xC0

DRUM_CHANNEL: Final = 9
"""Channel 10, General MIDI's percussion, as it is in bytes."""
DRUM_BANKS: Final = frozenset({120, 127})
"""Controller 0 of a drum kit: General MIDI 2, and Yamaha XG."""
GS_RESET: Final = re.compile(rb"\x41.\x42\x12\x40\x00\x7f", re.DOTALL)
GS_DRUM_PART: Final = re.compile(rb"\x41.\x42\x12\x40([\x10-\x1f])\x15[\x01-\x7f]", re.DOTALL)
XG_DRUM_PART: Final = re.compile(rb"\x43.\x4c\x08([\x00-\x0f])\x07[\x01-\x7f]", re.DOTALL)
"""System exclusives of Roland GS and Yamaha XG: everything anew; this part plays drums."""
GS_CHANNELS: Final = (9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15)
"""The channel on which each GS part plays."""

LARGEST_POWER: Final = 6
"""Metres count in 64ths at the finest; a signature that names smaller notes is none."""


class NotMidi(ValueError):
    """Why bytes cannot be read as a MIDI file, in words that follow a file's name: "is empty"."""


@dataclass(slots=True)
class ReadTrack:
    """What one track plays.

    Attributes:
        name, instrument: as the track's first events of that kind say, or "".
        onsets: of each (channel 0..15, note 0..127): ticks from the start, ascending, none twice.
        tempos: (tick, microseconds per quarter note).
        metres: (tick, beats in a bar, and 4 for quarter notes, 8 for eighths ...).
    """

    name: str = ""
    instrument: str = ""
    onsets: dict[tuple[int, int], array[int]] = field(default_factory=dict)
    tempos: list[tuple[int, int]] = field(default_factory=list)
    metres: list[tuple[int, int, int]] = field(default_factory=list)


@dataclass(slots=True)
class ReadFile:
    """A MIDI file as it was read.

    Attributes:
        kind: 0 one track, 1 tracks that sound together, 2 patterns of their own.
        ppq: ticks per quarter note, at least 1.
        counted: tracks by the header, which may be wrong.
        drum_channels: 0..15, channel 10 and those that a bank or a system message declares to be drums.
        gs: a Roland GS reset is in it.
        cut: it ends before its last track does.
    """

    kind: int
    ppq: int
    counted: int
    tracks: list[ReadTrack] = field(default_factory=list)
    drum_channels: set[int] = field(default_factory=lambda: {DRUM_CHANNEL})
    bank_channels: set[int] = field(default_factory=set)
    gs: bool = False
    cut: bool = False


def read(content: bytes) -> ReadFile:
    """Read the bytes of a MIDI file.

    Raises:
        NotMidi: they are no MIDI file, or one that is not counted in beats, or hold what is no event.

    Source: SMF 1.0; players read on where the header counts wrong, a chunk is unknown or a track's length is not true.
    """
    start = _start(content)
    file = _header(content, start)
    place = start + CHUNK_HEAD_BYTES + _long(content, start + 4)
    if not _chunk_at(content, place):
        place = _next_track(content, start + HEADER_BYTES)
    lanes = 0
    while place + CHUNK_HEAD_BYTES <= len(content):
        first, end = place + CHUNK_HEAD_BYTES, place + CHUNK_HEAD_BYTES + _long(content, place + 4)
        if content.startswith(TRACK, place):
            true_length = end <= len(content) and _chunk_at(content, end)
            limit = end if true_length else _next_track(content, first)
            reading = _Reading(content, first, limit, file)
            stop = reading.read()
            file.cut |= not reading.ended and (stop > limit or end > len(content))
            place = end if true_length else _next_track(content, min(stop, limit))
            lanes += len(reading.track.onsets)
            if len(file.tracks) > MAX_TRACKS or lanes > MAX_LANES:
                raise NotMidi(f"has more than {MAX_TRACKS} tracks, or {MAX_LANES} notes of them that differ")
        elif _chunk_at(content, place):
            place = end
        else:
            place = _next_track(content, place)
    if not file.gs:  # there bank 127 holds the melodies of an older module
        file.drum_channels |= file.bank_channels
    return file


def _start(content: bytes) -> int:
    """Return the index of the header's first byte."""
    if not content:
        raise NotMidi("is empty")
    riff = content.startswith(b"RIFF")
    start = content.find(HEADER) if riff else content.find(HEADER, 0, MAX_LEAD_BYTES)
    if start < 0:
        raise NotMidi("is not a MIDI file" + (": it is RIFF without one inside" if riff else ""))
    return start


def _header(content: bytes, start: int) -> ReadFile:
    if len(content) < start + HEADER_BYTES:
        raise NotMidi("is cut short: it ends inside its header")
    kind, counted, division = unpack_from(">HHH", content, start + CHUNK_HEAD_BYTES)
    if kind > LATEST_KIND:
        raise NotMidi(f"is a MIDI file of type {kind}; export it as type 0 or 1")
    if division & VIDEO_FRAMES:
        raise NotMidi("counts in video frames, not in beats; export it with ticks per quarter note")
    if not division:
        raise NotMidi("is a broken MIDI file: it has 0 ticks per quarter note")
    return ReadFile(kind, division, counted)


def _long(content: bytes, place: int) -> int:
    return int.from_bytes(content[place : place + 4], "big")


def _chunk_at(content: bytes, place: int) -> bool:
    """Return True where the file ends, a track begins, or some other whole chunk with a name of four letters does."""
    name = content[place : place + 4]
    if place == len(content) or name == TRACK:
        return True
    return name.isascii() and name.decode().isprintable() and place + CHUNK_HEAD_BYTES + _long(content, place + 4) <= (
        len(content) if len(name) == len(TRACK) else 0
    )


def _next_track(content: bytes, place: int) -> int:
    """Return the index of the next track's first byte, or the end of the file."""
    found = content.find(TRACK, place)
    return len(content) if found < 0 else found


class _Reading:
    """One track while it is read."""

    __slots__ = ("_content", "_file", "_first", "_limit", "ended", "track")

    def __init__(self, content: bytes, first: int, limit: int, file: ReadFile) -> None:
        self._content = content
        self._first = first
        self._limit = limit
        self._file = file
        self.track = ReadTrack()
        self.ended = False
        file.tracks.append(self.track)

    def read(self) -> int:
        """Read the events up to the track's end; return the place behind the last, which lies over the limit if cut."""
        try:
            return self._events()
        except IndexError:
            return len(self._content) + 1

    def _events(self) -> int:
        """Read the events. One long loop with everything at hand: it runs ten million times for a large file.

        Raises:
            IndexError: an event is longer than the file.
        """
        content, place, limit = self._content, self._first, self._limit
        lanes: dict[int, array[int]] = {}
        now = status = 0
        while place < limit:
            byte = content[place]
            place += 1
            if byte >= FIRST_STATUS:  # of a number too, this bit says that more follows
                byte, place = self._rest_of_number(byte, place)
            now += byte
            byte = content[place]
            if byte >= FIRST_STATUS:
                place += 1
                if byte >= FIRST_SYSTEM:
                    place = self._system(byte, place, now)
                    if self.ended:
                        return place
                    continue
                status = byte
            elif not status:
                raise self._broken("a data byte stands where an event should begin", place)
            if NOTE_ON <= status < PRESSURE:
                note = content[place]
                if content[place + 1]:
                    key = status << 8 | note
                    ticks = lanes.get(key)
                    if ticks is None:
                        lanes[key] = self._lane(status & 0x0F, note, now, place)
                    elif ticks[-1] != now:
                        ticks.append(now)
                place += 2
            else:
                if CONTROLLER <= status < PROGRAM and not content[place] and content[place + 1] in DRUM_BANKS:
                    self._file.bank_channels.add(status & 0x0F)
                place += DATA_BYTES[status]
        return place

    def _lane(self, channel: int, note: int, now: int, place: int) -> array[int]:
        """Begin the onsets of a note."""
        if note >= FIRST_STATUS:
            raise self._broken(f"note {note} is none; there are 0..127", place)
        ticks = self.track.onsets[channel, note] = array("q", (now,))
        return ticks

    def _rest_of_number(self, byte: int, place: int) -> tuple[int, int]:
        """Return a variable-length number whose first byte was taken, and the place behind it."""
        value = byte & 0x7F
        for length in range(2, MAX_NUMBER_BYTES + 1):
            byte = self._content[place]
            place += 1
            value = value << 7 | byte & 0x7F
            if byte < FIRST_STATUS:
                return value, place
            if length == MAX_NUMBER_BYTES:
                break
        raise self._broken(f"a number has more than {MAX_NUMBER_BYTES} bytes", place)

    def _system(self, status: int, place: int, now: int) -> int:
        """Take a meta event, a system exclusive or another system message; return the place behind it."""
        if status == smf.META:
            kind = self._content[place]
            place, end = self._sized(place + 1)
            self._meta(kind, now, place, end)
            return end
        if status in {SYSEX, SYSEX_MORE}:
            place, end = self._sized(place)
            self._sysex(self._content[place : min(end, place + MAX_SYSEX_BYTES)])
            return end
        return place + DATA_BYTES.get(status, 0)

    def _sized(self, place: int) -> tuple[int, int]:
        """Return the begin and end of data that is preceded by its length.

        Raises:
            IndexError: it is longer than the file.
        """
        length = self._content[place]
        place += 1
        if length >= FIRST_STATUS:
            length, place = self._rest_of_number(length, place)
        if place + length > len(self._content):
            raise IndexError
        return place, place + length

    def _meta(self, kind: int, now: int, place: int, end: int) -> None:
        content, track = self._content, self.track
        if kind == smf.END_OF_TRACK:
            self.ended = True
        elif kind == smf.SET_TEMPO and end - place >= TEMPO_BYTES:
            tempo = int.from_bytes(content[place : place + TEMPO_BYTES], "big")
            if tempo:
                track.tempos.append((now, tempo))
        elif kind == smf.TIME_SIGNATURE and end - place >= METRE_BYTES:  # the clicks may be missing
            beats, power = content[place : place + METRE_BYTES]
            if beats and power <= LARGEST_POWER:
                track.metres.append((now, beats, 1 << power))
        elif kind == smf.TRACK_NAME:
            track.name = track.name or self._text(place, end)
        elif kind == smf.INSTRUMENT_NAME:
            track.instrument = track.instrument or self._text(place, end)

    def _text(self, place: int, end: int) -> str:
        letters = self._content[place : min(end, place + MAX_NAME_BYTES)]
        try:
            return letters.decode()
        except UnicodeDecodeError:
            return letters.decode("latin-1")

    def _sysex(self, message: bytes) -> None:
        """Learn from the system exclusives of Roland's and Yamaha's modules which parts are drums."""
        if GS_RESET.match(message):
            self._file.gs = True
        elif part := GS_DRUM_PART.match(message):
            self._file.drum_channels.add(GS_CHANNELS[part[1][0] & 0x0F])
        elif part := XG_DRUM_PART.match(message):
            self._file.drum_channels.add(part[1][0])

    def _broken(self, what: str, place: int) -> NotMidi:
        return NotMidi(f"is a broken MIDI file: {what} (track {len(self._file.tracks)}, byte {place})")
