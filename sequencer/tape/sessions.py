"""Which sessions have been recorded, how long are they, what is marked in them, and how is a part cut out of one?

All of it is read from the sessions' own folders: the journal tells of bars, marks and the first tempo, the parts' tempo
maps of the others. A part that a full disk did not take costs only the tempos in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from engine.errors import TechnoError
from engine.smf_reader import NotMidi, read
from engine.timebase import BEATS_PER_BAR
from sequencer.tape.journal import JOURNAL_NAME, JournalError, JournalFile
from sequencer.tape.lines import TakeMarked
from sequencer.tape.recording import PART_BARS
from sequencer.tape.replay import Following
from sequencer.wire.reports import BarSent

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from sequencer.tape.mirror import Made

DEFAULT_TEMPO_US: Final = 500_000
"""Microseconds per quarter note until a file says otherwise (SMF 1.0)."""
US_PER_SECOND: Final = 1e6
US_PER_MINUTE: Final = 60 * US_PER_SECOND
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
        unfinished: bars of which a part was not sent: a stop or the session's end has cut them and nothing went on in
            them, or they were skipped. Their scores say nothing of the music.
    """

    name: str
    config: str
    first_bar: int
    bars: int
    seconds: float
    marks: tuple[Mark, ...]
    takes: tuple[str, ...]
    fault: str
    unfinished: tuple[int, ...] = ()


def recorded(root: Path) -> list[Recorded]:
    """Return the sessions in a folder, oldest first; one that cannot be read says why. Blocks on the disk."""
    folders = sorted(path.parent for path in root.glob(f"*/{JOURNAL_NAME}"))
    return [session_in(folder) for folder in folders]


def session_in(folder: Path) -> Recorded:
    """Return the session in a folder. Blocks on the disk."""
    config, fault, tempo = "", "", DEFAULT_TEMPO_US
    sent: dict[int, bool] = {}  # whether it was played to its end
    skipped: set[int] = set()
    marks: list[Mark] = []
    takes: list[str] = []
    file = JournalFile(folder / JOURNAL_NAME)
    try:
        for _, line in file.lines():
            match line:
                case {"say": "session", "name": str(name)}:
                    config = name
                    tempo = _first_tempo(line.get("config"))
                case {"say": "sent", "bar": int(bar)}:
                    sent[bar] = line.get("until_tick") is None
                    skipped |= {bar} if line.get("skipped") else set()
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
    elif file.torn:
        fault = "the last line of its journal was cut short by a crash or a full disk, and left out"
    first = min(sent, default=0)
    seconds = _seconds(folder, sent, tempo)
    unfinished = tuple(sorted(skipped | {bar for bar, whole in sent.items() if not whole}))
    return Recorded(folder.name, config, first, len(sent), seconds, tuple(marks), tuple(takes), fault, unfinished)


def _seconds(folder: Path, sent: Collection[int], tempo: int) -> float:
    """Return how long bars last: each at the tempo of its part's file, or the one before where there is none.

    Args:
        folder: of the session.
        sent: indices of the bars.
        tempo: microseconds per quarter note until a file says otherwise.
    """
    total, first = 0.0, min(sent, default=0)
    for part, bars in groupby(sorted(sent), lambda bar: (bar - first) // PART_BARS):
        tempos = _tempos(folder / f"take-{part + 1:03}.mid")
        for number, _ in enumerate(bars):
            while tempos and tempos[0][0] <= number:
                tempo = tempos.pop(0)[1]
            total += BEATS_PER_BAR * tempo / US_PER_SECOND
    return total


def _first_tempo(config: object) -> int:
    """Return the tempo that a session's config begins with, in microseconds per quarter note."""
    match config:
        case {"bpm": int() | float() as bpm} if bpm > 0:
            return round(US_PER_MINUTE / bpm)
        case _:
            return DEFAULT_TEMPO_US


def _tempos(path: Path) -> list[tuple[float, int]]:
    """Return the tempos of a part: the bar, counted from its first, and microseconds per quarter note."""
    try:
        file = read(path.read_bytes())
    except (OSError, NotMidi):
        return []
    bar_ticks = BEATS_PER_BAR * file.ppq
    return sorted((tick / bar_ticks, tempo) for track in file.tracks for tick, tempo in track.tempos)


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
