"""What can a model find out: how the music stands, which parameters there are, why a step sounds, what the docs say?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pydantic import Field, JsonValue

from agent.tools.tool import MAX_SAID, Desk, Tool, count, name_of, shown
from engine.agenda import rows
from engine.arc import place_in
from engine.errors import TechnoError
from engine.heard import MAX_HEARD, figure_grid
from engine.holds import silent
from engine.parameters import canonical, parameters, read
from engine.plain_text import one_line
from engine.timebase import STEPS_PER_BAR
from engine.watching import plan_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.control import ClockStatus, Snapshot
    from engine.state import SessionState

MAX_ROWS: Final = 64
"""Parameters in one answer."""
DIGITS: Final = 4
MAX_NAME: Final = 64
"""Longest name by somebody else in what a model is told of the music, in characters."""


class ReadState(Tool):
    """How the music stands now: transport, tempo, layers, scores against their bands, what is muted, gliding, saved."""

    async def use(self, desk: Desk) -> JsonValue:
        """Return it as JSON."""
        desk.learnt = True
        return state_of(await desk.session.snapshot(), await desk.session.state())


class ReadParameters(Tool):
    """Parameters with value, range, default and cap a bar: those whose path begins so."""

    begins: str = Field(description="such as hat_c. or targets. or hat_c.density")

    async def use(self, desk: Desk) -> JsonValue:
        """Return a row a parameter."""
        desk.learnt = True
        config = (await desk.session.state()).config
        begins = self.begins.removeprefix("layers.")
        found = [known for path, known in parameters(config).items() if path.startswith((begins, canonical(begins)))]
        rows: list[JsonValue] = [
            {
                "path": known.path, "now": _rounded(read(config, known.path)), "range": known.allowed(),
                "cap_per_bar": _rounded(known.cap_per_bar) if known.moves else "switches on the bar line",
                "about": known.text,
            }
            for known in found[:MAX_ROWS]
        ]
        if not rows:
            raise TechnoError(f"no parameter begins with {shown(begins)}; layers are {', '.join(config.layers)}")
        return {"parameters": rows, "more": max(0, len(found) - MAX_ROWS)}


class Why(Tool):
    """Why a step of a layer sounds or stays silent in a bar."""

    layer: str = name_of("the layer")
    step: int = count(1, STEPS_PER_BAR, f"1..{STEPS_PER_BAR}")
    bar: int | None = Field(ge=1, description="counted from 1, one of the last 64; null is the one that sounds")

    async def use(self, desk: Desk) -> JsonValue:
        """Return the reasons."""
        desk.learnt = True
        bar = None if self.bar is None else self.bar - 1
        try:
            found = await desk.session.why(self.layer, self.step - 1, bar=bar)
        except (KeyError, IndexError) as error:
            raise TechnoError(str(error.args[0] if error.args else error)) from None
        return {
            "layer": found.layer, "step": found.step + 1, "bar": found.bar + 1, "sounds": found.sounds,
            "reasons": [shown(reason) for reason in found.reasons],
        }


class Hear(Tool):
    """Hear the last bars: patterns (X loud, x soft, - rest), scores, hits, and what changed in each and why."""

    bars: int = count(1, MAX_HEARD, f"how many, 1..{MAX_HEARD}; all that changed in them is told, and what is planned")

    async def use(self, desk: Desk) -> JsonValue:
        """Return a row a bar, oldest first, and the agenda."""
        desk.learnt = True
        heard = await desk.session.heard(self.bars)
        state = await desk.session.state()
        return {
            "bars": [
                {
                    "bar": bar.index + 1, "pattern": list(bar.grid), "scores": dict(bar.scores), "hits": bar.hits,
                    "energy": _rounded(bar.energy), "section": shown(bar.section), "guard_rebuilt_it": bar.rescued,
                    "fill": bar.fill, "silent": list(bar.silent), "changed": [shown(one) for one in bar.changed],
                }
                for bar in heard
            ],
            "planned": [shown(plan_words(item)) for item in state.agenda],
        }


class Decline(Tool):
    """Say in one line that a wish is not for a drum sequencer, and suggest what could be asked; call nothing else then.

    Such wishes are about weather, code, shells, keys, e-mail, melodies, vocals, the sound of a synthesiser.
    """

    reason: str = Field(description="one short sentence to the performer")
    suggestion: str = Field(description='a wish that this program can do, such as: try "more swing on the hats"')

    async def use(self, desk: Desk) -> JsonValue:
        """Remember that the wish is declined."""
        desk.declined = shown(f"{self.reason} {self.suggestion}")[:MAX_SAID]
        return {"declined": True}


def state_of(snapshot: Snapshot, state: SessionState) -> dict[str, JsonValue]:
    """Return the state of the music as JSON; numbers rounded, bars counted from 1, names and texts made printable."""
    config = state.config
    scores: Mapping[str, float] = snapshot.scores or {}
    return {
        "playing": snapshot.playing, "bar": None if snapshot.bar is None else snapshot.bar + 1,
        "bpm": _rounded(snapshot.bpm), "config": one_line(snapshot.config, MAX_NAME), "mode": config.mode,
        "scores": {letter: _rounded(value) for letter, value in scores.items()},
        "goals": {
            letter: None if band is None else [_rounded(end) for end in band] for letter, band in snapshot.goals.items()
        },
        "layers": {
            name: {
                "note": layer.note, "hits": layer.fills, "cycle": layer.steps,
                "density": None if layer.density is None else _rounded(layer.density.target),
                "measured": _measured(state, name),
                "swing": _rounded(layer.swing_percent), "velocity": _rounded(read(config, f"{name}.velocity")),
            }
            for name, layer in config.layers.items()
        },
        "pattern": list(figure_grid(state)),
        "silent": list(silent(state.stage, config.layers)),
        "mutes_bars_left": {hold.layer: hold.bars_left for hold in state.stage.mutes},
        "energy": _rounded(config.energy), "out_by_energy": list(state.out), "section": _section(state),
        "drop_bars_left": state.stage.drop_bars,
        "fill": "latched" if state.stage.fill_bars is None else state.stage.fill_bars,
        "frozen": state.frozen is not None,
        "gliding": {glide.shown: _rounded(glide.requested) for glide in state.glides},
        "modulated": {
            modulator.param_path: [_rounded(modulator.mod.min_val), _rounded(modulator.mod.max_val)]
            for modulator in config.modulators if modulator.cc is None
        },
        "out_of_reach": [letter for letter, bars in state.control.missed.items() if bars > 0],
        "scenes": [scene.name for scene in state.scenes],
        "last_changes": [one_line(step.label, MAX_NAME) for step in state.undo[-5:]],
        "can_redo": len(state.redo),
        "agenda": [dict(row) for row in rows(state)],
        "recording": snapshot.recording is not None, "clock": _clock(snapshot.sync),
    }


def _clock(clock: ClockStatus) -> JsonValue:
    """Return whose time is kept; not the port's name, which is the machine's."""
    kept: dict[str, JsonValue] = {"source": clock.source, "sent": clock.send, "shift_ms": _rounded(clock.shift_ms)}
    return kept if clock.source == "own" else kept | {
        "state": clock.state, "follow": clock.follow, "offset_ms": _rounded(clock.offset_ms), "awaits": clock.awaits,
    }


def _measured(state: SessionState, layer: str) -> float | None:
    """Return the share of steps that a layer played in the last bar; None before the first."""
    return None if state.figure is None else state.figure.masks.get(layer, 0).bit_count() / STEPS_PER_BAR


def _section(state: SessionState) -> JsonValue:
    """Return the section that plays and how it goes on; the names of all where none does; None without an arc."""
    arc, place = state.config.arc, place_in(state)
    if arc is None:
        return None
    if place is None:
        return {"arc_plays": False, "sections": [section.name for section in arc.sections]}
    return {"name": place.name, "bar": place.bar + 1, "of": place.of, "next": place.next, "held": place.held}


def _rounded(value: JsonValue) -> JsonValue:
    """Return JSON with its numbers rounded: a model is charged by the digit."""
    if isinstance(value, float):
        return round(value, DIGITS)
    return [_rounded(item) for item in value] if isinstance(value, list) else value
