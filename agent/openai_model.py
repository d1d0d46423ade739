"""How does a model behind an OpenAI-compatible server answer?

The vendor's own host is asked over the Responses API, every other server over Chat Completions, which is what such
servers speak well. Both are streamed. What fails becomes one plain sentence with the status and the server's own words,
and the key is taken out of everything the server says.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, Final

from agent.key_filter import KeyFilter
from agent.model import Asked, ModelUnavailable, Said, ToolCall
from agent.model_faults import error_words, in_words, pause_before_retry
from agent.openai_client import faults, opened
from engine.plain_text import printable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from openai import AsyncOpenAI

    from agent.model import Message, Offered, Show
    from agent.settings import ModelSettings

MAX_ANSWER: Final = 65_536
"""Longest answer of one round, in characters, arguments of tools included; a config of 1 MiB is no chat."""
CUT: Final = "the answer was cut off in the middle"
TOO_LONG: Final = f"the answer was longer than {MAX_ANSWER} characters and was stopped"


class OpenAIModel:
    """A `ChatModel` behind an OpenAI-compatible server; for one event loop."""

    def __init__(self, settings: ModelSettings) -> None:
        self._settings = settings
        self._client: AsyncOpenAI | None = None

    def __repr__(self) -> str:
        return f"OpenAIModel({self.name!r})"

    @property
    def name(self) -> str:
        """Name of the model."""
        return self._settings.model

    async def say(self, instructions: str, messages: Sequence[Message], tools: Sequence[Offered], show: Show) -> Said:
        """Return what the model says next; see `ChatModel`."""
        hearing = _Hearing(KeyFilter(self._settings.key), show)
        try:
            if self._client is None:
                self._client = await asyncio.to_thread(opened, self._settings)
            await self._asked(self._client, (instructions, messages, tools), hearing)
        except faults() as error:
            raise ModelUnavailable(error_words(error, self._settings, begun=hearing.begun)) from None
        return hearing.said()

    async def _asked(self, client: AsyncOpenAI, asked: _Call, hearing: _Hearing) -> None:
        """Ask, and ask again after a passing fault; the library would wait a minute if the server says so."""
        ask = _respond if self._settings.api == "responses" else _complete
        for left in reversed(range(self._settings.retries + 1)):
            try:
                await ask(client, self._settings.model, asked, hearing)
            except faults() as error:
                pause_seconds = pause_before_retry(error)
                if hearing.begun or not left or pause_seconds is None:
                    raise
                await asyncio.sleep(pause_seconds)
            else:
                return

    async def close(self) -> None:
        """Close its connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None


class _Hearing:
    """What has arrived of one answer.

    Attributes:
        refusal: the model's own, in place of an answer.
        tokens: what it cost.
        begun: the server has begun to answer. whole: it has said that it is done.
    """

    def __init__(self, keys: KeyFilter, show: Show) -> None:
        self._keys = keys
        self._show = show
        self._text: list[str] = []
        self._calls: dict[object, list[str]] = {}
        self._size = 0
        self.refusal = ""
        self.tokens = 0
        self.begun = False
        self.whole = False

    def text(self, piece: str | None) -> None:
        """Take a piece of text, and show it."""
        if not piece:
            return
        self.grow(piece)
        self._shown(self._keys.fed(printable(piece)))

    def call(self, place: object, *, call_id: str | None, tool: str | None, arguments: str | None) -> None:
        """Take a piece of a tool call."""
        known = self._calls.setdefault(place, ["", "", ""])
        known[0] = call_id or known[0]
        known[1] = tool or known[1]
        known[2] += arguments or ""

    def refused(self, piece: str | None) -> None:
        """Take a piece of the model's refusal."""
        self.refusal += piece or ""
        self.grow(piece)

    def said(self) -> Said:
        """Return the whole answer.

        Raises:
            ModelUnavailable: it is not whole, or a refusal.
        """
        self._shown(self._keys.rest())
        if self.refusal:
            raise self.fault(f"the model declined: {self.refusal}")
        if not self.whole:
            raise ModelUnavailable(CUT)
        calls = tuple(
            ToolCall(call_id or f"call-{number}", printable(tool), self._keys.without(_plain_json(arguments)))
            for number, (call_id, tool, arguments) in enumerate(self._calls.values())
        )
        return Said("".join(self._text), calls, self.tokens)

    def fault(self, words: str) -> ModelUnavailable:
        """Return an error with the server's own message."""
        return ModelUnavailable(in_words(words, self._keys))

    def _shown(self, piece: str) -> None:
        if piece:
            self._text.append(piece)
            self._show(piece)

    def grow(self, piece: str | None) -> None:
        """Count what has arrived.

        Raises:
            ModelUnavailable: it is more than an answer may be.
        """
        self._size += len(piece or "")
        if self._size > MAX_ANSWER:
            raise ModelUnavailable(TOO_LONG)


def _plain_json(text: str) -> str:
    """Return JSON with its characters written out, so that nothing hides behind escapes; other text as it is."""
    try:
        return json.dumps(json.loads(text), ensure_ascii=False, separators=(",", ":"))
    except (ValueError, RecursionError):
        return text


_Call = tuple[str, "Sequence[Message]", "Sequence[Offered]"]
"""Instructions, conversation and tools."""


async def _respond(client: AsyncOpenAI, model: str, asked: _Call, hearing: _Hearing) -> None:
    """Ask over the Responses API; nothing is kept on the server."""
    instructions, messages, tools = asked
    given: list[Any] = [item for message in messages for item in _response_items(message)]
    offered: list[Any] = [
        {"type": "function", "name": one.name, "description": one.about, "parameters": one.schema, "strict": True}
        for one in tools
    ]
    stream = await client.responses.create(
        model=model, instructions=instructions, input=given, tools=offered, store=False, stream=True
    )
    hearing.begun = True
    async with stream:
        async for event in stream:
            _hear(event, hearing)


def _hear(event: Any, hearing: _Hearing) -> None:  # noqa: ANN401 - one of fifty events
    match event.type:
        case "response.output_text.delta":
            hearing.text(event.delta)
        case "response.refusal.delta":
            hearing.refused(event.delta)
        case "response.function_call_arguments.delta":
            hearing.grow(event.delta)
        case "response.output_item.done" if event.item.type == "function_call":
            item = event.item
            hearing.call(object(), call_id=item.call_id, tool=item.name, arguments=item.arguments)
        case "response.completed":
            hearing.whole = True
            hearing.tokens = getattr(event.response.usage, "total_tokens", 0) or 0
        case "response.incomplete":
            reason = getattr(event.response.incomplete_details, "reason", None) or "no reason given"
            raise hearing.fault(f"the answer was cut off by the server: {reason}")
        case "response.failed":
            raise hearing.fault(str(getattr(event.response.error, "message", "") or "the answer failed"))
        case "error":
            raise hearing.fault(str(event.message))
        case _:
            pass  # of no use here


def _response_items(message: Message) -> list[dict[str, Any]]:
    if isinstance(message, Asked):
        return [{"role": "user", "content": message.text}]
    if not isinstance(message, Said):
        return [{"type": "function_call_output", "call_id": message.call_id, "output": message.result}]
    found: list[dict[str, Any]] = [{"role": "assistant", "content": message.text}] if message.text else []
    return found + [
        {"type": "function_call", "call_id": call.id, "name": call.tool, "arguments": call.arguments}
        for call in message.calls
    ]


async def _complete(client: AsyncOpenAI, model: str, asked: _Call, hearing: _Hearing) -> None:
    """Ask over Chat Completions."""
    instructions, messages, tools = asked
    given: list[Any] = [{"role": "system", "content": instructions}, *(_chat_message(message) for message in messages)]
    offered: list[Any] = [
        {
            "type": "function",
            "function": {"name": one.name, "description": one.about, "parameters": one.schema, "strict": True},
        }
        for one in tools
    ]
    stream = await client.chat.completions.create(
        model=model, messages=given, tools=offered, stream=True, stream_options={"include_usage": True}
    )
    hearing.begun = True
    async with stream:
        await _hear_chunks(stream, hearing)


async def _hear_chunks(stream: AsyncIterator[Any], hearing: _Hearing) -> None:
    async for chunk in stream:
        hearing.tokens = getattr(chunk.usage, "total_tokens", 0) or hearing.tokens
        for choice in chunk.choices or ():
            delta = choice.delta
            if delta is not None:
                hearing.text(delta.content)
                hearing.refused(getattr(delta, "refusal", None))
                for number, call in enumerate(delta.tool_calls or ()):
                    function = call.function
                    hearing.grow(getattr(function, "arguments", None))
                    hearing.call(
                        number if call.index is None else call.index, call_id=call.id,
                        tool=getattr(function, "name", None), arguments=getattr(function, "arguments", None),
                    )
            if choice.finish_reason is not None:
                hearing.whole = True
            if choice.finish_reason in {"length", "content_filter"}:
                raise hearing.fault(f"the answer was cut off by the server: {choice.finish_reason}")


def _chat_message(message: Message) -> dict[str, Any]:
    if isinstance(message, Asked):
        return {"role": "user", "content": message.text}
    if not isinstance(message, Said):
        return {"role": "tool", "tool_call_id": message.call_id, "content": message.result}
    found: dict[str, Any] = {"role": "assistant", "content": message.text or None}
    if message.calls:
        found["tool_calls"] = [
            {"id": call.id, "type": "function", "function": {"name": call.tool, "arguments": call.arguments}}
            for call in message.calls
        ]
    return found
