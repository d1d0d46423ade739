"""Can the night be played again from its journal, byte for byte, or from some bar on in another way?

The journal's lines go through the same mirror and the same recording that the player's messages went through live.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from engine.errors import BarFailed
from engine.found_words import shown
from sequencer.tape.journal import JOURNAL_NAME, JournalError, JournalFile, engine_version, parsed_header
from sequencer.tape.mirror import Mirror, OutOfStep
from sequencer.tape.recording import PART_BARS, Recording

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from engine.state import SessionState
    from sequencer.tape.journal import Header

SENT: Final = b'{"say":"sent"'
LIVE_TAKES: Final = 4
"""Takes that a bar can change: the session's and a named one, each with the part before."""


@dataclass(frozen=True, slots=True)
class Branch:
    """Where a replay leaves what was played.

    Attributes:
        from_bar: first bar that is another, from 0; everything before is as it was.
        seed: of every draw from there on; None keeps it.
        wishes: False leaves out what was wished from there on.
    """

    from_bar: int = 0
    seed: int | None = None
    wishes: bool = True


@dataclass(frozen=True, slots=True)
class Replayed:
    """A session that was played again.

    Attributes:
        header: what it began with.
        files: content of each .mid by its name.
        bars: number of bars in them.
        state: after the last line.
        differs: index of the first bar that is not what was played, from 0; None when all are.
        compared: number of bars that were compared.
        warnings: sentences for people.
    """

    header: Header
    files: dict[str, bytes]
    bars: int
    state: SessionState
    differs: int | None
    compared: int
    warnings: tuple[str, ...]


def journal_in(path: Path) -> Path:
    """Return the journal at a path, or the one in a session's folder."""
    return path / JOURNAL_NAME if path.is_dir() else path


def sent_bars(path: Path) -> int:
    """Return about how many bars a journal holds, for a progress bar; 0 when it cannot be read."""
    try:
        with path.open("rb") as file:
            return sum(line.startswith(SENT) for line in file)
    except (OSError, ValueError):  # who reads it in earnest says what is wrong
        return 0


def replayed(
    path: Path, *, branch: Branch | None = None, part_bars: int | None = PART_BARS,
    progress: Callable[[int], None] | None = None,
) -> Replayed:
    """Play a journal again.

    Args:
        path: the journal. Blocks on the disk.
        branch: where to leave what was played; None never does.
        part_bars: bars in one file; None makes one file, `take-001.mid`, without named takes.
        progress: told the number of finished bars after each.

    Raises:
        JournalError: it cannot be played, with the line that is wrong.
        ConfigError: the config it begins with cannot be used.
    """
    replay = _Replay(JournalFile(path), branch, part_bars)
    bars = 0
    for number, line in replay.file.lines():
        replay.take(number, line)
        if progress is not None and replay.bars > bars:
            bars = replay.bars
            progress(bars)
    return replay.result()


def resumed(path: Path, *, from_bar: int | None = None) -> tuple[Header, SessionState, tuple[str, ...]]:
    """Return what a session began with, the state in which it can go on, and warnings.

    Args:
        path: its journal. Blocks on the disk.
        from_bar: go on with that bar, from 0, as it was before; None goes on behind the last one.

    Raises:
        JournalError: it cannot be played, or has no such bar.
        ConfigError: the config it begins with cannot be used.
    """
    replay = _Replay(JournalFile(path), None, PART_BARS)
    state = None
    for number, line in replay.file.lines():
        if line.get("say") == "discarded" and line.get("bar") == from_bar:
            state = None
        state = replay.state_before(line, from_bar) or state
        replay.take(number, line)
    result = replay.result()
    if from_bar is not None and state is None and result.state.bar != from_bar:
        first, last = result.header.state.bar, result.state.bar - 1
        raise JournalError(f"{replay.file.source}: bar {from_bar} was not played; there are bars {first} to {last}")
    return result.header, result.state if state is None else state, result.warnings


class _Replay:
    """A journal on its way through mirror and recording."""

    def __init__(self, file: JournalFile, branch: Branch | None, part_bars: int | None) -> None:
        self.file = file
        self._branch = branch
        self._part_bars = part_bars
        self._header: Header | None = None
        self._mirror: Mirror
        self._recording: Recording
        self._branched = False
        self._compared = 0
        self._differs: int | None = None
        self._files: dict[str, bytes] = {}
        self._failed_here: int | None = None

    @property
    def bars(self) -> int:
        """Bars that were sent so far."""
        return self._recording.bars

    def state_before(self, line: Mapping[str, Any], bar: int | None) -> SessionState | None:
        """Return the state before a line that makes the bar of an index, None for any other line."""
        makes = line.get("say") in {"composed", "failed"} and bar is not None and line.get("bar") == bar
        return self._mirror.state if makes and self._header is not None and self._mirror.state.bar == bar else None

    def take(self, number: int, line: dict[str, Any]) -> None:
        """Follow one line."""
        if self._header is None:
            self._begin(parsed_header(self.file, number, line))
            return
        try:
            kept = self._branched_off(line)
            if kept is not None:
                self._follow(kept)
        except OutOfStep as error:
            what = f"tells of bar {shown(error.told)} where bar {error.expected} comes next"
            raise self.file.fault(number, what) from None
        except (ValidationError, ValueError, TypeError) as error:
            what = "a wish that is none" if isinstance(error, ValidationError) else str(error)
            raise self.file.fault(number, f"({shown(line.get('say'))}) cannot be read: {what}") from None

    def _begin(self, header: Header) -> None:
        self._header = header
        self._mirror = Mirror(header.state)
        self._recording = Recording(self._mirror, header.name, part_bars=self._part_bars)

    def _branched_off(self, line: dict[str, Any]) -> dict[str, Any] | None:
        """Return a line as the branch has it; None when the branch leaves it out."""
        branch, bar = self._branch, line.get("bar")
        if branch is None:
            return line
        if not self._branched:
            moves = line.get("say") in {"composed", "failed", "applied"}
            if not (moves and isinstance(bar, int) and bar >= branch.from_bar):
                return line
            self._branched = True
            if branch.seed is not None:
                self._mirror.state = replace(self._mirror.state, seed=branch.seed)
        changed = {key: value for key, value in line.items() if key != "crc"}
        if not branch.wishes:
            if line.get("say") == "applied":
                return None
            changed.pop("wishes", None)
            changed.pop("muted", None)
        return changed

    def _follow(self, line: dict[str, Any]) -> None:
        before = self._mirror.differs
        try:
            self._mirror.take(line)
        except BarFailed as error:
            self._mirror.failed(self._mirror.last)
            if not self._branched and self._differs is None:
                self._differs = error.bar
        if line.get("say") == "composed" and line.get("crc") is not None:
            self._compared += 1
        if before is None and self._mirror.differs is not None and self._differs is None:
            self._differs = self._mirror.differs
        self._recording.take(line)
        self._put_away()

    def _put_away(self) -> None:
        """Turn parts that are finished into bytes, so that a long night needs little memory."""
        changed = self._recording.changed
        for name in list(changed)[:-LIVE_TAKES]:
            self._files[name] = changed.pop(name).to_bytes()

    def result(self) -> Replayed:
        """Return what came of it."""
        header = self._header
        if header is None:
            raise JournalError(f"{self.file.source}: holds no whole line; nothing of the session is left")
        for name, take in self._recording.changed.items():
            self._files[name] = take.to_bytes()
        warnings = []
        if header.version != engine_version():
            warnings.append(
                f"{self.file.source} was played by engine {shown(header.version)}, this is {engine_version()}: "
                "bars may differ"
            )
        if self.file.torn:
            warnings.append(f"{self.file.source}: the last line was cut short by a crash or a full disk, and left out")
        if self._branch is not None and not self._branched:
            warnings.append(f"bar {self._branch.from_bar} was not played: nothing is other than it was")
        return Replayed(
            header, self._files, self._recording.bars, self._mirror.state, self._differs, self._compared,
            tuple(warnings),
        )
