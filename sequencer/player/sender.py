"""How does a message leave: to which port, muted or not, and how late?

What leaves at one deadline is made ready before it: what a mute silences is left out, every note-on paired with a
note-off. At the deadline nothing is left to do but to send. Lateness is measured after the last message.

An output with a lead is sent messages before they sound. They are kept until then: what must be at once takes them
back, and what is still wanted is handed over again (`sequencer/player/handed.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sequencer.midi.messages import CONTROL_LAST, OFF_NEXT, ON_NEXT, silence
from sequencer.midi.ports import PortNotFound
from sequencer.player.handed import Handed
from sequencer.player.lateness import Lateness
from sequencer.player.mutes import Mutes
from sequencer.player.sounding import Sounding
from sequencer.wire.reports import OutputChanged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sequencer.midi.messages import Due
    from sequencer.midi.ports import Output

NO_TAG = 0
"""Of what belongs to no layer; the layers' begin at 1."""


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
        self._handed = tuple(map(Handed, self.outputs))
        self._tags: dict[str, int] = {"": NO_TAG}
        self._ended: list[tuple[int, bytes]] = []
        self._owed: dict[int, set[bytes]] = {}
        """Ends of notes that sounded when an output lost its port: what it led to may hold them still."""
        self._ready: list[tuple[Callable[[bytes, int, int], None], bytes, int]] = []
        self._measured: list[int] = []

    def hearing_all(self) -> list[int]:
        """Return the open outputs to which the notes of all layers go as well as to their own."""
        return [index for index, output in enumerate(self.outputs) if output.hears_all and output.state == "open"]

    def ready(self, due: Due) -> None:
        """Make a message ready to be sent at its deadline."""
        output = self.outputs[due.output]
        if output.lead_ns:
            before = self._sounding.before(due) if due.order in {ON_NEXT, OFF_NEXT} else None
            self._handed[due.output].add(due, before)
        send = output.send
        if due.order in {ON_NEXT, CONTROL_LAST} and due.layer in self.mutes.silent(due.tick, due.line):
            return
        if due.order == ON_NEXT:
            ended = self._sounding.starts(due)
            if ended is not None:
                off, layer = ended
                self._ready.append((send, off, self._tag(layer)))
        elif due.order == OFF_NEXT and not self._sounding.ends(due):
            return
        self._ready.append((send, due.message, self._tag(due.layer)))
        self._measured.append(due.output)

    def _tag(self, layer: str) -> int:
        """Return the number by which senders know a layer."""
        return self._tags.setdefault(layer, len(self._tags))

    def send(self, due_ns: int) -> None:
        """Send what is ready, of one deadline, with nothing in between."""
        for send, message, tag in self._ready:
            send(message, due_ns, tag)

    def sent(self, late_ns: int) -> None:
        """Record this deadline's lateness; the last message's counts for all of them."""
        for output in self._measured:
            self.lateness[output].add(late_ns)
        self._ready.clear()
        self._measured.clear()

    # --- at once ------------------------------------------------------------------------------------------------------

    def take_back(self, now_ns: int, ending: frozenset[str] | None = frozenset()) -> list[Due]:
        """Take back what was handed over ahead and can be, and end notes now.

        Args:
            now_ns: the moment, on the clock.
            ending: layers whose notes end; None for all.

        Returns:
            What was taken back, by deadline, whether or not it was muted.
        """
        taken: list[Due] = []
        tags = None if ending is None else tuple(self._tags[layer] for layer in sorted(ending) if layer in self._tags)
        for output, handed in zip(self.outputs, self._handed, strict=True):
            if output.lead_ns:
                cut_ns = now_ns + output.hold_ns
                for due, before in handed.after(cut_ns):
                    if due.order in {ON_NEXT, OFF_NEXT}:
                        self._sounding.taken_back(due, before)
                    taken.append(due)
                output.cancel(cut_ns + 1, tags)
        closed = self._sounding.closed(layers=ending)
        ended = [(place, message) for place, message in closed if not self.outputs[place].lead_ns]
        for place, message in ended:
            self.outputs[place].send(message)
        self._ended = ended or self._ended
        return sorted(taken)

    def hand_over(self, dues: Iterable[Due]) -> None:
        """Hand over again what was taken back and is still wanted, each with its own deadline."""
        for due in dues:
            self.ready(due)
            self.send(due.ns)
            self._ready.clear()
            self._measured.clear()

    def is_in_time(self, due: Due, now_ns: int) -> bool:
        """Return True for a message that was to be handed over by now, but can still be placed on its deadline."""
        output = self.outputs[due.output]
        return due.ns + output.lead_ns > now_ns + output.hold_ns

    def hush(self, now_ns: int) -> None:
        """End the notes that a hand has played while the transport stood, before it moves."""
        if len(self._sounding):
            notes = {ON_NEXT, OFF_NEXT}
            self.hand_over(due for due in self.take_back(now_ns, None) if due.order not in notes)

    def end_again(self) -> bool:
        """Repeat the note-offs that ended the notes last; return False when there are none."""
        for output, message in self._ended:
            self.outputs[output].send(message)
        return bool(self._ended)

    def forget_notes(self) -> None:
        """Forget what sounds without sending: another player has taken over."""
        self._sounding.closed()
        self._ended.clear()

    def panic(self, now_ns: int) -> None:
        """End all sound on all channels of all outputs; what was handed over ahead for later stays."""
        taken = self.take_back(now_ns, None)
        for index, output in enumerate(self.outputs):
            for message in silence(self._sounding.channels(index)):
                output.send(message)
        self.hand_over(taken)

    def at_once(self, message: bytes, outputs: Iterable[int]) -> None:
        """Send a transport message at once to some outputs."""
        for index in outputs:
            self.outputs[index].send(message)

    def lead(self, index: int, lead_ns: int, hold_ns: int) -> None:
        """Let an output want messages another lead ahead, from now on."""
        output = self.outputs[index]
        self._handed[index].lead(lead_ns - output.lead_ns)
        output.lead_ns, output.hold_ns = lead_ns, hold_ns

    def port(self, index: int, name: str | None) -> OutputChanged:
        """Open or close an output's port; return what to say of it."""
        output = self.outputs[index]
        if name is None:
            owed = self._owed.setdefault(index, set())
            owed.update(message for _, message in self._sounding.closed(output=index))
            self._handed[index].forget()
        error = ""
        try:
            output.open(name)
        except (PortNotFound, OSError) as fault:
            error = str(fault)
        if output.state == "open":
            for message in sorted(self._owed.pop(index, ())):
                output.send(message)
        return OutputChanged(index, output.name, output.state, error)
