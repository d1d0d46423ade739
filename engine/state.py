"""What must be remembered from one bar to the next, so that the music goes on exactly?

One immutable value. It holds the config as it stands now (current parameter values are a config), the memory of each
layer, the controller's bias, what is gliding, and what a performer has muted, saved or may undo, and goes through JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from pydantic import JsonValue, TypeAdapter

from engine.config import Config
from engine.jamming import Jamming
from engine.timebase import BAR_TICKS

if TYPE_CHECKING:
    from engine.commands import Watch, Wish

MAX_UNDO = 64
"""Steps of undo that are kept (docs/rules.md#undo)."""
MEANING_NOW = 5
"""How wishes are understood and met: 1 as engine 0.1.0 did, which its journals need, 5 as it does now (CHANGELOG)."""
EVERY_LAYER: Final = 2
"""From this meaning on the controller changes hits of every free layer, and a person's numbers are not clipped."""
BEAT_TOGETHER: Final = 3
"""From this meaning on kick and backbone change together for E, and H and D are met inside their bands."""
NESTED_TURNS: Final = 4
"""From this meaning on a turn changes more hits than those before shorter lines, and a drop regards H and D."""
TEMPO_IN_HAND: Final = 5
"""From this meaning on an arc leaves a tempo alone that a hand has set or a clock leads; undo gives it back."""


@dataclass(frozen=True, slots=True)
class LayerMemory:
    """What one layer carries over the bar line.

    Attributes:
        rotation: drift of the rotation so far, in 16ths.
        result: result of the condition evaluated last; starts true.
        generation: counts the figures this layer has had in m4; its draws are named by it.
        held: mask of the figure it repeats in m4, or None before the first.
        home: mask of its first figure, to return to; None before the first or without `phrase.home`.
        since_hit: steps from the last hit to the bar line, for the refractory gap; large when there was none.
        last_tick: performed tick of the last hit, from the bar line (negative), so that neighbours keep apart.
    """

    rotation: float = 0.0
    result: bool = True
    generation: int = 0
    held: int | None = None
    home: int | None = None
    since_hit: int = 64
    last_tick: int = -BAR_TICKS


@dataclass(frozen=True, slots=True)
class Control:
    """The controller's own memory.

    Attributes:
        bias: syncopation bias, -1 (onto the beat) .. 1 (off it).
        give: hits a free layer plays more (or fewer) than its density band allows, to reach the S band.
        renewals: new figures asked for in a row without reaching the band.
        missed: bars in a row outside their band, for each score that is.
        edits: steps that differ from the held figures for the sake of a goal, as masks by layer.
        held_by: what holds each score that is out of its band, by its letter.
        timing_random_ms: T_rand of the last bar, None before the first.
    """

    bias: float = 0.0
    give: int = 0
    renewals: int = 0
    missed: Mapping[str, int] = field(default_factory=dict)
    edits: Mapping[str, int] = field(default_factory=dict)
    held_by: Mapping[str, str] = field(default_factory=dict)
    timing_random_ms: float | None = None


@dataclass(frozen=True, slots=True)
class Glide:
    """A wish on its way: the limiter moves `path` towards `goal` each bar.

    Attributes:
        path: canonical path.
        goal: value to reach, inside the parameter's range.
        requested: value as it was asked for.
        wish: id, author, command: of the wish, for its outcomes.
        shown: path that its outcomes name: its own, or `targets.S` for both ends of a band.
        bars_left: bars in which a ramp or morph wants to arrive; 0 moves as fast as the cap allows.
        reason: kept for the outcomes: a clip, or a modulator that was shifted.
    """

    path: str
    goal: float
    requested: JsonValue
    wish: str
    author: str
    command: str
    shown: str
    bars_left: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Switch:
    """A discrete change that waits for the last bar of its morph."""

    path: str
    goal: JsonValue
    wish: str
    author: str
    bars_left: int


@dataclass(frozen=True, slots=True)
class Held:
    """A layer under a performer's hand: muted or soloed, for some bars (None: until released)."""

    layer: str
    bars_left: int | None


@dataclass(frozen=True, slots=True)
class HeldHit:
    """A step (0..15) of a layer under a performer's hand: a hit put there, or taken out."""

    layer: str
    step: int
    on: bool


@dataclass(frozen=True, slots=True)
class Holds:
    """What the performer holds besides parameters; scenes and undo restore it.

    Attributes:
        mutes: muted layers.
        solos: soloed layers.
        drop_bars: bars that kick and bass stay out.
        fill_bars: bars that the fill sounds; None is latched on.
        hits: steps that are put or taken out by hand.
        locks: layers that controller, modulators and agent leave alone.
    """

    mutes: tuple[Held, ...] = ()
    solos: tuple[Held, ...] = ()
    drop_bars: int = 0
    fill_bars: int | None = 0
    hits: tuple[HeldHit, ...] = ()
    locks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SceneShot:
    """A saved scene.

    Attributes:
        name: of the scene.
        config, mutes, solos: as they were.
        own: False for one that came with the config, which a load replaces.
        config_name: name of the config it was saved from, "" where that is not known.
    """

    name: str
    config: Config
    mutes: tuple[Held, ...]
    solos: tuple[Held, ...]
    own: bool = True
    config_name: str = ""


@dataclass(frozen=True, slots=True)
class ShotChange:
    """A scene of a name before and after a wish; None where there was or is none."""

    name: str
    before: SceneShot | None
    after: SceneShot | None


@dataclass(frozen=True, slots=True)
class Planned:
    """A wish on the agenda.

    Attributes:
        id: of the plan, to cancel it by.
        at_bar: bar that takes it next.
        wish: without its time.
        every_bars: it comes again that many bars later; None comes once.
        gridded: it keeps to the phrase anchor when that moves.
        lead_bars: bars it begins before the line it is meant for: a fill ends there.
        size_bytes: about what it takes in a file.
        watch: the condition it waits for; None for a plan of a certain bar.
        held: bars for which the condition has been true without a break.
    """

    id: str
    at_bar: int
    wish: Wish
    every_bars: int | None = None
    gridded: bool = False
    lead_bars: int = 0
    size_bytes: int = 0
    watch: Watch | None = None
    held: int = 0


@dataclass(frozen=True, slots=True)
class MorphEnd:
    """What a morph switches in its last bar besides parameters: the mutes and solos of the scene.

    Attributes:
        bars_left: bars until then.
        mutes, solos: of the scene.
        scene: its name. wish, author: of the recall, for its outcomes.
        own_mutes, own_solos: layers that the performer has muted or soloed since; the morph leaves them alone.
        reason: what it cannot do, for the outcomes.
    """

    bars_left: int
    mutes: tuple[Held, ...]
    solos: tuple[Held, ...]
    scene: str
    wish: str
    author: str
    own_mutes: tuple[str, ...] = ()
    own_solos: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One parameter's value before and after a wish, as JSON."""

    path: str
    before: JsonValue
    after: JsonValue


@dataclass(frozen=True, slots=True)
class UndoStep:
    """What one wish (or one turn of several) changed.

    Attributes:
        turn: the turn's name, "" for a wish of its own.
        label: the commands, for people.
        changes: parameters, in the order they were changed.
        stages: mutes, solos, drop and fill before and after, one pair a wish that changed them.
        configs: whole configs before and after, where a load or a scene replaced everything; they hold the changes too.
        morph: it began a morph, which ends when the step is undone.
        planned: what it put on the agenda, or a plan that fired. cancelled: what it took off.
        shots: scenes that it overwrote, renamed or deleted.
        anchors: phrase anchor before and after a load.
        refires: the step is the last firing of a plan that comes again.
        names: of the config before and after a load or a scene of another config.
        arcs: where the arc stood before and after a wish for a section, for the arc, or for it to hold, and a load.
    """

    turn: str
    label: str
    changes: tuple[Change, ...] = ()
    stages: tuple[tuple[Holds, Holds], ...] = ()
    configs: tuple[Config, Config] | None = None
    morph: bool = False
    planned: tuple[Planned, ...] = ()
    cancelled: tuple[Planned, ...] = ()
    shots: tuple[ShotChange, ...] = ()
    anchors: tuple[int, int] | None = None
    refires: bool = False
    names: tuple[str, str] | None = None
    arcs: tuple[ArcPlace | None, ArcPlace | None] | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """Which steps each layer plays in a bar, as masks by layer name, and which of them are ghosts."""

    masks: Mapping[str, int]
    ghosts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Frozen:
    """The bar that repeats: its index, its figure, the parameters it was made with, and its phrase anchor."""

    bar: int
    config: Config
    figure: Figure
    anchor: int = 0


@dataclass(frozen=True, slots=True)
class ArcPlace:
    """Where the arc stands.

    Attributes:
        section: index of the section that plays, from 0.
        began: bar in which it began.
        base: the config that sections start from.
        held: it does not go on to the next.
        wished: section that begins on the next phrase line, None for none.
    """

    section: int
    began: int
    base: Config
    held: bool = False
    wished: int | None = None


@dataclass(frozen=True, slots=True)
class SessionState:
    """Everything the next bar depends on.

    Attributes:
        config: the config as it stands, filled in; its values move under wishes and modulators.
        seed: seed of every draw.
        bar: index of the next bar.
        tick: absolute tick of its downbeat.
        layers: memory of each layer, by name.
        control: the controller's memory.
        modulators: each modulator's position, in the config's order.
        glides: parameters on their way, oldest first.
        switches: discrete changes waiting for the end of a morph.
        morph: mutes and solos waiting for it.
        stage: what the performer holds.
        frozen: the repeating bar, if any.
        scenes: saved scenes, by name.
        undo: oldest first; redo: next one last.
        touched: bar in which a person or an agent last set a path.
        backbone: the last bar's backbone mask, None before the first.
        figure: the last bar's figure, for freezing; None before the first.
        sounded: the config it was played with, likewise: wishes may have changed `config` since.
        eased: the guard leaves rho16 out of the next bar (after a fill, load, scene, undo or restart).
        out: layers that are out by energy or section. stirred: a layer has come or gone with this bar.
        arc: where the arc stands, None while none plays.
        meaning: how config and wishes are understood, 1 to 5 (MEANING_NOW).
        name: of the config that plays, for people.
        anchor: bar from which phrases are counted. agenda: what is planned, next first.
        plans: number of plans that were made; names the next.
        jam: how the bandmate steers by itself; None while it does not.
        offered: moves for its next phrase that were offered to it, which it has not looked at.
    """

    config: Config
    seed: int
    bar: int = 0
    tick: int = 0
    layers: Mapping[str, LayerMemory] = field(default_factory=dict)
    control: Control = field(default_factory=Control)
    modulators: tuple[float, ...] = ()
    glides: tuple[Glide, ...] = ()
    switches: tuple[Switch, ...] = ()
    morph: MorphEnd | None = None
    stage: Holds = Holds()
    frozen: Frozen | None = None
    scenes: tuple[SceneShot, ...] = ()
    undo: tuple[UndoStep, ...] = ()
    redo: tuple[UndoStep, ...] = ()
    touched: Mapping[str, int] = field(default_factory=dict)
    backbone: int | None = None
    figure: Figure | None = None
    sounded: Config | None = None
    eased: bool = True
    out: tuple[str, ...] = ()
    stirred: bool = False
    arc: ArcPlace | None = None
    meaning: int = MEANING_NOW
    name: str = ""
    anchor: int = 0
    agenda: tuple[Planned, ...] = ()
    plans: int = 0
    jam: Jamming | None = None
    offered: Wish | None = None


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[SessionState]:
    from engine.commands import Watch, Wish  # noqa: PLC0415 - rendering needs no wishes, which take long to load

    globals().update(Wish=Wish, Watch=Watch)  # the adapter reads annotations where they stand
    return TypeAdapter(SessionState)


def state_json(state: SessionState) -> str:
    """Return the state as JSON text; `state_from_json` gives back an equal one."""
    return _adapter().dump_json(state).decode()


def state_from_json(text: str) -> SessionState:
    """Return the state that `state_json` wrote.

    Raises:
        pydantic.ValidationError: the text is no such state.
    """
    return _adapter().validate_json(text)
