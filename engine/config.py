"""What can a performer set, within which range, and how fast may it move?

Each range, default, unit, cap per bar and help line of the project is written once, on a field of these models.
Error messages, completion, tool schemas, the limiter, `techno params` and docs/params.md are derived from here
(see `engine/parameters.py`). A config is frozen: a change is a new config that shares all that did not change, and the
current parameter values of a running session are such a config.

The cap per bar is the most the limiter lets a value move from one bar to the next. Unless a field says otherwise it is
an eighth of the range, so that every capped parameter can cross its range in eight bars. SWITCH marks parameters that
change as a whole on the bar line.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints, model_validator

from engine.arc_plan import Arc
from engine.bands import END_FIELDS
from engine.names import NAME_PATTERN
from engine.timebase import STEPS_PER_BAR

SWITCH: Final = 0.0
"""Cap of a parameter that is not moved but switched, on the bar line (docs/rules.md#limiter)."""

BARS_TO_CROSS: Final = 8
"""Bars in which the limiter lets a capped parameter cross its whole range."""

MAX_LAYERS: Final = 64
MAX_MODULATORS: Final = 64
MAX_CONDITIONS: Final = 16
MAX_SCENES: Final = 64
MAX_SCENE_PATHS: Final = 4096
"""More than the paths of 64 layers."""

Name = Annotated[str, StringConstraints(pattern=rf"^{NAME_PATTERN}$")]
"""Layer, modulator and scene names."""

BarStep = Annotated[int, Field(ge=1, le=STEPS_PER_BAR)]
Offset = Annotated[float, Field(ge=-50.0, le=50.0)]
Velocity = Annotated[int, Field(ge=1, le=127)]


def knob(
    default: object, low: float | None, high: float | None, unit: str, text: str, *, cap: float | None = None
) -> Any:  # noqa: ANN401 - pydantic fields are typed by their annotation
    """Return a field with range [low, high], unit, help text and cap per bar (None: an eighth of the range)."""
    if cap is None:
        cap = SWITCH if low is None or high is None else (high - low) / BARS_TO_CROSS
    return Field(default, ge=low, le=high, description=text, json_schema_extra={"unit": unit, "cap_per_bar": cap})


class Settings(BaseModel):
    """Shared settings of all config models: frozen, strict, unknown keys refused, no NaN or infinity."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", allow_inf_nan=False, defer_build=True)


ConditionKind = Literal["PROB", "PRE", "NOT_PRE", "FILL", "EVERY_N", "A_B", "FIRST", "NEI"]


class Condition(Settings):
    """One Elektron-style trig condition; all conditions of a layer must hold for a step of its mask to sound."""

    kind: ConditionKind = Field(description="which question is asked at each step of the mask")
    p: float = knob(0.5, 0.0, 1.0, "probability", "PROB: chance that the step sounds")
    n: int | None = knob(
        None, 1, 256, "bars", "EVERY_N and FILL: period in bars; FILL without n is the performer's alone"
    )
    offset: int | None = knob(None, 0, 256, "bars", "EVERY_N and FILL: first bar, counted from 1; n when left out")
    a: int = knob(1, 1, 256, "bars", "A_B: which bar of the cycle sounds, counted from 1")
    b: int = knob(2, 1, 256, "bars", "A_B: length of the cycle in bars")
    negate: bool = knob(False, None, None, "", "the condition holds when it otherwise would not")  # noqa: FBT003 - a default is no argument of a caller

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.kind == "EVERY_N" and self.n is None:
            raise ValueError("EVERY_N needs n, a period in bars 1..256")
        if self.kind == "A_B" and self.a > self.b:
            raise ValueError(f"A_B needs a <= b, found a {self.a} and b {self.b}")
        return self


class Density(Settings):
    """How many of a bar's 16 steps a layer plays (m3 and m4)."""

    target: float = knob(0.7, 0.0, 1.0, "share", "share of the bar's 16 steps that sound")
    tol: float = knob(0.05, 0.0, 0.5, "share", "how far the share may lie from the target")
    void_steps: tuple[BarStep, ...] = knob((), None, None, "steps", "steps that prefer silence, counted from 1")
    void_bias: float = knob(0.5, -1.0, 1.0, "weight", "how strongly they do; only the magnitude counts")


class Layer(Settings):
    """One voice of the kit: a Euclidean cycle and all that is done to it.

    A default of None means "by the layer's name" (see `engine/kit.py`).
    """

    steps: int = knob(
        16, 1, 64, "16ths", "length of the cycle; it runs on over the bar line when it is not 16", cap=SWITCH
    )
    fills: int | None = knob(
        None, -64, 64, "hits", "hits in the cycle, spread evenly; negative inverts the mask", cap=SWITCH
    )
    rot: int | None = knob(None, -64, 64, "16ths", "rotation of the cycle; positive moves hits later", cap=SWITCH)
    note: int | None = knob(None, 0, 127, "MIDI note", "note number", cap=SWITCH)
    velocity: Velocity | Annotated[tuple[Velocity, ...], Field(min_length=1, max_length=64)] | None = knob(
        None, None, None, "1..127", "velocity, or a list cycled over the steps"
    )
    velocity_spread: float = knob(0.0, 0.0, 0.5, "share", "how far a hit's velocity may lie off, anew in each bar")
    channel: int = knob(10, 1, 16, "MIDI channel", "MIDI channel", cap=SWITCH)
    port: str | None = Field(
        None, max_length=128, description="output port by substring or shell pattern; none: the session's first",
        json_schema_extra={"unit": "", "cap_per_bar": SWITCH},
    )
    swing_percent: float | None = knob(
        None, 0.5, 0.7, "share", "where the second 16th of a pair falls: 0.5 straight, 0.667 triplet"
    )
    beat_bins_ms: Annotated[tuple[Offset, ...], Field(max_length=16)] = knob(
        (), None, None, "ms", "microtiming offsets to choose from, -50..50"
    )
    beat_bins_probs: Annotated[tuple[Annotated[float, Field(ge=0.0, le=1.0)], ...], Field(max_length=16)] = knob(
        (), None, None, "probability", "weight of each microtiming offset; equal when left out"
    )
    beat_bin_cap_ms: float = knob(12.0, 0.0, 50.0, "ms", "largest microtiming offset either way")
    micro_ms: float = knob(0.0, 0.0, 30.0, "ms", "further even spread of the onset, either way")
    offbeats_only: bool = knob(False, None, None, "", "only the eighths between the beats sound")  # noqa: FBT003 - a default is no argument of a caller
    ratchet_prob: float = knob(0.0, 0.0, 1.0, "probability", "chance that a hit is split into a ratchet")
    ratchet_repeat: int = knob(2, 2, 8, "hits", "hits in a ratchet, the first included", cap=1)
    ratchet_velocity: float = knob(0.8, 0.1, 1.0, "factor", "velocity of a ratchet's further hits")
    choke_with_note: int | None = knob(
        None, 0, 127, "MIDI note", "an onset of this note ends a sounding note of this layer", cap=SWITCH
    )
    length_steps: float | None = knob(None, 0.05, 16.0, "16ths", "length of a note", cap=2.0)
    rotation_rate_per_bar: float = knob(0.0, -1.0, 1.0, "16ths per bar", "slow drift of the rotation")
    ghost_pre1_prob: float = knob(0.0, 0.0, 1.0, "probability", "chance of a ghost hit a 16th before a beat")
    ghost_velocity: float = knob(0.6, 0.1, 1.0, "factor", "velocity of a ghost hit")
    displace_into_2_prob: float = knob(
        0.0, 0.0, 1.0, "probability", "chance that a hit on a beat moves two 16ths later"
    )
    last_step: int | None = knob(None, 1, 64, "16ths", "cuts the cycle short after this many 16ths", cap=SWITCH)
    refractory_steps: int = knob(0, 0, 15, "16ths", "silence kept after a hit", cap=2)
    mute_near_kick: int = knob(0, 0, 8, "16ths", "no hit this near to a kick or nearer; 0 is off", cap=1)
    density: Density | None = Field(None, description="density clamp (m3 and m4)")
    free: bool | None = Field(
        None, description="m4: the controller may change hits; null: by name (cymbals, toms, percussion yes, kicks no, "
        "snare, clap and rim off beats 2 and 4 only)",
    )
    conditions: Annotated[tuple[Condition, ...], Field(max_length=MAX_CONDITIONS)] = knob(
        (), None, None, "", "trig conditions (m3 and m4)"
    )
    enters: float = knob(0.0, 0.0, 1.0, "energy", "energy from which the layer is there", cap=SWITCH)
    muted: bool = Field(False, description="not there at all: neither played nor scored")  # noqa: FBT003 - a default is no argument of a caller

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.fills is not None and abs(self.fills) > self.steps:
            raise ValueError(f"fills must lie in -{self.steps}..{self.steps} (the cycle's steps), found {self.fills}")
        if self.beat_bins_probs and len(self.beat_bins_probs) != len(self.beat_bins_ms):
            raise ValueError(
                f"beat_bins_probs needs one weight for each of the {len(self.beat_bins_ms)} beat_bins_ms, "
                f"found {len(self.beat_bins_probs)}"
            )
        if self.beat_bins_probs and sum(self.beat_bins_probs) <= 0.0:
            raise ValueError("beat_bins_probs needs at least one weight above 0")
        return self


class Targets(Settings):
    """The bands the controller holds (m4); null is no goal."""

    E_target: float | None = knob(0.8, 0.0, 1.0, "score", "lowest entrainment wanted")
    E_high: float | None = knob(None, 0.0, 1.0, "score", "highest entrainment wanted; null is 1")
    S_low: float | None = knob(0.35, 0.0, 0.9, "score", "lower end of the syncopation band")
    S_high: float | None = knob(0.55, 0.0, 0.9, "score", "upper end of the syncopation band")
    T_ms_cap: float | None = knob(12.0, 0.0, 50.0, "ms", "most random timing of a bar (T_rand)")
    H_low: float | None = knob(0.1, 0.0, 1.0, "score", "lower end of the entropy band")
    H_high: float | None = knob(0.5, 0.0, 1.0, "score", "upper end of the entropy band")
    D_target: float | None = knob(None, 0.0, 1.0, "score", "dispersion wanted; its band is D_target +- 0.05")
    hat_density_target: float | None = knob(
        0.7, 0.0, 1.0, "share", "density of the layer hat_c: the same parameter as hat_c.density.target"
    )
    hat_density_tol: float | None = knob(
        0.05, 0.0, 0.5, "share", "tolerance of that density: the same parameter as hat_c.density.tol"
    )

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        for low, high in END_FIELDS:
            a, b = getattr(self, low), getattr(self, high)
            if a is not None and b is not None and a > b:
                raise ValueError(f"{low} must not lie above {high}, found {a} and {b}")
        return self


class Guard(Settings):
    """What no bar may fall below, whoever asks."""

    min_E: float = knob(0.78, 0.0, 1.0, "score", "a bar with less entrainment is rebuilt plainly")
    max_rot_rate: float = knob(0.125, 0.0, 1.0, "16ths per bar", "fastest rotation drift of any layer")
    kick_immutable: bool = knob(True, None, None, "", "no ghosts, displacement or rotation of the kick")  # noqa: FBT003 - a default is no argument of a caller


class Accent(Settings):
    """The accent lane: louder and longer steps across all layers at once."""

    steps: Annotated[tuple[BarStep, ...], Field(max_length=STEPS_PER_BAR)] = knob(
        (), None, None, "steps", "accented steps, counted from 1"
    )
    prob: float = knob(1.0, 0.0, 1.0, "probability", "chance that a bar is accented")
    velocity_scale: float = knob(1.2, 0.5, 2.0, "factor", "velocity of accented hits")
    length_scale: float = knob(1.0, 0.25, 4.0, "factor", "note length of accented hits")
    drawn: int = knob(
        0, 0, STEPS_PER_BAR, "steps", "accented steps that the seed draws, others every 16 bars", cap=SWITCH
    )


Turn = Literal["drop", "roll", "stop", "no_kick"]


class Dynamics(Settings):
    """How loudness breathes; kick, snare, clap and rim stay as they are written."""

    swell: float = knob(0.0, 0.0, 1.0, "share", "how much louder a phrase ends than it begins")
    energy: float = knob(0.0, 0.0, 1.0, "share", "how much of the loudness goes when energy does")


PhraseBars = Literal[4, 8, 16, 32]


class Phrase(Settings):
    """How long a figure is held before something changes (m4)."""

    bars: PhraseBars = Field(
        8, description="bars of a phrase; its turn is the last",
        json_schema_extra={"unit": "bars", "cap_per_bar": SWITCH},
    )
    variation: float = knob(
        0.25, 0.0, 1.0, "share", "chance that a phrase renews a layer's figure, and share of steps that a turn changes"
    )
    home: float | None = knob(
        None, 0.0, 1.0, "share", "share of 8, 16 and 32 bars in which a layer's first figure returns; null: never"
    )
    turns: Annotated[tuple[Turn, ...], Field(max_length=4)] = knob(
        (), None, None, "", "how the bars before lines of 4, 8, 16 and 32 turn; none: some steps are drawn anew"
    )


class Controller(Settings):
    """A MIDI controller that a modulator drives."""

    number: int = Field(ge=1, le=119, description="controller number; with 14 bits 1..31")
    channel: int = Field(1, ge=1, le=16, description="MIDI channel")
    port: str | None = Field(None, max_length=128, description="output port, as for layers; none: the session's first")
    bits: Literal[7, 14] = Field(7, description="7, or 14 for a fine controller in two messages")

    @property
    def highest(self) -> float:
        """Highest value."""
        return float(2**self.bits - 1)

    @model_validator(mode="after")
    def _fine(self) -> Self:
        if self.bits > 7 and self.number >= 32:  # noqa: PLR2004 - MIDI 1.0: controllers 0..31 have a fine half
            raise ValueError(f"14 bits need a controller number of 1..31, found {self.number}")
        return self


class Modulation(Settings):
    """How a modulator moves."""

    mode: Literal["random_walk", "ou", "sine", "energy"] = Field(
        description="random walk, Ornstein-Uhlenbeck, sine, or as energy goes"
    )
    min_val: float = Field(description="lower bound, in the parameter's unit")
    max_val: float = Field(description="upper bound, in the parameter's unit")
    step_per_bar: float = Field(0.01, ge=0.0, description="largest random step in a bar, in the parameter's unit")
    tau: float = Field(
        16.0, ge=1.0, le=100_000.0, description="ou: bars to fall back to the middle; sine: period in bars"
    )
    max_delta_per_bar: float | None = Field(
        None, ge=0.0, description="largest change in a bar; the parameter's own cap when left out"
    )
    phase: float = Field(0.0, ge=-360.0, le=360.0, description="sine: start, in periods; whole ones do not count")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.min_val > self.max_val:
            raise ValueError(f"min_val must not lie above max_val, found {self.min_val} and {self.max_val}")
        return self


class Modulator(Settings):
    """A slow hand on one parameter."""

    name: Name = Field(description="name of the modulator")
    param_path: str = Field("", max_length=128, description="path of the parameter, such as hat_c.swing_percent")
    cc: Controller | None = Field(None, description="MIDI controller that it drives instead of a parameter")
    mod: Modulation

    @model_validator(mode="after")
    def _one(self) -> Self:
        if bool(self.param_path) == (self.cc is not None):
            raise ValueError("a modulator needs a param_path or a cc, and not both")
        if self.cc is not None and not 0 <= self.mod.min_val <= self.mod.max_val <= self.cc.highest:
            raise ValueError(f"min_val and max_val of this cc must lie in 0..{self.cc.highest:g}")
        return self


class SceneInConfig(Settings):
    """A scene of a config: what is other in it than in the config itself."""

    set: Annotated[dict[str, JsonValue], Field(max_length=MAX_SCENE_PATHS)] = Field(
        default_factory=dict, description="values by path, as hat_c.density.target"
    )
    mutes: Annotated[tuple[Name, ...], Field(max_length=MAX_LAYERS)] = Field((), description="layers that are muted")
    solos: Annotated[tuple[Name, ...], Field(max_length=MAX_LAYERS)] = Field((), description="layers that are soloed")


class Config(Settings):
    """A whole session's settings."""

    mode: Literal["m0", "m1", "m2", "m3", "m4"] = Field(
        "m1", description="m0 metronome, m1 backbone, m2 parametric, m3 with conditions and density, m4 closed loop"
    )
    bpm: float = knob(132.0, 20.0, 300.0, "beats per minute", "tempo", cap=SWITCH)
    ppq: int = Field(1920, ge=24, le=30_720, description="resolution of the .mid file, in ticks per quarter note")
    bars: int = Field(64, ge=1, le=100_000, description="bars to render")
    seed: int = Field(0, ge=0, lt=2**63, description="seed of every draw")
    out: str | None = Field(None, max_length=1024, description=".mid file to write, below the output folder")
    log_path: str | None = Field(
        None, max_length=1024, description="CSV file to write, a row a bar, below the output folder"
    )
    description: str = Field("", max_length=500, description="one line for people")
    style: str | None = Field(None, max_length=64, description="bundled config that is laid underneath this one")
    thin_bias: float = knob(0.0, -1.0, 0.0, "weight", "thins hats near kicks; 0 is off")
    energy: float = knob(1.0, 0.0, 1.0, "share", "the performer's one fader: layers with `enters` come and go with it")
    energy_map: Annotated[dict[str, tuple[float, float]], Field(max_length=MAX_MODULATORS)] = Field(
        default_factory=dict, description="parameters that energy moves: path to [value at 0, value at 1]"
    )
    arc: Arc | None = Field(None, description="plan of a set; plays when asked for")
    layers: Annotated[dict[Name, Layer], Field(max_length=MAX_LAYERS)] = Field(
        default_factory=dict, description="the voices, by name"
    )
    targets: Targets = Targets()
    guard: Guard = Guard()
    accent: Accent = Accent()
    phrase: Phrase = Phrase()
    dynamics: Dynamics = Dynamics()
    modulators: Annotated[tuple[Modulator, ...], Field(max_length=MAX_MODULATORS)] = Field(
        (), description="slow movements of parameters"
    )
    scenes: Annotated[dict[Name, SceneInConfig], Field(max_length=MAX_SCENES)] = Field(
        default_factory=dict, description="scenes of the session, by name"
    )
