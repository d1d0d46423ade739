"""What is wished as if it were so: "it would be nice if the hats were softer", "I'd love it if the kick came back"?

Its "if" waits for nothing. It is put as it would be said of what is to be.
"""

from __future__ import annotations

import re
from typing import Final

_NICE: Final = (
    r"(?:nice|good|great|cool|lovely|fun|awesome|ideal|better|best|amazing|brilliant|fine|perfect|sweet|super|wonderful|"
    r"fantastic|ace|helpful|a (?:dream|treat|help))"
)
_MUCH: Final = r"(?:(?:so|really|very|quite|rather|even|much|just|kind of|totally) )*"
WISHED: Final = re.compile(
    r"(?:(?:oh|hey|ok|hm+|so|and|well|you know)[,.]? )*(?:"
    rf"(?:(?:it|that) (?:would|could|might)|it'd|that'd|would|it's|it is) be {_MUCH}{_NICE}(?: for (?:me|us|them))? if|"
    rf"(?:i|we)(?:'d| would) (?:really |so )*(?:love|like|prefer|appreciate)(?: it)? if|"
    rf"(?:i|we)(?:'d| would) be {_MUCH}(?:glad|happy|grateful|thrilled|delighted) if|if only)"
    r" (?P<who>(?:the |our |my |that |those |these )?(?:\w+ )?\w+?) (?P<does>were|was|came|went|stopped|started|"
    r"dropped|played|got|had|sounded|felt|stayed|left|entered|returned|could be|would be)\b(?P<rest>[^?]*)\??"
)
PRESENT: Final = {
    "were": "", "was": "", "could be": "", "would be": "", "came": "comes", "went": "goes", "stopped": "stops",
    "started": "starts", "dropped": "drops", "played": "plays", "got": "gets", "had": "has", "sounded": "sounds",
    "felt": "feels", "stayed": "stays", "left": "leaves", "entered": "enters", "returned": "returns",
}
"""What is to be, of what would be; a layer that is to be softer is put as "the snare softer"."""
PERSONS: Final = frozenset({"i", "you", "we", "he", "she", "somebody", "someone", "people", "u"})
HOW: Final = re.compile(r" (?:a |much |just |rather |bit |little )*(?:\w+er|less \w+|more \w+)\b")


def with_wish(text: str) -> str:
    """Return a line that wishes something as if it were so as the wish it is; another line as it is."""
    found = WISHED.fullmatch(" ".join(text.lower().replace("\u2019", "'").split()).rstrip(" .!"))
    if found is None or set(found["who"].split()) & PERSONS:
        return text
    who, does = found["who"], PRESENT[found["does"]]
    if who in {"it", "that", "this"} and HOW.match(found["rest"]):
        return found["rest"].strip()  # it would be great if it went faster
    return " ".join(f"{who} {does}{found['rest']}".split())
