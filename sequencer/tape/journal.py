"""What exactly happened in a session, so that the night can be played again from a file?

A journal is JSON, one object a line: a header, then what moved the music and what was sent, in order. Everything the
engine needs is in it, and nothing else: no clock time. `docs/journal.md` describes the lines.

It is only ever appended to. A write that was cut short by a crash leaves a torn last line, which reading leaves out.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from engine.config_file import parse_config
from engine.errors import TechnoError
from engine.found_words import shown, shown_name
from engine.session import start
from engine.state import SessionState, state_from_json, state_json
from engine.timebase import BAR_TICKS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from engine.config import Config

JOURNAL_NAME: Final = "journal.jsonl"
FORMAT: Final = 1
MAX_LINE_BYTES: Final = 8 << 20
"""Longest line that is read; a header with a session's state and all its scenes fits."""
MAX_BARS: Final = 10_000_000
"""Most bars a session can count: half a year."""

LINES: Final[dict[str, tuple[str, ...]]] = {
    "composed": ("bar", "wishes", "crc"),
    "failed": ("bar", "repeats", "wishes", "error"),
    "applied": ("bar", "wishes"),
    "discarded": ("bar",),
    "sent": ("bar", "from_tick", "until_tick", "muted", "skipped", "panics", "cuts", "resumes"),
    "transport": ("playing", "bar", "tick"),
    "record": ("action", "name", "bar"),
    "restart": ("bar", "reason"),
}
"""The kinds of lines behind the header, and the keys of each that are kept of what the player says."""
KEPT_EMPTY: Final = frozenset({"repeats", "playing"})
"""Keys that are written even when they say null or false."""


class JournalError(TechnoError):
    """A journal that cannot be played again."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a session began with.

    Attributes:
        version: of the engine that played it.
        name: of the config; the title of its files.
        state: before the session's first bar.
    """

    version: str
    name: str
    state: SessionState


def engine_version() -> str:
    """Return the version of the engine that runs."""
    try:
        return version("techno-rhythm-engine")
    except PackageNotFoundError:  # it runs from a folder that was never installed
        return "unknown"


# --- lines ------------------------------------------------------------------------------------------------------------


def header_line(state: SessionState, name: str) -> dict[str, Any]:
    """Return the first line of a journal: of a session that begins with a state, which may be another's last one."""
    line: dict[str, Any] = {
        "say": "session", "format": FORMAT, "engine": engine_version(), "name": name, "seed": state.seed,
        "config": state.config.model_dump(mode="json"),
    }
    if state != start(state.config, seed=state.seed):
        line["state"] = json.loads(state_json(state))
    return line


def line_of(message: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what the journal keeps of something the player says; None when it keeps nothing of it."""
    kind = message.get("say")
    keys = LINES.get(kind) if isinstance(kind, str) else None
    if keys is None:
        return None
    kept = {key: message[key] for key in keys if key in message and (key in KEPT_EMPTY or not _empty(message[key]))}
    return {"say": kind, **kept}


def _empty(value: object) -> bool:
    return value is None or (isinstance(value, (list, tuple)) and not value)


def encoded(line: Mapping[str, Any]) -> bytes:
    """Return a line's bytes, with its end."""
    return json.dumps(line, separators=(",", ":")).encode() + b"\n"


# --- writing ----------------------------------------------------------------------------------------------------------


class Journal:
    """A journal that is being written; one thread owns it. Writing may block on the disk.

    What cannot be written (the disk is full, the folder is gone) is kept and tried again with the next line.

    Attributes:
        path: the file, which is appended to.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None
        self._waiting = bytearray()

    def add(self, line: Mapping[str, Any]) -> None:
        """Put a line behind the others, in memory only."""
        self._waiting += encoded(line)

    def flush(self) -> None:
        """Write all lines that wait, with one write where the disk takes it.

        Raises:
            OSError: the disk does not take them; they still wait.
        """
        if not self._waiting:
            return
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_CLOEXEC", 0), 0o666)
        while self._waiting:
            written = os.write(self._file, self._waiting)
            del self._waiting[:written]

    def close(self) -> None:
        """Close the file; lines that still wait are lost with the process."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


# --- reading ----------------------------------------------------------------------------------------------------------


class JournalFile:
    """A journal to be read, line by line.

    Attributes:
        path: the file.
        torn: a last line that was cut short by a crash was left out; known after the last line.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.torn = False

    def lines(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield each line with its number, from 1, the header first.

        Raises:
            JournalError: the file cannot be read, or a line is no JSON object.
        """
        number = 0
        try:
            with self.path.open("rb") as file:
                while raw := file.readline(MAX_LINE_BYTES):
                    number += 1
                    line = self._parsed(raw, number)
                    if line is not None:
                        yield number, line
        except (OSError, ValueError) as error:  # ValueError: a name with a NUL byte
            why = (error.strerror if isinstance(error, OSError) else None) or str(error)
            raise JournalError(f"{self.source}: cannot be read: {why}") from error
        if number == 0:
            raise JournalError(f"{self.source}: is empty; a journal begins with the session it tells of")

    @property
    def source(self) -> str:
        """The file's name, for messages."""
        return shown_name(str(self.path))

    def _parsed(self, raw: bytes, number: int) -> dict[str, Any] | None:
        if not raw.endswith(b"\n"):
            if len(raw) == MAX_LINE_BYTES:
                raise self.fault(number, "is longer than 8 MiB; that is no journal")
            self.torn = True
            return None
        try:
            value: object = json.loads(raw)
        except (ValueError, RecursionError):
            raise self.fault(number, "is no JSON; is this a journal?") from None
        if not isinstance(value, dict):
            raise self.fault(number, f"is no JSON object but {shown(value)}; is this a journal?")
        return value

    def fault(self, number: int, what: str) -> JournalError:
        """Return the error that says what is wrong with a line."""
        return JournalError(f"{self.source}: line {number} {what}")


def parsed_header(file: JournalFile, number: int, line: Mapping[str, Any]) -> Header:
    """Return the header of a journal.

    Raises:
        JournalError: it is none, or of a format that is not known.
        ConfigError: its config cannot be used, with every fault.
    """
    if line.get("say") != "session" or not isinstance(line.get("config"), dict):
        raise file.fault(number, "does not begin a session; is this a journal?")
    if line.get("format") != FORMAT:
        raise file.fault(number, f"has format {shown(line.get('format'))}; this program reads format {FORMAT}")
    seed = line.get("seed")
    if not isinstance(seed, int) or isinstance(seed, bool):
        raise file.fault(number, f"has no seed but {shown(seed)}; it must be a whole number")
    config = _config(line["config"], f"{file.source}: line {number}")
    state = start(config, seed=seed)
    if "state" in line:
        try:
            state = state_from_json(json.dumps(line["state"]))
        except (ValidationError, RecursionError) as error:
            raise file.fault(number, f"has a state that is none: {_first_fault(error)}") from None
        if not (0 <= state.bar <= MAX_BARS and 0 <= state.tick <= MAX_BARS * BAR_TICKS):
            raise file.fault(number, f"has a state at bar {state.bar} and tick {state.tick}, which no session reaches")
    name = line.get("name")
    return Header(str(line.get("engine")), name if isinstance(name, str) else "", state)


def _config(value: dict[str, Any], source: str) -> Config:
    """Return the config of a header; the style it was laid over is in it already."""
    style = value.get("style")
    whole = parse_config(json.dumps({key: part for key, part in value.items() if key != "style"}).encode(), source)
    if style is not None and not isinstance(style, str):
        raise JournalError(f"{source}: style is {shown(style)}; it must be a name")
    return whole.model_copy(update={"style": style})


def _first_fault(error: ValidationError | RecursionError) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deep"
    first = error.errors(include_url=False, include_context=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else first["msg"]


