"""How is a request carried out, and what is its result?

A request of the chat (`agent/requests.py`) goes through the session's door, or writes a file in the workspace. Its
result is one `Done`: the command as `ask --json` prints it, values after clipping, and words from the outcome.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, assert_never

from agent import requests as asked
from agent.keep_time import keep_time
from agent.practice import PracticeSession
from engine import apply, next_bar, start
from engine import commands as ask
from engine.agenda import command_row
from engine.config_file import config_json
from engine.config_scenes import not_in_config, with_scenes
from engine.errors import TechnoError
from engine.midi_file import Take
from engine.outcome_words import outcome_words
from engine.parameters import canonical, parameter, read

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from agent.requests import MusicCommand, Request
    from engine.bar import Outcome
    from engine.commands import Command
    from engine.config import Config
    from engine.control import SessionControl
    from engine.state import SessionState
    from engine.when import When

    Progress = Callable[[float, float], Awaitable[None]]
    """Hears how many bars of a render are done, and how many there are."""

PROGRESS_BARS = 8
"""Bars after which a render says how far it is."""


@dataclass(frozen=True, slots=True)
class Done:
    """A request and its result.

    Attributes:
        command: as `ask --json` prints it; values after clipping.
        outcome: the session's answer; None for what it does not answer: transport and files.
        words: one line for people.
        refused: nothing was done.
    """

    command: dict[str, Any]
    outcome: Outcome | None
    words: str
    refused: bool


class Workspace(Protocol):
    """The files that a request may read and write."""

    def names(self) -> tuple[str, ...]:
        """Return the names of all configs."""

    def read(self, name: str) -> Config:
        """Return the config of a name; raises TechnoError."""

    def write_config(self, name: str, text: str, *, overwrite: bool = False) -> Path:
        """Write a config under a name; return where it is. Raises TechnoError."""

    def write_out(self, name: str, content: bytes, *, overwrite: bool = False) -> Path:
        """Write a file below the output folder; return where it is. Raises TechnoError."""


async def carry_out(  # noqa: PLR0911 - one return a request
    request: Request, session: SessionControl, files: Workspace, *, author: str = "agent", turn: str = "",
    dry_run: bool = False, when: When | None = None, progress: Progress | None = None,
) -> Done:
    """Carry a request out; return its result.

    Args:
        request: what is asked.
        session: the door to the music.
        files: configs and output.
        author: who asks.
        turn: requests that share a turn are one step of undo.
        dry_run: nothing moves and nothing is written; the answer is what would really happen.
        when: the time it is meant for; None is now, which for the music is the next bar line.
        progress: hears how far a render is.
    """
    state = await session.state()  # first of all, whatever is asked: so wishes side by side keep their order
    if dry_run and when is None and isinstance(request, asked.Record):
        return _would_record(request, on=(await session.snapshot()).recording is not None)
    door = session
    if dry_run:
        session = PracticeSession(state)
    try:
        if when is not None:
            return await _planned(request, session, files, _Asked(author, turn, when), state)
        match request:
            case asked.KeepTime() | asked.Shift():
                printed, words = await keep_time(request, door, dry_run=dry_run)
                return Done(printed, None, words, refused=False)
            case asked.LoadNamed(config=name):
                config = await asyncio.to_thread(files.read, name)
                outcome = await session.submit(ask.Load(config, name), author=author, turn=turn)
                return _answered({"command": "load", "config": name}, outcome)
            case asked.Transport(action=action):
                moved = await session.transport(action)
                words = "playing" if moved.playing else "stopped"
                return Done({"command": "transport", "action": action}, None, words, refused=False)
            case asked.Panic():
                await session.transport("panic")
                return Done({"command": "panic"}, None, "all notes ended", refused=False)
            case asked.Record():
                outcome = await session.record(request.action, name=request.name, author=author)
                return _answered(_take(request), outcome)
            case asked.Save(name=name):
                return _saved(name, state, files, dry_run=dry_run)
            case asked.Render():
                return await _rendered(request, state, files, progress, dry_run=dry_run)
            case _:
                outcome = await session.submit(request, author=author, turn=turn)
                return _answered(_printed(request, state), outcome)
    except TechnoError as error:
        return Done({"command": request.command}, None, f"{request.command}: refused: {error}", refused=True)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who asks, in which turn, for when."""

    author: str
    turn: str
    when: When


async def _planned(
    request: Request, session: SessionControl, files: Workspace, asking: _Asked, state: SessionState
) -> Done:
    """Put a request on the agenda; its command carries the bar that it falls on."""
    command: Command
    match request:
        case asked.LoadNamed(config=name):
            printed: dict[str, Any] = {"command": "load", "config": name}
            command = ask.Load(await asyncio.to_thread(files.read, name), name)
        case asked.Transport(action="stop"):
            printed, command = {"command": "transport", "action": "stop"}, ask.Transport()
        case asked.Record():
            printed, command = _take(request), ask.Record(request.action, request.name)
        case asked.Transport() | asked.Panic() | asked.Save() | asked.Render() | asked.KeepTime() | asked.Shift():
            words = f"{request.command}: refused: it cannot be planned"
            return Done({"command": request.command}, None, words, refused=True)
        case _:
            printed, command = _printed(request, state), request
    outcome = await session.submit(command, author=asking.author, turn=asking.turn, when=asking.when)
    time = {} if outcome.bar is None else {"at_bar": outcome.bar}
    every = {} if asking.when.every_bars is None else {"every_bars": asking.when.every_bars}
    return _answered(printed | time | every, outcome)


def _answered(command: dict[str, Any], outcome: Outcome) -> Done:
    over = f", as a morph over {command['over_bars']} bars" if {"action", "over_bars"} <= command.keys() else ""
    refused = outcome.status == "refused"
    return Done(command, outcome, outcome_words(outcome) + ("" if refused else over), refused=refused)


# --- commands as `ask --json` prints them -----------------------------------------------------------------------------


def _printed(command: MusicCommand, state: SessionState) -> dict[str, Any]:  # noqa: C901, PLR0911, PLR0912 - a command
    """Return a command as JSON, with the values it will have reached in the end."""
    match command:
        case ask.Set(path=path):
            known = parameter(state.config, path)
            before = None if known is None else read(state.config, canonical(path))
            return {"command": "set", "path": canonical(path), "from": before, "to": _goal(command, state)}
        case ask.Target(score=score):
            band = _goal(command, state)
            low, high = band if isinstance(band, list) else (command.low, command.high)
            return {"command": "target", "score": score, "low": low, "high": high}
        case ask.Tempo(over_bars=over_bars):
            return {"command": "tempo", "bpm": _goal(command, state), "over_bars": over_bars}
        case ask.Mute(layer=layer, bars=bars) | ask.Solo(layer=layer, bars=bars):
            return {"command": command.command, "layer": layer, **({} if bars is None else {"bars": bars})}
        case ask.Unmute(layer=layer) | ask.Unsolo(layer=layer) | ask.Lock(layer=layer) | ask.Unlock(layer=layer):
            return {"command": command.command, "layer": layer}
        case ask.Hit(layer=layer, step=step, on=on):
            return {"command": "hit", "layer": layer, "step": step, "on": on}
        case ask.Fill(bars=count) | ask.Drop(bars=count):
            return {"command": command.command, "bars": count}
        case ask.Scene(action=action, name=name, over_bars=over):
            return {"command": "scene", "action": action, "name": name, **({"over_bars": over} if over else {})}
        case ask.Undo(steps=steps) | ask.Redo(steps=steps):
            return {"command": command.command, "steps": steps}
        case ask.Freeze() | ask.Unfreeze():
            return {"command": command.command}
        case ask.Cancel(id=plan):
            return {"command": "cancel", "id": plan}
        case ask.Watch() | ask.Jam():
            return dict(command_row(command))
        case ask.Section():
            return {"command": "section", "name": _goal(command, state)}
        case ask.Arc(on=on) | ask.Hold(on=on):
            return {"command": command.command, "on": on}
        case ask.Mark(name=name):
            return {"command": "mark", "name": name}
        case ask.Phrase():
            return {"command": "phrase", "here": True}
        case _:
            assert_never(command)


def _goal(command: Command, state: SessionState) -> Any:  # noqa: ANN401 - JSON
    """Return the value a wish will reach in the end, tried on a copy of the state; when refused, the one asked for."""
    _, outcomes = apply(state, (ask.Wish(command, "goal", "agent"),))
    outcome = [one for one in outcomes if one.wish == "goal"][-1]
    return outcome.requested if outcome.status == "refused" else outcome.applied


def _take(request: asked.Record) -> dict[str, Any]:
    """Return a recording's command as it is printed."""
    return {"command": "record", "action": request.action, **({"name": request.name} if request.name else {})}


def _would_record(request: asked.Record, *, on: bool) -> Done:
    words = f"would {request.action} a take" if on else "record: no, this session writes no files"
    return Done(_take(request), None, words, refused=not on)


# --- files ------------------------------------------------------------------------------------------------------------


def _saved(name: str, state: SessionState, files: Workspace, *, dry_run: bool) -> Done:
    command = {"command": "save", "name": name}
    if dry_run:
        taken = name in files.names()
        return Done(command, None, f"save {name}: no, it is there already" if taken else f"would save {name}", taken)
    path = files.write_config(name, config_json(with_scenes(state)))
    return Done(command, None, f"saved {path}{not_in_config(state)}", refused=False)


async def _rendered(
    request: asked.Render, state: SessionState, files: Workspace, progress: Progress | None, *, dry_run: bool
) -> Done:
    command: dict[str, Any] = {"command": "render", "bars": request.bars, "out": request.out}
    if request.config is not None:
        command["config"] = request.config
    config = state.config if request.config is None else await asyncio.to_thread(files.read, request.config)
    if dry_run:
        return Done(command, None, f"would render {request.bars} bars to {request.out}", refused=False)
    content = await _midi(start(config), request.bars, request.out, progress)
    path = files.write_out(request.out, content)
    left = not_in_config(state) if request.config is None else ""
    return Done(command | {"out": str(path)}, None, f"rendered {request.bars} bars to {path}{left}", refused=False)


async def _midi(state: SessionState, bars: int, title: str, progress: Progress | None) -> bytes:
    """Return the first bars of a session as a MIDI file; others may do something between two of them."""
    take = Take(tuple(state.config.layers), state.config.ppq, title)
    for done in range(1, bars + 1):
        state, bar = next_bar(state)
        take.add_bar(bar)
        await asyncio.sleep(0)
        if progress is not None and (done % PROGRESS_BARS == 0 or done == bars):
            await progress(done, bars)
    return take.to_bytes()
