"""Servers that fail or answer nonsense: one plain sentence, the offline agent takes the wish, a failure says so."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest

from tests.agent.odd_server import chunk, events
from tests.agent.strange_answers import ALL_DONE, DONE, END, MUTE_OPEN, asked, body, call, raw, tools, whole

if TYPE_CHECKING:
    from pathlib import Path


UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY.phrase  # "Content" from Python 3.13 on


# --- faults -----------------------------------------------------------------------------------------------------------

PAGE = "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body><h1>nginx</h1></body></html>"
GARBLED = "the model wrote a call as text, and it was not understood as a call"

FAULTS: dict[str, tuple[bytes, str]] = {
    "an error in a 200": (
        body({"error": {"message": "out of memory", "code": 500}}), "the model's server says: out of memory",
    ),
    "an error in a 200, in words": (body({"error": "out of memory"}), "the model's server says: out of memory"),
    "an error in a 200, of its own kind": (
        body({"object": "error", "message": "too long", "type": "BadRequest"}), "the model's server says: too long",
    ),
    "an error in a list": (body([{"error": {"message": "no quota"}}]), "the model's server says: no quota"),
    "an error in the stream": (
        events(chunk({"content": "and"}), {"error": {"message": "busy"}}), "the model's server says: busy",
    ),
    "an error by its event": (
        raw('event: error\ndata: {"message": "overloaded"}\n\n'), "the model's server says: overloaded",
    ),
    "an error without words": (body({"error": {"code": 7}}), "the model's server says: an error, without a word"),
    "a reason that is an error": (events(chunk({"content": "and"}, "error")), "the model's server says: error"),
    "a detail in a 200": (body({"detail": "Not Found"}), "the model's server says: Not Found"),
    "422 with a list of details": (
        body({"detail": [{"loc": ["body", "tools", 0], "msg": "field required", "type": "missing"}]}, "422 X"),
        f"the model's server says 422 {UNPROCESSABLE}: body.tools.0: field required",
    ),
    "422 with a detail in words": (
        body({"detail": "stream is not supported"}, "422 X"),
        f"the model's server says 422 {UNPROCESSABLE}: stream is not supported",
    ),
    "400 with a message alone": (
        body({"message": "no tools"}, "400 X"), "the model's server says 400 Bad Request: no tools",
    ),
    "500 with nothing": (body("", "500 X"), "the model's server says 500 Internal Server Error"),
    "502 with a page": (
        body(PAGE, "502 X", "text/html"), "the model's server says 502 Bad Gateway: a web page: 502 Bad Gateway",
    ),
    "a page in a 200": (
        body(PAGE, kind="text/html"), "the answer of 127.0.0.1 makes no sense: a web page: 502 Bad Gateway",
    ),
    "a page without a title": (
        body("<html><style>p{}</style><body>Log <b>in</b></body>", kind="text/html"),
        "the answer of 127.0.0.1 makes no sense: a web page: Log in",
    ),
    "plain text": (
        body("Ollama is running", kind="text/plain"), "the answer of 127.0.0.1 makes no sense: Ollama is running",
    ),
    "nothing": (body(""), "the model's server sent an empty answer"),
    "a stream of nothing": (events(), "the model's server sent an empty answer"),
    "cut off in a word": (raw('data: {"choices": [{"delta": {"content": "an'), "the answer was cut off in the middle"),
    "cut off between two": (events(chunk({"content": "and"})), "the answer was cut off in the middle"),
    "cut off, not streamed": (body('{"choices": [{"message": {"content": "an'), "the answer was cut off in the middle"),
    "too long for the server": (
        events(chunk({"content": "and"}, "length")), "the answer was cut off by the server: length",
    ),
    "another shape": (
        events({"choices": [{"delta": 7}]}), "the answer of 127.0.0.1 makes no sense; check OPENAI_BASE_URL",
    ),
    "a call of another shape": (
        events(chunk({"tool_calls": ["mute"]}, "stop")),
        "the answer of 127.0.0.1 makes no sense; check OPENAI_BASE_URL",
    ),
    "a number": (body(7), "the answer of 127.0.0.1 makes no sense; check OPENAI_BASE_URL"),
    "a call that is half text": (events(chunk({"content": '<tool_call>{"name": "mute", "argu'}, "stop")), GARBLED),
    "a call in a tag that nobody knows": (
        events(chunk({"content": "<tool_call>mute the clap</tool_call>"}, "stop")), GARBLED,
    ),
    "two calls, one of them broken": (
        events(chunk({"content": f"<function=mute>{MUTE_OPEN}</function><tool_call>mute</tool_call>"}, "stop")),
        GARBLED,
    ),
    "a call behind a mark of another kind": (
        events(chunk({"content": "<\uff5ctool\u2581calls\u2581begin\uff5c>mute"}, "stop")), GARBLED,
    ),
    "a refusal": (
        body(whole({"content": None, "refusal": "I would rather not."})), "the model declined: I would rather not.",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_one_plain_sentence_and_the_offline_agent_takes_the_wish(tmp_path: Path, name: str) -> None:
    answer, words = FAULTS[name]
    reply, _ = asked(tmp_path, answer)
    assert reply.reply.startswith(f"{words}; offline: ") or reply.reply.startswith(f"{words} (")
    assert [command["layer"] for command in reply.commands] == ["clap"]
    assert (reply.model, reply.failed) == ("offline", True)
    assert not any(python in reply.reply for python in ("Error:", "NoneType", "object", "Traceback", "'dict'"))


MISUSED: dict[str, bytes] = {
    "an answer that is nothing": events(chunk({}, "stop"), DONE),
    "an answer that is all thoughts": events(chunk({"content": "<think>hm"}, "stop")),
}


@pytest.mark.parametrize("name", MISUSED)
def test_an_answer_without_a_word_says_so_and_fails(tmp_path: Path, name: str) -> None:
    reply, _ = asked(tmp_path, MISUSED[name])
    assert reply.reply == "the model had nothing to say (nothing was changed)"
    assert (reply.commands, reply.failed) == ((), True)


def test_a_call_that_is_wrong_and_words_that_claim_it_change_nothing_and_fail(tmp_path: Path) -> None:
    reply, _ = asked(tmp_path, events(tools(call("mute", '{"layer": 7}')), END), ALL_DONE)
    assert reply.reply == "all done (nothing was changed)"
    assert (reply.commands, reply.failed) == ((), True)


def test_a_refused_wish_is_told_by_its_outcome_and_fails(tmp_path: Path) -> None:
    reply, _ = asked(tmp_path, events(tools(call("mute", '{"layer":"gong"}')), END), ALL_DONE)
    assert "gong" in reply.reply
    assert "all done" not in reply.reply
    assert (reply.refused, reply.failed) == (True, True)


def test_a_decline_is_no_failure(tmp_path: Path) -> None:
    no = events(tools(call("decline", '{"reason":"I only play drums.","suggestion":"More hats?"}')), END)
    reply, _ = asked(tmp_path, no)
    assert reply.reply == "I only play drums. More hats? (nothing was changed)"
    assert (reply.refused, reply.failed) == (True, False)


def test_what_was_done_is_told_when_the_next_answer_fails(tmp_path: Path) -> None:
    reply, _ = asked(tmp_path, events(tools(call("mute", MUTE_OPEN)), END), body({"error": "gone"}))
    assert [command["layer"] for command in reply.commands] == ["hat_o"]
    assert "; then the model's server says: gone" in reply.reply
    assert reply.failed
