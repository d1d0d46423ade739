"""Does a part of a line only tell of those who are there, or take its leave: "people are dancing", "that's lunch"?

It asks for nothing. Nobody who wants a change says so with these words; "nobody is dancing" and "make them dance" are
none of them.
"""

from __future__ import annotations

import re
from typing import Final

_SO: Final = r"(?:already|all|really|just|actually|finally|now|so|totally|still|up|properly|absolutely|literally|well)"
_MORE: Final = (
    r"(?: (?:again|tonight|today|here|already|now|out there|up there|down there|like (?:mad|crazy|never before)|"
    r"so much|a lot|man|mate|lol|haha|yes|you know|all of them|to it|to this|with us|by the way))*"
)
PEOPLE: Final = (
    r"(?:(?:the|my|our|all the|all my|these|those|your|all) )?(?:people|crowd|everyone|everybody|they|kids|girls|boys|"
    r"dancers|guests|folks|guys|lads|audience|punters|room|floor|place|club|pub|hall|house|front row|whole (?:room|"
    r"floor|place|club|pub|hall|house)|students|neighbours|parents|old folks|grannies|mums|dads|boss|owner|landlord)"
)
CROWD: Final = (
    rf"{PEOPLE}(?:'s|'re| is| are| r| was| were)?(?: {_SO})* (?:dancing|jumping|bouncing|singing(?: along)?|"
    r"clapping along|smiling|happy|loving (?:it|this|that)|going (?:wild|mad|crazy|nuts|off|mental|bananas)|cheering|"
    r"having (?:fun|a ball|a (?:great|good) time)|enjoying (?:it|this|themselves|themself)|(?:up )?on their feet|"
    rf"with us|into it|screaming|hooked|in love|(?:love|loves|loved|like|likes|dig|digs|enjoy|enjoys) (?:it|this|that))"
    rf"{_MORE}"
)
LOOK: Final = (
    r"(?:just )?look at (?:them|him|her|that|those|the \w+|my \w+)(?: \w+)?(?: (?:go|dance|dancing|move|jump|jumping))?"
)
YOU: Final = (
    r"(?:you|u)(?: are|'re|re|r)? (?:just |really |such |so |truly )*(?:the |a |an |my )?(?:absolute |real |total )?"
    r"(?:very )?(?:best|greatest|finest|legend|star|genius|hero|beast|angel|natural|treasure|joy|gem|good|great|"
    r"brilliant|amazing|funny|sweet|clever|lovely)"
    r"(?: (?:drummer|bandmate|mate|partner|player|machine|robot|one|thing|ever|i|we|i've|have|had|met|known|heard|"
    r"played|with|in the world|on earth|you know|today|tonight))*"
)
HOW: Final = (
    r"(?:oh |ah |my )?how (?:very |really )?(?:delightful|lovely|wonderful|nice|charming|sweet|marvellous|splendid|"
    r"exciting|beautiful|kind|clever|thrilling|fun|cute)(?: of you| this is| that is| it is)?"
)
OTHERS: Final = (
    r"(?:my|our|his|her|their) \w+ (?:would|will|'d|is going to) (?:be (?:so |very )?(?:thrilled|happy|proud|delighted|"
    r"jealous|impressed)|love|like|adore) ?(?:it|this|that|you)?"
)
MANY: Final = (
    r"(?:we|there)(?:'re| are) (?:(?:about|only|over|nearly|already|a) )?(?:\d+|many|few|full|packed|sold out|live|two|"
    r"three|four|five|six|seven|eight|nine|ten|twelve|\w+(?:teen|ty)|hundred)(?: of us| people)? (?:tonight|here)"
)
LEAVES: Final = (
    r"(?:(?:ok|okay|right|so|well|and) )*(?:that's|thats|that is) (?:lunch|dinner|tea|breakfast|a wrap|home time|"
    r"it for (?:today|tonight|now)|us done)(?: everyone| folks| all)?"
)
AGAIN_AT: Final = (
    r"(?:(?:i'll |we'll |we )?(?:be |are )?back|see (?:you|ya|y'all)|cu|meet|we meet)(?: all| everyone| here| again)* "
    r"(?:at|in|after|around|by) \w+(?: (?:past \w+|o'?clock|sharp|pm|am|then|minutes?|mins?|hours?))*"
)
ABROAD: Final = re.compile(
    r"(?:(?:bonsoir|bonjour|salut|hola|ciao|hallo|moin|servus|ol[aá]|oi|boa noite|buenas(?: noches| tardes)?|"
    r"buenos d[ií]as|guten (?:abend|morgen|tag)|grüezi|hej|hei|ahoj|merhaba|namaste|buonasera|bonne soirée|bis gleich|"
    r"à bientôt|a bientot|hasta luego|tschüss|tschau|hasta mañana)[,!. ]*)+"
    r"(?:tout le monde|à tous|a tous|a todos|todos|zusammen|allerseits|leute|amigos|amici|mes amis|a tutti|les amis|"
    r"everyone|everybody|people|folks|all|friends)?"
)
"""A greeting or a farewell in another tongue."""
WAIT: Final = (
    r"(?:(?:ok|okay|sorry|oh|please|just) )*(?:give me (?:a|one|two) (?:sec|secs|second|seconds|minute|minutes|min|"
    r"moment|tick|ticks)|(?:just )?(?:one|a|two) (?:moment|second|sec|minute|ticks)|hang on(?: (?:a|one) (?:sec|"
    r"second|moment|minute)| there)?|bear with me|be right back|brb|ready when you are|(?:good ?night|bye|bye bye)"
    r"(?: everyone| all| folks| guys| mate)?)(?: please| mate| guys| folks| everyone)*"
)
BANTER: Final = re.compile(f"{CROWD}|{LOOK}|{YOU}|{HOW}|{OTHERS}|{MANY}|{LEAVES}|{WAIT}")

BESIDE: Final = re.compile(
    rf"{AGAIN_AT}|(?:so |and |please )*(?:keep|leave) (?:it|this|that)"
    r"(?: (?:up|going|like (?:that|this)|there|as it is))?"
)
"""What is none by itself."""


def is_banter(part: str) -> bool:
    """Return True for a part of a line, in lower case, that only tells of those who are there."""
    return BANTER.fullmatch(part) is not None or ABROAD.fullmatch(part) is not None


def goes_with_banter(part: str) -> bool:
    """Return True for a part that is banter beside another: "back at two" by itself may be of a layer."""
    return BESIDE.fullmatch(part) is not None
