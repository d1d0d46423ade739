"""The wheel in an environment of its own is safe beside files of the same names, and works for a stranger anywhere."""

from __future__ import annotations

import json
import os
import pwd
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest

from tests.system.sessions import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO

pytestmark = pytest.mark.skipif(not os.environ.get("CI"), reason="installs from the network; CI does")
TOPS = {"engine", "sequencer", "agent", "configs"}
STRANGER = "nobody"
ASK_TOPS = """
import json
from importlib.metadata import packages_distributions
tops = {"engine", "sequencer", "agent", "configs"}
print(json.dumps({top: names for top, names in packages_distributions().items() if top in tops}))
"""


@dataclass(frozen=True)
class Installed:
    """A wheel in a fresh environment, and a stranger with an empty home who uses it."""

    root: Path

    def __post_init__(self) -> None:
        for folder in (self.home, self.work, self.temporary):
            folder.mkdir(mode=0o700)
            if os.geteuid() == 0:
                os.chown(folder, pwd.getpwnam(STRANGER).pw_uid, pwd.getpwnam(STRANGER).pw_gid)

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def work(self) -> Path:
        return self.root / "work"

    @property
    def temporary(self) -> Path:
        return self.root / "tmp"

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the environment as the stranger, from their folder."""
        return subprocess.run(  # type: ignore[call-overload,no-any-return]  # mypy cannot spread the keywords
            self.at(*command), cwd=self.work, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, check=False, **stranger(),
        )

    @contextmanager
    def running(self, *arguments: str) -> Iterator[IO[str]]:
        """Run the command meanwhile, and yield what it prints; end it as Ctrl-C does."""
        with subprocess.Popen(  # type: ignore[call-overload]  # as above
            self.at("techno", *arguments), cwd=self.work, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **stranger(),
        ) as process:
            try:
                yield process.stdout
            finally:
                process.send_signal(signal.SIGINT)

    def at(self, program: str, *arguments: str) -> list[str]:
        return [str(self.root / "env" / "bin" / program), *arguments]

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"], "HOME": str(self.home), "TMPDIR": str(self.temporary), "LANG": "C.UTF-8",
        }

    def techno(self, *arguments: str) -> str:
        """Run the command; return what it prints."""
        ran = self.run("techno", *arguments)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return str(ran.stdout)

    def files(self, folder: Path) -> set[str]:
        return {str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir()}


def stranger() -> dict[str, object]:
    """Return the arguments that make a process a stranger's: another user where we are root, ourselves otherwise."""
    account = pwd.getpwnam(STRANGER)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}


def python_of_all() -> str:
    """Return a Python that the stranger may run: ours, or the system's."""
    for path in (os.path.realpath(sys.executable), "/usr/bin/python3"):
        try:
            asked = [path, "-c", "import sys, ensurepip; raise SystemExit(sys.version_info < (3, 11))"]
            if subprocess.run(asked, check=False, cwd="/", **stranger()).returncode == 0:  # type: ignore[call-overload]
                return path
        except OSError:
            continue
    pytest.skip("no Python 3.11 that another user may run")


@pytest.fixture(scope="module")
def installed() -> Iterator[Installed]:
    with tempfile.TemporaryDirectory(prefix="techno-installed-") as name:
        root = Path(name)
        root.chmod(0o755)
        build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(root / "dist"), str(ROOT)]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        subprocess.run([python_of_all(), "-m", "venv", str(root / "env")], check=True)
        (wheel,) = (root / "dist").glob("*.whl")
        pip = [str(root / "env" / "bin" / "python"), "-m", "pip", "install", "--quiet", f"{wheel}[web]"]
        subprocess.run([*pip, "-c", str(ROOT / "constraints.txt")], check=True)
        yield Installed(root)


def test_no_other_package_of_its_environment_has_its_names(installed: Installed) -> None:
    owners = json.loads(installed.run("python", "-c", ASK_TOPS).stdout)
    assert owners == {top: ["techno-rhythm-engine"] for top in TOPS}


def test_files_of_the_same_names_in_the_current_folder_are_not_taken_for_it(installed: Installed) -> None:
    for top in TOPS:
        (installed.work / f"{top}.py").write_text("raise SystemExit('taken for the program')\n", encoding="utf-8")
    try:
        assert installed.techno("--version") == "techno 0.2.0\n"
        installed.techno("play", "--no-console", "--bars", "1", "--bpm", "300", "--record", "off")
    finally:
        for top in TOPS:
            (installed.work / f"{top}.py").unlink()


def test_a_stranger_renders(installed: Installed) -> None:
    told = json.loads(installed.techno("render", "m4_showcase", "--bars", "8", "--json"))
    assert told["bars"] == 8
    assert (installed.work / told["out"]).read_bytes().startswith(b"MThd")


def test_a_stranger_plays_and_the_recording_is_there(installed: Installed) -> None:
    installed.techno("play", "--no-console", "--bars", "4", "--bpm", "300", "--record", "night")
    assert [path.suffix for path in (installed.work / "night").iterdir() if path.suffix == ".mid"]


def test_a_stranger_asks_without_a_model(installed: Installed) -> None:
    assert "swing" in installed.techno("ask", "--offline", "more swing on the hats")


def test_a_question_is_answered_from_the_documents_in_the_wheel(installed: Installed) -> None:
    assert ".md)" in installed.techno("ask", "--offline", "what is syncopation?")


def test_a_stranger_gets_a_diagnosis(installed: Installed) -> None:
    told = json.loads(installed.techno("doctor", "--quick", "--json"))
    assert {one["topic"]: one["verdict"] for one in told["findings"]}["python"] == "fine"


def test_a_stranger_opens_the_remote(installed: Installed) -> None:
    with installed.running("play", "--no-console", "--record", "off"):
        while installed.run("techno", "status").returncode != 0:
            pass  # it is still starting; each look takes its time
        with installed.running("web", "--port", "0") as told:
            link = next(line.split()[1] for line in told if line.startswith("open "))
            with urlopen(link) as page:  # noqa: S310 - a link on this machine
                assert b"<title>techno" in page.read()


def test_nothing_is_left_but_output_and_the_documented_folders(installed: Installed) -> None:
    installed.techno("render", "m4_showcase", "--bars", "4")
    installed.techno("play", "--no-console", "--bars", "2", "--bpm", "300")
    page = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
    left = installed.files(installed.home) | installed.files(installed.temporary)
    assert {name for name in left if "techno-rhythm-engine/" not in name} == set()
    folders = {name.split("techno-rhythm-engine/")[0] for name in left}
    assert {name for name in folders if not name.startswith("runtime-") and name.rstrip("/") not in page} == set()
    tops = {name.split("/")[0] for name in installed.files(installed.work)}
    assert tops <= {"out", "night"}
