"""Which tool calls has a model written into its text?

A server that does not know its model's way of calling hands the call through as text. The common ways are read back;
what looks like a call and cannot be read is said to be one, so that nobody takes it for an answer. Sources: the chat
templates of the open models: Hermes and Qwen, Llama, Mistral, and those that imitate them.
"""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

MARK: Final = re.compile(
    r"</?(?:tool_calls?|function_calls?|tool_use|function|invoke)\b|<\|(?:python_tag|tool_calls?(?:_begin)?)\|>"
    r"|\[/?TOOL_CALLS\]|<\uff5ctool"
)
"""Where a call begins or ends."""
OPENING: Final = re.compile(r"\s*(?:[\[{]|```)")
"""How an answer begins that may be a call and nothing else."""

NAMED: Final = re.compile(r"<function=([\w.-]+)\s*>(.*?)</function>", re.DOTALL)
INVOKED: Final = re.compile(r"<invoke name=[\"']([\w.-]+)[\"']\s*>(.*?)</invoke>", re.DOTALL)
ARGUMENT: Final = re.compile(r"<parameter(?:=| name=[\"'])([\w.-]+)[\"']?\s*>(.*?)</parameter>", re.DOTALL)
TAGGED: Final = re.compile(
    r"<(tool_calls?|function_calls?|tool_use)>(.*?)(?:</\1>|\Z)"
    r"|(?:\[TOOL_CALLS\]|<\|(?:python_tag|tool_calls?)\|>)(.*?)(?:\[/TOOL_CALLS\]|<\|[\w/]+\|>|\Z)", re.DOTALL,
)
FENCED: Final = re.compile(r"\s*```(?:\w+)?\s*(.*?)\s*```\s*", re.DOTALL)
PYTHON: Final = re.compile(r"\[?\s*[A-Za-z_]\w*\(")
NAME_FIRST: Final = re.compile(r"\s*([\w.-]+)\s*(?:\[ARGS\])?\s*(\{.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class WrittenCalls:
    """What a text holds.

    Attributes:
        calls: (tool, arguments as JSON), in their order.
        text: what is left for people.
        garbled: something looks like a call and cannot be read.
    """

    calls: tuple[tuple[str, str], ...]
    text: str
    garbled: bool = False


def written_calls(text: str, tools: Collection[str]) -> WrittenCalls:
    """Return the calls that a text holds; without a mark of one, only if the whole text is calls of these tools."""
    if MARK.search(text) is None:
        calls = _unmarked(text, tools)
        return WrittenCalls(calls, "" if calls else text)
    found: list[tuple[int, list[tuple[str, str]]]] = []

    def taken(match: re.Match[str]) -> str:
        if match.re is TAGGED:
            calls = _calls(match[2] if match[2] is not None else match[3])
        else:
            calls = [(match[1], _body(match[2]))]
        if not calls and _inner(match):
            return match[0]
        found.append((match.start(), calls))
        return " " * len(match[0])  # keeps the places of the others

    left = text
    for form in (NAMED, INVOKED, TAGGED):
        left = form.sub(taken, left)
    calls = tuple(call for _, several in sorted(found, key=lambda one: one[0]) for call in several)
    if MARK.search(left) is not None or not calls:
        return WrittenCalls((), "", garbled=True)
    return WrittenCalls(calls, " ".join(left.split()))


def _inner(match: re.Match[str]) -> str:
    """Return the text between the tags, "" where another form was taken out of it."""
    return (match[2] if match[2] is not None else match[3] or "").strip()


def _unmarked(text: str, tools: Collection[str]) -> tuple[tuple[str, str], ...]:
    fenced = FENCED.fullmatch(text)
    body = fenced[1] if fenced else text.strip()
    calls = _python_calls(body) if PYTHON.match(body) else _calls(body)
    return tuple(calls) if all(name in tools for name, _ in calls) else ()


def _calls(body: str) -> list[tuple[str, str]]:
    """Return the calls of a text that is JSON, one value or several, or a name and JSON; none when it is not."""
    first = NAME_FIRST.fullmatch(body)
    if first is not None:
        values = list(_values(first[2]))
        return [(first[1], json.dumps(values[0]))] if len(values) == 1 and isinstance(values[0], dict) else []
    try:
        found = [_call(one) for value in _values(body) for one in _flat(value)]
    except TypeError:
        return []
    return found


def _values(text: str) -> Iterator[Any]:
    """Yield the JSON values of a text that holds nothing else; none when it holds something else."""
    decoder, place, found = json.JSONDecoder(), 0, []
    while place < len(text):
        if text[place] in " \t\r\n,;":
            place += 1
            continue
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError):
            return
        found.append(value)
    yield from found


def _flat(value: Any) -> Iterator[Any]:  # noqa: ANN401 - JSON
    if isinstance(value, dict) and isinstance(value.get("tool_calls"), list):
        value = value["tool_calls"]
    yield from value if isinstance(value, list) else [value]


def _call(value: Any) -> tuple[str, str]:  # noqa: ANN401 - JSON
    """Return a call from its JSON, in one of the forms that are about.

    Raises:
        TypeError: it is none.
    """
    if isinstance(value, dict) and isinstance(value.get("function"), dict):
        value = value["function"]
    if not isinstance(value, dict):
        raise TypeError(value)
    name = value.get("name", value.get("function", value.get("tool")))
    keys = [key for key in ("arguments", "parameters", "args", "input") if key in value]
    arguments = value[keys[0]] if keys else None
    if not isinstance(name, str) or not isinstance(arguments, dict | str | None):
        raise TypeError(value)
    return name, arguments if isinstance(arguments, str) else json.dumps(arguments or {})


def _body(text: str) -> str:
    """Return the arguments between the tags of a named call: JSON as it is, or one tag an argument."""
    found = {name: _value(value) for name, value in ARGUMENT.findall(text)}
    return json.dumps(found) if found or not text.strip() else text.strip()


def _value(text: str) -> Any:  # noqa: ANN401 - JSON
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text.strip()


def _python_calls(text: str) -> list[tuple[str, str]]:
    """Return the calls of `mute(layer="clap")` or a list of such; none when it is not that."""
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found = []
    for one in tree.elts if isinstance(tree, ast.List) else [tree]:
        if not isinstance(one, ast.Call) or not isinstance(one.func, ast.Name) or one.args:
            return []
        try:
            arguments: dict[str, Any] = {
                keyword.arg or "": ast.literal_eval(keyword.value) for keyword in one.keywords
            }
            found.append((one.func.id, json.dumps(arguments)))
        except (ValueError, TypeError):
            return []
    return found
