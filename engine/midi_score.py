"""What would the engine say of a drum recording? Reads a .mid file and scores its bars.

Bars are 4/4 from tick 0. A hit belongs to the nearest 16th, so one just before the bar line is the next downbeat.
"""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Final

from mido import MidiFile
from mido.midifiles.meta import KeySignatureError

from engine.errors import MidiFileError
from engine.midi_file import DRUM_TRACK
from engine.scores import bar_scores
from engine.timebase import BEATS_PER_BAR, STEPS_PER_BAR, STEPS_PER_BEAT, nearest_step
from engine.voices import in_backbone, named_part, voice_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mido import MidiTrack

    from engine.bar import Scores

MAX_FILE_BYTES: Final = 4 * 1024 * 1024
"""A night of 64 layers fits; what is larger is no drum file."""

MAX_BARS: Final = 65_536
"""Thirty-six hours at 120 BPM; a hit behind that comes from a broken delta time."""

MAX_NUMBER_BYTES: Final = 1024
"""No honest file has more bytes in a row with the high bit set (SMF numbers: 4; text and blobs: some hundred), and a
decoder that takes them for one number would never end."""

DRUM_CHANNEL: Final = 9
"""Channel 10, General MIDI's percussion, as it is in bytes."""

MAX_SUB_GAP_STEPS: Final = 0.6
MAX_SUB_SPAN_STEPS: Final = 0.9
"""A hit closer than the first to the last of its note, and than the second to the first of its group, is a sub-hit of
that first hit (docs/scores.md#files)."""

DEFAULT_TEMPO_US: Final = 500_000
"""Microseconds per quarter note until a file says otherwise (SMF 1.0)."""

_ENDLESS_NUMBER: Final = re.compile(rb"[\x80-\xff]{%d}" % MAX_NUMBER_BYTES)

UNREADABLE: Final = (OSError, EOFError, ValueError, TypeError, LookupError, struct.error, KeySignatureError)
"""What mido raises on bytes that are no MIDI file: the whole family, as its decoders index and unpack unchecked."""


@dataclass(frozen=True, slots=True)
class _Track:
    """What one track of the file plays: its names, and the onsets in ticks of each (channel 0..15, note)."""

    name: str
    instrument: str
    onsets: dict[tuple[int, int], list[int]]

    @property
    def ours(self) -> bool:
        """The engine wrote it, or someone labels drums alike: its name is a layer's."""
        return self.instrument.strip().lower() == DRUM_TRACK

    @property
    def layer(self) -> str:
        """The name by which its hits are known, or "" where only their notes tell: a kit of many notes on one track."""
        return self.name if self.ours or len({note for _, note in self.onsets}) == 1 else ""


@dataclass(frozen=True, slots=True)
class _Tempos:
    """The tempo map: ms per tick, from each tick on."""

    ticks: tuple[int, ...]
    ms_per_tick: tuple[float, ...]

    def at(self, tick: float) -> float:
        """Return the ms per tick at a tick, 0 or later."""
        return self.ms_per_tick[bisect_right(self.ticks, tick) - 1]


@dataclass(slots=True)
class _Heard:
    """What one bar sounds, while it is gathered: masks of 16 bits, and (layer, step, offset in ms) of each hit."""

    kick: int = 0
    middle: int = 0
    cymbal: int = 0
    backbone: int = 0
    offsets: list[tuple[str, int, float]] = field(default_factory=list)

    def mark(self, step: int, layer: str, note: int) -> None:
        """Let a layer sound on a step."""
        bit = 1 << step
        voice = voice_of(layer, note)
        if voice == "K":
            self.kick |= bit
        elif voice == "M":
            self.middle |= bit
        else:
            self.cymbal |= bit
        if in_backbone(layer, note):
            self.backbone |= bit


def score_file(path: Path) -> tuple[Scores, ...]:
    """Return the scores of each bar of a drum .mid file, from bar 0 to the last one with an onset.

    Drums are the notes on channel 10 and on tracks the engine wrote; where there are none, those on tracks named after
    a drum. T is read at the tempo of each hit's nominal place. Metres other than 4/4 are refused.

    Raises:
        MidiFileError: not there, not a file, larger than 4 MiB, no MIDI file or a broken one, not in 4/4, timed in
            video frames, or without drums.

    Source: docs/scores.md#files; Standard MIDI Files 1.0 (MIDI Manufacturers Association, 1988).
    """
    file = _parsed(path)
    _check_metre(path, file)
    step_ticks = file.ticks_per_beat / STEPS_PER_BEAT
    tempos = _tempos(file)
    bars: dict[int, _Heard] = {}
    for layer, key, note, ticks in _lanes(path, file):
        for group in _groups(ticks, step_ticks):
            first = nearest_step(group[0], file.ticks_per_beat)
            index, step = divmod(first, STEPS_PER_BAR)
            if index >= MAX_BARS:
                raise MidiFileError(f"{path}: has a hit behind bar {MAX_BARS}, the last that is scored")
            bar = bars.setdefault(index, _Heard())
            bar.mark(step, layer, note)
            for sub, tick in enumerate(group):
                nominal = (first + sub / len(group)) * step_ticks
                bar.offsets.append((key, step, (tick - nominal) * tempos.at(nominal)))
    return tuple(_scores(bars))


def _scores(bars: dict[int, _Heard]) -> Iterator[Scores]:
    previous: int | None = None
    silent = _Heard()
    for index in range(max(bars) + 1):
        bar = bars.get(index, silent)
        yield bar_scores((bar.kick, bar.middle, bar.cymbal), bar.backbone, previous, bar.offsets)
        previous = bar.backbone


def _parsed(path: Path) -> MidiFile:
    """Return the file as mido reads it, with a resolution in ticks per quarter note and tracks that sound together."""
    content = _content(path)
    if not content:
        raise MidiFileError(f"{path}: is empty")
    if len(content) > MAX_FILE_BYTES:
        raise MidiFileError(f"{path}: is larger than {MAX_FILE_BYTES // 1024**2} MiB; that is no drum file")
    if not content.startswith(b"MThd"):
        raise MidiFileError(f"{path}: is not a MIDI file")
    if _ENDLESS_NUMBER.search(content):
        raise MidiFileError(f"{path}: is a broken MIDI file: it holds a number without an end")
    try:
        file = MidiFile(file=BytesIO(content))
    except EOFError as error:
        raise MidiFileError(f"{path}: is cut short; a MIDI file must be whole") from error
    except UNREADABLE as error:
        raise MidiFileError(f"{path}: is a broken MIDI file: {error}") from error
    if file.ticks_per_beat <= 0:
        raise MidiFileError(f"{path}: counts in video frames, not in beats; export it with ticks per quarter note")
    if file.type not in {0, 1}:
        raise MidiFileError(f"{path}: is a MIDI file of type {file.type}; export it as type 0 or 1")
    return file


def _content(path: Path) -> bytes:
    """Return at most one byte more than a file may have."""
    try:
        if not path.exists():
            raise MidiFileError(f"{path}: there is no such file")
        if not path.is_file():
            raise MidiFileError(f"{path}: is not a file; name a .mid file")
        with path.open("rb") as source:
            return source.read(MAX_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise MidiFileError(f"{path}: cannot be read: {reason}") from error


def _check_metre(path: Path, file: MidiFile) -> None:
    for track in file.tracks:
        for message in track:
            if message.type == "time_signature" and (message.numerator, message.denominator) != (4, 4):
                metre = f"{message.numerator}/{message.denominator}"
                raise MidiFileError(f"{path}: has a bar in {metre}; scores are defined for 4/4 only")


def _tempos(file: MidiFile) -> _Tempos:
    last = MAX_BARS * BEATS_PER_BAR * file.ticks_per_beat
    changes: dict[int, int] = {0: DEFAULT_TEMPO_US}
    for track in file.tracks:
        now = 0
        for message in track:
            now += message.time
            if message.type == "set_tempo" and now < last:
                changes[now] = message.tempo
    ticks = sorted(changes)
    return _Tempos(tuple(ticks), tuple(changes[tick] / (1000.0 * file.ticks_per_beat) for tick in ticks))


def _lanes(path: Path, file: MidiFile) -> Iterator[tuple[str, str, int, list[int]]]:
    """Yield each drum of the file: the layer it is known by, a key of its own for T, its note, its onsets in ticks."""
    tracks = [_track(track) for track in file.tracks]
    if not any(track.onsets for track in tracks):
        raise MidiFileError(f"{path}: holds no notes")
    on_drum_channel = any(track.ours or channel == DRUM_CHANNEL for track in tracks for channel, _ in track.onsets)
    found = False
    for index, track in enumerate(tracks):
        layer, named = track.layer, named_part(track.name) is not None
        for (channel, note), ticks in track.onsets.items():
            if track.ours or channel == DRUM_CHANNEL or (named and not on_drum_channel):
                found = True
                yield layer, f"{index}" if layer else f"{index}:{channel}:{note}", note, sorted(set(ticks))
    if not found:
        raise MidiFileError(f"{path}: holds no drums: nothing on channel 10, and no track is named after a drum")


def _track(track: MidiTrack) -> _Track:
    name = instrument = ""
    onsets: dict[tuple[int, int], list[int]] = {}
    now = 0
    for message in track:
        now += message.time
        kind = message.type
        if kind == "note_on" and message.velocity:
            onsets.setdefault((message.channel, message.note), []).append(now)
        elif kind == "track_name":
            name = name or message.name
        elif kind == "instrument_name":
            instrument = instrument or message.name
    return _Track(name, instrument, onsets)


def _groups(ticks: list[int], step_ticks: float) -> Iterator[list[int]]:
    """Yield the hits of one note in groups: a hit, and the sub-hits of its ratchet."""
    group = ticks[:1]
    for tick in ticks[1:]:
        if tick - group[-1] < MAX_SUB_GAP_STEPS * step_ticks and tick - group[0] < MAX_SUB_SPAN_STEPS * step_ticks:
            group.append(tick)
        else:
            yield group
            group = [tick]
    yield group
