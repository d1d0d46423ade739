"""Write the pages of docs/ that are made from code, or with --check say which are old: `python -m pages`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pages import commands, cookbook, licences, midi_chart, osc, protocol, questions
from sequencer.commands import params_page

if TYPE_CHECKING:
    from collections.abc import Callable

DOCS: Final = Path(__file__).resolve().parent.parent / "docs"
PAGES: Final[dict[str, Callable[[], str]]] = {
    "commands.md": commands.page, "cookbook.md": cookbook.page, "licences.md": licences.page,
    "midi-chart.md": midi_chart.page, "osc-addresses.md": osc.page, "params.md": params_page.page,
    "protocol.md": protocol.page, "questions.md": questions.page, "techno.1": commands.man,
}
"""By file: what makes it."""
OF_THE_SYSTEM: Final = {"licences.md"}
"""Made of what is installed, so another Python makes another one; a test compares what both have."""


def main() -> int:
    """Write, or compare; return the exit status."""
    check = "--check" in sys.argv[1:]
    status = 0
    for name, page in PAGES.items():
        path = DOCS / name
        if name in OF_THE_SYSTEM and (check or licences.lacking()):
            if not check:
                sys.stderr.write(f"docs/{name} stays: {', '.join(licences.lacking())} is not installed here\n")
        elif not check:
            path.write_text(page(), encoding="utf-8")
        elif path.read_text(encoding="utf-8") != page():
            sys.stderr.write(f"docs/{name} is old: run make docs\n")
            status = 1
    return status


if __name__ == "__main__":
    raise SystemExit(main())
