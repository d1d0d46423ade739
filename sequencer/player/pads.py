"""How does a hand play a layer: at once, or on the next step?

A hit by hand has its layer's note, channel and output. It belongs to the bar of its nearest step, and the daemon is
told of it, so that recording and readouts have it. It is made outside the bar: what the engine does next does not hear
it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.bar import SILENCE, Bar
from engine.holds import silent
from engine.microtiming import swing_ticks
from engine.played_into import struck
from engine.timebase import BAR_TICKS, STEP_TICKS, STEPS_PER_BAR, nearest_step
from sequencer.midi.messages import note_plans
from sequencer.wire.reports import LayerStruck

if TYPE_CHECKING:
    from engine.bar import Event
    from engine.config import Layer
    from sequencer.player.clock import Clock
    from sequencer.player.coming_bars import ComingBars
    from sequencer.player.deadlines import Deadlines
    from sequencer.player.playing import Playing
    from sequencer.player.sender import Sender
    from sequencer.wire.link import PlayerLink
    from sequencer.wire.orders import StrikeLayer

MAX_STRUCK: Final = 512
"""Hits by hand in one bar. Ours: four hands drumming 16ths through the slowest bar, 12 s, and as much again."""


class Pads:
    """Hits by hand; owned by the player's thread."""

    def __init__(
        self, clock: Clock, link: PlayerLink, sender: Sender, deadlines: Deadlines, bars: ComingBars
    ) -> None:
        self._clock = clock
        self._link = link
        self._sender = sender
        self._deadlines = deadlines
        self._bars = bars
        self._waiting: list[tuple[int, StrikeLayer]] = []

    def strike(self, order: StrikeLayer, *, playing: bool) -> None:
        """Let a layer sound at once, or on its next step; stopped, always at once. A muted one stays silent."""
        layer = self._bars.state.config.layers.get(order.layer)
        if layer is None or layer.muted:  # another config has come meanwhile
            return
        output = self._bars.layer_outputs.get(order.layer, 0)
        tick = self._deadlines.tick_at(self._clock.now_ns() - self._deadlines.cuts_ns[output])
        if self._sender.outputs[output].lead_ns:
            tick += 1  # the tick before it cannot be placed in time any more
        if not playing:
            self._alone(order, tick)
        elif order.quantised:
            self._waiting.append((_next_step(tick, layer), order))
            self.again(playing=True)
        else:
            self._into_a_bar(order, tick)

    def again(self, *, playing: bool) -> None:
        """Play what waited for the bar of its step to be made; a stop drops it."""
        waiting, self._waiting = self._waiting, []
        for tick, order in waiting if playing else ():
            if tick >= self._bars.state.tick:
                self._waiting.append((tick, order))
            else:
                self._into_a_bar(order, tick)

    @property
    def wait(self) -> bool:
        """Hits wait for their bar to be made."""
        return bool(self._waiting)

    def _into_a_bar(self, order: StrikeLayer, tick: int) -> None:
        place = self._place(tick)
        if place is None:  # before the first downbeat
            self._alone(order, tick)
            return
        playing, step = place
        bar = playing.bar
        event = struck(
            self._bars.state.config, order.layer, order.velocity, tick, step,
            tick - bar.start_tick - step * STEP_TICKS,
        )
        if order.layer in self._sender.mutes.silent(tick, bar.start_tick) or not _has_room(playing, event, order):
            return
        playing.struck.append(event)
        self._sound(event, bar.start_tick, order.layer)
        self._link.send(LayerStruck(
            bar.index, event.layer, event.tick, event.duration_ticks, event.note, event.velocity, event.channel,
            event.step, event.offset_ticks,
        ))

    def _alone(self, order: StrikeLayer, tick: int) -> None:
        """Sound outside any bar; nothing keeps it."""
        state = self._bars.state
        if order.layer not in silent(state.stage, state.config.layers):
            self._sound(struck(state.config, order.layer, order.velocity, tick, 0, 0), 0, "")

    def _sound(self, event: Event, line: int, muted_as: str) -> None:
        """Send a hit's messages, each now or at its deadline.

        Args:
            event: the hit. line: tick where its bar begins. muted_as: layer whose mutes hold for it, "" for none.
        """
        alone = Bar(0, line, self._deadlines.timeline.bpm, (event,), SILENCE)
        plans = note_plans(alone, self._bars.layer_outputs, self._bars.numbered(1), self._sender.hearing_all())
        dues = self._deadlines.timed([plan._replace(layer=muted_as) for plan in plans], event.tick)
        now = self._clock.now_ns()
        self._sender.hand_over(sorted([*self._sender.take_back(now), *[due for due in dues if due.ns <= now]]))
        self._deadlines.sort_in([due for due in dues if due.ns > now])

    def _place(self, tick: int) -> tuple[Playing, int] | None:
        """Return the bar on its way whose step lies nearest to a tick, and that step; None before the first bar."""
        for playing in self._bars.out:
            step = nearest_step(tick - playing.bar.start_tick)
            if 0 <= step < STEPS_PER_BAR:
                return playing, step
        last = self._bars.out[-1] if self._bars.out else None
        if last is not None and 0 <= tick - last.bar.start_tick < BAR_TICKS:  # the next bar is not made yet
            return last, STEPS_PER_BAR - 1
        return None


def _next_step(tick: int, layer: Layer) -> int:
    """Return the tick of a layer's first step at or after a tick; its odd 16ths swing."""
    step = tick // STEP_TICKS - 1
    while (found := step * STEP_TICKS + (step & 1) * swing_ticks(layer.swing_percent or 0.5)) < tick:
        step += 1
    return found


def _has_room(playing: Playing, event: Event, order: StrikeLayer) -> bool:
    """Return True when a hit can be played into a bar: it would not double another, and hands have not filled it."""
    doubled = any((one.layer, one.tick) == (event.layer, event.tick) for one in (*playing.struck, *playing.bar.events))
    if order.quantised and not doubled:
        doubled = any((one.layer, one.step) == (event.layer, event.step) for one in playing.bar.events)
    return not doubled and len(playing.struck) < MAX_STRUCK
