"""Which configs might anybody write? Every field of the models with any value it allows, a few layers at a time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from engine.config import Accent, Condition, Config, Density, Guard, Layer, Phrase, Targets
from engine.parameters import describe

if TYPE_CHECKING:
    from pydantic import BaseModel

NAMES = ("kick", "hat_c", "hat_o", "snare", "clap", "bass", "ride", "tom", "low_kick", "zap")
MODES = ("m0", "m1", "m2", "m3", "m4", "m4")
bar_steps = st.lists(st.integers(1, 16), max_size=6)
offsets = st.lists(st.floats(-50.0, 50.0), min_size=1, max_size=4)

OTHERS: dict[str, st.SearchStrategy[Any]] = {
    "kind": st.sampled_from(["PROB", "PRE", "NOT_PRE", "FILL", "EVERY_N", "A_B", "FIRST", "NEI"]),
    "void_steps": bar_steps,
    "velocity": st.integers(1, 127) | st.lists(st.integers(1, 127), min_size=1, max_size=5),
    "beat_bins_ms": offsets,
    "bars": st.sampled_from([4, 8, 16]),
    "turns": st.lists(st.sampled_from(["drop", "roll", "stop", "no_kick"]), max_size=4),
}
"""Fields that are neither number nor flag; an accent's `steps` would be one, but a layer has a field of that name."""

LEFT_OUT = frozenset({"port", "beat_bins_probs", "density", "conditions", "E_high"})


def values(model: type[BaseModel], field: str) -> st.SearchStrategy[Any]:
    """Anything that a field allows, its ends more often than chance would have them."""
    known = describe(field, model.model_fields[field])
    if model is Accent and field == "steps":
        return bar_steps
    if field in OTHERS:
        return OTHERS[field]
    if known.kind == "bool":
        return st.booleans()
    assert known.low is not None, f"{model.__name__}.{field} has neither range nor strategy"
    assert known.high is not None
    if known.kind == "int":
        return st.integers(int(known.low), int(known.high)) | st.sampled_from([int(known.low), int(known.high)])
    return st.floats(known.low, known.high) | st.sampled_from([known.low, known.high])


def fields(model: type[BaseModel], *needed: str) -> st.SearchStrategy[dict[str, Any]]:
    """Some of a model's fields, those needed always."""
    every = {name: values(model, name) for name in model.model_fields if name not in LEFT_OUT}
    return st.fixed_dictionaries(
        {name: every.pop(name) for name in needed}, optional={name: every[name] for name in every}
    )


@st.composite
def conditions(draw: st.DrawFn) -> dict[str, Any]:
    found = draw(fields(Condition, "kind", "n"))
    found["n"] = min(found["n"], 5)
    if found["kind"] == "A_B":
        found["b"] = max(found.get("b", 2), found.get("a", 1))
    return found


@st.composite
def layers(draw: st.DrawFn) -> dict[str, Any]:
    found = draw(fields(Layer))
    if "fills" in found:
        length = found.get("steps", 16)
        found["fills"] = max(-length, min(length, found["fills"]))
    if "beat_bins_ms" in found and draw(st.booleans()):
        found["beat_bins_probs"] = [draw(st.sampled_from([0.1, 0.5, 1.0])) for _ in found["beat_bins_ms"]]
    if draw(st.booleans()):
        found["density"] = draw(fields(Density))
    if draw(st.booleans()):
        found["conditions"] = draw(st.lists(conditions(), max_size=4))
    return found


@st.composite
def configs(draw: st.DrawFn, modes: tuple[str, ...] = MODES) -> Config:
    """A config with up to six layers."""
    names = draw(st.lists(st.sampled_from(NAMES), max_size=6, unique=True))
    targets = draw(fields(Targets))
    for low, high in (("S_low", "S_high"), ("H_low", "H_high")):
        if low in targets and high in targets:
            targets[low], targets[high] = sorted((targets[low], targets[high]))
        else:
            targets.pop(low, None)
            targets.pop(high, None)
    given = {
        "mode": draw(st.sampled_from(modes)), "bpm": draw(values(Config, "bpm")), "seed": draw(st.integers(0, 9)),
        "thin_bias": draw(values(Config, "thin_bias")), "layers": {name: draw(layers()) for name in names},
        "targets": targets, "guard": draw(fields(Guard)), "accent": draw(fields(Accent)),
        "phrase": draw(fields(Phrase)),
        "modulators": [
            {"name": "slow", "param_path": path, "mod": {"mode": mode, "min_val": low, "max_val": high}}
            for path, low, high in (("thin_bias", -0.5, -0.1), ("accent.prob", 0.2, 0.9))
            for mode in [draw(st.sampled_from(["random_walk", "ou", "sine"]))]
        ][:draw(st.integers(0, 1))],
    }
    return Config.model_validate_json(json.dumps(given))
