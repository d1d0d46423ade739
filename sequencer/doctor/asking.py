"""How is something asked that may crash or hang: a driver, a sound server, a library of the system?

By a process of its own, which says what it found as one JSON object. What it does not survive is a finding too.
"""

from __future__ import annotations

import json
import signal
import subprocess
from typing import Final

from sequencer.wire.launch import python_command, python_environment

PATIENCE_SECONDS: Final = 15.0
"""Longer than a sound server takes to start."""


def asked(probe: str, *arguments: str, more_seconds: float = 0.0) -> dict[str, object]:
    """Run a probe of `sequencer.doctor` and return its answer; {"died": why} without one. Blocks meanwhile.

    Args:
        probe: its name.
        arguments: what it is given.
        more_seconds: how long it may take beside starting.
    """
    command = [*python_command("sequencer.doctor"), probe, *arguments]
    try:
        ran = subprocess.run(  # noqa: S603 - our own module
            command, env=python_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, timeout=PATIENCE_SECONDS + more_seconds, check=False,
        )
    except subprocess.TimeoutExpired:
        return {"died": "it hangs"}
    return told(ran.stdout, ran.returncode)


def told(output: bytes, status: int) -> dict[str, object]:
    """Return the JSON object that a probe printed, or why there is none.

    Args:
        output: all that it printed.
        status: its exit status, negative for a signal.
    """
    try:
        found = json.loads(output)
    except ValueError:
        found = None
    if status == 0 and isinstance(found, dict):
        return found
    if status < 0:
        return {"died": f"it crashes ({_signal_name(-status)})"}
    return {"died": f"it fails with status {status}"}


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
