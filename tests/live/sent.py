"""What a player has sent, and what it should have."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from engine import Config, next_bar, start
from sequencer.wire.orders import Quit
from sequencer.wire.reports import BarComposed

if TYPE_CHECKING:

    from sequencer.midi.ports import MemoryOutput
    from tests.live.stage import LiveStage

BAR_MS = 60_000 / 132 * 4
QUIT = Quit()


def balance(output: MemoryOutput) -> Counter[tuple[int, int]]:
    """Open notes by (channel, note) after everything; fails when a note-off comes for a note that does not sound."""
    open_notes: Counter[tuple[int, int]] = Counter()
    for _, message in output.sent:
        if message[0] >> 4 not in {8, 9}:
            continue
        kind, pitch = message[0] >> 4, (message[0] & 15, message[1])
        if kind == 9:
            open_notes[pitch] += 1
            assert open_notes[pitch] == 1, "a note-on for a note that sounds already"
        elif kind == 8:
            open_notes[pitch] -= 1
            assert open_notes[pitch] == 0, "a note-off for a note that does not sound"
    return +open_notes


def played(stage: LiveStage, output: int = 0) -> list[tuple[int, int]]:
    """Note-ons as (tick from the first downbeat, note), at a constant tempo."""
    origin = stage.told(BarComposed)[0].start_ns
    ticks = []
    for ns, message in stage.outputs[output].sent:
        if message[0] >> 4 == 9:
            ticks.append((round((ns - origin) * 132 * 1920 / 60e9), message[1]))
    return ticks


def expected(config: Config, bars: int, seed: int | None = None) -> list[tuple[int, int]]:
    state = start(config, seed=seed)
    found = []
    for _ in range(bars):
        state, bar = next_bar(state)
        found += [(max(event.tick, 0), event.note) for event in bar.events]
    return sorted(found)
