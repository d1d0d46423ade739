"""The commands that documents show: which are run with the output that stands below them, and which are only named?

A block marked `console` is run, `$ ` by `$ `, in one folder a page, and prints what stands there; `...` is anything on
a line, and alone on a line any lines. In all other blocks a line that begins with `techno`, `make` or a colon must be a
command that there is, rightly written.
A comment before a block says what it needs: `<!-- needs: jack -->`.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BLOCK: Final = re.compile(
    r"^(?P<indent> *)(?:<!-- (?P<note>[^>]*) -->\n+ *)?```(?P<kind>[a-z]*)[^\n]*\n(?P<body>.*?)^ *```$",
    re.MULTILINE | re.DOTALL,
)
NEEDS: Final = re.compile(r"needs: ([a-z]+)")
PROMPT: Final = "$ "
REMARK: Final = re.compile(r"\s{2,}.*$|\s+#\s.*$")
"""What stands behind a command in a list, two spaces away."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A command that is run, and what it prints."""

    line: int
    command: str
    output: str
    needs: str


def blocks(text: str) -> Iterator[tuple[int, str, str, str]]:
    """Yield line number, kind, what it needs ("" for nothing) and text of every block of a page."""
    for found in BLOCK.finditer(text):
        needs = NEEDS.search(found["note"] or "")
        body = re.sub(rf"^{found['indent']}", "", found["body"], flags=re.MULTILINE)
        yield text.count("\n", 0, found.start("body")) + 1, found["kind"], needs[1] if needs else "", body


def run_blocks(page: Path) -> list[Shown]:
    """Return the commands of a page that are run, in order."""
    found = []
    for line, kind, needs, body in blocks(page.read_text(encoding="utf-8")):
        if kind != "console":
            continue
        for part in re.split(rf"^{re.escape(PROMPT)}", body, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            while command.endswith("\\"):
                more, _, output = output.partition("\n")
                command = f"{command[:-1]}{more}"
            found.append(Shown(line, command, output, needs))
    return found


def named_commands(page: Path) -> list[tuple[int, str]]:
    """Return line and text of each command that a page only names."""
    found = []
    for line, kind, _, body in blocks(page.read_text(encoding="utf-8")):
        if kind in {"console", "json", "python"}:
            continue
        for number, text in enumerate(body.splitlines()):
            written = REMARK.sub("", text.strip())
            if re.match(r"(?:\S+=\S+ )*(?:pw-jack )?(?:techno|make)\b|:[a-z]", written):
                found.append((line + number, written))
    return found


def prints(want: str, got: str) -> bool:
    """Return True when output is what stands on the page: `...` is anything, alone on a line any number of lines."""
    lines = ("(?:.*\n)*?" if line.strip() == "..." else _line(line) for line in want.splitlines())
    return re.fullmatch("".join(lines), got if not got or got.endswith("\n") else f"{got}\n") is not None


def _line(want: str) -> str:
    """Return the pattern of a line of a page."""
    return ".*".join(map(re.escape, want.rstrip().split("..."))) + "[ \\t]*\n"


def words(command: str) -> list[str]:
    """Return the words of a command up to a pipe or a redirection, without variables before it."""
    found = shlex.split(re.split(r" (?:\||>|2>|&&|;) ?", command)[0])
    while found and ("=" in found[0] or found[0] == "pw-jack"):
        found = found[1:]
    return found
