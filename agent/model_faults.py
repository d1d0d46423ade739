"""What went wrong with the model, in one plain sentence, with what to do about it?"""

from __future__ import annotations

import ssl
from http import HTTPStatus
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from agent.key_filter import KeyFilter
from agent.server_text import NoSense, page_words
from engine.plain_text import one_line, printable

if TYPE_CHECKING:
    from agent.settings import ModelSettings

MAX_MESSAGE: Final = 200
"""Longest part of a server's message that is shown (docs/rules.md#models)."""

MESSAGE_KEYS: Final = ("message", "msg", "detail", "error", "errors", "reason", "title")
"""Where servers put it: the vendor, validators (`detail` is a list of `msg` with their place `loc`), gateways."""
MAX_MESSAGES: Final = 4

PASSING: Final = frozenset({408, 409, 429})
"""Statuses below 500 that may be gone the next time."""
SILENT: Final = frozenset({"APITimeoutError", "ReadTimeout", "WriteTimeout", "ConnectTimeout", "PoolTimeout"})
"""Errors of the library and of what it is built on that mean that the server says nothing, by name: this file is read
before the library is."""
LOST: Final = frozenset({"APIConnectionError", "ConnectError", "ReadError", "RemoteProtocolError"})
"""Those that mean that the connection is gone."""
HINTS: Final = {
    401: "check OPENAI_API_KEY",
    403: "this key may not use it",
    404: "check OPENAI_MODEL and OPENAI_BASE_URL",
    429: "too many questions, or no credit left",
}


PAUSE_SECONDS: Final = 0.5
"""Wait before a call is made again when the server does not say how long. Ours: a beat, about."""
MAX_PAUSE_SECONDS: Final = 5.0
"""Longest wait that a performer is asked for; beyond it the offline agent answers. Ours."""


def pause_before_retry(error: Exception) -> float | None:
    """Return the seconds to wait before a call is repeated; None when repeating it is of no use."""
    if type(error).__name__ in {"APIConnectionError", "ConnectError"} and not isinstance(_root(error), ssl.SSLError):
        return PAUSE_SECONDS
    status = getattr(error, "status_code", None)
    if status not in PASSING and not (isinstance(status, int) and status >= HTTPStatus.INTERNAL_SERVER_ERROR):
        return None
    pause_seconds = _retry_after(error)
    if pause_seconds is None:
        return PAUSE_SECONDS
    return pause_seconds if 0.0 <= pause_seconds <= MAX_PAUSE_SECONDS else None


def _retry_after(error: Exception) -> float | None:
    """Return the seconds after which the server wants to be asked again; None when it does not say."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return float(headers.get("retry-after", ""))
    except ValueError:  # none, or a date
        return None


def in_words(text: str, keys: KeyFilter) -> str:
    """Return a server's own words: printable, without the key, and only then cut."""
    return one_line(keys.without(printable(text)), MAX_MESSAGE)


def error_words(error: Exception, settings: ModelSettings, *, begun: bool = False) -> str:
    """Return an error of the model's library as one sentence; `begun` when a part of the answer has arrived."""
    keys = KeyFilter(settings.key)
    host = urlsplit(settings.base_url).hostname
    cause = _root(error)
    kind = type(error).__name__
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return _status_words(status, in_words(_message(error), keys), _retry_after(error))
    if isinstance(cause, ssl.SSLError):
        return f"no safe connection to {host}: {in_words(cause.reason or str(cause), keys)}"
    if kind in SILENT or isinstance(cause, TimeoutError):
        return f"{host} did not answer in time"
    if isinstance(cause, ConnectionRefusedError):
        return f"no connection to {host}: nothing listens there (is the server started?)"
    if kind in LOST or isinstance(cause, OSError):
        what = f"the answer of {host} was cut off" if begun else f"no connection to {host}"
        return f"{what}: {in_words(str(cause), keys)}"
    if kind == "APIError":
        return f"the model's server says: {in_words(_message(error), keys)}"
    told = in_words(str(error), keys) if isinstance(error, NoSense) else ""  # others speak of the program, not of it
    return f"the answer of {host} makes no sense" + (f": {told}" if told else "; check OPENAI_BASE_URL")


def _status_words(status: int, message: str, retry_after: float | None) -> str:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "status"
    hint = HINTS.get(status, "")
    hint += f"; it asks to wait {retry_after:g} s" if hint and retry_after is not None else ""
    said = f"the model's server says {status} {phrase}" + (f": {message}" if message else "")
    return said + (f" ({hint})" if hint else "")


def _message(error: Exception) -> str:
    """Return the server's own message: that of its JSON body, or the whole text."""
    body: object = getattr(error, "body", None)
    return str(getattr(error, "message", "")) if body is None else server_message(body)


def server_message(value: object) -> str:
    """Find the server's own message in its answer: text, a page, or JSON in a usual form; "" without one."""
    if isinstance(value, str):
        return page_words(value)
    if isinstance(value, list):
        return "; ".join(words for one in value[:MAX_MESSAGES] if (words := server_message(one)))
    if not isinstance(value, dict):
        return ""
    place = value.get("loc")
    where = ".".join(map(str, place)) + ": " if isinstance(place, list) else ""
    return next((where + words for key in MESSAGE_KEYS if (words := server_message(value.get(key)))), "")


def _root(error: BaseException) -> BaseException:
    """Return the first cause of an error."""
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
    return error
