"""A line that is wider than its terminal goes on between words; one for a pipe or a file stays whole."""

from __future__ import annotations

import os
import pty
import sys
import termios
from contextlib import suppress
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequencer.commands.failing import failed
from sequencer.commands.printed import print_error, print_line, print_source
from sequencer.console.folded import columns_of, folded, folded_within

if TYPE_CHECKING:
    import io
    from collections.abc import Callable

LONG = "session main runs in the background, recording to /night; techno stop --end ends it"


def shown(monkeypatch: pytest.MonkeyPatch, say: Callable[[], object]) -> list[str]:
    """Return the rows of what is printed on a terminal of forty columns, by stdout or stderr."""
    monkeypatch.delenv("COLUMNS", raising=False)
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 40))
    with os.fdopen(ours, "rb", buffering=0) as screen:
        with os.fdopen(theirs, "w", encoding="utf-8") as stream, monkeypatch.context() as patch:
            for name in ("stdout", "__stdout__", "stderr"):
                patch.setattr(sys, name, stream)
            assert columns_of(stream) == 40
            say()
        return _all_of(screen).decode().splitlines()


def _all_of(screen: io.RawIOBase) -> bytes:
    """Return all bytes that a terminal was sent; they arrive in several pieces."""
    found = b""
    with suppress(OSError):
        while piece := screen.read(1 << 16):
            found += piece
    return found


@pytest.mark.parametrize("say", [print_line, print_error, lambda text: failed([text])])
def test_what_a_command_prints_on_a_terminal_is_folded_between_words(
    monkeypatch: pytest.MonkeyPatch, say: Callable[[str], object]
) -> None:
    assert shown(monkeypatch, lambda: say(LONG)) == [
        "session main runs in the background,", "  recording to /night; techno stop --end", "  ends it",
    ]


def test_what_a_program_reads_stays_whole_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, lambda: print_source(LONG)) == [LONG]


def test_what_goes_to_a_pipe_stays_whole(capsys: pytest.CaptureFixture[str]) -> None:
    print_line(LONG * 9)
    print_error(LONG * 9)
    assert capsys.readouterr() == (f"{LONG * 9}\n", f"{LONG * 9}\n")
    assert columns_of(StringIO()) is None


def test_a_row_of_a_table_goes_on_below_its_last_column() -> None:
    assert folded("m0  120  a metronome and nothing else at all, really", 40, below=9) == [
        "m0  120  a metronome and nothing else at", "         all, really",
    ]
    assert folded("  bar 3  a mark", 40) == ["  bar 3  a mark"]


WORDS = st.lists(st.text("abc-/.", min_size=1, max_size=60), min_size=1, max_size=40)


@given(WORDS, st.integers(40, 120))
def test_no_word_is_broken_and_none_is_lost(words: list[str], width: int) -> None:
    rows = folded(" ".join(words), width)
    assert " ".join(rows).split() == words
    assert all(len(row) <= width for row in rows if " " in row.strip())


@given(WORDS, st.integers(10, 60))
def test_a_screen_cuts_nothing_of_a_row(words: list[str], width: int) -> None:
    rows = folded_within(" ".join(words), width)
    assert "".join("".join(rows).split()) == "".join(words)
    assert all(len(row) <= width for row in rows)
