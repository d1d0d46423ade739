"""What does a server that calls itself OpenAI-compatible send: which JSON objects, in whatever dress?

A stream was asked for. What comes is server-sent events, with or without empty lines between them; or JSON a line; or
one JSON body, because the server does not stream; or a page of a proxy. Source: WHATWG HTML, server-sent events; what
local servers, gateways and proxies do.
"""

from __future__ import annotations

import json
import re
from codecs import getincrementaldecoder
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any, Final

from agent.model import ModelUnavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator, Iterator

MAX_BYTES: Final = 8 * 1024 * 1024
"""Longest answer on the wire; each of a few characters that are said may come in a frame of some hundred."""
CUT: Final = "the answer was cut off in the middle"
DONE: Final = "[DONE]"
FIELD: Final = re.compile(r"(data|event|id|retry)?:(.*)", re.DOTALL)
"""A line of server-sent events; one that begins with a colon is a comment."""
PAGE: Final = re.compile(r"\s*(<!doctype html|<html|<\?xml|<head|<body)", re.IGNORECASE)
TITLE: Final = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
TAG: Final = re.compile(r"<(script|style).*?</\1>|<[^>]*>", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Sent:
    """One thing a server sent: JSON, or the word that it is done (None); and whether it calls it an error."""

    value: Any
    error: bool = False


class NoSense(ValueError):
    """What came is no answer of a model; the words say what it is instead, and may be empty."""


async def sent(pieces: AsyncIterable[bytes]) -> AsyncIterator[Sent]:
    """Yield the events in the body of an answer, as they arrive.

    Raises:
        NoSense: it holds no JSON where it should. ModelUnavailable: it is too long.
    """
    reading = _Reading()
    async for line in _lines(pieces):
        for one in reading.line(line):
            yield one
    for one in reading.rest():
        yield one


async def _lines(pieces: AsyncIterable[bytes]) -> AsyncIterator[str]:
    decoder = getincrementaldecoder("utf-8")("replace")
    size = 0
    kept: list[str] = []
    async for piece in pieces:
        size += len(piece)
        if size > MAX_BYTES:
            raise ModelUnavailable(f"the answer was longer than {MAX_BYTES // 1024**2} MiB and was stopped")
        *whole, rest = decoder.decode(piece).split("\n")
        for line in whole:
            yield ("".join(kept) + line).removesuffix("\r")
            kept.clear()
        kept.append(rest)
    yield "".join(kept) + decoder.decode(b"", final=True)


class _Reading:
    """Lines while they are read."""

    def __init__(self) -> None:
        self._data: list[str] = []
        self._plain: list[str] = []
        self._error = False
        self._events = False

    def line(self, line: str) -> Iterator[Sent]:
        """Add a line; yield each event that it completes."""
        field = FIELD.fullmatch(line)
        if not self._plain and field is not None:
            name, value = field[1], field[2].removeprefix(" ")
            if name == "event":
                self._error = value.strip() == "error"
            elif name == "data":
                self._events = True
                self._data.append(value)
                yield from self._event(whole=False)
        elif line.strip():
            self._plain.append(line)
        elif self._data:
            yield from self._event(whole=True)
        elif self._plain:
            self._plain.append(line)

    def rest(self) -> Iterator[Sent]:
        """Yield the last event, at the end of the body."""
        yield from self._event(whole=False)
        if self._data:
            raise ModelUnavailable(CUT)
        text = "\n".join(self._plain).strip()
        if self._events or not text:
            return
        try:
            yield Sent(json.loads(text))
        except (ValueError, RecursionError):
            if "\n" not in text and text.startswith(("{", "[")):
                raise ModelUnavailable(CUT) from None
            yield from self._json_lines(text)

    def _event(self, *, whole: bool) -> Iterator[Sent]:
        """Yield the event whose data has come; many servers forget the empty line behind it."""
        text = "\n".join(self._data).strip()
        if not text:
            self._data.clear()
            return
        if text == DONE:
            found = Sent(None)
        else:
            try:
                found = Sent(json.loads(text), self._error)
            except (ValueError, RecursionError):
                if not whole:
                    return
                raise NoSense(page_words(text)) from None
        self._data.clear()
        self._error = False
        yield found

    @staticmethod
    def _json_lines(text: str) -> Iterator[Sent]:
        for line in text.splitlines():
            if line.strip():
                try:
                    yield Sent(json.loads(line))
                except (ValueError, RecursionError):
                    raise NoSense(page_words(text)) from None


def page_words(text: str) -> str:
    """Return a web page's title, or its text; other text is returned as it is."""
    if PAGE.match(text) is None:
        return text
    title = TITLE.search(text)
    words = unescape(title[1] if title else TAG.sub(" ", text))
    return "a web page: " + " ".join(words.split())
