"""`techno mcp`, spoken to by the official client, on a session that runs."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters

from agent.tools import OFFERED
from tests.system.sessions import ROOT, TECHNO, Sessions

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path


@pytest.fixture
def sessions(tmp_path: Path) -> Iterator[Sessions]:
    found = Sessions(tmp_path, lean=True)
    try:
        yield found
    finally:
        found.close()


def talk(sessions: Sessions, scene: Callable[[Client], Awaitable[None]]) -> None:
    """Play a scene with a client of `techno mcp`."""
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "sequencer.commands.cli", "mcp"], cwd=sessions.folder,
        env={**sessions.environment, "PYTHONPATH": str(ROOT)},
    )

    async def inside() -> None:
        async with Client(server, read_timeout_seconds=60) as client:
            await scene(client)
    asyncio.run(inside())


async def told(client: Client, tool: str, **arguments: Any) -> Any:
    """Return a tool's result."""
    found = await client.call_tool(tool, arguments)
    (content,) = found.content
    text = getattr(content, "text", "")
    return text if found.is_error else json.loads(text)


def test_a_client_steers_the_running_session_and_takes_it_back(sessions: Sessions) -> None:
    sessions.start("daemon", "m4_showcase", "--virtual", "mcp-test")
    sessions.playing()

    async def scene(client: Client) -> None:
        listed = (await client.list_tools()).tools
        assert {tool.name for tool in listed} == {one.name for one in OFFERED} - {"decline"} | {"wish", "start_session"}
        hints = {tool.name: tool.annotations.read_only_hint for tool in listed if tool.annotations}
        assert hints["read_state"] is True
        assert hints["set_tempo"] is False

        state = await told(client, "read_state")
        assert state["playing"] is True
        assert state["bpm"] == 132

        done = await told(client, "set_tempo", bpm=140, over_bars=0)
        assert (done["status"], done["now"]) == ("applied", 140)
        assert (await told(client, "undo", steps=1))["refused"] is False
        assert (await told(client, "read_state"))["bpm"] in {132, 140}  # the bar that sounds may be the last fast one

        assert "bpm takes a number in 20..300" in await told(client, "set_tempo", bpm=9999, over_bars=0)
        assert "there is no layer nobody" in json.dumps(await told(client, "mute", layer="nobody"))
        assert "there is no tool decline" in await told(client, "decline", reason="x", suggestion="y")
    talk(sessions, scene)
    assert '"author": "mcp"' in json.dumps(sessions.journal())


def test_a_proposal_lives_from_one_call_to_the_next(sessions: Sessions) -> None:
    sessions.start("daemon", "m4_showcase", "--virtual", "mcp-test")
    sessions.playing()

    async def scene(client: Client) -> None:
        shown = await told(client, "preview", changes=[{"tool": "mute", "layer": "clap", "bars": None}], bars=4)
        assert shown["committed"] is False
        assert (await told(client, "read_state"))["silent"] == []
        assert (await told(client, "commit_preview"))[0]["refused"] is False
        assert (await told(client, "read_state"))["silent"] == ["clap"]
    talk(sessions, scene)


def test_without_a_session_a_call_says_how_to_start_one(sessions: Sessions) -> None:
    async def scene(client: Client) -> None:
        assert await told(client, "read_state") == "no session runs; start one with techno play"
    talk(sessions, scene)


def test_a_client_starts_a_session_and_wishes_in_plain_words(sessions: Sessions) -> None:
    async def scene(client: Client) -> None:
        started = await client.call_tool("start_session", {"config": "m1_backbone"})
        words = "session main runs, stopped; move_transport plays it"
        assert started.structured_content == {"started": True, "words": words}
        assert (await told(client, "read_state"))["config"] == "m1_backbone"
        wished = await told(client, "wish", text="mute the clap")
        assert wished["commands"] == [{"command": "mute", "layer": "clap"}]

    try:
        talk(sessions, scene)
    finally:
        sessions.run("stop", "--end")


@pytest.fixture(scope="module")
def listening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[subprocess.Popen[str]]:
    """A server that hears one line after the other, and ends well when no more come."""
    sessions = Sessions(tmp_path_factory.mktemp("listening"), lean=True)
    with subprocess.Popen(
        [*TECHNO, "mcp"], env=sessions.environment, cwd=sessions.folder, text=True, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as server:
        yield server
    sessions.close()
    assert server.returncode == 0


@pytest.mark.parametrize(("line", "codes"), [
    ("garbage", [-32700]), ('{"jsonrpc":"2.0","id":1', [-32700]), ("\N{COMBINING DIAERESIS}\0", [-32700]),
    ("[" * 100_000, [-32700]), ("[]", [-32600]), ('{"id":1,"method":"ping"}', [-32600]), ("7", [-32600]), ("  ", []),
])
def test_a_line_that_is_no_message_is_answered_and_the_next_one_is_heard(
    listening: subprocess.Popen[str], line: str, codes: list[int]
) -> None:
    ping = '{"jsonrpc":"2.0","id":5,"method":"ping"}'
    assert listening.stdin is not None
    assert listening.stdout is not None
    listening.stdin.write(f"{line}\n{ping}\n")
    listening.stdin.flush()  # and not closed: what is not answered by then is not answered any more
    *errors, answer = [json.loads(listening.stdout.readline()) for _ in (*codes, ping)]
    assert [(error["id"], error["error"]["code"]) for error in errors] == [(None, code) for code in codes]
    assert answer == {"jsonrpc": "2.0", "id": 5, "result": {}}
