"""What is shown is one line, rounded, counted from 1, and free of what a terminal would obey."""

from __future__ import annotations

import pytest

from engine import Outcome
from engine.control import LatenessStatus, PortStatus, Snapshot
from engine.why import Explanation
from sequencer.console.wording import outcome_words, status_lines, value_words, why_lines


def outcome(**more: object) -> Outcome:
    fields: dict[str, object] = {
        "wish": "1", "author": "user", "command": "set", "path": "hat_c.density.target", "status": "applied",
        "requested": 0.9, "applied": 0.65, "bar": 40, **more,
    }
    return Outcome(**fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(("given", "words"), [
    (outcome(status="gliding", bars_left=3),
     "hat_c.density.target: asked 0.9, now 0.65 from bar 41, 3 bars to go"),
    (outcome(status="gliding", bars_left=1, reason="clipped"),
     "hat_c.density.target: asked 0.9, now 0.65 from bar 41, 1 bar to go (clipped)"),
    (outcome(applied=0.9), "hat_c.density.target: now 0.9 from bar 41"),
    (outcome(status="superseded"), "hat_c.density.target: a later wish took over"),
    (outcome(status="refused", applied=None, bar=None, reason="no \x1b[2Jsuch thing"),
     "hat_c.density.target: refused: no [2Jsuch thing"),
    (outcome(command="mute", path="clap\u202e", requested=None, applied=True), "mute clap: done from bar 41"),
])
def test_an_outcome_says_what_was_asked_and_what_is(given: Outcome, words: str) -> None:
    assert outcome_words(given) == words


@pytest.mark.parametrize(("value", "words"), [
    (True, "on"), (None, "none"), (0.30000000000000004, "0.3"), ([0.35, 0.5], "0.35-0.5"), ("a\x07b", "ab"), (7, "7"),
])
def test_values_are_rounded_and_printable(value: object, words: str) -> None:
    assert value_words(value) == words  # type: ignore[arg-type]


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
        "scores: E 1.00 [0.80-1.00]  S 0.40  D 0.10  H 0.30  T 4.0 ms",
        "output 1: synth (open), trim -12 ms", "output 2: drums (lost)", "output 3: null (nowhere)",
        "lateness: p50 40, p99 90, p99.9 120, max 1500 us; 2 later than 1 ms",
        "player: priority other, collector None, slack None ns, slice None ns, spin None ns, pid None",
        "3 bars rescued, 1 players replaced", "recording: out/x", "recording: the disk is full",
    ]


def test_why_is_one_line() -> None:
    (line,) = why_lines(Explanation("kick", 0, 4, sounds=False, reasons=("one", "two")))
    assert line == "kick step 1 of bar 5 is silent: one; two"
