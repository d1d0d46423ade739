"""Which pieces of a streamed answer belong to which tool call?

By the standard each call has its index and its id comes with its first piece. Servers number all calls 0, or give no
number, or repeat the id with every piece, or send the arguments as an object. A piece begins another call when its id
is another, or when it names a tool although the call before is whole.
"""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(slots=True)
class HeardCall:
    """A tool call while it arrives; `index` is what the server numbers it, or None."""

    index: object
    id: str = ""
    tool: str = ""
    arguments: str = ""

    @property
    def whole(self) -> bool:
        """True when its arguments are a JSON object."""
        try:
            return isinstance(json.loads(self.arguments), dict)
        except (ValueError, RecursionError):
            return False


class HeardCalls:
    """The tool calls of one answer, in the order in which they began."""

    def __init__(self) -> None:
        self.calls: list[HeardCall] = []

    def piece(self, index: object, call_id: str, tool: str, arguments: object) -> None:
        """Take a piece of a call.

        Args:
            index: as the server numbers it, or None.
            call_id: "" where the piece has none.
            tool: its name, "" likewise.
            arguments: a piece of their text, or all of them as JSON, or None.
        """
        known = self._known(index, call_id)
        if known is None or _is_another(known, call_id, tool, arguments):
            known = HeardCall(index)
            self.calls.append(known)
        known.id = known.id or call_id
        known.tool = known.tool or tool
        if isinstance(arguments, str):
            known.arguments += arguments
        elif arguments is not None and not known.arguments:
            known.arguments = json.dumps(arguments)

    def _known(self, index: object, call_id: str) -> HeardCall | None:
        """Return the last call with that id and number, else the last with that number; without a number the last."""
        numbered = [call for call in self.calls if index is None or call.index == index]
        same = [call for call in numbered if call_id and call.id == call_id]
        found = same or numbered
        return found[-1] if found else None


def _is_another(known: HeardCall, call_id: str, tool: str, arguments: object) -> bool:
    """Return True when a piece is of another call than the one that is known at its place."""
    if call_id and known.id:
        return call_id != known.id
    if not tool or not known.tool:
        return False
    return tool != known.tool or (known.whole and arguments not in ("", None))
