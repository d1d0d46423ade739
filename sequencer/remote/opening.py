"""Where does the page for tablets listen, and how does a device find it? A link, and on the network its QR code."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Final

import segno

from engine.errors import TechnoError
from sequencer.remote.guests import Guests
from sequencer.remote.hub import Hub
from sequencer.remote.web import Remote, serve
from sequencer.wire.client import SocketSession

if TYPE_CHECKING:
    from collections.abc import Callable

LOOPBACK: Final = "127.0.0.1"
EVERYWHERE: Final = "0.0.0.0"  # noqa: S104 - asked for by --lan
SOMEWHERE: Final = ("192.0.2.1", 9)
"""An address of nobody (RFC 5737): the way to it shows which of this machine's addresses others see."""
BACKLOG: Final = 64
HALVES: Final = {(True, True): " ", (True, False): "▄", (False, True): "▀", (False, False): "█"}
"""Dark dots are the dark ground of a terminal, so the quiet zone around is light."""


async def open_web(name: str, port: int, say: Callable[[str], None], *, lan: bool) -> None:
    """Serve the page of a session until cancelled.

    Args:
        name: of the session. port: TCP port, 0 for a free one.
        say: is given the lines with the links. lan: devices on the network may come in.

    Raises:
        TechnoError: the port cannot be had.
    """
    listening = _listening(EVERYWHERE if lan else LOOPBACK, port)
    host, port = own_address() if lan else LOOPBACK, listening.getsockname()[1]

    def show(token: str) -> None:
        link = f"http://{host}:{port}/#{token}"
        say(f"open {link}")
        if lan:
            for line in qr_code(link):
                say(line)
            say("the link lets one device in, once; for the next one there will be another")
    guests = Guests(show)
    show(guests.token)
    hub = Hub(lambda: SocketSession.open(name))
    await serve(Remote(hub, guests, {host, LOOPBACK, "localhost", socket.gethostname()}), hub, listening)


def _listening(host: str, port: int) -> socket.socket:
    found = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
        found.listen(BACKLOG)
    except OSError as error:
        found.close()
        raise TechnoError(f"TCP port {port} of {host} cannot be had: {error.strerror}; --port takes another") from error
    return found


def own_address() -> str:
    """Return the address by which others on the network see this machine; loopback where there is no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way:
        try:
            way.connect(SOMEWHERE)  # of a datagram socket: nothing is sent
        except OSError:
            return LOOPBACK
        return str(way.getsockname()[0])


def qr_code(text: str) -> list[str]:
    """Return a QR code as lines for a terminal, two rows of dots a line; light on dark and dark on light both scan."""
    rows = [tuple(row) for row in segno.make(text, micro=False).matrix_iter(border=2)]
    rows += [(0,) * len(rows[0])] * (len(rows) % 2)
    return [
        "".join(HALVES[bool(upper), bool(lower)] for upper, lower in zip(above, below, strict=True))
        for above, below in zip(rows[::2], rows[1::2], strict=True)
    ]
