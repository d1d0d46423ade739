"""Which of the known questions about the program is this one, in whatever words?

The questions and their answers are data, a table a topic in `vocabulary_data/questions/`, and docs/questions.md is made
from the same. In which words people ask them is data too, in `vocabulary_data/paraphrases/`. `question_index.py` says
which one a text is like, and this file whether that is enough; `tests/agent/test_known_questions.py` asks in others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from agent.offline.question_index import QuestionIndex, Wordings, telling_words
from agent.offline.vocabulary import table

ASKED_FOR: Final = re.compile(
    r"\b(?:how (?:do|can|could|would|should|to|does|is|many|long|late|large|much|tight|strong|big)|"
    r"where(?:'?s| do| does| is| are| can)\b|what (?:does|do|happens|if|file|format|can)|"
    r"what(?: is| are|'s|s)(?! (?:my|your|our)\b)|which|can (?:i|it|this|you|my)|could (?:i|it|someone)|"
    r"will (?:there|it)|may i|do i|does (?:one|it|the|my)|is there|are there|should i|must i|"
    r"is it (?!muted|soloed|on\b|off\b|in\b|out\b)|is [a-z]+ (?:an?|required|needed|necessary|enough)|"
    r"(?<!what )is my (?!kick|snare|clap|hat|tempo)|why (?:does|do|is|are|can't|cannot|was)|who do i)\b"
)
"""How a question about the program begins; others are about how the music stands."""
TELLS: Final = re.compile(
    r"(?:so |and |but |hey |help |hi )*(?:it|its|it's|there(?:'s| is| are)|"
    r"(?:the|my) (?!kick|snare|clap|hats?|open|closed|bass|drums?(?! machine)|rim|toms?|ride|beat|groove)|"
    r"i (?:get|see|have|hear|can'?t|cannot|don'?t|didn'?t|am|started|connected|plugged|installed|own|typed|tried|ran)|"
    r"(?:live|ableton|logic|cubase|bitwig|reaper|ardour) (?:does|doesn'?t|can'?t|cannot|hears|sees|shows|lists)|"
    r"record\b.*\b(?:as|to|into|in) (?:an? |some )?(?:wav|wave|mp3|audio)\b|"
    r"(?:kick|snare|claps?|hats?|drums?|beat|sound|audio) (?:keeps? )?(?:stutter|crackl|glitch)\w* "
    r"(?:when|while|as soon)|"
    r"i'm|i've|no|nothing|notes? (?:are|is|keep|get)|some of|sometimes|"
    r"when(?:ever)? (?:i|it)|after (?:i|it)|every time|"
    r"(?:trying|attempting) to|[a-z]+ (?:says|server|is not)|bash|error)\b"
)
"""How somebody begins to tell what is wrong, not what is wished."""
STORY: Final = re.compile(
    r"(?:hey |hi |help |so )*(?:i (?:have|own|connected|plugged|typed|tried|ran|installed|started)|"
    r"my (?!kick|snare|clap|hats?|bass|drums?(?! machine)|beat|groove)|when(?:ever)? i |"
    r"record\b.*\b(?:wav|wave|mp3|audio)\b|"
    r"[a-z]+ (?:keeps? )?(?:stutter|crackl|glitch))"
)
"""How a story about the program begins, whose last words alone may be a wish."""
ALIKE_ENOUGH, SURELY = 0.46, 0.6
"""How much alike two questions must be to be one, 0 to 1; and to be one where it may be about how the music stands."""
MANY, AMPLE = 3, 7.0
"""So many words of one question, of so much weight together, are enough whatever else is said: long questions tell a
story. Of 397 lines about something else that begin like questions 9 had so many."""
MOST, PLENTY = 4, 11.0
"""So many are enough for a question that begins like none about the program, or may be about how the music stands."""
LONGEST_UNTOLD, MUCH = 12, 10.0
"""A text of more words than this tells a story, and so much weight of three of its words is enough for it."""
PAIR, WEIGHTY, NEAR = 2, 5.0, 0.36
"""So many words of so much weight are enough where the question is so much like the known one."""
SLIGHTLY, RATHER, TOLD_AT_LENGTH = 0.25, 0.32, 8
"""So much alike, and what begins like a question about the program, or is so alike and of so many words, may be meant,
though it has words of other things. Of 280 lines about something else with such words 6 were."""
ENOUGH, ENOUGH_NAMED, MOST_MEANT = 5.0, 4.0, 2
"""Least weight of two words, or of one in the title, for a question that may be meant; and how many are named."""
CERTAIN, AHEAD = 0.7, 0.08
"""Below the first, a question that is not so much ahead of the next is answered with that one, too. By trial: so much
ahead it was right four times in five."""
NEVER: Final = re.compile(r"^(?:so |and )?what(?:'s|s| is| are) (?:my|your|our)\b|\d+ (?:times|plus|minus|by) \d")
"""Questions about the one who asks, or who answers, and sums."""
OF_ONE_WORD: Final = 0.59
"""What a question of one word comes to: "what is energy" and "what's the energy at" are not one."""
WORD_FOR_WORD: Final = 0.95
"""What a question comes to at least that has the words of one that is known."""
PARTS: Final = re.compile(r"[,.;!?](?=\s)|\s-\s")
"""Where one part of a text ends: "it drifts, there is a delay" is a trouble twice."""


@dataclass(frozen=True, slots=True)
class Known:
    """A question about the program.

    Attributes:
        topic: its heading on the page. title: how the page puts it.
        asks: other ways to put it, its main words first.
        heard: ways in which very different people put it.
        answer: in a few lines. page: where more is said.
    """

    topic: str
    title: str
    asks: tuple[str, ...]
    heard: tuple[str, ...]
    answer: str
    page: str


@lru_cache(maxsize=1)
def known_questions() -> tuple[Known, ...]:
    """Return all known questions, topic by topic in the order of the page."""
    found = []
    for topic in table("known_questions")["topics"]:
        one, heard = table(f"questions/{topic}"), table(f"paraphrases/{topic}")
        found += [
            Known(
                one["topic"], entry["title"], tuple(entry["asks"]), tuple(heard[entry["title"]].strip().split("\n")),
                " ".join(entry["answer"].split()), entry["page"],
            )
            for entry in one["entry"]
        ]
    return tuple(found)


def most_like(text: str, count: int = 1) -> tuple[tuple[Known, float], ...]:
    """Return the known questions that are most like a text, the likest first, and how much so, 0 to 1."""
    index = _index()
    said = index.said(text)
    if not said:
        return ()
    likeness = [
        WORD_FOR_WORD + (1.0 - WORD_FOR_WORD) * one if said in wordings else one
        for one, wordings in zip(index.likeness(text), index.telling, strict=True)
    ]
    ranked = sorted(((one, -at) for at, one in enumerate(likeness)), reverse=True)
    return tuple((known_questions()[-at], one) for one, at in ranked[:count] if one > 0.0)


def known_answers(text: str) -> tuple[tuple[Known, ...], float]:
    """Find answers to a text, or to the part of it between commas that is most like a known question."""
    found = _answers(text)
    parts = [part for part in PARTS.split(text.strip()) if telling_words(part)]
    return found if found[1] >= ALIKE_ENOUGH else max((found, *map(_answers, parts)), key=lambda one: one[1])


def beyond_doubt(text: str) -> tuple[Known, ...]:
    """Find the answers to a question that has too many words of one for any other; none where it has fewer."""
    found, index, said = most_like(text), _index(), _index().said(text)
    if not found or not about_program(text):
        return ()
    held = said & index.words[known_questions().index(found[0][0])]
    much = index.weight(held)
    tells_story = len(text.split()) > LONGEST_UNTOLD and len(held) >= MANY and much >= MUCH
    return _answers(text)[0] if tells_story or (len(held) >= MOST and much >= PLENTY) else ()


def about_program(text: str) -> bool:
    """Return True for what begins as questions about the program do, or as who tells what is wrong."""
    return ASKED_FOR.search(_typed(text)) is not None or TELLS.match(_typed(text)) is not None


def tells_story(text: str) -> bool:
    """Return True for what tells a story about the program, and wishes nothing, though its last words may."""
    return TELLS.match(_typed(text)) is not None and STORY.match(_typed(text)) is not None


def _typed(text: str) -> str:
    return text.strip().lower().replace("\u2019", "'")


def perhaps_ours(text: str) -> bool:
    """Return True for a question that may be about the program, though it has words of other things."""
    likeness = max((one for _, one in most_like(text)), default=0.0)
    at_length = len(text.split()) >= TOLD_AT_LENGTH and likeness >= RATHER
    return at_length or (likeness >= SLIGHTLY and about_program(text))


def perhaps(text: str) -> tuple[Known, ...]:
    """Return the known questions that may be meant where none is sure, the likest first; at most two."""
    index, meant = _index(), []
    said = index.said(text)
    for known, _ in most_like(text, MOST_MEANT):
        held = said & index.words[known_questions().index(known)]
        named = held & telling_words(known.title)
        if index.weight(held) >= (ENOUGH if len(held) > 1 else ENOUGH_NAMED) and (len(held) > 1 or named):
            meant.append(known)
    return () if NEVER.search(text.lower()) else tuple(meant)


def _answers(text: str) -> tuple[tuple[Known, ...], float]:
    """Return the known question that a question is, or two where it may be either, and how much so, 0 to 1.

    It is 0 where the rarest word is in no part of it, unless so many other words are that no more is needed.
    """
    same = _just_so().get(_plain(text))
    if same is not None:
        return (same,), 1.0
    found = most_like(text, 2)
    if not found or NEVER.search(text.lower()):
        return (), 0.0
    (known, likeness), index = found[0], _index()
    at, said = known_questions().index(known), index.said(text)
    held = said & index.words[at]
    if len(said) == 1:
        return (known,), OF_ONE_WORD if said in index.telling[at] and about_program(text) else 0.0
    either = likeness < CERTAIN and len(found) > 1 and likeness - found[1][1] < AHEAD
    both = (known, found[1][0]) if either else (known,)
    if len(held) >= MOST and index.weight(held) >= PLENTY:
        return both, max(likeness, SURELY)
    if len(held) >= MANY and index.weight(held) >= AMPLE:
        return both, max(likeness, ALIKE_ENOUGH)
    if len(held) >= PAIR and index.weight(held) >= WEIGHTY and likeness >= NEAR:
        return both, max(likeness, ALIKE_ENOUGH)
    most = max(index.weight(frozenset((word,))) for word in said)
    sure = likeness >= SURELY or any(index.weight(frozenset((word,))) == most for word in held)
    return both, likeness if sure else 0.0


def known_word_for_word(text: str) -> bool:
    """Return True for a text that is a known question as a whole, in one of its wordings."""
    return _plain(text) in _just_so()


@lru_cache(maxsize=1)
def _just_so() -> dict[str, Known]:
    """Return the known questions by all their wordings; some have common words only, "what is this?"."""
    return {_plain(asked): one for one in known_questions() for asked in (*one.heard, one.title, *one.asks)}


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


@lru_cache(maxsize=1)
def _index() -> QuestionIndex:
    return QuestionIndex([Wordings((one.title, *one.asks), one.heard, one.answer) for one in known_questions()])
