"""Where do painted lines meet the terminal, and what does a click on them mean?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from prompt_toolkit.layout.controls import UIContent, UIControl
from prompt_toolkit.mouse_events import MouseButton, MouseEventType

from engine.bands import SCORE_LETTERS
from sequencer.console.layout import INPUT_ROWS, panel_at
from sequencer.console.paint_grid import place_at
from sequencer.console.paint_modulators import shows_modulators
from sequencer.console.paint_stage import panels_of, stage_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.key_binding.key_bindings import NotImplementedOrNone
    from prompt_toolkit.mouse_events import MouseEvent

    from sequencer.console.layout import Panel
    from sequencer.console.view import StageView

Clicked = tuple[str, int, int | None]
NOTHING: Final = -1


class Canvas(UIControl):
    """Paints the current view above the input line; owned by the console's thread."""

    def __init__(self, moment: Callable[[], StageView], clicked: Callable[[str, int, int | None], None]) -> None:
        self._moment = moment
        self._clicked = clicked
        self._view: StageView | None = None
        self._size = (0, 0)

    def create_content(self, width: int, height: int) -> UIContent:
        """Paint what there is to see now."""
        self._view, self._size = self._moment(), (width, height)
        lines: list[StyleAndTextTuples] = [
            list(line) for line in stage_lines(self._view, width, height + INPUT_ROWS)
        ]
        return UIContent(lambda row: lines[row], line_count=len(lines), show_cursor=False)

    def is_focusable(self) -> bool:
        """Return True: in hands it has the keys."""
        return True

    def mouse_handler(self, mouse_event: MouseEvent) -> NotImplementedOrNone:
        """Take a click or the wheel."""
        row, column = mouse_event.position.y, mouse_event.position.x
        kind = mouse_event.event_type
        if kind is MouseEventType.SCROLL_UP:
            self._clicked("scroll 1", NOTHING, None)
        elif kind is MouseEventType.SCROLL_DOWN:
            self._clicked("scroll -1", NOTHING, None)
        elif kind is MouseEventType.MOUSE_UP and mouse_event.button in {MouseButton.LEFT, MouseButton.UNKNOWN}:
            found = None if self._view is None else click(self._view, *self._size, row, column)
            if found is not None:
                self._clicked(*found)
        else:
            return NotImplemented
        return None


def click(view: StageView, columns: int, height: int, row: int, column: int) -> Clicked | None:
    """Return the meaning of a click: an action or a line to type, and the layer and step it selects.

    Args:
        view: what is shown.
        columns, height: of what is painted.
        row, column: of the click.
    """
    if view.help:
        return ("cancel", NOTHING, None)
    panel = panel_at(panels_of(view, columns, height + INPUT_ROWS), row, column)
    if panel is None:
        return None
    inside = row - panel.top - panel.titled
    if panel.name == "meters" and not shows_modulators(view) and 0 <= inside < len(SCORE_LETTERS):
        return (_target_line(view, SCORE_LETTERS[inside]), NOTHING, None)
    return _grid_click(view, panel, inside, column) if panel.name == "grid" else None


def _grid_click(view: StageView, panel: Panel, inside: int, column: int) -> Clicked | None:
    place = place_at(view, inside, column - panel.left, panel.width, panel.height - panel.titled)
    if place is None:
        return None
    layer, step = place
    return ("mute here" if step is None else "hit here" if view.mode == "hands" else "why", layer, step)


def _target_line(view: StageView, letter: str) -> str:
    band = None if view.snapshot is None else view.snapshot.goals.get(letter)
    return f":target {letter} " + ("" if band is None else f"{band[0]:.2f} {band[1]:.2f}")
