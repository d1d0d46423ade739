"""Answers as servers of many makes write them, and what the chat makes of one."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

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
ALL_DONE = events(chunk({"content": "all done"}, "stop"), DONE)
"""What a model says when its calls were answered; it is never the reply where a command ran."""


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


def call(name: str, arguments: Any, **more: Any) -> dict[str, Any]:
    """Return a tool call with an id and an index, unless they are said otherwise; "" leaves one out."""
    found = {"index": 0, "id": "a1", "type": "function", "function": {"name": name, "arguments": arguments}} | more
    return {key: value for key, value in found.items() if value != ""}


def tools(*calls: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    return chunk({"tool_calls": list(calls)}, finish)


def body(value: Any, status: str = "200 OK", kind: str = "application/json") -> bytes:
    """Return a whole answer over HTTP, not streamed."""
    content = (value if isinstance(value, str) else json.dumps(value)).encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\n\r\n"
    return head.encode() + content


def whole(message: dict[str, Any], finish: str | None = "stop") -> dict[str, Any]:
    return {"id": "c", "choices": [{"index": 0, "message": {"role": "assistant"} | message, "finish_reason": finish}]}


def raw(text: str) -> bytes:
    """Return a stream of exactly this text."""
    return b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n" + text.encode()


MUTE_OPEN = '{"layer":"hat_o","bars":null,"at":null}'
END = chunk({}, "tool_calls")
