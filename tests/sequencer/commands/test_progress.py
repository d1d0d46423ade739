"""How far long work is, on a terminal only."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

from sequencer.commands.progress import SHORT, progress

if TYPE_CHECKING:
    import pytest


class Terminal(io.StringIO):
    """A stderr that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_a_pipe_and_short_work_show_no_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert progress(100_000) is None
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert progress(SHORT - 1) is None
    assert progress(15, short=16) is None
    assert progress(16, short=16) is not None


def test_a_terminal_sees_a_bar_that_fills_and_is_wiped_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    draw = progress(1000)
    assert draw is not None
    for done in range(1, 1001):
        draw(done)
    text = terminal.getvalue()
    assert text.count("bar ") == 100
    assert "#" * 15 + "." * 15 + " bar 500 of 1000" in text
    assert text.endswith("\r\x1b[K")
