"""Masters that nobody here wrote - `jack_midi_clock`, Hydrogen, Ardour - by the frame: their clocks, JACK's transport.

Only in a soak: what a busy machine takes from JACK is nobody's fault, and nothing to measure.
"""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
import threading
from bisect import bisect
from contextlib import contextmanager, suppress
from functools import partial
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final

import pytest

from sequencer.midi.messages import CLOCK, CONTINUE, START
from tests.system.jack import SAMPLE_RATE, jack_server, needs_jack
from tests.system.masters import ARDOUR, HYDROGEN, LOUD, Ardour, Capture, Hydrogen
from tests.system.sessions import Sessions, until
from tests.system.test_link import plays, synced
from tests.thorough import SOAK

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

CLOCK_TOOL: Final = shutil.which("jack_midi_clock") or ""
pytestmark = [
    needs_jack,
    pytest.mark.skipif(not SOAK, reason="measured in a soak"),
    pytest.mark.skipif(not (CLOCK_TOOL and HYDROGEN), reason="needs jack_midi_clock and hydrogen"),
]
needs_ardour = pytest.mark.skipif(not ARDOUR, reason="needs ardour 7")
PERIOD_FRAMES: Final = 256
PATIENCE_MS: Final = 5_000
"""While a session is opened a DAW is not heard of for longer than half a second."""
SECONDS: Final = float(os.environ.get("TECHNO_MASTER_SECONDS", "300"))
SHORT_SECONDS: Final = min(SECONDS, 60.0)
BPM: Final = 127.0
ARDOUR_BPM: Final = 120.0
"""Of a new session of Ardour's."""
LOOP_BARS: Final = 11
LONG_BARS: Final = 400
STEP_PULSES: Final = 6
LET_IN_STEPS: Final = 64
"""So many steps after a start are not counted: 16 beats."""
WITHIN_MS: Final = 0.3
HATS: Final = {
    "mode": "m2", "bpm": 120, "layers": {"hat_c": {"steps": 16, "fills": 16, "swing_percent": 0.5, "density": None}},
}
def whole(frames: Sequence[int]) -> list[float]:
    """Return the frames of evenly spaced pulses, those put back that the capture lost or heard a period late."""
    gaps = sorted(later - earlier for earlier, later in pairwise(frames))
    usual = gaps[len(gaps) // 2]
    found = [float(frames[0])]
    for earlier, later in pairwise(frames):
        count = round((later - earlier) / usual)
        found += [earlier + (later - earlier) * (place + 1) / count for place in range(count)]
    return found


def places(begins: Sequence[tuple[int, int]], end: int, step: float) -> list[float]:
    """Return the frames of the steps of a transport, up to an end, by when it was seen to have begun where."""
    found: list[float] = []
    for (since, first), (until_frame, _) in zip(begins, [*begins[1:], (end, 0)], strict=True):
        since_step = 0 if not found else math.ceil((since - first) / step)
        found += [first + step * place for place in range(since_step, math.ceil((until_frame - first) / step))]
    return found


def off_ms(notes: Sequence[int], steps: Sequence[float]) -> list[float]:
    """Return by how many ms each note is late against the step nearest to it, the first beats left out."""
    found = []
    for note in notes:
        later = bisect(steps, note)
        at = min(range(max(0, later - 1), min(len(steps), later + 1)), key=lambda place: abs(note - steps[place]))
        if at >= LET_IN_STEPS:
            found.append((note - steps[at]) / SAMPLE_RATE * 1e3)
    return found


def straight(frames: Sequence[float]) -> list[float]:
    """Return the frames of pulses of one tempo as they are meant: on the straight line that is nearest to them."""
    middle, mean = (len(frames) - 1) / 2, sum(frames) / len(frames)
    slope = sum((place - middle) * frame for place, frame in enumerate(frames))
    slope /= sum((place - middle) ** 2 for place in range(len(frames)))
    return [mean + (place - middle) * slope for place in range(len(frames))]


def apart_ms(onsets: Sequence[int], notes: Sequence[int]) -> list[float]:
    """Return by how many ms each onset is late against the note of ours that is nearest to it."""
    return [min((onset - note for note in notes), key=abs) / SAMPLE_RATE * 1e3 for onset in onsets]


def told(what: str, found: Sequence[float], wanted: int) -> float:
    """Show figures; return the 99th percentile, endless where some of so many are missing."""
    size = sorted(abs(error) for error in found)
    p99 = size[int(0.99 * len(size))]
    sys.stdout.write(
        f"{what}: {len(size)} of {wanted}, mean {sum(found) / len(found):+.3f} ms, p50 {size[len(size) // 2]:.3f}, "
        f"p99 {p99:.3f}, max {size[-1]:.3f}\n"
    )
    return p99 if len(size) >= wanted - 1 else math.inf


def told_notes(what: str, notes: Sequence[int], steps: Sequence[float]) -> float:
    """Show how our notes stand against steps, likewise."""
    return told(what, off_ms(notes, steps), len(steps) - LET_IN_STEPS)


def told_onsets(what: str, onsets: Sequence[int], notes: Sequence[int]) -> float:
    """Show how what another program plays stands against our notes, its attack taken off, likewise."""
    apart = apart_ms(onsets, notes)
    attack = median(apart)
    sys.stdout.write(f"{what}: the sound begins {attack:.3f} ms after our note\n")
    return told(what, [one - attack for one in apart], len(apart))


def is_there(techno: Sessions, name: str) -> bool:
    """Return True when a session keeps a clock."""
    return bool(synced(techno, name).get("state"))


def listens(techno: Sessions, capture: Capture, name: str, *words: str) -> None:
    """Start a session that plays hats and follows a clock, and hear it."""
    techno.start(
        "daemon", "hats.json", "--midi", "jack", "--virtual", name, "--name", name, "--record", "off", "--stopped",
        *words,
    )
    until(partial(is_there, techno, name), "it listens")
    capture.join(name, f"{name}.*")


@contextmanager
def scene(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, leads: bool, bars: int = LOOP_BARS, bpm: float = BPM
) -> Iterator[tuple[Sessions, Hydrogen, Ardour | None]]:
    """Run a server, Hydrogen on it and Ardour where it is there, and give a place for sessions.

    Args:
        leads: Hydrogen leads JACK's transport; else it rolls with it, and so does Ardour.
    """
    with jack_server(monkeypatch, PERIOD_FRAMES, patience_ms=PATIENCE_MS) as server:
        techno = Sessions(folder, cold=True, JACK_DEFAULT_SERVER=server)
        (folder / "hats.json").write_text(json.dumps(HATS), encoding="utf-8")
        ardour = Ardour(folder, leads=False, rolls_with_jack=True) if ARDOUR and not leads else None
        hydrogen = Hydrogen(folder, leads=leads, bars=bars, bpm=bpm)
        try:
            yield techno, hydrogen, ardour
        finally:
            hydrogen.close()
            if ardour is not None:
                ardour.close()
            techno.close()


@contextmanager
def clock_tool(bpm: float) -> Iterator[None]:
    """Make a MIDI clock of JACK's transport."""
    clock = subprocess.Popen([CLOCK_TOOL, "-b", str(bpm), "-B"], stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        clock.terminate()
        clock.wait(20)


def pulses_of(capture: Capture, name: str) -> list[float]:
    """Return the frames of a clock's pulses from its Start or Continue on."""
    started = next(frame for frame, message in capture.heard[name] if message in {START, CONTINUE})
    return whole([frame for frame, message in capture.heard[name] if message == CLOCK and frame >= started])


@pytest.mark.timeout(900)
def test_hydrogen_leads_and_its_transport_and_the_clock_made_of_it_are_followed_to_the_frame(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scene(tmp_path, monkeypatch, leads=True) as (techno, hydrogen, _), clock_tool(BPM):
        capture = Capture("clock", "by_clock", "by_transport")
        try:
            for name, source in (("by_clock", "in=jack_midi_clock"), ("by_transport", "jack")):
                listens(techno, capture, name, "--clock", source)
            capture.join("clock", "jack_midi_clock")
            capture.join("audio", "[Hh]ydrogen.*out_L", midi=False)
            until(lambda: capture.is_heard_by("clock", "techno-clock"), "it listens to the master")
            hydrogen.ask("BPM", BPM)
            hydrogen.ask("LOOP_MODE_ACTIVATION")
            hydrogen.ask("PLAY")
            until(lambda: plays(techno, "by_clock") and plays(techno, "by_transport"), "Hydrogen's play starts us")
            assert synced(techno, "by_transport")["peers"] is None
            threading.Event().wait(SECONDS)
            assert plays(techno, "by_clock"), "it plays to the end: the song goes round"
            assert abs(capture.bpm() - BPM) < 0.01, "Hydrogen says the tempo"
            assert abs(synced(techno, "by_transport")["bpm"] - BPM) < 0.01
            hydrogen.ask("STOP")
            until(lambda: not plays(techno, "by_clock") and not plays(techno, "by_transport"), "its stop stops us")
            assert capture.loudest > LOUD, "it sounds"
        finally:
            capture.close()
        pulses = pulses_of(capture, "clock")
        by_clock = told_notes("jack_midi_clock, by its pulses", capture.ons("by_clock"), pulses[::STEP_PULSES])
        steps, notes = begun(capture, round(pulses[-1]), BPM), capture.ons("by_transport")
        by_transport = told_notes("Hydrogen's transport, by its frames", notes, steps)
        told_onsets("Hydrogen's hats", capture.onsets["audio"], notes)
        assert max(by_clock, by_transport) <= WITHIN_MS


def begun(capture: Capture, end: int, bpm: float) -> list[float]:
    """Show when a transport began; return the frames of its steps up to an end."""
    sys.stdout.write(f"\n{capture.xruns} xruns; the transport began at {capture.begins}\n")
    return places(capture.begins, end, SAMPLE_RATE * 60.0 / bpm / 4)


@pytest.mark.timeout(900)
def test_we_lead_and_hydrogen_plays_when_we_do_and_at_our_tempo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own song says another tempo; Ardour, where it is there, clicks at its own, which we take."""
    with scene(tmp_path, monkeypatch, leads=False, bars=LONG_BARS, bpm=95.0) as (techno, _, ardour), \
            clock_tool(ARDOUR_BPM):
        capture = Capture("ours", "clock", "by_clock", audio=("hydrogen", "ardour"))
        try:
            listens(techno, capture, "ours", "--clock", "jack", "--bpm", str(ARDOUR_BPM))
            listens(techno, capture, "by_clock", "--clock", "in=jack_midi_clock")
            capture.join("clock", "jack_midi_clock")
            capture.join("hydrogen", "[Hh]ydrogen.*out_L", midi=False)
            if ardour is not None:
                with suppress(AssertionError):  # a busy server turns it out now and then
                    capture.join("ardour", "ardour:Click/audio_out 1", midi=False, seconds=5)
            until(lambda: capture.is_heard_by("clock", "techno-clock"), "it listens to the clock")
            techno.ask("transport", action="play", session="ours")
            until(capture.rolls, "JACK rolls")
            until(lambda: capture.onsets["hydrogen"], "Hydrogen sounds")
            until(lambda: abs(capture.bpm() - ARDOUR_BPM) < 0.01, "our tempo is the transport's")
            threading.Event().wait(SECONDS)
            techno.ask("transport", action="stop", session="ours")
            until(lambda: not capture.rolls(), "JACK stands")
            count = len(capture.onsets["hydrogen"])
            threading.Event().wait(2.0)
            assert len(capture.onsets["hydrogen"]) <= count + 1, "Hydrogen is silent"
        finally:
            capture.close()
        begun(capture, 0, ARDOUR_BPM)
        assert {place.bpm for place in capture.places} == {ARDOUR_BPM}
        notes = capture.ons("ours")
        lines = [round(place.frame - place.beats % 0.25 * SAMPLE_RATE * 60.0 / place.bpm) for place in capture.places]
        found = [told("JACK's bars and beats each second, by our notes", apart_ms(lines, notes), len(lines))]
        found.append(told_onsets("Hydrogen's hats", capture.onsets["hydrogen"], notes))
        if capture.onsets["ardour"]:  # nothing is asked of it: it loses periods, and says so
            told_onsets("Ardour's clicks", capture.onsets["ardour"], notes)
        steps = pulses_of(capture, "clock")[::STEP_PULSES]
        found.append(told_notes("jack_midi_clock, by its pulses", capture.ons("by_clock"), steps))
        assert max(found) <= WITHIN_MS


@needs_ardour
@pytest.mark.timeout(300)
def test_ardour_leads_and_its_transport_and_its_clock_are_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with jack_server(monkeypatch, PERIOD_FRAMES, patience_ms=PATIENCE_MS) as server:
        techno = Sessions(tmp_path, cold=True, JACK_DEFAULT_SERVER=server)
        capture = Capture("clock", "by_clock", "by_transport")
        (tmp_path / "hats.json").write_text(json.dumps(HATS), encoding="utf-8")
        ardour = Ardour(tmp_path, leads=True, rolls_with_jack=True)
        try:
            listens(techno, capture, "by_transport", "--clock", "jack", "--bpm", "131")
            listens(techno, capture, "by_clock", "--clock", "in=ardour:MIDI Clock out", "--bpm", "131")
            capture.join("clock", "ardour:MIDI Clock out")
            until(lambda: capture.is_heard_by("clock", "techno-clock"), "it listens to Ardour")
            ardour.roll()
            until(lambda: plays(techno, "by_clock") and plays(techno, "by_transport"), "Ardour starts us")
            threading.Event().wait(SHORT_SECONDS)
            assert abs(synced(techno, "by_transport")["bpm"] - ARDOUR_BPM) < 0.01, "Ardour says the tempo"
            end = capture.ons("by_transport")[-1]
        finally:
            ardour.close()
            capture.close()
            techno.close()
        steps = begun(capture, end, ARDOUR_BPM)
        by_transport = told_notes("Ardour's transport, by its frames", capture.ons("by_transport"), steps)
        pulses = pulses_of(capture, "clock")
        meant = straight(pulses)
        jitter = sorted(abs(pulse - line) / SAMPLE_RATE * 1e3 for pulse, line in zip(pulses, meant, strict=True))
        told("Ardour's pulses, by the straight line through them", jitter, len(pulses))
        told_notes("Ardour's clock, by its pulses", capture.ons("by_clock"), pulses[::STEP_PULSES])
        told_notes("Ardour's clock, by that line", capture.ons("by_clock"), meant[::STEP_PULSES])
        assert by_transport < math.inf, "no note is missing; how near they are is shown alone, as it loses periods"
