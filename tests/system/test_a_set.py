"""A set that is played by keys: every change that was asked for ahead is on its phrase line in the recording."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.system import a_set
from tests.system.sessions import Sessions
from tests.system.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GRID = 4
BPM = 120
"""A phrase lasts eight seconds, in which a key has to be pressed on a busy machine."""


@pytest.fixture
def sessions(tmp_path: Path) -> Iterator[Sessions]:
    found = Sessions(tmp_path, NO_COLOR="1")
    yield found
    found.close()


@pytest.fixture
def stage(sessions: Sessions) -> Iterator[Terminal]:
    found = Terminal(sessions, columns=a_set.COLUMNS, rows=a_set.ROWS)
    yield found
    found.close()


def test_every_change_of_a_set_is_on_its_phrase_line(sessions: Sessions, stage: Terminal) -> None:
    folder = a_set.play(sessions, stage, GRID, BPM)
    bars = a_set.sounding(folder)
    assert {layer: bars[layer] for layer in a_set.heard(GRID)} == {
        layer: {bar for part in parts for bar in part} for layer, parts in a_set.heard(GRID).items()
    }
    assert a_set.marks(folder) == [(0, "intro"), (3 * GRID, "drop"), (5 * GRID, "break"), (6 * GRID, "return")]
    same = sessions.run("replay", str(folder), "--out", "again.mid")
    assert same.returncode == 0, same.stderr
    assert (sessions.folder / "again.mid").read_bytes() == (folder / "take-001.mid").read_bytes()
