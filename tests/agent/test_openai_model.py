"""The client of a real server: both of its protocols over HTTP and SSE, and the key that nobody sees."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from agent.model import Asked, ModelUnavailable, Said, Told, ToolCall
from agent.openai_model import OpenAIModel
from agent.settings import ModelSettings
from tests.agent.llm import APIS, KEY, MODEL, LlmServer, calls, says
from tests.agent.odd_server import chunk, events, odd_server
from tests.agent.openai_said import INSTRUCTIONS, TOOL, answered, fault, said
from tests.thorough import promised

if TYPE_CHECKING:

    from agent.settings import Api


# --- what is said -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("api", APIS)
def test_text_arrives_in_pieces_and_whole(llm: LlmServer, api: Api) -> None:
    llm.answers(says("More hats it is, from the next bar on.", chunkSize=4))
    shown: list[str] = []
    found = said(llm.settings(api), shown=shown)
    assert found.text == "More hats it is, from the next bar on." == "".join(shown)
    assert len(shown) > 3
    assert found.calls == ()


@pytest.mark.parametrize("api", APIS)
def test_parallel_calls_keep_their_order_ids_and_arguments(llm: LlmServer, api: Api) -> None:
    llm.answers(calls(("mute", {"layer": "clap"}), ("mute", {"layer": "hat_c"}), ("fill", {"bars": 2})))
    assert said(llm.settings(api)).calls == (
        ToolCall("call_0_mute", "mute", '{"layer":"clap"}'), ToolCall("call_1_mute", "mute", '{"layer":"hat_c"}'),
        ToolCall("call_2_fill", "fill", '{"bars":2}'),
    )


@pytest.mark.parametrize("api", APIS)
def test_the_conversation_is_sent_with_results_wired_by_id(llm: LlmServer, api: Api) -> None:
    llm.answers(says("Done."))
    first, second = ToolCall("one", "mute", '{"layer":"clap"}'), ToolCall("two", "mute", '{"layer":"snare"}')
    said(
        llm.settings(api), Asked("mute both"), Said("wait", (first, second)), Told("one", "muted"), Told("two", "none"),
    )
    (asked,) = llm.heard()
    assert asked["model"] == MODEL
    messages = asked["messages"]
    assert messages[0] == {"role": "system", "content": INSTRUCTIONS}
    assert messages[1] == {"role": "user", "content": "mute both"}
    asked_for = [call for one in messages if one["role"] == "assistant" for call in one.get("tool_calls") or ()]
    assert [(call["id"], call["function"]["arguments"]) for call in asked_for] == [
        ("one", '{"layer":"clap"}'), ("two", '{"layer":"snare"}'),
    ]
    results = {one["tool_call_id"]: one["content"] for one in messages if one["role"] == "tool"}
    assert results == {"one": "muted", "two": "none"}


@pytest.mark.parametrize("api", APIS)
def test_the_tools_go_along_with_strict_schemas(llm: LlmServer, api: Api) -> None:
    llm.answers(says("Done."))
    said(llm.settings(api))
    (tool,) = llm.heard()[0]["tools"]
    assert tool["function"]["name"] == "mute"
    assert tool["function"]["parameters"]["required"] == ["layer"]


def test_the_cost_of_an_answer_is_what_the_server_counts(llm: LlmServer) -> None:
    llm.answers({"match": {}, "response": {"content": "Done.", "usage": {"input_tokens": 900, "output_tokens": 50}}})
    assert said(llm.settings("responses")).tokens == 950


def test_responses_are_not_kept_by_the_vendor() -> None:
    async def scene() -> bytes:
        async with odd_server(events("{}"), api="responses") as (settings, asked):
            with pytest.raises(ModelUnavailable):
                await answered(settings)
            return asked[0]
    asked = asyncio.run(scene())
    assert asked.startswith(b"POST /v1/responses ")
    assert b'"store":false' in asked
    assert b'"strict":true' in asked
    assert b"temperature" not in asked
    assert b"max_" not in asked


def test_a_custom_server_learns_neither_organisation_nor_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-secret")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-secret")

    async def scene() -> bytes:
        answer = events(chunk({"content": "hi"}, "stop"), "[DONE]")
        async with odd_server(answer) as (settings, asked):
            assert (await answered(settings)).text == "hi"
            return asked[0]
    asked = asyncio.run(scene())
    assert asked.startswith(b"POST /v1/chat/completions ")
    assert b"secret" not in asked


def test_calls_without_ids_are_given_some() -> None:
    async def scene() -> Said:
        answer = events(
            chunk({"tool_calls": [{"index": 0, "function": {"name": "mute", "arguments": '{"layer"'}}]}),
            chunk({"tool_calls": [{"index": 0, "function": {"arguments": ': "clap"}'}}]}),
            chunk({"tool_calls": [{"index": 1, "function": {"name": "mute", "arguments": "{not json"}}]}, "tool_calls"),
        )
        async with odd_server(answer) as (settings, _):
            return await answered(settings)
    assert asyncio.run(scene()).calls == (
        ToolCall("call-0", "mute", '{"layer":"clap"}'), ToolCall("call-1", "mute", "{not json"),
    )


def test_a_local_server_needs_no_key(llm: LlmServer) -> None:
    llm.answers(says("Hello."))
    known = llm.settings("chat")
    assert said(ModelSettings(MODEL, known.base_url, None, "chat")).text == "Hello."


# --- the key ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("api", APIS)
def test_a_key_that_the_server_repeats_is_taken_out_of_its_words(llm: LlmServer, api: Api) -> None:
    llm.answers({"match": {}, "response": {"error": {"message": f"bad key {KEY}!", "type": "error"}, "status": 401}})
    found = fault(llm.settings(api))
    assert "bad key [key]!" in found
    assert KEY[:12] not in found


@pytest.mark.parametrize("cut", range(len(KEY)))
def test_a_key_at_the_edge_of_a_cut_message_leaves_no_part(cut: int) -> None:
    async def scene() -> str:
        message = "x" * (200 - cut) + KEY
        answer = b'{"error": {"message": "%s"}}' % message.encode()
        head = b"HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(answer)
        async with odd_server(head + answer) as (settings, _):
            with pytest.raises(ModelUnavailable) as failed:
                await answered(settings)
            return str(failed.value)
    assert KEY[:6] not in asyncio.run(scene())


@pytest.mark.parametrize("size", [1, 3, 7, 20])
def test_a_key_that_comes_back_in_pieces_is_never_shown(llm: LlmServer, size: int) -> None:
    llm.answers(says(f"Your key is {KEY}, {KEY[:9]} and so on.", chunkSize=size))
    shown: list[str] = []
    found = said(llm.settings("chat"), shown=shown)
    assert found.text == f"Your key is [key], {KEY[:9]} and so on." == "".join(shown)


@pytest.mark.parametrize("api", APIS)
def test_a_key_in_arguments_is_taken_out(llm: LlmServer, api: Api) -> None:
    llm.answers(calls(("mute", {"layer": KEY})))
    assert said(llm.settings(api)).calls[0].arguments == '{"layer":"[key]"}'


def test_a_key_behind_escapes_is_taken_out_too() -> None:
    async def scene() -> Said:
        hidden = "".join(f"\\u{ord(letter):04x}" for letter in KEY)
        call = {"index": 0, "id": "a", "function": {"name": "mute", "arguments": '{"layer": "' + hidden + '"}'}}
        async with odd_server(events(chunk({"tool_calls": [call]}, "tool_calls"))) as (settings, _):
            return await answered(settings)
    assert asyncio.run(scene()).calls[0].arguments == '{"layer":"[key]"}'


def test_neither_settings_nor_model_show_the_key(llm: LlmServer) -> None:
    settings = llm.settings("chat")
    model = OpenAIModel(settings)
    assert KEY not in f"{settings!r} {settings} {model!r} {model} {settings.api_key!r}"


# --- cancelling and starting ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("api", APIS)
def test_a_cancelled_answer_ends_within_100_ms(api: Api) -> None:
    async def scene() -> float:
        answer = events(chunk({"content": "and"}))
        async with odd_server(answer, silent=True, api=api, read_seconds=30) as (settings, asked):
            model = OpenAIModel(settings)
            task = asyncio.create_task(model.say(INSTRUCTIONS, [Asked("hi")], [TOOL], lambda _: None))
            while not asked:  # noqa: ASYNC110 - the server has no event for it
                await asyncio.sleep(0)
            began = time.monotonic()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            seconds = time.monotonic() - began
            await model.close()
            return seconds
    assert asyncio.run(scene()) < promised(0.1)


def test_the_library_is_not_loaded_before_the_first_question() -> None:
    program = (
        "import sys\n"
        "from pydantic import SecretStr\n"
        "from agent.openai_model import OpenAIModel\n"
        "from agent.settings import ModelSettings\n"
        "OpenAIModel(ModelSettings('m', 'https://localhost/v1', SecretStr('k'), 'chat'))\n"
        "print('openai' in sys.modules, 'httpx2' in sys.modules)\n"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["False", "False"]
