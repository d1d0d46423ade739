"""Sound becomes a WAV file that others read."""

from __future__ import annotations

import io
import wave
from array import array

from sequencer.sound.wav import wav_pieces


def test_others_read_the_file_as_it_was_meant() -> None:
    content = b"".join(wav_pieces(6, 44100, [[0.0, 0.5], [-1.0, 1.0]]))
    with wave.open(io.BytesIO(content)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate(), file.getnframes()) == (1, 2, 44100, 6)
        samples = array("h", file.readframes(6))
    assert list(samples) == [0, 16384, -32767, 32767, 0, 0]


def test_what_is_longer_than_the_file_is_cut() -> None:
    content = b"".join(wav_pieces(3, 48000, iter([[0.1, 0.1], [0.1, 0.1], [0.1, 0.1]])))
    with wave.open(io.BytesIO(content)) as file:
        assert file.getnframes() == 3
    assert len(content) == 44 + 6
