"""Which control was moved, and how far? MIDI messages of a controller, read.

A knob sends a controller number; 14-bit ones send two, number and number + 32. A pad or key sends a note. Encoders that
turn for ever send steps instead of places, in one of three ways.

Source: MIDI 1.0 Detailed Specification, "Channel Voice Messages" and "Controller Numbers".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection

    from sequencer.console.typed_learn import Turning

Kind = Literal["cc", "cc14", "note", "program"]

NOTE_OFF: Final = 0x80
NOTE_ON: Final = 0x90
CONTROLLER: Final = 0xB0
PROGRAM: Final = 0xC0
FINE: Final = 32
"""A 14-bit controller's low byte has its number plus this."""
HALF: Final = 64
SEVEN_BITS: Final = 127
FOURTEEN_BITS: Final = (1 << 14) - 1
NEVER_LEARNED: Final = frozenset({0, 32, 64, *range(120, 128)})
"""Controller numbers that keyboards send unasked: bank select, the sustain pedal, channel modes."""


class Control(NamedTuple):
    """A control on a surface: kind, MIDI channel 1..16, and its controller, note or program number."""

    kind: Kind
    channel: int
    number: int

    def __str__(self) -> str:
        """Say it as musicians do."""
        name = {"cc": "CC", "cc14": "14-bit CC", "note": "note", "program": "program"}[self.kind]
        return f"{name} {self.number} on channel {self.channel}"


@dataclass(frozen=True, slots=True)
class Moved:
    """A control was moved to a value, 0..most."""

    control: Control
    value: int
    most: int = SEVEN_BITS

    @property
    def share(self) -> float:
        """Where it stands, 0..1."""
        return self.value / self.most


class Reader:
    """Reads a controller's messages; remembers the high bytes of 14-bit controls."""

    def __init__(self) -> None:
        self._high: dict[tuple[int, int], int] = {}

    def read(self, message: bytes, fine: Collection[Control]) -> Moved | None:
        """Return the move that a message tells of, None for one that tells of none.

        Args:
            message: one MIDI message. fine: the 14-bit controls.
        """
        if len(message) not in {2, 3} or message[0] < NOTE_OFF or any(one > SEVEN_BITS for one in message[1:]):
            return None
        status, channel, number = message[0] & 0xF0, (message[0] & 0x0F) + 1, message[1]
        value = message[2] if len(message) > 2 else 0  # noqa: PLR2004 - status, number, value
        match status, len(message):
            case (0x90, 3):
                return Moved(Control("note", channel, number), value)
            case (0x80, 3):
                return Moved(Control("note", channel, number), 0)
            case (0xC0, 2):
                return Moved(Control("program", channel, number), SEVEN_BITS)
            case (0xB0, 3):
                return self._controller(channel, number, value, fine)
            case _:
                return None

    def _controller(self, channel: int, number: int, value: int, fine: Collection[Control]) -> Moved | None:
        """A high byte alone moves a 14-bit control too: not every device sends the low one each time."""
        coarse = Control("cc14", channel, number)
        if coarse in fine:
            self._high[channel, number] = value
            return Moved(coarse, value << 7, FOURTEEN_BITS)
        whole = Control("cc14", channel, number - FINE)
        if whole in fine:
            return Moved(whole, self._high.get((channel, number - FINE), 0) << 7 | value, FOURTEEN_BITS)
        return Moved(Control("cc", channel, number), value)


def steps_of(value: int, turning: Turning) -> int:
    """Return by how many steps an encoder was turned, negative for back."""
    match turning:
        case "relative":
            return value if value < HALF else value - 128
        case "offset":
            return value - HALF
        case "sign":
            return value if value < HALF else HALF - value


def message_of(control: Control, share: float) -> list[bytes]:
    """Return the messages that light a control's lamp, or move its motor, to a place 0..1; none for a program."""
    share = min(max(share, 0.0), 1.0)
    low = control.channel - 1
    match control.kind:
        case "cc":
            return [bytes((CONTROLLER | low, control.number, round(share * SEVEN_BITS)))]
        case "cc14":
            value = round(share * FOURTEEN_BITS)
            return [
                bytes((CONTROLLER | low, control.number, value >> 7)),
                bytes((CONTROLLER | low, control.number + FINE, value & SEVEN_BITS)),
            ]
        case "note":
            return [bytes((NOTE_ON | low, control.number, round(share * SEVEN_BITS)))]
        case "program":
            return []
