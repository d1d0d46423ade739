"""Which MIDI messages does a bar become, and in which order do they leave at one tick?

Transport, then clock, then note-offs, then note-ons, then controllers, which may not hold a note up. A note-on carries
its layer and a controller its lane, so that the player can leave it out when that is muted at the moment of sending.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from engine.timebase import BAR_TICKS, PPQ

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from engine.bar import Bar

CLOCKS_PER_QUARTER: Final = 24
CLOCK_TICKS: Final = PPQ // CLOCKS_PER_QUARTER
SONG_POSITION_TICKS: Final = PPQ // 4
"""A song position is a count of 16ths (MIDI 1.0, system common messages)."""
SONG_POSITIONS: Final = 1 << 14

CLOCK: Final = b"\xf8"
START: Final = b"\xfa"
CONTINUE: Final = b"\xfb"
STOP: Final = b"\xfc"
NOTE_OFF: Final = 0x80
NOTE_ON: Final = 0x90
CONTROL: Final = 0xB0
ALL_SOUND_OFF: Final = 120
ALL_NOTES_OFF: Final = 123
CHANNELS: Final = 16

TRANSPORT_FIRST, CLOCK_NEXT, OFF_NEXT, ON_NEXT, CONTROL_LAST = range(5)


class Due(NamedTuple):
    """One message with its deadline; sorts by deadline, then by what goes first.

    Attributes:
        ns: deadline on the monotonic clock, the output's latency trim included.
        order: what goes first at one moment.
        place: keeps the order of making at one deadline.
        tick: nominal musical moment.
        output: index of the output.
        message: bytes to send.
        layer: of a note, or the lane of a controller; "" otherwise.
        note: tells which note-on a note-off belongs to; 0 otherwise.
        line: tick where a note's bar begins, whose mutes hold for it.
    """

    ns: int
    order: int
    place: int
    tick: int
    output: int
    message: bytes
    layer: str = ""
    note: int = 0
    line: int = 0


class Plan(NamedTuple):
    """A message with its musical moment, before it has a deadline; the fields are those of `Due`."""

    tick: int
    order: int
    output: int
    message: bytes
    layer: str = ""
    note: int = 0
    line: int = 0


def song_position(tick: int) -> bytes:
    """Return the song position of a tick from the song's start; it wraps after 1024 bars, as the message does."""
    position = tick // SONG_POSITION_TICKS % SONG_POSITIONS
    return bytes((0xF2, position & 0x7F, position >> 7))


def note_plans(bar: Bar, outputs: Mapping[str, int], first_note: int, hear_all: Sequence[int] = ()) -> list[Plan]:
    """Return a bar's note-ons and note-offs.

    Args:
        bar: to be played.
        outputs: index of each layer's output; a layer that is not named goes to output 0.
        first_note: number of the first note; each note has one of its own.
        hear_all: indices of outputs to which all notes go as well.
    """
    plans = []
    number = first_note
    for event in bar.events:
        channel = event.channel - 1
        on = bytes((NOTE_ON | channel, event.note, event.velocity))
        off = bytes((NOTE_OFF | channel, event.note, 0))
        ends = event.tick + event.duration_ticks
        for output in (outputs.get(event.layer, 0), *hear_all):
            plans.append(Plan(event.tick, ON_NEXT, output, on, event.layer, number, bar.start_tick))
            plans.append(Plan(ends, OFF_NEXT, output, off, event.layer, number, bar.start_tick))
        number += 1
    return plans


def control_plans(bar: Bar, outputs: Mapping[str, int]) -> list[Plan]:
    """Return a bar's controller messages; `outputs` as for `note_plans`, by the name of the lane."""
    return [
        Plan(
            control.tick, CONTROL_LAST, outputs.get(control.lane, 0),
            bytes((CONTROL | control.channel - 1, control.number, control.value)), control.lane, 0, bar.start_tick,
        )
        for control in bar.controls
    ]


def clock_plans(start_tick: int, outputs: Sequence[int], end_tick: int | None = None) -> list[Plan]:
    """Return the clock pulses from a tick up to the end of its bar (or another tick) on some outputs.

    Args:
        start_tick: first tick; a pulse before it is left out.
        outputs: indices of the outputs that carry clock.
        end_tick: first tick that belongs to what follows; a bar later when left out.
    """
    end = start_tick + BAR_TICKS if end_tick is None else end_tick
    first = -(-start_tick // CLOCK_TICKS) * CLOCK_TICKS
    return [
        Plan(tick, CLOCK_NEXT, output, CLOCK)
        for tick in range(first, end, CLOCK_TICKS)
        for output in outputs
    ]


def silence(first: Iterable[int] = ()) -> list[bytes]:
    """Return the messages that end all sound on all channels, for a panic.

    Args:
        first: channels (0..15) that have been played on; a MIDI system that drops messages drops the last ones.
    """
    return [
        bytes((CONTROL | channel, number, 0))
        for channel in dict.fromkeys((*first, *range(CHANNELS)))
        for number in (ALL_NOTES_OFF, ALL_SOUND_OFF)
    ]
