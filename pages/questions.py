"""What do newcomers ask, and what is the answer? `make docs` writes docs/questions.md from what `techno ask` knows."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path
from typing import Final

from agent.offline.known_questions import known_questions

DOCS: Final = Path(__file__).resolve().parent.parent / "docs"
OWN: Final = "docs/questions.md"
HEAD: Final = """\
# Questions

What newcomers ask, each with a short answer and the page that says more. `techno ask --offline "..."` knows the same,
whatever words you put it in. This page is made from what it knows, by `make docs`.

"""


def page() -> str:
    """Return docs/questions.md."""
    topics = [(topic, list(asked)) for topic, asked in groupby(known_questions(), key=lambda one: one.topic)]
    text = HEAD + "\n".join(f"- [{topic}](#{anchor(topic)})" for topic, _ in topics) + "\n"
    for topic, asked in topics:
        text += f"\n## {topic}\n"
        for one in asked:
            more = "" if one.page == OWN else f" → [{title(one.page)}]({one.page.removeprefix('docs/')})"
            text += f"\n### {one.title}\n\n{one.answer}{more}\n"
    return text


def anchor(heading: str) -> str:
    """Return the anchor of a heading, the same on the site and on code hosts."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def title(page_of_answer: str) -> str:
    """Return the title of a page, "docs/..."."""
    return (DOCS.parent / page_of_answer).read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("# ")
