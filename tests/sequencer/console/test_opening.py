"""The stage opens on a terminal that has a screen, lines are read anywhere else."""

from __future__ import annotations

import pytest

from sequencer.console.opening import takes_stage


@pytest.mark.parametrize(("term", "stdin", "stdout", "stage"), [
    ("xterm-256color", True, True, True), ("linux", True, True, True), ("xterm", False, True, False),
    ("xterm", True, False, False), ("dumb", True, True, False), ("", True, True, False),
])
def test_the_stage_needs_a_screen(term: str, stdin: bool, stdout: bool, stage: bool) -> None:
    assert takes_stage({"TERM": term}, stdin_terminal=stdin, stdout_terminal=stdout) == stage
