"""A journal is appended to line by line, and says clearly when it cannot be read."""

from __future__ import annotations

import errno
import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from engine import ConfigError, Wish, next_bar, start
from engine import commands as ask
from engine.state import MEANING_NOW
from engine.timebase import BAR_TICKS
from sequencer.tape.journal import (
    MAX_BARS,
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
    ({"format": True}, "has format true"),
    ({"format": 2.0}, "has format 2.0"),
    ({"meaning": 6}, "has meaning 6; this program knows meanings 1 to 5"),
    ({"meaning": True}, "has meaning true"),
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


@pytest.mark.parametrize(("field", "value"), [
    ("tick", 10**15), ("tick", MAX_BARS * BAR_TICKS + 1), ("tick", -1), ("bar", -1), ("bar", MAX_BARS + 1),
])
def test_a_state_far_outside_any_session_is_refused(tmp_path: Path, field: str, value: int) -> None:
    line: dict[str, Any] = header_line(next_bar(start(club()))[0], "club")
    line["state"][field] = value
    with pytest.raises(JournalError, match="which no session reaches"):
        header_of(tmp_path / "j", line)


@pytest.mark.parametrize(("bar", "tick"), [(0, 0), (MAX_BARS, MAX_BARS * BAR_TICKS)])
def test_the_longest_session_can_be_gone_on_with(tmp_path: Path, bar: int, tick: int) -> None:
    state = replace(next_bar(start(club()))[0], bar=bar, tick=tick)
    assert header_of(tmp_path / "j", header_line(state, "club")).state == replace(state, name="club")


@pytest.mark.parametrize("meaning", [1, 2, MEANING_NOW])
def test_a_state_keeps_what_its_wishes_have_meant(tmp_path: Path, meaning: int) -> None:
    state = replace(next_bar(start(club(), name="club"))[0], meaning=meaning)
    line: dict[str, Any] = header_line(state, "club")
    assert header_of(tmp_path / "j", line).state.meaning == meaning
    del line["format"]  # as the first versions wrote it
    assert header_of(tmp_path / "j", line).state.meaning == 1


@pytest.mark.parametrize("meaning", [2, MEANING_NOW])
def test_a_session_from_its_beginning_keeps_its_meaning(tmp_path: Path, meaning: int) -> None:
    line: dict[str, Any] = header_line(start(club(), meaning=meaning), "club")
    line.pop("state", None)
    assert header_of(tmp_path / "j", line).state.meaning == meaning


def test_a_journal_of_format_2_that_says_no_meaning_means_2(tmp_path: Path) -> None:
    line: dict[str, Any] = header_line(start(club()), "club")
    del line["meaning"]
    assert header_of(tmp_path / "j", line).state.meaning == 2


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


def test_a_journal_knows_what_became_of_its_file(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    assert journal.gone() == ""
    journal.add({"say": "a"})
    assert journal.gone() == ""
    journal.flush()
    assert journal.gone() == ""
    with journal.path.open("ab") as file:
        file.write(b"more than we wrote")
    assert journal.gone() == ""
    content = journal.path.read_bytes()
    journal.path.rename(tmp_path / "elsewhere")
    assert journal.gone() == "is gone"
    journal.path.write_bytes(content)
    assert journal.gone() == "is another file"
    (tmp_path / "elsewhere").replace(journal.path)
    assert journal.gone() == ""
    os.truncate(journal.path, len(encoded({"say": "a"})) - 1)
    assert journal.gone() == "was cut short"
    journal.close()
    assert journal.gone() == ""


def test_a_link_in_its_place_is_another_file_and_is_never_written_through(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"")
    (tmp_path / "journal.jsonl").symlink_to(tmp_path / "other")
    journal = Journal(tmp_path / "journal.jsonl")
    journal.add({"say": "a"})
    with pytest.raises(FileExistsError):
        journal.flush()
    assert (tmp_path / "other").read_bytes() == b""


def test_the_disk_is_told_to_keep_lines_through_a_descriptor_of_its_own(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    unsynced = [journal.unsynced]
    assert journal.descriptor() is None
    journal.add({"say": "a"})
    unsynced.append(journal.unsynced)
    journal.flush()
    unsynced.append(journal.unsynced)
    assert unsynced == [False, False, True]
    descriptor = journal.descriptor()
    assert descriptor is not None
    journal.close()
    assert os.fstat(descriptor).st_ino == journal.path.stat().st_ino  # it is open still
    os.close(descriptor)
    assert journal.descriptor() is None


def test_it_tells_whether_lines_wait_to_be_written(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    waits = [journal.waits]
    journal.add({"say": "a"})
    waits.append(journal.waits)
    journal.flush()
    waits.append(journal.waits)
    journal.close()
    assert waits == [False, True, False]


def test_a_closed_journal_keeps_no_file_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []
    real = os.open

    def noted(*words: Any, **more: Any) -> int:
        opened.append(real(*words, **more))
        return opened[-1]

    monkeypatch.setattr(os, "open", noted)
    journal = Journal(tmp_path / "journal.jsonl")
    journal.add({"say": "a"})
    journal.flush()
    journal.flush()
    assert len(opened) == 1
    journal.close()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(opened[0])


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
    (b"x" * (8 * 2**20 + 1), "line 1 is longer than 8 MiB"),
])
def test_a_file_that_is_no_journal_says_in_which_line(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(JournalError) as failure:
        read(tmp_path / "j", content)
    assert str(failure.value).startswith(f"{tmp_path / 'j'}")
    assert said in str(failure.value)
    assert "\n" not in str(failure.value)


@pytest.mark.parametrize(("name", "why"), [
    ("", "Is a directory"), ("missing", "No such file or directory"), ("nul\0byte", ".*embedded null.*"),
])
def test_a_journal_that_cannot_be_opened_says_why(tmp_path: Path, name: str, why: str) -> None:
    with pytest.raises(JournalError, match=rf"cannot be read: {why}$"):
        list(JournalFile(tmp_path / name).lines())
