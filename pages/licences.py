"""Which licences have the packages that are installed along, and what they hold? This writes docs/licences.md."""

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
APART: Final = {"LinkPython-extern": "it holds Ableton Link, under the GPL, so it is an extra that nobody needs"}
"""Packages of optional extras with other terms, and why they are there."""
NEWER: Final = {"python_version": "3.13", "python_full_version": "3.13.0"}
"""Where another MIDI library is installed."""
CLASSIFIER: Final = "License :: OSI Approved :: "
LONG: Final = 60
TEXTS: Final = {"This is free and unencumbered software": "The Unlicense (Unlicense)"}
"""Licences that some packages give by their first words."""
BUNDLED: Final = re.compile(r"/(lib[A-Za-z_]*[A-Za-z])\S*-[0-9a-f]{8}\S*\.so\S*$")
"""A library of others in a wheel for Linux, as auditwheel names it: with the first of its checksum."""
COMPILED_IN: Final = {"LinkPython-extern": ("Ableton Link", b"ableton")}
"""What is compiled into a package's own library, and a word of its symbols."""
TERMS: Final = {
    "Ableton Link": "GPL-2.0-or-later, or by contract with Ableton", "libXau": "MIT", "libasound": "LGPL-2.1-or-later",
    "libavif": "BSD-2-Clause", "libbrotlicommon": "MIT", "libbrotlidec": "MIT", "libcrypto": "OpenSSL",
    "libdb": "Sleepycat", "libfreetype": "FTL", "libgfortran": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "libharfbuzz": "MIT", "libjack": "LGPL-2.1-or-later", "libjpeg": "IJG AND BSD-3-Clause", "liblcms": "MIT",
    "liblzma": "0BSD", "libopenjp": "BSD-2-Clause", "libopus": "BSD-3-Clause", "libpng": "libpng-2.0",
    "libquadmath": "LGPL-2.1-or-later", "libscipy_openblas": "BSD-3-Clause", "libsharpyuv": "BSD-3-Clause",
    "libtiff": "libtiff", "libwebp": "BSD-3-Clause", "libwebpdemux": "BSD-3-Clause", "libwebpmux": "BSD-3-Clause",
    "libxcb": "MIT", "libzstd": "BSD-3-Clause",
}
"""Licences of what packages hold, by their projects, as SPDX writes them where it can."""
HELD_HEAD: Final = """
## What they hold

The table tells what a package says of itself. Some hold libraries by others, with terms of their own, which count for
whoever passes the package on. So LinkPython-extern, public domain by its own words, is under the GPL as it is
installed: it holds Ableton Link. That is why it is an extra; it runs in a process of its own, for `--clock link` only.

| package | holds, on Linux |
|---|---|
"""
HEAD: Final = """\
# Licences

The Techno Rhythm Engine is under the [MIT licence](https://spdx.org/licenses/MIT.html). These packages are
installed along with it, by `pip`, `pipx` or `uv`, each under its own terms. An *extra* is installed only when it is
asked for. This page is made from what the packages say of themselves, by `make docs`.

The network of the chat (`agent/offline/network/`) began as
[all-MiniLM-L6-v2](https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2), which is under the Apache
License 2.0, and learnt further; the text of that licence lies beside its weights.

The licence is about the program: what you play with it is yours, to release and to sell, in a game too, without a
credit. It is free for everyone, at school too: no fee, no account, as many machines as you like.

| package | licence | for |
|---|---|---|
"""


def needed() -> dict[str, set[str]]:
    """Return every package that is installed along with the program, with the extras that bring it ("" for none)."""
    found: dict[str, set[str]] = {}
    for extra in _extras():
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


def _extras() -> list[str]:
    """Return the extras for who plays, and "" for none."""
    named = distribution(OWN).metadata.get_all("Provides-Extra") or []
    return ["", *(one for one in named if one not in FOR_DEVELOPERS)]


def lacking() -> list[str]:
    """Return the packages of the program's extras that the page lists but that are not installed here."""
    found = []
    for line in distribution(OWN).requires or []:
        wanted = Requirement(line)
        if wanted.marker is None or any(wanted.marker.evaluate({"extra": extra}) for extra in _extras()):
            try:
                distribution(wanted.name)
            except PackageNotFoundError:
                found.append(wanted.name)
    return found


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


def held(name: str) -> list[str]:
    """Return the libraries by others that a package holds."""
    files = distribution(name).files or []
    found = {library[1] for file in files if (library := BUNDLED.search(f"/{file}"))}
    return sorted(found, key=str.lower) + [what for owner, (what, _) in COMPILED_IN.items() if owner == name]


def held_rows() -> dict[str, str]:
    """Return the lines of the table of what packages hold, by package."""
    found = {name: ", ".join(f"{one} ({TERMS[one]})" for one in held(name)) for name in needed()}
    return {name: f"| {name} | {what} |" for name, what in found.items() if what}


def page() -> str:
    """Return docs/licences.md."""
    return HEAD + "\n".join(rows().values()) + "\n" + HELD_HEAD + "\n".join(held_rows().values()) + "\n"


if __name__ == "__main__":
    sys.stdout.write(page())
