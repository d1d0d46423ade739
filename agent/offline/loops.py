"""Which words say how long a layer's pattern is: "a 13 step loop on the clap", "5 hits over 12 steps"?

It is the layer's cycle, in steps, after which its pattern begins again. How long a note lasts is said of notes.
"""

from __future__ import annotations

import re
from typing import Final

from agent.offline.figures import ONES, TENS
from agent.offline.layer_words import ONE_LAYER
from agent.offline.rules import applied, rules

_COUNT: Final = rf"(?:\d{{1,2}}|{'|'.join(sorted((one for one in (*ONES, *TENS) if one.isalpha()), key=len)[::-1])})"
_STEPS: Final = r"(?:steps?|sixteenths?|16ths?)"
_LOOP: Final = r"(?:pattern|loop|cycle|sequence|row|track|figure)"
_LAYERS: Final = rf"{ONE_LAYER}(?:(?:,? and |, ){ONE_LAYER})*"
_BAR: Final = r"(?:16|sixteen|1[0-5]|[5-79]|five|six|seven|nine|ten|eleven|twelve|thirteen|fourteen|fifteen)"
"""How many steps a pattern may have where their unit is not said; "in 8" may be in 8 bars."""
_ENDS: Final = r"(?=$|[,;.!?](?!\d)| please| and | then )"
_MORE: Final = (
    r"(?! ?(?:bars?|beats?|ms|%|percent|bpm|hits?|times|db|later|earlier|late|early|back|forwards?|ahead|behind|right|"
    r"left|to the|further|sooner|more|less|up|down|off|away|longer|short(?:er)?|in (?:the|each|every) bar)\b| ?%|"
    r"[.:]\d)"
)
"""What follows a number that is of something else, or only moves the pattern."""
OF_NOTES: Final = re.compile(r"\b(?:notes?|ring\w*|sustain\w*|tails?|decay|gate|choke|legato|staccato)\b")
"""What is said of how long notes last."""
LONG: Final = re.compile(r"(?P<set>set [a-z_]+\.)length(?:_steps)? (?P<n>\d{1,2})(?P<rest>(?: .*)?)")
LEAST: Final = 3
"""So many steps at least make a pattern; a length below is a note's."""
_MAKE: Final = r"(?:set|make|put|get|give|have|let|run|take)"
RULES: Final = rules((
    (rf"\beuclid(?:ean)?[ (]*(\d{{1,2}}) ?(?:,|over|in|of|/| ) ?(\d{{1,2}})\)?,? (?:on|for|in) ({_LAYERS})\b",
     r"\3 cycle \2, \3 \1 hits"),
    ((rf"\b({_LAYERS})(?:,|:)? (?:with |at |to |has |plays? |on )?({_COUNT}) hits? (?:over|in|on|across|within|per)"
     rf" ({_COUNT})(?: {_STEPS})\b"), r"\1 cycle \3, \1 \2 hits"),
    (rf"\b({_LAYERS})(?:,|:)? (?:with |at |to |has |plays? |on )?({_COUNT}) hits? in ({_BAR}){_ENDS}",
     r"\1 cycle \3, \1 \2 hits"),
    (rf"\b({_COUNT}) hits? in ({_BAR}),? (?:on|for|with) ({_LAYERS}){_ENDS}", r"\3 cycle \2, \3 \1 hits"),
    (rf"\b({_COUNT}) hits? (?:over|in|across|within|per|every) ({_COUNT}) {_STEPS} (?:on|for|with) ({_LAYERS})\b",
     r"\3 cycle \2, \3 \1 hits"),
    ((rf"\b({_LAYERS})(?:'s)? (?:\w+ )?{_LOOP}s?(?: (?:length|shorter|longer|of|to|is|be|becomes?|should be|every|"
     rf"repeats?|after|over|on))*,?:? (?:(?:of|to|is|over|make it|make that) )*(?:a )?({_COUNT})\b{_MORE}"
     rf"(?:[- ]{_STEPS})?(?: long)?"), r"\1 cycle \2"),
    ((rf"\b{_LOOP}(?: length)? (?:of|for|on) ({_LAYERS}) (?:(?:of|to|is|be|becomes?|should be|over|make it) )*"
     rf"(?:a )?({_COUNT})\b{_MORE}(?:[- ]{_STEPS})?(?: long)?"), r"\1 cycle \2"),
    (rf"\b(?:a |an |the )?({_COUNT})[- ]{_STEPS}(?: long)?(?: {_LOOP})?,? (?:on|for|in) ({_LAYERS})(?: {_LOOP})?\b",
     r"\2 cycle \1"),
    (rf"\b(?:a |an )?{_LOOP} (?:of|over|with) ({_COUNT}) {_STEPS}(?: long)?,? (?:on|for|in|with) ({_LAYERS})\b",
     r"\2 cycle \1"),
    ((rf"(?:(?<!\w )(?<!\w)(?:{_MAKE} )?|(?:(?<=and )|(?<=then )|(?<=now )|(?<=please )|(?<=you )){_MAKE} )"
     rf"({_LAYERS}),?:? (?:(?:a|to|on|is|be|run|has|"
     rf"on a|over|become|becomes|goes|go|of|in) )*(?!(?:one|two|1|2)\b)({_COUNT})[- ]{_STEPS}\b{_MORE}"
     rf"(?: (?:long|only|{_LOOP}))*(?=$|[,.;!]| and | so | then | please| now| at | in | instead)"), r"\1 cycle \2"),
))
"""Turns that say how long a pattern is, and what each leaves."""


def with_loops(plain: str) -> str:
    """Return a line with the lengths of patterns as cycles: "the clap cycle 13".

    Args:
        plain: the line, in lower case, one blank between two words.
    """
    return plain if OF_NOTES.search(plain) else applied(RULES, plain)


def as_cycle(command: str, text: str) -> str:
    """Return a command of the corpus with the length that its authors gave a pattern as what it is, a cycle.

    Args:
        command: such as "set clap.length_steps 13". text: the line that it is a meaning of.
    """
    found = LONG.fullmatch(command)
    if found is None or int(found["n"]) < LEAST or OF_NOTES.search(text.lower()):
        return command
    return f"{found['set']}steps {found['n']}{found['rest']}"
