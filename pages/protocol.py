"""What may be submitted over the socket? `python -m pages.protocol` writes docs/protocol.md."""

from __future__ import annotations

import json
import sys
from typing import Any, Final

from pydantic import TypeAdapter

from engine.commands import Command

HEAD: Final = """\
# Wishes over the socket

The commands that `submit` takes, made from the code by `make docs`. [live.md](live.md#the-socket) says what the
socket is, and which other methods it has.

| command | fields |
|---|---|
"""

MOST_NAMED: Final = 4
"""Commands that are named one by one where a field holds one of them."""


def page() -> str:
    """Return docs/protocol.md."""
    schema = TypeAdapter(Command).json_schema()
    names = [one["$ref"].rsplit("/", 1)[1] for one in schema["anyOf"]]
    return HEAD + "".join(_row(name.rpartition("__")[2], schema["$defs"][name]) for name in names)


def _row(name: str, shape: dict[str, Any]) -> str:
    needed = set(shape.get("required", ()))
    fields = [
        f"`{field}` {_kind(one)}{'' if field in needed else _default(one)}"
        for field, one in shape.get("properties", {}).items()
    ]
    return f"| {name} | {'; '.join(fields)} |\n"


def _kind(shape: dict[str, Any]) -> str:
    """Return in a word or two what a field holds."""
    if "$ref" in shape:
        return str(shape["$ref"].rsplit("/", 1)[1].rpartition("__")[2])
    if "enum" in shape:
        return ", ".join(map(str, shape["enum"]))
    if "const" in shape:
        return json.dumps(shape["const"])
    if "anyOf" in shape:
        return " or ".join(dict.fromkeys(_kind(one) for one in shape["anyOf"]))
    if "oneOf" in shape:  # commands in a command
        kinds = [_kind(one) for one in shape["oneOf"]]
        return " or ".join(kinds) if len(kinds) <= MOST_NAMED else "another command"
    kind = shape.get("type", "any value")
    return f"{kind} of {_kind(shape['items'])}" if isinstance(shape.get("items"), dict) else str(kind)


def _default(shape: dict[str, Any]) -> str:
    return f" ({json.dumps(shape['default'])})" if "default" in shape else ""


if __name__ == "__main__":
    sys.stdout.write(page())
