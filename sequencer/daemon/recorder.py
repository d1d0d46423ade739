"""How does a session get onto the disk while it is played, so that neither a crash nor a full disk loses a bar?

In the session's folder: `config.json`, `journal.jsonl`, and `take-001.mid` and on, a part every 1024 bars. After each
bar the last part is written anew beside its place and renamed, so that at any instant a whole file is there. What the
disk does not take stays in memory and is tried again with every bar.

All of it is for the daemon's thread: writing may block on the disk, and nothing else does.
"""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, Literal

from engine.bar import Outcome
from engine.config_file import config_json
from sequencer.tape.journal import JOURNAL_NAME, Journal, header_line, line_of
from sequencer.tape.recording import Recording, free_name, usable_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path

    from sequencer.tape.mirror import Mirror

CONFIG_NAME: Final = "config.json"
MOST_FOLDERS: Final = 1000
"""Sessions that may bear one name, or begin in one second."""


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under a temporary name beside its place, then rename it; makes the folder. Blocks on the disk.

    Raises:
        OSError: it cannot be written; what was there before still is.

    Source: a rename inside one folder is atomic (POSIX, rename).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError:
        with suppress(OSError):  # a half file takes room that may be short
            part.unlink(missing_ok=True)
        raise


def new_session_folder(root: Path, moment: datetime) -> Path:
    """Return a new folder for a session, named by the moment it begins; made where the disk allows. Blocks on the disk.

    Args:
        root: the folder of all sessions.
        moment: local time.
    """
    name = moment.strftime("%Y-%m-%d_%H-%M-%S")
    folder = root / name
    for number in range(2, MOST_FOLDERS):
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            folder = root / f"{name}-{number}"
        except OSError:
            break  # the recorder says what is wrong, and tries again
        else:
            break
    return folder


def _unused(folder: Path) -> Path:
    """Return a folder, or the first with a number behind its name, that holds no session yet."""
    found = folder
    for number in range(2, MOST_FOLDERS):
        if not (found / JOURNAL_NAME).exists():
            break
        found = folder.with_name(f"{folder.name}-{number}")
    return found


class Recorder:
    """Writes one session as it is played.

    Args:
        folder: the session's own; if it holds a session already, one with a number behind its name is used.
        mirror: in the state the session begins with; it takes every message before the recorder does.
        name: of the config; the title of the files.
        report: told in a sentence when the disk fails, and when it is well again; once each.
        write: writes a file whole or not at all, raising OSError.

    Attributes:
        folder: the session's own.
        fault: what the disk says, "" while all is written.
    """

    def __init__(
        self, folder: Path, mirror: Mirror, *, name: str, report: Callable[[str], None],
        write: Callable[[Path, bytes], None] = write_whole,
    ) -> None:
        folder = _unused(folder)
        self.folder = folder
        self.fault = ""
        self._mirror = mirror
        self._report = report
        self._write = write
        self._recording = Recording(mirror, name)
        self._journal = Journal(folder / JOURNAL_NAME)
        self._journal.add(header_line(mirror.state, name))
        self._files: dict[str, bytes] = {CONFIG_NAME: config_json(mirror.state.config).encode()}
        self._unsent: set[int] = set()
        self._names: list[str] = []
        self._named = ""
        self._flush()

    def take(self, message: Mapping[str, Any]) -> None:
        """Record one message of the player, which the mirror has taken before; others are let through.

        Raises:
            OutOfStep: a message before it was lost.
            ValueError: it has not the shape of its kind.
        """
        line = line_of(message)
        if line is None:
            return
        if line["say"] in {"composed", "failed"}:
            self._unsent.add(line["bar"])
        elif line["say"] in {"sent", "discarded"}:
            self._unsent.discard(line["bar"])
        self._recording.take(line)
        self._journal.add(line)
        self._flush()

    def restarted(self, reason: str) -> None:
        """Note that another player plays on."""
        self.take({"say": "restart", "bar": self._mirror.state.bar, "reason": reason})

    def record(
        self, action: Literal["start", "stop"], name: str = "", *, wish: str = "", author: str = "user"
    ) -> Outcome:
        """Begin a take of its own with the next bar line, or end it there; answer as a wish is answered.

        Args:
            action: start ends a take that runs.
            name: of its file, letters, digits, - and _, at most 32; a name that is taken gets a number, no name gets
                one by its bar.
            wish: id for the outcome. author: likewise.
        """
        bar = min(self._unsent) + 1 if self._unsent else self._mirror.state.bar
        if action == "stop" and not self._named:
            reason = "no take is being recorded; begin one with record start"
            return Outcome(wish, author, "record", "", "refused", action, None, None, reason=reason)
        if action == "stop":
            name, self._named = self._named, ""
        else:
            asked = name or f"from-bar-{bar + 1}"
            if not usable_name(asked):
                reason = "a take's name has letters, digits, - and _, at most 32, and is not take-001 or the like"
                return Outcome(wish, author, "record", "", "refused", name, None, None, reason=reason)
            name = self._named = free_name(asked, self._names)
            self._names.append(name)
        self.take({"say": "record", "action": action, "name": name, "bar": bar})
        return Outcome(wish, author, "record", "", "applied", action, f"{name}.mid", bar)

    def as_json(self) -> dict[str, Any]:
        """Return what `status` shows of the recording."""
        return {
            "folder": str(self.folder), "bars": self._recording.bars, "take": self._named or None,
            "fault": self.fault or None,
        }

    def close(self) -> None:
        """Write what is left, and end; what the disk does not take now is lost, and reported."""
        self._flush()
        if self.fault:
            self._report(f"the recording in {self.folder} is not complete: {self.fault}")
        self._journal.close()

    def _flush(self) -> None:
        """Write what has changed: files first, so that a bar which the journal calls sent is in its file."""
        fault = self._flush_files()
        try:
            self._journal.flush()
        except OSError as error:
            fault = fault or _sentence(error, self._journal.path)
        if fault and not self.fault:
            self._report(f"recording: {fault}; the music goes on, the recording waits in memory until there is room")
        if self.fault and not fault:
            self._report(f"recording: {self.folder} takes it again, and nothing is lost")
        self.fault = fault

    def _flush_files(self) -> str:
        changed = self._recording.changed
        for name, content in list(self._files.items()):
            if fault := self._written(name, content):
                return fault
            del self._files[name]
        for name, take in list(changed.items()):
            if fault := self._written(name, take.to_bytes()):
                return fault
            del changed[name]
        return ""

    def _written(self, name: str, content: bytes) -> str:
        """Write a file; return "" or what is wrong."""
        path = self.folder / name
        try:
            self._write(path, content)
        except OSError as error:
            return _sentence(error, path)
        return ""


def _sentence(error: OSError, path: Path) -> str:
    return f"{path} cannot be written: {error.strerror or os.strerror(error.errno or 0)}"
