"""The controller brings S into its band, keeps its hands still inside it, and says when it cannot."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Wish, next_bar, start
from engine.bands import distance
from engine.bar import Bar, Scores
from engine.commands import Fill, Set, Target
from engine.config import Config
from engine.controller import (
    BIAS_CAP,
    MAX_GIVE,
    MAX_RENEWALS,
    RENEW_AFTER_BARS,
    judged,
    out_of_reach,
    wants_renewal,
)
from engine.state import Control, SessionState
from tests.thorough import tries

FLOOR = Scores(1.0, 0.3, 0.0, 0.1, 3.0, 2.0)
NOTHING: dict[str, tuple[float, float] | None] = dict.fromkeys("ESDHT")


def club(low: float, high: float, **more: object) -> Config:
    given: dict[str, Any] = {
        "mode": "m4", "targets": {"S_low": low, "S_high": high},
        "layers": {"kick": {}, "clap": {}, "hat_c": {}, "perc": {"fills": 4, "density": {"target": 0.25}}},
    }
    return Config.model_validate_json(Config.model_validate({**given, **more}, strict=False).model_dump_json())


def run(state: SessionState, bars: int, asked: dict[int, Wish] | None = None) -> list[tuple[SessionState, Bar]]:
    found = []
    for index in range(bars):
        state, bar = next_bar(state, [asked[index]] if asked and index in asked else ())
        found.append((state, bar))
    return found


def test_a_miss_is_counted_bar_by_bar_and_forgotten_when_met() -> None:
    bands = {**NOTHING, "S": (0.4, 0.5), "E": (0.8, 1.0)}
    control = Control()
    for _ in range(3):
        control = judged(control, FLOOR, bands, plain=True)
    assert control.missed == {"S": 3}
    assert judged(control, FLOOR, {**bands, "S": (0.2, 0.4)}, plain=True).missed == {}


def test_a_fill_or_a_turn_neither_counts_as_a_miss_nor_ends_one() -> None:
    control = Control(missed={"S": 2})
    assert judged(control, FLOOR, NOTHING, plain=False).missed == {"S": 2}
    assert judged(control, FLOOR, {**NOTHING, "S": (0.8, 0.9)}, plain=False).missed == {"S": 2}


def test_new_figures_are_asked_for_a_few_times_only() -> None:
    assert not wants_renewal(Control())
    assert not wants_renewal(Control(missed={"S": RENEW_AFTER_BARS - 1}))
    assert wants_renewal(Control(missed={"S": RENEW_AFTER_BARS}))
    assert not wants_renewal(Control(missed={"S": 99}, renewals=MAX_RENEWALS))
    met = judged(Control(missed={"S": 9}, renewals=MAX_RENEWALS), FLOOR, {**NOTHING, "S": (0.2, 0.4)}, plain=True)
    assert met.renewals == 0


def test_a_band_missed_for_eight_bars_is_reported() -> None:
    assert out_of_reach(Control(missed={"S": 7})) == ()
    assert out_of_reach(Control(missed={"S": 8, "H": 3})) == ("S",)


@given(st.integers(0, 5_000), st.sampled_from([(0.2, 0.3), (0.3, 0.4), (0.4, 0.5), (0.5, 0.6)]))
@settings(max_examples=tries(20))
def test_s_lies_in_its_band_in_most_bars(seed: int, band: tuple[float, float]) -> None:
    played = run(start(club(*band), seed=seed), 24)
    inside = [not distance(bar.scores.syncopation, band) for _, bar in played[8:]]
    assert sum(inside) > 8  # turns may leave it


@given(st.integers(0, 5_000), st.floats(0.1, 0.7), st.floats(0.1, 0.7))
@settings(max_examples=tries(20))
def test_bias_and_give_move_within_their_caps_wherever_the_band_jumps(seed: int, first: float, then: float) -> None:
    wish = Wish(Target("S", then, then + 0.05))
    controls = [state.control for state, _ in run(start(club(first, first + 0.05), seed=seed), 24, {8: wish})]
    for earlier, later in pairwise(controls):
        assert abs(later.bias - earlier.bias) <= BIAS_CAP + 1e-9
        assert abs(later.give - earlier.give) <= 1
    assert all(-1.0 <= control.bias <= 1.0 for control in controls)
    assert all(abs(control.give) <= MAX_GIVE for control in controls)


def test_inside_its_band_it_leaves_the_figure_alone() -> None:
    played = run(start(club(0.0, 0.9, phrase={"bars": 8, "variation": 0.0}), seed=3), 16)
    figures = {tuple(state.figure.masks.items()) for state, _ in played if state.figure is not None}
    assert len(figures) == 1
    assert len({state.control.bias for state, _ in played}) == 1


def test_a_band_out_of_reach_is_reported_and_not_chased_for_ever() -> None:
    played = run(start(club(0.85, 0.9), seed=1), 32)
    assert "S" in played[-1][1].out_of_reach
    assert "S" not in played[5][1].out_of_reach
    generations = [played[place][0].layers["hat_c"].generation for place in (15, 31)]
    assert generations[1] - generations[0] <= 2  # phrase renewals at bars 16 and 24 at most


def test_a_higher_band_gives_a_higher_s() -> None:
    medians = []
    for low in (0.2, 0.35, 0.5):
        values = sorted(bar.scores.syncopation for _, bar in run(start(club(low, low + 0.1), seed=2), 24)[8:])
        medians.append(values[len(values) // 2])
    assert medians == sorted(medians)
    assert medians[2] - medians[0] > 0.2


def test_a_fill_only_borrows_the_bias() -> None:
    played = run(start(club(0.3, 0.4), seed=2), 6, {4: Wish(Fill(1))})
    assert played[4][1].fill
    before, after = played[3][0].control, played[4][0].control
    assert (before.bias, before.give, before.missed) == (after.bias, after.give, after.missed)


def test_a_density_just_set_by_hand_is_not_given_away() -> None:
    config = club(
        0.7, 0.8, layers={"kick": {}, "clap": {}, "hat_c": {}},
        targets={"S_low": 0.7, "S_high": 0.8, "hat_density_target": 0.25, "hat_density_tol": 0.0},
    )
    loose = run(start(config, seed=1), 12)
    assert max(dict(bar.densities)["hat_c"] for _, bar in loose) > 0.25
    wish = Wish(Set("hat_c.density.target", 0.3125))  # five hits
    firm = run(start(config, seed=1), 12, {0: wish})
    assert {dict(bar.densities)["hat_c"] for _, bar in firm} == {0.3125}


@given(st.integers(0, 1_000), st.sampled_from([(0.0, 0.05), (0.2, 0.25), (0.6, 0.65), (0.8, 0.9)]), st.floats(-1, 1))
@settings(max_examples=tries(30))
def test_who_has_given_most_gives_no_more(seed: int, band: tuple[float, float], bias: float) -> None:
    state, _ = next_bar(start(club(*band), seed=seed))
    for give in (MAX_GIVE, -MAX_GIVE):
        after, _ = next_bar(replace(state, control=Control(bias=bias, give=give)))
        assert abs(after.control.give) <= MAX_GIVE
