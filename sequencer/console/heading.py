"""Where is each parameter going? A relative value counts from there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import commands as ask
from engine.parameters import canonical, is_number, parameter, write_all

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.commands import Command
    from engine.config import Config
    from engine.state import SessionState


def number_asked(command: Command) -> tuple[str, float | None]:
    """Return the path and the number that a command asks for, None for any other."""
    match command:
        case ask.Set(path, value) if is_number(value):
            return canonical(path), value
        case ask.Tempo(bpm):
            return "bpm", bpm
        case _:
            return "", None


def heading(state: SessionState, asked: Mapping[str, float] | None = None) -> Config:
    """Return the config with every glide arrived: a relative value counts from where a parameter is going.

    Args:
        state: from which the next bar will be made.
        asked: numbers that wait for the bar line, by canonical path.
    """
    goals: dict[str, object] = {}
    for path, goal in ({glide.path: glide.goal for glide in state.glides} | dict(asked or {})).items():
        known = parameter(state.config, path)
        if known is not None and known.kind in {"int", "float"}:
            goals[path] = round(goal) if known.kind == "int" else float(goal)
    return write_all(state.config, goals) if goals else state.config
