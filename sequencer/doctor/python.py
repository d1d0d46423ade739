"""Which Python runs the program, and are its packages there?"""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, requires, version
from typing import TYPE_CHECKING, Final

from sequencer.doctor.finding import Finding
from sequencer.folders import APP

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

OLDEST: Final = (3, 11)
NEWEST_TRIED: Final = (3, 14)
NAME: Final = re.compile(r"[A-Za-z0-9._-]+")


def python(
    running: tuple[int, ...], system: str, executable: str, packages: Mapping[str, str | None], own: str | None
) -> Finding:
    """Return the finding on Python and the packages.

    Args:
        running: version of Python, at least two numbers.
        system: the operating system's name, as `sys.platform` has it.
        executable: path of the interpreter.
        packages: version of each package that is needed, None where it is missing.
        own: version of this program, None when it is not installed.
    """
    number = ".".join(map(str, running[:3]))
    lacking = sorted(name for name, found in packages.items() if found is None)
    found = f"techno {own or 'not installed'} on Python {number}, {system}"
    facts: dict[str, object] = {
        "python": number, "system": system, "executable": executable, "techno": own, "packages": dict(packages)
    }
    if running[:2] < OLDEST:
        return Finding("python", "broken", found, ("install Python 3.11 or newer",), facts)
    if lacking:
        return Finding("python", "broken", f"{found}; missing: {', '.join(lacking)}", (
            f"{executable} -m pip install {' '.join(lacking)}",
        ), facts)
    if system == "win32":
        return Finding("python", "limited", f"{found}; a live session needs Linux or macOS", (
            "render, score, check and ask work here; for a live session use WSL 2",
        ), facts)
    if running[:2] > NEWEST_TRIED:
        return Finding("python", "limited", f"{found}; it is tried up to 3.14", (), facts)
    return Finding("python", "fine", found, (), facts)


def installed(ask: Callable[[str], str] = version) -> dict[str, str | None]:
    """Return the version of each package that this installation needs, None for one that is missing."""
    found: dict[str, str | None] = {}
    try:
        needed = requires(APP) or []
    except PackageNotFoundError:
        needed = []
    for line in needed:
        name = NAME.match(line)
        if name is not None and _is_needed(line):
            try:
                found[name[0]] = ask(name[0])
            except PackageNotFoundError:
                found[name[0]] = None
    return found


def _is_needed(line: str) -> bool:
    """Return True for a requirement of this system and this Python, and of no extra."""
    from packaging.requirements import Requirement  # noqa: PLC0415 - one command alone needs it

    marker = Requirement(line).marker
    return marker is None or marker.evaluate({"extra": ""})


def own_version() -> str | None:
    """Return the program's version, None when it is not installed."""
    try:
        return version(APP)
    except PackageNotFoundError:
        return None
