"""Which way do messages take to the ports: at their moment through RtMidi, or ahead through a sender?

JACK is taken where a server runs, unless another way was asked for. What is not found on JACK is looked for on ALSA,
whose ports are played to at once. ALSA's own queue is taken only where it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from engine.errors import TechnoError
from sequencer.daemon.by_frame import ALSA_WAY, JACK_WAY, ByFrame
from sequencer.daemon.sender_keeper import NoSender
from sequencer.daemon.standby import Standby, Standbys
from sequencer.midi.library import ALSA, JACK, jack_answers
from sequencer.midi.ports import midi_system, quiet
from sequencer.wire.runtime_folder import socket_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AsyncExitStack

    from sequencer.daemon.by_frame import Way
    from sequencer.midi.ports import MidiSystem

MidiWay = Literal["auto", "rtmidi", "jack", "alsa"]


def way_to_ports(
    midi: MidiWay, session: str, lead_ms: float, ends: AsyncExitStack, tell: Callable[[str], None]
) -> tuple[MidiSystem, Standby, ByFrame | None]:
    """Return the MIDI system for what is sent at once, the daemon's own client, and what is handed over ahead.

    Args:
        midi: what was asked for.
        session: its name.
        lead_ms: the least time to hand messages over ahead, 0 for what the sender needs.
        ends: closes what is opened here.
        tell: told what people should know.

    Raises:
        TechnoError: what was asked for is not there.
    """
    if midi == "alsa":
        alsa = midi_system(ALSA)
        # RtMidi's client ends the notes of a sender that has died; it names no ports, because the sender does
        alone = Standbys(alsa.api, None)
        ends.callback(alone.close)
        return alsa, alone, _begun(ALSA_WAY, session, alone, lead_ms, ends)
    with quiet():
        runs = midi != "rtmidi" and jack_answers()
    if midi == "jack" and not runs:
        raise TechnoError("--midi jack needs a JACK server, and none answers: start one, or take --midi auto")
    if runs:
        alsa = midi_system(ALSA)
        both = Standbys(midi_system(JACK).api, alsa.api)
        try:
            by_frame = _begun(JACK_WAY, session, both, lead_ms, ends, asked=midi == "jack")
        except TechnoError as fault:
            both.close()
            if midi == "jack":
                raise
            tell(f"JACK runs, but not by the frame: {fault.__cause__}; messages go through RtMidi")
        else:
            ends.callback(both.close)
            return alsa, both, by_frame
    system = midi_system()
    standby = Standby(system.api)
    ends.callback(standby.close)
    return system, standby, None


def _begun(
    way: Way, session: str, standby: Standby, lead_ms: float, ends: AsyncExitStack, *, asked: bool = True
) -> ByFrame:
    """Return a sender that is ready.

    Args:
        asked: this way was asked for, however short the periods are.

    Raises:
        TechnoError: it cannot be had.
    """
    by_frame = ByFrame(way, socket_path(session).with_suffix(f".{way.name}"), standby, lead_ms)
    ends.push_async_callback(by_frame.keeper.end)
    try:
        by_frame.begin(short_periods=asked)
    except (OSError, NoSender) as fault:
        raise TechnoError(f"--midi {way.name} cannot be had: {fault}") from fault
    return by_frame
