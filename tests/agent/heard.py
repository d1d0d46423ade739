"""How is a wish judged: what it asks for, what else may come along, and what was really done?

A wish's `expect` lists the ways in which it may rightly be answered. Each is a list of commands separated by `; `;
one with `?` at its end may come along. `path=v` is a parameter set to a value, `path+` and `path-` one that moves,
`path+v` one that moves by so much; other commands are said as in the console ("mute kick 8", "tempo 140 over 16"), a
plan with `@in8`, `@at64`, `@every16` or `@phrase` at its end. `ask` is a question, `decline` a refusal, `info` an
answer, `none` no command, `refused` a question or a refused command, `MOOD` two changes of sound or more.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from agent.offline_model import OfflineAgent
from agent.practice import PracticeSession
from agent.sandbox import Sandbox
from sequencer.folders import BUNDLED, find_config

if TYPE_CHECKING:
    from agent.reply import Reply

HERE: Final = Path(__file__).parent
CONFIG: Final = find_config("m4_showcase").config
CLOSE: Final = 1e-6


@dataclass(frozen=True)
class Verdict:
    """What became of a wish: right, or how it failed."""

    right: bool
    unasked: bool
    asked: bool
    declined: bool


def wishes(name: str) -> list[dict[str, Any]]:
    """Return a file of wishes."""
    found: list[dict[str, Any]] = json.loads((HERE / f"wishes_{name}.json").read_text(encoding="utf-8"))
    return found


def replies(*lines: str) -> list[Reply]:
    """Say lines to a new session; return the answers."""
    with tempfile.TemporaryDirectory() as folder:
        configs, out = Path(folder) / "configs", Path(folder) / "out"
        configs.mkdir()
        out.mkdir()
        files = Sandbox((configs, BUNDLED), configs, out)
        session, agent = PracticeSession.of(CONFIG, "m4_showcase"), OfflineAgent()

        async def talk() -> list[Reply]:
            return [await agent.answer(line, session, files, turn=f"{at}") for at, line in enumerate(lines)]

        return asyncio.run(talk())


def judged(wish: dict[str, Any], reply: Reply) -> Verdict:
    """Return the verdict on an answer."""
    expected = [one.split("; ") for one in wish["expect"]]
    right = any(_answers(one, reply) for one in expected)
    allowed = {pattern.rstrip("?").strip() for one in expected for pattern in one}
    unasked = bool(reply.commands) and not right and (
        not any(_allows(allowed, command) for command in reply.commands)
        or any(not _allows(allowed, command) for command in reply.commands)
    )
    return Verdict(right, unasked, reply.question is not None, reply.refused and not reply.commands)


def _answers(patterns: list[str], reply: Reply) -> bool:
    word = patterns[0]
    nothing = not reply.commands
    match word:
        case "ask":
            return nothing and reply.question is not None
        case "decline":
            return nothing and reply.refused
        case "info":
            return nothing and not reply.refused and reply.question is None
        case "none":
            return nothing and reply.question is None
        case "refused":
            return (nothing and reply.question is not None) or reply.refused
        case "MOOD":
            return len(reply.commands) > 1 and all(_is_sound(command) for command in reply.commands)
        case _:
            return _all_there(patterns, list(reply.commands))


def _all_there(patterns: list[str], commands: list[dict[str, Any]]) -> bool:
    left = list(commands)
    for pattern in (one for one in patterns if not one.endswith("?")):
        found = next((command for command in left if matches(pattern, command)), None)
        if found is None:
            return False
        left.remove(found)
    may = [one.rstrip("?") for one in patterns if one.endswith("?")] + [one for one in patterns if not one.endswith("?")]
    return all(any(matches(pattern, command) for pattern in may) or _goes_along(command) for command in left)


def _goes_along(command: dict[str, Any]) -> bool:
    """Return True for what makes a wish possible: the kick is let go so that it may have ghosts."""
    return command.get("path") in {"guard.kick_immutable"} or str(command.get("path", "")).endswith((".offbeats_only", ".conditions"))


def _allows(patterns: set[str], command: dict[str, Any]) -> bool:
    if "MOOD" in patterns and _is_sound(command):
        return True
    return _goes_along(command) or any(matches(pattern, command) for pattern in patterns)


def _is_sound(command: dict[str, Any]) -> bool:
    return command["command"] in {"set", "target"}


def matches(pattern: str, command: dict[str, Any]) -> bool:
    """Return True when a command is the one that a pattern describes."""
    said, _, plan = pattern.strip().partition(" @")
    if plan != _plan_of(command):
        return False
    first, *rest = said.split()
    kind = command["command"]
    if first == "*":
        return True
    if kind == "set" and (first.partition("=")[0].rstrip("+-0123456789.") or first) and not rest:
        return _set(first, command)
    match first, kind:
        case ("mute" | "unmute" | "solo" | "unsolo" | "lock" | "unlock"), _ if first == kind:
            bars = int(rest[1]) if len(rest) > 1 else None
            return fnmatchcase(command["layer"], rest[0]) and command.get("bars") == bars
        case ("fill" | "drop"), _ if first == kind:
            return rest == ["*"] or command["bars"] == int(rest[0])
        case ("unfill", "fill"):
            return command["bars"] == 0
        case ("tempo", "tempo"):
            over = int(rest[2]) if len(rest) > 2 else 0
            return abs(command["bpm"] - float(rest[0])) < CLOSE and command["over_bars"] == over
        case (("tempo+" | "tempo-"), "tempo"):
            return command["bpm"] > CONFIG.bpm if first[-1] == "+" else command["bpm"] < CONFIG.bpm
        case (("stop" | "play" | "continue"), "transport"):
            return command["action"] == first
        case ("save", "scene"):
            return command["action"] == "save" and rest in ([command["name"]], ["*"])
        case ("save", "save"):
            return rest in ([command["name"]], ["*"])
        case ("recall", "scene"):
            return command["action"] == "recall" and command["name"] == rest[0]
        case ("load", "load"):
            return rest == ["*"] or command["config"] == rest[0]
        case ("rec", "record"):
            return command["action"] == rest[0]
        case ("target", "target"):
            ends = (command["low"], command["high"])
            return command["score"] == rest[0] and all(abs(one - float(two)) < CLOSE for one, two in zip(ends, rest[1:], strict=True))
        case (_, "target") if first.startswith("targets."):
            return first.startswith(f"targets.{command['score']}")
        case ("undo" | "redo"), _ if first == kind:
            return command["steps"] == int(rest[0])
        case ("mark" | "cancel" | "render" | "section"), _ if first == kind:
            return not rest or rest == ["*"] or rest[0] in {str(value) for value in command.values()}
        case _:
            return first == kind and not rest


def _plan_of(command: dict[str, Any]) -> str:
    for key, word in (("every_bars", "every"), ("in_bars", "in"), ("at_bar", "at")):
        if command.get(key) is not None:
            return f"{word}{command[key]}"
    return "phrase" if command.get("phrase") else ""


def _number(value: Any) -> float | None:  # noqa: ANN401 - JSON
    if isinstance(value, list) and value:
        return _number(value[0])
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _set(pattern: str, command: dict[str, Any]) -> bool:
    before, after = _number(command["from"]), _number(command["to"])
    if "=" in pattern:
        path, _, value = pattern.partition("=")
        return fnmatchcase(command["path"], path) and after is not None and abs(after - float(value)) < CLOSE
    for sign in "+-":
        path, found, by = pattern.partition(sign)
        if not found:
            continue
        if not fnmatchcase(command["path"], path) or before is None or after is None or before == after:
            return False
        change = after - before
        if (change > 0) != (sign == "+"):
            return False
        return not by or abs(abs(change) - float(by)) < CLOSE or abs(abs(change) / 100 - float(by) / 100) < CLOSE
    return fnmatchcase(command["path"], pattern)
