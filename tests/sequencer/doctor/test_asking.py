"""A probe that crashes, hangs or talks nonsense is a finding and no failure of the doctor."""

from __future__ import annotations

import signal
import subprocess

import pytest

from sequencer.doctor.asking import asked, told


def test_a_probe_says_one_object() -> None:
    assert told(b'{"rate": 48000}', 0) == {"rate": 48000}


@pytest.mark.parametrize(("output", "status", "why"), [
    (b"", 1, "it fails with status 1"),
    (b"nonsense", 0, "it fails with status 0"),
    (b"[]", 0, "it fails with status 0"),
    (b"", -signal.SIGSEGV, "it crashes (SIGSEGV)"),
    (b"{}", -200, "it crashes (signal 200)"),
])
def test_what_a_probe_does_not_survive_is_said(output: bytes, status: int, why: str) -> None:
    assert told(output, status) == {"died": why}


def test_a_probe_that_hangs_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    def hangs(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("probe", 1)

    monkeypatch.setattr(subprocess, "run", hangs)
    assert asked("midi") == {"died": "it hangs"}


def test_a_probe_that_is_none_dies_alone() -> None:
    assert asked("absent") == {"died": "it fails with status 1"}
