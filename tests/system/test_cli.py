"""The command `techno`, as a person or a script runs it."""

from __future__ import annotations

import csv
import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from mido import MidiFile

from engine.bands import SCORE_COLUMNS
from engine.errors import MidiFileError
from engine.midi_score import score_file
from sequencer.commands import cli
from sequencer.whole_files import written_together
from tests.engine.midi_bytes import kicks, metre, one_track, track_name

CONFIG: dict[str, Any] = {
    "mode": "m4", "bpm": 128, "bars": 4, "seed": 3, "description": "a test",
    "layers": {"kick": {}, "hat_c": {"swing_percent": 0.56}, "clap": {}, "ghost": {"muted": True}},
    "modulators": [{"name": "m", "param_path": "accent.prob", "mod": {"mode": "sine", "min_val": 0.1, "max_val": 0.9}}],
}


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every file of a test in its own folders."""
    monkeypatch.setenv("TECH_ENGINE_OUT_DIR", str(tmp_path / "out"))
    monkeypatch.setenv("TECH_ENGINE_CONFIGS_DIR", str(tmp_path / "configs"))
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "mine.json").write_text(json.dumps(CONFIG))


def techno(*arguments: str, stdin: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[1])}
    command = [sys.executable, "-m", "sequencer.start", *arguments]
    return subprocess.run(command, capture_output=True, text=True, input=stdin, cwd=cwd, env=environment, check=False)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run the command in this process: status, stdout, stderr."""
    capsys.readouterr()
    status = cli.main(arguments)
    out, err = capsys.readouterr()
    return status, out, err


def as_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    status, out, err = run(capsys, *arguments, "--json")
    assert (status, err) == (0, "")
    value = json.loads(out)
    assert isinstance(value, dict)
    return value


# --- render -----------------------------------------------------------------------------------------------------------


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


# --- score ------------------------------------------------------------------------------------------------------------


def test_score_prints_a_table_that_counts_bars_from_one(capsys: pytest.CaptureFixture[str]) -> None:
    report = as_json(capsys, "render", "m1_backbone", "--bars", "2")
    status, out, _ = run(capsys, "score", report["out"])
    lines = out.splitlines()
    assert status == 0
    assert lines[0].split() == ["bar", *SCORE_COLUMNS]
    assert [line.split()[0] for line in lines[1:]] == ["1", "2"]
    assert lines[1].split()[1:3] == ["1.000", "0.500"]


@pytest.mark.parametrize("content", [b"", b"MThd", b"no midi at all", b"MThd\0\0\0\6\0\1\0\0\1\xe0"])
def test_score_says_what_is_wrong_with_a_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "x.mid"
    path.write_bytes(content)
    status, out, err = run(capsys, "score", str(path))
    assert (status, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert "x.mid" in err


@pytest.mark.parametrize("options", [["--channel", "1"], ["--track", "1"], ["--track", "LOOP", "--channel", "1"]])
def test_score_takes_a_channel_or_a_track(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, options: list[str]
) -> None:
    path = tmp_path / "tune.mid"
    path.write_bytes(one_track(track_name("my loop") + kicks(channel=1)))
    status, out, err = run(capsys, "score", str(path), "--json")
    assert (status, list(json.loads(out))) == (1, ["error"])
    assert "--channel or --track from track 1 (my loop) on channel 1" in err
    assert [bar["E"] for bar in as_json(capsys, "score", str(path), *options)["bars"]] == [1.0, 1.0]


@pytest.mark.parametrize(("words", "told"), [
    (["score", "any.mid", "--channel", "0"], "Invalid value for '--channel': it takes a whole number in 1..16"),
    (["score", "any.mid", "--channel", "17"], "Invalid value for '--channel': it takes a whole number in 1..16"),
    (["score", "any.mid", "--channel", "ten"], "Invalid value for '--channel': it takes a whole number in 1..16"),
    (["render", "m1_backbone", "--bars", "0"], "'--bars': it takes a whole number in 1..100000"),
    (["render", "m1_backbone", "--bpm", "fast"], "'--bpm': it takes a number in 20..300"),
    (["play", "--trim", "900"], "'--trim': it takes a number in -200..200"),
    (["daemon", "--trim=-900"], "'--trim': it takes a number in -200..200"),
    (["play", "--trim", "late"], "'--trim': it takes a number in -200..200"),
    (["play", "--clock", "foo"], "'--clock': 'foo' is not one of"),
])
def test_an_option_out_of_range_names_its_range(
    capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    status, out, err = run(capsys, *words)
    assert (status, out) == (2, "")
    assert told in err
    assert "Input should" not in err


def test_score_gives_bars_of_other_metres_every_key_without_a_value(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "mixed.mid"
    path.write_bytes(one_track(metre(3, 2) + kicks(3) + metre(4, 2, 84) + kicks(4)))
    bars = as_json(capsys, "score", str(path))["bars"]
    assert bars[0] == {"bar": 0} | dict.fromkeys(SCORE_COLUMNS)
    assert bars[1] == {"bar": 1, "E": 1.0, "S": 0.0, "D": 0.0, "H": 0.0, "T_ms": 0.0, "T_rand_ms": 0.0}
    status, out, _ = run(capsys, "score", str(path))
    assert (status, out.splitlines()[1].split()) == (0, ["1", *"------"])


def test_score_says_on_stderr_that_a_file_is_cut_short(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "cut.mid"
    path.write_bytes(one_track(kicks())[:-9])
    status, out, err = run(capsys, "score", str(path), "--json")
    assert status == 0
    assert len(json.loads(out)["bars"]) == 2
    assert err == f"{path}: is cut short; scored as far as it goes\n"


# --- check, schema, params, configs -----------------------------------------------------------------------------------


def test_check_gives_the_whole_config_with_its_style_and_defaults(capsys: pytest.CaptureFixture[str]) -> None:
    value = as_json(capsys, "check", "night_bus")
    assert value["ok"] is True
    assert value["faults"] == []
    assert value["config"]["style"] == "warehouse"
    assert value["config"]["layers"]["kick"]["note"] == 36
    assert value["config"]["guard"] == {"min_E": 0.5, "max_rot_rate": 0.125, "kick_immutable": True}


def test_check_lists_every_fault_as_json_and_as_lines(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text('{"bmp": 120, "layers": {"kick": {"note": 200}}}')
    status, out, err = run(capsys, "check", str(path), "--json")
    value = json.loads(out)
    assert status == 1
    assert (value["ok"], value["config"]) == (False, None)
    assert {fault["path"] for fault in value["faults"]} == {"bmp", "layers.kick.note"}
    assert all(set(fault) == {"path", "found", "allowed", "message"} for fault in value["faults"])
    assert len(err.splitlines()) == 2
    assert "did you mean bpm?" in err


def test_at_most_twenty_faults_are_shown(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text(json.dumps({f"k{n}": 0 for n in range(25)}))
    status, _, err = run(capsys, "check", str(path))
    assert status == 1
    assert len(err.splitlines()) == 21
    assert err.splitlines()[-1].endswith("and 5 more")


def test_an_unknown_name_is_answered_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, err = run(capsys, "render", "m4_showcas")
    assert status == 1
    assert "did you mean m4_showcase?" in err


def test_configs_lists_names_modes_tempi_and_descriptions(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    found = {one["name"]: one for one in as_json(capsys, "configs")["configs"]}
    assert set(found["mine"]) == {"name", "description", "mode", "bpm", "path"}
    assert found["mine"]["path"] == str(tmp_path / "configs" / "mine.json")
    assert found["m4_showcase"]["mode"] == "m4"
    _, out, _ = run(capsys, "configs")
    assert any(line.split()[:2] == ["mine", "m4"] and line.endswith("a test") for line in out.splitlines())


def test_a_broken_config_in_the_folder_does_not_hide_the_others(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "configs" / "broken_one.json").write_text("{")
    status, out, err = run(capsys, "configs", "--json")
    assert status == 0
    assert "m4_showcase" in {one["name"] for one in json.loads(out)["configs"]}
    assert "broken_one.json" in err


def test_an_own_config_hides_a_bundled_one_of_its_name(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "configs" / "minimal.json").write_text(json.dumps({**CONFIG, "bpm": 99}))
    assert as_json(capsys, "check", "minimal")["config"]["bpm"] == 99


def test_a_description_cannot_move_the_cursor(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    text = "\x1b[2Jone\ntwo \u202e three"
    (tmp_path / "configs" / "sly.json").write_text(json.dumps({"description": text}))
    _, out, _ = run(capsys, "configs")
    (line,) = [line for line in out.splitlines() if line.startswith("sly ")]
    assert line.isprintable()
    assert "one two" in line
    found = {one["name"]: one for one in as_json(capsys, "configs")["configs"]}
    assert found["sly"]["description"] == text


def test_many_broken_configs_are_twenty_lines_and_a_count(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for number in range(23):
        (tmp_path / "configs" / f"broken{number}.json").write_text("[")
    status, _, err = run(capsys, "configs")
    assert status == 0
    assert len(err.splitlines()) == 21
    assert err.splitlines()[-1] == "left out: and 3 more"


def test_params_have_ranges_caps_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    rows = {row["path"]: row for row in as_json(capsys, "params")["params"]}
    swing = rows["hat_c.swing_percent"]
    assert (swing["low"], swing["high"]) == (0.5, 0.7)
    assert swing["cap_per_bar"] == pytest.approx(0.025)
    assert all(row["help"] for row in rows.values())
    _, out, _ = run(capsys, "params")
    assert any(line.startswith("hat_c.swing_percent ") and "0.5..0.7" in line for line in out.splitlines())


def test_the_schema_describes_every_key(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "schema")
    schema = json.loads(out)
    assert status == 0
    assert schema == as_json(capsys, "schema")
    assert {"mode", "bpm", "layers", "targets", "guard", "accent", "modulators", "phrase"} <= set(schema["properties"])


# --- as a process -----------------------------------------------------------------------------------------------------


def test_wrong_usage_is_two_and_failure_is_one() -> None:
    assert techno("render").returncode == 2
    assert techno("nonsense").returncode == 2
    assert techno("render", "mine", "--bars", "0").returncode == 2
    assert techno("render", "nothing_of_this_name").returncode == 1


def test_no_failure_shows_a_traceback_but_debug_does(tmp_path: Path) -> None:
    missing = str(tmp_path / "missing.json")
    plain = techno("render", missing)
    assert (plain.returncode, plain.stdout) == (1, "")
    assert len(plain.stderr.splitlines()) == 1
    assert "Traceback" not in plain.stderr
    assert "Traceback" in techno("--debug", "render", missing).stderr
    assert "Traceback" in techno("render", missing, "--debug").stderr


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&- <&-"])
def test_closed_streams_are_no_surprise(tmp_path: Path, closed: str) -> None:
    command = ["/bin/sh", "-c", f"{sys.executable} -m sequencer.commands.cli render mine {closed}"]
    environment = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[1])}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "out" / "mine-seed3.mid").is_file()


def test_an_output_that_knows_few_letters_gets_the_rest_escaped(tmp_path: Path) -> None:
    (tmp_path / "configs" / "arrow.json").write_text(json.dumps({"description": "up \u2191"}))
    environment = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[1]), "PYTHONIOENCODING": "latin-1"}
    command = [sys.executable, "-m", "sequencer.commands.cli", "configs"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0
    assert "up \\u2191" in done.stdout


def test_a_reader_that_leaves_early_is_no_fault(tmp_path: Path) -> None:
    script = f"{sys.executable} -m sequencer.commands.cli params | head -1"
    environment = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[1])}
    command = ["/bin/sh", "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, cwd=tmp_path)
    assert done.stderr == ""
    assert done.stdout.startswith("path")


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_full_disk_is_one_clear_line(options: list[str]) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    environment = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[1])}
    with full.open("w") as nowhere:
        done = subprocess.run(
            [sys.executable, "-m", "sequencer.commands.cli", "configs", *options], stdout=nowhere,
            stderr=subprocess.PIPE,
            text=True, env=environment, check=False,
        )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "No space left" in done.stderr


def test_a_device_is_never_written_over() -> None:
    done = techno("render", "mine", "--out", "/dev/null")
    assert done.returncode == 1
    assert "no regular file" in done.stderr
    assert not Path("/dev/null").is_file()


def test_piped_output_has_no_colour() -> None:
    assert "\x1b" not in techno("configs").stdout
    assert "\x1b" not in techno("--help").stdout


def test_the_output_folder_is_out_here_unless_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TECH_ENGINE_OUT_DIR")
    done = techno("render", "mine", cwd=tmp_path)
    assert done.returncode == 0
    assert (tmp_path / "out" / "mine-seed3.mid").is_file()


@pytest.mark.parametrize("key", ["out", "log_path"])
def test_a_configs_own_path_leaves_the_output_folder_by_no_link(tmp_path: Path, key: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "link").symlink_to(elsewhere)
    (tmp_path / "configs" / "mine.json").write_text(json.dumps(CONFIG | {key: "link/file"}))
    ended = techno("render", "mine")
    assert ended.returncode == 1
    fault = f'mine.json: {key}: "link/file" leads out of the output folder by a link; name another file\n'
    assert ended.stderr == fault
    assert list(elsewhere.iterdir()) == []
