"""Is a sentence a question, and what is its answer: from how the music stands, or from the documents?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.docs_answer import in_short
from agent.offline.clauses import clauses_of
from agent.offline.known_questions import (
    ALIKE_ENOUGH,
    SURELY,
    about_program,
    beyond_doubt,
    known_answers,
    known_word_for_word,
    perhaps,
    perhaps_ours,
    tells_story,
)
from agent.offline.layers import meant
from agent.offline.lexemes import lexemes_of
from agent.offline.line_shapes import IF_WANTED, way_asked
from agent.offline.orders import commands
from agent.offline.question_parts import OF_ITS_OWN, answer_of, asks_the_way, paged, put_together
from agent.offline.short_questions import asks_shortly, stands, wishes_politely
from agent.offline.vocabulary import EVERYDAY, FILLERS, FOREIGN
from agent.offline.words import CONTRACTIONS, CONTROL, MEANINGS, is_foreign, mended, words_of
from agent.tools.library import HELP
from engine.arc import place_in
from engine.clock_words import clock_line
from engine.watching import plan_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.control import Snapshot
    from engine.state import SessionState

POLITE: Final = (
    r"(?:o+h+|a+h+|hm+|huh|eh|wo+w+|whoa|aha|haha|lol|nice|cool|damn|man|dude|but|then|now|no|yes|yeah|yep|"
    r"so|and|hey|hi|ok|okay|well|excuse me|sorry|wait|please|yo|um|erm|uh|oh|mate|bro|hello|"
    r"do you know|any idea|remind me|(?:can|could|would|will) (?:you|u) (?:please |maybe |just |quickly"
    r" )?(?:tell|"
    r"show|explain|remind)(?: to)?(?: me| us)?|"
    r"i (?:want|would like|need|would love) to know|i(?:'d| would) like to know|i was wondering|i wonder|let"
    r" me know|"
    r"tell me|can i ask|quick question|question)[,:]? +"
)
ASKS: Final = re.compile(
    rf"^(?:{POLITE})*"
    r"(what|whats|what's|which|who|whose|how|hows|how's|why|when (?:is|does|did|will|do)|where|wheres|where's"
    r"|is|"
    r"are|does|do you|do i|did|am i|are we|"
    r"has|have you|have (?:the |my )?\w+ (?:changed|moved|been)|"
    r"do (?:the |both |all |my )*(?:hats|claps|drums|layers|ghosts|rolls|accents|fills|they) "
    r"(?:all |both |still |really |ever |even )*(?:swing|play|hit|sound|have|follow|drift|use|share|ring|land|sit)\b|"
    r"do (?:the |my )?(?!hats|claps|snares|kicks|drums)\w+s "
    r"(?:store|keep|save|survive|remember|include|contain|hold|recall)|"
    r"list|show me|explain|(?:can|could|would|will) (?:you|u) (?:please |just )*(?:explain|describe|define)|"
    r"tell me (?:what|how|why|where|which|about)|describe|help|wie|was"
    r"|warum|wo|"
    r"comment|pourquoi|cómo|como|qué|por qué|"
    r"can i|can my|can this|can it|can (?:two|several|other|more) people|may i (?:use|release|sell|publish)|should i|"
    r"i hear nothing|i can'?t hear (?:anything|a thing|any sound)|i don'?t hear "
    r"anything|no sound\b(?!s)|there is no sound|"
    r"nothing (?:sounds|is playing|plays))\b"
)
WISHES: Final = re.compile(
    rf"^(?:{POLITE})*(?:what about|how about|why not|"
    r"why (?:don'?t|do not) (?:we|you|u)(?! (?:all )?(?:hear|have|see|get|feel|know|sound|play)\b)|"
    r"what if|how bout|is it possible|are you able|"
    r"is there (?:a|any) (?:way|chance)|are we able|what i want|what i need|what we need|which is why|show me "
    r"what happens|"
    r"can i (?:have|get)|do you mind|what do you say|how would you feel|is it ok|are you up for|have you got"
    r" any "
    r"chance|have the(?! \w+ (?:changed|moved|been)\b)|"
    r"can it be|can this be|show me (?:some|more|the kick|a)|was the|what a(?!.*\?$))\b"
)
DOCUMENTED: Final = frozenset(
    """
journal replay resume port ports midi clock jack alsa latency lateness trim config configs guard rescue modulator
modulators bar bars euclid euclidean mask condition conditions daemon player socket session service systemd unit
priority score scores phrase seed velocity choke privacy sandbox mcp attach status console stage quantise
scenes history install layer parameter setting command engine limiter
""".split()
)
"""Further words that a question about this program may hold."""
OURS: Final = frozenset({"layer", "quality", "lean", "mood", "act"})
PLAYING: Final = re.compile(
    r"what(?:'s| is|s)? (?:playing|on|loaded|running|this)|(?:which|what) (?:config|groove|preset|song"
    r"|style)\b|"
    r"is (?:anything|something) playing"
)
WHOSE_TIME: Final = re.compile(
    r"^(?:so |and )?(?:(?:are|is) (?:you|we|it|this) (?:really |still )?(?:in (?:sync|time|phase)|locked"
    r"|synced|"
    r"following|on link|with the clock|on the clock)|(?:which|what|whose) clock (?:do|are|is)|"
    r"whose (?:time|tempo) (?:do|are|is)|"
    r"(?:what|who) (?:do|are) (?:you|we) (?:follow|following)|is (?:the |ableton )?(?:clock|link|master|sync) "
    r"(?:on|off|locked|there|lost|in|heard|ok|sent)|how (?:well|far|late) (?:are|do) (?:you|we) (?:follow|off"
    r"|in "
    r"(?:sync|time)|against the clock))\b"
)
LOADABLE: Final = re.compile(
    r"(?:what|which|list|show me|are there)\b.*\b(?:styles|configs|grooves|presets)\b|what (?:all )?can (?:i|we|you)"
    r" load"
)
HOW_TO: Final = re.compile(
    r"^(?:and |so |but )?how (?:(?:do|can|could|should|would) (?:i|we|you|one)|to)\b(?! (?:know|tell|see|feel))"
)
"""Asks for the way to something, which no answer about how the music stands tells."""
UNTIMED: Final = re.compile(r"\b(?:difference|maximum|happens|point of|possible|format|how (?:do|can|could) i)\b")
"""Words of a question that is never about how the music stands, whatever else it names."""
IS_IT: Final = re.compile(
    r"(?:is|are) (?:my|our|the) (?:kick|snare|claps?|hats?|open hat|closed hat|tempo|groove|beat|bar)\b"
)
"""Asks how something stands, be it with a word that only the documents know."""
GENRE: Final = re.compile(r"\b(?:is|are) (?:this|it|that|we)\b.*\b(?:house|techno|trance|electro|genre|music)\b")
NEVER_OURS: Final = frozenset("beer wine pizza weather restaurant hotel taxi football recipe flight cinema".split())
"""Words of what is asked of somebody else, however it is put."""
MOST_ALIEN: Final = 1
"""More words that are strange here, and a question is about something else."""
LONG: Final = 9
"""Words of a line that is rather a question than a wish, where it was not understood as one and begins like either."""
LONGEST_OF_NOW: Final = 12
"""Words of a question about how the music stands; a longer one tells a story."""
SOUND_FILE: Final = re.compile(r"\b(?:wav|wave|mp3|audio)\b")
"""What no wish can have: what plays is MIDI."""
UNANSWERED: Final = "that I cannot answer; :help lists the commands, and the pages are in docs/"
UNSURE: Final = "I am not sure what is asked; perhaps this?"
LISTED: Final = 8
WHOLE_HELP: Final = re.compile(
    r"^(?:please )?help(?: me)?(?: please)?\W*$|what (?:all |else )?can (?:you|i|we) (?:do|say|ask)|how do(?:es)? "
    r"(?:this|you|it) work|"
    r"what do you do|what are you\W*$|who are you\W*$|what is this\W*$|what are (?:the|your) commands"
)


SCORE_NAMES: Final = {"e": "entrainment", "s": "syncopation", "d": "dispersion", "h": "entropy"}
LETTERS: Final = re.compile(r"\b([sedh]) (?:number|score|value|figure|meter|reading)\b")
"""Scores by their letters, as the screen has them."""


def last_said(text: str) -> str:
    """Return the last sentence of a text that ends with a question mark; the text itself, if it does not."""
    plain = text.strip().lower().replace("\u2019", "'")
    return re.split(r"[,.;!]\s+", plain.rstrip(" ?!."))[-1] if plain.endswith("?") else plain


THINKING: Final = re.compile(
    r"is (?:too|so|very|much too) [a-z]+\b(?! \?)|"
    r"(?:so |ok(?:ay)? |well |right |and |now )*(?:what|here is what|here's what) (?:i|we) (?:was|were|am|'m"
    r"|are|want|wanted|would like|"
    r"had)\b.{0,40}?\b(?:is|was)\b|(?:can|could|may|might) (?:i|we) (?:please )?(?:hear|have|get|listen to)"
    r" (?:only|just|"
    r"nothing but)\b"
)
"""What begins like a question and is a wish: "what i was thinking is", "can i hear only"."""


OR_WHAT: Final = re.compile(r"\bor what[ .!?]*$")
"""What a question ends with, whatever it begins with: "you got that drop lined up or what"."""


def is_question(text: str) -> bool:
    """Return True when a sentence wants to know, not to have."""
    if wishes_politely(text) or THINKING.match(text.strip().lower()):
        return False
    said = text.strip().lower()
    if OF_ITS_OWN.match(said) or IF_WANTED.match(said) or OR_WHAT.search(said) or asks_shortly(text):
        return True
    plain = " ".join(mended(said.replace("\u2019", "'").split()))
    return any(ASKS.match(one) and not WISHES.match(one) for one in (plain, last_said(text)))


def answer(text: str, state: SessionState, snapshot: Snapshot, names: Sequence[str] = ()) -> str | None:
    """Return the answer in a line; None when it is a question about something else altogether.

    Args:
        text: the question. state, snapshot: how the music stands.
        names: of the configs there are.
    """
    plain = " ".join(mended(text.strip().lower().replace("\u2019", "'").split()))
    plain = LETTERS.sub(lambda found: SCORE_NAMES[found[1]], plain)
    asked = " ".join(CONTRACTIONS.get(word, word) for word in text.lower().replace("\u2019", "'").split())
    known, alike = known_answers(LETTERS.sub(lambda found: SCORE_NAMES[found[1]], asked))
    if set(words_of(text)) & NEVER_OURS:
        known, alike = (), 0.0
    of_now = IS_IT.match(plain) is not None or (
        _of_now(plain) and (alike < SURELY or not _strange(words_of(text)))
    )
    of_now = of_now and len(words_of(text)) <= LONGEST_OF_NOW
    least = ALIKE_ENOUGH if about_program(text) else SURELY
    enough = alike >= SURELY and UNTIMED.search(plain) is not None if of_now else alike >= least
    if WHOSE_TIME.search(plain) or (alike < ALIKE_ENOUGH and WHOLE_HELP.search(plain)):
        return clock_line(snapshot) if WHOSE_TIME.search(plain) else " ".join(HELP.split("\n"))
    words = words_of(text)
    if enough:
        return answer_of(text, known)
    if set(words) & (FOREIGN - {"key", "file", "files"}):
        return None
    if LOADABLE.search(plain):
        return f"to load: {', '.join(names)}"
    of_way = HOW_TO.search(plain) or OF_ITS_OWN.match(plain) or way_asked(text)
    stands = None if of_way else _how_it_stands(plain, words, state, snapshot)
    if stands is not None:
        return stands
    if alike >= least:
        return answer_of(text, known)
    return _from_documents(text, words)


def _from_documents(text: str, words: Sequence[str]) -> str | None:
    """Answer from the pages, or name the known questions that are near; None when it is about something else."""
    ours = any(_is_ours(word) for word in words) and words[0] != "who"
    if not ours or len(_strange(words)) > MOST_ALIEN:
        return None
    meant = perhaps_meant(text)
    if meant is not None:
        return meant
    found = in_short(text)
    return UNANSWERED if found is None else paged(*found)


def perhaps_meant(text: str) -> str | None:
    """Return the answers that may be meant, each below its question; None when there is none, or it is off topic."""
    meant = () if is_foreign(text) and not perhaps_ours(text) else perhaps(text)
    return f"{UNSURE} {put_together(meant, titled=True)}" if meant else None


def _is_ours(word: str) -> bool:
    kind, value = MEANINGS.get(word, ("", ""))
    return word in DOCUMENTED or (kind in OURS and value not in {"file", "nothing", "play", "save"})


def told_of_program(text: str) -> str | None:
    """Return the answer to what is beyond doubt about the program, whatever of the music it names; else None."""
    known = () if set(words_of(text)) & NEVER_OURS else beyond_doubt(text)
    return answer_of(text, known) if known else None


def told_of_way(text: str, *, widely: bool = False) -> str | None:
    """Return the answer to what asks for the way to something, whatever of the music it names; else None.

    `widely` is that of `asks_the_way`; then a name that is known word for word counts too ("drum rack", and not "more
    energy"), and a long one may be answered with what is perhaps meant; an order is neither.
    """
    widely = widely and not commands(text)
    known, alike = known_answers(text)
    words = words_of(text)
    just_so = widely and any(one.kind in {"unknown", "foreign"} for one in lexemes_of(words))
    just_so = just_so and known_word_for_word(text)
    if not (just_so or asks_the_way(text, widely=widely)) or set(words) & NEVER_OURS:
        return None
    if alike >= ALIKE_ENOUGH:
        return answer_of(text, known)
    return perhaps_meant(text) if widely and len(text.split()) >= LONG else None


def told_of_story(text: str) -> str | None:
    """Return the answer to what tells of the program, and would be a wish without its story; None for another line.

    "I have a volca on a cable and only the kick plays" is no wish to hear the kick alone.
    """
    if not tells_story(text) or (commands(text) and not SOUND_FILE.search(text.lower())):
        return None
    return told_of_trouble(text) if SOUND_FILE.search(text.lower()) else told_of_program(text)


def told_of_trouble(text: str) -> str | None:
    """Return the answer to what tells of a trouble, "the sound crackles"; None when it does not, or it is not known.

    What is put as a question of the program may have been read as a wish, "is there a way to trim a recording".
    """
    if not about_program(text) or set(words_of(text)) & NEVER_OURS:
        return None
    known, alike = known_answers(text)
    return answer_of(text, known) if alike >= ALIKE_ENOUGH else None


def is_about_music(text: str) -> bool:
    """Return True for a question of known words that names something of the music."""
    words = words_of(text)
    return any(_is_ours(word) for word in words) and not _strange(words) and not set(words) & (FOREIGN | NEVER_OURS)


def _strange(words: Sequence[str]) -> list[str]:
    """Return the words that neither the music nor its documents use."""
    known = DOCUMENTED | FILLERS | EVERYDAY | CONTROL
    return [word for word in words if word.isalpha() and word not in MEANINGS and word not in known]


def _of_now(text: str) -> bool:
    """Return True for a question about how the music stands, be it asked with words that documents explain."""
    return bool(
        re.search(
            (
                r"\b(?:right now|now|loaded|currently|at the moment|is the|are the|is it|are we|is our|our|"
                r"did you|is how (?:much|many)|is what\b|energy (?:at|now|level)|"
                r"which bar|(?:which|what) (?:scenes|sections|parts|layers) are there|"
                r"muted\b|how (?:dense|loud|fast|syncopated|busy|many bpm))\b"
            ),
            text,
        )
    ) and not re.search(
        (
            r"\b(?:mean|means|explain|where|wheres|safe|tell me|stand for|saved|how do|how can|how to|ableton|"
            r"key|latency|delay)\b"
        ),
        text,
    )


def _how_it_stands(  # noqa: PLR0911, PLR0912 - one return a question
    text: str, words: list[str], state: SessionState, snapshot: Snapshot
) -> str | None:
    config, stage = state.config, state.stage
    found = stands(text, state, snapshot, _section_words(state))
    if found is not None:
        return found
    clauses = clauses_of(lexemes_of(words, config.layers))
    said = {value for clause in clauses for value in (*clause.acts, *clause.qualities)}
    layers = [
        layer
        for clause in clauses
        for layer in meant(config, [*clause.layers, *clause.spared])
        if "all" not in clause.layers
    ]
    if said & {"mute", "solo", "unmute"} and not layers:
        soloed = ", ".join(hold.layer for hold in stage.solos)
        muted = ", ".join(hold.layer for hold in stage.mutes)
        return f"muted: {muted or 'nothing'}; soloed: {soloed or 'nothing'}"
    if re.search(r"\bsections?\b|\barc\b|which part|what part", text):
        return _section_words(state)
    if "energy" in said:
        return f"energy {state.config.energy:.2f}; out by it: {', '.join(state.out) or 'nothing'}"
    if layers:
        return "; ".join(_layer_words(state, layer) for layer in dict.fromkeys(layers))
    if "tempo" in said or re.search(r"how (?:fast|slow)|tempo", text):
        return f"{snapshot.bpm:g} BPM"
    if PLAYING.search(text) or GENRE.search(text):
        moves = "playing" if snapshot.playing else "stopped"
        return f"{moves}: {snapshot.config or 'no name'}, {snapshot.bpm:g} BPM, layers {', '.join(config.layers)}"
    if re.search(r"(?:which|what) (?:layers|instruments|drums|sounds)", text):
        return f"layers: {', '.join(config.layers)}"
    if re.search(r"which bar|what bar|how many bars|where are we", text):
        return "no bar has sounded yet" if snapshot.bar is None else f"bar {snapshot.bar + 1}"
    scores = said & {"S", "E", "D", "H"} or ({"S"} if "syncopated" in words else set())
    if scores or {"score", "scores", "goal", "goals", "targets", "bands"} & set(words):
        return _scores(snapshot, scores or {"E", "S", "D", "H"})
    if re.search(r"\bplan(?:s|ned)?\b|agenda|what(?: is|s|'s)? (?:next|coming)", text):
        plans = [f"{item.id}: {plan_words(item)}" for item in state.agenda[:LISTED]]
        return f"planned: {', '.join(plans) or 'nothing'}"
    if re.search(r"\bscenes\b", text):
        return f"scenes: {', '.join(scene.name for scene in state.scenes) or 'none yet'}"
    if re.search(r"\brecord", text):
        where = None if snapshot.recording is None else snapshot.recording.get("folder")
        return "nothing is recorded" if where is None else f"recording to {where}"
    return None


def _section_words(state: SessionState) -> str:
    """Name the section that plays, and all sections."""
    arc = state.config.arc
    if arc is None:
        return "this groove has no arc, so there are no sections"
    known = f"sections: {', '.join(section.name for section in arc.sections)}"
    place = place_in(state)
    if place is None:
        return f"no section plays; {known}"
    later = ", held" if place.held else f", then {place.next}" if place.next else ""
    return f"{place.name}, bar {place.bar + 1} of {place.of}{later}; {known}"


def _layer_words(state: SessionState, layer: str) -> str:
    found = state.config.layers[layer]
    told = []
    if layer in {hold.layer for hold in state.stage.mutes}:
        told.append("muted")
    elif state.stage.solos and layer not in {hold.layer for hold in state.stage.solos}:
        told.append("silent, others are soloed")
    if found.density is not None:
        told.append(f"density {found.density.target:.2f}")
    else:
        told.append(f"{found.fills} hits in {found.steps} steps")
    told.append(f"swing {found.swing_percent:.2f}")
    told.append(f"velocity {found.velocity}")
    return f"{layer}: {', '.join(told)}"


def _scores(snapshot: Snapshot, letters: set[str]) -> str:
    if snapshot.scores is None:
        bands = {letter: snapshot.goals.get(letter) for letter in sorted(letters)}
        shown = [f"{letter} goal {band[0]:.2f} to {band[1]:.2f}" for letter, band in bands.items() if band is not None]
        return "no bar has sounded yet" + (f"; {', '.join(shown)}" if shown else "")
    return ", ".join(f"{letter} {snapshot.scores[letter]:.2f}" for letter in sorted(letters))
