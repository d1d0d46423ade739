"""What goes wrong at a server of models is one plain sentence: statuses, odd and endless answers, silence."""

from __future__ import annotations

import asyncio
import socket
import ssl
import subprocess
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from agent.hearing import MAX_ANSWER
from agent.model import ModelUnavailable
from agent.settings import ModelSettings
from tests.agent.llm import APIS, KEY, MODEL, LlmServer, calls, says
from tests.agent.odd_server import chunk, events, odd_server
from tests.agent.openai_said import answered, fault, said
from tests.thorough import promised

if TYPE_CHECKING:
    from pathlib import Path

    from agent.settings import Api


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
                await answered(replace(settings, retries=1))
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
                await answered(settings)
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
                await answered(settings)
            return str(failed.value)
    assert words in asyncio.run(scene())


def test_silence_ends_with_the_time_out() -> None:
    async def scene() -> tuple[str, float]:
        async with odd_server(b"", silent=True, read_seconds=0.3) as (settings, _):
            began = time.monotonic()
            with pytest.raises(ModelUnavailable) as failed:
                await answered(settings)
            return str(failed.value), time.monotonic() - began
    words, seconds = asyncio.run(scene())
    assert words == "127.0.0.1 did not answer in time"
    assert seconds < promised(5)


def test_silence_in_the_middle_ends_with_the_time_out() -> None:
    async def scene() -> str:
        async with odd_server(events(chunk({"content": "and"})), silent=True, read_seconds=0.3) as (settings, _):
            with pytest.raises(ModelUnavailable) as failed:
                await answered(settings)
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
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem",
         "-days", "1", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"],
        cwd=tmp_path, check=True, capture_output=True,
    )
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")

    async def scene() -> tuple[str, int]:
        async with odd_server(b"", tls=tls) as (settings, asked):
            with pytest.raises(ModelUnavailable) as failed:
                await answered(settings)
            return str(failed.value), len(asked)
    words, asked = asyncio.run(scene())
    assert words.startswith("no safe connection to 127.0.0.1: CERTIFICATE_VERIFY_FAILED")
    assert asked == 0
