"""The command `techno doctor`: what does this machine lack, and what can be done about it?"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from sequencer.commands.printed import print_json, print_line
from sequencer.console.folded import columns_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sequencer.doctor.finding import Finding


def told(findings: Iterable[Finding], *, as_json: bool) -> int:
    """Print what is found, as it is found; return the exit status: 1 when something is broken."""
    from sequencer.doctor.finding import worst

    width = columns_of(sys.stdout)
    kept = []
    for finding in findings:
        kept.append(finding)
        if not as_json:
            for line in finding.lines(width):
                print_line(line)
    verdict = worst(kept)
    if as_json:
        print_json({"verdict": verdict, "findings": [one.json() for one in kept]})
    else:
        print_line({
            "fine": "All is well: techno play m4_showcase",
            "limited": "It plays; what is limited above can be mended: techno play m4_showcase",
            "broken": "What is broken above must be mended first.",
        }[verdict])
    return 1 if verdict == "broken" else 0
