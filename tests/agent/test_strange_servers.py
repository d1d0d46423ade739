"""Servers that call themselves OpenAI-compatible: whatever they send, reply, commands and exit status are right.

The wish is always "mute the clap", so an offline agent that has to step in mutes the clap, and nothing else does.
"""

from __future__ import annotations

import asyncio
import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import pytest

from agent.chat import Chat
from agent.offline_model import OfflineAgent
from agent.openai_model import OpenAIModel
from agent.practice import PracticeSession
from sequencer.folders import find_config
from tests.agent.jam import sandbox
from tests.agent.odd_server import chunk, events, odd_server

if TYPE_CHECKING:
    from pathlib import Path

    from agent.reply import Reply

WISH = "mute the clap"
DONE = "[DONE]"
UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY.phrase  # "Content" from Python 3.13 on
ALL_DONE = events(chunk({"content": "all done"}, "stop"), DONE)
"""What a model says when its calls were answered; it is never the reply where a command ran."""
CLAP = {"command": "mute", "layer": "clap", "bars": None}
OPEN = {"command": "mute", "layer": "hat_o", "bars": None}
UNDO = {"command": "undo", "steps": 1}


def asked(folder: Path, *answers: bytes) -> tuple[Reply, str]:
    """Return the reply to the wish, and what was shown as it arrived."""
    shown: list[str] = []

    async def scene() -> Reply:
        async with odd_server(*answers) as (settings, _):
            session = PracticeSession.of(find_config("m4_showcase").config, "m4_showcase")
            chat = Chat(session, sandbox(folder), OpenAIModel(settings), OfflineAgent())
            try:
                return await chat.ask(WISH, shown.append)
            finally:
                await chat.close()
    return asyncio.run(scene()), "".join(shown)


def call(name: str, arguments: Any, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    """Return a tool call with an id and an index, unless they are said otherwise; "" leaves one out."""
    found = {"index": 0, "id": "a1", "type": "function", "function": {"name": name, "arguments": arguments}} | more
    return {key: value for key, value in found.items() if value != ""}


def tools(*calls: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    return chunk({"tool_calls": list(calls)}, finish)


def body(value: Any, status: str = "200 OK", kind: str = "application/json") -> bytes:  # noqa: ANN401 - JSON
    """Return a whole answer over HTTP, not streamed."""
    content = (value if isinstance(value, str) else json.dumps(value)).encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\n\r\n"
    return head.encode() + content


def whole(message: dict[str, Any], finish: str | None = "stop") -> dict[str, Any]:
    return {"id": "c", "choices": [{"index": 0, "message": {"role": "assistant"} | message, "finish_reason": finish}]}


def raw(text: str) -> bytes:
    """Return a stream of exactly this text."""
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n" + text.encode()


MUTE_CLAP = '{"layer":"clap","bars":null,"at":null}'
MUTE_OPEN = '{"layer":"hat_o","bars":null,"at":null}'
END = chunk({}, "tool_calls")


# --- calls ------------------------------------------------------------------------------------------------------------

TWO_MUTES: dict[str, bytes] = {
    "one index, two ids": events(tools(call("mute", MUTE_CLAP)), tools(call("mute", MUTE_OPEN, id="a2")), END, DONE),
    "one index, two ids, in one piece": events(tools(call("mute", MUTE_CLAP), call("mute", MUTE_OPEN, id="a2")), END),
    "null index": events(
        tools(call("mute", MUTE_CLAP, index=None)), tools(call("mute", MUTE_OPEN, index=None, id="a2")), END, DONE,
    ),
    "no index": events(
        tools(call("mute", MUTE_CLAP, index="")), tools(call("mute", MUTE_OPEN, index="", id="a2")), END,
    ),
    "neither index nor id": events(
        tools(call("mute", MUTE_CLAP, index="", id="")), tools(call("mute", MUTE_OPEN, index="", id="")), END,
    ),
    "neither index nor id, in one piece": events(
        tools(call("mute", MUTE_CLAP, index="", id=""), call("mute", MUTE_OPEN, index="", id="")), END,
    ),
    "one index and no id": events(tools(call("mute", MUTE_CLAP, id="")), tools(call("mute", MUTE_OPEN, id="")), END),
    "one id, two indexes": events(tools(call("mute", MUTE_CLAP)), tools(call("mute", MUTE_OPEN, index=1)), END),
    "empty ids": events(
        tools(call("mute", MUTE_CLAP) | {"id": ""}), tools(call("mute", MUTE_OPEN, index=1) | {"id": ""}), END,
    ),
    "in pieces, one index": events(
        tools(call("mute", '{"layer":')), tools(call("", '"clap"}', id="")),
        tools(call("mute", '{"layer":', id="a2")), tools(call("", '"hat_o"}', id="")), END,
    ),
    "in pieces that interleave": events(
        tools(call("mute", '{"layer":')), tools(call("mute", '{"layer":', id="a2", index=1)),
        tools(call("", '"clap"}', id="")), tools(call("", '"hat_o"}', id="", index=1)), END,
    ),
    "in pieces that interleave, by id alone": events(
        tools(call("mute", '{"layer":', index=None)), tools(call("mute", '{"layer":', id="a2", index=None)),
        tools(call("", '"clap"}', index=None)), tools(call("", '"hat_o"}', id="a2", index=None)), END,
    ),
    "id and name with every piece": events(
        tools(call("mute", '{"layer":')), tools(call("mute", '"clap"}')),
        tools(call("mute", '{"layer":', id="a2", index=1)), tools(call("mute", '"hat_o"}', id="a2", index=1)), END,
    ),
    "name with every piece, without ids": events(
        tools(call("mute", '{"layer":', id="")), tools(call("mute", '"clap"}', id="")),
        tools(call("mute", '{"layer":', id="")), tools(call("mute", '"hat_o"}', id="")), END,
    ),
    "indexes as text": events(
        tools(call("mute", MUTE_CLAP, index="0", id="")), tools(call("mute", MUTE_OPEN, index="1", id="")), END,
    ),
    "arguments as objects": events(
        tools(call("mute", {"layer": "clap"})), tools(call("mute", {"layer": "hat_o", "bars": None}, id="a2")), END,
    ),
    "arguments packed twice": events(
        tools(call("mute", json.dumps(MUTE_CLAP)), call("mute", json.dumps(MUTE_OPEN), id="a2")), END,
    ),
    "an optional argument that is unknown and null": events(
        tools(call("mute", '{"layer":"clap","reason":null}'), call("mute", MUTE_OPEN, id="a2")), END,
    ),
    "not streamed": body(whole({"content": None, "tool_calls": [
        {"id": "a", "type": "function", "function": {"name": "mute", "arguments": MUTE_CLAP}},
        {"id": "b", "type": "function", "function": {"name": "mute", "arguments": {"layer": "hat_o"}}},
    ]}, "tool_calls")),
    "not streamed, printed over lines": body(json.dumps(whole({"content": "", "tool_calls": [
        {"id": "a", "function": {"name": "mute", "arguments": MUTE_CLAP}},
        {"id": "b", "function": {"name": "mute", "arguments": MUTE_OPEN}},
    ]}), indent=2)),
    "one message in a stream": events(
        whole({"tool_calls": [call("mute", MUTE_CLAP), call("mute", MUTE_OPEN, id="b")]}),
    ),
    "no reason for the end": events(tools(call("mute", MUTE_CLAP), call("mute", MUTE_OPEN, id="a2")), DONE),
    "another reason for the end": events(
        tools(call("mute", MUTE_CLAP), call("mute", MUTE_OPEN, id="a2")), chunk({}, "x"),
    ),
    "no empty lines": raw("".join(f"data: {json.dumps(one)}\n" for one in (
        tools(call("mute", MUTE_CLAP)), tools(call("mute", MUTE_OPEN, id="a2")), END,
    )) + "data: [DONE]\n"),
    "no spaces, carriage returns, comments, names of events": raw(
        ": hello\r\n\r\nretry:5\r\n" + "".join(f"event: chunk\r\nid:7\r\ndata:{json.dumps(one)}\r\n\r\n" for one in (
            tools(call("mute", MUTE_CLAP)), tools(call("mute", MUTE_OPEN, id="a2")), END,
        )) + "data:[DONE]\r\n\r\n"),
    "JSON a line": raw("".join(json.dumps(one) + "\n" for one in (
        tools(call("mute", MUTE_CLAP)), tools(call("mute", MUTE_OPEN, id="a2")), END,
    ))),
    "data over several lines": raw(
        "data: " + json.dumps(tools(call("mute", MUTE_CLAP), call("mute", MUTE_OPEN, id="b")), indent=1).replace(
            "\n", "\ndata: ") + "\n\ndata: [DONE]\n\n"),
    "thoughts in a field of their own": events(
        chunk({"reasoning_content": "mute both"}), chunk({"reasoning": "yes"}),
        tools(call("mute", MUTE_CLAP), call("mute", MUTE_OPEN, id="a2")), END,
    ),
    "as text, in tags": events(chunk({"content":
        f'<tool_call>{{"name": "mute", "arguments": {MUTE_CLAP}}}</tool_call>\n'
        f'<tool_call>{{"name": "mute", "arguments": {MUTE_OPEN}}}</tool_call>'}, "stop")),
    "as text, in one tag": events(chunk({"content":
        f'<tool_call>{{"name": "mute", "arguments": {MUTE_CLAP}}}\n'
        f'{{"name": "mute", "arguments": {MUTE_OPEN}}}'}, "stop")),
    "as text, letter by letter": events(*(chunk({"content": letter}) for letter in
        f'<tool_call>{{"name":"mute","arguments":{MUTE_CLAP}}}</tool_call>'
        f'<tool_call>{{"name":"mute","arguments":{MUTE_OPEN}}}</tool_call>'), DONE),
    "as text, with named tags": events(chunk({"content":
        f'<function=mute>{MUTE_CLAP}</function><function=mute>{{"layer": "hat_o"}}</function>'}, "stop")),
    "as text, with tags for arguments": events(chunk({"content":
        "<tool_call>\n<function=mute>\n<parameter=layer>\nclap\n</parameter>\n</function>\n</tool_call>"
        "<tool_call><function=mute><parameter=layer>hat_o</parameter><parameter=bars>null</parameter></function>"
        "</tool_call>"}, "stop")),
    "as text, with names for arguments": events(chunk({"content":
        '<function_calls><invoke name="mute"><parameter name="layer">clap</parameter></invoke>'
        '<invoke name="mute"><parameter name="layer">hat_o</parameter></invoke></function_calls>'}, "stop")),
    "as text, behind a mark": events(chunk({"content":
        f'[TOOL_CALLS][{{"name": "mute", "arguments": {MUTE_CLAP}}}, '
        f'{{"name": "mute", "arguments": {MUTE_OPEN}}}]'}, "stop")),
    "as text, behind another mark": events(chunk({"content":
        '<|python_tag|>{"name": "mute", "parameters": {"layer": "clap"}}; '
        '{"name": "mute", "parameters": {"layer": "hat_o"}}'}, "stop")),
    "as JSON": events(chunk({"content":
        f'[{{"name": "mute", "arguments": {MUTE_CLAP}}}, {{"name":"mute","arguments":{MUTE_OPEN}}}]'}, "stop")),
    "as JSON in a fence": events(chunk({"content": '```json\n{"tool_calls": [{"type": "function", "function": '
        f'{{"name": "mute", "arguments": {json.dumps(MUTE_CLAP)}}}}}, '
        f'{{"name": "mute", "arguments": {MUTE_OPEN}}}]}}\n```'}, "stop")),
    "as Python": events(chunk({"content": '[mute(layer="clap", bars=None), mute(layer="hat_o")]'}, "stop")),
    "as text behind thoughts": events(chunk({"content":
        "<think>I {could} <tool_call>undo</tool_call></think>\n"
        f'<tool_call>{{"name": "mute", "arguments": {MUTE_CLAP}}}'
        f'</tool_call><tool_call>{{"name":"mute","arguments":{MUTE_OPEN}}}</tool_call>'}, "stop")),
}


@pytest.mark.parametrize("name", TWO_MUTES)
def test_two_calls_are_two_commands_however_they_are_sent(tmp_path: Path, name: str) -> None:
    reply, shown = asked(tmp_path, TWO_MUTES[name], ALL_DONE)
    assert [command["layer"] for command in reply.commands] == ["clap", "hat_o"]
    assert {command["command"] for command in reply.commands} == {"mute"}
    assert "clap" in reply.reply
    assert "hat_o" in reply.reply
    assert "all done" not in reply.reply
    assert (reply.refused, reply.failed, reply.model) == (False, False, "gpt-6-luna")
    assert shown.strip() == "all done"


ONE_UNDO: dict[str, bytes] = {
    "arguments as an object": events(tools(call("undo", {"steps": 1})), END, DONE),
    "the old form": events(
        chunk({"function_call": {"name": "undo", "arguments": '{"steps":1}'}}), chunk({}, "function_call"),
    ),
    "the old form in pieces": events(
        chunk({"function_call": {"name": "undo", "arguments": ""}}), chunk({"function_call": {"arguments": '{"ste'}}),
        chunk({"function_call": {"arguments": 'ps":1}'}}), DONE,
    ),
    "the old form, not streamed": body(whole({"function_call": {"name": "undo", "arguments": {"steps": 1}}})),
    "a call that is no list": events(chunk({"tool_calls": call("undo", '{"steps":1}')}, "tool_calls")),
    "text beside the call": events(chunk({"content": "Taking it back."}), tools(call("undo", '{"steps":1}')), END),
    "text beside a call as text": events(chunk({"content":
        'Taking it back. <tool_call>{"name": "undo", "arguments": {"steps": 1}}</tool_call>'}, "stop")),
    "a call twice, once as text": events(
        tools(call("undo", '{"steps":1}')), chunk({"content": '<tool_call>{"name":"undo"}</tool_call>'}, "stop"),
    ),
    "as Python": events(chunk({"content": "undo(steps=1)"}, "stop")),
}


@pytest.mark.parametrize("name", ONE_UNDO)
def test_one_call_is_one_command_however_it_is_sent(tmp_path: Path, name: str) -> None:
    reply, _ = asked(tmp_path, ONE_UNDO[name], ALL_DONE)
    assert [command["command"] for command in reply.commands] == ["undo"]
    assert reply.model == "gpt-6-luna"


# --- words ------------------------------------------------------------------------------------------------------------

SPOKEN: dict[str, tuple[bytes, str]] = {
    "done without a reason": (events(chunk({"content": "hello"}), DONE), "hello"),
    "ended without a word, but whole": (
        body("data: " + json.dumps(chunk({"content": "hello"})), kind="text/plain"), "hello",
    ),
    "not streamed": (body(whole({"content": "plain answer"})), "plain answer"),
    "not streamed, no reason": (body(whole({"content": "plain answer"}, None)), "plain answer"),
    "not streamed, in an event": (events(whole({"content": "plain answer"}), DONE), "plain answer"),
    "deltas, and all of it again": (
        events(chunk({"content": "plain "}), chunk({"content": "answer"}), whole({"content": "plain answer"}), DONE),
        "plain answer",
    ),
    "content in parts": (
        events(chunk({"content": [{"type": "text", "text": "plain"}, {"type": "image"}, " answer"]}, "stop")),
        "plain answer",
    ),
    "two choices": (
        events({"choices": [{"index": 1, "delta": {"content": "no"}}]}, chunk({"content": "yes"}, "stop")), "yes",
    ),
    "the oldest form": (body({"choices": [{"text": "plain answer", "finish_reason": "stop"}]}), "plain answer"),
    "thoughts": (
        events(chunk({"content": "<think>The user wants "}), chunk({"content": "more swing</think>"}),
               chunk({"content": "Done thinking."}, "stop")), "Done thinking.",
    ),
    "thoughts, letter by letter": (
        events(*(chunk({"content": one}) for one in "<think>so < or [ it is</think>\n\nDone thinking."), DONE),
        "Done thinking.",
    ),
    "thoughts without a beginning": (
        events(chunk({"content": "so it is</think>Done thinking."}, "stop")), "Done thinking.",
    ),
    "thoughts of another name": (
        events(chunk({"content": "Well. <Thinking>a</Thinking> <reasoning>b</reasoning>[THINK]c[/THINK]So."}, "stop")),
        "Well. So.",
    ),
    "a smaller than sign": (
        events(chunk({"content": "E < .78 [low], S <"}), chunk({"content": " .5"}, "stop")), "E < .78 [low], S < .5",
    ),
    "JSON that is no call": (events(chunk({"content": '{"swing": 0.55}'}, "stop")), '{"swing": 0.55}'),
    "JSON of a tool that is not there": (
        events(chunk({"content": '{"name": "rm", "arguments": {}}'}, "stop")), '{"name": "rm", "arguments": {}}',
    ),
    "a claim": (events(chunk({"content": "I muted the clap."}, "stop")), "I muted the clap."),
}


@pytest.mark.parametrize("name", SPOKEN)
def test_words_are_told_and_that_nothing_was_changed(tmp_path: Path, name: str) -> None:
    answer, words = SPOKEN[name]
    reply, shown = asked(tmp_path, answer)
    assert reply.reply == f"{words} (nothing was changed)"
    assert (reply.commands, reply.refused, reply.failed) == ((), False, False)
    if name != "thoughts without a beginning":  # nobody could know
        assert " ".join(shown.split()) == words


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
