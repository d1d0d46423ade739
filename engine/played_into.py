"""What is a bar once a hand has played into it?

A pad's hit is an instant: it sounds, and what reads the bar out counts it. The controller and the bar's checksum do
not, so the music that follows is the same with and without it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.altered import altered
from engine.articulation import MAX_VELOCITY
from engine.bar import Event
from engine.guard import backbone_of
from engine.layers import parts_of
from engine.performance import IN_TIME
from engine.scores import bar_scores
from engine.session import entered
from engine.timebase import STEP_TICKS, STEPS_PER_BAR, ticks_to_ms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.bar import Bar
    from engine.commands import Wish
    from engine.config import Config
    from engine.state import SessionState


def struck(config: Config, layer: str, velocity: int, tick: int, step: int, offset_ticks: int) -> Event:
    """Return a layer's hit by hand: its note, channel and length, without accent or choke.

    Args:
        config: filled. layer: one of its layers.
        velocity: 1..127, as the pad was hit.
        tick: onset, absolute. step: the nearest 16th of its bar, 0..15. offset_ticks: how far behind it.

    Source: ours; docs/rules.md#hands.
    """
    of = config.layers[layer]
    length = max(1, round((of.length_steps or 1.0) * STEP_TICKS))
    return Event(layer, tick, length, of.note or 0, min(max(velocity, 1), MAX_VELOCITY), of.channel, step, offset_ticks)


def played_into(bar: Bar, hits: Sequence[Event], before: SessionState | None, wishes: Sequence[Wish] = ()) -> Bar:
    """Return a bar with hits by hand in it: its events, scores and densities count them.

    Args:
        bar: as it was made. hits: by hand, of that bar.
        before: the state it was made from; None leaves scores and densities alone. wishes: what it took.

    Source: ours; docs/rules.md#hands.
    """
    events = tuple(sorted([*bar.events, *hits], key=IN_TIME))
    if before is None:
        return altered(bar, events=events)
    moved = entered(before, wishes)
    config = moved.config if moved.frozen is None else moved.frozen.config
    masks = dict.fromkeys(config.layers, 0)
    for event in events:
        masks[event.layer] = masks.get(event.layer, 0) | 1 << event.step
    parts = parts_of(config, moved.meaning)
    voices = {"K": 0, "M": 0, "C": 0}
    for part in parts:
        voices[part.voice] |= masks[part.name]
    scores = bar_scores(
        (voices["K"], voices["M"], voices["C"]), backbone_of(parts, masks), moved.backbone,
        [(event.layer, event.step, ticks_to_ms(event.offset_ticks, bar.bpm)) for event in events],
    )
    densities = tuple((name, masks.get(name, 0).bit_count() / STEPS_PER_BAR) for name, _ in bar.densities)
    return altered(bar, events=events, scores=scores, densities=densities)
