"""How do a session's outputs stand: which trims may they have, and what does a report of the player change?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.control import PortChanged
from sequencer.wire.orders import MAX_TRIM_MS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.control import PortStatus
    from sequencer.wire.reports import OutputChanged


def trimmed(
    outputs: Sequence[PortStatus], output: int, ms: float, latency_ms: float | None = None
) -> PortStatus:
    """Return an output with another trim, and the latency that was measured, if it was.

    Raises:
        IndexError: there is no such output.
        ValueError: the trim is out of range.
    """
    if not 0 <= output < len(outputs):
        raise IndexError(f"there are the outputs 1..{len(outputs)}")
    if not -MAX_TRIM_MS <= ms <= MAX_TRIM_MS:
        raise ValueError(f"a trim lies in -{MAX_TRIM_MS:g}..{MAX_TRIM_MS:g} ms")
    port = outputs[output]
    return replace(port, trim_ms=ms, latency_ms=port.latency_ms if latency_ms is None else latency_ms)


def shown(outputs: Sequence[PortStatus]) -> tuple[PortStatus, ...]:
    """Return the outputs that people are told of: the built-in kit only while it is wanted."""
    return tuple(output for output in outputs if not output.kit or output.state != "none")


def reported(outputs: list[PortStatus], report: OutputChanged) -> PortChanged | None:
    """Change an output as the player reports; return what to tell, None when there is no such output.

    One that waits for its port stays lost, and one that was given up is not lost.
    """
    if not 0 <= report.output < len(outputs):
        return None
    before = outputs[report.output]
    stays = {report.state, before.state} == {"none", "lost"}
    after = before if stays else replace(before, name=report.name or before.name, state=report.state)
    outputs[report.output] = after
    return PortChanged(report.output, after.name, after.state, report.error)
