"""A phrase holds its figure, turns every four bars, and renews itself now and then."""

from __future__ import annotations

import pytest

from engine import Config
from engine.config import Phrase
from engine.phrase import Moment, hit_draws, moment_of, renews, turned_steps


def at(bar: int, *, bars: int = 8, mode: str = "m4", variation: float = 0.5) -> Moment:
    phrase = Phrase.model_validate({"bars": bars, "variation": variation})
    return moment_of(Config.model_validate({"mode": mode, "phrase": phrase}), 7, bar)


@pytest.mark.parametrize(
    ("bars", "turns"), [(4, {3: 1.0}), (8, {3: 0.5, 7: 1.0}), (16, {3: 0.5, 7: 0.5, 11: 0.5, 15: 1.0})]
)
def test_every_fourth_bar_turns_a_little_and_the_last_one_whole(bars: int, turns: dict[int, float]) -> None:
    assert {bar: at(bar, bars=bars).turn for bar in range(bars) if at(bar, bars=bars).turn} == turns
    assert at(bars, bars=bars).starts


def test_plain_bars_of_a_phrase_share_their_draws() -> None:
    plain = {hit_draws(at(bar), "hat_c", "hit", 0) for bar in (0, 1, 2, 4, 5, 6, 8, 16)}
    assert len(plain) == 1


def test_a_turn_draws_some_steps_anew_and_the_same_turn_comes_back() -> None:
    plain, turn = hit_draws(at(0), "hat_c", "hit", 0), hit_draws(at(7), "hat_c", "hit", 0)
    changed = [step for step in range(16) if plain[step] != turn[step]]
    assert 0 < len(changed) < 16
    assert changed == [step for step in range(16) if turned_steps(at(7), "hat_c", 0) >> step & 1]
    assert turn == hit_draws(at(15), "hat_c", "hit", 0)


def test_without_variation_nothing_turns_and_nothing_renews() -> None:
    still = [at(bar, variation=0.0) for bar in range(32)]
    assert len({hit_draws(moment, "hat_c", "hit", 0) for moment in still}) == 1
    assert not any(renews(moment, "hat_c", 0) for moment in still)


def test_full_variation_renews_at_every_phrase_start_but_the_first() -> None:
    assert [bar for bar in range(20) if renews(at(bar, variation=1.0), "hat_c", 0)] == [8, 16]


def test_a_new_generation_draws_anew() -> None:
    assert hit_draws(at(0), "hat_c", "hit", 0) != hit_draws(at(0), "hat_c", "hit", 1)


@pytest.mark.parametrize("mode", ["m0", "m1", "m2", "m3"])
def test_below_m4_every_bar_draws_anew_and_generations_do_not_count(mode: str) -> None:
    draws = [hit_draws(at(bar, mode=mode), "hat_c", "hit", 0) for bar in range(8)]
    assert len(set(draws)) == 8
    assert draws[3] == hit_draws(at(3, mode=mode), "hat_c", "hit", 5)
    assert not renews(at(8, mode=mode, variation=1.0), "hat_c", 0)


def test_layers_and_purposes_draw_apart() -> None:
    draws = {hit_draws(at(0), layer, purpose, 0) for layer in ("a", "b") for purpose in ("hit", "ghost")}
    assert len(draws) == 4
