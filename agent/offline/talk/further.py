"""How is the last change gone on with, or turned: "a bit more still", "harder" after the snare, "no, in front"?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.asking import layer_words
from agent.offline.talk.kinds import kind, written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.offline.meaning import Clause
    from agent.offline.talk.follow import Scene

_SMALL: Final = r"(?:(?:tiny|small|little|wee|lil|teeny|weeny|slight) ?)*"
_BIT: Final = rf"(?:{_SMALL}(?:bit|touch|tad|notch|hair|shade|smidge|smidgen|little|nudge|drop|click|small|fraction))"
_LEADS: Final = (
    r"(?:(?:just|only|and|maybe|add|give it|go|take it|do|with|yet|one|1|another|a|an|the tiniest|still|even) )*"
)
MORE: Final = re.compile(
    rf"(?:(?:ok|okay|yes|yeah|and|no|now|good|nice|better|please|hm+|right|closer|almost|nearly),? )*(?:"
    rf"{_LEADS}(?:tiny|small|little|wee|lil) more|"
    rf"{_LEADS}{_BIT} (?:more|further)(?: (?:still|yet|again|please|then|of (?:that|it)))*|"
    rf"(?:add |one |1 )*more {_BIT}|(?:a |just a )?(?:bit|little|touch|tad|notch|hair) (?:still|yet|again)|"
    rf"still (?:a |one |another )?{_BIT}(?: more| again)?|(?:another|yet another|one more|1 more) {_BIT}(?: more|"
    rf" again)?|"
    rf"(?:add|give|do|go) (?:a )?{_BIT} more(?: (?:still|yet|again))*|same again(?: in that direction)?|"
    r"(?:even |still )?(?:further|more) (?:in )?(?:that|the same) (?:way|direction)"
    r")(?:,? (?:please|then|now|mate|if (?:you (?:can|don't mind|do not mind|please|"
    rf"would)|it is possible|possible|it(?:'s| is|) ?(?:isn't|not|ain't) (?:a|any|too much|much of a|too much of a)? ?"
    rf"(?:bother|trouble|problem)|i may|it is ok|that's ok)))*"
)
FOREIGN_MORE: Final = re.compile(
    r"(?:(?:no|si|sim|sí|oui|ja|ok),? )*"
    r"(?:ancora|mais|más|mas|encore|noch (?:mehr|mal|ein bisschen)|mehr|più|piu|plus|meer|mer|daha|bis)"
    r"(?:,? (?:ancora|mais|più|piu|um pouco|un poco|un po'?|un peu|ein bisschen|a little|a bit|little|please|por favor|"
    r"per favore|bitte))*"
)
"""More of it, by somebody who falls back into another language."""
LOUDER: Final = frozenset({"harder", "stronger", "heavier", "bigger", "fiercer", "more punch", "more power",
                            "more force"})
OF_FEEL: Final = frozenset({"swing_percent", "ratchet_prob", "ghost_pre1_prob", "micro_ms"})
"""Ends of the paths of what is there in some strength."""
EARLY: Final = frozenset({"in front", "ahead", "earlier", "early", "forward", "forwards", "before", "before the beat",
                          "in front of it", "ahead of it", "in front of the beat", "ahead of the beat", "sooner"})
COUNTED: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
}
MOST_STEPS: Final = 32
LEAST_MS: Final = 2
"""A step in time is at least so long."""
USUAL_MS: Final = 6
"""So many milliseconds a layer is moved by where none are named."""


def further(plain: str, scene: Scene) -> str:
    """Return a line that goes on with the last change, or turns it, in plain words; as it is for another.

    Args:
        plain: the line, in lower case. scene: the conversation and how the music stands.
    """
    last = scene.talk.last
    if last is None or scene.talk.took_back or not last.goals():
        return plain
    goes_on = MORE.fullmatch(plain) or FOREIGN_MORE.fullmatch(plain)
    if (goes_on or plain == "more") and _is_bare(last.clauses):
        return "again"  # ease off a little; little more
    if goes_on:
        if _ends(scene) == {"beat_bins_ms"} and _way(scene):
            return _on_by_half(scene)
        return "a bit more" if re.search(r"\b(?:bit|tad|touch|hair|tiny|little|small|wee)\b", plain) else "more"
    return written(plain, scene, KINDS)


def _is_bare(clauses: Sequence[Clause]) -> bool:
    """Return True for a wish that only says less or more: "ease off a little"."""
    return {slot for one in clauses for slot in one.slots()} == {"ways"}


def _ends(scene: Scene) -> set[str]:
    last = scene.talk.last
    return {path.rpartition(".")[2] for path in last.goals()} if last is not None else set()


def _named(scene: Scene) -> str:
    last = scene.talk.last
    layers = last.layers() if last is not None else []
    return f"the {layer_words(layers)}" if layers and len(layers) < len(scene.config.layers) else ""


def _harder(found: re.Match[str], scene: Scene) -> str:
    """Write "harder" after a layer's loudness was changed as that layer louder, and "softer" as quieter."""
    named = _named(scene)
    if not named or not scene.talk.fresh or _ends(scene) != {"velocity"}:
        return ""
    return f"{named} {found['much'] or ''}{'louder' if found['how'] in LOUDER else 'quieter'}"


def _turned(found: re.Match[str], scene: Scene) -> str:
    """Write "no, in front" after a layer was put behind the beat as taken back and put before it."""
    named = _named(scene)
    if not named or not scene.talk.fresh or _ends(scene) != {"beat_bins_ms"}:
        return ""
    early = found["how"] in EARLY
    return f"{named} {USUAL_MS} ms {'early' if early else 'late'}" if early == (_way(scene) > 0) else _on_by_half(scene)


def _on_again(found: re.Match[str], scene: Scene) -> str:
    """Write "a little down again" after a layer was made quieter as more of it."""
    if not scene.talk.fresh or _ends(scene) != {"velocity"}:
        return ""
    up = found["way"] in {"up", "higher", "louder"}
    return ("a bit more" if found["bit"] else "more") if up == (_way(scene) > 0) else ""


def _nudged(found: re.Match[str], scene: Scene) -> str:
    """Write "earlier" after a layer was moved by milliseconds as more of it, or as half of it back."""
    if not scene.talk.fresh or _ends(scene) != {"beat_bins_ms"} or not _way(scene):
        return ""
    return _on_by_half(scene) if found["how"].startswith("late") == (_way(scene) > 0) else _half(scene)


def _too(found: re.Match[str], scene: Scene) -> str:
    """Write "now too late" after a layer was put later as part of it taken back, "still too early" as more."""
    if not scene.talk.fresh or _ends(scene) != {"beat_bins_ms"} or not _way(scene):
        return ""
    if (found["how"] == "late") != (_way(scene) > 0):
        return _on_by_half(scene)
    return _half(scene)


def _forward(_found: re.Match[str], scene: Scene) -> str:
    """Write "come forward a bit" after a layer was moved in time as half of it back, or as more of it."""
    if not scene.talk.fresh or _ends(scene) != {"beat_bins_ms"} or not _way(scene):
        return ""
    return _half(scene) if _way(scene) > 0 else _on_by_half(scene)


def _half(scene: Scene) -> str:
    """Return the middle between where a layer was in time and where it is, in words."""
    last = scene.talk.last
    goals, starts = (last.goals(), last.starts()) if last is not None else ({}, {})
    half = [(_mean(goals[path]) + _mean(starts.get(path, ()))) / 2 for path in goals]
    return _in_ms(scene, sum(half) / len(half)) or "too much"


def _on_by_half(scene: Scene) -> str:
    """Return where a layer is in time and half of the last step beyond it, in words: late once more is no later."""
    last = scene.talk.last
    goals, starts = (last.goals(), last.starts()) if last is not None else ({}, {})
    steps = [_mean(goals[path]) - _mean(starts.get(path, ())) for path in goals]
    levels = [_mean(level) for level in goals.values()]
    step = max(abs(sum(steps) / len(steps)) / 2, LEAST_MS)
    return _in_ms(scene, sum(levels) / len(levels) + (step if sum(steps) > 0 else -step)) or "more"


def _in_ms(scene: Scene, level: float) -> str:
    return f"{_named(scene)} {abs(round(level, 1)):g} ms {'late' if level > 0 else 'early'}" if round(level, 1) else ""


def _way(scene: Scene) -> float:
    """Return whether the last turn moved what it changed up (above 0), or down."""
    last = scene.talk.last
    goals, starts = (last.goals(), last.starts()) if last is not None else ({}, {})
    return sum(_mean(goals[path]) - _mean(starts.get(path, ())) for path in goals)


def _mean(level: tuple[float, ...]) -> float:
    return sum(level) / len(level) if level else 0.0


def _count(found: re.Match[str], scene: Scene) -> str:
    """Write "eight" after the number of hits was set as so many hits, and "3" after a turn as the turn by three."""
    last, ends, named = scene.talk.last, _ends(scene), _named(scene)
    value = COUNTED.get(found["n"]) or int(found["n"])
    if last is None:
        return ""
    said = any(clause.figures for clause in last.clauses)
    if not named or not said or not 1 <= value <= MOST_STEPS or any(one.when for one in last.asked):
        return ""
    if ends == {"beat_bins_ms"} and _way(scene):
        return f"{named} {value} ms {'late' if _way(scene) > 0 else 'early'}"
    if "fills" in ends and ends <= {"fills", "target", "conditions"}:
        return f"{named} {value} hits"
    if ends == {"steps"}:
        return f"{named} cycle {value}"
    return f"make it {value}" if ends == {"rot"} and found["by"] else ""


def _every_other(_found: re.Match[str], scene: Scene) -> str:
    """Write "every second one" after a drum was put on so many steps as half of them."""
    last, named = scene.talk.last, _named(scene)
    hits = [level[0] for path, level in last.goals().items() if path.endswith(".fills")] if last is not None else []
    return f"{named} {int(hits[0]) // 2} hits" if named and len(hits) == 1 and hits[0] > 1 and _just(scene) else ""


def _none(found: re.Match[str], scene: Scene) -> str:
    """Write "no rotation" after one drum was turned as that drum's, and "no delay" after it was put behind the beat."""
    last, named = scene.talk.last, _named(scene)
    turned = found["q"].startswith(("rot", "turn"))
    if last is None or not named or _ends(scene) != ({"rot"} if turned else {"beat_bins_ms"}):
        return ""
    return ", ".join(f"set {layer}.rot to 0" for layer in last.layers()) if turned else "undo" if _just(scene) else ""


def _just(scene: Scene) -> bool:
    return scene.talk.fresh


def _unheard(_found: re.Match[str], scene: Scene) -> str:
    """Write "nobody heard the difference" after a change as more of it."""
    return "more" if _just(scene) else ""


def _stronger(found: re.Match[str], scene: Scene) -> str:
    """Write "heavier" after swing, rolls or ghosts were changed as more of them, and "subtler" as part of it back."""
    if not _just(scene) or not _ends(scene) <= OF_FEEL:
        return ""
    more = found["how"] in LOUDER | {"clearer", "bolder", "more obvious", "more extreme", "more pronounced", "wilder"}
    return "more" if more == (_way(scene) > 0) else "too much"


def _not_that(found: re.Match[str], scene: Scene) -> str:
    """Write "not more, louder" after a change as taken back, and what was meant of the same layers."""
    last = scene.talk.last
    named = _named(scene) if last is not None and any(clause.layers for clause in last.clauses) else ""
    return f"undo, {named} {found['b']}".replace("  ", " ") if scene.talk.fresh else ""


_HOW: Final = (
    r"(?:louder|quieter|softer|harder|busier|sparser|thinner|denser|emptier|fuller|faster|slower|tighter|looser|longer|"
    r"shorter|brighter|darker|straighter|drier|deeper|earlier|later)"
)
_UNHEARD: Final = (
    r"(?:(?:i|we|you|they|nobody|no one|no-one|people)(?: (?:can|could|can't|cannot|can not|don't|do not|didn't|"
    r"did not|barely|hardly|really))* (?:hear|heard|hears|notice|noticed|notices|feel|felt)(?: (?:it|that|any|the|a|no|"
    r"much|much of a|any of it))*(?: (?:difference|change))?|(?:there is )?no difference(?: (?:at all|yet|so far))*)"
)
KINDS: Final = (
    kind(rf"(?:(?:still|but|hm+|sorry),? )*(?!(?:i|we|you|they|people) (?:can |could |really )?(?:hear|heard|"
         rf"notice|noticed|feel|felt)\b)(?:{_UNHEARD})(?: (?:at all|yet|from here))*", _unheard),
    kind(rf"(?:(?:much|a (?:bit|little)|even|way|make (?:it|them|that)),? )*(?P<how>heavier|stronger|bolder|clearer|"
         rf"wilder|more obvious|more extreme|more pronounced|lighter|weaker|subtler|gentler)(?:[,.;]+ (?:{_UNHEARD}))?",
         _stronger),
    kind(r"(?:(?:only|just|rather|better|make (?:it|that|them)|play|on|with|i said|sorry|no),? )*(?:"
         r"every (?:second|other|2nd)(?: (?:one|1|step|hit|16th|sixteenth|of (?:them|those)))?|"
         r"half (?:of (?:them|those)|as many|the hits))", _every_other),
    kind(r"(?:(?:no|without|zero|lose the|drop the|kill the|undo the|take the) )+(?P<q>rotation|rotating|turn|turning|"
         r"delay|lag|offset|shift)(?: (?:out|away|off|at all|any ?more))*", _none),
    kind(r"(?:(?:too late|too far back|oh|ah|eh|hm+|now)[,.!]* ?)*(?:come|move|bring (?:it|him|her)|"
         r"pull (?:it|him|her)|push (?:it|him|her)) forwards?(?: (?:just )?a (?:bit|little|touch|tad))?", _forward),
    kind(rf"(?:(?:no|nah|i said|i meant),? )*not (?:more|less|fewer|{_HOW}),? (?:but |just |i meant |"
         rf"i said )?(?P<b>{_HOW})",
         _not_that),
    kind(rf"(?:(?:hm+|no|nah|ok|only|just|say|maybe|rather|sorry|actually|better|then|make (?:it|that|them|him)|"
         rf"let us say|"
         rf"with|to|down to|up to|back to|try|go for|put|set (?:it|that) to),? )*(?P<by>by )?"
         rf"(?P<n>\d{{1,2}}|{'|'.join(COUNTED)})"
         rf"(?: (?:hits?|steps?|of them|is enough|is plenty|will do|hits? instead))*", _count),
    kind(r"(?:(?:i said|much|way|hit (?:it|him|her)|play (?:it|him|her)|make (?:it|him|her|that)),? )*"
         r"(?P<much>even |much |a bit |a little )?(?P<how>harder|stronger|heavier|bigger|fiercer|more punch|more power|"
         r"more force|weaker|gentler|gentle|lighter|softer|soft|delicate|faint|pianissimo)", _harder),
    kind(rf"(?:(?:make|put|play|bring) (?:it|him|her|that) )?(?P<how>late|later|early|earlier),? (?:(?:just|a|an|one|"
         rf"even|still) )*{_SMALL}(?:bit |touch |tad |hair )?(?:more|still|yet|further)", _nudged),
    kind(rf"(?:(?:just|a|an|one|even|still) )*{_SMALL}(?:bit |touch |tad |hair )?(?:more|still) "
         r"(?P<how>late|later|early|earlier)", _nudged),
    kind(r"(?:(?:no|nah|not behind|not ahead|the other way|other way|i meant|i mean|rather|but),? )+(?:put (?:it|"
         r"him|her)"
         r" )?(?:(?:a (?:bit|little|touch)|slightly) )?(?P<how>in front(?: of (?:it|the beat))?|ahead(?: of (?:it|"
         r"the beat))?|"
         r"earlier|early|forwards?|before(?: the beat)?|sooner|behind(?: (?:it|the beat))?|later|late|laid back|back)",
         _turned),
    kind(r"(?P<bit>a (?:bit|little|touch|tad) )?(?P<way>down|up|lower|higher|quieter|louder|softer) "
         r"(?:again|more|still|further)", _on_again),
    kind(r"(?:(?:a (?:bit|little|touch|tad)|slightly|even|now|much) )*(?P<how>earlier|later)(?: now)?", _nudged),
    kind(r"(?:(?:it|that|he|she|now|this|is|'s|a bit|a little|way|far|still|they|are|hm+) )*too (?P<how>late|early)"
         r"(?: now)?", _too),
)
