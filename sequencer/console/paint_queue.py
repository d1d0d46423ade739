"""What is queued, planned, gliding or held, and for how many more bars?"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from engine.arc import asked_line, place_in
from engine.glides import bars_left
from engine.holds import drops, silent
from engine.outcome_words import value_words
from engine.parameters import read
from sequencer.console.paint import clean
from sequencer.console.plans import next_plan, plan_words

if TYPE_CHECKING:
    from engine.bar import Bar
    from engine.state import Glide, Held, SessionState
    from sequencer.console.paint import Line
    from sequencer.console.view import StageView


def bars_words(bars: int) -> str:
    """Return bars to go, in words."""
    return f"{bars} bar{'' if bars == 1 else 's'} to go"


def queue_lines(view: StageView, height: int) -> list[Line]:
    """Return the changes under way, the most urgent first; when not all have room, how many more there are."""
    armed = "class:armed" if view.lit else "class:waiting"
    found: list[Line] = [((armed, f" {clean(words)}: at the next bar line"),) for words in view.waiting]
    hidden = 0
    if view.state is not None:
        moving: list[Line] = [(("class:glide", f" {clean(words)}"),) for words in on_its_way(view.state)]
        if view.bar is not None and view.state.stage.drop_bars == 0 and _dropped(view):
            back = f" drop: {_that_drop(view.state)} back on the next bar line"
            moving.insert(0, (("class:glide", clean(back)),))
        plans = _planned(view)
        room = max(1, height - len(found) - len(moving))
        hidden = max(0, len(plans) - room)  # what moves now is not pushed off by what is far away
        found += plans[:room] + moving
    if not found:
        return [(("class:dim", " nothing is queued, planned or gliding"),)]
    if len(found) + hidden > height:
        left = len(found) + hidden - height + 1
        return [*found[:height - 1], (("class:dim", f" and {left} more"),)]
    return list(found)


def _planned(view: StageView) -> list[Line]:
    """Return the section that comes and the plans, those that fall due first blinking."""
    state = view.state
    found: list[Line] = []
    if state is None:
        return found
    section = None if view.bar is None else _next_section(view.bar, state)
    if section is not None:
        name, left = section
        found.append((("class:waiting", f" section {clean(name)}: in {left} bar{'' if left == 1 else 's'}"),))
    first = next_plan(state)
    for plan in state.agenda:
        blinks = first is not None and plan.watch is None and plan.at_bar == first.at_bar and view.lit
        found.append((("class:armed" if blinks else "class:waiting", f" {clean(plan_words(view, plan))}"),))
    return found


def _next_section(bar: Bar, state: SessionState) -> tuple[str, int] | None:
    """Return the section that follows the bar's, asked for or by the plan, and in how many bars; None for none."""
    place, line = bar.section, asked_line(state)
    if place is None:
        return None
    if line is None and state.arc is not None and state.arc.began > bar.index:
        line = state.arc.began  # it is made already, and does not sound yet
    if line is not None:
        follows = place_in(state)
        name = "" if follows is None else follows.name if asked_line(state) is None else follows.next
        return (name, line - bar.index) if name else None
    return (place.next, place.of - place.bar) if place.next and not place.held else None


def _dropped(view: StageView) -> bool:
    """Return True in the last bar of a drop: layers are out that nothing holds any more."""
    if view.state is None or view.bar is None or view.previewed:
        return False
    held = silent(view.state.stage, view.state.config.layers)
    return any(drops(layer) and layer not in held for layer in view.bar.muted)


def _that_drop(state: SessionState) -> str:
    """Name the layers that a drop takes out."""
    return " and ".join(layer for layer in state.config.layers if drops(layer))


def on_its_way(state: SessionState) -> list[str]:
    """Describe the changes of the coming bars, from the state after the last bar that was made."""
    stage, found = state.stage, []
    if stage.drop_bars:
        back = state.bar + stage.drop_bars
        found.append(f"drop: {bars_words(stage.drop_bars)}, {_that_drop(state)} back at bar {back + 1}")
    if stage.fill_bars is None:
        found.append("fill: latched until :fill off")
    elif stage.fill_bars:
        found.append(f"fill: {bars_words(stage.fill_bars)}")
    if state.morph is not None:
        found.append(f"scene {state.morph.scene}: {bars_words(state.morph.bars_left)}")
    found += _gliding(state)
    if state.frozen is not None:
        found.append(f"frozen: bar {state.frozen.bar + 1} repeats until :freeze off")
    found += [_held("mute", hold) for hold in stage.mutes] + [_held("solo", hold) for hold in stage.solos]
    return found


def _held(kind: str, hold: Held) -> str:
    until = f"until :un{kind}" if hold.bars_left is None else bars_words(hold.bars_left)
    return f"{kind} {hold.layer}: {until}"


def _gliding(state: SessionState) -> list[str]:
    leading = {glide.path: glide for glide in state.glides}
    morph = "" if state.morph is None else state.morph.wish
    found = []
    for (wish, shown), group in groupby(state.glides, key=lambda glide: (glide.wish, glide.shown)):
        glides = list(group)
        if glides[0].command == "scene":
            if wish != morph or not morph:  # the morph itself has its line already
                left = max(bars_left(state.config, glide, leading) for glide in glides)
                found.append(f"scene {shown}: {_counted(len(glides), 'parameter')}, {bars_words(left)}")
            continue
        left = max(bars_left(state.config, glide, leading) for glide in glides)
        found.append(f"{shown}: {_way(state, glides)}, {bars_words(left)}")
    return found


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _way(state: SessionState, glides: list[Glide]) -> str:
    """Return the start and the goal of a glide, of one parameter or of both ends of a band."""
    if len(glides) > 2:  # noqa: PLR2004 - a band has two ends
        return _counted(len(glides), "parameter")
    now = "-".join(value_words(read(state.config, glide.path)) for glide in glides)
    return f"{now} to {'-'.join(value_words(glide.goal) for glide in glides)}"
