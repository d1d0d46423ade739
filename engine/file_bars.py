"""Where do the bars of a MIDI file lie, and which of them have 16 sixteenths?

4/4, 8/8, 2/2 and 16/16 are the same 16 sixteenths. A file whose metre changes is a row of stretches, each of bars of
one length. A change inside a bar begins a new one; the bar that it cuts is counted, but is not 16 sixteenths.

Source: Standard MIDI Files 1.0 (MIDI Manufacturers Association, 1988): 4/4 until a file says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.timebase import BEATS_PER_BAR, STEPS_PER_BEAT, nearest_step

if TYPE_CHECKING:
    from collections.abc import Iterable

PARTS_PER_TICK: Final = 16
QUARTERS_OF_WHOLE: Final = 4
"""Quarter notes in the whole note that signatures divide."""
HALF_STEPS_PER_BEAT: Final = 2 * STEPS_PER_BEAT


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bars of one length in a row.

    Attributes:
        start: tick of the first bar line.
        until: tick from which hits are the next stretch's, half a sixteenth before its bar line; None for the last.
        bar_parts: length of a bar, in 16ths of a tick, which make every metre down to 64ths whole.
        first_bar: how many bars lie before it.
        metre: as a person writes it: "3/4", or "4/4 cut short".
        scored: its bars are 16 sixteenths.
    """

    start: int
    until: int | None
    bar_parts: int
    first_bar: int
    metre: str
    scored: bool

    def bar_of(self, tick: int, ppq: int) -> int:
        """Return the index in the file of the bar that a hit belongs to, which is one of this stretch's."""
        half_steps = HALF_STEPS_PER_BEAT * (tick - self.start) + ppq
        return self.first_bar + half_steps * PARTS_PER_TICK // (HALF_STEPS_PER_BEAT * self.bar_parts)


def stretches(metres: Iterable[tuple[int, int, int]], ppq: int, last_tick: int) -> tuple[Stretch, ...]:
    """Return the stretches of a file, the first from tick 0 on.

    Args:
        metres: (tick, beats, 4 for quarter notes ...); of two at one tick the later in order holds.
        ppq: ticks per quarter note, at least 1.
        last_tick: of the last hit; what is said of the metre behind it changes no bar that counts.

    Source: ours. A change less than half a sixteenth from a bar line is one on that line: ticks are rounded.
    """
    full = PARTS_PER_TICK * BEATS_PER_BAR * ppq
    last_step = nearest_step(last_tick, ppq)
    changes = {tick: (beats, unit) for tick, beats, unit in sorted(metres, key=lambda metre: metre[0])}
    found: list[Stretch] = []
    start, first_bar, length, metre = 0, 0, full, "4/4"

    def add(end: int, *, whole: bool = True) -> None:
        until = end - ppq // HALF_STEPS_PER_BEAT
        name = metre if whole else f"{metre} cut short"
        found.append(Stretch(start, until, length, first_bar, name, scored=whole and length == full))

    for tick, (beats, unit) in changes.items():
        new_length = PARTS_PER_TICK * QUARTERS_OF_WHOLE * ppq * beats // unit
        if tick * STEPS_PER_BEAT > last_step * ppq or new_length == length:
            continue
        parts = PARTS_PER_TICK * (tick - start)
        bars = (2 * parts + length) // (2 * length)
        on_line = abs(parts - bars * length) * HALF_STEPS_PER_BEAT < PARTS_PER_TICK * ppq
        if not on_line:
            bars = parts // length
        line = start + bars * length // PARTS_PER_TICK
        end = line if on_line else tick
        if bars and line > start:  # a bar of 3/16 is shorter than a tick where a quarter note is one
            add(line)
            start, first_bar = line, first_bar + bars
        if end > start:
            add(end, whole=False)
            start, first_bar = end, first_bar + 1
        length, metre = new_length, f"{beats}/{unit}"
    found.append(Stretch(start, None, length, first_bar, metre, scored=length == full))
    return tuple(found)
