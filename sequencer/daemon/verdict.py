"""What is wrong with a session now, and what can be done?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.control import ClockStatus, PortStatus


def verdict(
    *, player_runs: bool, midi_fault: str, ports: Iterable[PortStatus], recording_fault: str, incomplete: bool,
    unheard: Iterable[str] = (), unjoined: Iterable[str] = (), clock: ClockStatus | None = None,
) -> str:
    """Say what is wrong and what to do, the worst first; "" when nothing is.

    Args:
        player_runs: a player has said that it is there, and was not lost since.
        midi_fault: why there is no MIDI system, "" where there is one.
        ports: the outputs; where the built-in kit plays, no MIDI system is no fault.
        recording_fault: why the disk does not take the recording, "" while it does.
        incomplete: the recording has been given up.
        unheard: ports that are there, but that a hand has parted from us.
        unjoined: ports that we offer and nobody, as far as is known, is connected to; said where nothing else is heard.
        clock: whose time is kept, None for our own.
    """
    wrong, ports, unheard, unjoined = [], tuple(ports), tuple(unheard), tuple(unjoined)
    if not player_runs:
        wrong.append("no player runs, so nothing sounds; another one is being started")
    if midi_fault and not any(port.kit and port.state == "open" for port in ports):
        wrong.append(f"no MIDI system, so only screen and recording play: {midi_fault}")
    wrong += [f"port {port.name} is not there; it is taken when it appears" for port in ports if port.state == "lost"]
    wrong += [f"nothing is led to port {name} any more; lead our output to it again, in JACK" for name in unheard]
    away = {*unheard, *unjoined, *(port.name for port in ports if port.state == "lost")}
    if away and not any(port.state == "open" and port.name not in away for port in ports):
        wrong += [f"nobody is connected to port {name}; choose it as input of a track or a synth" for name in unjoined]
        wrong.append("until then nothing is heard; :listen on lets the built-in kit play")
    if clock is not None and clock.state == "lost":
        wrong.append("the clock that is followed is not heard any more; its last tempo goes on until it is back")
    if recording_fault:
        wrong.append(f"the recording waits: {recording_fault}; make room, and it goes on by itself")
    if incomplete:
        wrong.append("the recording has ended; end this session and start another to record again")
    return "; ".join(wrong)
