"""The client of a real server: both of its protocols over HTTP and SSE, and every way in which an answer can fail."""

from __future__ import annotations

import asyncio
import socket
import ssl
import subprocess
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from agent.hearing import MAX_ANSWER
from agent.model import Asked, ModelUnavailable, Offered, Said, Told, ToolCall
from agent.openai_model import OpenAIModel
from agent.settings import ModelSettings
from tests.agent.llm import APIS, KEY, MODEL, LlmServer, calls, says
from tests.agent.odd_server import chunk, events, odd_server
from tests.thorough import promised

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from agent.model import Message
    from agent.settings import Api

TOOL = Offered("mute", "Silence a layer", {
    "type": "object", "properties": {"layer": {"type": "string"}}, "required": ["layer"], "additionalProperties": False,
})
INSTRUCTIONS = "You are a drummer."


async def _said(settings: ModelSettings, *messages: Message, shown: list[str] | None = None) -> Said:
    model = OpenAIModel(settings)
    heard: Sequence[Message] = messages or (Asked("more hats"),)
    try:
        return await model.say(INSTRUCTIONS, heard, [TOOL], ([] if shown is None else shown).append)
    finally:
        await model.close()


def said(settings: ModelSettings, *messages: Message, shown: list[str] | None = None) -> Said:
    return asyncio.run(_said(settings, *messages, shown=shown))


def fault(settings: ModelSettings) -> str:
    with pytest.raises(ModelUnavailable) as failed:
        said(settings)
    return str(failed.value)


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
                await _said(settings)
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
            assert (await _said(settings)).text == "hi"
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
            return await _said(settings)
    assert asyncio.run(scene()).calls == (
        ToolCall("call-0", "mute", '{"layer":"clap"}'), ToolCall("call-1", "mute", "{not json"),
    )


def test_a_local_server_needs_no_key(llm: LlmServer) -> None:
    llm.answers(says("Hello."))
    known = llm.settings("chat")
    assert said(ModelSettings(MODEL, known.base_url, None, "chat")).text == "Hello."


# --- what goes wrong --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize(("status", "message", "words"), [
    (401, "Incorrect key", "the model's server says 401 Unauthorized: Incorrect key (check OPENAI_API_KEY)"),
    (404, "No such model", "the model's server says 404 Not Found: No such model (check OPENAI_MODEL and"),
    (500, "We broke", "the model's server says 500 Internal Server Error: We broke"),
    (429, "Slow down", "the model's server says 429 Too Many Requests: Slow down (too many questions"),
    (418, "Teapot", "the model's server says 418 I'm a Teapot: Teapot"),
])
def test_a_status_is_told_with_the_servers_own_words(
    llm: LlmServer, api: Api, status: int, message: str, words: str
) -> None:
    llm.answers({"match": {}, "response": {"error": {"message": message, "type": "error"}, "status": status}})
    assert fault(llm.settings(api, retries=0)).startswith(words)


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize("status", [429, 500])
def test_a_passing_error_is_tried_again(llm: LlmServer, api: Api, status: int) -> None:
    llm.answers(says("Here I am."))
    llm.fails_once(status, "later")
    assert said(llm.settings(api)).text == "Here I am."
    assert len(llm.heard()) == 2


@pytest.mark.parametrize(("header", "asked"), [(b"120", 1), (b"0.05", 2), (b"-1", 1), (b"soon", 2), (b"nan", 1)])
def test_nobody_is_asked_to_wait_for_a_minute(header: bytes, asked: int) -> None:
    body = b'{"error": {"message": "slow down"}}'
    head = b"HTTP/1.1 429 X\r\nRetry-After: %b\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"

    async def scene() -> tuple[str, int, float]:
        async with odd_server(head % (header, len(body)) + body) as (settings, requests):
            began = time.monotonic()
            with pytest.raises(ModelUnavailable) as failed:
                await _said(replace(settings, retries=1))
            return str(failed.value), len(requests), time.monotonic() - began
    words, requests, seconds = asyncio.run(scene())
    assert requests == asked
    assert seconds < promised(5)
    assert words.startswith("the model's server says 429 Too Many Requests: slow down (too many questions, or no")
    assert ("it asks to wait 120 s" in words) == (header == b"120")


def test_a_servers_message_is_cut_to_200_characters(llm: LlmServer) -> None:
    llm.answers({"match": {}, "response": {"error": {"message": "y" * 5000, "type": "error"}, "status": 400}})
    assert fault(llm.settings("chat")) == "the model's server says 400 Bad Request: " + "y" * 197 + "..."


@pytest.mark.parametrize("api", APIS)
def test_an_answer_cut_off_is_told(llm: LlmServer, api: Api) -> None:
    llm.answers(says("one two three four five six seven eight", chunkSize=4, latency=20, truncateAfterChunks=4))
    shown: list[str] = []
    with pytest.raises(ModelUnavailable, match=r"^the answer of 127\.0\.0\.1 was cut off: "):
        said(llm.settings(api), shown=shown)
    assert "one two three".startswith("".join(shown))


@pytest.mark.parametrize("api", APIS)
def test_an_answer_of_ten_megabytes_is_stopped_early(llm: LlmServer, api: Api) -> None:
    llm.answers(says("x" * 10_000_000, chunkSize=10_000))
    shown: list[str] = []
    with pytest.raises(ModelUnavailable, match=f"longer than {MAX_ANSWER} characters"):
        said(llm.settings(api), shown=shown)
    assert sum(map(len, shown)) <= MAX_ANSWER


@pytest.mark.parametrize("api", APIS)
def test_a_call_with_ten_megabytes_of_arguments_is_stopped_early(llm: LlmServer, api: Api) -> None:
    llm.answers(calls(("mute", {"layer": "x" * 10_000_000})))
    assert "longer than" in fault(llm.settings(api, read_seconds=60.0))


ODD: dict[str, tuple[bytes, str]] = {
    "garbage": (events("{this is no json"), "the answer of 127.0.0.1 makes no sense"),
    "another shape": (events('{"choices": [{"delta": 7}]}'), "the answer of 127.0.0.1 makes no sense"),
    "a list": (events("[1, 2, 3]"), "the answer of 127.0.0.1 makes no sense"),
    "nothing": (b"", "no connection to 127.0.0.1"),
    "no http": (b"SSH-2.0-OpenSSH_9.2\r\n", "no connection to 127.0.0.1"),
    "no end": (events(chunk({"content": "and then"})), "the answer was cut off in the middle"),
    "cut off by the server": (
        events(chunk({"content": "and"}, "length")), "the answer was cut off by the server: length",
    ),
    "refusal": (events(chunk({"refusal": "I would rather not."}, "stop")), "the model declined: I would rather not."),
    "an error in the stream": (events('{"error": {"message": "too busy"}}'), "the model's server says: too busy"),
    "a redirect": (
        b"HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.2:9/v1\r\nContent-Length: 0\r\n\r\n",
        "the model's server says 307 Temporary Redirect",
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_answer_is_one_plain_sentence(name: str) -> None:
    answer, words = ODD[name]

    async def scene() -> str:
        async with odd_server(answer) as (settings, _):
            with pytest.raises(ModelUnavailable) as failed:
                await _said(settings)
            return str(failed.value)
    found = asyncio.run(scene())
    assert found.startswith(words)
    assert found.isprintable()
    assert "Traceback" not in found


@pytest.mark.parametrize(("event", "words"), [
    ({"type": "error", "message": "overloaded", "code": None, "param": None, "sequence_number": 1}, "overloaded"),
    (
        {"type": "response.failed", "sequence_number": 1, "response": {"error": {"code": "x", "message": "broken"}}},
        "broken",
    ),
    (
        {
            "type": "response.incomplete", "sequence_number": 1,
            "response": {"incomplete_details": {"reason": "content_filter"}},
        },
        "the answer was cut off by the server: content_filter",
    ),
    (
        {
            "type": "response.refusal.delta", "delta": "No thanks.", "item_id": "i", "output_index": 0,
            "content_index": 0, "sequence_number": 1,
        },
        "the model declined: No thanks.",
    ),
])
def test_a_response_that_fails_says_why(event: dict[str, Any], words: str) -> None:
    async def scene() -> str:
        async with odd_server(events(event), api="responses") as (settings, _):
            with pytest.raises(ModelUnavailable) as failed:
                await _said(settings)
            return str(failed.value)
    assert words in asyncio.run(scene())


def test_silence_ends_with_the_time_out() -> None:
    async def scene() -> tuple[str, float]:
        async with odd_server(b"", silent=True, read_seconds=0.3) as (settings, _):
            began = time.monotonic()
            with pytest.raises(ModelUnavailable) as failed:
                await _said(settings)
            return str(failed.value), time.monotonic() - began
    words, seconds = asyncio.run(scene())
    assert words == "127.0.0.1 did not answer in time"
    assert seconds < promised(5)


def test_silence_in_the_middle_ends_with_the_time_out() -> None:
    async def scene() -> str:
        async with odd_server(events(chunk({"content": "and"})), silent=True, read_seconds=0.3) as (settings, _):
            with pytest.raises(ModelUnavailable) as failed:
                await _said(settings)
            return str(failed.value)
    assert asyncio.run(scene()) == "127.0.0.1 did not answer in time"


def test_no_server_at_all_is_told() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        settings = ModelSettings(MODEL, url, SecretStr(KEY), "chat", retries=0)
        assert fault(settings) == "no connection to 127.0.0.1: nothing listens there (is the server started?)"


def test_a_name_that_leads_nowhere_is_told() -> None:
    settings = ModelSettings(MODEL, "https://no-such-host.invalid/v1", SecretStr(KEY), "chat", retries=0)
    assert fault(settings).startswith("no connection to no-such-host.invalid")


def test_a_certificate_that_nobody_signed_is_refused(tmp_path: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem",  # noqa: S607
         "-days", "1", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
        cwd=tmp_path, check=True, capture_output=True,
    )
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")

    async def scene() -> tuple[str, int]:
        async with odd_server(b"", tls=tls) as (settings, asked):
            with pytest.raises(ModelUnavailable) as failed:
                await _said(settings)
            return str(failed.value), len(asked)
    words, asked = asyncio.run(scene())
    assert words.startswith("no safe connection to 127.0.0.1: CERTIFICATE_VERIFY_FAILED")
    assert asked == 0


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
                await _said(settings)
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
            return await _said(settings)
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
