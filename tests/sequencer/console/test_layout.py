"""Every panel has its place, none over another, at any size from the smallest on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequencer.console.layout import MIN_COLUMNS, MIN_ROWS, fits, panel_at, panels


@given(st.integers(MIN_COLUMNS, 300), st.integers(MIN_ROWS, 100), st.integers(0, 64))
def test_panels_cover_the_screen_without_overlap(columns: int, rows: int, layers: int) -> None:
    found = panels(columns, rows, layers)
    assert {panel.name for panel in found} == {"header", "grid", "meters", "queue", "log"}
    assert all(panel.height >= 2 for panel in found)
    taken = [panel.width * panel.height for panel in found]
    rule = rows - 4 if columns >= 132 else 0
    assert sum(taken) + rule == columns * (rows - 2)
    for panel in found:
        corner = (panel.top + panel.height - 1, panel.left + panel.width - 1)
        assert panel_at(found, panel.top, panel.left) == panel_at(found, *corner) == panel


@pytest.mark.parametrize(("columns", "rows", "fine"), [
    (80, 24, True), (80, 20, True), (79, 24, False), (80, 19, False),
])
def test_a_screen_that_is_too_small_has_no_panels(columns: int, rows: int, fine: bool) -> None:  # noqa: FBT001
    assert fits(columns, rows) == fine
    assert bool(panels(columns, rows, 5)) == fine


def test_all_five_scores_and_all_layers_have_room_at_the_usual_size() -> None:
    heights = {panel.name: panel.height for panel in panels(80, 24, 5)}
    assert heights == {"header": 2, "grid": 6, "meters": 5, "queue": 3, "log": 6}
