"""How does a message leave: to which port, muted or not, and how late?

What leaves at one deadline is made ready before it: what a mute silences is left out, every note-on paired with a
note-off. At the deadline nothing is left to do but to send. Lateness is measured after the last message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sequencer.midi.messages import CONTROL_LAST, OFF_NEXT, ON_NEXT, silence
from sequencer.midi.ports import PortNotFound
from sequencer.player.lateness import Lateness
from sequencer.player.mutes import Mutes
from sequencer.player.sounding import Sounding
from sequencer.wire.reports import OutputChanged

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sequencer.midi.messages import Due
    from sequencer.midi.ports import Output


class Sender:
    """The outputs and what sounds on them; owned by the player's thread.

    Attributes:
        mutes: which layers are silent.
        lateness: of each output.
        clocked: indices of the outputs that carry clock.
    """

    def __init__(self, outputs: Sequence[Output], clocked: Sequence[int]) -> None:
        self.outputs = tuple(outputs)
        self.clocked = tuple(clocked)
        self.mutes = Mutes()
        self.lateness = tuple(Lateness() for _ in self.outputs)
        self._sounding = Sounding()
        self._ended: list[tuple[int, bytes]] = []
        self._ready: list[tuple[Callable[[bytes, int], None], bytes]] = []
        self._measured: list[int] = []

    def ready(self, due: Due) -> None:
        """Make a message ready to be sent at its deadline."""
        if due.order in {ON_NEXT, CONTROL_LAST} and due.layer in self.mutes.silent(due.tick, due.line):
            return
        if due.order == ON_NEXT:
            before = self._sounding.starts(due)
            if before is not None:
                self._ready.append((self.outputs[due.output].send, before))
        elif due.order == OFF_NEXT and not self._sounding.ends(due):
            return
        self._ready.append((self.outputs[due.output].send, due.message))
        self._measured.append(due.output)

    def send(self, due_ns: int) -> None:
        """Send what is ready, of one deadline, with nothing in between."""
        for send, message in self._ready:
            send(message, due_ns)

    def sent(self, late_ns: int) -> None:
        """Record this deadline's lateness; the last message's counts for all of them."""
        for output in self._measured:
            self.lateness[output].add(late_ns)
        self._ready.clear()
        self._measured.clear()

    def end_notes(self) -> None:
        """Send the note-off of every note that sounds."""
        ended = self._sounding.closed()
        if ended:
            self._ended = ended
            self.end_again()

    def end_again(self) -> bool:
        """Repeat the note-offs that ended the notes last; return False when there are none."""
        for output, message in self._ended:
            self.outputs[output].send(message)
        return bool(self._ended)

    def forget_notes(self) -> None:
        """Forget what sounds without sending: another player has taken over."""
        self._sounding.closed()
        self._ended.clear()

    def panic(self) -> None:
        """End all sound on all channels of all outputs."""
        self.end_notes()
        for index, output in enumerate(self.outputs):
            for message in silence(self._sounding.channels(index)):
                output.send(message)

    def to_clocked(self, message: bytes) -> None:
        """Send a transport message at once to the outputs that carry clock."""
        for index in self.clocked:
            self.outputs[index].send(message)

    def port(self, index: int, name: str | None) -> OutputChanged:
        """Open or close an output's port; return what to say of it."""
        output = self.outputs[index]
        if name is None:
            self._sounding.closed(output=index)
        error = ""
        try:
            output.open(name)
        except (PortNotFound, OSError) as fault:
            error = str(fault)
        return OutputChanged(index, output.name, output.state, error)
