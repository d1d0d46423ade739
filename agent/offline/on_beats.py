"""On which beats is a drum to be: "snare on 2 and 4", "the clap only on the 4", "open hat on the last offbeat"?

Bare figures up to four are beats, as musicians count; with a greater one among them, or the word step, they are steps.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.figures import ONES
from agent.offline.layer_words import ONE_LAYER

if TYPE_CHECKING:
    from collections.abc import Sequence

BEATS: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "final": 4,
}
STEPS_IN_BEAT: Final = 4
OFFBEAT: Final = 3
"""Which of a beat's four steps lies half way to the next beat."""
STEPS: Final = re.compile(r"\b(?:steps?|sixteenths?|16ths?|trigs?)\b")
"""With one of these in the line its figures are steps."""
_COUNTS: Final = r"(?:[1-4](?:st|nd|rd|th)?|one|two|three|four|first|second|third|fourth)"
_ONE: Final = rf"(?:the )?(?:very )?(?:{_COUNTS}|last|final)\b"
_JOIN: Final = r"(?:,? (?:and|n|an|plus) |, ?| ?[&+/] ?)(?:on )?(?:beats? )?"
_UNIT: Final = r"(?:off[- ]?beats?|beats?|quarters?(?: notes?)?)"
_MORE: Final = "|".join([r"\d", *(word for word, value in ONES.items() if value > STEPS_IN_BEAT or value == 0)])
_OTHERS: Final = (
    r"(?:bars?|measures?|phrases?|minutes?|mins?|seconds?|secs?|hits?|times?|eighths?|notes?|percent|ms|db|bpm|of|more|"
    r"line|floor|channel|dot|is|was|are|were|sounds?|feels?|seems?|needs?|wants?|does|doesn|isn)\b|%"
)
"""Behind these a figure is of something else, or a hit is only spoken of."""
_LIST: Final = (
    rf"(?P<list>(?:the )?(?P<beat>beats? )?{_ONE}(?:{_JOIN}{_ONE}| [1-4](?!\d))*(?P<unit> {_UNIT})?)"
    rf"(?![\d.:])(?!,? ?(?:and |& )?(?:on )?(?:the )?(?:{_MORE}))"
    rf"(?! ?(?:{_OTHERS}))"
)
_SOME: Final = rf"(?:an? |another |one )?{ONE_LAYER}(?:(?:,? and |, | & |\+)(?:an? )?{ONE_LAYER})*"
_MID: Final = (
    r"(?P<mid>(?:,? (?:hits?|notes?|plays?|playing|sounds?|goes|going|only|just|alone|in|out|back|again|exactly|"
    r"strictly|right|lands?|landing|to (?:be|play|land|go)|should be|too|also))*)"
)
_ONLY: Final = r"(?P<only>(?: only| alone|,? (?:and )?(?:nothing|nowhere) else)?)(?= *$|[ ,.;!?])"
PLACED: Final = re.compile(
    rf"(?P<before>(?:\b(?P<verb>\w+)(?: (?:me|us|in|back|out))* )?)(?P<what>\b{_SOME}|\b(?:it|them)){_MID} "
    rf"(?P<how>on|off)(?P<late>(?: (?:only|just|exactly|strictly))*) {_LIST}{_ONLY}"
)
MOST_STEPS: Final = 16
LISTED: Final = re.compile(
    rf"(?P<before>(?:\b(?P<verb>\w+)(?: (?:me|us|in|back|out))* )?)(?P<what>\b{_SOME}|\b(?:it|them)){_MID} "
    r"(?P<how>on|off) (?P<word>(?:the )?(?:steps?|sixteenths?|16ths?) )?"
    rf"(?P<list>\d{{1,2}}(?:(?:{_JOIN}|,? ?on | )(?:and )?(?:steps? )?\d{{1,2}})+)(?![\d.:])(?! ?(?:{_OTHERS})){_ONLY}"
)
"""Several steps of the bar: "hats on 3, 7, 11 and 15", "the snare on steps 2 and 4"."""
BACKBEAT: Final = re.compile(r"\bon (?:the |every |each )?back[- ]?beats?\b")
MOVES: Final = frozenset(
    "mute unmute solo unsolo bring drop kill cut lose fade start stop come comes let return out in back".split()
)
"""Verbs beside which one beat is a time: "drop the kick on the one"."""
POINTS: Final = frozenset({"it", "them"})
PUTS: Final = frozenset("put place play set have move keep want".split())
"""Verbs beside which "it" is a drum that is put somewhere."""
A_TIME: Final = re.compile(r"\b(?:in|out|back|again)\b")
ALONE: Final = re.compile(r"\b(?:only|just|alone)\b")
NO_VERB: Final = re.compile(r"\b(?:only|just|alone|hits?|notes?)\b")
"""What is left out between a drum and its place."""
ARTICLE: Final = re.compile(r"(?:an?|another|one)\b")


def on_beats(plain: str) -> str:
    """Return a line with the beats that drums are to be on as steps of the bar; a line without any as it is.

    Args:
        plain: the line, in lower case, one blank between two words.
    """
    if STEPS.search(plain):
        return LISTED.sub(_listed, plain)
    return LISTED.sub(_listed, PLACED.sub(_as_steps, BACKBEAT.sub("on 2 and 4", plain)))


def steps_of(said: str) -> list[int]:
    """Return the steps, from 1, of beats or offbeats as they are said: "2 and 4", "the last offbeat"."""
    within = OFFBEAT if re.search(r"off[- ]?beat", said) else 1
    words = re.findall(r"[1-4]|[a-z]+", said)
    beats = [BEATS.get(one) or int(one) for one in words if one in BEATS or one.isdigit()]
    return [STEPS_IN_BEAT * (beat - 1) + within for beat in dict.fromkeys(beats)]


def step_said(number: int, before: Sequence[int]) -> int:
    """Return the step, from 1, that a number means after hits on steps, from 0: a beat, where all of these are."""
    beats = number <= STEPS_IN_BEAT and bool(before) and not any(step % STEPS_IN_BEAT for step in before)
    return STEPS_IN_BEAT * (number - 1) + 1 if beats else number


def _as_steps(found: re.Match[str]) -> str:
    steps, verb = steps_of(found["list"]), found["verb"] or ""
    named = bool(found["beat"] or found["unit"])
    if re.search(r"\b(?:last|final)\b", found["list"]) and not found["unit"]:
        return found.group()
    limits = verb in {"only", "just"} and not ARTICLE.match(found["what"])  # only kick on the 1: alone, or there?
    if limits or (found["what"] in POINTS and verb not in PUTS):
        return found.group()
    if len(steps) == 1 and _may_be_time(found, verb, named=named):
        return found.group()
    return _placed(found, steps, found["mid"] + found["late"])


def _listed(found: re.Match[str]) -> str:
    steps = [int(one) for one in re.findall(r"\d+", found["list"])]
    bars = (found["verb"] in MOVES or A_TIME.search(found["mid"])) and not found["word"]
    if bars or not all(1 <= one <= MOST_STEPS for one in steps):
        return found.group()
    return _placed(found, list(dict.fromkeys(steps)), found["mid"])


def _placed(found: re.Match[str], steps: list[int], said: str) -> str:
    """Write a drum on steps of the bar, and whether it is to be on no other."""
    alone = bool(ALONE.search(said) or found["only"])
    mid = " ".join(["", *NO_VERB.sub("", found["mid"]).replace(" ,", ",").split()])
    places = " ".join(f"{found['how']} step {step}" for step in steps)
    return f"{found['before']}{found['what']}{mid} {places}{' only' if alone else ''}"


def _may_be_time(found: re.Match[str], verb: str, *, named: bool) -> bool:
    """Return True where one beat may be when something happens, or a figure is of something else."""
    if ALONE.search(found["mid"]):
        return False
    word = re.fullmatch(r"[a-z]+", found["list"]) is not None
    moves = verb in MOVES and not ARTICLE.match(found["what"])
    return moves or bool(A_TIME.search(found["mid"])) or (word and not named)
