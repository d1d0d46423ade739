"""A session that engine 0.1.0 played is played again byte for byte, with the meanings of its time."""

from __future__ import annotations

import json
from pathlib import Path

from sequencer.tape.journal import JournalFile, parsed_header, summed
from sequencer.tape.replay import replayed, resumed

FOLDER = Path(__file__).parents[2] / "data" / "session_of_0_1_0"
"""Wishes of two authors: clipped numbers, ramps, loads, a morph, holds, a fill, a drop, undo; stops and a take."""
JOURNAL = FOLDER / "journal.jsonl"


def test_it_makes_the_same_files_and_every_checksum_agrees() -> None:
    again = replayed(JOURNAL)
    assert (again.differs, again.warnings) == (None, ())
    assert again.compared == 74
    assert again.files == {path.name: path.read_bytes() for path in FOLDER.glob("*.mid")}


def test_its_wishes_would_mean_something_else_today(tmp_path: Path) -> None:
    lines = JOURNAL.read_text(encoding="utf-8").splitlines(keepends=True)
    header = json.loads(lines[0])
    today, total = tmp_path / "journal.jsonl", 0
    for line in ({**header, "format": 2}, *map(json.loads, lines[1:])):
        written, total = summed(line, total)
        with today.open("ab") as file:
            file.write(written)
    assert replayed(today).differs is not None


def test_a_journal_that_names_no_format_is_as_old() -> None:
    file = JournalFile(JOURNAL)
    number, line = next(file.lines())
    del line["format"]
    assert parsed_header(file, number, line).state.meaning == 1


def test_what_goes_on_from_it_is_understood_as_today() -> None:
    _, state, _ = resumed(JOURNAL)
    assert state.meaning == 5
