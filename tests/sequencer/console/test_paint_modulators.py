"""Each modulator is shown with what it moves, its value and its bounds."""

from __future__ import annotations

from dataclasses import replace

from engine import Config, start
from engine.config import Layer, Modulator
from engine.config_file import parse_config
from sequencer.console.paint import plain_text
from sequencer.console.paint_modulators import modulator_lines
from sequencer.console.view import StageView
from tests.sequencer.console.scenes import MOVED, bar_of, played, screen


def test_what_the_pictures_show_is_a_config_that_can_be_read() -> None:
    read = parse_config(MOVED.model_dump_json(exclude_unset=True).encode(), "the pictures")
    assert read.modulators == MOVED.modulators


def test_a_row_has_path_value_bounds_and_a_needle_between_them() -> None:
    view = replace(played(), bar=replace(bar_of(3), parameters=(("hat_c.swing_percent", 0.62),)))
    row = plain_text(modulator_lines(view, 3)).split("\n")[0]
    assert row.split()[:3] == ["hat_c.swing_percent", "0.62", "0.5..0.62"]
    assert row.rstrip().endswith("┃ random walk")


def test_the_selected_bound_is_marked_and_in_reach_where_there_is_little_room() -> None:
    view = replace(played(), mode="hands", path="modulators.lean.max_val")
    lines = modulator_lines(view, 2)
    assert "thin_bias" in plain_text(lines)
    assert "3-3 of 3 modulators" in plain_text(lines)
    assert ("class:cursor", "0") in [fragment for line in lines for fragment in line]


def test_small_screens_show_modulators_instead_of_scores_while_one_is_selected() -> None:
    view = played()
    assert "0-12 ms" in screen(view, 80, 24)
    chosen = screen(replace(view, mode="hands", path="modulators.open.min_val"), 80, 24)
    assert "hat_o.ratchet_prob" in chosen
    assert "0-12 ms" not in chosen
    large = screen(replace(view, mode="hands", path="modulators.open.min_val"), 250, 80)
    assert "hat_o.ratchet_prob" in large
    assert "0-12 ms" in large


def test_a_controller_lane_names_its_controller_and_says_when_it_is_muted() -> None:
    lane = Modulator.model_validate({
        "name": "cutoff", "cc": {"number": 74, "channel": 3}, "mod": {"mode": "sine", "min_val": 0, "max_val": 127},
    })
    state = start(Config(layers={"kick": Layer()}, modulators=(lane,)))
    view = replace(played(), state=state, bar=bar_of(3))
    assert "cutoff cc74 ch3 " in plain_text(modulator_lines(view, 3))
    muted = replace(view, bar=replace(bar_of(3), muted=("cutoff",)))
    assert "cutoff cc74 ch3 muted" in plain_text(modulator_lines(muted, 3))


def test_without_modulators_it_says_so() -> None:
    assert "no parameter is modulated" in plain_text(modulator_lines(StageView(), 3))
