"""A tool may be meant for later, and a proposal may not."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from agent.practice import PracticeSession
from agent.tools import wishes as tools
from agent.tools.preview import Preview
from agent.tools.reading import ReadState
from agent.tools.tool import Desk
from engine.errors import TechnoError
from tests.engine.asked import club

if TYPE_CHECKING:
    from agent.tools.tool import Tool


def used(*given: Tool) -> tuple[list[Any], PracticeSession]:
    session = PracticeSession.of(club())

    async def turn() -> list[Any]:
        desk = Desk(session, None)  # type: ignore[arg-type]  # no file is touched
        return [await tool.use(desk) for tool in given]
    return asyncio.run(turn()), session


def test_a_tool_with_a_time_plans_and_read_state_lists_it_and_cancel_takes_it_off() -> None:
    told, _ = used(
        tools.Mute(layer="clap", bars=2, in_bars=8), tools.Fill(bars=1, every_bars=16), ReadState(),
        tools.Cancel(id="all"), ReadState(),
    )
    assert [told[place]["status"] for place in (0, 1, 3)] == ["planned", "planned", "applied"]
    assert [(plan["at_bar"], plan["every_bars"]) for plan in told[2]["agenda"]] == [(8, None), (15, 16)]
    assert told[4]["agenda"] == []


def test_nulls_are_the_next_bar_line() -> None:
    told, _ = used(tools.Mute(layer="clap", bars=None, in_bars=None, at_bar=None, every_bars=None))
    assert told[0]["status"] == "applied"


def test_a_proposal_with_a_time_is_not_acted_on_at_once() -> None:
    change = {"tool": "mute", "layer": "clap", "bars": None, "in_bars": 8}
    with pytest.raises(TechnoError, match="for the next bar line"):
        used(Preview.model_validate({"changes": [change], "bars": 1}, strict=False))
