"""The offline agent does what people ask for and nothing else, and declines what is not for a drum machine."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.offline.references import Memory
from agent.offline.understand import understand
from agent.offline.words import MEANINGS, TURNS
from agent.offline_model import OfflineAgent
from agent.practice import PracticeSession
from agent.sandbox import Sandbox
from engine import start
from sequencer.folders import BUNDLED
from tests.agent.heard import CONFIG
from tests.agent.wishes import GROUPS, Group
from tests.thorough import tries

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
    for name in ("configs", "out"):
        (folder / name).mkdir(exist_ok=True)
    files = Sandbox((folder / "configs", BUNDLED), folder / "configs", folder / "out")
    session = PracticeSession.of(CONFIG, "m4_showcase")
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
        now = {"S": CONFIG.targets.S_low, "H": CONFIG.targets.H_low}.get(command["score"])
        change = set() if now is None else {f"target:{command['score']}{'+' if command['low'] > now else '-'}"}
        return {"target"} | change
    said = next((str(command[key]) for key in ("layer", "action", "config") if key in command), "")
    return {kind, f"{kind}:{said}"}


def done(group: Group, reply: Reply) -> bool:
    """Return True when all that a group asks for was done."""
    if group.must == "declined":
        return reply.refused and not reply.commands
    if group.must == "answered":
        return not reply.refused and not reply.commands and reply.question is None
    if group.must == "asked":
        return reply.question is not None and not reply.commands
    found = set().union(*(names(command) for command in reply.commands)) if reply.commands else set()
    return all(must in found for must in group.must.split(","))


def unasked(group: Group, reply: Reply) -> list[dict[str, Any]]:
    """Return each thing that was done and not asked for."""
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
    wishes = [one for one in chosen if one[0].must not in {"declined", "answered", "asked"}]
    missed = [(wish, reply.commands) for group, wish, reply in wishes if not done(group, reply)]
    assert len(missed) <= (1 - UNDERSTOOD) * len(wishes), missed


@pytest.mark.parametrize("part", ["all", "held back"])
def test_nothing_is_done_that_was_not_asked(replies: list[tuple[Group, str, Reply]], part: str) -> None:
    chosen = [one for at, one in enumerate(replies) if part == "all" or at % HELD_BACK == 0]
    wrong = [(wish, extra) for group, wish, reply in chosen if (extra := unasked(group, reply))]
    assert len(wrong) <= (1 - UNASKED) * len(chosen), wrong


@pytest.mark.parametrize("kind", ["declined", "answered", "asked"])
def test_what_is_no_wish_changes_nothing(replies: list[tuple[Group, str, Reply]], kind: str) -> None:
    chosen = [one for one in replies if one[0].must == kind]
    wrong = [(wish, reply) for group, wish, reply in chosen if not done(group, reply)]
    assert len(wrong) <= (1 - DECLINED) * len(chosen), wrong


SHOWCASE = start(CONFIG)
SPOKEN = st.lists(
    st.sampled_from([
        *MEANINGS, *TURNS, *"and , then 8 16 bars over for 138 bpm 50% -4 +0.1 scene as a the".split(), "9" * 400,
    ]) | st.text(max_size=8),
    max_size=12,
).map(" ".join)


@settings(max_examples=tries(400))
@given(SPOKEN)
def test_nothing_that_is_said_raises(text: str) -> None:
    found = understand(text, SHOWCASE, ("acid", "dub", "m4_showcase"))
    again = understand("more", SHOWCASE, (), Memory(found.clauses))
    assert len(found.requests) + len(again.requests) < 200


def conversation(folder: Path, *lines: str) -> list[Reply]:
    """Say several things to one session."""
    for name in ("configs", "out"):
        (folder / name).mkdir(exist_ok=True)
    files = Sandbox((folder / "configs", BUNDLED), folder / "configs", folder / "out")
    session, agent = PracticeSession.of(CONFIG, "m4_showcase"), OfflineAgent()

    async def talk() -> list[Reply]:
        return [await agent.answer(line, session, files, turn=line) for line in lines]

    return asyncio.run(talk())


def test_a_bare_more_goes_on_from_the_wish_before(tmp_path: Path) -> None:
    first, again, back = conversation(tmp_path, "more swing", "more", "less")
    paths = [{command["path"] for command in reply.commands} for reply in (first, again, back)]
    assert paths[0] == paths[1] == paths[2]
    assert first.commands[0]["to"] < again.commands[0]["to"] > back.commands[0]["to"]


def test_all_of_one_sentence_is_one_step_of_undo(tmp_path: Path) -> None:
    wished, undone, stands = conversation(
        tmp_path, "more swing, mute the clap and take it to 140", "undo", "what is muted?"
    )
    assert {command["command"] for command in wished.commands} == {"set", "mute", "tempo"}
    assert not undone.refused
    assert stands.reply.startswith("muted: nothing")


def test_everything_back_unmutes_what_is_muted(tmp_path: Path) -> None:
    *_, back = conversation(tmp_path, "mute the hats", "mute the clap", "bring everything back")
    assert [command["layer"] for command in back.commands] == ["hat_c", "hat_o", "clap"]


def test_a_phrase_is_rendered_to_a_file_with_its_config(tmp_path: Path) -> None:
    (made,) = conversation(tmp_path, "make me 4 bars of dub techno at 124 with ghosts, called fog")
    assert not made.refused
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"fog.mid", "fog.json"}
    assert "124 BPM" in made.reply


def test_what_is_spared_stays_as_it_is(tmp_path: Path) -> None:
    (reply,) = conversation(tmp_path, "harder but don't touch the kick")
    assert reply.commands
    assert not [command for command in reply.commands if command.get("path", "").startswith("kick.")]
