"""How do scenes stand in a config, and how do they come into a session and out of it again?

In a config a scene is what differs from the config: values by path, mutes and solos. In a session it is a whole config,
which is at hand when it is recalled; a scene with other layers than the session's lives in the session only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.checked import checked
from engine.config import SceneInConfig
from engine.errors import Fault
from engine.found_words import shown
from engine.glides import fitting
from engine.parameters import canonical, near_or_all, parameter, parameters, read, write
from engine.scenes import alike
from engine.state import Held, SceneShot

if TYPE_CHECKING:
    from engine.config import Config
    from engine.state import SessionState


def of_config(config: Config) -> tuple[Config, tuple[SceneShot, ...]]:
    """Return a filled config without its scenes, and these as a session has them."""
    if not config.scenes:
        return config, ()
    plain = config.model_copy(update={"scenes": {}})
    shots = []
    for name, scene in config.scenes.items():
        changed = plain
        for path, value in scene.set.items():
            usable = checked(changed, canonical(path), value)
            changed = changed if usable.refused else write(changed, canonical(path), usable.value)
        mutes, solos = (
            tuple(Held(layer, None) for layer in layers if layer in plain.layers)
            for layers in (scene.mutes, scene.solos)
        )
        shots.append(SceneShot(name, fitting(changed), mutes, solos, own=False))
    return plain, tuple(shots)


def with_scenes(state: SessionState) -> Config:
    """Return a session's config as it stands, with those of its scenes that have the same layers and modulators."""
    scenes = {
        scene.name: SceneInConfig(
            set={
                path: read(scene.config, path) for path in parameters(scene.config)
                if read(scene.config, path) != read(state.config, path)
            },
            mutes=tuple(hold.layer for hold in scene.mutes), solos=tuple(hold.layer for hold in scene.solos),
        )
        for scene in state.scenes if alike(state.config, scene.config)
    }
    return state.config.model_copy(update={"scenes": scenes})


def not_in_config(state: SessionState) -> str:
    """Name the hits by hand, mutes, solos and locks, which no config can hold; "" where there are none."""
    stage = state.stage
    steps: dict[str, list[str]] = {}
    for hit in stage.hits:
        steps.setdefault(hit.layer, []).append(f"{hit.step + 1}" if hit.on else f"{hit.step + 1} off")
    held = [f"hits by hand on {layer} ({', '.join(places)})" for layer, places in steps.items()]
    for what, layers in (
        ("mute", [hold.layer for hold in stage.mutes]), ("solo", [hold.layer for hold in stage.solos]),
        ("lock", stage.locks),
    ):
        held += [f"{what} {layer}" for layer in layers]
    return f"; not in it, which a config cannot hold: {', '.join(held)}" if held else ""


def faults(config: Config) -> list[Fault]:
    """Return the faults of a filled config's scenes."""
    found = []
    for name, scene in config.scenes.items():
        here = f"scenes.{name}"
        for path, value in scene.set.items():
            known = parameter(config, canonical(path))
            usable = checked(config, canonical(path), value)
            if usable.refused or usable.reason:
                allowed = "the path of a parameter" if known is None else known.allowed()
                found.append(Fault(f"{here}.set.{path}", shown(value), allowed, usable.reason))
        for key in ("mutes", "solos"):
            for layer in getattr(scene, key):
                if layer not in config.layers:
                    message = f"there is no layer {layer}{near_or_all(layer, config.layers)}"
                    found.append(Fault(f"{here}.{key}", layer, "a layer of the config", message))
    return found
