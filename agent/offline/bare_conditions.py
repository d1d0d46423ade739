"""Which lines have a condition without "if" in front: "E under .8 -> fill", "syncopation goes over .6, thin the hats"?

They wait for it, as with "when"; none of them is done at once.
"""

from __future__ import annotations

import re
from typing import Final

from agent.offline.layer_words import ONE_LAYER

VERBS: Final = (
    r"(?: (?:is|are|goes|go|gets|get|falls?|drops?|rises?|climbs?|dips?|sinks?|stays?|has been|have been|is at|passes|"
    r"jumps?|creeps?|sits|runs|comes|hits|up|down|back))*"
)
OVER: Final = r">=?|\u2265|above|over|past|beyond|exceeds|(?:more|higher|bigger|greater) than"
UNDER: Final = r"<=?|\u2264|below|under|beneath|(?:less|lower|fewer|smaller) than"
CONDITION: Final = re.compile(
    rf"(?:(?:when|once|if|whenever) )?(?:the )?(?:(?P<what>s|e|d|h|energy|syncopation|entropy|drive|entrainment|"
    rf"dispersion|hits)|(?P<layer>{ONE_LAYER}|[a-z]+_[a-z]+)(?: hits?)?){VERBS} ?"
    rf"(?:(?P<over>{OVER})|{UNDER}) ?(?P<n>\d*\.?\d+ ?%?)"
    r"(?: hits)?(?: (?:in|per) (?:a |the |one |each )?bar| a bar)?"
    r"(?: for (?P<bars>\d+|one|two|three|four|eight)(?: bars?)?)?"
    r"(?: ?(?:->|=>|\u2192|:|;)|,? then|,) ?(?:then )?(?:(?:you|we) )?(?P<act>\S.*)"
)
ONLY_LASTS: Final = re.compile(r"(?:for )?\w+ bars?(?: in a row| running| long| or more| at least)?[.!]*")
"""What says for how long, and nothing that is to be done."""


def with_when(text: str) -> str:
    """Return a line that begins with a bare condition with "when" in front; another line as it is."""
    found = CONDITION.fullmatch(" ".join(text.lower().split()))
    if found is None or ONLY_LASTS.fullmatch(found["act"]):
        return text
    what = found["what"] or found["layer"]
    lasting = f" for {found['bars']} bars" if found["bars"] else ""
    return f"when {what} {'above' if found['over'] else 'below'} {found['n']}{lasting}, {found['act']}"
