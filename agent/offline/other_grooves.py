"""Which bundled grooves have a drum that this one has not?"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import Final

MOST_NAMED: Final = 4


@lru_cache(maxsize=64)
def grooves_with(layer: str) -> tuple[str, ...]:
    """Return the names of the bundled grooves that have a layer of this name, in alphabetical order."""
    bundled = sorted(one.name for one in files("configs").iterdir() if one.name.endswith(".json"))
    return tuple(name.removesuffix(".json") for name in bundled if _has(name, layer))


def _has(name: str, layer: str) -> bool:
    layers = json.loads(files("configs").joinpath(name).read_text("utf-8")).get("layers", {})
    return any(one == layer or one.startswith(f"{layer}_") for one in layers)


def way_on(missing: str) -> str:
    """Name the bundled grooves that have a missing drum, as the end of an answer; "" where none has it."""
    names = grooves_with(missing)
    if not names:
        return ""
    named = names[:MOST_NAMED]
    said = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    return f'; {said} {"has" if len(named) == 1 else "have"} one: "load {named[0]}"'
