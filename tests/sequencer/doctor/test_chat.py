"""The doctor finds model servers on this machine and says how to use them; the key is never in what it says."""

from __future__ import annotations

import json
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from sequencer.doctor.chat import ChatSetting, LocalServer, chat, local_servers

if TYPE_CHECKING:
    from collections.abc import Iterator

OLLAMA = LocalServer("Ollama", "http://127.0.0.1:11434/v1", ("llama", "qwen", "gemma", "phi"))


@contextmanager
def serving(body: bytes, status: int = 200) -> Iterator[int]:
    """Serve one answer to whatever is asked; yield the port."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/v1/models" else 404)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_server_is_found_with_its_models() -> None:
    with serving(json.dumps({"data": [{"id": "small"}, {"id": "large"}, "odd"]}).encode()) as port:
        (found,) = local_servers({"Ollama": port})
    assert found == LocalServer("Ollama", f"http://127.0.0.1:{port}/v1", ("small", "large"))


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"data": 3}', b"\xff\xfe"])
def test_what_is_no_such_server_is_left_out(body: bytes) -> None:
    with serving(body) as port:
        assert local_servers({"llama.cpp": port}) == []


def test_a_server_that_refuses_and_a_port_without_one_are_left_out() -> None:
    with serving(b'{"data": []}', 401) as port:
        assert local_servers({"llama.cpp": port}) == []
    assert local_servers({"llama.cpp": port}) == []


def test_a_local_server_is_told_with_the_line_that_uses_it() -> None:
    found = chat(ChatSetting(), lambda: [OLLAMA])
    assert found.verdict == "fine"
    assert "Ollama runs here, with llama, qwen, gemma and 1 more" in found.found
    assert found.cures == ("use Ollama: export OPENAI_BASE_URL=http://127.0.0.1:11434/v1 OPENAI_MODEL=llama",)


def test_a_server_without_a_model_says_so() -> None:
    found = chat(ChatSetting(), lambda: [LocalServer("LM Studio", "http://127.0.0.1:1234/v1", ())])
    assert "no model yet" in found.found
    assert found.cures[0].endswith("OPENAI_MODEL=NAME")


def test_what_is_set_is_said_without_the_key() -> None:
    found = chat(ChatSetting("api.openai.com", "gpt-6-luna", has_key=True), list)
    assert found.found == "gpt-6-luna at api.openai.com, a key is set"
    assert found.facts["key"] is True
    beside = chat(ChatSetting("localhost", "qwen"), lambda: [OLLAMA])
    assert "no key; Ollama runs here" in beside.found


def test_a_setting_that_cannot_be_used_is_broken() -> None:
    assert chat(ChatSetting(fault="OPENAI_BASE_URL is no address"), list).verdict == "broken"


def test_an_unread_env_file_is_told() -> None:
    assert "jam/.env is left unread" in chat(ChatSetting(unread=("jam",)), list).cures[0]
