"""What does a command leave on stdout: lines for people, or one JSON object for scripts?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import typer

from sequencer.console.wording import printable

if TYPE_CHECKING:
    from collections.abc import Mapping


def print_json(value: Mapping[str, object]) -> None:
    """Print one JSON object on one line, in ASCII, so that no terminal and no encoding can make anything else of it.

    Blocks until stdout has taken it.

    Raises:
        ValueError: a number in it is NaN or infinite, which JSON does not know.
    """
    typer.echo(json.dumps(value, allow_nan=False))


def print_line(text: str) -> None:
    """Print one line for people: what others wrote in it cannot move the cursor, turn the text or break the line.

    Blocks until stdout has taken it.
    """
    typer.echo(printable(" ".join(text.splitlines())))
