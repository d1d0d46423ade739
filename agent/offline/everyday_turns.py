"""Which turns of every day are put into plainer words first: "forget the last thing", "take the lock off the kick"?

They are kinds of speech with a place for other words: what is taken back, what is let go, what a figure counts.
"""

from __future__ import annotations

import re
from typing import Final

from agent.offline.layer_words import LAYER

AWAY: Final = (
    r"(?:forget|scrap|bin|drop|cancel|reverse|undo|ignore|kill|remove|delete|lose|scratch|revert|clear|wipe|ditch|trash|"
    r"empty|flush|take (?:back|away|off)|get rid of|throw (?:out|away)|call off|chuck)"
)
CHANGE: Final = r"(?:thing|change|move|step|wish|command|edit|request|action|bit|tweak|adjustment|one|instruction)"
COUNT: Final = r"(?P<n>\d{1,2}|two|three|four|five|six|a couple of|couple of)"
PLANNED: Final = r"(?:planned|scheduled|pending|queued|upcoming|waiting|lined up)"
PLACES: Final = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
    " sixteenth".split()
)
RULES: Final = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"\bun[- ](?=(?:mute|solo|lock|freeze|do)\b)", "un"),
        (r"\bsect\b", "section"),
        (r"\b(?:exc|excl)\b\.?", "except"),
        (r"(\d) ?(?:am|pm|o'clock)\b", r"oclock"),
        (r"\b(?:at|around|about|past|by|till|until) oclock\b", " "),
        # what is taken back
        (
            rf"\b{AWAY} (?:the |that |my |your |this )?(?:very )?(?:last|previous|latest) {COUNT} {CHANGE}s?\b",
            r"undo \g<n> steps",
        ),
        (rf"\b{AWAY} (?:the |that |my |your |this )?(?:very )?(?:last|previous|latest) {CHANGE}\b", "undo"),
        (rf"\b(?:step|go|take (?:it|us)|get|jump|wind) back {COUNT} {CHANGE}s?\b", r"undo \g<n> steps"),
        (rf"\b(?:back|rewind|undo) {COUNT} {CHANGE}s\b", r"undo \g<n> steps"),
        (rf"(?<!move )\b{COUNT} {CHANGE}s back\b", r"undo \g<n> steps"),
        (r"\b(?:make|do|perform|hit|press) (?:an |the |one )?undo\b", "undo"),
        (rf"\b({LAYER}) back (?:like|how|as|the way) it was(?: before)?\b", r"\1 back"),
        (
            rf"\b{AWAY} (?:(?:all|everything|every|any|whatever)(?: of)? )*(?:the |that |those |my )?(?:(?:is|are|we) )?"
            rf"{PLANNED}(?: stuff| things?| changes?| items?| ones| events?)?\b",
            "cancel everything planned",
        ),
        # what is let go
        (
            rf"\b(?:take|remove|lift|release|undo|drop|end|cancel|get|pull)(?: away| off| out)? (?:the |that )"
            rf"(lock|mute|solo|freeze)(?: off| away)?(?: of| on| from| off| for)? ({LAYER})\b",
            r"un\1 \2",
        ),
        (
            rf"\b(?:everything|all|anything|the rest)(?: else)? (?:may|can|could|might) (?:change|move|vary|wander|evolve|"
            rf"go wild)(?:,| but)* (?:but )?(?:not|except|apart from|leave) ({LAYER})\b",
            r"lock \1",
        ),
        (rf"^(?:please )?(?:do not|don't|never) (?:change|touch|move|alter|vary) ({LAYER})(?: any ?more| again)?$", r"lock \1"),
        (rf"\blet ({LAYER}) go\b(?! (?:on|again|back|wild|free|crazy|up|down|louder|quieter|softer|faster|slower|busier))", r"mute \1"),
        (rf"({LAYER})(?: (?:to|can|may|should|could|must))? leave(?: us)?\b(?= (?:in|at|on|for|after|now)\b| *$|[,.;!?])", r"\1 out"),
        (r"\b(?:continue|resume|carry on|go on|pick up)(?: the music| playing)? (?:from )?where (?:we|you|it|i) (?:\w+ )?(?:stopped|left"
         r"(?: off)?|paused|were|was)\b", "continue"),
        # as things are
        (
            r"(?:,? (?:exactly|just) as (?:it|this|they|that|we) (?:now |currently )?(?:stands?|is|are|sounds?|have it|had it|plays?"
            r"|goes|hear it)| as (?:it|this|that) (?:now )?stands)(?: (?:right now|now|at the moment|here))?(?=,|$|[.;!?]| and\b)",
            "",
        ),
        (r"\b(?:full|whole|entire|complete) drum ?(?:kit|set)\b", "everything"),
        (r"\b(?:drum|drums) ?(?:kit|set)\b", "drums"),
        (r"(?<=, )rest (?=off|out|away|silent|muted|gone|mute|down|up|stays|quiet)", "the rest "),
        (r"\b(?:at|on|in)? ?(?:the )?same (?:bar|moment|line|point)(?: too)?\b", " @same "),
        (r"(\d) flat\b", r"\1"),
        (r"(?:,? ?(?:and |but |so )?(?:at once|immediately|instantly|straight away)?,?) ?\b(?:no|without(?: any| a)?|not a) "
         r"(?:ramp|ramping|glide|gliding|fade|transition)\b", ""),
        # what a figure counts
        (r"\b(\d{1,2}) (?:pulses|strokes|onsets|beats|strikes|taps)(?= (?:on|for|in|of|per)\b|,|$)", r"\1 hits"),
        (rf"\bpoly(?:meter|metre|rhythm|metric)? (?:on|for|in) ({LAYER})(?: only| alone)?,? (?:of |in |over |at |with )?(\d{{1,2}})(?: steps)?\b",
         r"\1 cycle \2"),
        (r"\bon (?:the )?(?:last|final) (?:sixteenth|16th|step)\b", "on step 16"),
        (r"\bon (?:the )?(?:first|1st) (?:sixteenth|16th|step)\b", "on step 1"),
        (r"\bevery (?:\w+) (?:sixteenths?|16ths?|steps?)\b", "every-so-many sixteenths"),
        (r"\btriplet (?:swing|feel|shuffle|groove)\b", "swing 66.7%"),
        (
            r"\b(?:not|no|never) (?:more|longer|higher|bigger|louder|greater|faster) than (?=[\d.]+ ?(?:ms|milli|%|percent|bpm|db))",
            "limit to ",
        ),
        (r"\brandom timing\b|\btiming randomness\b", "jitter"),
        (r"\b(ghost(?: notes?|s)?) (?:an? |one )?(?:16th|sixteenth|step) (?:ahead|before|early|earlier)\b,?", r"\1"),
        (r"(?<!\d )(?<!\d)\b(?:plus) (?=\d)", "+"),
        (r"(?<=[a-z] )(?:minus) (?=\d)", "-"),
        (r"\btargets?\.([shed])\b", r"target \1"),
        (
            r"\b((?:velocity|density|swing|tempo|bpm|energy|variation|prob\w*|ratchets?|accents?|ghosts?|length|level|volume|cycle)\b"
            r"[^,;.]{0,24}?) from [\d.]+ ?(?:%|percent|bpm|ms|steps)? ?(?:up |down )?(?=to [\d.]+)",
            r"\1 ",
        ),
        (r"\bphrases? (?:shall|should|must|can|could|will|to)? ?(?:have|last|be|take|run|count|get) (?=\w+ bars)", "phrase length "),
        (
            rf"\b(?:one|an|a|1|another|some) (?:extra |more |additional |single |further |other )*({LAYER}) on (?:the )?"
            r"(?:(?P<th>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth"
            r"|fifteenth|sixteenth)|(?P<n>\d{1,2})(?:st|nd|rd|th)?) (?:sixteenths?|16ths?|steps?)\b",
            lambda found: f"a {found[1]} on step {found['n'] or PLACES.index(found['th']) + 1}",
        ),
        (r"\b(\d+|two|three|four|five|couple of) beats (faster|slower)\b", r"\1 bpm \2"),
        (r"\bthen (?:in|back) (?:they|it) (?:comes?|goes?)\b|\b(?:in|back) (?:they|it) comes?\b", "then back in"),
        (rf"^(?:keep|leave) (?:it all|all of it|all|everything)(?: as is| going| in| on)? (?:but|except(?: for)?|apart from|just)(?: not| for)?"
         rf" ({LAYER})(?=$| (?:please|yeah|ok)\b)", r"mute \1"),
        (r"^let (?:it|this|that|the (?:groove|beat|pattern|loop|track|music)) (?:cook|ride|simmer|be|run on|roll on|play on|marinate)\b",
         "do_nothing"),
        (r",? ?(?:and )?(?:do not|don't|dont) touch (?:it|this|anything|a thing)\b", ", do_nothing"),
        (r"^(?:watch|monitor|observe|follow|mind|keep an eye on) (?:the )?(\w+) ?[:,] ?(?=(?:under|over|below|above|less|more)\b)",
         r"when \1 "),
        # evenness
        (
            r"\b(?:(?:make|have|keep|get) )?(?:all )?(?:the )?(?:velocit(?:y|ies)|dynamics|levels|hits|strokes)"
            r"(?: (?:more|to be|become|be|all))*(?: more)? (?:even|equal|uniform|level|consistent|flat(?:ter)?)\b"
            r"|\b(?:more )?(?:even|equal|uniform|consistent|flatter) (?:velocit(?:y|ies)|dynamics)\b"
            r"|\beven out (?:all )?(?:the )?(?:velocit(?:y|ies)|dynamics|levels)\b",
            "fewer accents",
        ),
        (r"\bless (?:gating|ducking|pumping|thinning|choking)(?: of the hats)? (?:by|from|around|under|near|on) the kick(?: (?:on|of) the hats)?\b",
         "thin_bias up"),
        (r"\bmore (?:gating|ducking|pumping|thinning|choking)(?: of the hats)? (?:by|from|around|under|near|on) the kick(?: (?:on|of) the hats)?\b",
         "thin_bias down"),
        (r"\blet (?:it|the machine|the computer|yourself) jam(?: (?:by|on) (?:itself|yourself|its own|your own))?\b", "jam"),
        (r"\bwait (?:a (?:little|bit|while|moment|sec|second|little while|little bit)|some time)\b,?(?: and)?(?: then)?", "in 4 bars, "),
    )
)
"""Patterns in their order and what each leaves."""


def plainer(text: str) -> str:
    """Return a sentence in lower case with such turns in plainer words."""
    for pattern, put in RULES:
        text = pattern.sub(put, text)
    return " ".join(text.split())
