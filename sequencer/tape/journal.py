"""What exactly happened in a session, so that the night can be played again from a file?

A journal is JSON, one object a line: a header, then what moved the music and what was sent, in order. Everything the
engine needs is in it, and nothing else: no clock time, but that of marks. `docs/journal.md` describes the lines.

It is only ever appended to. A write that was cut short by a crash leaves a torn last line, which reading leaves out.
Every line ends with a checksum of all lines up to it, so that no changed byte goes unnoticed.
"""

from __future__ import annotations

import json
import os
import re
import stat
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Final
from zlib import crc32

from pydantic import JsonValue, ValidationError

from engine.config_file import parse_config
from engine.errors import TechnoError
from engine.found_words import shown, shown_name
from engine.session import start
from engine.state import MEANING_NOW, SessionState, state_from_json, state_json
from engine.timebase import BAR_TICKS
from engine.validation_words import first_fault
from sequencer.whole_files import NEW_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from engine.config import Config

JOURNAL_NAME: Final = "journal.jsonl"
FORMAT: Final = 2
"""What is written."""
OLD_FORMAT: Final = 1
"""Of engine 0.1.0: no checksums of lines, no `end`, and wishes that meant other things here and there. It is read as it
was meant; a journal that names no format is as old."""
FORMATS: Final = (OLD_FORMAT, FORMAT)
SUM: Final = re.compile(rb',"sum":(\d{1,10})}\n\Z')
MAX_LINE_BYTES: Final = 8 << 20
"""Longest line that is read; a header with a session's state and all its scenes fits."""
MAX_BARS: Final = 10_000_000
"""Most bars a session can count: half a year."""


class JournalError(TechnoError):
    """A journal that cannot be played again."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a session began with.

    Attributes:
        version: of the engine that played it.
        name: of the config; the title of its files.
        state: before the session's first bar.
        format: of the journal.
    """

    version: str
    name: str
    state: SessionState
    format: int = FORMAT


def engine_version() -> str:
    """Return the version of the engine that runs."""
    try:
        return version("techno-rhythm-engine")
    except PackageNotFoundError:  # it runs from a folder that was never installed
        return "unknown"


# --- lines ------------------------------------------------------------------------------------------------------------


def header_line(state: SessionState, name: str) -> dict[str, JsonValue]:
    """Return the first line of a journal: of a session that begins with a state, which may be another's last one."""
    line: dict[str, JsonValue] = {
        "say": "session", "format": FORMAT, "engine": engine_version(), "name": name, "seed": state.seed,
        "config": state.config.model_dump(mode="json"), "meaning": state.meaning,
    }
    if state != start(state.config, seed=state.seed, name=state.name):
        line["state"] = json.loads(state_json(state))
    return line


def encoded(line: Mapping[str, JsonValue]) -> bytes:
    """Return a line's bytes, with its end."""
    return json.dumps(line, separators=(",", ":")).encode() + b"\n"


def summed(line: Mapping[str, JsonValue], before: int) -> tuple[bytes, int]:
    """Return a line's bytes with its checksum, and that checksum.

    Args:
        line: at least one key.
        before: checksum of the line before, 0 for the first.
    """
    plain = encoded(line)
    total = crc32(plain, before)
    return plain[:-2] + b',"sum":%d}\n' % total, total


# --- writing ----------------------------------------------------------------------------------------------------------


class Journal:
    """A journal that is being written; one thread owns it. Writing may block on the disk.

    What cannot be written (the disk is full, the folder is gone) is kept and tried again with the next line.

    Attributes:
        path: the file, which is appended to; it must not be there before. Until it is made another may be named.
        unsynced: bytes have been written since the disk was last told to keep them.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.unsynced = False
        self._file: int | None = None
        self._waiting = bytearray()
        self._sum = 0
        self._written = 0

    def add(self, line: Mapping[str, JsonValue]) -> None:
        """Put a line behind the others, in memory only."""
        content, self._sum = summed(line, self._sum)
        self._waiting += content

    @property
    def made(self) -> bool:
        """The file has been made, and is open."""
        return self._file is not None

    @property
    def waits(self) -> bool:
        """There are lines that are not written yet."""
        return bool(self._waiting)

    def make(self) -> int:
        """Make the file, unless it is made, and the folders above it; return its descriptor.

        Raises:
            FileExistsError: its name is taken, or that of a folder above. OSError: the disk does not take it.
        """
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(self.path, NEW_FILE | os.O_APPEND, 0o666)
        return self._file

    def flush(self) -> None:
        """Write all lines that wait, with one write where the disk takes it; the file is made with the first.

        Raises:
            OSError: the disk does not take them; they still wait.
        """
        if not self._waiting:
            return
        file = self.make()
        while self._waiting:
            written = os.write(file, self._waiting)
            self._written += written
            self.unsynced = True
            del self._waiting[:written]

    def gone(self) -> str:
        """Say what became of the file behind our back; "" when it is as it was written, or not made yet."""
        if self._file is None:
            return ""
        ours = os.fstat(self._file)
        if ours.st_size < self._written:
            return "was cut short"
        try:
            found = os.lstat(self.path)
        except OSError:
            return "is gone"
        return "" if (found.st_dev, found.st_ino) == (ours.st_dev, ours.st_ino) else "is another file"

    def descriptor(self) -> int | None:
        """Return a descriptor of its own for `os.fsync` in another thread, which closes it; None when no file is open.

        Raises:
            OSError: there are too many open files.
        """
        return None if self._file is None else os.dup(self._file)

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
        damaged: number of the first line that is not what was written; it and what follows is left out.
        ended: the last line says that the session ended.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.torn = False
        self.damaged: int | None = None
        self.ended = False
        self._sum: int | None = None

    def lines(self) -> Iterator[tuple[int, dict[str, JsonValue]]]:
        """Yield each line with its number, from 1, the header first; no more than what is there when it is opened.

        Raises:
            JournalError: the file cannot be read, or a line is no JSON object.
        """
        number = 0
        try:
            with os.fdopen(_opened(self.path), "rb") as file:
                found = os.fstat(file.fileno())
                if not stat.S_ISREG(found.st_mode):
                    raise JournalError(f"{self.source}: is no regular file; a journal is one")
                left = found.st_size
                while raw := file.readline(min(left, MAX_LINE_BYTES)):
                    left -= len(raw)
                    number += 1
                    if not self._whole(raw, number):
                        return
                    line = self._parsed(raw, number)
                    if line is not None:
                        self.ended = line.get("say") == "end"
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

    def _whole(self, raw: bytes, number: int) -> bool:
        """Return True for a line whose checksum fits all lines so far, and in a journal that has none.

        A line that does not fit is noted in `damaged`; a torn one is not damaged.
        """
        found = SUM.search(raw)
        if number == 1:
            self._sum = None if found is None else 0
        if self._sum is None or not raw.endswith(b"\n"):
            return True
        plain = raw if found is None else raw[: found.start()] + b"}\n"
        self._sum = crc32(plain, self._sum)
        if found is not None and int(found[1]) == self._sum:
            return True
        self.damaged = number
        return False

    def _parsed(self, raw: bytes, number: int) -> dict[str, JsonValue] | None:
        if not raw.endswith(b"\n"):
            if len(raw) == MAX_LINE_BYTES:
                raise self.fault(number, "is longer than 8 MiB; that is no journal")
            self.torn = True
            return None
        try:
            value: JsonValue = json.loads(raw)
        except (ValueError, RecursionError):
            raise self.fault(number, "is no JSON; is this a journal?") from None
        if not isinstance(value, dict):
            raise self.fault(number, f"is no JSON object but {shown(value)}; is this a journal?")
        return value

    def fault(self, number: int, what: str) -> JournalError:
        """Return the error that says what is wrong with a line."""
        return JournalError(f"{self.source}: line {number} {what}")


def _opened(path: Path) -> int:
    """Open a file for reading; a pipe that nobody writes to does not keep us waiting."""
    return os.open(path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0))


def parsed_header(file: JournalFile, number: int, line: Mapping[str, JsonValue]) -> Header:
    """Return the header of a journal.

    Raises:
        JournalError: it is none, or of a format that is not known.
        ConfigError: its config cannot be used, with every fault.
    """
    whole = line.get("config")
    if line.get("say") != "session" or not isinstance(whole, dict):
        raise file.fault(number, "does not begin a session; is this a journal?")
    told = line.get("format", OLD_FORMAT)
    if not isinstance(told, int) or isinstance(told, bool) or told not in FORMATS:
        raise file.fault(number, f"has format {shown(told)}; this program reads formats {OLD_FORMAT} and {FORMAT}")
    if told != OLD_FORMAT and "sum" not in line:
        raise file.fault(number, "has no checksum; is this a journal?")
    seed = line.get("seed")
    if not isinstance(seed, int) or isinstance(seed, bool):
        raise file.fault(number, f"has no seed but {shown(seed)}; it must be a whole number")
    config = _config(whole, f"{file.source}: line {number}")
    name = line["name"] if isinstance(line.get("name"), str) else ""
    state = start(config, seed=seed, meaning=_meaning(file, number, line, told), name=str(name))
    if "state" in line:
        try:
            state = state_from_json(json.dumps(line["state"]))
        except (ValidationError, RecursionError) as error:
            raise file.fault(number, f"has a state that is none: {_first_fault(error)}") from None
        if not (0 <= state.bar <= MAX_BARS and 0 <= state.tick <= MAX_BARS * BAR_TICKS):
            raise file.fault(number, f"has a state at bar {state.bar} and tick {state.tick}, which no session reaches")
    if told == OLD_FORMAT:
        state = replace(state, meaning=told)
    state = replace(state, name=state.name or str(name))
    return Header(str(line.get("engine")), str(name), state, told)


def _meaning(file: JournalFile, number: int, line: Mapping[str, JsonValue], told: int) -> int:
    """Return how the session's bars were chosen; the first journals of a format do not say so."""
    meaning = line.get("meaning", told)
    if not isinstance(meaning, int) or isinstance(meaning, bool) or not OLD_FORMAT <= meaning <= MEANING_NOW:
        raise file.fault(number, f"has meaning {shown(meaning)}; this program knows meanings 1 to {MEANING_NOW}")
    return meaning


def _config(value: dict[str, JsonValue], source: str) -> Config:
    """Return the config of a header; the style it was laid over is in it already."""
    style = value.get("style")
    whole = parse_config(json.dumps({key: part for key, part in value.items() if key != "style"}).encode(), source)
    if style is not None and not isinstance(style, str):
        raise JournalError(f"{source}: style is {shown(style)}; it must be a name")
    return whole.model_copy(update={"style": style})


def _first_fault(error: ValidationError | RecursionError) -> str:
    return "it is nested too deep" if isinstance(error, RecursionError) else first_fault(error)
