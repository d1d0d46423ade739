"""Which tools does a model have? The one list, for the chat and for MCP."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from agent.tools.library import (
    CreateConfig,
    DocAnswer,
    HelpText,
    ListConfigs,
    ListExamples,
    ReadConfig,
    RenderPhrase,
    WriteConfig,
)
from agent.tools.preview import CommitPreview, Preview
from agent.tools.reading import Decline, Hear, ReadParameters, ReadState, Why
from agent.tools.tool import Desk, MusicTool, Tool, ToolMisused, words_of
from agent.tools.wishes import HANDS, MUSIC
from engine.json_object import finite_json
from engine.parameters import did_you_mean
from engine.plain_text import one_line
from engine.schema_words import allowed_words, schema_at

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

TOOLS: Final[tuple[type[Tool], ...]] = (
    ReadState, Hear, ReadParameters, Why, *MUSIC, *HANDS, Preview, CommitPreview,
    ListConfigs, ReadConfig, WriteConfig, CreateConfig, RenderPhrase, ListExamples, HelpText, DocAnswer, Decline,
)
BY_NAME: Final = {tool.title(): tool for tool in TOOLS}
OFFERED: Final = tuple(tool.offered() for tool in TOOLS)
READING: Final = frozenset(tool.title() for tool in (
    ReadState, Hear, ReadParameters, Why, Preview, ListConfigs, ReadConfig, ListExamples, HelpText, DocAnswer, Decline,
))
"""Tools that change nothing."""
MAX_ARGUMENTS: Final = 65_536
MAX_FAULT: Final = 240
MAX_FAULTS: Final = 5
"""Faults of one call that a model is told at once."""


def tool_of(name: str, arguments: str) -> Tool:
    """Return a tool with its arguments, as a model called it.

    Args:
        name: of the tool.
        arguments: JSON; what may be null may also be left out, and null for what it does not know is left out.

    Raises:
        ToolMisused: there is no such tool, or these are no arguments for it.
    """
    tool = BY_NAME.get(name)
    if tool is None:
        near = did_you_mean(name[:64], BY_NAME)
        raise ToolMisused(f"there is no tool {one_line(name, 64)}{near}")
    if len(arguments) > MAX_ARGUMENTS:
        raise ToolMisused(f"{name}: arguments of more than {MAX_ARGUMENTS} characters")
    try:
        given = finite_json(arguments or "{}")
    except (ValueError, RecursionError):
        raise ToolMisused(f"{name}: the arguments are no JSON object; write them again") from None
    if not isinstance(given, dict):
        raise ToolMisused(f"{name}: the arguments must be a JSON object")
    known = tool.model_fields
    left_out = {key: None for key, field in known.items() if _nullable(field.annotation)}
    whole = left_out | {key: value for key, value in given.items() if value is not None or key in known}
    try:
        return tool.model_validate_json(json.dumps(whole))
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False)
        raise ToolMisused(f"{name}: " + "; ".join(_fault(tool, fault) for fault in faults[:MAX_FAULTS])) from None


def _nullable(annotation: object) -> bool:
    return type(None) in getattr(annotation, "__args__", ())


def _fault(tool: type[Tool], fault: ErrorDetails) -> str:
    """Describe one argument's fault, and the values it takes."""
    place, found = ".".join(str(part) for part in fault["loc"]), one_line(repr(fault["input"]), 80)
    if fault["type"] == "missing":
        return one_line(f"{place} is missing", MAX_FAULT)
    if fault["type"] == "extra_forbidden":
        known = tool.model_fields
        return one_line(f"there is no argument {place}{did_you_mean(place, known)}, only {', '.join(known)}", MAX_FAULT)
    if fault["type"] == "value_error":
        return one_line(f"{place}: {fault['msg'].removeprefix('Value error, ')}", MAX_FAULT)
    schema = tool.offered().schema
    part = schema_at(schema, fault["loc"])
    allowed = "another value" if part is None else allowed_words(part)
    return one_line(f"{place} takes {allowed}, found {found}", MAX_FAULT)


__all__ = ["BY_NAME", "OFFERED", "READING", "TOOLS", "Desk", "MusicTool", "Tool", "ToolMisused", "tool_of", "words_of"]
