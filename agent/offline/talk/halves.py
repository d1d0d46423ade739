"""What becomes of a line of which only a part follows from the lines before: "whole kit, original speed"?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agent.offline.talk.openings import opened
from agent.offline.talk.restored import restored
from agent.offline.talk.stage_words import heard_again
from agent.offline.understand import asked_again

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agent.offline.meaning import Clause
    from agent.offline.talk.follow import Follow, Scene


def both_halves(
    parts: Sequence[list[str]], parse: Callable[[str], Clause | None], scene: Scene
) -> Follow | None:
    """Read "whole kit, original speed": one part puts something back, and the others are wishes of their own."""
    for part in parts:
        put = restored(opened(part).core, parse, scene)
        if put is None or not put.asked:
            continue
        for other in parts:
            if other is part:
                continue
            clause = parse(heard_again(" ".join(other).strip(" ,.;:!?"), scene))
            if clause is None or clause.unknown or clause.foreign:
                return None
            found = asked_again([clause], scene.state, playing=scene.playing)
            if found.question is not None or not found.asked:
                return None
            put.asked += found.asked
        return put
    return None


def is_strange(words: list[str], parse: Callable[[str], Clause | None]) -> bool:
    """Return True for a part of a line with words that mean nothing here."""
    core = opened(words).core
    clause = parse(core) if core else None
    return clause is not None and bool(clause.unknown or clause.foreign)
