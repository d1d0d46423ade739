"""How are messages on the session's socket written, and read from a peer that may send anything?

JSON-RPC 2.0, one message a line. A line is at most 1 MiB. What is longer is thrown away up to its end without being
kept, and reported once.
"""

from __future__ import annotations

import json
import math
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Mapping

MAX_LINE_BYTES: Final = 1 << 20
READ_BYTES: Final = 1 << 16

PARSE_ERROR: Final = -32700
INVALID_REQUEST: Final = -32600
METHOD_NOT_FOUND: Final = -32601
INVALID_PARAMS: Final = -32602
INTERNAL_ERROR: Final = -32603
REFUSED: Final = -32000
"""The session says no, in a sentence."""
BUSY: Final = -32001

NOTICE_KINDS: Final = ("composed", "struck", "outcomes", "transport", "port", "log")


class Wrong(StrEnum):
    """What is wrong with the parameters of a request; `data` of its error says it, so that no sentence is parsed."""

    KEY = "key"
    """A name, or a bar, that is not there; the door's KeyError."""
    PLACE = "place"
    """A number beyond what there is; the door's IndexError."""
    VALUE = "value"
    """Anything else; the door's ValueError."""


RAISED: Final[Mapping[Wrong, type[LookupError | ValueError]]] = {
    Wrong.KEY: KeyError, Wrong.PLACE: IndexError, Wrong.VALUE: ValueError,
}
"""What the door raises for each, on both ends of the socket."""


class TooLong(Exception):
    """A line of more than 1 MiB."""


class LineReader:
    """Reads lines of bounded length."""

    def __init__(self, reader: asyncio.StreamReader, max_bytes: int = MAX_LINE_BYTES) -> None:
        self._reader = reader
        self._max_bytes = max_bytes
        self._kept = bytearray()
        self._scanned = 0
        self._skipping = False

    async def line(self) -> bytes | None:
        """Return the next line without its end, None at the end of all; half a line at the end is no line.

        Raises:
            TooLong: a line was too long; the next call returns what comes after it.
        """
        while True:
            end = self._kept.find(b"\n", self._scanned)
            if end >= 0:
                found = bytes(self._kept[:end])
                del self._kept[: end + 1]
                self._scanned = 0
                if self._skipping or len(found) > self._max_bytes:
                    self._skipping = False
                    raise TooLong
                return found
            if len(self._kept) > self._max_bytes:
                self._skipping = True
            if self._skipping:
                self._kept.clear()
            self._scanned = len(self._kept)
            chunk = await self._reader.read(READ_BYTES)
            if not chunk:
                return None
            self._kept += chunk


def is_finite(value: object) -> bool:
    """Return False when NaN or infinity stands anywhere in what a line held: JSON knows neither, so no answer can."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, float) and not math.isfinite(one):
            return False
        if isinstance(one, (dict, list)):
            left.extend(one.values() if isinstance(one, dict) else one)
    return True


def encoded(message: Mapping[str, object]) -> bytes:
    """Return a message as a line."""
    return json.dumps(message, separators=(",", ":"), ensure_ascii=True).encode() + b"\n"
