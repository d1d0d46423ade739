"""A sheet holds what the bars hold: every hit at its place, scores with their bands, energy, sections, what moves."""

from __future__ import annotations

import json

import pytest

from engine.commands import Mute, Wish
from engine.config_file import parse_config
from engine.session import next_bar, start
from engine.timebase import BAR_TICKS
from sequencer.folders import find_config
from sequencer.picture.sheet import MOST_PARAMETERS, Sheet, sheet_of
from sequencer.tape.arc import with_arc
from sequencer.tape.offline import rendered


@pytest.fixture(scope="module")
def sheet() -> Sheet:
    config = find_config("m4_showcase").config
    return sheet_of([config] * 8, rendered(config, bars=8), "eight bars")


def test_every_hit_lies_where_it_sounds(sheet: Sheet) -> None:
    config = find_config("m4_showcase").config
    bars = rendered(config, bars=8)
    hits = [(event.layer, event.tick, event.velocity) for bar in bars for event in bar.events]
    found = [(sheet.layers[place], round(onset * BAR_TICKS), velocity) for place, onset, velocity in sheet.hits]
    assert found == hits


def test_a_stretch_from_the_middle_begins_at_its_own_first_bar() -> None:
    config = find_config("m4_showcase").config
    bars = rendered(config, bars=6)[4:]
    assert -0.1 < min(onset for _, onset, _ in sheet_of([config] * len(bars), bars, "").hits) < 0.1


def test_scores_bring_their_bands(sheet: Sheet) -> None:
    assert [one.name for one in sheet.scores] == ["E", "S", "D", "H", "T"]
    bands = {one.name: one.bands[-1] for one in sheet.scores}
    targets = find_config("m4_showcase").config.targets
    assert bands["S"] == (targets.S_low, targets.S_high)
    assert all(len(one.values) == 8 for one in sheet.scores)


def test_a_score_without_a_goal_has_no_band() -> None:
    config = parse_config(b'{"mode": "m4", "layers": {"kick": {}}}', "x")
    found = sheet_of([config, config], rendered(config, bars=2), "")
    assert {one.name: one.bands for one in found.scores}["D"] == (None, None)


def test_only_what_moves_is_listed(sheet: Sheet) -> None:
    assert 0 < len(sheet.parameters) <= MOST_PARAMETERS
    assert all(len(set(one.values)) > 1 for one in sheet.parameters)


def test_sections_of_an_arc_begin_where_they_begin() -> None:
    config = with_arc(find_config("m4_showcase").config, "m4_showcase")
    assert config.arc is not None
    bars = rendered(config, bars=config.arc.bars)
    found = sheet_of([config] * len(bars), bars, "").sections
    assert [name for _, name in found] == [section.name for section in config.arc.sections]
    assert found[0][0] == 0


def test_a_muted_layer_is_not_drawn() -> None:
    config = find_config("m4_showcase").config
    _, bar = next_bar(start(config), [Wish(Mute("kick"))])
    kick = list(config.layers).index("kick")
    assert kick not in {place for place, _, _ in sheet_of([config], [bar], "").hits}


def test_it_can_be_told_as_json(sheet: Sheet) -> None:
    assert json.loads(json.dumps(sheet.json()))["bars"] == 8


def test_a_band_that_changes_and_a_layer_that_comes_are_drawn_from_their_bar_on() -> None:
    before = parse_config(b'{"mode": "m4", "layers": {"kick": {}}, "targets": {"S_low": 0.1, "S_high": 0.2}}', "x")
    after = parse_config(b'{"mode": "m4", "layers": {"hat_c": {}}, "targets": {"S_low": 0.3, "S_high": 0.4}}', "x")
    bars = [*rendered(before, bars=1), *rendered(after, bars=1)]
    found = sheet_of([before, after], bars, "")
    assert {one.name: one.bands for one in found.scores}["S"] == ((0.1, 0.2), (0.3, 0.4))
    assert found.layers == ("kick", "hat_c")
    assert {place for place, onset, _ in found.hits if onset >= 1} == {1}
