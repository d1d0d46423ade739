"""Does a chat cost a beat? The player's lateness alone, and beside turns that stream, call tools and are cancelled.

In turns, on one daemon each: TECHNO_BENCH_SECONDS (20) of playing alone, then as long beside a chat that asks a server
on this machine (tests/agent/llm_server, `npm ci` there) without a pause and is cancelled at random moments.
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from agent.chat import Chat
from agent.openai_model import OpenAIModel
from agent.sandbox import Sandbox
from bench.figures import Figure
from sequencer.wire.client import SocketSession
from tests.agent.jam import Echo
from tests.agent.llm import LlmServer, missing, says
from tests.system.sessions import Sessions

if TYPE_CHECKING:
    from collections.abc import Iterator

PAIRS: Final = 3
MAX_RATIO: Final = 1.5
"""Bound on the lateness on a busy machine without priority."""
MAX_CANCEL_SECONDS: Final = 0.1
SEED: Final = 7


def figures() -> Iterator[Figure]:
    """Yield the ratio of p99 lateness beside a chat and alone, late messages, and how long cancelling takes."""
    why = missing()
    if why:
        print(f"left out: {why}", file=sys.stderr)
        return
    seconds = float(os.environ.get("TECHNO_BENCH_SECONDS", "20"))
    server = LlmServer.start()
    server.answers(
        {"match": {"hasToolResult": False}, "response": {"toolCalls": [
            {"id": "c1", "name": "mute", "arguments": {"layer": "clap", "bars": 1}},
            {"id": "c2", "name": "read_state", "arguments": {}},
            {"id": "c3", "name": "fill", "arguments": {"bars": 1}},
        ]}},
        says("One bar without clap, and a fill, and more words than anybody reads. " * 8, chunkSize=4, latency=2),
    )
    try:
        alone, beside, cancels, turns = [], [], [], 0
        for pair in range(PAIRS):
            alone.append(_lateness(seconds, None)[0])
            p99_us, found = _lateness(seconds, server, SEED + pair)
            beside.append(p99_us)
            cancels += found
            turns += len(found)
    finally:
        server.close()
    ratio = median(with_chat / without for with_chat, without in zip(beside, alone, strict=True))
    note = f"alone {median(alone):.0f} us, beside {median(beside):.0f} us, {turns} turns"
    yield Figure("p99 lateness beside a chat, of that alone", ratio, "at most", MAX_RATIO, note=note)
    yield Figure("longest cancelling of a turn", max(cancels), "at most", MAX_CANCEL_SECONDS, "s")


@contextmanager
def _environment(name: str, value: str) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        os.environ.pop(name)
        if before is not None:
            os.environ[name] = before


def _lateness(seconds: float, server: LlmServer | None, seed: int = 0) -> tuple[float, list[float]]:
    """Return the p99 lateness in us of a daemon that plays, and the seconds that each cancelling took."""
    with TemporaryDirectory() as folder:
        sessions = Sessions(Path(folder))
        try:
            sessions.start("daemon", "m4_showcase", "--virtual", "bench-chat", "--record", "off")
            sessions.playing(1)
            cancels: list[float] = []
            with _environment("XDG_RUNTIME_DIR", sessions.environment["XDG_RUNTIME_DIR"]):
                cancels = asyncio.run(_beside(seconds, server, Path(folder), seed))
            status = sessions.status()
            if status is None:
                raise RuntimeError("the session has gone")
            return float(status["lateness_us"]["p99"]), cancels
        finally:
            sessions.close()


async def _beside(seconds: float, server: LlmServer | None, folder: Path, seed: int) -> list[float]:
    if server is None:
        await asyncio.sleep(seconds)
        return []
    chance = random.Random(seed)  # noqa: S311 - moments, no secrets
    session = await SocketSession.open()
    chat = Chat(session, Sandbox((), folder, folder), OpenAIModel(server.settings("responses")), Echo())
    cancels = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        asking = asyncio.create_task(chat.turn("a bar without clap and a fill", lambda _: None))
        await asyncio.wait([asking], timeout=chance.uniform(0, 4))
        began = time.monotonic()
        asking.cancel()
        with suppress(asyncio.CancelledError):
            await asking
        cancels.append(time.monotonic() - began)
    await chat.close()
    await session.close()
    return cancels
