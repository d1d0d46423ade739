"""What becomes of a wish that is meant for later?

It is checked now, as far as can be foreseen, and again when it falls due.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import commands as ask
from engine.agenda import Time, full, put, size_of, time_of
from engine.altered import altered
from engine.answers import Answer, joined, refused
from engine.kit import filled
from engine.misshapen import misshapen
from engine.scenes import saved
from engine.state import Planned, SessionState
from engine.when import misplaced

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.commands import Wish

def planned(
    state: SessionState, wish: Wish, answered: Callable[[SessionState, Wish], Answer]
) -> tuple[Answer, Planned | None]:
    """Return the answer to a wish that has a time, and its plan; None when it is refused.

    Args:
        state: that takes the wish.
        wish: with its time.
        answered: what would become of it now.
    """
    command, when = wish.command, wish.when
    fault = misshapen(command) or (misplaced(when) if when is not None else "") or _unfit(wish)
    if fault:
        return refused(state, fault), None
    time = time_of(state, wish)
    if time.bar < 0:
        return refused(state, time.reason), None
    plain = altered(wish, when=None)
    tried = _tried(state, plain, time, answered)
    if tried.status == "refused":
        return tried._replace(state=state), None
    name = str(state.plans + 1)
    every = None if when is None else when.every_bars
    item = Planned(name, time.bar, plain, every, time.gridded, time.lead_bars, size_of(command))
    fault = full([*state.agenda, item])
    if fault:
        return refused(state, fault), None
    later = altered(state, bar=min(state.bar, time.bar))  # a bar that was made already: the next one takes it at once
    state = altered(put(later, (item,)), bar=state.bar, plans=state.plans + 1)
    shown = joined(time.reason, tried.reason if isinstance(command, (ask.Set, ask.Tempo, ask.Target)) else "")
    answer = Answer(state, "planned", tried.path, tried.requested, None, shown, planned=(item,))
    return answer, item


def _unfit(wish: Wish) -> str:
    """Return why a command takes no time, or not this one; "" when it does."""
    command, when = wish.command, wish.when
    if isinstance(command, ask.NOT_PLANNABLE):
        return f"{command.command} is for now and takes no time"
    at = getattr(command, "at", "bar")
    if at != "bar":
        return f"at {at} is no plan: leave it out, or the bar"
    if when is not None and when.every_bars is not None and isinstance(command, ask.Transport):
        return "a stop comes once: after it nothing falls due"
    return ""


def _tried(
    state: SessionState, wish: Wish, time: Time, answered: Callable[[SessionState, Wish], Answer]
) -> Answer:
    """Return the answer a wish would get now, or, where that is a refusal, after the plans before it."""
    if isinstance(wish.command, ask.Freeze):
        return Answer(state)
    tried = answered(state, wish)
    if tried.status != "refused" or not state.agenda:
        return tried
    return answered(_foreseen(state, time.bar), wish)


def _foreseen(state: SessionState, bar: int) -> SessionState:
    """Return the state with the loads and saved scenes that are planned up to a bar."""
    for item in state.agenda:
        command = item.wish.command
        if item.at_bar > bar:
            break
        if isinstance(command, ask.Load):
            state = altered(state, config=filled(command.config))
        elif isinstance(command, ask.Scene) and command.action == "save":
            state = saved(state, command.name).state
    return state
