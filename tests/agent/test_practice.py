"""A silent session: stopped, every wish applied in full at once."""

from __future__ import annotations

import asyncio

import pytest

from agent.practice import PracticeSession
from engine import commands as ask
from engine.config import Config, Layer

CONFIG = Config(mode="m4", layers={"kick": Layer(), "hat_c": Layer(fills=12)})


def test_a_wish_is_there_at_once_and_in_full_and_can_be_undone() -> None:
    async def scene() -> None:
        session = PracticeSession.of(CONFIG, "mine")
        outcome = await session.submit(ask.Set("hat_c.density.target", 0.1))
        assert (outcome.status, outcome.applied, outcome.cut) == ("applied", 0.1, True)
        assert (await session.snapshot()).config == "mine"
        assert (await session.submit(ask.Undo())).status == "applied"
        density = (await session.state()).config.layers["hat_c"].density
        assert density is not None
        assert density.target == 0.7
    asyncio.run(scene())


def test_wishes_of_one_turn_are_one_step_of_undo() -> None:
    async def scene() -> None:
        session = PracticeSession.of(CONFIG)
        for layer in ("kick", "hat_c"):
            await session.submit(ask.Mute(layer), turn="one")
        assert len((await session.state()).undo) == 1
    asyncio.run(scene())


def test_a_step_of_the_next_bar_is_explained() -> None:
    async def scene() -> None:
        session = PracticeSession.of(CONFIG)
        assert (await session.why("kick", 0)).sounds is True
        with pytest.raises(KeyError):
            await session.why("kick", 0, bar=7)
    asyncio.run(scene())


def test_what_a_session_without_sound_has_not_is_refused_or_empty() -> None:
    async def scene() -> None:
        session = PracticeSession.of(CONFIG)
        assert (await session.record("start")).status == "refused"
        with pytest.raises(IndexError):
            await session.trim(0, 1.0)
        assert (await session.transport("play")).playing is True
        assert (await session.snapshot()).playing is False
        assert [notice async for notice in session.subscribe()] == []
        await session.end()
    asyncio.run(scene())
