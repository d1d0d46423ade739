"""Is the live kit on time, light and quick to silence? A real process on a JACK server of our own, recorded.

TECHNO_BENCH_SECONDS (20) is how long each part plays. What the server itself loses on a busy machine shows as gaps.
Needs jackd and jack_capture.
"""

from __future__ import annotations

import os
import select
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

from bench.figures import Figure
from bench.sound.jack import PERIOD, RATE, jack, onsets, recorded, samples
from engine.session import next_bar, start
from sequencer.folders import find_config
from sequencer.midi.timeline import Timeline
from sequencer.sound.frames import NS_PER_SECOND
from sequencer.sound.kit import GENERAL_MIDI_NOTES
from sequencer.wire.launch import python_command, python_environment
from sequencer.wire.link import Garbled
from sequencer.wire.timed import Ahead, Beat, Cancel, Failed, Leave, Opened, owner_link

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

KICK: Final = bytes((0x99, 36, 127))
CRASH: Final = bytes((0x99, 49, 127))
FIRST_NS: Final = NS_PER_SECOND // 2
"""From now to the first hit."""
KICK_EVERY_NS: Final = NS_PER_SECOND // 2
LAYERS, LAYERS_BPM = 64, 200.0
CPU_SHARE: Final = 0.1
ONSET_MS: Final = 1.0
SILENT_MS: Final = 2 * 1000 * PERIOD / RATE + 5


class Sender:
    """The kit's process, and the owner's end of its link."""

    def __init__(self, system: str) -> None:
        here, there = socket.socketpair()
        with there, socket.socket(socket.AF_UNIX) as door:  # at which no player comes
            fds = (there.fileno(), door.fileno())
            door.bind("")  # a name that Linux chooses
            door.listen()
            words = map(str, (*fds, system, *GENERAL_MIDI_NOTES))
            self._process = subprocess.Popen(
                [*python_command("sequencer.sound"), *words], pass_fds=fds, env=python_environment()
            )
        self._link = owner_link(here)
        self._beats: list[Beat] = []
        self._opened: Opened | None = None

    def opened(self) -> Opened:
        """Wait until the device is open.

        Raises:
            RuntimeError: it cannot be opened.
        """
        while self._opened is None:
            self.listen(NS_PER_SECOND)
        return self._opened

    def listen(self, longest_ns: int) -> None:
        """Take what the process says, waiting for it at most so long."""
        if not select.select([self._link.fileno()], [], [], max(0, longest_ns) / NS_PER_SECOND)[0]:
            return
        for message in self._link.receive():
            match message:
                case Beat():
                    self._beats.append(message)
                case Opened():
                    self._opened = message
                case Failed(reason) | Garbled(reason):
                    raise RuntimeError(reason)
                case _:
                    pass  # a kit has no ports

    def play(self, hits: Sequence[Ahead]) -> tuple[Beat, Beat]:
        """Hand hits over at their lead, to the end; return the beats before and after."""
        self.until(time.monotonic_ns() + NS_PER_SECOND + NS_PER_SECOND // 5)
        before = self._beats[-1]
        for hit in sorted(hits, key=lambda hit: hit.deadline_ns):
            self.hand(hit)
        self.until(hits[-1].deadline_ns + 2 * NS_PER_SECOND)
        return before, self._beats[-1]

    def hand(self, hit: Ahead) -> None:
        """Wait for a hit's lead, and hand it over."""
        self.until(hit.deadline_ns - self.opened().lead_ns)
        self._link.send(hit)

    def cancel(self) -> int:
        """Cancel everything; return when."""
        now = time.monotonic_ns()
        self._link.send(Cancel())
        return now

    def until(self, ns: int) -> None:
        """Listen until a moment."""
        while (left := ns - time.monotonic_ns()) > 0:
            self.listen(left)

    def close(self) -> None:
        """Let the process end."""
        self._link.send(Leave())
        self._process.wait(10)


def figures() -> Iterator[Figure]:
    """Yield the figures on JACK's dummy driver."""
    seconds = int(os.environ.get("TECHNO_BENCH_SECONDS", "20"))
    with tempfile.TemporaryDirectory() as folder, jack():
        sender = Sender("jack")
        try:
            opened = sender.opened()
            told = f"lead {opened.lead_ns / 1e6:.1f} ms, latency {opened.latency_ns / 1e6:.1f} ms"
            yield from _on_time(sender, Path(folder, "kicks.wav"), seconds, told)
            yield from _showcase(sender, seconds)
            yield from _layers(sender, seconds)
        finally:
            sender.close()


def _on_time(sender: Sender, path: Path, seconds: int, told: str) -> Iterator[Figure]:
    with recorded(path, seconds + 8):
        first = time.monotonic_ns() + 3 * NS_PER_SECOND
        kicks = [Ahead(first + count * KICK_EVERY_NS, KICK) for count in range(2 * seconds)]
        before, after = sender.play(kicks)
        crash = time.monotonic_ns() + FIRST_NS
        cancelled = _crash_and_cancel(sender, crash)
    heard = samples(path)
    *kick_frames, crash_frame = onsets(heard)
    yield Figure("kicks heard", len(kick_frames), "at least", len(kicks))
    shifts = [
        (frame - kick_frames[0]) * 1000 / RATE - (kick.deadline_ns - kicks[0].deadline_ns) / 1e6
        for frame, kick in zip(kick_frames, kicks, strict=False)
    ]
    middle = median(shifts)
    apart = sorted(abs(shift - middle) for shift in shifts)
    note = f"median {median(apart):.3f} ms; {after.gaps - before.gaps} gaps, {after.late - before.late} late; {told}"
    yield Figure(f"{len(kicks)} kicks against their deadlines, largest", apart[-1], "at most", ONSET_MS, "ms", note)
    quiet = max(place for place, value in enumerate(heard) if value) - crash_frame
    silent_ms = 1000 * quiet / RATE - (cancelled - crash) / 1e6
    yield Figure("silent after a cancel", silent_ms, "at most", SILENT_MS, "ms", f"period {PERIOD} frames")


def _crash_and_cancel(sender: Sender, crash_ns: int) -> int:
    sender.hand(Ahead(crash_ns, CRASH))
    sender.until(crash_ns + NS_PER_SECOND // 5)
    cancelled = sender.cancel()
    sender.until(cancelled + NS_PER_SECOND)
    return cancelled


def _showcase(sender: Sender, seconds: int) -> Iterator[Figure]:
    state = start(find_config("m4_showcase").config)
    begin = time.monotonic_ns() + 2 * NS_PER_SECOND
    hits: list[Ahead] = []
    line = None
    while not hits or hits[-1].deadline_ns < begin + seconds * NS_PER_SECOND:
        state, bar = next_bar(state)
        line = Timeline(bar.start_tick, begin, bar.bpm) if line is None else line.anchored(bar.start_tick, bar.bpm)
        hits += [
            Ahead(line.ns_at(event.tick), bytes((0x99, event.note, event.velocity)))
            for event in bar.events if event.tick >= 0
        ]
    before, after = sender.play(hits)
    used = (after.cpu_ns - before.cpu_ns) / (after.ns - before.ns)
    note = f"{after.late - before.late} hits late"
    yield Figure("processor time of the showcase, share of a core", used, "at most", CPU_SHARE, "%", note)


def _layers(sender: Sender, seconds: int) -> Iterator[Figure]:
    begin = time.monotonic_ns() + 2 * NS_PER_SECOND
    step_ns = 60 * NS_PER_SECOND / LAYERS_BPM / 4
    hits = [
        Ahead(begin + round(step * step_ns), bytes((0x99, 35 + layer % 48, 40 + layer)), tag=layer)
        for step in range(round(seconds * NS_PER_SECOND / step_ns)) for layer in range(LAYERS)
        if step % 4 == layer % 4
    ]
    before, after = sender.play(hits)
    used = (after.cpu_ns - before.cpu_ns) / (after.ns - before.ns)
    note = f"{len(hits)} hits, {after.late - before.late} late, {used:.0%} of a core, {after.gaps - before.gaps} gaps"
    slow = after.slow - before.slow
    yield Figure(f"{LAYERS} layers at {LAYERS_BPM:.0f} BPM, blocks that came too late", slow, "at most", 0, "", note)
