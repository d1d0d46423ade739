"""Which layers does a line name?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.offline.layers import meant
from agent.offline.lexemes import lexemes_of
from agent.offline.network.tongues import in_english
from agent.offline.words import words_of

if TYPE_CHECKING:
    from engine.state import SessionState


def layers_of(text: str, state: SessionState) -> set[str]:
    """Return the layers that a line names.

    Args:
        text: what was said. state: how the music stands.
    """
    lexemes = lexemes_of(words_of(in_english(text), state.config.phrase.bars), state.config.layers)
    return set(meant(state.config, [one.value for one in lexemes if one.kind == "layer"]))
