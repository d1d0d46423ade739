"""Free layers hold their figure, lean with the bias, keep their density band and their silences."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.config import Config, Density, Layer
from engine.kit import filled
from engine.layers import Part, parts_of
from engine.markov import DRAW_SPREAD, IN_CYCLE, STAY, TILT, FreeLayer, chosen, free_layer
from engine.phrase import Moment
from tests.engine.pattern import mask, text

OFFBEATS = mask("..x...x...x...x.")
EIGHTHS = mask("x.x.x.x.x.x.x.x.")
FLOOR = mask("x...x...x...x...")
masks = st.integers(0, 0xFFFF)


def part(name: str = "perc", **layer: object) -> Part:
    given_layer = Layer.model_validate({"density": Density(target=0.25, tol=0.0), **layer})
    return parts_of(filled(Config(mode="m4", layers={name: given_layer})))[0]


def free(  # noqa: PLR0913 - all that bears on a free layer, each with a default
    cycle: int = OFFBEATS, *, name: str = "perc", target: float = 0.25, tol: float = 0.0, held: int | None = None,
    kick: int = 0, thin_bias: float = 0.0, blocked: int = 0, gap: int = 0, since_hit: int = 64, may_give: bool = True,
    renewed: bool = False, turn: float = 0.0, generation: int = 0, void_steps: tuple[int, ...] = (),
    void_bias: float = 0.5,
) -> FreeLayer:
    density = Density(target=target, tol=tol, void_steps=void_steps, void_bias=void_bias)
    moment = Moment(seed=1, bar=0, repeats=True, position=7 if turn else 0, turn=turn, variation=0.5)
    return free_layer(
        part(name, density=density, refractory_steps=gap), cycle, moment=moment, generation=generation, held=held,
        renewed=renewed, kick=kick, thin_bias=thin_bias, blocked=blocked, since_hit=since_hit, may_give=may_give,
    )


def test_the_tilt_is_one_between_the_beats_and_minus_one_on_the_downbeat() -> None:
    assert [TILT[step] for step in (0, 8, 4, 2, 1)] == [-1.0, -0.5, 0.0, 0.5, 1.0]


def test_a_held_figure_in_its_cycle_outweighs_any_draw() -> None:
    assert IN_CYCLE + STAY > DRAW_SPREAD / 2
    layer = free(OFFBEATS, held=OFFBEATS, tol=0.5)
    assert all(text(chosen(layer, 0.0, give, loose=False)) == "..x...x...x...x." for give in (0, 1, -1))


def test_off_the_beat_the_bias_takes_the_downbeat_last() -> None:
    assert chosen(free(0xFFFF, target=0.5), 1.0, 0, loose=True) == mask(".x.x.x.x.x.x.x.x")
    assert chosen(free(0xFFFF, target=0.25), -1.0, 0, loose=True) == FLOOR


def test_two_layers_of_one_bias_still_differ_by_their_draws() -> None:
    one, other = (free(0xFFFF, target=0.5, name=name) for name in ("one", "other"))
    assert chosen(one, 0.0, 0, loose=True) != chosen(other, 0.0, 0, loose=True)


@given(masks, masks, st.floats(0, 1), st.floats(0, 0.5), st.floats(-1, 1), st.booleans())
def test_the_density_band_is_kept_where_there_is_room(
    cycle: int, blocked: int, target: float, tol: float, bias: float, loose: bool,
) -> None:
    layer = free(cycle, target=target, tol=tol, blocked=blocked, held=cycle)
    found = chosen(layer, bias, 0, loose=loose)
    room = 16 - blocked.bit_count()
    assert found & blocked == 0
    assert min(layer.low, room) <= found.bit_count() <= layer.high


@given(masks, st.integers(-4, 4), st.floats(-1, 1))
def test_giving_moves_the_band_by_so_many_hits_and_only_where_it_may(cycle: int, give: int, bias: float) -> None:
    assert chosen(free(cycle, target=0.5), bias, give, loose=True).bit_count() == 8 + give
    assert chosen(free(cycle, target=0.5, may_give=False), bias, give, loose=True).bit_count() == 8


@given(masks, st.integers(1, 4), st.integers(1, 20))
def test_silence_is_kept_after_a_hit(cycle: int, gap: int, since: int) -> None:
    found = chosen(free(cycle, target=0.5, gap=gap, since_hit=since), 0.0, 0, loose=True)
    hits = [-since, *(step for step in range(16) if found >> step & 1)]
    assert all(later - earlier > gap for earlier, later in pairwise(hits))


@given(masks, st.integers(1, 2), st.floats(-1, 1), st.sampled_from([0.125, 0.1875]))
def test_density_and_silence_are_kept_together(cycle: int, gap: int, bias: float, target: float) -> None:
    # Two hits and the one before the bar forbid at most twelve steps, so a third always fits.
    layer = free(cycle, target=target, gap=gap, since_hit=1)
    assert chosen(layer, bias, 0, loose=True).bit_count() == target * 16


def test_void_steps_prefer_silence_by_the_size_of_their_bias() -> None:
    plain, void = free(0xFFFF, target=0.5), free(0xFFFF, target=0.5, void_steps=(1,), void_bias=-1.0)
    assert void.chances[0] < plain.chances[0]
    assert void.chances[1:] == plain.chances[1:]
    assert chosen(void, 0.0, 0, loose=True) & 1 == 0


def test_thinning_lowers_closed_hats_on_a_kick_and_half_as_much_beside_it() -> None:
    hats = [free(EIGHTHS, name="hat_c", kick=FLOOR, thin_bias=bias) for bias in (0.0, -0.4)]
    losses = [round(before - after, 9) for before, after in zip(hats[0].chances, hats[1].chances, strict=True)]
    assert losses == [0.4, 0.2, 0.0, 0.2] * 4
    other = [free(EIGHTHS, name="perc", kick=FLOOR, thin_bias=bias) for bias in (0.0, -0.4)]
    assert other[0].chances == other[1].chances


def test_a_turn_loosens_some_steps_of_the_held_figure() -> None:
    plain, turn = free(held=OFFBEATS), free(held=OFFBEATS, turn=1.0)
    changed = [step for step in range(16) if plain.chances[step] != turn.chances[step]]
    assert 0 < len(changed) < 16
    assert all(abs(plain.chances[step] - turn.chances[step]) == pytest.approx(2 * STAY) for step in changed)


def test_a_new_figure_forgets_about_half_of_the_held_one() -> None:
    shares = []
    for generation in range(40):
        kept = free(held=OFFBEATS, generation=generation)
        renewed = free(held=OFFBEATS, generation=generation, renewed=True)
        shares.append(sum(a != b for a, b in zip(kept.chances, renewed.chances, strict=True)) / 16)
    assert sum(shares) / 40 == pytest.approx(0.5, abs=0.06)


def test_without_a_held_figure_there_is_nothing_to_let_go_of() -> None:
    layer = free(OFFBEATS)
    assert layer.chances == layer.loose


def test_a_layer_without_a_density_is_not_free() -> None:
    bare = part()
    bare = replace(bare, layer=bare.layer.model_copy(update={"density": None}))
    with pytest.raises(ValueError, match="perc has no density"):
        free_layer(
            bare, 0, moment=Moment(1, 0, repeats=True, position=0, turn=0.0, variation=0.0), generation=0, held=None,
            renewed=False, kick=0, thin_bias=0.0, blocked=0, since_hit=64, may_give=True,
        )
