"""What is shown is one line, rounded, counted from 1, and free of what a terminal would obey."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from engine.clock_words import clock_line
from engine.control import ClockStatus, LatenessStatus, PortStatus, Snapshot
from engine.why import Explanation
from sequencer.console.wording import status_lines, why_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import JsonValue


def test_the_status_counts_bars_from_one_and_names_what_went_wrong() -> None:
    snapshot = Snapshot(
        playing=True, bar=11, bpm=132.5, config="mine",
        scores={"E": 1.0, "S": 0.4, "D": 0.1, "H": 0.3, "T_ms": 4.0, "T_rand_ms": 1.0},
        goals={"E": (0.8, 1.0), "S": None, "D": None, "H": None, "T": None},
        ports=(PortStatus("synth", "open", -12.0), PortStatus("drums", "lost"), PortStatus("null", "none")),
        clock="out",
        lateness_us=LatenessStatus(40.0, 90.0, 120.0, 1500.0, 2), rescues=3,
        recording={"folder": "out/x", "fault": "the disk is full"}, realtime={"scheduler": "other"}, restarts=1,
    )
    assert status_lines(snapshot) == [
        "playing: mine, bar 12, 132.5 BPM, clock out",
        "all is well",
        "scores: E 1.00 [0.80-1.00]  S 0.40  D 0.10  H 0.30  T 4.0 ms",
        "output 1: synth (open), trim -12 ms", "output 2: drums (not there)", "output 3: null (nowhere)",
        "lateness: p50 0.04, p99 0.09, p99.9 0.12, max 1.50 ms; 2 later than 1 ms",
        "player: priority other, pid None",
        "3 bars rescued, 1 players replaced", "recording: out/x",
    ]


@pytest.mark.parametrize(
    ("midi", "line"),
    [
        ({"way": "rtmidi"}, "MIDI: rtmidi, each message at its moment"),
        ({"way": "alsa", "running": False}, "MIDI: alsa, which is gone"),
        (
            {"way": "alsa", "running": True, "rate": 5000, "period_frames": 1, "late": 2, "dropped": 1},
            "MIDI: alsa by the kernel's queue, 5000 looks a second, untried on hardware; 2 late, 1 dropped",
        ),
        (
            {"way": "jack", "running": True, "rate": 48000, "period_frames": 64, "scheduler": "5",
             "late": 0, "dropped": 0, "xruns": 3, "own_xruns": 1},
            "MIDI: jack by the frame, 64 frames at 48000 Hz, priority 5; 0 late, 0 dropped; 3 xruns of JACK, 1 of ours",
        ),
    ],
)
def test_the_way_of_messages_is_told_with_the_state_of_its_sender(midi: Mapping[str, JsonValue], line: str) -> None:
    snapshot = Snapshot(
        playing=True, bar=1, bpm=128.0, config="mine", scores=None, goals={}, ports=(), clock="out",
        lateness_us=LatenessStatus(), rescues=0, recording=None, midi=midi,
    )
    assert line in status_lines(snapshot)


def test_why_is_one_line() -> None:
    (line,) = why_lines(Explanation("kick", 0, 4, sounds=False, reasons=("one", "two")))
    assert line == "kick step 1 of bar 5 is silent: one; two"


def test_a_clock_that_is_kept_is_said_with_its_state_and_who_shares_it() -> None:
    shared = ClockStatus("link", state="locked", off_ms=0.04, bpm=128.0, bars=8, peers=2)
    snapshot = Snapshot(
        playing=True, bar=1, bpm=128.0, config="mine", scores=None, goals={}, ports=(), clock="link",
        lateness_us=LatenessStatus(), rescues=0, recording=None, sync=shared,
    )
    assert clock_line(snapshot) == (
        "Link with 2 others, starts on lines of 8 bars: locked 128.0 BPM +0.0 ms; MIDI clock is sent"
    )
    alone = replace(snapshot, sync=replace(shared, peers=1, bars=1, send=False))
    assert clock_line(alone) == "Link with 1 other: locked 128.0 BPM +0.0 ms; MIDI clock is not sent"
    rolls = clock_line(replace(snapshot, sync=ClockStatus("jack", state="locked", bpm=128.0)))
    assert rolls == "JACK's transport: locked 128.0 BPM +0.0 ms; MIDI clock is sent"
    assert clock_line(replace(snapshot, sync=ClockStatus("link", state="waiting"))).startswith("Link: waiting")
