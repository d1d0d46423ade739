"""A journal makes the same files again, or others from some bar on; a broken one says what is wrong with it."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mido import MidiFile

from engine import ConfigError, SessionState, TechnoError, next_bar, start
from engine import commands as ask
from engine.commands import Wish
from engine.state import MEANING_NOW
from sequencer.commands.cli import main
from sequencer.daemon.recorder import Recorder
from sequencer.tape.journal import JournalError, header_line, summed
from sequencer.tape.lines import line_from_json
from sequencer.tape.mirror import Mirror
from sequencer.tape.offline import rendered, take_of
from sequencer.tape.replay import Branch, journal_in, replayed, resumed, sent_bars
from sequencer.wire.reports import BarComposed, BarDiscarded, BarSent, TransportMoved, WishesApplied
from tests.engine.asked import club
from tests.sequencer.recordings import Desk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SPARSE = Wish(ask.Set("hat_c.velocity", 31), "sparse")
FAST = Wish(ask.Tempo(170.0), "fast")
FLIPS, TEARS = 300, 200
APPLIED = [{"command": {"command": "tempo", "bpm": 170.0}, "id": "fast", "author": "user"}]


def render(bars: int, seed: int = 3) -> bytes:
    return take_of(start(club()).config, rendered(club(), bars=bars, seed=seed), "club").to_bytes()


def recorded(folder: Path) -> Path:
    """Twelve bars, with wishes at bar 4 and at bar 8 while stopped, and a bar that stop has discarded."""
    desk = Desk(folder)
    desk.play(4)
    desk.play(4, [SPARSE])
    ahead = desk.compose()
    desk.take(
        BarDiscarded(ahead), TransportMoved(playing=False, tick=8 * 7680), WishesApplied(ahead, (FAST,)),
        TransportMoved(playing=True, tick=8 * 7680),
    )
    desk.play(4)
    desk.recorder.close()
    return folder / "journal.jsonl"


def hits(path: Path, content: bytes) -> list[list[tuple[int, int, int]]]:
    """(tick in the bar, note, velocity) of every hit, by bar."""
    path.write_bytes(content)
    found: list[list[tuple[int, int, int]]] = [[] for _ in range(12)]
    for track in MidiFile(path).tracks:
        now = 0
        for message in track:
            now += message.time
            if message.type == "note_on":
                found[(now + 240) // 7680].append((now % 7680, message.note, message.velocity))
    return found


def lines_of(journal: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in journal.read_bytes().splitlines()]


def rewrite(journal: Path, lines: list[dict[str, Any]]) -> None:
    journal.write_bytes(written(lines))


def written(lines: list[dict[str, Any]]) -> bytes:
    """Lines with the checksums they would have had."""
    total, whole = 0, b""
    for line in lines:
        content, total = summed({"say": None, **{key: value for key, value in line.items() if key != "sum"}}, total)
        whole += content
    return whole


# --- the same again ---------------------------------------------------------------------------------------------------


def test_a_journal_makes_the_same_bytes_again(tmp_path: Path) -> None:
    again = replayed(recorded(tmp_path))
    assert again.files == {"take-001.mid": (tmp_path / "take-001.mid").read_bytes()}
    assert (again.bars, again.differs, again.warnings) == (12, None, ())
    assert again.header.name == "club"


def test_what_a_watched_condition_brought_about_is_made_again(tmp_path: Path) -> None:
    thin = ask.Watch("hits", ">", 4, ask.Set("hat_c.density", 0.5), for_bars=2, by=-0.1, again_bars=2)
    desk = Desk(tmp_path)
    desk.play(12, [Wish(thin, "w")])
    desk.recorder.close()
    density = desk.mirror.state.config.layers["hat_c"].density
    assert density is not None
    assert density.target < 0.5
    again = replayed(tmp_path / "journal.jsonl")
    assert again.files == {"take-001.mid": (tmp_path / "take-001.mid").read_bytes()}
    assert (again.bars, again.differs) == (12, None)


def test_every_crc_is_compared_and_the_first_bar_that_differs_is_named(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.play(6)
    journal = tmp_path / "journal.jsonl"
    lines = lines_of(journal)
    for line in lines:
        if line["say"] == "composed":
            line["crc"] = 5 if line["bar"] in {3, 5} else None
    rewrite(journal, lines)
    again = replayed(journal)
    assert (again.differs, again.compared) == (3, 2)


def test_a_torn_journal_plays_up_to_the_tear(tmp_path: Path) -> None:
    journal = recorded(tmp_path)
    whole = journal.read_bytes()
    journal.write_bytes(whole[: whole.rindex(b'{"say":"sent"') + 7])
    again = replayed(journal)
    assert again.bars == 11
    assert "the last line was cut short" in again.warnings[0]
    journal.write_bytes(whole[: whole.index(b"\n")])
    with pytest.raises(JournalError, match="holds no whole line"):
        replayed(journal)


def test_another_version_of_the_engine_is_told_where_its_bars_do_not_agree(tmp_path: Path) -> None:
    journal = recorded(tmp_path)
    header, *lines = lines_of(journal)
    rewrite(journal, [{**header, "engine": "0.0.1"}, *lines])
    assert replayed(journal).warnings == ()
    rewrite(journal, [{**header, "engine": "0.0.1"}, *(line for line in lines if line["say"] == "end")])
    assert 'was played by engine "0.0.1", this is' in replayed(journal).warnings[0]


def test_lines_of_kinds_that_are_not_known_are_passed_over(tmp_path: Path) -> None:
    journal = recorded(tmp_path)
    header, *lines = lines_of(journal)
    rewrite(journal, [header, {"say": "weather", "rain": True}, {"said": 1}, *lines])
    assert replayed(journal).files == {"take-001.mid": (tmp_path / "take-001.mid").read_bytes()}


def test_many_takes_are_all_made_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for _ in range(9):
        desk.recorder.record("start", "drop")
        desk.play(1)
    again = replayed(tmp_path / "journal.jsonl")
    assert len(again.files) == 10
    assert again.files == {path.name: path.read_bytes() for path in tmp_path.glob("*.mid")}


# --- another way ------------------------------------------------------------------------------------------------------


def test_another_seed_from_a_bar_on_leaves_what_was_before_and_keeps_the_wishes(tmp_path: Path) -> None:
    journal = recorded(tmp_path)
    old = hits(tmp_path / "a.mid", replayed(journal, part_bars=None).files["take-001.mid"])
    branch = replayed(journal, branch=Branch(2, seed=99))
    new = hits(tmp_path / "b.mid", branch.files["take-001.mid"])
    assert new[:2] == old[:2]
    assert all(one != other for one, other in zip(new[2:], old[2:], strict=True))
    assert {velocity for _, note, velocity in new[7] if note == 42} <= {31, 37}
    assert branch.state.config.bpm == 170.0
    assert branch.state.seed == 99
    assert branch.differs is None


def test_without_wishes_it_is_what_the_config_plays_by_itself(tmp_path: Path) -> None:
    journal = recorded(tmp_path)
    assert replayed(journal, branch=Branch(wishes=False)).files == {"take-001.mid": render(12)}
    late = replayed(journal, branch=Branch(6, wishes=False))
    assert late.state.config.bpm == 130.0
    assert late.state.config.layers["hat_c"].velocity == 31


def test_a_branch_without_wishes_forgets_the_mutes_of_the_moment(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.play(1)
    bar = desk.compose()
    desk.take(BarSent(bar, muted=((7680, ()), (9000, ("kick",)))))
    bar = desk.compose(Wish(ask.Mute("kick")))
    desk.take(BarSent(bar, muted=((2 * 7680, ("kick",)),)))
    journal = tmp_path / "journal.jsonl"
    assert replayed(journal, branch=Branch(1, wishes=False)).files == {"take-001.mid": render(3)}
    assert replayed(journal).files != {"take-001.mid": render(3)}


def test_a_branch_behind_the_last_bar_says_that_nothing_is_other(tmp_path: Path) -> None:
    again = replayed(recorded(tmp_path), branch=Branch(500, seed=1))
    assert "bar 500 was not played" in again.warnings[0]


# --- going on ---------------------------------------------------------------------------------------------------------


def test_a_session_goes_on_behind_its_last_bar_or_from_any_other(tmp_path: Path) -> None:
    journal = recorded(tmp_path)
    states: dict[int, SessionState] = {}
    mirror = Mirror(start(club(), seed=3, name="club"))
    for line in lines_of(journal)[1:]:
        if line["say"] == "composed":
            states[line["bar"]] = mirror.state
        read = line_from_json(line)
        assert read is not None
        mirror.take(read)
    assert resumed(journal)[1] == mirror.state
    for bar in (0, 5, 8, 11):
        assert resumed(journal, from_bar=bar)[1] == states[bar]
    assert resumed(journal, from_bar=12)[1] == mirror.state
    with pytest.raises(JournalError, match="bar 13 was not played; there are bars 0 to 11"):
        resumed(journal, from_bar=13)


def test_a_session_goes_on_from_before_a_bar_that_could_not_be_made(tmp_path: Path) -> None:
    """The player tells of such a bar twice: that it failed, and what it plays instead."""
    header = {**header_line(start(club(), seed=3), "club"), "format": 1}
    journal = tmp_path / "journal.jsonl"
    rewrite(journal, [
        header, composed(0), {"say": "failed", "bar": 1, "repeats": 0}, composed(1),
        {"say": "applied", "bar": 2, "wishes": APPLIED}, composed(2),
    ])
    mirror = Mirror(replace(start(club(), seed=3, name="club"), meaning=1))
    states = [mirror.state]
    for line in lines_of(journal)[1:]:
        read = line_from_json(line)
        assert read is not None
        mirror.take(read)
        states.append(mirror.state)
    before = {0: states[0], 1: states[1], 2: states[4], 3: states[5]}
    for bar, state in before.items():
        assert resumed(journal, from_bar=bar)[1] == replace(state, meaning=MEANING_NOW)


def test_a_session_that_goes_on_is_recorded_in_a_journal_of_its_own(tmp_path: Path) -> None:
    _, state, _ = resumed(recorded(tmp_path / "first"), from_bar=7)
    mirror = Mirror(state)
    recorder = Recorder(tmp_path / "second", mirror, name="club", report=print)
    for index in range(7, 10):
        for line in (BarComposed(index), BarSent(index)):
            mirror.take(line)
            recorder.take(line)
    recorder.close()
    again = replayed(tmp_path / "second" / "journal.jsonl")
    assert again.files == {"take-001.mid": (tmp_path / "second" / "take-001.mid").read_bytes()}
    assert again.state == mirror.state


# --- broken journals --------------------------------------------------------------------------------------------------


def composed(bar: int, **more: object) -> dict[str, Any]:
    return {"say": "composed", "bar": bar, **more}


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

    from engine import session  # noqa: PLC0415

    real = session._made  # noqa: SLF001
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


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TECH_ENGINE_OUT_DIR", str(tmp_path / "out"))
    return tmp_path / "out"


def test_the_command_makes_the_parts_in_the_output_folder(
    tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded(tmp_path / "friday")
    assert main(["replay", str(tmp_path / "friday")]) == 0
    made = out / "replays" / "friday" / "take-001.mid"
    assert made.read_bytes() == (tmp_path / "friday" / "take-001.mid").read_bytes()
    said = capsys.readouterr()
    assert said.out == f"{made.parent}: 12 bars of club, 13 of them compared, all as they were played\n"
    assert said.err == ""


def test_the_command_makes_one_file_and_prints_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    journal = recorded(tmp_path / "friday")
    one = tmp_path / "new" / "one.mid"
    assert main(["replay", str(journal), "--out", str(one), "--json"]) == 0
    assert one.read_bytes() == (tmp_path / "friday" / "take-001.mid").read_bytes()
    assert json.loads(capsys.readouterr().out) == {
        "out": str(one), "files": [str(one)], "bars": 12, "seed": 3, "compared": 13, "differs": None, "damaged": None,
        "warnings": [],
    }


@pytest.mark.parametrize(("options", "name"), [
    (["--seed", "9", "--from-bar", "4"], "friday-bar4-seed9"), (["--no-wishes"], "friday-bar0-no-wishes"),
])
def test_a_branch_has_a_folder_of_its_own(tmp_path: Path, out: Path, options: list[str], name: str) -> None:
    recorded(tmp_path / "friday")
    assert main(["replay", str(tmp_path / "friday"), *options]) == 0
    assert [path.name for path in (out / "replays").iterdir()] == [name]


def test_a_replay_that_differs_fails_and_names_the_bar_as_people_count(
    tmp_path: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    journal = recorded(tmp_path / "friday")
    lines = lines_of(journal)
    lines[0]["engine"] = "0.0.1"
    lines[0]["seed"] = 4
    rewrite(journal, lines)
    assert main(["replay", str(journal)]) == 1
    warning, failure = capsys.readouterr().err.splitlines()
    assert warning.startswith("warning: ")
    assert "bar 1 is the first that is not what was played" in failure
    assert (out / "replays" / "friday" / "take-001.mid").exists()


def test_replay_never_lies_over_the_recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TECH_ENGINE_OUT_DIR", str(tmp_path))
    recorded(tmp_path / "replays" / "friday")
    assert main(["replay", str(tmp_path / "replays" / "friday")]) == 1
    assert "is the recording itself" in capsys.readouterr().err


@pytest.mark.parametrize(("arguments", "status"), [
    (["missing.jsonl"], 1), (["."], 1), (["x", "--from-bar", "3"], 2),
    (["x", "--from-bar", "-1", "--seed", "1"], 2), ([], 2),
])
def test_what_cannot_be_replayed_is_said_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str],
    status: int,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["replay", *arguments]) == status
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    assert said.err


def test_a_journal_is_found_in_its_sessions_folder(tmp_path: Path) -> None:
    assert journal_in(tmp_path) == tmp_path / "journal.jsonl"
    assert journal_in(tmp_path / "x.jsonl") == tmp_path / "x.jsonl"
    assert sent_bars(recorded(tmp_path)) == 12
    assert sent_bars(tmp_path / "missing") == 0
    os.mkfifo(tmp_path / "pipe")
    assert sent_bars(tmp_path / "pipe") == 0  # and nobody waits for a writer


def test_progress_is_told_after_each_bar(tmp_path: Path) -> None:
    told: list[int] = []
    replayed(recorded(tmp_path), progress=told.append)
    assert told == list(range(1, 13))


def test_replay_and_next_bar_agree(tmp_path: Path) -> None:
    state = start(club(), seed=3, name="club")
    for _ in range(2):
        state, _ = next_bar(state)
    Desk(tmp_path).play(2)
    assert resumed(tmp_path / "journal.jsonl")[1] == state


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


def test_what_was_offered_to_a_jam_is_replayed_byte_for_byte(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.play(4, [Wish(ask.Jam("auto", change=0.5), "jam")])
    for place in range(6):
        moves = (ask.Set("hat_c.swing_percent", 0.5 + place / 50), ask.Mute("clap", 2))
        desk.play(4 + 8 * (place + 1), [Wish(ask.Offer(moves), f"offer-{place}", "agent")])
    desk.recorder.close()
    assert desk.mirror.state.jam is not None
    assert {"swing hat_c", "rest clap"} & {*desk.mirror.state.jam.did}
    again = replayed(tmp_path / "journal.jsonl")
    assert again.differs is None
    assert again.files == {"take-001.mid": (tmp_path / "take-001.mid").read_bytes()}


def test_what_the_bandmate_did_by_itself_is_replayed_byte_for_byte(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.play(4, [Wish(ask.Jam("auto", change=0.5), "jam")])
    desk.play(36)
    desk.play(40, [Wish(ask.Set("hat_c.velocity", 40), "mine"), Wish(ask.Jam("no"), "no")])
    desk.recorder.close()
    assert desk.mirror.state.jam is not None
    assert len(desk.mirror.state.jam.did) > 4
    again = replayed(tmp_path / "journal.jsonl")
    assert again.differs is None
    assert again.files == {"take-001.mid": (tmp_path / "take-001.mid").read_bytes()}
