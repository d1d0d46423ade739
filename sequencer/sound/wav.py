"""How does sound become a WAV file: 16 bits, one channel, of a length known before?

Source: Multimedia Programming Interface and Data Specifications 1.0 (IBM, Microsoft, 1991), RIFF WAVE, PCM.
"""

from __future__ import annotations

import struct
import sys
from array import array
from itertools import repeat
from operator import mul
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

FULL_SCALE: Final = 32767
SAMPLE_BYTES: Final = 2
HEADER_BYTES: Final = 44
MAX_FRAMES: Final = (2**32 - 1 - HEADER_BYTES) // SAMPLE_BYTES
"""The format counts bytes in 32 bits: twelve hours at 48 kHz."""
_PCM, _ONE_CHANNEL, _FORMAT_BYTES = 1, 1, 16


def wav_header(frames: int, rate: int) -> bytes:
    """Return the head of a file of so many frames at `rate` frames a second."""
    size = frames * SAMPLE_BYTES
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", HEADER_BYTES - 8 + size, b"WAVE", b"fmt ", _FORMAT_BYTES, _PCM, _ONE_CHANNEL,
        rate, rate * SAMPLE_BYTES, SAMPLE_BYTES, 8 * SAMPLE_BYTES, b"data", size,
    )


def pcm(block: Sequence[float]) -> bytes:
    """Return samples between -1 and 1 as 16 bits each, little-endian."""
    samples = array("h", map(round, map(mul, block, repeat(FULL_SCALE))))
    if sys.byteorder == "big":
        samples.byteswap()
    return samples.tobytes()


def wav_pieces(frames: int, rate: int, blocks: Iterable[Sequence[float]]) -> Iterator[bytes]:
    """Yield the file piece by piece: head first, then `frames` frames of the blocks, silence where they end early."""
    yield wav_header(frames, rate)
    left = frames
    for block in blocks:
        piece = pcm(block[:left])
        left -= len(piece) // SAMPLE_BYTES
        yield piece
        if not left:
            return
    yield bytes(left * SAMPLE_BYTES)
