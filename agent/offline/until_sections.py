"""What lasts until a section comes: "kick and snare off till the drop hits"?

It is done at once, and ended by a condition that waits for the section.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.endings import ending
from agent.offline.understand import Asked
from engine.commands import Freeze, Lock, Mute, Solo, Unfreeze, Unlock, Unmute, Unsolo, Watch

if TYPE_CHECKING:
    from collections.abc import Callable

    from agent.offline.understand import Understood
    from engine.state import SessionState

UNTIL: Final = re.compile(
    r"(?P<act>.+?),? (?:until|till|til|'til|up to|up until) (?:the |our |that )?(?:next |big )?(?P<name>[a-z]+)"
    r"(?: (?:section|part|comes?|hits?|lands?|drops?|kicks in|starts?|begins?|arrives?|is (?:here|on|there)|in))*"
    r"(?: (?:please|ok|yeah|mate|then))*"
)
ALIKE: Final = {"breakdown": "break", "buildup": "build"}
"""What sections are called by other names."""
LASTING: Final = (Mute, Solo, Freeze, Lock)
"""What holds until it is ended."""


def until_section(text: str, state: SessionState, read: Callable[[str], Understood]) -> Understood | None:
    """Read a line whose wish ends when a section comes, as in "no kick until the drop"; None for another line.

    Args:
        text: what was said. state: how the music stands. read: understands a line; it changes nothing.
    """
    found = UNTIL.fullmatch(" ".join(text.lower().replace("\u2019", "'").split()).rstrip(" .!"))
    if found is None or state.config.arc is None:
        return None
    names = {one.name.lower(): one.name for one in state.config.arc.sections}
    name = names.get(ALIKE.get(found["name"], found["name"])) or names.get(found["name"])
    act = None if name is None else read(found["act"])
    if act is None or name is None or not act.asked or act.question is not None or act.left or act.foreign or act.lost:
        return None
    if not all(isinstance(one.request, LASTING) and one.when is None for one in act.asked):
        return None
    ends = [ending(one.request, state.config, until=True) for one in act.asked]
    watches = [
        Watch(what="section", op="=", value=name, then=one)
        for one in ends if isinstance(one, (Unmute, Unsolo, Unfreeze, Unlock))
    ]
    if len(watches) != len(act.asked):
        return None
    act.asked += [Asked(one) for one in watches]
    return act
