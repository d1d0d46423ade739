"""A fill sounds when a performer asks, whether or not a layer has one of its own."""

from __future__ import annotations

import pytest

from engine import Config, Wish, next_bar, start
from engine.commands import Fill
from engine.config import Condition, Density, Layer
from tests.engine.pattern import text

NO_GOALS = {"E_target": None, "S_low": None, "S_high": None, "H_low": None, "H_high": None}


def filled_bar(layers: dict[str, Layer], mode: str = "m4", seed: int = 1) -> tuple[dict[str, str], dict[str, str]]:
    """Layers' steps in a plain bar, and in the fill right after it."""
    config = Config.model_validate({"mode": mode, "layers": layers, "targets": NO_GOALS})
    state, _ = next_bar(start(config, seed=seed))
    assert state.figure is not None
    plain = {name: text(mask) for name, mask in state.figure.masks.items()}
    state, bar = next_bar(state, [Wish(Fill(1))])
    assert bar.fill
    assert state.figure is not None
    return plain, {name: text(mask) for name, mask in state.figure.masks.items()}


@pytest.mark.parametrize("mode", ["m1", "m2", "m3", "m4"])
def test_without_a_fill_of_its_own_the_bar_ends_in_a_roll(mode: str) -> None:
    plain, fill = filled_bar({"kick": Layer(), "clap": Layer()}, mode)
    assert fill["kick"] == plain["kick"]
    assert fill["clap"][:8] == plain["clap"][:8]
    assert fill["clap"].endswith("xx")
    assert fill["clap"][8:].count("x") > plain["clap"][8:].count("x")


def test_the_snare_rolls_before_the_clap() -> None:
    plain, fill = filled_bar({"kick": Layer(), "clap": Layer(), "snare": Layer()})
    assert fill["clap"] == plain["clap"]
    assert fill["snare"] != plain["snare"]


def test_without_snare_or_clap_another_layer_rolls_but_never_the_kick() -> None:
    plain, fill = filled_bar({"kick": Layer(), "ride": Layer(fills=1)})
    assert fill["kick"] == plain["kick"]
    assert fill["ride"].endswith("xx")
    only_kick = filled_bar({"kick": Layer()})
    assert only_kick[0] == only_kick[1]


def test_a_layer_with_a_fill_of_its_own_plays_it_and_nobody_rolls() -> None:
    own = Layer(fills=16, conditions=(Condition(kind="FILL"),))
    plain, fill = filled_bar({"kick": Layer(), "clap": Layer(), "tom": own})
    assert plain["tom"] == "." * 16
    assert fill["tom"] == "x" * 16
    assert fill["clap"] == plain["clap"]


def test_a_layer_with_a_scheduled_fill_plays_it_for_the_performer_too() -> None:
    own = Layer(fills=16, conditions=(Condition(kind="FILL", n=8),))
    plain, fill = filled_bar({"kick": Layer(), "clap": Layer(), "tom": own}, "m3")
    assert (plain["tom"], fill["tom"]) == ("." * 16, "x" * 16)
    assert fill["clap"] == plain["clap"]


@pytest.mark.parametrize("mode", ["m3", "m4"])
def test_a_roll_is_heard_in_full_however_few_hits_the_density_allows(mode: str) -> None:
    plain, fill = filled_bar({"kick": Layer(), "snare": Layer(density=Density(target=0.125, tol=0.0))}, mode)
    assert plain["snare"].count("x") == 2
    assert fill["snare"].endswith("xx")
    assert all(after == "x" for before, after in zip(plain["snare"], fill["snare"], strict=True) if before == "x")
    assert fill["snare"].count("x") > 4


def test_a_roll_keeps_to_the_off_beats_of_a_layer_that_plays_no_others() -> None:
    plain, fill = filled_bar({"kick": Layer(), "hat_o": Layer(offbeats_only=True)})
    assert fill["hat_o"] == plain["hat_o"] == "..x...x...x...x."


def test_a_scheduled_fill_marks_its_bar() -> None:
    own = Layer(fills=4, conditions=(Condition(kind="FILL", n=4),))
    state = start(Config(mode="m4", layers={"kick": Layer(), "snare": own}))
    fills = []
    for _ in range(9):
        state, bar = next_bar(state)
        fills.append(bar.fill)
    assert [index for index, fill in enumerate(fills) if fill] == [3, 7]


def test_a_latched_fill_goes_on_until_it_is_ended() -> None:
    state = start(Config(mode="m2", layers={"kick": Layer(), "clap": Layer()}))
    fills = []
    for index in range(8):
        wishes = {1: [Wish(Fill(None))], 5: [Wish(Fill(0))]}.get(index, [])
        state, bar = next_bar(state, wishes)
        fills.append(bar.fill)
    assert fills == [False, True, True, True, True, False, False, False]
