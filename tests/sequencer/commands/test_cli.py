"""How the command ends, whatever happens inside it."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError
from typing import TYPE_CHECKING

import pytest

from engine.errors import TechnoError
from sequencer import start
from sequencer.commands import cli

if TYPE_CHECKING:
    from pathlib import Path


def ending_with(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    """Make every command end with an error."""

    def command(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(cli, "_app_for", lambda _: command)


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (KeyboardInterrupt(), 130, ""),
        (TechnoError("the port is gone; plug it in"), 1, "the port is gone; plug it in"),
        (BrokenPipeError(32, "Broken pipe"), 1, ""),
        (OSError(30, "Read-only file system", "a.mid"), 1, 'Read-only file system: "a.mid"'),
        (OSError("no number"), 1, "no number"),
        (ZeroDivisionError("by what?"), 1, "run it again with --debug"),
        (MemoryError(), 1, "run it again with --debug"),
    ],
)
def test_every_end_has_its_status_and_at_most_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException, status: int, words: str
) -> None:
    ending_with(monkeypatch, error)
    assert cli.main(["render", "x"]) == status
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == bool(words)
    assert words in err


@pytest.mark.parametrize("error", [TechnoError("x"), OSError(5, "x"), ZeroDivisionError("x")])
def test_debug_lets_the_traceback_through(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    ending_with(monkeypatch, error)
    with pytest.raises(type(error)):
        cli.main(["render", "x", "--debug"])


def test_the_version_is_that_of_the_distribution(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.metadata.version", lambda name: {"techno-rhythm-engine": "9.8.7"}[name])
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == "techno 9.8.7\n"


def test_a_program_that_is_not_installed_has_no_version(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def version(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.version", version)
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out == "techno, not installed\n"


def test_starting_runs_the_command_and_gives_its_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["techno", "check", "no_such_config_at_all"])
    assert start.main() == 1
    assert "there is no config" in capsys.readouterr().err


def test_a_files_name_in_a_fault_cannot_move_the_cursor(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["score", "one\x1b[2J\ntwo\u202e.mid"]) == 1
    assert capsys.readouterr().err == "one[2J two.mid: there is no such file\n"
