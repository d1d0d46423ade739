"""What do the words about jamming ask for: that the bandmate steers by itself, asks first, only says, or stops?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine import commands

if TYPE_CHECKING:
    from agent.offline.meaning import Clause
    from agent.offline.scope import Meant
    from engine.commands import JamAction

ENDING: Final = frozenset({"no", "gone", "act stop", "act mute", "negated"})
BESIDE: Final = frozenset({"only", "act play", "act nothing", "again", "layers", "excepted", "figures"})
NOUNS: Final = frozenset(
    "a the this that my our your his her nice good great cool sick lovely fat some what which another love like".split()
)
"""Words after which a jam is something to talk of, and nothing to begin."""
STEPS: Final[dict[str, JamAction]] = {"jam_ghost": "ghost", "jam_assist": "assist", "jam_off": "off", "jam": "auto"}
"""The step that each act means; the first that was said counts."""


def of_jam(clause: Clause, layers: list[str]) -> Meant:
    """Return the request of a clause that lets the bandmate jam, or ends it; None where it says more than that.

    A share in it is how much a phrase may change: "jam along on the hats, at most 10 percent".
    """
    slots, said = clause.slots(), clause.said.split()
    if "jam" in said[1:] and NOUNS & set(said[:said.index("jam")]):
        return []  # nice jam
    step = next(action for act, action in STEPS.items() if act in clause.acts)
    if not slots <= BESIDE | ENDING | {f"act {act}" for act in STEPS}:
        return None
    if step == "off" or slots & ENDING:
        return [commands.Jam("off")] if not slots & {"figures", "layers"} else None
    figures = clause.figures
    if len(figures) > 1 or any(one.unit != "percent" or one.change for one in figures):
        return None
    change = figures[0].value / 100 if figures else None
    named = tuple(layers) if clause.layers and clause.layers != ["all"] else None
    return [commands.Jam(step, change, named)] if change is None or 0 < change <= 1 else None
