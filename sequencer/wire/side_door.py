"""How does one front ask another of the same session, as the console asks the one that reads controllers?

A socket and a lock beside the session's, in the same folder that is ours alone; one line of words in, lines of text
back. It touches no session: that has one door only.
"""

from __future__ import annotations

import asyncio
import json
import os
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Final

from engine.errors import TechnoError
from sequencer.wire.launch import own_command
from sequencer.wire.rpc import LineReader, TooLong, encoded
from sequencer.wire.runtime_folder import checked_name, locked, option, runtime_folder

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
    from pathlib import Path

MAX_WORDS: Final = 16
MAX_BYTES: Final = 1 << 16
SECONDS: Final = 10.0


class NobodyThere(TechnoError):
    """The other front does not run."""


def side_path(name: str, front: str) -> Path:
    """Return the path of a front's socket, for the session of a name."""
    return runtime_folder() / f"{checked_name(name)}.{front}.sock"


@asynccontextmanager
async def side_door(
    name: str, front: str, answer: Callable[[Sequence[str]], Awaitable[list[str]]]
) -> AsyncIterator[None]:
    """Serve a front's socket; only one front of a kind serves a session.

    Args:
        name: of the session. front: what serves. answer: returns the lines that answer some words, or raises a
            TechnoError.

    Raises:
        TechnoError: another one serves already.
    """
    path = side_path(name, front)
    try:
        lock = locked(path.with_suffix(".lock"))
    except BlockingIOError as error:
        raise TechnoError(f"techno {front} runs already for session {name}") from error

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, TooLong, ValueError):
            line = await LineReader(reader, MAX_BYTES).line()
            words = json.loads(line or b"")
            if isinstance(words, list) and len(words) <= MAX_WORDS and all(isinstance(one, str) for one in words):
                writer.write(encoded(await _answered(answer, words)))
                await writer.drain()
        writer.close()
    try:
        path.unlink(missing_ok=True)
        server = await asyncio.start_unix_server(serve, str(path))
        path.chmod(0o600)
        try:
            yield
        finally:
            server.close()
            path.unlink(missing_ok=True)
    finally:
        os.close(lock)


async def _answered(
    answer: Callable[[Sequence[str]], Awaitable[list[str]]], words: Sequence[str]
) -> dict[str, object]:
    try:
        return {"lines": await answer(words)}
    except TechnoError as error:
        return {"error": str(error)}


async def ask_side(name: str, front: str, words: Sequence[str]) -> list[str]:
    """Ask a front of the session of a name; return its lines.

    Raises:
        NobodyThere: it does not run. TechnoError: it says no.
    """
    try:
        async with asyncio.timeout(SECONDS):
            reader, writer = await asyncio.open_unix_connection(str(side_path(name, front)))
            writer.write(json.dumps(list(words)).encode() + b"\n")
            line = await LineReader(reader, MAX_BYTES).line()
            writer.close()
    except (OSError, TimeoutError) as error:
        start = f"{own_command()} {front}{option(name)}"
        raise NobodyThere(f"nothing reads {front} for this session; start it with {start}") from error
    found = json.loads(line) if line else {"error": f"techno {front} has ended"}
    if "error" in found:
        raise TechnoError(str(found["error"]))
    return [str(one) for one in found["lines"]]
