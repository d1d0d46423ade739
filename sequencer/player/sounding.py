"""Which notes sound right now, so that each note-on meets its note-off whatever happens?

Two notes of the same pitch on one channel cannot sound apart: the second ends the first, and the first's own note-off,
when it comes, is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sequencer.midi.messages import NOTE_OFF

if TYPE_CHECKING:
    from sequencer.midi.messages import Due

Pitch = tuple[int, int, int]
Open = tuple[int, str]
"""A note's number and layer."""


class Sounding:
    """Open notes of all outputs; owned by the player's thread."""

    def __init__(self) -> None:
        self._open: dict[Pitch, Open] = {}
        self._played: set[tuple[int, int]] = set()

    def starts(self, due: Due) -> tuple[bytes, str] | None:
        """Note a note-on; return the note-off that has to go before it and its layer, if its pitch still sounds."""
        pitch = _pitch(due)
        there = self._open.get(pitch)
        before = None if there is None else (_off(pitch), there[1])
        self._open[pitch] = (due.note, due.layer)
        self._played.add(pitch[:2])
        return before

    def ends(self, due: Due) -> bool:
        """Return True when a note-off is still wanted; the pitch is closed then."""
        pitch = _pitch(due)
        there = self._open.get(pitch)
        if there is None or there[0] != due.note:
            return False
        del self._open[pitch]
        return True

    def before(self, due: Due) -> Open | None:
        """Return the note that sounds at a message's pitch before it is sent."""
        return self._open.get(_pitch(due))

    def taken_back(self, due: Due, before: Open | None) -> None:
        """Undo a note-on or note-off, the last one of its pitch: it was not sent after all."""
        if before is None:
            self._open.pop(_pitch(due), None)
        else:
            self._open[_pitch(due)] = before

    def closed(self, *, output: int | None = None, layers: frozenset[str] | None = None) -> list[tuple[int, bytes]]:
        """Close open notes (of one output, of some layers, or all) and return their note-offs as (output, message)."""
        gone = [
            pitch for pitch, (_, layer) in self._open.items()
            if (output is None or pitch[0] == output) and (layers is None or layer in layers)
        ]
        for pitch in gone:
            del self._open[pitch]
        return [(pitch[0], _off(pitch)) for pitch in gone]

    def channels(self, output: int) -> list[int]:
        """Return the channels (0..15) that an output has played on."""
        return sorted(channel for place, channel in self._played if place == output)

    def __len__(self) -> int:
        """Return how many notes sound."""
        return len(self._open)


def _pitch(due: Due) -> Pitch:
    return (due.output, due.message[0] & 0x0F, due.message[1])


def _off(pitch: Pitch) -> bytes:
    return bytes((NOTE_OFF | pitch[1], pitch[2], 0))
