"""Outcomes in one short line for a performer."""

from __future__ import annotations

from typing import Any

import pytest

from agent.outcome_words import outcome_words
from engine.bar import Outcome


def outcome(**more: Any) -> Outcome:  # noqa: ANN401 - fields of an outcome
    known: dict[str, Any] = {
        "wish": "1", "author": "agent", "command": "set", "path": "hat_c.density.target", "status": "applied",
        "requested": 0.9, "applied": 0.9, "bar": 40,
    }
    return Outcome(**(known | more))


@pytest.mark.parametrize(("more", "words"), [
    ({}, "hat_c.density.target now 0.9 from bar 41"),
    (
        {"status": "gliding", "applied": 0.65, "bars_left": 3},
        "hat_c.density.target: asked 0.9, now 0.65 from bar 41, 3 bars to go",
    ),
    (
        {"requested": 2, "applied": 1.0, "reason": "clipped"},
        "hat_c.density.target: asked 2, now 1 from bar 41 (clipped)",
    ),
    ({"status": "refused", "bar": None, "reason": "there is no layer"}, "hat_c.density.target: no, there is no layer"),
    ({"status": "superseded"}, "hat_c.density.target: a later wish took over"),
    ({"command": "mute", "path": "clap", "requested": 4, "applied": True}, "mute clap from bar 41"),
    ({"command": "undo", "path": "", "bar": 2, "reason": "set bpm"}, "undo from bar 3 (set bpm)"),
    (
        {"command": "target", "path": "targets.E", "requested": [0.9, None], "applied": [0.9, 1.0]},
        "targets.E: asked 0.9 to open, now 0.9 to 1 from bar 41",
    ),
    ({"path": "x\x1b[31m\u202e", "reason": "a\nb"}, "x[31m now 0.9 from bar 41 (a b)"),
])
def test_an_outcome_in_words(more: dict[str, Any], words: str) -> None:
    assert outcome_words(outcome(**more)) == words


def test_the_words_are_never_long() -> None:
    assert len(outcome_words(outcome(reason="x" * 10_000))) <= 240
