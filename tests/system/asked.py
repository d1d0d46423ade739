"""What may be asked of a session that plays, at random."""

from __future__ import annotations

from typing import Any

from tests.system.chance import CHANCE

HOLDS = [
    {"command": kind, "layer": layer, "at": at}
    for kind in ("mute", "unmute", "solo", "unsolo")
    for layer in ("kick", "hat_c", "clap") for at in ("now", "beat", "bar")
]
OTHERS: list[dict[str, Any]] = [
    {"command": "fill", "bars": 1}, {"command": "drop", "bars": 1}, {"command": "undo", "steps": 1},
    {"command": "tempo", "bpm": 220, "over_bars": 0}, {"command": "tempo", "bpm": 280, "over_bars": 2},
    {"command": "set", "path": "kick.length_steps", "to": 6.0}, {"command": "set", "path": "hat_c.fills", "to": 16},
]


def random_request() -> dict[str, Any]:
    """Return a random command, as a message that wants no answer."""
    if CHANCE.random() < 0.25:
        action = CHANCE.choice(["play", "play", "stop", "continue", "panic"])
        return {"jsonrpc": "2.0", "method": "transport", "params": {"action": action}}
    command = CHANCE.choice(HOLDS if CHANCE.random() < 0.6 else OTHERS)
    return {"jsonrpc": "2.0", "method": "submit", "params": {"command": command}}
