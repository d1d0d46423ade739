"""How is it worded whose time is kept, and how well?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.plain_text import printable

if TYPE_CHECKING:
    from engine.control import ClockStatus, Snapshot


def clock_line(snapshot: Snapshot) -> str:
    """Describe the clock: its source, how well it is kept, and the MIDI clock that is sent."""
    clock = snapshot.sync
    sends = "MIDI clock is sent" if clock.send else "MIDI clock is not sent"
    shift = f", shifted {clock.shift_ms:+g} ms" if clock.shift_ms else ""
    if clock.source == "own":
        return f"our own clock, {snapshot.bpm:g} BPM{shift}; {sends}"
    offset = f", offset {clock.offset_ms:+g} ms" if clock.offset_ms else ""
    half = {"all": "", "tempo": ", its transport left alone", "transport": ", its tempo left alone"}[clock.follow]
    comes = f"clock in from {printable(clock.port)}" if clock.port else "clock in"
    if clock.source == "link":
        comes = "Link" if clock.peers is None else f"Link with {clock.peers} other{'' if clock.peers == 1 else 's'}"
        comes += f", starts on lines of {clock.bars} bars" if clock.bars > 1 else ""
    if clock.source == "jack":
        comes = "JACK's transport"
    return f"{comes}: {state_words(clock)}{awaits_words(clock)}{half}{offset}{shift}; {sends}"


def awaits_words(clock: ClockStatus) -> str:
    """Describe what has to be heard before we are with the clock's song; "" for nothing."""
    if clock.awaits == "start":
        place = "" if clock.song_bar is None else f" (its song stands at bar {clock.song_bar + 1})"
        return f", waits for its Start or Continue{place}"
    return ", where its bars begin is not known until its next Start" if clock.awaits else ""


def state_words(clock: ClockStatus) -> str:
    """Describe how well a clock is kept: its state, its tempo and the signed offset in ms."""
    bpm = f" {clock.bpm:.1f} BPM" if clock.bpm else ""
    off = f" {clock.off_ms:+.1f} ms" if clock.state in {"locked", "chasing"} else ""
    return f"{clock.state}{bpm}{off}"


def clock_word(clock: ClockStatus) -> str:
    """Return `clock` of a snapshot: whose time is kept, or where it is our own, whether MIDI clock is sent."""
    if clock.source != "own":
        return clock.source
    return "out" if clock.send else "off"
