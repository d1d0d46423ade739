"""Which hits sound in this bar, how loud, and where is the beat? One row a layer, one column a step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from engine.holds import drops, holds_layer
from engine.timebase import STEPS_PER_BAR, STEPS_PER_BEAT
from sequencer.console.layout import MAX_LAYER_ROWS
from sequencer.console.paint import clean, hit_letter, shortened

if TYPE_CHECKING:
    from engine.bar import Bar
    from sequencer.console.paint import Fragment, Line
    from sequencer.console.view import StageView

NAME_COLUMNS: Final = 10
NAME_END: Final = 3
"""Last letters that a long name keeps: often they are all that tells two apart."""
MARK_COLUMNS: Final = 4
OUT: Final = "out"
"""Beside a layer that energy or a section keeps out."""
DENSITY_COLUMNS: Final = 15
MIN_CELL: Final = 3
MAX_CELL: Final = 8
LANES: Final = 8
"""Colours that layers take in turn."""
GAPS: Final = 3
"""Spaces between the four beats."""


class Hit(NamedTuple):
    """What one step of one layer plays."""

    velocity: int
    hits: int


def hits_of(bar: Bar) -> dict[str, dict[int, Hit]]:
    """Return each layer's hits in a bar, by step."""
    found: dict[str, dict[int, Hit]] = {}
    for event in bar.events:
        row = found.setdefault(event.layer, {})
        before = row.get(event.step, Hit(0, 0))
        row[event.step] = Hit(max(before.velocity, event.velocity), before.hits + 1)
    return found


def cell_columns(width: int) -> int:
    """Return the columns of one step in a grid of a width."""
    room = (width - NAME_COLUMNS - MARK_COLUMNS - DENSITY_COLUMNS - GAPS) // STEPS_PER_BAR
    return max(MIN_CELL, min(MAX_CELL, room))


def first_layer(view: StageView, rows: int) -> int:
    """Return the first layer that is shown when not all have room: the selected one is among them."""
    return max(0, min(view.layer - rows // 2, len(view.layers) - rows))


def layer_rows(view: StageView, height: int) -> int:
    """Return the rows of each layer in a grid of a height, its ruler included: 1 to 5."""
    return max(1, min(MAX_LAYER_ROWS, (height - 1) // max(1, len(view.layers))))


def place_at(view: StageView, row: int, column: int, width: int, height: int) -> tuple[int, int | None] | None:
    """Return the layer and the step (None: its name) at a place of the grid, None where there is neither.

    Args:
        row: from the ruler (0) down. column: from the left. width, height: of the grid.
    """
    layer = first_layer(view, height - 1) + (row - 1) // layer_rows(view, height)
    if row < 1 or row >= height or layer >= len(view.layers):
        return None
    if column < NAME_COLUMNS + MARK_COLUMNS:
        return layer, None
    cell = cell_columns(width)
    beat, inside = divmod(column - NAME_COLUMNS - MARK_COLUMNS, cell * STEPS_PER_BEAT + 1)
    step = inside // cell
    if beat >= STEPS_PER_BAR // STEPS_PER_BEAT or step >= STEPS_PER_BEAT:
        return None
    return layer, beat * STEPS_PER_BEAT + step


def grid_lines(view: StageView, width: int, height: int) -> list[Line]:
    """Return the ruler and the rows of the layers that have room."""
    cell = cell_columns(width)
    lines = [_ruler(view, cell, height - 1)]
    if view.state is None:
        return lines
    hits = {} if view.bar is None else hits_of(view.bar)
    densities = {} if view.bar is None else dict(view.bar.densities)
    first = first_layer(view, height - 1)
    for place, layer in enumerate(view.layers[first:first + height - 1], start=first):
        row = _name(view, layer, place)
        row += _steps(view, hits.get(layer, {}), layer, place, cell)
        row += _density(view, densities.get(layer), width - NAME_COLUMNS - MARK_COLUMNS - GAPS - cell * STEPS_PER_BAR)
        lines.append(tuple(row))
        rows = layer_rows(view, height)
        if rows > 1:  # the same hits once more and again, and from three rows on a line between the layers
            blank: Fragment = ("", " " * (NAME_COLUMNS + MARK_COLUMNS))
            again = (blank, *_steps(view, hits.get(layer, {}), layer, place, cell, again=True))
            lines += [again] * max(1, rows - 2)
        lines += [(("", ""),)] * (rows > 2)  # noqa: PLR2004 - as said above
    return lines


def _ruler(view: StageView, cell: int, rows: int) -> Line:
    layers, first = len(view.layers), first_layer(view, rows)
    hidden = layers > rows
    head = f" {first + 1}-{first + rows} of {layers}" if hidden else f"{layers} layers"
    line: list[Fragment] = [("class:mark" if hidden else "class:dim", head.ljust(NAME_COLUMNS + MARK_COLUMNS))]
    for step in range(STEPS_PER_BAR):
        beat, inside = divmod(step, STEPS_PER_BEAT)
        if step and not inside:
            line.append(("", " "))
        here = view.playhead == step
        dot = "." if view.ascii_only else "·"
        mark = ("v" if view.ascii_only else "▼") if here else str(beat + 1) if not inside else dot
        line.append(("class:playhead" if here else "class:beat" if not inside else "class:dim", mark.ljust(cell)))
    if view.previewed:
        line.append(("class:dim", " next bar"))
    else:
        line.append(("class:dim", " density"))
    return tuple(line)


def _name(view: StageView, layer: str, place: int) -> list[Fragment]:
    stage = view.state.stage if view.state is not None else None
    muted = layer in view.silent
    chosen = place == view.layer and view.mode == "hands"
    pointer = (">" if view.ascii_only else "▸") if chosen else " "
    style = "class:chosen" if chosen else "class:muted" if muted else lane(place)
    number = str(place + 1) if place < 9 else " "  # noqa: PLR2004 - nine digits mute nine layers
    locked = stage is not None and layer in stage.locks
    out = view.bar is not None and layer in view.bar.out
    silenced = "M" if muted and not _only_soloed_out(view, layer) else "o" if out else " "
    marks = silenced + ("S" if layer in view.soloed else " ") + ("L" if locked else " ")
    marks = OUT if marks == "o  " else marks  # the whole word where it has room
    shown = shortened(clean(layer), NAME_COLUMNS - 3, ascii_only=view.ascii_only, end=NAME_END)
    name = f" {shown}".ljust(NAME_COLUMNS - 2)
    return [
        ("class:mark", pointer), ("class:dim", number), (style, name), ("class:mark", marks.ljust(MARK_COLUMNS)),
    ]


def _only_soloed_out(view: StageView, layer: str) -> bool:
    """Return True for a layer that nothing silences but the solo of others: it has no mute to let go."""
    if view.state is None or holds_layer(view.state.stage.mutes, layer):
        return False
    dropped = view.state.stage.drop_bars > 0 and drops(layer)
    return bool(view.soloed) and layer not in view.soloed and not dropped


def lane(place: int) -> str:
    """Return the colour of a layer."""
    return f"class:lane{place % LANES}"


def _steps(
    view: StageView, row: dict[int, Hit], layer: str, place: int, cell: int, *, again: bool = False
) -> list[Fragment]:
    muted = layer in view.silent
    held = {} if view.state is None else {hit.step: hit.on for hit in view.state.stage.hits if hit.layer == layer}
    line: list[Fragment] = []
    for step in range(STEPS_PER_BAR):
        if step and not step % STEPS_PER_BEAT:
            line.append(("", " "))
        hit = row.get(step)
        if hit is None:
            mark = " " if again else "x" if held.get(step) is False else "." if view.ascii_only else "·"
            style, text = "class:mark" if mark == "x" else "class:rest", mark.ljust(cell)
        else:
            style, text = _cell(hit, cell, muted=muted, by_hand=held.get(step) is True, ascii_only=view.ascii_only)
            style = style if muted else f"{lane(place)} {style}"
        if view.playhead == step:
            style += " class:playhead"
        if view.mode == "hands" and (place, step) == (view.layer, view.step):
            style += " class:cursor"
        line.append((style, text))
    return line


def _cell(hit: Hit, cell: int, *, muted: bool, by_hand: bool, ascii_only: bool) -> Fragment:
    level, letter = hit_letter(hit.velocity, ascii_only=ascii_only)
    if muted:
        level, letter = 0, "~" if ascii_only else "□"
    body = letter * (cell - 1)
    if by_hand:
        body = letter * (cell - 2) + "+"
    if hit.hits > 1:
        body = letter * (cell - 2) + str(min(hit.hits, 9))
    return ("class:muted" if muted else f"class:hit{level}"), body.ljust(cell)


def _density(view: StageView, share: float | None, width: int) -> list[Fragment]:
    if share is None or width < 5:  # noqa: PLR2004 - a number needs five columns
        return []
    room = max(0, width - 7)
    full = round(share * room)
    letter = "=" if view.ascii_only else "▪"
    return [("", f" {share:.2f} "), ("class:gauge", letter * full)]
