"""The player's process loads no more than it needs to play."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_THE_PLAYERS = {
    "asyncio", "concurrent", "multiprocessing", "mido", "typer", "click", "rich", "prompt_toolkit", "openai",
    "platformdirs", "http", "ssl", "sequencer.daemon.server", "sequencer.daemon.daemon", "sequencer.daemon.live", "sequencer.commands.cli",
    "sequencer.daemon.recorder", "sequencer.tape.journal", "sequencer.wire.client", "sequencer.daemon.supervisor", "agent",
}


def test_the_player_loads_engine_pydantic_and_little_else() -> None:
    # What is there before the player is loaded is not its doing: a measurement of coverage brings its own.
    code = (
        "import sys; before = set(sys.modules); import sequencer.player.__main__, json; "
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(json.loads(ran.stdout))
    assert "engine.session" in loaded
    assert loaded & NOT_THE_PLAYERS == set()
