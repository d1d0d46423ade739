"""An OpenAI-compatible server on this machine, that answers what a test tells it to: real HTTP, real SSE."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import Request, urlopen

import pytest
from pydantic import SecretStr

from agent.settings import ModelSettings

if TYPE_CHECKING:
    from agent.settings import Api

FOLDER = Path(__file__).parent / "llm_server"
PROGRAM = FOLDER / "node_modules" / "@copilotkit" / "aimock" / "dist" / "cli.js"
KEY = "sk-test-abcdefghijklmnopqrstuvwxyz0123456789"
MODEL = "gpt-6-luna"

APIS: tuple[Api, ...] = ("responses", "chat")


def missing() -> str:
    """Return why the server cannot be started; "" when it can."""
    if shutil.which("node") is None:
        return "node is not installed"
    return "" if PROGRAM.exists() else f"the server is not installed: npm ci --prefix {FOLDER.name}"


@dataclass
class LlmServer:
    """The server; `url` is for `OPENAI_BASE_URL`."""

    process: subprocess.Popen[str]
    root: str
    path: str = field(default="/v1")

    @classmethod
    def start(cls) -> LlmServer:
        """Start it on a free port."""
        why = missing()
        if why:
            if os.environ.get("CI"):
                pytest.fail(f"CI needs the LLM server: {why}")
            pytest.skip(why)
        process = subprocess.Popen(
            ["node", str(PROGRAM), "--port", "0", "--fixtures", str(FOLDER / "fixtures"), "--strict"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, stdin=subprocess.DEVNULL,
        )
        assert process.stdout is not None
        for line in process.stdout:
            found = re.search(r"listening on (http://\S+)", line)
            if found:
                return cls(process, found[1])
        raise AssertionError("the LLM server did not start")

    def close(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.communicate(timeout=20)

    @property
    def url(self) -> str:
        """The address a client is given."""
        return self.root + self.path

    def settings(self, api: Api, *, model: str = MODEL, retries: int = 1, read_seconds: float = 60.0) -> ModelSettings:
        """Return settings that lead to it."""
        return ModelSettings(
            model, self.url, SecretStr(KEY), api, connect_seconds=20.0, read_seconds=read_seconds, retries=retries
        )

    def answers(self, *fixtures: dict[str, Any]) -> None:
        """Forget everything, and answer so from now on; the first that matches counts."""
        self._post("/__aimock/reset", {})
        self._post("/__aimock/fixtures", {"fixtures": list(fixtures)})

    def fails_once(self, status: int, message: str) -> None:
        """Answer the next request with an error."""
        self._post("/__aimock/error", {"status": status, "body": {"message": message, "type": "error"}})

    def heard(self) -> list[dict[str, Any]]:
        """Return the bodies of all requests since the last `answers`."""
        with urlopen(f"{self.root}/__aimock/journal", timeout=10) as answer:  # noqa: S310 - this machine
            return [entry["body"] for entry in json.load(answer)]

    def _post(self, path: str, body: dict[str, Any]) -> None:
        request = Request(  # noqa: S310 - this machine
            self.root + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urlopen(request, timeout=10) as answer:  # noqa: S310 - likewise
            answer.read()


def says(text: str, *, after_tools: bool | None = None, **more: Any) -> dict[str, Any]:
    """Return the fixture of a spoken answer."""
    match = {} if after_tools is None else {"hasToolResult": after_tools}
    return {"match": match, "response": {"content": text}, **more}


def calls(*tools: tuple[str, Any], round_: int | None = None, text: str = "") -> dict[str, Any]:
    """Return the fixture of an answer that calls tools, with their ids `call_<tool>`."""
    match: dict[str, Any] = {} if round_ is None else {"turnIndex": round_}
    response: dict[str, Any] = {
        "toolCalls": [
            {"id": f"call_{number}_{name}", "name": name, "arguments": arguments}
            for number, (name, arguments) in enumerate(tools)
        ]
    }
    if text:
        response["content"] = text
    return {"match": match, "response": response}
