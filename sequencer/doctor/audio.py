"""Can the built-in kit be heard on this machine?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sequencer.doctor.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Mapping


def audio(facts: Mapping[str, Any], system: str) -> Finding:
    """Return the finding on the audio device.

    Args:
        facts: of the probe `audio`, or {"died": why}.
        system: the operating system's name, as `sys.platform` has it.
    """
    if "system" in facts:
        return Finding("audio", "fine", f"{facts['system']} at {facts['rate']} Hz", (), facts)
    wav = "without one, make a file to listen to: techno render m4_showcase --bars 16 --wav listen.wav"
    if "died" in facts:
        return Finding("audio", "limited", f"opening the audio device: {facts['died']}", (wav,), facts)
    libraries: Mapping[str, bool] = facts["libraries"]
    if system == "linux" and libraries and not any(libraries.values()):
        why = "none of the libraries of PulseAudio, ALSA and JACK is installed"
        cure = "sudo apt install libpulse0 (or libasound2; from Debian 13 on libasound2t64)"
        return Finding("audio", "limited", why, (cure, wav), facts)
    return Finding("audio", "limited", str(facts["why"]), (wav,), facts)
