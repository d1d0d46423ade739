"""The player's process: `python -m sequencer.player FD`, started and fed by the daemon alone.

Everything is imported and every MIDI client is made before the clock starts; then the collector is frozen and the one
thread plays.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
from typing import TYPE_CHECKING, Any, Final

from engine.session import next_bar
from engine.state import state_from_json
from sequencer.midi.ports import MidiOutput, NullOutput, PortNotFound, midi_system
from sequencer.player.clock import SystemClock
from sequencer.player.player import Player
from sequencer.player.realtime import prepare
from sequencer.wire.codec import wish_from_json, wish_to_json
from sequencer.wire.link import Link, LinkClosed

if TYPE_CHECKING:
    from engine.state import SessionState
    from sequencer.midi.ports import Output

AGAIN: Final = 4
AGAIN_SECONDS: Final = 0.04
"""All of it within the 200 ms that a dead daemon's notes may last."""
WARM_UP_BARS = 4
"""Bars made and thrown away before the clock starts, so that the first real one costs what the others do."""


def main() -> int:
    """Play the session that arrives on the link; return the exit status."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the daemon's to handle
    link = Link(socket.socket(fileno=int(sys.argv[1])))
    try:
        order, *more = _first(link)
    except LinkClosed:
        return 1
    state = state_from_json(order["state"])
    outputs, faults = _outputs(order["outputs"])
    _warm_up(state)
    granted = prepare(priority=bool(order.get("priority", True)))
    clock = SystemClock(granted.spin_ns)
    clocked = range(len(outputs)) if order.get("clock_out") else ()
    player = Player(
        state, clock, outputs, link, layer_outputs=order.get("layer_outputs") or {}, clock_outputs=tuple(clocked),
        bars=order.get("bars"), pulses_while_stopped=bool(order.get("clock_while_stopped", True)),
    )
    for index, output in enumerate(order["outputs"]):
        player.deadlines.trim(index, float(output.get("trim_ms") or 0.0))
    link.send({
        "say": "ready", "pid": os.getpid(), "rt": granted.as_json(), "faults": faults,
        "outputs": [{"name": output.name, "state": output.state} for output in outputs],
    })
    resume = order.get("resume")
    if resume:
        player.resume(int(resume["tick"]), int(resume["wall_ns"]), int(resume["song_start"]))
    player.take(more)
    player.run()
    _end_notes_again(player)
    for output in outputs:
        output.close()
    return 0


def _first(link: Link) -> list[dict[str, Any]]:
    """Wait for the session, and what came with it; blocks, which only this may, before the clock starts."""
    while True:
        select.select([link.fileno()], [], [])
        messages = list(link.receive())
        if messages:
            return messages


def _outputs(wanted: list[dict[str, Any]]) -> tuple[list[Output], list[str]]:
    """Make the outputs; what cannot be had becomes the null output, and is said."""
    system = midi_system()
    made: list[Output] = []
    faults: list[str] = []
    for slot, want in enumerate(wanted):
        if want["kind"] == "null" or system.api is None:
            made.append(NullOutput(str(want.get("name") or "null")))
            continue
        output = MidiOutput(system.api, slot)
        try:
            if want["kind"] == "virtual":
                output.open_virtual(str(want["name"]))
            elif want.get("name"):
                output.open(str(want["name"]))
        except (PortNotFound, OSError) as fault:
            faults.append(str(fault))
        made.append(output)
    return made or [NullOutput()], faults


def _end_notes_again(player: Player) -> None:
    """End what sounded a few times more before the ports close.

    JACK drops what was sent just before a port closes or just after another client has died.
    """
    for _ in range(AGAIN):
        if player.sender.end_again():
            select.select([], [], [], AGAIN_SECONDS)


def _warm_up(state: SessionState) -> None:
    """Fill the caches of masks, draws and JSON; the state itself is not moved."""
    wish = wish_from_json({"command": {"command": "fill", "bars": 0}})
    wish_to_json(wish)
    for _ in range(WARM_UP_BARS):
        state, _ = next_bar(state, [wish])


if __name__ == "__main__":
    raise SystemExit(main())
