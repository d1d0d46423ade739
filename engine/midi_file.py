"""What does a take look like as a standard MIDI file?

A type 1 file: tempo map, time signature and marks on the first track, then one track a layer. It is a pure function of
the bars: the same bars give the same bytes. Ticks are the bars' own, written at the resolution that is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine import smf
from engine.timebase import BAR_TICKS, PPQ, nearest_step

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from engine.bar import Bar

DRUM_TRACK: Final = "drums"
"""Instrument name of each layer's track, by which `techno score` knows a drum on any channel and under any name."""

MIN_PPQ: Final = 24
MAX_PPQ: Final = 0x7FFF
"""Six ticks a 16th still tell swing from straight; the header has 15 bits for the resolution."""

NOTE_OFF: Final = 0x80
NOTE_ON: Final = 0x90
CONTROL: Final = 0xB0

Note = tuple[int, int, int, int, int]
"""Onset, end (both in file ticks), channel 0..15, note, velocity; of one layer."""


class Take:
    """The bars of one recording, in order, until they become a file; the file may be asked for after any bar.

    A bar's muted layers are left out. The file starts at the first bar's downbeat; a hit that is pushed to before it is
    moved to it with its length kept. On one layer a note ends where the same note on the same channel begins anew, and
    two that begin at one tick are one, so that every note-on meets one note-off; layers that share a note and a channel
    each keep their own track and are not compared.

    What lies a bar and more back cannot change any more and is kept as bytes, so that asking after every bar of a long
    take stays cheap.
    """

    __slots__ = ("_first", "_fresh", "_head", "_head_tick", "_lanes", "_last", "_ppq", "_tempo", "_tracks")

    def __init__(self, layers: Sequence[str], ppq: int = PPQ, title: str = "") -> None:
        """Start a take of layers that get their tracks in this order, sounding or not.

        `ppq` is the resolution of the file in ticks per quarter note, 24..32767. Other layers that bars bring along (a
        config was loaded) get theirs behind. Characters that do not print are dropped from the title.

        Raises:
            ValueError: ppq out of range.

        Source: ours; Standard MIDI Files 1.0 (MIDI Manufacturers Association, 1988) sets the bounds.
        """
        if not MIN_PPQ <= ppq <= MAX_PPQ:
            raise ValueError(f"a MIDI file's resolution is {MIN_PPQ}..{MAX_PPQ} ticks per quarter note, found {ppq}")
        self._ppq = ppq
        printed = "".join(letter for letter in title if letter.isprintable())
        events = [(0, smf.meta(smf.TRACK_NAME, printed.encode()))] if printed else []
        self._head = smf.encoded([*events, (0, smf.four_four())], 0)
        self._tempo = 0
        self._head_tick = 0
        self._first: int | None = None
        self._last = 0
        self._fresh: list[Bar] = []
        self._tracks = {layer: _LayerTrack(layer) for layer in layers}
        self._lanes: dict[str, _LaneTrack] = {}

    def add_bar(self, bar: Bar) -> None:
        """Add the next bar, or more of the last one; bars come in the order in which they sound.

        Source: ours.
        """
        self._fresh.append(bar)

    def end_notes(self, tick: int, layers: Collection[str] | None = None) -> None:
        """End the notes that sound over a tick (absolute, inside the last bar) there: a stop, a panic, a mute at once.

        `layers` are the ones whose notes end, None for all, and what controllers do as well.

        Source: ours.
        """
        self._absorb()
        end = self._file_tick(max(0, tick - (self._first or 0)))
        for layer, track in self._tracks.items():
            if layers is None or layer in layers:
                track.end_notes(end)

    def to_bytes(self) -> bytes:
        """Return the whole file. Note-off goes before note-on at one tick; all tracks end with the last bar or note.

        Source: Standard MIDI Files 1.0 (MIDI Manufacturers Association, 1988).
        """
        self._absorb()
        end = 0 if self._first is None else self._file_tick(self._last + BAR_TICKS - self._first)
        tracks = [smf.chunk(self._head, max(0, end - self._head_tick))]
        tracks += [track.to_bytes(end) for track in self._tracks.values()]
        tracks += [lane.to_bytes(end) for lane in self._lanes.values()]
        return smf.file_bytes(tracks, self._ppq)

    def _absorb(self) -> None:
        """Give the bars added since the last time to their tracks, and settle what cannot change any more."""
        if not self._fresh:
            return
        if self._first is None:
            self._first = self._fresh[0].start_tick
        first = self._first
        notes: dict[str, list[Note]] = {}
        for bar in self._fresh:
            self._add_tempo(bar)
            self._add_marks(bar)
            for event in bar.events:
                if event.layer not in bar.muted:
                    tick = max(0, event.tick - first)
                    start = self._file_tick(tick)
                    stop = max(start + 1, self._file_tick(tick + event.duration_ticks))
                    note = (start, stop, event.channel - 1, event.note, event.velocity)
                    notes.setdefault(event.layer, []).append(note)
            for control in bar.controls:
                if control.lane not in bar.muted:
                    lane = self._lanes.setdefault(control.lane, _LaneTrack(control.lane))
                    message = bytes((CONTROL | control.channel - 1, control.number, control.value))
                    lane.add(self._file_tick(max(0, control.tick - first)), message)
        self._last = self._fresh[-1].start_tick
        self._fresh.clear()
        settled = self._file_tick(max(0, self._last - BAR_TICKS - first))
        for layer in notes:
            if layer not in self._tracks:
                self._tracks[layer] = _LayerTrack(layer)
        for layer, track in self._tracks.items():
            track.add(notes.get(layer, ()), settled)
        for lane in self._lanes.values():
            lane.settle(settled)

    def _add_tempo(self, bar: Bar) -> None:
        tempo = smf.tempo(bar.bpm)
        if tempo != self._tempo:
            tick = self._file_tick(bar.start_tick - (self._first or 0))
            self._head += smf.encoded([(tick, smf.tempo_event(tempo))], self._head_tick)
            self._tempo, self._head_tick = tempo, tick

    def _add_marks(self, bar: Bar) -> None:
        tick = self._file_tick(bar.start_tick - (self._first or 0))
        for name in bar.marks:
            self._head += smf.encoded([(tick, smf.meta(smf.MARKER, name.encode()))], self._head_tick)
            self._head_tick = tick

    def _file_tick(self, tick: int) -> int:
        """Return the nearest tick of the file that has the same nearest 16th as a tick from the take's start."""
        if self._ppq == PPQ:
            return tick
        scaled = (2 * tick * self._ppq + PPQ) // (2 * PPQ)
        return scaled + nearest_step(tick) - nearest_step(scaled, self._ppq)  # coarse ticks may round over the border


class _LaneTrack:
    """One controller's track, after those of the layers."""

    __slots__ = ("_content", "_events", "_last")

    def __init__(self, name: str) -> None:
        self._content = bytearray(smf.encoded([(0, smf.meta(smf.TRACK_NAME, name.encode()))], 0))
        self._last = 0
        self._events: list[tuple[int, bytes]] = []

    def add(self, tick: int, message: bytes) -> None:
        """Add a message, at or after the one before."""
        self._events.append((tick, message))

    def settle(self, before: int) -> None:
        """Keep what lies before a tick as bytes: it cannot change any more."""
        done = [event for event in self._events if event[0] < before]
        if done:
            self._content += smf.encoded(done, self._last)
            self._last = done[-1][0]
            del self._events[: len(done)]

    def to_bytes(self, end: int) -> bytes:
        """Return the track's chunk; `end` is the earliest end of the track."""
        last = self._events[-1][0] if self._events else self._last
        return smf.chunk(bytes(self._content) + smf.encoded(self._events, self._last), max(0, end - last))


class _LayerTrack:
    """One layer's track: bytes of what is settled, and notes that may still be cut by what comes."""

    __slots__ = ("_content", "_last", "_notes", "_settled")

    def __init__(self, layer: str) -> None:
        names = (smf.meta(smf.TRACK_NAME, layer.encode()), smf.meta(smf.INSTRUMENT_NAME, DRUM_TRACK.encode()))
        self._content = bytearray(smf.encoded([(0, name) for name in names], 0))
        self._last = 0
        self._settled = 0
        self._notes: list[Note] = []

    def add(self, notes: Iterable[Note], settled: int) -> None:
        """Add notes, none of which begins before the tick that was settled last; settle what lies before another."""
        self._notes = _apart([*self._notes, *notes])
        if settled > self._settled:
            events = self._events(settled)
            self._content += smf.encoded(events, self._last)
            self._last = events[-1][0] if events else self._last
            self._settled = settled
            self._notes = [note for note in self._notes if note[1] >= settled]

    def end_notes(self, end: int) -> None:
        """End the notes that sound over a tick there."""
        self._notes = [
            (start, end, channel, note, velocity) if start < end < stop else (start, stop, channel, note, velocity)
            for start, stop, channel, note, velocity in self._notes
        ]

    def to_bytes(self, end: int) -> bytes:
        """Return the track's chunk; `end` is the earliest end of the track."""
        events = self._events(None)
        last = events[-1][0] if events else self._last
        return smf.chunk(bytes(self._content) + smf.encoded(events, self._last), max(0, end - last))

    def _events(self, until: int | None) -> list[tuple[int, bytes]]:
        """Return the note-ons and note-offs that are not settled yet, those before a tick or all."""
        events: list[tuple[int, bytes]] = []
        settled = self._settled
        for start, stop, channel, note, velocity in self._notes:
            if start >= settled:
                events.append((start, bytes((NOTE_ON | channel, note, velocity))))
            events.append((stop, bytes((NOTE_OFF | channel, note, 0))))
        if until is not None:
            events = [event for event in events if event[0] < until]
        events.sort()  # at one tick note-off, whose status byte is the smaller, goes before note-on
        return events


def _apart(notes: list[Note]) -> list[Note]:
    """Return a layer's notes by onset, none overlapping the next of its note and channel."""
    notes.sort()
    apart: list[Note] = []
    last_at: dict[tuple[int, int], int] = {}
    for start, stop, channel, note, velocity in notes:
        index = last_at.get((channel, note))
        if index is not None:
            before = apart[index]
            if before[0] == start:
                apart[index] = (start, stop, channel, note, max(velocity, before[4]))
                continue
            if before[1] > start:
                apart[index] = (before[0], start, channel, note, before[4])
        last_at[channel, note] = len(apart)
        apart.append((start, stop, channel, note, velocity))
    return apart
