"""The guard rebuilds a bar that would lose the dancers, and leaves alone what is meant."""

from __future__ import annotations

import pytest

from engine import Config, Wish, next_bar, start
from engine.commands import Command, Drop, Fill, Mute, Set, Undo
from engine.config import Condition, Guard, Layer
from engine.config_file import load_config
from engine.guard import guarded_entrainment, needs_rescue
from engine.layers import BEATS
from engine.scores import guard_entrainment
from sequencer.folders import BUNDLED, style_json
from tests.engine.pattern import mask

CLUB = {"kick": Layer(), "clap": Layer(), "hat_c": Layer()}


def kicks(config: Config, *wishes: Wish, bars: int = 4) -> list[tuple[int, bool]]:
    """Kick mask and rescue mark of each bar; the wishes reach bar 1."""
    state = start(config)
    found = []
    for index in range(bars):
        state, bar = next_bar(state, wishes if index == 1 else ())
        assert state.figure is not None
        found.append((state.figure.masks["kick"], bar.rescued))
    return found


@pytest.mark.parametrize(
    ("path", "value"), [("kick.fills", 3), ("kick.rot", 2), ("kick.fills", 1), ("clap.fills", 13), ("kick.steps", 5)]
)
def test_a_wish_that_breaks_the_beat_is_rebuilt_at_once(path: str, value: int) -> None:
    found = kicks(Config(mode="m4", layers=CLUB), Wish(Set(path, value)))
    assert found[1] == (BEATS, True)
    assert all(kick == BEATS for kick, _ in found)


def test_the_experiment_of_the_rules_shows_a_rescue_and_how_to_end_it() -> None:
    state = start(load_config(BUNDLED / "m4_showcase.json", styles=style_json))
    wishes: dict[int, Command] = {8: Set("kick.rot", 2), 20: Set("guard.min_E", 0.3), 40: Undo(), 41: Undo()}
    bars = []
    for index in range(56):
        state, bar = next_bar(state, [Wish(wishes[index])] if index in wishes else ())
        kicks = {event.step for event in bar.events if event.layer == "kick"}
        bars.append((bar.rescued or bar.fill, kicks == {0, 4, 8, 12}, kicks == {2, 6, 10, 14}))
        if index == 8:
            assert bar.outcomes[0].held_by.startswith("the guard rebuilds this: E 0.")
    assert not any(rescued for rescued, _, _ in bars[:7])
    assert all(rescued for rescued, _, _ in bars[8:20])
    assert sum(on_beat for _, on_beat, _ in bars[8:20]) >= 10  # a fill is left alone
    assert all(off_beat for _, _, off_beat in bars[28:31])
    assert all(on_beat for _, on_beat, _ in bars[48:55])


def test_a_bar_that_holds_is_left_alone() -> None:
    assert not any(rescued for _, rescued in kicks(Config(mode="m4", layers=CLUB), bars=16))


def test_a_loose_config_may_set_its_own_bound() -> None:
    broken = Config(mode="m4", guard=Guard(min_E=0.2), layers={"kick": Layer(fills=5), "clap": Layer()})
    assert not any(rescued for _, rescued in kicks(broken, bars=8))


def test_only_the_closed_loop_has_a_guard() -> None:
    for mode in ("m2", "m3"):
        config = Config.model_validate({"mode": mode, "layers": {"kick": Layer(fills=3), "clap": Layer()}})
        assert not any(rescued for _, rescued in kicks(config))


def test_a_performers_mute_and_drop_are_no_failure() -> None:
    config = Config(mode="m4", layers=CLUB)
    assert not any(rescued for _, rescued in kicks(config, Wish(Mute("kick")), Wish(Drop(2)), bars=6))


def test_a_fill_is_never_rescued_nor_the_bar_after_it_for_its_memory() -> None:
    layers = {**CLUB, "snare": Layer(fills=16, conditions=(Condition(kind="FILL"),))}
    config = Config(mode="m4", layers=layers)
    state = start(config)
    fills, rescues = [], []
    for index in range(6):
        state, bar = next_bar(state, [Wish(Fill(1))] if index == 2 else [])
        fills.append(bar.fill)
        rescues.append(bar.rescued)
    assert fills == [False, False, True, False, False, False]
    assert not any(rescues)


def test_an_empty_backbone_is_meant() -> None:
    config = Config(mode="m4", layers={"kick": Layer(fills=0), "hat_c": Layer()})
    assert kicks(config)[0] == (0, False)


def test_what_is_not_there_cannot_be_rescued() -> None:
    state = start(Config(mode="m4", layers={"kick": Layer(muted=True), "clap": Layer()}))
    for _ in range(4):
        state, bar = next_bar(state)
        assert {event.layer for event in bar.events} == {"clap"}


def test_after_a_break_the_guard_reads_the_bar_by_itself() -> None:
    floor, fill = BEATS, mask("xxxxxxxxxxxxxxxx")
    assert guarded_entrainment(floor, fill, eased=True) == guard_entrainment(floor) == 1.0
    assert guarded_entrainment(floor, fill, eased=False) == pytest.approx(0.75)
    config = Config(mode="m4")
    assert needs_rescue(config, floor, fill, fill=False, eased=False)
    assert not needs_rescue(config, floor, fill, fill=False, eased=True)
    assert not needs_rescue(config, fill, floor, fill=True, eased=True)
