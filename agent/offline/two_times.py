"""Which two times does a line say for one thing: "snare off 52, on 60", "record at 49 and stop it at 81"?

The second is of the same thing as the first, and a bare figure behind off and on is a bar, never a length.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agent.offline.layer_words import ONE_LAYER
from agent.offline.rules import applied, rules

if TYPE_CHECKING:
    import re

_SOME: Final = rf"{ONE_LAYER}(?:(?:,? and |, ){ONE_LAYER})*"
_OUT: Final = r"(?:off|out|away|gone|muted)"
_IN: Final = r"(?:back in|back on|on again|in again|back|on|in|returns?|again)"
_AT: Final = r"(?:(?:at|on|from) )?(?:bar )?"
_JOINT: Final = r"(?:,| -|;|\.)?(?: and| then| but)* "
_NO_UNIT: Final = r"(?! ?(?:bars?|bpm|%|percent|hits?|steps?|ms|beats?|times|db)\b|\.\d)"
_RECORD: Final = (
    r"(?:(?:start|begin|roll|run|press|hit|turn on|switch on|have) )?(?:the )?"
    r"(?:record(?:ing|er)?|tape(?: recorder)?|taping)(?: it| this| that| the tape)?(?: (?:on|start|starts|rolling))?"
)
_WHEN: Final = r"(?:(?:at|on|from) (?:bar )?\d{2,4}|in \w+ bars?|now|at the next phrase)"
_LATER: Final = r"(?:(?:at|on) (?:bar )?\d{2,4}|(?:in|after) \w+ bars?)"


def _out_and_back(found: re.Match[str]) -> str:
    a, b = int(found["a"]), int(found["b"])
    if b <= a:
        return found.group()
    return f"{found['x']} out at bar {a}, back at bar {b}"


def _in_and_out(found: re.Match[str]) -> str:
    a, b = int(found["a"]), int(found["b"])
    return f"{found['x']} back at bar {a}, out at bar {b}" if b > a else found.group()


OUT_AND_BACK: Final = (
    rf"\b(?P<x>{_SOME}),? {_OUT} {_AT}(?P<a>\d{{2,4}})\b{_NO_UNIT}{_JOINT}{_IN} {_AT}(?P<b>\d{{2,4}})\b{_NO_UNIT}"
)
IN_AND_OUT: Final = (
    rf"\b(?P<x>{_SOME}),? (?:back |comes? )?(?:in|on|back) {_AT}(?P<a>\d{{2,4}})\b{_NO_UNIT}{_JOINT}{_OUT}(?: again)? "
    rf"{_AT}(?P<b>\d{{2,4}})\b{_NO_UNIT}"
)
RECORDED: Final = (
    rf"\b{_RECORD},? (?P<at>{_WHEN}){_JOINT}(?:(?:stop|end|finish|cut|close)(?: (?:it|that|there|the tape|recording|"
    rf"the recording|rolling))?|off|done) (?P<to>{_LATER})"
)
RECORDED_FROM: Final = (
    rf"\b{_RECORD},? (?:(?:from|between|bars?) )*(?P<a>\d{{2,4}}) (?:to|until|till|and|through|-) (?:bar )?"
    r"(?P<b>\d{2,4})\b"
)
LATER: Final = r"\b(?:(?:and|then|but) )*later(?: on)?,? (?:at|in|on|from) (?:the )?bar (?P<n>\d{2,4}),?"
RULES: Final = rules((
    (OUT_AND_BACK, _out_and_back),
    (IN_AND_OUT, _in_and_out),
    (RECORDED, r"start recording \g<at>, stop recording \g<to>"),
    (RECORDED_FROM, r"start recording at bar \g<a>, stop recording at bar \g<b>"),
    (LATER, r"and at bar \g<n>"),
))
"""Patterns in their order and what each leaves."""


def with_two_times(plain: str) -> str:
    """Return a line with the second of two times said as plainly as the first.

    Args:
        plain: the line, in lower case, one blank between two words.
    """
    return applied(RULES, plain)
