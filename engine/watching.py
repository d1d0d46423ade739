"""Which condition came true in a bar, and what does it bring about in the next one?

A watched condition waits on the agenda, at no bar. Each bar is compared with it when it is finished; when it has been
true for as long as was asked, what it brings about falls due in the bar after.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.altered import altered
from engine.answers import Answer, refused
from engine.commands import COMPARISONS, NOT_WATCHED, WATCHED, Set, Wish
from engine.outcome_words import value_words
from engine.parameters import canonical, is_number, near_or_all, parameter, read
from engine.state import Planned, SessionState
from engine.when import MAX_EVERY_BARS, NEVER

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.bar import Bar
    from engine.commands import Watch

MOST_HITS: Final = 1024
RANGES: Final = {
    "E": (0.0, 1.0), "S": (0.0, 0.9), "D": (0.0, 1.0), "H": (0.0, 1.0), "T": (0.0, 100.0), "hits": (0, MOST_HITS),
    "energy": (0.0, 1.0),
}
"""What a condition on each may compare with; T in ms."""
LONG_HELD: Final = NEVER
"""Bars for which a condition that must come true anew counts as true, until it has been false."""
DIGITS: Final = 9
VELOCITIES: Final = (1.0, 127.0)
"""Range of the one number that may be a list too, and so has no range of its own."""


def fault_of(state: SessionState, watch: Watch) -> str:  # noqa: PLR0911 - one return a fault
    """Describe a condition's fault, with what is allowed; "" when it has none."""
    what, op = str(watch.what), str(watch.op)  # an edge may have let anything through
    if what not in WATCHED:
        return f"a condition is on one of {', '.join(WATCHED)}"
    if op not in COMPARISONS:
        return f"op must be one of {', '.join(COMPARISONS)}"
    for name, bars, least in (("for_bars", watch.for_bars, 1), ("again_bars", watch.again_bars, 0)):
        if not (is_number(bars) and bars == int(bars) and least <= bars <= MAX_EVERY_BARS):
            return f"{name} must be a whole number in {least}..{MAX_EVERY_BARS}"
    if watch.layer and watch.what != "hits":
        return "only hits are of a layer"
    if watch.layer and watch.layer not in state.config.layers:
        return f"there is no layer {watch.layer}{near_or_all(watch.layer, state.config.layers)}"
    if isinstance(watch.then, NOT_WATCHED):
        return f"{watch.then.command} comes by no condition"
    if watch.what == "section":
        arc = state.config.arc
        names = [] if arc is None else [section.name for section in arc.sections]
        if watch.op != "=" or watch.value not in names:
            return f"a section is compared by = with its name{near_or_all(str(watch.value)[:32], names)}"
        return ""
    low, high = RANGES[watch.what]
    if not is_number(watch.value) or not low <= watch.value <= high:
        return f"{watch.what} is compared with a number in {low:g}..{high:g}"
    return _fault_of_change(state, watch)


def _fault_of_change(state: SessionState, watch: Watch) -> str:
    if watch.by is None:
        return ""
    if not (isinstance(watch.then, Set) and is_number(watch.by)):
        return "by is a number, and for set alone"
    path = canonical(str(watch.then.path))
    if parameter(state.config, path) is None or not is_number(read(state.config, path)):
        return f"{path} is no number now, so it cannot be moved by one"
    return ""


def watched(
    state: SessionState, wish: Wish, watch: Watch, answered: Callable[[SessionState, Wish], Answer]
) -> Answer:
    """Return the answer to a wish that watches a condition.

    Args:
        state: that takes it. wish: that carries it. watch: the condition, and what it brings about.
        answered: what would become of that now.
    """
    from engine.agenda import full, put, size_of  # noqa: PLC0415 - the agenda asks this file what a plan becomes

    fault = fault_of(state, watch)
    if fault:
        return refused(state, fault)
    then = Wish(watch.then, wish.id, "when")
    item = Planned(
        str(state.plans + 1), NEVER, then, size_bytes=size_of(watch), watch=watch,
        held=LONG_HELD if watch.anew is True else 0,
    )
    tried = answered(state, wish_of(state, item))
    if tried.status == "refused":
        return refused(state, tried.reason, path=tried.path, requested=tried.requested)
    fault = full([*state.agenda, item])
    if fault:
        return refused(state, fault)
    after = altered(put(state, (item,)), plans=state.plans + 1)
    return Answer(after, "planned", requested=condition_words(watch), reason=watch_words(watch), planned=(item,))


def noted(state: SessionState, bar: Bar) -> SessionState:
    """Return the state after a bar has been compared with every watched condition."""
    if not any(item.watch is not None for item in state.agenda):
        return state
    return altered(state, agenda=tuple(sorted((_compared(item, bar, state.bar) for item in state.agenda), key=_order)))


def wish_of(state: SessionState, item: Planned) -> Wish:
    """Return the wish of a plan that falls due: a change by so much is made from the value of now."""
    watch, command = item.watch, item.wish.command
    if watch is None or watch.by is None or not isinstance(command, Set):
        return item.wish
    known = parameter(state.config, command.path)
    if known is None:  # another config has come, which has no such layer
        return item.wish
    now = read(state.config, known.path)
    if isinstance(now, bool) or not isinstance(now, (int, float)):
        return item.wish
    low, high = (known.low, known.high) if known.low is not None and known.high is not None else VELOCITIES
    moved = min(max(now + watch.by, low), high)
    to = round(moved) if isinstance(now, int) else round(moved, DIGITS)
    return altered(item.wish, command=altered(command, to=to))


def _order(item: Planned) -> tuple[int, int, str]:
    return item.at_bar, len(item.id), item.id


def _compared(item: Planned, bar: Bar, upcoming: int) -> Planned:
    watch = item.watch
    if watch is None:
        return item
    held = item.held + 1 if holds(watch, bar) else 0
    more = held - watch.for_bars
    if held > LONG_HELD:  # it has not been false yet
        return altered(item, held=LONG_HELD)
    fires = more == 0 or (more > 0 and watch.again_bars > 0 and more % watch.again_bars == 0)
    return altered(item, held=held, at_bar=upcoming if fires else NEVER)


def holds(watch: Watch, bar: Bar) -> bool:
    """Return True when a condition is true of a bar."""
    found = _reading(watch, bar)
    match watch.op:
        case "=":
            return found == watch.value
        case "<":
            return isinstance(found, float) and isinstance(watch.value, (int, float)) and found < watch.value
        case _:
            return isinstance(found, float) and isinstance(watch.value, (int, float)) and found > watch.value


def _reading(watch: Watch, bar: Bar) -> float | str:
    scores = bar.scores
    match watch.what:
        case "section":
            return "" if bar.section is None else bar.section.name
        case "energy":
            return bar.energy
        case "hits":
            return float(hits_of(bar, watch.layer))
        case "E":
            return scores.entrainment
        case "S":
            return scores.syncopation
        case "D":
            return scores.dispersion
        case "H":
            return scores.entropy
        case _:
            return scores.timing_random_ms


def hits_of(bar: Bar, layer: str = "") -> int:
    """Return how many hits sound in a bar, of one layer or of all; a ratchet is one, and what is muted is none."""
    return sum(
        1 for event in bar.events
        if event.sub == 0 and event.layer not in bar.muted and (not layer or event.layer == layer)
    )


def condition_words(watch: Watch) -> str:
    """Return a condition as it is typed: "hits hat_c > 20 for 2"."""
    what = f"{watch.what} {watch.layer}".strip()
    lasting = f" for {watch.for_bars}" if watch.for_bars != 1 else ""
    return f"{what} {watch.op} {value_words(watch.value)}{lasting}{' anew' if watch.anew else ''}"


def watch_words(watch: Watch) -> str:
    """Return a condition with what it brings about, as it is typed."""
    again = f" again {watch.again_bars}" if watch.again_bars else ""
    return f"when {condition_words(watch)} then {_act_words(watch)}{again}"


def plan_words(item: Planned) -> str:
    """Return a plan in words: its condition, or its act and bar, counted from 1."""
    if item.watch is not None:
        return watch_words(item.watch)
    every = "" if item.every_bars is None else f", then every {item.every_bars} bars"
    return f"{item.wish.command.command} at bar {item.at_bar + 1}{every}"


def _act_words(watch: Watch) -> str:
    then = watch.then
    if isinstance(then, Set):
        value = value_words(then.to) if watch.by is None else f"{watch.by:+g}"
        return f"set {then.path} {value}"
    named = [getattr(then, name, "") for name in ("action", "layer", "name", "score")]
    bars = getattr(then, "bars", None)
    return " ".join(str(word) for word in (then.command, *named, bars) if word not in {"", None})

