"""Where are we, read from two metres away? Bar, beat and the place in the phrase, in big digits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.outcome_words import value_words
from sequencer.console.paint import clean, fitted, shortened, width_of
from sequencer.console.plans import next_plan, plan_words

if TYPE_CHECKING:
    from sequencer.console.paint import Fragment, Line
    from sequencer.console.view import StageView

DIGITS: Final = {
    "0": ("###", "# #", "# #", "# #", "###"), "1": (" # ", "## ", " # ", " # ", "###"),
    "2": ("###", "  #", "###", "#  ", "###"), "3": ("###", "  #", "###", "  #", "###"),
    "4": ("# #", "# #", "###", "  #", "  #"), "5": ("###", "#  ", "###", "  #", "###"),
    "6": ("###", "#  ", "###", "# #", "###"), "7": ("###", "  #", "  #", "  #", "  #"),
    "8": ("###", "# #", "###", "# #", "###"), "9": ("###", "# #", "###", "  #", "###"),
    ".": (" ", " ", " ", " ", "#"), "/": ("  #", "  #", " # ", "#  ", "#  "), "-": ("   ", "   ", "###", "   ", "   "),
    " ": ("  ", "  ", "  ", "  ", "  "),
}
DIGIT_ROWS: Final = 5
GAP_DOTS: Final = 4
"""Between bar and phrase, so that they are not read as one number."""
WORDS_COLUMNS: Final = 30
"""Room that is left for the words beside the digits."""


def big(text: str, scale: tuple[int, int], *, ascii_only: bool) -> list[str]:
    """Return digits as rows of blocks.

    Args:
        text: digits, `.`, `/`, `-` and spaces. scale: columns and rows of one dot.
        ascii_only: the terminal shows no blocks.
    """
    columns, rows = scale
    dot = "#" if ascii_only else "█"
    lines = [" ".join(DIGITS[letter][row] for letter in text) for row in range(DIGIT_ROWS)]
    return [
        "".join((dot if one == "#" else " ") * columns for one in line) for line in lines for _ in range(rows)
    ]


def clock_lines(view: StageView, width: int, height: int) -> list[Line]:
    """Return the big digits as large as the room lets them be, and beside them what comes next."""
    place = view.place
    counted = bar_and_beat(view)
    turn = "-/-" if place is None else f"{place.bar + 1}/{place.of}"
    most = height // DIGIT_ROWS
    scales = [(columns, rows) for rows in range(most, 0, -1) for columns in (2 * rows, rows)]
    fitting = [scale for scale in scales if _columns(counted, turn, scale[0]) + WORDS_COLUMNS <= width]
    scale = fitting[0] if fitting else (1, 1)
    left, right = (big(text, scale, ascii_only=view.ascii_only) for text in (counted, turn))
    last = place is not None and place.bar == place.of - 1
    words = _words(view)
    lines: list[Line] = []
    for row, (one, other) in enumerate(zip(left, right, strict=True)):
        digits = (
            ("", " "), ("class:big", one), ("", " " * GAP_DOTS * scale[0]),
            ("class:mark" if last else "class:turn", other), ("", " " * GAP_DOTS),
        )
        style, told = words[row] if row < len(words) else ("", "")
        room = width - sum(width_of(text) for _, text in digits)
        line = (*digits, (style, shortened(told, room, ascii_only=view.ascii_only)))
        lines.append(fitted(line, width))
    return lines


def _columns(counted: str, turn: str, columns: int) -> int:
    dots = sum(len(" ".join(DIGITS[letter][0] for letter in text)) for text in (counted, turn))
    return 1 + GAP_DOTS + columns * (GAP_DOTS + dots)


def _words(view: StageView) -> list[Fragment]:
    """Return the words beside the digits, a line each."""
    place, snapshot = view.place, view.snapshot
    found: list[Fragment] = []
    if place is not None:
        full, rest = ("=", ".") if view.ascii_only else ("▪", "·")
        found.append(("class:gauge", full * (place.bar + 1) + rest * (place.of - place.bar - 1)))
        found.append(("class:value", f"phrase {place.phrase + 1} of {place.phrases}"))
    if snapshot is not None:
        found.append(("class:value", f"{snapshot.bpm:.5g} BPM"))
    found.append(("class:mark", section_words(view)))
    plan = None if view.state is None else next_plan(view.state)
    if plan is not None:
        found.append(("class:armed" if view.lit else "class:waiting", clean(plan_words(view, plan))))
    return found


def bar_and_beat(view: StageView) -> str:
    """Return bar and beat, "12.3"; the bar alone while nothing plays, "-" before the first."""
    bar = "-" if view.bar is None or view.previewed else str(view.bar.index + 1)
    return bar if view.beat is None else f"{bar}.{view.beat + 1}"


def section_words(view: StageView) -> str:
    """Return the section of the arc that plays and the energy, "" while there is neither to tell."""
    return ", ".join(filter(None, section_and_rest(view)))


def section_and_rest(view: StageView) -> tuple[str, str]:
    """Return the section that plays with its bar, and what is told beside it: what follows, and the energy."""
    bar = view.bar
    if bar is None:
        return "", ""
    place = bar.section
    energy = "" if bar.energy == 1.0 and place is None else f"energy {value_words(round(bar.energy, 2))}"
    if place is None:
        return "", energy
    over = place.bar >= place.of  # it is held, or the last
    counted = "" if over else f" {place.bar + 1} of {place.of}"
    after = "held" if place.held else f"then {clean(place.next)}" if place.next else "the last" if over else ""
    return f"{clean(place.name)}{counted}", ", ".join(filter(None, (after, energy)))
