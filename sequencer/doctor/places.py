"""Can the program write where it must?"""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Final

from sequencer.doctor.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

LITTLE_MB: Final = 100
"""A night of recording takes a tenth of this."""
MB: Final = 1_000_000


def folders(
    places: Mapping[str, Path], *, may_write: Callable[[Path], bool] = lambda path: os.access(path, os.W_OK | os.X_OK),
    free_bytes: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free,
) -> Finding:
    """Return the finding on folders.

    Args:
        places: each folder by what it is for; one that is not there yet is made when it is needed.
        may_write: says whether a folder that is there can be written to.
        free_bytes: says how much room there is.
    """
    closed, full = [], []
    for purpose, place in places.items():
        there = nearest(place)
        if not there.is_dir() or not may_write(there):
            closed.append((purpose, place, there))
        elif free_bytes(there) < LITTLE_MB * MB:
            full.append((purpose, place))
    facts: dict[str, object] = {purpose: str(place.absolute()) for purpose, place in places.items()}
    if closed:
        found = "; ".join(f"{place} ({purpose}) cannot be written to" for purpose, place, _ in closed)
        return Finding("folders", "broken", found, tuple(_cure(purpose, there) for purpose, _, there in closed), facts)
    if full:
        found = "; ".join(f"{place} ({purpose}) has less than {LITTLE_MB} MB left" for purpose, place in full)
        return Finding("folders", "limited", found, ("make room, or set TECH_ENGINE_OUT_DIR to another disk",), facts)
    return Finding("folders", "fine", "; ".join(f"{purpose} {place}" for purpose, place in places.items()), (), facts)


def nearest(place: Path) -> Path:
    """Return the folder itself, or the nearest above it that is there."""
    path = place.absolute()
    while not path.exists() and path != path.parent:
        path = path.parent
    return path


def _cure(purpose: str, there: Path) -> str:
    variable = {
        "output": "TECH_ENGINE_OUT_DIR", "configs": "TECH_ENGINE_CONFIGS_DIR", "runtime": "XDG_RUNTIME_DIR",
        "state": "XDG_STATE_HOME",
    }.get(purpose, "HOME")
    return f"make {there} writable, or set {variable} to a folder of yours"
