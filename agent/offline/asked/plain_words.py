"""Which words does a question hold, whatever way it was typed, and which part of the line asks?

Dialects, other languages and spellings become the usual words, what says nothing goes, and numbers are figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from agent.offline.figures import counted
from agent.offline.vocabulary import table, turns
from agent.offline.words import CONTRACTIONS

_DATA: Final = table("asked")
ALIKE: Final = {word: plain for plain, words in _DATA["alike"].items() for word in words.split()}
TURNS: Final = sorted(
    ((turn, plain) for plain, text in _DATA["turns"].items() for turn in turns(text)), key=lambda one: -len(one[0])
)
SPLIT: Final = re.compile(r"[,.;:!?]+(?=\s|$)|\s[-\u2013\u2014]+\s|\u00bf|\u00a1|[()\"\u201c\u201d]")
QUOTED: Final = re.compile(r"[\"\u201c\u201d]([\w.-]+(?: [\w.-]+)?)[\"\u201c\u201d]")
"""A word or two that are asked about in quotes."""
SHORTENED: Final = re.compile(
    r"\b(what|who|how|where|when|which|why|that|there|it|she|he|one|thing|clap|kick|snare|hat|tempo)'?s\b(?<!\bits)"
)
TOKEN: Final = re.compile(r"\d+/\d+|\d+(?:\.\d+)?|[^\W\d_][\w']*")
ASKING: Final = re.compile(
    r"(?:what|which|who|whose|how|why|where|is(?! not)|are|am|was|were|does|did|has|"
    r"have we|have you|have i|had|will (?:it|there|the|this|that)|would an?|print|"
    r"do (?:i|we|you|they|any)\b(?! not\b)|"
    r"do (?:the |both |all )*(?:hats|claps|drums|layers|ghosts|rolls|accents|fills) (?:all |both |still |ever )*"
    r"(?:swing|play|hit|sound|have|follow|drift|use|share|ring|land|sit)\b|"
    r"have (?:the |my )?\w+ (?:changed|moved|been)\b|when (?:is|are|does|do|will|did|was|exactly|the \w+ ends?$)|"
    r"(?:can|could|do|would) (?:you|i|one) (?:tell|see|hear|query|ask|know|remember|remind|check)|"
    r"any(?! time)|anything(?! but| \w+er\b)|anyone|anybody|since when|many (?:bpm|bars|hits|steps)|"
    r"(?:talk|walk|take) me through|list|tell me|remind me|show me)\b"
)
"""What a question begins with; "when the drop comes" is a condition."""
INSIDE: Final = re.compile(
    r"\b(?:(?:on|in|at) (?:what|which)|"
    r"how (?:much|many|long|fast|loud|far|high|hard|busy|tight|intense|full|dense|late)|"
    r"(?:understand|ask|remind me|(?<!no )idea|wonder|wondering|forgot|gently|please|(?:to|you) know) "
    r"(?:who|what|which|why|where|when|how)|forget (?:what|which|where|when) (?:is|are|was)|"
    r"is it (?:me or|\w+ed$|on$|off$|in$)|is what|has how|explain|check what|mit what|"
    r"where (?:is|are)|who (?:did|has|is) (?:turn|mut|chang|t[ao]k|remov|kill|touch)\w*|"
    r"what (?:did|do) (?:i|you|we)|what (?:was that|genre|else)|(?:bpm|bar|phrase|section) (?:is|are) (?:this|we|it))\b"
)
AT_END: Final = re.compile(
    r"\b(?:what(?: is)?|why|(?<!you )when|who|where|(?<!this )(?<!that )(?:is|has|was) it|has not it|"
    r"how(?: (?:much|many|long))?|^(?:is|was|are) not (?:it|we)|or not|or what|or no|or me|or (?:am )?i \w+)$"
)
CUT_TO: Final = re.compile(
    r"^(?:or|is it me|but|oh|no|yes|i think|i mean|cannot see|look|listen|wait|hold on|hang on|question|quick q)\s+"
)


@dataclass(frozen=True, slots=True)
class Plain:
    """A line in plain words.

    Attributes:
        whole: all of it, its parts joined by commas. asks: the parts that ask, in their order.
        others: the parts that do not.
    """

    whole: str
    asks: tuple[str, ...]
    others: tuple[str, ...]
    surely: bool


@lru_cache(maxsize=256)
def plain_words(text: str) -> Plain:
    """Return a line in plain words, told apart into what asks and what does not."""
    lower = QUOTED.sub(r"\1", " ".join(text.lower().replace("\u2019", "'").split()))
    parts = [part for one in SPLIT.split(lower) if (part := _plain(one))]
    marked = lower.rstrip(" .!").endswith("?")
    asks = [part for part in parts if _asks(part)]
    surely = bool(asks)
    if not asks and marked and parts:
        asks = parts[-1:]
    return Plain(
        " , ".join(parts), tuple(asks), tuple(part for part in parts if part not in asks), surely,
    )


def _plain(part: str) -> str:
    part = part.strip()
    for turn, plain in TURNS:
        part = re.sub(rf"\b{re.escape(turn)}\b", plain, part)
    part = re.sub(r"\b(\w+)'s\b", lambda found: f"{ALIKE.get(found[1]) or found[1]}'s", part)
    part = re.sub(r"\b(\w+)'d (you|i|we|it)\b", r"\1 did \2", part)
    part = re.sub(r"\b(is|has|was|does|have|are)n'?t\b", r"\1 not", part)
    part = re.sub(r"\bd'you\b|\bd'ye\b", "do you", part)
    part = re.sub(r"\b(\w+)'ve\b", r"\1 have", SHORTENED.sub(r"\1 is", part))
    tokens = TOKEN.findall(part)
    words = [word for one in tokens for word in ("" if ALIKE.get(one) == "" else CONTRACTIONS.get(one, one)).split()]
    words = [plain for one in words if (plain := ALIKE.get(one, one))]
    return " ".join(counted(words))


def begun(part: str) -> str:
    """Return a part of a line without what only leads to it."""
    return CUT_TO.sub("", part, count=1)


def _asks(part: str) -> bool:
    return (
        ASKING.match(part) is not None or ASKING.match(begun(part)) is not None
        or INSIDE.search(part) is not None or AT_END.search(part) is not None
    )
