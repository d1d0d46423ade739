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
from sequencer.console.folded import columns_of, folded

if TYPE_CHECKING:
    from collections.abc import Sequence

STDIN, STDOUT, STDERR = range(3)


def open_streams() -> None:
    """Open the null device where stdin, stdout or stderr is closed, and let stdout take any text.

    The descriptors too: else the next file that is opened would take their place, and get what libraries write there.
    """
    for descriptor in (STDIN, STDOUT, STDERR):
        with suppress(OSError):  # the lowest that is free is the one that is closed: those below it are open by now
            os.fstat(descriptor)
            continue
        os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # noqa: FBT003 - the standard library's own
    if sys.stdin is None:
        sys.stdin = open(STDIN, encoding="utf-8", closefd=False)  # noqa: SIM115 - open until the program ends
    if sys.stdout is None:
        sys.stdout = open(STDOUT, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - as above
    if sys.stderr is None:
        sys.stderr = open(STDERR, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - as above
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
        rows = [row for line in lines for row in folded(printable(line), columns_of(sys.stderr))]
        sys.stderr.write("".join(f"{row}\n" for row in rows))
        sys.stderr.flush()
    return 1


def at_most(lines: Sequence[str]) -> list[str]:
    """Return lines to be shown: at most 20, then how many more there are."""
    hidden = len(lines) - MAX_FAULTS_SHOWN
    return [*lines[:MAX_FAULTS_SHOWN], f"and {hidden} more"] if hidden > 0 else list(lines)
