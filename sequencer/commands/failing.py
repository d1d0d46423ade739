"""How does a command fail: which lines on stderr, which object on stdout, and what where a stream is closed?"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import TYPE_CHECKING

from engine.errors import MAX_FAULTS_SHOWN
from engine.plain_text import printable
from sequencer.commands.printed import print_json

if TYPE_CHECKING:
    from collections.abc import Sequence


def open_streams() -> None:
    """Open the null device where stdout or stderr is closed, and let them take any text."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - open until the program ends
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - as above
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def give_up_stdout() -> None:
    """Send stdout to nowhere, so that the interpreter's own flush at exit cannot fail."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def print_failure(lines: Sequence[str]) -> None:
    """Print a failure as the one JSON object of a command that was asked for one."""
    with suppress(OSError):
        print_json({"error": {"message": printable(lines[0]), "lines": [printable(line) for line in lines]}})


def failed(lines: Sequence[str], *, as_json: bool = False) -> int:
    """Print one line a fault; what stands in a file's name cannot move the cursor or break the line."""
    if as_json:
        print_failure(lines)
    give_up_stdout()  # on a full disk; some Pythons keep what it did not take, and fail with it again at exit
    with suppress(OSError):
        sys.stderr.write("".join(f"{printable(line)}\n" for line in lines))
        sys.stderr.flush()
    return 1


def at_most(lines: Sequence[str]) -> list[str]:
    """Return lines to be shown: at most 20, then how many more there are."""
    hidden = len(lines) - MAX_FAULTS_SHOWN
    return [*lines[:MAX_FAULTS_SHOWN], f"and {hidden} more"] if hidden > 0 else list(lines)
