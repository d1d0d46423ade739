"""What is put back as it was: "the snare was fine", "put the tempo back", "back to where we started"?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.layers import meant
from agent.offline.moods import MOODS
from agent.offline.talk.amounts import PATHS
from agent.offline.talk.follow import Follow
from agent.offline.talk.turns import level_of, setting
from agent.offline.understand import Asked
from engine.commands import Mute, Solo, Undo, Unmute, Unsolo
from engine.commands import Scene as Recall

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agent.offline.meaning import Clause
    from agent.offline.talk.follow import Scene
    from agent.offline.talk.turns import Levels, Turn

MOST_UNDO: Final = 64
BE: Final = r"(?:was|were|had been|used to be|is|are|had it|had them|had)"
VERB: Final = r"(?:put|bring|take|get|set|give me|have|make|turn|return|reset|restore|leave|keep|change|go|get me)"
WAS: Final = re.compile(
    rf"(?:{VERB} )?(?:back )?(?:to )?(?:how|what|where|the way) (?P<x>.+?) (?:was|were|used to be)(?: before|"
    r" at first| at the (?:start|beginning)| originally)?|"
    rf"(?:but )?(?:{VERB} )?(?P<y>.+?) (?:back )?(?:(?:to|as|like) )?(?:as|how|what|where|the way|like) (?:it|they|"
    rf"that|he|she|we|i) {BE}(?: (?:it|them))?"
    r"(?: before| at first| at the (?:start|beginning)| originally)?|"
    r"(?P<z>.+?) (?:was|were) (?:just |already |so much |much |perfectly |totally )?(?:fine|good|ok|okay|alright|"
    r"right|better|nicer|great|perfect|nice|cool)"
    r"(?: (?:before|as it was|as is|already|though|like it was|where it was|how it was|the way it was))*|"
    rf"(?:{VERB}) (?P<v>the tempo|tempo|the swing|swing|the energy|energy|the speed|the density|density|the volume|"
    r"the level|the levels|the velocity|syncopation|the syncopation|s|h|entropy) back(?: to (?:normal|"
    r"where (?:it was|we (?:started|were))|the start))?|"
    r"(?:undo|forget|revert|take (?:back|away)|cancel|reverse|reset|restore) (?:only |just )?(?P<u>.+?)(?: change|"
    r" thing| move| part)?|"
    r"(?:(?:the )?normal|original|default|usual) (?P<n>.+?)(?: again| back)?|"
    r"(?P<m>.+?) (?:back )?(?:to )?(?:normal|where we (?:started|were|began)|the original|the start|as before|"
    r"like before|as it was before)(?: again| please)?"
)
STARTS: Final = ("at first", "at the start", "at the beginning", "originally", "started", "began")
DROPPED: Final = frozenset("the a back to on of for just but please my our now again only get".split())
IT: Final = frozenset({"it", "that", "this", "them", "those", "these", "him", "her"})
ALL: Final = re.compile(
    r"(?:undo|revert|cancel|take back|reset|scrap|forget) (?:it all|everything|all|all of (?:it|that|them|this)|"
    r"the (?:whole )?lot|all (?:the|my|our) changes|the whole thing)"
    r"(?: (?:we|i|you) (?:did|changed|have done))?|"
    r"(?:go |all the way |right |take (?:it|us) |get |let us go |put (?:it|"
    r"everything) )*back to (?:the (?:very )?(?:beginning|start)|square 1|square one|where we (?:started|began)|"
    r"before we (?:started|began|changed anything)|"
    r"how (?:it|we) (?:was|were|started|began) (?:at the (?:start|beginning)|originally|at first))|"
    r"start (?:over|again|afresh) from (?:the (?:start|beginning)|scratch)"
)
ONE_BACK: Final = re.compile(
    r"(?:.*[,.] )?(?:(?:get|put|take) (?:it |that |us )?|let us )?(?:go |take |get |"
    r"come |step )?(?:back )?(?:to )?(?:the )?(?:(?:1|one) (?:before|back)|(?:1|one) (?:that|it) was before|"
    r"(?:go )?back (?:1|one)|(?:1|one|a) step back|(?:1|one) (?:notch|click|peg) back(?: (?:up|down))?|"
    r"previous (?:1|one)|last (?:1|one) was better)"
)
BETTER: Final = re.compile(r"(?P<x>.+?) (?:was|is|were) (?:better|nicer|best|good|right)")
NAMED: Final = re.compile(
    r"(?:(?:go|switch|jump|get|come|return|change|cut|move|back|now|again|then|and|to|recall|bring|play|give me|"
    r"the scene|scene) )*"
    r"(?:the )?(?P<x>[a-z0-9_-]+)(?: (?:scene|again|back|once more|now))*(?: ?,? ?@over:(?P<n>\d+))?"
)
SAVED: Final = re.compile(
    r"(?:go|switch|jump|get|come|return|change|cut|move) ?(?:back )?(?:to )?(?P<a>.*)|(?:recall|load|bring back|"
    r"back to|use|play|give me) (?P<b>.*)"
)
KEPT: Final = re.compile(
    r"(?:the |that )?(?P<nth>first|1st|last|second|2nd|other)? ?(?:one|1|scene|version|state|thing|setting|place|"
    r"spot)?(?: that| which)? ?"
    r"(?:(?:you|i|we|just|have|had) )*(?:remembered|remember|saved|save|kept|stored|keep|store)(?: (?:just now|"
    r"before|earlier|first|last))?|"
    r"(?:the |that )(?P<nth2>first|1st|last|second|2nd) (?:scene|one|1)|the saved? (?:one|1|scene|version)"
)


def restored(  # noqa: PLR0911 - one return a way
    core: str, parse: Callable[[str], Clause | None], scene: Scene
) -> Follow | None:
    """Read a line that wants something as it was; None where it is none, or names what was never changed."""
    if ALL.fullmatch(core) and scene.talk.turns and not (core.startswith("cancel") and scene.state.agenda):
        steps = min(len(scene.state.undo), sum(_undoable(turn) for turn in scene.talk.turns), MOST_UNDO)
        return Follow([], [Asked(Undo(steps))]) if steps else None
    saved = _scene(core, scene)
    if saved is not None:
        return saved
    if scene.talk.turns and ONE_BACK.fullmatch(core):
        return Follow([], [Asked(Undo())])
    found = WAS.fullmatch(core)
    if found is None:
        return None
    name = next(group for group in found.groups() if group is not None).strip()
    start = any(word in core for word in STARTS)
    named = _plain(name)
    if set(named) <= IT:
        thread = scene.talk.thread()
        if found["u"]:
            return None  # undo says the same
        if len(thread) < 2:  # noqa: PLR2004 - more than one step
            return Follow([], [Asked(Undo())]) if found["z"] and scene.talk.turns else None
        return _to(_base(thread), scene)
    clause = parse(" ".join(word for word in named if word not in IT))
    if clause is not None and clause.slots() == {"moods"} and found["u"]:
        return put_back([], [one for mood in clause.moods for one in _carried(mood)], scene, start=start)
    if clause is None or clause.unknown or clause.foreign or clause.slots() - {"layers", "qualities", "only"}:
        return None
    layers = [] if clause.layers == ["all"] else meant(scene.config, clause.layers)
    return put_back(layers, clause.qualities, scene, start=start)


def _carried(mood: str) -> list[str]:
    """Return the qualities that a mood changes, of whatever layers."""
    return [quality.rpartition(" ")[2] for quality, _ in MOODS[mood].profile] if mood in MOODS else []


def _plain(name: str) -> list[str]:
    words = name.split()
    return [word for word in words if word not in DROPPED] or ["it"]


def _undoable(turn: Turn) -> int:
    return int(any(one.request.command not in {"transport", "mark", "record", "panic", "save"} for one in turn.asked))


def _base(thread: Sequence[Turn]) -> Levels:
    return {**thread[0].starts(), **thread[0].origin}


def _to(levels: Levels, scene: Scene) -> Follow:
    return Follow([
        Asked(setting(path, level, scene.config)) for path, level in levels.items()
        if level_of(scene.config, path) != level
    ])


def put_back(layers: list[str], qualities: Sequence[str], scene: Scene, *, start: bool) -> Follow | None:
    """Return what sets layers or qualities back to before the last turns that changed them."""
    ends = tuple(end for quality in qualities for end in PATHS.get(quality, (f".{quality}",)))
    levels: Levels = {}
    holds: dict[str, Asked] = {}
    for turn in reversed(scene.talk.turns):
        touched = {
            path: level for path, level in _base([turn]).items()
            if (not ends or path.endswith(ends)) and (not layers or path.split(".")[0] in layers)
        }
        held = {} if ends else _holds(turn, layers)
        if not touched and not held and (levels or holds) and not start:
            break
        levels |= touched
        holds |= held
    if not levels and not holds:
        return None
    put = _to(levels, scene)
    put.asked += holds.values()
    if not put.asked:
        put.says = "it is as it was; nothing was changed"
    return put


def _holds(turn: Turn, layers: Sequence[str]) -> dict[str, Asked]:
    """Return what takes back the mutes and solos of a turn on some layers."""
    found: dict[str, Asked] = {}
    for one in turn.asked:
        layer = getattr(one.request, "layer", "")
        if layer not in layers or one.when is not None:
            continue
        if isinstance(one.request, Mute):
            found[layer] = Asked(Unmute(layer))
        elif isinstance(one.request, Unmute):
            found[layer] = Asked(Mute(layer))
        elif isinstance(one.request, Solo):
            found[layer] = Asked(Unsolo(layer))
    return found


def _scene(core: str, scene: Scene) -> Follow | None:
    """Read "go back to the one you remembered" and "go to the first one": a scene that was saved in this talk."""
    saved = scene.talk.saved
    named = NAMED.fullmatch(core)
    if named is not None and named["x"] in {name.lower() for name in saved}:
        name = next(name for name in saved if name.lower() == named["x"])
        return Follow([Asked(Recall("recall", name, int(named["n"] or 0)))])
    was = BETTER.fullmatch(core)
    if saved and was is not None and KEPT.fullmatch(was["x"]) is not None:
        return Follow([Asked(Recall("recall", saved[-1]))])
    words = SAVED.fullmatch(core)
    if not saved or words is None:
        return None
    found = KEPT.fullmatch((words["a"] or words["b"] or "").strip())
    if found is None:
        return None
    nth = found["nth"] or found["nth2"] or "last"
    order = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "last": -1, "other": -2 if len(saved) > 1 else 0}
    at = order[nth]
    return Follow([Asked(Recall("recall", saved[at]))]) if at < len(saved) else None
