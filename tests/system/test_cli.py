"""The command `techno` as a process: its status, its streams closed, full or left early, and where it writes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sequencer.commands import cli
from tests.sequencer.commands.commanded import CONFIG, own_folders


@pytest.fixture(autouse=True)
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own_folders(tmp_path, monkeypatch)


def techno(*arguments: str, stdin: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[1])}
    command = [sys.executable, "-m", "sequencer.start", *arguments]
    return subprocess.run(command, capture_output=True, text=True, input=stdin, cwd=cwd, env=environment, check=False)


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


@pytest.mark.parametrize("closed", ["<&-", ">&- <&-", ">&- 2>&- <&-"])
@pytest.mark.parametrize("line", ["attach", "mcp"])
def test_a_closed_stdin_is_one_that_has_ended(tmp_path: Path, line: str, closed: str) -> None:
    command = ["/bin/sh", "-c", f"{sys.executable} -m sequencer.start {line} --name nobody {closed}"]
    environment = {**os.environ, "PYTHONPATH": str(Path(cli.__file__).parents[1])}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False, cwd=tmp_path)
    assert "this should not happen" not in done.stdout + done.stderr


def test_no_file_takes_the_place_of_a_closed_stream() -> None:
    there = "import os; from sequencer.commands.failing import open_streams; open_streams(); "
    there += "assert all(os.path.samestat(os.fstat(one), os.stat(os.devnull)) for one in range(3)); os.open('.', 0); "
    there += "raise SystemExit(3)"
    for closed in ("<&- >&- 2>&-", "<&- 2>&- >/dev/null", ">&- 2>&- </dev/null"):
        done = subprocess.run(["/bin/sh", "-c", f'exec {sys.executable} -c "{there}" {closed}'], check=False)
        assert done.returncode == 3


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
