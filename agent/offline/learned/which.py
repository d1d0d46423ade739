"""Which layers is a line about, in whatever words it names them: "the shut one", "that boom", "all but the clap"?"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Final

from agent.offline.layers import meant
from agent.offline.learned.tongues import in_english
from agent.offline.learned.traits import WORD, plain
from agent.offline.learned.weights import learnt
from agent.offline.lexemes import lexemes_of
from agent.offline.words import words_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from engine.state import SessionState

IN: Final = "in"
SCOPE: Final = frozenset(
    "but except besides only just leave keep without not no other others rest all everything every both alone nothing "
    "instead than under over beside apart save solo".split()
)
"""Words by which others are meant than those that are named."""
NAMED: Final = 0.5


def which_traits(text: str, state: SessionState) -> frozenset[str]:
    """Return the traits by which the layers of a line are learnt: words, neighbours, names beside words of scope.

    Args:
        text: what was said. state: how the music stands.
    """
    english = in_english(text)
    words = [word for word in WORD.findall(plain(english)) if not word[-1].isdigit()]
    lexemes = lexemes_of(words_of(english, state.config.phrase.bars), state.config.layers)
    named = [
        name for one in lexemes if one.kind == "layer"
        for name in (["all"] if one.value == "all" else meant(state.config, [one.value]))
    ]
    ends = ["<", *words, ">"]
    return frozenset({
        *(f"w:{word}" for word in words), *(f"b:{one}_{other}" for one, other in itertools.pairwise(ends)),
        *(f"y:{name}" for name in named), *([] if named else ["y:"]),
        *(f"y:{name} {word}" for name in named for word in words if word in SCOPE),
    })


def likely_layers(text: str, state: SessionState) -> dict[str, float]:
    """Return how likely a line is about each layer, for those of the config that were learnt.

    Args:
        text: what was said. state: how the music stands.
    """
    traits = which_traits(text, state)
    return {name: one.shares(traits)[IN] for name, one in learnt().layers.items() if name in state.config.layers}


def likely_set(shares: Mapping[str, float]) -> frozenset[str]:
    """Return the layers that a line is more likely about than not."""
    return frozenset(name for name, share in shares.items() if share >= NAMED)


def share_of(layers: Collection[str], shares: Mapping[str, float]) -> float:
    """Return how likely a line is about exactly these layers; 1 where none of them was learnt."""
    found = 1.0
    for name, share in shares.items():
        found *= share if name in layers else 1.0 - share
    return found
