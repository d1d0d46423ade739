"""A golden screen as a picture: `python -m tests.sequencer.console.scenes` writes it beside the golden screens."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from sequencer.console.paint import width_of
from sequencer.console.palette import DARK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sequencer.console.paint import Line

DOCS = Path(__file__).parents[3] / "docs"
PICTURES = {(80, 24): DOCS / "stage-80x24.svg", (120, 36): DOCS / "stage.svg"}
"""By columns and rows of the screen."""
CELL_WIDTH, CELL_HEIGHT, BASELINE = 8, 17, 13
WORD = re.compile(r"\S+")
INK, PAPER = "#c0c8d0", "#14181c"


def svg(lines: Sequence[Line], columns: int) -> str:
    """Return painted lines as a picture, in the colours of a dark terminal."""
    width, height = columns * CELL_WIDTH, len(lines) * CELL_HEIGHT
    found = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
            f'font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="13">'
        ),
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>',
    ]
    for row, line in enumerate(lines):
        column = 0
        for style, text in line:
            found += _fragment(style, text, column * CELL_WIDTH, row * CELL_HEIGHT)
            column += width_of(text)
    return "\n".join([*found, "</svg>", ""])


def _fragment(style: str, text: str, left: int, top: int) -> list[str]:
    rules = [rule for name in style.split() for rule in DARK.get(name.removeprefix("class:"), "").split()]
    ink = next((rule for rule in reversed(rules) if rule.startswith("#")), INK)
    paper = next((rule.removeprefix("bg:") for rule in rules if rule.startswith("bg:")), "")
    if "reverse" in rules:
        ink, paper = PAPER, ink
    width = width_of(text) * CELL_WIDTH
    found = []
    if paper:
        found.append(f'<rect x="{left}" y="{top}" width="{width}" height="{CELL_HEIGHT}" fill="{paper}"/>')
    if not text.strip():
        return found
    if not text.replace("█", "").strip():  # blocks without gaps between rows
        return found + [
            f'<rect x="{left + place * CELL_WIDTH}" y="{top}" width="{CELL_WIDTH}" height="{CELL_HEIGHT}" '
            f'fill="{ink}"/>' for place, letter in enumerate(text) if letter == "█"
        ]
    weight = ' font-weight="bold"' if "bold" in rules else ""
    for word in WORD.finditer(text):  # each at its column: browsers squeeze spaces, at the ends of a text above all
        start, size = left + width_of(text[:word.start()]) * CELL_WIDTH, width_of(word[0]) * CELL_WIDTH
        found.append(
            f'<text x="{start}" y="{top + BASELINE}" textLength="{size}" fill="{ink}"{weight}>{escape(word[0])}</text>'
        )
    return found
