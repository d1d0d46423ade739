"""Which wishes are likely where only a layer, a number or the turn of a line was understood?

Each is said in plain words and complete, with the bars and the time that the line named; the likeliest come first.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.asking import LEAST_BPM, MOST_BPM, layer_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.state import SessionState

OUT: Final = re.compile(
    r"\b(?:out|off|cut|kill\w*|lose|drop\w*|away|gone|take|rest|silen\w*|without|no|stop|remove|mut\w*|shut|ditch|bin|"
    r"disappear\w*|leave|leaves|go|goes|pull|yank)\b"
)
IN: Final = re.compile(
    r"\b(?:in|back|on|bring\w*|return\w*|again|come|comes|enter\w*|unmute|give|hit|let|join\w*|land\w*|arrive\w*)\b"
)
UP: Final = re.compile(
    r"\b(?:louder|loud|harder|up|push\w*|boost|bigger|stronger|fat\w*|heav\w*|front|punch\w*|raise|higher|more)\b"
)
DOWN: Final = re.compile(
    r"\b(?:quiet\w*|soft\w*|down|lower|back|tame|calm\w*|less|smaller|gentl\w*|light\w*|poking|too|trim|duck\w*)\b"
)
MANY: Final = re.compile(r"\b(?:busier|more|denser|fill\w*|many|extra|double|add|another|hits?|notes?)\b")
FEW: Final = re.compile(r"\b(?:fewer|less|sparse\w*|thin\w*|simpl\w*|room|space|air|calm\w*|too (?:many|much|busy))\b")
ONLY: Final = re.compile(r"\b(?:only|just|alone|solo|nothing but|by itself|naked|isolat\w*|by (?:its|their) own)\b")
HOLD: Final = re.compile(r"\b(?:lock\w*|hold|protect|hands off|fix|nobody|untouched|touch)\b")
AT: Final = re.compile(r"(?:\b(?:bar|at|on|into|by|from|till|until|before)|@) ?(?P<n>\d{1,5})\b")
LATER: Final = re.compile(
    r"(?:\b(?:at|on|into|from)|@) ?(?P<n>\d{1,5})\b(?! ?(?:%|percent|bpm|ms|hits|bars?|steps?))", re.IGNORECASE
)
FOR: Final = re.compile(
    r"\b(?:for|over|next|last) (?:the )?(?:next )?(?P<n>\d{1,3})\b|\b(?P<b>\d{1,3}) ?(?:bars?|measures)\b"
)
IN_BARS: Final = re.compile(r"\b(?:in|after) (?P<n>\d{1,3})\b")
PHRASE: Final = re.compile(r"\bphrase\b")
NUMBER: Final = re.compile(r"(?<![\w.])(?P<sign>[+-])?(?P<n>\d{1,3}(?:\.\d+)?|\.\d+)(?P<share>%)?(?!\w)")
LEAST_LEVEL: Final = 20
MOST_LEVEL: Final = 127
MOST_BARS: Final = 64
MOST_WORDS: Final = 9
"""A longer line of words that are not known is about something else."""
_VERBS: Final = (
    "make|let|get|keep|give|bring|take|put|turn|crank|pump|rip|tear|burn|blow|light|lift|send|drive|push|hit|smash|"
    "melt|shake|set|cook|rock|spice|sweeten|roughen|move|raise|throw|open|close|wake|calm|cool|warm|heat|dial|crush|wash|"
    "paint|dress|ride|kick|slam"
)
_WHOLE: Final = (
    "it|them|us|this|that|things|everything|everybody|everyone|roof|house|place|floor|room|crowd|people|lot|vibe|energy|"
    "mood|groove|beat|track|drums?|club|party|walls?|tent|dance ?floor"
)
FRAME: Final = re.compile(
    r"^(?:please |just |ok |now |and |so |come on,? |can (?:you|we) |could (?:you|we) |let us |let's |lets |i want to |"
    rf"we need to |time to |you need to )*(?:(?:{_VERBS})(?: \w+)?(?: the| my| our| this| that)? (?:{_WHOLE})\b|"
    r"(?:it|this|that|the (?:groove|beat|drums|whole thing)) (?:is|feels|sounds|needs|should|could|wants)\b|"
    r"(?:more|less|way more|much more|a bit more|something|go|be|get|sound) )"
)
"""How a wish for the whole begins, whatever it is called."""
OF_ITS_OWN: Final = re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|when|if|until|till|after|before)\b")
"""What a turn of speech about the whole has not: a number, a time, a condition."""
HOT: Final = re.compile(
    r"\b(?:roof|fire|sweat\w*|burn\w*|blow\w*|lift\w*|hands|peak|party|wild|jump\w*|smash\w*|bang\w*|melt\w*|hell|"
    r"heat|hot|rip|tear|crush\w*|off|up|shake|rave|insane|mental|crazy|loose|pumping|alive|awake|spice|teeth|rage)\b"
)
COLD: Final = re.compile(
    r"\b(?:chill\w*|breath\w*|sleep\w*|down|calm\w*|ease|cool\w*|fog\w*|mist\w*|night|lull|rest|water|slow\w*|"
    r"under|smooth\w*|soft\w*|gentle|mellow|float\w*|dream\w*|cotton|wool|silk\w*)\b"
)
MORE_OF_IT: Final = ("harder", "busier", "more energy")
LESS_OF_IT: Final = ("calmer", "sparser", "less energy")
ENDING: Final = re.compile(
    r"^(?:please |just |ok |now |can you |let us )*(?:kill|end|cut|shut|turn|switch|stop|silence)\b"
)


def likely(text: str, state: SessionState, layers: Sequence[str]) -> list[str]:
    """Return wishes that a line may mean, the likeliest first.

    Args:
        text: what was said. state: how the music stands. layers: that it names.
    """
    plain = text.lower()
    if layers:
        return _of_layers(plain, state, layers)
    numbers = [found for found in NUMBER.finditer(plain) if not found["sign"]]
    tempos = [found["n"] for found in numbers if LEAST_BPM <= float(found["n"]) <= MOST_BPM]
    if tempos:
        return [f"tempo {tempos[0]}"]
    if ENDING.search(plain):
        return ["stop", "all notes off", "mute everything"]
    return _of_whole(plain)


def _of_whole(plain: str) -> list[str]:
    """Return ways of changing the whole for a turn of speech about it: "take the roof off", "make it sweat"."""
    if FRAME.match(plain) is None or len(plain.split()) > MOST_WORDS or OF_ITS_OWN.search(plain):
        return []
    if HOT.search(plain):
        return [*MORE_OF_IT, *LESS_OF_IT[:1]]
    if COLD.search(plain):
        return [*LESS_OF_IT, *MORE_OF_IT[:1]]
    return [MORE_OF_IT[0], LESS_OF_IT[0], MORE_OF_IT[1], LESS_OF_IT[1]]


def with_bars(text: str, state: SessionState) -> str:
    """Return a line with "bar" before the numbers that can only be bars to come: "into 65", "@ 73"."""
    return LATER.sub(lambda found: f"at bar {found['n']}" if int(found["n"]) > state.bar else found.group(), text)


def in_its_time(said: str, text: str, state: SessionState) -> list[str]:
    """Return a wish with the bars and the time that a line speaks of, where the wish itself names none.

    Args:
        said: the wish. text: the whole line. state: how the music stands.
    """
    if re.search(r"\d|\bphrase\b", said):
        return []
    plain = text.lower()
    rest = f"{_length(plain, state)}{_time(plain, state)}"
    return [f"{said}{rest}"] if rest else []


def _of_layers(plain: str, state: SessionState, layers: Sequence[str]) -> list[str]:
    named = f"the {layer_words(layers)}"
    held = {hold.layer for hold in state.stage.mutes}
    soloed = {hold.layer for hold in state.stage.solos}
    out = bool(held & set(layers) or (soloed and not soloed & set(layers)))
    length, time = _length(plain, state), _time(plain, state)
    ranked = [
        (3.0 * out + 2.0 * bool(IN.search(plain)) - 2.0 * (not out), f"unmute {named}{time}"),
        (2.0 * bool(OUT.search(plain)) + 0.6 + 0.5 * bool(length or time) - 2.0 * out, f"mute {named}{length}{time}"),
        (2.5 * bool(ONLY.search(plain)) + 0.1, f"solo {named}{length}{time}"),
        (2.0 * bool(UP.search(plain)) + 0.5, f"{named} louder{time}"),
        (2.0 * bool(DOWN.search(plain)) + 0.4, f"{named} quieter{time}"),
        (2.2 * bool(MANY.search(plain)) + 0.3, f"more {named.removeprefix('the ')}{time}"),
        (2.2 * bool(FEW.search(plain)) + 0.2, f"less {named.removeprefix('the ')}{time}"),
        (2.6 * bool(HOLD.search(plain)) - 1.0, f"lock {named}"),
    ]
    ranked += _numbered(plain, named, timed=bool(length or time))
    return [said for weight, said in sorted(ranked, key=lambda one: -one[0]) if weight > 0]


def _numbered(plain: str, named: str, *, timed: bool) -> list[tuple[float, str]]:
    """Return wishes with the first number of a line as a level or a share, each with how likely it is."""
    found = NUMBER.search(plain)
    if found is None or timed:
        return []
    value, sign = float(found["n"]), found["sign"] or ""
    if found["share"] or value <= 1:
        return [(3.0, f"{named.removeprefix('the ')} density {found['n']}{found['share'] or ''}")]
    if sign:
        return [(3.0, f"{named.removeprefix('the ')} {'louder' if sign == '+' else 'quieter'} by {found['n']}")]
    if LEAST_LEVEL <= value <= MOST_LEVEL:
        return [(2.4, f"{named.removeprefix('the ')} velocity {found['n']}")]
    many = "bar" if value == 1 else "bars"
    bars = [(2.3, f"mute {named} for {found['n']} {many}")] if value.is_integer() and value <= MOST_BARS else []
    return [*bars, (1.0, f"{named.removeprefix('the ')} velocity {found['n']}")]


def _length(plain: str, state: SessionState) -> str:
    """Return for how many bars a line speaks, in words; "" where it names none."""
    for found in FOR.finditer(plain):
        n = int(found["n"] or found["b"])
        if 1 <= n <= MOST_BARS:
            return f" for {n} bars" if n > 1 else " for 1 bar"
    return f" for {state.config.phrase.bars} bars" if re.search(r"\bfor (?:a|1|one) phrase\b", plain) else ""


def _time(plain: str, state: SessionState) -> str:
    """Return the time that a line speaks of, in words; "" for now."""
    for found in AT.finditer(plain):
        if int(found["n"]) > state.bar:
            return f" at bar {found['n']}"
    waits = IN_BARS.search(plain)
    if waits is not None and 1 <= int(waits["n"]) <= MOST_BARS:
        return f" in {waits['n']} bars"
    return " at the next phrase" if PHRASE.search(plain) and not re.search(r"\bfor (?:a|1|one) phrase\b", plain) else ""
