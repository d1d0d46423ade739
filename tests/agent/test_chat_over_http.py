"""Whole turns against a real server: the chat, the client, HTTP, SSE, and a session that plays."""

from __future__ import annotations

import asyncio
import json
import random
import time
from typing import TYPE_CHECKING, Any

import pytest

from agent.chat import Budget
from agent.openai_model import OpenAIModel
from engine.commands import Undo
from tests.agent.jam import Jam, play, until
from tests.agent.llm import APIS, LlmServer, says
from tests.agent.odd_server import chunk, events, odd_server
from tests.thorough import promised

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from agent.settings import Api


def tools(*wanted: tuple[str, str, dict[str, Any]], **match: Any) -> dict[str, Any]:
    """Return the fixture of a round of calls, each with its id."""
    found = [{"id": call_id, "name": name, "arguments": arguments} for call_id, name, arguments in wanted]
    return {"match": match, "response": {"toolCalls": found}}


def turn(
    llm: LlmServer, folder: Path, api: Api, scene: Callable[[Jam], Awaitable[Any]], *, budget: Budget | None = None
) -> None:
    """Play a scene with a model behind the server."""
    play(folder, OpenAIModel(llm.settings(api)), scene, budget=budget)


@pytest.mark.parametrize("api", APIS)
def test_parallel_calls_over_three_rounds_are_one_turn(llm: LlmServer, tmp_path: Path, api: Api) -> None:
    llm.answers(
        tools(
            ("c1", "set_tempo", {"bpm": 140, "over_bars": 0}), ("c2", "mute", {"layer": "clap", "bars": None}),
            hasToolResult=False,
        ),
        tools(("c3", "read_state", {}), toolCallId="c2"),
        tools(("c4", "fill", {"bars": 2}), toolCallId="c3"),
        says("Faster, clap out, and a fill.", chunkSize=3) | {"match": {"toolCallId": "c4"}},
    )

    async def scene(jam: Jam) -> None:
        reply = await jam.ask("faster, lose the clap, then a fill")
        assert [command["command"] for command in reply.commands] == ["tempo", "mute", "fill"]
        assert "".join(jam.shown) == "Faster, clap out, and a fill."
        assert len(jam.shown) > 5
        state = await jam.session.state()
        assert state.config.bpm == 140
        assert len(state.undo) == 1
    turn(llm, tmp_path, api, scene)
    last = llm.heard()[-1]["messages"]
    results = {one["tool_call_id"]: json.loads(one["content"]) for one in last if one["role"] == "tool"}
    assert list(results) == ["c1", "c2", "c3", "c4"]
    assert results["c1"]["now"] == 140
    assert results["c3"]["silent"] == ["clap"]


@pytest.mark.parametrize("api", APIS)
def test_garbage_arguments_are_corrected_in_the_next_round(llm: LlmServer, tmp_path: Path, api: Api) -> None:
    llm.answers(
        tools(("c1", "set_tempo", {"bpm": "fast"}), hasToolResult=False),
        tools(("c2", "set_tempo", {"bpm": 150, "over_bars": 0}), toolCallId="c1"),
        says("150 it is.") | {"match": {"toolCallId": "c2"}},
    )

    async def scene(jam: Jam) -> None:
        reply = await jam.ask("fast")
        assert [command["bpm"] for command in reply.commands] == [150]
    turn(llm, tmp_path, api, scene)


@pytest.mark.parametrize("api", APIS)
def test_a_busy_server_is_asked_again_and_the_turn_goes_on(llm: LlmServer, tmp_path: Path, api: Api) -> None:
    llm.answers(says("Here."))
    llm.fails_once(429, "too busy")

    async def scene(jam: Jam) -> None:
        assert (await jam.ask("hello")).reply == "Here. (nothing was changed)"
    turn(llm, tmp_path, api, scene)


@pytest.mark.parametrize("api", APIS)
@pytest.mark.parametrize(("status", "message"), [(401, "bad key"), (404, "no such model"), (500, "broken")])
def test_a_failure_is_one_sentence_and_the_offline_agent_takes_the_wish(
    llm: LlmServer, tmp_path: Path, api: Api, status: int, message: str
) -> None:
    llm.answers({"match": {}, "response": {"error": {"message": message, "type": "error"}, "status": status}})

    async def scene(jam: Jam) -> None:
        reply = await jam.ask("darker")
        assert reply.reply.startswith(f"the model's server says {status} ")
        assert message in reply.reply
        assert reply.reply.endswith("; offline: offline heard 'darker'")
        assert reply.model == "offline"
    turn(llm, tmp_path, api, scene)


@pytest.mark.parametrize("api", APIS)
def test_a_stream_that_drops_after_a_wish_was_done_says_what_was_done(
    llm: LlmServer, tmp_path: Path, api: Api
) -> None:
    llm.answers(
        tools(("c1", "mute", {"layer": "clap", "bars": None}), hasToolResult=False),
        says("I have muted the clap for you now", after_tools=True, chunkSize=4, latency=20, truncateAfterChunks=4),
    )

    async def scene(jam: Jam) -> None:
        reply = await jam.ask("lose the clap")
        assert "mute clap" in reply.reply
        assert "was cut off" in reply.reply
        assert jam.offline.asked == []
        assert [hold.layer for hold in (await jam.session.state()).stage.mutes] == ["clap"]
    turn(llm, tmp_path, api, scene)


@pytest.mark.parametrize("api", APIS)
def test_a_model_that_never_stops_is_stopped(llm: LlmServer, tmp_path: Path, api: Api) -> None:
    llm.answers(tools(("c1", "fill", {"bars": 1})))

    async def scene(jam: Jam) -> None:
        reply = await jam.ask("fills for ever")
        assert len(reply.commands) == 5
        assert "stopped after 5 rounds" in reply.reply
    turn(llm, tmp_path, api, scene, budget=Budget(rounds=5))
    assert len(llm.heard()) == 5


@pytest.mark.parametrize("api", APIS)
def test_an_answer_of_ten_megabytes_ends_in_one_line(llm: LlmServer, tmp_path: Path, api: Api) -> None:
    llm.answers(says("la " * 3_333_333, chunkSize=10_000))

    async def scene(jam: Jam) -> None:
        reply = await jam.ask("sing")
        assert "longer than" in reply.reply
        assert len(reply.reply) <= 600
    turn(llm, tmp_path, api, scene)


@pytest.mark.parametrize("api", APIS)
def test_a_streaming_answer_is_cancelled_within_100_ms_and_the_next_turn_works(
    llm: LlmServer, tmp_path: Path, api: Api
) -> None:
    llm.answers(says("word " * 200, chunkSize=5, latency=10))

    async def scene(jam: Jam) -> None:
        asking = asyncio.create_task(jam.chat.turn("talk", jam.shown.append))
        await until(lambda: len(jam.shown) > 3)
        began = time.monotonic()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert time.monotonic() - began < promised(0.1)
        heard = len(jam.shown)
        llm.answers(says("Yes."))
        assert await jam.chat.turn("still there?", jam.shown.append) == "Yes. (nothing was changed)"
        assert "".join(jam.shown[heard:]) == "Yes."
    turn(llm, tmp_path, api, scene)


def test_turns_cancelled_at_random_leave_whole_wishes_and_whole_steps_of_undo(llm: LlmServer, tmp_path: Path) -> None:
    llm.answers(
        tools(
            ("c1", "mute", {"layer": "clap", "bars": None}), ("c2", "set_tempo", {"bpm": 140, "over_bars": 0}),
            hasToolResult=False,
        ),
        tools(("c3", "unmute", {"layer": "clap"}), ("c4", "set_tempo", {"bpm": 132, "over_bars": 0}), toolCallId="c2"),
        says("Back again.", after_tools=True, chunkSize=2, latency=2),
    )
    chance = random.Random(7)

    async def scene(jam: Jam) -> None:
        start = (await jam.session.state()).config
        for number in range(20):
            asking = asyncio.create_task(jam.chat.turn("there and back", jam.shown.append))
            await asyncio.wait([asking], timeout=chance.uniform(0, 0.08))
            began = time.monotonic()
            asking.cancel()
            await asyncio.wait([asking])
            assert time.monotonic() - began < promised(0.1), number
        for _ in range(70):
            if (await jam.session.submit(Undo())).status == "refused":
                break
        state = await jam.session.state()
        assert state.config.bpm == start.bpm
        assert state.stage.mutes == ()
    turn(llm, tmp_path, "chat", scene)


def test_arguments_that_are_no_json_are_fed_back(tmp_path: Path) -> None:
    def wants(arguments: str) -> bytes:
        call = {"index": 0, "id": "c1", "function": {"name": "set_tempo", "arguments": arguments}}
        return events(chunk({"tool_calls": [call]}), chunk({}, "tool_calls"), "[DONE]")
    done = events(chunk({"content": "Done."}, "stop"), "[DONE]")

    async def inside() -> None:
        async with odd_server(wants('{"bpm": 14'), wants('{"bpm": 140, "over_bars": 0}'), done) as (settings, asked):
            model = OpenAIModel(settings)
            loop = asyncio.get_running_loop()

            async def scene(jam: Jam) -> None:
                reply = await jam.ask("faster")
                assert [command["bpm"] for command in reply.commands] == [140]
            await loop.run_in_executor(None, lambda: play(tmp_path, model, scene))
            assert b"are no JSON object" in asked[1]
    asyncio.run(inside())
