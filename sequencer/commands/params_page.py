"""Which parameters are there, as a page and as a table?

`python -m sequencer.commands.params_page` prints docs/params.md.
"""

from __future__ import annotations

import json
import sys
from dataclasses import fields
from typing import TYPE_CHECKING, Final, Literal, get_args, get_origin

from engine.config import (
    Accent,
    Condition,
    Config,
    Density,
    Guard,
    Layer,
    Modulation,
    Modulator,
    Phrase,
    SceneInConfig,
    Targets,
)
from engine.kit import HAT, KIT, KitDefault, filled
from engine.parameters import SECTIONS, Parameter, describe, parameters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic import BaseModel
    from pydantic.fields import FieldInfo

MODELS: Final[Mapping[str, type[BaseModel]]] = {
    "The config": Config, "A layer": Layer, "Its density": Density, "A condition": Condition, "A modulator": Modulator,
    "How it moves": Modulation, "Targets": Targets, "Guard": Guard, "Accent": Accent, "Phrase": Phrase,
    "A scene": SceneInConfig,
}

BY_NAME: Final = frozenset(field.name for field in fields(KitDefault))
"""Keys of a layer whose default depends on the layer's name."""


def example() -> Config:
    """Return a config with the named layers, a density and a modulator, so that every kind of parameter is there."""
    layers = {name: Layer(density=Density() if name == HAT else None) for name in KIT}
    mod = Modulation(mode="ou", min_val=0.52, max_val=0.58)
    modulator = Modulator(name="NAME", param_path="hat_c.swing_percent", mod=mod)
    return filled(Config(mode="m4", layers=layers, modulators=(modulator,)))


def rows(found: Iterable[Parameter]) -> list[dict[str, object]]:
    """Return parameters as JSON can hold them: path, kind, range, default, unit, cap per bar, help."""
    return [
        {
            "path": one.path, "kind": one.kind, "low": one.low, "high": one.high, "default": one.default,
            "nullable": one.nullable, "unit": one.unit, "cap_per_bar": one.cap_per_bar, "help": one.text,
        }
        for one in found
    ]


def table(found: Iterable[Parameter]) -> list[str]:
    """Return parameters as lines of text in columns."""
    lines = [("path", "range", "default", "cap a bar", "what it is")]
    lines += [(one.path, _range(one) or "-", _default(one), _cap(one), one.text) for one in found]
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    return [
        "  ".join([*(cell.ljust(width) for cell, width in zip(line, widths, strict=False)), line[-1]]) for line in lines
    ]


def _range(one: Parameter) -> str:
    """Return the values of a parameter; "" where its help line says them."""
    section, _, name = one.path.partition(".")
    choices = _choices(SECTIONS[section].model_fields[name]) if section in SECTIONS else ""
    return choices or ("" if one.allowed() == one.text else one.allowed())


def _choices(field: FieldInfo) -> str:
    """Return the values of a field that takes only some."""
    arms = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
    return ", ".join(str(arm) for arm in arms)


def _default(one: Parameter) -> str:
    if one.default is not None:
        return json.dumps(one.default)
    if one.path.rpartition(".")[2] in BY_NAME:
        return "by name"
    return "none" if one.nullable else "needed"


def _cap(one: Parameter) -> str:
    return f"{one.cap_per_bar:g}" if one.moves else "switches"


def page() -> str:
    """Return docs/params.md."""
    others = set(KIT) - {HAT}
    shown = {path: one for path, one in parameters(example()).items() if path.split(".")[0] not in others}
    lines = [
        "# Parameters", "",
        "Every parameter that can move while the music plays, by its path. `hat_c` stands for any layer, `NAME` for",
        "any modulator. A cap is the most a value moves in one bar; a parameter that switches does so on the bar line.",
        "This page is written by `make docs` from the models in `engine/config.py`.", "",
        "| path | range | default | cap a bar | what it is |", "|---|---|---|---|---|",
    ]
    for path, one in shown.items():
        lines.append(f"| `{path}` | {_range(one)} | {_default(one)} | {_cap(one)} | {one.text} |")
    lines += ["", "# Keys of a config", ""]
    for title, model in MODELS.items():
        lines += _keys(title, model)
    return "\n".join(lines).rstrip() + "\n"


def _keys(title: str, model: type[BaseModel]) -> list[str]:
    lines = [f"## {title}", "", "| key | range | default | what it is |", "|---|---|---|---|"]
    for name, field in model.model_fields.items():
        one = describe(name, field)
        allowed = _choices(field) or ("" if one.allowed() == one.text else one.allowed())
        lines.append(f"| `{name}` | {allowed} | {_key_default(name, field)} | {one.text} |")
    return [*lines, ""]


def _key_default(name: str, field: FieldInfo) -> str:
    """Return the default of a key; "" for a whole section or an empty list."""
    if field.is_required():
        return "needed"
    default = field.get_default(call_default_factory=False)
    if default is None and name in BY_NAME:
        return "by name"
    return json.dumps(default) if isinstance(default, (bool, int, float, str)) and default != "" else ""


if __name__ == "__main__":
    sys.stdout.write(page())
