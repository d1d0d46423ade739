"""Which panel gets which part of the screen, from 80x20 to as large as a screen is?"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from engine.bands import SCORES

MIN_COLUMNS: Final = 80
MIN_ROWS: Final = 20
INPUT_ROWS: Final = 2
"""The input line and the line of hints below it."""
HEADER_ROWS: Final = 2
METER_ROWS: Final = len(SCORES)
WIDE_COLUMNS: Final = 132
TALL_ROWS: Final = 30
"""From here on panels have titles."""

PanelName = Literal["header", "grid", "meters", "queue", "log"]


class Panel(NamedTuple):
    """A rectangle of the screen; with a title in its first row, or without."""

    name: PanelName
    top: int
    left: int
    width: int
    height: int
    titled: bool = False


def fits(columns: int, rows: int) -> bool:
    """Return True when the stage has room."""
    return columns >= MIN_COLUMNS and rows >= MIN_ROWS


def panels(columns: int, rows: int, layers: int) -> tuple[Panel, ...]:
    """Return the panels of a screen, none where it is too small.

    Args:
        columns: of the terminal. rows: of the terminal, the input line included.
        layers: of the config.
    """
    if not fits(columns, rows):
        return ()
    header = Panel("header", 0, 0, columns, HEADER_ROWS)
    titled = rows >= TALL_ROWS
    height = rows - INPUT_ROWS - HEADER_ROWS
    head = int(titled)
    grid_wanted = head + 1 + max(1, layers)
    if columns < WIDE_COLUMNS:
        meters = METER_ROWS + head
        queue = (3 if height < 28 else 5) + head  # noqa: PLR2004 - a few more where there is room
        grid = min(grid_wanted, height - meters - queue - 3 - head)
        heights: tuple[tuple[PanelName, int], ...] = (
            ("grid", grid), ("meters", meters), ("queue", queue), ("log", height - grid - meters - queue)
        )
        return (header, *_stacked(heights, 0, columns, titled=titled))
    left = max(MIN_COLUMNS, columns * 11 // 20)
    grid = min(grid_wanted, height * 2 // 3)
    meters = METER_ROWS + head
    return (
        header,
        *_stacked((("grid", grid), ("log", height - grid)), 0, left, titled=titled),
        *_stacked((("meters", meters), ("queue", height - meters)), left + 1, columns - left - 1, titled=titled),
    )


def _stacked(
    heights: tuple[tuple[PanelName, int], ...], left: int, width: int, *, titled: bool
) -> tuple[Panel, ...]:
    found, top = [], HEADER_ROWS
    for name, height in heights:
        found.append(Panel(name, top, left, width, height, titled))
        top += height
    return tuple(found)


def panel_at(found: tuple[Panel, ...], row: int, column: int) -> Panel | None:
    """Return the panel at a place of the screen, None between two."""
    return next((
        panel for panel in found
        if panel.top <= row < panel.top + panel.height and panel.left <= column < panel.left + panel.width
    ), None)
