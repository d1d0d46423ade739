"""Every bundled groove is playable, holds its targets, and repeats as techno does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from engine import Wish, next_bar, start
from engine.commands import Set
from engine.config import Layer
from engine.config_file import load_config
from engine.energy import HYSTERESIS
from engine.timebase import BEAT_TICKS, MS_PER_MINUTE
from sequencer.folders import BUNDLED, style_json
from tests.golden_text import FOLDER, bundled, golden_text

if TYPE_CHECKING:
    from pathlib import Path

    from engine import Bar, Config

BARS = 64
SETTLED = 8
ROUNDING = 1e-9
MOST_DISTINCT = 0.5
SHORTEST_MS = 5.0
"""A note below that is a click."""
RETURNS_WITHIN = 6
"""Bars after which a figure that circles has come back: two rounds of a cycle of 12 steps."""
ODD_STEPS = 0xAAAA
"""The 16ths that swing moves."""
SEEDS = (0, 7)
ALL_AS_BYTES = """
import hashlib, sys
from engine.config_file import load_config
from engine.energy import HYSTERESIS
from sequencer.folders import BUNDLED, style_json
from sequencer.tape.offline import rendered, take_of
for path in sorted(BUNDLED.glob("*.json")):
    config = load_config(path, styles=style_json)
    take = take_of(config, rendered(config, bars=32), path.stem)
    sys.stdout.write(f"{path.stem} {hashlib.sha256(take.to_bytes()).hexdigest()}\\n")
"""
NAMES = bundled()


def config_of(name: str) -> Config:
    return load_config(BUNDLED / f"{name}.json", styles=style_json)


M4 = [name for name in NAMES if config_of(name).mode == "m4"]


@cache
def played(name: str, seed: int) -> tuple[tuple[Bar, dict[str, int]], ...]:
    """64 bars with their figures."""
    state = start(config_of(name), seed=seed)
    found = []
    for _ in range(BARS):
        state, bar = next_bar(state)
        assert state.figure is not None
        found.append((bar, dict(state.figure.masks)))
    return tuple(found)


def test_the_library_has_its_modes_the_showcase_and_two_dozen_in_all() -> None:
    assert {"m0_metronome", "m1_backbone", "m2_parametric", "m3_conditions", "m4_showcase"} <= set(NAMES)
    assert {config_of(f"m{mode}_{rest}").mode for mode, rest in enumerate(
        ("metronome", "backbone", "parametric", "conditions", "showcase"))} == {"m0", "m1", "m2", "m3", "m4"}
    assert len(NAMES) >= 24


def test_each_is_described_in_a_line_of_its_own() -> None:
    descriptions = [config_of(name).description for name in NAMES]
    assert len(set(descriptions)) == len(NAMES)
    assert all(20 <= len(description) <= 100 for description in descriptions)


def test_the_library_uses_the_whole_vocabulary() -> None:
    text = "".join((BUNDLED / f"{name}.json").read_text(encoding="utf-8") for name in NAMES)
    for word in (
        "ratchet_prob", "choke_with_note", "offbeats_only", "last_step", "rotation_rate_per_bar", "ghost_pre1_prob",
        "displace_into_2_prob", "refractory_steps", "mute_near_kick", "void_steps", "thin_bias", "beat_bins_probs",
        "micro_ms", "swing_percent", "accent", "phrase", "style", "home",
        "no_kick", "velocity_spread", "swell", "drawn", '"PROB"', '"PRE"', '"FILL"', '"EVERY_N"', '"A_B"',
        '"FIRST"', '"NEI"', '"random_walk"', '"ou"', '"sine"',
    ):
        assert word in text, word


@pytest.mark.parametrize("seed", [1, 3, 8])
@pytest.mark.parametrize("name", [
    name for name in NAMES if "choke_with_note" in (BUNDLED / f"{name}.json").read_text(encoding="utf-8")
])
def test_an_open_hat_is_heard_before_a_closed_one_chokes_it(name: str, seed: int) -> None:
    state = start(load_config(BUNDLED / f"{name}.json", styles=style_json), seed=seed)
    chokes = {layer for layer, of in state.config.layers.items() if of.choke_with_note is not None}
    lengths = []
    for _ in range(32):
        state, bar = next_bar(state)
        tick_ms = MS_PER_MINUTE / bar.bpm / BEAT_TICKS
        lengths += [
            event.duration_ticks * tick_ms for event in bar.events if event.layer in chokes and not event.sub
        ]
    assert min(lengths, default=SHORTEST_MS) >= SHORTEST_MS


@pytest.mark.parametrize("name", NAMES)
def test_the_golden_text_is_as_it_was(name: str) -> None:
    golden = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    assert golden_text(name) == golden, "if this change is meant: python -m tests.golden_text"


def written(name: str) -> dict[str, Any]:
    """What the file itself says, nothing filled in."""
    whole: dict[str, Any] = json.loads((BUNDLED / f"{name}.json").read_text(encoding="utf-8"))
    return whole


def written_at(whole: dict[str, Any], path: str) -> float | None:
    """The number the file gives for a path, None when it leaves it to a default."""
    first, *rest = path.split(".")
    found: Any = whole["layers"].get(first) if first in whole["layers"] else whole.get(first)
    for key in rest:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, int | float) else None


@pytest.mark.parametrize("name", NAMES)
def test_each_layer_is_heard(name: str) -> None:
    heard = {layer for seed in SEEDS for _, masks in played(name, seed) for layer, mask in masks.items() if mask}
    assert heard == set(config_of(name).layers)


@pytest.mark.parametrize("name", NAMES)
def test_a_swing_that_is_written_is_heard(name: str) -> None:
    whole = written(name)
    swung = {layer for layer, settings in whole["layers"].items() if "swing_percent" in settings}
    swung |= {
        modulator["param_path"].split(".")[0]
        for modulator in whole.get("modulators", []) if modulator["param_path"].endswith("swing_percent")
    }
    for layer in swung:
        assert any(masks[layer] & ODD_STEPS for seed in SEEDS for _, masks in played(name, seed)), layer


@pytest.mark.parametrize("name", NAMES)
def test_what_a_file_writes_lies_inside_its_modulators_bounds(name: str) -> None:
    whole = written(name)
    for modulator in config_of(name).modulators:
        value = written_at(whole, modulator.param_path)
        assert value is None or modulator.mod.min_val <= value <= modulator.mod.max_val, modulator.name


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", M4)
def test_at_most_half_of_the_bars_are_distinct(name: str, seed: int) -> None:
    figures = {tuple(masks.items()) for _, masks in played(name, seed)}
    assert len(figures) <= MOST_DISTINCT * BARS


@pytest.mark.parametrize("name", M4)
def test_a_plain_bar_returns_and_changes_in_few_hits(name: str) -> None:
    phrase = config_of(name).phrase.bars
    figures = [masks for _, masks in played(name, 0)]
    changes, returned = [], []
    for index in range(1, BARS):
        (bar, now), (before, then) = played(name, 0)[index], played(name, 0)[index - 1]
        plain = index % 4 and (index + 1) % 4 and not bar.fill and not before.fill and index % phrase
        if plain:
            changes.append(sum((now[layer] ^ then[layer]).bit_count() for layer in now))
            returned.append(now in figures[max(0, index - RETURNS_WITHIN):index])
    assert sum(returned) >= len(returned) / 2
    assert sum(changes) / len(changes) <= 4


@pytest.mark.parametrize("name", M4)
def test_something_turns_within_sixteen_bars(name: str) -> None:
    figures = [tuple(masks.items()) for _, masks in played(name, 0)]
    assert all(len(set(figures[first : first + 17])) > 1 for first in range(0, BARS - 16, 16))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", M4)
def test_it_holds_its_syncopation_band_and_its_guard(name: str, seed: int) -> None:
    config = config_of(name)
    low, high = config.targets.S_low or 0.0, config.targets.S_high or 1.0
    settled = [bar for bar, _ in played(name, seed) if not bar.fill][SETTLED:]
    inside = sum(low - ROUNDING <= bar.scores.syncopation <= high + ROUNDING for bar in settled)
    assert inside >= 0.9 * len(settled)
    whole = [bar for bar, _ in played(name, seed)]
    bars = [bar for before, bar in pairwise(whole) if not (bar.fill or before.fill)]  # E compares with the bar before
    assert all(bar.scores.entrainment >= config.guard.min_E - ROUNDING for bar in bars)
    assert sum(bar.rescued for bar in bars) <= 1
    cap = config.targets.T_ms_cap
    assert cap is None or all(bar.scores.timing_random_ms <= cap for bar in bars)


@pytest.mark.parametrize("name", NAMES)
def test_a_muted_layer_and_a_refused_wish_change_nothing(name: str) -> None:
    config = config_of(name)
    quiet = config.model_copy(update={"layers": {**config.layers, "ghost": Layer(muted=True, fills=7, note=75)}})
    if config.mode in {"m0", "m1"}:
        quiet = config
    one, other = start(config), start(quiet)
    for index in range(16):
        one, bar = next_bar(one)
        other, twin = next_bar(other, [Wish(Set("no.such", 1), f"w{index}")])
        assert twin.events == bar.events
        assert twin.scores == bar.scores
        assert [outcome.status for outcome in twin.outcomes] == ["refused"]


def test_each_renders_the_same_bytes_in_two_processes_with_other_hash_seeds() -> None:
    sums = [
        subprocess.run(
            [sys.executable, "-c", ALL_AS_BYTES], check=True, capture_output=True, text=True,
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
        ).stdout
        for hash_seed in ("0", "4242")
    ]
    assert sums[0] == sums[1]
    assert [line.split()[0] for line in sums[0].splitlines()] == NAMES


def test_two_processes_with_other_hash_seeds_render_the_same_bytes(tmp_path: Path) -> None:
    contents = []
    for hash_seed in ("0", "4242"):
        out = tmp_path / f"{hash_seed}.mid"
        log = tmp_path / f"{hash_seed}.csv"
        command = [sys.executable, "-m", "sequencer.commands.cli", "render", "m4_showcase", "--bars", "32"]
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
        subprocess.run([*command, "--out", str(out), "--log", str(log)], check=True, env=environment)
        contents.append((out.read_bytes(), log.read_bytes()))
    assert contents[0] == contents[1]


def test_a_style_lies_underneath_its_config() -> None:
    own = json.loads((BUNDLED / "night_bus.json").read_text(encoding="utf-8"))
    below, whole = config_of(own["style"]), config_of("night_bus")
    assert whole.bpm == own["bpm"] != below.bpm
    assert list(whole.layers)[:len(below.layers)] == list(below.layers)
    assert whole.layers["kick"] == below.layers["kick"]
    assert replace(start(whole), bar=0).config.mode == below.mode


@pytest.mark.parametrize("name", [name for name in M4 if config_of(name).arc is not None])
def test_no_section_of_an_arc_is_silent(name: str) -> None:
    """A crash sounds where a section begins only; a layer that is in leaves HYSTERESIS lower than it enters."""
    config = config_of(name)
    assert config.arc is not None
    for section in config.arc.sections:
        least = min(section.energy) if isinstance(section.energy, tuple) else section.energy
        there = [
            layer for layer, its in config.layers.items()
            if not layer.startswith("crash") and its.enters - HYSTERESIS <= least
        ]
        assert there, section.name


RISING = [name for name in M4 if '"rise"' in (BUNDLED / f"{name}.json").read_text(encoding="utf-8")]


@pytest.mark.parametrize("name", RISING)
def test_a_rise_gathers_layers_without_the_kick_and_the_next_section_brings_it_back(name: str) -> None:
    config = config_of(name)
    assert config.arc is not None
    sections = config.arc.sections
    place = [one.name for one in sections].index("rise")
    begins = sum(one.bars for one in sections[:place])
    state = start(config.model_copy(update={"arc": config.arc.model_copy(update={"on": True})}), seed=1)
    heard: list[set[str]] = []
    for _ in range(begins + sections[place].bars + 1):
        state, bar = next_bar(state)
        heard.append({event.layer for event in bar.events})
    rise, after = heard[begins:-1], heard[-1]
    assert all("kick" not in layers for layers in rise)
    assert len(rise[-2]) > len(heard[begins - 1])
    assert "kick" in after
    assert len(after) > len(rise[-2])
