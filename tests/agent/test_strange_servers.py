"""Servers that call themselves OpenAI-compatible: whatever they send, reply, commands and exit status are right.

The wish is always "mute the clap", so an offline agent that has to step in mutes the clap, and nothing else does.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.agent.odd_server import chunk, events
from tests.agent.strange_answers import ALL_DONE, DONE, END, MUTE_OPEN, asked, body, call, raw, tools, whole

if TYPE_CHECKING:
    from pathlib import Path




MUTE_CLAP = '{"layer":"clap","bars":null,"at":null}'


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
