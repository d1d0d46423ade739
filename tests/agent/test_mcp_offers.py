"""What a client of the Model Context Protocol finds, over an in-memory connection: the official client, no process."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError

from agent.mcp_server import tool_server
from agent.practice import PracticeSession
from agent.sandbox import Sandbox
from engine.errors import TechnoError
from sequencer.folders import BUNDLED
from tests.agent.heard import CONFIG

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from engine.control import SessionControl


def talk(folder: Path, scene: Callable[[Client], Awaitable[None]], *, runs: bool = True) -> None:
    """Play a scene with a client; without a running session every way to one fails."""
    session = PracticeSession.of(CONFIG, "m4_showcase")
    configs, out = folder / "configs", folder / "out"
    configs.mkdir()
    out.mkdir()
    files = Sandbox((configs, BUNDLED), configs, out)

    @asynccontextmanager
    async def opened() -> AsyncIterator[SessionControl]:
        if not runs:
            raise TechnoError("no session runs; start one with techno play")
        yield session

    async def inside() -> None:
        async with Client(tool_server(opened, files, "1.0"), read_timeout_seconds=60) as client:
            await scene(client)
    asyncio.run(inside())


def test_every_tool_has_a_title_schemas_and_four_hints(tmp_path: Path) -> None:
    async def scene(client: Client) -> None:
        for tool in (await client.list_tools()).tools:
            assert tool.title
            assert tool.output_schema
            assert tool.annotations is not None
            hints = tool.annotations
            assert None not in (
                hints.read_only_hint, hints.destructive_hint, hints.idempotent_hint, hints.open_world_hint
            )
    talk(tmp_path, scene)


def test_what_a_tool_gives_back_is_structured_and_the_same_in_text(tmp_path: Path) -> None:
    async def scene(client: Client) -> None:
        muted = await client.call_tool("mute", {"layer": "clap", "bars": 4})
        assert muted.structured_content is not None
        assert muted.structured_content["status"] == "applied"
        assert muted.structured_content == json.loads(getattr(muted.content[0], "text", ""))
        held = await client.call_tool("set_parameter", {"path": "clap.velocity", "to": 60})
        assert held.structured_content is not None
        assert held.structured_content["held_by"] == "clap is muted"
        read = await client.call_tool("read_state", {})
        assert read.structured_content is not None
        assert read.structured_content["result"]["mutes_bars_left"] == {"clap": 4}
    talk(tmp_path, scene)


@pytest.mark.parametrize(("tool", "arguments"), [
    ("list_configs", {}), ("read_config", {"name": "m4_showcase"}), ("help_text", {}), ("list_examples", {}),
    ("doc_answer", {"question": "what is entrainment"}),
    ("render_session", {"config": "m1_backbone", "bars": 2, "out": "two.mid"}),
    ("render_phrase", {
        "style": "m4_showcase", "bpm": None, "seed": None, "S_low": None, "S_high": None, "hat_density": None,
        "hat_swing": None, "snare_ghosts": None, "bars": 2, "out": "phrase",
    }),
])
def test_tools_that_need_no_session_work_without_one(tmp_path: Path, tool: str, arguments: dict[str, Any]) -> None:
    async def scene(client: Client) -> None:
        found = await client.call_tool(tool, arguments)
        assert not found.is_error, found
        missing = await client.call_tool("read_state", {})
        assert missing.is_error
        assert "no session runs" in getattr(missing.content[0], "text", "")
    talk(tmp_path, scene, runs=False)


def test_state_pattern_config_and_documents_are_resources(tmp_path: Path) -> None:
    async def scene(client: Client) -> None:
        listed = {str(one.uri) for one in (await client.list_resources()).resources}
        assert {"techno://state", "techno://pattern", "techno://config", "techno://docs/scores"} <= listed
        for uri in ("techno://state", "techno://config"):
            text = getattr((await client.read_resource(uri)).contents[0], "text", "")
            assert json.loads(text)["bpm"] == 132
        pattern = (await client.read_resource("techno://pattern")).contents[0]
        assert getattr(pattern, "text", "") == "no bar has sounded yet"
        with pytest.raises(MCPError, match="there is no resource techno://nothing"):
            await client.read_resource("techno://nothing")
        with pytest.raises(MCPError, match="there is no resource"):
            await client.read_resource("techno://docs/../../etc/passwd")
    talk(tmp_path, scene)


def test_documents_are_read_without_a_session(tmp_path: Path) -> None:
    async def scene(client: Client) -> None:
        text = getattr((await client.read_resource("techno://docs/scores")).contents[0], "text", "")
        assert "entrainment" in text.lower()
        with pytest.raises(MCPError, match="no session runs"):
            await client.read_resource("techno://state")
    talk(tmp_path, scene, runs=False)


def test_prompts_are_ways_to_begin(tmp_path: Path) -> None:
    async def scene(client: Client) -> None:
        names = [one.name for one in (await client.list_prompts()).prompts]
        assert names == ["steer", "plan_a_set", "listen"]
        found = await client.get_prompt("steer", {"wish": "darker"})
        assert getattr(found.messages[0].content, "text", "").endswith("happened: darker")
        with pytest.raises(MCPError, match="steer needs wish"):
            await client.get_prompt("steer", {})
        with pytest.raises(MCPError, match="there is no prompt nothing"):
            await client.get_prompt("nothing", {})
    talk(tmp_path, scene)
