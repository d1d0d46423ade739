"""Which mistakes would no test see? A seeded sample of mutants, each run with the tests that cover its line.

    python -m bench.mutants --count 300 --seed 1 sequencer/player sequencer/wire sequencer/tape

The mistakes are cosmic-ray's operators. A place in the source is drawn first and then what is done to it, so that an
operator with many variants weighs no more than one with few. What only annotates, and what only types need, is left
out. A mutant is killed when a test fails, or when none ends within its time; what no test covers survives.

`make mutants` installs what it needs. Which survivors are accepted, and why, says bench/survivors.md.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import random
import resource
import select
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections import defaultdict
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT: Final = Path(__file__).resolve().parent.parent
COPIED: Final = ("engine", "sequencer", "agent", "configs", "bench", "tests", "docs", "pyproject.toml", "README.md")
TESTS: Final = {"engine": ("tests/engine", "tests/live"), "sequencer": ("tests/live", "tests/sequencer")}
"""Tests of a package in one process; their lines are known."""
WHOLE: Final = (
    "tests/system/test_daemon.py::test_a_daemon_plays_its_bars_records_them_and_ends",
    "tests/system/test_daemon.py::test_a_signal_ends_daemon_and_player_cleanly[15]",
    "tests/system/test_daemon.py::test_a_killed_player_is_replaced_on_the_same_grid",
    "tests/system/test_standby.py::test_every_note_ends_when_the_session_does",
)
"""Whole sessions, for lines that run in processes of their own."""
DECLARED: Final = "tests/sequencer/test_values.py::"
"""Facts about how values are declared, for lines that run at import only."""
MOST_SECONDS: Final = 60.0
"""Covering tests are run from the quickest to the slowest, as many as would take so long."""
GRACE: Final = 4.0
FIRST_SECONDS: Final = 60.0
LOOK_SECONDS: Final = 0.05
MOST_BYTES: Final = 4 << 30
"""Memory that a mutant's tests may have."""
SOUND: Final = 4
"""Mutants whose tests are first run on the sources as they are: they must pass."""
NOT_RUN: Final = 97
"""Exit status of a child that could not run its tests, which says nothing of the mutant."""
SAME_EXAMPLES: Final = ("--hypothesis-profile=ci",)
"""An example that is found with one mutant is not tried again with the next: it might fail without any."""
LIBRARIES: Final = ("mido", "prompt_toolkit", "pydantic", "pytest", "typer")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One mistake: what operator does to its occurrence in a file.

    Attributes:
        lines: first and last line of the statement that it changes.
        change: the line before and after.
    """

    file: str
    operator: str
    occurrence: int
    lines: tuple[int, int]
    change: str
    source: str


def left_out(tree: ast.Module) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return from where to where the source says only types, as (line, column) pairs."""
    found: list[ast.AST] = []
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(returns=returns) | ast.AsyncFunctionDef(returns=returns) if returns is not None:
                found.append(returns)
            case ast.arg(annotation=annotation) | ast.AnnAssign(annotation=annotation) if annotation is not None:
                found.append(annotation)
            case ast.If(test=ast.Name(id="TYPE_CHECKING")):
                found.append(node)
            case ast.ClassDef(bases=[ast.Name(id="Protocol"), *_]):
                found.append(node)
            case ast.Assign(value=ast.BinOp(op=ast.BitOr())):  # a union with a name
                found.append(node)
            case _:
                pass
    return [
        ((node.lineno, node.col_offset), (node.end_lineno or 0, node.end_col_offset or 0))
        for node in found if isinstance(node, (ast.expr, ast.stmt))
    ]


def statement(tree: ast.Module, line: int) -> tuple[int, int]:
    """Return first and last line of the smallest statement at a line; of one with a body, its head."""
    best = (line, line)
    size = sys.maxsize
    for node in ast.walk(tree):
        if not isinstance(node, ast.stmt) or not node.lineno <= line <= (node.end_lineno or node.lineno):
            continue
        body: Sequence[ast.stmt] = getattr(node, "body", ())
        last = body[0].lineno - 1 if body else node.end_lineno or node.lineno
        if node.lineno <= line <= last and last - node.lineno < size:
            best, size = (node.lineno, max(last, node.lineno)), last - node.lineno
    return best


def places(file: Path) -> Iterator[list[tuple[str, int, int]]]:
    """Yield for each place of a file that operators change: (operator, occurrence, line) of every way to do it."""
    from cosmic_ray.ast import ast_nodes, get_ast  # noqa: PLC0415 - `make mutants` installs it
    from cosmic_ray.plugins import get_operator, operator_names  # noqa: PLC0415 - likewise

    text = file.read_text(encoding="utf-8")
    nodes = list(ast_nodes(get_ast(text)))
    types = left_out(ast.parse(text))
    found: dict[tuple[int, int], list[tuple[str, int, int]]] = defaultdict(list)
    for name in sorted(operator_names()):
        if "Variable" in name or "NoOp" in name:
            continue  # they want arguments, or change nothing
        operator, count = get_operator(name)(), 0
        for node in nodes:
            for begin, _ in operator.mutation_positions(node):
                if not any(first <= begin < last for first, last in types):
                    found[begin].append((name, count, begin[0]))
                count += 1
    for place in sorted(found):
        yield found[place]


def is_warned_of(source: str) -> bool:
    """Return True where the compiler itself sees the mistake, such as `is` beside text: no test has to."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            compile(source, "mutant", "exec")
        except SyntaxError:  # what a warning becomes here
            return True
    return False


def sample(folders: Sequence[str], count: int, seed: int) -> tuple[list[Mutant], int]:
    """Return that many mutants of the files in folders, and how many places there are."""
    from cosmic_ray.mutating import mutate_code  # noqa: PLC0415 - `make mutants` installs it
    from cosmic_ray.plugins import get_operator  # noqa: PLC0415 - likewise

    draw = random.Random(seed)  # noqa: S311 - a sample, not a secret
    files = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    there = [(file, ways) for file in files for ways in places(file)]
    chosen: list[Mutant] = []
    for file, ways in draw.sample(there, len(there)):
        if len(chosen) == count:
            break
        operator, occurrence, line = draw.choice(ways)
        text = file.read_text(encoding="utf-8")
        source = mutate_code(text, get_operator(operator)(), occurrence)
        if is_warned_of(source):
            continue
        before, after = next(
            ((one, other) for one, other in zip(text.splitlines(), source.splitlines(), strict=False) if one != other),
            ("", ""),
        )
        change = f"{before.strip()}  ->  {after.strip()}"
        name = operator.partition("/")[2]
        lines = statement(ast.parse(text), line)
        chosen.append(Mutant(str(file.relative_to(ROOT)), name, occurrence, lines, change, source))
    return chosen, len(there)


class Coverage:
    """Which tests run which lines, and how long each takes, measured once in a copy of the tree."""

    def __init__(self, tree: Path, tests: Sequence[str]) -> None:
        report = tree / "times.xml"
        subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-n", str(os.cpu_count() or 1), "--cov",
             "--cov-context=test", "--cov-report=", f"--junit-xml={report}", *tests],
            cwd=tree, env=environment(tree), check=False, stdout=subprocess.DEVNULL,
        )
        from coverage import CoverageData  # noqa: PLC0415 - the development tools bring it

        self.seconds: dict[str, float] = {}
        for case in ET.parse(report).iter("testcase"):  # noqa: S314 - written a moment ago by pytest
            node = f"{case.get('classname', '').replace('.', '/')}.py::{case.get('name')}"
            self.seconds[node] = float(case.get("time", 0))
        self._only_those_that_pytest_finds(tree, tests)
        self._lines: dict[str, dict[int, set[str]]] = {}
        data = CoverageData(str(tree / ".coverage"))
        data.read()
        for measured in data.measured_files():
            by_line: dict[int, set[str]] = {}
            for line, contexts in data.contexts_by_lineno(measured).items():
                by_line[line] = {name.partition("|")[0] for name in contexts if name}
            self._lines[str(Path(measured).relative_to(tree))] = by_line

    def _only_those_that_pytest_finds(self, tree: Path, tests: Sequence[str]) -> None:
        """Leave out names that pytest would not know again: asked for them it fails, and that would count as a kill."""
        listed = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "--collect-only", *tests, *WHOLE], cwd=tree, env=environment(tree),
            check=True, capture_output=True, text=True,
        )
        there = set(listed.stdout.splitlines())
        if missing := [test for test in WHOLE if test not in there]:
            raise SystemExit(f"there is no test {missing[0]}")
        self.seconds = {test: seconds for test, seconds in self.seconds.items() if test in there}

    def tests(self, mutant: Mutant) -> list[str]:
        """Return the tests of a mutant's lines, quickest first; of its file where its lines run at import only."""
        lines = self._lines.get(mutant.file, {})
        first, last = mutant.lines
        found = set().union(*(lines.get(line, set()) for line in range(first, last + 1)))
        if not found:
            mirrored = Path("tests", mutant.file)  # its tests may look at a constant and run no line
            names = (DECLARED, f"{mirrored.with_name(f'test_{mirrored.name}')}::")
            found = set().union(*lines.values()) | {test for test in self.seconds if test.startswith(names)}
        chosen: list[str] = []
        spent = 0.0
        for test in sorted(found & set(self.seconds), key=lambda test: (self.seconds[test], test)):
            spent += self.seconds[test]
            if chosen and spent > MOST_SECONDS:
                break
            chosen.append(test)
        return chosen or list(WHOLE)


def environment(tree: Path) -> Mapping[str, str]:
    """Return the environment for tests of a tree: its sources, as many examples as `make test` has, no old bytecode."""
    kept = {name: value for name, value in os.environ.items() if name not in {"CI", "TECHNO_KILLS"}}
    return {**kept, "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}


def copied(into: Path) -> Path:
    """Copy what the tests need."""
    into.mkdir()
    listed = ["git", "ls-files", "-z", *COPIED]
    names = subprocess.run(listed, cwd=ROOT, check=True, capture_output=True, text=True)
    for name in filter(None, names.stdout.split("\0")):
        (into / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).exists():
            (into / name).write_bytes((ROOT / name).read_bytes())
    return into


def begun(tree: Path, tests: Sequence[str]) -> int:
    """Run tests in a tree in a child that has loaded the libraries already; return its pid."""
    pid = os.fork()
    if pid:
        return pid
    os.setsid()
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))  # a mutant may be a loop that never ends
    os.chdir(tree)
    os.environ.clear()
    os.environ.update(environment(tree))
    sys.dont_write_bytecode = True
    sys.path[:] = [str(tree), *(place for place in sys.path if place not in {str(ROOT), ""})]
    for name in [name for name in sys.modules if name.partition(".")[0] in {"bench", "engine", "sequencer", "tests"}]:
        del sys.modules[name]
    status = NOT_RUN
    try:
        import pytest  # noqa: PLC0415 - loaded before the fork

        ended = pytest.main(["-x", "-q", "-p", "no:cacheprovider", *SAME_EXAMPLES, *tests])
        if ended not in {pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.NO_TESTS_COLLECTED}:
            status = int(ended)
    except (Warning, ExceptionGroup):
        status = int(pytest.ExitCode.TESTS_FAILED)  # what failing tests left open is an error at the very end
    finally:
        os._exit(status)


@dataclass(frozen=True, slots=True)
class Run:
    """Tests that run with a mutant: where, until when at most, and whether whole files because no name was found."""

    mutant: Mutant
    tree: Path
    until: float
    files: bool = False


def killed(mutants: Sequence[Mutant], coverage: Coverage, trees: Sequence[Path]) -> Iterator[tuple[Mutant, bool]]:
    """Run each mutant with its covering tests, one in each tree at a time; yield it and whether it was killed."""
    waiting, free = list(reversed(mutants)), list(trees)
    running: dict[int, Run] = {}

    def begin(mutant: Mutant, tree: Path, *, files: bool = False) -> None:
        tests = coverage.tests(mutant)
        most = FIRST_SECONDS + GRACE * sum(coverage.seconds.get(test, MOST_SECONDS / 4) for test in tests)
        if files:
            tests = sorted({test.partition("::")[0] for test in tests})
        (tree / mutant.file).write_text(mutant.source, encoding="utf-8")
        running[begun(tree, tests)] = Run(mutant, tree, time.monotonic() + most, files)

    try:
        while waiting or running:
            while waiting and free:
                begin(waiting.pop(), free.pop())
            for pid, run in list(running.items()):
                ended, status = os.waitpid(pid, os.WNOHANG)
                late = not ended and time.monotonic() > run.until
                if not (ended or late):
                    continue
                if late:
                    os.killpg(pid, signal.SIGKILL)
                    os.waitpid(pid, 0)
                del running[pid]
                unasked = not late and os.waitstatus_to_exitcode(status) == NOT_RUN
                if unasked and not run.files:
                    begin(run.mutant, run.tree, files=True)  # its tests have other names, or their file does not load
                    continue
                (run.tree / run.mutant.file).write_bytes((ROOT / run.mutant.file).read_bytes())
                free.append(run.tree)
                if unasked:
                    raise SystemExit(f"the tests of {run.mutant.file}:{run.mutant.lines[0]} could not be run")
                yield run.mutant, late or status != 0
            select.select([], [], [], LOOK_SECONDS)
    finally:
        for pid in running:
            os.killpg(pid, signal.SIGKILL)


def main(arguments: Sequence[str]) -> int:
    """Print each survivor and the score; return 0 when the score is reached."""
    asking = argparse.ArgumentParser(prog="python -m bench.mutants")
    asking.add_argument("folders", nargs="+")
    asking.add_argument("--count", type=int, default=300)
    asking.add_argument("--seed", type=int, default=1)
    asking.add_argument("--least", type=float, default=0.85, help="share to be killed")
    asked = asking.parse_args(arguments)
    for library in LIBRARIES:
        import_module(library)  # for the children to have
    chosen, there = sample(asked.folders, asked.count, asked.seed)
    print(f"{len(chosen)} mutants of {there} places, seed {asked.seed}", flush=True)
    began = time.monotonic()
    dead: dict[str, list[bool]] = defaultdict(list)
    with tempfile.TemporaryDirectory(prefix="mutants-") as scratch:
        packages = {folder.partition("/")[0] for folder in asked.folders}
        tests = sorted({test for package in packages for test in TESTS[package]})
        coverage = Coverage(copied(Path(scratch) / "measured"), tests)
        print(f"covering tests: {len(coverage.seconds)} ran in {time.monotonic() - began:.0f} s", flush=True)
        trees = [copied(Path(scratch) / str(number)) for number in range(os.cpu_count() or 1)]
        texts = {mutant: (ROOT / mutant.file).read_text(encoding="utf-8") for mutant in chosen[:SOUND]}
        as_they_are = [replace(mutant, source=text) for mutant, text in texts.items()]
        if any(gone for _, gone in killed(as_they_are, coverage, trees)):
            raise SystemExit("the tests fail without any mutant")
        for mutant, gone in killed(chosen, coverage, trees):
            dead[str(Path(mutant.file).parent)].append(gone)
            if not gone:
                where = f"{mutant.file}:{mutant.lines[0]}"
                print(f"survived  {where}  {mutant.operator}  {mutant.change}  "
                      f"({len(coverage.tests(mutant))} tests)", flush=True)
    every = [gone for of_room in dead.values() for gone in of_room]
    for room, of_room in sorted(dead.items()):
        print(f"{room}: {sum(of_room)} of {len(of_room)} killed")
    share = sum(every) / max(1, len(every))
    print(json.dumps({"mutants": len(every), "killed": sum(every), "share": share,
                      "seconds": round(time.monotonic() - began)}))
    return 0 if share >= asked.least else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
