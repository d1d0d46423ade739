"""How are the weights of the second reader learnt from the corpus: `make learn`?

`tests/data/wishes_learnt.json` holds what people said, written blind by several authors: who, the line, what had been
done before, the kind of wish, and those of the wishes that the reader could take it for which are right. The same
corpus gives the same weights: examples come in a fixed order, and the weights are rounded.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from agent.offline.first_reading import plainly_first
from agent.offline.learned.second import Wish, signs_of, wishes_of
from agent.offline.learned.signs import line_signs
from agent.offline.learned.traits import traits_of
from agent.offline.learned.weights import BIAS, HUNDREDTHS, Regression
from agent.offline.partly import partly
from agent.offline.references import Memory
from agent.offline.understand import Understood, understand
from agent.practice import PracticeSession
from engine import commands as ask
from engine import next_bar, start
from sequencer.console.typed import Local, typed
from sequencer.console.typed_move import Move
from sequencer.folders import BUNDLED, find_config

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from agent.offline.asking import Question
    from engine.state import SessionState

CORPUS: Final = Path(__file__).parents[1] / "data" / "wishes_learnt.json"
WEIGHTS: Final = Path(__file__).parents[2] / "agent" / "offline" / "learned" / "weights.json"
NAMES: Final = tuple(sorted(path.stem for path in BUNDLED.glob("*.json")))
BARS_PLAYED: Final = 40
KINDS_ROUNDS: Final = 10
WISHES_ROUNDS: Final = 8
RATE: Final = 0.3
SHRINKS: Final = 1e-3
LEAST_SEEN: Final = {"kinds": 2, "wishes": 3}
"""How often a feature must be there to get a weight."""
SEED: Final = 7
GROUPS: Final = 5
"""Of authors, each of which is weighed by what is learnt from the others."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the corpus: who wrote it, what is said, what was done before, its kind, wishes that are right."""

    by: str
    say: str
    kind: str
    before: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """Features, and the class that is right."""

    features: Collection[str]
    right: str


@dataclass(slots=True)
class Learner:
    """Logistic regression by stochastic descent with a rate for each weight (Duchi et al., 2011, AdaGrad)."""

    rounds: int
    least: int
    names: dict[str, int] = field(default_factory=dict)

    def of(self, examples: Sequence[Example]) -> Regression:
        """Return the regression of examples."""
        seen = Counter(name for one in examples for name in one.features)
        often = sorted(name for name, count in seen.items() if count >= self.least)
        self.names = {name: at for at, name in enumerate([BIAS, *often])}
        classes = sorted({one.right for one in examples})
        weights = np.zeros((len(self.names), len(classes)))
        squares = np.full(weights.shape, 1e-2)
        places = [np.array([0, *sorted(self.names[k] for k in one.features if k in self.names)]) for one in examples]
        right = [classes.index(one.right) for one in examples]
        draw = np.random.RandomState(SEED)
        for _ in range(self.rounds):
            for at in draw.permutation(len(examples)):
                own, scale = weights[places[at]], 1.0 / np.sqrt(len(places[at]))
                raised = np.exp((sums := own.sum(0) * scale) - sums.max())
                error = raised / raised.sum()
                error[right[at]] -= 1.0
                slope = error[None, :] * scale + SHRINKS * own
                squares[places[at]] += slope * slope
                weights[places[at]] = own - RATE * slope / np.sqrt(squares[places[at]])
        whole = np.rint(weights * HUNDREDTHS).astype(int)
        return Regression(tuple(classes), {
            name: {str(place): int(whole[at, place]) for place in np.flatnonzero(np.abs(whole[at]) > LEAST_WEIGHT)}
            for name, at in self.names.items()
        })


LEAST_WEIGHT: Final = 12
"""Weights of no more hundredths than this are left out."""
LEAST_WRITTEN: Final = 20
"""Weights of no more hundredths than this are not written, for the sake of size."""


def lines() -> list[Line]:
    """Return the lines of the corpus."""
    return [
        Line(one["by"], one["say"], one["kind"], tuple(one.get("before", ())), tuple(one.get("rights", ())))
        for one in json.loads(CORPUS.read_text(encoding="utf-8"))
    ]


@cache
def state_after(before: tuple[str, ...]) -> SessionState:
    """Return the state of a session that has played, after some lines of the console."""
    return asyncio.run(_after(before))


async def _after(before: tuple[str, ...]) -> SessionState:
    session = PracticeSession(_played())
    for number, line in enumerate(before):
        command, when = typed(line, (await session.state()).config)
        match command:
            case Local(name="load", words=(name, *_)):
                await session.submit(ask.Load(find_config(name).config, name), turn=f"before {number}", when=when)
            case Local() | Move():  # changes nothing of the state
                pass
            case _:
                await session.submit(command, turn=f"before {number}", when=when)
    return await session.state()


@cache
def _played() -> SessionState:
    found = find_config("m4_showcase")
    state = start(found.config, name="m4_showcase")
    for _ in range(BARS_PLAYED):
        state = next_bar(state)[0]
    return state


def read_by_rules(text: str, state: SessionState) -> Understood:
    """Read a line by the grammar alone."""
    return understand(text, state, NAMES, Memory(), playing=True, outright=True)


def offered_by_rules(line: Line) -> tuple[str, ...] | None:
    """Return the wishes that the grammar would offer for a line; None where it acts, answers or declines outright."""
    state = state_after(line.before)
    found = understand(line.say, state, NAMES, Memory(), playing=True)
    unsure = found.lost if found.question is None else found.question.unsure
    if found.asked or found.foreign or not unsure:
        return None
    question: Question | None = partly(plainly_first(line.say), found, state, partial(read_by_rules, state=state))
    question = question or found.question
    return () if question is None else tuple(one for one in question.choices if one != "no")


def kinds_of(some: Sequence[Line]) -> Regression:
    """Return the regression of kinds over the traits of lines."""
    return Learner(KINDS_ROUNDS, LEAST_SEEN["kinds"]).of([Example(_traits(one), one.kind) for one in some])


@cache
def _traits(line: Line) -> frozenset[str]:
    return traits_of(line.say, state_after(line.before))


def wishes_for(line: Line, kinds: Regression) -> tuple[dict[str, float], list[Wish], tuple[str, ...]] | None:
    """Return how likely each kind is, the wishes that a line may mean, and those that the grammar offers."""
    offered = offered_by_rules(line)
    if offered is None:
        return None
    state, shares = state_after(line.before), kinds.shares(_traits(line))
    read = partial(read_by_rules, state=state)
    wishes = wishes_of(line.say, state, NAMES, lambda part: kinds.shares(traits_of(part, state)), offered, read)
    return shares, wishes, offered


def examples_of(line: Line, kinds: Regression) -> list[Example]:
    """Return the wishes that a line may mean as examples of right and wrong ones."""
    found = wishes_for(line, kinds)
    if found is None:
        return []
    shares, wishes, offered = found
    state = state_after(line.before)
    right = [tuple(read_by_rules(one, state).asked) for one in line.rights]
    signs = line_signs(line.say, state, shares)
    return [
        Example(
            signs | signs_of(one, line.say, state, shares, offered),
            "right" if one.asked in right else "wrong",
        )
        for one in wishes
    ]


def learn() -> dict[str, Any]:
    """Return the weights of both regressions: wishes are weighed by kinds learnt from the other authors."""
    every, examples = lines(), []
    authors = sorted({one.by for one in every})
    for some in (authors[first::GROUPS] for first in range(GROUPS)):
        kinds = kinds_of([one for one in every if one.by not in some])
        examples += [put for one in every if one.by in some for put in examples_of(one, kinds)]
    wishes = Learner(WISHES_ROUNDS, LEAST_SEEN["wishes"]).of(examples)
    return {"corpus": digest(), "kinds": _row(kinds_of(every)), "wishes": _row(wishes)}


def digest() -> str:
    """Return the SHA-256 of the corpus."""
    return hashlib.sha256(CORPUS.read_bytes()).hexdigest()


def _row(found: Regression) -> dict[str, Any]:
    """Return a regression as it is written: without what weighs too little to change a reading."""
    return {"classes": list(found.classes), "weights": {
        name: {place: weight for place, weight in each.items() if abs(weight) > LEAST_WRITTEN or name == BIAS}
        for name, each in found.weights.items()
    }}


def main() -> None:
    """Learn, and write the weights."""
    text = json.dumps(learn(), ensure_ascii=False, separators=(",", ":"))
    WEIGHTS.write_text(text.replace('},"', '},\n"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
