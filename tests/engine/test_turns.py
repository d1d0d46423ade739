"""The bar before a line turns in kind, and turns nest: those before longer lines change more hits."""

from __future__ import annotations

from statistics import mean
from typing import Any

import pytest

from engine import Config, Wish, next_bar, start
from engine.bands import distance
from engine.commands import Fill
from engine.form import LINES
from engine.goals import goals
from engine.phrase import moment_of
from engine.turns import kind_of, line_after
from tests.engine.pattern import mask
from tests.engine.phrases import changed, groove, played

TURNS = ["drop", "roll", "stop", "no_kick"]
THIN: dict[str, Any] = {"kick": {}, "conga": {"note": 63, "fills": 5, "rot": 2}}
FULL_HATS: dict[str, Any] = {"kick": {}, "hat_c": {"fills": 16}}
FOUR: dict[str, Any] = {"kick": {}, "clap": {}, "hat_c": {"fills": 8}, "rim": {"note": 37, "fills": 4, "rot": 3}}


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


@pytest.mark.parametrize("turns", [TURNS, ["drop", "drop", "roll"], ["drop", "roll", "stop"]])
@pytest.mark.parametrize("layers", [THIN, FOUR], ids=["thin", "four"])
def test_a_turn_changes_more_than_the_next_smaller_one_in_any_bar(turns: list[str], layers: dict[str, Any]) -> None:
    config = groove({"home": 1.0, "variation": 0.0, "turns": turns}, layers)
    for seed in range(6):
        bars = [masks for _, masks in played(config, 32, seed)]
        four, eight, sixteen, all_32 = (changed(bars[line - 1], bars[1]) for line in LINES)
        assert 0 < four <= eight <= sixteen <= all_32
        assert layers is THIN or four < eight < sixteen < all_32


def test_before_meaning_4_a_stop_silences_the_last_beat_alone() -> None:
    for meaning, steps in ((3, 0xF000), (4, 0xFF00)):
        state = start(groove({"home": 1.0, "variation": 0.0, "turns": TURNS}, THIN), meaning=meaning)
        for _ in range(16):
            state, _ = next_bar(state)
        assert state.figure is not None
        assert state.figure.masks["kick"] == mask("x...x...x...x...") & ~steps


def test_where_nobody_has_room_for_a_roll_the_bar_stops() -> None:
    bars = played(groove({"home": 1.0, "variation": 0.0, "turns": ["drop", "roll"]}, FULL_HATS), 8)
    assert bars[7][0].fill
    assert not bars[7][1]["hat_c"] & 0xF000
    assert not bars[7][1]["kick"] & 0xF000


def test_a_hit_is_dropped_where_h_stays_in_its_band() -> None:
    layers = {"kick": {}, "hat_c": {"fills": 8}, "clap": {}}
    kept = {3: 0, 4: 0}
    for meaning in kept:
        for seed in range(12):
            given = groove({"home": 1.0, "variation": 0.0, "turns": ["drop"]}, layers).model_dump(mode="json")
            given["targets"] |= {"H_low": 0.0, "H_high": 0.05}
            state = start(Config.model_validate(given, strict=False), seed=seed, meaning=meaning)
            for _ in range(4):
                state, bar = next_bar(state)
            kept[meaning] += not distance(bar.scores.entropy, goals(state.config.targets)["H"])
    assert kept[4] == 12
    assert kept[3] < 12
