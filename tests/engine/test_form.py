"""Figures return home, more changes at longer lines, and loudness breathes where it may."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from statistics import mean

import pytest

from engine import Config
from engine.form import figure_of, tier_of, variant
from engine.near_kick import FULL
from engine.phrase import moment_of
from tests.engine.pattern import mask
from tests.engine.phrases import KIT, changed, groove, played


def test_the_first_figure_returns_and_is_the_commonest() -> None:
    bars = [tuple(masks.items()) for _, masks in played(groove({"home": 0.6}), 512)]
    figure, count = Counter(bars).most_common(1)[0]
    assert figure == bars[1]
    assert 0.1 * 512 <= count <= 0.6 * 512


def test_without_a_home_nothing_is_said_of_figures() -> None:
    with pytest.raises(ValueError, match="no form"):
        figure_of(moment_of(groove({}), 1, 8), "hat_c")


def test_a_layer_keeps_its_figure_for_8_16_or_32_bars_and_begins_at_home() -> None:
    config = groove({"home": 0.4})
    for layer in KIT:
        figures = [figure_of(moment_of(config, 3, bar), layer) for bar in range(256)]
        assert figures[0] == 0
        changes = [bar for bar, (one, other) in enumerate(pairwise(figures), 1) if one != other]
        assert all(bar % tier_of(3, layer) == 0 for bar in changes)
    assert {tier_of(seed, "hat_c") for seed in range(30)} == {8, 16, 32}


def test_other_seeds_hold_other_figures() -> None:
    first = {tuple(played(groove({"home": 0.6}), 1, seed)[0][1].items()) for seed in range(8)}
    assert len(first) >= 6


def test_more_changes_at_longer_lines() -> None:
    """Over many seeds a line of 32 changes more than one of 16, that more than one of 8, that more than inside."""
    sizes: dict[int, list[int]] = {0: [], 8: [], 16: [], 32: []}
    for seed in range(12):
        plain = [masks for _, masks in played(groove({"home": 0.5, "variation": 0.0}), 129, seed)]
        for bar in range(1, 129):
            line = next((line for line in (32, 16, 8) if bar % line == 0), 0)
            sizes[line].append(changed(plain[bar - 1], plain[bar]))
    assert mean(sizes[32]) > mean(sizes[16]) > mean(sizes[8]) > mean(sizes[0])


def test_a_variant_is_a_few_hits_and_a_full_layer_goes_on() -> None:
    moment = moment_of(groove({"home": 0.5}), 1, 0)
    eighths = mask("x.x.x.x.x.x.x.x.")
    changes = [variant(moment, "ride", figure, eighths, adds=True) for figure in range(1, 6)]
    assert all(change.bit_count() <= 4 for change in changes)
    assert len(set(changes)) > 1
    assert variant(moment, "ride", 0, eighths, adds=True) == 0
    assert variant(moment, "ride", 1, FULL, adds=True) == 0
    assert not any(variant(moment, "rim", figure, eighths, adds=False) & ~eighths for figure in range(1, 6))


def test_a_phrase_swells_but_the_backbone_stays_as_written() -> None:
    config = groove({"bars": 8}).model_copy(update={"dynamics": Config.model_validate(
        {"dynamics": {"swell": 0.4}}, strict=False).dynamics})
    bars = played(config, 8)
    loud = {
        name: [mean(event.velocity for event in bar.events if event.layer == name) for bar, _ in bars]
        for name in ("hat_c", "kick")
    }
    assert loud["hat_c"] == sorted(loud["hat_c"])
    assert loud["hat_c"][-1] > 1.3 * loud["hat_c"][0]
    assert len(set(loud["kick"])) == 1


def test_velocities_spread_anew_in_each_bar_within_their_share() -> None:
    layers = {"kick": {}, "ride": {"note": 51, "fills": 8, "velocity": 100, "velocity_spread": 0.1}}
    bars = played(groove({}, layers), 3)
    found = [[event.velocity for event in bar.events if event.layer == "ride"] for bar, _ in bars]
    assert found[1] != found[2]
    assert all(90 <= velocity <= 110 for bar in found for velocity in bar)
    assert len(set(found[1])) > 2


def test_drawn_accents_are_the_seeds_and_move_every_16_bars() -> None:
    config = groove({}, {"kick": {}, "ride": {"note": 51, "fills": 16, "velocity": 80}}).model_copy(
        update={"accent": Config.model_validate({"accent": {"drawn": 4}}, strict=False).accent}
    )
    accents = {}
    for seed in (1, 2):
        bars = played(config, 17, seed)
        accents[seed] = [
            frozenset(event.step for event in bar.events if event.layer == "ride" and event.velocity > 80)
            for bar, _ in bars
        ]
        assert all(len(steps) == 4 for steps in accents[seed])
        assert len(set(accents[seed][:16])) == 1
        assert accents[seed][16] != accents[seed][0]
    assert accents[1][0] != accents[2][0]
