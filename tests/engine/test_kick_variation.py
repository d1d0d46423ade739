"""Ghosts lead to beats, and displacement adds no hit."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from engine import Config, next_bar, start
from engine.config import Guard, Layer
from engine.kick_variation import displaced, ghosts
from engine.phrase import Moment
from tests.engine.pattern import mask, text

MOMENT = Moment(seed=1, bar=0, repeats=False, position=0, turn=0.0, variation=0.0)
FLOOR = mask("x...x...x...x...")


def test_ghosts_come_a_sixteenth_before_the_beats_the_next_downbeat_included() -> None:
    found = ghosts(FLOOR, Layer(ghost_pre1_prob=1.0), "kick", MOMENT, 0)
    assert text(found) == "...x...x...x...x"


def test_a_ghost_is_no_second_hit_on_a_step_that_sounds() -> None:
    assert ghosts(0xFFFF, Layer(ghost_pre1_prob=1.0), "kick", MOMENT, 0) == 0


def test_a_chance_of_half_leads_to_about_half_of_the_beats() -> None:
    found = [
        ghosts(FLOOR, Layer(ghost_pre1_prob=0.5), "kick", replace(MOMENT, bar=bar), 0).bit_count() for bar in range(100)
    ]
    assert 170 < sum(found) < 230  # of 400
    assert len(set(found)) > 3


def test_a_silent_layer_has_no_ghosts() -> None:
    assert ghosts(0, Layer(ghost_pre1_prob=1.0), "kick", MOMENT, 0) == 0


def test_displacement_moves_a_hit_two_sixteenths_later() -> None:
    assert text(displaced(FLOOR, Layer(displace_into_2_prob=1.0), "kick", MOMENT, 0)) == "..x...x...x...x."


def test_displacement_leaves_a_hit_whose_place_is_taken() -> None:
    both = mask("x.x.............")
    assert displaced(both, Layer(displace_into_2_prob=1.0), "kick", MOMENT, 0) == both


@given(st.integers(0, 0xFFFF), st.floats(0, 1), st.integers(0, 50))
def test_displacement_never_adds_nor_loses_a_hit(hits: int, chance: float, bar: int) -> None:
    moment = Moment(seed=1, bar=bar, repeats=False, position=0, turn=0.0, variation=0.0)
    moved = displaced(hits, Layer(displace_into_2_prob=chance), "kick", moment, 0)
    assert moved.bit_count() == hits.bit_count()
    assert hits & ~FLOOR & ~moved == 0


def kick_of(layer: Layer, *, immutable: bool, bars: int = 12) -> set[str]:
    guard = Guard(kick_immutable=immutable, min_E=0.0)
    state = start(Config(mode="m4", guard=guard, layers={"kick": layer, "clap": Layer()}), seed=5)
    found = set()
    for _ in range(bars):
        state, _ = next_bar(state)
        assert state.figure is not None
        found.add(text(state.figure.masks["kick"]))
    return found


def test_an_immutable_kick_takes_no_variation() -> None:
    wild = Layer(ghost_pre1_prob=1.0, displace_into_2_prob=1.0, rotation_rate_per_bar=0.125)
    assert kick_of(wild, immutable=True) == {"x...x...x...x..."}


def test_a_free_kick_takes_ghosts_that_are_marked_and_softer() -> None:
    layers = {"kick": Layer(ghost_pre1_prob=1.0, ghost_velocity=0.5, velocity=100)}
    state, bar = next_bar(start(Config(mode="m2", guard=Guard(kick_immutable=False), layers=layers)))
    assert state.figure is not None
    assert text(state.figure.ghosts["kick"]) == "...x...x...x...x"
    assert {event.step: event.velocity for event in bar.events}[3] == 50


def test_other_layers_take_ghosts_whatever_the_guard_says_of_the_kick() -> None:
    state, _ = next_bar(start(Config(mode="m2", layers={"kick": Layer(), "clap": Layer(ghost_pre1_prob=1.0)})))
    assert state.figure is not None
    assert text(state.figure.masks["clap"]) == "...xx..x...xx..x"
