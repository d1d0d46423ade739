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
    return sheet_of(config, rendered(config, bars=8), "eight bars")


def test_every_hit_lies_where_it_sounds(sheet: Sheet) -> None:
    config = find_config("m4_showcase").config
    bars = rendered(config, bars=8)
    hits = [(event.layer, event.tick / BAR_TICKS, event.velocity) for bar in bars for event in bar.events]
    assert [(sheet.layers[place], onset, velocity) for place, onset, velocity in sheet.hits] == hits


def test_a_stretch_from_the_middle_begins_at_its_own_first_bar() -> None:
    config = find_config("m4_showcase").config
    bars = rendered(config, bars=6)[4:]
    assert -0.1 < min(onset for _, onset, _ in sheet_of(config, bars, "").hits) < 0.1


def test_scores_bring_their_bands(sheet: Sheet) -> None:
    assert [one.name for one in sheet.scores] == ["E", "S", "D", "H", "T"]
    bands = {one.name: one.band for one in sheet.scores}
    targets = find_config("m4_showcase").config.targets
    assert bands["S"] == (targets.S_low, targets.S_high)
    assert all(len(one.values) == 8 for one in sheet.scores)


def test_a_score_without_a_goal_has_no_band() -> None:
    config = parse_config(b'{"mode": "m4", "layers": {"kick": {}}}', "x")
    assert {one.name: one.band for one in sheet_of(config, rendered(config, bars=1), "").scores}["D"] is None


def test_only_what_moves_is_listed(sheet: Sheet) -> None:
    assert 0 < len(sheet.parameters) <= MOST_PARAMETERS
    assert all(len(set(one.values)) > 1 for one in sheet.parameters)


def test_sections_of_an_arc_begin_where_they_begin() -> None:
    config = with_arc(find_config("m4_showcase").config, "m4_showcase")
    assert config.arc is not None
    bars = rendered(config, bars=config.arc.bars)
    found = sheet_of(config, bars, "").sections
    assert [name for _, name in found] == [section.name for section in config.arc.sections]
    assert found[0][0] == 0


def test_a_muted_layer_is_not_drawn() -> None:
    config = find_config("m4_showcase").config
    _, bar = next_bar(start(config), [Wish(Mute("kick"))])
    kick = list(config.layers).index("kick")
    assert kick not in {place for place, _, _ in sheet_of(config, [bar], "").hits}


def test_it_can_be_told_as_json(sheet: Sheet) -> None:
    assert json.loads(json.dumps(sheet.json()))["bars"] == 8
