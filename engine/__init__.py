"""The musical mind: pure functions from a state and wishes to the next bar. No clock, port, file or global state.

Names that only a performer's wishes need are loaded when they are first asked for: rendering starts quicker without.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from engine.bar import Bar, Event, Outcome, Scores
from engine.config import Config
from engine.errors import BarFailed, ConfigError, MidiFileError, TechnoError
from engine.session import apply, next_bar, start
from engine.state import SessionState, state_from_json, state_json

if TYPE_CHECKING:
    from engine.commands import Command, Wish
    from engine.why import Explanation, explain

__all__ = [
    "Bar", "BarFailed", "Command", "Config", "ConfigError", "Event", "Explanation", "MidiFileError", "Outcome",
    "Scores", "SessionState", "TechnoError", "Wish", "apply", "explain", "next_bar", "start", "state_from_json",
    "state_json",
]

_WHEN_ASKED = {
    "Command": "engine.commands", "Wish": "engine.commands", "Explanation": "engine.why",
    "explain": "engine.why",
}


def __getattr__(name: str) -> object:
    """Load one of the names that wait (PEP 562)."""
    home = _WHEN_ASKED.get(name)
    if home is None:
        raise AttributeError(f"module 'engine' has no attribute {name!r}")
    found: object = getattr(import_module(home), name)
    globals()[name] = found
    return found
