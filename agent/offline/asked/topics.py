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
from agent.offline.vocabulary import FOREIGN
from agent.offline.words import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from agent.offline.talk.follow import Scene
    from engine.config import Config
    from engine.control import Snapshot

LAYER: Final = "LAYER"
"""Stands for a layer that the question names, or means by "it"."""
_WHEN: Final = (
    "when|at|how (?:long|many|far|soon|much)|until|before|soon|next|coming|comes|come|begins?|starts?|starting|due|yet|"
    "remain|left|wait|going to|there|early|still|miss(?:ed)?|ends?|over"
)
_WHY: Final = "why|reason|what happened|cause"
_LOUD: Final = "loud|louder|loudness|velocity|velocities|volume|quiet|quieter|soft|softer|hard|harder|level|low"
_GONE: Final = (
    "happened|no sounding|not (?:playing|sounding|hearing|play|sound)|mute|muted|muting|silent|silenced|off|out|gone|missing|disappear|quit|stopped|stop|dead|lost|hear|return|removed?|"
    "took|killed|back|there|in|on|kill|low|finish|where|left"
)
_MOVED: Final = (
    "chang\\w*|move[sd]?|moving|climb\\w*|drift\\w*|wobbl\\w*|sped|slow(?:ing|ed)?|speeding|rising|falling|up|down|"
    "drop(?:ped)?|touch\\w*|jump\\w*|faster|slower|different"
)
_TEMPO: Final = "tempo|bpm|beats per minute|fast|faster|slow|slower|slowing|sped|speed|speeding|pace"
_PAST: Final = "before|was|were|used to|previously|earlier|ago|first|originally"


@dataclass(frozen=True, slots=True)
class Topic:
    """What a question may be about.

    Attributes:
        needs: groups of words, of each of which it must hold one. but: words that it must not hold.
        answer: what tells the fact, "" where it is not known. layers: it names a layer, or means one by "it".
    """

    needs: tuple[re.Pattern[str], ...]
    but: re.Pattern[str] | None
    answer: Callable[[Now], str]
    layers: bool = False

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


def _topic(answer: Callable[[Now], str], *needs: str, but: str = "") -> Topic:
    words = [re.compile(rf"\b(?:{one})\b") for one in needs if one != LAYER]
    return Topic(tuple(words), re.compile(rf"\b(?:{but})\b") if but else None, answer, LAYER in needs)


TOPICS: Final = (
    _topic(of_session.meter, r"4/4|3/4|5/4|7/8|6/8|time signature|waltz|metre|meter (?:is|are)|which meter|what meter"),
    _topic(of_session.key, "what key|which key|key of|key are|key is", but="press|ctrl|api|keys"),
    _topic(of_layers.named, r"what is|what are|which|confound|what do you call", LAYER, but=(
        rf"at|to|{_LOUD}|doing|playing|{_GONE}|steps?|hits?|density|swing|muted|up|with|channel|note|set|when|"
        "bars?|sounds?|scene|one of|moves?|wrong|late|early|the point|long|heard?|now|value|chang\\w*|pattern|same|"
        "rhythm|busy|did|have|offbeat|lick|can|could|locked"
    )),
    _topic(of_layers.named, "what do you call|what is .* called|is .* called|which one is|which hat is|name of the", LAYER),
    _topic(of_session.marks, "mark|marked|marks", "what|where|which|when|did"),
    _topic(of_session.undone, "undo|undid|undone|back more|go back", (
        "left|many|far|any|more than|work(?:ed)?|did|anything|everything|steps"
    ), but="mutes|cover|what i"),
    _topic(of_session.undone, "take back|taken back|took back|ctrl z", "what|did"),
    _topic(of_session.recording, r"rec|record\w*|tape|on tape|rolling", (
        "is|are|we|do|did|it|running|already|rolling|still|on|rec"
    ), but="where|how|name|folder|file|saved|mean|export"),
    _topic(of_plans.compared, "SECTION .*SECTION", "differen\\w*|diff|versus|vs|compare"),
    _topic(of_layers.downbeat, "the (?:1|one)|beat (?:1|one)|in (?:4|four)|downbeat|down beat", "where|is|did|what|lost|lose|are",
           but="the (?:1|one)s? (?:that|i|we|with|on|is)|which one|last one|one of|on step"),
    _topic(of_layers.changes, "by itself|on its own|yourself|ever|by themselves|unasked", _MOVED, LAYER, but=_TEMPO),
    _topic(of_session.jam, r"jam|jamming|auto ?pilot|in charge|steer\w*|controls?|by itself|yourself|on its own", (
        "is|are|am|who|do|does|which|why|on|me|you"
    ), but="midi|section|groove come|fill|start|save|scene|unmute|break|how|loops?|arc"),
    _topic(of_session.locks, "lock|locks|locked", "is|are|what|which|any|anything|state"),
    _topic(of_session.frozen, "frozen|held|looping|freeze on|hold on|freeze off", "is|are|still|we|what"),
    _topic(of_plans.watched, "rules?|conditions?|watch\\w*|triggers?", "what|which|any|is|are|how many|list",
           but="mean|explain|score"),
    _topic(of_session.scenes, "scenes?|snapshots?", (
        "what|which|list|show|remind|name|names|have|got|saved|kept|are there|many|inside|called"
    ), but="happens?|difference|can i have|mean|explain|is a scene|between|undo|recall|would"),
    _topic(of_session.loaded, r"config|preset|loaded", "what|which|name|called", but=(
        "how|can|where|mean|difference|list|save|other|else|are there"
    )),
    _topic(of_session.moods, "moods?|mood words|vibes", "what|which|list|remind|know|choose|have|got", but="is"),
    _topic(of_session.most_scenes, "scenes?", "how many|limit|most|max\\w*", "can"),
    _topic(of_plans.fills, "fills?", (
        f"{_WHEN}|often|any|is|are|do we|planned|same|why|just|how many"
    ), but="how do|mean|know|what is a|what does|like|happens|steps|wipe"),
    _topic(of_session.tempo, r"(?:is|are|at|was|been|doing|still|that) (?:that |it |we )?(?:at )?\d{3}", "is|are|or|not|has", but=(
        "bar|bars|scheduled|planned|happens?|comes?|anything|what|SECTION|velocity|there"
    )),
    _topic(of_plans.at_bar, (
        r"bar \d{1,4}|(?:at|for|by|on) \d{1,4}"
    ), "what|which|anything|something|wait|happens?|comes?|scheduled|planned|until|bar", but=(
        f"since|around|{_TEMPO}|velocity|percent|remember|asked?|before|after|swing|was|did|could|can|chang\\w*|SECTION|why|"
        "out of|is how|how loud"
    )),
    _topic(of_plans.planned, (
        r"planned|plans?|agenda|schedule|scheduled|pending|queue|queued|jobs|lined up|coming up|coming next|is next|"
        r"next thing|going to do|will you do|gonna do|about to do|next move|to come|coming|up to next|on the cards|"
        r"happens next|what next|do next"
    ), "what|which|when|any|anything|list|is|are|do|wetin|how", but=(
        f"{_TEMPO}|how do|how to|cancel|phrase (?:ends?|line|begins?|starts?)|bar is|late|early|section|SECTION|coming (?:in|through|off|out)"
    )),
    _topic(of_session.place, "phrases?", f"{_WHEN}|end|which bar|what bar|where", but=(
        "changed|last phrase|long is (?:a|the) phrase|is a phrase|at the next phrase|do at"
    )),
    _topic(of_plans.until_section, "SECTION", _WHEN, but="section names|chang\\w*|would|what if"),
    _topic(of_plans.section, (
        r"section|arc|which part|what part|(?:next|new|other) (?:part|bit)|part are|part is|part of the (?:set|arc)|which movement|where are we in|"
        r"in the set"
    ), "what|which|where|is|are|did|how far|how long|when|until", but=(
        "mean|explain|work|works|does|difference|names|what is an? |bring|would|mood"
    )),
    _topic(of_plans.section, "SECTION", "is it|are we|is this|in which", but="how|why|what is an? "),
    _topic(of_session.before, f"{_TEMPO}|energy", "what|how|which", "was|before|used to|were|earlier"),
    _topic(of_session.energy, "energy|intensity|peak|peaking|more in tank|in the tank|flat out|headroom|maxed|full power", (
        "what|how|is|are|where|did|who|why|at"
    ), but="mean|explain|can energy|does energy|energy do|layer|energy is$|what is energy$"),
    _topic(of_layers.offbeat, "off ?beats?|and of the beat|between the beats", "who|what|which|is|does|where", but="set|only"),
    _topic(of_layers.steps, "steps?|sixteenths?|16ths|which beats?|what beats?|rotated|rotation|rot|pattern of|where do", (
        "what|which|where|is|how many|does|on"
    ), LAYER, but="why|mean|explain|does rot|step back"),
    _topic(of_layers.density, (
        "hits?|pulses|notes|strikes|how often|many times|density|densities|how dense|how busy|busyness|how full|dense|busy"
    ), "how|what|which|is|are|has|can|number|tell", but="why|mean|explain|midi|undo|hard|do i|channel|can i|was that|ghosts?|ratchets?|fill"),
    _topic(of_layers.extras, "ghosts?|ghost notes|ratchets?|rolls?|flams?|accents?|accented", "which|is|are|any|how|what|many",
           but="mean|explain|what is an?|point|how do|difference"),
    _topic(of_layers.swing, "swing|swung|swinging|shuffle|shuffled", (
        "what|how much|which|is|are|value|at|on|percent|has|much|many"
    ), but=r"how do|mean|explain|same as|more|a lot|reason|thing|does|0\.\d+"),
    _topic(of_layers.tightness, "tight|tightness|loose|sloppy|wonky", "how|is|are", but="do i|make|get"),
    _topic(of_layers.timing, (
        "late|early|behind|ahead|lagging|dragging|drags|rush\\w*|flam|flamming|before or after|on the grid|on time|in time|"
        "pushed|delayed|offset"
    ), "is|are|where|how|does|which|can|sits?|why", LAYER, but="bars?|how do|plus or|phrase|muted?"),
    _topic(of_session.goals_told, "syncopation|entrainment|entropy|dispersion|scores?|h|syncopated", (
        "what|how much|how high|where|has|is|at|present|now|figure|reading|how"
    ), but="mean|means|do|does|explain|measured|what is entropy$|target|why"),
    _topic(of_layers.loudness, _LOUD, f"how|what|which|is|are|can|why|did|loudest|quietest|do|who|{_PAST}", LAYER,
           but="mute|muted|drop|mean|soon|how do|monitors?|speakers?|do i|why"),
    _topic(of_layers.loudness, "quietest|loudest|softest|hardest|velocities", "what|which|who|is"),
    _topic(of_layers.doing, "what|which", LAYER, "lick|pattern|rhythm|figure", but="density|how many|hits"),
    _topic(of_layers.doing, "why|how come|is|does", LAYER, "only|rare|every other|seldom|sometimes|hardly|few|now and again",
           but="muted|out|off"),
    _topic(of_layers.crowd, "why", "thin|empty|sparse|busy|full|dense|crowded|bare|weak|dull|boring|flat|packed", but="how"),
    _topic(of_layers.presence, f"why|who|{_WHY}", "quiet|soft|low|loud", LAYER, but="do i"),
    _topic(of_layers.changes, "why|who|did|are|does|is|what", _MOVED, LAYER, but=(
        f"{_TEMPO}|bars?$|mute|muted|muting|turned? off|went off|how do|out|off|ghost|energy|stop|before"
    )),
    _topic(of_layers.returns, "when|how long|how many bars|until", LAYER, but="been|late|early|note|record|release"),
    _topic(of_layers.presence, f"is|are|where|why|who|what happened|did|can|no|does|which|what|{_WHY}", _GONE, LAYER, but=(
        "how do|how to|lose its|cover|would|steps?|on one|what is the|what are the|doing|playing|rare|"
        "on (?:the|what) (?:grid|beat)|every other|bars?$"
    )),
    _topic(of_layers.silent, "mute|muted|muting|silent|off|out|solo|soloed|gone|missing|quiet", (
        "what|which|who|anything|any|is|list|why|are|things"
    ), but="mean|explain|does|how|do i|mute the|effect|difference|key|point|out of|turn(?:ed)? (?:that|it)|no one"),
    _topic(of_layers.audible, "layers?|sounds|sounding|drums|voices|instruments|parts|things|playing|hearing|on|hats", (
        "which|what|list|who"
    ), "on|playing|sounding|sound|hear|hearing|heard|in|going|active|running|now|up", but=(
        r"config|preset|groove|song|style|genre|rules?|bar|bpm|tempo|how|step|beat|offbeat|mood|screen|mean|are we|"
        r"are you|(?:am i|are we) on|moves?|can hear|going on|key|going to|music|going|name|on it"
    )),
    _topic(of_session.changed, "changed?|changes|different|did|done|diff", "bars ago|minutes ago|since|so far|today|last phrase|all|between now|in the last", (
        "what|list|remind|which"
    ), but="tempo|how"),
    _topic(of_session.latest, (
        r"what did (?:you|i|we|it|he|she|they)(?: just)?|what (?:was|is) (?:the )?last|what last|what you did|what have you|"
        r"did you do|did it change|who is changing|what i (?:just )?(?:did|changed|pressed)|you changed|what just|"
        r"what happened|who turned|what was that|what is this that|what is different|last change|why did you|i press|"
        r"did i press|who changed|who did|what is that new|i (?:just )?asked|what changed|you did|in the last"
    ), but=f"{_TEMPO}|energy|scene|call|fill|mark|undo|understood?|name|hits?"),
    _topic(of_session.tempo, _TEMPO, "what|how|which|is|are|tell|why|did|has|at|who|was", but=(
        "how do|can|high|mean|stand|stands|explain|good|go faster|make|why is .* so|release|how to|range|fast as"
    )),
    _topic(of_session.glides, "ramp|glide|morph|fade|sweep|slide|build up", "did|is|done|finish\\w*|still|how long|over|far",
           but="how do|fade out"),
    _topic(of_session.tempo, "tempo|bpm|speed", "wobbl\\w*|drift\\w*|moved|moving|chang\\w*|rising|falling|climbing|stable|steady"),
    _topic(of_session.lasted, (
        r"how long|how many (?:minutes|hours|seconds)|how much time|what time|minutes|seconds"
    ), "been|playing|going|played|running|play|so far|already|seconds|minutes|section|at it|have", but=(
        "phrase|until|break|left|drop|fill|release|note|section"
    )),
    _topic(of_session.bar, "bar|bars|measure", "what|which|where|how many|now|at|count", but=(
        "left|until|mean|before|back|phrase|purple|repeat|line|screen|of bars|loop|red|last|per|middle|hits|chang\\w*|did|"
        "many (?:more )?bars (?:is|does|has|can|do)|get|remember|asked"
    )),
    _topic(of_plans.left, "how (?:many|long|much)|when", "left|more|to go|remaining|to run|over|finish\\w*|until", but=(
        "undo|scenes?|energy|in the tank|layers?|hits|swing|can i"
    )),
    _topic(of_session.loaded, (
        r"config|preset|loaded|groove is|groove called|song|tune|track is|pattern is|genre|style is|music is|which groove|"
        r"what groove|playing"
    ), "what|which|is|are|name|asks", but=(
        "how|can|where|mean|difference|list|load|do you|have you|other|else|are there|requests|from|would|does|scene|"
        "have we|been|long|which (?:layers|sounds)|save|key"
    )),
    _topic(of_session.loaded, "vibe|describe", "what|how", but="do i"),
    _topic(of_session.modulators, "modulators?|by itself|on its own|automation", "what|which|is|why|does"),
    _topic(of_session.who, r"your name|who are you|who am i talking"),
    _topic(of_layers.doing, "what|how|where|is", LAYER, "doing|do|up to|with|about|plays?|playing|off with|lick|hitting", but=(
        "how do|if|would|would|happens|mean"
    )),
)
"""Topics from the narrow to the wide."""
TWO_SECTIONS: Final = re.compile(r"SECTION .*SECTION")
TO_DOCUMENTS: Final = re.compile(
    r"\b(?:how (?:do|can|could|should|would|to|does) (?:i|we|you|one|it|the|this|that)\b(?! (?:know|sound|look))|how (?:i|u|you) "
    r"(?!.*\bmuch\b)|is there (?:a|any) (?:way|chance)|any way|what do i (?:press|do|say|type)|how .* (?:measured|calculated)|"
    r"means?|the meaning|stands? for|explain|how to|difference|point of|euclidean|"
    r"what (?:would|if)|would happen|what happens (?:if|when)|happens if|if i|dry run|sound like|"
    r"what does (?:(?:the|an?|this) )?(?:\w+ ?){1,2} (?:do|mean|even do)\b|commands?|tutorial|export|release)\b"
)
"""How somebody asks for the way to something, for what a word means, or for what would be."""
HOW_TO: Final = re.compile(r"(?:so |but )?(?:how (?:do|can|could|would) (?:i|we|you|one)|what do i press|any way to|is there any way)\b")
WISHING: Final = re.compile(
    r"\b(?:(?:can|could|would|will) (?:you|we|i|it|the \w+)(?! (?:tell|see|hear|remember|query|ask|remind|say))|may (?:i|we)|"
    r"please|let us|lets|how about|what about|why not|why do not (?:you|we)|is it possible|do you mind|what if|want to|"
    r"i want|we want|i need|we need|have the|shall we|should (?:i|we|you)|give me|make|is there (?:a|any) (?:way|chance)|"
    r"what a|instead|possible|is it (?:ok|okay|fine|alright)|supposed to be this|opposite of|what i (?:am|was|had))\b"
)
"""What makes a wish of what begins as a question."""
ORDERING: Final = frozenset("""
mute unmute solo drop kill bring put take make give turn lose cut add set push pull let go start stop fill undo redo lock
freeze more less fewer quieter louder softer faster slower bit keep change get save load recall play mark record jam
cancel hold try remove slow speed thin thicken lift raise lower nudge swap strip move calm back tighten loosen no stay
""".split())
"""What a wish begins with."""
ELSE: Final = re.compile(r"\b(?:divided|times \d|plus \d|minus \d|hertz|lineup)\b")
ANOTHERS: Final = (FOREIGN - {"key", "file", "files"}) | frozenset(
    "beer wine pizza weather restaurant hotel taxi football recipe flight cinema".split()
)
"""Words of what is asked of somebody else."""
IT: Final = re.compile(r"\b(?:it|that|they|them|him|he|she)\b")


def question_of_now(text: str, scene: Scene, *, surely: bool = False) -> Found | None:
    """Return the topic of a question about how things are; None for what is no such question.

    Args:
        text: the line. scene: the conversation and how the music stands.
        surely: it is known to be a question; else one that may be a wish is none.
    """
    plain = plain_words(text)
    if ELSE.search(plain.whole) or set(words_of(text)) & ANOTHERS:
        return None
    asks = plain.asks or ((plain.whole,) if surely else ())
    parts = list(dict.fromkeys((*map(begun, asks), *([begun(plain.whole)] if len(asks) < 2 else []))))
    between = any(TWO_SECTIONS.search(_marked(part, scene.config)) for part in parts)
    if not asks or (TO_DOCUMENTS.search(" , ".join(asks)) and not between):
        return None
    if not surely and _may_wish(plain):
        return None
    layers = {part: _layers(part, scene.config) for part in parts}
    for topic in TOPICS:
        for part in parts:
            names = layers[part] or (scene.talk.spoken if IT.search(part) else [])
            if topic.fits(_marked(part, scene.config), layers=bool(names)):
                return Found(topic, part, tuple(names), bool(layers[part]))
    return None


def asks_for_the_way(text: str) -> bool:
    """Return True for a line of which a part asks how something is done: it is no wish to have it done."""
    return any(HOW_TO.match(part) for part in plain_words(text).asks)


def told_of_now(found: Found, scene: Scene, snapshot: Snapshot, sounded: Mapping[str, int]) -> str:
    """Return the fact that answers a question about how things are."""
    return found.topic.answer(Now(found.asked, list(found.layers), found.named, scene, snapshot, sounded))


def _may_wish(plain: Plain) -> bool:
    first = [begun(part).split(" ", 1)[0] for part in (*plain.others, *plain.asks)]
    return WISHING.search(plain.whole) is not None or any(word in ORDERING for word in first)


def _layers(part: str, config: Config) -> list[str]:
    clauses = clauses_of(lexemes_of(words_of(part, config.phrase.bars), config.layers))
    named = [one for clause in clauses for one in (*clause.layers, *clause.spared) if one != "all"]
    named += [layer for sound, layer in SOUNDS if sound.search(part)] if not named else []
    return meant(config, named)


SOUNDS: Final[Sequence[tuple[re.Pattern[str], str]]] = (
    (re.compile(r"\b(?:boom\w*|thud\w*|thump\w*|low one)\b"), "kick"),
    (re.compile(r"\b(?:swish\w*|long|open|hiss\w*)\b.*\b(?:cymbal|hat|one)\b"), "hat_o"),
    (re.compile(r"\b(?:tick\w*|short|closed|tss+)\b.*\b(?:cymbal|hat|one|sound)\b"), "hat_c"),
)
"""How drums are called by those who do not know their names."""


def _marked(part: str, config: Config) -> str:
    """Return a question with SECTION behind the name of a section of this groove."""
    names = [] if config.arc is None else [re.escape(one.name.lower()) for one in config.arc.sections]
    names = [*names, "drop"] if "drop" not in names else names
    return re.sub(rf"\b({'|'.join(names)})\b", r"\1 SECTION", part)
