"""What does a line ask of the bandmate: `:jam auto change 20% layers hat_c clap energy 0.4..0.9`?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine import commands as ask
from sequencer.console.typed_words import Misread, first, layer_of, nothing_more, number, one_of

if TYPE_CHECKING:
    from engine.commands import Quantise
    from engine.config import Config

MODES: Final[dict[str, ask.JamAction]] = {"on": "auto", **{action: action for action in ask.JAM_ACTIONS}}
"""On is the usual step: it does what it announces."""
BUDGETS: Final = ("change", "layers", "energy")
ALL: Final = "all"
BAND_ENDS: Final = 2


def read_jam(words: list[str], config: Config, _at: Quantise) -> ask.Jam:
    """Return the wish that the bandmate jams within a budget, stops, or may do what it has announced.

    Raises:
        Misread: something is no part of a budget, or out of range.
    """
    word, rest = first(words, ", ".join(MODES))
    action = MODES[one_of(word, "step of jamming", MODES)]
    if action in {"off", "yes", "no"}:
        nothing_more(rest)
    change: float | None = None
    layers: tuple[str, ...] | None = None
    corridor: tuple[float | None, float | None] = None, None
    while rest:
        what, rest = first(rest, "a part of the budget")
        match one_of(what, "part of the budget", BUDGETS):
            case "change":
                share, rest = first(rest, "how much a phrase may change, as 20%")
                change = _share(share, "the change of a phrase")
            case "energy":
                between, rest = first(rest, "a corridor of energy, as 0.4..0.9")
                corridor = _corridor(between)
            case _:
                layers, rest = _layers(rest, config)
    return ask.Jam(action, change, layers, *corridor)


def _share(word: str, what: str) -> float:
    value = number(word.removesuffix("%"), what, "0..1, or 0..100%")
    value = value / 100 if word.endswith("%") else value
    if not 0 <= value <= 1:
        raise Misread(f"{word} is outside 0..1, or 0..100%, of {what}")
    return value


def _corridor(word: str) -> tuple[float, float]:
    ends = word.split("..")
    if len(ends) != BAND_ENDS:
        raise Misread(f"{word} is no corridor of energy; write it as 0.4..0.9")
    low, high = (_share(end, "energy") for end in ends)
    if low > high:
        raise Misread(f"{word} is no corridor of energy; the lower end comes first")
    return low, high


def _layers(words: list[str], config: Config) -> tuple[tuple[str, ...], list[str]]:
    """Return the layers that may be touched, none for all, and the words behind them."""
    count = next((place for place, word in enumerate(words) if word in BUDGETS), len(words))
    named, rest = words[:count], words[count:]
    if not named:
        raise Misread("a layer is missing, or all")
    if named == [ALL]:
        return (), rest
    return tuple(one_of(layer_of(word, config), "layer", config.layers) for word in named), rest
