"""Under which conditions is timing measured, and against which bounds?

Idle; with the front and the daemon busy; with a busy loop on each of two processors; with 64 layers over four ports;
with hostile clients; with a daemon that is stopped.
"""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import ExitStack
from json import dumps
from statistics import median
from typing import TYPE_CHECKING, Final

from bench.figures import Figure
from bench.timing.grid import BPM, STREAMS, Deviation, notes, pulses
from bench.timing.runs import MEASURED_HOGS, Rig, Run

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS: Final = float(os.environ.get("TECHNO_BENCH_SECONDS", "20"))
PAIRS: Final = int(os.environ.get("TECHNO_BENCH_PAIRS", "3"))
REFERENCE_SPIN_US: Final = 300
STILL_SECONDS: Final = 10.0

IDLE_BOUND: Final = 2.0
LOADED_BOUND: Final = 1.5
BUSY_P95_US: Final = 300.0
FIFO_P99_US, FIFO_P99_9_US = 200.0, 500.0
DENSE_P99_US: Final = 1000.0
DRIFT_PPM: Final = 1.0
DENSE_BPM: Final = 200.0
DENSE_LAYERS: Final = 64
DENSE_PORTS: Final = 4
RATCHET: Final = 2


def straight() -> str:
    """Return the config whose notes lie on the grid: what the reference plays."""
    names = {36: "kick", 42: "hat_c", 46: "hat_o", 39: "clap"}
    layers = {
        names[note]: {"note": note, "steps": every, "fills": 1, "rot": first, "swing_percent": 0.5}
        for note, (first, every) in STREAMS.items()
    }
    return dumps({"mode": "m2", "bpm": BPM, "layers": layers, "guard": {"min_E": 0}})


def dense() -> str:
    """Return 64 layers of 16ths with ratchets, over four ports."""
    layers = {
        f"layer_{number}": {
            "note": number + 24, "steps": 16, "fills": 16, "swing_percent": 0.5, "ratchet_prob": 1.0,
            "ratchet_repeat": RATCHET, "port": f"bench-{number % DENSE_PORTS}", "channel": 1 + number % 16,
        }
        for number in range(DENSE_LAYERS)
    }
    return dumps({"mode": "m2", "bpm": DENSE_BPM, "layers": layers, "guard": {"min_E": 0}})


def figures() -> Iterator[Figure]:
    """Yield the figures, pair by pair and then their medians; nothing where the machine has no JACK."""
    if sys.platform != "linux" or shutil.which("jackd") is None:
        print("left out: timing is measured on Linux with jackd2 installed")
        return
    with ExitStack() as until_the_end:
        stage = until_the_end.enter_context(Rig(SECONDS))
        yield from _idle(stage)
        yield from _busy(stage)
        yield from _hogs(stage)
        yield from _first_of_all(stage)
        yield from _dense(stage)
        yield from _abused(stage)
        yield from _stood_still(stage)


def _ratio(name: str, pairs: list[tuple[float, float]], bound: float) -> Figure:
    ratios = sorted(ours / max(theirs, 1.0) for ours, theirs in pairs)
    shown = ", ".join(f"{ours:.0f}/{theirs:.0f}" for ours, theirs in pairs)
    return Figure(name, median(ratios), "at most", bound, "x", f"{ratios[0]:.2f}..{ratios[-1]:.2f}; us {shown}")


def _whole(name: str, runs: list[Run], found: list[Deviation]) -> Iterator[Figure]:
    """Yield the figures that must hold in every run: nothing missing or extra, no drift, no bar too late."""
    yield Figure(f"{name}: messages missing or extra", sum(one.missing + one.extra for one in found), "at most", 0)
    yield Figure(f"{name}: drift", max(abs(one.drift_ppm) for one in found), "at most", DRIFT_PPM, "ppm")
    yield Figure(f"{name}: repeated bars", sum(run.repeated_bars for run in runs), "at most", 0)


def _idle(stage: Rig) -> Iterator[Figure]:
    on_notes, on_pulses, runs, all_found = [], [], [], []
    for _ in range(PAIRS):
        theirs = stage.reference(REFERENCE_SPIN_US)
        ours = stage.session(straight())
        groove = stage.session("m4_showcase")
        found = [notes(ours.sent), pulses(ours.sent), pulses(groove.sent)]
        on_notes.append((found[0].p99, notes(theirs).p99))
        on_pulses.append((found[2].p99, pulses(theirs).p99))
        runs += [ours, groove]
        all_found += found
    yield _ratio("idle: p99 of notes, times the reference", on_notes, IDLE_BOUND)
    yield _ratio("idle: p99 of clock pulses, times the reference", on_pulses, IDLE_BOUND)
    yield from _whole("idle", runs, all_found)


def _busy(stage: Rig) -> Iterator[Figure]:
    pairs, p95s, runs, all_found = [], [], [], []
    for _ in range(PAIRS):
        theirs = stage.reference(REFERENCE_SPIN_US, busy=True)
        ours = stage.session(straight(), busy=True)
        found = [notes(ours.sent), pulses(ours.sent)]
        pairs.append((found[0].p99, notes(theirs).p99))
        p95s.append(found[0].p95)
        runs.append(ours)
        all_found += found
    yield _ratio("front and daemon busy: p99 of notes, times the reference", pairs, LOADED_BOUND)
    yield Figure("front and daemon busy: p95 of notes", median(p95s), "at most", BUSY_P95_US, "us")
    yield from _whole("front and daemon busy", runs, all_found)


def _hogs(stage: Rig) -> Iterator[Figure]:
    pairs, runs, all_found = [], [], []
    for _ in range(PAIRS):
        theirs = stage.reference(0, hogs=MEASURED_HOGS)
        ours = stage.session(straight(), hogs=MEASURED_HOGS)
        found = [notes(ours.sent), pulses(ours.sent)]
        pairs.append((found[0].p99, notes(theirs).p99))
        runs.append(ours)
        all_found += found
    yield _ratio("busy loops beside it: p99 of notes, times the reference without spin", pairs, LOADED_BOUND)
    yield from _whole("busy loops beside it", runs, all_found)


def _first_of_all(stage: Rig) -> Iterator[Figure]:
    runs = [stage.session(straight(), hogs=MEASURED_HOGS, priority=True) for _ in range(PAIRS)]
    if any(not run.scheduler.startswith("fifo") for run in runs):
        print("left out: the system grants no SCHED_FIFO here")
        return
    found = [notes(run.sent) for run in runs]
    yield Figure("busy loops, SCHED_FIFO: p99 of notes", median(one.p99 for one in found), "at most", FIFO_P99_US, "us")
    yield Figure(
        "busy loops, SCHED_FIFO: p99.9 of notes", median(one.p99_9 for one in found), "at most", FIFO_P99_9_US, "us"
    )
    yield from _whole("busy loops, SCHED_FIFO", runs, [*found, *(pulses(run.sent) for run in runs)])


def _abused(stage: Rig) -> Iterator[Figure]:
    pairs, runs, all_found = [], [], []
    for _ in range(PAIRS):
        alone = stage.session(straight(), priority=True)
        ours = stage.session(straight(), priority=True, abused=True)  # the clients alone fill the machine
        found = [notes(ours.sent), pulses(ours.sent)]
        pairs.append((found[0].p99, notes(alone.sent).p99))
        runs.append(ours)
        all_found += found
    yield _ratio("hostile clients at the socket: p99 of notes, times without", pairs, LOADED_BOUND)
    p99 = median(ours for ours, _ in pairs)
    yield Figure("hostile clients at the socket: p99 of notes", p99, "at most", DENSE_P99_US, "us")
    yield from _whole("hostile clients at the socket", runs, all_found)


def _stood_still(stage: Rig) -> Iterator[Figure]:
    pairs, runs, all_found = [], [], []
    for _ in range(PAIRS):
        alone = stage.session(straight())
        ours = stage.session(straight(), still_seconds=STILL_SECONDS)
        found = [notes(ours.sent), pulses(ours.sent)]
        pairs.append((found[0].p99, notes(alone.sent).p99))
        runs.append(ours)
        all_found += found
    yield _ratio("the daemon stands still: p99 of notes, times without", pairs, LOADED_BOUND)
    yield from _whole("the daemon stands still", runs, all_found)


def _dense(stage: Rig) -> Iterator[Figure]:
    runs = [stage.session(dense(), ports=DENSE_PORTS) for _ in range(PAIRS)]
    found = [notes(run.sent, streams={}, bpm=DENSE_BPM, parts=RATCHET) for run in runs]
    shown = ", ".join(f"{one.p99:.0f}" for one in found)
    yield Figure(
        "64 layers of 16ths with ratchets at 200 BPM over 4 ports: p99", median(one.p99 for one in found), "at most",
        DENSE_P99_US, "us", shown,
    )
    yield Figure("64 layers: repeated bars", sum(run.repeated_bars for run in runs), "at most", 0)


