"""`techno render`: where it writes what it says, and what it never writes over."""

from __future__ import annotations

import csv
import json
import os
import stat
from pathlib import Path

import pytest
from mido import MidiFile

from engine.bands import SCORE_COLUMNS
from engine.errors import MidiFileError
from engine.midi_score import score_file
from sequencer.whole_files import written_together
from tests.sequencer.commands.commanded import CONFIG, as_json, own_folders, run


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_folders(tmp_path, monkeypatch)


def test_render_says_where_and_writes_what_it_says(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    report = as_json(capsys, "render", "mine")
    assert set(report) == {"out", "bars", "bpm", "seed", "ppq", "events", "scores", "rescues"}
    assert set(report["scores"]) == {"E", "S", "D", "H", "T_ms", "T_rand_ms"}
    assert all(set(figures) == {"median", "min", "max"} for figures in report["scores"].values())
    assert (report["bars"], report["bpm"], report["seed"], report["ppq"]) == (4, 128.0, 3, 1920)
    assert Path(report["out"]) == tmp_path / "out" / "mine-seed3.mid"
    ons = [m for track in MidiFile(report["out"]).tracks for m in track if m.type == "note_on"]
    assert len(ons) == report["events"]


def test_render_takes_bars_seed_tempo_and_paths_from_its_options(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "new" / "folder" / "take.mid"
    report = as_json(capsys, "render", "mine", "--bars", "7", "--seed", "9", "--bpm", "140.5", "--out", str(out))
    assert (report["bars"], report["seed"], report["bpm"], report["out"]) == (7, 9, 140.5, str(out))
    assert len(score_file(out).bars) == 7


def test_a_rendered_file_scores_as_the_bars_did(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    report = as_json(capsys, "render", "m4_showcase", "--bars", "24", "--log", str(log))
    with log.open() as file:
        rows = list(csv.DictReader(file))
    bars = as_json(capsys, "score", report["out"])["bars"]
    assert [bar["bar"] for bar in bars] == [int(row["bar"]) for row in rows] == list(range(24))
    for bar, row in zip(bars, rows, strict=True):
        for name in ("E", "S", "D", "H"):
            assert bar[name] == float(row[name])
        assert bar["T_ms"] == pytest.approx(float(row["T_ms"]), abs=0.1)
        assert bar["T_rand_ms"] == pytest.approx(float(row["T_rand_ms"]), abs=0.1)


def test_the_logs_columns_are_scores_densities_modulated_parameters_and_rescued(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    log = tmp_path / "log.csv"
    run(capsys, "render", "mine", "--log", str(log))
    with log.open() as file:
        rows = list(csv.reader(file))
    densities = [f"{layer}.density" for layer in CONFIG["layers"]]
    assert rows[0] == ["bar", *SCORE_COLUMNS, *densities, "accent.prob", "rescued"]
    assert len(rows) == 5
    assert rows[1][7] == "0.25"
    assert rows[1][10] == "0.0"
    assert {row[-1] for row in rows[1:]} <= {"0", "1"}


def test_the_configs_own_out_and_log_lie_below_the_output_folder(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "configs" / "own.json").write_text(json.dumps({**CONFIG, "out": "a/b.mid", "log_path": "a/b.csv"}))
    report = as_json(capsys, "render", "own")
    assert Path(report["out"]) == tmp_path / "out" / "a" / "b.mid"
    assert (tmp_path / "out" / "a" / "b.csv").is_file()


def test_an_unreachable_target_is_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    targets = {"S_low": 0.8, "S_high": 0.9}
    (tmp_path / "configs" / "far.json").write_text(json.dumps({**CONFIG, "bars": 16, "targets": targets}))
    status, out, _ = run(capsys, "render", "far")
    assert status == 0
    assert "S was out of reach of its target for" in out


def test_mid_and_log_are_written_both_or_not_at_all(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out, log = tmp_path / "take.mid", tmp_path / "is_a_folder"
    log.mkdir()
    out.write_bytes(b"before")
    status, _, err = run(capsys, "render", "mine", "--out", str(out), "--log", str(log))
    assert status == 1
    assert "is no regular file" in err
    assert out.read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["configs", "is_a_folder", "take.mid"]


def test_log_and_mid_need_names_of_their_own(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    both = str(tmp_path / "x.mid")
    status, _, err = run(capsys, "render", "mine", "--out", both, "--log", both)
    assert status == 2
    assert "names of their own" in err
    assert not Path(both).exists()


def test_what_was_there_comes_back_when_the_second_file_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"old")
    replace = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if target == two:
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(MidiFileError, match="No space left"):
        written_together([(one, b"new"), (two, b"new")])
    assert one.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["configs", "one"]


def test_new_files_have_the_usual_rights(tmp_path: Path) -> None:
    written_together([(tmp_path / "x", b"1")])
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE((tmp_path / "x").stat().st_mode) == 0o666 & ~mask


def test_a_leading_out_in_a_config_is_the_output_folder_itself(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    own = {**CONFIG, "out": "out/b.mid", "log_path": "./out/b.csv"}
    (tmp_path / "configs" / "own.json").write_text(json.dumps(own))
    assert Path(as_json(capsys, "render", "own")["out"]) == tmp_path / "out" / "b.mid"
    assert (tmp_path / "out" / "b.csv").is_file()


def test_one_file_under_two_paths_is_not_taken_for_two(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    status, _, err = run(
        capsys, "render", "mine", "--out", str(tmp_path / "x.mid"), "--log", str(tmp_path / "y" / ".." / "x.mid")
    )
    assert status == 2
    assert "names of their own" in err
    assert not (tmp_path / "x.mid").exists()


def test_a_config_is_never_written_over_by_its_own_take(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    config = tmp_path / "configs" / "mine.json"
    for option in ("--out", "--log"):
        status, _, err = run(capsys, "render", str(config), option, str(config))
        assert status == 2
        assert "the config itself" in err
    assert json.loads(config.read_text()) == CONFIG
