"""How do the panels become one screen?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sequencer.console.layout import INPUT_ROWS, MIN_COLUMNS, MIN_ROWS, help_rows, panels
from sequencer.console.paint import clean, fitted, sized, title
from sequencer.console.paint_clock import clock_lines
from sequencer.console.paint_grid import grid_lines
from sequencer.console.paint_header import header_lines
from sequencer.console.paint_log import log_lines
from sequencer.console.paint_meters import meter_lines
from sequencer.console.paint_modulators import modulator_lines, shows_modulators
from sequencer.console.paint_queue import queue_lines
from sequencer.console.paint_scenes import scene_lines

if TYPE_CHECKING:
    from sequencer.console.layout import Panel
    from sequencer.console.paint import Line
    from sequencer.console.view import StageView

TITLES = {
    "grid": "pattern", "meters": "targets", "modulators": "modulators", "queue": "what comes", "next": "next bar",
    "log": "log",
}


def panels_of(view: StageView, columns: int, rows: int) -> tuple[Panel, ...]:
    """Return the panels of a screen that shows a view."""
    state = view.state
    return panels(
        columns, rows, len(view.layers), scenes=state is not None and bool(state.scenes),
        modulators=0 if state is None else len(state.config.modulators),
    )


def stage_lines(view: StageView, columns: int, rows: int) -> list[Line]:
    """Return the lines above the input line.

    Args:
        view: what there is to see.
        columns: of the terminal. rows: of the terminal, the input line and the hints below it included.
    """
    height = max(0, rows - INPUT_ROWS)
    found = panels_of(view, columns, rows)
    if not found:
        text = f"the stage needs {MIN_COLUMNS}x{MIN_ROWS}, this is {columns}x{rows}"
        return sized([(("class:trouble", text),), (("", "commands work all the same"),)], columns, height)
    if view.help:
        header, *_ = found
        room = help_rows(rows)
        first = max(0, min(view.scroll, len(view.help) - room))
        more = "" if len(view.help) <= room else ", PageDown for more"
        head = title(f"help: Esc closes it{more}", columns, ascii_only=view.ascii_only)
        lines: list[Line] = [(("", f" {clean(line)}"),) for line in view.help[first:]]
        return [
            *sized(header_lines(view, columns), columns, header.height),
            *sized([head, *lines], columns, height - header.height),
        ]
    names = {panel.name for panel in found}
    instead = shows_modulators(view) and "modulators" not in names
    painted = {panel: _painted(view, panel, instead=instead, clock="clock" in names) for panel in found}
    return [_row(painted, row, columns, ascii_only=view.ascii_only) for row in range(height)]


def _painted(view: StageView, panel: Panel, *, instead: bool, clock: bool) -> list[Line]:
    """Paint a panel; `instead` shows modulators in the place of the scores, `clock` is whether the clock is there."""
    height = panel.height - panel.titled
    name = "modulators" if instead and panel.name == "meters" else panel.name
    match name:
        case "header":
            lines = header_lines(view, panel.width, clock=clock)
        case "clock":
            lines = clock_lines(view, panel.width, height)
        case "grid":
            lines = grid_lines(view, panel.width, height)
        case "meters":
            lines = meter_lines(view, panel.width, height)
        case "modulators":
            lines = modulator_lines(view, height)
        case "scenes":
            lines = scene_lines(view, panel.width)
        case "next":
            coming = replace(view, bar=view.coming, previewed=True, tick=None, mode="words", at_once=())
            lines = grid_lines(coming, panel.width, height)
        case "queue":
            lines = queue_lines(view, height)
        case "log":
            lines = log_lines(view, panel.width, height)
    head = [title(TITLES[name], panel.width, ascii_only=view.ascii_only)] if panel.titled else []
    return sized([*head, *lines], panel.width, panel.height)


def _row(painted: dict[Panel, list[Line]], row: int, columns: int, *, ascii_only: bool) -> Line:
    """Return one row of the screen, through all panels that it crosses."""
    line: list[tuple[str, str]] = []
    at = 0
    for panel, lines in sorted(painted.items(), key=lambda found: found[0].left):
        if panel.top <= row < panel.top + panel.height:
            if panel.left > at:
                line.append(("class:rule", ("|" if ascii_only else "│").rjust(panel.left - at)))
            line += lines[row - panel.top]
            at = panel.left + panel.width
    return tuple(line) if at == columns else fitted(line, columns)
