"""A chat on a session that plays: the real player on a manual clock, a scripted model, folders of its own."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from agent.chat import Budget, Chat
from agent.model import Said, ScriptedModel, ToolCall
from agent.reply import Reply
from agent.sandbox import Sandbox
from tests.sequencer.door import CONFIG, Door, Played

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from pathlib import Path

    from agent.carry_out import Workspace
    from agent.model import ChatModel, Line
    from engine.config import Config
    from engine.control import SessionControl


@dataclass
class Echo:
    """An offline agent that only says what it was asked."""

    asked: list[str] = field(default_factory=list)

    async def answer(self, text: str, session: SessionControl, files: Workspace, *, turn: str, dry_run: bool) -> Reply:
        """Say it."""
        del session, files, turn, dry_run
        self.asked.append(text)
        return Reply(f"offline heard {text!r}", "offline", refused=False)


def called(*tools: tuple[str, str], text: str = "", tokens: int = 0) -> Said:
    """Return a line in which a model calls tools."""
    calls = tuple(ToolCall(f"id-{number}", name, arguments) for number, (name, arguments) in enumerate(tools))
    return Said(text, calls, tokens)


@dataclass
class Jam:
    """A chat in the middle of a session.

    Attributes:
        chat: the chat. model: who answers. offline: who answers otherwise.
        session: the door. played: the session behind it.
        files: what the chat may touch.
        shown: what was streamed.
    """

    chat: Chat
    model: ChatModel | None
    offline: Echo
    session: SessionControl
    played: Played
    files: Sandbox
    shown: list[str] = field(default_factory=list)

    async def ask(self, text: str, *, dry_run: bool = False) -> Reply:
        """Ask the chat."""
        return await self.chat.ask(text, self.shown.append, dry_run=dry_run)

    def results(self) -> list[str]:
        """Return the results of tools in the last conversation that a scripted model saw."""
        assert isinstance(self.model, ScriptedModel)
        return [message.result for message in self.model.heard[-1][1] if hasattr(message, "result")]


def sandbox(folder: Path) -> Sandbox:
    """Return a sandbox in a folder, with a configs and an output folder."""
    configs, out = folder / "configs", folder / "out"
    configs.mkdir(exist_ok=True)
    return Sandbox((configs,), configs, out)


def play(
    folder: Path, script: Sequence[Line] | ChatModel | None, scene: Callable[[Jam], Awaitable[Any]], *,
    budget: Budget | None = None, config: Config = CONFIG, playing: bool = True,
) -> None:
    """Play a scene: a chat with a model that says its script, on a session that plays."""
    model: ChatModel | None = ScriptedModel(script) if isinstance(script, (list, tuple)) else script  # type: ignore[assignment]

    async def inside(session: SessionControl, played: Played) -> None:
        files = sandbox(folder)
        offline = Echo()
        chat = Chat(session, files, model, offline, budget or Budget())
        if playing:
            await session.transport("play")
        try:
            await scene(Jam(chat, model, offline, session, played, files))
        finally:
            await chat.close()

    Door(None, config).run(inside)


async def until(what: Callable[[], bool]) -> None:
    """Wait for a fact."""
    while not what():  # noqa: ASYNC110 - facts have no events
        await asyncio.sleep(0)
