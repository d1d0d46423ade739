"""End to end on real parts: what a synthesiser is heard to play are the kicks of the recorded file."""

from __future__ import annotations

import sys
import wave
from array import array
from itertools import pairwise
from operator import sub
from statistics import median
from typing import TYPE_CHECKING

from mido import MidiFile

from tests.system.jack import PERIOD_FRAMES, SAMPLE_RATE, jack_server, needs_jack, needs_synth, synthesiser
from tests.system.sessions import Sessions

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

pytestmark = [needs_jack, needs_synth]

BARS = 6
CONFIG = '{"mode": "m2", "bpm": 200, "layers": {"kick": {"fills": 5, "velocity": 120}}}'
WINDOW_FRAMES = 48
QUIET_WINDOWS = 25
"""A kick begins where a millisecond is several times as loud as the 25 before it."""
RISE, LEAST = 4, 50
SHORTEST_WINDOWS = 100
TYPICAL_SECONDS = 3 * PERIOD_FRAMES / SAMPLE_RATE
"""The message waits for JACK's next period, then for the synthesiser's next block, and is found to a millisecond."""
LARGEST_SECONDS = 0.05
"""A synthesiser without priority on a busy machine writes a block late now and then."""
NIGHTS = 5
"""A server without priority on a busy machine drops a message now and then, and one night without is asked for."""


def onsets(path: Path) -> list[float]:
    """Return the onsets of sound in a WAV file, in seconds."""
    with wave.open(str(path)) as file:
        frames = array("h", file.readframes(file.getnframes()))[:: file.getnchannels()]
    if sys.byteorder == "big":
        frames.byteswap()
    steep = list(map(sub, frames[1:], frames))  # a drum's attack is steeper than its tail is loud
    loud = [max(map(abs, steep[at : at + WINDOW_FRAMES])) for at in range(0, len(steep), WINDOW_FRAMES)]
    found: list[int] = []
    for at in range(QUIET_WINDOWS, len(loud)):
        before = max(loud[at - QUIET_WINDOWS : at])
        fresh = not found or at - found[-1] > SHORTEST_WINDOWS
        if fresh and loud[at] > LEAST and loud[at] > RISE * before:
            found.append(at)
    return [at * WINDOW_FRAMES / SAMPLE_RATE for at in found]


def written_kicks(path: Path) -> list[float]:
    """Return the times of the kicks in a MIDI file, in seconds."""
    moment, found = 0.0, []
    for message in MidiFile(path):
        moment += message.time
        if message.type == "note_on" and message.velocity and message.note == 36:
            found.append(moment)
    return found


def kicks_and_sound(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[list[float], list[float]]:
    """Play a session to a synthesiser; return where its recorded kicks lie and where sound begins, in seconds."""
    folder.mkdir()
    (folder / "kicks.json").write_text(CONFIG, encoding="utf-8")
    wav = folder / "heard.wav"
    with jack_server(monkeypatch) as server:
        techno = Sessions(folder, JACK_DEFAULT_SERVER=server)
        try:
            with synthesiser(wav) as port:
                daemon = techno.start("daemon", "kicks.json", "--port", port, "--bars", str(BARS))
                assert daemon.wait(60) == 0
            return written_kicks(techno.session_folder() / "take-001.mid"), onsets(wav)
        finally:
            techno.close()


def matches(kicks: list[float], heard: list[float]) -> bool:
    """Return True when each kick is heard, all of them equally late."""
    if len(heard) != len(kicks):
        return False
    late = [ear - page for ear, page in zip(heard, kicks, strict=True)]
    constant = median(late)
    off = [abs(each - constant) for each in late]
    return median(off) < TYPICAL_SECONDS and max(off) < LARGEST_SECONDS


def test_the_kicks_that_are_heard_are_those_of_the_recorded_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for night in range(NIGHTS):
        kicks, heard = kicks_and_sound(tmp_path / str(night), monkeypatch)
        assert len(kicks) == 5 * BARS
        gaps = {round(later - earlier, 3) for earlier, later in pairwise(kicks)}
        assert len(gaps) > 1  # an even beat would fit any other
        if matches(kicks, heard):
            return
    raise AssertionError(f"of {kicks} there was heard {heard}")
