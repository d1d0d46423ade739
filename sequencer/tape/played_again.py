"""Can a recorded night be played again, live, as it was?

Its journal is read through once, as a replay does. A bar on the tape is what the bar took; where not all of its hits
left - it was cut, a hand has muted a layer within it, the machine stood still - the tape holds those that did.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from engine.errors import TechnoError
from sequencer.tape.journal import JournalFile
from sequencer.tape.recording import Recording
from sequencer.tape.replay import Following
from sequencer.wire.reports import BarComposed, BarDiscarded, BarReplaced, WishesApplied
from sequencer.wire.taped import Heard, TapedBar, tape_json

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from engine.bar import Bar, Event
    from engine.commands import Wish
    from engine.state import SessionState
    from sequencer.tape.lines import Line
    from sequencer.tape.mirror import Mirror
    from sequencer.tape.replay import Branch, Replayed

MAX_TAPE_CHARACTERS: Final = 6 << 20
"""What a player is given at once has to fit into one message of its link."""


@dataclass(frozen=True, slots=True)
class Taped:
    """A recording, or a part of it, that can be played again.

    Attributes:
        state: before its first bar. bars: text of its bars, for the player (`tape_json`). count: how many there are.
        replayed: what came of reading it.
    """

    state: SessionState
    bars: str
    count: int
    replayed: Replayed


def taped(
    path: Path, *, from_bar: int | None = None, bars: int | None = None, branch: Branch | None = None,
    progress: Callable[[int], None] | None = None,
) -> Taped:
    """Return a journal's bars as they were sent.

    Args:
        path: the journal. Blocks on the disk.
        from_bar: first bar to play, from 0; None begins with the first that was sent. bars: how many; None plays all.
        branch: where to leave what was played, and the earliest bar to begin with; None never does.
        progress: told the number of bars that were read, after each.

    Raises:
        JournalError: it cannot be played. ConfigError: the config it begins with cannot be used.
        TechnoError: it has no such bars, or too many that were not played through.
    """
    following = Following(JournalFile(path), branch, None)
    if branch is not None:
        from_bar = max(from_bar or 0, branch.from_bar)
    reading: _Reading | None = None
    for number, line in following.lines():
        reading = reading or _Reading(following, from_bar)
        reading.take(number, line)
        if progress is not None:
            progress(following.bars)
    result = following.result()
    tape = () if reading is None else reading.tape(bars)
    if reading is None or reading.before is None or not tape:
        raise TechnoError(f"{path}: {'no bar of it was' if from_bar is None else f'bar {from_bar + 1} was not'} played")
    text = tape_json(tape)
    if len(text) > MAX_TAPE_CHARACTERS:
        raise TechnoError(f"{path}: too much of it was muted or cut by hand to be played at once; play a part of it")
    return Taped(reading.before, text, len(tape), result)


class _Reading:
    """The bars of a journal on their way onto a tape, from one on.

    Attributes:
        before: the state before the first bar of the tape, once that was made.
    """

    def __init__(self, following: Following, from_bar: int | None) -> None:
        self.before: SessionState | None = None
        self._following = following
        self._first = following.mirror.state.bar if from_bar is None else from_bar
        self._heard = following.recording = _Heard(following.mirror, "", part_bars=None)
        self._made: dict[int, tuple[Bar, TapedBar]] = {}
        self._done: list[TapedBar] = []
        self._applied: tuple[tuple[Wish, ...], ...] = ()

    def take(self, number: int, line: Line) -> None:
        """Follow one line."""
        mirror = self._following.mirror
        index = mirror.state.bar
        kept = self._following.take(number, line)
        if isinstance(kept, WishesApplied):
            self._applied += (kept.wishes,)
        elif isinstance(kept, BarDiscarded):
            self._applied = self._made.pop(kept.bar)[1].applied
        elif isinstance(kept, (BarComposed, BarReplaced)) and mirror.state.bar > index:
            made = mirror.bars[-1]
            if index == self._first:
                self.before, self._applied = made.before, ()
            self._made[index] = made.bar, TapedBar(index, self._applied, made.wishes, made.failed)
            self._applied = ()
            self._settle(index - SOUNDING_BARS)

    def _settle(self, before: int) -> None:
        """Put bars on the tape that cannot change any more; so a long night needs little memory."""
        for index in [index for index in self._made if index < before]:
            bar, found = self._made.pop(index)
            left = self._heard.bars_left.pop(index, None)
            if left is not None and index >= self._first:
                whole = left == played_through(bar) and not found.failed
                self._done.append(found if whole else replace(found, heard=left))

    def tape(self, bars: int | None) -> tuple[TapedBar, ...]:
        """Return the tape, or so many bars of it; one that was made and never sent is not on it."""
        self._settle(self._following.mirror.state.bar)
        return tuple(self._done if bars is None else self._done[:bars])


def played_through(bar: Bar) -> Heard:
    """Return what leaves of a bar that is played as it was made."""
    events = tuple([event for event in bar.events if event.layer not in bar.muted])
    return Heard(events, tuple([control for control in bar.controls if control.lane not in bar.muted]))


class _Heard(Recording):
    """What left of each bar, in the place of files.

    Attributes:
        bars_left: by index; who has what cannot change any more takes it out.
    """

    def __init__(self, mirror: Mirror, title: str, *, part_bars: int | None) -> None:
        super().__init__(mirror, title, part_bars=part_bars)
        self.bars_left: dict[int, Heard] = {}

    def _add(self, bar: Bar) -> None:
        before = self.bars_left.get(bar.index, NOTHING)
        self.bars_left[bar.index] = Heard((*before.events, *bar.events), (*before.controls, *bar.controls))

    def _end_notes(self, tick: int, layers: Collection[str] | None = None) -> None:
        for index, left in self.bars_left.items():
            self.bars_left[index] = replace(left, events=tuple([_ended(event, tick, layers) for event in left.events]))


NOTHING: Final = Heard((), ())
SOUNDING_BARS: Final = 6
"""The longest note, most accented, lasts four bars; a bar further back than this cannot be changed by a cut."""


def _ended(event: Event, tick: int, layers: Collection[str] | None) -> Event:
    """Return a hit that ends at a tick when it sounds over it."""
    if (layers is None or event.layer in layers) and event.tick < tick < event.tick + event.duration_ticks:
        return event._replace(duration_ticks=tick - event.tick)
    return event
