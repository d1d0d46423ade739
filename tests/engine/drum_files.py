"""Files of drums, and what they score."""

from pathlib import Path

from mido import Message, MetaMessage, MidiFile, MidiTrack

from engine.midi_score import FileScores, score_file

DRUMS = 9


def drum_file(
    path: Path,
    hits: list[tuple[int, int]],
    *,
    ppq: int = 480,
    channel: int = DRUMS,
    name: str = "",
    before: tuple[MetaMessage, ...] = (),
    file_type: int = 0,
) -> Path:
    """Write a file of one track with notes given as (tick, note number)."""
    track = MidiTrack(before)
    if name:
        track.append(MetaMessage("track_name", name=name))
    now = 0
    for tick, note in sorted(hits):
        track.append(Message("note_on", channel=channel, note=note, velocity=90, time=tick - now))
        now = tick
    MidiFile(type=file_type, ticks_per_beat=ppq, tracks=[track]).save(path)
    return path


def scored(path: Path, content: bytes) -> FileScores:
    path.write_bytes(content)
    return score_file(path)


BAR = 384
"""Ticks of a bar of 4/4 in files put together by hand."""
