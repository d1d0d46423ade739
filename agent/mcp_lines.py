"""What becomes of a line from another program that is no message? It is answered as JSON-RPC wants, and passed over."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any

import mcp_types as types
from anyio import EndOfStream
from mcp.shared.message import SessionMessage
from pydantic import ValidationError

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from mcp.shared._stream_protocols import ReadStream, WriteStream


class Messages(AbstractAsyncContextManager[Any]):
    """The messages of a stream that brings an exception for each line that is none.

    A blank line is passed over; the sender of any other gets an error with the id null (JSON-RPC 2.0, section 5.1).
    """

    def __init__(
        self, incoming: ReadStream[SessionMessage | Exception], outgoing: WriteStream[SessionMessage]
    ) -> None:
        self._incoming = incoming
        self._outgoing = outgoing

    @property
    def last_context(self) -> object:
        """The context of who sent the last message, which the library asks for."""
        return getattr(self._incoming, "last_context", None)

    async def receive(self) -> SessionMessage:
        """Return the next message.

        Raises:
            EndOfStream: of anyio; there is none any more.
        """
        while isinstance(found := await self._incoming.receive(), Exception):
            error = _error(found)
            if error is not None:
                await self._outgoing.send(SessionMessage(types.JSONRPCError(jsonrpc="2.0", id=None, error=error)))
        return found

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> SessionMessage:
        try:
            return await self.receive()
        except EndOfStream:
            raise StopAsyncIteration from None

    async def aclose(self) -> None:
        """Hear no more."""
        await self._incoming.aclose()

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        await self.aclose()


def _error(fault: Exception) -> types.ErrorData | None:
    """Return what to answer to a line that is no message, None for a blank one."""
    first = fault.errors()[0] if isinstance(fault, ValidationError) else {"type": "", "input": fault}
    if first["type"] != "json_invalid":
        return types.ErrorData(code=types.INVALID_REQUEST, message="this is no message of JSON-RPC 2.0")
    if not str(first["input"]).strip():
        return None
    return types.ErrorData(code=types.PARSE_ERROR, message="this line is no JSON")
