"""What is a scene, and how does the music come back to it: at once, or in a morph over some bars?

A scene holds all parameters, mutes and solos. In a morph numbers move linearly inside their caps and everything else
switches in its last bar.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.answers import Answer, refused
from engine.glides import cap_for, landed
from engine.hands import on_layers
from engine.modulators import started
from engine.names import is_name
from engine.parameters import did_you_mean, parameters, read
from engine.state import MAX_SCENES, Change, Control, Glide, MorphEnd, SceneShot, SessionState, Switch

if TYPE_CHECKING:
    from engine.commands import Wish
    from engine.config import Config



def saved(state: SessionState, name: str) -> Answer:
    """Return the answer to a wish to save what sounds now as a scene."""
    if not is_name(name):
        return refused(state, "a scene's name is 1..32 letters, digits, - or _", path=name, requested=name)
    others = tuple(scene for scene in state.scenes if scene.name != name)
    if len(others) >= MAX_SCENES:
        return refused(state, f"there are {MAX_SCENES} scenes already", path=name, requested=name)
    shot = SceneShot(name, state.config, state.stage.mutes, state.stage.solos)
    after = replace(state, scenes=(*others, shot))
    return Answer(after, path=name, requested=name, applied=name, undoable=False)


def recalled(state: SessionState, name: str, over_bars: int, wish: Wish) -> Answer:
    """Return the answer to a wish for a scene: there at once (a cut), or on the way over some bars."""
    scene = next((scene for scene in state.scenes if scene.name == name), None)
    if scene is None:
        hint = did_you_mean(name, [known.name for known in state.scenes])
        return refused(state, f"there is no scene {name}{hint}", path=name, requested=name)
    if over_bars == 0:
        return _cut(state, scene)
    if not _alike(state.config, scene.config):
        reason = f"scene {name} has other layers or modulators; recall it without a morph"
        return refused(state, reason, path=name, requested=name)
    return _morph(state, scene, over_bars, wish)


def _cut(state: SessionState, scene: SceneShot) -> Answer:
    wished = landed(state)
    stage = on_layers(replace(state.stage, mutes=scene.mutes, solos=scene.solos), scene.config.layers)
    alike = _alike(state.config, scene.config)
    after = replace(
        state, config=scene.config, stage=stage, glides=(), switches=(), morph=None, eased=True,
        modulators=started(scene.config),
        layers=state.layers if alike else {}, control=state.control if alike else Control(),
    )
    configs = (wished.config, scene.config) if wished.config != scene.config else None
    return Answer(
        after, path=scene.name, requested=scene.name, applied=scene.name, configs=configs,
        stages=(wished.stage, stage), cut=True,
    )


def _alike(one: Config, other: Config) -> bool:
    """Return True when two configs differ in parameters only, so that one can become the other bar by bar."""
    return (
        one.mode == other.mode
        and parameters(one).keys() == parameters(other).keys()
        and _fixed(one) == _fixed(other)
    )


def _fixed(config: Config) -> set[tuple[object, ...]]:
    """Return the parts of a config that no wish can change: its layers, and its modulators' paths and modes."""
    return {
        *((name, layer.muted) for name, layer in config.layers.items()),
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
    stage = on_layers(replace(wished.stage, mutes=scene.mutes, solos=scene.solos), state.config.layers)
    if not changes and stage == wished.stage and state.morph is None:
        return Answer(state, path=name, requested=name, applied=name, reason="it sounds already")
    reason = f"{', '.join(still)} cannot move: a modulator stands still there" if still else ""
    after_wish = replace(
        state, glides=tuple(replace(glide, reason=reason) for glide in glides), switches=tuple(switches),
        morph=MorphEnd(over_bars, stage.mutes, stage.solos, name, wish.id, wish.author, reason=reason),
    )
    return Answer(
        after_wish, None, name, name, name, reason, changes=tuple(changes), stages=(wished.stage, stage), morph=True
    )
