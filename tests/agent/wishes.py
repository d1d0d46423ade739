"""Wishes as people say them, in many voices, with what each asks of the showcase groove.

In `wishes.txt` a group begins with what must happen and, behind a bar, beginnings of what else may: `path+` and `path-`
are a parameter that goes up or down, `path=` one that is set; `mute:clap` and the like are commands. "declined",
"answered" and "asked" change nothing: loads, panic and large jumps that are not said outright are echoed first. What a
mood may change is a profile of several parameters (`agent/offline/moods.py`), never tempo or config.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class Group:
    """Wishes that ask for one thing: what must happen, beginnings of what else may, and the wishes."""

    must: str
    may: str
    wishes: tuple[str, ...]


def _groups(text: str) -> tuple[Group, ...]:
    """Read groups: a line at the margin begins one, the lines that are moved in are its wishes."""
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith(" "):
            found[-1][1].append(line.strip())
        else:
            found.append((line, []))
    return tuple(
        Group(must.strip(), may.strip(), tuple(wishes))
        for (must, _, may), wishes in ((head.partition("|"), wishes) for head, wishes in found)
    )


GROUPS: Final = _groups(Path(__file__).with_name("wishes.txt").read_text(encoding="utf-8"))
