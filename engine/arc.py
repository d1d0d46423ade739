"""How does a set develop: which section plays, how far is it, and what does it ask for?

An arc is a plan of sections. Each starts from the config's values and names what differs: energy (a value, or a fade
from one to another), layers that stay out, targets and parameters. What a hand has changed stays. Energy is where the
section wants it from its first bar on; everything else moves through the limiter. The arc plays only when asked.

Source: ours (docs/rules.md#arc).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.altered import altered
from engine.answers import Answer, refused
from engine.checked import checked
from engine.energy import gated, mapped, on_line
from engine.glides import cap_for, number_at
from engine.limits import ROUNDING, held_in_type, towards
from engine.parameters import canonical, did_you_mean, kept_in_order, parameter, read, write
from engine.phrase import LONGEST_PHRASE_BARS, next_line
from engine.state import ArcPlace, SessionState

if TYPE_CHECKING:
    from engine.arc_plan import Section
    from engine.bar import Outcome, SectionPlace
    from engine.config import Config

ENERGY = "energy"
AUTHOR = "arc"


def begun(config: Config, bar: int) -> ArcPlace | None:
    """Return the place of an arc that starts at a bar, None without an arc."""
    return None if config.arc is None else ArcPlace(section=0, began=bar, base=config)


def section_of(state: SessionState) -> Section | None:
    """Return the section that plays in the bar to come, None without one."""
    arc, place = state.config.arc, state.arc
    return None if arc is None or place is None else arc.sections[min(place.section, len(arc.sections) - 1)]


def set_forth(state: SessionState) -> SessionState:
    """Return the state with arc, energy map and the layers that are there as they are in the bar to come."""
    config = state.config
    if state.arc is not None:
        state = entered_arc(state)
    if config.energy_map:
        state = mapped(state)
    out = layers_out(state)
    return altered(state, out=out, stirred=out != state.out) if out != state.out or state.stirred else state


def entered_arc(state: SessionState) -> SessionState:
    """Return the state with its arc moved into the bar to come: section begun, energy and values where it wants them.

    A section begins a phrase: phrases are counted from it where it does not lie on their longest grid anyway.

    Source: ours, see above.
    """
    arc, state = state.config.arc, in_section(state)
    place = state.arc
    if place is None or arc is None:
        return state
    begins = place.began == state.bar
    section = arc.sections[place.section]
    if begins and section.scene:
        state = _recalled(state, section.scene, section.morph)
    if begins and section.start == "fill":
        fill_bars = state.stage.fill_bars
        state = altered(state, stage=altered(state.stage, fill_bars=None if fill_bars is None else max(fill_bars, 1)))
    config = state.config
    if not energy_in_hand(state):
        config = write(config, ENERGY, energy_at(section, state.bar - place.began))
    return altered(state, config=_moved(state, config, section, place.base))


def in_section(state: SessionState) -> SessionState:
    """Return the state with its place in the arc moved into the bar to come; a section that was asked for frees energy.

    Source: ours, see `entered_arc`.
    """
    before, arc = state.arc, state.config.arc
    if before is None or arc is None:
        return state
    place = _advanced(state, before)
    if before.wished is not None and place.wished is None:
        state = altered(state, touched=_let_go(state))
    begins = place.began == state.bar
    anchor = state.bar if begins and (state.bar - state.anchor) % LONGEST_PHRASE_BARS else state.anchor
    return altered(state, arc=place, anchor=anchor)


def energy_in_hand(state: SessionState) -> bool:
    """Return True where a hand has set energy, or still moves it, and the arc leaves it alone."""
    return ENERGY in state.touched or any(glide.path == ENERGY for glide in state.glides)


def energy_at(section: Section, bar: int) -> float:
    """Return the energy of a section in one of its bars, from 0; a fade ends in its last bar.

    Source: ours: a straight line.
    """
    if isinstance(section.energy, (int, float)):
        return float(section.energy)
    start, end = section.energy
    share = min(bar, section.bars - 1) / max(section.bars - 1, 1)
    return start + (end - start) * share


def _advanced(state: SessionState, place: ArcPlace) -> ArcPlace:
    """Return the place with the next section begun where the last one is over, or a wished one where a line allows."""
    arc = state.config.arc
    if arc is None:
        return place
    if place.wished is not None and (on_line(state) or state.bar == place.began):
        return altered(place, section=place.wished, began=state.bar, wished=None)
    last = place.section >= len(arc.sections) - 1
    over = state.bar - place.began >= arc.sections[min(place.section, len(arc.sections) - 1)].bars
    if not over or place.held or (last and not arc.loop):
        return altered(place, section=min(place.section, len(arc.sections) - 1))
    following = 0 if last else place.section + 1
    wished = None if place.wished == following else place.wished  # what was asked for has come by itself
    return altered(place, section=following, began=state.bar, wished=wished)


def _moved(state: SessionState, config: Config, section: Section, base: Config) -> Config:
    """Return the config with everything that some section names moved towards this section's value, or the base's."""
    arc = config.arc
    if arc is None:
        return config
    led = {glide.path for glide in state.glides}
    wanted = {canonical(path): value for path, value in section.values().items()}
    for path in dict.fromkeys(canonical(path) for one in arc.sections for path in one.values()):
        if path in state.touched or path in led or parameter(config, path) is None:
            continue
        goal = wanted[path] if path in wanted else read(base, path)
        now, known = number_at(config, path), parameter(config, path)
        if known is not None and known.moves and now is not None and isinstance(goal, (int, float)):
            value = kept_in_order(config, path, towards(now, float(goal), cap_for(config, path)))
            if abs(value - now) > ROUNDING:
                config = write(config, path, held_in_type(known, value))
        elif read(config, path) != goal:
            config = write(config, path, checked(config, path, goal).value)
    return config


def _recalled(state: SessionState, name: str, bars: int) -> SessionState:
    """Return the state with a scene of the section on its way; it is no step of undo."""
    from engine.commands import Scene, Wish  # noqa: PLC0415 - few arcs recall scenes
    from engine.scenes import recalled  # noqa: PLC0415 - scenes and the arc are needed by few sessions

    answer = recalled(state, name, bars, Wish(Scene("recall", name, bars), author=AUTHOR))
    return answer.state if answer.status != "refused" else state


def missed_scene(state: SessionState) -> tuple[Outcome, ...]:
    """Return the refusal of a scene that the section which has just begun wants and which is not there, if so."""
    place, section = state.arc, section_of(state)
    if place is None or section is None or place.began != state.bar or not section.scene:
        return ()
    if any(scene.name == section.scene for scene in state.scenes):
        return ()
    from engine.bar import Outcome  # noqa: PLC0415 - as above

    reason = f"section {section.name} asks for it: there is no scene {section.scene}"
    return (Outcome(
        "", AUTHOR, "scene", section.scene, "refused", section.scene, None, None, reason=reason,
    ),)


def layers_out(state: SessionState) -> tuple[str, ...]:
    """Return the layers that are out in the bar to come, by energy and by section.

    Layers come and go where a phrase or a section begins.
    """
    place, section = state.arc, section_of(state)
    begins = place is not None and place.began == state.bar
    if not (begins or on_line(state)):
        return state.out
    away = gated(state.config, state.config.energy, state.out)
    muted = section.mute if section is not None else ()
    return tuple(name for name in state.config.layers if name in away or name in muted)


def place_in(state: SessionState) -> SectionPlace | None:
    """Return the section of the coming bar, as people see it."""
    from engine.bar import SectionPlace  # noqa: PLC0415 - read by sessions with an arc only

    arc, place, section = state.config.arc, state.arc, section_of(state)
    if arc is None or place is None or section is None:
        return None
    following = place.wished if place.wished is not None else place.section + 1
    if following >= len(arc.sections):
        following = 0 if arc.loop else -1
    later = "" if following < 0 else arc.sections[following].name
    return SectionPlace(section.name, state.bar - place.began, section.bars, later, held=place.held)


def asked_line(state: SessionState) -> int | None:
    """Return the bar on which a section that was asked for begins, from 0; None when none was."""
    if state.arc is None or state.arc.wished is None:
        return None
    return next_line(state.anchor, state.config.phrase.bars, state.bar)


def ends_with(state: SessionState) -> str:
    """Return the turn that ends this bar's section: build or stop; "" where it does not end."""
    place, section = state.arc, section_of(state)
    if place is None or section is None or place.held or state.bar - place.began != section.bars - 1:
        return ""
    return {"roll": "build", "cut": "stop"}.get(section.end, "")


def starts_with_crash(state: SessionState) -> bool:
    """Return True in the first bar of a section that begins with a crash."""
    place, section = state.arc, section_of(state)
    return section is not None and place is not None and place.began == state.bar and section.start == "crash"


# --- wishes -----------------------------------------------------------------------------------------------------------


def to_section(state: SessionState, name: str) -> Answer:
    """Return the answer to a wish for a section, by name or `next`.

    It begins on the phrase line; where no arc plays, the arc begins with it in the next bar.
    """
    arc = state.config.arc
    if arc is None:
        return refused(state, "this config has no arc", path=name, requested=name)
    place = state.arc or begun(state.config, state.bar)
    if place is None:
        raise AssertionError("an arc without a place")
    names = [section.name for section in arc.sections]
    if name == "next":
        wished = place.section + 1
        if wished >= len(names):
            if not arc.loop:
                return refused(state, "this is the last section", path=name, requested=name)
            wished = 0
    elif name in names:
        wished = names.index(name)
    else:
        hint = did_you_mean(name, names)
        return refused(state, f"there is no section {name}{hint}", path=name, requested=name)
    after = altered(state, arc=altered(place, wished=wished))
    line = next_line(after.anchor, after.config.phrase.bars, after.bar)
    with_arc = place.began == after.bar != line
    where = f"with the arc, bar {after.bar + 1}" if with_arc else f"on the phrase line, bar {line + 1}"
    reason = f"{names[wished]} begins {where}"
    if energy_in_hand(state):
        reason += ", and takes energy back"
    return Answer(after, path=name, requested=name, applied=names[wished], reason=reason)


def _let_go(state: SessionState) -> dict[str, int]:
    """Return the touched paths without energy: who asks for a section gives the fader back."""
    return {path: bar for path, bar in state.touched.items() if path != ENERGY}


def to_arc(state: SessionState, *, on: bool) -> Answer:
    """Return the answer to a wish to play the arc from here, or to leave it."""
    if not on:
        return Answer(altered(state, arc=None), applied=False, reason="" if state.arc else "no arc was playing")
    place = begun(state.config, state.bar)
    if place is None:
        return refused(state, "this config has no arc", requested=True)
    if state.arc is not None:
        return Answer(state, applied=True, reason="it plays already")
    return Answer(altered(state, arc=place, touched=_let_go(state)), requested=True, applied=True)


def to_hold(state: SessionState, *, on: bool) -> Answer:
    """Return the answer to a wish to stay in this section, or to go on after it."""
    if state.arc is None:
        return refused(state, "no arc is playing; :arc on starts one", requested=on)
    return Answer(altered(state, arc=altered(state.arc, held=on)), requested=on, applied=on)
