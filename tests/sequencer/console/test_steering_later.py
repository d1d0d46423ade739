"""What hands plan: times at the end of a line, the phrase's line, keys pressed twice, and hits put by hand."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from engine import commands as ask
from sequencer.console.steering import Steering, plain_voice
from tests.sequencer.console.test_steering import answers
from tests.sequencer.door import Door

if TYPE_CHECKING:
    from pathlib import Path

    from engine.control import SessionControl
    from tests.sequencer.door import Played


async def yes(_question: str) -> bool:
    """Confirm."""
    return True


def test_a_time_at_the_end_of_a_line_plans_it_and_the_agenda_lists_it(tmp_path: Path) -> None:
    said, client = answers(
        tmp_path, ":mute clap for 2 at 9", ":fill every 16", ":stop in 32", ":agenda", ":cancel 1", ":cancel all",
        ":agenda",
    )
    assert said == [
        "mute clap for 2 bars: planned for bar 9, number 1",
        "fill 1 bar: planned for bar 16, number 2",
        "stop: planned for bar 33, number 3",
        "1. bar 9: mute clap for 2", "2. bar 16, then every 16 bars: fill for 1", "3. bar 33: stop",
        "cancel 1: done in bar 1", "cancel all: done in bar 1", "nothing is planned",
    ]
    assert not client.failed


def test_hands_that_are_quantised_to_the_phrase_wait_for_its_line(tmp_path: Path) -> None:
    said, client = answers(
        tmp_path, ":play", ":stop", ":quantise phrase 16", ":mute clap", ":set kick.note 40", ":mute kick now",
        ":quantise bar", ":mute hat_c",
    )
    assert said[2:] == [
        "what hands do waits for the line of the phrase of 16 bars",
        said[3], "kick.note: now 40 from bar 2", "mute kick: from bar 2",
        "mutes and solos act at the next bar", "mute hat_c: from bar 2",
    ]
    assert said[3] == "mute clap: planned for bar 17, number 1"
    assert client.grid is None


def test_on_the_line_of_the_phrase_a_scene_is_recalled_and_not_saved(tmp_path: Path) -> None:
    said, _ = answers(
        tmp_path, ":quantise phrase 16", ":scene save dark", ":set kick.note 40", ":scene recall dark",
        ":scene rename dark deep",
    )
    assert said[1] == "scene save dark: done in bar 1"
    assert said[3] == "scene recall dark: planned for bar 1, number 1"
    assert said[4].startswith("scene rename dark")
    assert "planned" not in said[4]


def test_keys_follow_the_phrase_too(tmp_path: Path) -> None:
    said: list[str] = []

    async def scene(session: SessionControl, _played: Played) -> None:
        client = Steering(session, plain_voice(said.append, yes))
        await session.transport("play")
        await session.transport("stop")
        await client.line(":quantise phrase")
        await client.toggle("mute", 2)
        await client.latch_fill()
    Door(tmp_path / "s").run(scene)
    assert said[1:] == ["mute clap: planned for bar 9, number 1", "fill on: planned for bar 9, number 2"]


@pytest.mark.parametrize("line", [":quantise phrase 7", ":quantise never", ":quantise now 4"])
def test_a_quantise_that_is_none_is_answered_with_how_it_is_written(tmp_path: Path, line: str) -> None:
    said, client = answers(tmp_path, line)
    assert "; write :quantise" in said[0]
    assert client.failed


def test_a_planned_take_is_a_plan(tmp_path: Path) -> None:
    assert answers(tmp_path, ":record start best at 9")[0] == ["record start: planned for bar 9, number 1"]


def test_a_key_that_is_pressed_again_cancels_what_it_armed(tmp_path: Path) -> None:
    said: list[str] = []

    async def scene(session: SessionControl, _played: Played) -> None:
        client = Steering(session, plain_voice(said.append, yes))
        await client.line(":quantise phrase")
        for _ in range(2):
            await client.press(ask.Drop(4))
            assert len((await session.state()).agenda) == 1
            await client.press(ask.Drop(4))
            assert not (await session.state()).agenda
        await client.toggle("mute", 2)
        await client.toggle("mute", 2)
        assert not (await session.state()).agenda
        await client.line(":drop 4 every 8")
        await client.press(ask.Drop(4))
        assert len((await session.state()).agenda) == 2
    Door(tmp_path / "s").run(scene)
    assert not any("refused" in line for line in said)


def test_two_presses_in_one_bar_arm_nothing(tmp_path: Path) -> None:
    async def scene(session: SessionControl, played: Played) -> None:
        client = Steering(session, plain_voice(lambda _: None, yes))
        await client.line(":quantise phrase")
        await session.transport("play")
        played.held = True
        presses = [asyncio.create_task(client.press(ask.Fill(1))) for _ in range(2)]
        for _ in range(20):
            await asyncio.sleep(0)
        played.held = False
        await asyncio.gather(*presses)
        assert not (await session.state()).agenda
    Door(tmp_path / "s").run(scene)


def test_a_hand_puts_takes_and_gives_back_a_hit_and_locks_a_layer(tmp_path: Path) -> None:
    async def scene(session: SessionControl, _played: Played) -> None:
        client = Steering(session, plain_voice(lambda _: None, yes))
        await client.hit("clap", 3, sounds=False)
        await client.hit("kick", 0, sounds=True)
        assert {(hit.layer, hit.step, hit.on) for hit in (await session.state()).stage.hits} == {
            ("clap", 3, True), ("kick", 0, False),
        }
        await session.transport("play")
        await session.transport("stop")
        await client.hit("clap", 3, sounds=True)
        assert {hit.layer for hit in (await session.state()).stage.hits} == {"kick"}
        await client.hit("clap", 3, sounds=False)
        await client.toggle("lock", 1)
        assert (await session.state()).stage.locks == ("hat_c",)
        await client.toggle("lock", 1)
        assert (await session.state()).stage.locks == ()
    Door(tmp_path / "s").run(scene)
