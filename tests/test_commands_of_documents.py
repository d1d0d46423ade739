"""Every command that README and docs show is run and prints what stands there; every one they name exists."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer

from engine.config_file import load_config
from sequencer.commands.cli import app
from sequencer.commands.live import with_optional_values
from sequencer.console.typed import Mistyped, typed
from tests.shown import blocks, named_commands, prints, run_blocks, words
from tests.test_documents import DOCUMENTS, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

SHOWN = [
    pytest.param(page, needs, id=f"{page.relative_to(ROOT)} {needs}".strip())
    for page in DOCUMENTS for needs in sorted({one.needs for one in run_blocks(page)})
]
NAMED = [page for page in DOCUMENTS if named_commands(page) and page.name != "CHANGELOG.md"]
SHAPE = re.compile(r"^:[a-z]+,|[\[|]|[A-Z]{2}|[\u2190-\u2193]| N\\b")
"""What tells the shape of a command from a command: a choice, or a word to be filled in."""
SAVED = re.compile(r"[Ss]ave (?:it|this) as `([\w-]+\.json)`")
CONSOLE_CONFIG = load_config(ROOT / "configs" / "m4_showcase.json")


def names(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize(("page", "needs"), SHOWN)
def test_every_command_prints_what_the_page_shows(
    page: Path, needs: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with surroundings(needs, monkeypatch), tempfile.TemporaryDirectory(prefix="techno-") as runtime:
        environment = {
            **os.environ, "HOME": str(tmp_path / "home"), "PYTHONPATH": str(ROOT), "COLUMNS": "120",
            "XDG_RUNTIME_DIR": runtime,  # a socket's path must be short
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        }
        for folder in ("home", "work"):
            (tmp_path / folder).mkdir(mode=0o700)
        text = page.read_text(encoding="utf-8")
        examples = [body for _, kind, _, body in blocks(text) if kind == "json"]
        if examples:  # the reader is told to save it
            name = SAVED.search(text)
            (tmp_path / "work" / (name[1] if name else "mine.json")).write_text(examples[0], encoding="utf-8")
        for shown in run_blocks(page):
            if shown.needs != needs:
                continue
            ran = subprocess.run(
                ["/bin/bash", "-c", shown.command], cwd=tmp_path / "work", env=environment, text=True, check=False,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )
            assert prints(shown.output, ran.stdout), f"{names(page)}:{shown.line}: {shown.command}\n{ran.stdout}"


@contextmanager
def surroundings(needs: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give a page what it needs: a JACK server, or nothing."""
    if needs != "jack":
        yield
        return
    if shutil.which("jackd") is None and not os.environ.get("CI"):
        pytest.skip("needs JACK's dummy driver")
    from tests.system.jack import jack_server

    with jack_server(monkeypatch, 256):
        yield


@pytest.mark.parametrize("page", NAMED, ids=names)
def test_every_command_that_a_page_names_is_rightly_written(page: Path) -> None:
    found = [(f"{names(page)}:{line}: {command}", fault(command)) for line, command in named_commands(page)]
    faults = [f"{where}: {why}" for where, why in found if why]
    assert faults == []


def fault(command: str) -> str:
    """Return why a command is none, "" when it is one."""
    if command.startswith(":"):
        return console_fault(command)
    program, *rest = words(command)
    if program == "make":
        targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
        return "" if set(rest) <= targets | {one for one in rest if "=" in one} else f"no such target in {rest}"
    return usage_fault(rest)


def usage_fault(arguments: list[str]) -> str:
    """Describe the fault of the words behind `techno`; nothing is run."""
    group = typer.main.get_command(app)
    while arguments and arguments[0].startswith("-"):
        arguments = arguments[2 if arguments[0] == "--name" else 1 :]
    if not arguments:
        return ""
    name, *rest = with_optional_values(arguments)
    one = getattr(group, "commands", {}).get(name)
    if one is None:
        return f"there is no command {name}"
    known = {option for parameter in one.params for option in parameter.opts + parameter.secondary_opts}
    known |= {"--help", "-h", "--debug"}
    given = {word.split("=")[0] for word in rest if re.match(r"--?[a-z]", word)}
    return f"no such option: {sorted(given - known)}" if given - known else ""


def console_fault(command: str) -> str:
    """Describe the faults of lines for the console, several of which may stand side by side."""
    for line in re.split(r"\s{2,}|\s+(?=:[a-z])", command):
        if SHAPE.search(line):
            continue
        try:
            typed(line, CONSOLE_CONFIG)
        except Mistyped as why:
            return str(why)
    return ""
