"""In which order are the requests of a line carried out?"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final

from agent.carry_out import carry_out
from agent.requests import KeepTime, LoadNamed, Panic, Record, Render, Save, Shift, Transport
from engine.commands import Undo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.carry_out import Done, Workspace
    from agent.offline.understand import Asked
    from engine.control import SessionControl

ALONE: Final = (Transport, Panic, Record, LoadNamed, Save, Render, Undo, KeepTime, Shift)
"""Requests that wait for those before them; wishes side by side reach one bar."""


async def in_order(
    asked: Sequence[Asked], session: SessionControl, files: Workspace, *, turn: str, dry_run: bool
) -> list[Done]:
    """Do requests in their order; wishes that stand side by side are submitted together."""
    done: list[Done] = []
    together: list[Asked] = []

    async def carried(one: Asked) -> Done:
        return await carry_out(one.request, session, files, turn=turn, dry_run=dry_run, when=one.when)

    async def submitted() -> None:
        done.extend(await asyncio.gather(*(carried(one) for one in together)))
        together.clear()

    for one in asked:
        if isinstance(one.request, ALONE):
            await submitted()
            done.append(await carried(one))
        else:
            together.append(one)
    await submitted()
    return done
