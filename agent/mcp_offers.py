"""What does another program's agent find here besides tools: things to read, and ways to begin?

Resources are read at the moment they are asked for; documents need no session.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import mcp_types as types

from agent.docs_answer import PACKED, SOURCE
from agent.tools import READING, MusicTool
from agent.tools.reading import state_of
from engine.config_file import config_json
from engine.config_scenes import with_scenes
from engine.errors import TechnoError
from engine.heard import MAX_HEARD, heard_lines

if TYPE_CHECKING:
    from pathlib import Path

    from agent.model import Offered
    from agent.tools import Tool
    from engine.control import SessionControl

JSON: Final = "application/json"
LIVE: Final = {
    "techno://state": ("How the music stands", JSON), "techno://pattern": ("The last bars, as a grid", "text/plain"),
    "techno://config": ("The config as it stands", JSON),
}
"""Resources of the running session."""
DOCS: Final = "techno://docs/"
OVERWRITING: Final = frozenset({"write_config", "create_config"})
REPEATABLE: Final = frozenset({
    "set_parameter", "set_target", "set_tempo", "mute", "unmute", "solo", "unsolo", "freeze", "play_arc",
    "hold_section", "keep_time",
})
"""Tools that change nothing more when they are called again with the same arguments."""
SAID: Final[dict[str, Any]] = {
    "type": "object", "required": ["refused", "words"],
    "properties": {
        "refused": {"type": "boolean"}, "words": {"type": "string"},
        "status": {"enum": ["applied", "gliding", "planned", "superseded", "refused"]}, "asked": {}, "now": {},
        "from_bar": {"type": ["integer", "null"]}, "bars_to_go": {"type": "integer"}, "reason": {"type": "string"},
        "held_by": {"type": "string"},
    },
}
"""What a tool that asks for something gives back."""
FOUND: Final[dict[str, Any]] = {"type": "object", "required": ["result"], "properties": {"result": {}}}
PROMPTS: Final = {
    "steer": (
        "Steer the music", "wish", "what the performer wants to hear",
        "Read the state, then carry out this wish with as few tools as it takes, and say what really happened: ",
    ),
    "plan_a_set": (
        "Plan a set", "minutes", "how long it is to last",
        "Read the state, then plan scenes, sections and tempo on the agenda, previewed first. Minutes: ",
    ),
    "listen": (
        "Listen and tell", "bars", "how many bars to hear",
        "Hear the last bars; tell what plays, what changed and why, and what comes. Change nothing. Bars: ",
    ),
}
"""By name: title, argument, about it, and the words before it."""


def described(one: Offered, kind: type[Tool]) -> types.Tool:
    """Return a tool as a client lists it: with title, both schemas, and what it does to the music."""
    title = one.name.replace("_", " ").capitalize()
    reads = one.name in READING
    return types.Tool(
        name=one.name, title=title, description=one.about, input_schema=dict(one.schema),
        output_schema=SAID if issubclass(kind, MusicTool) else FOUND,
        annotations=types.ToolAnnotations(
            title=title, read_only_hint=reads, destructive_hint=one.name in OVERWRITING,
            idempotent_hint=reads or one.name in REPEATABLE, open_world_hint=False,
        ),
    )


def resources() -> list[types.Resource]:
    """List the resources."""
    live = [
        types.Resource(name=uri.removeprefix("techno://"), title=title, uri=uri, mime_type=kind)
        for uri, (title, kind) in LIVE.items()
    ]
    pages = [
        types.Resource(name=page, title=page.replace("-", " ").capitalize(), uri=DOCS + page, mime_type="text/markdown")
        for page in sorted(_pages())
    ]
    return [*live, *pages]


def page(uri: str) -> str | None:
    """Return a document's text, None for what is none."""
    found = _pages().get(uri.removeprefix(DOCS)) if uri.startswith(DOCS) else None
    return None if found is None else found.read_text(encoding="utf-8")


async def live(uri: str, session: SessionControl) -> str:
    """Return a resource of the running session.

    Raises:
        TechnoError: there is none of that name.
    """
    state = await session.state()
    match uri:
        case "techno://state":
            return json.dumps(state_of(await session.snapshot(), state), ensure_ascii=False)
        case "techno://pattern":
            return "\n".join(heard_lines((await session.heard(MAX_HEARD))[-4:]))
        case "techno://config":
            return config_json(with_scenes(state))
        case _:
            raise TechnoError(f"there is no resource {uri[:80]}; there are {', '.join(LIVE)} and {DOCS}PAGE")


def prompts() -> list[types.Prompt]:
    """Return ways to begin."""
    return [
        types.Prompt(
            name=name, title=title, description=title,
            arguments=[types.PromptArgument(name=argument, description=about, required=True)],
        )
        for name, (title, argument, about, _) in PROMPTS.items()
    ]


def prompt(name: str, arguments: dict[str, str]) -> types.GetPromptResult:
    """Return a prompt with its argument filled in.

    Raises:
        TechnoError: there is none of that name, or its argument is missing.
    """
    known = PROMPTS.get(name)
    if known is None:
        raise TechnoError(f"there is no prompt {name[:80]}; there are {', '.join(PROMPTS)}")
    title, argument, _, words = known
    if argument not in arguments:
        raise TechnoError(f"{name} needs {argument}")
    text = types.TextContent(type="text", text=words + arguments[argument][:2000])
    return types.GetPromptResult(description=title, messages=[types.PromptMessage(role="user", content=text)])


def _pages() -> dict[str, Path]:
    folder = PACKED if PACKED.is_dir() else SOURCE
    return {path.stem: path for path in folder.glob("*.md")}
