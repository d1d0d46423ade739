"""How does each step sound: how loud, how long, once or as a ratchet, and who cuts whom off?

A ratchet is n equal sub-hits inside one step, the further ones softer. It is left out where the next hit would come
before 0.9 of a step, because hits and sub-hits could no longer be told apart. A note ends at the latest where its layer
sounds again; a choked note ends at the first onset of the choking note, or on the bar line.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from engine.bar import Event
from engine.draws import unit_draw, unit_draws
from engine.microtiming import MAX_OFFSET_TICKS
from engine.phrase import hit_draws
from engine.timebase import BAR_TICKS, STEP_TICKS, STEPS_PER_BAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.config import Accent, Layer
    from engine.phrase import Moment

RATCHET_ROOM_TICKS: Final = 432
"""0.9 step: least distance from a ratchet's first hit to the next hit."""
ACCENT_BARS: Final = 16
"""Bars for which drawn accents stay where they are. Ours."""
MAX_VELOCITY: Final = 127
"""MIDI 1.0: seven bits."""


def ratcheted(
    layer: Layer, name: str, steps: Sequence[int], offsets: Sequence[int], *, moment: Moment, generation: int,
) -> list[int]:
    """Return how many hits each step sounds as: 1, or the layer's `ratchet_repeat`.

    Source: ours; docs/rules.md#ratchets.
    """
    if not (layer.ratchet_prob and steps):
        return [1] * len(steps)
    draws = hit_draws(moment, name, "ratchet", generation)
    repeat = layer.ratchet_repeat
    earliest_next = -MAX_OFFSET_TICKS if layer.beat_bins_ms or layer.micro_ms else 0
    ends = [step * STEP_TICKS + offset for step, offset in zip(steps[1:], offsets[1:], strict=True)]
    ends.append(BAR_TICKS + earliest_next)
    return [
        repeat
        if draws[step] < layer.ratchet_prob and end - step * STEP_TICKS - offset >= RATCHET_ROOM_TICKS
        else 1
        for step, offset, end in zip(steps, offsets, ends, strict=True)
    ]


@lru_cache(maxsize=256)
def accented_steps(steps: tuple[int, ...]) -> int:
    """Return accent steps, counted from 1, as a mask."""
    mask = 0
    for step in steps:
        mask |= 1 << (step - 1)
    return mask


def accents(accent: Accent, *, seed: int, bar: int) -> int:
    """Return the mask of accented steps in a bar; the lane is open or shut for the whole bar, drawn anew each bar.

    Source: ours; docs/rules.md#accent.
    """
    if not (accent.steps or accent.drawn) or unit_draw(seed, "accent", "gate", bar) >= accent.prob:
        return 0
    drawn = _drawn_accents(seed, bar // ACCENT_BARS, accent.drawn) if accent.drawn else 0
    return accented_steps(accent.steps) | drawn


@lru_cache(maxsize=64)
def _drawn_accents(seed: int, block: int, count: int) -> int:
    """Return accents that the seed puts, others in each block of bars."""
    draws = unit_draws(seed, "accent", "drawn", block)
    return sum([1 << step for step in sorted(range(STEPS_PER_BAR), key=draws.__getitem__)[:count]])


def sounded(  # noqa: PLR0913 - everything that shapes a hit meets here
    layer: Layer, name: str, steps: Sequence[int], offsets: Sequence[int], copies: Sequence[int], *,
    ghost_mask: int, accent_mask: int, accent: Accent, bar: int, start_tick: int, seed: int = 0, gain: float = 1.0,
) -> list[Event]:
    """Return a layer's hits of one bar, in time order, each no longer than to the next.

    Args:
        layer: a filled layer.
        name: its name.
        steps: nominal steps, in order.
        offsets: ticks from the grid.
        copies: hits a step sounds as.
        ghost_mask: steps that are ghosts.
        accent_mask: steps that are accented.
        accent: how accents scale.
        bar: index of the bar; a list of velocities runs on over the bar line as the cycle does.
        start_tick: absolute tick of the downbeat.
        seed: names the spread of the velocities.
        gain: factor on all velocities, for a swell.

    Source: docs/rules.md#velocity; a layer is one voice, as on a drum machine.
    """
    if not steps:
        return []
    note, channel = layer.note or 0, layer.channel
    velocities = layer.velocity if isinstance(layer.velocity, tuple) else (layer.velocity or 1,)
    cycle = len(velocities)
    first = bar * STEPS_PER_BAR
    length = max(1, round((layer.length_steps or 1.0) * STEP_TICKS))
    accented_length = max(1, round(length * accent.length_scale)) if accent_mask else length
    spread = layer.velocity_spread
    draws = unit_draws(seed, name, "velocity", bar) if spread else ()
    sounds: dict[tuple[int, int, int], tuple[int, int]] = {}
    ends = [step * STEP_TICKS + offset for step, offset in zip(steps[1:], offsets[1:], strict=True)]
    ends.append(ENDLESS_TICKS)
    events: list[Event] = []
    for step, offset, hits, end in zip(steps, offsets, copies, ends, strict=True):
        accented = accent_mask >> step & 1
        key = velocities[(first + step) % cycle], ghost_mask >> step & 1, accented
        sound = sounds.get(key)
        if sound is None:
            sound = sounds[key] = _loudness(layer, accent, *key, gain)
        if spread:
            sound = _loudness(layer, accent, *key, gain * (1.0 + spread * (2.0 * draws[step] - 1.0)))
        loud, soft = sound
        begins = step * STEP_TICKS + offset
        duration = accented_length if accented else length
        if duration > end - begins:
            duration = end - begins
        tick = start_tick + begins
        if hits == 1:
            events.append(Event(name, tick, duration, note, loud, channel, step, offset))
            continue
        apart = STEP_TICKS // hits
        short = duration if duration < apart else apart
        events.append(Event(name, tick, short, note, loud, channel, step, offset))
        events += [
            Event(name, tick + STEP_TICKS * sub // hits, short, note, soft, channel, step, offset, sub)
            for sub in range(1, hits - 1)
        ]
        later = STEP_TICKS * (hits - 1) // hits
        last = max(1, min(short, end - begins - later))
        events.append(Event(name, tick + later, last, note, soft, channel, step, offset, hits - 1))
    return events


ENDLESS_TICKS: Final = 1 << 30
"""Further than any note reaches: the last hit of a bar is not cut short by its layer."""


def _loudness(
    layer: Layer, accent: Accent, velocity: int, ghost: int, accented: int, gain: float
) -> tuple[int, int]:
    """Return the velocities 1..127 of a hit and of its further sub-hits."""
    loudness = velocity * gain
    if ghost:
        loudness *= layer.ghost_velocity
    if accented:
        loudness *= accent.velocity_scale
    return _velocity(loudness), _velocity(loudness * layer.ratchet_velocity)


def _velocity(loudness: float) -> int:
    return min(max(round(loudness), 1), MAX_VELOCITY)


def choked(
    events: list[Event], onsets: Sequence[tuple[int, int]], bar_end_tick: int, *, together: bool = True
) -> list[Event]:
    """Return a choked layer's events, each ended by the first choking onset of a later step, or by the bar line.

    Hits of one nominal step are together, whatever their microtiming, and do not choke each other.

    Args:
        events: of the choked layer.
        onsets: (tick, nominal step) at which the choking note sounds, sorted.
        bar_end_tick: absolute tick of the next bar line.
        together: False lets any later onset choke, as engine 0.1.0 did.

    Source: docs/rules.md#choke.
    """
    found = []
    count = len(onsets)
    for event in events:
        tick, duration = event.tick, event.duration_ticks
        place = bisect_right(onsets, (tick, STEPS_PER_BAR))
        while together and place < count and onsets[place][1] <= event.step:
            place += 1
        end = onsets[place][0] if place < count and onsets[place][0] < bar_end_tick else bar_end_tick
        if tick + duration > end:
            layer, _, _, note, velocity, channel, step, offset, sub = event
            event = Event(layer, tick, max(1, end - tick), note, velocity, channel, step, offset, sub)  # noqa: PLW2901 - the event as it is articulated
        found.append(event)
    return found
