"""Does a line only thank, praise or take its leave: "ta very much", "merci, super", "that's all, folks"?

It asks for nothing, in whatever tongue or dress: every word is one of thanks, of praise or of manners.
"""

from __future__ import annotations

import re
from typing import Final

THANKS: Final = frozenset(
    """
thanks thank thankyou thx thnx thanx tnx ty tysm tyvm cheers ta tanks gracias merci danke dankeschön grazie obrigado
obrigada valeu mercy kiitos tack takk tak dank bedankt dziękuję dzieki dzięki spasibo arigato arigatou efharisto
gg ggs wp lol lmao lmaoo lmaooo rofl haha hahaha hehe copy roger understood noted
teşekkürler mersi cheerz obliged grateful appreciated appreciate gratitude respect
""".split()
)
PRAISE: Final = frozenset(
    """
perfecto perfect parfait perfekt super nice great lovely brilliant wonderful excellent awesome amazing beautiful sweet
fantastic wicked genial stark klasse prima bravo legend star genius champion wizard ace cool good best satisfactory
bellissimo gorgeous sick dope tasty juicy filthy lush splendid splendidly goated banger mint sublime heavenly
magnificent marvellous superb delicious
""".split()
)
MANNERS: Final = frozenset(
    """
ok okay k alright aight right yes yeah yep oh ah ooh wow hey well so very really truly quite such much many a an the lot
lots bunch million that thats that's this it its it's is was are were 's you u r ur your
you're youre we we're were i i'm
im am be for to of with and all now then today tonight one job work stuff help again indeed everyone everybody folks
guys people friend friends my mate man bro dude buddy pal
love sir just always most kind kindly doing going went worked works
five high sounds sounded looks
looked done there here
""".split()
)
CLOSES: Final = re.compile(
    r"\b(?:(?:that|this)(?: i|')?s (?:all|it|that)|we(?: a|')re (?:good|done|all set|fine)|"
    r"(?:i|we) (?:love|like) (?:it|that|this)|high five|chef's kiss|(?:that|this|it) works|that worked|"
    rf"(?:that|this|it)(?:(?:'| i)?s| was)(?: so| really| very| just| pretty)* (?:{'|'.join(sorted(PRAISE))})|"
    r"(?:you|u)(?: a|')?re? the (?:best|bomb|man)|ur the (?:best|bomb|man))\b"
)
"""What is content as a whole though none of its words is."""
LIKED: Final = re.compile(r"\b(?:'d|would) (?:like|love) (?:it|this|that)\b")
"""What is wanted, and not praised: "I'd like it to sound like this"."""
GREETS: Final = re.compile(
    r"(?:(?:hi|hello|hey|hiya|yo|howdy|hallo|ciao|hola|salut|good (?:morning|day|afternoon|evening|night)),? ?)+"
    r"(?:there |dear |my |mr |little |old )*(?:robot|machine|computer|box|drummer|bandmate|friend|buddy|pal|mate|"
    r"everyone|everybody|all|folks|people|team)?[ .!,]*"
)
"""A greeting and nothing else."""
WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+")
MOST_WORDS: Final = 12


def only_thanks(text: str) -> bool:
    """Return True for a line that is thanks, praise or leave and nothing else."""
    plain = " ".join(text.lower().replace("\u2019", "'").split())
    if plain.endswith("?") or LIKED.search(plain):
        return False
    if GREETS.fullmatch(plain):
        return True
    closes = CLOSES.search(plain) is not None
    words = WORD.findall(CLOSES.sub(" ", plain))
    if len(words) > MOST_WORDS or not set(words) <= THANKS | PRAISE | MANNERS:
        return False
    thanked = set(words) & THANKS
    return bool(thanked) or closes or (len(words) > 1 and bool(set(words) & PRAISE) and _praises(words))


def _praises(words: list[str]) -> bool:
    """Return True for praise that begins as such: "good one", "sounds great"; "all good" may answer a question."""
    return words[0] in PRAISE and words[-1] in PRAISE | {"one", "job", "work", "stuff", "there", "man", "mate"}
