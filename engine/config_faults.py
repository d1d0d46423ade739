"""What does a config's fault mean to the person who wrote it?

pydantic says where and of which kind; what is allowed is read off the models' own fields.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.config import Accent, Condition, Config, Density, Guard, Layer, Modulation, Modulator, Phrase, Targets
from engine.errors import Fault
from engine.field_words import item_words, taken_by
from engine.found_words import plain, shown
from engine.parameters import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

PARTS: Final[dict[str, type[BaseModel]]] = {
    "targets": Targets, "guard": Guard, "accent": Accent, "phrase": Phrase, "density": Density, "mod": Modulation,
}


def fault_of(detail: ErrorDetails) -> Fault:
    """Turn one error of pydantic into a fault: path, found, allowed, sentence."""
    keys = [key for key in detail["loc"] if not (isinstance(key, str) and _is_arm(key))]
    path = ".".join(plain(str(key)) for key in keys)
    found = shown(detail["input"]) if detail["type"] != "missing" else "nothing"
    name = str(keys[-1]) if keys else ""
    if detail["type"] == "extra_forbidden":
        allowed = _keys_at(keys[:-1])
        hint = did_you_mean(name, allowed)
        return Fault(path, found, ", ".join(allowed), f"there is no key {shown(name)} here{hint}")
    if detail["type"] == "missing":
        return Fault(path, found, "a value", f"{plain(name)} is missing")
    if keys and keys[-1] == "[key]":
        return Fault(
            path.removesuffix(".[key]"), found, "1..32 letters, digits, - or _",
            f"{found} is no name: it takes 1..32 letters, digits, - or _",
        )
    allowed_text = _allowed(keys) or detail["msg"]
    if detail["type"] == "value_error":
        return _rule_broken(keys, path, detail)
    return Fault(path, found, allowed_text, f"found {found}, allowed is {allowed_text}")


def _rule_broken(keys: list[str | int], path: str, detail: ErrorDetails) -> Fault:
    """Return the fault of a rule between fields, at the field that its sentence begins with."""
    message = detail["msg"].removeprefix("Value error, ")
    name = message.partition(" ")[0]
    model, given = _model_at(keys), detail["input"]
    if model is not None and name in model.model_fields and isinstance(given, dict):
        path = f"{path}.{name}"
        found = shown(given[name]) if name in given else "its default"
    else:
        found = shown(given)
    return Fault(path, found, message.partition(", found ")[0], message)


def _is_arm(key: str) -> bool:
    """Return True for a part of a path that pydantic adds to name an arm of a union."""
    return key.startswith(("constrained-", "tuple[", "function-", "nullable")) or key in {"int", "float", "str"}


def _model_at(keys: Iterable[str | int]) -> type[BaseModel] | None:
    """Return the model that a path's keys lead to."""
    model: type[BaseModel] | None = Config
    previous = ""
    for key in keys:
        if previous == "layers" and model is Config:
            model = Layer
        elif isinstance(key, int):
            model = Condition if previous == "conditions" else Modulator if previous == "modulators" else None
        elif key in PARTS:
            model = PARTS[key]
        elif key not in {"layers", "conditions", "modulators"}:
            model = None
        previous = str(key)
    return model


def _keys_at(keys: list[str | int]) -> list[str]:
    model = _model_at(keys)
    return sorted(model.model_fields) if model is not None else []


def _allowed(keys: list[str | int]) -> str:
    """Describe the values that the field at a path takes."""
    if not keys:
        return "a JSON object"
    fields = [key for key in keys if isinstance(key, str)]
    for length in range(len(keys), 0, -1):
        owner, name = _model_at(keys[: length - 1]), keys[length - 1]
        if owner is not None and isinstance(name, str) and name in owner.model_fields:
            field = owner.model_fields[name]
            if length < len(keys) and isinstance(keys[length], int) and name != "velocity":
                return f"{item_words(field.annotation)}: {field.description}"
            return taken_by(field, name)
    return "an object" if fields else "a JSON object"


def unique(faults: Iterable[Fault]) -> list[Fault]:
    """Keep one fault for each value: pydantic reports every arm of a union, and a list as well as its items."""
    found: dict[str, Fault] = {}
    for fault in faults:
        found.setdefault(fault.path + fault.found, fault)
    inner = [fault.path.rpartition(".")[0] for fault in found.values() if fault.path.rpartition(".")[2].isdigit()]
    return [fault for fault in found.values() if not (fault.path in inner and fault.found == "a list")]
