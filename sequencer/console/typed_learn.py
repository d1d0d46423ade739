"""What shall the next moved control do? The words behind `:learn`, as an address of docs/osc.md."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple, get_args

from engine.parameters import no_such, parameter
from engine.timebase import STEPS_PER_BAR
from sequencer.console.typed_words import Misread, layer_of, path_of, whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.config import Config

Use = Literal["fader", "button", "switch", "pad"]
Turning = Literal["relative", "offset", "sign"]
"""How an encoder counts steps back: in two's complement (127 is -1), from 64 (63 is -1), or by its upper half
(65 is -1)."""

TURNINGS: Final[tuple[Turning, ...]] = get_args(Turning)
MAX_BINDINGS: Final = 512
"""Of one device."""
AT_ONCE: Final = "nopickup"
SWITCHES: Final = ("freeze", "arc", "hold")
"""Commands that a switch turns on and off."""
BUTTONS: Final = ("play", "stop", "continue", "panic", "phrase", "mark", "undo", "redo", "fill")
"""Commands that a button gives."""


class Wanted(NamedTuple):
    """What a control shall do: the address it sends to, what it has to be, how it counts, and whether it jumps."""

    to: str
    use: Use
    turning: Turning | None
    pickup: bool


def wanted_of(words: Sequence[str], config: Config) -> Wanted:
    """Read the words of `:learn`.

    Args:
        words: a target, and behind it how an encoder counts, or nopickup. config: as it stands.

    Raises:
        Misread: they ask for nothing that a control can do.
    """
    words, turning, pickup = _options(list(words))
    to, use = _target(words, config)
    return Wanted(f"/techno/{to}", use, turning, pickup)


def _options(words: list[str]) -> tuple[list[str], Turning | None, bool]:
    turning, pickup = None, True
    while len(words) > 1 and words[-1] in {*TURNINGS, AT_ONCE}:
        last = words.pop()
        if last == AT_ONCE:
            pickup = False
        else:
            turning = next(one for one in TURNINGS if one == last)
    return words, turning, pickup


def _target(words: list[str], config: Config) -> tuple[str, Use]:
    match words:
        case [("mute" | "solo" | "lock") as kind, layer]:
            return f"{kind}/{_known_layer(layer, config)}", "switch"
        case ["hit", layer, step]:
            return f"hit/{_known_layer(layer, config)}/{whole(step, 'a step', 1, STEPS_PER_BAR)}", "switch"
        case ["strike", layer, *way] if way in ([], ["step"]):
            return "/".join(["strike", _known_layer(layer, config), *way]), "pad"
        case ["fill", "latch"]:
            return "fill/latch", "switch"
        case [("scene" | "section") as kind, name]:
            return f"{kind}/{name}", "button"
        case ["energy"]:
            return "energy", "fader"
        case [name] if name in {*SWITCHES, *BUTTONS}:
            return name, "switch" if name in SWITCHES else "button"
        case [name] if name not in {"mute", "solo", "lock", "hit", "strike", "scene", "section"}:
            return f"knob/{_ranged(path_of(name, config), config).replace('.', '/')}", "fader"
        case []:
            raise Misread("what a control shall do is missing")
        case [name]:
            raise Misread(f"what to {name} is missing")
        case _:
            raise Misread(f"{' '.join(words)} is nothing that a control can do")


def _known_layer(word: str, config: Config) -> str:
    """Return a layer's name, or its number as it is: a number fits every config."""
    if layer_of(word, config) not in config.layers:
        raise Misread(f"there is no layer {word}; there are {', '.join(config.layers)}")
    return word


def _ranged(path: str, config: Config) -> str:
    known = parameter(config, path)
    if known is None:
        raise Misread(no_such(config, path))
    if known.low is None or known.high is None:
        raise Misread(f"{path} has no range for a knob; it takes {known.allowed()}")
    return known.path
