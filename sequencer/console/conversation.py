"""How is a line typed on the stage carried out: by whom, what waits, and where is the answer shown?

Every line and key is a task of its own, so that typing goes on while a wish waits for its bar line.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from sequencer.console.steering import Steering, Voice

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine
    from typing import Any

    from engine.bar import Outcome
    from engine.control import SessionControl
    from sequencer.console.chat import Invite
    from sequencer.console.following import Following

FEW_LINES: Final = 3
"""Help of so many lines or fewer stands in the log."""


class Conversation:
    """Carries out what is typed and shows the answers; for the console's one thread.

    Args:
        session: the door.
        following: whose view shows the answers.
        invite: makes who answers sentences.
        changed: told that there is something new to see.
        focus: told that a question has come or gone.
        leave: told that the console shall end.

    Attributes:
        steering: does what lines and keys ask for.
        last_word: what was said last.
    """

    def __init__(
        self, session: SessionControl, following: Following, invite: Invite | None, changed: Callable[[], None],
        focus: Callable[[], None], leave: Callable[[], None],
    ) -> None:
        self._following = following
        self._changed = changed
        self._focus = focus
        self._leave = leave
        self._bandmate = bandmate = None if invite is None else invite(session)
        if bandmate is not None:
            following.view = replace(following.view, model=bandmate.model)
        voice = Voice(self._say, self._fault, self._report, self._help, self._confirm, self._piece, self._reply)
        self.steering = Steering(session, voice, bandmate)
        self.last_word = ""
        self._tasks: set[asyncio.Task[None]] = set()
        self._labels: dict[asyncio.Task[None], str] = {}
        self._chat: asyncio.Task[None] | None = None
        self._answer: asyncio.Future[bool] | None = None

    async def jam(self) -> None:
        """Let the bandmate take part in jams, until cancelled."""
        if self._bandmate is not None:
            await self._bandmate.jam(self._aside)

    # --- asking -------------------------------------------------------------------------------------------------------

    def line(self, text: str) -> None:
        """Do what was typed."""
        self._following.view = replace(self._following.view, help=(), scroll=0)
        self._following.log("asked", text)
        if not text.startswith(":") and self._following.view.model:
            self._converse(text)
        else:
            self.start(text, self.steering.line(text))

    def start(self, label: str, doing: Awaitable[object]) -> None:
        """Begin something; it is shown as waiting until it is answered."""
        task = self._task(self.steering.answered(doing))
        self._labels[task] = label
        task.add_done_callback(self._answered)
        self._show_waiting()

    def _converse(self, text: str) -> None:
        if self._chat is not None:
            self._say("a chat turn is on; Esc cancels it")
            return
        self._chat = self._task(self.steering.line(text))
        self._chat.add_done_callback(self._conversed)
        self._following.view = replace(self._following.view, chatting=True, said="")
        self._changed()

    def cancel_chat(self) -> bool:
        """Cancel the chat's turn; return False when none is on."""
        if self._chat is None:
            return False
        self._chat.cancel()
        return True

    def _conversed(self, task: asyncio.Task[None]) -> None:
        self._chat = None
        self._following.view = replace(self._following.view, chatting=False, said="")
        if task.cancelled():
            self._say("cancelled; what was done until then stays, :undo takes it back")
        self._changed()

    def _answered(self, task: asyncio.Task[None]) -> None:
        self._labels.pop(task, None)
        grid = self.steering.grid
        bars = None if grid is None else 0 if grid.phrase is True else int(grid.phrase)
        self._following.view = replace(self._following.view, grid=bars)
        self._show_waiting()
        if self.steering.done:
            self._leave()

    def _show_waiting(self) -> None:
        self._following.view = replace(self._following.view, waiting=tuple(self._labels.values()))
        self._changed()

    def _task(self, doing: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(self.fallen)
        return task

    def fallen(self, task: asyncio.Task[None]) -> None:
        """Done-callback that shows a task's exception, which asyncio would drop silently."""
        if not task.cancelled() and task.exception() is not None:
            self._following.log("trouble", f"this should not happen: {task.exception()!r}; please report it")
            self._changed()

    async def close(self) -> None:
        """Cancel what still waits."""
        waiting = tuple(self._tasks)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    # --- a question ---------------------------------------------------------------------------------------------------

    def asking(self) -> bool:
        """Return True while a question waits for one key."""
        return self._answer is not None

    def answer(self, key: str) -> None:
        """Answer the question: y is yes, anything else is no."""
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(key.lower() == "y")

    async def _confirm(self, question: str) -> bool:
        self.answer("")  # one question at a time
        mine: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._answer = mine
        self._labels = {task: label for task, label in self._labels.items() if task is not asyncio.current_task()}
        self._following.view = replace(self._following.view, question=question)
        self._show_waiting()  # it waits for a key, not for the bar line
        self._focus()
        try:
            return await mine
        finally:
            if self._answer is mine:
                self._answer = None
                self._following.view = replace(self._following.view, question="")
                self._focus()

    # --- answers ------------------------------------------------------------------------------------------------------

    def _say(self, text: str) -> None:
        self.last_word = text
        self._following.log("said", text)
        self._changed()

    def _fault(self, text: str) -> None:
        self.last_word = text
        self._following.log("refused", text)
        self._changed()

    def _report(self, outcome: Outcome) -> None:
        self._following.outcome(outcome)
        self._changed()

    def _help(self, lines: list[str]) -> None:
        """Show help over the panels; a few lines go to the log, so that the pattern stays in sight."""
        if len(lines) <= FEW_LINES:
            for line in lines:
                self._say(line)
            return
        self._following.view = replace(self._following.view, help=tuple(lines), scroll=0)
        self._changed()

    def _piece(self, text: str) -> None:
        self._following.view = replace(self._following.view, said=self._following.view.said + text)
        self._changed()

    def _aside(self, text: str) -> None:
        self._following.log("chat", text)
        self._changed()

    def _reply(self, text: str) -> None:
        self._following.view = replace(self._following.view, said="")
        self._following.log("chat", text)
        self._changed()
