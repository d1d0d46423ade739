"""What is one rendered drum, and how does it answer to velocity?

A drum is rendered once, as two sounds: its *body* and its *bite*, which is what a harder stroke brings out (click,
wires, overtones, sizzle). A velocity is a level for both and a further one for the bite, so that an accent is louder
and brighter, and making it costs two multiplications a sample.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

FULL_VELOCITY: Final = 127
TUNED_VELOCITY: Final = 100
"""At this velocity body and bite are mixed as the drum is tuned."""
BITE_POWER: Final = 1.0
"""The bite grows with this power of the velocity beyond the body's growth (ours: 2 dB more at 127)."""
VELOCITY_STEP: Final = 4
"""Velocities are rounded to steps of this, a third of a decibel near the top: a kit keeps at most 32 sounds a drum."""


class Hit(NamedTuple):
    """One drum, struck at the velocity it is tuned at.

    Attributes:
        body: samples, at the velocity `TUNED_VELOCITY`.
        bite: what a harder stroke brings out; added to the body. May be shorter or longer.
    """

    body: Sequence[float]
    bite: Sequence[float]


def stepped(velocity: int) -> int:
    """Return the velocity, 1..127, that a kit sounds for a velocity: a few steps, the highest being 127."""
    return FULL_VELOCITY - (FULL_VELOCITY - velocity) // VELOCITY_STEP * VELOCITY_STEP


def level_of(velocity: int) -> float:
    """Return the gain of a velocity: its square, 1 at 127.

    Source: General MIDI Level 2 recommends 40 log10(velocity / 127) dB.
    """
    return (velocity / FULL_VELOCITY) ** 2


def struck(hit: Hit, velocity: int, level: float) -> array[float]:
    """Return the samples of a hit at a velocity 1..127; `level` is the drum's place in the mix."""
    gain = level * level_of(velocity)
    bite_gain = gain * (velocity / TUNED_VELOCITY) ** BITE_POWER
    body, bite = hit
    both = min(len(body), len(bite))
    samples = array("f", [gain * low + bite_gain * high for low, high in zip(body, bite, strict=False)])
    samples.extend([gain * low for low in body[both:]])
    samples.extend([bite_gain * high for high in bite[both:]])
    return samples
