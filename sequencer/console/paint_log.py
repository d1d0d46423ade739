"""What has been asked, answered, said and gone wrong, the newest at the bottom?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sequencer.console.folded import folded_within
from sequencer.console.paint import clean

if TYPE_CHECKING:
    from sequencer.console.paint import Line
    from sequencer.console.view import LogLine, StageView

MARKS: Final = {
    "asked": "> ", "said": "  ", "done": "= ", "refused": "x ", "chat": "~ ", "event": "* ", "trouble": "! ",
}
INDENT: Final = "  "


def log_lines(view: StageView, width: int, height: int) -> list[Line]:
    """Return as much of the log as has room; where it is scrolled back, the last line says so."""
    wanted = height + view.scroll
    found: list[Line] = []
    if view.said:
        found = _wrapped("chat", view.said, width)
    for line in reversed(view.log):
        if len(found) >= wanted:
            break
        found = [*_wrapped(line.kind, line.text, width), *found]
    scroll = min(view.scroll, max(0, len(found) - height))
    shown = found[max(0, len(found) - height - scroll):len(found) - scroll]
    if scroll:
        shown = [*shown[:-1], (("class:mark", f" {scroll} lines further down; PageDown"),)]
    elif (above := _above(view, width, height)) > 0:
        shown = [(("class:mark", f" {above} lines further up; PageUp"),), *shown[1:]]
    return shown


def _above(view: StageView, width: int, height: int) -> int:
    """Return how many lines of the answer that fills the log stand above it, its newest one among them; else 0."""
    rows = 0
    for line in reversed(view.log):
        if line.kind != "said":
            return rows - height + 1 if line.kind == "asked" and rows > height and not view.said else 0
        rows += len(_wrapped(line.kind, line.text, width))
    return 0


def _wrapped(kind: str, text: str, width: int) -> list[Line]:
    parts = folded_within(clean(text), max(10, width - 3))
    return [
        ((f"class:{kind}", f" {MARKS[kind] if not place else INDENT}{part}"),) for place, part in enumerate(parts)
    ]


def appended(log: tuple[LogLine, ...], line: LogLine, most: int) -> tuple[LogLine, ...]:
    """Return the log with a line more, and no more than so many."""
    return (*log, line)[-most:]
