"""What has arrived of one answer of a model, and what does it come to?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from agent.heard_calls import HeardCalls
from agent.model import ModelUnavailable, Said, ToolCall
from agent.model_faults import in_words
from agent.server_text import CUT
from agent.spoken import Spoken
from agent.written_calls import PYTHON, written_calls
from engine.plain_text import printable

if TYPE_CHECKING:
    from collections.abc import Collection

    from agent.key_filter import KeyFilter
    from agent.model import Show

MAX_ANSWER: Final = 65_536
"""Longest answer of one round, in characters, arguments of tools included; a config of 1 MiB is no chat."""
EMPTY: Final = "the model's server sent an empty answer"
TOO_LONG: Final = f"the answer was longer than {MAX_ANSWER} characters and was stopped"
GARBLED: Final = "the model wrote a call as text, and it was not understood as a call"


class Hearing:
    """One answer while it arrives.

    Attributes:
        refusal: the model's own, in place of an answer.
        tokens: what it cost.
        begun: the server has begun to answer. whole: it has said that it is done.
    """

    def __init__(self, keys: KeyFilter, show: Show, tools: Collection[str]) -> None:
        self._keys = keys
        self._show = show
        self._tools = tools
        self._spoken = Spoken()
        self._calls = HeardCalls()
        self._size = 0
        self.refusal = ""
        self.tokens = 0
        self.begun = False
        self.whole = False

    @property
    def empty(self) -> bool:
        """True while neither text nor a call has come."""
        return not self._size

    def text(self, piece: str) -> None:
        """Take a piece of text, and show what of it is for people."""
        self.grow(piece)
        self._shown(self._spoken.fed(printable(piece)))

    def call(self, index: object, call_id: str, tool: str, arguments: object) -> None:
        """Take a piece of a tool call; see `HeardCalls.piece`."""
        self.grow(tool + (arguments if isinstance(arguments, str) else json.dumps(arguments)))
        self._calls.piece(index, call_id, tool, arguments)

    def refused(self, piece: str) -> None:
        """Take a piece of the model's refusal."""
        self.refusal += piece
        self.grow(piece)

    def said(self) -> Said:
        """Return the whole answer.

        Raises:
            ModelUnavailable: it is not whole, a refusal, or a call written as text that cannot be read.
        """
        self._shown(self._spoken.rest())
        spoken = self._spoken.text
        if PYTHON.match(spoken) and (calls := written_calls(spoken, self._tools)).calls:
            spoken, written = "", calls
        else:
            written = written_calls(self._spoken.held, self._tools)
            self._shown(written.text)
        self._out(self._keys.rest())
        if self.refusal:
            raise self.fault(f"the model declined: {self.refusal}")
        if not self.whole:
            raise ModelUnavailable(EMPTY if self.empty else CUT)
        heard = [(call.id, call.tool, call.arguments) for call in self._calls.calls]
        if written.garbled and not heard:
            raise ModelUnavailable(GARBLED)
        heard = heard or [("", tool, arguments) for tool, arguments in written.calls]
        text = self._keys.without(spoken + written.text)
        return Said(text, self._numbered(heard), self.tokens)

    def fault(self, words: str) -> ModelUnavailable:
        """Return an error with the server's own message."""
        return ModelUnavailable(in_words(words, self._keys))

    def grow(self, piece: str) -> None:
        """Count what has arrived.

        Raises:
            ModelUnavailable: it is more than an answer may be.
        """
        self._size += len(piece)
        if self._size > MAX_ANSWER:
            raise ModelUnavailable(TOO_LONG)

    def _numbered(self, heard: list[tuple[str, str, str]]) -> tuple[ToolCall, ...]:
        """Return calls of (id, tool, arguments) with ids of their own, by which their results are wired."""
        ids = [call_id for call_id, _, _ in heard]
        return tuple(
            ToolCall(
                call_id if call_id and ids.count(call_id) == 1 else f"call-{number}", printable(tool),
                self._keys.without(_plain_json(arguments)),
            )
            for number, (call_id, tool, arguments) in enumerate(heard)
        )

    def _shown(self, text: str) -> None:
        self._out(self._keys.fed(text))

    def _out(self, text: str) -> None:
        if text:
            self._show(text)


def _plain_json(text: str) -> str:
    """Return JSON with its characters written out, so that nothing hides behind escapes; other text as it is.

    What was packed into a string once more is unpacked.
    """
    try:
        value = json.loads(text)
        if isinstance(value, str):
            value = json.loads(value)
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    except (ValueError, RecursionError):
        return text
