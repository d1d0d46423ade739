"""What a client of the Model Context Protocol finds, over an in-memory connection: the official client, no process."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError
from mcp_types import ElicitResult

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


def talk(
    folder: Path, scene: Callable[[Client], Awaitable[None]], *, runs: bool = True, **client_has: Any
) -> None:
    """Play a scene with a client; without a running session every way to one fails, until one is started."""
    standing = [runs]
    session = PracticeSession.of(CONFIG, "m4_showcase")
    configs, out = folder / "configs", folder / "out"
    configs.mkdir()
    out.mkdir()
    files = Sandbox((configs, BUNDLED), configs, out)

    @asynccontextmanager
    async def opened() -> AsyncIterator[SessionControl]:
        if not standing[0]:
            raise TechnoError("no session runs; start one with techno play")
        yield session

    def start(config: str | None) -> str:
        standing[0] = True
        return f"started {config}"

    async def inside() -> None:
        server = tool_server(opened, files, "1.0", start)
        async with Client(server, read_timeout_seconds=60, **client_has) as client:
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


# --- plain words, questions, progress ---------------------------------------------------------------------------------


def picking(number: int | None, asked: list[str]) -> Callable[..., Awaitable[ElicitResult]]:
    """A person who takes one of the choices, from 1; None declines."""
    async def pick(_context: object, params: Any) -> ElicitResult:
        asked.append(params.message)
        choices = params.requested_schema["properties"]["choice"]["enum"]
        if number is None:
            return ElicitResult(action="decline")
        return ElicitResult(action="accept", content={"choice": choices[number - 1]})
    return pick


def test_a_wish_in_plain_words_is_carried_out(tmp_path: Path) -> None:
    async def scene(client: Client) -> None:
        found = await client.call_tool("wish", {"text": "mute the clap for 4 bars"})
        assert found.structured_content is not None
        assert found.structured_content["commands"] == [{"command": "mute", "layer": "clap", "bars": 4}]
    talk(tmp_path, scene)


def test_a_question_is_an_input_that_is_required_and_its_answer_is_carried_out(tmp_path: Path) -> None:
    asked: list[str] = []

    async def scene(client: Client) -> None:
        first = await client.call_tool("wish", {"text": "clap"})
        assert first.structured_content is not None
        assert first.structured_content["commands"] == [{"command": "mute", "layer": "clap"}]
        assert asked == ["what of the clap?"]
    talk(tmp_path, scene, elicitation_callback=picking(3, asked))


def test_a_question_that_is_declined_changes_nothing(tmp_path: Path) -> None:
    asked: list[str] = []

    async def scene(client: Client) -> None:
        found = await client.call_tool("wish", {"text": "clap"})
        assert found.structured_content is not None
        assert found.structured_content["commands"] == []
        assert len(asked) == 1
    talk(tmp_path, scene, elicitation_callback=picking(None, asked))


def test_a_client_that_cannot_be_asked_reads_the_question(tmp_path: Path) -> None:
    async def scene(client: Client) -> None:
        found = await client.call_tool("wish", {"text": "clap"})
        assert found.is_error
        assert "what of the clap?" in getattr(found.content[0], "text", "")
    talk(tmp_path, scene)


def test_a_client_of_the_era_before_reads_the_question(tmp_path: Path) -> None:
    async def scene(client: Client) -> None:
        found = await client.call_tool("wish", {"text": "clap"})
        assert found.is_error
        assert "what of the clap?" in getattr(found.content[0], "text", "")
    talk(tmp_path, scene, mode="legacy", elicitation_callback=picking(3, []))


@pytest.mark.parametrize("arguments", [{}, {"text": ""}, {"text": 5}, {"text": "x" * 601}, {"text": "fill", "more": 1}])
def test_a_wish_without_words_is_refused(tmp_path: Path, arguments: dict[str, Any]) -> None:
    async def scene(client: Client) -> None:
        found = await client.call_tool("wish", arguments)
        assert found.is_error
    talk(tmp_path, scene)


def test_a_render_says_how_far_it_is(tmp_path: Path) -> None:
    heard: list[tuple[float, float | None]] = []

    async def told(progress: float, total: float | None, message: str | None) -> None:
        assert message is None
        heard.append((progress, total))

    async def scene(client: Client) -> None:
        found = await client.call_tool(
            "render_session", {"config": "m1_backbone", "bars": 20, "out": "x.mid"}, progress_callback=told
        )
        assert not found.is_error
        assert heard == [(8, 20), (16, 20), (20, 20)]
    talk(tmp_path, scene, runs=False)


def test_a_session_is_started_where_none_runs_and_only_there(tmp_path: Path) -> None:
    async def scene(client: Client) -> None:
        assert (await client.call_tool("read_state", {})).is_error
        first = await client.call_tool("start_session", {"config": "m1_backbone"})
        assert first.structured_content == {"started": True, "words": "started m1_backbone"}
        assert not (await client.call_tool("read_state", {})).is_error
        again = await client.call_tool("start_session", {"config": None})
        assert again.structured_content is not None
        assert again.structured_content["started"] is False
    talk(tmp_path, scene, runs=False)


@pytest.mark.parametrize("config", ["../up", "", 5, "a b"])
def test_a_session_is_started_with_a_config_of_a_name_only(tmp_path: Path, config: object) -> None:
    async def scene(client: Client) -> None:
        assert (await client.call_tool("start_session", {"config": config})).is_error
        assert (await client.call_tool("read_state", {})).is_error
    talk(tmp_path, scene, runs=False)
