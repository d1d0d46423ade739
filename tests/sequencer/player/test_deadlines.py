"""What leaves at one moment leaves in the order hardware wants, and a trim moves all that an output is sent."""

from __future__ import annotations

from engine.timebase import BEAT_TICKS
from sequencer.midi.messages import CLOCK_NEXT, CONTROL_LAST, OFF_NEXT, ON_NEXT, TRANSPORT_FIRST, Due, Plan
from sequencer.midi.timeline import NS_PER_MS, Timeline
from sequencer.player.deadlines import BarMark, Deadlines, MarkDue

KINDS = (CONTROL_LAST, ON_NEXT, OFF_NEXT, CLOCK_NEXT, TRANSPORT_FIRST)
BEAT_NS = 500 * NS_PER_MS
"""At 120 BPM."""


def planned(trims_ms: tuple[float, ...], tick: int) -> list[Due | MarkDue]:
    """Return what leaves, in order, of two messages of each kind for each output and a bar's mark, all for one tick."""
    deadlines = Deadlines(Timeline(0, 0, 120.0), [0] * len(trims_ms), [0] * len(trims_ms))
    for output, trim in enumerate(trims_ms):
        deadlines.trim(output, trim)
    for output in range(len(trims_ms)):
        deadlines.add([Plan(tick, kind, output, bytes((copy,))) for kind in KINDS for copy in (1, 2)])
    deadlines.mark(BarMark.BEGIN, 0, tick)
    left = []
    while deadlines.next_ns() is not None:
        left.append(deadlines.take())
    return left


def test_at_one_moment_a_bar_begins_then_come_transport_clock_note_offs_note_ons_and_controllers() -> None:
    mark, *messages = planned((0.0,), BEAT_TICKS)
    assert isinstance(mark, MarkDue)
    wanted = [(kind, copy) for kind in reversed(KINDS) for copy in (1, 2)]
    assert [(due.order, due.message[0]) for due in messages if isinstance(due, Due)] == wanted


def test_a_trim_is_added_to_the_moment_of_all_that_its_output_is_sent() -> None:
    moments = {(due.output, due.ns) for due in planned((5.0, -8.0), BEAT_TICKS) if isinstance(due, Due)}
    assert moments == {(0, BEAT_NS + 5 * NS_PER_MS), (1, BEAT_NS - 8 * NS_PER_MS)}
