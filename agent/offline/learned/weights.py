"""How likely is each kind of wish, each layer, and what is done the thing that was meant, by weights learnt from lines?

All are logistic regressions over named features. The weights are whole numbers in hundredths in
`weights.json`, written by `make learn` from the corpus in `tests/data/`.
"""

from __future__ import annotations

import json
import math
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

HUNDREDTHS: Final = 100.0
BIAS: Final = ""
"""The feature that every line has."""


@dataclass(frozen=True, slots=True)
class Regression:
    """A logistic regression: classes, and for each feature the weight of each class that it speaks for or against."""

    classes: tuple[str, ...]
    weights: Mapping[str, Mapping[str, int]]

    def shares(self, features: Collection[str]) -> dict[str, float]:
        """Return the probability of each class for what has these features; those that are not known do not count."""
        known = [BIAS, *sorted(one for one in features if one in self.weights)]
        sums = [0] * len(self.classes)
        for one in known:
            for place, weight in self.weights[one].items():
                sums[int(place)] += weight
        scale = HUNDREDTHS * math.sqrt(len(known))
        most = max(sums)
        raised = [math.exp((each - most) / scale) for each in sums]
        total = sum(raised)
        return {name: each / total for name, each in zip(self.classes, raised, strict=True)}


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt.

    Attributes:
        kinds: of wishes, over traits of a line.
        wishes: right and wrong, over signs of a wish that a line may mean.
        acts: right and wrong, over signs of what the grammar understood.
        layers: for each layer whether a line is about it, over its words.
    """

    kinds: Regression
    wishes: Regression
    acts: Regression
    layers: Mapping[str, Regression]


_HELD: Final = list["Learnt"]()


def learnt() -> Learnt:
    """Return the weights of `weights.json`, or those that `holding` puts in their place."""
    return _HELD[-1] if _HELD else _shipped()


@contextmanager
def holding(found: Learnt) -> Iterator[None]:
    """Read by other weights for a while, as learning does: by those of the other authors."""
    _HELD.append(found)
    try:
        yield
    finally:
        _HELD.pop()


@cache
def _shipped() -> Learnt:
    text = files("agent.offline.learned").joinpath("weights.json").read_text(encoding="utf-8")
    found = json.loads(text)
    layers = {name: _regression(one) for name, one in found["layers"].items()}
    kinds, wishes, acts = (_regression(found[one]) for one in ("kinds", "wishes", "acts"))
    return Learnt(kinds, wishes, acts, layers)


def _regression(row: Mapping[str, Any]) -> Regression:
    return Regression(tuple(row["classes"]), row["weights"])
