"""Which passage of the documents answers a question."""

from __future__ import annotations

import pytest

from agent.docs_answer import MAX_PASSAGE, passages_for


@pytest.mark.parametrize(("question", "place"), [
    ("what is swing?", ("glossary.md", "swing")), ("what is a ghost", ("glossary.md", "ghost")),
    ("what happens when the player dies", ("live.md", "Three processes")),
    ("how do I write a config?", ("configs.md", "How to write a config")),
    ("can I use my own server for the chat", ("howto/local-models.md", "A model on your own machine")),
    ("which conditions are there", ("configs.md", "Conditions")),
    ("does it send my key anywhere", ("privacy.md", "Your key")),
    ("how fast may a parameter move", ("glossary.md", "cap")),
])
def test_a_question_finds_its_passage(question: str, place: tuple[str, str]) -> None:
    assert place in [(one.file, one.heading) for one in passages_for(question)]


@pytest.mark.parametrize("question", ["", "???", "weather in Berlin", "capital of France", "x" * 5000, "\x00\u202e"])
def test_what_the_documents_do_not_know_finds_nothing(question: str) -> None:
    assert passages_for(question) == ()


def test_a_page_in_a_folder_is_named_with_it() -> None:
    assert "howto/ardour.md" in {one.file for one in passages_for("how do I connect to Ardour?")}


def test_passages_are_short_printable_and_in_order() -> None:
    found = passages_for("bar line", 20)
    assert len(found) > 3
    assert all(one.text.isprintable() and len(one.text) <= MAX_PASSAGE for one in found)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
