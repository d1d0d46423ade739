"""Which parameters are there, as a page and as a table? `python -m sequencer.params_page` prints docs/params.md."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any, Final

from engine.config import Accent, Condition, Config, Density, Guard, Layer, Modulation, Modulator, Phrase, Targets
from engine.kit import HAT, KIT, filled
from engine.parameters import Parameter, describe, parameters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic import BaseModel
    from pydantic.fields import FieldInfo

MODELS: Final[Mapping[str, type[BaseModel]]] = {
    "The config": Config, "A layer": Layer, "Its density": Density, "A condition": Condition, "A modulator": Modulator,
    "How it moves": Modulation, "Targets": Targets, "Guard": Guard, "Accent": Accent, "Phrase": Phrase,
}


def example() -> Config:
    """Return a config with the named layers, a density and a modulator, so that every kind of parameter is there."""
    layers = {name: Layer(density=Density() if name == HAT else None) for name in KIT}
    mod = Modulation(mode="ou", min_val=0.52, max_val=0.58)
    modulator = Modulator(name="NAME", param_path="hat_c.swing_percent", mod=mod)
    return filled(Config(mode="m4", layers=layers, modulators=(modulator,)))


def rows(found: Iterable[Parameter]) -> list[dict[str, Any]]:
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
    lines += [(one.path, one.allowed(), _default(one), _cap(one), one.text) for one in found]
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    return [
        "  ".join([*(cell.ljust(width) for cell, width in zip(line, widths, strict=False)), line[-1]]) for line in lines
    ]


def _default(one: Parameter) -> str:
    return "by name" if one.default is None and not one.nullable else json.dumps(one.default)


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
        lines.append(f"| `{path}` | {one.allowed()} | {_default(one)} | {_cap(one)} | {one.text} |")
    lines += ["", "# Keys of a config", ""]
    for title, model in MODELS.items():
        lines += _keys(title, model)
    return "\n".join(lines).rstrip() + "\n"


def _keys(title: str, model: type[BaseModel]) -> list[str]:
    lines = [f"## {title}", "", "| key | range | default | what it is |", "|---|---|---|---|"]
    for name, field in model.model_fields.items():
        one = describe(name, field)
        bounds = one.allowed() if one.low is not None else ""
        lines.append(f"| `{name}` | {bounds} | {_key_default(field)} | {one.text} |")
    return [*lines, ""]


def _key_default(field: FieldInfo) -> str:
    """Return what a key is when it is left out; nothing for a whole section or an empty list."""
    default = field.get_default(call_default_factory=False)
    if field.is_required():
        return "needed"
    return json.dumps(default) if isinstance(default, (bool, int, float, str)) and default != "" else ""


if __name__ == "__main__":
    sys.stdout.write(page())
