"""Which parameter does a wish name in plain words, and what is to become of it?

"A refractory of 2 on the snare", "widen the sway", "accents stronger": a name, a layer where the parameter has one, and
up, down, a value, an amount or its default. The names are data, in `parameters.toml` of `vocabulary_data/`. Every word
must be one of these, or the wish names none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from agent.offline.asking import Question
from agent.offline.courtesies import without_courtesies
from agent.offline.figures import counted
from agent.offline.knobs import Turned, turned
from agent.offline.layers import meant
from agent.offline.modulation import modulated
from agent.offline.qualities import Changes
from agent.offline.time_words import MARK, marked
from agent.offline.vocabulary import table, turns
from agent.offline.words import FIGURE, MEANINGS, TURNS
from engine.parameters import parameters

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agent.requests import Request
    from engine.config import Config

_TABLE: Final = table("parameters")
NAMES: Final = {name: path for path, text in _TABLE["names"].items() for name in turns(text)}
"""Every plain name of a parameter and its path, with LAYER and NAME in place of a layer and a modulator."""
BANDS: Final = {name: score for score, text in _TABLE["bands"].items() for name in turns(text)}
"""Every plain name of a score's band and its letter."""
MODULATOR: Final = frozenset(turns(_TABLE["modulator"]["said"]))
WORDS: Final = {
    turn: meaning for meaning, text in _TABLE["words"].items() if meaning != "little_words" for turn in turns(text)
}
"""What is to become of a parameter."""
LITTLE: Final = frozenset(_TABLE["words"]["little_words"].split())
ENDS: Final = frozenset({",", ".", "!", "again", "now", "please"})
"""What stands behind an "on" that switches something on, and is no place."""
LONGEST: Final = 7
TOKEN: Final = re.compile(r"[+-]?(?:\d+(?:[.,]\d+)?|\.\d+)%?|[^\W\d_][\w.']*|=|[,;.!?]")
ROTATED: Final = re.compile(r"\brotate (.*?)\b(?:mask|pattern|cycle|figure)s?\b(.*)")
_LOUD: Final = r"(louder|quieter|softer)"
_LONG: Final = r"(longer|shorter)"
DESCRIBED: Final = tuple(
    (re.compile(rf"\b(?:{way} (?:the )?{noun}|{noun} (?:(?:a bit|a little|much) )?{way})\b"), name)
    for way, noun, name in (
        (_LOUD, r"ghosts?(?: notes?)?", "ghost velocity"), (_LOUD, "(?:ratchets?|rolls)", "ratchet velocity"),
        (_LONG, "accents?", "accent length"),
    )
)
"""Nouns with an adjective of another parameter than the one that they name: louder ghosts are no more of them."""
PLAYED_BY: Final = {"LAYER.ghost_velocity": "ghost_pre1_prob", "LAYER.ratchet_velocity": "ratchet_prob"}
"""What a layer has that such a parameter is heard in, where no layer is named."""
PERCENT: Final = 100.0
TO_BARS: Final = re.compile(r"\bto \w+ bars\b")
"""A period, "to 64 bars", and no length of the wish."""


@dataclass(slots=True)
class Wish:
    """What a wish says of a parameter; what it does not say is empty.

    Attributes:
        name: of the parameter, as it was said. path: its path with places. band: a score whose band is meant.
        layers, modulator: of which. how: what is to become of it.
        figures: with "by" or a sign, they are amounts. marks: turns of time.
    """

    name: str = ""
    path: str = ""
    band: str = ""
    layers: list[str] = field(default_factory=list)
    modulator: str = ""
    noun: bool = False
    how: list[str] = field(default_factory=list)
    figures: list[Turned] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Named:
    """What is to become of the parameters that a wish names, or the question that must be answered first.

    Attributes:
        does: requests or a question. layers: that were named. marks: its turns of time.
        plain: its name is one that the vocabulary knows too, so that another reading may be meant.
    """

    does: list[Request] | Question
    layers: list[str]
    marks: list[str]
    plain: bool


def named(text: str, config: Config, phrase_bars: int, of: Sequence[str] = ()) -> Named | None:
    """Read a wish that names a parameter; None for one that names none, or says anything else.

    Args:
        text: what was said. config: as it stands. phrase_bars: length of a phrase.
        of: the layers of the wish before, for one that names none.
    """
    wish = _read(_tokens(text, phrase_bars), config)
    if wish is None:
        return None
    if wish.path == "phrase.bars" and not wish.figures and len(wish.marks) == 1 and wish.marks[0].startswith("@for:"):
        wish.figures.append(Turned(float(wish.marks.pop().removeprefix("@for:")), to=True))  # to 16 bars
    layers = meant(config, wish.layers)
    if wish.layers and not layers:
        return None
    known = wish.name in MEANINGS or wish.name in TURNS or wish.path == "LAYER.offbeats_only"
    if wish.modulator and not wish.path and not wish.figures and len(wish.marks) == 1 and TO_BARS.search(text):
        wish.path = "modulators.NAME.tau"  # stretch the lift to 64 bars
        wish.figures, wish.how = [Turned(float(wish.marks.pop().rpartition(":")[2]), to=True)], []
    if wish.modulator:
        does = modulated(wish.modulator, wish.path, wish.how, wish.figures, config, alone=not wish.noun)
    elif wish.band:
        does = _banded(wish, config)
    else:
        paths = _paths(wish, layers or list(of), config)
        if paths is None:
            word = wish.name.removeprefix("the ")
            return Named(Question(f"the {word} of which layer: {', '.join(config.layers)}?"), [], wish.marks, known)
        does = turned(paths, wish.name, wish.how, wish.figures, config)
    return None if does is None else Named(does, layers, wish.marks, known)


@lru_cache(maxsize=512)  # a sentence is cut in many ways, and read more than once
def _tokens(text: str, phrase_bars: int) -> tuple[str, ...]:
    plain = text.lower().replace("\u2019", "'").replace("\u2212", "-").strip()
    plain = re.sub(r"(?<![\w.])([+-]?)\.(?=\d)", r"\g<1>0.", plain)
    plain = without_courtesies(re.sub(r"(?<=[^\W\d])-(?=[^\W\d])|(?<=\d)-(?=[^\W\d])", " ", plain))
    plain = ROTATED.sub(r"\1 rotation up\2", re.sub(r"(?<=[a-z])'s\b", "", plain))
    for pattern, name in DESCRIBED:
        plain = pattern.sub(lambda found, name=name: f"{name} {found[1] or found[2]}", plain)  # type: ignore[misc]  # mypy reads no default
    words = counted(TOKEN.findall(plain))
    plain = re.sub(r"\b(?:minus|negative) (?=\d)", "-", " ".join(words))
    return tuple(marked(re.sub(r"\bpoint (?=\d)", "0.", plain).split(), phrase_bars))


def _read(tokens: tuple[str, ...], config: Config) -> Wish | None:
    wish, at = Wish(), 0
    mods = {one.name.lower(): one.name for one in config.modulators}
    own = {name.lower() for name in config.layers}
    while at < len(tokens):
        for kind, value, length in _meanings(tokens, at, mods, own):
            match kind:
                case "name" if not wish.name:
                    wish.name, wish.path = value, NAMES.get(value, "")
                    wish.band = BANDS.get(value, "")
                case "layer":
                    wish.layers.append(value)
                case "modulator" if not wish.modulator:
                    wish.modulator = mods[value]
                case "noun":
                    wish.noun = True
                case "mark":
                    wish.marks.append(value)
                case "figure":
                    before = next((one for one in reversed(tokens[:at]) if one not in {"about", "around"}), "")
                    unit = "percent" if value.endswith("%") or tokens[at + 1 : at + 2] == ("percent",) else ""
                    number = float(value.rstrip("%").replace(",", "."))
                    amount = before == "by" or value[0] == "+"
                    wish.figures.append(Turned(number, unit, by=amount, to=before in {"to", "at", "of", "=", "is"}))
                    length += tokens[at + 1 : at + 2] == ("percent",)  # noqa: PLW2901 - the unit belongs to it
                case "how":
                    wish.how.append(value)
                case "little":
                    pass
                case _:
                    continue
            at += length
            break
        else:
            return None
    return wish if wish.path or wish.band or (wish.modulator and (wish.how or wish.figures)) else None


def _meanings(
    tokens: Sequence[str], at: int, mods: dict[str, str], own: set[str]
) -> Iterator[tuple[str, str, int]]:
    """Yield what the words from a place on may mean, the longest first: kind, value, number of words."""
    for length in range(min(LONGEST, len(tokens) - at), 0, -1):
        turn = " ".join(tokens[at : at + length])
        bare = turn.replace("_", " ")
        for one in dict.fromkeys((turn, bare, bare.removesuffix("s"))):
            if one in NAMES or one in BANDS:
                yield "name", one, length
        if turn in mods:
            yield "modulator", turn, length
        if turn in own:
            yield "layer", turn, length
        if turn in MODULATOR:
            yield "noun", turn, length
        if MEANINGS.get(turn, ("", ""))[0] == "layer" and (turn != "fills"):
            yield "layer", MEANINGS[turn][1], length
        if turn in WORDS and not (turn == "on" and at + 1 < len(tokens) and tokens[at + 1] not in ENDS):
            yield "how", WORDS[turn], length
    word = tokens[at]
    if MARK.fullmatch(word):
        yield "mark", word, 1
    if FIGURE.fullmatch(word):
        yield "figure", word, 1
    if word in LITTLE or word in {"by", ",", ".", "!", "?", "between", "from", "or"}:
        yield "little", word, 1


def _paths(wish: Wish, layers: Sequence[str], config: Config) -> list[str] | None:
    """Return the paths that a name stands for; None where a layer must be said."""
    if not wish.path.startswith("LAYER."):
        return [wish.path]
    if not layers and wish.path in PLAYED_BY:
        layers = [name for name, one in config.layers.items() if getattr(one, PLAYED_BY[wish.path])]
    if not layers:
        return None
    known = parameters(config)
    counts = wish.path in {"LAYER.fills", "LAYER.density.target"}
    free = [layer for layer in layers if not (counts and config.layers[layer].offbeats_only)]
    paths = [wish.path.replace("LAYER", layer, 1) for layer in (free or layers)]
    return [path for path in paths if path in known]


def _banded(wish: Wish, config: Config) -> list[Request] | Question | None:
    """Return the requests that move a score's band, or set it."""
    way = {"up": 1, "down": -1}.get(wish.how[0] if len(wish.how) == 1 else "", 0)
    if wish.figures:
        shares = [one.unit == "percent" or one.value > 1.0 for one in wish.figures]
        values = [one.value / PERCENT if share else one.value for one, share in zip(wish.figures, shares, strict=True)]
        plain = all(not one.by and one.value >= 0.0 for one in wish.figures)
        return Changes(config, ()).banded(wish.band, values) if plain and len(values) in {1, 2} else None
    return Changes(config, ()).of(wish.band, way) if way else None
