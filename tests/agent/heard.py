"""How is a wish judged: what it asks for, what else may come along, and what was really done?

A wish's `expect` lists the ways in which it may rightly be answered. Each is a list of commands separated by `; `;
one with `?` at its end may come along. `path=v` is a parameter set to a value, `path+` and `path-` one that moves,
`path+v` one that moves by so much; other commands are said as in the console ("mute kick 8", "tempo 140 over 16"), a
plan with `@in8`, `@at64`, `@every16` or `@phrase` at its end. `ask` is a question, `decline` a refusal, `info` an
answer, `none` no command, `refused` a question or a refused command, `MOOD` two changes of sound or more.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import shutil
import tempfile
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
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
    configs, out = _folders()
    files = Sandbox((configs, BUNDLED), configs, out)
    session, agent = PracticeSession.of(CONFIG, "m4_showcase"), OfflineAgent()

    async def talk() -> list[Reply]:
        return [await agent.answer(line, session, files, turn=f"{at}") for at, line in enumerate(lines)]

    try:
        return asyncio.run(talk())
    finally:
        if any(configs.iterdir()) or any(out.iterdir()):
            _folders.cache_clear()


@lru_cache(maxsize=1)
def _folders() -> tuple[Path, Path]:
    """Return folders for configs and for what is written: new ones when something lies in those of before."""
    folder = Path(tempfile.mkdtemp(prefix="techno-"))
    atexit.register(shutil.rmtree, folder)
    for name in ("configs", "out"):
        (folder / name).mkdir()
    return folder / "configs", folder / "out"


def judged(wish: dict[str, Any], reply: Reply) -> Verdict:
    """Return the verdict on an answer."""
    expected = [one.split("; ") for one in wish["expect"]]
    right = any(_answers(one, reply) for one in expected)
    allowed = {pattern.rstrip("?").strip() for one in expected for pattern in one}
    unasked = (
        bool(reply.commands)
        and not right
        and (
            not any(_allows(allowed, command) for command in reply.commands)
            or any(not _allows(allowed, command) for command in reply.commands)
        )
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
    may = [one.rstrip("?") for one in patterns if one.endswith("?")] + [
        one for one in patterns if not one.endswith("?")
    ]
    return all(any(matches(pattern, command) for pattern in may) or _goes_along(command) for command in left)


def _goes_along(command: dict[str, Any]) -> bool:
    """Return True for what makes a wish possible: the kick is let go so that it may have ghosts."""
    return command.get("path") == "guard.kick_immutable" or str(command.get("path", "")).endswith(
        (".offbeats_only", ".conditions")
    )


def _allows(patterns: set[str], command: dict[str, Any]) -> bool:
    if "MOOD" in patterns and _is_sound(command):
        return True
    return _goes_along(command) or any(matches(pattern, command) for pattern in patterns)


def _is_sound(command: dict[str, Any]) -> bool:
    return command["command"] in {"set", "target"}


def matches(pattern: str, command: dict[str, Any]) -> bool:
    """Return True when a command is the one that a pattern describes."""
    said, _, plan = pattern.strip().partition(" @")
    if not _planned(command, plan):
        return False
    if command["command"] == "set" and " " not in said and said != "*":
        return _set(said, command)
    words = [f"{float(word):g}" if word.replace(".", "", 1).isdigit() else word for word in said.split()]
    return any(fnmatchcase(one, " ".join(words)) for one in _spoken(command))


def _spoken(command: dict[str, Any]) -> set[str]:  # noqa: PLR0911 - one return a command
    """Return the ways in which a pattern may say a command."""
    kind, bars = command["command"], command.get("bars")
    length = "" if bars is None else f" {bars}"
    match kind:
        case "tempo":
            over = f" over {command['over_bars']}" if command["over_bars"] else ""
            return {f"tempo {command['bpm']:g}{over}", "tempo+" if command["bpm"] > CONFIG.bpm else "tempo-"}
        case "transport":
            return {str(command["action"])}
        case "scene":
            return {f"{command['action']} {command['name']}"}
        case "record":
            return {f"rec {command['action']}"}
        case "target":
            now = {"S": CONFIG.targets.S_low, "H": CONFIG.targets.H_low}.get(command["score"]) or 0.0
            sign = "+" if (command["low"] or 0.0) > now else "-"
            score = command["score"]
            return {f"target {score} {command['low']} {command['high']}", f"targets.{score}{sign}"}
        case "render":
            return {f"render{length}"}
        case "when":
            layer = f" {command['layer']}" if "layer" in command else ""
            return {f"when {command['what']}{layer} {command['op']} {command['value']}"}
        case "arc" | "hold":
            return {f"{kind} {'on' if command['on'] else 'off'}"}
        case "fill" if bars == 0:
            return {"unfill", "fill 0"}
        case _:
            keys = ("layer", "name", "config", "steps", "id")
            named = next((f" {command[key]}" for key in keys if key in command), "")
            return {f"{kind}{named}{length}"}


def _planned(command: dict[str, Any], plan: str) -> bool:
    """Return True when a command carries a plan; the session is stopped before bar 0, and a phrase has 8 bars."""
    bar, every = command.get("at_bar"), command.get("every_bars")
    if not plan:
        return bar is None and every is None
    if plan == "phrase":
        return bar is not None and every is None and bar % 8 == 0
    kind, count = plan.rstrip("0123456789"), int(plan[len(plan.rstrip("0123456789")):])
    return every == count if kind == "every" else bar == count and every is None


def _number(value: Any) -> float | None:
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
