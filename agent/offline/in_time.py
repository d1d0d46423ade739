"""Whose time does a sentence want to be kept: "follow the clock from tr-8", "use ableton link", "go to your own clock"?

Read as a whole: the name of a port may hold any word, so nothing else is looked for in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from agent.offline.asking import Question
from agent.offline.words import MEANINGS
from agent.requests import KeepTime, Shift

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from engine.control import ClockSource

LINK_BARS: Final = frozenset({1, 2, 4, 8, 16, 32})
POLITE: Final = re.compile(
    r"^(?:(?:hey|ok|okay|now|please|just|so|and|then|can you|could you|would you|will you|let us|let's|lets|"
    r"i want(?: you)? to|i(?:'d| would) like(?: you)? to|we (?:should|need to|have to|want to)|"
    r"you (?:should|can))[, ]+)+"
)
AFTERWARDS: Final = re.compile(
    r"[, ]+(?:please|now|right now|again|from now on|any ?more|instead|for now|thanks|thank you|mate)$"
)
THE: Final = r"(?:the |a |an |my |our |your |its |that |this )?"
NOT: Final = r"(?:do not|don't|dont|stop|without|never|no)"
MS: Final = r"(?P<ms>[+-]?\d+(?:[.,]\d+)?) ?(?:ms|msecs?|milli ?seconds?)"
LATER: Final = r"(?P<way>later|late|behind|earlier|early|ahead)"
SENDING: Final = r"(?:send|sending|pass on|passing on)"
EARLY: Final = frozenset({"earlier", "early", "ahead"})

Kept = KeepTime | Shift


def _number(found: re.Match[str]) -> float:
    """Return the milliseconds of a match, negative for earlier."""
    ms = float(found["ms"].replace(",", "."))
    return -ms if found.groupdict().get("way") in EARLY else ms


OPTIONS: Final[tuple[tuple[re.Pattern[str], Callable[[KeepTime, re.Match[str]], KeepTime]], ...]] = (
    (
        re.compile(
            rf"[, ]*(?:\(?(?:but |and )?(?:{NOT}|not) (?:follow(?:ing)? |keep(?:ing)? |take |taking )?{THE}"
            r"(?:transport|starts?(?: and stops?)?|start/stop)\)?|\b(?:tempo|pulses) only|"
            rf"(?:but )?leav(?:e|ing) {THE}transport alone)$"
        ),
        lambda wish, _: replace(wish, follow="tempo"),
    ),
    (
        re.compile(
            rf"[, ]*(?:(?:but |and )?(?:{NOT}|not) (?:follow(?:ing)? |keep(?:ing)? |take |taking )?{THE}tempo|"
            rf"\b(?:transport|starts? and stops?) only|(?:but )?leav(?:e|ing) {THE}tempo alone|"
            r"(?:but |and )?(?:keep(?:ing)?|at|in) (?:the |our |your |my )?own tempo)$"
        ),
        lambda wish, _: replace(wish, follow="transport"),
    ),
    (
        re.compile(rf"[, ]*(?:and |but )*(?:{NOT}|not) {SENDING}(?: any| the| our| midi)* clock$"),
        lambda wish, _: replace(wish, send=False),
    ),
    (
        re.compile(rf"[, ]*(?:and |but )*{SENDING}(?: it| the| our| midi)*(?: clock)?(?: on)?$"),
        lambda wish, _: replace(wish, send=True),
    ),
    (
        re.compile(
            rf"[, ]+(?:and |but |with )*(?:an? )?(?:play )?(?:offset (?:of |by )?{MS}|{MS.replace('ms>', 'ms2>')} "
            r"(?:later|late|behind))$"
        ),
        lambda wish, found: replace(wish, offset_ms=float((found["ms"] or found["ms2"]).replace(",", "."))),
    ),
    (
        re.compile(rf"[, ]+(?:and |but )*(?:play )?{MS} (?:earlier|early|ahead)(?: of it| than it)?$"),
        lambda wish, found: replace(wish, offset_ms=-float(found["ms"].replace(",", "."))),
    ),
    (
        re.compile(
            r"[, ]+(?:and )?(?:start )?(?:on|with|in) (?:the )?(?:lines of )?(?:phrases? of|a phrase of) (?P<bars>\d+)"
            r"(?: bars)?$"
        ),
        lambda wish, found: replace(wish, bars=int(found["bars"])),
    ),
)
"""What may stand at the end of a wish, and what it makes of it."""

GO: Final = r"(?:go|come|switch|change|get|return|fall)(?: back| over)? (?:on )?to"
KEEP: Final = rf"(?:{GO}|use|keep|take|follow|run on|play (?:to|on)|trust|set|enable|turn on|back to)"
CLOCK: Final = r"(?:midi )?(?:clock|time|tempo|timing|beat clock)"
SYNC: Final = (
    r"(?:sync(?:hroni[sz]e)?|slave|lock|chain|clock)(?: up)?(?: yourself| us| it| this)?(?: on)? "
    r"(?:to|with|over|via|from)"
)
OWN: Final = re.compile(
    rf"{KEEP} {THE}(?:own|internal) {CLOCK}|{THE}(?:own|internal) clock|"
    rf"{NOT} (?:follow|following|sync|syncing)(?: to)?(?: {THE}(?:(?:external |midi )?(?:clock|master)|"
    r"(?:ableton )?link(?: session)?|jack(?:'s)?(?: transport)?|daw|machine))?|"
    rf"(?:leave|quit|exit|stop using|{NOT} use) {THE}(?:(?:ableton )?link(?: session)?|jack(?:'s)? transport)|"
    r"(?:turn|switch)(?: off (?:the )?(?:ableton )?link| (?:the )?(?:ableton )?link off)|(?:ableton )?link off|"
    rf"(?:be|become|you are|you're) {THE}(?:clock |tempo )?master|free[- ]?run(?:ning)?|run free(?:ly)?|unsync"
)
LINK: Final = re.compile(
    rf"(?:{KEEP}|join|start|switch on|{SYNC}|connect to|take part in|get on|play (?:in|on|with|over)|be on|hop on) "
    rf"{THE}(?:ableton )?link(?: session| clock)?|(?:turn|switch) (?:the )?(?:ableton )?link on|"
    r"(?:ableton )?link on|ableton link"
)
JACK: Final = re.compile(
    rf"(?:{KEEP}|join|roll with|go with|{SYNC}|play with|lead|be on) {THE}jack(?:'s)? (?:transport|clock)|"
    rf"(?:follow|join|roll with|{SYNC}|lead) {THE}jack"
)
"""There is a groove of that name, which may be used, played and gone to."""
PORT: Final = r"(?P<port>[^,;!?]{1,64}?)"
COMES: Final = r"(?:from|of|on|at|in from|in at|coming (?:in )?(?:from|at)|that comes (?:in )?(?:from|at)|in on)"
MASTERS: Final = r"(?:(?:external|incoming|midi|outside|other|master's|masters|daw's|drum machine's) )*"
IN: Final = (
    re.compile(rf"(?:{KEEP}|listen to|{SYNC}|chase) {THE}{MASTERS}clock(?: in| input)?(?: {COMES} {THE}{PORT})?"),
    re.compile(rf"(?:take|get) {THE}(?:midi )?(?:clock|tempo|time|timing) from {THE}{PORT}"),
    re.compile(
        rf"(?:follow|use|take|listen to|{SYNC}|chase) {THE}{PORT}(?:(?:'s|s')? (?:midi )?clock|(?:'s|s') {CLOCK})"
    ),
    re.compile(rf"(?:follow|{SYNC}|chase) {THE}{PORT}(?:'s|s')? (?:tempo|transport)"),
    re.compile(rf"(?:{SYNC}|slave to|(?:be|play|get|stay) in (?:time|sync) with) {THE}{PORT}"),
)
SOURCES: Final[tuple[tuple[re.Pattern[str], ClockSource], ...]] = ((OWN, "own"), (LINK, "link"), (JACK, "jack"))
MAYBE: Final = re.compile(rf"follow {THE}{PORT}")
ALONE: Final = re.compile(
    rf"(?P<no>{NOT} )?(?P<send>start sending|output|transmit|{SENDING})(?: out| the| our| your| midi| any)* clock"
    r"(?: out)?|"
    rf"follow (?:only |just )?{THE}(?P<half>tempo|transport|starts? and stops?)(?: only| alone)?|"
    rf"(?:play|be|stay) {MS} {LATER} (?:than|of|from) {THE}(?:clock|master)|"
    rf"(?:(?:set )?{THE}clock(?:'s)? offset(?: to)?|offset {THE}clock(?: by)?) {MS.replace('ms>', 'offset>')}|"
    rf"(?P<off>{THE}(?:midi )?clock off|(?:turn|switch) (?:off {THE}(?:midi )?clock|{THE}(?:midi )?clock off))"
)
HERE: Final = re.compile(
    rf"(?:{THE}(?:clock's |master's )?(?:one|downbeat|first beat|bar) is (?:here|now)|"
    rf"here is {THE}(?:one|downbeat|first beat)|(?:the )?(?:clock|master)(?:'s)? (?:bar )?(?:begins|starts) here)"
)
SHIFT: Final = re.compile(
    rf"(?:shift|move|nudge|play|send|bring|let) (?:everything|it all|all of it|the whole (?:thing|groove|set|lot))"
    rf"(?: come| be)?(?: by)? {MS}(?: {LATER})?"
)
ANYONE: Final = frozenset(
    "a an the me us it them you him her that this beat music room crowd band others everything".split()
)
OF_THE_MUSIC: Final = frozenset({"layer", "lean", "quality"})
MACHINES: Final = frozenset({"drum machine", "machine", "other machine", "daw", "host", "master", "clock master"})
"""Who sends a clock, whatever the port is called: what is connected to ours."""
ABLETON: Final = frozenset({"ableton", "live", "ableton live"})
COMING: Final = re.compile(rf"clock {COMES} ")
PLANNED: Final = re.compile(
    r"[, ]+(?:(?:in|after) (?:\d+|a|one|two|four|eight|sixteen) (?:bars?|beats?)|(?:at|from|on) (?:the )?(?:next )?"
    r"(?:phrase|bar(?: line)?|section|drop|break)(?: \d+)?)$"
)
JOINT: Final = re.compile(r",? (?:and then|and|then) |[,;.] +")


@dataclass(frozen=True, slots=True)
class InTime:
    """What a sentence asks of the clock, and the words that ask for something else."""

    asks: Kept | Question
    rest: str = ""


def in_time(text: str, layers: Collection[str]) -> InTime | None:
    """Read a sentence that asks whose time is to be kept; None when it does not.

    Args:
        text: what was said. layers: of the session, which are no clocks.
    """
    said = text.strip().replace("\u2019", "'").rstrip(" .!")
    found = _whole(said, layers)
    if found is not None:
        return InTime(found)
    for joint in JOINT.finditer(said):
        parts = said[:joint.start()], said[joint.end():]
        for wish, rest in (parts, parts[::-1]):
            found = _whole(wish, layers)
            if found is not None and rest:
                return InTime(found, rest)
    return None


def _whole(said: str, layers: Collection[str]) -> Kept | Question | None:
    plain = _stripped(said)
    planned = PLANNED.search(plain.lower())
    if planned is not None:
        now = plain[:planned.start()]
        asked = isinstance(_whole(now, layers), Kept)
        return Question("a clock is changed at once, and cannot be planned; now?", (now, "no")) if asked else None
    shift = SHIFT.fullmatch(plain.lower())
    if shift is not None and not shift["way"] and shift["ms"][0] not in "+-":
        ms = shift["ms"]
        return Question("earlier or later?", (f"shift everything {ms} ms earlier", f"shift everything {ms} ms later"))
    if shift is not None:
        return Shift(_number(shift))
    alone = _alone(plain.lower())
    if alone is not None:
        return alone
    return _source(plain, layers)


def _stripped(said: str) -> str:
    """Return a wish without its courtesies, in the letters it was typed in."""
    plain = " ".join(said.split())
    while (polite := POLITE.match(plain.lower())) is not None:
        plain = plain[polite.end():]
    while (after := AFTERWARDS.search(plain.lower())) is not None:
        plain = plain[:after.start()]
    return plain


def _alone(plain: str) -> KeepTime | None:
    """Read what changes the clock that is kept, whichever that is."""
    if HERE.fullmatch(plain):
        return KeepTime(here=True)
    found = ALONE.fullmatch(plain)
    if found is None:
        return None
    if found["send"]:
        return KeepTime(send=not found["no"])
    if found["off"]:
        return KeepTime(source="own", send=False)
    if found["half"]:
        return KeepTime(follow="tempo" if found["half"] == "tempo" else "transport")
    return KeepTime(offset_ms=_number(found) if found["ms"] else float(found["offset"].replace(",", ".")))


def _source(plain: str, layers: Collection[str]) -> Kept | Question | None:
    """Read a source of time, with what is said beside it."""
    wish, more = KeepTime(), True
    while more:
        more = False
        for pattern, taken in OPTIONS:
            found = pattern.search(plain.lower())
            if found is not None and found.start():
                wish, plain, more = taken(wish, found), plain[:found.start()], True
    if wish.bars not in LINK_BARS:
        return Question("a start with Link falls on lines of how many bars: 1, 2, 4, 8, 16 or 32?")
    lower = plain.lower()
    for pattern, source in SOURCES:
        if pattern.fullmatch(lower):
            return replace(wish, source=source)
    for pattern in IN:
        found = pattern.fullmatch(lower)
        if found is not None:
            return _from_port(plain, found, layers, wish)
    found = MAYBE.fullmatch(lower)
    port = None if found is None else _port(plain, found, layers)
    if port and any(letter.isdigit() for letter in port):
        return Question(f"follow the MIDI clock that comes in from {port}?", (f"follow the clock from {port}", "no"))
    return None


def _from_port(
    plain: str, found: re.Match[str], layers: Collection[str], wish: KeepTime
) -> Kept | Question | None:
    if found.groupdict().get("port") is None:
        return replace(wish, source="in")
    port = _port(plain, found, layers)
    if port is None:
        return None
    if port.lower() in MACHINES:
        return replace(wish, source="in")
    if port.lower() in ABLETON and not COMING.search(plain.lower()):
        return Question("by Ableton Link, or by MIDI clock?", ("use ableton link", f"follow the clock from {port}"))
    return replace(wish, source="in", port=port)


def _port(plain: str, found: re.Match[str], layers: Collection[str]) -> str | None:
    """Return the port that was named, as it was typed; None for what is none."""
    port = plain[found.start("port"):found.end("port")].strip(" \"'")
    if port.lower() in MACHINES:
        return port
    words = port.lower().split()
    ours = any(word in layers or MEANINGS.get(word, ("", ""))[0] in OF_THE_MUSIC for word in words)
    return None if not words or ours or set(words) <= ANYONE else port
