"""Which sessions have been recorded, how long are they, what is marked in them, and how is a part cut out of one?

All of it is read from the sessions' own folders: the journal tells of bars and marks, the parts' tempo maps of time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from engine.errors import TechnoError
from engine.smf_reader import NotMidi, read
from engine.timebase import BAR_TICKS, PPQ
from sequencer.tape.journal import JOURNAL_NAME, JournalError, JournalFile
from sequencer.tape.lines import TakeMarked
from sequencer.tape.replay import Following
from sequencer.wire.reports import BarSent

if TYPE_CHECKING:
    from pathlib import Path

    from sequencer.tape.mirror import Made

DEFAULT_TEMPO_US: Final = 500_000
"""Microseconds per quarter note until a file says otherwise (SMF 1.0)."""
PART: Final = "part"
"""Name of a part that is being cut out."""


class Mark(NamedTuple):
    """A mark of a session: its name, the bar at whose line it stands (from 0), and when that was."""

    name: str
    bar: int
    clock: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recorded session.

    Attributes:
        name: of its folder. config: name of the config it began with.
        first_bar: from 0; a resumed session goes on counting. bars: number of bars that were sent.
        seconds: how long they last at their tempo.
        marks: in their order.
        takes: names of the takes.
        fault: why it cannot be read whole, "" when it can.
    """

    name: str
    config: str = ""
    first_bar: int = 0
    bars: int = 0
    seconds: float = 0.0
    marks: tuple[Mark, ...] = ()
    takes: tuple[str, ...] = ()
    fault: str = ""


def recorded(root: Path) -> list[Recorded]:
    """Return the sessions in a folder, oldest first; one that cannot be read says why. Blocks on the disk."""
    folders = sorted(path.parent for path in root.glob(f"*/{JOURNAL_NAME}"))
    return [session_in(folder) for folder in folders]


def session_in(folder: Path) -> Recorded:
    """Return the session in a folder. Blocks on the disk."""
    config, fault, sent = "", "", set()
    marks: list[Mark] = []
    takes: list[str] = []
    file = JournalFile(folder / JOURNAL_NAME)
    try:
        for _, line in file.lines():
            match line:
                case {"say": "session", "name": str(name)}:
                    config = name
                case {"say": "sent", "bar": int(bar)}:
                    sent.add(bar)
                case {"say": "mark", "name": str(name), "bar": int(bar)}:
                    marks.append(Mark(name, bar, str(line.get("clock", ""))))
                case {"say": "record", "action": "start", "name": str(name)}:
                    takes.append(name)
                case _:
                    pass
    except JournalError as error:
        fault = str(error)
    if file.damaged is not None:
        fault = f"line {file.damaged} of its journal is not what was written"
    first = min(sent, default=0)
    seconds = sum(_seconds(path) for path in sorted(folder.glob("take-*.mid")))
    return Recorded(folder.name, config, first, len(sent), seconds, tuple(marks), tuple(takes), fault)


def _seconds(path: Path) -> float:
    """Return how long a part lasts: from its tempo map, to the end of the bar of its last hit; 0 when it is none."""
    try:
        file = read(path.read_bytes())
    except (OSError, NotMidi):
        return 0.0
    onsets = [lane[-1] for track in file.tracks for lane in track.onsets.values() if lane]
    bar = BAR_TICKS // PPQ * file.ppq
    end = (max(onsets, default=0) // bar + 1) * bar if onsets else 0
    tempos = [*(tempo for track in file.tracks for tempo in track.tempos if tempo[0] < end), (end, 0)]
    total, at, tempo = 0.0, 0, DEFAULT_TEMPO_US
    for tick, following in tempos:
        total += (tick - at) / file.ppq * tempo / 1e6
        at, tempo = tick, following
    return total


def bar_of(session: Recorded, place: str) -> int:
    """Return the bar that a mark's name, or a bar's number counted from 1, means.

    Raises:
        TechnoError: there is no such mark or bar.
    """
    named = [mark.bar for mark in session.marks if mark.name == place]
    if named:
        return named[0]
    last = session.first_bar + session.bars
    if place.isdigit() and session.first_bar < int(place) <= last + 1:
        return int(place) - 1
    known = ", ".join(dict.fromkeys(mark.name for mark in session.marks)) or "none"
    raise TechnoError(f"{session.name}: no mark or bar {place}; marks: {known}; bars {session.first_bar + 1} to {last}")


def part_of(folder: Path, from_bar: int, until_bar: int) -> tuple[bytes, list[Made]]:
    """Return a part of a session as a .mid file, as it was sent, and its bars with what they were made from.

    Args:
        folder: of the session. Blocks on the disk.
        from_bar, until_bar: its first bar, and the one after its last, from 0.

    Raises:
        JournalError: the session cannot be played again.
        TechnoError: it has no such bars.
    """
    following = Following(JournalFile(folder / JOURNAL_NAME))
    bars: list[Made] = []
    take = None
    for number, line in following.lines():
        if isinstance(line, TakeMarked):
            continue  # the session's own takes would end ours
        if isinstance(line, BarSent) and line.bar >= until_bar:
            break
        if isinstance(line, BarSent) and line.bar >= from_bar:
            made = following.mirror.made(line.bar)
            if take is None:
                following.recording.take(TakeMarked("start", PART, bar=line.bar))
                take = following.recording.changed[f"{PART}.mid"]
            if made is not None and bars and bars[-1].bar.index == line.bar:
                bars[-1] = made  # the rest of a bar that was cut, with what hands have played into it
            elif made is not None:
                bars.append(made)
        following.take(number, line)
    if take is None:
        raise TechnoError(f"{folder.name}: none of the bars {from_bar + 1} to {until_bar} was played")
    return take.to_bytes(), bars
