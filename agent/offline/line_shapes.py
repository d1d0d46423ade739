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
    r"(?:(?:ok|okay|yes|yeah|yep|sure|please|alright|great|good|cool|then|well|and|now) ?,? ?)*(?:do (?:that|it|"
    r"so)|go ahead|go on|go for it|"
    r"make it so|please do|yes|yeah|yep|sure|please|do)(?: (?:please|then|now|thanks|for me))*"
)
"""An answer to an offer."""
