"""What is a tool, and on what does it work?

A tool is a pydantic model: its fields are its arguments, its docstring is what a model reads about it, `use` does it.
Ranges come from the config's own fields, so there is one place that knows them.
"""

from __future__ import annotations

import re
from abc import abstractmethod
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from agent.carry_out import Done, carry_out
from agent.model import Offered
from engine.config import Config
from engine.config_file import config_json, parse_config
from engine.errors import TechnoError
from engine.misshapen import MAX_TEXT
from engine.names import NAME_PATTERN
from engine.parameters import describe
from engine.plain_text import one_line
from engine.when import MAX_BAR, MAX_EVERY_BARS, NEXT, When

if TYPE_CHECKING:
    from agent.carry_out import Progress, Workspace
    from agent.requests import Request
    from engine.control import SessionControl

AUTHOR: Final = "agent"
"""Who asks in a chat, in the journal."""
MAX_SAID: Final = 400
"""Longest sentence of a tool's result that others wrote, in characters."""
NAME: Final = rf"^{NAME_PATTERN}$"
"""Names of configs, layers, scenes and takes."""
PATH: Final = r"^[A-Za-z0-9_.-]{1,128}$"
"""Paths of parameters."""
PORT: Final = r"^[A-Za-z0-9 _.:()-]{1,64}$"
"""Parts of the names of ports."""
FILE: Final = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"
"""Names of files that are written."""


class ToolMisused(TechnoError):
    """A tool was called with arguments that it does not take; the sentence says what it does take."""


@dataclass
class Desk:
    """Where tools work: one turn of the chat on one session.

    Attributes:
        session: the door to the music.
        files: the files the chat may touch.
        author: who asks, in the journal.
        turn: all wishes of it are one step of undo.
        dry_run: nothing moves and nothing is written.
        proposal: what was previewed last and not committed; it outlives the turn.
        declined: why the wish is none for this program, "" when it is.
        tainted: texts that others wrote were read in this turn.
        progress: hears how far a render is: bars done, and in all.
        learnt: something was read that the performer may have asked for.
    """

    session: SessionControl
    files: Workspace
    author: str = AUTHOR
    turn: str = ""
    dry_run: bool = False
    proposal: tuple[Request, ...] = ()
    declined: str = ""
    learnt: bool = False
    tainted: bool = False
    progress: Progress | None = None
    _done: dict[int, Done] = field(default_factory=dict)
    _asked: int = 0

    @property
    def done(self) -> tuple[Done, ...]:
        """What was carried out, in the order in which it was asked."""
        return tuple(self._done[place] for place in sorted(self._done))

    @property
    def begun(self) -> bool:
        """True when something was asked of the session or a file, answered or not."""
        return self._asked > 0

    async def carry_out(self, request: Request, when: When | None = None) -> Done:
        """Carry a request out, now or at a time, and remember its result."""
        place, self._asked = self._asked, self._asked + 1
        done = await carry_out(
            request, self.session, self.files, author=self.author, turn=self.turn, dry_run=self.dry_run,
            when=when, progress=self.progress,
        )
        self._done[place] = done
        return done

    def keep_config(self, name: str, text: str, *, overwrite: bool) -> JsonValue:
        """Write a config, or only check it in a dry run; return the result for the model.

        Raises:
            ConfigError: it cannot be used. TechnoError: it may not be written.
        """
        if self.dry_run:
            self.read_text(text, name)
            words = f"would write the config {name}"
        else:
            words = f"wrote {self.files.write_config(name, text, overwrite=overwrite)}"
        return said(self.note({"command": "save", "name": name}, words))

    def note(self, command: dict[str, Any], words: str) -> Done:
        """Remember something that was done without the session; return it."""
        place, self._asked = self._asked, self._asked + 1
        done = Done(command, None, words, refused=False)
        self._done[place] = done
        return done

    def read_text(self, text: str, name: str) -> Config:
        """Return the config in a text, with its style underneath; raises ConfigError."""
        return parse_config(text.encode(errors="surrogatepass"), name, styles=self._style, known=self.files.names())

    def _style(self, name: str) -> bytes | None:
        return config_json(self.files.read(name)).encode() if name in self.files.names() else None


class Tool(BaseModel):
    """A tool with its arguments; every one is required, and null where that is allowed."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False)

    @abstractmethod
    async def use(self, desk: Desk) -> JsonValue:
        """Carry it out; return the result for the model.

        Raises:
            TechnoError: it cannot be done.
        """

    @classmethod
    def title(cls) -> str:
        """Return the tool's name: the class's, in lower case with underscores."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @classmethod
    def offered(cls) -> Offered:
        """Return the tool as a model sees it."""
        return Offered(cls.title(), " ".join((cls.__doc__ or "").split()), strict_schema(cls))


class MusicTool(Tool):
    """A tool that asks something of the music; wishes of one round reach the same bar."""

    @abstractmethod
    def request(self) -> Request:
        """Return the request that the call makes."""

    async def use(self, desk: Desk) -> JsonValue:
        """Carry it out; return the outcome."""
        return said(await desk.carry_out(self.request()))


class Later(MusicTool):
    """A wish that may be meant for later: in some bars, at a bar, or again and again; nulls mean the next bar line."""

    in_bars: int | None = Field(None, ge=1, le=MAX_BAR, description="that many bars from now; null: the next bar line")
    at_bar: int | None = Field(None, ge=0, le=MAX_BAR, description="at that bar counted from 0; or null")
    every_bars: int | None = Field(
        None, ge=1, le=MAX_EVERY_BARS, description="again and again, that many bars apart, until cancelled; null: once"
    )

    def when(self) -> When | None:
        """Return the time it is meant for, None for the next bar line."""
        when = When(self.at_bar, self.every_bars, self.in_bars)
        return None if when == NEXT else when

    async def use(self, desk: Desk) -> JsonValue:
        """Carry it out or plan it; return the outcome."""
        return said(await desk.carry_out(self.request(), self.when()))


class Hand(MusicTool):
    """A wish that reaches beyond the bars; not in a turn that has read what others wrote, which may ask for it."""

    async def use(self, desk: Desk) -> JsonValue:
        """Carry it out; return the outcome."""
        if desk.tainted:
            raise TechnoError(
                f"not in a turn that has read configs: ask the performer, and call {self.title()} in the next turn"
            )
        return await super().use(desk)


def said(done: Done) -> JsonValue:
    """Return the result of a request as a model reads it; bars count from 1."""
    told: dict[str, JsonValue] = {"refused": done.refused, "words": words_of(done)}
    outcome = done.outcome
    if outcome is not None:
        told |= {
            "status": outcome.status, "asked": outcome.requested, "now": outcome.applied,
            "from_bar": None if outcome.bar is None else outcome.bar + 1, "bars_to_go": outcome.bars_left,
            "reason": one_line(outcome.reason, MAX_SAID), "held_by": one_line(outcome.held_by, MAX_SAID),
        }
    return told


def words_of(done: Done) -> str:
    """Return a request's result without the folders of files, which are private."""
    if done.outcome is not None or done.refused:
        return one_line(done.words, MAX_SAID)
    name = Path(str(done.command.get("out") or done.command.get("name") or "")).name
    return one_line(f"{done.command['command']} {name}".strip() + ": done", MAX_SAID)


def like(name: str, about: str = "", *, model: type[BaseModel] = Config) -> Any:  # noqa: ANN401 - as pydantic's Field
    """Return a field with the range, unit and help of a config's field."""
    known = describe(name, model.model_fields[name])
    return Field(ge=known.low, le=known.high, description=f"{about or known.text}, {known.allowed()}")


def count(low: int, high: int, about: str) -> Any:  # noqa: ANN401 - as pydantic's Field
    """Return a field for a whole number."""
    return Field(ge=low, le=high, description=about)


def name_of(what: str) -> Any:  # noqa: ANN401 - as pydantic's Field
    """Return a field for the name of something."""
    return Field(pattern=NAME, description=what)


def shown(text: str) -> str:
    """Return text that somebody else wrote, fit for a result."""
    return one_line(text, MAX_TEXT)


# --- schemas ----------------------------------------------------------------------------------------------------------

LEFT_OUT: Final = frozenset({"title", "default", "discriminator"})


def strict_schema(model: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema of a tool's arguments in the strict form that model servers take.

    Every property is required, nothing else is allowed, there are no defaults and no references.
    """
    whole = model.model_json_schema()
    parts = whole.pop("$defs", {})
    whole.pop("description", None)  # the tool's own, said once
    found = _strict(whole, parts)
    if not isinstance(found, dict):
        raise TypeError(model)
    return found


def _strict(schema: JsonValue, parts: dict[str, JsonValue]) -> JsonValue:
    if isinstance(schema, list):
        return [_strict(item, parts) for item in schema]
    if not isinstance(schema, dict):
        return schema
    reference = schema.get("$ref")
    if isinstance(reference, str):
        return _strict(parts[reference.rpartition("/")[2]], parts)
    found: dict[str, JsonValue] = {}
    for key, value in schema.items():
        if key == "properties" and isinstance(value, dict):  # their names are not keywords
            found[key] = {name: _strict(inner, parts) for name, inner in value.items()}
        elif key not in LEFT_OUT:
            found["anyOf" if key == "oneOf" else key] = _strict(value, parts)
    if found.get("type") == "object":
        properties = found.setdefault("properties", {})
        found["required"] = list(properties) if isinstance(properties, dict) else []
        found["additionalProperties"] = False
    return found
