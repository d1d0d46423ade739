"""Lines that are meant for a shell are told from what is said to the bandmate."""

from __future__ import annotations

import pytest
import typer

from sequencer.commands.cli import app
from sequencer.console.shell_lines import COMMANDS, for_shell


@pytest.mark.parametrize("line", [
    "techno play m4_showcase", '$ techno ask --offline "more swing"', ".venv/bin/techno stop --end", "techno -V",
])
def test_a_line_of_the_pages_is_one_for_a_shell(line: str) -> None:
    assert for_shell(line)


@pytest.mark.parametrize("line", [
    "techno", "more techno", "techno please, play", "techno drums, darker", ":bpm 138", "play techno m4_showcase",
])
def test_what_is_said_to_the_bandmate_is_none(line: str) -> None:
    assert not for_shell(line)


def test_every_command_is_known() -> None:
    assert set(getattr(typer.main.get_command(app), "commands", {})) == COMMANDS
