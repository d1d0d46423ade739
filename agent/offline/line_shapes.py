"""What shape has a line that is no plain wish: what it asks, agrees to or only supposes?"""

from __future__ import annotations

import re
from typing import Final

JUST_DONE: Final = re.compile(
    r"^what (?:did you|have you|just|has|you) (?:just )?(?:do|done|did|change|changed|happened)\b|^what changed"
)
PATTERN: Final = re.compile(
    r"^(?:can you |please |just )*(?:show|print|tell|give|read)?(?: me)?(?: us)? ?(?:the |our |this )?"
    r"(?:pattern|grid|last bars?|beat grid|steps)(?: please| now)?[.?!]*$|what (?:do|did) you hear|what does (?:it|the "
    r"pattern|this) (?:look|sound) like"
)
"""A wish to be told what sounds."""
HOW_TO: Final = re.compile(
    r"(?:and |so |ok |but )*how (?:do|can|would|could|should) (?:i|we|you) (?P<wish>[^?]*\b(?:it|them|that|this|"
    r"him|her)\b[^?]*?)(?: again)?\W*$"
)
"""How to do something with what was spoken of."""
_ONE: Final = r"(?:i|we|you|ye|u|one)"
_SAID: Final = r"(?:say|type|write|press|call|enter|tell (?:you|it)|ask|do|use)"
WAY_TO: Final = re.compile(
    r"(?:(?:and|so|ok|okay|but|wait|hey|hm+|oh|sorry|please|question)[,.:]? )*(?:"
    rf"how (?:(?:do|can|would|could|should|to) )+(?:{_ONE} )?|"
    rf"what (?:do|should|must|can|would|could) {_ONE} {_SAID}(?: in)?(?: here)? (?:to|for|if {_ONE} want(?: to)?) |"
    r"(?:what's|what is|whats) (?:the|a) (?:\w+ )?(?:way|command|word|phrase) (?:to|for) |"
    r"(?:is there|there is) (?:a|any) (?:\w+ )?way (?:to|of) )"
    r"(?:(?:tell|ask|get|make|have|let) (?:it|you|the (?:machine|thing|box|computer)|this) (?:to )?)?"
    r"(?P<wish>(?!(?:i|we|you|ye|u|one|know|see|tell|hear|feel|find|check|look|sound|work|use|read|connect|spell|describe|"
    r"like)\b)[^?]+?)"
    r"(?:,? (?:again|later(?: on)?|fast|quickly|quick|in (?:an )?(?:emergency|a hurry|a pinch)|if .*|when .*|"
    r"(?:for|in) (?:later|next time|tomorrow|the (?:second|next|other|last) .*)))*\W*$"
)
"""What asks how a wish is said: "how do I get back to verse later", "what do I type to make it slower"."""
IF_WANTED: Final = re.compile(
    r"(?:(?:and|so|ok|okay|but)[,.:]? )*(?:if|when) (?:i|we) (?:want|wanted|need|would like|wish)(?: to)? "
    rf"(?:(?:it|this|you|them)(?: to)? )?(?P<wish>[^?]+?)"
    r"(?: (?:again|later(?: on)?|next time|tonight|some time|at some point))*,? "
    rf"(?:what|how) (?:do|should|would|must|can) {_ONE} {_SAID}(?: (?:it|that|here|then))?\W*$"
)
"""The same behind the wish: "if I want it slower next time what do I write"."""
WHAT_IF: Final = re.compile(
    r"(?:and |so |ok |but )*what (?:happens|would happen|will happen|if|about if)(?: if)? (?:i|we|you) "
    r"(?!say |type |write |press )(?P<wish>[^?]+?)\W*$"
)
"""What would become of a wish."""
BACK_AND_FORTH: Final = re.compile(
    r"\b(?:back|out|off|away|louder|quieter|softer|again|faster|slower|undo|mute|unmute|solo)\b"
)
INSTEAD: Final = re.compile(r",? instead(?: please)?[.!]*$", re.IGNORECASE)
"""What a wish of its own still says of the line before."""
ABOUT_TEMPO: Final = re.compile(r"\b(?:tempo|bpm|fast|slow|speed)\b")
WANTS_TO_KNOW: Final = re.compile(
    r"\b(?:why|what|which|how|who)\b|\?$|^(?:\w+,? )?(?:is|are|was|were|do|does|did|have|has|had)\b"
)
GOES_ON: Final = re.compile(
    r"(?:please |ok |now |do |and )*(?:carry|go|play|keep) (?:on|going|playing)(?: (?:please|now|again|then))*[.!]*"
)
"""What is said to a transport that stands still for it to go on."""
AGREES: Final = re.compile(
    r"(?:(?:ok|okay|yes|yeah|yep|sure|please|alright|great|good|cool|then|well|and|now)(?: ?,)? ?)*(?:do (?:that|it|"
    r"so)|go ahead|go on|go for it|"
    r"make it so|please do|yes|yeah|yep|sure|please|do)(?: (?:please|then|now|thanks|for me))*"
)
"""An answer to an offer."""


def way_asked(text: str) -> str:
    """Return the wish of a line that asks how it is said; "" for another line."""
    plain = " ".join(text.lower().replace("\u2019", "'").split())
    found = WAY_TO.match(plain) or IF_WANTED.match(plain)
    return "" if found is None else found["wish"]
