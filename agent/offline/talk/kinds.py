"""A kind of line that only the conversation makes plain: how it is said, and what is said in its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agent.offline.talk.follow import Scene

LEAD: Final = (
    r"(?:(?:ok|okay|and|now|then|so|right|please|great|good|cool|nice|no|hm+|wait|actually|well|ach|och|aye|abeg),? )*"
)
"""Words before a line that say nothing of their own."""
TAIL: Final = r"(?: (?:please|now|again|then|though|instead|too|as well|will you|thanks))*"
"""Words behind a line that say nothing of their own."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of line: how it is said, and what is said in its place; "" leaves it as it is."""

    pattern: re.Pattern[str]
    write: Callable[[re.Match[str], Scene], str]


def kind(pattern: str, write: Callable[[re.Match[str], Scene], str] | str) -> Kind:
    """Return a kind whose plain words are written by a function, or expanded from the groups of its pattern."""
    if isinstance(write, str):
        template = write
        return Kind(re.compile(LEAD + pattern + TAIL), lambda found, _scene: found.expand(template))
    return Kind(re.compile(LEAD + pattern + TAIL), write)


def written(plain: str, scene: Scene, kinds: Sequence[Kind]) -> str:
    """Return a line as the first kind that fits writes it; as it is where none does.

    Args:
        plain: the line, in lower case. scene: the conversation and how the music stands.
        kinds: in the order in which they are tried.
    """
    for one in kinds:
        found = one.pattern.fullmatch(plain)
        said = one.write(found, scene) if found is not None else ""
        if said:
            return said
    return plain
