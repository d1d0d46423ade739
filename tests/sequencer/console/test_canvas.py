"""A click does what lies under it."""

from __future__ import annotations

from dataclasses import replace

from sequencer.console.canvas import click
from sequencer.console.paint_stage import panels_of
from tests.sequencer.console.scenes import played


def test_a_name_mutes_a_step_says_why_and_a_meter_begins_its_target() -> None:
    view = played()
    assert click(view, 80, 22, 4, 4) == ("mute here", 1, None)
    assert click(view, 80, 22, 4, 14) == ("why", 1, 0)
    assert click(view, 80, 22, 4, 27) == ("why", 1, 4)
    assert click(view, 80, 22, 10, 4) == (":target S 0.35 0.55", -1, None)
    assert click(view, 80, 22, 11, 4) == (":target D ", -1, None)
    assert click(view, 80, 22, 0, 4) is None
    assert click(view, 80, 22, 19, 4) is None
    assert click(view, 60, 10, 4, 4) is None
    assert click(replace(view, help=("a",)), 80, 22, 4, 4) == ("cancel", -1, None)


def test_titles_of_panels_are_no_rows() -> None:
    view = played()
    grid = next(panel for panel in panels_of(view, 160, 50) if panel.name == "grid")
    assert click(view, 160, 48, grid.top, 4) is None
    assert click(view, 160, 48, grid.top + 2, 4) == ("mute here", 0, None)


def test_a_step_is_put_or_taken_in_hands() -> None:
    assert click(replace(played(), mode="hands"), 80, 22, 4, 14) == ("hit here", 1, 0)


def test_modulators_in_the_place_of_the_scores_are_no_targets() -> None:
    chosen = replace(played(), mode="hands", path="modulators.hat_swing.min_val")
    assert click(chosen, 80, 22, 10, 4) is None
