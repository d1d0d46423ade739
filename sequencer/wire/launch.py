"""How does one of our processes start another: by which command, in which environment?"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from shutil import which
from typing import Final

import sequencer

CALLED_VARIABLE: Final = "TECHNO_CALLED"
"""How a process that was started by ours learns which command its user has typed."""
CHATS_OWN: Final = "OPENAI_"
"""How the names of the chat's variables begin."""


def python_command(module: str) -> list[str]:
    """Return the command that runs one of our modules, independent of the current folder."""
    return [sys.executable, "-P", "-m", module]


def own_command() -> str:
    """Return the command `techno` as it was called, to be typed again from the current folder."""
    told = os.environ.get(CALLED_VARIABLE)
    if told:
        return told
    called = Path(sys.argv[0])
    found = which("techno")
    if called.name != "techno" or (found is not None and Path(found).resolve() == called.resolve()):
        return "techno"
    with suppress(ValueError):  # it does not lie below the current folder
        return str(called.absolute().relative_to(Path.cwd()))
    return str(called)


def python_environment() -> dict[str, str]:
    """Return the environment in which our modules are found, installed or not; without the chat's key and address."""
    root = str(Path(next(iter(sequencer.__path__))).resolve().parent)
    found = os.environ.get("PYTHONPATH")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(CHATS_OWN)}
    return {**kept, CALLED_VARIABLE: own_command(), "PYTHONPATH": root if not found else f"{root}{os.pathsep}{found}"}


def without_secrets() -> None:
    """Run this very command again, in this process, if the chat's key is in its environment: a daemon needs none.

    What a process was started with can be read for as long as it lives; taking it out of `os.environ` does not help.
    """
    if any(name.startswith(CHATS_OWN) for name in os.environ):
        sys.stdout.flush()
        sys.stderr.flush()
        os.execve(sys.executable, sys.orig_argv, python_environment())  # noqa: S606 - our own command, unchanged
