"""A performer at a stage of their own: keys in, what stands on the screen out."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock, patch

from prompt_toolkit.application import Application, create_app_session
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from sequencer.console.stage import StageScreen
from tests.sequencer.door import Door

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from prompt_toolkit.input import PipeInput

    from engine.control import SessionControl
    from sequencer.console.chat import Invite
    from sequencer.console.steady import Connection
    from sequencer.console.view import StageView
    from tests.sequencer.door import Played


class Performer:
    """Types at a stage and waits for what it shows."""

    def __init__(self, stage: StageScreen, keys: PipeInput, session: SessionControl, suspended: Mock) -> None:
        self.stage = stage
        self.session = session
        self.suspended = suspended
        self._keys = keys

    @property
    def view(self) -> StageView:
        return self.stage.following.view

    def types(self, text: str) -> None:
        self._keys.send_text(text)

    async def until(self, holds: Callable[[StageView], object]) -> None:
        while not holds(self.view):  # noqa: ASYNC110 - no event tells of every change
            await asyncio.sleep(0)

    def sees(self, text: str) -> bool:
        """Return True where a row of the screen, as it was last drawn, holds the text."""
        screen = self.stage._app.renderer.last_rendered_screen
        rows = screen.data_buffer.values() if screen else ()
        return any(text in "".join(row[column].char for column in range(len(row))) for row in rows)

    async def told(self, text: str) -> None:
        await self.until(lambda view: any(text in line.text for line in view.log))


class Leavable:
    """A session's door that can be left."""

    def __init__(self, session: SessionControl) -> None:
        self._session = session

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)

    async def close(self) -> None:
        """Leave."""


def perform(scene: Callable[[Performer], Awaitable[None]], invite: Invite | None = None) -> None:
    """Play a scene with a stage on a stopped session."""
    async def with_session(session: SessionControl, played: Played) -> None:
        async def connect() -> Connection:
            return Leavable(session)
        with (
            create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()),
            # it stops the whole process group, and that is the tests' own here
            patch.object(Application, "suspend_to_background") as suspended,
        ):
            stage = StageScreen("main", connect, InMemoryHistory(), invite=invite, now_ns=played.clock.now_ns)
            running = asyncio.create_task(stage.run())
            performer = Performer(stage, keys, session, suspended)
            await performer.until(lambda view: view.bar is not None)
            try:
                await scene(performer)
            finally:
                running.cancel()
                with suppress(asyncio.CancelledError):
                    await running
    Door(None).run(with_session)
