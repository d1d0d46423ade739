"""How does a session get onto the disk while it is played, so that neither a crash nor a full disk loses a bar?

In the session's folder: `config.json`, `journal.jsonl`, and `take-001.mid` and on, a part every 1024 bars. After each
bar the last part is written anew beside its place and renamed, so that at any instant a whole file is there. What the
disk does not take stays in memory and is tried again with every bar. When the journal is taken away, cut short or
replaced behind our back, the recording begins anew with the bars that are on their way, in a folder of its own.

No recording lies over another, or over what is left of one: a folder is taken only where nothing in it could be a
session's, and it is taken by making the journal there, before anything else is written.

All of it is for the daemon's thread: writing may block on the disk, and nothing else does. After each bar the disk is
told, by another thread, to keep the journal.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import TYPE_CHECKING, Final, Literal

from engine.bar import Outcome
from engine.config_file import config_json
from engine.errors import TechnoError
from sequencer.daemon.keeping import Keeping
from sequencer.tape.journal import JOURNAL_NAME, Journal, header_line
from sequencer.tape.lines import PlayerReplaced, SessionEnded, TakeMarked, line_to_json
from sequencer.tape.recording import Recording, free_name, usable_name
from sequencer.whole_files import write_whole
from sequencer.wire.reports import BarComposed, BarDiscarded, BarReplaced, BarSent, LayerStruck

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydantic import JsonValue

    from engine.state import SessionState
    from sequencer.tape.lines import Line
    from sequencer.tape.mirror import Mirror
    from sequencer.wire.reports import MusicReport

CONFIG_NAME: Final = "config.json"
MIDI: Final = ".mid"
ABOUT_A_BAR: Final = (BarComposed, BarReplaced, BarSent, BarDiscarded, LayerStruck)
MOST_FOLDERS: Final = 1000
"""Sessions that may bear one name, or begin in one second."""


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


def local_time() -> datetime:
    """Return the time, with its zone."""
    return datetime.now().astimezone()


def _unused(folder: Path) -> Path:
    """Return a folder, or the first with a number behind its name, that holds nothing of a session."""
    numbers = count(2)
    found = folder
    while _holds_a_session(found):
        found = folder.parent / f"{folder.name}-{next(numbers)}"
    return found


def _holds_a_session(folder: Path) -> bool:
    """Return True where a session's files could lie over others: also over the rest of one that was removed in part.

    What is there and cannot be looked into counts as if it held one.
    """
    try:
        names = [path.name.lower() for path in folder.iterdir()]
    except OSError:
        return os.path.lexists(folder)
    return any(name in {JOURNAL_NAME, CONFIG_NAME} or name.endswith(MIDI) for name in names)


def _takes_in(folder: Path) -> list[str]:
    """Return the names that takes in a folder have, without their parts' numbers."""
    try:
        return [path.name.partition(".")[0] for path in folder.iterdir() if path.name.lower().endswith(MIDI)]
    except OSError:
        return []


def not_recorded(wish: str, author: str, action: str) -> Outcome:
    """Return the refusal of a named take in a session that is not recorded."""
    reason = "recording is off; start the session without --record off"
    return Outcome(wish, author, "record", "", "refused", action, None, None, reason=reason)


class Recorder:
    """Writes one session as it is played.

    Args:
        folder: the session's own; if it holds anything of a session already, one with a number behind its name is used.
        mirror: in the state the session begins with; it takes every message before the recorder does.
        name: of the config; the title of the files.
        report: told in a sentence when the disk fails, and when it is well again; once each.
        write: writes a file whole or not at all, raising OSError.
        keeping: lets the disk keep the journal, beside this thread.
        clock: tells the local time, for marks.
        begun: told the folder of every recording that begins: of the first, and of one that begins anew.

    Attributes:
        folder: the session's own.
        fault: what the disk says, "" while all is written.
    """

    def __init__(
        self, folder: Path, mirror: Mirror, *, name: str, report: Callable[[str], None],
        write: Callable[[Path, bytes], None] = write_whole, keeping: Keeping | None = None,
        clock: Callable[[], datetime] = local_time, begun: Callable[[Path], None] = lambda _folder: None,
    ) -> None:
        self.fault = ""
        self._wanted = folder
        self._mirror = mirror
        self._name = name
        self._report = report
        self._write = write
        self._keeping = keeping or Keeping()
        self._unsent: dict[int, BarComposed | BarReplaced] = {}
        self._struck: list[LayerStruck] = []
        self._clock = clock
        self._begun = begun
        self._made_at: dict[int, datetime] = {}
        self._names: list[str] = []
        self._named = ""
        self._begin(mirror.state)
        self._flush()

    def _begin(self, state: SessionState) -> None:
        """Begin a journal and files with a state, in a folder that holds nothing of a session."""
        self.folder = self._wanted
        self._from_bar = state.bar
        self._recording = Recording(self._mirror, self._name, began=state)
        self._journal = Journal(self.folder / JOURNAL_NAME)
        self._journal.add(header_line(state, self._name))
        self._files: dict[str, bytes] = {CONFIG_NAME: config_json(state.config).encode()}
        self._settle()

    def _settle(self) -> str:
        """Make the journal, and with it the folder ours, unless it is; return "" or what is wrong.

        Where another session has begun in the folder since it was looked at, the next try finds another.
        """
        if self._journal.made:
            return ""
        self.folder = _unused(self._wanted)
        self._journal.path = self.folder / JOURNAL_NAME
        try:
            self._journal.make()
        except OSError as error:
            return _sentence(error, self._journal.path)
        self._keeping.begin(self.folder / CONFIG_NAME, self._journal.path)
        self._begun(self.folder)
        return ""

    def take(self, line: Line) -> None:
        """Record what the player has said, or the daemon of it; the mirror has taken it before.

        Raises:
            OutOfStep: a line before it was lost.
            ValueError: a take cannot bear its name.
        """
        if isinstance(line, ABOUT_A_BAR) and line.bar < self._from_bar:
            return  # the rest of a bar that was cut before the recording began anew
        if isinstance(line, (BarComposed, BarReplaced)):
            self._unsent[line.bar] = line
            self._made_at[line.bar] = self._clock()
        elif isinstance(line, (BarSent, BarDiscarded)):
            self._unsent.pop(line.bar, None)
            self._struck = [one for one in self._struck if one.bar != line.bar]
        elif isinstance(line, LayerStruck):
            self._struck.append(line)
        self._put(line)
        if isinstance(line, (BarSent, BarDiscarded)):
            self._made_at.pop(line.bar, None)
        self._flush()

    def _put(self, line: Line) -> None:
        self._recording.take(line)
        self._journal.add(line_to_json(line))
        for mark in self._recording.marked:
            clock = self._made_at.get(mark.bar, self._clock()).isoformat(timespec="seconds")
            self._journal.add(line_to_json(replace(mark, clock=clock)))
        self._recording.marked.clear()

    def look(self) -> None:
        """Look whether the journal is as it was written; if not, begin anew. Call it before the mirror moves on."""
        if gone := self._journal.gone():
            self._anew(gone)
            self._flush()

    def _anew(self, what: str) -> None:
        """Begin the recording anew with the bars that are on their way."""
        lost = self._journal.path
        waited = bool(self._files or self._recording.changed or self._journal.waits)
        self.fault = ""
        self._journal.close()
        kept = [made for made in self._mirror.bars if made.bar.index in self._unsent]
        self._begin(kept[0].before if kept else self._mirror.state)
        for made in kept:
            self._put(self._unsent[made.bar.index])
        for struck in self._struck:
            self._put(struck)
        if self._named:
            self._put(TakeMarked("start", self._named, bar=self._from_bar))
        also = "; what waited for the disk is lost" if waited else ""
        self._report(f"recording: {lost} {what}; it begins anew with bar {self._from_bar + 1} in {self.folder}{also}")

    def restarted(self, reason: str) -> None:
        """Note that another player plays on."""
        self.take(PlayerReplaced(self._mirror.state.bar, reason))

    def record(
        self, action: Literal["start", "stop"], name: str = "", *, wish: str = "", author: str = "user",
        bar: int | None = None,
    ) -> Outcome:
        """Begin a take of its own with the next bar line, or end it there; answer as a wish is answered.

        Args:
            action: start ends a take that runs.
            name: of its file, letters, digits, - and _, at most 32; a name that is taken gets a number, no name gets
                one by its bar.
            wish: id for the outcome. author: likewise.
            bar: whose line is meant, before it is reported as sent; None is the next one.
        """
        if bar is None:
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
            name = self._named = free_name(asked, [*self._names, *_takes_in(self.folder)])
            self._names.append(name)
        self.take(TakeMarked(action, name, bar=bar))
        return Outcome(wish, author, "record", "", "applied", action, f"{name}.mid", bar)

    def as_json(self) -> dict[str, JsonValue]:
        """Return the recording's part of `status`."""
        return {
            "folder": str(self.folder), "bars": self._recording.bars, "take": self._named or None,
            "fault": self.fault or None,
        }

    def close(self) -> None:
        """Write everything that waits, and close; what the disk refuses now is lost, and reported."""
        self._journal.add(line_to_json(SessionEnded(self._mirror.state.bar)))
        self._flush()
        if self.fault:
            self._report(f"the recording in {self.folder} is not complete: {self.fault}")
        self._journal.close()

    def _flush(self) -> None:
        """Write what has changed: files first, so that a bar which the journal calls sent is in its file."""
        fault = self._settle() or self._flush_files()
        try:
            if self._journal.made:
                self._journal.flush()
        except OSError as error:
            fault = fault or _sentence(error, self._journal.path)
        fault = fault or self._kept()
        if fault and not self.fault:
            self._report(f"recording: {fault}; the music goes on, the recording waits in memory until there is room")
        if self.fault and not fault:
            self._report(f"recording: {self.folder} takes it again, and nothing is lost")
        self.fault = fault

    def _kept(self) -> str:
        """Let the disk keep what the journal has written; return "" or what was wrong the last time."""
        if self._journal.unsynced:
            self._journal.unsynced = False
            self._keeping.soon(self._journal.descriptor())
        return self._keeping.fault and f"{self._journal.path} cannot be kept: {self._keeping.fault}"

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


def kept(recorder: Recorder, report: MusicReport, say: Callable[[str], None]) -> bool:
    """Write down one report; return False, closed, when the recording cannot go on: the music outranks it."""
    try:
        recorder.take(report)
    except (TechnoError, ValueError) as error:
        say(f"the recording cannot go on: {error}; what there is of it is in {recorder.folder}")
        recorder.close()
        return False
    return True


def _sentence(error: OSError, path: Path) -> str:
    return f"{path} cannot be written: {error.strerror or os.strerror(error.errno or 0)}"
