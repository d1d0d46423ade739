"""Who answers without a network? The offline agent: the same wishes, understood by rules.

It knows how the music stands and what was asked last; what it does not understand it declines in one line, with
something that it could do.
"""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Final

from agent.carry_out import carry_out
from agent.offline.machine_talk import is_machine_talk
from agent.offline.phrases import asks_for_phrase, phrase_of
from agent.offline.questions import answer as answered
from agent.offline.questions import is_question
from agent.offline.understand import understand
from agent.reply import Reply
from agent.requests import LoadNamed, Panic, Record, Render, Save, Transport
from agent.tools import Desk
from engine.plain_text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.carry_out import Done, Workspace
    from agent.offline.clause import Clause
    from agent.requests import Request
    from engine.control import SessionControl

OFFLINE: Final = "offline"
MAX_REPLY: Final = 600
MAX_REQUESTS: Final = 24
SUGGESTION: Final = 'try "more swing on the hats", "drop the kick for 8 bars" or "undo"'
DECLINED: Final = f"that is not for a drum machine; {SUGGESTION}"
NOT_UNDERSTOOD: Final = f"I did not understand that; {SUGGESTION}"
JUST_DONE: Final = re.compile(
    r"^what (?:did you|have you|just|has) (?:just )?(?:do|done|change|changed|happened)|^what changed"
)
ALONE: Final = (Transport, Panic, Record, LoadNamed, Save, Render)
"""Requests that wait for those before them; wishes side by side reach one bar."""


class OfflineAgent:
    """Answers wishes by rules; one for a session, for the one thread of its event loop."""

    def __init__(self) -> None:
        self._before: tuple[Clause, ...] = ()
        self._last = "nothing has been asked yet"

    async def answer(
        self, text: str, session: SessionControl, files: Workspace, *, turn: str = "", dry_run: bool = False
    ) -> Reply:
        """Return the answer to a wish, carried out; with `dry_run` nothing moves and nothing is written."""
        if is_machine_talk(text):
            return Reply(DECLINED, OFFLINE, refused=True)
        state = await session.state()
        if JUST_DONE.search(text.lower()):
            return Reply(self._last, OFFLINE, refused=False)
        if is_question(text):
            words = answered(text, state, await session.snapshot())
            return Reply(one_line(words or DECLINED, MAX_REPLY), OFFLINE, refused=words is None)
        if asks_for_phrase(text):
            desk = Desk(session, files, turn=turn, dry_run=dry_run)
            return await _phrase(text, files, desk)
        found = understand(text, state, files.names(), self._before)
        if found.requests:
            self._before = tuple(found.clauses)
        done = await _carried_out(found.requests[:MAX_REQUESTS], session, files, turn=turn, dry_run=dry_run)
        said = [one.words for one in done]
        if found.missing:
            said.append(f"this groove has no {' or '.join(dict.fromkeys(found.missing))}")
        if found.foreign:
            said.append(DECLINED)
        if not said and found.spared:
            said.append(f"{', '.join(found.spared)}: left as it is")
            return Reply(one_line("; ".join(said), MAX_REPLY), OFFLINE, refused=False)
        reply = "; ".join(said) or NOT_UNDERSTOOD
        self._last = one_line(reply, MAX_REPLY) if done else self._last
        refused = not done or all(one.refused for one in done)
        return Reply(one_line(reply, MAX_REPLY), OFFLINE, refused, tuple(one.command for one in done))


async def _carried_out(
    requests: Sequence[Request], session: SessionControl, files: Workspace, *, turn: str, dry_run: bool
) -> list[Done]:
    """Do requests in their order; wishes that stand side by side are submitted together."""
    done: list[Done] = []
    together: list[Request] = []

    async def submitted() -> None:
        tasks = [carry_out(one, session, files, turn=turn, dry_run=dry_run) for one in together]
        done.extend(await asyncio.gather(*tasks))
        together.clear()

    for request in requests:
        if isinstance(request, ALONE):
            await submitted()
            done.append(await carry_out(request, session, files, turn=turn, dry_run=dry_run))
        else:
            together.append(request)
    await submitted()
    return done


async def _phrase(text: str, files: Workspace, desk: Desk) -> Reply:
    tool = phrase_of(text, files.names())
    await tool.use(desk)
    return Reply(
        one_line("; ".join(done.words for done in desk.done), MAX_REPLY), OFFLINE,
        refused=all(done.refused for done in desk.done), commands=tuple(done.command for done in desk.done),
    )
