"""How are the events of a track written as bytes of a standard MIDI file?

Only what a take needs. mido could write the same, but building a message object for each note takes longer than
composing the bars does. Reading, where anything may come, is another matter: smf_reader.py.

Source: Standard MIDI Files 1.0 (MIDI Manufacturers Association, 1988).
"""

from __future__ import annotations

from struct import pack
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MULTITRACK: Final = 1
"""SMF format: tracks that sound together."""
MICROSECONDS_PER_MINUTE: Final = 60_000_000
LARGEST_NUMBER: Final = (1 << 28) - 1
"""Most that a variable-length number of four bytes holds."""
QUARTER_BY_POWER: Final = 2
"""A quarter note as the time signature's power of two."""
CLOCKS_PER_CLICK: Final = 24
THIRTY_SECONDS_PER_QUARTER: Final = 8

META: Final = 0xFF
TRACK_NAME, INSTRUMENT_NAME, MARKER, END_OF_TRACK, SET_TEMPO, TIME_SIGNATURE = 0x03, 0x04, 0x06, 0x2F, 0x51, 0x58

Timed = tuple[int, bytes]
"""A moment in file ticks from the start, and the event's bytes."""


def number(value: int) -> bytes:
    """Return a variable-length number, 0..2**28 - 1: seven bits a byte, the highest bit set on all but the last.

    Raises:
        ValueError: out of range.
    """
    if value < 1 << 7 and value >= 0:
        return bytes((value,))
    if not 0 <= value <= LARGEST_NUMBER:
        raise ValueError(f"a MIDI file's numbers lie in 0..{LARGEST_NUMBER}, found {value}")
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.append(value & 0x7F | 0x80)
    return bytes(reversed(digits))


def meta(kind: int, content: bytes) -> bytes:
    """Return a meta event's bytes."""
    return bytes((META, kind)) + number(len(content)) + content


def tempo(bpm: float) -> int:
    """Return a tempo as microseconds per quarter note, to the nearest."""
    return round(MICROSECONDS_PER_MINUTE / bpm)


def tempo_event(microseconds: int) -> bytes:
    """Return the event that sets a tempo, in microseconds per quarter note (three bytes)."""
    return meta(SET_TEMPO, microseconds.to_bytes(3, "big"))


def four_four() -> bytes:
    """Return the time signature event of 4/4."""
    return meta(TIME_SIGNATURE, bytes((4, QUARTER_BY_POWER, CLOCKS_PER_CLICK, THIRTY_SECONDS_PER_QUARTER)))


def encoded(events: Iterable[Timed], now: int) -> bytes:
    """Return events in time order as bytes of a track, the first one's delta counted from a tick."""
    parts: list[bytes] = []
    for tick, event in events:
        parts += number(tick - now), event
        now = tick
    return b"".join(parts)


def chunk(content: bytes, wait: int) -> bytes:
    """Return a track's chunk: its events, and its end after another number of ticks."""
    content += number(wait) + meta(END_OF_TRACK, b"")
    return b"MTrk" + pack(">I", len(content)) + content


def track(events: Sequence[Timed], end: int) -> bytes:
    """Return a track's chunk: events in time order, delta encoded, and its end at a tick or the last event."""
    last = events[-1][0] if events else 0
    return chunk(encoded(events, 0), max(0, end - last))


def file_bytes(tracks: Sequence[bytes], ppq: int) -> bytes:
    """Return a whole type 1 file of tracks, at a resolution in ticks per quarter note."""
    return b"MThd" + pack(">IHHH", 6, MULTITRACK, len(tracks), ppq) + b"".join(tracks)
