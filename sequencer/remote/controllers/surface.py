"""What does a moved control ask for, and what do its lamps show? Pure: bytes and what is told go in, messages come out.

A knob that stands elsewhere than its parameter waits until it has passed it (pickup). A button acts when it goes down,
a switch turns what the session says. Lamps and motors follow the session, never the finger; a fader that is being
moved is left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sequencer.remote.addresses import Message
from sequencer.remote.controllers.controls import (
    FINE,
    HALF,
    NEVER_LEARNED,
    Control,
    Moved,
    Reader,
    message_of,
    steps_of,
)
from sequencer.remote.controllers.mapping import Binding

if TYPE_CHECKING:
    from sequencer.remote.controllers.learning import Learning
    from sequencer.remote.controllers.mapping import Mapping
    from sequencer.remote.told import Facts

STEP: Final = 1 / 128
"""Of a range, for one step of an encoder."""
NEAR: Final = 1 / 64
"""A knob this near to its parameter has it in its hand."""
RESTS_SECONDS: Final = 0.5
"""A fader that has not moved for so long follows the session again."""


class Surface:
    """One device; for one thread.

    Attributes:
        mapping: what its controls do.
        learning: what the next moved control shall do, None for nothing.
    """

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self.learning: Learning | None = None
        self._reader = Reader()
        self._layers: tuple[str, ...] = ()
        self._known: dict[str, float] = {}
        self._asked_for: dict[str, float] = {}
        self._last: dict[Control, float] = {}
        self._held: dict[Control, float] = {}
        self._moved_at: dict[Control, float] = {}
        self._shown: dict[Control, list[bytes]] = {}

    # --- what a hand does ---------------------------------------------------------------------------------------------

    def take(self, message: bytes, now: float) -> Message | None:
        """Return the request of a MIDI message of the device, None without one.

        Args:
            message: of the device. now: seconds, of any clock that never goes back.
        """
        moved = self._reader.read(message, self._fine())
        if moved is None:
            return None
        if self.learning is not None:
            if self._learn(self.learning, moved):
                return None
            self.learning = None  # another control: it does what it does
        self._moved_at[moved.control] = now
        binding = next((one for one in self.mapping.bindings if one.control == moved.control), None)
        return None if binding is None else self._asked(binding, moved)

    def _fine(self) -> set[Control]:
        return {one.control for one in self.mapping.bindings if one.kind == "cc14"}

    def _asked(self, binding: Binding, moved: Moved) -> Message | None:
        to = self._address(binding.to)
        if to is None:  # the config has no layer of that number
            return None
        match binding.how:
            case "button" | "switch":
                return self._pressed(binding, moved, to)
            case "pad":
                return Message(to, (moved.share,)) if self._goes_down(moved) else None
            case "absolute":
                return self._turned(binding, moved, to)
            case turning:
                steps = steps_of(moved.value, turning)
                now = self._asked_for.get(to, self._known.get(to))
                if now is None or not steps:
                    return None
                place = min(max(now + steps * STEP, 0.0), 1.0)
                self._asked_for[to] = place  # the next step counts from here
                return Message(to, (place,))

    def _pressed(self, binding: Binding, moved: Moved, to: str) -> Message | None:
        if not self._goes_down(moved):
            return None
        if binding.how == "button":
            return Message(to, (1,))
        return Message(to, (0 if self._known.get(to) else 1,))

    def _goes_down(self, moved: Moved) -> bool:
        was, self._last[moved.control] = self._last.get(moved.control, 0.0), moved.value
        threshold = 1 if moved.control.kind == "note" else HALF
        return moved.control.kind == "program" or was < threshold <= moved.value

    def _turned(self, binding: Binding, moved: Moved, to: str) -> Message | None:
        """Return the parameter's move by a knob; nothing while the knob has not picked it up."""
        control, place = moved.control, moved.share
        before, self._last[control] = self._last.get(control), place
        now = self._known.get(to)
        if binding.pickup and now is not None and control not in self._held:
            passed = before is not None and min(before, place) <= now <= max(before, place)
            if not passed and abs(place - now) > NEAR:
                return None
        self._held[control] = self._asked_for[to] = place
        return Message(to, (place,))

    # --- what the session says ----------------------------------------------------------------------------------------

    def told(self, facts: Facts, now: float) -> list[bytes]:
        """Take what is told of the session; return what lamps and motors are sent."""
        for address, values in facts.items():
            if address == "/techno/state/layers":
                self._layers = tuple(map(str, values))
            elif len(values) == 1 and isinstance(values[0], int | float):
                self._kept(address, float(values[0]))
        return self._lamps(now)

    def _kept(self, address: str, value: float) -> None:
        """Keep a value. Hands let go of it once it moves away from where they have put it; a glide moves towards it."""
        before, place = self._known.get(address, value), self._asked_for.get(address)
        self._known[address] = value
        if place is None or abs(value - place) <= NEAR or abs(value - place) < abs(before - place):
            return
        del self._asked_for[address]
        for binding in self.mapping.bindings:
            if self._address(binding.to) == address:
                self._held.pop(binding.control, None)

    def _lamps(self, now: float) -> list[bytes]:
        found: list[bytes] = []
        for binding in self.mapping.bindings:
            to = self._address(binding.to)
            share = 0.0 if to is None else self._known.get(to)
            if share is None or binding.how in {"button", "pad"}:
                continue
            if now - self._moved_at.get(binding.control, -RESTS_SECONDS) < RESTS_SECONDS and binding.how != "switch":
                continue
            wanted = message_of(binding.control, share)
            if self._shown.get(binding.control) != wanted:
                self._shown[binding.control] = wanted
                found.extend(wanted)
        return found

    def shown_anew(self) -> None:
        """Forget what lamps show: the device was plugged in again."""
        self._shown.clear()

    def _address(self, to: str) -> str | None:
        """Return an address with its layer's number replaced by its name, None where there is no such layer."""
        parts = to.split("/")
        for place, part in enumerate(parts[3:4], start=3):
            if part.isdecimal() and part not in self._layers:
                if not 1 <= int(part) <= len(self._layers):
                    return None
                parts[place] = self._layers[int(part) - 1]
        return "/".join(parts)

    # --- learning -----------------------------------------------------------------------------------------------------

    def _learn(self, learning: Learning, moved: Moved) -> bool:
        """Bind the control that was moved; return False when it is another than the one that has been learned."""
        control = moved.control
        if not learnable(moved):
            return True
        if learning.control is not None and control != learning.control:
            fine = Control("cc14", control.channel, control.number - FINE)
            if control.kind != "cc" or learning.control != Control("cc", fine.channel, fine.number):
                return control == Control("cc", control.channel, learning.control.number + FINE)
            self.mapping = self.mapping.unbound(learning.control)  # its low byte follows its high one
            control = fine
        elif control == learning.control:
            return True
        how = learning.how_for(control)
        if how is None:
            learning.say(f"{control} is no knob; {learning.to} takes one")
            return True
        old = next((one for one in self.mapping.bindings if one.to == learning.to), None)
        pickup = learning.wanted.pickup if old is None else old.pickup
        self.mapping = self.mapping.bound(
            Binding(control.kind, control.channel, control.number, learning.to, how, pickup)
        )
        learning.control = control
        learning.say(f"{control} of {self.mapping.device} moves {learning.to} now")
        return True


def learnable(moved: Moved) -> bool:
    """Return True for a control that a hand has moved: no pedal, no bank, no channel mode, no key that is let go."""
    if moved.control.kind in {"cc", "cc14"}:
        return moved.control.number not in NEVER_LEARNED
    return moved.value > 0
