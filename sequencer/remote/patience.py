"""How long may a connection say nothing? Who opens many and is silent would lock everyone else out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from uvicorn.protocols.http.h11_impl import H11Protocol

if TYPE_CHECKING:
    from asyncio.transports import Transport

    from uvicorn.protocols.http.h11_impl import RequestResponseCycle

PATIENCE_SECONDS: Final = 10.0
"""From the connection to the end of a first request's headers: ours; the slowest phone on a network needs less."""


class Patient(H11Protocol):
    """HTTP of a connection that is closed when its first request does not come.

    A request that came, and a WebSocket that grew from it, are left alone.
    """

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # it is served so
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._waiting = self.loop.call_later(PATIENCE_SECONDS, self._silent)

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        self._waiting.cancel()
        super().connection_lost(exc)

    def _silent(self) -> None:
        asked: RequestResponseCycle | None = self.cycle  # the library begins it with None
        if self.transport.get_protocol() is self and asked is None:
            self.transport.close()
