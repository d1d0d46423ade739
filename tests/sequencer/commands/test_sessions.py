"""`techno sessions` lists what was recorded, and cuts a part out of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from engine.commands import Mark, Wish
from engine.timebase import BAR_TICKS, STEP_TICKS
from sequencer.commands.cli import main
from sequencer.wire.reports import BarSent, TransportMoved
from tests.sequencer.recordings import Desk

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TECH_ENGINE_OUT_DIR", str(tmp_path))
    desk = Desk(tmp_path / "sessions/2026-11-28_22-00-00")
    desk.play(2)
    desk.play(4, [Wish(Mark("drop"))])
    desk.recorder.close()
    return tmp_path


def test_sessions_are_listed_with_length_config_and_marks(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sessions"]) == 0
    assert capsys.readouterr().out == "2026-11-28_22-00-00  0:11  6 bars  club  marks drop 3\n"
    assert main(["sessions", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["sessions"]
    assert (row["name"], row["config"], row["bars"]) == (out.joinpath("sessions").iterdir().__next__().name, "club", 6)
    assert [(mark["name"], mark["bar"]) for mark in row["marks"]] == [("drop", 2)]


def test_one_session_tells_its_marks_and_scores(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sessions", "22-00-00", "--json"]) == 0
    assert set(json.loads(capsys.readouterr().out)["scores"]) == {"E", "S", "D", "H", "T_ms", "T_rand_ms"}
    assert main(["sessions", str(out / "sessions/2026-11-28_22-00-00")]) == 0
    assert "  bar 3      drop" in capsys.readouterr().out


def test_bars_that_were_cut_or_skipped_are_left_out_of_the_scores_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TECH_ENGINE_OUT_DIR", str(tmp_path))
    whole, cut = Desk(tmp_path / "sessions/whole"), Desk(tmp_path / "sessions/cut")
    for desk in (whole, cut):
        desk.play(5)
    again = cut.compose()  # a bar that is stopped and continued is whole
    start = again * BAR_TICKS
    cut.take(
        BarSent(again, until_tick=start + STEP_TICKS), TransportMoved(playing=False, tick=start + STEP_TICKS, bar=again)
    )
    cut.take(BarSent(again, from_tick=start + STEP_TICKS + 1))
    whole.play(1)
    missed = cut.compose()
    cut.take(BarSent(missed, skipped=((missed * BAR_TICKS, (missed + 1) * BAR_TICKS),)))
    last = cut.compose()
    cut.take(BarSent(last, until_tick=last * BAR_TICKS))
    for desk in (whole, cut):
        desk.recorder.close()
    found = {}
    for name in ("whole", "cut"):
        assert main(["sessions", name, "--json"]) == 0
        found[name] = json.loads(capsys.readouterr().out)
    assert found["cut"]["unfinished"] == [missed, last]
    assert found["cut"]["scores"] == found["whole"]["scores"]
    assert main(["sessions", "cut"]) == 0
    assert capsys.readouterr().out.endswith("  not scored: bars 7, 8, cut short or skipped\n")
    assert main(["sessions", "whole"]) == 0
    assert "not scored" not in capsys.readouterr().out


@pytest.mark.parametrize("options", [["--bars", "2"], ["--to", "5"]])
def test_a_part_is_cut_out_from_a_mark(out: Path, capsys: pytest.CaptureFixture[str], options: list[str]) -> None:
    log, midi = out / "drop.csv", out / "drop.mid"
    assert main(["sessions", "22-00-00", "--from", "drop", *options, "--out", str(log)]) == 0
    assert [row.split(",")[0] for row in log.read_text().splitlines()] == ["bar", "2", "3"]
    capsys.readouterr()
    assert main(["sessions", "22-00-00", "--from", "drop", *options, "--out", str(midi), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"out": str(midi), "bars": 2, "from_bar": 2}
    assert main(["score", str(midi), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["bars"]) == 2


def test_a_session_and_a_part_of_it_are_drawn(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("matplotlib", reason="the extra plot is not installed, or does not load", exc_type=ImportError)
    whole, part, midi = out / "whole.svg", out / "part.png", out / "part.mid"
    assert main(["sessions", "22-00-00", "--plot", str(whole)]) == 0
    assert capsys.readouterr().out == f"{whole}: 6 bars of 2026-11-28_22-00-00, from bar 1\n"
    assert "6 bars from bar 1" in whole.read_text()
    assert main(["sessions", "22-00-00", "--from", "drop", "--plot", str(part), "--out", str(midi), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"out": str(midi), "plot": str(part), "bars": 4, "from_bar": 2}
    assert part.read_bytes().startswith(b"\x89PNG")
    assert midi.exists()


@pytest.mark.parametrize(("tear", "told"), [
    (lambda journal: journal[:-7], "the last line of its journal was cut short by a crash or a full disk"),
    (lambda journal: journal + b'{"say":"comp', "the last line of its journal was cut short"),
    (lambda journal: journal.replace(b'"bar":5', b'"bar":4'), "of its journal is not what was written"),
])
def test_what_is_cut_out_of_a_journal_that_is_not_whole_comes_with_a_warning(
    out: Path, capsys: pytest.CaptureFixture[str], tear: Callable[[bytes], bytes], told: str
) -> None:
    (journal,) = (out / "sessions").glob("*/journal.jsonl")
    journal.write_bytes(tear(journal.read_bytes()))
    assert main(["sessions", "22-00-00", "--to", "drop", "--out", str(out / "part.mid"), "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["bars"] == 2
    assert said.err.startswith("warning: 2026-11-28_22-00-00: ")
    assert told in said.err
    assert main(["sessions"]) == 0
    assert told in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["nobody"], 1, "there is no session nobody here; the last ones are 2026-11-28_22-00-00"),
        (["22-00-00", "--from", "break", "--out", "x.mid"], 1, "no mark or bar break"),
        (["22-00-00", "--from", "5", "--to", "drop", "--out", "x.mid"], 1, "bar 5 does not lie before bar 3"),
        (["22-00-00", "--from", "drop"], 2, "--out"),
        (["--plot", "x.svg"], 2, "name the session"),
        (["22-00-00", "--plot", "x.gif"], 2, "a picture is .svg or .png"),
        (["22-00-00", "--out", "x.wav"], 2, "a part is a .mid file or a .csv log"),
        (["22-00-00", "--to", "drop", "--bars", "2", "--out", "x.mid"], 2, "say where it ends once"),
    ],
)
def test_what_cannot_be_cut_is_said(
    out: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], status: int, told: str
) -> None:
    assert main(["sessions", *arguments]) == status
    assert told in " ".join(capsys.readouterr().err.split())
    assert not list(out.glob("x.*"))


@pytest.mark.parametrize("command", [
    ["sessions", "22-00-00", "--from", "drop", "--out", "NIGHT/take-001.mid"],
    ["sessions", "22-00-00", "--plot", "NIGHT/own.svg"],
    ["replay", "22-00-00", "--out", "NIGHT/take-001"],
    ["replay", "22-00-00", "--out", "link.mid"],
    ["render", "m1_backbone", "--bars", "1", "--out", "NIGHT/take-001.mid"],
    ["render", "m1_backbone", "--bars", "1", "--log", "NIGHT/journal.jsonl"],
])
def test_no_command_writes_over_a_file_of_a_recording(
    out: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(out)
    (night,) = out.glob("sessions/*")
    (night / "own.svg").write_text("mine")
    (out / "link.mid").symlink_to(night / "take-001.mid")
    before = {path: path.read_bytes() for path in night.iterdir()}
    assert main([word.replace("NIGHT", str(night)) for word in command]) == 1
    assert "is part of a recording; name another file" in " ".join(capsys.readouterr().err.split())
    assert {path: path.read_bytes() for path in night.iterdir()} == before


def test_a_new_file_beside_a_recording_is_written(out: Path) -> None:
    (night,) = out.glob("sessions/*")
    assert main(["sessions", "22-00-00", "--from", "drop", "--out", str(night / "part.mid")]) == 0
    assert (night / "part.mid").exists()


def test_a_session_without_a_bar_to_read_is_said(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (journal,) = out.glob("sessions/*/journal.jsonl")
    journal.write_bytes(b"")
    assert main(["sessions", "22-00-00", "--plot", str(out / "x.svg")]) == 1
    assert "there is no bar in its journal that can be read" in " ".join(capsys.readouterr().err.split())


def test_nothing_recorded_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TECH_ENGINE_OUT_DIR", str(tmp_path))
    assert main(["sessions"]) == 0
    assert "nothing has been recorded" in capsys.readouterr().out
    assert main(["sessions", "x"]) == 1
    assert "nothing has been recorded yet" in capsys.readouterr().err
