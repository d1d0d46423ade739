"""Which scene lies on which key, which one sounds, and which one comes?

A scene that is named by a digit lies on that key; the others take the free keys in their order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.arc import section_of
from engine.commands import Scene

if TYPE_CHECKING:
    from engine.state import Planned, SessionState

SLOTS: Final = "123456789"
MORPHS: Final = (0, 1, 2, 4, 8, 16, 32)
"""Lengths of a morph that a key goes through, in bars."""


def slots(state: SessionState) -> dict[str, str]:
    """Return the name of the scene on each key that has one, by key, in the order of the keys."""
    names = [shot.name for shot in state.scenes]
    found = {name: name for name in names if name in SLOTS and len(name) == 1}
    free = [key for key in SLOTS if key not in found]
    found |= dict(zip(free, (name for name in names if name not in found), strict=False))
    return dict(sorted(found.items()))


def beyond(state: SessionState) -> int:
    """Return how many scenes have no key."""
    return len(state.scenes) - len(slots(state))


def sounding_scene(state: SessionState) -> str:
    """Return the scene that was recalled last and not left by a load or an undo, or is as it was saved; "" for none."""
    names = {shot.name for shot in state.scenes}
    if state.morph is not None:
        return ""
    section = section_of(state)
    if section is not None and section.scene in names:
        return section.scene or ""
    for step in reversed(state.undo):
        if step.configs is not None and step.label.startswith("load"):
            return ""
        for label in reversed(step.label.split(", ")):
            if label.startswith("scene ") and not step.shots:
                name = label.removeprefix("scene ")
                return name if name in names else ""
    held = (state.stage.mutes, state.stage.solos)  # one that is as it was saved sounds too
    return next((
        shot.name for shot in state.scenes if (shot.mutes, shot.solos) == held and shot.config == state.config
    ), "")


def armed_scenes(state: SessionState) -> dict[str, Planned]:
    """Return the plan that recalls each scene first, by the scene's name."""
    found: dict[str, Planned] = {}
    for plan in state.agenda:
        command = plan.wish.command
        if isinstance(command, Scene) and command.action == "recall":
            found.setdefault(command.name, plan)
    return found


def next_morph(bars: int) -> int:
    """Return the length of a morph after a length, in bars, and the shortest after the longest."""
    return MORPHS[(MORPHS.index(bars) + 1) % len(MORPHS)] if bars in MORPHS else MORPHS[0]
