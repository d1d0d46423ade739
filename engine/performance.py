"""How do the steps of a bar become hits in time?

Each layer's hits are placed, the bar's random timing is brought under its cap, ratchets are split where there is room,
accents fall, choked notes are cut, and the hits of all layers are put in order.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from engine.articulation import accents, choked, ratcheted, sounded
from engine.layers import steps_of
from engine.microtiming import (
    RETRIES,
    ROUNDING_TICKS,
    deviations,
    last_tick_after,
    placed,
    spread,
    swing_ticks,
)
from engine.phrase import gain_of
from engine.timebase import BAR_TICKS, ticks_per_ms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.bar import Event
    from engine.config import Config
    from engine.layers import Part
    from engine.phrase import Moment

IN_TIME = attrgetter("tick")

MAX_HITS: Final = 1536
"""Most hits of a bar, sub-hits included: 16ths on 64 layers and half as much again. Ours: a bar has to be made within
half a MIDI clock pulse, and a MIDI cable carries fewer than a thousand notes in a bar."""
"""Order of a bar's hits; sorting is stable, so at one tick the config's layer order holds."""


@dataclass(frozen=True, slots=True)
class Performance:
    """A bar as it is played.

    Attributes:
        events: in time order; at one tick in the config's layer order.
        timing_ms: T of the bar.
        timing_random_ms: T_rand of the bar.
        last_ticks: performed tick of each layer's last hit, from the next bar line (negative).
    """

    events: tuple[Event, ...]
    timing_ms: float
    timing_random_ms: float
    last_ticks: Mapping[str, int]


@dataclass(slots=True)
class _Line:
    """One layer's hits on their way into time."""

    part: Part
    steps: Sequence[int]
    random_ticks: Sequence[float]
    swing: int
    last_tick: int
    offsets: Sequence[int] = ()
    copies: Sequence[int] = ()


def perform(  # noqa: PLR0913 - a bar's whole circumstances
    parts: Sequence[Part], masks: Mapping[str, int], ghosts: Mapping[str, int], *, config: Config, bpm: float,
    moment: Moment, generations: Mapping[str, int], last_ticks: Mapping[str, int], seed: int, bar: int, start_tick: int,
    together: bool = True,
) -> Performance:
    """Return a bar's hits in time.

    Args:
        parts: layers that are there, in the config's order.
        masks: their steps. ghosts: which of them are ghosts.
        config: parameters to play with.
        bpm: tempo of the bar, which makes ticks of milliseconds.
        moment: names the draws that split hits. generations: of the layers' figures, likewise.
        last_ticks: performed tick of each layer's last hit before this bar line (negative).
        seed, bar: name the draws that are fresh in every bar.
        start_tick: absolute tick of the downbeat.
        together: hits of one step do not choke each other; False as in engine 0.1.0.
    """
    lines = []
    for part in parts:
        layer = part.layer
        steps = steps_of(masks[part.name])
        random_ticks = deviations(layer, part.name, steps, seed=seed, bar=bar, bpm=bpm)
        lines.append(_Line(part, steps, random_ticks, swing_ticks(layer.swing_percent or 0.5), last_ticks[part.name]))
    cap_ms = config.targets.T_ms_cap
    timing, timing_random = _placed_under_cap(lines, cap_ms, moment, generations, bpm)

    swell = gain_of(config, moment)
    accent_mask = accents(config.accent, seed=seed, bar=bar)
    played: dict[str, list[Event]] = {}
    for line in lines:
        name = line.part.name
        played[name] = sounded(
            line.part.layer, name, line.steps, line.offsets, line.copies, ghost_mask=ghosts.get(name, 0),
            accent_mask=accent_mask, accent=config.accent, bar=bar, start_tick=start_tick, seed=seed,
            gain=1.0 if line.part.backbone else swell,
        )
    _choke(parts, played, start_tick + BAR_TICKS, together=together)
    events = [event for layer_events in played.values() for event in layer_events]
    events.sort(key=IN_TIME)
    scale = 1.0 / ticks_per_ms(bpm)
    return Performance(
        tuple(events), timing * scale, timing_random * scale,
        {line.part.name: last_tick_after(line.steps, line.offsets, line.last_tick) for line in lines},
    )


def _placed_under_cap(
    lines: Sequence[_Line], cap_ms: float | None, moment: Moment, generations: Mapping[str, int], bpm: float
) -> tuple[float, float]:
    """Place all hits so that the bar's T_rand keeps its cap; return (T, T_rand) in ticks."""
    cap = float("inf") if cap_ms is None else cap_ms * ticks_per_ms(bpm)
    scale = 1.0
    for attempt in range(RETRIES):
        for line in lines:
            line.offsets = placed(line.steps, line.random_ticks, line.swing, line.last_tick, scale)
            line.copies = ratcheted(
                line.part.layer, line.part.name, line.steps, line.offsets, moment=moment,
                generation=generations[line.part.name],
            )
        _keep_within_a_bar(lines)
        timing, timing_random = spread([(line.steps, line.offsets, line.copies) for line in lines])
        if timing_random <= cap:
            break
        scale = 0.0 if attempt == RETRIES - 2 else scale * max(0.0, cap - ROUNDING_TICKS) / timing_random
    return timing, timing_random


def _keep_within_a_bar(lines: Sequence[_Line]) -> None:
    """Leave ratchets out, those of the last layers first, where a bar would hold more than MAX_HITS."""
    hits = sum([len(line.steps) for line in lines])
    if sum([sum(line.copies) for line in lines]) <= MAX_HITS:
        return
    room = MAX_HITS - hits
    for line in lines:
        kept = []
        for copies in line.copies:
            fits = copies - 1 <= room
            kept.append(copies if fits else 1)
            room -= copies - 1 if fits else 0
        line.copies = kept


def _choke(parts: Sequence[Part], played: dict[str, list[Event]], bar_end_tick: int, *, together: bool) -> None:
    """Cut choked layers short in place, each by the onsets that the bar gives its choking note.

    A layer that plays its own choking note hears itself too, which changes nothing: its notes end where it sounds
    again.
    """
    onsets: dict[int, list[tuple[int, int]]] = {}
    for part in parts:
        choking = part.layer.choke_with_note
        if choking is None or not played[part.name]:
            continue
        if choking not in onsets:
            chokers = [other.name for other in parts if other.layer.note == choking]
            onsets[choking] = sorted([(event.tick, event.step) for name in chokers for event in played[name]])
        played[part.name] = choked(played[part.name], onsets[choking], bar_end_tick, together=together)
