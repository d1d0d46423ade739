"""What is asked for is heard in 32 bars, beside the same bars without it; every change keeps to its cap on the way."""

from __future__ import annotations

import itertools
from functools import cache
from statistics import fmean
from typing import TYPE_CHECKING, cast

import pytest

from agent.offline.understand import understand
from engine import Bar, SessionState, Wish, next_bar, start
from engine.parameters import parameter, read
from sequencer.folders import find_config
from tests.thorough import tries

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.commands import Command

BEFORE_BARS, BARS, SETTLED = 8, 32, 8
SEEDS = range(1, 1 + tries(8, 4))


def hits(*layers: str) -> Callable[[Sequence[Bar]], float]:
    """Measure how many onsets of some layers sound in a bar."""
    return lambda bars: fmean(
        sum(event.layer in layers and event.layer not in bar.muted for event in bar.events) for bar in bars
    )


def loud(*layers: str) -> Callable[[Sequence[Bar]], float]:
    """Measure the mean velocity of some layers."""
    return lambda bars: fmean(event.velocity for bar in bars for event in bar.events if event.layer in layers)


def long(layer: str) -> Callable[[Sequence[Bar]], float]:
    return lambda bars: fmean(event.duration_ticks for bar in bars for event in bar.events if event.layer == layer)


def before_beats(bars: Sequence[Bar]) -> float:
    """Measure the kicks a 16th before a beat, a bar."""
    return fmean(sum(event.layer == "kick" and event.step % 4 == 3 for event in bar.events) for bar in bars)


def systematic(bars: Sequence[Bar]) -> float:
    """Measure T_sys: what swing explains of the timing, in ms."""
    squares = [bar.scores.timing_ms**2 - bar.scores.timing_random_ms**2 for bar in bars]
    return fmean(max(square, 0.0) ** 0.5 for square in squares)


def random_timing(bars: Sequence[Bar]) -> float:
    return fmean(bar.scores.timing_random_ms for bar in bars)


def syncopation(bars: Sequence[Bar]) -> float:
    return fmean(bar.scores.syncopation for bar in bars)


def tempo(bars: Sequence[Bar]) -> float:
    return fmean(bar.bpm for bar in bars)


def changes(bars: Sequence[Bar]) -> float:
    """Measure in how many (layer, step) a bar differs from the one before it."""
    sets = [{(event.layer, event.step) for event in bar.events} for bar in bars]
    return fmean(len(one ^ other) for one, other in itertools.pairwise(sets))


def rolls(bars: Sequence[Bar]) -> float:
    """Measure the sub-hits of ratchets, a bar: further onsets of a layer on one step."""
    found = 0
    for bar in bars:
        places = [(event.layer, event.step) for event in bar.events if event.layer.startswith("hat")]
        found += len(places) - len(set(places))
    return found / len(bars)


EFFECTS = [
    ("denser hats", hits("hat_c"), 1), ("fewer hats", hits("hat_c"), -1), ("way more hats", hits("hat_c"), 1),
    ("no hats", hits("hat_c", "hat_o"), -1), ("mute the clap", hits("clap"), -1), ("solo the kick", hits("hat_c"), -1),
    ("more ghost kicks", before_beats, 1), ("straighter", systematic, -1), ("more swing", systematic, 1),
    ("looser", random_timing, 1), ("tighter", random_timing, -1),
    ("more syncopated", syncopation, 1), ("less syncopated", syncopation, -1), ("funkier", syncopation, 1),
    ("faster", tempo, 1), ("slow it down a bit", tempo, -1), ("take it to 140", tempo, 1),
    ("louder kick", loud("kick"), 1), ("quieter hats", loud("hat_c"), -1), ("turn the clap up", loud("clap"), 1),
    ("darker", loud("hat_c"), -1), ("darker", hits("hat_c"), -1),
    ("harder", loud("kick"), 1), ("calmer", loud("kick"), -1),
    ("busier", hits("hat_c"), 1), ("strip it down", hits("hat_c"), -1), ("more rolls on the hats", rolls, 1),
    ("more open hats", hits("hat_o"), 1), ("more claps", hits("clap"), 1),
    ("fewer claps", hits("clap"), -1), ("more snare", hits("snare"), 1), ("shorter open hats", long("hat_o"), -1),
    ("longer kicks", long("kick"), 1), ("drop for 32 bars", hits("kick"), -1),
    ("give me a fill for 16 bars", hits("snare"), 1),
    ("more variation", changes, 1), ("hypnotic", changes, -1), ("clap on every beat", hits("clap"), 1),
    ("double the claps", hits("clap"), 1), ("less intense", loud("clap"), -1),
]


def played(state: SessionState, wishes: Sequence[Wish]) -> tuple[list[Bar], list[SessionState]]:
    """Play on with wishes in the first bar."""
    bars, states = [], [state]
    for number in range(BARS):
        state, bar = next_bar(state, wishes if number == 0 else ())
        bars.append(bar)
        states.append(state)
    return bars, states


@cache
def begun(seed: int) -> SessionState:
    state = start(find_config("m4_showcase").config, seed=seed)
    for _ in range(BEFORE_BARS):
        state, _ = next_bar(state)
    return state


@cache
def undisturbed(seed: int) -> list[Bar]:
    """Play on as it was begun."""
    return played(begun(seed), ())[0]


def asked(text: str, state: SessionState) -> list[Wish]:
    commands = cast("list[Command]", understand(text, state).requests)
    return [Wish(command, f"w{number}", "agent", "turn") for number, command in enumerate(commands)]


@pytest.mark.parametrize(("wish", "measure", "way"), EFFECTS)
def test_a_wish_is_heard(wish: str, measure: Callable[[Sequence[Bar]], float], way: int) -> None:
    differences = []
    for seed in SEEDS:
        state = begun(seed)
        wishes = asked(wish, state)
        assert wishes
        without, (after, _) = undisturbed(seed), played(state, wishes)
        heard = slice(0, 2 * SETTLED) if "bars" in wish else slice(SETTLED, BARS)
        differences.append(measure(after[heard]) - measure(without[heard]))
    assert fmean(differences) * way > 0, differences
    assert sum(difference * way > 0 for difference in differences) * 2 > len(SEEDS)


@pytest.mark.parametrize("wish", sorted({wish for wish, _, _ in EFFECTS}))
def test_every_change_keeps_to_its_cap_on_the_way(wish: str) -> None:
    state = begun(SEEDS[0])
    wishes = asked(wish, state)
    _, states = played(state, wishes)
    for path in {command.path for command in (one.command for one in wishes) if command.command == "set"}:
        known = parameter(state.config, path)
        assert known is not None
        if not known.moves:
            continue
        values = [read(one.config, path) for one in states]
        steps = [abs(later - earlier) for earlier, later in itertools.pairwise(values)]  # type: ignore[operator]  # numbers
        assert max(steps) <= known.cap_per_bar + 1e-9, (path, values)
