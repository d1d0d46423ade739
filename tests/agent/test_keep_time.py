"""All of sync is reached by words: through the offline agent, the tools of a model, and what is told of the state."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest

from agent.carry_out import carry_out
from agent.offline_model import OfflineAgent
from agent.practice import PracticeSession
from agent.requests import KeepTime, Shift
from agent.tools import Desk, ToolMisused, tool_of
from agent.tools.reading import state_of
from engine.config import Config, Layer
from engine.control import ClockStatus
from engine.errors import TechnoError
from engine.when import When
from tests.agent.jam import sandbox

if TYPE_CHECKING:
    from pathlib import Path

    from agent.reply import Reply

CONFIG = Config(mode="m4", layers={"kick": Layer(), "hat_c": Layer(fills=12), "clap": Layer()})


def said(folder: Path, *lines: str, dry_run: bool = False) -> tuple[list[Reply], ClockStatus]:
    """Return the answers to some lines, and whose time is kept after them."""
    session, agent = PracticeSession.of(CONFIG), OfflineAgent()

    async def scene() -> tuple[list[Reply], ClockStatus]:
        files = sandbox(folder)
        replies = [await agent.answer(line, session, files, dry_run=dry_run) for line in lines]
        return replies, (await session.snapshot()).sync
    return asyncio.run(scene())


def test_a_wish_is_carried_out_and_answered_with_how_time_is_kept(tmp_path: Path) -> None:
    (reply,), sync = said(tmp_path, "follow the clock from TR-8, tempo only")
    assert (sync.source, sync.port, sync.follow, sync.state) == ("in", "TR-8", "tempo", "waiting")
    assert reply.commands == ({"command": "clock", "source": "in", "follow": "tempo", "port": "TR-8"},)
    assert reply.reply == "clock in from TR-8: waiting, its transport left alone; MIDI clock is not sent"
    assert not reply.refused


def test_what_is_left_open_stays_as_it_is(tmp_path: Path) -> None:
    replies, sync = said(
        tmp_path, "follow the clock from tr-8", "play 5 ms earlier than the clock", "follow only its tempo",
        "send midi clock",
    )
    assert sync == ClockStatus("in", "tr-8", "tempo", send=True, offset_ms=-5.0, state="waiting")
    assert replies[-1].commands[0] == {
        "command": "clock", "source": "in", "follow": "tempo", "port": "tr-8", "send": True, "offset_ms": -5.0,
    }


def test_another_source_begins_as_usual(tmp_path: Path) -> None:
    _, sync = said(tmp_path, "follow the clock from tr-8, tempo only", "use ableton link on phrases of 8 bars")
    assert sync == ClockStatus("link", state="waiting", bars=8)


def test_shifts_add_up_and_end_at_their_range(tmp_path: Path) -> None:
    replies, sync = said(
        tmp_path, "shift everything 12 ms earlier", "shift everything 2 ms later", "shift everything 600 ms later",
    )
    assert sync.shift_ms == -10.0
    assert replies[1].commands == ({"command": "shift", "ms": -10.0},)
    assert replies[2].refused
    assert "-500..500" in replies[2].reply


def test_a_clock_that_is_not_followed_is_not_changed(tmp_path: Path) -> None:
    (reply,), sync = said(tmp_path, "follow only its tempo")
    assert reply.failed
    assert "no clock is followed" in reply.reply
    assert sync.source == "own"


def test_a_question_is_answered_by_a_choice_and_another_wish_is_carried_out_with_it(tmp_path: Path) -> None:
    replies, sync = said(tmp_path, "sync to ableton", "1", "follow the clock from ableton and mute the kick")
    assert replies[0].question is not None
    assert replies[1].commands[0]["source"] == "link"
    assert [one["command"] for one in replies[2].commands] == ["clock", "mute"]
    assert (sync.source, sync.port) == ("in", "ableton")


@pytest.mark.parametrize("question", ["are you in sync?", "which clock do you follow?", "is link on?"])
def test_a_question_is_answered_from_how_it_stands(tmp_path: Path, question: str) -> None:
    replies, _ = said(tmp_path, "use link", question)
    assert replies[1].reply.startswith("Link: waiting")
    assert replies[1].commands == ()


def test_a_dry_run_says_what_it_would_do_and_does_not(tmp_path: Path) -> None:
    lines = "use link", "shift everything 3 ms later", "shift everything 501 ms later"
    replies, sync = said(tmp_path, *lines, dry_run=True)
    assert [reply.reply for reply in replies[:2]] == [
        "would keep Link: waiting; MIDI clock is sent", "everything would be played +3 ms from where it would be",
    ]
    assert replies[2].refused
    assert sync == ClockStatus(send=False)


def test_a_clock_is_not_planned(tmp_path: Path) -> None:
    async def scene() -> None:
        session = PracticeSession.of(CONFIG)
        for one in (KeepTime("link"), Shift(5.0)):
            assert (await carry_out(one, session, sandbox(tmp_path), when=When(in_bars=8))).refused
        assert (await session.snapshot()).sync == ClockStatus(send=False)
    asyncio.run(scene())


def test_a_model_has_tools_for_it_but_not_after_reading_what_others_wrote(tmp_path: Path) -> None:
    async def scene() -> None:
        session = PracticeSession.of(CONFIG)
        desk = Desk(session, sandbox(tmp_path))
        await tool_of("keep_time", json.dumps({"source": "in", "port": "tr-8", "offset_ms": 4})).use(desk)
        await tool_of("shift_time", '{"by_ms": -6}').use(desk)
        assert [done.command for done in desk.done] == [
            {"command": "clock", "source": "in", "follow": "all", "port": "tr-8", "offset_ms": 4.0},
            {"command": "shift", "ms": -6.0},
        ]
        told = state_of(await session.snapshot(), await session.state())
        assert told["clock"] == {
            "source": "in", "sent": False, "shift_ms": -6.0, "state": "waiting", "follow": "all", "offset_ms": 4.0,
            "awaits": "",
        }
        with pytest.raises(ToolMisused, match="belongs to the source in"):
            tool_of("keep_time", '{"source": "link", "port": "tr-8"}')
        tainted = Desk(session, sandbox(tmp_path), tainted=True)
        with pytest.raises(TechnoError, match="keep_time"):
            await tool_of("keep_time", '{"source": "link"}').use(tainted)
    asyncio.run(scene())
