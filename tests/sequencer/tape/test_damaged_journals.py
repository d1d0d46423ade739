"""A journal that is broken or was changed since it was written: it plays or says what is wrong, and steers nothing."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import ConfigError, SessionState, TechnoError, start
from sequencer.commands.cli import main
from sequencer.tape.journal import JournalError, header_line
from sequencer.tape.mirror import Mirror
from sequencer.tape.offline import take_of
from sequencer.tape.replay import replayed, resumed
from tests.engine.asked import club
from tests.sequencer.tape.nights import SPARSE, composed, lines_of, recorded, rewrite, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FLIPS, TEARS = 300, 200


# --- broken journals --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lines", "said"), [
    ([composed(1)], "line 2 tells of bar 1 where bar 0 comes next"),
    ([composed(0), composed(0)], "line 3 tells of bar 0 where bar 1 comes next"),
    ([{"say": "sent", "bar": 0}], "line 2 tells of bar 0"),
    ([{"say": "discarded", "bar": 0}], "line 2 tells of bar 0"),
    ([composed(0), {"say": "sent", "bar": 0, "muted": 7}], 'line 3 ("sent") cannot be read: muted: '),
    ([composed(0), {"say": "sent", "bar": [0]}], 'line 3 ("sent") cannot be read: bar: '),
    ([composed(0, wishes=[{"command": {"command": "explode"}}])], '("composed") cannot be read: wishes.0.command: '),
    ([composed(0, wishes=7)], "cannot be read: wishes: "),
    ([composed(0, wishes={"a": 1})], "cannot be read: wishes: "),
    ([{"say": "applied", "bar": 0, "wishes": [None]}], "cannot be read: wishes.0: "),
    ([{"say": "transport", "playing": False}], "cannot be read: tick: "),
    ([{"say": "record", "action": "start", "name": "../../x", "bar": 0}], "is no name of a take"),
    ([composed(10**30)], "where bar 0 comes next"),
])
def test_a_broken_line_is_named(tmp_path: Path, lines: list[dict[str, Any]], said: str) -> None:
    journal = tmp_path / "journal.jsonl"
    rewrite(journal, [header_line(start(club()), "club"), *lines])
    with pytest.raises(JournalError) as failure:
        replayed(journal)
    assert said in str(failure.value)
    assert str(failure.value).startswith(f"{journal}: line ")
    assert "\n" not in str(failure.value)


def test_a_bar_that_cannot_be_made_any_more_is_the_last_one_again_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = recorded(tmp_path)

    def broken(state: SessionState, wishes: object) -> object:
        if state.bar == 5:
            raise ZeroDivisionError
        return real(state, wishes)  # type: ignore[arg-type]

    from engine import session

    real = session._made
    monkeypatch.setattr(session, "_made", broken)
    again = replayed(journal)
    assert again.differs == 5
    assert again.bars == 12


garbage = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    | st.sampled_from(["composed", "sent", "applied", "kick", "start", 10**400]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
keys = st.sampled_from([
    "say", "bar", "wishes", "crc", "muted", "skipped", "panics", "from_tick", "until_tick", "tick", "playing", "name",
    "action", "repeats", "config", "seed", "state", "format",
])


def inner_places(value: object) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, (dict, list)):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield value, key
            yield from inner_places(inner)


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return recorded(tmp_path_factory.mktemp("night"))


def plays_or_says(journal: Path, content: bytes) -> bool:
    journal.write_bytes(content)
    try:
        return replayed(journal).bars <= 12
    except TechnoError as error:
        return 0 < len(str(error).splitlines()) <= (20 if isinstance(error, ConfigError) else 1)


@given(st.data())
def test_whatever_is_in_a_journal_it_plays_or_says_in_a_line_what_is_wrong(night: Path, data: st.DataObject) -> None:
    lines = lines_of(night)
    for _ in range(data.draw(st.integers(1, 3))):
        line = lines[data.draw(st.integers(0, len(lines) - 1))]
        if data.draw(st.booleans()):
            line[data.draw(keys)] = data.draw(garbage)
        else:
            places = list(inner_places(line))
            value, key = places[data.draw(st.integers(0, len(places) - 1))]
            value[key] = data.draw(garbage)
    assert plays_or_says(night.with_name("broken.jsonl"), written(lines))


@given(st.lists(st.tuples(st.floats(0.0, 1.0, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=40))
def test_whatever_bytes_are_broken_it_plays_or_says_what_is_wrong(night: Path, broken: list[tuple[float, int]]) -> None:
    content = bytearray(night.read_bytes())
    for place, byte in broken:
        content[int(place * len(content))] = byte
    assert plays_or_says(night.with_name("bytes.jsonl"), bytes(content))


# --- what was changed since it was written ----------------------------------------------------------------------------


def told(journal: Path) -> list[str]:
    """What a person reads of a replay that is not simply as it was played."""
    try:
        again = replayed(journal)
    except TechnoError as error:
        return [str(error)]
    return [*again.warnings, *([] if again.differs is None else ["differs"])]


def ended_night(folder: Path) -> bytes:
    """The journal of a session that has ended cleanly."""
    assert told(recorded(folder)) == []
    return (folder / "journal.jsonl").read_bytes()


def test_no_flipped_bit_goes_unnoticed(tmp_path: Path) -> None:
    content = ended_night(tmp_path / "night")
    broken = tmp_path / "broken.jsonl"
    silent = []
    for number in range(FLIPS):
        place, bit = divmod(number * (len(content) * 8 // FLIPS) + number % 8, 8)
        flipped = bytearray(content)
        flipped[place] ^= 1 << bit
        broken.write_bytes(flipped)
        if told(broken) == []:
            silent.append((place, bit))
    assert silent == []


def test_no_torn_journal_goes_unnoticed(tmp_path: Path) -> None:
    content = ended_night(tmp_path / "night")
    broken = tmp_path / "broken.jsonl"
    ends = [place + 1 for place, byte in enumerate(content) if byte == ord("\n")][:-1]
    cuts = [*ends, *[len(content) * number // TEARS for number in range(TEARS)]]
    silent = []
    for cut in cuts:
        broken.write_bytes(content[:cut])
        if told(broken) == []:
            silent.append(cut)
    assert silent == []


@pytest.mark.parametrize("change", [
    lambda lines: [*lines[:4], *lines[5:]],
    lambda lines: [*lines[:4], lines[4], *lines[4:]],
    lambda lines: [*lines[:4], lines[5], lines[4], *lines[6:]],
    lambda lines: [*lines[:-1], lines[-1].replace(b'"end"', b'"eND"')],
    lambda lines: [lines[0].replace(b'"club"', b'"clab"'), *lines[1:]],
    lambda lines: [*lines, b'{"say":"end","bar":12}\n'],
], ids=["a line is gone", "a line is doubled", "two lines are swapped", "the end", "the header", "a line was added"])
def test_what_was_changed_by_hand_is_said(tmp_path: Path, change: Callable[[list[bytes]], list[bytes]]) -> None:
    content = ended_night(tmp_path / "night")
    broken = tmp_path / "broken.jsonl"
    broken.write_bytes(b"".join(change(content.splitlines(keepends=True))))
    assert "is not what was written" in told(broken)[0]


def test_the_bars_before_a_damaged_line_are_made_again_and_the_command_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = ended_night(tmp_path / "friday")
    lines = content.splitlines(keepends=True)
    sent = [place for place, line in enumerate(lines) if b'"sent"' in line]
    lines[sent[5]] = lines[sent[5]].replace(b'"bar":5', b'"bar":4')
    journal = tmp_path / "friday" / "journal.jsonl"
    journal.write_bytes(b"".join(lines))
    assert main(["replay", str(journal), "--out", str(tmp_path / "x.mid")]) == 1
    assert (tmp_path / "x.mid").read_bytes() == render_with_wish(5)
    assert f"line {sent[5] + 1} is not what was written" in capsys.readouterr().err


def render_with_wish(bars: int) -> bytes:
    """What `recorded` sends of its first bars."""
    mirror = Mirror(start(club(), seed=3))
    made = [mirror.composed([SPARSE] if index == 4 else []) for index in range(bars)]
    return take_of(start(club()).config, made, "club").to_bytes()


def test_a_session_goes_on_from_before_the_damage(tmp_path: Path) -> None:
    content = ended_night(tmp_path / "night")
    lines = content.splitlines(keepends=True)
    broken = tmp_path / "broken.jsonl"
    broken.write_bytes(b"".join([*lines[:9], b"x" * 40 + b"\n", *lines[10:]]))
    _, state, warnings = resumed(broken)
    assert state.bar == 4
    assert "line 10 is not what was written" in warnings[0]


@pytest.mark.parametrize("kind", ["pipe", "folder", "device"])
def test_what_is_no_file_is_refused_at_once(tmp_path: Path, kind: str) -> None:
    journal = tmp_path / "journal.jsonl"
    if kind == "pipe":
        os.mkfifo(journal)
    elif kind == "folder":
        journal.mkdir()
    else:
        journal.symlink_to("/dev/zero")
    with pytest.raises(JournalError, match=r"is no regular file|cannot be read"):
        replayed(journal)


@pytest.mark.parametrize("evil", [
    "\x1b]0;owned\x07\u202egnp.\x9b31m", "\x1b[2J\x1b[H", "one\rtwo\nthree\x0b\x0c\x85\u2028\u2029", "\x00\x08\x7f",
    "\u2066a\u2067b\u2068c\u2069\u061c\u200e\u200f", "\x90q\x9c\x9d0;x\x9c",
])
def test_text_of_a_journal_cannot_steer_a_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], evil: str
) -> None:
    journal = recorded(tmp_path)
    header, *lines = lines_of(journal)
    rewrite(journal, [{**header, "name": evil, "engine": evil}, *lines])
    assert main(["replay", str(journal), "--out", str(tmp_path / "x.mid")]) == 0
    shown = "".join(capsys.readouterr())
    assert [letter for letter in shown if not letter.isprintable() and letter != "\n"] == []
