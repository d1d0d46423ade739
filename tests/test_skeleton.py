"""Does the skeleton hold: the make targets, the arrows between the rooms, and what goes into the wheel?"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.thorough import UNCOUNTED

ROOT = Path(__file__).resolve().parent.parent
TARGETS = ("play", "test", "check", "lint", "types", "imports", "cover", "bench", "docs")
ENGINE_MAY_IMPORT = {"engine", "pydantic", "pydantic_core", "mido"}  # pydantic_core is one half of pydantic


def ran(*command: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a command as from a plain shell, outside any make that runs the tests."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


def pyproject() -> dict[str, dict[str, dict[str, object]]]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_make_alone_lists_every_target_with_one_line() -> None:
    listing = ran("make")
    assert listing.returncode == 0, listing.stderr
    listed = {line.split(maxsplit=1)[0]: line.split(maxsplit=1)[1] for line in listing.stdout.splitlines()}
    assert set(TARGETS) <= set(listed)


def test_every_make_target_that_runs_something_makes_its_environment_first() -> None:
    rules = re.findall(r"^([a-z-]+):(.*?)##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    needs = {target: needed.split() for target, needed in rules}
    assert set(TARGETS) <= set(needs)
    own = {"help", "check"}
    assert [target for target in needs if target not in own and needs[target] != ["$(READY)"]] == []
    assert [needed for needed in needs["check"] if needed not in needs] == []


def recipe(target: str) -> list[str]:
    """The lines that make runs for a target."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    found = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)
    assert found
    return [line.strip() for line in found[1].splitlines()]


def test_ci_runs_all_checks_and_in_them_every_test_of_the_readmes_command_once_with_coverage() -> None:
    commands = (ROOT / ".ci" / "run").read_text(encoding="utf-8").split("\n")
    assert [line for line in commands if line.startswith("make ")] == [
        "make EXTRAS=dev,browser,site .venv/ready", "make --jobs=2 --output-sync=target static site", "make cover",
    ]
    assert re.search(r"^check: static cover ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert recipe("static")[0].endswith(" lint types imports docs-fresh")
    assert "\nmake play\nmake test\n" in (ROOT / "README.md").read_text(encoding="utf-8")
    (plain,) = recipe("test")
    every = plain.removesuffix(" -m 'not long'")
    assert every != plain
    first, _, failed = recipe("cover")[0].partition(" || ")
    assert first == f"CI=$${{CI:-1}} {every} --cov --cov-report="
    assert failed == "{ [ $$? -eq 1 ] && $(MAKE) --no-print-directory again; }", "no other fault"
    (again,) = recipe("again")
    failed_ones = f"{every.removesuffix(' -n auto')} --last-failed --last-failed-no-failures none"
    assert again == f"CI=$${{CI:-1}} {failed_ones} --cov --cov-append --cov-report="


def test_what_is_left_to_ci_or_not_counted_there_is_there() -> None:
    for name in UNCOUNTED:
        file, _, test = name.partition("::")
        text = (ROOT / file).read_text(encoding="utf-8")
        assert f"def {test}(" in text if test else "def test_" in text


def test_every_dependency_is_pinned_once_and_no_index_is_named() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pins = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert [pin for pin in pins if not re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][0-9a-z.]*", pin)] == []
    names = [re.sub(r"[-_.]+", "-", pin.split("==")[0]).lower() for pin in pins]
    assert len(names) == len(set(names))
    project = pyproject()["project"]
    extras = project["optional-dependencies"]["dev"]
    assert isinstance(extras, list)
    needs = [re.split(r"[<>=!~ ]", str(need))[0] for need in [*project["dependencies"], *extras]]
    wanted = [re.sub(r"[-_.]+", "-", need).lower() for need in needs]
    assert [need for need in wanted if need not in names] == []


@pytest.mark.parametrize("source", sorted((ROOT / "engine").rglob("*.py")), ids=lambda path: path.stem)
def test_the_engine_imports_only_the_standard_library_pydantic_and_mido(source: Path) -> None:
    imported = set[str]()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=names):
                imported |= {alias.name.partition(".")[0] for alias in names}
            case ast.ImportFrom(module=str(module), level=0):
                imported.add(module.partition(".")[0])
            case _:
                pass
    assert imported - ENGINE_MAY_IMPORT <= sys.stdlib_module_names


MOST_ENTRIES = 18

BROKEN_ARROWS = {
    "engine imports sequencer": ("engine/wrong.py", "import sequencer"),
    "engine imports agent": ("engine/wrong.py", "import agent"),
    "engine reads a clock": ("engine/wrong.py", "import time"),
    "engine draws from a global stream": ("engine/wrong.py", "import random"),
    "engine opens a port": ("engine/wrong.py", "import rtmidi"),
    "agent imports sequencer": ("agent/wrong.py", "import sequencer"),
    "a room of sequencer imports agent": ("sequencer/tape/mirror.py", "import agent"),
    "the player loads asyncio": ("sequencer/player/__main__.py", "import asyncio"),
    "the player loads a screen": ("sequencer/player/player.py", "import prompt_toolkit"),
    "the player loads a model's client": ("sequencer/player/sender.py", "import openai"),
    "the player loads the recorder": ("sequencer/player/coming_bars.py", "import sequencer.daemon.recorder"),
    "the player loads the journal": ("sequencer/player/coming_bars.py", "import sequencer.tape.journal"),
    "a room beside the console draws a screen": ("sequencer/remote/web.py", "import prompt_toolkit"),
    "the daemon loads the player": ("sequencer/daemon/supervisor.py", "import sequencer.player.player"),
    "the daemon loads the command line": ("sequencer/daemon/daemon.py", "from sequencer.commands import cli"),
    "the console loads the daemon": ("sequencer/console/stage.py", "from sequencer.daemon import live"),
    "a lower room imports a higher one": ("sequencer/wire/link.py", "from sequencer.tape import mirror"),
    "a file stands outside every room": ("sequencer/somewhere.py", ""),
    "a room has no place among the others": ("sequencer/attic/__init__.py", ""),
}


def emptied(folder: Path) -> Path:
    """Return a folder with the project's rooms and nothing in their files, under the project's own contracts."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    for room in ("engine", "sequencer", "agent"):
        for source in (ROOT / room).rglob("*.py"):
            empty = folder / source.relative_to(ROOT)
            empty.parent.mkdir(parents=True, exist_ok=True)
            empty.touch()
    return folder


@pytest.fixture
def rooms(tmp_path: Path) -> Path:
    return emptied(tmp_path)


def arrows(rooms: Path) -> subprocess.CompletedProcess[str]:
    lint = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return ran(sys.executable, "-c", lint, "--no-cache", cwd=rooms)  # -c looks for modules in cwd first


ONE_BY_ONE = """
import contextlib, io, json, pathlib, sys
from importlinter.cli import lint_imports
verdicts = {}
for name, (file, line) in json.load(sys.stdin).items():
    path = pathlib.Path(file)
    new = [one for one in (path.parent, path) if not one.exists()]
    path.parent.mkdir(exist_ok=True)
    path.write_text(line + "\\n", encoding="utf-8")
    with contextlib.redirect_stdout(io.StringIO()) as said:
        code = lint_imports(no_cache=True)
    verdicts[name] = code, said.getvalue()
    path.write_text("", encoding="utf-8")
    for one in reversed(new):
        one.rmdir() if one.is_dir() else one.unlink()
print(json.dumps(verdicts))
"""
"""Writes each wrong line into its file, looks at the arrows and takes it out again: in one process, to load once."""


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, str]]:
    """Code and words about the rooms with each of the wrong arrows."""
    found = subprocess.run(
        [sys.executable, "-c", ONE_BY_ONE], cwd=emptied(tmp_path_factory.mktemp("rooms")),
        input=json.dumps({"none": ("engine/form.py", ""), **BROKEN_ARROWS}), capture_output=True, text=True, check=True,
    )
    verdicts: dict[str, tuple[int, str]] = json.loads(found.stdout)
    return verdicts


@pytest.mark.parametrize("name", BROKEN_ARROWS)
def test_an_arrow_the_wrong_way_is_caught(verdicts: dict[str, tuple[int, str]], name: str) -> None:
    assert verdicts["none"][0] == 0, verdicts["none"]
    code, said = verdicts[name]
    assert code == 1
    assert "1 broken" in said


def test_two_files_that_know_each_other_are_caught(rooms: Path) -> None:
    (rooms / "engine" / "compose.py").write_text("import engine.form\n", encoding="utf-8")
    (rooms / "engine" / "form.py").write_text("import engine.compose\n", encoding="utf-8")
    verdict = arrows(rooms)
    assert verdict.returncode == 1
    assert "1 broken" in verdict.stdout


def test_sequencer_has_few_enough_rooms_to_see_at_once() -> None:
    entries = [path.name for path in (ROOT / "sequencer").iterdir() if path.name != "__pycache__"]
    assert len(entries) <= MOST_ENTRIES


def test_no_file_is_too_long_to_read_at_once() -> None:
    folders = ("engine", "sequencer", "agent", "configs", "pages", "bench", "tests")
    lines = {
        str(file.relative_to(ROOT)): len(file.read_text().splitlines())
        for folder in folders for file in (ROOT / folder).rglob("*.py")
    }
    assert lines
    assert {name: count for name, count in lines.items() if count > 400} == {}


def test_the_command_line_may_import_the_agent(rooms: Path) -> None:
    (rooms / "sequencer" / "commands" / "cli.py").write_text("import agent\nfrom agent import chat\n", encoding="utf-8")
    verdict = arrows(rooms)
    assert verdict.returncode == 0, verdict.stdout


def test_the_wheel_holds_the_packages_with_their_types_and_the_bundled_configs(tmp_path: Path) -> None:
    built = ran(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path))
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = tmp_path.glob("techno_rhythm_engine-*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    for package in ("engine", "sequencer", "agent"):
        assert {f"{package}/__init__.py", f"{package}/py.typed"} <= held
    bundled = {f"configs/{path.name}" for path in (ROOT / "configs").iterdir() if path.is_file()}
    assert bundled <= held
    network = "agent/offline/network"
    assert {f"{network}/weights.npz", f"{network}/LICENSE-all-MiniLM-L6-v2.txt"} <= held
    assert [name for name in held if name.startswith(("tests/", "bench/", "docs/"))] == []
