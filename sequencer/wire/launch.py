"""How does one of our processes start another: by which command, in which environment?"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import sequencer


def python_command(module: str) -> list[str]:
    """Return the command that runs one of our modules, whatever lies in the current folder."""
    return [sys.executable, "-P", "-m", module]


def python_environment() -> dict[str, str]:
    """Return the environment in which our modules are found, installed or not."""
    root = str(Path(next(iter(sequencer.__path__))).resolve().parent)
    found = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": root if not found else f"{root}{os.pathsep}{found}"}
