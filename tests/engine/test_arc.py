"""A set develops along its arc: layers come and go on lines, sections name what differs, and hands come first."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine import Config, SessionState, Wish, apply, next_bar, start
from engine.arc import asked_line
from engine.commands import Arc, Hold, Load, Redo, Section, Set, Target, Tempo, Undo
from engine.config_file import parse_config
from engine.errors import ConfigError
from engine.state import MEANING_NOW, TEMPO_IN_HAND, state_from_json, state_json

NO_GOALS = dict.fromkeys(("E_target", "S_low", "S_high", "H_low", "H_high", "hat_density_target"))
LAYERS: dict[str, Any] = {
    "kick": {"enters": 0.3}, "clap": {"enters": 0.5}, "hat_c": {"fills": 16, "velocity": 60},
    "ride": {"note": 51, "fills": 8, "enters": 0.8}, "crash": {"note": 49, "fills": 0},
}
SECTIONS: list[dict[str, Any]] = [
    {"name": "intro", "bars": 8, "energy": 0.35},
    {"name": "build", "bars": 16, "energy": [0.4, 1.0], "end": "roll"},
    {"name": "break", "bars": 8, "energy": 0.1, "mute": ["ride"], "set": {"accent.prob": 0.25}, "end": "cut"},
    {"name": "drop", "bars": 8, "energy": 1.0, "start": "crash", "targets": {"S_high": 0.8}},
]


def groove(**over: Any) -> Config:
    given = {
        "mode": "m4", "layers": LAYERS, "targets": {**NO_GOALS, "S_high": 0.9}, "phrase": {"bars": 4},
        "arc": {"on": True, "sections": SECTIONS}, **over,
    }
    return Config.model_validate(given, strict=False)


def played(
    config: Config, bars: int, wishes: dict[int, list[Any]] | None = None
) -> tuple[SessionState, list[tuple[Any, dict[str, int]]]]:
    state, found = start(config, seed=1), []
    for index in range(bars):
        state, bar = next_bar(state, [Wish(wish) for wish in (wishes or {}).get(index, ())])
        assert state.figure is not None
        found.append((bar, dict(state.figure.masks)))
    return state, found


def test_an_arc_plays_only_when_asked() -> None:
    off = groove(arc={"sections": SECTIONS})
    assert {bar.energy for bar, _ in played(off, 12)[1]} == {1.0}
    _, bars = played(off, 12, {4: [Arc()]})
    assert [bar.section is not None for bar, _ in bars] == [False] * 4 + [True] * 8
    assert [outcome.applied for outcome in bars[4][0].outcomes] == [True]


def test_layers_come_and_go_on_phrase_lines_with_the_energy_of_the_section() -> None:
    _, bars = played(groove(), 40)
    there = [set(masks) for _, masks in bars]
    assert there[0] == {"kick", "hat_c", "crash"}
    assert there[23] == set(LAYERS)
    assert there[24] == {"hat_c", "crash"}
    assert there[32] == set(LAYERS)
    changes = [index for index in range(1, 40) if there[index] != there[index - 1]]
    assert all(index % 4 == 0 for index in changes)
    assert bars[24][0].out == ("kick", "clap", "ride")


def test_energy_is_a_section_s_from_its_first_bar_and_fades_in_a_straight_line() -> None:
    _, bars = played(groove(), 40)
    energies = [bar.energy for bar, _ in bars]
    assert energies[0] == energies[7] == 0.35
    assert energies[8] == pytest.approx(0.4)
    assert energies[15] == pytest.approx(0.4 + 0.6 * 7 / 15)
    assert (energies[23], energies[24], energies[32]) == (pytest.approx(1.0), 0.1, 1.0)


def test_screens_see_the_place_in_the_section() -> None:
    _, bars = played(groove(), 41)
    place = bars[10][0].section
    assert (place.name, place.bar, place.of, place.next) == ("build", 2, 16, "break")
    last = bars[40][0].section
    assert (last.name, last.bar, last.next) == ("drop", 8, "")


def test_the_last_section_holds_or_the_first_follows() -> None:
    assert played(groove(), 60)[1][59][0].section.name == "drop"
    looped = groove(arc={"on": True, "loop": True, "sections": SECTIONS})
    assert [played(looped, 44)[1][index][0].section.name for index in (39, 40, 43)] == ["drop", "intro", "intro"]


def test_a_section_names_what_differs_and_the_next_goes_back() -> None:
    config = groove(accent={"steps": [1], "prob": 0.75})
    state, found = start(config, seed=1), []
    for _ in range(44):
        state, _ = next_bar(state)
        found.append((state.config.accent.prob, state.config.targets.S_high))
    assert found[23][0] == 0.75
    assert 0.25 < found[25][0] < 0.75
    assert found[31] == (0.25, 0.9)
    assert found[38] == (0.75, 0.8)


def test_what_a_hand_has_changed_stays() -> None:
    _, bars = played(groove(), 30, {10: [Set("energy", 0.6)]})
    assert bars[29][0].energy == 0.6
    state, _ = played(groove(), 40, {9: [Target("S", None, 0.5)]})
    assert state.config.targets.S_high == 0.5


def test_sections_begin_with_a_crash_and_end_with_a_roll_or_a_cut() -> None:
    _, bars = played(groove(), 40)
    assert [index for index, (_, masks) in enumerate(bars) if masks.get("crash")] == [32]
    assert (bars[23][0].fill, bars[31][0].fill) == (True, True)
    assert all(not mask & 0xF000 for mask in bars[31][1].values())
    assert (bars[23][1]["clap"] & 0xFF00).bit_count() > 2


def test_a_fill_can_begin_a_section() -> None:
    sections = [{"name": "a", "bars": 4}, {"name": "b", "bars": 4, "start": "fill"}]
    _, bars = played(groove(arc={"on": True, "sections": sections}), 8)
    assert [bar.fill for bar, _ in bars] == [False] * 4 + [True] + [False] * 3


def test_a_section_is_reached_by_name_or_as_the_next_on_the_phrase_line() -> None:
    _, bars = played(groove(), 14, {1: [Section("drop")]})
    assert [bar.section.name for bar, _ in bars[:6]] == ["intro"] * 4 + ["drop"] * 2
    assert bars[1][0].section.next == "drop"
    _, bars = played(groove(), 6, {1: [Section("next")]})
    assert bars[4][0].section.name == "build"
    assert bars[4][0].energy == pytest.approx(0.4)


@pytest.mark.parametrize(("asked", "arc", "said"), [
    (2, False, "drop begins with the arc, bar 3"), (4, False, "drop begins on the phrase line, bar 5"),
    (2, True, "drop begins on the phrase line, bar 5"),
])
def test_where_a_section_begins_is_said(asked: int, arc: bool, said: str) -> None:
    config = groove() if arc else groove(arc={"sections": SECTIONS})
    _, bars = played(config, 8, {asked: [Section("drop")]})
    (outcome,) = bars[asked][0].outcomes
    assert outcome.reason == said
    first = next(bar.index for bar, _ in bars if bar.section and bar.section.name == "drop")
    assert said.endswith(f"bar {first + 1}")


def test_a_section_that_was_asked_for_and_comes_by_itself_before_the_line_begins_once() -> None:
    _, bars = played(groove(), 24, {2: [Hold()], 9: [Section("next"), Hold(on=False)]})
    assert [bar.section.name for bar, _ in bars[8:14]] == ["intro", *["build"] * 5]
    assert bars[13][0].section.bar == 4


def test_the_line_of_a_section_that_was_asked_for_is_known() -> None:
    state, _ = played(groove(), 2)
    assert asked_line(state) is None
    state, bar = next_bar(state, [Wish(Section("next"))])
    assert (bar.index, asked_line(state)) == (2, 4)
    assert asked_line(next_bar(next_bar(state)[0])[0]) is None


def test_playing_into_a_section_and_going_there_give_the_same_layers() -> None:
    into, there = played(groove(), 34)[1], played(groove(), 10, {3: [Section("drop")]})[1]
    assert set(into[33][1]) == set(there[5][1])
    assert into[33][0].energy == there[5][0].energy


def test_who_asks_for_a_section_gives_the_fader_back() -> None:
    _, bars = played(groove(), 12, {1: [Set("energy", 0.6)], 5: [Section("next")]})
    assert (bars[7][0].energy, bars[8][0].energy) == (0.6, pytest.approx(0.4))


def test_a_held_section_goes_on_until_it_is_let_go() -> None:
    _, bars = played(groove(), 24, {2: [Hold()], 17: [Hold(on=False)]})
    assert [bars[index][0].section.name for index in (8, 17, 18)] == ["intro", "build", "build"]
    assert bars[9][0].section.held


@pytest.mark.parametrize(("wish", "reason"), [
    (Section("drp"), "there is no section drp (did you mean drop?)"), (Hold(), "no arc is playing; :arc on starts one"),
])
def test_what_cannot_be_is_refused(wish: Any, reason: str) -> None:
    _, bars = played(groove(arc={"sections": SECTIONS}), 1, {0: [wish]})
    assert [(one.status, one.reason) for one in bars[0][0].outcomes] == [("refused", reason)]


@pytest.mark.parametrize("wish", [Section("drop"), Arc()])
def test_without_an_arc_there_is_nothing_to_play(wish: Any) -> None:
    _, bars = played(groove(arc=None), 1, {0: [wish]})
    assert bars[0][0].outcomes[0].reason == "this config has no arc"


def test_after_the_last_section_there_is_no_next() -> None:
    _, bars = played(groove(), 40, {38: [Section("next")]})
    assert bars[38][0].outcomes[0].reason == "this is the last section"


def test_leaving_the_arc_leaves_energy_where_it_is() -> None:
    _, bars = played(groove(), 12, {2: [Arc(on=False)]})
    assert bars[3][0].section is None
    assert bars[11][0].energy == 0.35


def test_a_restored_state_goes_on_along_the_same_arc() -> None:
    state, _ = played(groove(), 13)
    again = state_from_json(state_json(state))
    assert again == state
    for _ in range(12):
        state, bar = next_bar(state)
        again, twin = next_bar(again)
        assert twin == bar


RISING: list[dict[str, Any]] = [
    {"name": "slow", "bars": 8, "set": {"bpm": 126}}, {"name": "fast", "bars": 8, "set": {"bpm": 140}},
]


def tempos(config: Config, bars: int, wishes: dict[int, list[Any]], meaning: int = MEANING_NOW) -> list[float]:
    state, found = start(config, seed=1, meaning=meaning), []
    for index in range(bars):
        state, bar = next_bar(state, [Wish(wish) for wish in wishes.get(index, ())])
        found.append(bar.bpm)
    return found


@pytest.mark.parametrize("wish", [Tempo(bpm=132.0), Set("bpm", 132.0)])
def test_a_tempo_by_hand_stays_through_all_sections_until_it_is_undone(wish: Any) -> None:
    rising = groove(arc={"on": True, "sections": RISING})
    assert tempos(rising, 10, {}) == [126.0] * 8 + [140.0] * 2
    assert tempos(rising, 12, {2: [wish], 10: [Undo()]}) == [126.0] * 2 + [132.0] * 8 + [140.0] * 2
    again = tempos(rising, 10, {2: [wish], 4: [Undo()], 6: [Redo()]})
    assert again == [126.0] * 2 + [132.0] * 2 + [126.0] * 2 + [132.0] * 4


def test_a_tempo_over_some_bars_stays_where_it_arrives() -> None:
    found = tempos(groove(arc={"on": True, "sections": RISING}), 20, {2: [Tempo(bpm=134.0, over_bars=4)]})
    assert found[:6] == [126.0, 126.0, 128.0, 130.0, 132.0, 134.0]
    assert set(found[6:]) == {134.0}


def test_of_two_tempos_by_hand_undo_takes_the_last_and_the_first_stays() -> None:
    found = tempos(groove(arc={"on": True, "sections": RISING}), 12, {
        1: [Tempo(bpm=130.0)], 2: [Tempo(bpm=132.0)], 3: [Undo()], 9: [Undo()],
    })
    assert found == [126.0, 130.0, 132.0] + [130.0] * 6 + [140.0] * 3


def test_a_tempo_that_a_load_keeps_stays_through_the_sections_of_what_was_loaded() -> None:
    rising = groove(arc={"on": True, "sections": RISING})
    assert tempos(groove(bpm=136.0), 14, {2: [Load(rising, "rising")]}) == [136.0] * 14
    assert tempos(groove(bpm=136.0), 4, {2: [Load(rising, "rising", "config")]}) == [136.0, 136.0, 126.0, 126.0]


def test_a_load_that_is_undone_gives_the_tempo_that_it_kept_back_to_the_arc() -> None:
    rising = groove(arc={"on": True, "sections": RISING})
    for loaded in (groove(), groove(arc={"sections": SECTIONS}), Config()):
        assert tempos(rising, 11, {2: [Load(loaded, "other")], 4: [Undo()]}) == [126.0] * 8 + [140.0] * 3


def test_energy_that_is_undone_is_the_arcs_again() -> None:
    _, bars = played(groove(), 10, {2: [Set("energy", 0.6)], 4: [Undo()]})
    assert [bar.energy for bar, _ in bars[:3]] == [0.35, 0.35, 0.475]
    assert [bar.energy for bar, _ in bars[8:]] == [bar.energy for bar, _ in played(groove(), 10)[1][8:]]


def test_recordings_of_earlier_meanings_keep_the_tempo_of_their_sections() -> None:
    rising = groove(arc={"on": True, "sections": RISING})
    assert tempos(rising, 4, {2: [Tempo(bpm=132.0)]}, meaning=TEMPO_IN_HAND - 1) == [126.0] * 4


@pytest.mark.parametrize(("over", "path", "message"), [
    ({"energy_map": {"thin_bis": [0, 0]}}, "energy_map.thin_bis", "there is no parameter"),
    ({"energy_map": {"kick.note": [30, 40]}}, "energy_map.kick.note", "is switched, not moved"),
    ({"energy_map": {"energy": [0, 1]}}, "energy_map.energy", "is switched, not moved"),
    ({"energy_map": {"thin_bias": [-2, 0]}}, "energy_map.thin_bias", "allowed is -1..0"),
    ({"arc": {"sections": [{"name": "a", "bars": 6}]}}, "arc.sections.0.bars", "multiple of 4"),
    ({"arc": {"sections": [{"name": "a", "bars": 4, "mute": ["kik"]}]}}, "arc.sections.0.mute", "did you mean kick?"),
    ({"arc": {"sections": [{"name": "a", "bars": 4}] * 2}}, "arc.sections.1.name", "is there twice"),
    ({"arc": {"sections": [{"name": "a", "bars": 4, "set": {"energy": 1.0}}]}}, "arc.sections.0.set", "its energy"),
    ({"arc": {"sections": [{"name": "a", "bars": 4, "targets": {"S_lo": 1.0}}]}}, "arc.sections.0.targets", "no param"),
    ({"arc": {"sections": [{"name": "a", "bars": 4, "set": {"thin_bias": -3}}]}}, "arc.sections.0.set", "-1..0"),
])
def test_a_plan_that_cannot_be_is_refused_with_its_place(over: dict[str, Any], path: str, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        parse_config(json.dumps({"mode": "m4", "layers": {"kick": {}, "hat_c": {}}, **over}).encode(), "x.json")
    assert [fault.path for fault in error.value.faults] == [path]
    assert message in error.value.faults[0].message


def test_a_map_and_a_modulator_on_one_path_are_refused() -> None:
    raw = b"""{"layers": {"hat_c": {}}, "energy_map": {"thin_bias": [-0.5, 0]}, "modulators": [
        {"name": "air", "param_path": "thin_bias", "mod": {"mode": "sine", "min_val": -0.5, "max_val": 0}}]}"""
    with pytest.raises(ConfigError, match="moved by a modulator too"):
        parse_config(raw, "x.json")


def test_a_scene_that_is_not_there_is_told_when_its_section_begins() -> None:
    sections = [{**SECTIONS[0], "scene": "nowhere"}, *SECTIONS[1:]]
    _, bars = played(groove(arc={"on": True, "sections": sections}), 3)
    (told,) = bars[0][0].outcomes
    assert (told.status, told.author, told.command) == ("refused", "arc", "scene")
    assert told.reason == f"section {SECTIONS[0]['name']} asks for it: there is no scene nowhere"
    assert not bars[1][0].outcomes


@pytest.mark.parametrize("wish", [Section("drop"), Arc(on=False), Hold(on=True)])
def test_undo_takes_a_wish_for_the_arc_back_and_redo_brings_it_again(wish: Any) -> None:
    before, _ = next_bar(start(groove(), seed=1))
    asked, _ = apply(before, [Wish(wish)])
    back, _ = apply(asked, [Wish(Undo())])
    again, _ = apply(back, [Wish(Redo())])
    assert before.arc != asked.arc
    assert (back.arc, again.arc) == (before.arc, asked.arc)
    assert state_from_json(state_json(asked)) == asked
