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
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from engine.commands import Fill, Wish
from engine.session import next_bar
from engine.state import state_from_json
from sequencer.midi.ports import MidiOutput, MidiSystem, NullOutput, PortNotFound, midi_system
from sequencer.player.clock import SystemClock
from sequencer.player.player import Player
from sequencer.player.timed_output import SenderDoor, TimedOutput
from sequencer.wire.codec import order_codec, report_codec
from sequencer.wire.link import LinkClosed, player_link
from sequencer.wire.orders import OpenSession, TakeWish
from sequencer.wire.realtime import prepare
from sequencer.wire.reports import BarComposed, OutputChanged, PlayerReady
from sequencer.wire.taped import Tape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.state import SessionState
    from sequencer.midi.ports import Output
    from sequencer.wire.link import Garbled, PlayerLink
    from sequencer.wire.orders import Order, OutputWanted

AGAIN: Final = 4
AGAIN_SECONDS: Final = 0.04
"""All of it within the 200 ms that a dead daemon's notes may last."""
LAST_WORDS_SECONDS: Final = 10.0
"""So long the daemon may stand still before a player that is done ends without it."""
WARM_UP_BARS = 4
"""Bars made and thrown away before the clock starts, so that the first real one costs what the others do."""


def main() -> int:
    """Play the session that arrives on the link; return the exit status."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the daemon's to handle
    link = player_link(socket.socket(fileno=int(sys.argv[1])))
    try:
        session, *more = _first(link)
    except LinkClosed:
        return 1
    if not isinstance(session, OpenSession):
        return 1
    state = state_from_json(session.state)
    outputs, faults = _outputs(session.outputs)
    _warm_up(state)
    clocked = tuple(index for index, output in enumerate(outputs) if not output.hears_all)
    granted = prepare()
    clock = SystemClock(granted.spin_ns)
    player = Player(
        state, clock, outputs, link, layer_outputs=session.layer_outputs,
        clock_outputs=clocked if session.clock_out else (), bars=session.bars,
        pulses_while_stopped=session.clock_while_stopped,
    )
    player.bars.tape = Tape(session.tape) if session.tape else None
    for index, wanted in enumerate(session.outputs):
        player.deadlines.trim(index, wanted.trim_ms)
    opened = tuple(OutputChanged(index, output.name, output.state) for index, output in enumerate(outputs))
    link.send(PlayerReady(os.getpid(), granted, opened, tuple(faults)))
    if session.resume is not None:
        player.transport.resume(session.resume)
    player.take(more)
    player.run()
    _end_notes_again(player)
    for output in outputs:
        output.close()
    _say_the_rest(link)
    return 0


def _first(link: PlayerLink) -> list[Order | Garbled]:
    """Wait for the session and the orders behind it. Blocks, as nothing after the start of the clock may."""
    while True:
        select.select([link.fileno()], [], [])
        messages = list(link.receive())
        if messages:
            return messages


def _outputs(wanted: Sequence[OutputWanted]) -> tuple[list[Output], list[str]]:
    """Make the outputs; what cannot be had becomes the null output, and is said."""
    timed = all(want.sender is not None for want in wanted)
    system = MidiSystem(None, "none") if timed else midi_system()
    doors = {want.sender.path: SenderDoor(want.sender.path) for want in wanted if want.sender is not None}
    made: list[Output] = []
    faults: list[str] = []
    for slot, want in enumerate(wanted):
        if want.sender is not None and want.kind != "null":
            placed = TimedOutput(doors[want.sender.path], slot, want.sender, time.monotonic_ns, kind=want.kind)
            try:
                if want.name:
                    placed.open(want.name)
            except OSError as fault:
                faults.append(f"the sender of {want.name} does not answer: {fault}")
            made.append(placed)
            continue
        if want.kind == "null" or system.api is None:
            made.append(NullOutput(want.name or "null"))
            continue
        output = MidiOutput(system.api, slot)
        try:
            if want.kind == "virtual":
                output.open_virtual(want.name)
            elif want.name:
                output.open(want.name)
        except (PortNotFound, OSError) as fault:
            faults.append(str(fault))
        made.append(output)
    return made or [NullOutput()], faults


def _say_the_rest(link: PlayerLink) -> None:
    """Leave the daemon time to read what did not fit: what it has not heard, it takes as lost."""
    with suppress(LinkClosed):
        while not link.flush() and select.select([], [link.fileno()], [], LAST_WORDS_SECONDS)[1]:
            pass


def _end_notes_again(player: Player) -> None:
    """Repeat the note-offs a few times before the ports close.

    JACK drops what was sent just before a port closes or just after another client has died.
    """
    for _ in range(AGAIN):
        if player.sender.end_again():
            select.select([], [], [], AGAIN_SECONDS)


def _warm_up(state: SessionState) -> None:
    """Fill the caches of masks, draws and JSON; the state itself is not moved."""
    wish = Wish(Fill(0))
    order_codec().decode(order_codec().encode(TakeWish(wish)))
    report_codec().encode(BarComposed(0, (wish,)))
    for _ in range(WARM_UP_BARS):
        state, _ = next_bar(state, [wish])


if __name__ == "__main__":
    raise SystemExit(main())
