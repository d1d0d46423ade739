"""Which act comes once more with one thing changed: "again but 8", "open same but 7", "make that eights"?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.asking import layer_words
from agent.offline.layer_words import ONE_LAYER
from agent.offline.talk.kinds import kind, written
from agent.offline.talk.put_off import COUNTED
from agent.offline.talk.spoken import spoken
from agent.offline.words import MEANINGS
from engine.commands import Drop, Fill, Mute, Solo

if TYPE_CHECKING:
    from agent.offline.talk.follow import Scene
    from agent.offline.talk.turns import Turn

LOOKED_BACK: Final = 6
STEM: Final = 4
TIMES: Final = {
    "twos": 2, "threes": 3, "fours": 4, "sixes": 6, "eights": 8, "twelves": 12, "sixteens": 16, "thirty-twos": 32,
}
_COUNTED: Final = "|".join(sorted(COUNTED, key=len, reverse=True))
_N: Final = rf"(?P<n>\d{{1,3}}|{_COUNTED})(?: bars?)?"
_AGAIN: Final = (
    r"(?:again|once more|one more time|same again|(?:the |do the )?same(?: thing| trick| one)?|another time)"
)
_BUT: Final = r"(?:(?:but|with|this time|only|for|make it|now|just)[, ]*)*"
_ONE: Final = rf"(?P<x>(?:the )?(?:open|closed)(?: (?:hats?|one|1|ones))?|{ONE_LAYER})"


def once_more(plain: str, scene: Scene) -> str:
    """Return a line that does the last act again with another number in plain words; as it is for another.

    Args:
        plain: the line, in lower case. scene: the conversation and how the music stands.
    """
    return written(plain, scene, KINDS) if scene.talk.turns else plain


def _count(said: str) -> int:
    return COUNTED.get(said) or int(said)


def _held(turn: Turn) -> bool:
    return bool(turn.asked) and all(isinstance(one.request, (Mute, Solo, Drop, Fill)) for one in turn.asked)


def _for(turn: Turn, bars: int) -> str:
    """Return an act that lasts some bars in words, for so many."""
    first = turn.asked[0].request
    if isinstance(first, Fill):
        return f"fill {bars} bars"
    if isinstance(first, Drop):
        return f"drop for {bars} bars"
    return f"{first.command} the {layer_words(turn.layers())} for {bars} bars"


def _again(found: re.Match[str], scene: Scene) -> str:
    """Write "again but 8" after a layer was out for some bars as out for eight."""
    last = scene.talk.last
    if last is None or not _held(last) or not any(getattr(one.request, "bars", None) for one in last.asked):
        return ""
    return _for(last, _count(found["n"]))


def _named(found: re.Match[str], scene: Scene) -> str:
    """Write "the walk again, this time 24" as the act that was asked for in that word, or the last that lasts."""
    held = [turn for turn in reversed(scene.talk.turns[-LOOKED_BACK:]) if _held(turn)]
    word = found["word"][:STEM]
    said = [turn for turn in held if any(one.startswith(word) for one in turn.said.lower().split())]
    known = found["word"] in MEANINGS
    return _for((said or held)[0], _count(found["n"])) if said or (held and not known) else ""


def _same_for(found: re.Match[str], scene: Scene) -> str:
    """Write "open same but 7" after a number was set for one layer as the other one's number."""
    last, layers = scene.talk.last, spoken(re.sub(r"\b(open|closed)\b.*", r"\1 hat", found["x"]), scene.config)
    goals = last.goals() if last is not None and any(clause.figures for clause in last.clauses) else {}
    tails = {path.partition(".")[2] for path in goals}
    tail = "steps" if "steps" in tails else tails.pop() if len(tails) == 1 else ""
    return ", ".join(f"set {layer}.{tail} to {found['n']}" for layer in layers) if tail else ""


def _every(found: re.Match[str], scene: Scene) -> str:
    """Write "make that eights" after what comes every four bars as every eight."""
    last = scene.talk.last
    repeats = last is not None and any(one.when is not None and one.when.every_bars for one in last.asked)
    return f"make it every {TIMES.get(found['n']) or found['n'].rstrip('s')} bars" if repeats else ""


def _all_too(found: re.Match[str], _scene: Scene) -> str:
    """Write "kick too. everything really" as the last act for the one and for all."""
    return f"{found['x']} too, {found['all']}"


KINDS: Final = (
    kind(rf"(?:and )?{_AGAIN},? {_BUT}{_N}(?: this time| now)*", _again),
    kind(rf"(?:and )?{_N} this time", _again),
    kind(rf"(?:the |that |our )(?P<word>[a-z]{{3,}}) {_AGAIN},? {_BUT}{_N}(?: this time| now)*", _named),
    kind(rf"(?:and )?{_ONE} (?:the |do the )?same,? (?:{_BUT})?(?P<n>\d{{1,3}}(?:\.\d+)?|\.\d+)", _same_for),
    kind(r"(?:(?:make (?:it|that|them)|rather|no|better|in|every|i meant|to|say|let us (?:do|say|make it)|sorry|"
         rf"change (?:it|that) to),? )*(?P<n>{'|'.join(TIMES)}|\d{{1,2}}s)(?: rather| instead| then)*", _every),
    kind(rf"(?:and )?{_ONE} (?:too|as well|also)[,.;]+ (?:(?:in fact|actually|well|no|and|oh)[, ]+)*"
         r"(?P<all>everything|all|all of (?:them|it)|the lot|the whole kit)"
         r"(?: (?:really|in fact|actually|too|please))*", _all_too),
)
