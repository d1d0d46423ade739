"""Is a mood that was read beside an act only a remark: "snare out, less is more", "kick gone, crowd's flat"?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agent.offline.learned.second import kind_of
from agent.offline.learned.traits import traits_of
from agent.offline.learned.weights import learnt
from engine.commands import Set, Target

if TYPE_CHECKING:
    from agent.offline.understand import Understood
    from engine.state import SessionState

CLEAR: Final = 0.3
"""An act at least so likely is what the line is for."""
WANTS: Final = frozenset({"and", "also", "plus", "with"})
"""What joins two wishes rather than a wish and a remark."""
UNLIKELY: Final = 0.01
"""What is less likely beside it is a remark."""


def without_moods(text: str, found: Understood, state: SessionState) -> None:
    """Leave out of what was understood the mood beside an act, where lines like this one want the act alone.

    Args:
        text: what was said. found: what was understood. state: how the music stands.
    """
    moods = [one.request for one in found.asked if isinstance(one.request, (Set, Target))]
    acts = [one for one in found.asked if not isinstance(one.request, (Set, Target))]
    said = [clause.said.strip() for clause in found.clauses if clause.moods]
    wanted = any(
        clause.joint in WANTS or clause.slots() & {"leans", "qualities", "figures", "paths"} for clause in found.clauses
    )
    if not (moods and acts and said) or wanted or found.question is not None:
        return
    shares = learnt().kinds.shares(traits_of(text, state))
    likeliest = max(shares, key=lambda kind: shares[kind])
    done = {kind_of([one], state) for one in acts}
    beside = {kind_of([one], state) for one in found.asked if one not in acts}
    clear = likeliest in done and shares[likeliest] >= CLEAR
    if clear and min(_share(kind, shares) for kind in beside) < UNLIKELY:
        found.asked = acts
        found.left += said


def _share(kind: str, shares: dict[str, float]) -> float:
    """Return how likely a change of one parameter is, to a value or in a direction."""
    return shares.get(kind, 0.0) + shares.get(f"{kind.partition(':')[0]}:to", 0.0)
