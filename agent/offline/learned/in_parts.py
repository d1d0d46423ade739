"""Which wishes may a line be that asks for more than one thing: "lose the clap and push that kick"?

Each part is taken as a kind of wish by its own words, said plainly; what is said together goes through the grammar.
"""

from __future__ import annotations

import itertools
import math
import re
from typing import TYPE_CHECKING, Final

from agent.offline.learned.said import said, slots_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from engine.state import SessionState

SEVERAL: Final = "several"
"""The kind of a wish for more than one thing."""
BETWEEN: Final = re.compile(
    r"\s*(?:[,;:.!?+/&]+(?:\s+|$)|\s\+\s|\b(?:and|then|but|plus|while|und|dann|y|luego|e|poi|et|puis|en|maar|ma|pero)"
    r"\b)\s*", re.IGNORECASE,
)
"""What stands between two parts."""
MOST_PARTS: Final = 4
OF_A_PART: Final = 2
MOST_TOGETHER: Final = 6


def parts_of(text: str) -> list[str]:
    """Return the parts of a line."""
    return [part.strip() for part in BETWEEN.split(text) if part.strip()]


def together(
    text: str, state: SessionState, names: Sequence[str], shares_of: Callable[[str], Mapping[str, float]],
    is_whole: Callable[[str], bool],
) -> Iterator[tuple[str, float]]:
    """Return wishes for two things or more, the likeliest first, each with how likely its kinds are together.

    Args:
        text: what was said. state: how the music stands. names: of the configs.
        shares_of: how likely each kind is for a part. is_whole: does the grammar read a wish whole?
    """
    parts = parts_of(text)
    if not 1 < len(parts) <= MOST_PARTS:
        return
    choices = [_wishes(part, state, names, shares_of(part), is_whole) for part in parts]
    several = [
        (", ".join(dict.fromkeys(wish for wish, _ in some)), math.prod(share for _, share in some))
        for some in itertools.product(*(one for one in choices if one)) if len({wish for wish, _ in some}) > 1
    ]
    yield from sorted(several, key=lambda one: -one[1])[:MOST_TOGETHER]


def _wishes(
    part: str, state: SessionState, names: Sequence[str], shares: Mapping[str, float], is_whole: Callable[[str], bool]
) -> list[tuple[str, float]]:
    """Return the plain wishes that a part may mean, each with its likelihood; none where it most likely is no wish."""
    slots, found = slots_of(part, state, names), list[tuple[str, float]]()
    for kind in sorted(shares, key=lambda one: -shares[one])[:OF_A_PART]:
        wish = next((one for one in said(kind, slots) if is_whole(one)), "")
        found += [(wish, shares[kind])] if wish else []
    return found
