"""What a model behind an OpenAI-compatible server says, or what went wrong."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from agent.model import Asked, ModelUnavailable, Offered, Said
from agent.openai_model import OpenAIModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.model import Message
    from agent.settings import ModelSettings

TOOL = Offered("mute", "Silence a layer", {
    "type": "object", "properties": {"layer": {"type": "string"}}, "required": ["layer"], "additionalProperties": False,
})
INSTRUCTIONS = "You are a drummer."


async def answered(settings: ModelSettings, *messages: Message, shown: list[str] | None = None) -> Said:
    model = OpenAIModel(settings)
    heard: Sequence[Message] = messages or (Asked("more hats"),)
    try:
        return await model.say(INSTRUCTIONS, heard, [TOOL], ([] if shown is None else shown).append)
    finally:
        await model.close()


def said(settings: ModelSettings, *messages: Message, shown: list[str] | None = None) -> Said:
    return asyncio.run(answered(settings, *messages, shown=shown))


def fault(settings: ModelSettings) -> str:
    with pytest.raises(ModelUnavailable) as failed:
        said(settings)
    return str(failed.value)
