"""What is a scene, and how does the music come back to it: at once, or in a morph over some bars?

A scene holds all parameters, mutes and solos. In a morph numbers move linearly inside their caps and everything else
switches in its last bar.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.history import repositioned
from engine.parameters import did_you_mean, parameters, read
from engine.state import MAX_SCENES, Change, Control, Glide, MorphEnd, SceneShot, SessionState, Switch

if TYPE_CHECKING:
    from engine.commands import Wish
    from engine.config import Config

SCENE_NAME = re.compile(r"[A-Za-z0-9_-]{1,32}")


@dataclass(frozen=True, slots=True)
class Recall:
    """What a recall does; `state` is None when it cannot be, and `reason` says why."""

    state: SessionState | None
    reason: str = ""
    changes: tuple[Change, ...] = ()
    configs: tuple[Config, Config] | None = None


def saved(state: SessionState, name: str) -> tuple[SessionState | None, str]:
    """Return the state with the scene saved, or None and why not."""
    if not SCENE_NAME.fullmatch(name):
        return None, "a scene's name is 1..32 letters, digits, - or _"
    others = tuple(scene for scene in state.scenes if scene.name != name)
    if len(others) >= MAX_SCENES:
        return None, f"there are {MAX_SCENES} scenes already"
    shot = SceneShot(name, state.config, state.stage.mutes, state.stage.solos)
    return replace(state, scenes=(*others, shot)), ""


def recalled(state: SessionState, name: str, over_bars: int, wish: Wish) -> Recall:
    """Return the state on its way to a scene: there at once, or gliding over some bars."""
    scene = next((scene for scene in state.scenes if scene.name == name), None)
    if scene is None:
        hint = did_you_mean(name, [known.name for known in state.scenes])
        return Recall(None, f"there is no scene {name}{hint}")
    if over_bars == 0:
        return _cut(state, scene)
    if not _alike(state.config, scene.config):
        return Recall(None, f"scene {name} has other layers or modulators; recall it without a morph")
    return _morph(state, scene, over_bars, wish)


def _cut(state: SessionState, scene: SceneShot) -> Recall:
    stage = replace(state.stage, mutes=scene.mutes, solos=scene.solos)
    alike = _alike(state.config, scene.config)
    after = replace(
        state, config=scene.config, stage=stage, glides=(), switches=(), morph=None, eased=True,
        modulators=repositioned(state, scene.config),
        layers=state.layers if alike else {}, control=state.control if alike else Control(),
    )
    return Recall(after, configs=(state.config, scene.config))


def _alike(one: Config, other: Config) -> bool:
    """Return True when two configs have the same parameters, so that numbers can move from one to the other."""
    return one.mode == other.mode and parameters(one).keys() == parameters(other).keys()


def _morph(state: SessionState, scene: SceneShot, over_bars: int, wish: Wish) -> Recall:
    glides, switches, changes = [], [], []
    for path, known in parameters(scene.config).items():
        before, after = read(state.config, path), read(scene.config, path)
        if before == after:
            continue
        changes.append(Change(path, before, after))
        both = (before, after)
        numbers = all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in both)
        if (known.moves or path == "bpm") and numbers and isinstance(after, (int, float)):
            glides.append(
                Glide(path, float(after), scene.name, wish.id, wish.author, "scene", scene.name, over_bars)
            )
        else:
            switches.append(Switch(path, after, wish.id, wish.author, over_bars))
    state = replace(
        state, glides=tuple(glides), switches=tuple(switches),
        morph=MorphEnd(over_bars, scene.mutes, scene.solos),
    )
    return Recall(state, changes=tuple(changes))
