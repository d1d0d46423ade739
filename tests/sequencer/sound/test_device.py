"""An audio device through miniaudio: the null one runs anywhere."""

from __future__ import annotations

import sys
import threading
from array import array

import pytest

from engine.errors import SoundFailed
from sequencer.sound.device import AudioDevice, systems


def test_the_null_device_asks_for_frames_with_the_clock_until_it_is_closed() -> None:
    device = AudioDevice("null")
    asked: list[tuple[int, int]] = []
    enough = threading.Event()

    def fill(frames: int, ns: int) -> array[float]:
        asked.append((frames, ns))
        if len(asked) >= 10:
            enough.set()
        return array("f", bytes(4 * frames))

    device.start(fill)
    assert enough.wait(30)
    device.close()
    count = len(asked)
    assert device.name == "Null"
    assert device.rate >= 8000
    assert all(frames > 0 for frames, _ in asked)
    assert [ns for _, ns in asked] == sorted(ns for _, ns in asked)
    assert len(asked) == count


def test_an_audio_system_that_is_not_there_is_named_with_the_others() -> None:
    with pytest.raises(SoundFailed, match=r"no audio system 'gramophone'; there are auto, .*jack.*null"):
        AudioDevice("gramophone")
    assert "custom" not in systems()


def test_a_system_without_a_device_says_so(capfd: pytest.CaptureFixture[str]) -> None:
    absent = "coreaudio" if sys.platform == "win32" else "wasapi"
    with pytest.raises(SoundFailed, match=f"{absent} opens no audio device"):
        AudioDevice(absent)
    assert capfd.readouterr().err == ""
