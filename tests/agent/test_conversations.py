"""Ten turns with the offline agent end in the state that a person expects."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from agent.offline_model import OfflineAgent
from agent.practice import PracticeSession
from agent.sandbox import Sandbox
from engine.parameters import read
from sequencer.folders import BUNDLED
from tests.agent.heard import CONFIG

if TYPE_CHECKING:
    from agent.reply import Reply
    from engine.state import SessionState

TURNS: Final = 10
EXPECTED: Final = 0.9
TEXT: Final = Path(__file__).with_name("conversations.txt").read_text(encoding="utf-8").split("\n\n")[1:]
CONVERSATIONS: Final = [
    (tuple(line for line in lines if line[0] != "="), next(line[1:].strip() for line in lines if line[0] == "="))
    for lines in (part.strip().splitlines() for part in TEXT)
]
CLOSE: Final = 1e-6


def talked(folder: Path, lines: tuple[str, ...]) -> tuple[SessionState, list[Reply]]:
    """Say lines to a new session; return how it stands then, and the answers."""
    configs, out = folder / "configs", folder / "out"
    configs.mkdir(exist_ok=True)
    out.mkdir(exist_ok=True)
    files = Sandbox((configs, BUNDLED), configs, out)
    session, agent = PracticeSession.of(CONFIG, "m4_showcase"), OfflineAgent()

    async def talk() -> tuple[SessionState, list[Reply]]:
        found = [await agent.answer(line, session, files, turn=f"turn-{at}") for at, line in enumerate(lines)]
        return await session.state(), found

    return asyncio.run(talk())


def number(value: Any) -> float:
    return float(value[0] if isinstance(value, list) else value)


def holds(state: SessionState, fact: str) -> bool:
    """Return True when a fact about the state is so."""
    what, _, rest = fact.strip().partition(" ")
    wanted = set() if rest == "nothing" else set(rest.split())
    match what:
        case "muted":
            return {hold.layer for hold in state.stage.mutes} == wanted
        case "soloed":
            return {hold.layer for hold in state.stage.solos} == wanted
        case "bpm":
            return abs(state.config.bpm - float(rest)) < CLOSE
        case _:
            before, after = number(read(CONFIG, what)), number(read(state.config, what))
            if rest.startswith("="):
                return abs(after - float(rest[1:])) < CLOSE
            return {"+": after > before, "-": after < before, "0": abs(after - before) < CLOSE}[rest]


def test_there_are_thirty_conversations_of_ten_turns() -> None:
    assert len(CONVERSATIONS) >= 30
    assert {len(lines) for lines, _ in CONVERSATIONS} == {TURNS}


def test_conversations_end_as_a_person_expects(tmp_path: Path) -> None:
    wrong = []
    for lines, end in CONVERSATIONS:
        state, _ = talked(tmp_path, lines)
        broken = [fact for fact in end.split(";") if not holds(state, fact)]
        if broken:
            wrong.append((lines, broken))
    assert len(wrong) <= (1 - EXPECTED) * len(CONVERSATIONS), wrong


@pytest.mark.parametrize(("lines", "layers"), [
    (("mute the kick", "bring it back"), ["kick"]),
    (("mute the closed hat", "and the other one", "bring both back"), ["hat_c", "hat_o"]),
])
def test_what_is_pointed_to_comes_back(tmp_path: Path, lines: tuple[str, ...], layers: list[str]) -> None:
    _, replies = talked(tmp_path, lines)
    assert [command["layer"] for command in replies[-1].commands if command["command"] == "unmute"][-len(layers):]
