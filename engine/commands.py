"""What can a performer or an agent ask of the music? A closed set of commands, and the wish that carries one.

A command says what is wanted, never how it is reached; `engine/wishes.py` resolves it. Words and fields are those of
the command line's JSON (`ask --json`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Annotated, Literal, get_args

from pydantic import Discriminator, JsonValue

from engine.bands import ScoreLetter
from engine.config import Config
from engine.parameters import is_number

Quantise = Literal["now", "beat", "bar"]

QUANTISE: tuple[Quantise, ...] = get_args(Quantise)
MAX_TEXT = 1024
"""Longest name or path that is looked up, in characters; a longer one is refused."""


@dataclass(frozen=True, slots=True)
class Set:
    """Move one parameter to a value; `path` as in a config, without `layers.`."""

    path: str
    to: JsonValue
    command: Literal["set"] = "set"


@dataclass(frozen=True, slots=True)
class Target:
    """Move the band of one score; None leaves that end to the score (E's high, T's low) or takes the goal away."""

    score: ScoreLetter
    low: float | None
    high: float | None
    command: Literal["target"] = "target"


@dataclass(frozen=True, slots=True)
class Tempo:
    """Go to a tempo, 20..300 BPM: on the next bar line, or in a straight line over that many bars."""

    bpm: float
    over_bars: int = 0
    command: Literal["tempo"] = "tempo"


@dataclass(frozen=True, slots=True)
class Mute:
    """Silence a layer, for some bars or until unmuted. `at` is read by the player, which can mute inside a bar."""

    layer: str
    bars: int | None = None
    at: Quantise = "bar"
    command: Literal["mute"] = "mute"


@dataclass(frozen=True, slots=True)
class Unmute:
    """Let a muted layer sound again."""

    layer: str
    at: Quantise = "bar"
    command: Literal["unmute"] = "unmute"


@dataclass(frozen=True, slots=True)
class Solo:
    """Let only the soloed layers sound, for some bars or until unsoloed."""

    layer: str
    bars: int | None = None
    at: Quantise = "bar"
    command: Literal["solo"] = "solo"


@dataclass(frozen=True, slots=True)
class Unsolo:
    """Take a layer out of the solo."""

    layer: str
    at: Quantise = "bar"
    command: Literal["unsolo"] = "unsolo"


@dataclass(frozen=True, slots=True)
class Fill:
    """Sound a fill for that many bars; None latches it on, 0 ends it."""

    bars: int | None = 1
    command: Literal["fill"] = "fill"


@dataclass(frozen=True, slots=True)
class Drop:
    """Take kick and bass layers out for that many bars; 0 brings them back."""

    bars: int
    command: Literal["drop"] = "drop"


@dataclass(frozen=True, slots=True)
class Scene:
    """Save all parameters and mutes under a name, or recall them, at once or in a morph over some bars."""

    action: Literal["save", "recall"]
    name: str
    over_bars: int = 0
    command: Literal["scene"] = "scene"


@dataclass(frozen=True, slots=True)
class Undo:
    """Take back the last wishes that changed something."""

    steps: int = 1
    command: Literal["undo"] = "undo"


@dataclass(frozen=True, slots=True)
class Redo:
    """Bring back what was undone."""

    steps: int = 1
    command: Literal["redo"] = "redo"


@dataclass(frozen=True, slots=True)
class Freeze:
    """Repeat the bar until unfrozen, with fresh microtiming."""

    command: Literal["freeze"] = "freeze"


@dataclass(frozen=True, slots=True)
class Unfreeze:
    """Let the music go on."""

    command: Literal["unfreeze"] = "unfreeze"


@dataclass(frozen=True, slots=True)
class Load:
    """Play another config from the next bar line on; `name` is for people."""

    config: Config
    name: str = ""
    command: Literal["load"] = "load"


@dataclass(frozen=True, slots=True)
class Section:
    """Go to a section of the arc, by its name or `next`, on the phrase line."""

    name: str
    command: Literal["section"] = "section"


@dataclass(frozen=True, slots=True)
class Arc:
    """Play the config's arc from here on, or leave it."""

    on: bool = True
    command: Literal["arc"] = "arc"


@dataclass(frozen=True, slots=True)
class Hold:
    """Stay in the section of the arc that plays, or go on after it."""

    on: bool = True
    command: Literal["hold"] = "hold"


Command = (
    Set | Target | Tempo | Mute | Unmute | Solo | Unsolo | Fill | Drop | Scene | Undo | Redo | Freeze | Unfreeze | Load
    | Section | Arc | Hold
)


@dataclass(frozen=True, slots=True)
class Wish:
    """A command on its way: who asked, and under which id the answers come.

    Attributes:
        command: what is asked.
        id: unique in the session; outcomes carry it.
        author: "user", "agent", ...
        turn: wishes that share a turn (one chat message) are one step of undo; "" is a turn of its own.
    """

    command: Annotated[Command, Discriminator("command")]
    id: str = ""
    author: str = "user"
    turn: str = ""


# --- bad shapes -------------------------------------------------------------------------------------------------------

TEXTS = frozenset({"path", "layer", "name", "score", "action"})
COUNTS = frozenset({"bars", "over_bars", "steps"})
BAND_ENDS = frozenset({"low", "high"})
FLAGS = frozenset({"on"})
CHOICES = {"at": QUANTISE, "action": ("save", "recall")}


def misshapen(command: Command) -> str:
    """Say in a sentence which field of a command has the wrong type; "" when none has.

    Edges build commands from what people and models write, so a field may hold anything at all. The value of a `set`
    is not looked at: its parameter decides.
    """
    for field in fields(command):
        name, value = field.name, getattr(command, field.name)
        if name in TEXTS and not (isinstance(value, str) and len(value) <= MAX_TEXT):
            return f"{name} must be text of at most {MAX_TEXT} characters"
        if name in COUNTS and not _counts(value, missing=field.default is None or isinstance(command, Fill)):
            return f"{name} must be a whole number"
        if name in FLAGS and not isinstance(value, bool):
            return f"{name} must be true or false"
        if name in BAND_ENDS and not (value is None or is_number(value)):
            return f"{name} must be a number, or null for no bound"
        if name in CHOICES and value not in CHOICES[name]:
            return f"{name} must be one of {', '.join(CHOICES[name])}"
    return ""


def _counts(value: object, *, missing: bool) -> bool:
    return (missing and value is None) or (isinstance(value, int) and not isinstance(value, bool))
