"""A small model is asked for one JSON object, and what it names is carried out as any tool call."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest

from agent.chat import Chat
from agent.compact import ACTS, FIELDS, SCHEMA, NoAnswer, calls_of, compact_prompt
from agent.offline_model import OfflineAgent
from agent.openai_model import OpenAIModel
from agent.practice import PracticeSession
from agent.settings import ModelSettings
from agent.tools import tool_of
from engine import start
from tests.agent.heard import CONFIG
from tests.agent.jam import sandbox
from tests.agent.odd_server import chunk, events, odd_server

if TYPE_CHECKING:
    from pathlib import Path

    from agent.reply import Reply

INDIRECT = "zzyx glorb frimble"
MUTE = {"do": [{"act": "mute", "layer": "clap", "bars": 8}], "say": "clap out"}
REFUSING = (
    b"HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
    b'{"error":{"message":"unknown response_format"}}'
)


def answering(text: str) -> bytes:
    return events(chunk({"content": text}, "stop"), "[DONE]")


def asked(folder: Path, wish: str, *answers: bytes) -> tuple[Reply, list[dict[str, Any]]]:
    """Return the reply to a wish, and the bodies of the questions to the server."""

    async def scene() -> tuple[Reply, list[bytes]]:
        async with odd_server(*answers) as (settings, questions):
            model = OpenAIModel(settings)
            session = PracticeSession.of(CONFIG, "m4_showcase")
            chat = Chat(session, sandbox(folder), model, OfflineAgent(), writer=model)
            try:
                return await chat.ask(wish), questions
            finally:
                await chat.close()

    reply, questions = asyncio.run(scene())
    return reply, [json.loads(one.partition(b"\r\n\r\n")[2]) for one in questions]


def test_the_prompt_has_at_most_600_tokens() -> None:
    prompt = compact_prompt(start(CONFIG))
    words = sum(len(word) // 4 + 1 for word in prompt.replace('"', ' " ').replace(":", " : ").split())
    assert len(prompt) < 2400  # four characters a token, as English and JSON have
    assert words < 900
    assert "hat_c.density.target 0.7" in prompt


def test_every_act_is_a_tool_call_that_is_taken() -> None:
    values = {
        "path": "energy", "to": 0.5, "bpm": 130, "over_bars": 4, "score": "S", "low": 0.3, "high": 0.5,
        "layer": "clap", "bars": 4, "steps": 1, "name": "drop",
    }
    assert set(values) == set(FIELDS)
    for act in ACTS:
        for given in ({}, values):
            (call,), _ = calls_of(json.dumps({"do": [{"act": act} | given], "say": ""}))
            if given:
                tool_of(*call)
    assert SCHEMA["properties"]["do"]["items"]["properties"]["act"]["enum"] == list(ACTS)


@pytest.mark.parametrize("text", [
    json.dumps(MUTE), f"Sure! {json.dumps(MUTE)} Enjoy.", f"```json\n{json.dumps(MUTE)}\n```",
    '{"act": "mute", "layer": "clap", "bars": 8}', f"{{oops {json.dumps(MUTE)}",
])
def test_an_object_in_a_text_is_the_answer_and_so_is_a_bare_act(text: str) -> None:
    calls, _ = calls_of(text)
    assert calls == [("mute", '{"layer": "clap", "bars": 8}')]


@pytest.mark.parametrize("text", ["", "no", "[1]", "{}", '{"do": 3}', '{"do": [{"act": "explode"}]}', '{"do": ["x"]}'])
def test_what_is_no_answer_is_said_to_be_none(text: str) -> None:
    with pytest.raises(NoAnswer):
        calls_of(text)


def test_what_the_offline_agent_understands_asks_no_server(tmp_path: Path) -> None:
    reply, questions = asked(tmp_path, "mute the clap", answering("{}"))
    assert (reply.commands, questions) == (({"command": "mute", "layer": "clap"},), [])


def test_an_indirect_wish_is_asked_with_a_schema_and_without_tools(tmp_path: Path) -> None:
    reply, (question,) = asked(tmp_path, INDIRECT, answering(json.dumps(MUTE)))
    assert reply.commands == ({"command": "mute", "layer": "clap", "bars": 8},)
    assert question["response_format"]["json_schema"]["schema"] == SCHEMA
    assert "tools" not in question


def test_a_server_that_knows_no_schema_is_asked_without(tmp_path: Path) -> None:
    reply, questions = asked(tmp_path, INDIRECT, REFUSING, answering(json.dumps(MUTE)))
    assert [one.get("response_format") is not None for one in questions] == [True, False]
    assert reply.commands[0]["command"] == "mute"


@pytest.mark.parametrize("text", [
    "I would love to!", '{"do": [{"act": "mute", "layer": "x y"}], "say": ""}', '{"do": [{"act": "tempo"}], "say": ""}',
])
def test_nothing_is_done_and_said_where_the_answer_is_none(tmp_path: Path, text: str) -> None:
    reply, _ = asked(tmp_path, INDIRECT, answering(text))
    assert (reply.commands, reply.failed) == ((), True)


def test_words_without_an_act_say_that_nothing_was_changed(tmp_path: Path) -> None:
    reply, _ = asked(tmp_path, INDIRECT, answering('{"do": [], "say": "done, it drips"}'))
    assert reply.reply == "done, it drips (nothing was changed)"


@pytest.mark.parametrize(("model", "compact"), [
    ("qwen2.5:0.5b", True), ("SmolLM2-135M-Instruct", True), ("qwen3:4b", True), ("llama3.2:3b-instruct", True),
    ("qwen3:8b", False), ("gpt-6-luna", False), ("mixtral:8x7b", False), ("model-70B", False),
])
def test_a_models_name_tells_whether_it_is_small(model: str, compact: bool) -> None:
    assert ModelSettings(model, "http://127.0.0.1:1/v1", None, "chat").compact is compact
    assert not ModelSettings(model, "https://api.openai.com/v1", None, "responses").compact
