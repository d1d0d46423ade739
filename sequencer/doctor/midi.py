"""Which MIDI systems can be played to, and what does each lack?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sequencer.doctor.finding import Finding
from sequencer.midi.library import LIBJACK
from sequencer.midi.ports import ALSA_SEQUENCER

if TYPE_CHECKING:
    from collections.abc import Mapping

LACKS: Final = {
    str(ALSA_SEQUENCER): (
        "the kernel's ALSA sequencer is not loaded",
        "sudo modprobe snd-seq (a container has the modules of its host)",
    ),
    "permission": (
        f"{ALSA_SEQUENCER} is not yours to open",
        "sudo usermod -aG audio $USER, then log out and in",
    ),
    LIBJACK: (
        "the JACK library is not installed",
        "sudo apt install jackd2, or pipewire-jack where PipeWire runs; in containers --no-install-recommends does too",
    ),
    "server": (
        "no server answers",
        "start one: jackd -d alsa -r 48000 -p 256, or begin commands with pw-jack where PipeWire runs",
    ),
}
"""What a system lacks: in words, and the cure."""
ELSEWHERE: Final = {"CoreMIDI": "enable the IAC Driver in Audio MIDI Setup", "Windows MIDI": "install loopMIDI"}


def midi(facts: Mapping[str, Any], system: str) -> list[Finding]:
    """Return the findings on the libraries, each MIDI system, and the ports.

    Args:
        facts: of the probe `midi`, or {"died": why}.
        system: the operating system's name, as `sys.platform` has it.
    """
    if "died" in facts:
        return [Finding("midi", "broken", f"asking for MIDI ports: {facts['died']}", (
            "techno play still plays to the screen and the recording; report this",
        ), facts)]
    libraries: Mapping[str, str] = facts["libraries"]
    told = "; ".join(f"{name} {how}" for name, how in libraries.items())
    if facts["used"] is None:
        missing = [how for how in libraries.values() if how != "not installed"]
        return [Finding("midi", "limited", f"no MIDI library: {told}", (
            missing[0] if missing else "pip install python-rtmidi (from Python 3.13 on: rtmidi2)",
        ), facts)]
    systems: Mapping[str, Mapping[str, Any]] = facts["systems"]
    ports = [port for one in systems.values() for port in one.get("ports", ())]
    works = [name for name, one in systems.items() if "ports" in one]
    lacking = [(name, *_lack(name, one["lacks"])) for name, one in systems.items() if "lacks" in one]
    lines = [f"{name} works" for name in works] + [f"{name}: {why}" for name, why, _ in lacking]
    cures = () if works else tuple(f"{name}: {cure}" for name, _, cure in lacking)
    first = Finding("midi", "fine" if works else "limited", f"by {facts['used']}: {'; '.join(lines)}", cures, facts)
    return [first, *([_ports(ports, system)] if works else [])]


def _lack(name: str, lacks: str) -> tuple[str, str]:
    """Return the lack of a MIDI system, and its cure."""
    if name in ELSEWHERE:
        return "no server answers", ELSEWHERE[name]
    return LACKS[lacks]


def _ports(names: list[str], system: str) -> Finding:
    facts: dict[str, object] = {"ports": names}
    if names:
        return Finding("ports", "fine", ", ".join(names), (), facts)
    loop = ELSEWHERE["CoreMIDI"] if system == "darwin" else "connect an instrument or start a synth"
    return Finding("ports", "limited", "there are none to play to", (
        loop, "or offer one that others connect to: techno play --virtual techno",
        "without one the built-in kit plays, where audio is fine",
    ), facts)
