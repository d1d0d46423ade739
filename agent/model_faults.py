"""What went wrong with the model, in one plain sentence, with what to do about it?"""

from __future__ import annotations

import ssl
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from agent.key_filter import KeyFilter
from agent.plain_text import one_line, printable

if TYPE_CHECKING:
    from agent.settings import ModelSettings

MAX_MESSAGE: Final = 200
"""Longest part of a server's message that is shown (SEMANTICS: safety)."""

LOST: Final = frozenset({"APIConnectionError", "ConnectError", "ReadError", "RemoteProtocolError"})
"""Errors of the library that mean that the connection is gone, by name: this file is read before the library is."""
HINTS: Final = {
    401: "check OPENAI_API_KEY",
    403: "this key may not use it",
    404: "check OPENAI_MODEL and OPENAI_BASE_URL",
    429: "too many questions, or no credit left",
}


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
        return _status_words(status, in_words(_message(error), keys))
    if isinstance(cause, ssl.SSLError):
        return f"no safe connection to {host}: {in_words(cause.reason or str(cause), keys)}"
    if kind == "APITimeoutError" or isinstance(cause, TimeoutError):
        return f"{host} did not answer in time"
    if kind in LOST or isinstance(cause, OSError):
        what = f"the answer of {host} was cut off" if begun else f"no connection to {host}"
        return f"{what}: {in_words(str(cause), keys)}"
    if kind == "APIError":
        return f"the model's server says: {in_words(_message(error), keys)}"
    return f"the answer of {host} makes no sense: {in_words(_message(error) or str(cause), keys)}"


def _status_words(status: int, message: str) -> str:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "status"
    hint = HINTS.get(status, "")
    said = f"the model's server says {status} {phrase}" + (f": {message}" if message else "")
    return said + (f" ({hint})" if hint else "")


def _message(error: Exception) -> str:
    """Return the server's own message: that of its JSON body, or the whole text."""
    body: Any = getattr(error, "body", None)
    if isinstance(body, dict):
        inner = body.get("error", body)
        body = inner.get("message", "") if isinstance(inner, dict) else inner
    if isinstance(body, str) and body:
        return body
    return "" if body else str(getattr(error, "message", ""))


def _root(error: BaseException) -> BaseException:
    """Return the first cause of an error."""
    while (cause := error.__cause__ or error.__context__) is not None:
        error = cause
    return error
