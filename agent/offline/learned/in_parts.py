"""Which wishes may a line be that asks for more than one thing: "lose the clap and push that kick"?

Each part is taken as a kind of wish by its own words, said plainly; what is said together goes through the grammar.
"""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from agent.offline.learned.said import Slots, said, slots_of

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
MOST_TOGETHER: Final = 8
LEAST_NOTHING: Final = 0.1
"""So likely it is at least that a part without a layer wants nothing."""
NO_WISH: Final = ("ANSWER", "DECLINE", "NOTHING", "other")


def parts_of(text: str) -> list[str]:
    """Return the parts of a line."""
    return [part.strip() for part in BETWEEN.split(text) if part.strip()]


def together(
    text: str, state: SessionState, names: Sequence[str], shares_of: Callable[[str], Mapping[str, float]],
    is_whole: Callable[[str], bool],
) -> Iterator[tuple[str, float]]:
    """Return wishes for what the parts of a line ask for, the likeliest first, each with how likely its kinds are.

    A part that names no layer may want nothing, or be about the layers of the part before.

    Args:
        text: what was said. state: how the music stands. names: of the configs.
        shares_of: how likely each kind is for a part. is_whole: does the grammar read a wish whole?
    """
    parts = parts_of(text)
    if not 1 < len(parts) <= MOST_PARTS:
        return
    choices = list[list[tuple[str, float]]]()
    layers: tuple[tuple[str, ...], ...] = ()
    for part in parts:
        slots, shares = slots_of(part, state, names), shares_of(part)
        nothing = max(LEAST_NOTHING, sum(shares.get(kind, 0.0) for kind in NO_WISH))
        found = [*_wishes(slots, shares, is_whole), *(
            _wishes(replace(slots, layers=layers), shares, is_whole) if layers and not slots.layers else ()
        )]
        choices.append([*found, *([] if slots.layers else [("", nothing)])])
        layers = slots.layers or layers
    several = dict[str, float]()
    for some in itertools.product(*choices):
        wish = ", ".join(dict.fromkeys(one for one, _ in some if one))
        if wish:
            several.setdefault(wish, math.prod(share for _, share in some))
    yield from sorted(several.items(), key=lambda one: -one[1])[:MOST_TOGETHER]


def _wishes(
    slots: Slots, shares: Mapping[str, float], is_whole: Callable[[str], bool]
) -> list[tuple[str, float]]:
    """Return the plain wishes that a part may mean, each with its likelihood; none where it most likely is no wish."""
    found = list[tuple[str, float]]()
    for kind in sorted(shares, key=lambda one: -shares[one])[:OF_A_PART]:
        wish = next((one for one in said(kind, slots) if is_whole(one)), "")
        found += [(wish, shares[kind])] if wish else []
    return found
