"""Which hits of a session really left, and into which files do they go?

A `.mid` is a function of config, seed and journal, and this is the function: the recorder feeds it with what the player
says, replay with the journal's lines, and both get the same bytes. Files hold what was sent, at the ticks it was meant
for: a bar that stop has cut ends there, layers that were silent at a tick are left out, and so is what was skipped.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, assert_never

from engine.commands import Mark
from engine.midi_file import Take
from engine.names import is_name
from engine.plain_text import one_line
from sequencer.tape.lines import Marked, PlayerReplaced, SessionEnded, TakeMarked
from sequencer.tape.mirror import OutOfStep
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
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from engine.bar import Bar
    from engine.state import SessionState
    from sequencer.tape.lines import Line
    from sequencer.tape.mirror import Mirror

PART_BARS: Final = 1024
"""Bars in one file of a session (docs/rules.md#recording)."""
MARK_CHARACTERS: Final = 64
"""Longest name of a mark in a file."""
PART_NAME: Final = re.compile(r"take-\d+", re.IGNORECASE)
"""Names of the session's own parts, which no take may bear."""


def as_sent(bar: Bar, sent: BarSent, before: BarSent | None) -> Bar:
    """Return a bar with only the hits and controllers that left; `Take.end_notes` ends notes that sound over a cut.

    Args:
        bar: as it was made.
        sent: what became of it.
        before: what became of the bar before it, whose skips hold for hits that are pushed before the line.
    """
    muted = sent.muted or ((bar.start_tick, bar.muted),)
    ticks = [tick for tick, _ in muted]
    cuts, resumes = sent.cuts or {}, sent.resumes or {}
    skipped_early = (*(before.skipped if before else ()), *sent.skipped)

    def left(name: str, tick: int) -> bool:
        tick = max(0, tick)  # what is pushed to before the session's start plays with it
        first, last = resumes.get(name, sent.from_tick), cuts.get(name, sent.until_tick)
        if (first is not None and tick < first) or (last is not None and tick > last):
            return False
        if name in muted[max(0, bisect_right(ticks, tick) - 1)][1]:
            return False
        skipped = skipped_early if tick < bar.start_tick else sent.skipped
        return not any(first <= tick <= last for first, last in skipped)

    return replace(
        bar, events=tuple([event for event in bar.events if left(event.layer, event.tick)]),
        controls=tuple([control for control in bar.controls if left(control.lane, control.tick)]), muted=(),
    )


class Reel:
    """Takes that follow each other: a new file every so many bars.

    Args:
        layers: that have a track in every file. ppq: resolution of the files. title: of the files.
        name_of: name of the file of a part, from 1.
        changed: takes whose file is not what it should be, by name; the reel puts its own in.
        first_bar: index of the bar that the first file begins with.
        part_bars: bars in one file; None puts all in one.
    """

    def __init__(
        self, layers: Iterable[str], ppq: int, title: str, name_of: Callable[[int], str], changed: dict[str, Take],
        first_bar: int, part_bars: int | None = PART_BARS,
    ) -> None:
        self._layers = tuple(layers)
        self._ppq = ppq
        self._title = title
        self._name_of = name_of
        self._changed = changed
        self._part_bars = part_bars
        self._first_bar = first_bar
        self._part = 1
        self._take = Take(self._layers, ppq, title)
        self._take_before: Take | None = None
        self._last: Bar | None = None
        self._of_now()

    def add_bar(self, bar: Bar) -> None:
        """Add a bar, or more of the last one, to the part it belongs to."""
        part = 1 if self._part_bars is None else (bar.index - self._first_bar) // self._part_bars + 1
        if part != self._part:
            self._take_before, self._take = self._take, Take(self._layers, self._ppq, self._title)
            self._part = part
        elif self._last is not None and bar.index != self._last.index:
            self._take_before = None  # a bar later nothing can change the part before any more
        if self._take_before is not None and self._last is not None:
            bar = self._early_to(self._take_before, self._last, bar)
        self._last = bar
        self._of_now().add_bar(bar)

    def _early_to(self, take: Take, last: Bar, bar: Bar) -> Bar:
        """Give hits that are pushed before the line to the part that they sound in; return the bar without them."""
        early = tuple(event for event in bar.events if event.tick < bar.start_tick)
        if early:
            take.add_bar(replace(last, events=early, controls=(), marks=()))
            self._changed[self._name_of(self._part - 1)] = take
        return replace(bar, events=tuple(event for event in bar.events if event.tick >= bar.start_tick))

    def end_notes(self, tick: int, layers: Collection[str] | None = None) -> None:
        """End the notes (None: of all layers) that sound over a tick there."""
        self._of_now().end_notes(tick, layers)
        if self._take_before is not None:
            self._take_before.end_notes(tick, layers)
            self._changed[self._name_of(self._part - 1)] = self._take_before

    def _of_now(self) -> Take:
        self._changed[self._name_of(self._part)] = self._take
        return self._take


@dataclass(slots=True)
class _Named:
    """A take that a performer has named, from a bar until another."""

    reel: Reel
    from_bar: int
    until_bar: int | None = None


class Recording:
    """The files of a session in the making; one thread owns it, nothing blocks.

    Args:
        mirror: which takes every line first.
        title: of the files.
        part_bars: bars in one file; None puts all in one, and leaves named takes out.
        began: the state before the first bar of the files; None for the mirror's.

    Attributes:
        changed: takes whose file is not what it should be, by file name, oldest first; whoever writes one takes it out.
        bars: number of bars that were sent, the cut ones too.
        marked: marks at the lines of sent bars, for whoever notes them; who does takes them out.
    """

    def __init__(
        self, mirror: Mirror, title: str, *, part_bars: int | None = PART_BARS, began: SessionState | None = None
    ) -> None:
        began = began or mirror.state
        self._mirror = mirror
        self._title = title
        self._part_bars = part_bars
        self._layers = tuple(began.config.layers)
        self._ppq = began.config.ppq
        self.changed: dict[str, Take] = {}
        self.bars = 0
        self._main = self._reel("take-{:03d}.mid".format, began.bar)
        self._named: list[_Named] = []
        self._sent: BarSent | None = None
        self._ahead: Bar | None = None
        self._waiting: list[str] = []
        self._marks = 0
        self.marked: list[Marked] = []

    def _reel(self, name_of: Callable[[int], str], first_bar: int) -> Reel:
        return Reel(self._layers, self._ppq, self._title, name_of, self.changed, first_bar, self._part_bars)

    def take(self, line: Line) -> None:
        """Follow one line of the journal, which the mirror has taken already.

        Raises:
            OutOfStep: a bar was sent that is not known, or is too old.
            ValueError: a take cannot bear its name.
        """
        match line:
            case BarComposed():
                self._ahead = None
            case BarDiscarded():
                dropped = self._mirror.dropped
                self._ahead = dropped.heard if dropped is not None else None
            case BarSent():
                self._take_sent(replace(line, muted=tuple(sorted(line.muted, key=_by_tick))))
            case TransportMoved():
                if not line.playing:
                    self._take_early(line.tick)
            case TakeMarked():
                if self._part_bars is not None:
                    self._mark(line)
            case WishesApplied():
                now = (wish.command for wish in line.wishes if wish.when is None)
                self._waiting += [command.name for command in now if isinstance(command, Mark)]
            case LayerStruck() | BarReplaced() | Marked() | PlayerReplaced() | SessionEnded():
                pass
            case _:
                assert_never(line)

    def _take_sent(self, sent: BarSent) -> None:
        made = self._mirror.made(sent.bar)
        if made is None or (self._sent is not None and sent.bar < self._sent.bar):
            raise OutOfStep(sent.bar, self._mirror.state.bar)
        before = self._sent
        if before is None or before.bar != sent.bar:
            self.bars += 1
        self._sent = sent
        again = before is not None and before.bar == sent.bar
        self._add(replace(as_sent(made.heard, sent, before), marks=self._marks_of(made.bar, again=again)))
        ends = {*sent.panics, *(last for _, last in sent.skipped)}
        if sent.until_tick is not None:
            self._take_early(sent.until_tick, sent.cuts)
            ends |= {sent.until_tick, *(sent.cuts or {}).values()}
        for tick in sorted(ends):
            self._end_notes(tick + 1)  # what begins at the very tick has left by then
        for tick, layers in sent.closed:
            self._end_notes(tick, layers)

    def _marks_of(self, bar: Bar, *, again: bool) -> tuple[str, ...]:
        """Return the names that stand at a bar's line, those of marks made while stopped first; once each.

        Args:
            bar: that was sent. again: it is the rest of a bar that stop has cut.
        """
        taken = () if again else (str(due.requested or "") for due in bar.due if due.command == "mark")
        names = []
        for name in (*self._waiting, *taken):
            self._marks += 1
            names.append(one_line(name, MARK_CHARACTERS) or f"mark {self._marks}")
        self._waiting.clear()
        self.marked += [Marked(name, bar.index) for name in names]
        return tuple(names)

    def _take_early(self, until_tick: int, cuts: Mapping[str, int] | None = None) -> None:
        """Add the hits of the bar that stop has discarded which were pushed to before the stop, and so have sounded."""
        bar, before = self._ahead, self._sent
        self._ahead = None
        last = self._mirror.made(before.bar) if before is not None else None
        if bar is None or before is None or last is None or before.bar != bar.index - 1:
            return
        until_tick = min(until_tick, bar.start_tick - 1)
        heard = as_sent(bar, BarSent(bar.index, until_tick=until_tick, cuts=cuts), before)
        if heard.events:
            self._add(replace(last.bar, events=heard.events, controls=(), muted=()))

    def _add(self, bar: Bar) -> None:
        self._main.add_bar(bar)
        for named in self._named:
            if named.from_bar <= bar.index and (named.until_bar is None or bar.index < named.until_bar):
                named.reel.add_bar(bar)
        self._named = [named for named in self._named if named.until_bar is None or bar.index < named.until_bar]

    def _end_notes(self, tick: int, layers: Collection[str] | None = None) -> None:
        self._main.end_notes(tick, layers)
        for named in self._named:
            named.reel.end_notes(tick, layers)

    def _mark(self, line: TakeMarked) -> None:
        for named in self._named:
            if named.until_bar is None:
                named.until_bar = line.bar
        if line.action == "start":
            if not usable_name(line.name):
                raise ValueError(f"{line.name!r:.60} is no name of a take")
            self._named.append(_Named(self._reel(_part_names(line.name), line.bar), line.bar))


def _by_tick(entry: tuple[int, tuple[str, ...]]) -> int:
    return entry[0]


def usable_name(name: str) -> bool:
    """Return True for a name that a take may bear."""
    return is_name(name) and not PART_NAME.fullmatch(name)


def _part_names(name: str) -> Callable[[int], str]:
    def name_of(part: int) -> str:
        return f"{name}.mid" if part == 1 else f"{name}.{part:03d}.mid"

    return name_of


def free_name(name: str, taken: Sequence[str]) -> str:
    """Return a take's name, or, when a take has it already, the name with the first number behind it that is free.

    Upper and lower case count as one, because some file systems take them so.
    """
    low = {one.lower() for one in taken}
    found, number = name, 1
    while found.lower() in low:
        number += 1
        tail = f"-{number}"
        found = f"{name[:32 - len(tail)]}{tail}"
    return found
