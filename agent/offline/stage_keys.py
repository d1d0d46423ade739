"""Which key of the stage does what somebody asks for: "what key do I press for a fill?"?"""

from __future__ import annotations

import re
from typing import Final

KEY: Final = r"(?:keys?|buttons?|short ?cuts?|hot ?keys?|key ?bindings?|f[- ]keys?)"
ASKED: Final = re.compile(
    r"^(?:(?:and|so|ok|hey|well|but|please|tell me|quick question)[,:]? )*"
    rf"(?:(?:what|which|any|are there|is there|there is)(?: is| are|'s)?(?: \w+){{0,2}}? {KEY}\b|"
    rf"where (?:is|are|do i find) the(?: \w+)? {KEY}\b|(?:show|list|give)(?: me)? (?:the|all|all the) {KEY}\b)"
)
PRESSED: Final = re.compile(
    r"\b(?:press|hit|push|use|tap|hold|do i|does|do the|short ?cuts?|hot ?keys?|f[- ]keys?|function|bindings?|keyboard|"
    r"keys? (?:for|to|that)|buttons? (?:for|to|that)|are there|mutes?|solos?|stops?|starts?|fills?)\b"
)
OTHERS: Final = re.compile(
    r"\b(?:api|midi|openai|pads?|controller|knobs?|config|json|safe|secret|model|major|minor|key of|in what key|web|"
    r"phone|osc)\b"
)
"""Keys of another kind."""
KEYS: Final = (
    (r"latch\w*", "F4, `l` in hands, latches a fill until it is pressed again; typed `:fill on`"),
    (r"fills?|roll", "F3, or `f` in hands, gives a fill; typed `:fill`"),
    (r"panic|hang\w*|stuck", "Ctrl-X is panic; typed `:panic`"),
    (r"(?:un ?)?mutes?|muting", "Alt+1..9, or `1`..`9` in hands, mutes a layer, again lets it in; typed `:mute LAYER`"),
    (r"solos?", "`s` and `1`..`9` in hands solo a layer; typed `:solo LAYER`"),
    (r"redo", "F8, or `r` in hands, is redo; typed `:redo`"),
    (r"undo|undoes|take back|takes back", "F7, or `u` in hands, is undo; typed `:undo`"),
    (r"freezes?|loops?", "F5, or `z` in hands, freezes the bar; typed `:freeze`"),
    (r"drops?|breakdown", "F6, or `d` in hands, drops kick and bass for 4 bars; typed `:drop 4`"),
    (r"marks?|marker", "F9, or `n` in hands, sets a mark; typed `:mark`"),
    (r"scenes?|saves?|recalls?", "`w` and `1`..`9` in hands save a scene, `g` and `1`..`9` recall it; typed `:scene`"),
    (r"locks?", "`k` in hands locks the selected layer; typed `:lock LAYER`"),
    (r"tempo|bpm", "`t` in hands taps the tempo, `,` and `.` move it by a tenth; typed `:bpm 138`"),
    (r"play|plays|start|starts|stop|stops|pause", "F2, or space in hands, plays or stops; typed `:play` and `:stop`"),
    (r"help", "F1 shows the keys; typed `:help`"),
    (r"leave|quit|exit", "Ctrl-D on an empty line leaves, and the music plays on; typed `:quit` ends the session"),
)
"""What is done, and its key."""
PAGE: Final = "docs/stage.md"


def key_asked(plain: str) -> str:
    """Return the key that a question asks for; "" for another question, and for one of all keys.

    Args:
        plain: the question, in lower case.
    """
    if not ASKED.search(plain) or not PRESSED.search(plain) or OTHERS.search(plain):
        return ""
    told = next((says for does, says in KEYS if re.search(rf"\b(?:{does})\b", plain)), "")
    return told and f"{told} ({PAGE})"
