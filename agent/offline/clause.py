"""What is asked in one clause of a sentence: of which layers, of what, in which direction, how much, for how long?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

FILES: Final = frozenset({"config", "preset", "song", "file", "groove", "session", "project", "settings", "patch",
                          "style"})
"""What a saved groove is called."""


@dataclass(frozen=True, slots=True)
class Number:
    """A figure: its value, its unit as far as it is said ("", bpm, percent, ms, db), whether it is a step or a goal."""

    value: float
    unit: str = ""
    relative: bool = False
    goal: bool = False


@dataclass(slots=True)
class Clause:
    """What one clause says; what it does not say is empty.

    Attributes:
        words: as they were cut.
        layers: what layers are called, as `lexicon.LAYERS` has them, or a layer's own name.
        spared: layers that must not change; excepted: those that the clause leaves out.
        kept: qualities that must not change.
        qualities: nouns. leanings: qualities with a direction, from adjectives.
        moods, actions: likewise by the lexicon's names, in order.
        direction: +1, -1, or 0 when it is not said.
        degree: how much, 1 when it is not said. factor: 2 for twice as much; 0 for none.
        numbers: figures that are no bars.
        bars: for how long. over_bars: in how many. every: how often.
        nothing: "no", "without". too: "too much". negated: "not".
        foreign: words of what this program does not do.
        unknown: words that say nothing here. known: how many do.
    """

    words: list[str]
    layers: list[str] = field(default_factory=list)
    spared: list[str] = field(default_factory=list)
    excepted: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    qualities: list[str] = field(default_factory=list)
    leanings: list[tuple[str, int]] = field(default_factory=list)
    moods: list[str] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    direction: int = 0
    degree: float = 1.0
    factor: float | None = None
    numbers: list[Number] = field(default_factory=list)
    bars: int | None = None
    every: int | None = None
    over_bars: int | None = None
    nothing: bool = False
    too: bool = False
    lacking: bool = False
    negated: bool = False
    others: bool = False
    all_but: bool = False
    foreign: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    known: int = 0

    @property
    def says_what(self) -> bool:
        """True when something is asked, be it of what it may."""
        return bool(
            self.actions or self.moods or self.leanings or self.direction or self.factor is not None or self.nothing
            or self.too or self.lacking or self.all_but
        )
