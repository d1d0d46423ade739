"""What does a command leave on stdout: lines for people, or one JSON object for scripts?"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import typer

from engine.plain_text import printable
from sequencer.console.folded import columns_of, folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def print_json(value: Mapping[str, object]) -> None:
    """Print one JSON object on one line, in ASCII, so that no terminal and no encoding can make anything else of it.

    Blocks until stdout has taken it.

    Raises:
        ValueError: a number in it is NaN or infinite, which JSON does not know.
    """
    typer.echo(json.dumps(value, allow_nan=False))


def print_json_rows(name: str, rows: Iterable[Mapping[str, object]]) -> None:
    """Print one JSON object that holds rows under a name, as `print_json` would, without having them all at once.

    Blocks until stdout has taken it.

    Raises:
        ValueError: as `print_json`.
    """
    typer.echo(f'{{"{name}": [', nl=False)
    for number, row in enumerate(rows):
        typer.echo((", " if number else "") + json.dumps(row, allow_nan=False), nl=False)
    typer.echo("]}")


def print_line(text: str, *, below: int | None = None) -> None:
    """Print one line for people: what others wrote in it cannot move the cursor, turn the text or break the line.

    On a terminal that is narrower it is folded between words. Blocks until stdout has taken it.

    Args:
        text: of the line. below: column in which it goes on; see `folded`.
    """
    for row in folded(printable(text), columns_of(sys.stdout), below=below):
        typer.echo(row)


def print_source(text: str) -> None:
    """Print one line that a program is to read, as it is. Blocks until stdout has taken it."""
    typer.echo(printable(text))


def print_warning(text: str) -> None:
    """Print one line on stderr about what is not as it should be, as safely as `print_line`."""
    print_error(f"warning: {text}")


def print_error(text: str) -> None:
    """Print one line on stderr, as `print_line` does on stdout. Blocks until stderr has taken it."""
    for row in folded(printable(text), columns_of(sys.stderr)):
        typer.echo(row, err=True)
