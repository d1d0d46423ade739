"""Which words does a sentence hold, whatever way it was typed?

Lower case, contractions written out, numbers as figures, other languages as English, typing errors mended where only
one word of the trade can have been meant, and each turn of time as one mark.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from rapidfuzz.distance import OSA

from agent.offline.courtesies import without_courtesies
from agent.offline.figures import ONES, TENS, counted
from agent.offline.languages import in_english, language_of
from agent.offline.moods import MOODS
from agent.offline.names import STYLES, with_names
from agent.offline.particles import beside
from agent.offline.rewritten import rewritten, with_open_hat
from agent.offline.rules import LINES_KEPT
from agent.offline.spelling import Speller
from agent.offline.time_words import marked
from agent.offline.vocabulary import EVERYDAY, FILLERS, FOREIGN, LIKELY, SAYINGS, WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

CONTRACTIONS: Final = {
    "dont": "do not",
    "don't": "do not",
    "doesnt": "does not",
    "doesn't": "does not",
    "didn't": "did not",
    "can't": "can not",
    "cant": "can not",
    "cannot": "can not",
    "won't": "will not",
    "isn't": "is not",
    "aren't": "are not",
    "what's": "what is",
    "whats": "what is",
    "that's": "that is",
    "thats": "that is",
    "it's": "it is",
    "let's": "let us",
    "lets": "let us",
    "i'd": "i would",
    "i'm": "i am",
    "we're": "we are",
    "how's": "how is",
    "where's": "where is",
    "who's": "who is",
    "shouldn't": "should not",
    "y'all": "you",
    "gimme": "give me",
    "wanna": "want to",
    "gonna": "going to",
    "lemme": "let me",
    "kinda": "kind of",
    "pls": "please",
    "plz": "please",
    "thx": "thanks",
    "w/o": "without",
    "w/": "with",
    "'em": "them",
    "ur": "your",
    "u": "you",
    "tho": "though",
    "nvm": "never mind",
    "ain't": "is not",
    "ya": "you",
    "n": "and",
    "&": "and",
    "nah": "no",
    "dat": "that",
    "wheres": "where is",
    "hows": "how is",
    "whos": "who is",
    "theres": "there is",
    "there's": "there is",
    "dunno": "know",
    "em": "them",
    "rn": "right now",
    "til": "until",
    "till": "until",
    "'til": "until",
    "i've": "i have",
    "im": "i am",
    "you're": "you are",
    "youre": "you are",
    "they're": "they are",
    "isnt": "is not",
    "arent": "are not",
    "didnt": "did not",
    "wont": "will not",
    "shouldnt": "should not",
    "wouldn't": "would not",
    "ive": "i have",
    "1/2": "half",
    "nope": "no",
    "wasn't": "was not",
    "wasnt": "was not",
    "haven't": "have not",
    "weren't": "were not",
    "we've": "we have",
    "everyone's": "everyone is",
    "everything's": "everything is",
    "let'em": "let them",
    "i'll": "i will",
    "we'll": "we will",
    "you'll": "you will",
    "outta": "out of", "à": "to",
    "lotta": "lot of",
    "shoulda": "should",
    "nothin": "nothing", "lil": "little", "js": "just",
    "urself": "yourself", "snr": "snare", "sn": "snare", "bk": "back", "kk": "kick", "opn": "open",
    "it'd": "it would",
    "you'd": "you would", "we'd": "we would", "they'd": "they would",
    "that'd": "that would", "he'd": "he would", "she'd": "she would",
}
TOKEN: Final = re.compile(r"@[a-z]+(?::\d+)?|[+-]?(?:\d+(?:[.,]\d+)?|\.\d+)%?|[^\W\d_][\w]*(?:\.[^\W\d_]\w*)*|[,.;:!?]")
FIGURE: Final = re.compile(r"[+-]?(?:\d+(?:[.,]\d+)?|\.\d+)%?")
PURPOSE: Final = re.compile(
    r"\bso (?:that )?(?:we|i|you|he|she|they|people|everyone|everybody|nobody|the [a-z]+|my [a-z]+) can\b"
    r"[^,;.!?]*(?=[.!?]*$)"
)
"""What a wish is for, at its end: "save this as x so we can come back later"."""
QUOTED: Final = re.compile(r'["\u201c]([\w][\w -]{0,30})["\u201d]')
"""A name in quotes is one word."""
ALIKE: Final = re.compile(
    r"\bas (loud|quiet|soft|dense|busy|long|short|tight|loose) as\b(?= (?:the |a |my )?[a-z]+)(?! possible)"
)
"""A comparison with something else, which is no wish for more: "the snare as loud as the clap"."""
GLUED: Final = re.compile(r"(?<![\w.])([+-]?\d+(?:\.\d+)?)(bpm|bars?|beats?|ms|percent|db|steps?)\b")
POSSESSIVE: Final = re.compile(r"(?<=[a-z])'s\b")
MARKS: Final = ",.;:!?"
HATS: Final = re.compile(
    r"\b((?:the|more|less|fewer|no|mute|solo|unmute|all|those|these|closed|open|drop|kill|lose|cut|hi|of|on) )has\b()"
    r"|\b()has( (?:off|out|back|down|up|louder|quieter|softer|busier|only|solo))\b"
)
"""Where "has" is no verb: a letter of "hats" is missing."""
LIFTED: Final = re.compile(r"\benergy (?:back |up |right |now )?off the floor\b")
"""The floor is no kick here, and off switches nothing."""
FULL: Final = re.compile(
    r"\bfull(?:est)? energy\b|\benergy(?:,? (?:back|up|right up|all the way|now|is))*(?:,)? (?:to |at |on )?(?:the )?"
    r"(?:full(?:est)?|all the way)\b(?! \w+ing)"
)
"""Full is a place on the fader here, and no busier figure."""
NAMED_ONE: Final = re.compile(
    r"\b(the) (?!open|closed|other|last|first|next|previous|hat|one)(\w+) one\b(?! (?:bar|step|hundred|sixteenth|"
    r"more|time))"
)
"""The dub one: no number."""


def _meanings() -> dict[str, tuple[str, str]]:
    """Return every word and turn of the trade with its kind and value; numbers in turns are figures."""
    found: dict[str, tuple[str, str]] = {}
    for meaning, words in WORDS.items():
        kind, _, value = meaning.partition(" ")
        for word in words:
            found[" ".join(counted(word.split()))] = (kind, value)
    for name, mood in MOODS.items():
        found.update({" ".join(counted(word.split())): ("mood", name) for word in mood.words})
    return found


MEANINGS: Final = _meanings()
"""Every word and turn of the trade: its kind and value."""
TURNS: Final = {" ".join(counted(turn.split())): words.split() for turn, words in SAYINGS.items()}
"""Turns of speech that stand for other words."""
PARTED: Final = {
    **{turn: MEANINGS[words[0]] for turn, words in TURNS.items() if words and words[0] in MEANINGS}, **MEANINGS
}
"""Turns that a verb and its particle may be."""
IN_TURNS: Final = frozenset(word for turn in (*MEANINGS, *TURNS) for word in turn.split())
CONTROL: Final = frozenset(
    "and then but because while so plus also that what which who how why when where is are does list show explain tell "
    "describe help for over in every next last to by from at between as called named name until after before bar bars "
    "wait percent during across within through throughout following starting beginning "
    "downbeat barline boundary altogether".split()
)
COMPARING: Final = frozenset(
    "below above under beneath beyond past than least most exceeds reaches equals dips dip sinks".split()
)
"""Words of conditions, right as they stand; elsewhere they are not known."""
SPELLER: Final = Speller(
    {
        **dict.fromkeys(FILLERS, ("filler", "")), **{word: ("number", word) for word in (*ONES, *TENS, "hundred")},
        **{word: ("control", word) for word in CONTROL},
        **{word: ("style", config) for word, config in STYLES.items() if word not in MEANINGS},
        **{word: ("contraction", word) for word in CONTRACTIONS if word.isalpha()}, **MEANINGS,
    },
    FILLERS | FOREIGN | EVERYDAY | CONTROL | COMPARING, IN_TURNS, LIKELY,
)
INFLECTED: Final = frozenset({"act", "way", "light", "scope"})
"""Kinds of meanings that are verbs, and may be said in other forms."""
LEAST_STEM: Final = 3
NO_FORMS: Final = frozenset(
    "james noted noting notes bind planes planed taps tapping scraping songs loss jams axes".split()
)
"""Words that only look like forms of a verb of the trade."""
NUMERALS: Final = frozenset({*ONES, *TENS, "dozen", "hundred", "couple"})
UNITS: Final = ("bars", "bar", "percent", "bpm", "steps", "beats", "measures")
"""What may stand after a figure."""
ENGLISH: Final = frozenset(IN_TURNS | FILLERS | CONTROL)


def words_of(text: str, phrase_bars: int = 8) -> list[str]:
    """Return the words and figures of a sentence, names and turns of time as marks, ready to be understood.

    Args:
        text: what was said. phrase_bars: length of a phrase.
    """
    return list(_read(text, phrase_bars))


@lru_cache(maxsize=LINES_KEPT)
def _read(text: str, phrase_bars: int) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKC", with_open_hat(text)).lower().replace("\u2019", "'").replace("\u2018", "'")
    plain = re.sub(r"(?<=[^\W\d])[-/](?=[^\W\d])|(?<=[^\W\d])-(?=\s)|(?<=\s)-(?=[a-z])", " ", _spelt_out(plain))
    plain = re.sub(r"(?<!\w)@ ?(?=\d)", " at ", plain)
    plain = QUOTED.sub(lambda found: re.sub(r"\W+", "_", found[1].strip()), plain)
    plain = without_courtesies(GLUED.sub(r"\1 \2", POSSESSIVE.sub(" is", plain)))
    plain = ALIKE.sub(r" \1 than ", PURPOSE.sub(" ", plain))
    plain = re.sub(r"(?<=\d)(?:-|\s?\.\.\s?|\s-\s)(?=[\d.])", " and ", plain)
    plain = re.sub(r"(?<=[^\W\d])-(?=\d)|(?<=\d)-(?=[^\W\d])", " ", plain)
    plain = re.sub(r"\b(\d+)ths?\b", lambda found: {"16": "sixteenths"}.get(found[1], found[0]), plain)
    plain = rewritten(plain)
    plain = HATS.sub(lambda found: f"{found[1] or ''}hats{found[4] or ''}", plain)
    plain = FULL.sub("energy to the max", LIFTED.sub("energy up", plain))
    plain = NAMED_ONE.sub(r"\1 \2", plain)
    found = ["0" + word if word[0] == "." and len(word) > 1 else word for word in TOKEN.findall(plain)]
    found = with_names(found, SPELLER.mended)
    found = [_as_typed(word, text) if word.startswith("@name=") else word for word in found]
    language = language_of(found, ENGLISH)
    if language != "en":
        found = in_english(found, language)
    return tuple(marked(counted(beside(mended(found), PARTED)), phrase_bars))


def is_foreign(text: str) -> bool:
    """Return True when a sentence has a word of what this program does not do."""
    return not FOREIGN.isdisjoint(words_of(text))


def _as_typed(mark: str, text: str) -> str:
    """Return the mark of a name in the letters in which it was typed."""
    name = mark.removeprefix("@name=")
    typed = re.findall(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text, re.IGNORECASE)
    return f"@name={typed[-1]}" if typed else mark


def mended(words: Sequence[str]) -> list[str]:
    """Return words with typing errors mended; one after a figure is first looked for among the units."""
    found: list[str] = []
    for word in words:
        counts = bool(found) and (FIGURE.fullmatch(found[-1]) or found[-1] in NUMERALS)
        unit = counts and word.isalpha() and word not in ENGLISH
        near = [known for known in UNITS if OSA.distance(word, known, score_cutoff=1) <= 1] if unit else []
        meant = near[0] if near else SPELLER.mended(word) if word[0].isalpha() else word
        found += CONTRACTIONS.get(meant, meant).split()
    return [stem(word) for word in found]


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """Return the verb of the trade that a word is a form of: "keeps", "filling", "stripped"; else the word."""
    if word in ENGLISH or word in NO_FORMS or word in FOREIGN or not word.isalpha():
        return word
    for ending in ("ing", "ed", "es", "s", "d"):
        if not word.endswith(ending) or len(word) - len(ending) < LEAST_STEM:
            continue
        root = word.removesuffix(ending)
        tried = [root, f"{root}e"] + ([root[:-1]] if root[-1] == root[-2] else [])
        for one in tried:
            if one in MEANINGS and MEANINGS[one][0] in INFLECTED:
                return one
    return word


def _spelt_out(text: str) -> str:
    found = []
    for word in text.split():
        bare = word.strip(MARKS)
        found.append(CONTRACTIONS[bare] + word[len(bare) :] if bare in CONTRACTIONS and word.startswith(bare) else word)
    return " ".join(found)
