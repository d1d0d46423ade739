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
DOES: Final = (
    r"(?:mute|unmute|solo|unsolo|kill|cut|drop|lose|bring|take|lock|freeze|fill|a fill|give me a fill|do a fill|"
    r"(?:a )?black ?out)\b"
)
WAITS: Final = re.compile(r"\b(?:at|when|if|once|until|till|before|after|then (?!back|all|everything|they|it))\b")
ONLY_LASTS: Final = re.compile(r"(?:for )?\w+ bars?(?: in a row| running| long| or more| at least)?[.!]*")
"""What says for how long, and nothing that is to be done."""


SECTION: Final = r"(?P<name>drop|break|breakdown|intro|outro|rise|build[- ]?up)"
AT_SECTION: Final = re.compile(
    rf"(?:(?:and|then|ok|please|now),? )*(?:(?:at|on|in|with|from) the (?:next )?{SECTION}(?: section| part)?|"
    rf"once the (?:next )?{SECTION.replace('name', 'once')} "
    r"(?:lands|hits|starts|begins|comes|arrives|is there|drops|is on)),? "
    rf"(?P<act>(?:please |we |let us |let's |i want )?(?:{DOES}|no {ONE_LAYER}|without {ONE_LAYER}|{ONE_LAYER} "
    r"(?:out|off|in|back|on|alone|solo|muted|away)\b|only|just|everything|all (?:out|off|back)|everyone).*)"
)
"""A section in front of what a hand does: it waits for that section."""
WAITED_FOR: Final = re.compile(
    r"(?:(?:ok|now|please|and|just),? )*(?:wait|hold on|hang on|hold)(?: here)?(?: for| until| till| to)? "
    r"(?:the |our )?"
    r"(?P<section>drop|break|breakdown|rise|build|groove|outro|chorus)"
    r"(?: (?:comes?|hits?|lands?|starts?|begins?|arrives?|is here))?,? (?:and )?(?:then|there|only then),? "
    r"(?P<act>\S.*)"
)
"""A section that is waited for, and what is done there: "wait for the drop, and then bring the hat in"."""


def with_when(text: str) -> str:
    """Return a line that begins with a bare condition with "when" in front; another line as it is."""
    plain = " ".join(text.lower().split())
    section = AT_SECTION.fullmatch(plain)
    if section is not None and not plain.endswith("?") and WAITS.search(section["act"]) is None:
        name = (section["name"] or section["once"]).replace("breakdown", "break")
        return f"when the {'rise' if name.startswith('build') else name} comes, {section['act']}"
    waited = WAITED_FOR.fullmatch(plain)
    if waited is not None:
        return f"when the {waited['section']} comes, {waited['act']}"
    found = CONDITION.fullmatch(plain)
    if found is None or ONLY_LASTS.fullmatch(found["act"]):
        return text
    what = found["what"] or found["layer"]
    lasting = f" for {found['bars']} bars" if found["bars"] else ""
    return f"when {what} {'above' if found['over'] else 'below'} {found['n']}{lasting}, {found['act']}"
