"""What of "the hats are wild now, rein them in" is wanted? The remedy, of what the complaint is about.

What is amiss is told in words of feel, which would ask for more of it if they stood alone.
"""

from __future__ import annotations

import re
from typing import Final

from agent.offline.layer_words import ONE_LAYER
from agent.offline.words import MEANINGS

STEM: Final = 4
_SOME: Final = rf"{ONE_LAYER}(?:(?:,? and |, ){ONE_LAYER})*"
_ALL: Final = (
    r"(?:it|this|that|they|these|everything|(?:the|this|that|my|our) (?:whole )?(?:groove|beat|sound|mix|thing|rhythm|"
    r"feel|timing|music|track|set|room|floor|crowd))"
)
_SWING: Final = r"(?:the|this|that|my|our) (?:swing|shuffle)"
_BE: Final = (
    r"(?:'s|'re| is| are| was| were| got| gets?| sounds?| feels?| seems?| looks?| went| goes| became|"
    r" (?:has|have)|'ve|s)(?: (?:got|gotten|gone|become|getting|going|turning|turned|been|"
    r"a bit|a little|a touch|so|really|very|just|all|kinda|kind of|rather|pretty|quite|now|still|right|proper|"
    r"well|like))*"
)
_VERB: Final = (
    r"(?P<verb>sober|tame|calm|tighten|loosen|wake|warm|cool|clean|rein|reel|stiffen|soften|brighten|lighten|thin|"
    r"fatten|"
    r"straighten|slow|speed|quieten|quiet|tone|dial|liven|spice|settle|tuck|sharpen|smooth|smoothen|soothe|toughen|"
    r"firm|"
    r"tidy|dry|freshen|perk|pep|relax|ease|steady|simplify|control|curb|humani[sz]e|mellow|unclutter|deepen)"
)
COMPLAINT: Final = re.compile(
    rf"(?:(?:oh|ok|hm+|man|and|but|well|now|no|ugh|wow),? )*"
    rf"(?:(?P<some>{_SOME})|(?P<swing>{_SWING})|(?P<all>{_ALL})){_BE} "
    r"(?P<how>[a-z]+)(?: (?:now|again|tonight|by now|today|here))*[,.;!]+ "
    r"(?:(?:so|please|can you|could you|then|now|go|just|let us|let's),? )*"
    rf"{_VERB} (?P<it>it|them|that|this|him|her|things)\b"
    r"(?P<rest>(?: (?:up|down|in|out|off|back))?(?: (?:a (?:bit|little|touch|tad|lot)|some|"
    r"slightly|again|please|now|for me|then))*)"
)
FLAT: Final = re.compile(
    rf"(?:(?:oh|ok|hm+|man|and|but|well|now|no|ugh),? )*(?:(?P<some>{_SOME})|{_ALL}|(?:the |my |our )?(?:drums|kit|"
    rf"pattern|whole thing))?(?:{_BE}|'s|s)? ?"
    r"(?:(?:still|so|a bit|a little|a touch|kinda|kind of|sort of|sorta|really|very|rather|pretty|quite|way|too|"
    r"just|all|is|it|feels|sounds) )*flat(?: (?:now|again|tonight|today|here|to me|rn|right now|somehow|mate|man))*"
)
"""What is flat wants force."""
GAITS: Final = {
    "crawl": 0, "drag": 0, "limp": 1, "plod": 1, "trudge": 1, "shuffle along": 1, "walk": 2, "stroll": 2, "amble": 2,
    "saunter": 2, "trot": 3, "jog": 3, "canter": 3, "run": 4, "gallop": 4, "rush": 4, "race": 5, "sprint": 5, "fly": 5,
}
"""How fast one goes on foot, from slow to fast."""
_GAIT: Final = (
    r"(crawl|drag|limp|plod|trudge|walk|stroll|ambl|amble|saunter|trot|jog|canter|run|gallop|rush|race|rac|sprint|fly|"
    r"flie)"
)
_GOES: Final = rf"(?P<a>{_GAIT})(?:t|n|p|g)?(?:s|es|ing)?"
_THEN: Final = rf"(?P<b>{_GAIT})"
WALKS: Final = re.compile(
    rf"(?:{_ALL}|{_SOME})(?:'s|'re| is| are)? (?:(?:still|now|just|really|all) )*{_GOES}(?: (?:now|along|away|"
    rf"too much))*"
    r"(?: like [a-z' ]{2,40})?[,;:.]+ (?:(?:so|but|please|now|just|rather|and),? )*(?:let|make|have|get) "
    rf"(?:it|them|him|her|everything) (?:just )?{_THEN}(?: (?:a bit|again|now|please|instead|rather))*|"
    rf"(?:do not|don't|no|stop) {_GOES.replace('<a>', '<c>')},? (?:just |but )?{_THEN.replace('<b>', '<d>')}|"
    rf"(?:it|this|that) (?:should|must|has to|is to|wants to|needs to) {_THEN.replace('<b>', '<e>')},? (?:and )?not "
    rf"{_GOES.replace('<a>', '<f>')}"
)
"""From one gait to another, which is a tempo."""
LESS_SWING: Final = frozenset(
    "sober tame calm tighten straighten rein reel tone dial settle steady control curb".split()
)
AWAKE: Final = frozenset("wake liven perk pep".split())


def _pace(said: str) -> int:
    return next(pace for gait, pace in GAITS.items() if gait.startswith(said[:STEM]) or said.startswith(gait[:3]))


def with_remedy(plain: str) -> str:
    """Return a line that complains and says the remedy as the remedy alone; any other as it is.

    Args:
        plain: the line, in lower case, one blank between two words.
    """
    walks = WALKS.fullmatch(plain.rstrip(" .!"))
    if walks is not None:
        old, new = (_pace(walks["a"] or walks["c"] or walks["f"]), _pace(walks["b"] or walks["d"] or walks["e"]))
        return plain if old == new else "faster" if new > old else "slower"
    flat = FLAT.fullmatch(plain.rstrip(" .!"))
    if flat is not None:
        return f"{flat['some']} louder" if flat["some"] else "more intensity"
    found = COMPLAINT.fullmatch(plain.rstrip(" .!"))
    if found is None or MEANINGS.get(found["how"], ("",))[0] not in {"mood", "lean"}:
        return plain
    verb, rest = found["verb"], found["rest"]
    if found["how"].startswith(verb[:STEM]):
        return plain  # it is dark, darken it more
    if found["swing"] is not None and verb in LESS_SWING:
        return f"{'a bit ' if re.search(r'bit|little|touch|tad|slightly', rest) else ''}less swing"
    if found["all"] is not None and verb in AWAKE:
        return "more energy"
    return f"{verb} {found['some'] or found['swing'] or 'it'}{rest}"
