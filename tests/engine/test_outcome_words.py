"""Outcomes in one short line for a performer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine.bar import Outcome
from engine.outcome_words import outcome_words, value_words

if TYPE_CHECKING:
    from pydantic import JsonValue


def outcome(**more: Any) -> Outcome:
    known: dict[str, Any] = {
        "wish": "1", "author": "agent", "command": "set", "path": "hat_c.density.target", "status": "applied",
        "requested": 0.9, "applied": 0.9, "bar": 40,
    }
    return Outcome(**(known | more))


@pytest.mark.parametrize(("more", "words"), [
    ({}, "hat_c.density.target: now 0.9 from bar 41"),
    (
        {"status": "gliding", "applied": 0.65, "bars_left": 3},
        "hat_c.density.target: asked 0.9, now 0.65 from bar 41, 3 bars to go",
    ),
    (
        {"requested": 2, "applied": 1.0, "reason": "clipped"},
        "hat_c.density.target: asked 2, now 1 from bar 41 (clipped)",
    ),
    ({"status": "refused", "bar": None, "reason": "no layer"}, "hat_c.density.target: refused: no layer"),
    ({"status": "superseded"}, "hat_c.density.target 0.9: a later wish took over"),
    ({"command": "mute", "path": "clap", "requested": 4, "applied": True}, "mute clap for 4 bars: from bar 41"),
    ({"command": "solo", "path": "kick", "requested": 1, "applied": True}, "solo kick for 1 bar: from bar 41"),
    ({"command": "mute", "path": "clap", "requested": True, "applied": True}, "mute clap: from bar 41"),
    (
        {"command": "target", "path": "targets.S", "requested": [None, None], "applied": None},
        "targets.S: now none from bar 41",
    ),
    ({"command": "mark", "path": "", "requested": "drop", "applied": "drop"}, "mark drop: done in bar 41"),
    ({"command": "mark", "path": "", "requested": "", "applied": ""}, "mark: done in bar 41"),
    ({"command": "undo", "path": "", "bar": 2, "reason": "set bpm"}, "undo: took back set bpm from bar 3"),
    (
        {"command": "record", "path": "", "requested": "start", "applied": "x.mid", "bar": 3},
        "record: asked start, now x.mid from bar 4",
    ),
    (
        {"command": "scene", "path": "calm", "status": "gliding", "bars_left": 1},
        "scene calm: on its way from bar 41, 1 bar to go",
    ),
    ({"command": "undo", "path": "", "bar": 2}, "undo: done in bar 3"),
    ({"command": "redo", "path": "", "bar": 2, "reason": "set bpm"}, "redo: did again set bpm from bar 3"),
    ({"command": "transport", "path": "", "act": "stop"}, "stop: done in bar 41"),
    ({"command": "phrase", "path": ""}, "phrase: counted from bar 41"),
    (
        {"command": "section", "path": "next", "applied": "drop", "reason": "drop begins on bar 49"},
        "section next: drop begins on bar 49",
    ),
    ({"command": "scene", "path": "calm", "status": "superseded"}, "scene calm: a later wish took over"),
    (
        {"command": "target", "path": "targets.E", "requested": [0.9, None], "applied": [0.9, 1.0]},
        "targets.E: asked 0.9-open, now 0.9-1 from bar 41",
    ),
    ({"path": "x\x1b[31m\u202e", "reason": "a\nb"}, "x[31m: now 0.9 from bar 41 (a b)"),
])
def test_an_outcome_in_words(more: dict[str, Any], words: str) -> None:
    assert outcome_words(outcome(**more)) == words


def test_the_words_are_never_long() -> None:
    assert len(outcome_words(outcome(reason="x" * 10_000))) <= 240


@pytest.mark.parametrize(("value", "words"), [
    (True, "on"), (False, "off"), (None, "none"), (0.30000000000000004, "0.3"), (7, "7"), ([0.35, 0.5], "0.35-0.5"),
    ([100, 80, 90], "100/80/90"), ("a\x07b", "ab"), ([], "none"),
    ([{"kind": "A_B", "a": 1, "b": 2}], "bar 1 of 2"), ([{"kind": "PROB", "p": 0.25}], "a chance of 25 %"),
    ([{"kind": "FILL", "n": None, "negate": True}, {"kind": "EVERY_N", "n": 4}], "not in fills and every 4 bars"),
    ([{"kind": "FILL", "n": 8}, {"kind": "FIRST"}], "in fills and every 8 bars and in the first bar"),
])
def test_values_are_rounded_and_printable(value: JsonValue, words: str) -> None:
    assert value_words(value) == words
