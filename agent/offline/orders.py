"""Does a part of a line say what is to be done or to come? Such a line tells of no trouble, and asks for no page.

"Build the energy over 16 bars" and "my solo ends in 3 bars, put a fill there" have the words of known questions, and
are wishes all the same: be they not understood, nothing is told of the documents.
"""

from __future__ import annotations

import re
from typing import Final

from agent.offline.layer_words import LAYER

IF: Final = (
    r"(?<!see )if(?! (?:you|u|we|possible|that|this|it is|it's|it can|it could|it isn'?t|it is not|it doesn'?t|ok|need|"
    r"so)\b)"
)
"""What waits for something to be so; politeness is none, nor is trying."""
WAITS: Final = re.compile(
    rf"\b(?:{IF}|unless|whenever|as (?:long|soon) as(?! possible)|"
    r"in case|provided|(?:bars?|measures?|times) (?:running|in a row|straight|on end))\b"
)
GOES: Final = re.compile(
    rf"(?:^|[,.;] )(?:and |so )?no {LAYER}\b(?! (?:on|from|in the|at the|sound))|"
    r"\b(?:bring|pull|put|take|turn|push|cut)\b.{1,30}\b(?:back|out|off|up|down|in)\b"
)
"""What is to go or to come."""
OURS: Final = (
    rf"(?:{LAYER}|fills?|energy|tempo|swing|groove|beat|density|break|rise|breakdown|ghosts?|ghost notes|accents?|"
    r"rolls?|ratchets?|syncopation|variation|phrase|it|that|this|there|here|them|more|less)"
)
COMMANDED: Final = re.compile(
    r"(?:^|[,.;:!] |\b(?:and|then|so) )(?:(?:please|just|now|do|then|kindly|(?:can|could|would|will) (?:you|we)|"
    r"let us|let's) )*"
    r"(?:put|give|bring|take|make|mute|unmute|drop|kill|cut|lose|add|build|raise|lower|lift|push|pull|turn|let|keep|"
    rf"fade|vary|change|thin|soften|quieten|tighten|loosen|slow|speed) "
    rf"(?:(?:an?|the|some|all|me|us) )?(?:\w+ )?{OURS}\b"
)
"""What begins a part of a line as an order does, of something that is known here."""
MUST: Final = re.compile(r"\b(?:(?:has|have|needs?) to|must|should|shall) (?:stop|go|end|start|come|return)\b")
"""What the music has to do."""


def orders(text: str) -> bool:
    """Return True for a line that waits for something, or says what is to go, to come or to be done."""
    plain = _plain(text)
    return WAITS.search(plain) is not None or GOES.search(plain) is not None or commands(text)


def commands(text: str) -> bool:
    """Return True for a line of which a part says what is to be done."""
    plain = _plain(text)
    return COMMANDED.search(plain) is not None or MUST.search(plain) is not None


def _plain(text: str) -> str:
    return " ".join(text.lower().replace("\u2019", "'").split())
