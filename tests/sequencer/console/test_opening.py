"""The stage opens on a terminal that has a screen, lines are read anywhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.control import PortStatus
from sequencer.console.opening import greeting, takes_stage
from tests.sequencer.console.scenes import played


@pytest.mark.parametrize(("term", "stdin", "stdout", "stage"), [
    ("xterm-256color", True, True, True), ("linux", True, True, True), ("xterm", False, True, False),
    ("xterm", True, False, False), ("dumb", True, True, False), ("", True, True, False),
])
def test_the_stage_needs_a_screen(term: str, stdin: bool, stdout: bool, stage: bool) -> None:
    assert takes_stage({"TERM": term}, stdin_terminal=stdin, stdout_terminal=stdout) == stage


def test_a_port_that_is_not_there_yet_is_told_at_the_door() -> None:
    snapshot = played().snapshot
    assert snapshot is not None
    there = replace(snapshot, ports=(PortStatus("TR-8S", "open"),))
    assert greeting(there) is None
    lost = replace(snapshot, ports=(*there.ports, PortStatus("bass", "lost")))
    assert greeting(lost) == ("trouble", "not there: bass; it is taken when it appears")


def test_the_stage_begins_with_what_is_heard_where_that_is_the_built_in_kit() -> None:
    snapshot = played().snapshot
    assert snapshot is not None
    techno = PortStatus("techno", "open")
    heard = replace(snapshot, ports=(techno, PortStatus("built-in kit on JACK", "open", kit=True)))
    assert greeting(heard) == ("event", "you hear the built-in kit on JACK; :listen off ends it")
    assert greeting(replace(snapshot, ports=(techno, PortStatus("built-in kit", "none", kit=True)))) is None
