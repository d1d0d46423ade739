"""Which notes of a MIDI file are drums?

Those that were chosen. Else those on channel 10, on channels that a bank or a system message makes drums, and on the
engine's own tracks; where there are none, those on tracks named after a drum or a kit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.midi_file import DRUM_TRACK
from engine.smf_reader import NotMidi
from engine.voices import named_drum

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable

    from engine.smf_reader import ReadFile, ReadTrack

KIT_WORDS: Final = frozenset(
    "drum drums drumkit drumkits drumset drumsets drumloop drumloops drumrack kit kits beat beats backbeat breakbeat "
    "breakbeats percussion percussions percusion percussione perkussion perkusja schlagzeug slagwerk batterie batteria "
    "bateria batería ударные барабаны ドラム ドラムス 드럼 鼓".split()
)
"""Words by which people call a whole kit, in lower case and without a number at their end."""
PITCHED: Final = frozenset({"steel"})
"""Words of drums that play melodies."""

PATTERNS: Final = 2
"""Kind of a file whose tracks do not sound together."""
MAX_PLACES: Final = 6
"""Tracks named in a refusal, so that it stays one sentence."""


@dataclass(frozen=True, slots=True)
class Lane:
    """One drum of a file.

    Attributes:
        layer: the name it is known by, or "" where only its note tells.
        key: of what is timed together, for T: a named track, else one note.
        note: 0..127.
        ticks: its onsets, ascending, none twice.
    """

    layer: str
    key: str
    note: int
    ticks: array[int]


@dataclass(frozen=True, slots=True)
class Drums:
    """The drums of a file, at least one lane, and the tracks whose tempos and metres hold for them."""

    lanes: tuple[Lane, ...]
    tracks: tuple[ReadTrack, ...]


def drums(file: ReadFile, channel: int | None = None, track: str | None = None) -> Drums:
    """Return the drums of a file.

    Args:
        file: as it was read.
        channel: 1..16; all notes on it are drums.
        track: a number from 1, or part of a name in upper or lower case; all notes of such tracks are drums.

    Raises:
        NotMidi: no notes, no drums, none where they were looked for, or patterns that do not sound together.

    Source: General MIDI Level 1 (channel 10); ours where a file departs from it.
    """
    if not any(one.onsets for one in file.tracks):
        raise NotMidi("is cut short, before its first note" if file.cut else "holds no notes")
    lanes = _chosen(file, channel, track)
    found = tuple(one for one, theirs in zip(file.tracks, lanes, strict=True) if theirs)
    if file.kind != PATTERNS:
        return Drums(tuple(lane for theirs in lanes for lane in theirs), tuple(file.tracks))
    if len(found) > 1:
        raise NotMidi(f"is of type 2, patterns that do not sound together; choose one with --track: {_places(file)}")
    return Drums(tuple(lane for theirs in lanes for lane in theirs), found)


def _chosen(file: ReadFile, channel: int | None, track: str | None) -> list[list[Lane]]:
    """Return the lanes of each track that are drums, at least one in all."""
    chosen = channel is not None or track is not None
    channels = frozenset(range(16)) if channel is None else frozenset({channel - 1})
    if chosen:
        lanes = [
            _lanes(number, one, channels if track is None or _is_called(track, number, one) else ())
            for number, one in enumerate(file.tracks, start=1)
        ]
    else:
        lanes = [
            _lanes(number, one, channels if _ours(one) else file.drum_channels)
            for number, one in enumerate(file.tracks, start=1)
        ]
        if not any(lanes):
            lanes = [
                _lanes(number, one, channels if _named_after_drums(one) else ())
                for number, one in enumerate(file.tracks, start=1)
            ]
    if any(lanes):
        return lanes
    if chosen:
        where = " of ".join([f"channel {channel}"] * (channel is not None) + [f"track {track}"] * (track is not None))
        raise NotMidi(f"has no notes on {where}; there are some on {_places(file)}")
    raise NotMidi(
        "holds no drums: nothing on channel 10, and no track is named after a kit or a drum of one; choose with "
        f"--channel or --track from {_places(file)}"
    )


def _lanes(number: int, track: ReadTrack, channels: Iterable[int]) -> list[Lane]:
    """Return the notes of a track on some channels; a track of one note, or of ours, is known by its name."""
    one_note = len({note for _, note in track.onsets}) == 1
    layer = track.name if _ours(track) or one_note else ""
    return [
        Lane(layer, f"{number}" if layer else f"{number}:{channel}:{note}", note, ticks)
        for (channel, note), ticks in track.onsets.items()
        if channel in channels
    ]


def _ours(track: ReadTrack) -> bool:
    """Return True for a track that the engine wrote, or that someone labels alike: its name is a layer's."""
    return track.instrument.strip().lower() == DRUM_TRACK


def _named_after_drums(track: ReadTrack) -> bool:
    words = {word.rstrip("0123456789") for word in re.findall(r"[^\W_]+", f"{track.name} {track.instrument}".lower())}
    return named_drum(track.name) is not None or (not words.isdisjoint(KIT_WORDS) and words.isdisjoint(PITCHED))


def _is_called(wanted: str, number: int, track: ReadTrack) -> bool:
    return wanted.strip() == str(number) or (not wanted.strip().isdecimal() and wanted.lower() in track.name.lower())


def _places(file: ReadFile) -> str:
    """Name the tracks and channels that have notes."""
    places = []
    for number, track in enumerate(file.tracks, start=1):
        channels = sorted({channel + 1 for channel, _ in track.onsets})
        if channels:
            name = f" ({' '.join(track.name.split())})" if track.name.strip() else ""
            word = "channel" if len(channels) == 1 else "channels"
            places.append(f"track {number}{name} on {word} {', '.join(map(str, channels))}")
    hidden = len(places) - MAX_PLACES
    return "; ".join([*places[:MAX_PLACES], *([f"and {hidden} more"] if hidden > 0 else [])])
