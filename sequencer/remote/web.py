"""How does a tablet steer a session and follow it, with nothing but a browser?

One page, and a WebSocket that carries the addresses of docs/osc.md as JSON: in, `["/techno/energy", 0.5]`; out,
`{"/techno/energy": [0.5], ...}`. The page asks nothing of any other host.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
from contextlib import suppress
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import uvicorn
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocketDisconnect

from engine.errors import TechnoError
from sequencer.remote.addresses import Argument, Message
from sequencer.remote.guests import COOKIE, from_here
from sequencer.remote.patience import PATIENCE_SECONDS, Patient

if TYPE_CHECKING:
    import socket
    from collections.abc import Awaitable, Callable, Collection

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send
    from starlette.websockets import WebSocket

    from sequencer.remote.guests import Guests
    from sequencer.remote.hub import Hub
    from sequencer.remote.told import Facts

PAGE: Final = {"/": ("remote.html", "text/html"), "/remote.js": ("remote.js", "text/javascript"),
               "/remote.css": ("remote.css", "text/css")}
HEADERS: Final = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                               "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cache-control": "no-store",
}
MAX_SCREENS: Final = 16
"""WebSockets at once."""
MAX_MESSAGE_BYTES: Final = 4096
MAX_TOKEN_BYTES: Final = 256
MAX_ARGUMENTS: Final = 16
MAX_BEHIND: Final = 256
"""Messages a browser may be behind; then it is sent away, and comes back for a fresh start."""
UNKNOWN_DEVICE: Final = 4401
TOO_MANY: Final = 4429
TOO_SLOW: Final = 4408


class Screen:
    """One browser that is told what changes."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[dict[str, object] | None] = asyncio.Queue(MAX_BEHIND)

    def tell(self, told: Facts) -> None:
        """Let it be sent."""
        self.put({address: list(values) for address, values in told.items()})

    def put(self, message: dict[str, object]) -> None:
        """Queue a message; a browser that is too far behind is sent away."""
        if self.queue.full():
            while not self.queue.empty():
                self.queue.get_nowait()
            self.queue.put_nowait(None)
        else:
            self.queue.put_nowait(message)


class Remote:
    """The web application of one session; for the one thread of its event loop."""

    def __init__(self, hub: Hub, guests: Guests, hosts: Collection[str]) -> None:
        """Take the session's hub, who may come in, and the names this machine is asked by (host or host:port)."""
        self._hub = hub
        self._guests = guests
        self._hosts = frozenset(hosts)
        self._screens: set[Screen] = set()
        page = [Route(path, self._file(*found), methods=["GET"]) for path, found in PAGE.items()]
        self._app = Starlette(routes=[
            *page, Route("/enter", self._enter, methods=["POST"]), WebSocketRoute("/live", self._live),
        ])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, if it was meant for this machine: a name that was made to point here is not."""
        if scope["type"] in {"http", "websocket"} and not self._meant(scope):
            if scope["type"] == "http":
                await PlainTextResponse("not here\n", 421, HEADERS)(scope, receive, send)
            else:
                await send({"type": "websocket.close", "code": UNKNOWN_DEVICE})
            return
        await self._app(scope, receive, send)

    def _meant(self, scope: Scope) -> bool:
        host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
        return host.rpartition(":")[0] in self._hosts or host in self._hosts

    @staticmethod
    def _file(name: str, kind: str) -> Callable[[Request], Awaitable[Response]]:
        content = (files("sequencer.remote") / "page" / name).read_bytes()

        async def answer(_request: Request) -> Response:
            return Response(content, headers=HEADERS, media_type=kind)
        return answer

    async def _enter(self, request: Request) -> Response:
        """Let a device in that has the token."""
        if not from_here(request.headers.get("origin"), request.headers.get("host")):
            return PlainTextResponse("this page is not from here\n", 403, HEADERS)
        token = b""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                async for piece in request.stream():
                    token += piece
                    if len(token) > MAX_TOKEN_BYTES:
                        break
        cookie = self._guests.enter(token[:MAX_TOKEN_BYTES].decode("utf-8", "replace"))
        if cookie is None:
            return PlainTextResponse("this link has been used, or is wrong; take the newest one\n", 403, HEADERS)
        answer = PlainTextResponse("come in\n", headers=HEADERS)
        answer.set_cookie(COOKIE, cookie, httponly=True, samesite="strict")
        return answer

    async def _live(self, socket: WebSocket) -> None:
        """Tell a browser what changes, and carry out what it sends."""
        if not from_here(socket.headers.get("origin"), socket.headers.get("host")):
            await socket.close(UNKNOWN_DEVICE)
            return
        await socket.accept()
        if not self._guests.knows(socket.cookies.get(COOKIE)):
            await socket.close(UNKNOWN_DEVICE, "this device was not let in")
            return
        if len(self._screens) >= MAX_SCREENS:
            await socket.close(TOO_MANY, f"{MAX_SCREENS} screens are open already")
            return
        screen = Screen()
        self._screens.add(screen)
        self._hub.listen(screen)
        telling = asyncio.create_task(_tell(socket, screen))
        try:
            while True:
                self._take(await socket.receive_text(), screen)
        except (WebSocketDisconnect, RuntimeError, KeyError):
            pass  # it is gone, was sent away, or sent bytes where text was meant
        finally:
            telling.cancel()
            self._hub.leave(screen)
            self._screens.discard(screen)
            with suppress(RuntimeError, WebSocketDisconnect):  # its machine may have vanished without a word
                await socket.close()

    def _take(self, text: str, screen: Screen) -> None:
        def reply(kind: str, address: str, words: str) -> None:
            screen.put({f"/techno/{kind}": [address, words]})
        try:
            message = read_message(text)
        except NotUnderstood as error:
            self._hub.no("", str(error), reply)
            return
        self._hub.take(message, reply)


class NotUnderstood(TechnoError):
    """A message of a browser that has not the shape of one."""


def read_message(text: str) -> Message:
    """Return the message that a browser sent: a JSON list of an address and its arguments.

    Raises:
        NotUnderstood: it is none.
    """
    try:
        given = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotUnderstood("a message is a JSON list") from error
    if not isinstance(given, list) or not given or not isinstance(given[0], str) or len(given) > 1 + MAX_ARGUMENTS:
        raise NotUnderstood("a message is a list of an address and its arguments")
    arguments = tuple(one for one in given[1:] if _fits(one))
    if len(arguments) < len(given) - 1:
        raise NotUnderstood("an argument is a text, a finite number, or true or false")
    return Message(given[0], arguments)


def _fits(given: object) -> bool:
    if isinstance(given, int | float) and not isinstance(given, bool):
        try:
            return math.isfinite(given)
        except OverflowError:  # more digits than a float has
            return False
    return isinstance(given, Argument)


async def _tell(socket: WebSocket, screen: Screen) -> None:
    """Send what is queued until the browser is gone or too slow."""
    with suppress(WebSocketDisconnect, RuntimeError):
        while (message := await screen.queue.get()) is not None:
            await socket.send_text(json.dumps(message, separators=(",", ":")))
        await socket.close(TOO_SLOW, "too slow")


def _of_ours(record: logging.LogRecord) -> bool:
    """Return True for a fault of ours; what garbage makes the library say would flood the terminal."""
    return record.levelno >= logging.ERROR and not record.getMessage().startswith("Invalid UTF-8")


async def serve(app: ASGIApp, hub: Hub, listening: socket.socket) -> None:
    """Serve an application on a listening socket until cancelled."""
    logging.getLogger("uvicorn.error").addFilter(_of_ours)
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, lifespan="off", ws="websockets-sansio",
        http=Patient,
        ws_max_size=MAX_MESSAGE_BYTES, limit_concurrency=4 * MAX_SCREENS, timeout_graceful_shutdown=1,
        proxy_headers=False,
    )
    server = uvicorn.Server(config)
    async with asyncio.TaskGroup() as group:
        following = group.create_task(hub.run())
        try:
            await server.serve([listening])
        finally:
            following.cancel()
