"""A server that sends exactly the given bytes, for answers that no well-behaved one gives."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from agent.settings import ModelSettings
from tests.agent.llm import KEY, MODEL

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator

    from agent.settings import Api

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"


def events(*bodies: dict[str, Any] | str) -> bytes:
    """Return a stream of server-sent events with a status line in front."""
    texts = [body if isinstance(body, str) else json.dumps(body) for body in bodies]
    return HEAD + b"".join(f"data: {text}\n\n".encode() for text in texts)


def chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    """Return one chunk of a chat completion."""
    return {
        "id": "c", "object": "chat.completion.chunk", "created": 1, "model": MODEL,
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }


@asynccontextmanager
async def odd_server(
    *answers: bytes, silent: bool = False, tls: ssl.SSLContext | None = None,
    api: Api = "chat", read_seconds: float = 60.0,
) -> AsyncIterator[tuple[ModelSettings, list[bytes]]]:
    """Serve the answers in order, and the last one for ever; yield the way there, and what was asked.

    Args:
        answers: raw bytes of each answer, after which the connection is closed.
        silent: keep the connection open after the answer, without a word.
        tls: a certificate to show.
        api, read_seconds: of the settings.
    """
    asked: list[bytes] = []
    open_connections: set[asyncio.Task[Any]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        open_connections.add(task)
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(
                int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")
            )
            asked.append(head + await reader.readexactly(length))
            writer.write(answers[min(len(asked), len(answers)) - 1])
            await writer.drain()
            if silent:
                await asyncio.Event().wait()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    scheme = "http" if tls is None else "https"
    try:
        yield ModelSettings(
            MODEL, f"{scheme}://127.0.0.1:{port}/v1", SecretStr(KEY), api, connect_seconds=20.0,
            read_seconds=read_seconds, retries=0,
        ), asked
    finally:
        server.close()
        for task in open_connections:
            task.cancel()
        await asyncio.gather(*open_connections, return_exceptions=True)
