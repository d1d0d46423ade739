"""The offline agent does what people ask for, and nothing else; what is not for a drum machine it declines."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from agent.offline_model import OfflineAgent
from agent.practice import PracticeSession
from agent.sandbox import Sandbox
from sequencer.folders import BUNDLED, find_config
from tests.agent.wishes import GROUPS, Group

if TYPE_CHECKING:
    from pathlib import Path

    from agent.reply import Reply

WISHES = [(group, wish) for group in GROUPS for wish in group.wishes]
FEWEST = 400
UNDERSTOOD, UNASKED, DECLINED = 0.90, 0.95, 0.98
"""Asked for: right parameter and direction in 90 %, nothing unasked in 95 %, off-domain declined in 98 %."""
HELD_BACK = 3
"""Every third wish was put aside while the rules were written."""


def answer(wish: str, folder: Path) -> Reply:
    config = find_config("m4_showcase").config
    for name in ("configs", "out"):
        (folder / name).mkdir(exist_ok=True)
    files = Sandbox((folder / "configs", BUNDLED), folder / "configs", folder / "out")
    session = PracticeSession.of(config, "m4_showcase")
    return asyncio.run(OfflineAgent().answer(wish, session, files, dry_run=True))


def names(command: dict[str, Any]) -> set[str]:
    """Return the names by which a group may expect a command."""
    kind = command["command"]
    if kind == "set":
        before, after = command["from"], command["to"]
        found = {command["path"], f"{command['path']}="}
        numbers = [value[0] if isinstance(value, list) and value else value for value in (before, after)]
        if all(isinstance(number, (int, float)) for number in numbers) and numbers[0] != numbers[1]:
            found.add(f"{command['path']}{'+' if numbers[1] > numbers[0] else '-'}")
        return found
    if kind == "tempo":
        change = {"tempo+"} if command["bpm"] > 132 else {"tempo-"} if command["bpm"] < 132 else set()
        return {"tempo", f"tempo={command['bpm']:g}"} | change
    if kind == "target":
        config = find_config("m4_showcase").config.targets
        now = {"S": config.S_low, "H": config.H_low}.get(command["score"])
        change = set() if now is None else {f"target:{command['score']}{'+' if command['low'] > now else '-'}"}
        return {"target"} | change
    said = next((str(command[key]) for key in ("layer", "action", "config") if key in command), "")
    return {kind, f"{kind}:{said}"}


def done(group: Group, reply: Reply) -> bool:
    """Return True when all that a group asks for was done."""
    if group.must == "declined":
        return reply.refused and not reply.commands
    if group.must == "answered":
        return not reply.refused and not reply.commands
    found = set().union(*(names(command) for command in reply.commands)) if reply.commands else set()
    return all(must in found for must in group.must.split(","))


def unasked(group: Group, reply: Reply) -> list[dict[str, Any]]:
    """Return what was done and not asked for."""
    musts, mays = set(group.must.split(",")), group.may.split()
    return [
        command for command in reply.commands
        if not names(command) & musts and not any(name.startswith(may) for name in names(command) for may in mays)
    ]


@pytest.fixture(scope="module")
def replies(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Group, str, Reply]]:
    folder = tmp_path_factory.mktemp("chat")
    return [(group, wish, answer(wish, folder)) for group, wish in WISHES]


def test_there_are_enough_wishes() -> None:
    assert len({wish for _, wish in WISHES}) >= FEWEST


@pytest.mark.parametrize("part", ["all", "held back"])
def test_wishes_do_what_they_say(replies: list[tuple[Group, str, Reply]], part: str) -> None:
    chosen = [one for at, one in enumerate(replies) if part == "all" or at % HELD_BACK == 0]
    wishes = [one for one in chosen if one[0].must not in {"declined", "answered"}]
    missed = [(wish, reply.commands) for group, wish, reply in wishes if not done(group, reply)]
    assert len(missed) <= (1 - UNDERSTOOD) * len(wishes), missed


@pytest.mark.parametrize("part", ["all", "held back"])
def test_nothing_is_done_that_was_not_asked(replies: list[tuple[Group, str, Reply]], part: str) -> None:
    chosen = [one for at, one in enumerate(replies) if part == "all" or at % HELD_BACK == 0]
    wrong = [(wish, extra) for group, wish, reply in chosen if (extra := unasked(group, reply))]
    assert len(wrong) <= (1 - UNASKED) * len(chosen), wrong


@pytest.mark.parametrize("kind", ["declined", "answered"])
def test_what_is_no_wish_changes_nothing(replies: list[tuple[Group, str, Reply]], kind: str) -> None:
    chosen = [one for one in replies if one[0].must == kind]
    wrong = [(wish, reply) for group, wish, reply in chosen if not done(group, reply)]
    assert len(wrong) <= (1 - DECLINED) * len(chosen), wrong
