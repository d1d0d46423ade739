"""What has the doctor found: a verdict, what is so, and what to do about it?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from sequencer.console.folded import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Verdict = Literal["fine", "limited", "broken"]
"""fine: all is well; limited: it plays, with something missing; broken: the program cannot do its work."""

TOPIC_WIDTH: Final = 9
VERDICT_WIDTH: Final = 8
INDENT: Final = " " * (TOPIC_WIDTH + VERDICT_WIDTH + 2)
ARROW: Final = "-> "


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        topic: one word: python, midi, jack, priority, timing, audio, link, chat, folders.
        verdict: how it stands.
        found: what is so, in a sentence.
        cures: what to do, one step each; none where all is well.
        facts: the same for scripts; what JSON can hold.
    """

    topic: str
    verdict: Verdict
    found: str
    cures: tuple[str, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)

    def lines(self, width: int | None = None) -> Iterator[str]:
        """Yield it for people: a line, and one for each cure.

        Args:
            width: columns of the terminal; a longer line goes on below its own words. None breaks none.
        """
        head = f"{self.topic.ljust(TOPIC_WIDTH)} {self.verdict.ljust(VERDICT_WIDTH)} "
        for before, text in ((head, self.found), *((f"{INDENT}{ARROW}", cure) for cure in self.cures)):
            yield from folded(text, width, head=before)

    def json(self) -> dict[str, object]:
        """Return it for scripts."""
        return {
            "topic": self.topic, "verdict": self.verdict, "found": self.found, "cures": list(self.cures),
            "facts": dict(self.facts),
        }


def worst(findings: Iterable[Finding]) -> Verdict:
    """Return the worst verdict among findings; fine when there are none."""
    order: tuple[Verdict, ...] = ("fine", "limited", "broken")
    return max((one.verdict for one in findings), key=order.index, default="fine")
