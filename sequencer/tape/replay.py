"""Can the night be played again from its journal, byte for byte, or from some bar on in another way?

The journal's lines go through the same mirror and the same recording that the player's messages went through live.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, assert_never

from engine.errors import BarFailed
from engine.found_words import shown
from engine.state import MEANING_NOW
from sequencer.tape.journal import JOURNAL_NAME, JournalError, JournalFile, engine_version, parsed_header
from sequencer.tape.lines import Marked, PlayerReplaced, SessionEnded, TakeMarked, line_from_json
from sequencer.tape.mirror import Mirror, OutOfStep
from sequencer.tape.recording import PART_BARS, Recording
from sequencer.wire.reports import (
    BarComposed,
    BarDiscarded,
    BarReplaced,
    BarSent,
    LayerStruck,
    TransportMoved,
    WishesApplied,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pydantic import JsonValue

    from engine.state import SessionState
    from sequencer.tape.journal import Header
    from sequencer.tape.lines import Line

SENT: Final = b'{"say":"sent"'
LIVE_TAKES: Final = 4
"""Takes that a bar can change: the session's and a named one, each with the part before."""


@dataclass(frozen=True, slots=True)
class Branch:
    """Where and how a replay branches off from what was played.

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
        damaged: number of the first line that is not what was written; nothing from there on was played again.
            None when all lines are whole.
        warnings: sentences for people.
    """

    header: Header
    files: dict[str, bytes]
    bars: int
    state: SessionState
    differs: int | None
    compared: int
    damaged: int | None
    warnings: tuple[str, ...]


def journal_in(path: Path) -> Path:
    """Return the journal at a path, or the one in a session's folder."""
    return path / JOURNAL_NAME if path.is_dir() else path


def sent_bars(path: Path) -> int:
    """Return about how many bars a journal holds, for a progress bar; 0 when it cannot be read."""
    try:
        if not path.is_file():  # a pipe would keep us waiting
            return 0
        with path.open("rb") as file:
            return sum(line.startswith(SENT) for line in file)
    except OSError:  # who reads it in earnest says what is wrong
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
    replay = Following(JournalFile(path), branch, part_bars)
    bars = 0
    for number, line in replay.lines():
        replay.take(number, line)
        if progress is not None and replay.bars > bars:
            bars = replay.bars
            progress(bars)
    return replay.result()


def resumed(path: Path, *, from_bar: int | None = None) -> tuple[Header, SessionState, tuple[str, ...]]:
    """Return a journal's header, the state in which its session can go on, and warnings.

    Args:
        path: its journal. Blocks on the disk.
        from_bar: go on with that bar, from 0, as it was before; None goes on behind the last one.

    Raises:
        JournalError: it cannot be played, or has no such bar.
        ConfigError: the config it begins with cannot be used.
    """
    replay = Following(JournalFile(path), None, PART_BARS)
    state = None
    for number, line in replay.lines():
        if isinstance(line, BarDiscarded) and line.bar == from_bar:
            state = None
        state = replay.state_before(line, from_bar) or state
        replay.take(number, line)
    result = replay.result()
    if from_bar is not None and state is None and result.state.bar != from_bar:
        first, last = result.header.state.bar, result.state.bar - 1
        raise JournalError(f"{replay.file.source}: bar {from_bar} was not played; there are bars {first} to {last}")
    state = result.state if state is None else state
    # What is wished from here on is understood as it is now, whatever the journal's first part meant.
    return result.header, replace(state, meaning=MEANING_NOW), result.warnings


class Following:
    """A journal on its way through mirror and recording, which are there from the first line on.

    Args:
        file: the journal. branch: where to leave what was played. part_bars: bars in one file; None makes one file.
    """

    mirror: Mirror
    recording: Recording

    def __init__(self, file: JournalFile, branch: Branch | None = None, part_bars: int | None = PART_BARS) -> None:
        self.file = file
        self._branch = branch
        self._part_bars = part_bars
        self._header: Header | None = None
        self._branched = False
        self._compared = 0
        self._differs: int | None = None
        self._files: dict[str, bytes] = {}

    @property
    def bars(self) -> int:
        """Bars that were sent so far."""
        return self.recording.bars

    def lines(self) -> Iterator[tuple[int, Line]]:
        """Yield each line behind the header with its number, from 1; lines of kinds that are not known are left out."""
        for number, whole in self.file.lines():
            if self._header is None:
                self._begin(parsed_header(self.file, number, whole))
                continue
            try:
                line = line_from_json(whole)
            except ValueError as error:
                raise self._unreadable(number, whole.get("say"), error) from None
            if line is not None:
                yield number, line

    def state_before(self, line: Line, bar: int | None) -> SessionState | None:
        """Return the state before a line that makes the bar of an index, None for any other line."""
        makes = isinstance(line, (BarComposed, BarReplaced)) and line.bar == bar == self.mirror.state.bar
        return self.mirror.state if makes else None

    def take(self, number: int, line: Line) -> Line | None:
        """Follow one line; return it as the branch has it, None when the branch leaves it out."""
        try:
            kept = self._branched_off(line)
            if kept is not None:
                self._follow(kept)
        except OutOfStep as error:
            what = f"tells of bar {shown(error.told)} where bar {error.expected} comes next"
            raise self.file.fault(number, what) from None
        except ValueError as error:
            raise self._unreadable(number, line.say, error) from None
        return kept

    def _unreadable(self, number: int, say: JsonValue, error: ValueError) -> JournalError:
        return self.file.fault(number, f"({shown(say)}) cannot be read: {error}")

    def _begin(self, header: Header) -> None:
        self._header = header
        self.mirror = Mirror(header.state)
        self.recording = Recording(self.mirror, header.name, part_bars=self._part_bars)

    def _branched_off(self, line: Line) -> Line | None:
        """Return a line as the branch has it; None when the branch leaves it out."""
        branch = self._branch
        if branch is None:
            return line
        if not self._branched:
            if not (isinstance(line, (BarComposed, BarReplaced, WishesApplied)) and line.bar >= branch.from_bar):
                return line
            self._branched = True
            if branch.seed is not None:
                self.mirror.state = replace(self.mirror.state, seed=branch.seed)
        match line:
            case BarComposed():
                return replace(line, crc=None, wishes=line.wishes if branch.wishes else ())
            case WishesApplied():
                return line if branch.wishes else None
            case BarReplaced():
                return line if branch.wishes else replace(line, wishes=())
            case BarSent():
                return line if branch.wishes else replace(line, muted=(), closed=())
            case LayerStruck():
                return line if branch.wishes else None
            case BarDiscarded() | TransportMoved() | TakeMarked() | Marked() | PlayerReplaced() | SessionEnded():
                return line
            case _:
                assert_never(line)

    def _follow(self, line: Line) -> None:
        before = self.mirror.differs
        try:
            self.mirror.take(line)
        except BarFailed as error:
            self.mirror.failed(self.mirror.last)
            if not self._branched and self._differs is None:
                self._differs = error.bar
        if isinstance(line, BarComposed) and line.crc is not None:
            self._compared += 1
        if before is None and self.mirror.differs is not None and self._differs is None:
            self._differs = self.mirror.differs
        self.recording.take(line)
        self._put_away()

    def _put_away(self) -> None:
        """Turn parts that are finished into bytes, so that a long night needs little memory."""
        changed = self.recording.changed
        for name in list(changed)[:-LIVE_TAKES]:
            self._files[name] = changed.pop(name).to_bytes()

    def result(self) -> Replayed:
        """Return the replayed session."""
        header = self._header
        if header is None and self.file.damaged is not None:
            raise self.file.fault(self.file.damaged, "is not what was written; nothing of the session can be read")
        if header is None:
            raise JournalError(f"{self.file.source}: holds no whole line; nothing of the session is left")
        for name, take in self.recording.changed.items():
            self._files[name] = take.to_bytes()
        warnings = []
        agrees = self._compared > 0 and self._differs is None
        if header.version != engine_version() and not agrees:
            warnings.append(
                f"{self.file.source} was played by engine {shown(header.version)}, this is {engine_version()}: "
                "bars may differ"
            )
        if self.file.torn:
            warnings.append(f"{self.file.source}: the last line was cut short by a crash or a full disk, and left out")
        if self.file.damaged is not None:
            line = f"line {self.file.damaged}"
            warnings.append(f"{self.file.source}: {line} is not what was written; it and what follows was left out")
        elif header.format != 1 and not self.file.ended and not self.file.torn:
            warnings.append(
                f"{self.file.source}: does not say that the session has ended: it goes on, did not end cleanly, or the "
                "end of the file is lost"
            )
        if self._branch is not None and not self._branched:
            warnings.append(f"bar {self._branch.from_bar} was not played: nothing is other than it was")
        return Replayed(
            header, self._files, self.recording.bars, self.mirror.state, self._differs, self._compared,
            self.file.damaged, tuple(warnings),
        )
