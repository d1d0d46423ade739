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
CLOCK_ROWS: Final = 34
"""From here on bar, beat and phrase stand in big digits."""
HUGE_ROWS: Final = 60
"""From here on these are twice as big."""
MAX_LAYER_ROWS: Final = 5
MAX_METER_ROWS: Final = 6
LOG_ROWS: Final = 4
"""Lines that the log keeps when other panels ask for room."""
LEAST_QUEUE_ROWS: Final = 3
LONG_LOG_ROWS: Final = 12
QUEUE_ROWS: Final = 20
"""Lines that log and agenda of a wide screen keep before bars and curves grow into their room."""

PanelName = Literal["header", "clock", "grid", "scenes", "meters", "modulators", "queue", "next", "log"]


class Panel(NamedTuple):
    """A rectangle of the screen; with a title in its first row, or without."""

    name: PanelName
    top: int
    left: int
    width: int
    height: int
    titled: bool = False


Heights = tuple[tuple[PanelName, int], ...]


def fits(columns: int, rows: int) -> bool:
    """Return True when the stage has room."""
    return columns >= MIN_COLUMNS and rows >= MIN_ROWS


def help_rows(rows: int) -> int:
    """Return the lines of help that a screen shows at once."""
    return max(1, rows - INPUT_ROWS - HEADER_ROWS - 1)


def panels(columns: int, rows: int, layers: int, *, scenes: bool = False, modulators: int = 0) -> tuple[Panel, ...]:
    """Return the panels of a screen, none where it is too small.

    Args:
        columns: of the terminal. rows: of the terminal, the input line included.
        layers, modulators: of the config.
        scenes: there are some.
    """
    if not fits(columns, rows):
        return ()
    titled = rows >= TALL_ROWS
    clock = 0 if rows < CLOCK_ROWS else 11 if rows >= HUGE_ROWS else 6
    header = Panel("header", 0, 0, columns, HEADER_ROWS)
    above = (header, Panel("clock", HEADER_ROWS, 0, columns, clock)) if clock else (header,)
    top = HEADER_ROWS + clock
    room = rows - INPUT_ROWS - top
    head = int(titled)
    row = int(scenes or titled)
    if columns < WIDE_COLUMNS:
        return (*above, *_stacked(_one_column(room, head, row, layers, modulators), top, 0, columns, titled=titled))
    left = max(MIN_COLUMNS, columns * 11 // 20)
    return (
        *above,
        *_stacked(_left(room, head, row, layers), top, 0, left, titled=titled),
        *_stacked(_right(room, head, modulators), top, left + 1, columns - left - 1, titled=titled),
    )


def _one_column(room: int, head: int, scenes: int, layers: int, modulators: int) -> Heights:
    meters = METER_ROWS + head
    queue = LEAST_QUEUE_ROWS + head
    log = (LOG_ROWS if room > 20 else 2) + head  # noqa: PLR2004 - a few more where there is room
    grid = min(head + 1 + max(1, layers), room - scenes - meters - queue - log)
    spare = room - scenes - meters - queue - log - grid
    more = min(spare, 2 if room >= 24 else 0)  # noqa: PLR2004 - likewise; no layer is hidden for an empty row
    queue, spare = queue + more, spare - more
    moving = _moving(min(modulators, spare - head - LOG_ROWS), head)
    return _some((
        ("grid", grid), ("scenes", scenes), ("meters", meters), ("modulators", moving),
        ("queue", queue), ("log", log + spare - moving),
    ))


def _moving(rows: int, head: int) -> int:
    """Return the height of the modulators' panel: a single row is no panel."""
    return rows + head if rows > 0 and rows + head > 1 else 0


def _left(room: int, head: int, scenes: int, layers: int) -> Heights:
    tall = max(1, min(MAX_LAYER_ROWS, room * 2 // 5 // max(1, layers)))
    grid = min(head + 1 + max(1, layers) * tall, (room - scenes) * 2 // 3)
    next_bar = head + 1 + layers
    left = room - scenes - grid
    if not head or left - next_bar < next_bar:
        next_bar = 0
    else:
        next_bar += layers * min(tall - 1, max(0, (left - next_bar - LONG_LOG_ROWS) // max(1, layers)))
    return _some((("grid", grid), ("scenes", scenes), ("next", next_bar), ("log", left - next_bar)))


def _right(room: int, head: int, modulators: int) -> Heights:
    moving = _moving(min(modulators, (room - METER_ROWS - head) // 2 - head), head)
    tall = max(1, min(MAX_METER_ROWS, (room - head - moving - QUEUE_ROWS) // METER_ROWS))
    meters = METER_ROWS * tall + head
    return _some((("meters", meters), ("modulators", moving), ("queue", room - meters - moving)))


def _some(heights: Heights) -> Heights:
    return tuple(one for one in heights if one[1] > 0)


def _stacked(heights: Heights, top: int, left: int, width: int, *, titled: bool) -> tuple[Panel, ...]:
    found = []
    for name, height in heights:
        found.append(Panel(name, top, left, width, height, titled and name != "scenes"))
        top += height
    return tuple(found)


def panel_at(found: tuple[Panel, ...], row: int, column: int) -> Panel | None:
    """Return the panel at a place of the screen, None between two."""
    return next((
        panel for panel in found
        if panel.top <= row < panel.top + panel.height and panel.left <= column < panel.left + panel.width
    ), None)
