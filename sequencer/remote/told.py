"""What is told of a session to those who listen: addresses with their values, and only what has changed.

What can be steered is told under the address that steers it, so that faders, switches and lights follow the session
and not the finger. What can only be read stands under /techno/state/.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.arc import asked_line, place_in, section_of
from engine.bands import SCORE_LETTERS
from engine.control import WELL
from engine.holds import holds_layer
from engine.parameters import is_number, parameters, read
from engine.plain_text import printable
from engine.timebase import STEPS_PER_BAR
from sequencer.console.wording import agenda_lines

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.bar import Bar
    from engine.control import Snapshot
    from engine.state import SessionState

Values = tuple[str | float, ...]
Facts = dict[str, Values]
"""Address to arguments."""

GONE: Final[Facts] = {"/techno/state/session": (0,)}
"""What is known while no session answers."""

MEANINGS: Final = {
    "state/session": "1 while the session answers, else 0",
    "state/playing": "1 or 0",
    "state/bar": "the bar that sounds, from 1; 0 before the first",
    "state/beat": "bar and beat, from 1, as the beat falls",
    "state/phrase": "the bar's place in the phrase, from 1, and the phrase's length in bars",
    "state/config": "its name",
    "state/section": "its name, bars left, and what follows; empty names for none",
    "state/score/LETTER": "the score of that bar: E, S, D, H, T_ms or T_rand_ms",
    "state/pattern/LAYER": "16 velocities of the bar that sounds, 0 for silence",
    "state/layers": "their names, in the order of the grid",
    "state/scenes": "the names of what is saved",
    "state/sections": "the names of the arc, if there is one",
    "state/planned": "a line for each plan that waits",
    "state/verdict": "what is wrong, or that all is well",
    "bpm": "BPM", "energy": "0 to 1", "freeze": "1 or 0", "arc": "1 while an arc is followed, else 0",
    "hold": "1 while the section is held, else 0", "fill/latch": "1 while the fill stays, else 0",
    "mute/LAYER": "1 or 0", "solo/LAYER": "1 or 0", "lock/LAYER": "1 or 0",
    "target/LETTER": "the band's two ends; no argument when there is no band",
    "set/PATH": "the parameter's value", "knob/PATH": "its place in its range, 0 to 1",
    "outcome": "status, author and words of what became of a wish", "log": "a line for people",
    "answer": "to the sender alone: the address it sent, and what the console would print",
    "error": "to the sender alone: the address it sent, and why it was refused",
}
"""Every address that is told, behind /techno/, and its arguments; docs/osc-addresses.md is made of it."""


def facts(snapshot: Snapshot, state: SessionState) -> Facts:
    """Return all that is told of a session. Bars, phrases and plans count from 1, as people do."""
    return {**_standing(snapshot, state), **_hands(state), **_parameters(state)}


def changed(before: Mapping[str, Values], now: Mapping[str, Values]) -> Facts:
    """Return the facts that are new or differ."""
    return {address: values for address, values in now.items() if before.get(address) != values}


def pattern(bar: Bar) -> Facts:
    """Return the hits of a bar: 16 velocities a layer, 0 where it is silent; what a performer muted is 0 too."""
    steps: dict[str, list[int]] = {layer: [0] * STEPS_PER_BAR for layer, _ in bar.densities}
    for event in bar.events:
        row = steps.setdefault(event.layer, [0] * STEPS_PER_BAR)
        if event.layer not in bar.muted:
            row[event.step] = max(row[event.step], event.velocity)
    return {f"/techno/state/pattern/{layer}": tuple(row) for layer, row in steps.items()}


def _standing(snapshot: Snapshot, state: SessionState) -> Facts:
    scores, arc = snapshot.scores or {}, state.config.arc
    section, place = section_of(state), state.arc
    line = asked_line(state)
    if line is None:
        line = 0 if section is None or place is None else place.began + section.bars
    left = max(0, line - state.bar)
    shown = place_in(state)
    goes_on = place is not None and place.held and place.wished is None
    follows = "" if shown is None or goes_on else shown.next
    found: Facts = {
        "/techno/state/session": (1,),
        "/techno/state/playing": (int(snapshot.playing),),
        "/techno/state/bar": (0 if snapshot.bar is None else snapshot.bar + 1,),
        "/techno/state/phrase": (snapshot.phrase.bar + 1, snapshot.phrase.of),
        "/techno/state/config": (printable(snapshot.config),),
        "/techno/state/section": ("" if section is None else section.name, left, follows),
        "/techno/state/planned": tuple(agenda_lines(state)) if state.agenda else (),
        "/techno/state/scenes": tuple(scene.name for scene in state.scenes),
        "/techno/state/sections": () if arc is None else tuple(dict.fromkeys(one.name for one in arc.sections)),
        "/techno/state/layers": tuple(state.config.layers),
        "/techno/state/verdict": (printable(snapshot.verdict or WELL),),
        "/techno/bpm": (snapshot.bpm,),
        "/techno/energy": (state.config.energy,),
        "/techno/freeze": (int(state.frozen is not None),),
        "/techno/arc": (int(place is not None),),
        "/techno/hold": (int(place is not None and place.held),),
        "/techno/fill/latch": (int(state.stage.fill_bars is None),),
    }
    found |= {f"/techno/state/score/{letter}": (scores[letter],) for letter in sorted(scores)}
    for letter in SCORE_LETTERS:
        band = snapshot.goals.get(letter)
        found[f"/techno/target/{letter}"] = () if band is None else band
    return found


def _hands(state: SessionState) -> Facts:
    stage = state.stage
    found: Facts = {}
    for layer in state.config.layers:
        found[f"/techno/mute/{layer}"] = (int(holds_layer(stage.mutes, layer)),)
        found[f"/techno/solo/{layer}"] = (int(holds_layer(stage.solos, layer)),)
        found[f"/techno/lock/{layer}"] = (int(layer in stage.locks),)
    return found


def _parameters(state: SessionState) -> Facts:
    """Return each number as it is, and where it stands in its range, for knobs."""
    found: Facts = {}
    for path, known in parameters(state.config).items():
        value = read(state.config, path)
        if not is_number(value):
            continue
        place = path.replace(".", "/")
        found[f"/techno/set/{place}"] = (value,)
        if known.low is not None and known.high is not None and known.high > known.low:
            found[f"/techno/knob/{place}"] = ((value - known.low) / (known.high - known.low),)
    return found
