"""Why is a layer hardly heard that is not muted, where somebody wants it in: "bring in the snare"?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.asking import Question, layer_words
from agent.offline.layer_words import ONE_LAYER
from agent.offline.layers import meant
from agent.offline.lexemes import lexemes_of
from agent.offline.words import words_of
from engine.holds import silent
from engine.outcome_words import value_words
from engine.parameters import read
from engine.timebase import STEPS_PER_BAR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.state import SessionState

SELDOM: Final = 0.25
"""With a chance of no more than this a layer is hardly heard."""
SELDOM_BARS: Final = 4
"""A layer that plays in one of so many bars is hardly heard."""
HEAR: Final = re.compile(
    r"(?:(?:please|now|ok|so|and|hey),? )*(?:(?:can|could|may) (?:we|i) (?:please )?(?:hear|have|get)|"
    r"let (?:us|me) hear|i want to hear|(?:we|i) (?:do not|don't|can't|cannot) hear) (?:some of )?"
    rf"{ONE_LAYER}(?: (?:please|now|too|in))*"
)
"""Somebody wants to hear a layer."""


def why_hardly(layer: str, state: SessionState) -> str:
    """Return why a layer that is in is hardly heard: its conditions or how few hits it has; "" where it is heard.

    Args:
        layer: of the config. state: how the music stands.
    """
    found = state.config.layers[layer]
    if is_out(layer, state):
        return ""
    seldom = any(
        one.kind == "FILL"
        or (one.kind == "PROB" and one.p <= SELDOM)
        or (one.kind == "A_B" and one.b >= SELDOM_BARS)
        for one in found.conditions if not one.negate
    )
    if seldom:
        return f"it plays {value_words(read(state.config, f'{layer}.conditions'))}"
    if found.density is not None and found.density.target * STEPS_PER_BAR < 1:
        return f"its density is {found.density.target:.2f}"
    return "it has no hits" if found.density is None and found.fills == 0 else ""


def is_out(layer: str, state: SessionState) -> bool:
    """Return True for a layer that is muted, not soloed beside a solo, or out by a drop, energy or section."""
    return layer in state.out or state.config.layers[layer].muted or bool(silent(state.stage, [layer]))


def hardly_heard(layers: Sequence[str], state: SessionState) -> Question | None:
    """Return the question about layers that are to come in, and are in, and hardly heard; None where one is heard.

    Args:
        layers: of the config. state: how the music stands.
    """
    why = {layer: said for layer in layers if (said := why_hardly(layer, state))}
    if not why or len(why) < len(layers):
        return None
    layer, said = next(iter(why.items()))
    name = layer_words([layer])
    return Question(f"the {name} is in, not muted: {said}; which of these?", (f"more {name}", f"{name} on 2 and 4"))


def wants_to_hear(plain: str, state: SessionState) -> Question | None:
    """Return the question about a line that asks to hear a layer that is in, and hardly heard; None for another.

    Args:
        plain: the line, in lower case. state: how the music stands.
    """
    if not HEAR.fullmatch(plain.rstrip(" ?.!")):
        return None
    said = lexemes_of(words_of(plain, state.config.phrase.bars), state.config.layers)
    return hardly_heard(meant(state.config, [one.value for one in said if one.kind == "layer"]), state)
