"""A word or a mark over and over is answered: no pattern of the chat tries every way of dividing such a line."""

from __future__ import annotations

import subprocess
import sys

WORDS = (
    "ok and, then the more now no a_bit please it_is and_the_hats kick, in_4_bars put_it_back until still_the "
    "the_drop"
)
MARKS = ".!,?-;"
PATIENCE_SECONDS = 300
"""They take a second or two; a pattern that divides such a line in every way takes years."""
SAID = """
import sys
from tests.agent.heard import replies
for word in sys.argv[1:]:
    line = f"{word.replace('_', ' ')} " * 60 if word[0].isalpha() else f"kick louder {word * 60}"
    print(len(replies("more swing on the hats", line)[-1].reply) > 0)
"""


def test_a_word_or_a_mark_said_over_and_over_is_answered() -> None:
    told = subprocess.run(
        [sys.executable, "-c", SAID, *WORDS.split(), *MARKS], capture_output=True, text=True, check=True,
        timeout=PATIENCE_SECONDS,
    )
    assert told.stdout.split() == ["True"] * len([*WORDS.split(), *MARKS])
