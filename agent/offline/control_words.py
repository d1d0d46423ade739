"""Which word rules a wish that nothing here can heed: "before the snare comes back", "unless", "only if"?

What belongs to no time and no watched condition must not be left out of a wish: it is asked about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agent.offline.asking import Question
from agent.offline.words import MEANINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

AS_IT_WAS: Final = frozenset(
    "as was were like than is are had been sounded better did do one back bar bars liked nicer it that this from "
    "sooner right just a long ever never".split()
)
"""Words before a "before" that looks back: as it was before."""
NO_WORDS: Final = frozenset({",", ".", ";", "!", "?", "and", "then", "but", "please"})
TURNS: Final[tuple[tuple[str, ...], ...]] = (
    ("unless",), ("otherwise",), ("or", "else"), ("provided",), ("providing",), ("only", "if"), ("only", "when"),
    ("only", "while"), ("so", "long", "as"), ("except", "when"), ("except", "if"), ("except", "during"), ("during",),
    ("even", "if"), ("even", "when"), ("either",), ("depending",), ("assuming",), ("lest",),
)
"""What rules a wish wherever it stands, once turns of time have been read."""
DENIED: Final = frozenset({"no", "not", "without", "neither", "nor", "never", "any", "except", "but"})
STATES: Final = frozenset({"is", "are", "plays", "sounds", "runs", "gets"})


def ruled(words: Sequence[str]) -> Question | None:
    """Return the question about a word that rules the wish; None where there is none.

    Args:
        words: of a sentence, its turns of time as marks.
    """
    for at in range(len(words)):
        turn = next((one for one in TURNS if tuple(words[at : at + len(one)]) == one), None)
        said = " ".join(turn) if turn else _before(words, at) or _while(words, at) or _or(words, at)
        if said:
            return Question(
                f'I cannot heed "{said}": say it without, or with a time ("in 8 bars") or a condition '
                '("when the clap is back")?',
                unsure=True,
            )
    return None


def _before(words: Sequence[str], at: int) -> str:
    """Return "before" where something is to be done before something else happens."""
    if words[at] != "before" or (at and words[at - 1] in AS_IT_WAS):
        return ""
    after = words[at + 1 : at + 3]
    reason = after[:1] == ["i"]  # before i wreck it
    if not after or reason or after[0] in NO_WORDS or after == ["the", "beat"]:
        return ""
    if after[0][0] == "@" and "fill" in words:
        return ""
    return "before" if len(words) > at + 2 or after[0][0] == "@" else ""


def _or(words: Sequence[str], at: int) -> str:
    """Return "or" where one of two layers is meant and it is not said which."""
    if words[at] != "or" or not at or DENIED & set(words[:at]):
        return ""
    after = [word for word in words[at + 1 : at + 4] if word not in {"the", "my", "our"}]
    after = after[:1] if after and _is_layer(after[:1]) else after[:2]
    return "or" if _is_layer(after) and (_is_layer(words[at - 1 : at]) or _is_layer(words[max(at - 2, 0) : at])) else ""


def _is_layer(words: Sequence[str]) -> bool:
    return MEANINGS.get(" ".join(words), ("", ""))[0] == "layer"


def _while(words: Sequence[str], at: int) -> str:
    """Return "while" where something is to be done only as long as something else lasts."""
    if words[at] != "while":
        return ""
    end = next((n for n in range(at + 1, len(words)) if words[n] in NO_WORDS), len(words))
    return "while" if STATES & set(words[at + 1 : end]) and words[at + 1] not in {"we", "you", "i"} else ""
