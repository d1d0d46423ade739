"""What would the engine say of a drum recording? Reads a .mid file and scores its bars.

A hit belongs to the nearest 16th, so one just before a bar line is the next downbeat. Bars that are not 16 sixteenths
are counted and have no scores.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain
from stat import S_ISREG
from typing import TYPE_CHECKING, Final

from engine.bar import Scores
from engine.drum_tracks import drums
from engine.errors import MidiFileError
from engine.file_bars import HALF_STEPS_PER_BEAT, stretches
from engine.scores import dispersion, entrainment, entropy, syncopation, timing_of
from engine.smf_reader import NotMidi, read
from engine.timebase import STEPS_PER_BAR, STEPS_PER_BEAT
from engine.voices import in_backbone, voice_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from engine.drum_tracks import Drums, Lane
    from engine.file_bars import Stretch

MAX_FILE_BYTES: Final = 32 * 1024 * 1024
"""Days of music; what is larger is no drum file."""

MIN_BAR_LIMIT: Final = 65_536
LEAST_BYTES_PER_BAR: Final = 32
"""Bars that a small file may have, thirty-six hours at 120 BPM, and the bytes that earn a large one another bar. A hit
behind that comes from a broken delta time."""

MAX_SUB_GAP_STEPS: Final = 0.6
MAX_SUB_SPAN_STEPS: Final = 0.9
"""A hit closer than the first to the last of its note, and than the second to the first of its group, is a sub-hit of
that first hit (docs/scores.md#files)."""

DEFAULT_TEMPO_US: Final = 500_000
"""Microseconds per quarter note until a file says otherwise (SMF 1.0)."""

MAX_METRES_TOLD: Final = 4
"""In a refusal, so that it stays one sentence."""

CACHED_PATTERNS: Final = 1 << 16
"""Music repeats, so most bars of a long file have been scored before."""


@dataclass(frozen=True, slots=True)
class FileScores:
    """The scores of a file.

    Attributes:
        bars: from bar 0 to the last one with an onset; None for a bar that is not 16 sixteenths.
        remarks: sentences on what a reader should know of them, mostly none.
    """

    bars: tuple[Scores | None, ...]
    remarks: tuple[str, ...] = ()


def score_file(path: Path, channel: int | None = None, track: str | None = None) -> FileScores:
    """Return the scores of each bar of a drum .mid file.

    T is read at the tempo of each hit's nominal place.

    Args:
        path: of the file.
        channel: 1..16; with track, a number from 1 or part of a name, it says where the drums are; else they are found.

    Raises:
        MidiFileError: not there, not a file, larger than 32 MiB, no MIDI file or a broken one, timed in video frames,
            without drums, or without a bar of 16 sixteenths.

    Source: docs/scores.md#files; Standard MIDI Files 1.0 (MIDI Manufacturers Association, 1988).
    """
    content = _content(path)
    limit = max(MIN_BAR_LIMIT, len(content) // LEAST_BYTES_PER_BAR)
    try:
        file = read(content)
        bars = _bar_scores(drums(file, channel, track), file.ppq, limit)
    except NotMidi as error:
        raise MidiFileError(f"{path}: {error}") from error
    remarks = []
    if file.cut:
        remarks.append(f"{path}: is cut short; scored as far as it goes")
    elif len(file.tracks) < file.counted:
        remarks.append(f"{path}: has {len(file.tracks)} of the {file.counted} tracks that its header counts")
    return FileScores(bars, tuple(remarks))


def _content(path: Path) -> bytes:
    try:
        if not S_ISREG(path.stat().st_mode):
            raise MidiFileError(f"{path}: is not a file; name a .mid file")
        with path.open("rb") as source:
            content = source.read(MAX_FILE_BYTES + 1)
    except (FileNotFoundError, ValueError) as error:  # ValueError: no file's name can be like that
        raise MidiFileError(f"{path}: there is no such file") from error
    except OSError as error:
        raise MidiFileError(f"{path}: cannot be read: {error.strerror or error}") from error
    if len(content) > MAX_FILE_BYTES:
        raise MidiFileError(f"{path}: is larger than {MAX_FILE_BYTES // 1024**2} MiB; that is no drum file")
    return content


@dataclass(slots=True)
class _Heard:
    """What one bar sounds: masks of 16 bits, and each lane's offsets in ms on even and on odd steps."""

    masks: dict[str, int] = field(default_factory=lambda: {"K": 0, "M": 0, "C": 0})
    backbone: int = 0
    offsets: dict[str, tuple[array[float], array[float]]] = field(default_factory=dict)

    def classes_of(self, key: str) -> tuple[array[float], array[float]]:
        """Return the arrays that gather a lane's offsets: one for even steps, one for odd ones."""
        classes = self.offsets.get(key)
        if classes is None:
            classes = self.offsets[key] = (array("d"), array("d"))
        return classes


@dataclass(frozen=True, slots=True)
class _Tempos:
    """The tempo map: ms per tick, from each tick on."""

    ticks: tuple[int, ...]
    ms_per_tick: tuple[float, ...]

    def at(self, tick: float) -> float:
        """Return the ms per tick at a tick, 0 or later."""
        return self.ms_per_tick[bisect_right(self.ticks, tick) - 1]


def _tempos(found: Drums, ppq: int) -> _Tempos:
    changes = {0: DEFAULT_TEMPO_US} | dict(tempo for track in found.tracks for tempo in track.tempos)
    ticks = sorted(changes)
    return _Tempos(tuple(ticks), tuple(changes[tick] / (1000.0 * ppq) for tick in ticks))


def _bar_scores(found: Drums, ppq: int, limit: int) -> tuple[Scores | None, ...]:
    """Return the scores of each bar up to the last that sounds.

    Raises:
        NotMidi: none of them is 16 sixteenths, or one lies behind a limit.
    """
    last_tick = max(lane.ticks[-1] for lane in found.lanes)
    grid = stretches((metre for track in found.tracks for metre in track.metres), ppq, last_tick)
    tempos = _tempos(found, ppq)
    bars: dict[int, _Heard] = {}
    if grid[-1].bar_of(last_tick, ppq) >= limit:
        raise NotMidi(f"has a hit behind bar {limit}, the last that is scored of a file of its size")
    if not any(stretch.scored for stretch in grid):
        metres = list(dict.fromkeys(stretch.metre for stretch in grid))
        told = ", ".join(metres[:MAX_METRES_TOLD]) + (" and others" if len(metres) > MAX_METRES_TOLD else "")
        raise NotMidi(f"has its bars in {told}; scores are for bars of 16 sixteenths, such as 4/4, 8/8 or 2/2")
    last = max(_hear(lane, grid, tempos, ppq, bars) for lane in found.lanes)
    return tuple(_scores(bars, grid, last))


def _scores(bars: dict[int, _Heard], grid: Sequence[Stretch], last: int) -> Iterator[Scores | None]:
    ends = [*(stretch.first_bar for stretch in grid[1:]), last + 1]
    silent = _Heard()
    previous: int | None = None
    for stretch, end in zip(grid, ends, strict=True):
        for index in range(stretch.first_bar, end):
            if stretch.scored:
                bar = bars.get(index, silent)
                pattern = _pattern(bar.masks["K"], bar.masks["M"], bar.masks["C"], bar.backbone, previous)
                yield Scores(*pattern, *timing_of(filter(None, chain.from_iterable(bar.offsets.values()))))
                previous = bar.backbone
            else:
                yield None
                previous = None


@lru_cache(maxsize=CACHED_PATTERNS)
def _pattern(
    kick: int, middle: int, cymbal: int, backbone: int, previous: int | None
) -> tuple[float, float, float, float]:
    """Return E, S, D and H of masks of 16 bits."""
    voices = (kick, middle, cymbal)
    return entrainment(backbone, previous), syncopation(*voices), dispersion(voices), entropy(voices)


def _hear(lane: Lane, grid: Sequence[Stretch], tempos: _Tempos, ppq: int, bars: dict[int, _Heard]) -> int:
    """Let a lane sound in the bars that are scored; return the index of the bar with its last hit, sub-hits apart."""
    voice, in_beat = voice_of(lane.layer, lane.note), in_backbone(lane.layer, lane.note)
    step_ticks = ppq / STEPS_PER_BEAT
    steady = tempos.ms_per_tick[0] if len(tempos.ticks) == 1 else None
    place = index = 0
    heard: _Heard | None = None
    classes: tuple[array[float], array[float]] = (array("d"), array("d"))
    for group in _groups(lane.ticks, step_ticks):
        first = group[0]
        while (until := grid[place].until) is not None and first >= until:
            place += 1
        stretch = grid[place]
        # in twice as many parts of a beat as it has steps, and half a step on, whole numbers find the nearest step
        parts = HALF_STEPS_PER_BEAT * (first - stretch.start) + ppq
        if not stretch.scored:
            heard = None
            continue
        nearest = parts // (2 * ppq)
        bar, step = stretch.first_bar + nearest // STEPS_PER_BAR, nearest % STEPS_PER_BAR
        if heard is None or bar != index:
            index, heard = bar, bars.setdefault(bar, _Heard())
            classes = heard.classes_of(lane.key)
        heard.masks[voice] |= 1 << step
        if in_beat:
            heard.backbone |= 1 << step
        offsets = classes[step & 1]
        for sub, tick in enumerate(group):
            nominal = stretch.start + (nearest + sub / len(group)) * step_ticks
            offsets.append((tick - nominal) * (steady or tempos.at(nominal)))
    return stretch.bar_of(first, ppq)


def _groups(ticks: array[int], step_ticks: float) -> Iterator[Sequence[int]]:
    """Yield the hits of one note in groups: a hit, and the sub-hits of its ratchet."""
    gap, span = MAX_SUB_GAP_STEPS * step_ticks, MAX_SUB_SPAN_STEPS * step_ticks
    first = last = ticks[0]
    group = [first]
    for tick in ticks[1:]:
        if tick - last < gap and tick - first < span:
            group.append(tick)
        else:
            yield group
            group = [tick]
            first = tick
        last = tick
    yield group
