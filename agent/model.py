"""What does the chat ask of a language model, whichever it is?

A model is given instructions, what was said so far and the tools on offer; it streams text and may call tools. The
client of a real service is in `agent/openai_model.py`; `ScriptedModel` says what it was told to, for tests.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from engine.errors import TechnoError

if TYPE_CHECKING:
    from pydantic import JsonValue

Show = Callable[[str], None]
"""Takes a piece of text as it arrives."""


class ModelUnavailable(TechnoError):
    """The model cannot answer; the sentence says why, and what it said itself."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A tool as a model sees it: its name, one line about it, and the JSON Schema of its arguments."""

    name: str
    about: str
    schema: Mapping[str, JsonValue]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A tool that a model wants: the id its result is wired by, its name, and the arguments as the model wrote them."""

    id: str
    tool: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What the performer said."""

    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """What the model said in one round.

    Attributes:
        text: for the performer.
        calls: tools it wants, in its order.
        tokens: what the round cost, both ways; 0 when the server does not say.
    """

    text: str
    calls: tuple[ToolCall, ...] = ()
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """What a tool gave back, by the id of its call."""

    call_id: str
    result: str


Message = Asked | Said | Told


class JsonModel(Protocol):
    """A model that writes one JSON object when it is held to a schema."""

    async def write(self, instructions: str, text: str, schema: Mapping[str, Any]) -> str:
        """Return the model's text; raises ModelUnavailable."""


class ChatModel(Protocol):
    """A language model that may call tools."""

    @property
    def name(self) -> str:
        """Name of the model, for people."""

    async def say(self, instructions: str, messages: Sequence[Message], tools: Sequence[Offered], show: Show) -> Said:
        """Return the model's next answer: text, calls of tools, or both.

        Args:
            instructions: what it is and what it knows.
            messages: the conversation, oldest first.
            tools: what it may call.
            show: takes its text piece by piece.

        Raises:
            ModelUnavailable: it cannot answer.
        """

    async def close(self) -> None:
        """Close its connections; it may be asked again."""


Line = Said | BaseException | Callable[[Sequence[Message]], Awaitable[Said]]


@dataclass
class ScriptedModel:
    """A model that says its lines in order, and the last one for ever.

    Attributes:
        script: what it says: a `Said`, an error to raise, or a function of the conversation.
        name: of the model.
        heard: instructions and conversation of each round it was asked for.
    """

    script: Sequence[Line]
    name: str = "scripted"
    heard: list[tuple[str, tuple[Message, ...]]] = field(default_factory=list)

    async def say(self, instructions: str, messages: Sequence[Message], tools: Sequence[Offered], show: Show) -> Said:
        """Say the next line, word by word."""
        del tools
        line = self.script[min(len(self.heard), len(self.script) - 1)]
        self.heard.append((instructions, tuple(messages)))
        if isinstance(line, BaseException):
            raise line
        said = line if isinstance(line, Said) else await line(messages)
        for word in said.text.split(" "):
            show(word + " ")
            await asyncio.sleep(0)
        return said

    async def close(self) -> None:
        """Do nothing: there is no connection."""
