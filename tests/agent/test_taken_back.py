"""A line that is taken back after somebody else did something takes back its own, and nobody else's."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from agent.offline_model import OfflineAgent
from agent.practice import PracticeSession
from agent.sandbox import Sandbox
from engine.commands import Set
from engine.parameters import read
from sequencer.folders import BUNDLED, find_config

if TYPE_CHECKING:
    from engine.config import Config

CONFIG = find_config("m4_showcase").config


@pytest.mark.parametrize(("say", "path"), [
    ("kick quieter", "kick.velocity"), ("thin the hats", "hat_c.density.target"), ("tempo 128", "bpm"),
])
@pytest.mark.parametrize("no", ["no", "no, not that", "scrap that"])
def test_a_rejected_line_leaves_the_step_of_another_person(say: str, path: str, no: str) -> None:
    async def talk() -> Config:
        with tempfile.TemporaryDirectory() as folder:
            files = Sandbox((Path(folder), BUNDLED), Path(folder), Path(folder))
            session, agent = PracticeSession.of(CONFIG, "m4_showcase"), OfflineAgent()
            await agent.answer(say, session, files, turn="one")
            await session.submit(Set("clap.velocity", 60), author="user", turn="hand")
            await agent.answer(no, session, files, turn="two")
            return (await session.state()).config

    config = asyncio.run(talk())
    assert read(config, "clap.velocity") == 60
    assert read(config, path) == read(CONFIG, path)
