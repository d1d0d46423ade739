"""Where does each modulator stand between its bounds? One row a modulator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.outcome_words import value_words
from sequencer.console.paint import clean

if TYPE_CHECKING:
    from engine.config import Modulator
    from sequencer.console.paint import Fragment, Line
    from sequencer.console.view import StageView

HEAD: Final = "modulators"
"""Begins the paths of a modulator's own parameters."""
PATH_COLUMNS: Final = 24
GAUGE_COLUMNS: Final = 16


def shows_modulators(view: StageView) -> bool:
    """Return True while a bound of a modulator is selected."""
    return view.mode == "hands" and view.path.startswith(f"{HEAD}.")


def modulator_lines(view: StageView, height: int) -> list[Line]:
    """Return a row for each modulator that has room, the selected one among them; the last line counts the rest."""
    state = view.state
    if state is None or not state.config.modulators:
        return [(("class:dim", " no parameter is modulated"),)]
    known = state.config.modulators
    chosen = next((place for place, one in enumerate(known) if view.path.startswith(f"{HEAD}.{one.name}.")), 0)
    rows = height if len(known) <= height else max(1, height - 1)
    first = max(0, min(chosen - rows // 2, len(known) - rows))
    lines = [
        _row(view, modulator, state.modulators[place] if place < len(state.modulators) else None)
        for place, modulator in enumerate(known[first:first + rows], start=first)
    ]
    if len(known) > rows:
        lines.append((("class:mark", f" {first + 1}-{first + rows} of {len(known)} modulators, v for the next"),))
    return lines


def _row(view: StageView, modulator: Modulator, position: float | None) -> Line:
    """Return a modulator's row: its target, value, bounds and shape, and a gauge between the bounds."""
    target = modulator.param_path or _lane(view, modulator)
    value = _value(view, modulator, position)
    low, high = modulator.mod.min_val, modulator.mod.max_val
    own = f"{HEAD}.{modulator.name}."
    selected = view.path.removeprefix(own) if view.mode == "hands" and view.path.startswith(own) else ""
    number = "-" if value is None else value_words(value)
    pointer = (">" if view.ascii_only else "▸") if selected else " "
    return (
        ("class:mark", pointer), ("class:chosen" if selected else "class:layer", _short(target)), ("", " "),
        ("class:value", number.rjust(7)), ("", "  "),
        ("class:cursor" if selected == "min_val" else "class:dim", value_words(low)), ("class:dim", ".."),
        ("class:cursor" if selected == "max_val" else "class:dim", value_words(high)),
        ("", " " * max(1, 11 - len(value_words(low)) - len(value_words(high)))),
        *_gauge(view, value, low, high), ("class:dim", f" {modulator.mod.mode.replace('_', ' ')}"),
    )


def _lane(view: StageView, modulator: Modulator) -> str:
    """Return a controller lane's name, its number and channel, and whether it is muted."""
    cc = modulator.cc
    where = "" if cc is None else f" cc{cc.number} ch{cc.channel}"
    muted = " muted" if view.bar is not None and modulator.name in view.bar.muted else ""
    return f"{modulator.name}{where}{muted}"


def _short(target: str) -> str:
    text = clean(target)
    return (text if len(text) <= PATH_COLUMNS else text[:PATH_COLUMNS - 1] + "~").ljust(PATH_COLUMNS)


def _value(view: StageView, modulator: Modulator, position: float | None) -> float | None:
    """Return the value that sounds: of the bar that is shown, or where the modulator stands."""
    if view.bar is not None and modulator.param_path:
        found = dict(view.bar.parameters).get(modulator.param_path)
        if isinstance(found, (int, float)) and not isinstance(found, bool):
            return float(found)
    return position


def _gauge(view: StageView, value: float | None, low: float, high: float) -> list[Fragment]:
    plain, needle = ("-", "|") if view.ascii_only else ("─", "┃")
    if value is None or high <= low:
        return [("class:rest", plain * GAUGE_COLUMNS)]
    share = min(1.0, max(0.0, (value - low) / (high - low)))
    place = min(GAUGE_COLUMNS - 1, int(share * GAUGE_COLUMNS))
    return [
        ("class:rest", plain * place), ("class:value", needle), ("class:rest", plain * (GAUGE_COLUMNS - 1 - place)),
    ]
