"""Every row of `techno params` changes the music in a situation that is stated here."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from engine import next_bar, start
from engine.config import Config
from engine.config_file import parse_config
from engine.parameters import parameters

BARS: Final = 24
GROOVE: Final[dict[str, Any]] = {
    "mode": "m4", "seed": 3, "guard": {"kick_immutable": False, "min_E": 0.2, "max_rot_rate": 1.0},
    "layers": {
        "kick": {}, "clap": {},
        "hat_c": {
            "fills": 11, "velocity": [70, 50, 90, 60], "beat_bins_ms": [-8, 0, 9], "beat_bins_probs": [0.3, 0.4, 0.3],
            "density": {"target": 0.6, "tol": 0.06, "void_steps": [2, 4, 6, 8]},
        },
        "hat_o": {"fills": 4, "rot": 2, "length_steps": 3.0},
        "tom": {"note": 45, "fills": 5, "rot": 1},
    },
    "targets": {"S_low": 0.2, "S_high": 0.7, "H_low": 0.0, "H_high": 0.9, "T_ms_cap": 12},
    "accent": {"steps": [3, 7, 11], "prob": 0.6},
    "modulators": [
        {"name": "sway", "param_path": "hat_c.swing_percent",
         "mod": {"mode": "random_walk", "min_val": 0.5, "max_val": 0.6, "step_per_bar": 0.01,
                 "max_delta_per_bar": 0.01}},
        {"name": "pull", "param_path": "thin_bias",
         "mod": {"mode": "ou", "min_val": -0.9, "max_val": -0.1, "step_per_bar": 0.02, "tau": 4}},
        {"name": "tide", "param_path": "accent.velocity_scale",
         "mod": {"mode": "sine", "min_val": 0.8, "max_val": 1.6, "tau": 8}},
    ],
}
NO_MODULATORS: Final[dict[str, Any]] = {"modulators": []}
TWO: Final[dict[str, tuple[Any, Any, dict[str, Any]]]] = {
    "bpm": (100, 150, {}), "thin_bias": (0, -1, NO_MODULATORS), "energy": (0, 1, {"enters": 0.5}),
    "targets.E_target": (0.2, 1.0, {"layers.rim": {"note": 37, "fills": 3, "rot": 3}}),
    "targets.E_high": (0.85, None, {"targets.E_target": 0.5}),
    "targets.S_low": (0.05, 0.6, {}), "targets.S_high": (0.25, 0.7, {"targets.S_low": 0.05}),
    "targets.T_ms_cap": (0, 50, {}), "targets.H_low": (0, 0.6, {}), "targets.H_high": (0.05, 0.9, {}),
    "targets.D_target": (0, 0.3, {}),
    "guard.min_E": (0, 1, {"layers.kick.conditions": [{"kind": "PROB", "p": 0.6}]}),
    "guard.max_rot_rate": (0, 1, {"layers.tom.rotation_rate_per_bar": 0.5}),
    "guard.kick_immutable": (False, True, {"layers.kick.ghost_pre1_prob": 0.8}),
    "accent.steps": ([1], [5, 13], {}), "accent.prob": (0, 1, {}), "accent.velocity_scale": (0.6, 1.5, NO_MODULATORS),
    "accent.length_scale": (0.3, 3, {}), "accent.drawn": (0, 5, {}),
    "phrase.bars": (4, 16, {}), "phrase.variation": (0, 1, {}), "phrase.home": (None, 0.5, {}),
    "phrase.turns": ([], ["drop", "roll"], {}), "dynamics.swell": (0, 0.5, {}),
    "dynamics.energy": (0, 1, {"*energy": 0.5}),
    "steps": (16, 12, {}), "fills": (3, 11, {}), "rot": (0, 5, {}), "note": (45, 60, {}), "velocity": (50, 100, {}),
    "velocity_spread": (0, 0.4, {}), "channel": (1, 10, {}), "swing_percent": (0.5, 0.66, NO_MODULATORS),
    "beat_bins_ms": ([0, 5, 9], [-9, 0, 9], {"beat_bins_probs": [1, 1, 1]}),
    "beat_bins_probs": ([1, 0, 0], [0, 0, 1], {"beat_bins_ms": [-8, 0, 9]}),
    "beat_bin_cap_ms": (0, 20, {"beat_bins_ms": [-8, 0, 9], "beat_bins_probs": [1, 1, 1]}),
    "micro_ms": (0, 15, {}), "offbeats_only": (False, True, {}), "ratchet_prob": (0, 0.8, {}),
    "ratchet_repeat": (2, 5, {"ratchet_prob": 0.7}), "ratchet_velocity": (0.2, 1, {"ratchet_prob": 0.7}),
    "choke_with_note": (None, 42, {"length_steps": 4.0}), "length_steps": (0.2, 4, {}),
    "rotation_rate_per_bar": (0, 0.5, {}), "ghost_pre1_prob": (0, 0.9, {}),
    "ghost_velocity": (0.2, 1, {"ghost_pre1_prob": 0.9}), "displace_into_2_prob": (0, 0.9, {"fills": 4, "rot": 0}),
    "last_step": (None, 7, {}), "refractory_steps": (0, 3, {}), "mute_near_kick": (0, 1, {}),
    "conditions": ([], [{"kind": "PROB", "p": 0.3}], {}), "enters": (0, 1, {"*energy": 0.5}),
    "target": (0.3, 0.8, {}), "tol": (0, 0.3, {}), "void_steps": ([], [1, 3, 5], {}),
    "void_bias": (0, 1, {}),
    "min_val": (None, None, {}), "max_val": (None, None, {}), "step_per_bar": (0, 0.02, {}), "tau": (4, 40, {}),
    "max_delta_per_bar": (0.001, 0.01, {}), "phase": (0, 0.4, {}),
}
"""Two values of each parameter and what else the situation needs; keys of a layer are put on that layer."""
NOT_IN_THE_MUSIC: Final = {"port": "which output a layer is sent to"}
LAYERS: Final = {"choke_with_note": "hat_o", "density": "hat_c"}
MOVES: Final = {"step_per_bar": "sway", "max_delta_per_bar": "sway", "phase": "tide", "tau": "pull"}
BOUNDS: Final = {"min_val": (0.5, 0.56), "max_val": (0.52, 0.6)}


def put(raw: dict[str, Any], path: str, value: object) -> None:
    *keys, last = path.split(".")
    for key in keys:
        raw = raw.setdefault(key, {})
    raw[last] = value


def events(raw: dict[str, Any]) -> list[Any]:
    state, found = start(parse_config(json.dumps(raw).encode(), "x.json")), []
    for _ in range(BARS):
        state, bar = next_bar(state)
        found.append((bar.bpm, bar.events))
    return found


def row_of(path: str) -> str:
    """The key of TWO for a path: a top-level or section path itself, else its last word."""
    return path if path in TWO else path.rpartition(".")[2]


CONFIG: Final = start(Config.model_validate_json(json.dumps(GROOVE))).config
ROWS: Final = sorted({row_of(path) for path in parameters(CONFIG)})


def test_each_row_is_here_or_said_to_be_no_music() -> None:
    assert set(ROWS) == set(TWO) | set(NOT_IN_THE_MUSIC)


@pytest.mark.parametrize("row", [row for row in ROWS if row not in NOT_IN_THE_MUSIC])
def test_a_parameter_changes_the_music(row: str) -> None:
    low, high, besides = TWO[row]
    raws: list[dict[str, Any]] = []
    for value in (low, high):
        raw = json.loads(json.dumps(GROOVE))
        if row in BOUNDS or row in MOVES:
            modulator = next(one for one in raw["modulators"] if one["name"] == MOVES.get(row, "sway"))
            modulator["mod"][row] = BOUNDS[row][len(raws)] if row in BOUNDS else value
        elif "." in row or row in {"bpm", "thin_bias", "energy"}:
            put(raw, row, value)
        elif row in {"target", "tol", "void_steps", "void_bias"}:
            put(raw, f"layers.hat_c.density.{row}", value)
        else:
            put(raw, f"layers.{LAYERS.get(row, 'tom')}.{row}", value)
        for path, needed in besides.items():
            if path.startswith("*"):
                put(raw, path[1:], needed)
            elif path in raw or "." in path:
                put(raw, path, needed)
            else:
                put(raw, f"layers.{LAYERS.get(row, 'tom')}.{path}", needed)
        raws.append(raw)
    assert events(raws[0]) != events(raws[1])
