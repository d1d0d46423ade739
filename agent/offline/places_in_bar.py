"""Where in the bar is a hit to be: "the and of four", "the very last sixteenth", "trig the clap on 14"?

A place in the bar becomes its step; it is never a length, and never the number of a bar.
"""

from __future__ import annotations

import re
from typing import Final

from agent.offline.layer_words import ONE_LAYER
from agent.offline.on_beats import on_beats

BEATS: Final = {"one": 1, "two": 2, "three": 3, "four": 4, "first": 1, "second": 2, "third": 3, "fourth": 4}
PARTS: Final = {"e": 2, "and": 3, "&": 3, "ah": 4, "a": 4}
"""How the sixteenths behind a beat are counted: one e and a."""
STEPS: Final = 4
COUNTED: Final = re.compile(
    r"(?P<how>\b(?:on|off|from|at|to) )?\bthe [\"']?(?P<part>e|and|&|ah|a)[\"']? (?:of|after) (?:beat |the )?"
    rf"(?P<beat>[1-4]|{'|'.join(BEATS)})(?: beat)?\b"
)
LAST: Final = re.compile(
    r"(?P<how>\b(?:on|off|from|at|to) )?\b(?:the |that |this )(?:very )?(?P<which>last|final|first) (?:very )?"
    r"(?:sixteenth|16th|step)(?: note)?(?: (?:of|in) (?:the|each|every) bar)?\b(?! notes| of)"
)
ANOTHER: Final = re.compile(
    rf"\b(?:drop|throw|stick|slip|chuck|sneak|give|gimme|get|lemme get|let me (?:have|get)|pop|lay|put|add|place)"
    rf"(?: me| us| in)*(?: (?:a|an|one|another))?(?: (?:extra|more|additional|single|little|further))* "
    rf"(?P<layer>{ONE_LAYER})(?: hit| note| trig)?(?= on step \d)"
)
GIVEN: Final = re.compile(r"\b(?:me|us|in|a|an|one|another|extra|additional|put|add|place|pop|lay|stick)\b")
"""Without one of these, "drop the kick on step 16" takes it away."""
TRIG: Final = re.compile(
    rf"\b(?:trig|trigger|hit) (?P<layer>{ONE_LAYER}) (?:on|at) (?:step )?(?P<n>\d{{1,2}})\b(?! ?bars)"
)
OFF_THE: Final = re.compile(
    rf"(?P<layer>\b{ONE_LAYER})(?: hit| note)? off the (?P<n>[5-9]|1[0-6])(?=$|[,;!?]|\. |\.$)"
)
"""A figure behind "off the" that is no beat is a step; "off the next 8" and "off the 8 bars" are read as times."""
STEP_FIRST: Final = re.compile(
    rf"(?:on )?(?:step|sixteenth|16th) (?P<n>\d{{1,2}})[,:]? (?:an? )?(?P<layer>{ONE_LAYER})(?: hit| note| trig)?[, ]*"
    r"(?P<does>add|in|on|please|off|out|away|remove|gone|delete)?"
)


def on_steps(text: str) -> str:
    """Return a line with its places in the bar as steps; a line without any as it is."""
    plain = " ".join(text.lower().replace("\u2019", "'").split())
    first = STEP_FIRST.fullmatch(plain.strip(" .!"))
    if first is not None:
        away = first["does"] in {"off", "out", "away", "remove", "gone", "delete"}
        return f"{'take' if away else 'put'} {first['layer']} {'off' if away else 'on'} step {first['n']}"
    found = on_beats(plain)
    found = COUNTED.sub(lambda one: _step(one, STEPS * (_beat(one["beat"]) - 1) + PARTS[one["part"]]), found)
    found = LAST.sub(lambda one: _step(one, 1 if one["which"] == "first" else STEPS * STEPS), found)
    found = TRIG.sub(r"put \g<layer> on step \g<n>", found)
    found = OFF_THE.sub(r"\g<layer> off step \g<n>", found)
    found = ANOTHER.sub(lambda one: f"put {one['layer']}" if GIVEN.search(one.group()) else one.group(), found)
    return text if found == plain else found


def _beat(said: str) -> int:
    return BEATS.get(said) or int(said)


def _step(found: re.Match[str], step: int) -> str:
    away = (found["how"] or "").strip() in {"off", "from"}
    return f"{'off' if away else 'on'} step {step}"
