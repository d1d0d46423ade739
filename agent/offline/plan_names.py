"""Which plans do some words name: "the drop", "the tempo change", "the mute of the clap"?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.commands import Drop, Section, Set, Tempo

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from engine.state import Planned

PARTS: Final = {
    "stop": ("transport",), "end": ("transport",), "stopping": ("transport",), "ending": ("transport",),
    "fill": ("fill",), "fills": ("fill",), "roll": ("fill",),
    "drop": ("drop", "section"), "breakdown": ("drop", "section"), "break": ("drop", "section"),
    "rise": ("section",), "build": ("section",), "groove": ("section",), "intro": ("section",), "outro": ("section",),
    "switch": ("scene", "load"), "recall": ("scene",), "scene": ("scene",), "change": ("scene", "load", "set", "tempo"),
    "load": ("load",), "mute": ("mute",), "muting": ("mute",), "unmute": ("unmute",), "return": ("unmute", "set"),
    "comeback": ("unmute",), "solo": ("solo",), "tempo": ("tempo",), "bpm": ("tempo",), "speed": ("tempo",),
    "energy": ("set",), "ramp": ("tempo", "set"),
    "recording": ("record",), "mark": ("mark",), "marker": ("mark",), "freeze": ("freeze",), "section": ("section",),
}
"""The commands that a word may mean."""
SECTIONS: Final = {"build": "rise", "breakdown": "break"}
"""Other words for the sections of an arc."""
OF_TEMPO: Final = frozenset({"tempo", "bpm", "speed"})
LITTLE: Final = frozenset("the that this my our planned next of a any all those these".split())
WATCHES: Final = frozenset({"watch", "condition", "rule", "trigger", "watching"})
"""Words for a plan that waits for a condition."""


def plans_named(words: Collection[str], layers: Collection[str], agenda: Sequence[Planned]) -> list[Planned]:
    """Return the plans that all of some words mean, and that are about some layers.

    Args:
        words: of `PARTS`; none for plans of any kind. layers: none for any. agenda: what is planned.
    """
    return [
        item for item in agenda
        if all(_is(item, word) for word in words) and (not layers or layer_of_plan(item) in layers)
    ]


def layer_of_plan(item: Planned) -> str:
    """Return the layer that a plan is about; "" for none."""
    command = item.wish.command
    return str(getattr(command, "layer", "")) or str(getattr(command, "path", "")).split(".")[0]


def _is(item: Planned, word: str) -> bool:
    command = item.wish.command
    if isinstance(command, Section) and word != "section":
        return command.name == SECTIONS.get(word, word)
    if isinstance(command, Drop):
        return word in {"drop", "break", "breakdown"}
    if word in OF_TEMPO:
        return isinstance(command, Tempo)
    if word == "energy":
        return isinstance(command, Set) and command.path == "energy"
    return command.command in PARTS[word]
