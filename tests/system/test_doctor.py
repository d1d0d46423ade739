"""`techno doctor` as a user runs it: on this machine, beside a real JACK server, and with things missing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.system.jack import PERIOD_FRAMES, SAMPLE_RATE, jack_server, needs_jack
from tests.system.sessions import ROOT, TECHNO

if TYPE_CHECKING:
    from pathlib import Path

TOPICS = {"python", "folders", "midi", "priority", "timing", "audio", "chat"}
SECRET = "sk-this-is-the-key"  # noqa: S105 - of no server


def doctor(folder: Path, *more: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "HOME": str(folder), "XDG_STATE_HOME": "", "XDG_RUNTIME_DIR": "",
        "TMPDIR": str(folder), **variables,
    }
    return subprocess.run(
        [*TECHNO, "doctor", "--quick", *more], cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )


def findings(ran: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    told = json.loads(ran.stdout)
    return {one["topic"]: one for one in told["findings"]}


def test_it_looks_at_everything_and_exits_with_0_where_nothing_is_broken(tmp_path: Path) -> None:
    ran = doctor(tmp_path, "--json")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert set(findings(ran)) >= TOPICS
    assert {one["verdict"] for one in findings(ran).values()} <= {"fine", "limited"}
    assert findings(ran)["timing"]["facts"]["sent_us"]["count"] > 1


def test_people_get_a_line_a_topic(tmp_path: Path) -> None:
    lines = doctor(tmp_path).stdout.splitlines()
    assert {line.split()[0] for line in lines[:-1]} - {"->"} >= TOPICS
    assert "techno play m4_showcase" in lines[-1]


def test_the_key_is_never_shown(tmp_path: Path) -> None:
    for more in ((), ("--json",)):
        ran = doctor(tmp_path, *more, OPENAI_API_KEY=SECRET)
        assert SECRET not in ran.stdout + ran.stderr
        assert "api.openai.com" in ran.stdout


def test_a_folder_that_is_a_file_is_broken_and_exits_with_1(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    ran = doctor(tmp_path, "--json", TECH_ENGINE_OUT_DIR=str(tmp_path / "taken"))
    assert ran.returncode == 1
    assert json.loads(ran.stdout)["verdict"] == "broken"
    assert findings(ran)["folders"]["verdict"] == "broken"


def test_a_library_that_does_not_load_is_told(tmp_path: Path) -> None:
    absent = tmp_path / "absent"
    absent.mkdir()
    for module in ("rtmidi", "rtmidi2"):
        (absent / f"{module}.py").write_text(
            "raise ImportError('libasound.so.2: cannot open shared object file')\n", encoding="utf-8"
        )
    found = findings(doctor(tmp_path, "--json", PYTHONPATH=os.pathsep.join([str(absent), str(ROOT)])))["midi"]
    assert found["verdict"] == "limited"
    assert "libasound2" in found["cures"][0]


@needs_jack
def test_a_jack_server_is_found_with_its_period_and_ports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with jack_server(monkeypatch):
        found = findings(doctor(tmp_path, "--json"))
    assert (found["jack"]["facts"]["rate"], found["jack"]["facts"]["period"]) == (SAMPLE_RATE, PERIOD_FRAMES)
    assert found["midi"]["verdict"] == "fine"
    assert "ports" in found


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has crashes of that name")
def test_a_driver_that_crashes_does_not_take_the_doctor_along(tmp_path: Path) -> None:
    absent = tmp_path / "absent"
    absent.mkdir()
    (absent / "miniaudio.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n", encoding="utf-8")
    found = findings(doctor(tmp_path, "--json", PYTHONPATH=os.pathsep.join([str(absent), str(ROOT)])))
    assert found["audio"]["facts"]["died"] == "it crashes (SIGSEGV)"
    assert "chat" in found
