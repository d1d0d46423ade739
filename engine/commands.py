"""What can a performer or an agent ask of the music? A closed set of commands, and the wish that carries one.

A command says what is wanted, never how it is reached; `engine/wishes.py` resolves it. Words and fields are those of
the command line's JSON (`ask --json`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import Discriminator, JsonValue

from engine.bands import ScoreLetter
from engine.config import Config
from engine.when import When

Quantise = Literal["now", "beat", "bar"]

QUANTISE: tuple[Quantise, ...] = get_args(Quantise)


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
    """Save all parameters and mutes under a name, or recall them, at once or in a morph over some bars.

    A scene can be renamed (`to` is the new name) and deleted.
    """

    action: Literal["save", "recall", "rename", "delete"]
    name: str
    over_bars: int = 0
    to: str = ""
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
    """Play another config from the next bar line on; `name` is for people.

    While playing the tempo stays, unless the config's is asked for.
    """

    config: Config
    name: str = ""
    tempo: Literal["keep", "config"] = "keep"
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


@dataclass(frozen=True, slots=True)
class Hit:
    """Put a hit on a step (0..15) of every bar, take it out (`on` false), or give the step back (null)."""

    layer: str
    step: int
    on: bool | None = True
    command: Literal["hit"] = "hit"


@dataclass(frozen=True, slots=True)
class Lock:
    """Keep a layer as it is: controller, modulators and agent leave it alone."""

    layer: str
    command: Literal["lock"] = "lock"


@dataclass(frozen=True, slots=True)
class Unlock:
    """Let a locked layer go."""

    layer: str
    command: Literal["unlock"] = "unlock"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Let a phrase begin here: the grid of phrases counts from this bar on."""

    here: Literal[True] = True
    command: Literal["phrase"] = "phrase"


@dataclass(frozen=True, slots=True)
class Cancel:
    """Take what is planned under an id off the agenda, or `all` of it."""

    id: str
    command: Literal["cancel"] = "cancel"


@dataclass(frozen=True, slots=True)
class Transport:
    """Stop on a bar line. The engine only says when; the player stops."""

    action: Literal["stop"] = "stop"
    command: Literal["transport"] = "transport"


@dataclass(frozen=True, slots=True)
class Record:
    """Begin or end a named take on a bar line. The engine only says when; the daemon records."""

    action: Literal["start", "stop"]
    name: str = ""
    command: Literal["record"] = "record"


@dataclass(frozen=True, slots=True)
class Mark:
    """Mark a bar, under a name or none. The engine only says when; the recording keeps it."""

    name: str = ""
    command: Literal["mark"] = "mark"


JamAction = Literal["off", "ghost", "assist", "auto", "yes", "no"]
JAM_ACTIONS: tuple[JamAction, ...] = get_args(JamAction)


@dataclass(frozen=True, slots=True)
class Jam:
    """Let the bandmate steer by itself, within a budget, or answer what it has announced.

    Attributes:
        action: off; ghost only says what it would do; assist announces and waits for a yes; auto does it. yes and no
            answer what is announced.
        change: most that a phrase may change, a share 0..1; None leaves it as it was, at first a quarter.
        layers: that may be touched; none for all; None leaves them as they were.
        energy_low, energy_high: the corridor that energy is kept in; None leaves that end as it was.
    """

    action: JamAction
    change: float | None = None
    layers: tuple[str, ...] | None = None
    energy_low: float | None = None
    energy_high: float | None = None
    command: Literal["jam"] = "jam"


Act = (
    Set | Target | Tempo | Mute | Unmute | Solo | Unsolo | Fill | Drop | Scene | Undo | Redo | Freeze | Unfreeze | Load
    | Hit | Lock | Unlock | Phrase | Cancel | Transport | Record | Mark
    | Section | Arc | Hold | Jam
)
"""What can be done."""
Watched = Literal["E", "S", "D", "H", "T", "hits", "energy", "section"]
Comparison = Literal["<", ">", "="]
WATCHED: tuple[Watched, ...] = get_args(Watched)
COMPARISONS: tuple[Comparison, ...] = get_args(Comparison)


@dataclass(frozen=True, slots=True)
class Watch:
    """Do something each time a condition comes true; it waits on the agenda until it is cancelled.

    Attributes:
        what: a score, the hits of a bar, energy, or the section of the arc. layer: whose hits; "" for all.
        op, value: how it compares, and with what; a section's name, else a number.
        then: what is done, from the bar after the one in which it came true.
        for_bars: bars for which it must have been true, 1..1024.
        by: `then` sets a parameter to so much more or less than it is, and not to its value; None for the value.
        again_bars: bars after which it is done again while it is still true, 0 for once each time.
        anew: what is true when it is asked for does not count: it must have been false first, and come true anew.
    """

    what: Watched
    op: Comparison
    value: int | float | str
    then: Annotated[Act, Discriminator("command")]
    layer: str = ""
    for_bars: int = 1
    by: float | None = None
    again_bars: int = 0
    anew: bool = False
    command: Literal["when"] = "when"


@dataclass(frozen=True, slots=True)
class Offer:
    """Offer a jam what it may announce on the next line of the phrase grid, in place of its own moves.

    Each move is held against the budget there, as the jam's own are, and announced or refused with what holds it.

    Attributes:
        moves: one or two, dearest first: a number, the band of S, a layer that rests, a fill.
    """

    moves: tuple[Annotated[Set | Target | Mute | Fill, Discriminator("command")], ...]
    command: Literal["offer"] = "offer"


Command = Act | Watch | Offer
NOT_PLANNABLE = (Undo, Redo, Cancel, Watch, Offer)
"""Commands that are for now: a time is refused."""
NOT_WATCHED = (Undo, Redo, Cancel, Load)
"""Commands that no condition brings about."""


JAM = "jam"
"""Author of what the bandmate does by itself."""
NOT_HANDS = frozenset({"agent", "mcp", "arc", "when", "clock", JAM})
"""Authors who are no person at the controls: their numbers are clipped, and a locked layer is not theirs to change."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A command on its way: who asked, and under which id the answers come.

    Attributes:
        command: what is asked.
        id: unique in the session; outcomes carry it.
        author: "user", "agent", ...
        turn: wishes that share a turn (one chat message) are one step of undo; "" is a turn of its own.
        when: the time it is meant for; None is the next bar line.
    """

    command: Annotated[Command, Discriminator("command")]
    id: str = ""
    author: str = "user"
    turn: str = ""
    when: When | None = None

    @property
    def by_hand(self) -> bool:
        """True for the wish of a person at the controls."""
        return self.author not in NOT_HANDS
