"""Can JACK be played to by the frame, and how long is its period?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sequencer.doctor.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping

LONG_MS: Final = 12.0
"""Periods above this are heard by who plays along."""


def jack(facts: Mapping[str, Any]) -> Finding:
    """Return the finding on JACK.

    Args:
        facts: of the probe `jack`, or {"died": why}.
    """
    if "died" in facts:
        return Finding("jack", "limited", f"asking JACK: {facts['died']}", ("restart its server",), facts)
    if facts.get("lacks") == "library":
        return Finding("jack", "limited", "not installed; only techno play --midi jack needs it", (
            "sudo apt install jackd2, or pipewire-jack where PipeWire runs",
        ), facts)
    if facts.get("lacks") == "server":
        return Finding("jack", "limited", f"library {facts['version']}, but no server runs", (
            "jackd -d alsa -r 48000 -p 256, or begin the command with pw-jack where PipeWire runs",
        ), facts)
    period_ms = 1_000 * facts["period"] / facts["rate"]
    found = (
        f"server {facts['version']}, {facts['rate']} Hz, period {facts['period']} frames = {period_ms:.1f} ms, "
        f"{'realtime' if facts['realtime'] else 'not realtime'}"
    )
    cures: list[str] = []
    if not facts["realtime"]:
        cures.append("start the server without --no-realtime, once the priority below is granted")
    if period_ms > LONG_MS:
        cures.append("a period of 256 frames is shorter: jackd ... -p 256")
    return Finding("jack", "limited" if period_ms > LONG_MS or not facts["realtime"] else "fine", found, (*cures,), {
        **facts, "period_ms": period_ms
    })
