"""A small kit whose phrases are looked at, and what its layers play bar by bar."""

from __future__ import annotations

from typing import Any

from engine import Config, next_bar, start

KIT: dict[str, Any] = {
    "kick": {}, "clap": {}, "hat_c": {"fills": 10, "density": {"target": 0.6, "tol": 0.07}},
    "conga": {"note": 63, "fills": 5, "rot": 2, "density": {"target": 0.3, "tol": 0.07}},
    "ride": {"note": 51, "fills": 6}, "crash": {"note": 49, "fills": 0},
}
NO_GOALS = dict.fromkeys(("E_target", "S_low", "S_high", "H_low", "H_high", "hat_density_target"))


def groove(phrase: dict[str, Any], layers: dict[str, Any] | None = None) -> Config:
    given = {"mode": "m4", "layers": layers or KIT, "phrase": phrase, "targets": NO_GOALS}
    return Config.model_validate(given, strict=False)


def played(config: Config, bars: int = 128, seed: int = 1) -> list[tuple[Any, dict[str, int]]]:
    state, found = start(config, seed=seed), []
    for _ in range(bars):
        state, bar = next_bar(state)
        assert state.figure is not None
        found.append((bar, dict(state.figure.masks)))
    return found


def changed(one: dict[str, int], other: dict[str, int]) -> int:
    return sum((one[name] ^ other[name]).bit_count() for name in one)
