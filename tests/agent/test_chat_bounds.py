"""A turn of the chat is bounded: in rounds, seconds and tokens; it is cancelled wherever it waits."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING

import pytest

from agent.chat import MAX_CALLS, MAX_REPLY, Budget
from agent.model import Said, ScriptedModel
from tests.agent.jam import Jam, called, play, until
from tests.thorough import promised

if TYPE_CHECKING:
    from pathlib import Path


DONE = Said("All done.")


# --- budgets ----------------------------------------------------------------------------------------------------------


def test_a_model_that_never_stops_calling_tools_is_stopped(tmp_path: Path) -> None:
    async def scene(jam: Jam) -> None:
        reply = await jam.ask("fill forever")
        assert isinstance(jam.model, ScriptedModel)
        assert len(jam.model.heard) == 4
        assert reply.reply.endswith("then the model was stopped after 4 rounds of tools")
        assert len(reply.commands) == 4
    play(tmp_path, [called(("fill", '{"bars": 1}'))], scene, budget=Budget(rounds=4))


def test_a_model_that_only_reads_for_ever_leaves_the_wish_to_the_offline_agent(tmp_path: Path) -> None:
    async def scene(jam: Jam) -> None:
        reply = await jam.ask("darker")
        assert reply.reply.startswith("the model was stopped after 8 rounds of tools; offline: ")
        assert jam.offline.asked == ["darker"]
    play(tmp_path, [called(("read_state", "{}"))], scene)


def test_a_slow_model_is_given_up(tmp_path: Path) -> None:
    async def sleeps(messages: object) -> Said:
        del messages
        await asyncio.Event().wait()
        raise AssertionError

    async def scene(jam: Jam) -> None:
        reply = await jam.ask("darker")
        assert reply.reply.startswith("the model took longer than 0.05 s; offline: ")
    play(tmp_path, [sleeps], scene, budget=Budget(seconds=0.05))


def test_a_wish_whose_answer_is_late_is_not_asked_for_twice(tmp_path: Path) -> None:
    async def scene(jam: Jam) -> None:
        jam.played.held = True  # no bar line comes
        reply = await jam.ask("lose the clap")
        jam.played.held = False
        assert reply.reply == "a wish is on its way; then the model took longer than 0.2 s"
        assert jam.offline.asked == []
    script = [called(("mute", '{"layer": "clap", "bars": null}')), DONE]
    play(tmp_path, script, scene, budget=Budget(seconds=0.2))


def test_a_model_that_spends_too_many_tokens_is_stopped(tmp_path: Path) -> None:
    async def scene(jam: Jam) -> None:
        reply = await jam.ask("darker")
        assert reply.reply.startswith("the model used more than 1000 tokens; offline: ")
        assert isinstance(jam.model, ScriptedModel)
        assert len(jam.model.heard) == 3
    play(tmp_path, [called(("read_state", "{}"), tokens=400)], scene, budget=Budget(tokens=1000))


def test_garbage_arguments_are_fed_back_and_corrected(tmp_path: Path) -> None:
    script = [
        called(("set_tempo", '{"bpm": "fast", "over_bars": 0}')),
        called(("set_tempo", '{"bpm": 1400, "over_bars": 0}')),
        called(("set_tempo", '{"bpm": 140, "over_bars": 0}')), DONE,
    ]

    async def scene(jam: Jam) -> None:
        reply = await jam.ask("faster")
        assert reply.commands[0]["command"] == "tempo"
        first, second, third = (json.loads(result) for result in jam.results())
        assert "bpm takes a number in 20..300" in first["error"]
        assert "bpm takes a number in 20..300" in second["error"]
        assert third["refused"] is False
    play(tmp_path, script, scene)


@pytest.mark.parametrize("garbage", ["", "null", "[]", "{", "7", '{"bpm": NaN}', '{"x": 1}', "\x00", "{" * 5000, '"'])
def test_a_model_that_keeps_misusing_tools_is_given_up_after_a_few_rounds(tmp_path: Path, garbage: str) -> None:
    async def scene(jam: Jam) -> None:
        reply = await jam.ask("faster")
        assert reply.reply.startswith("the model misused its tools 3 times in a row; offline: ")
        assert reply.commands == ()
        assert isinstance(jam.model, ScriptedModel)
        assert len(jam.model.heard) == 3
    play(tmp_path, [called(("set_tempo", garbage))], scene)


def test_a_hundred_calls_at_once_are_bounded(tmp_path: Path) -> None:
    async def scene(jam: Jam) -> None:
        reply = await jam.ask("everything")
        assert len(reply.commands) == MAX_CALLS
        assert len(jam.results()) == 100
        assert f"more than {MAX_CALLS} calls at once" in jam.results()[-1]
        assert len(reply.reply) <= MAX_REPLY
    play(tmp_path, [called(*[("fill", '{"bars": 1}')] * 100), DONE], scene)


# --- cancelling -------------------------------------------------------------------------------------------------------


def test_a_turn_is_cancelled_at_once_wherever_it_waits(tmp_path: Path) -> None:
    waits = asyncio.Event()

    async def thinks(messages: object) -> Said:
        del messages
        waits.set()
        await asyncio.Event().wait()
        raise AssertionError

    async def scene(jam: Jam) -> None:
        turn = asyncio.create_task(jam.chat.turn("darker", jam.shown.append))
        await waits.wait()
        began = time.monotonic()
        turn.cancel()
        with pytest.raises(asyncio.CancelledError):
            await turn
        assert time.monotonic() - began < promised(0.1)
    play(tmp_path, [thinks], scene)


def test_a_turn_that_waits_for_a_bar_line_is_cancelled_at_once_and_undone_in_one_step(tmp_path: Path) -> None:
    script = [
        called(("mute", '{"layer": "clap", "bars": null}'), ("mute", '{"layer": "hat_c", "bars": null}')),
        called(("set_tempo", '{"bpm": 150, "over_bars": 0}')),
        Said("Next."),
    ]

    async def scene(jam: Jam) -> None:
        assert isinstance(jam.model, ScriptedModel)
        model = jam.model
        turn = asyncio.create_task(jam.chat.turn("strip it down", jam.shown.append))
        await until(lambda: len(model.heard) == 2)
        jam.played.held = True
        await asyncio.sleep(0)
        began = time.monotonic()
        turn.cancel()
        with pytest.raises(asyncio.CancelledError):
            await turn
        assert time.monotonic() - began < promised(0.1)
        jam.played.held = False
        assert len((await jam.session.state()).undo) == 1
        await jam.chat.turn("what happened?", jam.shown.append)
        assert "cancelled by the performer" in model.heard[-1][0]
    play(tmp_path, script, scene)
