"""What is one bar? Its hits, its scores, and what became of the wishes that reached it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from pydantic import JsonValue

OutcomeStatus = Literal["applied", "gliding", "planned", "superseded", "refused"]
"""What can become of a wish (docs/rules.md#answers)."""


class Event(NamedTuple):
    """One hit; a tuple and no dataclass, because a bar of many ratcheted layers makes thousands within a clock pulse.

    Attributes:
        layer: name of the layer that plays it.
        tick: performed onset, absolute in the session, PPQ 1920.
        duration_ticks: from onset to note-off, at least 1.
        note: MIDI note 0..127.
        velocity: 1..127.
        channel: 1..16.
        step: nominal step 0..15 in its bar; scores read this, never the tick.
        offset_ticks: performed onset minus nominal onset (of its own sub-step, for a ratchet's sub-hit).
        sub: 0 for the hit itself, 1.. for a ratchet's further sub-hits.
    """

    layer: str
    tick: int
    duration_ticks: int
    note: int
    velocity: int
    channel: int
    step: int
    offset_ticks: int
    sub: int = 0


class Control(NamedTuple):
    """One controller message.

    Attributes:
        lane: name of the modulator that sends it.
        tick: absolute in the session, PPQ 1920.
        number: of the controller, 1..119. value: 0..127.
        channel: 1..16.
        port: output port by substring or shell pattern, None for the session's first.
    """

    lane: str
    tick: int
    number: int
    value: int
    channel: int
    port: str | None = None


@dataclass(frozen=True, slots=True)
class Scores:
    """E S D H T of one bar, as docs/scores.md defines them.

    Attributes:
        entrainment: E, 0..1.
        syncopation: S, 0..0.9.
        dispersion: D, 0..1.
        entropy: H, 0..1.
        timing_ms: T, root mean square of performed minus nominal.
        timing_random_ms: the part of T that swing and push do not explain; the cap applies to it.
    """

    entrainment: float
    syncopation: float
    dispersion: float
    entropy: float
    timing_ms: float
    timing_random_ms: float


SILENCE = Scores(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
"""Scores of a bar without a hit."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a wish: what was asked, what is really applied, from which bar, and what is still to come.

    Attributes:
        wish: the id the wish was submitted under.
        author: who made it ("user", "agent", ...).
        command: the command's name.
        path: the parameter's path, or "" for a command that has none.
        status: applied, gliding (more bars to go), planned (on the agenda, for `bar`), superseded (a later wish took
            over), refused.
        requested: the value asked for.
        applied: the value in force from `bar`.
        bar: index of the first bar this holds for; None when nothing was applied.
        bars_left: bars to go until `requested` is reached.
        reason: one sentence when the answer is not simply yes: a clip, a shifted modulator, a refusal.
        cut: True when the change did not go through the limiter.
        held_by: what overrules the wish, with numbers: "guard.kick_immutable keeps the kicks: E 1.00"; "" when nothing.
        plan: id on the agenda of what is planned, or of the plan that fired.
        act: which of the acts of its command it is: save or recall of a scene, on or off of a fill (`engine/acts.py`).
    """

    wish: str
    author: str
    command: str
    path: str
    status: OutcomeStatus
    requested: JsonValue
    applied: JsonValue
    bar: int | None
    bars_left: int = 0
    reason: str = ""
    cut: bool = False
    held_by: str = ""
    plan: str = ""
    act: str = ""


CARRIED_OUT = frozenset({"transport", "record", "mark"})
"""Commands that player or daemon carry out at the bar that names them."""


@dataclass(frozen=True, slots=True)
class SectionPlace:
    """Where a bar stands in its section.

    Attributes:
        name: of the section.
        bar: of the section, from 0. of: its length in bars.
        next: name of the section that follows, "" for none.
        held: it does not go on.
    """

    name: str
    bar: int
    of: int
    next: str = ""
    held: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """One finished bar, ready to be played and recorded.

    Attributes:
        index: number of the bar in the session, from 0, never reused.
        start_tick: absolute tick of its downbeat.
        bpm: tempo from its downbeat on, 20..300.
        events: hits by tick; one that is pushed early may lie before start_tick.
        scores: of the intended bar (a performer's mute does not change them).
        outcomes: of the wishes that reached, glided, or were superseded in this bar.
        rescued: the guard rebuilt this bar plainly.
        fill: a fill sounds in this bar.
        muted: layers that a performer has muted (or not soloed) from this bar line on. soloed: those that are.
        parameters: every modulated parameter's value in this bar, by path, in the config's order.
        densities: measured share of sounding steps, one (layer, share) a layer, in the config's order.
        out_of_reach: letters of the scores that have lain outside their band for eight bars or more.
        energy: of the bar, 0..1.
        section: of the arc that plays, None without one.
        out: layers that are out by energy or section.
        controls: controller messages, in time order.
        held_by: for scores that lie outside their band, what holds them there, as (letter, sentence).
        marks: names that stand at its line in a recording.
    """

    index: int
    start_tick: int
    bpm: float
    events: tuple[Event, ...]
    scores: Scores
    outcomes: tuple[Outcome, ...] = ()
    rescued: bool = False
    fill: bool = False
    muted: tuple[str, ...] = ()
    soloed: tuple[str, ...] = ()
    parameters: tuple[tuple[str, float], ...] = ()
    densities: tuple[tuple[str, float], ...] = ()
    out_of_reach: tuple[str, ...] = ()
    held_by: tuple[tuple[str, str], ...] = ()
    energy: float = 1.0
    section: SectionPlace | None = None
    out: tuple[str, ...] = ()
    controls: tuple[Control, ...] = ()
    marks: tuple[str, ...] = ()

    @property
    def due(self) -> tuple[Outcome, ...]:
        """What player or daemon carry out at this bar's line: stop, record and mark, as the engine answered them."""
        return tuple(
            outcome for outcome in self.outcomes if outcome.command in CARRIED_OUT and outcome.status == "applied"
        )
