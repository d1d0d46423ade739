"""What happens to the tempo while another clock is followed?

Each bar then takes the followed tempo, as the wish of an author of its own; where there is such a wish, the tempo is
nobody else's to change.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from engine.answers import Answer, refused
from engine.checked import checked
from engine.commands import Set, Tempo
from engine.parameters import canonical, write

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.commands import Command, Wish
    from engine.state import SessionState

CLOCK: Final = "clock"
"""Author of the followed tempo."""


def is_led(wishes: Iterable[Wish]) -> bool:
    """Return True when the tempo is led by a clock that is followed."""
    return any(wish.author == CLOCK for wish in wishes)


def led(state: SessionState, command: Tempo) -> Answer:
    """Return the answer to the followed clock's own wish: its tempo holds at once, and nothing else moves it."""
    usable = checked(state.config, "bpm", command.bpm)
    if usable.refused or not isinstance(usable.value, float):
        return refused(state, usable.reason, path="bpm", requested=command.bpm)
    bpm = usable.value
    glides = tuple(glide for glide in state.glides if glide.path != "bpm")
    config = state.config if state.config.bpm == bpm else write(state.config, "bpm", bpm)
    return Answer(
        replace(state, config=config, glides=glides), path="bpm", requested=command.bpm, applied=bpm, undoable=False
    )


def held(state: SessionState, command: Command) -> Answer | None:
    """Return the refusal of a wish that would change a tempo that is led; None for any other wish."""
    if not (isinstance(command, Tempo) or (isinstance(command, Set) and canonical(command.path) == "bpm")):
        return None
    requested = command.bpm if isinstance(command, Tempo) else command.to
    answer = refused(state, "the tempo is that of the clock that is followed", path="bpm", requested=requested)
    return answer._replace(held_by=f"clock: {state.config.bpm:g} BPM")
