"""Which parameters does a config have, what may each hold, and how is one read and written?

A path is a config key without `layers.`: `hat_c.swing_percent`, `targets.S_low`, `modulators.NAME.max_val`, `bpm`.
Everything here is derived from the fields of `engine/config.py`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal, TypeGuard

from pydantic import BaseModel, JsonValue

from engine.bands import END_FIELDS
from engine.config import SWITCH, Accent, Config, Density, Dynamics, Guard, Layer, Modulation, Phrase, Targets
from engine.kit import HAT, own_density

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic.fields import FieldInfo

Kind = Literal["float", "int", "bool", "other"]

SECTIONS: Final[dict[str, type[BaseModel]]] = {
    "targets": Targets, "guard": Guard, "accent": Accent, "phrase": Phrase, "dynamics": Dynamics,
}
SECTION_FIELDS: Final = {name: frozenset(model.model_fields) for name, model in SECTIONS.items()}
CONFIG_FIELDS: Final = frozenset(Config.model_fields)
LAYER_FIELDS: Final = frozenset(Layer.model_fields)
MODULATION_FIELDS: Final = frozenset(Modulation.model_fields)
DENSITY_FIELDS: Final = frozenset(Density.model_fields)
TOP: Final = ("bpm", "thin_bias", "energy")
"""Parameters of the config itself that can change while it plays."""

ALIASES: Final = {
    "targets.hat_density_target": f"{HAT}.density.target",
    "targets.hat_density_tol": f"{HAT}.density.tol",
}
"""Paths that name the same parameter as another one (docs/rules.md#paths)."""

BANDS: Final = tuple((f"targets.{low}", f"targets.{high}") for low, high in END_FIELDS)
"""Lower and upper ends of one band: they may meet, and never pass each other."""
OTHER_END: Final = dict(BANDS) | {high: low for low, high in BANDS}

NOT_LIVE: Final = frozenset({"muted", "density", "free"})
"""Layer fields that are no parameters: a live mute is a performer's, a density is set by its parts, and who is free
is settled with the config."""

WITH_DENSITY: Final = frozenset({"m3", "m4"})
"""Modes in which every layer has a density, written or its own (docs/configs.md: a density can be set on any layer)."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a path may hold.

    Attributes:
        path: the canonical path.
        kind: float and int are numbers with a range; other is a list, a text or null.
        low: lowest number, None where there is no range.
        high: highest number, None where there is no range.
        default: as in the model; None means by the layer's name, or none.
        nullable: null is allowed.
        unit: of the number.
        cap_per_bar: most the limiter lets it move in a bar; SWITCH where it changes as a whole.
        text: one line of help.
    """

    path: str
    kind: Kind
    low: float | None
    high: float | None
    default: JsonValue
    nullable: bool
    unit: str
    cap_per_bar: float
    text: str

    @property
    def moves(self) -> bool:
        """True for a number that the limiter moves bar by bar."""
        return self.cap_per_bar > SWITCH

    def allowed(self) -> str:
        """The range or the type, for people."""
        if self.low is not None and self.high is not None:
            return f"{self.low:g}..{self.high:g}" + (f" {self.unit}" if self.unit else "")
        return {"bool": "true or false"}.get(self.kind, self.text)


def _bounds(field: FieldInfo) -> tuple[float | None, float | None]:
    low = next((m.ge for m in field.metadata if getattr(m, "ge", None) is not None), None)
    high = next((m.le for m in field.metadata if getattr(m, "le", None) is not None), None)
    return low, high


def _kind(field: FieldInfo) -> tuple[Kind, bool]:
    """Return the kind of a field and whether null is allowed, from its annotation."""
    annotation = field.annotation
    arms = getattr(annotation, "__args__", ()) if not isinstance(annotation, type) else ()
    nullable = type(None) in arms
    plain = {arm for arm in (arms or (annotation,)) if arm is not type(None)}
    for kind, python_type in (("bool", bool), ("int", int), ("float", float)):
        if plain == {python_type}:
            return kind, nullable  # type: ignore[return-value]  # the loop's names are the literal's members
    return "other", nullable


def describe(path: str, field: FieldInfo) -> Parameter:
    """Build the parameter at a path from its model's field."""
    kind, nullable = _kind(field)
    low, high = _bounds(field)
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    cap = extra.get("cap_per_bar", SWITCH)
    default = None if field.is_required() or field.default is None else field.default
    return Parameter(
        path=path, kind=kind, low=low, high=high,
        default=list(default) if isinstance(default, tuple) else default,
        nullable=nullable, unit=str(extra.get("unit", "")),
        cap_per_bar=float(cap) if isinstance(cap, (int, float)) else SWITCH,
        text=field.description or "",
    )


@lru_cache(maxsize=256)
def _layer_parameters(layer: str, dense: bool) -> dict[str, Parameter]:  # noqa: FBT001 - private; a name costs time
    found = {
        f"{layer}.{name}": describe(f"{layer}.{name}", field)
        for name, field in Layer.model_fields.items() if name not in NOT_LIVE
    }
    if dense:
        found |= {
            f"{layer}.density.{name}": describe(f"{layer}.density.{name}", field)
            for name, field in Density.model_fields.items()
        }
    return found


def has_density(config: Config, layer: Layer) -> bool:
    """Return True for a layer whose density can be set: its own, or one that the mode gives it."""
    return layer.density is not None or config.mode in WITH_DENSITY


@lru_cache(maxsize=1)
def _common_parameters() -> dict[str, Parameter]:
    found = {name: describe(name, Config.model_fields[name]) for name in TOP}
    for section, model in SECTIONS.items():
        found |= {
            f"{section}.{name}": describe(f"{section}.{name}", field)
            for name, field in model.model_fields.items() if f"{section}.{name}" not in ALIASES
        }
    return found


def _modulator_parameters(config: Config) -> dict[str, Parameter]:
    """Bounds take the range of the parameter they bound; rates take their field's."""
    found: dict[str, Parameter] = {}
    for modulator in config.modulators:
        target = None if modulator.cc is not None else parameter(config, modulator.param_path)
        if modulator.cc is not None:
            found |= _of_modulator(modulator.name, 0.0, modulator.cc.highest, "")
        elif target is not None:
            found |= _of_modulator(modulator.name, target.low, target.high, target.unit)
        else:
            found |= _of_modulator(modulator.name, None, None, "")
    return found


@lru_cache(maxsize=256)
def _of_modulator(modulator: str, low: float | None, high: float | None, unit: str) -> dict[str, Parameter]:
    """Return the parameters of a modulator whose bounds lie in a range; without one they take their field's."""
    found: dict[str, Parameter] = {}
    for name, field in Modulation.model_fields.items():
        path = f"modulators.{modulator}.{name}"
        own = describe(path, field)
        if name in {"min_val", "max_val"} and not (low is None and high is None):
            own = Parameter(path, "float", low, high, None, False, unit, SWITCH, own.text)  # noqa: FBT003 - nullable is a field
        if name != "mode":
            found[path] = own
    return found


def parameters(config: Config) -> dict[str, Parameter]:
    """Return every parameter of a config by canonical path, in reading order."""
    found = dict(_common_parameters())
    for name, layer in config.layers.items():
        for path, known in _layer_parameters(name, has_density(config, layer)).items():
            found.setdefault(path, known)
    return found | _modulator_parameters(config)


@lru_cache(maxsize=4096)
def canonical(path: str) -> str:
    """Return the one path a parameter is kept under: `layers.` dropped, shorthand and aliases resolved."""
    path = path.removeprefix("layers.")
    if path.endswith(".density"):
        path += ".target"
    return ALIASES.get(path, path)


def parameter(config: Config, path: str) -> Parameter | None:
    """Return the parameter at a path, or None when the config has none there."""
    path = canonical(path)
    common = _common_parameters().get(path)
    if common is not None:
        return common
    head, _, _ = path.partition(".")
    if head == "modulators" and (own := _modulator_parameters(config).get(path)) is not None:
        return own
    layer = config.layers.get(head)
    return _layer_parameters(head, has_density(config, layer)).get(path) if layer is not None else None


LIKE: Final = 0.6
"""From this share of letters in common on, of 1, a name is taken for what was meant (difflib's own)."""


def did_you_mean(wanted: str, known: Iterable[str]) -> str:
    """Return ' (did you mean X?)' for the nearest known name, or '' when none is near."""
    near = get_close_matches(wanted, list(known), n=1, cutoff=LIKE)
    return f" (did you mean {near[0]}?)" if near else ""


def near_or_all(wanted: str, known: Iterable[str]) -> str:
    """Return the nearest known name as `did_you_mean` does, or else '; there are a, b and c', which names them all."""
    names = list(known)
    if not names:
        return "; there are none"
    return did_you_mean(wanted, names) or f"; there {'is' if len(names) == 1 else 'are'} {', '.join(names)}"


def no_such(config: Config, path: str) -> str:
    """Say that a config has no parameter at a canonical path, and which is the nearest.

    The first word is compared with layers and sections, then the rest with what those have: comparing with every path
    of 64 layers would take longer than the player's clock can wait.
    """
    head, dot, _ = path.partition(".")
    heads = get_close_matches(head, [*TOP, *SECTIONS, "modulators", *config.layers], n=3, cutoff=0.6)
    if not (dot or heads):
        field = get_close_matches(path, Layer.model_fields, n=1, cutoff=0.7)
        layers = list(config.layers)[:1] if field else []
        hint = f" (did you mean {layers[0]}.{field[0]}?)" if layers else "; techno params lists all"
        return f"there is no parameter {path}{hint}"
    part = {name: layer for name, layer in config.layers.items() if name in heads}
    known = parameters(config.model_copy(update={"layers": part}))
    near = max(
        ((_likeness(path, one), one) for one in known if one.partition(".")[0] in heads), default=((0.0, 0.0), "")
    )
    hint = f" (did you mean {near[1]}?)" if near[0][0] >= LIKE else "; techno params lists all"
    return f"there is no parameter {path}{hint}"


def _likeness(path: str, known: str) -> tuple[float, float]:
    """Return how like a known path is, 0..1: what stands behind the layer, or one of its words; then the whole path.

    A word counts for itself, so that `hat_c.swong` is like `hat_c.swing_percent` and not like `hat_c.rot`.
    """
    rest, known_rest = path.partition(".")[2], known.partition(".")[2]
    words = [known_rest, *known_rest.replace(".", "_").split("_")]
    return max(SequenceMatcher(None, rest, word).ratio() for word in words), SequenceMatcher(None, path, known).ratio()


def read(config: Config, path: str) -> JsonValue:
    """Return the value at a canonical path.

    Raises:
        KeyError: the config has no such parameter.
    """
    head, _, name = path.partition(".")
    if head in SECTIONS and name in SECTION_FIELDS[head]:
        found = getattr(getattr(config, head), name)  # most paths are of this kind or the next
    elif name in LAYER_FIELDS and head in config.layers:
        found = getattr(config.layers[head], name)
    else:
        found = getattr(owner_of(config, path)[1], path.rpartition(".")[2])
    if isinstance(found, tuple):
        return [item.model_dump(mode="json") if isinstance(item, BaseModel) else item for item in found]
    return found  # type: ignore[no-any-return]  # a parameter's field holds JSON


def owner_of(config: Config, path: str) -> tuple[tuple[str, ...], BaseModel]:
    """Return the keys that lead to the model that holds a path's field, and that model.

    A layer may bear a section's name; where both have the field, the section has it.

    Raises:
        KeyError: the config has no such parameter.
    """
    match path.split("."):
        case [layer, name] if name in LAYER_FIELDS and layer in config.layers and layer not in SECTIONS:
            return ("layers", layer), config.layers[layer]  # most paths are of this kind
        case [name] if name in CONFIG_FIELDS:
            return (), config
        case ["modulators", modulator, name] if name in MODULATION_FIELDS and (
            found := next((m for m in config.modulators if m.name == modulator), None)
        ):
            return ("modulators", modulator), found.mod
        case [section, name] if section in SECTIONS and name in SECTION_FIELDS[section]:
            return (section,), getattr(config, section)
        case [layer, name] if layer in config.layers and name in LAYER_FIELDS:
            return ("layers", layer), config.layers[layer]
        case [layer, "density", name] if (
            layer in config.layers and name in DENSITY_FIELDS and has_density(config, config.layers[layer])
        ):
            voice = config.layers[layer]
            return ("layers", layer, "density"), voice.density or own_density(voice)
        case _:
            raise KeyError(path)


def write(config: Config, path: str, value: object) -> Config:
    """Return the config with another value at a canonical path; the value is not checked again.

    Raises:
        KeyError: the config has no such parameter.
    """
    keys, owner = owner_of(config, path)
    layers: dict[str, Layer] = {}
    config = _replaced(config, keys, owner, {path.rpartition(".")[2]: value}, layers)
    return config.model_copy(update={"layers": {**config.layers, **layers}}) if layers else config


def write_all(config: Config, values: Mapping[str, object]) -> Config:
    """Return the config with other values at canonical paths, each model copied once; the values are not checked again.

    Raises:
        KeyError: the config has no such parameter.
    """
    owners: dict[tuple[str, ...], tuple[BaseModel, dict[str, object]]] = {}
    for path, value in values.items():
        keys, owner = owner_of(config, path)
        owners.setdefault(keys, (owner, {}))[1][path.rpartition(".")[2]] = value
    layers: dict[str, Layer] = {}
    for keys in sorted(owners, key=len):  # a layer before its density
        owner, update = owners[keys]
        config = _replaced(config, keys, owner, update, layers)
    return config.model_copy(update={"layers": {**config.layers, **layers}}) if layers else config


def _replaced(
    config: Config, keys: tuple[str, ...], owner: BaseModel, update: dict[str, object], layers: dict[str, Layer]
) -> Config:
    """Return the config with one of its models updated; layers are gathered, to be put in place at once."""
    changed = owner.model_copy(update=update)
    match keys:
        case ():
            return changed  # type: ignore[return-value]  # the owner of a top-level path is the config
        case ("modulators", name):
            modulators = tuple(
                m.model_copy(update={"mod": changed}) if m.name == name else m for m in config.modulators
            )
            return config.model_copy(update={"modulators": modulators})
        case ("layers", layer):
            layers[layer] = changed  # type: ignore[assignment]  # its owner is a layer
            return config
        case ("layers", layer, _) if changed == owner:
            return config
        case ("layers", layer, _):
            layers[layer] = layers.get(layer, config.layers[layer]).model_copy(update={"density": changed})
            twins = {f"hat_density_{name}": value for name, value in update.items() if name in {"target", "tol"}}
            if layer != HAT or not twins:
                return config
            return config.model_copy(update={"targets": config.targets.model_copy(update=twins)})
        case _:
            return config.model_copy(update={keys[0]: changed})


def kept_in_order(config: Config, path: str, value: float) -> float:
    """Return a number for a path, no further than the other end of its band where it has one."""
    other = OTHER_END.get(path)
    bound = None if other is None else read(config, other)
    if not isinstance(bound, (int, float)):
        return value
    return max(value, bound) if any(path == high for _, high in BANDS) else min(value, bound)


def is_number(value: object) -> TypeGuard[float]:
    """Return True for a finite number that a float can hold; True and False are none."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # an int of hundreds of digits
        return False
