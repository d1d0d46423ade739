"""What is a scene, and how does the music come back to it: at once, or in a morph over some bars?

A scene holds all parameters, mutes and solos. In a morph numbers move linearly inside their caps and everything else
switches in its last bar.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.altered import altered
from engine.answers import Answer, refused
from engine.config import MAX_SCENES
from engine.glides import cap_for, landed
from engine.history import exchanged
from engine.holds import on_layers
from engine.modulators import started
from engine.names import is_name
from engine.parameters import has_density, near_or_all, parameters, read
from engine.state import Change, Control, Glide, MorphEnd, SceneShot, SessionState, ShotChange, Switch

if TYPE_CHECKING:
    from engine.commands import Wish
    from engine.config import Config



def saved(state: SessionState, name: str) -> Answer:
    """Return the answer to a wish to save what sounds now as a scene; one that it overwrites can be brought back."""
    fault = _unnameable(name)
    if fault:
        return refused(state, fault, path=name, requested=name)
    old = _named(state, name)
    if old is None and len(state.scenes) >= MAX_SCENES:
        return refused(state, f"there are {MAX_SCENES} scenes already", path=name, requested=name)
    shot = SceneShot(name, state.config, state.stage.mutes, state.stage.solos, config_name=state.name)
    if state.meaning == 1:
        others = tuple(scene for scene in state.scenes if scene.name != name)
        return Answer(altered(state, scenes=(*others, shot)), path=name, requested=name, applied=name, undoable=False)
    after = altered(state, scenes=exchanged(state.scenes, [(name, shot)]))
    if old is None:
        return Answer(after, path=name, requested=name, applied=name, undoable=False)
    reason = f"it took the place of the scene {name} that was there"
    return Answer(
        after, path=name, requested=name, applied=name, reason=reason, shots=(ShotChange(name, old, shot),)
    )


def renamed(state: SessionState, name: str, to: str) -> Answer:
    """Return the answer to a wish to give a scene another name."""
    scene = _named(state, name)
    fault = _unknown(state, name) if scene is None else _unnameable(to)
    if scene is None or fault:
        return refused(state, fault, path=name, requested=to)
    if _named(state, to) is not None:
        return refused(state, f"there is a scene {to} already", path=name, requested=to)
    shot = altered(scene, name=to, own=True)
    place = state.scenes.index(scene)
    after = altered(state, scenes=(*state.scenes[:place], shot, *state.scenes[place + 1 :]))
    shots = (ShotChange(name, scene, None), ShotChange(to, None, shot))
    return Answer(after, path=name, requested=to, applied=to, shots=shots)


def deleted(state: SessionState, name: str) -> Answer:
    """Return the answer to a wish to forget a scene."""
    scene = _named(state, name)
    if scene is None:
        return refused(state, _unknown(state, name), path=name, requested=name)
    after = altered(state, scenes=exchanged(state.scenes, [(name, None)]))
    return Answer(after, path=name, requested=name, applied=name, shots=(ShotChange(name, scene, None),))


def _named(state: SessionState, name: str) -> SceneShot | None:
    return next((scene for scene in state.scenes if scene.name == name), None)


def _unnameable(name: str) -> str:
    return "" if is_name(name) else "a scene's name is 1..32 letters, digits, - or _"


def _unknown(state: SessionState, name: str) -> str:
    return f"there is no scene {name}{near_or_all(name, [known.name for known in state.scenes])}"


def recalled(state: SessionState, name: str, over_bars: int, wish: Wish) -> Answer:
    """Return the answer to a wish for a scene: there at once (a cut), or on the way over some bars."""
    scene = _named(state, name)
    if scene is None:
        return refused(state, _unknown(state, name), path=name, requested=name)
    if over_bars == 0:
        return _cut(state, scene)
    if not alike(state.config, scene.config):
        reason = f"scene {name} has other layers or modulators; recall it without a morph"
        return refused(state, reason, path=name, requested=name)
    return _morph(state, scene, over_bars, wish)


def _cut(state: SessionState, scene: SceneShot) -> Answer:
    wished = landed(state)
    stage = on_layers(altered(state.stage, mutes=scene.mutes, solos=scene.solos), scene.config.layers)
    same = alike(state.config, scene.config)
    after = altered(
        state, config=scene.config, stage=stage, glides=(), switches=(), morph=None, eased=True,
        modulators=started(scene.config), name=scene.config_name or state.name,
        layers=state.layers if same else {}, control=state.control if same else Control(),
    )
    configs = (wished.config, scene.config) if wished.config != scene.config else None
    return Answer(
        after, path=scene.name, requested=scene.name, applied=scene.name, configs=configs,
        stages=(wished.stage, stage), cut=True,
    )


def alike(one: Config, other: Config) -> bool:
    """Return True when two configs differ in parameters only, so that one can become the other bar by bar."""
    return one.mode == other.mode and _fixed(one) == _fixed(other)


def _fixed(config: Config) -> set[tuple[object, ...]]:
    """Return the parts of a config that no wish can change: its layers, and its modulators' paths and modes."""
    return {
        *((name, layer.muted, has_density(config, layer)) for name, layer in config.layers.items()),
        *((modulator.name, modulator.param_path, modulator.mod.mode) for modulator in config.modulators),
    }


def _morph(state: SessionState, scene: SceneShot, over_bars: int, wish: Wish) -> Answer:
    wished = landed(state)
    name, glides, switches, changes, still = scene.name, [], [], [], []
    for path, known in parameters(scene.config).items():
        now, after = read(state.config, path), read(scene.config, path)
        before = now if wished is state else read(wished.config, path)
        if before == after and now == after:
            continue
        changes.append(Change(path, before, after))
        numbers = all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in (now, after))
        if not ((known.moves or path == "bpm") and numbers and isinstance(after, (int, float))):
            switches.append(Switch(path, after, wish.id, wish.author, over_bars))
        elif cap_for(state.config, path):
            glides.append(Glide(path, float(after), name, wish.id, wish.author, "scene", name, over_bars))
        else:
            still.append(path)
    stage = on_layers(altered(wished.stage, mutes=scene.mutes, solos=scene.solos), state.config.layers)
    if not changes and stage == wished.stage and state.morph is None:
        return Answer(state, path=name, requested=name, applied=name, reason="it sounds already")
    reason = f"{', '.join(still)} cannot move: a modulator stands still there" if still else ""
    after_wish = altered(
        state, glides=tuple(altered(glide, reason=reason) for glide in glides), switches=tuple(switches),
        morph=MorphEnd(over_bars, stage.mutes, stage.solos, name, wish.id, wish.author, reason=reason),
    )
    return Answer(
        after_wish, None, name, name, name, reason, changes=tuple(changes), stages=(wished.stage, stage), morph=True
    )
