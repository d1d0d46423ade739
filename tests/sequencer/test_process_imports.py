"""The player's process loads no more than it needs to play, and the daemon's neither screen nor chat."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = {
    "asyncio", "concurrent", "multiprocessing", "mido", "typer", "click", "rich", "prompt_toolkit", "openai",
    "platformdirs", "http", "ssl", "agent", "configs",
}
ROOMS = {
    "sequencer.commands", "sequencer.console", "sequencer.daemon", "sequencer.folders", "sequencer.tape.journal",
    "sequencer.tape.recording", "sequencer.tape.replay", "sequencer.wire.client", "sequencer.wire.rpc",
}
NOT_THE_KITS = LIBRARIES - {"http", "ssl"} | ROOMS | {"rtmidi", "sequencer.player", "sequencer.daemon"}
NOT_THE_PLAYERS = LIBRARIES | ROOMS
NOT_THE_DAEMONS = {
    "typer", "click", "rich", "prompt_toolkit", "openai", "agent", "sequencer.commands", "sequencer.console",
    "sequencer.player",
}


@pytest.mark.parametrize(("room", "forbidden"), [
    ("player", NOT_THE_PLAYERS), ("daemon", NOT_THE_DAEMONS), ("sound", NOT_THE_KITS),
    ("jack", NOT_THE_KITS | {"miniaudio", "sequencer.sound"}),
])
def test_a_process_loads_no_more_than_it_needs(room: str, forbidden: set[str]) -> None:
    # What is there before the room is loaded is not its doing: a measurement of coverage brings its own.
    code = (
        f"import sys; before = set(sys.modules); import sequencer.{room}.__main__, json; "
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(json.loads(ran.stdout))
    assert f"sequencer.{room}.__main__" in loaded
    assert loaded & forbidden == set()
