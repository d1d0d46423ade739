"""The latency of an output is what most of that comes back has in common; nothing in common is no latency."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from engine import next_bar, start
from engine.config import Config, Layer
from engine.control import LatenessStatus, PortStatus, Snapshot
from sequencer.console.trimming import EARLIEST_NS, latency, layers_of, meant_of
from tests.engine.asked import club
from tests.thorough import tries

MS = 1_000_000
BARS = 8


def played(config: Config) -> list[tuple[int, int]]:
    """Return (moment, note) of what some bars play."""
    state, meant = start(config, seed=3), []
    for _ in range(BARS):
        state, bar = next_bar(state)
        start_ns = 5_000_000_000 + round(bar.start_tick * 60e9 / (config.bpm * 1920))
        meant += meant_of(bar, start_ns, frozenset(config.layers))
    return meant


@pytest.mark.parametrize("ms", [-12.0, 0.0, 3.5, 24.0, 87.0, 180.0])
@pytest.mark.parametrize("sound", [False, True])
@pytest.mark.parametrize("seed", range(tries(5, 1)))
def test_the_latency_of_what_comes_back_is_found_through_jitter_loss_and_noise(
    ms: float, seed: int, *, sound: bool
) -> None:
    chance = random.Random(seed)  # noqa: S311 - noise
    meant = played(club())
    heard = [
        (moment + round((ms + chance.gauss(0.0, 0.2)) * MS), None if sound else note)
        for moment, note in meant if chance.random() < 0.9
    ]
    heard += [(chance.choice(meant)[0] + chance.randrange(200) * MS, None if sound else 36) for _ in range(10)]
    found = latency(meant, sorted(heard, key=lambda one: one[0]))
    assert found is not None
    assert found.ms == pytest.approx(ms, abs=0.5)
    assert found.spread_ms < 1.0
    assert found.heard > len(meant) // 2


def test_of_a_pattern_that_is_even_the_shortest_latency_is_taken() -> None:
    meant = played(Config(mode="m2", bpm=120.0, layers={"hat_c": Layer(steps=16, fills=16, swing_percent=0.5)}))
    found = latency(meant, [(moment + 7 * MS, None) for moment, _ in meant])
    assert found is not None
    assert found.ms == pytest.approx(7.0, abs=0.01)


@pytest.mark.parametrize("heard", [0, 3])
def test_too_little_that_comes_back_has_no_latency(heard: int) -> None:
    meant = played(club())
    assert latency(meant, [(moment, note) for moment, note in meant[:heard]]) is None


def test_what_has_nothing_to_do_with_us_has_no_latency() -> None:
    chance = random.Random(4)  # noqa: S311 - noise
    meant = played(club())
    first, last = meant[0][0], meant[-1][0]
    assert latency(meant, [(chance.randrange(first, last), None) for _ in range(60)]) is None
    assert latency(meant, [(moment + EARLIEST_NS - MS, 99) for moment, _ in meant]) is None


def test_a_layer_plays_to_the_port_that_it_names_or_to_the_first() -> None:
    config = Config(layers={"kick": Layer(), "clap": Layer(port="tr-8"), "hat_c": Layer(port="none such")})
    ports = (PortStatus("synth", "open"), PortStatus("TR-8S MIDI 1", "open"))
    snapshot = Snapshot(
        playing=True, bar=1, bpm=128.0, config="mine", scores=None, goals={}, ports=ports, clock="out",
        lateness_us=LatenessStatus(), rescues=0, recording=None,
    )
    assert layers_of(0, snapshot, config) == {"kick"}
    assert layers_of(1, snapshot, config) == {"clap"}
    assert layers_of(1, replace(snapshot, ports=ports[:1] * 2), config) == frozenset()
