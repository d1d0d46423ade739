"""What was understood of a line that was not understood whole, and which wish is it without the rest?

Words that are not known are left out, then words beside them, then whole parts of the line; what is left must be a
wish by itself. It is offered, never done: the question names what is missing, and the next line agrees, or takes one
of the choices.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from agent.offline.asking import MAX_CHOICES, Question
from agent.offline.layers import meant
from agent.offline.lexemes import lexemes_of
from agent.offline.likely import in_its_time, likely, with_bars
from agent.offline.plainly import plainly
from agent.offline.short_forms import written_out
from agent.offline.words import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from agent.offline.understand import Understood
    from engine.state import SessionState

    Read = Callable[[str], Understood]

WORD: Final = re.compile(r"[^\s,;:!?()\"]+|[,;:!?]")
END: Final = re.compile(r"\.+$")
BREAKS: Final = frozenset({",", ";", ":", "!", "?", ".", "and", "then", "but", "because", "so", "cos", "also", "plus"})
TURNS: Final = frozenset(
    "not no never without except but don't dont nothing none unless if when whenever until till before while instead "
    "only keep leave".split()
)
"""Words that rule those after them: what they rule is not kept without them."""
SMALL: Final = frozenset({"filler", "small", "cut", "pron", "light", "again", "same", "degree"})
"""Kinds of words that may go with what they stand beside."""
COSTS: Final = {"unknown": 1.0, "foreign": 1.0, "unit": 1.0, "filler": 0.3, "small": 0.3, "cut": 0.1, "pron": 0.4}
USUAL: Final = 2.0
"""What it costs to leave out a word that is known."""
DEAR: Final = {"layer": 4.0, "figure": 3.0, "time": 3.0, "act": 3.0, "path": 5.0}
GAP: Final = 0.5
MOST_WORDS: Final = 24
MOST_LEFT: Final = 9
MOST_TRIED: Final = 28
MOST_READINGS: Final = 2
CONTENT: Final = frozenset("layer figure act quality lean mood time way gone path factor".split())
"""Kinds of words that a wish is made of."""
MEAT: Final = CONTENT - {"figure", "time", "factor"}
"""Kinds of which a wish must have one that is not said in plainer words."""
FEW: Final = 2
"""Of so many words that are not known the reading without them is offered alone."""
SHOWN: Final = 5
MOST_SHOWN: Final = 60
MANNERS: Final = re.compile(
    r"^(?:(?:can|could|would|will) (?:you|we|i) |please |just |ok(?:ay)?,? |hey,? |and |so |now |then |let's |lets |"
    r"let us |i (?:want|need|would like|'d like)(?: you)?(?: to)? |you (?:should|could) )+"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the line as it was typed, the kind of its meaning, and whether it stands for no meaning here."""

    said: str
    kind: str
    strange: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A wish that the line is without some of its words: how it is said, and the places of the words left out."""

    said: str
    left: frozenset[int]


def partly(text: str, found: Understood, state: SessionState, read: Read) -> Question | None:
    """Return the question that offers what was understood of a line; None where nothing of it is a wish.

    Args:
        text: what was said. found: what was understood. state: how the music stands.
        read: understands a line; it changes nothing.
    """
    if found.asked or found.foreign:
        return None
    text = with_bars(text, state)
    tokens = tokens_of(text, state)
    if not tokens or len(tokens) > MOST_WORDS or any(one.kind == "foreign" for one in tokens):
        return None
    if all(one.kind in SMALL | {"layer"} and not one.strange for one in tokens):
        return None  # only a layer was named
    readings = _written_out(tokens, state, read) or _readings(tokens, state, read)
    strange = [one.said for one in tokens if one.strange]
    known = [one.said for one in tokens if one.kind in CONTENT]
    if not readings and known and len(strange) > len(known):
        return None
    timed = [put for one in readings[:1] for put in in_its_time(one.said, text, state) if _wishes(put, read)]
    left = readings[0].left if readings else frozenset(at for at, one in enumerate(tokens) if one.strange)
    alone = bool(readings) and not timed and all(tokens[at].strange or tokens[at].kind in SMALL for at in left)
    if alone and len(strange) <= FEW and left:
        return Question(f"{_named(tokens, left)}; {readings[0].said}?", (readings[0].said, "no"))
    choices = _distinct([*timed, *(one.said for one in readings), *likely(text, state, _layers(text, state))], read)
    if len(choices) == 1:
        return Question(f"{_named(tokens, left)}; {choices[0]}?", (choices[0], "no"))
    return Question(f"{_named(tokens, left)}; which of these?", tuple(choices)) if choices else None


def _named(tokens: Sequence[Token], left: frozenset[int]) -> str:
    """Say which words of a line are known and which are not."""
    missing = " ".join(one.said for at, one in enumerate(tokens) if at in left and one.kind != "cut")
    known = [
        one.said for at, one in enumerate(tokens) if at not in left and not one.strange and one.kind in CONTENT
    ]
    quoted = " ".join(known[:SHOWN])
    if not missing:
        return f'I know "{quoted}", and not how it goes together' if quoted else "I am not sure what that asks for"
    missing = missing[:MOST_SHOWN]
    return f'I know "{quoted}", not "{missing}"' if quoted else f'I do not know "{missing}" here'


def tokens_of(text: str, state: SessionState) -> list[Token]:
    """Return the words of a line with what each means by itself, those that mean nothing in it marked."""
    words = [END.sub("", word) or word for word in WORD.findall(text.replace("\u2019", "'"))]
    layers = frozenset(state.config.layers)
    lexemes = lexemes_of(words_of(text, state.config.phrase.bars), layers)
    strange = [part for one in lexemes if one.kind in {"unknown", "unit", "foreign"} for part in one.said.split()]
    found = []
    for word in reversed(words):  # of two that are alike the last is the one beside nothing
        is_strange = word.lower() in strange
        if is_strange:
            strange.remove(word.lower())
        found.append(Token(word, _kind(word.lower(), layers), is_strange))
    return found[::-1]


@lru_cache(maxsize=512)
def _kind(word: str, layers: frozenset[str]) -> str:
    """Return the kind of meaning that a word has by itself."""
    if word in BREAKS:
        return "cut"
    found = lexemes_of(words_of(word), layers)
    kinds = [one.kind for one in found if one.kind not in {"filler", "cut"}]
    return kinds[0] if kinds else "filler"


def _layers(text: str, state: SessionState) -> list[str]:
    """Return the layers that a line names."""
    lexemes = lexemes_of(words_of(text, state.config.phrase.bars), state.config.layers)
    return meant(state.config, [one.value for one in lexemes if one.kind == "layer" and one.value != "all"])


def _readings(tokens: Sequence[Token], state: SessionState, read: Read) -> list[Reading]:
    """Return the wishes that a line is without the least of its words, the likeliest first."""
    found: list[Reading] = []
    seen: list[object] = []
    tried: set[str] = set()
    for left in _cuts(tokens):
        said = _joined(one.said for at, one in enumerate(tokens) if at not in left)
        if said in tried:
            continue
        if len(tried) >= MOST_TRIED or len(found) >= MOST_READINGS:
            break
        tried.add(said)
        if any(one.left <= left for one in found):
            continue  # less of a wish that was found
        put = read(said)
        if not _is_wish(put) or put.requests in seen:
            continue
        seen.append(put.requests)
        plain = plainly(put.asked)
        if not plain and not any(one.kind in MEAT for at, one in enumerate(tokens) if at not in left):
            continue  # a bare number, "as well"
        if not plain or read(plain).asked != put.asked:
            plain = _trimmed(said.strip(" ,;:!?.").lower(), put, state, read)
        found.append(Reading(plain, left))
    return found


def _trimmed(said: str, put: Understood, state: SessionState, read: Read) -> str:
    """Return a wish without the little words at its ends that change nothing about it."""
    words = MANNERS.sub("", said).split()
    layers = frozenset(state.config.layers)
    for end in (-1, 0):
        while len(words) > 1 and _kind(words[end].strip(",;:!?."), layers) in SMALL | {"here"}:
            less = words[:-1] if end else words[1:]
            if read(" ".join(less)).asked != put.asked:
                break
            words = less
    return " ".join(words).strip(" ,;:!?.")


def _written_out(tokens: Sequence[Token], state: SessionState, read: Read) -> list[Reading]:
    """Return the wish that a line is with its short forms written out, if it is one."""
    put = [written_out(one.said.lower(), state.config.layers) if one.strange else "" for one in tokens]
    if not any(put):
        return []
    said = _joined(full or one.said for full, one in zip(put, tokens, strict=True))
    found = read(said)
    plain = plainly(found.asked) if _is_wish(found) else ""
    short = frozenset(at for at, full in enumerate(put) if full)
    return [Reading(plain or MANNERS.sub("", said.lower()), short)] if _is_wish(found) else []


def _is_wish(put: Understood) -> bool:
    return bool(put.asked) and put.question is None and not (put.left or put.lost or put.foreign or put.missing)


def _distinct(choices: Sequence[str], read: Read) -> list[str]:
    """Return the choices that are wishes, no two of which ask for the same."""
    found: list[str] = []
    seen: list[object] = []
    for said in choices:
        put = read(said)
        if _is_wish(put) and put.asked not in seen and len(found) < MAX_CHOICES:
            found.append(said)
            seen.append(put.asked)
    return found


def _wishes(said: str, read: Read) -> bool:
    """Return True for a choice that is understood whole."""
    return _is_wish(read(said))


def _cuts(tokens: Sequence[Token]) -> Iterator[frozenset[int]]:
    """Yield sets of places to leave out, those that cost least first."""
    strange = frozenset(at for at, one in enumerate(tokens) if one.strange)
    count = len(tokens)
    found: dict[frozenset[int], float] = {}
    spans = [frozenset(range(at, end)) for at in range(count) for end in range(at + 1, min(count, at + MOST_LEFT) + 1)]
    for span in [frozenset[int](), *spans]:
        left = _with_ends(tokens, strange | span)
        bare = all(tokens[at].kind == "cut" for at in left)
        if not bare and len(left) < count and not _turned(tokens, left) and not (
            _orphaned(tokens, left) or _of_unknown_unit(tokens, left)
        ):
            found[left] = min(found.get(left, 1e9), _cost(tokens, left))
    yield from sorted(found, key=lambda left: (found[left], sorted(left)))


def _with_ends(tokens: Sequence[Token], left: frozenset[int]) -> frozenset[int]:
    """Return places with the marks and little words that would stand at an end of the line without a neighbour."""
    put = set(left)
    for order in (range(len(tokens)), range(len(tokens) - 1, -1, -1)):
        for at in order:
            if at not in put and tokens[at].kind != "cut":
                break
            put.add(at)
    return frozenset(put)


def _turned(tokens: Sequence[Token], left: frozenset[int]) -> bool:
    """Return True where a word goes that rules words which stay: "not", "until"."""
    for at in left:
        if tokens[at].said.lower() not in TURNS:
            continue
        ruled = next((one for one in range(at + 1, len(tokens)) if tokens[one].kind == "cut"), len(tokens))
        if any(one not in left for one in range(at + 1, ruled)):
            return True
    return False


def _orphaned(tokens: Sequence[Token], left: frozenset[int]) -> bool:
    """Return True where what a word was about goes, and the word would be of another part of the line: "rest off"."""
    parts: list[list[int]] = [[]]
    for at, one in enumerate(tokens):
        if one.kind == "cut":
            parts.append([])
        else:
            parts[-1].append(at)
    for number, part in enumerate(parts if len(parts) > 1 else []):
        after = parts[number + 1] if number + 1 < len(parts) else []
        if after and all(tokens[at].kind == "layer" for at in after):
            continue  # mute these: snare, clap
        stays = [tokens[at].kind for at in part if at not in left and tokens[at].kind not in SMALL]
        goes = [at for at in part if at in left and (tokens[at].strange or tokens[at].kind in {"layer", "other"})]
        if goes and stays and set(stays) <= {"gone", "here", "act", "way", "scope"}:
            return True
    return False


def _of_unknown_unit(tokens: Sequence[Token], left: frozenset[int]) -> bool:
    """Return True where a number stays and the word behind it goes that says of what it is: "300 hertz"."""
    return any(
        one.kind == "figure" and at not in left and at + 1 in left and tokens[at + 1].kind in {"unknown", "foreign"}
        for at, one in enumerate(tokens)
    )


def _cost(tokens: Sequence[Token], left: frozenset[int]) -> float:
    each = sum(COSTS.get(tokens[at].kind, DEAR.get(tokens[at].kind, USUAL)) for at in left)
    gaps = sum(at - 1 not in left for at in left)
    return each + GAP * gaps


def _joined(words: Iterable[str]) -> str:
    return re.sub(r"\s+([,;:!?])", r"\1", " ".join(words))
