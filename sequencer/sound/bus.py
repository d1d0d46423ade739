"""What does the sum of all drums go through: how is it kept from clipping, and given weight?

A compressor that turns down by a few decibels while the kick sounds, so that the hats breathe with it, and a soft clip
that no sum can pass: tanh, scaled to a ceiling 1 dB below full scale.

Source: D. Giannoulis, M. Massberg, J. D. Reiss, Digital dynamic range compressor design, JAES 60(6), 2012
(feed-forward, smooth decoupled peak detector); here the level is read once a block of 64 frames, and the gain moves in
a straight line over the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, tanh
from operator import mul
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

BLOCK: Final = 64
"""Frames mixed at a time, whatever an audio device asks for: file and live sound are the same samples."""


@dataclass(frozen=True, slots=True)
class BusSettings:
    """How the sum is treated.

    Attributes:
        threshold: peak above which it is turned down.
        ratio: of decibels in to decibels out above the threshold.
        attack_ms: how fast it turns down.
        release_ms: how fast it comes back.
        gain: before the soft clip, 1 changing nothing.
        ceiling: the highest peak that can come out.
    """

    threshold: float = 0.45
    ratio: float = 2.0
    attack_ms: float = 4.0
    release_ms: float = 90.0
    gain: float = 1.15
    ceiling: float = 0.89


class Bus:
    """One bus; it remembers how loud it has just been."""

    def __init__(self, rate: int, settings: BusSettings | None = None) -> None:
        self.settings = settings or BusSettings()
        block_ms = 1000 * BLOCK / rate
        self._attack = 1 - exp(-block_ms / self.settings.attack_ms)
        self._release = 1 - exp(-block_ms / self.settings.release_ms)
        self._level = 0.0
        self._gain = self.settings.gain

    def silent(self) -> bool:
        """Take note of a silent block; return whether nothing is left to remember of the sound before it."""
        self._level -= self._level * self._release
        self._gain = self._wanted()
        return self._level < self.settings.threshold

    def through(self, block: Sequence[float]) -> list[float]:
        """Return a block of `BLOCK` frames as it leaves the bus."""
        peak = max(map(abs, block))
        share = self._attack if peak > self._level else self._release
        self._level += share * (peak - self._level)
        before, after = self._gain, self._wanted()
        self._gain = after
        if before == after:
            turned = [value * after for value in block]
        else:
            step = (after - before) / BLOCK
            turned = list(map(mul, block, [before + step * place for place in range(1, BLOCK + 1)]))
        ceiling = self.settings.ceiling
        return [ceiling * value for value in map(tanh, turned)]

    def _wanted(self) -> float:
        over = self._level / self.settings.threshold
        return self.settings.gain * (over ** (1 / self.settings.ratio - 1) if over > 1 else 1.0)
