"""How far from the grid of the tempo did messages leave?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path  # noqa: TC003 - used where it is read
from statistics import median
from typing import TYPE_CHECKING, Final

from sequencer.midi.messages import CLOCK, CLOCKS_PER_QUARTER

if TYPE_CHECKING:
    from collections.abc import Sequence

BPM: Final = 132.0
NS_PER_MINUTE: Final = 60_000_000_000
STEPS_PER_BEAT: Final = 4
PULSES_PER_STEP: Final = CLOCKS_PER_QUARTER // STEPS_PER_BEAT
STREAMS: Final = {36: (0, 4), 42: (0, 1), 46: (2, 4), 39: (4, 8)}
"""Of each note of the measured groove: its first step, and every how many steps it comes."""
PPM: Final = 1e6
NS_PER_US: Final = 1_000.0
ENDS: Final = 5
"""Drift is the way from the first to the last fifth of a run."""

Sent = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Deviation:
    """Deviation of messages from their grid, in microseconds, without its constant part.

    Attributes:
        missing: messages of the grid that were not sent; extra: sent more than once.
        drift_ppm: how much faster or slower than the tempo it went.
    """

    p50: float
    p95: float
    p99: float
    p99_9: float
    max: float
    missing: int
    extra: int
    drift_ppm: float


def read(folder: Path, skip_ns: int) -> list[Sent]:
    """Return the messages of the process that sent most, without its first seconds."""
    found: list[Sent] = []
    for path in folder.glob("*.txt"):
        rows = [line.split() for line in path.read_text(encoding="ascii").splitlines()]
        sent = [(int(ns), bytes.fromhex(message)) for ns, message in rows]
        found = max(found, sent, key=len)
    return [one for one in found if one[0] >= found[0][0] + skip_ns]


def pulses(sent: Sequence[Sent], bpm: float = BPM) -> Deviation:
    """Return the deviation of the clock pulses; raises ValueError when there are none."""
    moments = [ns for ns, message in sent if message == CLOCK]
    return _deviation([(moments, 1)], NS_PER_MINUTE / (bpm * CLOCKS_PER_QUARTER))


def notes(
    sent: Sequence[Sent], *, streams: dict[int, int] | None = None, bpm: float = BPM, parts: int = 1
) -> Deviation:
    """Return the deviation of the note-ons.

    Args:
        sent: all messages of one output or several.
        streams: of each note, every how many steps (or parts of one) it comes; 0 does not count what is missing.
        bpm: tempo. parts: the grid's lines in a step.

    Raises:
        ValueError: there are none.
    """
    every = streams if streams is not None else {note: period for note, (_, period) in STREAMS.items()}
    moments: dict[int, list[int]] = {}
    for ns, message in sent:
        if message[0] >> 4 == 0x9:
            moments.setdefault(message[1], []).append(ns)
    return _deviation(
        [(found, every.get(note, 0)) for note, found in moments.items()], NS_PER_MINUTE / (bpm * STEPS_PER_BEAT * parts)
    )


def _deviation(streams: Sequence[tuple[list[int], int]], line_ns: float) -> Deviation:
    origin = min(moments[0] for moments, _ in streams)
    left, missing, extra = [], 0, 0
    for moments, every in streams:
        lines = [round((ns - origin) / line_ns) for ns in moments]
        left += [(ns, ns - origin - line * line_ns) for ns, line in zip(moments, lines, strict=True)]
        if every:
            missing += (lines[-1] - lines[0]) // every + 1 - len(set(lines))
            extra += len(lines) - len(set(lines))
    left.sort()
    constant = median(rest for _, rest in left)
    far = sorted(abs(rest - constant) / NS_PER_US for _, rest in left)
    end = max(1, len(left) // ENDS)
    first, last = left[:end], left[-end:]
    way = median(rest for _, rest in last) - median(rest for _, rest in first)
    time_ns = median(ns for ns, _ in last) - median(ns for ns, _ in first)
    p50, p95, p99, p99_9 = (far[min(len(far) - 1, int(share * len(far)))] for share in (0.5, 0.95, 0.99, 0.999))
    return Deviation(p50, p95, p99, p99_9, far[-1], missing, extra, way / time_ns * PPM if time_ns else 0.0)
