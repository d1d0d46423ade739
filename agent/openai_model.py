"""How does a model behind an OpenAI-compatible server answer?

The vendor's own host is asked over the Responses API, every other server over Chat Completions, which is what such
servers speak well. Both are streamed. What fails becomes one plain sentence with the status and the server's own words,
and the key is taken out of everything the server says.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from agent.chat_answer import hear_answer
from agent.hearing import Hearing
from agent.key_filter import KeyFilter
from agent.model import Asked, ModelUnavailable, Said
from agent.model_faults import error_words, pause_before_retry
from agent.openai_client import faults, opened

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openai import AsyncOpenAI

    from agent.model import Message, Offered, Show
    from agent.settings import ModelSettings

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
        """Return the model's next answer; see `ChatModel`."""
        hearing = Hearing(KeyFilter(self._settings.key), show, frozenset(tool.name for tool in tools))
        try:
            if self._client is None:
                self._client = await asyncio.to_thread(opened, self._settings)
            await self._asked(self._client, (instructions, messages, tools), hearing)
        except faults() as error:
            raise ModelUnavailable(error_words(error, self._settings, begun=hearing.begun)) from None
        return hearing.said()

    async def write(self, instructions: str, text: str, schema: Mapping[str, Any]) -> str:
        """Return the model's text, held to a JSON Schema; free text where the server knows no schemas.

        Raises:
            ModelUnavailable: it cannot answer.
        """
        said: list[str] = []
        for held in (True, False):
            hearing = Hearing(KeyFilter(self._settings.key), said.append, frozenset())
            try:
                if self._client is None:
                    self._client = await asyncio.to_thread(opened, self._settings)
                asked = (instructions, text)
                await _write(self._client, self._settings.model, asked, schema if held else None, hearing)
            except faults() as error:
                if held and getattr(error, "status_code", None) in UNKNOWN_FORMAT:
                    continue
                raise ModelUnavailable(error_words(error, self._settings, begun=hearing.begun)) from None
            return hearing.said().text
        raise ModelUnavailable("the model's server takes no such question")

    async def _asked(self, client: AsyncOpenAI, asked: _Call, hearing: Hearing) -> None:
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


UNKNOWN_FORMAT: Final = frozenset({400, 404, 415, 422, 501})
"""Status of a server that does not know `response_format`."""


async def _write(
    client: AsyncOpenAI, model: str, asked: tuple[str, str], schema: Mapping[str, Any] | None, hearing: Hearing
) -> None:
    """Ask over Chat Completions without tools; with a schema, if there is one."""
    given: list[Any] = [{"role": "system", "content": asked[0]}, {"role": "user", "content": asked[1]}]
    held: dict[str, Any] = {} if schema is None else {"response_format": {
        "type": "json_schema", "json_schema": {"name": "answer", "schema": schema},
    }}
    request = client.chat.completions.with_streaming_response.create(model=model, messages=given, stream=True, **held)
    async with request as response:
        hearing.begun = True
        await hear_answer(response, hearing)


_Call = tuple[str, "Sequence[Message]", "Sequence[Offered]"]
"""Instructions, conversation and tools."""


async def _respond(client: AsyncOpenAI, model: str, asked: _Call, hearing: Hearing) -> None:
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


def _hear(event: Any, hearing: Hearing) -> None:  # noqa: ANN401 - one of fifty events
    match event.type:
        case "response.output_text.delta":
            hearing.text(event.delta or "")
        case "response.refusal.delta":
            hearing.refused(event.delta or "")
        case "response.function_call_arguments.delta":
            hearing.grow(event.delta or "")
        case "response.output_item.done" if event.item.type == "function_call":
            item = event.item
            hearing.call(item.call_id, item.call_id, item.name, item.arguments)
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


async def _complete(client: AsyncOpenAI, model: str, asked: _Call, hearing: Hearing) -> None:
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
    request = client.chat.completions.with_streaming_response.create(
        model=model, messages=given, tools=offered, stream=True, stream_options={"include_usage": True}
    )
    async with request as response:
        hearing.begun = True
        await hear_answer(response, hearing)


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
