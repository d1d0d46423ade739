"""How are the weights of the second reader learnt from the corpus: `make learn`?

`tests/data/wishes_learnt.json` holds what people said, written blind by several authors: who, the line, what had been
done before, the kind of wish, and those of the wishes that the reader could take it for which are right. In
`tests/data/wishes_meant.txt` other authors wrote beside each line the commands that it means (`meant.py`). The same
corpus gives the same weights: examples come in a fixed order, and the weights are rounded.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, get_args

import numpy as np

from agent.offline.by_grammar import Reading, by_grammar
from agent.offline.learned.checked import act_signs
from agent.offline.learned.in_parts import SEVERAL
from agent.offline.learned.said import OF_ALL, OF_LAYERS
from agent.offline.learned.second import Wish, kind_of, signs_of, wishes_of
from agent.offline.learned.signs import line_signs
from agent.offline.learned.traits import traits_of
from agent.offline.learned.weights import BIAS, HUNDREDTHS, Learnt, Regression, holding
from agent.offline.learned.which import which_traits
from agent.offline.network.spoken import spoken
from agent.offline.network.wishes import is_whole
from agent.offline.references import Memory
from agent.offline.understand import Understood, understand
from agent.practice import PracticeSession
from agent.requests import LoadNamed
from engine import commands as ask
from engine import next_bar, start
from engine.commands import Command
from sequencer.console.typed import Local, Mistyped, typed
from sequencer.console.typed_move import Move
from sequencer.folders import BUNDLED, find_config
from tests.agent.meant import LAYERS, NO_ACT, SCORE, is_meant, named_by, without_times

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from engine.state import SessionState
    from engine.when import When

CORPUS: Final = Path(__file__).parents[1] / "data" / "wishes_learnt.json"
MEANT: Final = CORPUS.with_name("wishes_meant.txt")
LATER: Final = CORPUS.with_name("wishes_meant_later.txt")
NETWORK: Final = Path(__file__).parents[2] / "agent" / "offline" / "network" / "weights.npz"
WEIGHTS: Final = Path(__file__).parents[2] / "agent" / "offline" / "learned" / "weights.json"
NAMES: Final = tuple(sorted(path.stem for path in BUNDLED.glob("*.json")))
BARS_PLAYED: Final = 40
KINDS_ROUNDS: Final = 10
WISHES_ROUNDS: Final = 8
RATE: Final = 0.3
SHRINKS: Final = 1e-3
LEAST_SEEN: Final = {"kinds": 3, "wishes": 3, "acts": 3}
"""How often a feature must be there to get a weight."""
SEED: Final = 7
GROUPS: Final = 5
"""Of authors, each of which is weighed by what is learnt from the others."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the corpus: who wrote it, what is said, what was done before, its kind, wishes that are right.

    `means` are the commands that its author wrote beside it; then no wishes are given.
    """

    by: str
    say: str
    kind: str
    before: tuple[str, ...] = ()
    rights: tuple[str, ...] = ()
    means: tuple[str, ...] = ()


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
LEAST_WRITTEN: Final = 40
"""Weights of no more hundredths than this are not written, for the sake of size."""


def lines() -> list[Line]:
    """Return the lines of the corpus."""
    labelled = [
        Line(one["by"], one["say"], one["kind"], tuple(one.get("before", ())), tuple(one.get("rights", ())))
        for one in json.loads(CORPUS.read_text(encoding="utf-8"))
    ]
    return [*labelled, *meant_lines()]


def meant_lines(file: Path = MEANT) -> list[Line]:
    """Return the lines with commands beside them: "say || command ; command || done before", below "# author"."""
    found, by = list[Line](), ""
    for row in file.read_text(encoding="utf-8").splitlines():
        if row.startswith("# "):
            by = row[2:]
            continue
        say, means, *before = (part.strip() for part in row.split(" || "))
        commands = tuple(one.strip() for one in means.split(" ; "))
        done = tuple(one.strip() for part in before for one in part.split(" ; "))
        found.append(Line(by, say, kind_meant(commands), done, means=commands))
    return found


def kind_meant(commands: Sequence[str]) -> str:
    """Return the kind of wish that commands are: "several" for those of more than one, "other" for one not to be said.
    """
    kinds = set(map(_kind_of_command, commands))
    kind = kinds.pop() if len(kinds) == 1 else SEVERAL
    return kind if kind in {*OF_LAYERS, *OF_ALL, SEVERAL, "when", *NO_ACT} else "other"


def _kind_of_command(command: str) -> str:
    no_act = next((one for one in NO_ACT if command.startswith(one)), "")
    if no_act:
        return no_act
    head, *rest = without_times(command).split() if command.startswith("mood") else command.split()
    what = rest[0].rstrip(",") if rest else ""
    way = next((one for one in rest if one in {"up", "down"}), "to")
    if head == "set":
        return _kind_of_set(what.split(",")[0], way, rest[1:])
    if head in {"bpm", "energy"}:
        return f"{head}:{way}"
    if head == "fill":
        return f"fill {what}" if what in {"off", "on"} else "fill every" if "every" in rest else "fill"
    if head in {"hit", "scene", "record", "arc", "hold", "jam"}:
        return f"{head} {what or 'on'}"
    return f"mood {' '.join(rest)}" if head == "mood" else head


NAMED: Final = {
    "density": "density.target", "swing": "swing_percent", "ghost": "ghost.prob", "accent": "accent.velocity_scale",
    "ratchet": "ratchet_prob", "steps": "last_step",
}
"""Short names of parameters that authors use."""
SIGNED: Final = frozenset({"beat_bins_ms"})
"""Parameters whose figure says the way: late or early."""


def _kind_of_set(path: str, way: str, value: Sequence[str]) -> str:
    """Return the kind of a change: "velocity:down", "fills:to", "target H:up"."""
    head, _, rest = path.partition(".")
    name = rest if head not in {"density", "targets", "phrase", "accent", "ghost", "guard"} and rest else path
    name = NAMED.get(name, name)
    score = SCORE.match(name)
    if score is not None and score[1] in "DHS":
        return f"target {score[1]}:{'down' if way == 'down' else 'up'}"
    if score is not None:
        return f"energy:{way}" if score[1] == "E" else f"targets.T_ms_cap:{way}"
    if name == "fills" and way != "to":
        name = "density.target"
    if name == "ghost.prob" and way == "to":
        way = "down" if value[:1] in (["0"], ["off"]) else "up"
    if name in SIGNED and way == "to" and value:
        way = "down" if value[0].startswith("-") else "up"
    return f"{name}:{way}"


@cache
def state_after(before: tuple[str, ...]) -> SessionState:
    """Return the state of a session that has played, after some lines of the console."""
    return asyncio.run(_after(before))


async def _after(before: tuple[str, ...]) -> SessionState:
    session = PracticeSession(_played())
    for number, line in enumerate(before):
        for command, when in _commands(line, await session.state()):
            await session.submit(command, turn=f"before {number}", when=when)
    return await session.state()


PLAINLY: Final = (
    (re.compile(r"@ ?(?:bar )?(\d+)"), r"at bar \1"), (re.compile(r"@ ?phrase"), "at the next phrase"),
    (re.compile(r"^hit (on|off) (\w+) (\d+)"), r"hit \2 \3 \1"), (re.compile(r"^energy up"), "more energy"),
    (re.compile(r"^energy down"), "less energy"), (re.compile(r"^set (\S+)\.density\.target up"), r"more \1"),
    (re.compile(r"^(scene save \w+)[' ](\w+)$"), r"\1_\2"),
)
"""What authors write that neither console nor chat reads."""


def _commands(line: str, state: SessionState) -> list[tuple[Command, When | None]]:
    """Read a line of `before`, be it an author's command, a line of the console or of the chat.

    Lines that change no state give nothing.
    """
    plainly = spoken(line) if "," in line or {"up", "down"} & {*line.split()} else ""  # the console reads the others
    said = read_by_rules(plainly, state) if plainly else None
    if said is not None and is_whole(said):
        return _of_music(said)
    for pattern, plain in PLAINLY:
        line = pattern.sub(plain, line)
    try:
        command, when = typed(line, state.config)
    except Mistyped:
        return _of_music(read_by_rules(line, state))
    match command:
        case Local(name="load", words=(name, *_)) if name in NAMES:
            return [(ask.Load(find_config(name).config, name), when)]
        case Local() | Move():
            return []
        case _:
            return [(command, when)]


def _of_music(found: Understood) -> list[tuple[Command, When | None]]:
    """List the commands for the engine in a reading, each with its time."""
    loads = [one.request.config for one in found.asked if isinstance(one.request, LoadNamed)]
    return [(ask.Load(find_config(name).config, name), None) for name in loads if name in NAMES] + [
        (one.request, one.when) for one in found.asked if isinstance(one.request, get_args(Command))
    ]


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


@cache
def reading(line: Line) -> Reading:
    """Read a line as the agent does, by the grammar, with its doubts."""
    return by_grammar(line.say, state_after(line.before), NAMES, Memory(), playing=True)


def offered_by_rules(line: Line) -> tuple[str, ...] | None:
    """Return the wishes that the grammar would offer for a line; None where it acts, answers or declines outright."""
    read = reading(line)
    if not read.lost:
        return None
    question = read.found.question
    return () if question is None else tuple(one for one in question.choices if one != "no")


def kinds_of(some: Sequence[Line]) -> Regression:
    """Return the regression of kinds over the traits of lines."""
    return Learner(KINDS_ROUNDS, LEAST_SEEN["kinds"]).of([Example(_traits(one), one.kind) for one in some])


@cache
def _traits(line: Line) -> frozenset[str]:
    return traits_of(line.say, state_after(line.before))


def layers_of(some: Sequence[Line]) -> dict[str, Regression]:
    """Return for each layer the regression of whether a line is about it, from lines whose authors say so."""
    told = [(one, which_traits(one.say, state_after(one.before)), named_by(one.means)) for one in some if one.means]
    sure = [(traits, layers) for one, traits, layers in told if layers is not None and not one.before]
    return {
        name: Learner(KINDS_ROUNDS, LEAST_SEEN["kinds"]).of([
            Example(traits, "in" if name in layers else "out") for traits, layers in sure
        ])
        for name in LAYERS
    }


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
            "right" if one.asked in right or is_meant(line.means, one.asked, state) else "wrong",
        )
        for one in wishes
    ]


def act_of(line: Line, kinds: Regression) -> Example | None:
    """Return what the grammar does outright for a line as an example of right or wrong; None where it does nothing.

    Where the author wrote no commands, it is right when it is of the kind that the line is.
    """
    found = reading(line).found
    if found.question is not None or not found.asked or (not line.means and line.kind in {"other", SEVERAL}):
        return None
    state = state_after(line.before)
    signs = act_signs(line.say, found.asked, state, kinds.shares(_traits(line)))
    kind = kind_of(found.asked, state)
    of_kind = kind == line.kind or line.kind == f"{kind.partition(':')[0]}:to"
    right = is_meant(line.means, found.asked, state) if line.means else of_kind
    return Example(signs, "right" if right else "wrong")


def learn(every: Sequence[Line]) -> dict[str, Any]:
    """Return the weights of the regressions: wishes and acts are weighed by kinds learnt from the other authors."""
    authors = sorted({one.by for one in every})
    groups = [authors[first::GROUPS] for first in range(GROUPS)]
    with ProcessPoolExecutor() as workers:
        found = list(workers.map(_examples, [(tuple(every), tuple(some)) for some in groups]))
    wishes = Learner(WISHES_ROUNDS, LEAST_SEEN["wishes"]).of([one for some, _ in found for one in some])
    acts = Learner(WISHES_ROUNDS, LEAST_SEEN["acts"]).of([one for _, some in found for one in some])
    return {
        "kinds": _row(kinds_of(every)), "wishes": _row(wishes), "acts": _row(acts),
        "layers": {name: _row(one) for name, one in layers_of(every).items()},
    }


def _examples(given: tuple[tuple[Line, ...], tuple[str, ...]]) -> tuple[list[Example], list[Example]]:
    """Return the wishes and the acts of some authors, by kinds learnt from the others."""
    every, some = given
    others = [one for one in every if one.by not in some]
    kinds, nothing = kinds_of(others), Regression(("right", "wrong"), {BIAS: {}})
    mine = [one for one in every if one.by in some]
    with holding(Learnt(kinds, nothing, nothing, layers_of(others))):
        acts = [act for one in mine if (act := act_of(one, kinds)) is not None]
        return [put for one in mine for put in examples_of(one, kinds)], acts


def digest() -> str:
    """Return the SHA-256 of the corpus."""
    return hashlib.sha256(CORPUS.read_bytes() + MEANT.read_bytes()).hexdigest()


def network_digest() -> str:
    """Return the SHA-256 of the lines that the network is learnt from."""
    return hashlib.sha256(MEANT.read_bytes() + LATER.read_bytes()).hexdigest()


def _row(found: Regression) -> dict[str, Any]:
    """Return a regression as it is written: without what weighs too little to change a reading."""
    return {"classes": list(found.classes), "weights": {
        name: {place: weight for place, weight in each.items() if abs(weight) > LEAST_WRITTEN or name == BIAS}
        for name, each in found.weights.items()
    }}


def main() -> None:
    """Learn, and write the weights."""
    text = json.dumps({"corpus": digest(), **learn(lines())}, ensure_ascii=False, separators=(",", ":"))
    WEIGHTS.write_text(text.replace('},"', '},\n"') + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
