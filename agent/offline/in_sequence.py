"""Which sentences are a sequence, or count in minutes: "kick 4 bars, then snare 4", "one by one", "in 2 minutes"?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.figures import ONES, TENS
from agent.offline.layer_words import LAYER
from agent.offline.meaning import Clause
from agent.offline.tempo import LEAST_BPM, MOST_BPM
from engine.commands import Mute, Tempo, Unmute
from engine.when import When

if TYPE_CHECKING:
    from engine.state import SessionState

BEATS_A_BAR: Final = 4
COUNTED: Final = {**ONES, **TENS, "a couple of": 2, "couple of": 2, "half a": 0.5, "a half": 0.5, "ninety": 90}
NUMBER: Final = (
    r"(?<=about )an?(?= minute)|(?<=around )an?(?= minute)|(?<=roughly )an?(?= minute)|\d{1,4}(?:\.\d+)?|"
    rf"{'|'.join(sorted(COUNTED, key=len, reverse=True))}"
)
ABOUT: Final = r"(?:about |around |roughly |exactly |the next |another |say )*"
LASTING: Final = re.compile(
    rf"\b(?P<how>(?:in|after|for|over|within|across|every|during|wait|take|taking|spend|give it) {ABOUT})"
    rf"(?P<n>{NUMBER}) ?"
    r"(?P<unit>minutes?|mins?|seconds?|secs?)\b(?:'s?)?(?P<time> time\b)?(?: or so| or thereabouts|ish)?"
    rf"|\b(?P<later_n>{NUMBER}) ?(?P<later_unit>minutes?|mins?|seconds?|secs?)(?P<later> from now| from here| later)\b"
)
"""A time in minutes or seconds."""
FINISHED: Final = re.compile(
    r"\b(?:it |we |everything |the (?:music|set|show) )?(?:must|should|has to|have to|needs? to) (?:be )?"
    r"(?:finish|finished|over|end|ended|done|stopped)\b(?= (?:in|after|by|now|at)\b| ?[.!,](?! ?\d)| *$)"
)
NAMED: Final = rf"(?:{LAYER})(?:(?:,? and | \+ | & ){LAYER})*"
BARS: Final = r"(?P<{0}>\d{{1,3}}|four|eight|sixteen|two)(?: bars?)?"
ITEM: Final = re.compile(
    rf"(?:first |just |only |solo |the )*(?P<layers>{NAMED})(?: alone| solo| only| by itself)?,? (?:for )?"
    rf"{BARS.format('n')}"
    rf"|(?:first )?{BARS.format('m')} (?:of )?(?:just |only |solo )?(?P<of>{NAMED})(?: alone| solo| only)?"
)
"""One step of a sequence: layers and for how many bars they are alone."""
NEXT: Final = re.compile(r"(?:,|;|\.)? (?:and )?(?:then|after that|afterwards|next),? |, ")
HEADING: Final = re.compile(r"^[a-z][a-z ]{1,24}: ?")
ONE_BY_ONE: Final = (
    r"(?:one by one|1 by 1|one after (?:the other|another)|one at a time|layer by layer|one layer at a time|in turn)"
)
EVERYONE: Final = (
    r"(?:(?:all )?(?:the |of the )?(?:layers|drums|instruments|parts|sounds|voices)|everything|everyone|all of them|"
    r"them(?: all)?|it all)"
)
IN: Final = r"(?:bring|build|add|fade|let|introduce|layer|stack|put|start)"
OUT: Final = r"(?:drop|take|mute|strip|kill|pull|cut|lose|remove|fade|peel|silence)"
SPACED: Final = r"(?P<how>over|across|in|within|every|each) (?:the next )?(?P<n>\d{1,3}|four|eight|sixteen|two) bars?"
LAYERS_IN_TURN: Final = re.compile(
    rf"(?:(?P<verb>{IN}|{OUT}) )?(?:back )?(?:(?P<first>in|out|away) )?(?:{EVERYONE},? )?(?:come |go |to come |to go )?"
    rf"(?:back )?(?:(?P<second>in|out|away|off) )?{ONE_BY_ONE}(?: (?P<third>in|out|away))?,? {SPACED}"
)
THERE_AND_BACK: Final = re.compile(
    r"(?:(?P<times>double|doubled?|halve|half)(?: the)? (?:tempo|speed|bpm)|(?:go to |set |make )?(?:the )?"
    r"(?:tempo|bpm|speed)? ?(?:to |at )?(?P<goal>\d{2,3}(?:\.\d+)?)(?: bpm)?) for (?:the next )?"
    r"(?P<n>\d{1,3}|two|four|eight|sixteen)(?: bars?)?,? "
    r"(?:and then|then|and) (?:return|back|go back|come back|back again|return to normal|back to normal|"
    r"back to (?:where|how|what) (?:it|we) (?:was|were)|back down|back up|drop back|restore it|normal again)(?: again)?"
)
NUMERALS: Final = {"two": "2", "four": "4", "eight": "8", "sixteen": "16"}
MOST_BARS: Final = 1024


def in_bars(text: str, bpm: float) -> str:
    """Return a sentence with its minutes and seconds as bars.

    Args:
        text: what was said. bpm: the tempo, in beats per minute.
    """
    return FINISHED.sub("stop", LASTING.sub(lambda found: _bars(found, bpm), text))


def _bars(found: re.Match[str], bpm: float) -> str:
    said = found["n"] or found["later_n"]
    number = 1.0 if said in {"a", "an"} else float(COUNTED[said]) if said in COUNTED else float(said)
    unit = found["unit"] or found["later_unit"]
    beats = number * bpm * (1.0 if unit.startswith("m") else 1.0 / 60.0)
    bars = min(max(round(beats / BEATS_A_BAR), 1), MOST_BARS)
    if found["how"] is not None and found["how"].startswith(("tak", "spend", "give")):
        return f"over {bars} bars"
    return f"{bars} bars{found['later']}" if found["later"] else f"{found['how']}{bars} bars"


def solos_in_turn(text: str) -> str:
    """Return a sequence of layers, each alone for some bars, as the solos that it is; other sentences as they are."""
    plain = HEADING.sub("", text.strip().lower().rstrip(" .!"))
    items = [ITEM.fullmatch(part.strip()) for part in NEXT.split(plain)]
    if len(items) < 2 or not all(items) or not ("bar" in plain or "then" in plain):  # noqa: PLR2004 - a sequence
        return text
    steps = [f"solo {one['layers'] or one['of']} for {one['n'] or one['m']} bars" for one in items if one is not None]
    return ", then ".join(steps)


def in_turn(text: str, state: SessionState) -> list[Clause]:
    """Return the clauses of a sequence of layers or of tempi; none for any other wish.

    Args:
        text: what was said. state: how the music stands.
    """
    plain = " ".join(text.lower().split()).strip(" .!")
    return _there_and_back(plain, state.config.bpm) or _layers_in_turn(plain, state)


def _there_and_back(plain: str, now: float) -> list[Clause]:
    """Return the clauses of a tempo for some bars and of the one from before."""
    found = THERE_AND_BACK.fullmatch(plain)
    if found is None:
        return []
    goal = float(found["goal"]) if found["goal"] else now * (2.0 if found["times"].startswith("doub") else 0.5)
    if not LEAST_BPM <= goal <= MOST_BPM:
        said = f"{goal:g} BPM is out of reach: the tempo goes from {LEAST_BPM:g} to {MOST_BPM:g} BPM; which one?"
        return [Clause(asks=said, said=plain)]
    return [
        Clause(fixed=[Tempo(round(goal, 2))], bars=int(NUMERALS.get(found["n"], found["n"])), said=plain),
        Clause(fixed=[Tempo(now)], said="back", joint="then"),
    ]


def _layers_in_turn(plain: str, state: SessionState) -> list[Clause]:
    """Return the clauses of a wish that layers come in, or go, one by one; none for any other wish."""
    found = LAYERS_IN_TURN.fullmatch(plain)
    if found is None:
        return []
    way = found["first"] or found["second"] or found["third"] or ""
    verb = found["verb"] or ""
    goes = way in {"out", "away", "off"} or (not way and re.fullmatch(OUT, verb) is not None and verb != "fade")
    comes = way == "in" or (not way and re.fullmatch(IN, verb) is not None and verb != "fade")
    silent = [hold.layer for hold in state.stage.mutes]
    names = list(state.config.layers)
    if not goes and not comes and not silent:
        return [Clause(asks="one by one: in, or out?", said=plain)]
    bars = int(NUMERALS.get(found["n"], found["n"]))
    if goes:
        turn = [name for name in reversed(names) if name not in silent]
    else:
        turn = [name for name in names if name in silent] or names[1:]
    apart = float(bars) if found["how"] in {"every", "each"} else bars / max(len(turn), 1)
    first = [] if goes or silent else [Clause(fixed=[Mute(name) for name in turn], layers=turn, said=plain)]
    later = [
        Clause(
            fixed=[Mute(name) if goes else Unmute(name)], layers=[name], said=plain,
            when=When(in_bars=max(round(apart * at), 1)),
        )
        for at, name in enumerate(turn, 1)
    ]
    return first + later
