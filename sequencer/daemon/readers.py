"""Who is told what happens in the session?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sequencer.wire.subscription import Subscription

if TYPE_CHECKING:
    from engine.control import Notice


class Readers:
    """Everybody who has subscribed; owned by the one thread of the event loop, nothing blocks."""

    def __init__(self) -> None:
        self._readers: set[Subscription] = set()

    def subscribe(self) -> Subscription:
        """Subscribe to all that happens from now on."""
        reader = Subscription(self._readers.discard)
        self._readers.add(reader)
        return reader

    def publish(self, notice: Notice) -> None:
        """Tell everybody."""
        for reader in tuple(self._readers):
            reader.put(notice)

    def close(self) -> None:
        """End every subscription."""
        for reader in tuple(self._readers):
            reader.close()
