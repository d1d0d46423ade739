"""Which wishes may a line be, by what the network answers, and how likely is each?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from agent.offline.loops import as_cycle
from agent.offline.network.spoken import said_plainly
from agent.offline.network.tokens import NO_ACT, commands_of, read
from agent.offline.rules import LINES_KEPT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agent.offline.network.net import Network
    from agent.offline.network.tokens import Line
    from agent.offline.understand import Asked, Understood
    from engine.state import SessionState

    Read = Callable[[str], Understood]

ANSWERS: Final = 5
"""So many answers are looked at."""
LEAST: Final = 0.02
"""Less likely answers are not looked at: they are neither done nor offered."""
BETWEEN: Final = (", ", " and ", "; ")
"""What may stand between two wishes in one line."""


@dataclass(frozen=True, slots=True)
class Likely:
    """A wish that a line may be: in plain words, what it asks for, and how likely it is."""

    said: str
    asked: tuple[Asked, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Answers:
    """What a line may be.

    Attributes:
        wishes: the likeliest first.
        nothing: how likely it wants nothing done, each as an ANSWER, ASK, DECLINE or NOTHING.
    """

    wishes: tuple[Likely, ...] = ()
    nothing: tuple[tuple[str, float], ...] = ()


def network() -> Network:
    """Return the network; the first call loads it, and numpy."""
    from agent.offline.network.net import shipped  # noqa: PLC0415 - what starts without a chat needs no numpy

    return shipped()


@lru_cache(maxsize=LINES_KEPT)  # a line is looked at again where it begins like a question
def _answered(line: Line) -> list[tuple[tuple[str, ...], float]]:
    return network().answers(line, ANSWERS, LEAST)


def answers(text: str, state: SessionState, whole: Read) -> Answers:
    """List the wishes that a line may mean, with how likely each is.

    Args:
        text: what was said. state: how the music stands. whole: reads a wish in plain words.
    """
    line = read(text, state)
    wishes, nothing = list[Likely](), dict[str, float]()
    for tokens, share in _answered(line):
        commands = commands_of(tokens, line)
        if not commands:
            continue
        if commands[0] in NO_ACT:
            nothing[commands[0]] = nothing.get(commands[0], 0.0) + share
            continue
        wish = _wish([as_cycle(one, text) for one in commands], share, whole)
        if wish is None:
            continue
        same = next((at for at, one in enumerate(wishes) if _is_same(one, wish)), None)
        if same is None:
            wishes.append(wish)
        else:
            wishes[same] = Likely(wishes[same].said, wish.asked, wishes[same].share + share)
    return Answers(tuple(sorted(wishes, key=lambda one: -one.share)), tuple(nothing.items()))


def _is_same(one: Likely, other: Likely) -> bool:
    """Return True for two that ask for the same; two that ask for nothing are alike where they are said alike."""
    return one.asked == other.asked if other.asked else one.said == other.said


def _wish(commands: Sequence[str], share: float, whole: Read) -> Likely | None:
    """Return commands as a wish in one line of plain words; None where the grammar does not read it so."""
    lines = said_plainly(commands)
    if len(lines) == 1:
        put = whole(lines[0])
        return Likely(lines[0], tuple(put.asked), share) if is_read(put) else None
    parts = [whole(one) for one in lines]
    if not parts or not all(map(is_whole, parts)):
        return None
    asked = tuple(one for part in parts for one in part.asked)
    for between in BETWEEN:
        said = between.join(lines)
        put = whole(said)
        if is_whole(put) and tuple(put.asked) == asked:
            return Likely(said, asked, share)
    return None


def is_read(put: Understood) -> bool:
    """Return True for a wish that was read to its last word, be it done, so already, or in need of a word more."""
    unsure = put.question is not None and put.question.unsure
    return not (unsure or put.left or put.lost or put.foreign or put.missing)


def is_whole(put: Understood) -> bool:
    """Return True for a wish that was read to its last word: something to do without a question, or to tell."""
    told = put.question is not None and put.question.told
    return is_read(put) and (told or (bool(put.asked) and put.question is None))
