"""A journal is appended to line by line, and says clearly when it cannot be read."""

from __future__ import annotations

import errno
import json
import os
from typing import TYPE_CHECKING, Any

import pytest

from engine import ConfigError, Wish, next_bar, start
from engine import commands as ask
from sequencer.tape.journal import (
    MAX_LINE_BYTES,
    Header,
    Journal,
    JournalError,
    JournalFile,
    encoded,
    engine_version,
    header_line,
    parsed_header,
)
from tests.engine.asked import club

if TYPE_CHECKING:
    from pathlib import Path

    from engine import SessionState


def header_of(path: Path, line: dict[str, Any]) -> Header:
    return parsed_header(JournalFile(path), 1, {"sum": 0, **json.loads(json.dumps(line))})


def read(path: Path, content: bytes) -> tuple[list[dict[str, Any]], bool]:
    path.write_bytes(content)
    file = JournalFile(path)
    return [line for _, line in file.lines()], file.torn


# --- header -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bpm", [None, 140.5])
def test_a_header_gives_back_the_state_that_the_session_began_with(tmp_path: Path, bpm: float | None) -> None:
    state = start(club(description="the Friday one"), seed=77, bpm=bpm, name="club")
    line = header_line(state, "club")
    assert "state" not in line
    assert header_of(tmp_path, line) == Header(engine_version(), "club", state)


def test_a_header_of_a_session_that_goes_on_holds_its_whole_state(tmp_path: Path) -> None:
    state: SessionState = start(club(), seed=77, name="club")
    for wish in (ask.Fill(), ask.Scene("save", "calm"), ask.Mute("kick"), ask.Set("hat_c.velocity", 40)):
        state, _ = next_bar(state, [Wish(wish)])
    assert header_of(tmp_path, header_line(state, "club")).state == state


def test_a_config_with_a_style_is_read_as_it_stands(tmp_path: Path) -> None:
    line: dict[str, Any] = header_line(start(club()), "club")
    line["config"]["style"] = "gone_since"
    assert header_of(tmp_path, line).state.config.style == "gone_since"


@pytest.mark.parametrize(("changes", "said"), [
    ({"say": "composed"}, "does not begin a session"),
    ({"config": None}, "does not begin a session"),
    ({"format": 3}, "has format 3; this program reads formats 1 and 2"),
    ({"format": "2"}, 'has format "2"'),
    ({"seed": "x"}, 'has no seed but "x"'),
    ({"seed": True}, "has no seed but true"),
    ({"state": {}}, "has a state that is none: config: is missing"),
    ({"state": 7}, "has a state that is none"),
])
def test_a_header_that_is_none_is_refused(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(JournalError, match="line 1 ") as failure:
        header_of(tmp_path / "j", {**header_line(start(club()), "club"), **changes})
    assert said in str(failure.value)


def test_a_header_with_a_broken_config_names_every_fault(tmp_path: Path) -> None:
    line: dict[str, Any] = header_line(start(club()), "club")
    line["config"].update(bpm=1000, mode="m9")
    with pytest.raises(ConfigError) as failure:
        header_of(tmp_path / "j", line)
    assert {fault.path for fault in failure.value.faults} == {"bpm", "mode"}


def test_a_state_far_outside_any_session_is_refused(tmp_path: Path) -> None:
    line: dict[str, Any] = header_line(next_bar(start(club()))[0], "club")
    line["state"]["tick"] = 10**15
    with pytest.raises(JournalError, match="which no session reaches"):
        header_of(tmp_path / "j", line)


# --- writing ----------------------------------------------------------------------------------------------------------


def test_lines_are_appended_with_one_write_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writes = []
    real = os.write

    def write(file: int, content: bytes) -> int:
        writes.append(bytes(content))
        return real(file, content)

    monkeypatch.setattr(os, "write", write)
    journal = Journal(tmp_path / "new" / "journal.jsonl")
    journal.flush()
    journal.add({"say": "a"})
    journal.add({"say": "b"})
    journal.flush()
    journal.add({"say": "c"})
    journal.flush()
    journal.close()
    journal.close()
    assert [[json.loads(line)["say"] for line in write.splitlines()] for write in writes] == [["a", "b"], ["c"]]
    assert journal.path.read_bytes() == b"".join(writes)


def test_what_a_full_disk_takes_in_part_is_completed_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = [4]
    real = os.write

    def write(file: int, content: bytes) -> int:
        taken = min(len(content), room[0])
        if taken == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        room[0] -= taken
        return real(file, bytes(content[:taken]))

    monkeypatch.setattr(os, "write", write)
    journal = Journal(tmp_path / "journal.jsonl")
    journal.add({"say": "a"})
    for _ in range(2):
        with pytest.raises(OSError, match="No space"):
            journal.flush()
    assert journal.path.read_bytes() == b'{"sa'
    room[0] = 1000
    journal.add({"say": "b"})
    journal.flush()
    journal.close()
    file = JournalFile(journal.path)
    assert [line["say"] for _, line in file.lines()] == ["a", "b"]
    assert (file.torn, file.damaged) == (False, None)


# --- reading ----------------------------------------------------------------------------------------------------------


def test_a_torn_last_line_is_left_out_and_told(tmp_path: Path) -> None:
    whole = encoded({"say": "a"}) + encoded({"say": "b"})
    for cut in range(1, len(encoded({"say": "b"}))):
        assert read(tmp_path / "j", whole[:-cut]) == ([{"say": "a"}], cut < len(encoded({"say": "b"})))
    assert read(tmp_path / "j", whole) == ([{"say": "a"}, {"say": "b"}], False)


@pytest.mark.parametrize(("content", "said"), [
    (b"", "is empty"),
    (b"\n", "line 1 is no JSON"),
    (b'{"say":"a"}\nnonsense\n', "line 2 is no JSON"),
    (b"\xff\xfe\n", "line 1 is no JSON"),
    (b"[1, 2]\n", "line 1 is no JSON object but a list"),
    (b"7\n", "line 1 is no JSON object but 7"),
    (b"[" * 100_000 + b"\n", "line 1 is no JSON"),
    (b'{"a": ' + b"9" * 5000 + b"}\n", "line 1 is no JSON"),
    (b"x" * (MAX_LINE_BYTES + 1), "line 1 is longer than 8 MiB"),
])
def test_a_file_that_is_no_journal_says_in_which_line(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(JournalError) as failure:
        read(tmp_path / "j", content)
    assert str(failure.value).startswith(f"{tmp_path / 'j'}")
    assert said in str(failure.value)
    assert "\n" not in str(failure.value)


@pytest.mark.parametrize("name", ["", "missing", "nul\0byte"])
def test_a_journal_that_cannot_be_opened_says_why(tmp_path: Path, name: str) -> None:
    with pytest.raises(JournalError, match="cannot be read"):
        list(JournalFile(tmp_path / name).lines())
