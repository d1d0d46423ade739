"""Is a mute wanted inside the bar: "mute the clap right now, not on the bar"?"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from agent.offline.asking import Question
from engine.commands import Mute, Solo, Unmute, Unsolo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.requests import Request

LINE: Final = r"(?:the |a |next |any )*(?:bar ?lines?|bars?|lines?|grid|downbeat|next one|one|phrase|phrase line)"
WITHIN: Final = re.compile(
    rf"(?:,|\band|\bbut)? *(?:\b(?:right |straight )?(?:now|away|immediately|at once),? *(?:and |but )?)?"
    rf"\b(?:not (?:on|at|with|in) {LINE}|(?:without waiting|do not wait|don't wait|dont wait|no waiting|not waiting) "
    rf"(?:for|until|on) {LINE}|inside the bar|within the bar|in the middle of the bar|mid[ -]bar)\b"
    r"(?! \d)(?: please)?,?"
)
"""What asks for it; else hands act on the bar line."""
HANDS: Final = (Mute, Unmute, Solo, Unsolo)


def without_waiting(text: str) -> str | None:
    """Return a wish without the words that want it inside the bar; None where there are none."""
    rest = WITHIN.sub(" ", text.lower().replace("\u2019", "'"))
    plain = " ".join(rest.split()).strip(" ,")
    return None if rest == text.lower().replace("\u2019", "'") or not plain else plain


def at_once(requests: Sequence[Request], wish: str, *, planned: bool) -> list[Request] | Question:
    """Return mutes and solos that do not wait for the bar line; a question where anything else was wished.

    Args:
        requests: what the wish asks for without it. wish: its words, for the question. planned: it names a time.
    """
    hands = [replace(one, at="now") for one in requests if isinstance(one, HANDS)]
    if planned or len(hands) < len(requests):
        return Question("only mutes and solos act inside a bar; on the next bar line?", (wish, "no"))
    return [*hands]
