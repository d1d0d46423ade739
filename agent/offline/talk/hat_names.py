"""Which hat is "the other hat", "the shut one", "t'other hat"? It hangs on the hat that was spoken of before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.asking import layer_words

if TYPE_CHECKING:
    from agent.offline.talk.follow import Scene

HATS: Final = ("hat_c", "hat_o")
OTHER: Final = re.compile(r"(?<!not )\b(?:t'?other|the other|other) hat\b(?!,? (?:and )?not (?:this|that)\b)")
"""The other hat; "the other hat, not this one" is a correction."""
SHUT: Final = re.compile(r"\b(?:the )?(?P<how>shut|closed|open|tight|loose) (?:one|1)\b")
SHUT_HAT: Final = re.compile(r"\bshut (?=hats?\b)")
SAME_TIME: Final = re.compile(
    r"^(?P<lead>(?:and|also|then) )*(?:at )?(?:the )?same (?P<what>time|bar|moment|spot|point),? (?=[a-z])"
    r"(?!as\b|on\b|again\b|please$|too$)"
)
CLOSED: Final = frozenset({"shut", "closed", "tight"})


def with_hats(plain: str, scene: Scene) -> str:
    """Return a line with the hats by their names, and "same time" before a wish as "at the same time".

    Args:
        plain: the line, in lower case. scene: the conversation and how the music stands.
    """
    plain = SHUT_HAT.sub("closed ", plain)
    put = [one for one in HATS if one in scene.config.layers]
    named = [one for one in _spoken(scene) if one in put]
    if len(put) == len(HATS) and named:
        plain = SHUT.sub(lambda found: f"the {layer_words([HATS[found['how'] not in CLOSED]])}", plain)
    if len(put) == len(HATS) and len(set(named)) == 1:
        others = [one for one in put if one not in named]
        plain = OTHER.sub(f"the {layer_words(others)}", plain)
    return SAME_TIME.sub(r"at the same time, ", plain) if scene.state.agenda else plain


def _spoken(scene: Scene) -> list[str]:
    """Return the layers of the last line that touched a hat; else those that were spoken of."""
    for turn in reversed(scene.talk.turns):
        if set(turn.layers()) & set(HATS):
            return turn.layers()
    return scene.talk.spoken
