"""Who may come in by the web: a token lets one device in, once, and a cookie keeps it in.

A token stands in the fragment of a link, which browsers do not send; the page hands it over in a request of its own.
Used, it is worth nothing, and the next one is made for the next device.

Source: OWASP, cheat sheets on session management and on cross-site WebSocket hijacking.
"""

from __future__ import annotations

import hmac
import secrets
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

COOKIE: Final = "techno_guest"
TOKEN_BYTES: Final = 16
MAX_GUESTS: Final = 16
MAX_WRONG: Final = 100
"""Wrong tokens after which no further device is let in."""


class Guests:
    """Devices that were let in; for the one thread of its event loop.

    Attributes:
        token: what lets the next device in; "" when nobody is let in any more.
    """

    def __init__(self, let_in: Callable[[str], None] = lambda _: None) -> None:
        """Take who is told the next token once one was used."""
        self._let_in = let_in
        self._cookies: list[str] = []
        self._wrong = 0
        self.token = secrets.token_urlsafe(TOKEN_BYTES)

    def enter(self, token: str) -> str | None:
        """Return the cookie of a device that has the token, None for a wrong one."""
        if not self.token or not hmac.compare_digest(token.encode(), self.token.encode()):
            self._wrong += 1
            if self._wrong >= MAX_WRONG:
                self.token = ""
            return None
        cookie = secrets.token_urlsafe(TOKEN_BYTES)
        self._cookies = [*self._cookies, cookie][-MAX_GUESTS:]
        self.token = secrets.token_urlsafe(TOKEN_BYTES)
        self._let_in(self.token)
        return cookie

    def knows(self, cookie: str | None) -> bool:
        """Return True for the cookie of a device that was let in."""
        return cookie is not None and any(
            hmac.compare_digest(cookie.encode(), known.encode()) for known in self._cookies
        )


def from_here(origin: str | None, host: str | None) -> bool:
    """Return True when a request's page came from the host that it asks."""
    try:
        return origin is not None and host is not None and urlsplit(origin).netloc == host
    except ValueError:  # an address that is none, such as http://[
        return False
