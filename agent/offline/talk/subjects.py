"""Which lines say how something is and leave out or put last what it is: "is very loud the clap", "is always the same"?

Other tongues speak so. With the subject in its place it is no question.
"""

from __future__ import annotations

import re
from typing import Final

from agent.offline.layer_words import ONE_LAYER

_HOW: Final = (
    r"(?:not|too|so|very|much|more|enough|always|never|still|really|quite|a bit|a little|way|rather|just|already|all)"
)
LAST: Final = re.compile(
    rf"(?P<is>is|are|sounds?|feels?) (?P<how>(?:{_HOW} )+[a-z]+|missing)(?: enough)? (?P<who>{ONE_LAYER})"
    r"(?P<rest>(?:[,.;!] ?.*| now| here| again)?)"
)
NONE: Final = re.compile(rf"(?P<is>is|sounds|feels) (?P<how>(?!not (?:the|that|this|it|there)\b){_HOW} .*)")
COMPLETE: Final = re.compile(rf"\b{ONE_LAYER}\b")


def with_subject(text: str) -> str:
    """Return a line with its subject in front; another line as it is."""
    plain = " ".join(text.lower().replace("\u2019", "'").split())
    if plain.endswith("?"):
        return text
    found = LAST.fullmatch(plain)
    if found is not None:
        return f"{found['who']} {found['is']} {found['how']}{found['rest']}"
    found = NONE.fullmatch(plain)
    first = "" if found is None else re.split(r"[,.;!]", found["how"])[0]
    return text if found is None or COMPLETE.search(first) else f"it {plain}"
