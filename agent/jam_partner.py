"""When is a model asked what a jam shall do next, and what happens when it is late, silent or gone?

Once a phrase, on its first bar, while the music plays and somebody jams. It is asked beside everything else: nothing
waits for it, and what does not come before the next phrase is dropped. The jam's own moves stand where it offers none.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from agent.compact import NoAnswer
from agent.jam_question import WISH, jam_question, moves_in
from agent.model import ModelUnavailable
from engine import commands as ask
from engine.control import Composed, Moved
from engine.errors import TechnoError
from engine.plain_text import one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from agent.jam_question import Question
    from agent.model import JsonModel
    from engine.bar import Bar
    from engine.control import SessionControl

KEPT_BARS: Final = 4
MAX_REST: Final = 15
"""Most phrases for which a model that fails is left alone; it doubles with each failure."""
MAX_FAULT: Final = 200
LATE: Final = "the model took longer than a phrase"
NOTHING: Final = "the model offered nothing"
STANDS: Final = "the jam's own moves stand"


class JamPartner:
    """Asks a model once a phrase and offers the jam what it answers; for the one thread of its event loop."""

    def __init__(self, session: SessionControl, model: JsonModel, say: Callable[[str], None]) -> None:
        """Take the door, who is asked, and who shows what people should know."""
        self._session = session
        self._model = model
        self._say = say
        self._bars: deque[Bar] = deque(maxlen=KEPT_BARS)
        self._asking: asyncio.Task[None] | None = None
        self._failures = 0
        self._resting = 0

    async def run(self) -> None:
        """Take part until cancelled, or until the session has no more to tell."""
        try:
            async for notice in self._session.subscribe():
                if isinstance(notice, Composed):
                    self._bars.append(notice.bar)
                    with suppress(TechnoError):  # no session answers at the moment; it is looked for again
                        await self._composed(notice.bar)
                elif isinstance(notice, Moved) and not notice.playing:
                    self._dropped()
                    self._bars.clear()
        finally:
            self._dropped()

    async def _composed(self, bar: Bar) -> None:
        """Ask where a bar begins a phrase; end what is asked where nobody jams any more."""
        state = await self._session.state()
        if state.jam is None or state.frozen is not None:
            self._dropped()
            return
        if (bar.index - state.anchor) % state.config.phrase.bars:
            return
        if self._dropped():
            self._failed(LATE)
        if self._resting:
            self._resting -= 1
            return
        question = jam_question(state, tuple(self._bars))
        if question is not None:
            self._asking = asyncio.create_task(self._asked(question))

    def _dropped(self) -> bool:
        """End the question that is on its way; return True when there was one."""
        asking, self._asking = self._asking, None
        return asking is not None and not asking.done() and asking.cancel()

    async def _asked(self, question: Question) -> None:
        try:
            moves = moves_in(await self._model.write(question.instructions, WISH, question.schema))
        except (ModelUnavailable, NoAnswer) as error:
            self._failed(str(error))
            return
        except Exception as error:  # noqa: BLE001 - the agent's turn is one of the three places that may
            self._failed(f"the model's part in the jam failed ({type(error).__name__})")
            return
        if not moves:
            self._failed(NOTHING)
            return
        self._failures = 0
        with suppress(TechnoError):  # the session is gone, and the jam with it
            await self._session.submit(ask.Offer(moves), author="agent")

    def _failed(self, fault: str) -> None:
        """Leave the model alone for a while, and say so the first time."""
        self._failures += 1
        self._resting = min(2 ** self._failures - 1, MAX_REST)
        if self._failures == 1:
            self._say(f"{one_line(fault, MAX_FAULT)}; {STANDS}, and it is asked again later")
