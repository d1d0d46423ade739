"""Which latency trims may an output have?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sequencer.wire.orders import MAX_TRIM_MS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.control import PortStatus


def trimmed(outputs: Sequence[PortStatus], output: int, ms: float) -> PortStatus:
    """Return an output with another trim.

    Raises:
        IndexError: there is no such output.
        ValueError: the trim is out of range.
    """
    if not 0 <= output < len(outputs):
        raise IndexError(f"there are the outputs 1..{len(outputs)}")
    if not -MAX_TRIM_MS <= ms <= MAX_TRIM_MS:
        raise ValueError(f"a trim lies in -{MAX_TRIM_MS:g}..{MAX_TRIM_MS:g} ms")
    return replace(outputs[output], trim_ms=ms)
