"""Who asks how a wish is said gets the words for it, and nothing is done unless it is then agreed to."""

from __future__ import annotations

import pytest

from agent.offline.line_shapes import way_asked
from tests.agent.heard import replies


@pytest.mark.parametrize(("say", "words"), [
    ("how do i silence everything in an emergency", "silence everything"), ("how do i stop it fast", "stop it"),
    ("what's the quickest way to kill the sound", "kill the sound"), ("what do i say to make it slower", "slower"),
    ("if I want it slower next time what do I write?", "slower"),
    ("how do I tell it to drop the kick", "drop the kick"),
    ("how do I get it to remember this setup for the second set?", "remember this setup"),
    ("how do we get the clap out for 8 bars?", "get the clap out for 8 bars"),
    ("how can i tell you to lock the kick", "lock the kick"),
    ("if I need it to stop at bar 65 what do I type", "stop at bar 65"),
])
def test_the_words_are_told_and_offered(say: str, words: str) -> None:
    told, done = replies(say, "yes please")
    assert told.reply == f'say "{words}"; shall I do it? (yes or no)'
    assert told.commands == ()
    assert done.commands


def test_the_way_back_to_a_scene_is_told() -> None:
    *_, told, done = replies("save this as verse1", "wait how do i get back to verse1 later", "yes")
    assert "get back to verse1" in told.reply
    assert [one["command"] for one in done.commands] == ["scene"]


@pytest.mark.parametrize("say", [
    "how do you know the tempo", "how would you describe the swing", "how do you like the kick", "if I want more swing",
    "how do I know which bar it is", "what do you say", "how many bars to the drop", "tell it to stop",
])
def test_other_questions_and_wishes_ask_for_no_words(say: str) -> None:
    assert way_asked(say) == ""


@pytest.mark.parametrize("say", [
    "how do I make the hats quieter", "how do I delete a scene", "what do I type for a fill",
])
def test_what_the_documents_know_they_tell(say: str) -> None:
    (reply,) = replies(say)
    assert "(docs/" in reply.reply


@pytest.mark.parametrize("say", [
    "remember this setup", "save the current state please", "store this arrangement for later", "store this for later",
    "keep that sound for another time",
])
def test_what_is_kept_by_another_name_is_saved(say: str) -> None:
    (reply,) = replies(say)
    assert [(one["command"], one["action"]) for one in reply.commands] == [("scene", "save")]


@pytest.mark.parametrize("say", [
    "Is there any way to give each layer its own swing?", "can the hats have a different swing than the snare",
    "can every layer have its own length", "can I swing one layer only", "can the clap have its own timing",
    "do all layers have their own length?",
])
def test_whether_a_layer_may_be_another_way_is_told(say: str) -> None:
    (reply,) = replies(say)
    assert "Each layer has its own values" in reply.reply
    assert (reply.commands, reply.question) == ((), None)


@pytest.mark.parametrize("say", [
    "can the hats have more swing", "can the clap be 6 ms late", "could we have the clap back",
])
def test_what_a_layer_shall_have_is_a_wish(say: str) -> None:
    (reply,) = replies(say)
    assert "its own values" not in reply.reply
