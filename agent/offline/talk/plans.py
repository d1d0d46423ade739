"""Which plan is meant by "forget the switch", "skip that fill" and "don't stop at all"?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.asking import Question
from agent.offline.layers import meant
from agent.offline.plan_names import LITTLE, PARTS, WATCHES, layer_of_plan, plans_named
from agent.offline.talk.follow import Follow, taken_back
from agent.offline.understand import Asked
from engine.commands import Cancel, Mute, Solo, Unmute, Unsolo
from engine.watching import plan_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agent.offline.meaning import Clause
    from agent.offline.talk.follow import Scene
    from engine.state import Planned

CANCELS: Final = re.compile(
    r"(?:(?:let us |please |just |actually )?(?:cancel|forget(?: about)?|skip|scrap|drop|never mind(?: about)?|"
    r"do not (?:do|"
    r"play|make|want|need)|no|lose|remove|delete|bin|"
    r"leave out|get rid of|rm|scratch|nix|axe|strike|take off|clear|lift|call off|abandon|stop|kill|ditch|not|nor|"
    r"without|we do not need|do not bother with|"
    r"forget i said)) (?P<x>.+?)(?: (?:after all|at all|any ?more|now|altogether|either|then|i planned|we planned|"
    r"i asked for|that is planned|plan)| ?,? not (?:yet|now|today))*"
)
DONT: Final = re.compile(
    r"(?:do not|never|no) (?P<x>stop|drop|switch|fill|load|record|change)(?: (?:it|that|there|at all|after all|"
    r"any ?more|now|please|the music))*"
)
LEAVES: Final = re.compile(
    r"(?:leave|keep) (?P<x>.+?) (?P<how>out|off|muted|in|on|alone|be|as (?:it|they) (?:is|are))(?: (?:after all|then|"
    r"please))*(?:(?: ,| and)? keep .+)?"
)
LEAVES_OUT: Final = re.compile(r"(?:leave|keep) (?P<how>out) (?P<x>[^,]+?)(?: ?(?:,|and)+ keep .+)?")
FILLS: Final = r"(?:the |those |these |my |our |all |playing )*fills?"
AT_ALL: Final = r"(?: (?:again|now|altogether|then|please|any ?more|at all))*"
FILLS_OFF: Final = re.compile(
    rf"(?:(?:take|turn|switch|get|put|leave|bring) )?(?:(?:off|out|away) {FILLS}|{FILLS} (?:off|out|away)){AT_ALL}|"
    r"(?:no more|no|lose|drop|without|stop|kill|end|enough(?: of)?|cut|remove|ditch)(?: with)? "
    rf"{FILLS}{AT_ALL}"
)
"""No more fills, where some are planned again and again."""
THAT: Final = re.compile(r"(?:the |that |this |my |our )?(?:plan|it|that|this|one|1|last (?:one|1|plan))")
EVERY: Final = re.compile(
    r"(?:all(?: of)? )?(?:the |my |our |those |these |that )?(?:rest|others|plans|arrangements|cues?|"
    r"planned (?:things|changes|stuff)|whole (?:lot|agenda|plan)|agenda)(?: of (?:it|them|the plans))?|"
    r"all(?: of (?:it|them|that|this|those|these))?|everything(?: (?:else|planned|that is planned))?"
)
NUMBERED: Final = re.compile(r"(?:the )?(?P<what>plan|cue|number|no|nr|#) ?(?P<n>\d{1,4})")
"""A plan by the number that it was told with; a cue by the number that the musician gave it."""
NTH: Final = re.compile(
    r"(?:(?:only|just) )?(?:the )?(?P<nth>first|1st|second|2nd|third|3rd|last|other)"
    r"(?: (?:one|1|plan|cue|condition|watch|rule))?"
)
ORDER: Final = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "last": -1, "other": -1}
NOT_NEEDED: Final = re.compile(
    r"(?P<x>.+?) (?:is not|isn't|is no longer|are not|aren't|is not really) (?:needed|wanted|necessary|required)"
    r"(?: any ?more| now| any longer| after all)*"
)
STEM: Final = 4
MOST_SHOWN: Final = 4


def cancelled(  # noqa: PLR0911 - one return a way of naming a plan
    core: str, parse: Callable[[str], Clause | None], scene: Scene
) -> Follow | None:
    """Read a line that takes a plan off by what it is; None where it names none that is planned."""
    agenda = scene.state.agenda
    if not agenda:
        return None
    fills = [item for item in agenda if item.wish.command.command == "fill" and item.every_bars]
    if fills and FILLS_OFF.fullmatch(core):
        return Follow([], [Asked(Cancel(item.id)) for item in fills])
    leaves = LEAVES.fullmatch(core) or LEAVES_OUT.fullmatch(core)
    if leaves is not None:
        return _contrary(leaves, parse, scene)
    found = DONT.fullmatch(core) or CANCELS.fullmatch(core) or NOT_NEEDED.fullmatch(core)
    if found is None:
        return None
    said = found["x"].strip()
    if " , " in said:
        return None  # there is more in the line than what is taken off
    if THAT.fullmatch(said):
        told = [item for item in agenda if item.id in scene.talk.told]
        if told:
            return _off(told)
        last = scene.talk.last
        return Follow([], taken_back(last, scene)) if last is not None and scene.talk.planned else None
    numbered = NUMBERED.fullmatch(said)
    if numbered is not None:
        return _by_number(numbered, scene)
    placed = _placed(said, agenda)
    if placed:
        return Follow([], [Asked(Cancel(item.id)) for item in placed])
    items = _named(said, parse, scene)
    items = items or _spoken_of(said, scene)
    if not items:
        return None
    if len(items) > 1 and len({item.wish.turn for item in items}) > 1 and not said.endswith("s"):
        mine = scene.talk.last
        own = [item for item in items if mine is not None and mine.id and item.wish.turn == mine.id]
        if not own:
            return _off(items)
        items = own
    return Follow([], [Asked(Cancel(item.id)) for item in items])


def _off(items: Sequence[Planned]) -> Follow:
    """Take a plan off the agenda; ask which where it may be one of several."""
    if len(items) == 1:
        return Follow([], [Asked(Cancel(items[0].id))])
    return _which(items)


def _by_number(found: re.Match[str], scene: Scene) -> Follow | None:
    """Take off the one plan that "plan 2" is, or what was said to be cue 2; ask where none is."""
    agenda = scene.state.agenda
    if found["what"] == "cue":
        cue = re.compile(rf"\bcue {found['n']}\b", re.IGNORECASE)
        turns = {turn.id for turn in scene.talk.turns if turn.id and cue.search(turn.said)}
        items = [item for item in agenda if item.wish.turn in turns]
        return Follow([], [Asked(Cancel(item.id)) for item in items]) if items else _which(agenda)
    items = [item for item in agenda if item.id == found["n"]]
    return _off(items) if items else _which(agenda)


def _which(items: Sequence[Planned]) -> Follow:
    """Ask which plan is meant, of all of them."""
    choices = tuple(f"cancel {item.id}" for item in items[:MOST_SHOWN])
    told = ", ".join(f"{item.id} ({plan_words(item)})" for item in items[:MOST_SHOWN])
    if len(choices) == 1:
        return Follow(question=Question(f"cancel {told}?", (*choices, "no")))
    return Follow(question=Question(f"which of them: {told}?", choices))


def _placed(said: str, agenda: Sequence[Planned]) -> list[Planned]:
    """Return the plans that "the first one" and "the rest" mean; none for other words."""
    if EVERY.fullmatch(said):
        return [*agenda]
    nth = NTH.fullmatch(said)
    one_only = nth is not None and nth["nth"] == "other" and len(agenda) == 1
    at = len(agenda) if nth is None or one_only else ORDER[nth["nth"]]
    return [agenda[at]] if at < len(agenda) else []


def _contrary(leaves: re.Match[str], parse: Callable[[str], Clause | None], scene: Scene) -> Follow | None:
    """Read "leave the snare out": what would change that is taken off the agenda."""
    layers = _layers(leaves["x"], parse, scene)
    out = leaves["how"] in {"out", "off", "muted"}
    against: tuple[type, ...] = (Unmute, Unsolo) if out else (Mute, Solo)
    if leaves["how"].startswith(("as", "alone", "be")):
        against = (Unmute, Unsolo, Mute, Solo)
    items = [
        item for item in scene.state.agenda
        if isinstance(item.wish.command, against) and layer_of_plan(item) in layers
    ]
    items = items or (_named(leaves["x"], parse, scene) if leaves["how"] == "out" and not layers else [])
    return Follow([], [Asked(Cancel(item.id)) for item in items]) if items else None


def _layers(said: str, parse: Callable[[str], Clause | None], scene: Scene) -> list[str]:
    clause = parse(said)
    plain = clause is not None and not clause.unknown and clause.slots() <= {"layers"}
    return meant(scene.config, clause.layers) if plain and clause is not None else []


def _named(said: str, parse: Callable[[str], Clause | None], scene: Scene) -> list[Planned]:
    """Return the plans that some words mean: by their act, or by their layer."""
    words = [word for word in said.split() if word not in LITTLE]
    words = words[:-1] if words[-1:] in (["1"], ["one"], ["ones"], ["plan"]) else words
    if not words:
        return []
    kind = [word for word in words[-1:] if word in PARTS]
    rest = words[:-1] if kind or words[-1] in WATCHES else words
    layers = _layers(" ".join(rest), parse, scene) if rest else []
    if rest and not layers:
        return []
    if words[-1] in WATCHES:
        rules = [item for item in scene.state.agenda if item.watch is not None]
        return [item for item in rules if not layers or layer_of_plan(item) in layers]
    return plans_named(kind, layers, scene.state.agenda)


def _spoken_of(said: str, scene: Scene) -> list[Planned]:
    """Return what the last line planned that was said in these words: "the wind down"."""
    words = [word[:STEM] for word in said.split() if word not in LITTLE and len(word) >= STEM]
    for turn in reversed(scene.talk.turns):
        items = [item for item in scene.state.agenda if turn.id and item.wish.turn == turn.id]
        if items and words and all(any(one.startswith(word) for one in turn.said.split()) for word in words):
            return items
    return []
