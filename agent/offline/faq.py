"""What do users ask about the program, and what is the answer in a sentence or two?

The entries are data, in `faq.toml` and the two `newcomers` tables of `vocabulary_data/`; `tests/agent/test_faq.py`
checks that every page is there and every entry is reached.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from agent.offline.vocabulary import table


@dataclass(frozen=True, slots=True)
class Entry:
    """A question that is asked often: the groups of words it holds, its answer, and the page."""

    groups: tuple[frozenset[str], ...]
    answer: str
    page: str


FAQ: Final = tuple(
    Entry(
        tuple(frozenset(group.split("/")) for group in entry["words"].split()),
        " ".join(entry["answer"].split()),
        entry["page"],
    )
    for name in ("faq", "newcomers", "newcomers_play")
    for entry in table(name)["entry"]
)


def known_answer(text: str) -> tuple[str, str] | None:
    """Return the answer to a question that is asked often, and its page; None when it is none of them."""
    said = frozenset(re.findall(r"[a-z0-9]+", text.lower()))
    held = [entry for entry in FAQ if all(group & said for group in entry.groups)]
    best = max(held, key=lambda entry: (len(entry.groups), -sum(map(len, entry.groups))), default=None)
    return None if best is None else (best.answer, best.page)
