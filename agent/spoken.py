"""What of a model's text is for people: not what it thinks aloud, and not what may turn out to be a call?

Text is shown as it arrives, so it is sorted piece by piece. Thoughts stand between tags; some servers swallow the
opening one, so what stands before a closing tag alone was thought too.
"""

from __future__ import annotations

import re
from typing import Final

from agent.written_calls import MARK, OPENING

THOUGHT: Final = re.compile(r"<(?:think|thinking|thought|reasoning)>|\[THINK\]", re.IGNORECASE)
THOUGHT_END: Final = re.compile(r"</(?:think|thinking|thought|reasoning)>|\[/THINK\]", re.IGNORECASE)
MAY_BEGIN: Final = re.compile(r"[<\[][^<\[>\]]{0,24}\Z")
"""The end of a piece that more letters may make into a tag or into a mark of a call."""
LONGEST_TAG: Final = 16


class Spoken:
    """A model's text while it arrives.

    Attributes:
        text: what was said to people so far.
        held: from where the text may be a call on; nothing of it was shown.
    """

    def __init__(self) -> None:
        self.text = ""
        self.held = ""
        self._pending = ""
        self._thinking = False

    def fed(self, piece: str) -> str:
        """Add a piece; return the text that may be shown by now."""
        if self.held:
            self.held += piece
            return ""
        self._pending += piece
        shown = ""
        while (mark := self._next_mark()) is not None:
            before, after = self._pending[: mark.start()], self._pending[mark.end():]
            if mark.re is MARK:
                break
            if self._thinking:
                self._thinking, self._pending = False, after.lstrip()
            elif mark.re is THOUGHT:
                self._thinking, self._pending = True, after
                shown += before
            else:
                self.text, self._pending = "", after.lstrip()
                shown = ""
        return self._said(shown + self._plain(mark))

    def rest(self) -> str:
        """Return the waiting text, at the end of it all."""
        text, self._pending = self._pending, ""
        if self.held:
            *_, self.held = THOUGHT_END.split(self.held)
        return "" if self._thinking else self._said(text)

    def _next_mark(self) -> re.Match[str] | None:
        if self._thinking:
            return THOUGHT_END.search(self._pending)
        found = [match for form in (THOUGHT, THOUGHT_END, MARK) if (match := form.search(self._pending)) is not None]
        return min(found, key=lambda match: match.start(), default=None)

    def _plain(self, mark: re.Match[str] | None) -> str:
        """Return the plain text that is next; hold back what may be a call, and keep what may become a tag."""
        if self._thinking:
            self._pending = self._pending[-LONGEST_TAG:]
            return ""
        if not self.text.strip() and OPENING.match(self._pending):
            end = 0
        elif mark is not None:
            end = mark.start()
        else:
            tail = MAY_BEGIN.search(self._pending)
            text, self._pending = self._pending[: tail.start() if tail else None], tail[0] if tail else ""
            return text
        text, self.held, self._pending = self._pending[:end], self._pending[end:], ""
        return text

    def _said(self, text: str) -> str:
        self.text += text
        return text
