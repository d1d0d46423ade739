"""Which licences do the packages have that are installed along? `python -m pages.licences` writes docs/licences.md."""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, distribution
from typing import TYPE_CHECKING, Final

from packaging.requirements import Requirement

if TYPE_CHECKING:
    from importlib.metadata import Distribution

OWN: Final = "techno-rhythm-engine"
ALLOWED: Final = re.compile(
    r"\b(MIT|BSD|Apache|ISC|MPL|PSF|Python Software Foundation|Mozilla|0BSD|Unlicense|HPND|Zlib|CC0)", re.IGNORECASE
)
"""What a program under the MIT licence can be installed along with without a second thought."""
FOR_DEVELOPERS: Final = frozenset({"dev", "browser"})
"""Extras that nobody needs who plays."""
APART: Final = {"LinkPython-extern": "GPL, so it is an extra that nobody needs"}
"""Packages of optional extras with other terms, and why they are there."""
NEWER: Final = {"python_version": "3.13", "python_full_version": "3.13.0"}
"""Where another MIDI library is installed."""
CLASSIFIER: Final = "License :: OSI Approved :: "
LONG: Final = 60
TEXTS: Final = {"This is free and unencumbered software": "The Unlicense (Unlicense)"}
"""Licences that some packages give by their first words."""
HEAD: Final = """\
# Licences

The Techno Rhythm Engine is under the [MIT licence](https://spdx.org/licenses/MIT.html). These packages are
installed along with it, by `pip`, `pipx` or `uv`, each under its own terms. An *extra* is installed only when it is
asked for. This page is made from what the packages say of themselves, by `make docs`.

The licence is about the program: what you play with it is yours, to release and to sell.

| package | licence | for |
|---|---|---|
"""


def needed() -> dict[str, set[str]]:
    """Return every package that is installed along with the program, with the extras that bring it ("" for none)."""
    found: dict[str, set[str]] = {}
    extras = [one for one in distribution(OWN).metadata.get_all("Provides-Extra") or [] if one not in FOR_DEVELOPERS]
    for extra in ["", *extras]:
        waiting = [(OWN, extra)]
        seen: set[tuple[str, str]] = set()
        while waiting:
            name, own_extra = waiting.pop()
            if (name, own_extra) in seen:
                continue
            seen.add((name, own_extra))
            try:
                held = distribution(name)
            except PackageNotFoundError:
                continue  # it is of another platform
            if name != OWN:
                found.setdefault(held.metadata["Name"], set()).add(extra)
            for line in held.requires or []:
                wanted = Requirement(line)
                marker = wanted.marker
                if marker is None or any(marker.evaluate({**where, "extra": own_extra}) for where in ({}, NEWER)):
                    waiting += [(wanted.name, asked) for asked in (wanted.extras or {""})]
    return {name: {""} if "" in why else why for name, why in sorted(found.items(), key=lambda one: one[0].lower())}


def licence(name: str) -> str:
    """Return the licence that a package declares, "" when it declares none."""
    return _licence(distribution(name))


def _licence(held: Distribution) -> str:
    said = held.metadata
    if "License-Expression" in said:
        return said["License-Expression"]
    classified = [one for one in said.get_all("Classifier") or [] if one.startswith(CLASSIFIER)]
    if classified:
        return ", ".join(one.removeprefix(CLASSIFIER) for one in classified)
    first = said["License"].strip().splitlines() if "License" in said else []
    named = next((name for words, name in TEXTS.items() if first and first[0].startswith(words)), None)
    return named or (first[0][:LONG] if first else "")


def rows() -> dict[str, str]:
    """Return the lines of the table, by package."""
    return {
        name: f"| {name} | {licence(name)} | {', '.join(sorted(one or 'all' for one in extras))} |"
        for name, extras in needed().items()
    }


def page() -> str:
    """Return docs/licences.md."""
    return HEAD + "\n".join(rows().values()) + "\n"


if __name__ == "__main__":
    sys.stdout.write(page())
