"""How does one reader hear what happens in a session, however slowly it reads?"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.control import Notice

MAX_NOTICES: Final = 256


class Subscription:
    """What happens from now on, for one reader; the oldest is lost when the reader falls behind."""

    def __init__(self, end: Callable[[Subscription], None]) -> None:
        self._end = end
        self._notices: deque[Notice] = deque(maxlen=MAX_NOTICES)
        self._there = asyncio.Event()
        self._closed = False

    def put(self, notice: Notice) -> None:
        """Hand over a notice; never blocks."""
        self._notices.append(notice)
        self._there.set()

    def close(self) -> None:
        """End the reader's loop after what is there already."""
        self._closed = True
        self._there.set()
        self._end(self)

    def __aiter__(self) -> Subscription:
        return self

    async def __anext__(self) -> Notice:
        while not self._notices:
            if self._closed:
                raise StopAsyncIteration
            self._there.clear()
            await self._there.wait()
        return self._notices.popleft()
