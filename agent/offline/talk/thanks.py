"""Does a line only thank, praise or take its leave: "ta very much", "merci, super", "that's all, folks"?

It asks for nothing, in whatever tongue or dress: every word is one of thanks, of praise or of manners.
"""

from __future__ import annotations

import re
from typing import Final

from agent.offline.talk.banter import goes_with_banter, is_banter

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
magnificent marvellous superb delicious bom boa muito bueno buena très magnifique génial geil toll spitze
bravissimo ottimo bello lekker mooi
""".split()
)
MANNERS: Final = frozenset(
    """
ok okay k alright aight right yes yeah yep oh ah ooh wow hey well so very really truly quite such much many a an the lot
lots bunch million that thats that's this it its it's is was are were 's you u r ur your
you're youre we we're were i i'm
im am be for to of with and all now then today tonight one job work stuff help again indeed everyone everybody folks
guys people friend friends my mate man bro dude buddy pal brother sister
love sir just always most kind kindly doing going went worked works
five high sounds sounded looks
looked done there here
""".split()
)
_CONTENT: Final = r"(?:happy|glad|pleased|delighted|content|satisfied|thrilled|chuffed|over the moon)"
_PLACE: Final = r"(?:room|place|hall|club|venue|space|system|speakers?|pa|rig|sound)"
CLOSES: Final = re.compile(
    r"\b(?:(?:that|this)(?: i|')?s (?:all|it|that)|we(?: a|')re (?:good|done|all set|fine)|"
    r"(?:i|we) (?:love|like) (?:it|that|this)|high five|chef's kiss|(?:that|this|it) works|that worked|"
    rf"(?:i|we)(?: a|')?(?:m|re) (?:(?:so|very|really|quite|all) )*{_CONTENT}(?: (?:with|about) (?:this|that|it))?"
    rf"(?! (?:if|when|with|to|about)\b)|"
    rf"(?:this|the|that|your|my|our) {_PLACE}(?: is| has|'s| sounds)(?: (?:a|an|the|got|such|so|very|really|just))*"
    rf" (?:{'|'.join(sorted(PRAISE))})(?: (?:sound|sounding|sounds|acoustics?))?|"
    rf"(?:that|this|it)(?:(?:'| i)?s| was)(?: so| really| very| just| pretty)* (?:{'|'.join(sorted(PRAISE))})|"
    r"(?:you|u)(?: a|')?re? the (?:best|bomb|man)|ur the (?:best|bomb|man))\b"
)
"""What is content as a whole though none of its words is."""
LIKED: Final = re.compile(r"\b(?:'d|would) (?:like|love) (?:it|this|that)\b")
"""What is wanted, and not praised: "I'd like it to sound like this"."""
GREETS: Final = re.compile(
    r"(?:(?:hi|hello|hey|hiya|yo|howdy|hallo|ciao|hola|salut|good (?:morning|day|afternoon|evening|night)),? ?)+"
    r"(?:there |dear |my |mr |mister |miss |little |old |drum |beat |techno |music |clever |lovely |sweet |good |big )*"
    r"(?:robot|bot|machine|computer|box|thing|drums?|drummer|bandmate|friend|buddy|pal|mate|"
    r"everyone|everybody|all|folks|people|team)?[ .!,]*"
)
"""A greeting and nothing else."""
_MUCH: Final = (
    r"(?:so|really|very|just|absolutely|totally|properly?|pretty|quite|right|fucking|freaking|dead|pure|well)"
)
_WHOM: Final = (
    r"(?:(?:now|today|tonight|again|here|though|tho|mate|man|bro|bruh|fam|guys|people|everyone|y'all|yall|lol|haha|"
    r"ngl|fr|"
    r"for real|thanks|thank you|cheers|right now|right there)[,.]? ?)*"
)
_OH: Final = (
    r"(?:(?:nah|no|yo|oh|man|damn|mate|bro|wow|ok|okay|yes|yeah|yep|jeez|lord|god|mm+|ah+|ooh+|whoa|haha|lol|ngl|dude|"
    r"jesus|hell yeah|boy|huh|ha|aha|oof|phew|woah)[,.!]* )*"
)
_ALL_OF_IT: Final = (
    r"(?:this|that|it|dis|dat|(?:this|that|the|your) (?:groove|beat|set|thing|machine|track|rhythm|tune|one|stuff|"
    r"bit|part|"
    r"drop|break|fill|rise|build|transition|moment|roll|pattern|polymeter|polymetre|polyrhythm|shuffle|swing|sound|mix))"
)
FELT: Final = re.compile(
    rf"{_OH}{_ALL_OF_IT} (?:{_MUCH} )*(?:"
    r"(?:goes|go|hits|hit|slaps|bangs|slams|rocks|kicks|knocks|smacks|thumps|cooks|works|kills|grooves|pumps|rolls|"
    r"lands|"
    r"feels|sounds|rips|flies|moves|swings)(?: (?:so|really|very|too|just|that|proper|pretty|well|right|"
    r"dead))*(?<! too)"
    r"(?: (?:hard|heavy|different|deep|home|good|nice|well|right|off|mental|nuts|crazy|insane|wild|tough|the spot|"
    r"like (?:a dream|crazy|hell|mad|a train|butter|it should)|beautifully|perfectly|lovely|great|sick|mad|proper|"
    r"ass))?|"
    r"(?:is|was|'s|feels|felt|sounds|sounded) (?:(?:so|really|very|just|absolutely|totally|properly|proper|pretty|"
    r"quite|"
    r"right|fucking|freaking|dead|pure|such a|a|the) )*(?:good|great|nice|lovely|beautiful|sick|dope|fire|lit|mint|"
    r"class|"
    r"perfect|brilliant|wicked|amazing|awesome|excellent|gorgeous|unreal|insane|banger|tune|bomb|business|fantastic|"
    r"wonderful|superb|magic|gold|heaven|sweet|money|tasty|filthy|nasty)"
    rf")[,.!]* ?{_WHOM}[.! ]*"
)
"""What is said of how it goes, and is content with it: "this goes hard", "the break was great"."""
ALIVE: Final = re.compile(
    rf"{_OH}(?:this|that|it)(?: is|'s| was| feels| sounds)(?: (?:so|really|very|just|absolutely|totally|all))+ "
    r"(?P<how>[a-z]+)"
)
"""A feel that it has, which is praise where somebody thanks beside it."""
FELT_SO: Final = re.compile(
    rf"{_OH}(?:(?:(?:so|really|very|truly|how|most|absolutely|quite|utterly|simply) )+|"
    rf"(?:{'|'.join(sorted(PRAISE))}) and (?:(?:so|very|really) )*)(?P<how>[a-z]+)"
    r"(?:(?: and|,) (?:(?:so|very|really|how) )*(?P<and>[a-z]+))?"
)
"""The same without what has it: "bravo, very elegant"."""
AMISS: Final = frozenset(
    """
boring flat loud fast slow quiet busy messy dull stiff square empty thin weak wrong bad hectic muddy harsh sharp hard
long short late early straight cold same repetitive tired sleepy cluttered crowded frantic
""".split()
)
"""What is amiss, whoever thanks beside it."""
SENTENCES: Final = re.compile(r"[,.!;]+ *| - ")
IDIOMS: Final = re.compile(
    r"\b(?:sound as a pound|right as rain|good as gold|music to my ears|what a (?:tune|track|groove|beat|set|drop|"
    r"banger)|"
    r"(?:you|u)(?: a|')?re? too (?:much|good|kind)|"
    r"the dog'?s bollocks|chef'?s kiss|(?:pure )?class(?: act)?|hell yeah|get in|grand(?: so| job| altogether)?|"
    r"(?:nae|no) (?:bother|worries|problem|probs)|you're grand|spot on|bang on|nailed it|you nailed it|"
    r"now we're talking|panic over|false alarm|(?:carry on |continue |"
    r"go on )?as you were|rock (?:and|n|'n'?) roll|play nice|"
    r"what (?:an? )?(?:[a-z]+ )?(?:thing|machine|box|robot|drummer|sound|noise|groove)(?: (?:you are|this is|that is|"
    r"it is))?|"
    r"just so|ship it|it compiles|compiles|"
    r"that's the (?:stuff|ticket|spirit|one))(?![\w'])"
)
"""Praise as a turn of speech."""
WORD: Final = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?|\d+")
MOST_WORDS: Final = 12


def only_thanks(text: str) -> bool:
    """Return True for a line that is thanks, praise or leave and nothing else."""
    plain = " ".join(text.lower().replace("\u2019", "'").split())
    if plain.endswith("?") or LIKED.search(plain):
        return False
    if _is_banter(plain):
        return True
    if GREETS.fullmatch(plain) or FELT.fullmatch(plain) or _is_alive(plain):
        return True
    closes = CLOSES.search(plain) is not None or IDIOMS.search(plain) is not None
    words = WORD.findall(IDIOMS.sub(" ", CLOSES.sub(" ", plain)))
    if len(words) > MOST_WORDS or not set(words) <= THANKS | PRAISE | MANNERS:
        return False
    thanked = set(words) & THANKS
    return bool(thanked) or closes or (len(words) > 1 and bool(set(words) & PRAISE) and _praises(words))


def _is_banter(plain: str) -> bool:
    """Return True for a line that tells of those who are there, with thanks and praise at most beside it."""
    parts = [part.strip() for part in SENTENCES.split(plain.replace("- ", ", ")) if part.strip()]
    told = [is_banter(part) for part in parts]
    return any(told) and all(
        one or goes_with_banter(part) or only_thanks(part) or part in {"huh", "well", "lol", "haha", "hey"}
        for one, part in zip(told, parts, strict=True)
    )


def _is_alive(plain: str) -> bool:
    """Return True for a feel that it has, with thanks or praise in another sentence: "this is so alive, thank you"."""
    parts = [part.strip() for part in SENTENCES.split(plain) if part.strip()]
    told = [ALIVE.fullmatch(part) or FELT_SO.fullmatch(part) for part in parts]
    rest = [part for part, found in zip(parts, told, strict=True) if found is None]
    felt = [one for found in told if found is not None for one in found.groupdict().values() if one]
    kind = all({*WORD.findall(one)} <= THANKS | PRAISE | MANNERS | {"mm", "mmm", "mmmm", "aah"} for one in rest)
    thanked = any({*WORD.findall(one)} & (THANKS | PRAISE) for one in rest)
    return bool(felt) and not {*felt} & AMISS and kind and thanked


def _praises(words: list[str]) -> bool:
    """Return True for praise that begins as such: "good one", "sounds great"; "all good" may answer a question."""
    return words[0] in PRAISE and words[-1] in PRAISE | {"one", "job", "work", "stuff", "there", "man", "mate"}
