"""What shall the next moved control do? `:learn` and its words, as an address of docs/osc.md."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

from engine.parameters import no_such, parameter
from sequencer.console.typed import Mistyped
from sequencer.console.typed_words import layer_of, path_of
from sequencer.controllers.controls import Turning
from sequencer.remote.addresses import HELD, PRESSED, SWITCHES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.config import Config
    from sequencer.controllers.controls import Control
    from sequencer.controllers.mapping import How

Use = Literal["fader", "button", "switch"]

TURNINGS: Final[tuple[Turning, ...]] = get_args(Turning)
AT_ONCE: Final = "nopickup"
WRITE: Final = (
    ":learn PATH, energy, mute|solo|lock LAYER, hit LAYER STEP, scene NAME, section NAME, fill, play, ...; "
    ":learn off"
)


@dataclass(slots=True)
class Learning:
    """What the next moved control shall do.

    Attributes:
        to: address it sends to. use: what it has to be.
        say: is told what was learned.
        turning: how an encoder counts, None for a knob that stands somewhere.
        pickup: a knob waits until it has passed the present value.
        control: that has been learned.
    """

    to: str
    use: Use
    say: Callable[[str], None]
    turning: Turning | None = None
    pickup: bool = True
    control: Control | None = None

    def how_for(self, control: Control) -> How | None:
        """Return how a control does it, None for one that cannot."""
        match self.use:
            case "fader":
                return None if control.kind in {"note", "program"} else self.turning or "absolute"
            case use:
                return use


def learning_of(words: Sequence[str], config: Config, say: Callable[[str], None]) -> Learning:
    """Return what the words behind `:learn` ask for.

    Args:
        words: a target, and behind it how an encoder counts, or nopickup.
        config: as it stands. say: is told what was learned.

    Raises:
        Mistyped: they ask for nothing that a control can do.
    """
    words, turning, pickup = _options(list(words))
    to, use = _target(words, config)
    return Learning(f"/techno/{to}", use, say, turning, pickup)


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
        case ["hit", layer, step] if step.isdecimal():
            return f"hit/{_known_layer(layer, config)}/{step}", "switch"
        case ["fill", "latch"]:
            return "fill/latch", "switch"
        case [("scene" | "section") as kind, name]:
            return f"{kind}/{name}", "button"
        case ["energy"]:
            return "energy", "fader"
        case [name] if name in SWITCHES:
            return name, "switch"
        case [name] if name in PRESSED:
            return name, "button"
        case [name] if name not in HELD:
            return f"knob/{_ranged(path_of(name, config), config).replace('.', '/')}", "fader"
        case _:
            raise Mistyped(f"that is nothing a control can do; write {WRITE}")


def _known_layer(word: str, config: Config) -> str:
    """Return a layer's name, or its number as it is: a number fits every config."""
    if layer_of(word, config) not in config.layers:
        raise Mistyped(f"there is no layer {word}; there are {', '.join(config.layers)}")
    return word


def _ranged(path: str, config: Config) -> str:
    known = parameter(config, path)
    if known is None:
        raise Mistyped(no_such(config, path))
    if known.low is None or known.high is None:
        raise Mistyped(f"{path} has no range for a knob; it takes {known.allowed()}")
    return known.path
