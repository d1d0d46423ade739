"""The page of questions is made from what `techno ask` knows, and each lies two clicks from the first page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from agent.offline.known_questions import known_questions
from pages import questions

ROOT: Final = Path(__file__).resolve().parents[2]
PAGE: Final = questions.page()
HEADINGS: Final = re.findall(r"^### (.+)$", PAGE, re.MULTILINE)


def test_each_known_question_is_a_heading_with_its_answer_below() -> None:
    assert [known.title for known in known_questions()] == HEADINGS
    for known in known_questions():
        assert f"### {known.title}\n\n{known.answer}" in PAGE


def test_an_answer_names_the_page_that_says_more_by_its_title() -> None:
    assert " → [No sound, or bad sound](howto/no-sound.md)" in PAGE


@pytest.mark.parametrize("first", ["README.md", "docs/index.md"])
def test_the_first_pages_lead_to_it(first: str) -> None:
    assert "questions.md)" in (ROOT / first).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", ["docs/questions.md", "docs/index.md", "README.md"])
def test_links_to_a_topic_lead_to_one(page: str) -> None:
    topics = {questions.anchor(known.topic) for known in known_questions()}
    text = PAGE if page == "docs/questions.md" else (ROOT / page).read_text(encoding="utf-8")
    own = r"\]\(#([\w-]+)\)" if page == "docs/questions.md" else r"questions\.md#([\w-]+)\)"
    linked = set(re.findall(own, text))
    assert linked <= topics
    assert page != "docs/questions.md" or linked == topics
