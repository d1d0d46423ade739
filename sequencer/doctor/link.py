"""Can an Ableton Link session be joined from here?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sequencer.doctor.finding import Finding
from sequencer.midi.library import with_extra

if TYPE_CHECKING:
    from collections.abc import Mapping


def link(facts: Mapping[str, Any]) -> Finding:
    """Return the finding on Ableton Link.

    Args:
        facts: of the probe `link`, or {"died": why}.
    """
    if "died" in facts:
        return Finding("link", "limited", f"loading Link: {facts['died']}", (
            "pip install --force-reinstall LinkPython-extern",
        ), facts)
    if facts.get("lacks") == "system":
        return Finding("link", "limited", "LinkPython-extern does not load", (str(facts["why"]),), facts)
    if "lacks" in facts:
        return Finding("link", "limited", "not installed; only techno play --clock link needs it", (
            with_extra("link"),
        ), facts)
    found = "LinkPython-extern loads"
    networks = facts["networks"]
    if networks is None:
        return Finding("link", "fine", found, (), facts)
    if not networks:
        return Finding("link", "limited", f"{found}, but no network that is up carries multicast", (
            "sudo ip link set lo multicast on; sudo ip route add 224.0.0.0/4 dev lo  (for this machine alone)",
        ), facts)
    where = f"others are looked for on {', '.join(networks)}, UDP port 20808"
    return Finding("link", "fine", f"{found}; {where}", (), facts)
