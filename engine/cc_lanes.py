"""What does a modulator send to a synthesizer when it drives a MIDI controller instead of a parameter?

Its position moves bar by bar as any modulator's; inside a bar the controller walks in a straight line from the last
position to this one, at most once a 16th and only where its value changes. With many lanes it walks in wider steps, and
lanes take turns, one shortly after the other, so that all of them together stay within what a DIN cable carries beside
the notes. Where a phrase
begins each lane says where it stands, so that a synthesizer that was not there comes along.

Source: ours; controller numbers and 14 bits after the MIDI 1.0 Detailed Specification (MMA, 1996).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.bar import Control
from engine.phrase import place_of
from engine.timebase import STEP_TICKS, STEPS_PER_BAR

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.config import Modulator
    from engine.state import SessionState

LSB_APART: Final = 32
"""Controllers 0..31 have their fine half 32 numbers higher."""
SEVEN_BITS: Final = 127
MAX_MESSAGES: Final = 256
"""Messages of all lanes in a bar: at 150 BPM a sixth of what a DIN cable carries."""

APART_TICKS: Final = 24
"""Between the messages of two lanes in one 16th, so that a note waits for one of them at most: 3 ms at 240 BPM."""


def lanes_of(modulators: Sequence[Modulator]) -> list[tuple[int, Modulator]]:
    """Return the modulators that drive a controller, with their places."""
    return [(place, modulator) for place, modulator in enumerate(modulators) if modulator.cc is not None]


def controls_between(before: SessionState, after: SessionState) -> tuple[Control, ...]:
    """Return a bar's controller messages, in time order.

    Args:
        before: state before the bar. after: the same with its modulators moved into the bar.

    Source: ours.
    """
    lanes = lanes_of(after.config.modulators)
    if not lanes:
        return ()
    was = {
        (modulator.name, modulator.cc): position
        for modulator, position in zip(before.config.modulators, before.modulators, strict=True)
    } if before.layers else {}
    wires = sum(2 if modulator.cc is not None and modulator.cc.bits > 7 else 1 for _, modulator in lanes)  # noqa: PLR2004 - 7 or 14 bits
    stride = next((n for n in (1, 2, 4, 8) if wires * STEPS_PER_BAR // n <= MAX_MESSAGES), STEPS_PER_BAR)
    begins = place_of(after.bar, after.anchor, after.config.phrase.bars).bar == 0
    found: list[Control] = []
    for turn, (place, modulator) in enumerate(lanes):
        there = after.modulators[place]
        here = was.get((modulator.name, modulator.cc))
        steps = range(turn % stride, STEPS_PER_BAR, stride)
        first_tick = after.tick + turn // stride * APART_TICKS
        found += _walk(modulator, here, there, first_tick, steps, says=begins or here is None)
    found.sort(key=lambda control: control.tick)
    return tuple(found)


def _walk(
    modulator: Modulator, here: float | None, there: float, first_tick: int, steps: range, *, says: bool
) -> Iterator[Control]:
    """Yield a lane's messages on its steps; `says` where it stands although it stands still."""
    cc = modulator.cc
    if cc is None:
        return
    sent = None if here is None or says else round(here)
    begin = there if here is None else here
    for step in steps:
        value = round(begin + (there - begin) * min(step + steps.step, STEPS_PER_BAR) / STEPS_PER_BAR)
        if value == sent:
            continue
        tick = first_tick + step * STEP_TICKS
        if cc.bits > 7:  # noqa: PLR2004 - seven bits a message
            if sent is None or value >> 7 != sent >> 7:
                yield Control(modulator.name, tick, cc.number, value >> 7, cc.channel, cc.port)
            yield Control(modulator.name, tick, cc.number + LSB_APART, value & SEVEN_BITS, cc.channel, cc.port)
        else:
            yield Control(modulator.name, tick, cc.number, value, cc.channel, cc.port)
        sent = value
