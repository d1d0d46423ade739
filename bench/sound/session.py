"""Is a whole session heard in time through the built-in kit? `techno play` on JACK's audio, recorded with jack_capture.

How long from the command to the first sound, how long a stop takes to be silent, and how far each kick's onset lies
from its time in the session's `.mid`, a constant apart.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any, Final

import mido

from bench.figures import Figure
from bench.sound.jack import PERIOD, RATE, jack, onsets, recorded, samples
from engine.errors import TechnoError
from sequencer.sound.device import CLIENT_NAME
from sequencer.sound.frames import NS_PER_SECOND
from sequencer.wire.client import ask_once
from sequencer.wire.launch import python_command, python_environment

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FIRST_SECONDS: Final = 3.0
ONSET_MS: Final = 1.0
BARS: Final = 16
BPM: Final = 128
KICKS: Final = {
    "mode": "m2", "bpm": BPM, "layers": {"kick": {"fills": 4, "swing_percent": 0.5, "micro_ms": 6.0, "velocity": 120}},
}
"""Kicks alone, each pushed from its step by some milliseconds, so that their onsets can be told in the recording."""
KICK_NOTE: Final = 36
PATIENCE_SECONDS: Final = 60.0
LOOK_SECONDS: Final = 0.005
TAIL_SECONDS: Final = 1.0
"""An open hat or a kick rings no longer."""


def figures() -> Iterator[Figure]:
    """Yield the figures of a session on JACK's dummy driver."""
    with tempfile.TemporaryDirectory() as name, jack():
        folder = Path(name)
        environment = _environment(folder)
        yield from _first_and_last_sound(environment)
        yield from _kicks(folder, environment)


def _environment(folder: Path) -> dict[str, str]:
    """Return an environment with folders of its own, in which a session finds no MIDI port to play to."""
    os.environ["XDG_RUNTIME_DIR"] = str(folder)  # where `ask_once` looks as well
    return {
        **python_environment(), "HOME": str(folder), "TECH_ENGINE_OUT_DIR": str(folder / "out"),
        "TECH_ENGINE_AUDIO": "jack",
    }


@contextmanager
def _session(environment: dict[str, str], *words: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [*python_command("sequencer.start"), *words], env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        with suppress(TechnoError):
            ask_once("main", "end")
        process.wait(20)


def _first_and_last_sound(environment: dict[str, str]) -> Iterator[Figure]:
    """Measure from the command to the first block that is not silent, and from a stop to the end of the last."""
    import jack as client_library  # noqa: PLC0415 - an extra

    client = client_library.Client("techno-bench-ear", no_start_server=True)
    ear = client.inports.register("in")
    heard: list[int] = []

    def process(_frames: int) -> None:
        if bytes(ear.get_buffer()).strip(bytes(1)):
            heard.append(time.monotonic_ns())

    client.set_process_callback(process)
    with client:
        began = time.monotonic_ns()
        with _session(environment, "play", "m4_showcase", "--no-console", "--record", "off"):
            _until(lambda: _connects(client, ear), "the kit is on JACK")
            _until(lambda: heard, "a sound")
            _until(lambda: (ask_once("main", "status")["bar"] or 0) >= 1, "a bar has played")
            kit = _until(_kit, "the kit plays")
            stopped = time.monotonic_ns()
            ask_once("main", "transport", action="stop")
            select.select([], [], [], TAIL_SECONDS)
    note = "m4_showcase; no MIDI port, so the kit plays by itself"
    first = (heard[0] - began) / NS_PER_SECOND
    yield Figure("from techno play to the first sound", first, "at most", FIRST_SECONDS, "s", note)
    period_ms = 1000 * PERIOD / RATE
    silent_ms = (heard[-1] - stopped) / 1e6 + period_ms - kit["latency_ms"]
    note = f"besides the latency of {kit['latency_ms']:.1f} ms; two periods and 5 ms"
    yield Figure("from a stop on the socket to silence", silent_ms, "at most", 2 * period_ms + 5, "ms", note)


def _connects(client: Any, ear: Any) -> bool:  # noqa: ANN401 - JACK-Client has no types
    """Connect the kit to an input; return False while it is not there, or not active yet."""
    import jack as client_library  # noqa: PLC0415 - an extra

    try:
        client.connect(f"{CLIENT_NAME}:playback0", ear)
    except client_library.JackError:
        return False
    return True


def _kicks(folder: Path, environment: dict[str, str]) -> Iterator[Figure]:
    config = folder / "kicks.json"
    config.write_text(json.dumps(KICKS), encoding="utf-8")
    heard = folder / "kicks.wav"
    take = folder / "take"
    with _session(environment, "daemon", str(config), "--stopped", "--listen", "--record", str(take)):
        kit = _until(_kit, "the kit plays")
        with recorded(heard, round(BARS * 4 * 60 / BPM) + 6):
            _until(_is_recorded, "the recorder runs")
            ask_once("main", "transport", action="play")
            _until(lambda: (ask_once("main", "status")["bar"] or 0) >= BARS, "the bars have played")
            ask_once("main", "transport", action="stop")
    written = _written(next(take.glob("*.mid")))
    found = onsets(samples(heard))
    count = min(len(written), len(found))
    note = f"{len(written)} in its .mid"
    yield Figure("kicks of a session heard", len(found), "at least", len(written) - 1, note=note)
    shifts = [1000 * found[at] / RATE - 1000 * written[at] for at in range(count)]
    middle = median(shifts)
    apart = sorted(abs(shift - middle) for shift in shifts)
    note = f"median {median(apart):.3f} ms; latency told {kit['latency_ms']:.1f} ms"
    yield Figure(f"{count} kicks against their time in the .mid, largest", apart[-1], "at most", ONSET_MS, "ms", note)


def _kit() -> dict[str, Any] | None:
    found: Any = None
    with suppress(TechnoError):
        found = ask_once("main", "status")
    ports: Sequence[dict[str, Any]] = found["ports"] if found else ()
    return next((port for port in ports if port["kit"] and port["state"] == "open"), None)


def _is_recorded() -> bool:
    """Return True when the recorder hears the kit."""
    return b"jack_capture" in subprocess.run(["jack_lsp", "-c", CLIENT_NAME], capture_output=True, check=False).stdout


def _written(path: Path) -> list[float]:
    """Return the times of a file's kicks, in seconds."""
    now, found = 0.0, []
    for message in mido.MidiFile(path):
        now += message.time
        if message.type == "note_on" and message.velocity and message.note == KICK_NOTE:
            found.append(now)
    return found


def _until(what: Any, why: str) -> Any:  # noqa: ANN401 - whatever was waited for
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        found = what()
        if found:
            return found
        select.select([], [], [], LOOK_SECONDS)
    raise RuntimeError(f"waited {PATIENCE_SECONDS:g} s in vain: {why}")
