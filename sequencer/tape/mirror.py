"""Which bars does the player play, as the daemon sees it?

The engine is pure, so the player sends no bars: it says which wishes each bar took, and the mirror makes the same bars
from its own copy of the state. Replaying a journal is the same mirror, fed from the file. A checksum of every bar says
whether both have made the same.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from itertools import chain
from struct import pack
from typing import TYPE_CHECKING, Final, NamedTuple, assert_never
from zlib import crc32

from engine.agenda import overdue
from engine.bar import SILENCE, Bar, Event
from engine.errors import TechnoError
from engine.holds import after_bar, silent, soloed
from engine.played_into import played_into
from engine.session import apply, next_bar
from engine.timebase import BAR_TICKS
from sequencer.tape.lines import Marked, PlayerReplaced, SessionEnded, TakeMarked
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
    from collections.abc import Sequence

    from engine.bar import Outcome
    from engine.commands import Wish
    from engine.state import SessionState
    from sequencer.tape.lines import Line
    from sequencer.wire.taped import TapedBar

KEPT_BARS: Final = 64
"""Bars whose state is kept, for why, preview and restart (docs/rules.md#kept-states)."""


class OutOfStep(TechnoError):
    """The mirror was told of a bar that cannot be the next one: something in between was lost."""

    def __init__(self, told: int, expected: int) -> None:
        self.told = told
        self.expected = expected
        super().__init__(f"told of bar {told} where bar {expected} comes next; what lies between is lost")


class Made(NamedTuple):
    """One bar, and what it was made from.

    Attributes:
        before: the state it was made from.
        wishes: what it took.
        bar: the bar.
        failed: it could not be made; an earlier bar is played again.
        played: the bar with what hands have played into it, None where they have not.
    """

    before: SessionState
    wishes: tuple[Wish, ...]
    bar: Bar
    failed: bool = False
    played: Bar | None = None

    @property
    def heard(self) -> Bar:
        """The bar as it is heard."""
        return self.bar if self.played is None else self.played

    def struck(self, hit: Event) -> Made:
        """Return it with a hit by hand."""
        before = None if self.failed else self.before
        return self._replace(played=played_into(self.heard, [hit], before, self.wishes))


class Mirror:
    """The player's state, made again from what the player says; one thread owns it, nothing blocks.

    Attributes:
        state: after everything that was taken.
        bars: the last 64 bars, oldest first.
        dropped: the bar that was discarded last, None before the first.
        differs: index of the first bar whose checksum is not the player's, None while all agree.
        closed: why it takes no new wishes, "" when it does.
    """

    closed = ""

    def __init__(self, state: SessionState) -> None:
        self.state = state
        self.bars: deque[Made] = deque(maxlen=KEPT_BARS)
        self.dropped: Made | None = None
        self.differs: int | None = None

    def take(self, line: Line) -> list[Bar | Outcome]:
        """Follow what the player has said; return the bar it made, or the outcomes of wishes applied at once.

        Lines that do not move the state are let through.

        Raises:
            OutOfStep: a message before it was lost.
            BarFailed: the bar cannot be made here, though the player made it.
        """
        match line:
            case BarComposed():
                if self._repeats(line.bar):
                    self._compare(self.bars[-1].bar, line.crc)
                    return []
                self._expect(line.bar)
                bar = self.composed(line.wishes)
                self._compare(bar, line.crc)
                return [bar]
            case BarReplaced():
                self._expect(line.bar)
                return [self.failed(self._repeated_by(line))]
            case WishesApplied():
                return list(self.applied(line.wishes))
            case BarDiscarded():
                if not self.bars or line.bar != self.bars[-1].bar.index:
                    raise OutOfStep(line.bar, self.state.bar - 1)
                self.discarded()
            case LayerStruck():
                self.struck(line)
            case BarSent() | TransportMoved() | TakeMarked() | Marked() | PlayerReplaced() | SessionEnded():
                pass
            case _:
                assert_never(line)
        return []

    def composed(self, wishes: Sequence[Wish]) -> Bar:
        """Make the next bar from these wishes, and return it.

        Raises:
            BarFailed: it cannot be made; the state is as before.
        """
        before = self.state
        self.state, bar = next_bar(before, wishes)
        self.bars.append(Made(before, tuple(wishes), bar))
        return bar

    def applied(self, wishes: Sequence[Wish]) -> tuple[Outcome, ...]:
        """Apply wishes at once, as a stopped transport does; return their outcomes."""
        self.state, outcomes = apply(self.state, wishes)
        return outcomes

    def struck(self, line: LayerStruck) -> Bar:
        """Take a hit by hand into its bar; return the bar as it is heard.

        Raises:
            OutOfStep: the bar is not kept.
        """
        hit = Event(
            line.layer, line.tick, line.duration_ticks, line.note, line.velocity, line.channel, line.step,
            line.offset_ticks,
        )
        for place, made in enumerate(self.bars):
            if made.bar.index == line.bar:
                self.bars[place] = made.struck(hit)
                return self.bars[place].heard
        raise OutOfStep(line.bar, self.state.bar)

    @property
    def last(self) -> Bar | None:
        """The bar made last, None before the first."""
        return self.bars[-1].bar if self.bars else None

    def failed(self, last: Bar | None) -> Bar:
        """Play a bar again (None: a silent one) in place of one that could not be made, and return it.

        The wishes of the bar that failed are lost.
        """
        before = self.state
        self.state, bar = repeated(before, last)
        self.bars.append(Made(before, (), bar, failed=True))
        return bar

    def discarded(self) -> None:
        """Take back the last bar; its wishes are applied by what follows."""
        self.dropped = self.bars.pop()
        self.state = self.dropped.before

    def rest(self) -> tuple[TapedBar, ...]:
        """Return the bars of a tape that are still to be played; there are none where bars are composed."""
        return ()

    def made(self, index: int) -> Made | None:
        """Return the kept bar of an index, None when it is not kept."""
        return next((made for made in reversed(self.bars) if made.bar.index == index), None)

    def missed_until(self, tick: int) -> list[BarComposed | BarSent]:
        """Make the bars that no player played, up to the one that ends at or after a tick (absolute).

        Returns what a player would have said of them, for the recorder to take before 64 more bars are made: the grid
        goes on, nothing sounds. For the daemon, when a player has died.

        Raises:
            BarFailed: one of them cannot be made.
        """
        said: list[BarComposed | BarSent] = []
        while self.state.tick < tick:
            bar = self.missed()
            end = bar.start_tick + BAR_TICKS
            said.append(BarComposed(bar.index, crc=bar_crc(bar)))
            said.append(BarSent(bar.index, skipped=((bar.start_tick - BAR_TICKS, end),)))
        return said

    def missed(self) -> Bar:
        """Make the next bar, which nobody plays, and return it.

        Raises:
            BarFailed: it cannot be made.
        """
        return self.composed(())

    def _repeats(self, index: int) -> bool:
        """Return True when a bar is the one that was just reported as failed, and so has been made already."""
        return bool(self.bars) and self.bars[-1].failed and self.bars[-1].bar.index == index

    def _repeated_by(self, line: BarReplaced) -> Bar | None:
        """Return the bar that is played again, None for silence."""
        if line.repeats == "last":
            return self.last
        made = None if line.repeats is None else self.made(line.repeats)
        return None if made is None else made.bar

    def _expect(self, index: int) -> None:
        if index != self.state.bar:
            raise OutOfStep(index, self.state.bar)

    def _compare(self, bar: Bar, crc: int | None) -> None:
        if crc is not None and crc != bar_crc(bar) and self.differs is None:
            self.differs = bar.index


def repeated(before: SessionState, last: Bar | None) -> tuple[SessionState, Bar]:
    """Return the state after a bar that could not be made, and the bar played instead.

    What was due waits for the next bar; what has waited already is left out, because the bar may have failed by it.

    Args:
        before: the state the bar could not be made from.
        last: the bar that is played again; None plays a silent one.
    """
    muted, alone = silent(before.stage, before.config.layers), soloed(before.stage)
    if last is None:
        bar = Bar(before.bar, before.tick, before.config.bpm, (), SILENCE, muted=muted, soloed=alone)
    else:
        later = before.tick - last.start_tick
        events = tuple(event._replace(tick=event.tick + later) for event in last.events)
        bar = replace(
            last, index=before.bar, start_tick=before.tick, bpm=before.config.bpm, events=events, outcomes=(),
            muted=muted, soloed=alone, controls=(),  # controllers stay where they stand
        )
    after = replace(
        overdue(before), bar=before.bar + 1, tick=before.tick + BAR_TICKS, stage=after_bar(before.stage), eased=True
    )
    return after, bar


def bar_crc(bar: Bar) -> int:
    """Return the CRC-32 of what a bar plays: its place, tempo, mutes, every event and every controller message.

    Equal on every machine: the numbers are packed as little-endian 64-bit integers.
    """
    numbers = chain.from_iterable(map(_numbers, bar.events))
    names = "\n".join([*bar.muted, "", *[event.layer for event in bar.events]]).encode()
    packed = pack(f"<qqd{len(bar.events) * EVENT_NUMBERS}q", bar.index, bar.start_tick, bar.bpm, *numbers)
    crc = crc32(names, crc32(packed))
    for lane, *control in bar.controls:
        crc = crc32(lane.encode(), crc32(pack("<4q", *control[:CONTROL_NUMBERS]), crc))
    return crc


EVENT_NUMBERS: Final = 7
CONTROL_NUMBERS: Final = 4


def _numbers(event: Event) -> tuple[int, ...]:
    return (
        event.tick, event.duration_ticks, event.note, event.velocity, event.channel, event.step, event.offset_ticks
    )


