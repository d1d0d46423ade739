"""What does one clause of a sentence say: of what, what, how much, when and for how long, and what not?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agent.requests import Request
    from engine.when import When


LEVELS: Final = frozenset({"max", "maximum"})
"""What a layer may be on, and no list: the kick on maximum."""
FINE: Final = frozenset("good fine ok okay great perfect alright nice fun cool sick lovely brilliant mint".split())
"""Words of praise: "the kick is good" is no list either."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit ("", bpm, percent, ms, db, steps, times): a change, or a goal, or one that "at" names."""

    value: float
    unit: str = ""
    change: bool = False
    goal: bool = False
    at: bool = False


@dataclass(slots=True)
class Clause:
    """What one clause says; what it does not say is empty.

    Attributes:
        layers: as the vocabulary calls them, or a layer's own name. excepted: that "all" leaves out.
        spared, kept: layers and qualities that must stay as they are.
        acts: in order. verbs: the words they were said with.
        qualities: nouns. leans: qualities with a direction. moods: by their names.
        ways: more, less, up, down. degree, factor: how much.
        bars: for how long. until: which bar, from 0. line: until the phrase ends. over: in how many bars.
        at_once: it says now.
        when: the time.
        later: it is counted from the clause before. along: at the time of the clause before.
        fronted: its time stands before it, and so before what is joined to it.
        step: of the bar, from 0. more_steps: others beside it. alone: it is to be on these steps and on no other.
        last: of how many bars at the end of a phrase, or of every so many bars, it speaks.
        unclear: a time that needs another word.
        other: "rest", "one". pron: "it", "them".
        paths: parameters that are named by their path. names: of scenes, configs and takes.
        sections: of the arc.
        unknown, foreign: words that mean nothing here, or something else altogether.
        fixed: what it asks for where that is settled already. asks: the question that it gets at once.
        said: the clause as it was said, for questions. joint: the word that joins it to the one before.
    """

    layers: list[str] = field(default_factory=list)
    excepted: list[str] = field(default_factory=list)
    spared: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)
    verbs: list[str] = field(default_factory=list)
    qualities: list[str] = field(default_factory=list)
    leans: list[tuple[str, int]] = field(default_factory=list)
    moods: list[str] = field(default_factory=list)
    ways: list[str] = field(default_factory=list)
    degree: float = 1.0
    factor: float | None = None
    figures: list[Figure] = field(default_factory=list)
    bars: int | None = None
    over: int | None = None
    at_once: bool = False
    until: int | None = None
    line: bool = False
    when: When | None = None
    later: bool = False
    along: bool = False
    fronted: bool = False
    step: int | None = None
    more_steps: list[int] = field(default_factory=list)
    alone: bool = False
    last: int = 0
    unclear: bool = False
    only: bool = False
    keep: bool = False
    negated: bool = False
    no: bool = False
    too: bool = False
    lacking: bool = False
    enough: bool = False
    gone: bool = False
    here: bool = False
    gradual: bool = False
    light: bool = False
    other: str = ""
    pron: str = ""
    same: bool = False
    again: bool = False
    fix: bool = False
    condition: str = ""
    linked: bool = False
    paths: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    fixed: Sequence[Request] | None = None
    asks: str = ""
    said: str = ""
    joint: str = ""

    def slots(self) -> frozenset[str]:
        """Return the names of what the clause says that a reading must account for."""
        return frozenset(self._slots())

    def _slots(self) -> Iterator[str]:  # noqa: C901, PLR0912 - one arm a kind
        for name in (
            "layers", "qualities", "leans", "moods", "ways", "figures", "names", "excepted", "paths", "sections",
        ):
            if getattr(self, name):
                yield name
        for name in ("gone", "here", "no", "too", "lacking", "same", "again", "negated", "enough"):
            if getattr(self, name):
                yield name
        if self.step is not None:
            yield "step"
        for act in self.acts:
            yield f"act {act}"
        if self.factor is not None:
            yield "factor"
        if self.bars is not None:
            yield "bars"
        if self.over is not None:
            yield "over"
        if self.until is not None or self.line:
            yield "until"
        if self.other:
            yield "other"
        if self.condition:
            yield "condition"
        if self.only:
            yield "only"
        if self.fixed is not None or self.asks:
            yield "fixed"

    def says_something(self) -> bool:
        """Return True when anything of the trade is in it."""
        return bool(
            self.slots() - {"only", "negated", "condition", "enough", "lacking", "here", "no"}
            or self.spared
            or self.kept
            or self.when
            or (self.pron and (self.here or self.lacking or self.no))
        )

    def is_list(self) -> bool:
        """Return True for a clause that only names layers: it belongs to the one beside it."""
        return (
            bool(self.layers)
            and self.slots() <= {"layers", "only", "bars"}
            and not (self.unknown or self.foreign or self.spared or self.pron or self.when or self.negated)
            and not LEVELS & set(self.said.split())
            and not (FINE & set(self.said.split()) and {"is", "are"} & set(self.said.split()))
        )
