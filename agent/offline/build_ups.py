"""What is a build-up that lasts, and the drop behind it: "build up over 16 bars, then drop"?

A build-up is a rise of the intensity; a drop behind it is the section of that name, or it is asked what it shall be.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.asking import Question

if TYPE_CHECKING:
    from engine.state import SessionState

COUNT: Final = r"(?P<n>\d{1,3}|four|eight|twelve|sixteen|thirty[- ]two)"
BUILDS: Final = (
    r"(?:(?:a |the |do a |make a |with a )?(?:build(?:s|ing)?(?:[- ]?up)?|rise|raise the tension|riser|crescendo)"
    r"(?: up)?(?: (?:it|things|this|everything|(?:the )?(?:tension|energy|intensity|pressure)))?(?: up)?)"
)
BUILT: Final = re.compile(
    rf"(?<!section )(?<!to )(?<!to the )(?<!into the )\b{BUILDS} "
    rf"(?:over|for|in|across|during|of|through) (?:the )?(?:next |coming )?{COUNT}(?: ?bars?)?\b"
    r"(?! ?(?:bpm|%|minutes?))"
    rf"|\b(?:a )?{COUNT.replace('<n>', '<m>')}[- ]bars? (?:long )?(?:build(?:[- ]?up)?|rise|riser|crescendo)\b"
    rf"|\b{COUNT.replace('<n>', '<o>')} bars of (?:build(?:ing)?(?:[- ]?up)?|rise|riser|crescendo)\b"
)
DROPS: Final = re.compile(
    r"^(?P<built>.*?),? (?:and then|and|then|into),? (?:it |we |let it |bring |hit |do |to )?(?:the |a |it )?drops?"
    r"(?: it| in)?(?: please| now)?[.!]*$"
)
"""A build-up and a drop of which nothing is said."""
RISES: Final = "more intensity over {} bars"
WORDS: Final = {"four": "4", "eight": "8", "twelve": "12", "sixteen": "16", "thirty-two": "32", "thirty two": "32"}
DROP: Final = "drop"


def built_up(plain: str) -> str:
    """Return a line with a build-up that lasts as a rise of the intensity, and a bare drop behind it as the section.

    Args:
        plain: the line, in lower case, one blank between two words.
    """
    if BUILT.search(plain) is None:
        return plain
    dropped = DROPS.match(plain)
    said = plain if dropped is None else f"{dropped['built']} then section {DROP}"
    return BUILT.sub(lambda found: RISES.format(_bars(found)), said)


def asks_of_drop(plain: str, state: SessionState) -> Question | None:
    """Return the question what a drop behind a build-up shall be, in a groove without a section of that name."""
    built, dropped, arc = BUILT.search(plain), DROPS.match(plain), state.config.arc
    if built is None or dropped is None or (arc is not None and any(one.name == DROP for one in arc.sections)):
        return None
    rises = RISES.format(_bars(built))
    choices = (f"{rises}, then drop for 4 bars", rises)
    return Question("this groove has no section drop; the kick and bass out behind it, or the build-up alone?", choices)


def _bars(found: re.Match[str]) -> str:
    said = found["n"] or found["m"] or found["o"]
    return WORDS.get(said, said)
