"""How do many hits become one stream of samples, from any frame on, with chokes and sudden silence?

The mixer makes blocks of 64 frames. Hits are samples that are rendered already; a block is the sum of the pieces of
them that fall into it, so that a hit begins on its very frame. What is choked or cancelled fades within some
milliseconds.
"""

from __future__ import annotations

from array import array
from operator import add
from typing import TYPE_CHECKING, Final

from sequencer.sound.bus import BLOCK, Bus

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

CHOKE_MS: Final = 6.0
"""A closing hat ends an open one within this time."""
TOGETHER_MS: Final = 30.0
"""Hits of one choke group that begin within this time are struck together, microtiming apart, and do not choke."""
SILENCE_MS: Final = 3.0
"""What is cancelled is over within this time, without a click."""

_NOTHING: Final = array("f", bytes(4 * BLOCK))


class _Ringing:
    """A hit that has begun, or begins in this block.

    Attributes:
        samples: its sound.
        place: the sample that falls on the block's first frame; negative when it begins within the block.
        chokes: its choke group, 0 for none.
        tag: whose hit it is, for `silence`.
    """

    __slots__ = ("chokes", "place", "samples", "tag")

    def __init__(self, samples: array[float], place: int, chokes: int, tag: int) -> None:
        self.samples = samples
        self.place = place
        self.chokes = chokes
        self.tag = tag


class Mixer:
    """The sum of all hits, block after block. Not to be shared by threads.

    Attributes:
        frame: the first frame of the next block.
    """

    def __init__(self, rate: int, bus: Bus | None = None) -> None:
        self.frame = 0
        self._bus = bus or Bus(rate)
        self._ringing: list[_Ringing] = []
        self._choke_fade = _fade(round(CHOKE_MS * rate / 1000))
        self._together = round(TOGETHER_MS * rate / 1000)
        self._silence_fade = _fade(round(SILENCE_MS * rate / 1000))

    def strike(self, samples: array[float], frame: int, chokes: int = 0, tag: int = 0) -> None:
        """Begin a hit on a frame of the next block, or at its first frame when it should have begun before.

        A hit of a choke group ends those of it that began more than `TOGETHER_MS` before.
        """
        offset = frame - self.frame
        if offset < 0:
            offset = 0
        if chokes:
            for ringing in self._ringing:
                if ringing.chokes == chokes and ringing.place + offset > self._together:
                    self._end(ringing, offset, self._choke_fade)
        self._ringing.append(_Ringing(samples, -offset, chokes, tag))

    def silence(self, tags: Collection[int] | None = None) -> None:
        """Fade out what sounds of some tags, or all of it, from the next block's first frame on."""
        for ringing in self._ringing:
            if tags is None or ringing.tag in tags:
                self._end(ringing, 0, self._silence_fade)

    def sounding(self) -> int:
        """Return how many hits have not come to their end."""
        return len(self._ringing)

    def block(self) -> Sequence[float]:
        """Return the next `BLOCK` frames, each between -1 and 1."""
        self.frame += BLOCK
        if not self._ringing:
            return _NOTHING if self._bus.silent() else self._bus.through(_NOTHING)
        pieces = []
        left = []
        for ringing in self._ringing:
            place = ringing.place
            end = place + BLOCK
            samples = ringing.samples
            piece = samples[place:end] if place >= 0 else _NOTHING[:-place] + samples[:end]
            if end < len(samples):
                ringing.place = end
                left.append(ringing)
            elif len(piece) < BLOCK:
                piece = piece + _NOTHING[len(piece):]
            pieces.append(piece)
        self._ringing = left
        if len(pieces) == 1:
            return self._bus.through(pieces[0])
        if len(pieces) == 2:  # noqa: PLR2004 - two are a kick and a hat, most of the time
            return self._bus.through(list(map(add, *pieces)))
        return self._bus.through(list(map(sum, zip(*pieces, strict=True))))

    @staticmethod
    def _end(ringing: _Ringing, offset: int, fade: Sequence[float]) -> None:
        """Let a hit end with a fade that begins `offset` frames into the next block."""
        begin = max(0, ringing.place + offset)
        tail = ringing.samples[begin : begin + len(fade)]
        ringing.samples = ringing.samples[:begin] + array("f", [s * f for s, f in zip(tail, fade, strict=False)])


def _fade(count: int) -> list[float]:
    return [1 - (place + 1) / count for place in range(count)]


