"""What does a typed line ask for?

`:command words` becomes a command of the engine, a transport action or something the front does itself. A wrong shape
is refused here, with how it is written.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from engine import commands as ask
from engine.bands import SCORE_LETTERS, SCORES
from engine.errors import TechnoError
from engine.found_words import shown
from engine.parameters import canonical, did_you_mean, parameter, read
from sequencer.console.times import split_time
from sequencer.console.typed_hands import read_cancel, read_hit, read_lock, read_mark, read_phrase, read_unlock

if TYPE_CHECKING:
    from pydantic import JsonValue

    from engine.commands import Quantise
    from engine.config import Config
    from engine.control import TransportAction
    from engine.when import When

HELP: Final = {
    "play": ":play [from BAR]",
    "stop": ":stop",
    "continue": ":continue",
    "panic": ":panic",
    "bpm": ":bpm N [over BARS]",
    "set": ":set PATH VALUE (+0.01 is relative)",
    "target": ":target E|S|D|H|T LOW HIGH (- leaves an end open) or :target S off",
    "mute": ":mute LAYER [BARS] [now|beat|bar]",
    "unmute": ":unmute LAYER [now|beat|bar]",
    "solo": ":solo LAYER [BARS] [now|beat|bar]",
    "unsolo": ":unsolo LAYER [now|beat|bar]",
    "quantise": ":quantise now|beat|bar, for mutes and solos from here on; :quantise phrase [4|8|16|32], for all hands",
    "fill": ":fill [BARS|on|off]",
    "drop": ":drop BARS",
    "hit": ":hit LAYER STEP [on|off|free]",
    "lock": ":lock LAYER",
    "unlock": ":unlock LAYER",
    "scene": ":scene save|recall NAME [over BARS], rename NAME NEW, delete NAME",
    "phrase": ":phrase here",
    "agenda": ":agenda, what is planned: a time ends a command: in 8, at 65, at phrase, every 16",
    "cancel": ":cancel NUMBER|all, what is planned",
    "undo": ":undo [STEPS]",
    "redo": ":redo [STEPS]",
    "freeze": ":freeze on|off",
    "load": ":load CONFIG [with tempo]",
    "save": ":save NAME",
    "record": ":record [start|stop [NAME]] (alone it turns a take on and off)",
    "mark": ":mark [NAME]",
    "port": ":port, where the layers play to",
    "trim": ":trim OUTPUT MS (positive sends later)",
    "clock": ":clock, what the MIDI clock does",
    "status": ":status",
    "why": ":why LAYER STEP [BAR] (on the stage alone: of what is selected)",
    "history": ":history [STEPS], what was changed and can be undone",
    "help": ":help [COMMAND|PATH|keys]",
    "about": ":about",
    "detach": ":detach, the music goes on",
    "quit": ":quit, the session ends",
}
"""Every command with how it is written."""

LocalName = Literal[
    "status", "help", "detach", "quit", "save", "load", "why", "record", "trim", "quantise", "history", "about",
    "clock", "port", "agenda",
]


class Mistyped(TechnoError):
    """A line that is no command."""


@dataclass(frozen=True, slots=True)
class Move:
    """A transport action."""

    action: TransportAction
    from_bar: int = 0


@dataclass(frozen=True, slots=True)
class Local:
    """Something the front does, with its words."""

    name: LocalName
    words: tuple[str, ...] = ()


Typed = Move | Local | ask.Set | ask.Target | ask.Tempo | ask.Mute | ask.Unmute | ask.Solo | ask.Unsolo | ask.Fill | (
    ask.Drop | ask.Scene | ask.Undo | ask.Redo | ask.Freeze | ask.Unfreeze | ask.Hit | ask.Lock | ask.Unlock
    | ask.Phrase | ask.Cancel | ask.Mark
)


def typed(line: str, config: Config, at: Quantise = "bar") -> tuple[Typed, When | None]:
    """Return what a line asks for, and for when; None is now, or the next bar line.

    Args:
        line: begins with a colon.
        config: as it stands, for relative values.
        at: when mutes and solos act that do not say it.

    Raises:
        Mistyped: it is no command, or has not the shape of one.
    """
    try:
        name, *words = shlex.split(line.strip().removeprefix(":"), posix=True)
    except ValueError as error:
        raise Mistyped(f"{shown(line.strip())}: a quote is not closed; see :help") from error
    reader = READERS.get(name)
    if reader is None:
        raise Mistyped(f"there is no command :{shown(name)[1:-1]}{did_you_mean(name, HELP)}; see :help")
    try:
        words, when = split_time(name, words)
        return reader(words, config, at if when is None else "bar"), when
    except (ValueError, IndexError, KeyError, TypeError) as error:
        raise Mistyped(f"write {HELP[name]}") from error


def number(word: str) -> float:
    """Return a number; raises ValueError for anything else."""
    found = float(word)
    if found != found or found in {float("inf"), float("-inf")}:  # noqa: PLR0124 - NaN is not itself
        raise ValueError(word)
    return found


def _nothing_more(words: list[str]) -> None:
    if words:
        raise ValueError(words)


def _move(action: TransportAction) -> Reader:
    def read_move(words: list[str], _config: Config, _at: Quantise) -> Typed:
        match words:
            case []:
                return Move(action)
            case ["from", bar] if action == "play" and int(bar) > 0:
                return Move(action, int(bar) - 1)
            case _:
                raise ValueError(words)
    return read_move


def _local(name: LocalName, least: int, most: int) -> Reader:
    def read_local(words: list[str], _config: Config, _at: Quantise) -> Typed:
        if not least <= len(words) <= most:
            raise ValueError(words)
        return Local(name, tuple(words))
    return read_local


def _why(words: list[str], _config: Config, _at: Quantise) -> Typed:
    match words:
        case [] | [_, _] | [_, _, _]:
            return Local("why", tuple(words))
        case _:
            raise ValueError(words)


def _over(words: list[str]) -> int:
    match words:
        case []:
            return 0
        case ["over", bars] | ["over", bars, "bar" | "bars"]:
            return int(bars)
        case _:
            raise ValueError(words)


def _bpm(words: list[str], config: Config, _at: Quantise) -> Typed:
    word, *rest = words
    change = number(word)
    return ask.Tempo(config.bpm + change if word.startswith("+") else change, _over(rest))


def _set(words: list[str], config: Config, _at: Quantise) -> Typed:
    path, word, *rest = words
    _nothing_more(rest)
    return ask.Set(path, _value(config, path, word))


def _value(config: Config, path: str, word: str) -> JsonValue:
    """Return a typed value; a number with a sign is relative, unless the parameter has negative values itself."""
    try:
        value: JsonValue = json.loads(word)
    except ValueError:
        value = None
        if not word.startswith("+"):
            return {"on": True, "off": False, "none": None}.get(word, word)
    known = parameter(config, path)
    signed = word.startswith("+") or (word.startswith("-") and known is not None and (known.low or 0.0) >= 0.0)
    if not signed:
        return value
    now = read(config, canonical(path)) if known is not None else None
    if isinstance(now, bool) or not isinstance(now, (int, float)):
        return number(word)
    moved = now + number(word)
    return round(moved) if isinstance(now, int) and moved == round(moved) else moved


def _target(words: list[str], _config: Config, _at: Quantise) -> Typed:
    score, *ends = words
    named = SCORES[SCORE_LETTERS.index(score.upper())]
    match ends:
        case ["off"]:
            return ask.Target(named.letter, None, None)
        case [low, high]:
            return ask.Target(named.letter, None if low == "-" else number(low), None if high == "-" else number(high))
        case [one] if named.low_alone or not named.has_two_ends:
            end = number(one)
            return ask.Target(
                named.letter, end if named.low else None, end if named.high and not named.low_alone else None
            )
        case _:
            raise ValueError(words)


def _hold(kind: type[ask.Mute | ask.Solo]) -> Reader:
    def read_hold(words: list[str], _config: Config, at: Quantise) -> Typed:
        layer, *rest = words
        when, rest = _when(rest, at)
        bars = int(rest.pop(0)) if rest else None
        _nothing_more(rest)
        return kind(layer, bars, when)
    return read_hold


def _release(kind: type[ask.Unmute | ask.Unsolo]) -> Reader:
    def read_release(words: list[str], _config: Config, at: Quantise) -> Typed:
        layer, *rest = words
        when, rest = _when(rest, at)
        _nothing_more(rest)
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
            return ask.Fill(int(bars))
        case _:
            raise ValueError(words)


def _drop(words: list[str], _config: Config, _at: Quantise) -> Typed:
    (bars,) = words
    return ask.Drop(int(bars))


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
            raise ValueError(words)


def _steps(kind: type[ask.Undo | ask.Redo]) -> Reader:
    def read_steps(words: list[str], _config: Config, _at: Quantise) -> Typed:
        steps = int(words.pop(0)) if words else 1
        _nothing_more(words)
        return kind(steps)
    return read_steps


def _freeze(words: list[str], _config: Config, _at: Quantise) -> Typed:
    match words:
        case [] | ["on"]:
            return ask.Freeze()
        case ["off"]:
            return ask.Unfreeze()
        case _:
            raise ValueError(words)


Reader = Callable[[list[str], "Config", "Quantise"], Typed]

READERS: Final[dict[str, Reader]] = {
    "play": _move("play"), "stop": _move("stop"), "continue": _move("continue"), "panic": _move("panic"),
    "bpm": _bpm, "set": _set, "target": _target, "mute": _hold(ask.Mute), "unmute": _release(ask.Unmute),
    "solo": _hold(ask.Solo), "unsolo": _release(ask.Unsolo), "fill": _fill, "drop": _drop, "scene": _scene,
    "undo": _steps(ask.Undo), "redo": _steps(ask.Redo), "freeze": _freeze, "load": _local("load", 1, 3),
    "save": _local("save", 1, 1), "record": _local("record", 0, 2), "trim": _local("trim", 2, 2),
    "why": _why, "quantise": _local("quantise", 1, 2), "status": _local("status", 0, 0),
    "history": _local("history", 0, 1), "about": _local("about", 0, 0), "clock": _local("clock", 0, 0),
    "port": _local("port", 0, 0), "help": _local("help", 0, 1), "detach": _local("detach", 0, 0),
    "quit": _local("quit", 0, 0), "agenda": _local("agenda", 0, 0), "cancel": read_cancel, "hit": read_hit,
    "lock": read_lock, "unlock": read_unlock, "mark": read_mark, "phrase": read_phrase,
}
