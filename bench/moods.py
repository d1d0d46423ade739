"""Are moods heard: each in its direction, and no two alike? All are rendered and measured as a listener would.

The measures are those of `tests/agent/test_moods.py`, on other seeds and without its allowance: a mood goes in its
direction when more of what its profile names moved that way than did not.
"""

from __future__ import annotations

import itertools
import sys
from typing import TYPE_CHECKING, Final

from agent.offline.moods import MOODS
from bench.figures import Figure
from tests.agent.test_moods import APART, MEASURED, apart_of, heard_on

if TYPE_CHECKING:
    from collections.abc import Iterator

SEEDS: Final = (11, 12, 13, 14)
FEWEST: Final = 40
MORE: Final = {"accent": "accents", "S": "syncopation", "turns": "changes", "phrase": "changes"}
"""Further qualities that a measure shows."""


def figures() -> Iterator[Figure]:
    """Yield how many moods there are, how many go their way, how near two come, and how near one is to none."""
    plain = heard_on("", SEEDS)
    found = {name: heard_on(name, SEEDS) for name in MOODS}
    right = 0
    for name, mood in MOODS.items():
        ways = [
            (quality, (found[name][what] - plain[what]) * size)
            for quality, size in mood.profile if (what := MEASURED.get(quality, (MORE.get(quality, ""),))[0])
        ]
        against = [quality for quality, way in ways if way < 0]
        ahead = [quality for quality, way in ways if way > 0]
        right += len(ahead) > len(against)
        if len(ahead) <= len(against):
            print(f"{name}: against {' '.join(against)}, with it {' '.join(ahead)}", file=sys.stderr)
    nearest = min(itertools.combinations(MOODS, 2), key=lambda pair: apart_of(found[pair[0]], found[pair[1]]))
    faint = min(MOODS, key=lambda name: apart_of(found[name], plain))
    yield Figure("moods", len(MOODS), "at least", FEWEST)
    yield Figure("moods that go in their direction", right / len(MOODS), "at least", 1.0, "%")
    between = apart_of(found[nearest[0]], found[nearest[1]])
    yield Figure("the two nearest moods are apart", between, "at least", APART, note=" and ".join(nearest))
    yield Figure("the faintest mood is heard", apart_of(found[faint], plain), "at least", APART, note=faint)
