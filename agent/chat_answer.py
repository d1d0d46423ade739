"""What does a Chat Completions answer say, whoever sent it?

The answer may come as a stream of deltas or as one message, with or without a reason for its end, with an error in a
200, or as a page that is none. Calls may come as `tool_calls` or in the old form, `function_call`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from agent.model_faults import server_message
from agent.server_text import NoSense, sent

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping
    from typing import Protocol

    from agent.hearing import Hearing
    from agent.server_text import Sent

    class Response(Protocol):
        """An answer over HTTP, as the library hands it on."""

        @property
        def headers(self) -> Mapping[str, str]:
            """Return its headers."""

        def iter_bytes(self) -> AsyncIterator[bytes]:
            """Yield its body."""


CUT_BY_SERVER: Final = {"length", "content_filter"}
NO_WORDS: Final = "an error, without a word"
OLD_CALL: Final = "function_call"


async def hear_answer(response: Response, hearing: Hearing) -> None:
    """Hear an answer to its end.

    Raises:
        NoSense: it is no answer of a model. ModelUnavailable: the server says why there is none, or it was cut off.
    """
    async for one in sent(response.iter_bytes()):
        if one.value is None:
            hearing.whole = True
        else:
            _hear(one, hearing)
    if not hearing.empty and _has_end(response.headers):
        hearing.whole = True  # nobody said so, but it ended where it should


def _has_end(headers: Mapping[str, str]) -> bool:
    """Return True when the end of the body shows that all of it came."""
    return "content-length" in headers or "chunked" in headers.get("transfer-encoding", "").lower()


def _hear(one: Sent, hearing: Hearing) -> None:
    for value in one.value if isinstance(one.value, list) else [one.value]:
        if not isinstance(value, dict):
            raise NoSense
        words = said_error(value, error=one.error)
        if words:
            raise hearing.fault(f"the model's server says: {words}")
        usage = value.get("usage")
        if isinstance(usage, dict) and isinstance(usage.get("total_tokens"), int):
            hearing.tokens = usage["total_tokens"] or hearing.tokens
        for choice in _list(value.get("choices")):
            if _dict(choice).get("index") in {0, None}:
                _hear_choice(_dict(choice), hearing)


def _hear_choice(choice: dict[str, Any], hearing: Hearing) -> None:
    delta = choice.get("delta")
    if delta is not None:
        _hear_part(_dict(delta), hearing)
    elif choice.get("message") is not None and hearing.empty:  # behind deltas it only says them again
        _hear_part(_dict(choice["message"]), hearing)
        hearing.whole = True
    elif isinstance(choice.get("text"), str):
        hearing.text(choice["text"])
    reason = choice.get("finish_reason")
    if reason in CUT_BY_SERVER:
        raise hearing.fault(f"the answer was cut off by the server: {reason}")
    if reason == "error":
        raise hearing.fault("the model's server says: error")
    hearing.whole = hearing.whole or reason is not None


def _hear_part(part: dict[str, Any], hearing: Hearing) -> None:
    """Hear a delta or a message."""
    for text in _texts(part.get("content")):
        hearing.text(text)
    hearing.refused(_text(part.get("refusal")))
    calls = part.get("tool_calls")
    for call in [calls] if isinstance(calls, dict) else _list(calls):
        _hear_call(_dict(call), hearing)
    if part.get(OLD_CALL) is not None:
        _hear_call({"index": OLD_CALL, "function": part[OLD_CALL]}, hearing)


def _hear_call(call: dict[str, Any], hearing: Hearing) -> None:
    function = _dict(call.get("function") or {})
    index = call.get("index")
    if isinstance(index, list | dict):
        raise NoSense
    hearing.call(index, _text(call.get("id")), _text(function.get("name")), function.get("arguments"))


def _texts(content: object) -> Iterator[str]:
    """Yield the texts of a message's content: a string, or parts of which some are text."""
    if isinstance(content, str):
        yield content
        return
    for part in _list(content):
        if isinstance(part, str):
            yield part
        elif _dict(part).get("type") in {"text", "output_text"}:
            yield _text(_dict(part).get("text"))


def said_error(value: dict[str, Any], *, error: bool = False) -> str:
    """Return the words of an error among JSON, "" when it is none."""
    inner = value.get("error")
    if inner:
        return server_message(inner) or NO_WORDS
    if error or value.get("object") == "error" or value.get("type") == "error":
        return server_message(value) or NO_WORDS
    if "choices" not in value and value.get("detail"):
        return server_message(value["detail"])
    return ""


def _list(value: object) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise NoSense
    return value


def _dict(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise NoSense
    return value


def _text(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str | int):
        raise NoSense
    return str(value)
