"""What does a take look like as a standard MIDI file?

A type 1 file: tempo map and time signature on the first track, then one track a layer. It is a pure function of the
bars: the same bars give the same bytes. Ticks are the bars' own, written at the resolution that is asked for.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from engine import smf
from engine.errors import MidiFileError
from engine.timebase import BAR_TICKS, PPQ, nearest_step

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from engine.bar import Bar, Event

DRUM_TRACK: Final = "drums"
"""Instrument name of each layer's track, by which `techno score` knows a drum on any channel and under any name."""

MIN_PPQ: Final = 24
MAX_PPQ: Final = 0x7FFF
"""Six ticks a 16th still tell swing from straight; the header has 15 bits for the resolution."""

NOTE_OFF: Final = 0x80
NOTE_ON: Final = 0x90

Note = tuple[int, int, int, int, int]
"""Onset, end (both in file ticks), channel 0..15, note, velocity; of one layer."""


class Take:
    """The bars of one recording, in order, until they become a file.

    A bar's muted layers are left out. The file starts at the first bar's downbeat; a hit that is pushed to before it is
    moved to it with its length kept. On one layer a note ends where the same note on the same channel begins anew, and
    two that begin at one tick are one, so that every note-on meets one note-off; layers that share a note and a channel
    each keep their own track and are not compared.
    """

    __slots__ = ("_bars", "_layers", "_ppq", "_title")

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
        self._layers = tuple(layers)
        self._ppq = ppq
        self._title = "".join(letter for letter in title if letter.isprintable())
        self._bars: list[Bar] = []

    def add_bar(self, bar: Bar) -> None:
        """Add the next bar; bars come in the order in which they sound.

        Source: ours.
        """
        self._bars.append(bar)

    def to_bytes(self) -> bytes:
        """Return the whole file. Note-off goes before note-on at one tick; all tracks end with the last bar or note.

        Source: Standard MIDI Files 1.0 (MIDI Manufacturers Association, 1988).
        """
        first = self._bars[0].start_tick if self._bars else 0
        end = self._file_tick(self._bars[-1].start_tick + BAR_TICKS - first) if self._bars else 0
        hits: dict[str, list[Event]] = {layer: [] for layer in self._layers}
        for bar in self._bars:
            for event in bar.events:
                if event.layer not in bar.muted:
                    hits.setdefault(event.layer, []).append(event)
        tracks = [self._tempo_track(first, end)]
        tracks += [_layer_track(layer, self._notes(events, first), end) for layer, events in hits.items()]
        return smf.file_bytes(tracks, self._ppq)

    def _file_tick(self, tick: int) -> int:
        """Return the nearest tick of the file that has the same nearest 16th as a tick from the take's start."""
        if self._ppq == PPQ:
            return tick
        scaled = (2 * tick * self._ppq + PPQ) // (2 * PPQ)
        return scaled + nearest_step(tick) - nearest_step(scaled, self._ppq)  # coarse ticks may round over the border

    def _tempo_track(self, first: int, end: int) -> bytes:
        events = [(0, smf.meta(smf.TRACK_NAME, self._title.encode()))] if self._title else []
        events.append((0, smf.four_four()))
        tempo = 0
        for bar in self._bars:
            bar_tempo = smf.tempo(bar.bpm)
            if bar_tempo != tempo:
                events.append((self._file_tick(bar.start_tick - first), smf.tempo_event(bar_tempo)))
                tempo = bar_tempo
        return smf.track(events, end)

    def _notes(self, events: Iterable[Event], first: int) -> list[Note]:
        """Return a layer's notes by onset, a tick long at least, none overlapping the next of its note and channel."""
        notes: list[Note] = []
        for event in events:
            tick = max(0, event.tick - first)
            start = self._file_tick(tick)
            stop = max(start + 1, self._file_tick(tick + event.duration_ticks))
            notes.append((start, stop, event.channel - 1, event.note, event.velocity))
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


def _layer_track(layer: str, notes: Iterable[Note], end: int) -> bytes:
    """Return the track of one layer, from notes that do not overlap; `end` is the earliest end of the track."""
    events: list[tuple[int, bytes]] = []
    for start, stop, channel, note, velocity in notes:
        events.append((start, bytes((NOTE_ON | channel, note, velocity))))
        events.append((stop, bytes((NOTE_OFF | channel, note, 0))))
    events.sort()  # at one tick note-off, whose status byte is the smaller, goes before note-on
    names = [(0, smf.meta(smf.TRACK_NAME, layer.encode())), (0, smf.meta(smf.INSTRUMENT_NAME, DRUM_TRACK.encode()))]
    return smf.track([*names, *events], end)


def write_take(path: Path, take: Take) -> None:
    """Write a take as a .mid file, whole or not at all; a missing folder is made, an existing file is replaced.

    Raises:
        MidiFileError: the file cannot be written; nothing is left behind.

    Source: ours; a rename in one folder is atomic (POSIX, rename).
    """
    content = take.to_bytes()
    try:
        if path.exists() and not path.is_file():
            raise MidiFileError(f"{path}: cannot be written: it is not a file; choose another name")
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, content)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise MidiFileError(f"{path}: cannot be written: {reason}; choose another place with --out") from error


def _replace(path: Path, content: bytes) -> None:
    """Write under a temporary name beside `path`, then rename; the temporary file never stays."""
    part, file = _new_part(path.parent)
    try:
        with file:
            file.write(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _new_part(folder: Path) -> tuple[Path, BinaryIO]:
    """Return a file in the folder that nobody else has, open for writing."""
    number = 0
    while True:
        part = folder / f".techno-{os.getpid()}-{number}.part"
        try:
            return part, part.open("xb")
        except FileExistsError:
            number += 1
