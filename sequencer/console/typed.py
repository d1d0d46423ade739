"""What does a typed line ask for?

`:command words` becomes a command of the engine, a transport action or something the front does itself. A wrong shape
is refused here, with how it is written.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from engine import commands as ask
from engine.bands import SCORE_LETTERS, SCORES
from engine.errors import TechnoError
from engine.found_words import shown
from engine.hand_wishes import MAX_DROP_BARS, MAX_FILL_BARS
from engine.parameter_wishes import MAX_RAMP_BARS
from engine.parameters import did_you_mean, parameter
from engine.state import MAX_UNDO
from engine.timebase import STEPS_PER_BAR
from sequencer.console.times import mistimed, split_time
from sequencer.console.typed_hands import (
    read_arc,
    read_cancel,
    read_hit,
    read_lock,
    read_mark,
    read_phrase,
    read_section,
    read_stay,
    read_unlock,
)
from sequencer.console.typed_jam import read_jam
from sequencer.console.typed_learn import MAX_BINDINGS, wanted_of
from sequencer.console.typed_move import MAX_BAR, Move, move_reader, read_count_in
from sequencer.console.typed_values import value_of
from sequencer.console.typed_when import read_when
from sequencer.console.typed_words import Misread, first, layer_of, nothing_more, number, one_of, path_of, whole

if TYPE_CHECKING:
    from engine.commands import Quantise
    from engine.config import Config
    from engine.when import When

HELP: Final = {
    "play": ":play [from BAR]",
    "count-in": ":count-in [BARS], clicks before bar 1, then play",
    "stop": ":stop",
    "continue": ":continue",
    "panic": ":panic",
    "bpm": ":bpm N [over BARS] (+2 and -2 are relative)",
    "set": ":set PATH VALUE (+x, -x relative; += and -= too where values are negative; 57%)",
    "target": ":target E|S|D|H|T LOW HIGH (- leaves an end open) or :target S off",
    "mute": ":mute LAYER [BARS] [now|beat|bar]",
    "unmute": ":unmute LAYER [now|beat|bar]",
    "solo": ":solo LAYER [BARS] [now|beat|bar]",
    "unsolo": ":unsolo LAYER [now|beat|bar]",
    "quantise": ":quantise now|beat|bar, for mutes and solos from here on; :quantise phrase [4|8|16|32], for all hands",
    "fill": ":fill [BARS|on|off]",
    "drop": ":drop BARS",
    "hit": ":hit LAYER STEP [on|off|free]",
    "strike": ":strike LAYER [VELOCITY] [step], a hit by hand: at once, or on the next step",
    "lock": ":lock LAYER",
    "unlock": ":unlock LAYER",
    "scene": ":scene save|recall NAME [over BARS], rename NAME NEW, delete NAME",
    "section": ":section next|NAME, of the arc",
    "arc": ":arc [on|off], the plan of a set",
    "hold": ":hold [on|off], stay in the section that plays",
    "phrase": ":phrase here",
    "agenda": ":agenda, what is planned: a time ends a command: in 8, at 65, at phrase, every 16",
    "jam": ":jam on|off|ghost|assist|auto [change 20%] [layers LAYER...|all] [energy LOW..HIGH] | yes | no",
    "when": ":when E|S|D|H|T|energy|section|hits [LAYER] <|>|= VALUE [for BARS] [anew] then COMMAND [again BARS]",
    "cancel": ":cancel NUMBER|all, what is planned",
    "undo": ":undo [STEPS]",
    "redo": ":redo [STEPS]",
    "freeze": ":freeze [on|off]",
    "load": ":load CONFIG [with tempo]",
    "save": ":save NAME",
    "record": ":record [start|stop [NAME]] (alone it turns a take on and off)",
    "mark": ":mark [NAME]",
    "port": ":port, where the layers play to",
    "trim": ":trim OUTPUT MS (positive sends later); :trim OUTPUT measure PORT [set]",
    "listen": ":listen [on|off], the built-in kit (alone it turns it on and off)",
    "clock": ":clock [own|off|in [PORT]|link [BARS]|jack] [all|tempo|transport] [send|nosend] [offset MS]; :clock here",
    "shift": ":shift MS, everything later (negative: earlier); += and -= move it on",
    "learn": ":learn PATH|energy|mute LAYER|scene NAME|..., then move a control; :learn off",
    "controllers": ":controllers [forget NUMBER], what the controls do",
    "status": ":status",
    "why": ":why LAYER STEP [BAR] (on the stage alone: of what is selected)",
    "heard": ":heard [BARS], the last bars: pattern, scores, what changed",
    "history": ":history [STEPS], what was changed and can be undone",
    "help": ":help [COMMAND|PATH|keys]",
    "about": ":about",
    "detach": ":detach, the music goes on",
    "quit": ":quit, the session ends",
}
"""Every command with how it is written."""

LocalName = Literal[
    "status", "help", "detach", "quit", "save", "load", "why", "record", "trim", "quantise", "history", "about",
    "clock", "port", "agenda", "shift", "heard", "listen", "learn", "controllers",
    "strike",
]


class Mistyped(TechnoError):
    """A line that is no command."""


@dataclass(frozen=True, slots=True)
class Local:
    """Something the front does, with its words."""

    name: LocalName
    words: tuple[str, ...] = ()


Typed = Move | Local | ask.Set | ask.Target | ask.Tempo | ask.Mute | ask.Unmute | ask.Solo | ask.Unsolo | ask.Fill | (
    ask.Drop | ask.Scene | ask.Undo | ask.Redo | ask.Freeze | ask.Unfreeze | ask.Hit | ask.Lock | ask.Unlock
    | ask.Phrase | ask.Cancel | ask.Mark | ask.Section | ask.Arc | ask.Hold
    | ask.Watch | ask.Jam
)


def typed(line: str, config: Config, at: Quantise = "bar") -> tuple[Typed, When | None]:
    """Read a line: the wish or action, and its time; None is now, or the next bar line.

    Args:
        line: begins with a colon.
        config: as it stands, for relative values.
        at: when mutes and solos act that do not say it.

    Raises:
        Mistyped: it is no command, or has not the shape of one.
    """
    try:
        name, *words = shlex.split(line.strip().removeprefix(":"), posix=True) or [""]
    except ValueError as error:
        raise Mistyped(f"{shown(line.strip())}: a quote is not closed; see :help") from error
    reader = READERS.get(name)
    if reader is None:
        raise Mistyped(f"there is no command :{shown(name)[1:-1]}{did_you_mean(name, HELP)}; see :help")
    try:
        words, when = split_time(name, words)
        return reader(words, config, at if when is None else "bar"), when
    except Misread as error:
        raise Mistyped(f"{mistimed(name, words) or error}; write {HELP[name]}") from error
    except (ValueError, IndexError, KeyError, TypeError) as error:
        raise Mistyped(f"{_found(words)}; write {HELP[name]}") from error


def _found(words: list[str]) -> str:
    return f"found {shown(' '.join(words))}" if words else "something is missing"


MISSING: Final = {
    "trim": ("an output", "a trim in ms"), "quantise": ("a line",), "shift": ("a number of ms",),
    "strike": ("a layer",),
}
"""What stands at each place of what a front does itself; else it is a name."""


def _local(name: LocalName, least: int, most: int) -> Reader:
    def read_local(words: list[str], _config: Config, _at: Quantise) -> Typed:
        if len(words) < least:
            raise Misread(f"{MISSING.get(name, ('a name',))[len(words)]} is missing")
        nothing_more(words[most:])
        return Local(name, tuple(words))
    return read_local


def _load(words: list[str], _config: Config, _at: Quantise) -> Typed:
    name, rest = first(words, "a name")
    if rest not in ([], ["with", "tempo"]):
        raise Misread(f"{shown(' '.join(rest))} is not `with tempo`")
    return Local("load", (name, *rest))


def _why(words: list[str], config: Config, _at: Quantise) -> Typed:
    if not words:
        return Local("why")
    word, rest = first(words, "a layer")
    step, rest = first(rest, "a step")
    nothing_more(rest[1:])
    whole(step, "a step", 1, STEPS_PER_BAR)
    if rest:
        whole(rest[0], "a bar", 1, MAX_BAR)
    return Local("why", (layer_of(word, config), step, *rest))


def _over(words: list[str]) -> int:
    match words:
        case []:
            return 0
        case ["over", bars] | ["over", bars, "bar" | "bars"]:
            return whole(bars, "a number of bars", 0, MAX_RAMP_BARS)
        case _:
            raise Misread(f"{shown(' '.join(words))} is not `over BARS`")


def _bpm(words: list[str], config: Config, _at: Quantise) -> Typed:
    word, rest = first(words, "a tempo")
    value = value_of(config, "bpm", word)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Misread(f"{shown(word)} is no tempo; it takes {_range(config, 'bpm')}")
    return ask.Tempo(float(value), _over(rest))


def _range(config: Config, path: str) -> str:
    known = parameter(config, path)
    return known.allowed() if known is not None else ""


def _set(words: list[str], config: Config, _at: Quantise) -> Typed:
    path, rest = first(words, "a path")
    path = path_of(path, config)
    word, rest = first(rest, f"a value for {path}")
    nothing_more(rest)
    return ask.Set(path, value_of(config, path, word))


def _target(words: list[str], config: Config, _at: Quantise) -> Typed:
    score, ends = first(words, "a score")
    letter = one_of(score.upper(), "score", SCORE_LETTERS)
    named = SCORES[SCORE_LETTERS.index(letter)]
    allowed = _range(config, named.low_path if named.low else named.high_path)

    def end_of(word: str) -> float | None:
        return None if word == "-" else number(word, f"an end of {letter}", allowed)
    match ends:
        case ["off"]:
            return ask.Target(named.letter, None, None)
        case [low, high]:
            return ask.Target(named.letter, end_of(low), end_of(high))
        case [one] if named.low_alone or not named.has_two_ends:
            end = end_of(one)
            return ask.Target(
                named.letter, end if named.low else None, end if named.high and not named.low_alone else None
            )
        case [_]:
            raise Misread(f"the upper end of {letter} is missing; it lies in {allowed}")
        case _:
            nothing_more(ends[2:])
            raise Misread(f"the ends of {letter} are missing; they lie in {allowed}")


def _hold(kind: type[ask.Mute | ask.Solo]) -> Reader:
    def read_hold(words: list[str], config: Config, at: Quantise) -> Typed:
        layer, rest = first(words, "a layer")
        layer = layer_of(layer, config)
        when, rest = _when(rest, at)
        bars = whole(rest[0], "a number of bars or now, beat, bar", 1, MAX_RAMP_BARS) if rest else None
        nothing_more(rest[1:])
        return kind(layer, bars, when)
    return read_hold


def _release(kind: type[ask.Unmute | ask.Unsolo]) -> Reader:
    def read_release(words: list[str], config: Config, at: Quantise) -> Typed:
        layer, rest = first(words, "a layer")
        layer = layer_of(layer, config)
        when, rest = _when(rest, at)
        if rest:
            one_of(rest[0], "time", ask.QUANTISE)
        nothing_more(rest)
        return kind(layer, when)
    return read_release


def _when(words: list[str], at: Quantise) -> tuple[Quantise, list[str]]:
    for when in ask.QUANTISE:
        if words and words[-1] == when:
            return when, words[:-1]
    return at, words


def _fill(words: list[str], _config: Config, _at: Quantise) -> Typed:
    match words:
        case []:
            return ask.Fill()
        case ["on"]:
            return ask.Fill(None)
        case ["off"]:
            return ask.Fill(0)
        case [bars]:
            return ask.Fill(whole(bars, "a length, on or off", 0, MAX_FILL_BARS))
        case _:
            nothing_more(words[1:])
            raise Misread("a length is missing")


def _drop(words: list[str], _config: Config, _at: Quantise) -> Typed:
    bars, rest = first(words, f"a length in 0..{MAX_DROP_BARS} bars")
    nothing_more(rest)
    return ask.Drop(whole(bars, "a length in bars", 0, MAX_DROP_BARS))


def _scene(words: list[str], _config: Config, _at: Quantise) -> Typed:
    match words:
        case ["save", name]:
            return ask.Scene("save", name)
        case ["delete", name]:
            return ask.Scene("delete", name)
        case ["rename", name, to]:
            return ask.Scene("rename", name, to=to)
        case ["recall", name, *rest]:
            return ask.Scene("recall", name, _over(rest))
        case _:
            what, rest = first(words, "save, recall, rename or delete")
            one_of(what, "act", ("save", "recall", "rename", "delete"))
            nothing_more(rest[2 if what == "rename" else 1:])
            raise Misread("a new name is missing" if rest else "a name is missing")


def _steps(kind: type[ask.Undo | ask.Redo]) -> Reader:
    def read_steps(words: list[str], _config: Config, _at: Quantise) -> Typed:
        steps = whole(words[0], "a number of steps", 1, MAX_UNDO) if words else 1
        nothing_more(words[1:])
        return kind(steps)
    return read_steps


def _freeze(words: list[str], _config: Config, _at: Quantise) -> Typed:
    match words:
        case [] | ["on"]:
            return ask.Freeze()
        case ["off"]:
            return ask.Unfreeze()
        case _:
            one_of(words[0], "switch", ("on", "off"))
            nothing_more(words[1:])
            raise Misread("on or off is missing")


def _learn(words: list[str], config: Config, _at: Quantise) -> Typed:
    if words != ["off"]:
        wanted_of(words, config)
    return Local("learn", tuple(words))


def _controllers(words: list[str], _config: Config, _at: Quantise) -> Typed:
    if words:
        one_of(words[0], "act", ("forget",))
        number, rest = first(words[1:], "the number of a binding")
        nothing_more(rest)
        whole(number, "a binding", 1, MAX_BINDINGS)
    return Local("controllers", tuple(words))


Reader = Callable[[list[str], "Config", "Quantise"], Typed]

READERS: Final[dict[str, Reader]] = {
    "play": move_reader("play"), "stop": move_reader("stop"), "continue": move_reader("continue"),
    "panic": move_reader("panic"), "count-in": read_count_in,
    "bpm": _bpm, "set": _set, "target": _target, "mute": _hold(ask.Mute), "unmute": _release(ask.Unmute),
    "solo": _hold(ask.Solo), "unsolo": _release(ask.Unsolo), "fill": _fill, "drop": _drop, "scene": _scene,
    "undo": _steps(ask.Undo), "redo": _steps(ask.Redo), "freeze": _freeze, "load": _load,
    "save": _local("save", 1, 1), "record": _local("record", 0, 2), "trim": _local("trim", 2, 4),
    "why": _why, "quantise": _local("quantise", 1, 2), "status": _local("status", 0, 0),
    "heard": _local("heard", 0, 1),
    "history": _local("history", 0, 1), "about": _local("about", 0, 0), "clock": _local("clock", 0, 12),
    "shift": _local("shift", 1, 1), "strike": _local("strike", 1, 3),
    "port": _local("port", 0, 0), "help": _local("help", 0, 1), "detach": _local("detach", 0, 0),
    "quit": _local("quit", 0, 0), "agenda": _local("agenda", 0, 0),
    "learn": _learn, "controllers": _controllers, "cancel": read_cancel, "hit": read_hit,
    "lock": read_lock, "unlock": read_unlock, "mark": read_mark, "phrase": read_phrase,
    "when": lambda words, config, at: read_when(words, config, lambda name, rest: READERS[name](rest, config, at)),
    "listen": _local("listen", 0, 1), "section": read_section, "arc": read_arc, "hold": read_stay, "jam": read_jam,
}
