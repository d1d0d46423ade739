"""Figures return home, turns nest in size and kind, and loudness breathes where it may."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from statistics import mean
from typing import Any

import pytest

from engine import Config, Wish, next_bar, start
from engine.commands import Fill
from engine.form import LINES, figure_of, tier_of, variant
from engine.near_kick import FULL
from engine.phrase import moment_of
from engine.turns import kind_of, line_after
from tests.engine.pattern import mask

TURNS = ["drop", "roll", "stop", "no_kick"]
KIT: dict[str, Any] = {
    "kick": {}, "clap": {}, "hat_c": {"fills": 10, "density": {"target": 0.6, "tol": 0.07}},
    "conga": {"note": 63, "fills": 5, "rot": 2, "density": {"target": 0.3, "tol": 0.07}},
    "ride": {"note": 51, "fills": 6}, "crash": {"note": 49, "fills": 0},
}
NO_GOALS = dict.fromkeys(("E_target", "S_low", "S_high", "H_low", "H_high", "hat_density_target"))


def groove(phrase: dict[str, Any], layers: dict[str, Any] | None = None) -> Config:
    given = {"mode": "m4", "layers": layers or KIT, "phrase": phrase, "targets": NO_GOALS}
    return Config.model_validate(given, strict=False)


def played(config: Config, bars: int = 128, seed: int = 1) -> list[tuple[Any, dict[str, int]]]:
    state, found = start(config, seed=seed), []
    for _ in range(bars):
        state, bar = next_bar(state)
        assert state.figure is not None
        found.append((bar, dict(state.figure.masks)))
    return found


def changed(one: dict[str, int], other: dict[str, int]) -> int:
    return sum((one[name] ^ other[name]).bit_count() for name in one)


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


def test_turns_nest_in_size_and_kind() -> None:
    config = groove({"home": 1.0, "turns": TURNS})
    sizes: dict[str, list[int]] = {kind: [] for kind in ("", *TURNS)}
    for seed in range(8):
        bars = played(config, 64, seed)
        for index in range(1, 64):
            kind = kind_of(moment_of(config, seed, index))
            bar, masks = bars[index]
            sizes[kind].append(changed(masks, bars[1][1]) - (index % 32 == 0))
            assert bar.fill == (kind in {"roll", "stop", "no_kick"})
            assert not bar.rescued
            if kind == "no_kick":
                assert masks["kick"] == 0
            if kind == "stop":
                assert all(not its & 0xF000 for its in masks.values())
    assert mean(sizes["no_kick"]) > mean(sizes["stop"]) > mean(sizes["roll"]) > mean(sizes["drop"]) > mean(sizes[""])


def test_a_crash_begins_the_phrase_after_a_turn_of_32() -> None:
    bars = played(groove({"home": 1.0, "turns": TURNS}), 65)
    assert [index for index, (_, masks) in enumerate(bars) if masks["crash"]] == [32, 64]
    assert not any(masks["crash"] for _, masks in played(groove({"home": 1.0, "turns": TURNS[:3]}), 65))


def test_lines_are_counted_in_4_8_16_and_32() -> None:
    config = groove({"turns": ["drop"]})
    ends = {bar: line_after(moment_of(config, 1, bar)) for bar in range(32)}
    assert {bar: line for bar, line in ends.items() if line} == {
        3: 4, 7: 8, 11: 4, 15: 16, 19: 4, 23: 8, 27: 4, 31: LINES[-1],
    }
    assert {kind_of(moment_of(config, 1, bar)) for bar in (3, 7, 15, 31)} == {"drop"}


def test_where_e_is_steered_rolls_leave_the_backbone_alone() -> None:
    for band, rolls in (((0.8, 1.0), "clap"), ((0.97, 1.0), "conga")):
        given = groove({"home": 1.0, "turns": ["drop", "roll"]}).model_dump(mode="json")
        given["targets"] |= {"E_target": band[0], "E_high": band[1]}
        bars = played(Config.model_validate(given, strict=False), 9)
        assert bars[7][0].fill
        assert [name for name in ("clap", "conga") if bars[7][1][name] & ~bars[6][1][name]] == [rolls]


def test_a_hit_is_dropped_where_e_stays_in_its_band() -> None:
    layers = {"kick": {"fills": 3}, "snare": {}, "rim": {"fills": 3, "rot": 3, "note": 37}, "hat_c": {"fills": 8}}
    for seed in range(8):
        given = groove({"home": 1.0, "turns": ["drop"]}, layers).model_dump(mode="json")
        given["targets"] |= {"E_target": 0.0, "E_high": 1.0}
        free = played(Config.model_validate(given, strict=False), 4, seed)
        value = free[2][0].scores.entrainment
        given["targets"] |= {"E_target": value - 0.005, "E_high": min(value + 0.005, 1.0)}
        held = played(Config.model_validate(given, strict=False), 5, seed)
        assert abs(held[3][0].scores.entrainment - value) < 0.006
        assert changed(held[3][1], held[2][1]) == 1


def test_a_fill_that_is_asked_for_comes_before_the_turn() -> None:
    config = groove({"turns": ["no_kick"]})
    state = start(config)
    for _ in range(3):
        state, _ = next_bar(state)
    state, bar = next_bar(state, [Wish(Fill(1))])
    assert bar.fill
    assert state.figure is not None
    assert state.figure.masks["kick"] == mask("x...x...x...x...")


def test_nobody_to_turn_is_no_fault() -> None:
    bars = played(groove({"turns": TURNS}, {"kick": {}}), 33)
    assert [masks["kick"] for _, masks in bars[2:5]] == [mask("x...x...x...x...")] * 3


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
