"""What has been told to the player and waits for its answer: wishes for a bar, actions of the transport?"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from engine.acts import act_of
from engine.bar import Outcome
from engine.commands import Mute, Solo, Tempo, Unmute, Unsolo, Wish
from engine.followed import CLOCK
from engine.session import apply
from engine.when import misplaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.control import Moved
    from engine.state import SessionState
    from sequencer.wire.orders import MoveTransport

MAX_WAITING: Final = 256
"""Wishes that may wait for one bar line."""
MAX_TRIED: Final = 16
"""With at most this many wishes waiting, a new one is dry-run at once, so that it can be refused before the bar
line."""


class WaitingWishes:
    """Wishes on their way and who waits for them; owned by the daemon's one thread.

    Args:
        closed: why there are to be none, "" where they may come.
    """

    def __init__(self, closed: str = "") -> None:
        self._closed = closed
        self._wishes: dict[str, Wish] = {}
        self._answers: dict[str, asyncio.Future[Outcome]] = {}

    def early(self, wish: Wish, state: SessionState, *, led: bool = False) -> Outcome | None:
        """Return an outcome that need not wait for the bar line: a refusal, or an instant mute.

        Args:
            wish: that has come. state: as it stands.
            led: the tempo is that of a clock that is followed.
        """
        fault = self._closed or ("" if wish.when is None else misplaced(wish.when))
        if fault:
            return refused(wish, fault)
        if len(self._wishes) >= MAX_WAITING:
            return refused(wish, f"{MAX_WAITING} wishes wait for the bar line already")
        if len(self._wishes) > MAX_TRIED:
            return None
        clock = (Wish(Tempo(state.config.bpm), author=CLOCK),) if led else ()
        _, outcomes = apply(state, (*self._wishes.values(), wish, *clock))
        tried = next((outcome for outcome in outcomes if outcome.wish == wish.id), None)
        if tried is None or tried.status == "refused":
            return tried
        command = wish.command
        instant = isinstance(command, (Mute, Unmute, Solo, Unsolo)) and command.at != "bar"
        return replace(tried, cut=False) if instant else None

    def add(self, wish: Wish) -> asyncio.Future[Outcome]:
        """Let a wish wait; return where its answer comes."""
        self._wishes[wish.id] = wish
        return self._answers.setdefault(wish.id, asyncio.get_running_loop().create_future())

    def leave(self, wish: Wish) -> None:
        """Wait no longer for an answer; the wish itself may still come true."""
        self._answers.pop(wish.id, None)

    def again(self, wishes: Iterable[Wish]) -> None:
        """Let wishes that a bar had taken wait once more, before the others: the bar will not be played."""
        if self._closed:
            return  # a tape brings them again
        self._wishes = {**{wish.id: wish for wish in wishes}, **self._wishes}

    def answer(self, outcomes: Sequence[Outcome], taken: Iterable[Wish]) -> None:
        """Answer the wishes that were taken."""
        for wish in taken:
            self._wishes.pop(wish.id, None)
            future = self._answers.pop(wish.id, None)
            if future is not None and not future.done():
                own = next((outcome for outcome in outcomes if outcome.wish == wish.id), None)
                future.set_result(own or refused(wish, "the bar took the wish without an answer; please report it"))

    def wishes(self) -> list[Wish]:
        """Return the wishes that wait, in the order in which they are taken."""
        return list(self._wishes.values())

    def close(self) -> None:
        """End everybody's waiting."""
        for future in self._answers.values():
            future.cancel()


class WaitingMoves:
    """Actions of the transport on their way; they are answered in their order. Owned by the daemon's one thread."""

    def __init__(self) -> None:
        self._moves: deque[tuple[MoveTransport, asyncio.Future[Moved]]] = deque()

    def add(self, order: MoveTransport) -> asyncio.Future[Moved]:
        """Let an action wait; return where its answer comes."""
        future: asyncio.Future[Moved] = asyncio.get_running_loop().create_future()
        self._moves.append((order, future))
        return future

    def answer(self, moved: Moved) -> None:
        """Answer the action that has waited longest, if any: the player also moves by itself."""
        if self._moves:
            _, future = self._moves.popleft()
            if not future.done():
                future.set_result(moved)

    def orders(self) -> list[MoveTransport]:
        """Return the actions that wait, in their order."""
        return [order for order, _ in self._moves]

    def close(self) -> None:
        """End everybody's waiting."""
        for _, future in self._moves:
            future.cancel()


def refused(wish: Wish, reason: str) -> Outcome:
    """Return the refusal of a wish, for a reason."""
    return Outcome(
        wish.id, wish.author, wish.command.command, "", "refused", None, None, None, reason=reason,
        act=act_of(wish.command),
    )
