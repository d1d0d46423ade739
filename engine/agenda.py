"""What is planned, for which bar, and what does a bar find due?

The agenda is part of the state. `next_bar` takes from it what its bar has reached; what repeats goes on to its next
bar. Everything here is about the list; what a planned wish does when it falls due is told in `engine/wishes.py`.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final, NamedTuple, get_args

from engine import commands as ask
from engine.altered import altered
from engine.phrase import next_line
from engine.when import NEVER, misplaced

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from pydantic import JsonValue

    from engine.commands import Command, Wish
    from engine.config import Config
    from engine.state import Planned, SessionState
    from engine.when import When

MAX_ITEMS: Final = 256
MAX_BYTES: Final = 256 << 10
"""Most that an agenda holds: it travels with every copy of the state. Ours: a night's plan, or thirty whole configs."""

ACTS: Final[tuple[type, ...]] = get_args(ask.Act)
ALL: Final = "all"
"""Cancels everything."""


def _in_order(item: Planned) -> tuple[int, int, str]:
    """Sort by bar, and for one bar by the number of the plan: what was planned first falls due first."""
    return item.at_bar, len(item.id), item.id



class Time(NamedTuple):
    """The bar a wish is planned for.

    Attributes:
        bar: index; -1 when there is none.
        gridded: it follows the phrase anchor.
        lead_bars: bars before the line that it is meant for.
        reason: why it is another bar than was asked for, or why there is none.
    """

    bar: int
    gridded: bool = False
    lead_bars: int = 0
    reason: str = ""


def time_of(state: SessionState, wish: Wish) -> Time:
    """Return the bar that the time of a wish falls on, from the state that takes it."""
    when, upcoming = wish.when, state.bar
    if when is None:
        return Time(upcoming)
    if when.at_bar is not None or when.in_bars is not None:
        base = upcoming if when.sounding is None else when.sounding
        bar = base + when.in_bars if when.in_bars is not None else when.at_bar or 0
        if bar >= upcoming:
            return Time(bar)
        if when.sounding is not None and bar > when.sounding:
            return Time(bar, reason=f"bar {bar + 1} was made already, so it is bar {upcoming + 1}")
        return Time(-1, reason=f"bar {bar + 1} has sounded; the next one is bar {upcoming + 1}")
    grid = state.config.phrase.bars if when.phrase is True else when.phrase or when.every_bars
    if not grid:
        return Time(upcoming)
    lead = lead_of(wish.command, grid)
    return Time(next_line(state.anchor, grid, upcoming + lead) - lead, when.every_bars is not None, lead)


def lead_of(command: Command, grid: int) -> int:
    """Return how many bars before its line a command begins: a fill ends on the line."""
    return min(command.bars, grid) if isinstance(command, ask.Fill) and command.bars else 0


def put(state: SessionState, items: Sequence[Planned]) -> SessionState:
    """Return the state with items on its agenda; those whose bar is over, or that find no room, are left out."""
    agenda = {item.id: item for item in state.agenda}
    for item in items:
        ahead = _rolled(item, state.bar)
        if ahead is not None and item.id not in agenda and not full([*agenda.values(), ahead]):
            agenda[item.id] = ahead
    return altered(state, agenda=tuple(sorted(agenda.values(), key=_in_order)))


def full(agenda: Sequence[Planned]) -> str:
    """Return why an agenda holds more than it may; "" when it does not."""
    if len(agenda) > MAX_ITEMS:
        return f"there are {MAX_ITEMS} plans already"
    if sum(item.size_bytes for item in agenda) > MAX_BYTES:
        return f"the plans would take more than {MAX_BYTES >> 10} KiB"
    return ""


def taken_off(state: SessionState, ids: Collection[str]) -> tuple[SessionState, tuple[Planned, ...]]:
    """Return the state without the plans of some ids, and those plans; `all` names every one."""
    every = ALL in ids
    gone = tuple(item for item in state.agenda if every or item.id in ids)
    if not gone:
        return state, ()
    kept = () if every else tuple(item for item in state.agenda if item.id not in ids)
    return altered(state, agenda=kept), gone


def due(state: SessionState, spared: Collection[str] = ()) -> tuple[SessionState, tuple[Planned, ...]]:
    """Return the state after its next bar has taken what is due, and what that is, in its order.

    What repeats moves on to its next bar.

    Args:
        state: before the bar.
        spared: ids that a wish of this bar cancels.
    """
    agenda = state.agenda
    if not agenda or agenda[0].at_bar > state.bar or ALL in spared:
        return state, ()
    fired = tuple(item for item in agenda if item.at_bar <= state.bar and item.id not in spared)
    if not fired:
        return state, ()
    again = (_rolled(item, state.bar + 1) for item in fired)
    kept = [item for item in agenda if item.at_bar > state.bar or item.id in spared]
    kept += [item for item in again if item is not None]
    return altered(state, agenda=tuple(sorted(kept, key=_in_order))), fired


def stop_due(state: SessionState, spared: Collection[str] = ()) -> Wish | None:
    """Return the wish to stop that is due on the next bar line, None when there is none; `spared` as in `due`."""
    for item in due(state, spared)[1]:
        if isinstance(item.wish.command, ask.Transport):
            return item.wish
    return None


def stop_asked(state: SessionState, wishes: Iterable[Wish]) -> Wish | None:
    """Return the wish to stop whose time is the next bar line and which no bar has taken yet, without its time.

    A bar that took it would be made for nothing: it is the one that is not to sound.
    """
    found = None
    for wish in wishes:
        if isinstance(wish.command, ask.Cancel) and wish.command.id == ALL:
            found = None
        elif found is None and isinstance(wish.command, ask.Transport) and _is_once(wish.when):
            found = wish if 0 <= time_of(state, wish).bar <= state.bar else None
    return None if found is None else altered(found, when=None)


def _is_once(when: When | None) -> bool:
    """Return True for a time that is well put and comes once, as that of a stop must."""
    return when is not None and when.every_bars is None and not misplaced(when)


def cancels(wishes: Iterable[Wish]) -> set[str]:
    """Return the ids of plans that wishes cancel."""
    found: list[object] = [wish.command.id for wish in wishes if isinstance(wish.command, ask.Cancel)]
    return {name for name in found if isinstance(name, str)}  # an edge may have let anything through


def overdue(state: SessionState) -> SessionState:
    """Return the state without what an earlier bar should have taken: it has failed to be made with it, twice."""
    late = [item for item in state.agenda if item.at_bar < state.bar]
    return put(taken_off(state, {item.id for item in late})[0], late) if late else state


def _rolled(item: Planned, bar: int) -> Planned | None:
    """Return an item as it stands from a bar on; None when it is over."""
    if item.at_bar >= bar:
        return item
    if item.watch is not None:
        return altered(item, at_bar=NEVER)
    if item.every_bars is None:
        return None
    return altered(item, at_bar=next_line(item.at_bar, item.every_bars, bar))


def anchored(state: SessionState, anchor: int, *, playing: bool) -> SessionState:
    """Return the state with phrases counted from another bar; what repeats on the grid goes with it.

    Args:
        state: before.
        anchor: the bar.
        playing: what falls on the next bar was taken already.
    """
    state = altered(state, anchor=anchor)
    if not any(item.gridded for item in state.agenda):
        return state
    first = state.bar + playing
    moved = [
        altered(item, at_bar=next_line(anchor, item.every_bars, first + item.lead_bars) - item.lead_bars)
        if item.gridded and item.every_bars is not None else item
        for item in state.agenda
    ]
    return altered(state, agenda=tuple(sorted(moved, key=_in_order)))


# --- what a plan is about ---------------------------------------------------------------------------------------------


def orphans(state: SessionState, config: Config) -> tuple[Planned, ...]:
    """Return the plans that name a layer which a state has and a config has not.

    A plan that comes after a planned load is about that load's layers.
    """
    gone = state.config.layers.keys() - config.layers.keys()
    found = []
    for item in state.agenda:
        if isinstance(item.wish.command, ask.Load):
            break
        if layer_of(item.wish.command) in gone:
            found.append(item)
    return tuple(found)


def layer_of(command: Command) -> str:
    """Return the layer a command names, "" for none."""
    if isinstance(command, ask.Set):
        return command.path.removeprefix("layers.").partition(".")[0]
    return str(getattr(command, "layer", ""))


def size_of(command: Command) -> int:
    """Return about how many bytes a command takes as JSON."""
    return len(command.config.model_dump_json()) if isinstance(command, ask.Load) else len(repr(command))


def rows(state: SessionState) -> list[dict[str, JsonValue]]:
    """Return the agenda as scripts read it: {id, at_bar, every_bars, command, author} each, next first.

    A move of the bandmate that does not come by itself has `waits` too.
    """
    waiting = set() if state.jam is None else {one.id for one in state.jam.announced if one.waits}
    found: list[dict[str, JsonValue]] = [
        {
            "id": item.id, "at_bar": None if item.watch is not None else item.at_bar, "every_bars": item.every_bars,
            "command": command_row(item.wish.command if item.watch is None else item.watch),
            "author": item.wish.author,
        }
        for item in state.agenda
    ]
    return [row | {"waits": True} if row["id"] in waiting else row for row in found]


def command_row(command: Command) -> dict[str, JsonValue]:
    """Return a command as `ask --json` names it: its word first, without what stands at its default or is a config."""
    found: dict[str, JsonValue] = {"command": command.command}
    for field in fields(command):
        value = getattr(command, field.name)
        if field.name not in {"command", "config"} and (value != field.default or field.name in {"bars", "on"}):
            found[field.name] = _json(value)
    return found


def _json(value: Any) -> JsonValue:  # noqa: ANN401 - the field of any command
    if isinstance(value, ACTS):  # what a watched condition brings about
        row: dict[str, JsonValue] = command_row(value)  # type: ignore[arg-type]  # one of ACTS, which mypy cannot read
        return row
    found: JsonValue = list(value) if isinstance(value, tuple) else value
    return found
