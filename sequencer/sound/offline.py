"""How do finished bars become sound without a clock?

The same kit, mixer and bus as in the live process, so a file sounds as the session would.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from engine.errors import MidiFileError
from engine.timebase import BAR_TICKS
from sequencer.midi.timeline import NS_PER_MINUTE, Timeline
from sequencer.sound.bus import BLOCK
from sequencer.sound.drum_map import drum_of
from sequencer.sound.mixer import Mixer
from sequencer.sound.wav import MAX_FRAMES, wav_pieces

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from engine.bar import Bar
    from sequencer.sound.kit import Kit

NS_PER_SECOND: Final = NS_PER_MINUTE // 60


class Onset(NamedTuple):
    """A hit on its frame, counted from the first bar's start; sorts by time."""

    frame: int
    note: int
    velocity: int


def onsets(bars: Sequence[Bar], rate: int) -> list[Onset]:
    """Return the hits of bars, in the order of time; what begins before the first bar begins with it.

    Each bar has its own tempo. Layers that are muted in a bar are left out of it.
    """
    found = []
    line = Timeline(bars[0].start_tick, 0, bars[0].bpm)
    for bar in bars:
        line = line.anchored(bar.start_tick, bar.bpm)
        for event in bar.events:
            if event.layer not in bar.muted:
                frame = round(line.ns_at(event.tick) * rate / NS_PER_SECOND)
                found.append(Onset(max(0, frame), event.note, event.velocity))
    return sorted(found)


def wav_of(bars: Sequence[Bar], kit: Kit, progress: Callable[[int], None] | None = None) -> Iterator[bytes]:
    """Return the pieces of a WAV file of bars (at least one), up to the last bar's end or the last sound's.

    Args:
        bars: in the order in which they sound.
        kit: what plays them.
        progress: told the number of finished bars after each.

    Raises:
        MidiFileError: it would be longer than a WAV file can be.
    """
    hits = onsets(bars, kit.rate)
    ends = bar_ends(bars, kit.rate)
    last = max([ends[-1], *(hit.frame + len(kit.sound(hit.note, hit.velocity)) for hit in hits)])
    if last > MAX_FRAMES:
        raise MidiFileError(f"{len(bars)} bars are longer than a WAV file can be (12 hours); render less")
    return wav_pieces(last, kit.rate, _blocks(hits, ends, kit, last, progress))


def bar_ends(bars: Sequence[Bar], rate: int) -> list[int]:
    """Return the frame at which each bar ends."""
    line = Timeline(bars[0].start_tick, 0, bars[0].bpm)
    ends = []
    for bar in bars:
        line = line.anchored(bar.start_tick, bar.bpm)
        ends.append(round(line.ns_at(bar.start_tick + BAR_TICKS) * rate / NS_PER_SECOND))
    return ends


def _blocks(
    hits: Sequence[Onset], ends: Sequence[int], kit: Kit, last: int, progress: Callable[[int], None] | None,
) -> Iterator[Sequence[float]]:
    mixer = Mixer(kit.rate)
    coming = iter(hits)
    hit = next(coming, None)
    bar = 0
    while mixer.frame < last:
        end = mixer.frame + BLOCK
        while hit is not None and hit.frame < end:
            mixer.strike(kit.sound(hit.note, hit.velocity), hit.frame, drum_of(hit.note).chokes)
            hit = next(coming, None)
        yield mixer.block()
        while bar < len(ends) and ends[bar] <= end:
            bar += 1
            if progress is not None:
                progress(bar)
