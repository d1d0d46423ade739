"""The corpus of the chat: lines that people wrote, each with the commands that it means, and the states they stand in.

"say || command ; command || done before" in `tests/data/wishes_meant.txt` and `wishes_meant_later.txt`, below
"# author". `make learn-network` learns from them.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

from agent.offline.by_grammar import by_grammar
from agent.offline.network.spoken import spoken
from agent.offline.network.wishes import is_whole
from agent.offline.references import Memory
from agent.offline.understand import Understood, understand
from agent.practice import PracticeSession
from agent.requests import LoadNamed
from engine import commands as ask
from engine import next_bar, start
from engine.commands import Command
from sequencer.console.typed import Local, Mistyped, typed
from sequencer.console.typed_move import Move
from sequencer.folders import BUNDLED, find_config

if TYPE_CHECKING:
    from engine.state import SessionState
    from engine.when import When

MEANT: Final = Path(__file__).parents[1] / "data" / "wishes_meant.txt"
LATER: Final = MEANT.with_name("wishes_meant_later.txt")
NETWORK: Final = Path(__file__).parents[2] / "agent" / "offline" / "network" / "weights.npz"
NAMES: Final = tuple(sorted(path.stem for path in BUNDLED.glob("*.json")))
BARS_PLAYED: Final = 40


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the corpus: who wrote it, what is said, the commands that it means, what was done before."""

    by: str
    say: str
    means: tuple[str, ...] = ()
    before: tuple[str, ...] = ()


def meant_lines() -> list[Line]:
    """Return the lines of the corpus."""
    return [*_lines_of(MEANT), *_lines_of(LATER)]


def _lines_of(file: Path) -> list[Line]:
    """Return the lines with commands beside them: "say || command ; command || done before", below "# author"."""
    found, by = list[Line](), ""
    for row in file.read_text(encoding="utf-8").splitlines():
        if row.startswith("# "):
            by = row[2:]
            continue
        say, means, *before = (part.strip() for part in row.split(" || "))
        commands = tuple(one.strip() for one in means.split(" ; "))
        done = tuple(one.strip() for part in before for one in part.split(" ; "))
        found.append(Line(by, say, commands, done))
    return found


@cache
def state_after(before: tuple[str, ...]) -> SessionState:
    """Return the state of a session that has played, after some lines of the console."""
    return asyncio.run(_after(before))


async def _after(before: tuple[str, ...]) -> SessionState:
    session = PracticeSession(_played())
    for number, line in enumerate(before):
        for command, when in _commands(line, await session.state()):
            await session.submit(command, turn=f"before {number}", when=when)
    return await session.state()


PLAINLY: Final = (
    (re.compile(r"@ ?(?:bar )?(\d+)"), r"at bar \1"), (re.compile(r"@ ?phrase"), "at the next phrase"),
    (re.compile(r"^hit (on|off) (\w+) (\d+)"), r"hit \2 \3 \1"), (re.compile(r"^energy up"), "more energy"),
    (re.compile(r"^energy down"), "less energy"), (re.compile(r"^set (\S+)\.density\.target up"), r"more \1"),
    (re.compile(r"^(scene save \w+)[' ](\w+)$"), r"\1_\2"),
)
"""What authors write that neither console nor chat reads."""


def _commands(line: str, state: SessionState) -> list[tuple[Command, When | None]]:
    """Read a line of `before`, be it an author's command, a line of the console or of the chat.

    Lines that change no state give nothing.
    """
    plainly = spoken(line) if "," in line or {"up", "down"} & {*line.split()} else ""  # the console reads the others
    said = read_by_rules(plainly, state) if plainly else None
    if said is not None and is_whole(said):
        return _of_music(said)
    for pattern, plain in PLAINLY:
        line = pattern.sub(plain, line)
    try:
        command, when = typed(line, state.config)
    except Mistyped:
        return _of_music(read_by_rules(line, state))
    match command:
        case Local(name="load", words=(name, *_)) if name in NAMES:
            return [(ask.Load(find_config(name).config, name), when)]
        case Local() | Move():
            return []
        case _:
            return [(command, when)]


def _of_music(found: Understood) -> list[tuple[Command, When | None]]:
    """List the commands for the engine in a reading, each with its time."""
    loads = [one.request.config for one in found.asked if isinstance(one.request, LoadNamed)]
    return [(ask.Load(find_config(name).config, name), None) for name in loads if name in NAMES] + [
        (one.request, one.when) for one in found.asked if isinstance(one.request, get_args(Command))
    ]


@cache
def _played() -> SessionState:
    found = find_config("m4_showcase")
    state = start(found.config, name="m4_showcase")
    for _ in range(BARS_PLAYED):
        state = next_bar(state)[0]
    return state


def read_by_rules(text: str, state: SessionState) -> Understood:
    """Read a line by the grammar alone."""
    return understand(text, state, NAMES, Memory(), playing=True, outright=True)


def offered_by_rules(say: str, before: tuple[str, ...] = ()) -> tuple[str, ...] | None:
    """Return the wishes that the grammar would offer for a line; None where it acts, answers or declines outright."""
    read = by_grammar(say, state_after(before), NAMES, Memory(), playing=True)
    if not read.lost:
        return None
    question = read.found.question
    return () if question is None else tuple(one for one in question.choices if one != "no")


def network_digest() -> str:
    """Return the SHA-256 of the lines that the network is learnt from."""
    return hashlib.sha256(MEANT.read_bytes() + LATER.read_bytes()).hexdigest()
