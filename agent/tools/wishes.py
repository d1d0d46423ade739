"""What can a model ask of the music while it plays? One tool a request of `agent/requests.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from agent import requests
from agent.tools.tool import FILE, PATH, PORT, Hand, Later, MusicTool, count, like, name_of
from engine import commands as ask
from engine.bands import ScoreLetter
from engine.control import ClockSource, Followed
from engine.hand_wishes import MAX_DROP_BARS, MAX_FILL_BARS
from engine.parameter_wishes import MAX_RAMP_BARS
from engine.state import MAX_UNDO

if TYPE_CHECKING:
    from agent.requests import Request

Value = int | float | bool | str | tuple[int | float, ...] | None

USUAL_DROP_BARS = 8
OVER = f"bars to get there, 0..{MAX_RAMP_BARS}; 0 is at once on the next bar line"
FOR = f"for how many bars, 1..{MAX_RAMP_BARS}; null is until it is taken back"


class SetParameter(Later):
    """Move one parameter, at most its cap a bar; the result says what it is now and how many bars are to go.

    Read paths, ranges and caps with read_parameters.
    """

    path: str = Field(pattern=PATH, description="path such as hat_c.density.target, hat_c.swing_percent, thin_bias")
    to: Value = Field(description="the new value, of the parameter's own type and range; not a difference")

    def request(self) -> Request:
        """Return a `set`."""
        return ask.Set(self.path, list(self.to) if isinstance(self.to, tuple) else self.to)


class SetTarget(Later):
    """Move the band that the controller holds a score in.

    E entrainment, S syncopation, D dispersion, H entropy, all 0..1; T random timing in ms. Two nulls take a goal away.
    """

    score: ScoreLetter
    low: float | None = Field(description="lower end; null leaves it to the score")
    high: float | None = Field(description="upper end; null leaves it to the score")

    def request(self) -> Request:
        """Return a `target`."""
        return ask.Target(self.score, self.low, self.high)


class SetTempo(Later):
    """Go to a tempo, on the next bar line or in a straight line over some bars."""

    bpm: float = like("bpm")
    over_bars: int = count(0, MAX_RAMP_BARS, OVER)

    def request(self) -> Request:
        """Return a `tempo`."""
        return ask.Tempo(self.bpm, self.over_bars)


class Mute(Later):
    """Silence a layer from the next bar line."""

    layer: str = name_of("the layer")
    bars: int | None = count(1, MAX_RAMP_BARS, FOR)

    def request(self) -> Request:
        """Return a `mute`."""
        return ask.Mute(self.layer, self.bars)


class Unmute(Later):
    """Bring a muted layer back on the next bar line."""

    layer: str = name_of("the layer")

    def request(self) -> Request:
        """Return an `unmute`."""
        return ask.Unmute(self.layer)


class Solo(Later):
    """Let only the soloed layers sound from the next bar line."""

    layer: str = name_of("the layer")
    bars: int | None = count(1, MAX_RAMP_BARS, FOR)

    def request(self) -> Request:
        """Return a `solo`."""
        return ask.Solo(self.layer, self.bars)


class Unsolo(Later):
    """Take a layer out of the solo."""

    layer: str = name_of("the layer")

    def request(self) -> Request:
        """Return an `unsolo`."""
        return ask.Unsolo(self.layer)


class Fill(Later):
    """Sound a fill from the next bar line."""

    bars: int | None = count(0, MAX_FILL_BARS, "for how many bars; null latches it on, 0 ends it")

    def request(self) -> Request:
        """Return a `fill`."""
        return ask.Fill(self.bars)


class Drop(Later):
    """Take kick and bass out from the next bar line; they come back by themselves."""

    bars: int = count(0, MAX_DROP_BARS, "for how many bars; 0 brings them back")

    def request(self) -> Request:
        """Return a `drop`."""
        return ask.Drop(self.bars)


class Freeze(Later):
    """Repeat the bar, or let the music go on."""

    on: bool = Field(description="true repeats it, false lets go")

    def request(self) -> Request:
        """Return a `freeze` or `unfreeze`."""
        return ask.Freeze() if self.on else ask.Unfreeze()


class Scene(Later):
    """Save all parameters and mutes under a name, or come back to them, at once or in a morph."""

    action: Literal["save", "recall"]
    name: str = name_of("the scene")
    over_bars: int = count(0, MAX_RAMP_BARS, OVER)

    def request(self) -> Request:
        """Return a `scene`."""
        return ask.Scene(self.action, self.name, self.over_bars)


class GoToSection(Later):
    """Go to a section of the config's arc, by its name or `next`, on the phrase line; read_state lists them."""

    name: str = name_of("of the section, or next")

    def request(self) -> Request:
        """Return a `section`."""
        return ask.Section(self.name)


class PlayArc(Later):
    """Play the config's arc, its plan of a set, from here on, or leave it."""

    on: bool = Field(description="true plays it, false leaves it")

    def request(self) -> Request:
        """Return an `arc`."""
        return ask.Arc(self.on)


class HoldSection(Later):
    """Stay in the section of the arc that plays, or let the arc go on."""

    on: bool = Field(description="true stays, false goes on")

    def request(self) -> Request:
        """Return a `hold`."""
        return ask.Hold(self.on)


class Watch(MusicTool):
    """Do one thing each time a condition comes true, from the bar after: "if it gets busy thin the hats".

    It stands on the agenda. Readings are of a finished bar: scores, sounding hits, energy 0..1, name of the section.
    """

    what: ask.Watched
    layer: str | None = name_of("whose hits; null is all, and for every other reading")
    op: ask.Comparison
    value: float | str = Field(description="to compare with; the section's name for section")
    for_bars: int = count(1, MAX_RAMP_BARS, "bars for which it must have been true")
    act: Literal["set", "mute", "unmute", "fill", "drop", "recall"]
    on: str | None = Field(description="path for set, layer for mute and unmute, scene for recall; null for fill, drop")
    to: Value = Field(description="new value for set, or null with by")
    by: float | None = Field(description="for set: by how much each time; null sets the value")
    bars: int | None = count(1, MAX_FILL_BARS, "length of mute, fill or drop; null is open, for a fill 1, for a drop 8")
    again_bars: int | None = count(1, MAX_RAMP_BARS, "again after so many bars while it is true; null is once")
    anew: bool | None = Field(description="true: what is true now does not count until it was false; null is false")

    def request(self) -> Request:
        """Return a `when`."""
        return ask.Watch(
            self.what, self.op, self.value, self._then(), self.layer or "", self.for_bars, self.by,
            self.again_bars or 0, self.anew or False,
        )

    def _then(self) -> ask.Act:
        on = self.on or ""
        match self.act:
            case "set":
                return ask.Set(on, list(self.to) if isinstance(self.to, tuple) else self.to)
            case "mute":
                return ask.Mute(on, self.bars)
            case "unmute":
                return ask.Unmute(on)
            case "fill":
                return ask.Fill(self.bars or 1)
            case "drop":
                return ask.Drop(self.bars or USUAL_DROP_BARS)
            case "recall":
                return ask.Scene("recall", on)


class Jam(Later):
    """Let the bandmate steer by itself within a budget; each move is announced a phrase ahead. Only when asked.

    ghost only says, assist waits for a yes, auto does it; yes and no answer what it has announced.
    """

    action: ask.JamAction
    change: float | None = Field(ge=0.01, le=1, description="most that a phrase may change, a share; null keeps it")
    layers: tuple[str, ...] | None = Field(description="layers it may touch; empty is all, null keeps them")
    energy_low: float | None = Field(ge=0, le=1, description="lowest energy; null keeps it")
    energy_high: float | None = Field(ge=0, le=1, description="highest energy; null keeps it")

    def request(self) -> Request:
        """Return a `jam`."""
        return ask.Jam(self.action, self.change, self.layers, self.energy_low, self.energy_high)


class Cancel(MusicTool):
    """Take a plan off the agenda by its id, or all of them; read_state lists what is planned."""

    id: str = Field(pattern=r"^([0-9]{1,9}|all)$", description="id of the plan, or all")

    def request(self) -> Request:
        """Return a `cancel`."""
        return ask.Cancel(self.id)


class Undo(MusicTool):
    """Take back the last wishes that changed something, whoever made them; a whole chat turn is one step."""

    steps: int = count(1, MAX_UNDO, "how many")

    def request(self) -> Request:
        """Return an `undo`."""
        return ask.Undo(self.steps)


class Redo(MusicTool):
    """Bring back what was undone."""

    steps: int = count(1, MAX_UNDO, "how many")

    def request(self) -> Request:
        """Return a `redo`."""
        return ask.Redo(self.steps)


class LoadConfig(Later):
    """Play another config, by a name of list_configs, from the next bar line."""

    name: str = name_of("the config")

    def request(self) -> Request:
        """Return a `load`."""
        return requests.LoadNamed(self.name)


class SaveConfig(MusicTool):
    """Write the config as it stands now under a new name."""

    name: str = name_of("the new config")

    def request(self) -> Request:
        """Return a `save`."""
        return requests.Save(self.name)


class MoveTransport(Hand):
    """Play, stop or continue, at once. Only when the performer asks for it."""

    action: Literal["play", "stop", "continue"]

    def request(self) -> Request:
        """Return a `transport`."""
        return requests.Transport(self.action)


class Panic(Hand):
    """End all hanging notes at once; the music goes on."""

    def request(self) -> Request:
        """Return a `panic`."""
        return requests.Panic()


class Record(Hand):
    """Begin or end a named take with the next bar line."""

    action: Literal["start", "stop"]
    name: str | None = name_of("of the take; null is no name")

    def request(self) -> Request:
        """Return a `record`."""
        return requests.Record(self.action, self.name or "")


class KeepTime(Hand):
    """Keep another clock's time, or our own, at once and softly. Only when the performer asks for it.

    own: ours. in: MIDI clock of a drum machine or DAW. link: Ableton Link. jack: JACK's transport.
    """

    source: ClockSource
    port: str | None = Field(
        pattern=PORT, description="in: part of the name of the port it comes in at; null offers a port of ours"
    )
    follow: Followed | None = Field(description="all, its tempo alone, or its transport alone; null keeps it")
    send: bool | None = Field(description="send MIDI clock on; null is as usual")
    offset_ms: float | None = Field(ge=-200, le=200, description="play so much later than it says; null keeps it")
    phrase_bars: Literal[1, 2, 4, 8, 16, 32] | None = Field(description="link: starts fall on lines of so many bars")

    @model_validator(mode="after")
    def _of_its_source(self) -> KeepTime:
        if self.port is not None and self.source != "in":
            raise ValueError("a port belongs to the source in")
        if self.phrase_bars is not None and self.source != "link":
            raise ValueError("phrase_bars belong to the source link")
        return self

    def request(self) -> Request:
        """Return a `clock`."""
        return requests.KeepTime(
            self.source, self.port or "", self.follow, self.send, self.offset_ms, self.phrase_bars or 1
        )


class ShiftTime(Hand):
    """Play everything later than now by some ms, or earlier (negative), whoever keeps the time."""

    by_ms: float = Field(ge=-500, le=500, description="milliseconds, from where it is played now")

    def request(self) -> Request:
        """Return a `shift`."""
        return requests.Shift(self.by_ms)


class RenderSession(MusicTool):
    """Render bars of a config, or of what plays, to a .mid in the output folder, without touching what plays."""

    config: str | None = name_of("a config of list_configs; null is the one that plays, as it stands")
    bars: int = count(1, 1024, "how many bars")
    out: str = Field(pattern=FILE, description="name of the file, ending in .mid")

    @model_validator(mode="after")
    def _named(self) -> RenderSession:
        if not self.out.endswith(".mid"):
            raise ValueError("out must end in .mid")
        return self

    def request(self) -> Request:
        """Return a `render`."""
        return requests.Render(self.bars, self.out, self.config)


MUSIC: tuple[type[MusicTool], ...] = (
    SetParameter, SetTarget, SetTempo, Mute, Unmute, Solo, Unsolo, Fill, Drop, Freeze, Scene, GoToSection, PlayArc,
    HoldSection, Watch, Jam, Cancel, Undo, Redo,
    LoadConfig,
)
"""What a proposal may hold: wishes that the engine alone decides, and a load."""
HANDS: tuple[type[MusicTool], ...] = (
    SaveConfig, MoveTransport, Panic, Record, KeepTime, ShiftTime, RenderSession,
)

