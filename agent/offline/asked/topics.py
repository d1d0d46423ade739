"""What is a question about, and which fact answers it?

Each topic names words that a question must hold, in any order, and words that make it another one's. The first topic in
the table that fits a part of the line which asks is the one; what asks how to do something, or what a word means, is
left to the documents.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agent.offline.asked import of_layers, of_plans, of_session
from agent.offline.asked.now import Now
from agent.offline.asked.plain_words import Plain, begun, plain_words
from agent.offline.clauses import clauses_of
from agent.offline.layers import meant
from agent.offline.lexemes import lexemes_of
from agent.offline.questions import NEVER_OURS
from agent.offline.vocabulary import FOREIGN, WORDS, table, turns
from agent.offline.words import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from agent.offline.talk.follow import Scene
    from engine.config import Config
    from engine.control import Snapshot

@dataclass(frozen=True, slots=True)
class Topic:
    """What a question may be about.

    Attributes:
        needs: groups of words, of each of which it must hold one. but: words that it must not hold.
        answer: what tells the fact, "" where it is not known. layers: it names a layer, or means one by "it".
        always: it is meant even where the way to something or a meaning is asked for.
        wide: it is meant only where the documents do not know the question.
    """

    needs: tuple[re.Pattern[str], ...]
    but: re.Pattern[str] | None
    answer: Callable[[Now], str]
    layers: bool = False
    always: bool = False
    wide: bool = False

    def fits(self, asked: str, *, layers: bool) -> bool:
        """Return True for a question about this; `layers` where one is named or meant."""
        if self.layers and not layers:
            return False
        return all(one.search(asked) for one in self.needs) and (self.but is None or not self.but.search(asked))


@dataclass(frozen=True, slots=True)
class Found:
    """A question whose topic was found."""

    topic: Topic
    asked: str
    layers: tuple[str, ...]
    named: bool


_DATA: Final = table("topics")
GROUPS: Final = {name: "|".join(turns(text)) for name, text in _DATA["groups"].items()}
ANSWERS: Final = {
    name: told for module in (of_layers, of_plans, of_session) for name, told in vars(module).items()
    if callable(told) and getattr(told, "__module__", "") == module.__name__ and not name.startswith("_")
}


def _any_of(text: str) -> re.Pattern[str]:
    words = "|".join(turns(text))
    for name, group in GROUPS.items():
        words = words.replace(f"{{{name}}}", group)
    return re.compile(rf"\b(?:{words})\b")


TOPICS: Final = tuple(
    Topic(
        tuple(map(_any_of, one.get("needs", ()))), _any_of(one["but"]) if "but" in one else None,
        ANSWERS[one["answer"]], one.get("layer", False), one.get("always", False), one.get("wide", False),
    )
    for one in (*_DATA["topic"], *table("topics_more")["topic"])
)
"""Topics from the narrow to the wide."""
TO_DOCUMENTS: Final = re.compile(
    r"^(?:can|may|could|does) (?:i|we|my|it|this|you|the chat)\b"
    r"(?! (?:tell|see|hear|query|ask|go back|remind|remember|know))|"
    r"\b(?:is it possible|where can i)\b|"
    r"^(?:can|could|may|does|do) (?:\w+ ){1,3}(?:have|get|use|run|follow|keep) (?:its|their|an?|another) "
    r"(?:very )?(?:own|different|separate)\b|"
    r"\b(?:how (?:do|can|could|should|would|to|does) (?:i|we|you|one|it|the|this|that)\b(?! (?:know|sound|look))|"
    r"how (?:i|u|you) (?!.*\bmuch\b)|is there (?:a|any) (?:way|chance)|any way|what do i (?:press|do|say|type)|"
    r"how .* (?:measured|calculated)|means?|the meaning|stands? for|explain|how to|difference|same as|point of|"
    r"what (?:would|if)|would happen|what happens (?:if|when)|happens if|if i|dry run|"
    r"what is an?(?! good)|meant by|computed|"
    r"do(?:es)? (?:the |an? )?(?:(?!ever|you|we)\w+ ){1,2}(?:survive|affect|cover|change|wipe|lose|keep|include)|"
    r"do(?:es)? (?:the |an? )?(?!ever|you|we|i\b)\w+ (?:store|remember|save|hold|contain|recall)|"
    r"what does (?:(?:the|an?|this) )?(?:\w+ ?){1,2} (?:do|mean|even do)\b|commands?|tutorial|export|release)\b"
)
"""How somebody asks for the way to something, for what a word means, or for what would be."""
HOW_TO: Final = re.compile(
    r"(?:so |but )?(?:how (?:do|can|could|would) (?:i|we|you|one)|what do i press|if i (?:say|type|write|press)|"
    r"any way to|is there any way|what would)\b"
)
SURELY_ASKS: Final = re.compile(
    r"(?:what|why|which|does|did|how(?! you say)|explain|have we|do (?:you|we)|who|"
    r"when (?:is|are|does|do|will)|where (?:is|are)|anything(?! but| \w+er\b)|anybody|anyone|"
    r"(?:is|are|was|were|am|has) (?:it|that|this|there|the|my|our|we|you|i|they|he|she|any\w*|some\w*))\b"
)
WISHING: Final = re.compile(
    r"\b(?:(?:can|could|would|will (?=you|we|i)) ?(?:you|we|i|it|they|these|this|that|the \w+)"
    r"(?! (?:tell|see|hear|remember|query|ask|remind|say|check))|"
    r"may (?:i|we)|please|let us|lets|how about|what about|why not|why do not (?:you|we)|is it possible|do you mind|"
    r"what if|want to|i want|we want|i need|we need|"
    r"have the(?! \w+ (?:changed|moved|been)\b)|shall we|should (?:i|we|you)|give me|make|"
    r"is there (?:a|any) (?:way|chance)|what a|instead|possible|if (?:that|it|you|this)|"
    r"is it (?:if|okay|fine|alright)|supposed to be this|"
    r"opposite of|what i (?:am|was|had|said|would)|(?:can|could) we see what|too (?!late|early|soon)\w+)\b"
)
"""What makes a wish of what begins as a question."""
MOVED: Final = re.compile(r"\b(?:it|them|em|that|him) (?:back|out|off|up|down|away|in)\b|\bout with\b")
"""What beside a question moves something."""
MARKED: Final = re.compile(r"^\S+(?: \S+)?$|\b(?:is|are|or|has|have|already|right|running|when|rec\w*)\b")
"""What asks by its question mark alone."""
ORDERING: Final = frozenset("""
mute unmute solo drop kill bring put take make give turn lose cut add set push pull let go start stop fill undo redo
lock freeze more less fewer quieter louder softer faster slower bit keep change get save load recall play mark record
jam cancel hold try remove slow speed thin thicken lift raise lower nudge swap strip move calm back tighten loosen stay
no
""".split())
"""What a wish begins with."""
ELSE: Final = re.compile(r"\b(?:divided|times \d|plus \d|minus \d|hertz|lineup)\b")
OF_MUSIC_TOO: Final = frozenset(
    "key file files call remind tape light red song time clock order instructions train".split()
)
ANOTHERS: Final = (FOREIGN - OF_MUSIC_TOO) | NEVER_OURS
"""Words of what is asked of somebody else."""
IT: Final = re.compile(r"\b(?:it|that|they|them|him|he|she)\b")


def question_of_now(text: str, scene: Scene, *, surely: bool = False, wide: bool = False) -> Found | None:
    """Return the topic of a question about how things are; None for what is no such question.

    Args:
        text: the line. scene: the conversation and how the music stands.
        surely: it is known to be a question; else one that may be a wish is none.
        wide: the documents do not know it.
    """
    plain = plain_words(text)
    asks = plain.asks or ((plain.whole,) if surely else ())
    if ELSE.search(plain.whole) or set(" ".join(asks).split()) & ANOTHERS:
        return None
    whole = begun(plain.whole)
    parts = list(dict.fromkeys((*map(begun, asks), *(() if len(asks) > 1 else (whole,)))))
    if not (surely or plain.surely or MARKED.search(asks[-1] if asks else "")):
        return None
    documented = TO_DOCUMENTS.search(" , ".join(asks)) is not None
    if not surely and _may_wish(plain):
        return None
    topics = [one for one in TOPICS if one.always or not (documented or (one.wide and not wide))]
    return _found(topics, parts, scene) or (_found(topics, [whole], scene) if asks else None)


def _found(topics: Sequence[Topic], parts: Sequence[str], scene: Scene) -> Found | None:
    """Return the first topic that fits one of the parts of a line."""
    layers = {part: _layers(part, scene.config) for part in parts}
    for topic in topics:
        for part in parts:
            names = layers[part] or (scene.talk.spoken if IT.search(part) and not topic.wide else [])
            if topic.fits(_marked(part, scene.config), layers=bool(names)):
                return Found(topic, part, tuple(names), bool(layers[part]))
    return None


def asks_beside(text: str) -> bool:
    """Return True for a line of which a part asks for a way, a reason or a meaning: it is no wish to have it done."""
    plain = plain_words(text)
    parts = [begun(part) for part in plain.asks]
    return any(HOW_TO.match(part) for part in parts) or (
        plain.surely and not _may_wish(plain) and any(SURELY_ASKS.match(part) for part in parts)
    )


def told_of_now(found: Found, scene: Scene, snapshot: Snapshot, sounded: Mapping[str, int]) -> str:
    """Return the fact that answers a question about how things are."""
    return found.topic.answer(Now(found.asked, list(found.layers), found.named, scene, snapshot, sounded))


def missing(text: str, config: Config) -> str:
    """Return the drum that a question of what is there names and this groove has not; "" for another question."""
    asked = " , ".join(plain_words(text).asks) or plain_words(text).whole
    named = [layer for layer, words in LAYERS.items() if words.search(asked)]
    return named[0] if named and not meant(config, named) and not asked.startswith("how") else ""


def _may_wish(plain: Plain) -> bool:
    first = [begun(part).split(" ", 1)[0] for part in (*plain.others, *plain.asks)]
    moved = any(MOVED.search(part) for part in plain.others)
    return moved or WISHING.search(plain.whole) is not None or any(word in ORDERING for word in first)


def _layers(part: str, config: Config) -> list[str]:
    clauses = clauses_of(lexemes_of(words_of(part, config.phrase.bars), config.layers))
    named = [one for clause in clauses for one in (*clause.layers, *clause.spared) if one != "all"]
    found = meant(config, named) or meant(config, [layer for layer, words in LAYERS.items() if words.search(part)])
    sounds = meant(config, [layer for sound, layer in SOUNDS if sound.search(part)][:1])
    return sounds if not found or (set(sounds) < set(found) and sounds) else found


LAYERS: Final = {
    name.removeprefix("layer "): re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")
    for name, words in WORDS.items() if name.startswith("layer ") and name != "layer all"
}
SOUNDS: Final[Sequence[tuple[re.Pattern[str], str]]] = (
    (re.compile(r"\bopen\b.*\bclosed\b|\bclosed\b.*\bopen\b"), "hats"),
    (re.compile(r"\b(?:boom\w*|thud\w*|thump\w*|low one|bottom|low end|subs?)\b"), "kick"),
    (re.compile(r"\b(?:toppy|top end|treble|highs)\b"), "hats"),
    (re.compile(r"\b(?:swish\w*|long|open)\b.*\b(?:cymbal|hat|one)\b|\b(?:hiss\w*|splash\w*|swoosh\w*)\b"), "hat_o"),
    (re.compile(r"\b(?:short|closed)\b.*\b(?:cymbal|hat|one)\b|\b(?:tick\w*|tik|chk|tss+)\b"), "hat_c"),
)
"""How drums are called by those who do not know their names."""


def _marked(part: str, config: Config) -> str:
    """Return a question with SECTION behind the name of a section of this groove."""
    names = [] if config.arc is None else [re.escape(one.name.lower()) for one in config.arc.sections]
    names = [*names, "drop"] if "drop" not in names else names
    return re.sub(rf"\b({'|'.join(names)})\b", r"\1 SECTION", part)
