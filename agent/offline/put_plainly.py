"""Which turns of hands are put plainly first: "ride this out till 64, then", "8 bars of nothing but hats"?"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from agent.offline.build_ups import built_up
from agent.offline.layer_words import ONE_LAYER
from agent.offline.loops import with_loops
from agent.offline.put_values import with_values
from agent.offline.remedies import with_remedy
from agent.offline.rules import LINES_KEPT, applied, rules
from agent.offline.two_hits import with_two_hits
from agent.offline.two_times import with_two_times

SOME: Final = rf"{ONE_LAYER}(?:(?:,? and |, ){ONE_LAYER})*"
ALL: Final = r"(?:the lot|everything|everyone|everybody|the rest|all of it|it all|the others|all)"
NAMED: Final = re.compile(rf"\b{ONE_LAYER}\b")
OF_ALL: Final = re.compile(r"\b(?:everything|all|everybody|everyone|whole)\b(?! else)")
OTHERS: Final = re.compile(r"\b(?:everything else|all else|anything else|the rest|the others?)\b")
COUNTED: Final = r"(?:[2-9]|\d\d|two|three|four|five|six|seven|eight|twelve|sixteen|thirty[- ]two)"
HATS: Final = r"(?:hi[- ]?)?(?:hats?|ones?|1)"
RUN_ON: Final = (
    rf"^(?:(?:ok|now|just|please|and),? )*(?:keep|let|stay|ride|roll|carry|run|wait|play|leave|continue|cook|cruise)"
    rf"(?:(?!\b{ONE_LAYER}\b|\bonly\b)[a-z' ]){{0,32}}? (?:until|till|til|'til|up to) "
    r"(?:we (?:hit|reach|get to) )?(?:bar )?(\d{1,4})\b,?(?: and)? (?:then|before) "
)
NOTHING_BUT: Final = (
    rf"\b(?:(?:give|do) (?:it|us|me|them) )?(\w+) bars of (?:nothing but|only|just) ({SOME})"
    rf"(?:,?(?: and)? then {ALL} (?:comes? |goes? |is |are )?back(?: in)?\b)?"
)
NOT_THE_OTHER: Final = (
    rf"\b(?:just|only) (?:\w{{2,3}} )?(closed|open)(?: {HATS})?,? (?:but |and )?not (?:the )?(?:open|closed|other)"
    rf"(?: {HATS})?(?=,? (?!{HATS}\b)\w)"
)
ALONE_FROM_NOW: Final = (
    rf"^(?:leave|keep) (?P<layer>{ONE_LAYER}) alone"
    r"(?:,? (?:from (?:here|now|this point)(?: on(?:wards)?)?|for good)).*$"
)
NOBODY_TOUCHES: Final = (
    rf"^(?:leave |keep )?(?P<layer>{ONE_LAYER})(?: alone| as it is)?[,.]? (?:do not|don't|dont) let "
    r"(?:anyone|anybody|anything|nobody|nothing|no one) (?:touch|change|move|alter) (?:it|them)(?: any ?more)?$"
)
_NO_MORE: Final = r"(?: (?:any ?more|again|ever|from now on|from here on|now|please|at all))*"
_ALTER: Final = r"(?:change|touch|alter|vary|move|modify|mess with|fiddle with)"
CHANGES_NO_MORE: Final = (
    rf"^(?:please )?(?:do not|don't|dont|never) (?:let|have) (?:it|the machine|the computer|the box|yourself|anything|"
    rf"anyone|anybody) {_ALTER} (?P<layers>{SOME}){_NO_MORE}(?=$|[,.;!])"
)
NOT_TO_CHANGE: Final = (
    rf"^(?:please )?(?:(?:i|we) (?:do not|don't|dont) want )?(?P<layers>{SOME}) "
    rf"(?:to (?:be )?|(?:must|should|may|shall|can) (?:not|never) (?:be )?|(?:must|should)n'?t (?:be )?)"
    rf"(?:{_ALTER}|changed|touched|altered|varied|moved){_NO_MORE}(?=$|[,.;!])"
)
"""What is to stay as it is, however that is denied."""
AS_AT_FIRST: Final = (
    r"^(?:(?:ok|now|just|please|and|can you|could you|let us|let's),? )*(?:(?:go|get|take|bring|put|make|set|turn|"
    r"reset|return|restore)(?: (?:it|us|me|this|that|things|everything|all of it|it all))*(?: all)? )?"
    r"(?:back )?(?:again )?(?:to )?"
    r"(?:(?:how|the way|where|what|as|like|exactly as|just like) (?:it|we|i|things|everything|this|that|all) "
    r"(?:was|were|had(?: it)?|sounded|began|started|stood|looked)(?: (?:all|like|out|off))*"
    r"(?: (?:at|in|from) (?:the )?(?:very )?(?:start|beginning|outset|first|onset)| when (?:we|i|it|you) (?:first )?"
    r"(?:started|began|opened it|loaded it))|the (?:very )?(?:start|beginning|original|first state)(?: again)?"
    r"(?: of (?:it all|everything|the session|the set|this session))?)(?: (?:please|again|now))*$"
)
"""How all was when it began is no undo of one wish."""
_BREAK: Final = (
    r"\b(?:(?:give|gimme|do|make|play|have|want|need|drop|let us have|let's have)(?: me| us)? )?(?:a |an |the )?"
    r"(?:little |short |quick )?"
)
_NO: Final = rf"(?:without|with no|minus) (?P<layers>{ONE_LAYER}(?:(?:,? and |, )(?:no |without )?{ONE_LAYER})*)"
BREAK_LASTS: Final = (
    rf"{_BREAK}(?:(?P<a>{COUNTED})[- ]bars? break(?:down)?,? |break(?:down)?,? (?:(?:of |for |over )?"
    rf"(?P<b>{COUNTED}) bars?,? )?){_NO}(?: for (?P<c>{COUNTED})(?: bars?)?)?(?=$|[,.;!])"
)
"""A break that lasts is over by itself, and what was out is back."""
BREAK_WITHOUT: Final = rf"{_BREAK}break(?:down)? (?:without|with no|minus) (?P<layers>{SOME})"
STOPS_AT: Final = (
    r"\b(?:just |simply |please )*(?:stop|end|halt|finish) (?:everything|it all|all of it|all this|the lot|the music|"
    r"the whole thing)(?=,? (?:(?:at|on|from) (?:bar )?\d{2,4}|(?:in|after) \w+ bars)\b)"
)
"""With a time behind it, it is the stop that is planned."""
BLACKOUT: Final = (
    r"\b(?:(?:go|do|give me|make|have|let's have|play) )?(?:(?:a|full|total|complete|short|brief) )*black ?-?out\b"
    r"(?:,? (?:on|of|for|across) (?:all )?(?:the )?(?:drums|kit|whole kit|drum kit|everything|all of it|all|lot))?"
)
LASTS_THEN_BACK: Final = (
    r"\b(?P<out>(?:mute|kill|cut|lose|drop|no) [a-z_ ,]{3,40}?|[a-z_ ,]{3,40}? (?:out|off|muted|away|gone|disappears?|"
    r"vanish|vanishes)),? (?:for )?"
    rf"(?P<n>{COUNTED}) bars?,? (?:and )?then (?:(?:it|they|all|everything|everyone|the lot|he|she)(?: (?:is|are|"
    r"comes?|all|goes))* )?(?:back|return|returns|again|come again)(?: (?:in|on|again))*(?=$|[,.;!])"
)
"""What is out for so many bars is back by itself."""
FILLS_UNTIL: Final = (
    rf"\b(?P<fills>fills? (?:on )?every {COUNTED}(?: bars?)?|every {COUNTED}(?: bars?)? (?:a |one )?fill) "
    r"(?:until|till|til|'til|up to) (?:bar )?(?P<bar>\d{2,4})(?:,? (?:and )?then (?:quit|stop|no more|none|rest|"
    r"that's it|enough))?(?=$|[,.;!])"
)
"""Fills come to an end at a bar."""
GOES_ON: Final = (
    rf"\b(?:(?:make|let|have|get) )?({SOME}) (?:to )?(?:goes|go|lands?|falls?|comes?) "
    r"(?=on (?:every|each|all)(?: \w+){0,2} (?:beats?|quarters?)\b)"
)
AS_TRIPLETS: Final = r"\b(?:(?:make|let) (?:it|them) )?swing(?:ing)?(?: it)? (?:like|as|in) (?:a )?triplets?\b"
BATTERY: Final = (
    r"(?:^|(?<=[,.;!] ))(?:(?:sorry|ok|my|the|our|phone|laptop|tablet),? )*battery(?:'s| is| are)?(?: (?:at|on|nearly|"
    r"almost|down to|only|just))* (?:\d{1,2} ?(?:%|percent)|low|empty|dead|dying|flat|going)(?:,|\.|;|:|!| so| and)* "
    r"(?=\w)"
)
"""Why it must end soon says nothing of the music."""
SLOWLY: Final = (
    r"^(?P<slow>(?:(?:ok|now|please|and|really|very|nice and),? )*(?:slowly|gradually|gently|smoothly|bit by bit|"
    r"little by little)\b"
    r"(?!.*\b(?:mute|unmute|solo|out|off|back|drop|fill|break|rise|section|load|recall|stop|then|and|when|if|over)\b)"
    r"[a-z0-9 .]*?),? (?:(?:like|say|maybe|about|around|roughly|something like) )*in "
    r"(?P<n>(?:about |around )?[\w-]+ bars)$"
)
"""What comes slowly in so many bars is on its way from now on."""
CALLS_OUT: Final = r"(?:^|(?<=[,.;!]) ?)(?:and )?(?:bang|boom|wham|pow|bam|kaboom)(?:,|!+) (?=\w)"
"""A sound between two marks says that it is sudden; it is no wish for more force."""
SOFT: Final = r"(?:soft|softly|quiet|quietly|delicate|delicately|gentle|gently|light|lightly|subtle|subtly|faint|low)"
SOFT_GHOSTS: Final = (
    rf"\b(ghost(?: notes?| strokes?| hits?|s)?\b(?:(?! and |,|;|\.|\bsofter\b).)*?),? "
    rf"(?:(?:nice|very|real|really|all|so|and|quite|kept|played) )*{SOFT}(?: ones?)?(?=$|[.,;!])"
)
"""Ghosts are soft by themselves; a drum is made softer where it is said of the drum."""


UNTOUCHED: Final = (
    r"(?:^|(?<=[,.;:!] )|(?<=\band )|(?<=\bbut ))(?:(?:please|now|and|ok|just) )*"
    r"(?:(?:do not|don't|dont|never)(?P<dare> you)?(?:(?P<ever> ever| dare)|,? please)*(?: to)? "
    r"(?:touch|change|move|alter|mess with|fiddle with|mess about with) |"
    r"(?:keep (?P<yours>(?:your |the )?(?:hands|fingers|paws|mitts) )|hands |fingers |paws )off )"
    rf"(?P<x>{SOME})(?P<more>(?: (?:any ?more|any longer|again|ever(?: again)?|from (?:here|now|this point)"
    r"(?: on(?:wards)?)?|for good|for the rest of (?:the|this) [a-z]+))*)"
    r"(?: please)?(?=$|[,.;:!]| (?:and|so|but|cos|because|while) )"
)
"""A drum that nobody is to touch; beside a wish for all of it that drum is only an exception."""
HARDLY: Final = (
    r"\b(?:almost|nearly|practically|hardly|barely|scarcely) (?:(?:do not|don't|dont|can't|can not|cannot|can) )?"
    r"(?:hear|listen)(?: to)?(?P<after>$|[,.;!]| )"
)
"""Those who say listen for hear."""
AS_THAT_DOES: Final = (
    rf"\b(?P<x>(?:{SOME}) (?:to )?(?:returns?|comes? back|back|comes? in|enters?)(?: (?:in|on))?) (?:when|once|"
    rf"as soon as) "
    rf"(?P<y>{ONE_LAYER}) (?:does|do|is|will|has)(?=$|[,.;!])"
)
"""A verb that is not said twice."""
MAY_VARY: Final = (
    r"\b(?:everything else|all else|the rest|all the rest|the others?|all (?:the )?others|anything else) "
    r"(?:(?:may|can|could|might|is allowed to|is free to) )(?:vary|wander|drift|roam|evolve|change|move|mutate|stray)"
    r"(?P<bit> (?:a |just a )?(?:little|bit|touch|tad)| slightly| gently)?(?: (?:around|about|freely|as it likes?))*"
    r"(?=$|[,.;!])"
)
"""What may vary is a wish for variation, not for rolls."""


def _locked(found: re.Match[str]) -> str:
    rest = f"{found.string[: found.start()]} {found.string[found.end() :]}"
    lasts = found["dare"] or found["ever"] or found["yours"] or found["more"]
    other = (NAMED.search(rest) or OTHERS.search(rest)) is not None and OF_ALL.search(rest) is None
    return f"lock {found['x']}" if lasts or other else found.group()


def _out_for_a_while(found: re.Match[str]) -> str:
    bars = found["a"] or found["b"] or found["c"]
    layers = re.sub(r"\b(?:no|without) ", "", found["layers"])
    return f"mute {layers} for {bars} bars" if bars else f"mute {layers}"


OTHER_WAY: Final = (
    r"\b(?:up|down) (?P<to>to (?:bar )?\d{2,3}(?: ?bpm)?)\b[,.;\u2026 -]*(?:(?:no|wait|sorry|er+m?|uh+|um+|argh|oops|"
    r"i mean|i meant|rather|actually|or rather)[,.\u2026]* )+(?:go |it's |it is )?(?P<way>up|down)\b"
    r"(?:[,.;]+ (?:(?:because|cos) )?(?:we|it|that|you|i)(?:'re|'s| are| is| was| were| went)[^,.;]*"
    r"(?:past|over|above|below|under|beyond)(?: that| it)?(?: already| now)?)?(?=$|[,.;!])"
)
"""The way that was said wrong: "bpm up to 124, I mean down"."""
RULES: Final = rules(
    (
        (OTHER_WAY, r"\g<way> \g<to>"),
        (RUN_ON, r"at bar \1 "),
        (NOTHING_BUT, r"only \2 for \1 bars"),
        (NOT_THE_OTHER, r"the \1 hat"),
        (ALONE_FROM_NOW, r"lock \g<layer>"),
        (NOBODY_TOUCHES, r"lock \g<layer>"),
        (CHANGES_NO_MORE, r"lock \g<layers>"),
        (NOT_TO_CHANGE, r"lock \g<layers>"),
        (r"\b(?:everything|anything|all|all that is|whatever is) (?:up top|on top|at the top)\b", "the hats"),
        (r"\bleave (?:me |us )?(?:with )?(?:the )?drum and\b", "leave the kick and"),
        (r" \+ (?=[a-z])", " and "),
        (
            (r"\b(?:would|will) it be (?:too )?(?:weird|odd|strange|crazy|mad|silly|rude|wrong|cheeky) "
            r"(?:to|if (?:we|i|you)) "),
            "can we ",
        ),
        (AS_AT_FIRST, "reset"),
        (BATTERY, ""),
        (GOES_ON, r"\1 "),
        (AS_TRIPLETS, "swing 66.7%"),
        (STOPS_AT, "stop"),
        (BLACKOUT, "mute everything"),
        (LASTS_THEN_BACK, r"\g<out> for \g<n> bars"),
        (FILLS_UNTIL, r"\g<fills>, no more fills at bar \g<bar>"),
        (CALLS_OUT, ""),
        (SLOWLY, r"\g<slow> over \g<n>"),
        (BREAK_LASTS, _out_for_a_while),
        (BREAK_WITHOUT, r"mute \g<layers>"),
        (SOFT_GHOSTS, r"\1"),
        (r",? (?:n|an|'n'?|and) all(?=$|[.!])", ""),  # "a roll on the snare an' all" is of no other
        (UNTOUCHED, _locked),
        (HARDLY, r"hardly hear\g<after>"),
        (AS_THAT_DOES, r"\g<x> when \g<y> comes back"),
        (MAY_VARY, lambda found: "a bit more variation" if found["bit"] else "more variation"),
        (rf"\b(?:pin|nail|bolt)(?: down)? ({ONE_LAYER})(?: down)?(?=$|[,.;!]| (?:and|so|please|now)\b)", r"lock \1"),
        (r"\bdrop it (?:down )?(?:by )?(?=a (?:notch|bit|touch|tad|peg|little|hair)\b)", "turn it down "),
        (r"\bearlier (?=(?:tonight|today|this (?:evening|morning|afternoon)|in the (?:set|night|evening|show))\b)", ""),
        (rf"\b(?:{SOFT}(?:,? and |,? )?)+(?=(?:little |small )?ghosts?\b)", ""),
        (r"\bhalf a minute\b", "30 seconds"),
        (r"\bthis (?:one|1|single|very) bar\b", "this bar"),  # which bar, and not for how long
        (r"\bfrom (here|now|there) on out\b", r"from \1 on"),
        (r"\bmore (?:gently|softly|quietly)\b", "softer"),
        (r"\bless (?:gently|softly|quietly)\b", "harder"),
        (r"\b(\w+er|more|less)(?:,? and \1)+\b", r"gradually \1"),
        (rf"\bkick (up|down),? (?={ONE_LAYER} (?:up|down|out|in|off|back)\b)", r"kick volume \1, "),
        (rf"\ball the ({COUNTED}) (bars|measures)\b", r"every \1 \2"),
        (r"^(?:(?:sorry|hi|hey|hello|ok|um)[,.]? )*(?:it is |it's |it )?(?:only |just )?me again[,.:]? (?=\w)", ""),
    )
)
"""Patterns in their order and what each leaves."""


@lru_cache(maxsize=LINES_KEPT)
def put_plainly(text: str) -> str:
    """Return a line with such turns in plainer words; a line without any as it is."""
    plain = " ".join(text.lower().replace("\u2019", "'").split()).rstrip(" .!")
    found = built_up(with_values(with_loops(applied(RULES, with_two_hits(with_two_times(with_remedy(plain)))))))
    return text if found == plain else found
