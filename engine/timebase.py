"""When is a step, a beat, a bar? Time inside a session is an absolute integer tick; this file holds the grid.

Milliseconds appear only where a person writes or reads them (microtiming, the T score) and become ticks once.
"""

from __future__ import annotations

from typing import Final

PPQ: Final = 1920
"""Ticks per quarter note inside a session, whatever resolution a file is written in."""

STEPS_PER_BEAT: Final = 4
BEATS_PER_BAR: Final = 4
STEPS_PER_BAR: Final = STEPS_PER_BEAT * BEATS_PER_BAR

BEAT_TICKS: Final = PPQ
STEP_TICKS: Final = PPQ // STEPS_PER_BEAT
BAR_TICKS: Final = BEAT_TICKS * BEATS_PER_BAR

MS_PER_MINUTE: Final = 60_000.0


def ticks_per_ms(bpm: float) -> float:
    """Return how many ticks pass in one millisecond at a tempo in beats per minute, above 0 (130 BPM: 4.16).

    Source: definition of tempo; one beat is PPQ ticks.
    """
    return PPQ * bpm / MS_PER_MINUTE


def ms_to_ticks(ms: float, bpm: float) -> int:
    """Return a duration or signed offset in ms as the nearest whole tick at a tempo in beats per minute.

    Source: definition of tempo. A tick at 130 BPM is 0.24 ms, so rounding costs at most 0.12 ms.
    """
    return round(ms * ticks_per_ms(bpm))


def ticks_to_ms(ticks: int, bpm: float) -> float:
    """Return ticks (signed) in ms at a tempo in beats per minute, above 0; not rounded.

    Source: definition of tempo.
    """
    return ticks * MS_PER_MINUTE / (PPQ * bpm)


def nearest_step(tick: int, ppq: int = PPQ) -> int:
    """Return the 16th that lies nearest to a tick, counted from tick 0 (16 is the next bar's downbeat); ties go later.

    `ppq` is the tick's resolution in ticks per quarter note, at least 1.

    Source: docs/scores.md#files.
    """
    return (2 * STEPS_PER_BEAT * tick + ppq) // (2 * ppq)
