"""Is a sentence a question, and what is its answer: from how the music stands, or from the documents?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.docs_answer import passages_for
from agent.offline.clause import clauses_of
from agent.offline.layers import meant
from agent.offline.lexicon import EVERYDAY, FILLERS, OFF_DOMAIN, WORDS
from agent.offline.words import words_of
from agent.tools.library import HELP
from engine.plain_text import one_line

if TYPE_CHECKING:
    from engine.control import Snapshot
    from engine.state import SessionState

ASKS: Final = re.compile(
    r"^(?:so |and |hey |ok |okay |well |tell me |do you know |any idea |remind me )*"
    r"(what|whats|what's|which|who|how|hows|how's|why|when|where|is|are|does|do you|did|am i|are we|list|show me|"
    r"explain|tell me|describe|help)\b"
)
WISHES: Final = re.compile(
    r"^(?:what about|how about|why not|why don't|why dont|what if|how bout|is it possible|are you able|do me|"
    r"is there a way|are we able|when you can|what i want|what i need|what we need|which is why|show me what happens)"
)
OURS: Final = frozenset({"layer", "quality", "adjective", "mood", "action"})
DOCUMENTED: Final = frozenset("""
journal replay resume port ports midi clock jack alsa latency lateness trim config configs guard rescue modulator
modulators bar bars euclid euclidean mask condition conditions daemon player socket session service systemd unit
priority score scores phrase seed velocity choke privacy sandbox mcp attach status console stage quantise
scenes history install
""".split())
"""Further words that a question about this program may hold."""
PLAYING: Final = re.compile(
    r"what(?:'s| is|s)? (?:playing|on|loaded|running|this)|which (?:config|groove|preset|song)|what config"
)
MOST_ALIEN: Final = 2
"""More words that are strange here, and a question is about something else."""
MAX_ANSWER: Final = 400
WHOLE_HELP: Final = re.compile(r"\bhelp\b|what can (?:you|i) (?:do|say|ask)|how do(?:es)? (?:this|you|it) work")


def is_question(text: str) -> bool:
    """Return True when a sentence wants to know, not to have."""
    plain = text.strip().lower().replace("\u2019", "'")
    return bool(ASKS.match(plain)) and not WISHES.match(plain)


def answer(text: str, state: SessionState, snapshot: Snapshot) -> str | None:
    """Return the answer in a line; None when it is a question about something else altogether."""
    words = words_of(text)
    if set(words) & OFF_DOMAIN:
        return None
    if WHOLE_HELP.search(text.lower()):
        return " ".join(HELP.split("\n"))
    stands = _how_it_stands(text.lower(), words, state, snapshot)
    if stands is not None:
        return stands
    ours = any(WORDS.get(word, ("",))[0] in OURS or word in DOCUMENTED for word in words)
    alien = [word for word in words if word.isalpha() and word not in {*WORDS, *DOCUMENTED, *FILLERS, *EVERYDAY}]
    found = passages_for(text, 1) if ours and len(alien) <= MOST_ALIEN else ()
    if found:
        passage = found[0]
        return one_line(f"{passage.text} ({passage.file}, {passage.heading})", MAX_ANSWER)
    return None


def _how_it_stands(  # noqa: PLR0911 - one return a question
    text: str, words: list[str], state: SessionState, snapshot: Snapshot
) -> str | None:
    config, stage = state.config, state.stage
    said = {str(WORDS[word][1]) for word in words if word in WORDS}
    muted = [hold.layer for hold in stage.mutes]
    layers = [
        layer for clause in clauses_of(words, frozenset(config.layers)) for layer in meant(config, clause.layers)
        if "all" not in clause.layers
    ]
    if "mute" in said or "solo" in said:
        soloed = [hold.layer for hold in stage.solos]
        return f"muted: {', '.join(muted) or 'nothing'}; soloed: {', '.join(soloed) or 'nothing'}"
    if layers and text.startswith(("why", "is", "are", "where", "how", "what")):
        return "; ".join(_layer_words(state, layer) for layer in dict.fromkeys(layers))
    if "tempo" in said or "bpm" in said or re.search(r"how (?:fast|slow)", text):
        return f"{snapshot.bpm:g} BPM"
    if PLAYING.search(text):
        moves = "playing" if snapshot.playing else "stopped"
        return f"{moves}: {snapshot.config or 'no name'}, {snapshot.bpm:g} BPM, layers {', '.join(config.layers)}"
    if re.search(r"which layers|what layers|what instruments|which instruments|which drums|what drums", text):
        return f"layers: {', '.join(config.layers)}"
    if re.search(r"which bar|what bar|where are we", text):
        return "no bar has sounded yet" if snapshot.bar is None else f"bar {snapshot.bar + 1}"
    scores = said & {"S", "E", "D", "H"} or ({"S"} if "syncopated" in words else set())
    if scores or {"score", "scores", "goal", "goals", "targets", "bands"} & set(words):
        return _scores(snapshot, scores or {"E", "S", "D", "H"})
    if re.search(r"what scenes|which scenes|list scenes|scenes", text):
        return f"scenes: {', '.join(scene.name for scene in state.scenes) or 'none yet'}"
    if re.search(r"recording|are we recording", text):
        where = None if snapshot.recording is None else snapshot.recording.get("folder")
        return "nothing is recorded" if where is None else f"recording to {where}"
    return None


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
