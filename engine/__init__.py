"""The musical mind: pure functions from a state and wishes to the next bar. No clock, port, file or global state."""

from engine.bar import Bar, Event, Outcome, Scores
from engine.commands import Command, Wish
from engine.config import Config
from engine.errors import BarFailed, ConfigError, MidiFileError, TechnoError
from engine.explain import Explanation, explain
from engine.session import apply, next_bar, start
from engine.state import SessionState, state_from_json, state_json

__all__ = [
    "Bar", "BarFailed", "Command", "Config", "ConfigError", "Event", "Explanation", "MidiFileError", "Outcome",
    "Scores", "SessionState", "TechnoError", "Wish", "apply", "explain", "next_bar", "start", "state_from_json",
    "state_json",
]
