"""Every panel has its place, none over another, at any size from the smallest on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequencer.console.layout import (
    CLOCK_ROWS,
    MIN_COLUMNS,
    MIN_ROWS,
    TALL_ROWS,
    WIDE_COLUMNS,
    fits,
    panel_at,
    panels,
)

SCREENS = [(132, 30), (140, 40), (160, 50), (250, 80)]


@given(
    st.integers(MIN_COLUMNS, 300), st.integers(MIN_ROWS, 100), st.integers(0, 64), st.booleans(), st.integers(0, 20)
)
def test_panels_cover_the_screen_without_overlap(
    columns: int, rows: int, layers: int, scenes: bool, modulators: int,
) -> None:
    found = panels(columns, rows, layers, scenes=scenes, modulators=modulators)
    names = {panel.name for panel in found}
    assert names >= {"header", "grid", "meters", "queue", "log"}
    assert ("clock" in names) == (rows >= CLOCK_ROWS)
    assert ("scenes" in names) == (scenes or rows >= TALL_ROWS)
    assert all(panel.height >= 1 + (panel.name != "scenes") for panel in found)
    taken = sum(panel.width * panel.height for panel in found)
    above = sum(panel.height for panel in found if panel.width == columns)
    rule = rows - 2 - above if columns >= WIDE_COLUMNS else 0
    assert taken + rule == columns * (rows - 2)
    for panel in found:
        corner = (panel.top + panel.height - 1, panel.left + panel.width - 1)
        assert panel_at(found, panel.top, panel.left) == panel_at(found, *corner) == panel


@pytest.mark.parametrize(("columns", "rows", "fine"), [
    (80, 24, True), (80, 20, True), (79, 24, False), (80, 19, False),
])
def test_a_screen_that_is_too_small_has_no_panels(columns: int, rows: int, fine: bool) -> None:
    assert fits(columns, rows) == fine
    assert bool(panels(columns, rows, 5)) == fine


def test_all_five_scores_and_all_layers_have_room_at_the_usual_size() -> None:
    heights = {panel.name: panel.height for panel in panels(80, 24, 5)}
    assert heights == {"header": 2, "grid": 6, "meters": 5, "queue": 3, "log": 6}
    heights = {panel.name: panel.height for panel in panels(80, 24, 5, scenes=True, modulators=3)}
    assert heights == {"header": 2, "grid": 6, "scenes": 1, "meters": 5, "queue": 3, "log": 5}


def test_no_layer_is_hidden_for_empty_rows_of_the_agenda() -> None:
    for layers in (5, 6, 7, 8):
        heights = {panel.name: panel.height for panel in panels(120, 36, layers)}
        assert heights["grid"] == 2 + layers  # its title and the ruler
        assert heights["queue"] >= 4
        assert heights["log"] >= 5


def test_curves_of_scores_grow_into_the_room_that_the_agenda_leaves() -> None:
    rows = {size: {panel.name: panel.height for panel in panels(*size, 5, modulators=3)} for size in SCREENS}
    assert [heights["meters"] for heights in rows.values()] == [6, 6, 16, 31]
    assert [heights["queue"] for heights in rows.values()] == [16, 20, 20, 30]


def test_rows_of_layers_grow_with_the_screen_and_what_comes_next_has_room() -> None:
    heights = {panel.name: panel.height for panel in panels(250, 80, 5, modulators=3)}
    assert (heights["clock"], heights["grid"], heights["next"], heights["modulators"]) == (11, 27, 22, 4)
    assert "next" not in {panel.name for panel in panels(140, 24, 5)}
