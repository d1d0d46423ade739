"""What do short and roundabout questions want to know: "bpm?", "who's off?", "how long until the next part?"?

They name a thing and ask for its state; the answers are in `questions.py`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.clauses import clauses_of
from agent.offline.figures import counted
from agent.offline.layers import meant
from agent.offline.lexemes import lexemes_of
from agent.offline.words import MEANINGS, words_of
from engine.timebase import STEPS_PER_BAR
from engine.watching import plan_words

if TYPE_CHECKING:
    from engine.config import Config
    from engine.control import Snapshot
    from engine.state import SessionState

MOST_WORDS: Final = 4
ENDS: Final = re.compile(
    r"\b(?:is|are|it's|its|at)? ?(?:how (?:much|many|fast|loud|long)|what|which one|where)\s*[?.!]*$"
)
"""Questions that other languages put last: "tempo is how much?"."""
LAST: Final = re.compile(
    r"^(?:what(?:'s|s| is| are)|how (?:many|much|fast|long|loud|busy|dense)|which|where(?:'s|s| is| are)|"
    r"who(?:'s|s| is)|why(?:'s|s| is| are| does| do| did)?)\b"
)
OWN: Final = re.compile(
    r"\b(?:is|are) (?:that|it|they|this|those) (?:\w+ )?(?:still )?(?:going to|gonna|to|planned|coming|due)\b|"
    r"^(?:is there |is )?(?:anything|something|nothing) (?:planned|coming|queued|scheduled|pending|due|waiting|"
    r"lined up)\b|"
    r"^(?:and )?(?:might|may|can|could) (?:i|we) (?:ask|know)\b|\b(?:yet|still) to (?:happen|come)\b"
)
WISHED: Final = re.compile(r"^(?:can|could|may) (?:it|this|that|they|we|the [a-z ]{2,20}?) (?!you)")
WISHING: Final = frozenset({"lean", "mood", "way", "degree"})
PENDING: Final = re.compile(
    r"\b(?:still (?:going to|gonna|to|planned|due)|yet to (?:happen|come)|pending|in the queue|queued|lined up|"
    r"coming up|scheduled|waiting to happen|due next)\b"
)
HOLDS: Final = re.compile(
    r"\b(?:who|which|what)\b.* (?:off|out|silent|missing|gone|muted|quiet|soloed|playing now|on now|in now)\b"
)
LEFT: Final = re.compile(
    r"\bhow (?:long|many bars|much longer|much time)\b.*\b(?:until|till|til|left|before|to go|remain\w*|section|part|"
    r"changes?|next)\b|\bwhen (?:does|do|will|is)\b.*\b(?:section|part|change|next one|end|over)\b"
)
WHY: Final = re.compile(r"\bwhy\b.*\bon (?:the )?(?:step |sixteenth |16th )?(?P<step>\d{1,2})\b")
PORTS: Final = re.compile(r"\b(?:which|what)\b.*\b(?:ports?|outputs?)\b")
LISTED: Final = 8


def asks_shortly(text: str) -> bool:
    """Return True for a question that begins with none of the usual words."""
    plain = text.strip().lower().replace("\u2019", "'")
    if OWN.search(plain) or (plain.endswith("?") and ENDS.search(plain)):
        return True
    if LAST.match(re.split(r"[,.;!]\s+", plain)[-1]) and re.search(r"[.;!]\s", plain):
        return True
    words = [word for word in words_of(text) if word.isalpha()]
    kinds = {MEANINGS.get(word, ("", ""))[0] for word in words}
    short = plain.endswith("?") and 0 < len(words) <= MOST_WORDS
    return short and "quality" in kinds and kinds <= {"quality", "layer", ""}


def wishes_politely(text: str) -> bool:
    """Return True for "can it sound funkier?": a wish in the form of a question."""
    plain = text.strip().lower().replace("\u2019", "'")
    said = WISHED.match(plain)
    return said is not None and any(MEANINGS.get(word, ("", ""))[0] in WISHING for word in words_of(plain))


def why_place(text: str, config: Config) -> tuple[str, int] | None:
    """Return the layer and the step (from 0) of which it is asked why they sound; None where it is not."""
    asked = WHY.search(" ".join(counted(re.sub(r"[?.!]", " ", text.lower()).replace("'", " ").split())))
    if asked is None:
        return None
    clauses = clauses_of(lexemes_of(words_of(text), config.layers))
    layers = [layer for clause in clauses for layer in meant(config, clause.layers)]
    step = int(asked["step"]) - 1
    return (layers[0], step) if layers and 0 <= step < STEPS_PER_BAR else None


def stands(text: str, state: SessionState, snapshot: Snapshot, section: str) -> str | None:
    """Return the answer to a roundabout question; None when it is none.

    Args:
        text: in lower case. state, snapshot: how the music stands. section: of the arc, in words.
    """
    if PENDING.search(text):
        plans = [f"{item.id}: {plan_words(item)}" for item in state.agenda[:LISTED]]
        return f"planned: {', '.join(plans) or 'nothing'}"
    if PORTS.search(text):
        return f"ports: {', '.join(f'{port.name} ({port.state})' for port in snapshot.ports) or 'none is open'}"
    if HOLDS.search(text):
        muted, soloed = state.stage.mutes, state.stage.solos
        out = f"; out by energy: {', '.join(state.out)}" if state.out else ""
        return (
            f"muted: {', '.join(hold.layer for hold in muted) or 'nothing'}; "
            f"soloed: {', '.join(hold.layer for hold in soloed) or 'nothing'}{out}"
        )
    if LEFT.search(text):
        return section
    return None
