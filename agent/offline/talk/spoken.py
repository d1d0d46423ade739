"""Which layers were spoken of last, whatever became of that line?

What was changed last is not always what "it" means: a line that was asked about, or that took something back, names
its layer too.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.clauses import clauses_of
from agent.offline.layers import meant
from agent.offline.lexemes import lexemes_of
from agent.offline.words import words_of

if TYPE_CHECKING:
    from engine.config import Config

IT: Final = re.compile(r"\b(?:it|this|that one|this one)\b")


def spoken(text: str, config: Config) -> list[str]:
    """Return the layers that a line names, in its order; none where it names all of them.

    Args:
        text: the line as it was typed. config: its layers.
    """
    clauses = clauses_of(lexemes_of(words_of(text.lower()), config.layers))
    named = [one for clause in clauses for one in (*clause.layers, *clause.spared)]
    return [] if "all" in named else list(dict.fromkeys(meant(config, named)))
