"""An output is told of when it changes, and once."""

from __future__ import annotations

import pytest

from engine.control import PortStatus
from sequencer.daemon.output_states import reported
from sequencer.wire.reports import OutputChanged


@pytest.mark.parametrize(("state", "name"), [("none", ""), ("open", "synth"), ("lost", "")])
def test_what_is_reported_again_is_told_once(state: str, name: str) -> None:
    outputs = [PortStatus("out", "open"), PortStatus("kit", "open")]
    report = OutputChanged(1, name, state)  # type: ignore[arg-type] # one of its words
    told = reported(outputs, report)
    assert told is not None
    assert (told.output, told.name, told.state) == (1, name or "kit", state)
    assert reported(outputs, report) is None
    assert [(one.name, one.state) for one in outputs] == [("out", "open"), (name or "kit", state)]


def test_one_that_is_lost_stays_lost_and_says_why_each_time_it_is_tried() -> None:
    outputs = [PortStatus("out", "lost")]
    assert reported(outputs, OutputChanged(0, "", "none")) is None
    again = reported(outputs, OutputChanged(0, "", "none", "the port is busy"))
    assert again is not None
    assert (again.state, again.error) == ("lost", "the port is busy")


@pytest.mark.parametrize("output", [-1, 1, 63])
def test_an_output_that_is_not_there_is_not_told(output: int) -> None:
    outputs = [PortStatus("out", "open")]
    assert reported(outputs, OutputChanged(output, "x", "lost")) is None
    assert outputs == [PortStatus("out", "open")]
