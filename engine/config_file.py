"""How does a config come in from a file, and what exactly is wrong with one that cannot be used?

JSON in, a filled `Config` out, or every fault at once: where it is, what was found, what is allowed, and what was
probably meant. Nothing of a faulty config is used.
"""

from __future__ import annotations

import json
import math
import stat
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from engine.config import SWITCH, Config
from engine.config_faults import fault_of, unique
from engine.errors import ConfigError, Fault
from engine.found_words import shown, shown_name
from engine.json_object import MAX_BYTES, parsed_object, too_large
from engine.kit import filled
from engine.parameters import canonical, did_you_mean, parameter, parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from engine.config import Modulator

MAX_STYLES: Final = 8
"""Longest chain of styles laid one on the other."""
DRIVE_LETTER: Final = 2
"""Length of "C:"."""


def no_styles(name: str) -> bytes | None:
    """Find no style: the lookup for configs that stand alone."""
    del name
    return None


def load_config(path: Path, *, styles: Callable[[str], bytes | None] = no_styles, known: Iterable[str] = ()) -> Config:
    """Return the config in a file, filled in.

    Args:
        path: a regular file of at most 1 MiB of UTF-8 JSON.
        styles: returns the JSON of a named style, None when there is none.
        known: names of styles, for a did-you-mean; read only when one is needed.

    Raises:
        ConfigError: it cannot be read, or used.
    """
    return parse_config(config_bytes(path), path.name, styles=styles, known=known)


def config_bytes(path: Path) -> bytes:
    """Return the bytes of a config's file, which must be a regular file of at most 1 MiB.

    Raises:
        ConfigError: it is none, or cannot be read.
    """
    source = shown_name(path.name or str(path))
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            what = "a folder" if stat.S_ISDIR(found.st_mode) else "no regular file"
            raise ConfigError(source, (Fault("", what, "a JSON file", f"is {what}; name a JSON file"),))
        if found.st_size > MAX_BYTES:
            raise ConfigError(source, (too_large(),))
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a name with a NUL byte
        why = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise ConfigError(source, (Fault("", why, "a readable file", f"cannot be read: {why}"),)) from error
    return content


def parse_config(
    raw: bytes, source: str, *, styles: Callable[[str], bytes | None] = no_styles, known: Iterable[str] = ()
) -> Config:
    """Return the config that JSON text holds, with its style laid underneath and defaults filled in.

    Args:
        raw: UTF-8 JSON, with or without a byte order mark, at most 1 MiB.
        source: name of its origin, for messages.
        styles: returns the JSON of a named style, None when there is none.
        known: names of styles, for a did-you-mean; read only when one is needed.

    Raises:
        ConfigError: with every fault.
    """
    source = shown_name(source)
    faults: list[Fault] = []
    value = _with_styles(parsed_object(raw, source, faults), source, styles, known, faults)
    try:
        config = Config.model_validate_json(json.dumps(value))
    except ValidationError as error:
        faults += [fault_of(detail) for detail in error.errors(include_url=False, include_context=False)]
        raise ConfigError(source, tuple(unique(faults))) from None
    faults += _cross_checked(config)
    if faults:
        raise ConfigError(source, tuple(faults))
    return filled(config)


def config_json(config: Config) -> str:
    """Return a config as JSON text that `parse_config` reads back to an equal config."""
    return config.model_dump_json(indent=2) + "\n"


# --- styles -----------------------------------------------------------------------------------------------------------


def _with_styles(
    value: dict[str, Any], source: str, styles: Callable[[str], bytes | None], known: Iterable[str],
    faults: list[Fault],
) -> dict[str, Any]:
    """Lay the config over its style, and that over its own."""
    laid = value
    seen: list[str] = []
    name = value.get("style")
    while isinstance(name, str):
        raw = None if name in seen or len(seen) >= MAX_STYLES else styles(name)
        if raw is None:
            why = "leads back to itself" if name in seen else f"is not known{did_you_mean(name, known)}"
            faults.append(Fault("style", shown(name), "one of techno configs", f"style {shown(name)} {why}"))
            break
        seen.append(name)
        below = parsed_object(raw, f"{source}: style {shown(name)}", faults)
        name = below.get("style")
        laid = merged(below, laid)
    if seen and not faults:
        laid = {**laid, "style": seen[0]}
    return laid


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return one JSON object laid over another: objects key by key, everything else replaced whole."""
    found = dict(below)
    for key, value in above.items():
        under = found.get(key)
        found[key] = merged(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return found


# --- what one model alone cannot see ----------------------------------------------------------------------------------


def _cross_checked(config: Config) -> list[Fault]:
    """Return faults between parts of a config: modulators and the parameters they move, and where files may go."""
    whole = filled(config)
    faults = []
    names: set[str] = set()
    paths: set[str] = set()
    for place, modulator in enumerate(config.modulators):
        here = f"modulators.{place}"
        if modulator.name in names:
            message = f"modulator {modulator.name} is there twice"
            faults.append(Fault(f"{here}.name", modulator.name, "a name of its own", message))
        names.add(modulator.name)
        if modulator.cc is not None:
            if modulator.name in config.layers:
                message = f"{modulator.name} is a layer already, and mutes go by name"
                faults.append(Fault(f"{here}.name", modulator.name, "a name that no layer has", message))
            continue
        path = canonical(modulator.param_path)
        if path in paths:
            message = f"{shown(path)} is moved by two modulators; keep one"
            faults.append(Fault(f"{here}.param_path", shown(path), "one modulator a parameter", message))
        paths.add(path)
        faults += _modulator_faults(whole, modulator, here, path)
    if config.energy_map or config.arc is not None:
        from engine.arc_faults import arc_faults  # noqa: PLC0415 - most configs have none

        faults += arc_faults(whole)
    if config.scenes:
        # Most configs have none, and what reads them costs a tenth of a command's start.
        from engine.config_scenes import faults as scene_faults  # noqa: PLC0415 - said above

        faults += scene_faults(whole)
    for key in ("out", "log_path"):
        value = getattr(config, key)
        if value is not None and not confined(value):
            message = f"{shown(value)} leaves the output folder; write a relative path without .."
            faults.append(Fault(key, shown(value), "a path below the output folder", message))
    return faults


def _modulator_faults(config: Config, modulator: Modulator, here: str, path: str) -> list[Fault]:
    known = None if path.startswith("modulators.") else parameter(config, path)
    if known is None:
        alone = config.model_copy(update={"modulators": ()})
        movable = [name for name, one in parameters(alone).items() if one.moves]
        message = f"there is no parameter {shown(path)}{did_you_mean(path, movable)}"
        return [Fault(f"{here}.param_path", shown(path), "the path of a parameter", message)]
    if known.cap_per_bar == SWITCH or known.low is None or known.high is None:
        message = f"{shown(path)} is switched, not moved; a modulator needs a parameter with a range and a cap"
        return [Fault(f"{here}.param_path", shown(path), "a parameter that moves", message)]
    faults = []
    for key in ("min_val", "max_val"):
        value = getattr(modulator.mod, key)
        if not known.low <= value <= known.high or not math.isfinite(value):
            allowed = known.allowed()
            faults.append(Fault(f"{here}.mod.{key}", f"{value:g}", allowed, f"found {value:g}, allowed is {allowed}"))
    return faults


def below_out(path: str) -> str:
    """Return a config's own path as seen from the output folder: older configs begin it with `./` or `out/`."""
    parts = path.replace("\\", "/").split("/")
    while len(parts) > 1 and parts[0] in {"", ".", "out"}:
        del parts[0]
    return "/".join(parts)


def confined(path: str) -> bool:
    """Return True for a path that stays below the folder it is joined to, and has no control characters."""
    parts = path.replace("\\", "/").split("/")
    rooted = path.startswith(("/", "\\")) or (len(parts[0]) == DRIVE_LETTER and parts[0].endswith(":"))
    return bool(path.strip()) and not rooted and ".." not in parts and path.isprintable()
