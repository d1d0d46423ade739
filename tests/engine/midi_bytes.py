"""Bytes of MIDI files, right ones and odd ones, put together by hand."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

PPQ: Final = 96
END: Final = b"\0\xff\x2f\0"
KICK: Final = b"\x24"
HIT_TICKS: Final = 12


def header(kind: int = 1, tracks: int = 1, division: int = PPQ, extra: bytes = b"") -> bytes:
    fields = b"".join(number.to_bytes(2, "big") for number in (kind, tracks, division))
    return chunk(fields + extra, b"MThd")


def chunk(content: bytes, name: bytes = b"MTrk", length: int | None = None) -> bytes:
    return name + (len(content) if length is None else length).to_bytes(4, "big") + content


def number(value: int) -> bytes:
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.append(value & 0x7F | 0x80)
    return bytes(reversed(digits))


def meta(kind: int, content: bytes = b"", wait: int = 0) -> bytes:
    return number(wait) + bytes((0xFF, kind)) + number(len(content)) + content


def metre(beats: int, power: int, wait: int = 0) -> bytes:
    return meta(0x58, bytes((beats, power, 24, 8)), wait)


def track_name(text: str) -> bytes:
    return meta(0x03, text.encode())


def kicks(count: int = 8, *, channel: int = 10, every: int = PPQ, note: bytes = KICK) -> bytes:
    """Return a kick on each beat, each hit twelve ticks long, the first at once; the end is that of the last hit."""
    on, off = bytes((0x90 | channel - 1,)) + note, bytes((0x80 | channel - 1,)) + note
    wait = number(every - HIT_TICKS)
    hits = [on + b"\x64" + number(HIT_TICKS) + off + b"\0"] * count
    return b"\0" + wait.join(hits)


def hits(*places: int, channel: int = 10, note: bytes = KICK) -> bytes:
    """Return hits at ticks in ascending order, with running status."""
    waits = [places[0], *(after - before for before, after in pairwise(places))]
    played = [number(wait) + note + b"\x64" for wait in waits]
    first = number(waits[0]) + bytes((0x90 | channel - 1,)) + note + b"\x64"
    return first + b"".join(played[1:])


def one_track(events: bytes, *, kind: int = 0, division: int = PPQ) -> bytes:
    return header(kind, 1, division) + chunk(events + END)
