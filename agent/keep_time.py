"""How is it carried out that another clock's time is to be kept, or everything shifted?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from agent.practice import PracticeSession
from agent.requests import KeepTime
from engine.clock_words import clock_line
from engine.control import ClockWish
from engine.errors import TechnoError

if TYPE_CHECKING:
    from agent.requests import Shift
    from engine.control import ClockStatus, SessionControl


async def keep_time(
    request: KeepTime | Shift, session: SessionControl, *, dry_run: bool
) -> tuple[dict[str, Any], str]:
    """Do it, or say what it would do; return the command as `ask --json` prints it, and how time is kept, in a line.

    Raises:
        TechnoError: it is out of range, or no clock is followed.
    """
    try:
        if isinstance(request, KeepTime):
            return await _kept(request, session, dry_run=dry_run)
        return await _shifted(request, session, dry_run=dry_run)
    except ValueError as error:
        raise TechnoError(str(error)) from error


async def _kept(request: KeepTime, session: SessionControl, *, dry_run: bool) -> tuple[dict[str, Any], str]:
    before = await session.snapshot()
    wish = _wish(request, before.sync)
    if dry_run:
        then = replace(await PracticeSession(await session.state()).clock(wish), shift_ms=before.sync.shift_ms)
        return _printed(wish), f"would keep {clock_line(replace(before, sync=then))}"
    await session.clock(wish)
    return _printed(wish), clock_line(await session.snapshot())


def _wish(request: KeepTime, now: ClockStatus) -> ClockWish:
    """Return the whole wish: what is left open stays as it is where the source does.

    Raises:
        ValueError: it is about a clock that is followed, and none is.
    """
    if request.here:
        return ClockWish(here=True)
    stays = request.source in {None, now.source}
    if request.source is None and now.source == "own" and (request.follow is not None or request.offset_ms is not None):
        raise ValueError('no clock is followed; say which: "follow the clock from tr-8", "use ableton link"')
    usual = ClockWish()
    return ClockWish(
        request.source or now.source,
        request.port or (now.port if request.source is None else ""),
        request.follow or (now.follow if stays else usual.follow),
        now.send if request.send is None and request.source is None else request.send,
        request.offset_ms if request.offset_ms is not None else now.offset_ms if stays else usual.offset_ms,
        now.bars if request.source is None else request.bars,
    )


def _printed(wish: ClockWish) -> dict[str, Any]:
    if wish.here:
        return {"command": "clock", "here": True}
    printed: dict[str, Any] = {"command": "clock", "source": wish.source, "follow": wish.follow}
    if wish.source == "in":
        printed["port"] = wish.port
    if wish.source == "link":
        printed["bars"] = wish.bars
    if wish.send is not None:
        printed["send"] = wish.send
    return printed | ({"offset_ms": wish.offset_ms} if wish.offset_ms else {})


async def _shifted(request: Shift, session: SessionControl, *, dry_run: bool) -> tuple[dict[str, Any], str]:
    shift_ms = (await session.snapshot()).sync.shift_ms + request.by_ms
    await (PracticeSession(await session.state()) if dry_run else session).shift(shift_ms)
    words = f"everything {'would be' if dry_run else 'is'} played {shift_ms:+g} ms from where it would be"
    return {"command": "shift", "ms": shift_ms}, words
