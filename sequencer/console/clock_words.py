"""How is it worded whose time is kept, and how well?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.plain_text import printable

if TYPE_CHECKING:
    from engine.control import ClockStatus, Snapshot

DEFAULT_BEATS: Final = 4


def clock_line(snapshot: Snapshot) -> str:
    """Return whose time is kept, how well, and what the MIDI clock does."""
    clock = snapshot.sync
    sends = "MIDI clock is sent" if clock.send else "MIDI clock is not sent"
    shift = f", shifted {clock.shift_ms:+g} ms" if clock.shift_ms else ""
    if clock.source == "own":
        return f"our own clock, {snapshot.bpm:g} BPM{shift}; {sends}"
    offset = f", offset {clock.offset_ms:+g} ms" if clock.offset_ms else ""
    half = {"all": "", "tempo": ", its transport left alone", "transport": ", its tempo left alone"}[clock.follow]
    return f"{source_words(clock)}: {state_words(clock)}{half}{offset}{shift}; {sends}"


def source_words(clock: ClockStatus) -> str:
    """Return whose time is kept, in a few words."""
    match clock.source:
        case "in":
            return f"clock in from {printable(clock.port)}" if clock.port else "clock in"
        case "link":
            return "Ableton Link" + (f", {clock.quantum_beats} beats" if clock.quantum_beats != DEFAULT_BEATS else "")
        case "jack":
            return "JACK's transport, led by us" if clock.leads else "JACK's transport"
        case _:
            return "our own clock"


def state_words(clock: ClockStatus) -> str:
    """Return how well a clock is kept: its state, its tempo and the signed offset in ms."""
    bpm = f" {clock.bpm:.1f} BPM" if clock.bpm else ""
    off = f" {clock.off_ms:+.1f} ms" if clock.state in {"locked", "chasing"} else ""
    return f"{clock.state}{bpm}{off}"
