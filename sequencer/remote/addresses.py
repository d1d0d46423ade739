"""What does an OSC address ask for? The line that one would type into the console.

Every command of the console is an address, `/techno/COMMAND`, and its arguments are the words behind it. Beside that
there are addresses for the widgets of a touch screen, which send one number: buttons (not 0 is pressed, 0 is let go
and asks for nothing), switches (on and off) and faders.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Final, NamedTuple

from engine.articulation import MAX_VELOCITY
from engine.parameters import did_you_mean, no_such, parameter
from sequencer.console.typed import HELP, Mistyped
from sequencer.console.typed_learn import BUTTONS, SWITCHES
from sequencer.console.typed_strike import ON_A_STEP, USUAL_VELOCITY
from sequencer.folders import named_configs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.config import Config

PREFIX: Final = "techno"

NOT_FROM_OUTSIDE: Final = {
    "save": "writes a file", "record": "writes files", "quit": "ends the session", "detach": "is for a console",
    "quantise": "is for a console; an address acts at the bar line", "learn": "writes a file",
    "controllers": "writes a file",
}
"""Commands that a network may not give, and why (docs/osc.md)."""

COMMANDS: Final = tuple(name for name in HELP if name not in NOT_FROM_OUTSIDE)
"""Commands that are addresses."""
HELD: Final = {"mute": "unmute", "solo": "unsolo", "lock": "unlock"}
"""Switches of a layer: what turns them on, and off."""
ALONE: Final = (*SWITCHES, "energy", "bpm")
"""Switches and faders with no name behind them."""
FADERS: Final = frozenset({"set", "knob", "energy", "bpm", "target"})
"""Addresses that a moving fader sends many times a second: only the newest value counts."""

Argument = str | float | bool


class Strike(NamedTuple):
    """A hit by hand, with its velocity 1..127."""

    layer: str
    velocity: int
    quantised: bool


class Message(NamedTuple):
    """An address and its arguments: texts, finite numbers, True and False."""

    address: str
    arguments: tuple[Argument, ...]


def line_of(message: Message, config: Config) -> str | None:
    """Return the typed line that a message stands for; None for a button that is let go.

    Args:
        message: its address begins with /techno/. config: as it stands, for the ranges of knobs.

    Raises:
        Mistyped: no such address, or arguments that it does not take.
    """
    start, *parts = message.address.removeprefix(f"/{PREFIX}").split("/")
    if start or not message.address.startswith(f"/{PREFIX}/") or not all(parts):
        raise Mistyped(f"addresses begin with /{PREFIX}/, as in /{PREFIX}/play")
    name, given = parts[0], message.arguments
    if name in NOT_FROM_OUTSIDE:
        raise Mistyped(f"{name} {NOT_FROM_OUTSIDE[name]}, so it has no address")
    widget = WIDGETS.get(name)
    if widget is not None and (len(parts) > 1 or (name in ALONE and not any(isinstance(one, str) for one in given))):
        return widget(parts, given, config)
    if len(parts) > 1 or name not in COMMANDS:
        raise Mistyped(f"there is no address {message.address}{did_you_mean(name, (*COMMANDS, *WIDGETS))}")
    if name in BUTTONS and len(given) == 1 and not isinstance(given[0], str):
        return f":{name}" if given[0] else None
    if name == "load":
        _by_name(given)
    return " ".join([f":{name}", *map(_word, given)])


def _by_name(given: Sequence[Argument]) -> None:
    """Let a config be loaded by its name only: what comes from outside names no file."""
    if given and _word(given[0]) not in named_configs():
        raise Mistyped(f"there is no config {_word(given[0])}{did_you_mean(_word(given[0]), named_configs())}")


def _word(given: Argument) -> str:
    """Return an argument as it would be typed. 32-bit floats hold seven digits, so more would be noise."""
    if isinstance(given, str):
        return shlex.quote(given)
    return str(int(given)) if float(given).is_integer() else f"{given:.6g}"


def _number(parts: Sequence[str], given: Sequence[Argument]) -> float:
    if len(given) != 1 or isinstance(given[0], str):
        raise Mistyped(f"/{PREFIX}/{'/'.join(parts)} takes one number")
    return float(given[0])


def _on(parts: Sequence[str], given: Sequence[Argument]) -> bool:
    """Return the position of a switch; no argument turns it on."""
    return not given or _number(parts, given) != 0.0


def _held(parts: Sequence[str], given: Sequence[Argument], _config: Config) -> str:
    name, layer = parts[0], _single(parts)
    return f":{name if _on(parts, given) else HELD[name]} {layer}"


def _switch(parts: Sequence[str], given: Sequence[Argument], _config: Config) -> str:
    return f":{_alone(parts)} {'on' if _on(parts, given) else 'off'}"


def _alone(parts: Sequence[str]) -> str:
    """Return a command that takes no name behind it."""
    if len(parts) > 1:
        raise Mistyped(f"there is no address /{PREFIX}/{'/'.join(parts)}; it is /{PREFIX}/{parts[0]}")
    return parts[0]


def _fill(parts: Sequence[str], given: Sequence[Argument], _config: Config) -> str:
    if parts[1:] != ["latch"]:
        raise Mistyped(f"there is no address /{PREFIX}/{'/'.join(parts)}; it is /{PREFIX}/fill or /{PREFIX}/fill/latch")
    return f":fill {'on' if _on(parts, given) else 'off'}"


def _hit(parts: Sequence[str], given: Sequence[Argument], _config: Config) -> str:
    match parts:
        case [_, layer, step]:
            return f":hit {shlex.quote(layer)} {shlex.quote(step)} {'on' if _on(parts, given) else 'off'}"
        case _:
            raise Mistyped(f"an address for hits is /{PREFIX}/hit/LAYER/STEP, with steps from 1")


def strike_of(message: Message) -> Strike | None:
    """Return the hit by hand that a message stands for; None for one that stands for none, as a pad that is let go.

    Raises:
        Mistyped: it has not the shape of one.
    """
    parts = message.address.removeprefix(f"/{PREFIX}/").split("/")
    if parts[0] != "strike" or len(parts) == 1:
        return None
    match parts[1:]:
        case [layer, *way] if layer and way in ([], ["step"]):
            share = _number(parts, message.arguments or (USUAL_VELOCITY / MAX_VELOCITY,))
            if not 0.0 <= share <= 1.0:
                raise Mistyped(f"a pad sends 0..1, found {share:g}")
            return Strike(layer, round(share * MAX_VELOCITY), bool(way)) if round(share * MAX_VELOCITY) else None
        case _:
            raise Mistyped(f"an address for hits by hand is /{PREFIX}/strike/LAYER or /{PREFIX}/strike/LAYER/step")


def _strike(parts: Sequence[str], given: Sequence[Argument], _config: Config) -> str | None:
    hit = strike_of(Message("/".join(["", PREFIX, *parts]), tuple(given)))
    if hit is None:
        return None
    return f":strike {shlex.quote(hit.layer)} {hit.velocity}{f' {ON_A_STEP}' if hit.quantised else ''}"


def _scene(parts: Sequence[str], given: Sequence[Argument], _config: Config) -> str | None:
    return f":scene recall {_single(parts)}" if _on(parts, given) else None


def _section(parts: Sequence[str], given: Sequence[Argument], _config: Config) -> str | None:
    return f":section {_single(parts)}" if _on(parts, given) else None


def _single(parts: Sequence[str]) -> str:
    """Return the one name behind a command, as it would be typed."""
    match parts:
        case [_, name]:
            return shlex.quote(name)
        case _:
            raise Mistyped(f"/{PREFIX}/{parts[0]} takes one name behind it")


def _energy(parts: Sequence[str], given: Sequence[Argument], config: Config) -> str:
    return f":set energy {_absolute(config, _alone(parts), _number(parts, given))}"


def _bpm(parts: Sequence[str], given: Sequence[Argument], config: Config) -> str:
    return f":bpm {_absolute(config, _alone(parts), _number(parts, given))}"


def _set(parts: Sequence[str], given: Sequence[Argument], config: Config) -> str:
    if len(given) != 1:
        raise Mistyped(f"/{PREFIX}/{'/'.join(parts)} takes one value")
    path = ".".join(parts[1:])
    return f":set {shlex.quote(path)} {_absolute(config, path, given[0])}"


def _absolute(config: Config, path: str, given: Argument) -> str:
    """Return a value as it would be typed. Typed, a negative number is relative where values are not negative.

    A number from outside never is; a text, as "+2", may be.
    """
    known = parameter(config, path)
    if known is not None and known.low is not None and not isinstance(given, str) and given < 0.0 <= known.low:
        raise Mistyped(f"{path} takes {known.allowed()}, found {given:g}")
    return _word(given)


def _knob(parts: Sequence[str], given: Sequence[Argument], config: Config) -> str:
    path = ".".join(parts[1:])
    known = parameter(config, path)
    if known is None:
        raise Mistyped(no_such(config, path))
    if known.low is None or known.high is None:
        raise Mistyped(f"{path} has no range for a knob; it takes {known.allowed()}, see /{PREFIX}/set")
    share = _number(parts, given)
    if not 0.0 <= share <= 1.0:
        raise Mistyped(f"a knob sends 0..1, found {share:g}")
    value = known.low + share * (known.high - known.low)
    return f":set {shlex.quote(path)} {_word(round(value) if known.kind == 'int' else value)}"


def _target(parts: Sequence[str], given: Sequence[Argument], _config: Config) -> str:
    return " ".join([f":target {_single(parts)}", *map(_word, given)])


WIDGETS: Final[dict[str, Callable[[Sequence[str], Sequence[Argument], Config], str | None]]] = {
    "mute": _held, "solo": _held, "lock": _held, "freeze": _switch, "arc": _switch, "hold": _switch, "fill": _fill,
    "hit": _hit, "strike": _strike, "scene": _scene, "section": _section, "energy": _energy, "bpm": _bpm, "set": _set,
    "knob": _knob, "target": _target,
}
"""Addresses with more than a command's name in them, or one for a widget alone."""


def fader_of(message: Message) -> str:
    """Return the address of a message that a moving fader sends, "" for any other."""
    parts = message.address.split("/")
    return message.address if len(parts) > 2 and parts[2] in FADERS else ""  # noqa: PLR2004 - "", techno, name
