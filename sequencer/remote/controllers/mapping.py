"""What does each control of a device do? A mapping: bindings of controls to addresses, kept in one file a device.

The addresses are those of docs/osc.md, so a control can do whatever OSC can. A layer may be named by its number in the
grid, so that one mapping fits every config.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated, ClassVar, Final, Literal

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from engine.errors import MidiFileError, TechnoError
from engine.plain_text import printable
from sequencer.console.typed_learn import MAX_BINDINGS
from sequencer.folders import user_data_folder
from sequencer.remote.controllers.controls import Control, Kind
from sequencer.whole_files import written_together

if TYPE_CHECKING:
    from pathlib import Path

How = Literal["absolute", "relative", "offset", "sign", "button", "switch", "pad"]

MAX_FILE_BYTES: Final = 1 << 20
MAX_NAME: Final = 100
GENERIC: Final = frozenset({"midi", "port", "in", "out", "input", "output"})
"""What ports of all devices are called."""
SUFFIX: Final = ".json"
ONLY_THESE: Final = ConfigDict(extra="forbid")
"""A key that is written wrongly is told, not passed over."""


@dataclass(frozen=True, slots=True)
class Binding:
    """One control and what it does.

    Attributes:
        kind: of the control. channel: MIDI channel. number: of the controller, note or program.
        to: address that it sends to.
        how: a knob that stands somewhere, an encoder in one of three ways, a button, a switch that each press turns, or
            a pad that says how hard it was hit.
        pickup: a knob that stands elsewhere does nothing until it has passed the present value.
    """

    __pydantic_config__: ClassVar = ONLY_THESE
    kind: Kind
    channel: Annotated[int, Field(ge=1, le=16)]
    number: Annotated[int, Field(ge=0, le=127)]
    to: Annotated[str, Field(pattern=r"^/techno(/[A-Za-z0-9_-]{1,64}){1,5}$")]
    how: How
    pickup: bool = True

    @property
    def control(self) -> Control:
        """The control."""
        return Control(self.kind, self.channel, self.number)


@dataclass(frozen=True, slots=True)
class Mapping:
    """What the controls of a device do.

    Attributes:
        device: part of its port's name.
        bindings: at most MAX_BINDINGS, one a control.
    """

    __pydantic_config__: ClassVar = ONLY_THESE
    device: Annotated[str, Field(min_length=1, max_length=MAX_NAME)]
    bindings: Annotated[tuple[Binding, ...], Field(max_length=MAX_BINDINGS)] = ()

    def bound(self, binding: Binding) -> Mapping:
        """Return the mapping with a control bound anew; what else it did is forgotten."""
        kept = tuple(one for one in self.bindings if one.control != binding.control)
        if len(kept) >= MAX_BINDINGS:
            raise MappingError(f"{self.device} has {MAX_BINDINGS} bindings already; forget one first")
        return replace(self, bindings=(*kept, binding))

    def unbound(self, control: Control) -> Mapping:
        """Return the mapping without what a control does."""
        return replace(self, bindings=tuple(one for one in self.bindings if one.control != control))

    def without(self, number: int) -> Mapping:
        """Return the mapping without a binding, counted from 1.

        Raises:
            MappingError: there is none of that number.
        """
        if not 1 <= number <= len(self.bindings):
            raise MappingError(f"there is no binding {number}; there are {len(self.bindings)}")
        return replace(self, bindings=self.bindings[: number - 1] + self.bindings[number:])


class MappingError(TechnoError):
    """A mapping that cannot be read, written or changed so."""


@lru_cache(maxsize=1)
def _reader() -> TypeAdapter[Mapping]:
    return TypeAdapter(Mapping)


def folder() -> Path:
    """Return the user's folder of mappings; it need not exist yet."""
    return user_data_folder() / "controllers"


def file_name(device: str) -> str:
    """Return the name of a device's file."""
    return (re.sub(r"[^A-Za-z0-9_-]+", "_", device).strip("_") or "controller")[:64] + SUFFIX


def bundled() -> tuple[Mapping, ...]:
    """Return the mappings that come along."""
    found = sorted((files("sequencer.remote.controllers") / "bundled").iterdir(), key=lambda one: one.name)
    return tuple(_reader().validate_json(one.read_bytes()) for one in found if one.name.endswith(SUFFIX))


def mapping_for(port: str) -> Mapping:
    """Return the mapping of the device at a port: the user's own, else a bundled one, else an empty one.

    Raises:
        MappingError: its file cannot be read.
    """
    known = [*_own(), *bundled()]
    return next((one for one in known if one.device.lower() in port.lower()), Mapping(device_of(port)))


def device_of(port: str) -> str:
    """Return a device's name from its port's: no numbers, nothing that all ports are called, no client in front."""
    for part in reversed(port.split(":")):
        words = part.split()
        while words and (words[-1].isdecimal() or words[-1].lower() in GENERIC):
            words.pop()
        if words:
            return " ".join(words)[:MAX_NAME]
    return "controller"


def _own() -> list[Mapping]:
    found: list[Mapping] = []
    place = folder()
    for path in sorted(place.glob(f"*{SUFFIX}")) if place.is_dir() else ():
        try:
            if not path.is_file():  # a pipe would keep us waiting, a device may have no end
                raise MappingError(f"{path} is no regular file; mend it or take it away")
            with path.open("rb") as file:
                content = file.read(MAX_FILE_BYTES + 1)
            if len(content) > MAX_FILE_BYTES:
                raise MappingError(f"{path} is too large for a mapping")
            found.append(_reader().validate_json(content))
        except (OSError, ValidationError) as error:
            fault = error.strerror if isinstance(error, OSError) else _fault(error)
            raise MappingError(f"{path} is no mapping: {fault}; mend it or take it away") from error
    return found


def _fault(error: ValidationError) -> str:
    """Describe the first fault, with its place."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(printable(str(part))[:MAX_NAME] for part in first["loc"])
    if first["type"] == "unexpected_keyword_argument":
        return f"there is no key {place}"
    return f"{place} is missing or out of range" if place else str(first["msg"])


def save(mapping: Mapping) -> Path:
    """Keep a mapping in the user's folder; return its file. Blocks on the disk.

    Raises:
        MappingError: it cannot be written.
    """
    path = folder() / file_name(mapping.device)
    try:
        written_together([(path, (json.dumps(asdict(mapping), indent=1) + "\n").encode())])
    except MidiFileError as error:
        raise MappingError(str(error)) from error
    return path
