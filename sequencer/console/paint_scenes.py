"""Which scenes are there, which one sounds, and which one comes in how many bars? One row, a slot a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sequencer.console.paint import clean, width_of
from sequencer.console.slots import armed_scenes, beyond, slots, sounding_scene

if TYPE_CHECKING:
    from sequencer.console.paint import Fragment, Line
    from sequencer.console.view import StageView

NAME_LETTERS: Final = 12
"""Most that is shown of a scene's name."""


def scene_lines(view: StageView, width: int) -> list[Line]:
    """Return the row of slots; what has no room or no key is counted at the end."""
    state = view.state
    if state is None or not state.scenes:
        return [(("class:dim", " scenes: none yet; w and a digit save one in hands, or :scene save NAME"),)]
    sounding, hidden = sounding_scene(state), beyond(state)
    way = f"morph {view.morph_bars} bar{'' if view.morph_bars == 1 else 's'}" if view.morph_bars else "cut"
    end = f"  recall: {way}"
    room = width - width_of(end) - 6
    line: list[Fragment] = [("class:dim", " scenes")]
    room -= 7
    for key, name in slots(state).items():
        fragment = _slot(view, key, name, sounds=name == sounding)
        if hidden < 0 or width_of(fragment[1]) > room:
            hidden += 1
            continue
        room -= width_of(fragment[1])
        line.append(fragment)
    if hidden > 0:
        line.append(("class:mark", f"  +{hidden}"))
    return [(*line, ("class:value" if view.morph_bars else "class:dim", end))]


def _slot(view: StageView, key: str, name: str, *, sounds: bool) -> Fragment:
    """Return a slot: sounding, on its way, armed with its bars left, or at rest."""
    state, shown = view.state, clean(name)[:NAME_LETTERS]
    word = "" if name == key else f" {shown}"
    if state is None:
        return "", ""
    if state.morph is not None and state.morph.scene == name:
        return "class:glide", f"  {key}{word} >{state.morph.bars_left}"
    plan = armed_scenes(state).get(name)
    if plan is not None or f"scene {name}" in view.waiting:
        bars = 1 if plan is None else view.bars_until(plan.at_bar)
        return "class:armed" if view.lit else "class:waiting", f"  {key}{word} in {bars}"
    if sounds:
        return "class:play", f"  {'>' if view.ascii_only else '▶'}{key}{word}"
    return "class:layer", f"  {key}{word}"
