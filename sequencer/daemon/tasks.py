"""What becomes of a task of the event loop that fails?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable


def fallen(log: Callable[[str], None]) -> Callable[[asyncio.Task[None]], None]:
    """Done-callback that logs a task's exception; asyncio would drop it silently."""
    def told(task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception() is not None:
            log(f"this should not happen: {task.exception()!r}; please report it")
    return told
