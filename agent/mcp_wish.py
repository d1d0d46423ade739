"""What may another program's agent say in plain words, and how does it hear the question that must be answered first?

The offline agent reads the wish. Where it would ask, the result is `input_required` with the readings as choices; the
client calls again with the same words and the answer, so nothing is kept between the two. A client that cannot be asked
reads the question in an error, and words the wish anew.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

import mcp_types as types
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

from agent.tools import ToolMisused

if TYPE_CHECKING:
    from agent.carry_out import Workspace
    from agent.reply import Asking, Reply
    from engine.control import SessionControl

WISH: Final = "wish"
START: Final = "start_session"
CHOICE: Final = "choice"
MAX_WISH: Final = 600
MAX_NAME: Final = 64
TOOLS: Final = (
    types.Tool(
        name=WISH, title="Wish in plain words",
        description=(
            'Say what the music is to do, in plain words, as a performer would: "more swing on the hats", "drop the '
            'kick for 8 bars". Rules read it, no model; what could be two things is asked, and nothing is guessed.'
        ),
        input_schema={
            "type": "object", "additionalProperties": False, "required": ["text"],
            "properties": {"text": {"type": "string", "minLength": 1, "maxLength": MAX_WISH}},
        },
        output_schema={
            "type": "object", "required": ["reply", "refused", "commands"],
            "properties": {
                "reply": {"type": "string"}, "refused": {"type": "boolean"},
                "commands": {"type": "array", "items": {"type": "object"}},
            },
        },
        annotations=types.ToolAnnotations(
            title="Wish in plain words", read_only_hint=False, destructive_hint=False, idempotent_hint=False,
            open_world_hint=False,
        ),
    ),
    types.Tool(
        name=START, title="Start a session",
        description=(
            "Start a session in the background when none runs; it waits, stopped, until move_transport plays it. Only "
            "when the performer asks for it."
        ),
        input_schema={
            "type": "object", "additionalProperties": False, "required": ["config"],
            "properties": {"config": {
                "type": ["string", "null"], "pattern": f"^[A-Za-z0-9_-]{{1,{MAX_NAME}}}$",
                "description": "a config of list_configs; null is m4_showcase",
            }},
        },
        output_schema={
            "type": "object", "required": ["started", "words"],
            "properties": {"started": {"type": "boolean"}, "words": {"type": "string"}},
        },
        annotations=types.ToolAnnotations(
            title="Start a session", read_only_hint=False, destructive_hint=False, idempotent_hint=True,
            open_world_hint=False,
        ),
    ),
)
"""Tools that only this protocol has: the chat is a session's own, and reads plain words anyway."""


def text_of(arguments: dict[str, Any]) -> str:
    """Return the words of a wish.

    Raises:
        ToolMisused: there are none, or too many.
    """
    text = arguments.get("text")
    if not isinstance(text, str) or not 0 < len(text.strip()) <= MAX_WISH or arguments.keys() != {"text"}:
        raise ToolMisused(f"{WISH} takes text, 1..{MAX_WISH} characters")
    return text


def config_of(arguments: dict[str, Any]) -> str | None:
    """Return the name of the config to start with, None for the usual one.

    Raises:
        ToolMisused: it is no name.
    """
    name = arguments.get("config")
    plain = isinstance(name, str) and 0 < len(name) <= MAX_NAME and name.replace("-", "_").isidentifier()
    if arguments.keys() - {"config"} or not (name is None or plain):
        raise ToolMisused(f"{START} takes config, a name of list_configs or null")
    return name


async def wished(
    text: str, session: SessionControl, files: Workspace, answers: types.InputResponses | None, *, may_ask: bool
) -> types.CallToolResult | types.InputRequiredResult:
    """Return the outcome of a wish, or the question that must be answered first.

    Args:
        text: the wish. session: where it is carried out. files: that it may touch.
        answers: to the question of the call before, which had the same text.
        may_ask: the client can be asked.
    """
    from agent.offline_model import OfflineAgent  # noqa: PLC0415 - a third of the server's start, and many only use tools

    agent, turn = OfflineAgent(), uuid4().hex
    reply = await agent.answer(text, session, files, turn=turn)
    if reply.question is None:
        return _told(reply)
    answer = (answers or {}).get(CHOICE)
    if answer is None:
        return _asked(reply.question) if may_ask else _told(reply, wrong=True)
    if not isinstance(answer, types.ElicitResult) or answer.action != "accept":
        return _told(await agent.answer("no", session, files, turn=turn))
    said = (answer.content or {}).get(CHOICE)
    reply = await agent.answer(str(said)[:MAX_WISH], session, files, turn=turn)
    return _told(reply, wrong=reply.question is not None)


def _asked(question: Asking) -> types.InputRequiredResult:
    choice: dict[str, Any] = {"type": "string", "title": "Which one"}
    if question.choices:
        choice["enum"] = list(question.choices)
    form = types.ElicitRequestFormParams(
        message=question.text, requested_schema={"type": "object", "properties": {CHOICE: choice}, "required": [CHOICE]}
    )
    return types.InputRequiredResult(input_requests={CHOICE: types.ElicitRequest(params=form)})


def _told(reply: Reply, *, wrong: bool = False) -> types.CallToolResult:
    said = {"reply": reply.reply, "refused": reply.refused, "commands": [dict(one) for one in reply.commands]}
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=json.dumps(said, ensure_ascii=False))],
        is_error=wrong or (reply.refused and not reply.commands), structured_content=said,
    )


def may_be_asked(version: str, capabilities: types.ClientCapabilities | None) -> bool:
    """Return True for a client that answers questions which come as a result."""
    return version in MODERN_PROTOCOL_VERSIONS and capabilities is not None and capabilities.elicitation is not None
