"""What does a config's fault mean to the person who wrote it?

pydantic says where and of which kind; what is allowed is read off the models' own fields.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, Final, get_args

from pydantic import BaseModel

from engine.config import Accent, Condition, Config, Density, Guard, Layer, Modulation, Modulator, Phrase, Targets
from engine.errors import Fault
from engine.found_words import plain, shown
from engine.parameters import did_you_mean
from engine.schema_words import allowed_words, keys_of, number_words, schema_at

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    allowed_text = _allowed(keys)
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
    place = schema_at(_schema(), keys)
    return [] if place is None else sorted(keys_of(place, _schema()))


def _allowed(keys: list[str | int]) -> str:
    """Describe the values that the field at a path takes."""
    if not keys:
        return "a JSON object"
    for length in range(len(keys), 0, -1):
        owner, name = _model_at(keys[: length - 1]), keys[length - 1]
        if owner is not None and isinstance(name, str) and name in owner.model_fields:
            if length < len(keys) and not isinstance(keys[length], int):
                break  # the place lies deeper than any field that is known by its model
            field = owner.model_fields[name]
            if length < len(keys) and isinstance(keys[length], int) and name != "velocity":
                return f"{_item_words(field.annotation)}: {field.description}"
            bounds = _bounds(field.metadata)
            extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
            unit = str(extra.get("unit", ""))
            choices = _choices(field.annotation)
            if choices:
                return " or ".join(choices)
            if name == "velocity":
                return "a whole number in 1..127, or a list of them, or null"
            kind = _kind_words(field.annotation)
            between = f" in {bounds[0]}..{bounds[-1]}" if len(bounds) > 1 else ""
            about = f" ({unit})" if unit and between else f": {field.description}" if field.description else ""
            return kind + between + about
    place = schema_at(_schema(), keys)
    if place is None:
        return "another value"
    text = place.get("description")
    return allowed_words(place, _schema()) + (f": {text}" if text else "")


@cache
def _schema() -> dict[str, Any]:
    """Return the whole config's schema, for places that no model's field names."""
    return Config.model_json_schema()


def _bounds(rules: Iterable[object]) -> list[str]:
    """Return the lower and the upper bound of a field, in words; none where there is none."""
    found = [getattr(rule, side) for rule in rules for side in ("ge", "le") if hasattr(rule, side)]
    found += [below - 1 for rule in rules if isinstance(below := getattr(rule, "lt", None), int)]
    return [number_words(bound) for bound in found]


def _choices(annotation: object) -> list[str]:
    """Return the words of a Literal."""
    arms = getattr(annotation, "__args__", ())
    return [json.dumps(arm) for arm in arms] if arms and all(isinstance(arm, (str, int)) for arm in arms) else []


def _kind_words(annotation: object) -> str:
    """Return a field's type in words."""
    text = str(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return "an object"
    for mark, words in (
        ("tuple", "a list"), ("dict", "an object"), ("Density", "an object"), ("bool", "true or false"),
        ("str", "text"), ("float", "a number"), ("int", "a whole number"),
    ):
        if mark in text:
            return words + (" or null" if type(None) in get_args(annotation) else "")
    return "a value"


def _item_words(annotation: object) -> str:
    """Describe one item of a list's annotation: its type in words, and its range."""
    item = next(iter(get_args(annotation)), None)
    kind, *marks = get_args(item) or (item,)
    known = [rule for mark in marks for rule in getattr(mark, "metadata", ())]
    bounds = _bounds(known)
    return _kind_words(kind) + (f" in {bounds[0]}..{bounds[1]}" if len(bounds) > 1 else "")


def unique(faults: Iterable[Fault]) -> list[Fault]:
    """Keep one fault for each value: pydantic reports every arm of a union, and a list as well as its items."""
    found: dict[str, Fault] = {}
    for fault in faults:
        found.setdefault(fault.path + fault.found, fault)
    inner = [fault.path.rpartition(".")[0] for fault in found.values() if fault.path.rpartition(".")[2].isdigit()]
    return [fault for fault in found.values() if not (fault.path in inner and fault.found == "a list")]
