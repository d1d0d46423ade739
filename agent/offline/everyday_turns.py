"""Which turns of every day are put into plainer words first: "forget the last thing", "take the lock off the kick"?

They are kinds of speech with a place for other words: what is taken back, what is let go, what a figure counts.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from agent.offline.figures import ONES, TENS, counted
from agent.offline.layer_words import LAYER, ONE_LAYER
from agent.offline.rules import LINES_KEPT, applied, rules

AWAY: Final = (
    r"(?:forget|scrap|bin|drop|cancel|reverse|undo|ignore|kill|remove|delete|lose|scratch|revert|clear|wipe|ditch"
    r"|trash|"
    r"empty|flush|take (?:back|away|off)|get rid of|throw (?:out|away)|call off|chuck)"
)
CHANGE: Final = r"(?:thing|change|move|step|wish|command|edit|request|action|bit|tweak|adjustment|one|instruction)"
COUNT: Final = r"(?P<n>\d{1,2}|two|three|four|five|six|a couple of|couple of)"
PLANNED: Final = r"(?:planned|scheduled|pending|queued|upcoming|waiting|lined up)"
PLACES: Final = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
    " sixteenth".split()
)
TENS_OR_ONES: Final = rf"(?:{'|'.join(one for one in (*ONES, *TENS) if one.isalpha())})"
SUBDIVISIONS: Final = {"quarters": 4, "eighths": 8, "sixteenths": 16}
"""Note values, and the hits that each makes of a bar."""
NAMED: Final = re.compile(rf"\b{ONE_LAYER}\b")
"""A layer, whose figure may be meant by "call it 100"."""
STATE: Final = (
    r"(?:this|that|it|dis|what we have|how it is|everything|(?:this|that|the|my|our)(?: current| present| whole)? "
    r"(?:state|arrangement|set ?up|version|groove|beat|pattern|bit|part|one|mix|sound|settings?|vibe|thing|stuff|mess"
    r"|combination|place))"
)
"""What is saved as a scene."""
RULES: Final = rules(
    (
        (r"\bun[- ](?=(?:mute|solo|lock|freeze|do)\b)", "un"),
        (r"\bsect\b", "section"),
        (
            (r"\bits (?=(?:so|too|an? \w+|very|really|kinda|kind of|getting|just|all|way|quite|pretty|rather|not"
            r"|still|been|"
            r"missing|dragging|rushing|flat|boring|busy|late)\b)"),
            "it is ",
        ),
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
            (rf"\b{AWAY} (?:(?:all|everything|every|any|whatever)(?: of)? )*(?:the |that |those |my )?(?:(?:is|are"
            rf"|we) )?"
            rf"{PLANNED}(?: stuff| things?| changes?| items?| ones| events?)?\b"),
            "cancel everything planned",
        ),
        (r"\b(?:i|we) (?:did not|didn'?t|never) mean (?:to do )?(?:that|it|this)\b", "undo"),
        # what is let go
        (
            (rf"\b(?:take|remove|lift|release|undo|drop|end|cancel|get|pull)(?: away| off| out)? (?:the |that )"
            rf"(lock|mute|solo|freeze)(?: off| away)?(?: of| on| from| off| for)? ({LAYER})\b"),
            r"un\1 \2",
        ),
        (
            (rf"\b(?:everything|all|anything|the rest)(?: else)? (?:may|can|could|might) (?:change|move|vary|wander"
            rf"|evolve|"
            rf"go wild)(?:,| but)* (?:but )?(?:not|except|apart from|leave) ({LAYER})\b"),
            r"lock \1",
        ),
        ((rf"^(?:please )?(?:do not|don't|never) (?:change|touch|move|alter|vary) ({ONE_LAYER})(?: any ?more"
         rf"| again)?$"), r"lock \1"),
        ((rf"\blet ({LAYER}) go\b(?! (?:on|again|back|wild|free|crazy|up|down|louder|quieter|softer|faster|slower"
         rf"|busier))"), r"mute \1"),
        ((rf"({LAYER})(?: (?:to|can|may|should|could|must))? leave(?: us)?\b(?= (?:in|at|on|for|after|now)\b| *$"
         rf"|[,.;!?])"), r"\1 out"),
        ((r"\b(?:continue|resume|carry on|go on|pick up)(?: the music| playing)? (?:from )?where (?:we|you|it"
         r"|i) (?:\w+ )?(?:stopped|left"
         r"(?: off)?|paused|were|was)\b"), "continue"),
        (rf"\bgive ({LAYER}) (?:a |some )?(?:rest|break|pause)\b(?! (?:of|for the))", r"mute \1"),
        (rf"\b({LAYER}) (?:can|may|should|must|could) (?:have a )?rest\b", r"mute \1"),
        (rf"\b({LAYER}) on mute\b", r"mute \1"),
        # as things are
        (
            (r"(?:,? (?:exactly|just) as (?:it|this|they|that|we) (?:now |currently )?(?:stands?|is|are|sounds?"
            r"|have it|had it|plays?"
            r"|goes|hear it)| as (?:it|this|that) (?:now )?stands)(?: (?:right now|now|at the moment|here))?(?=,|$"
            r"|[.;!?]| and\b)"),
            "",
        ),
        (r"\b(?:full|whole|entire|complete) drum ?(?:kit|set)\b", "everything"),
        (r"\b(?:drum|drums) ?(?:kit|set)\b", "drums"),
        (r"(?<=, )rest (?=off|out|away|silent|muted|gone|mute|down|up|stays|quiet)", "the rest "),
        (r"\b(?:at|on|in)? ?(?:the )?same (?:bar|moment|line|point)(?: too)?\b", " @same "),
        (r"(\d) flat\b", r"\1"),
        ((r"(?:,? ?(?:and |but |so )?(?:at once|immediately|instantly|straight away)?,?) ?\b(?:no|without(?: any"
         r"| a)?|not a) "
         r"(?:ramp|ramping|glide|gliding|fade|transition)\b"), ""),
        # what a figure counts
        (r"\b(\d{1,2}) (?:pulses|strokes|onsets|beats|strikes|taps)(?= (?:on|for|in|of|per)\b|,|$)", r"\1 hits"),
        ((rf"\bpoly(?:meter|metre|rhythm|metric)? (?:on|for|in) ({LAYER})(?: only| alone)?,? (?:of |in |over |at "
         rf"|with )?(\d{{1,2}})(?: steps)?\b"),
         r"\1 cycle \2"),
        (r"\bon (?:the )?(?:last|final) (?:sixteenth|16th|step)\b", "on step 16"),
        (r"\bon (?:the )?(?:first|1st) (?:sixteenth|16th|step)\b", "on step 1"),
        (r"\bevery (?:\w+) (?:sixteenths?|16ths?|steps?)\b", "every-so-many sixteenths"),
        (r"\btriplet (?:swing|feel|shuffle|groove)\b", "swing 66.7%"),
        (
            (r"\b(?:not|no|never) (?:more|longer|higher|bigger|louder|greater|faster) than (?=[\d.]+ ?(?:ms|milli|%"
            r"|percent|bpm|db))"),
            "limit to ",
        ),
        (r"\brandom timing\b|\btiming randomness\b", "jitter"),
        (r"\b(ghost(?: notes?|s)?) (?:an? |one )?(?:16th|sixteenth|step) (?:ahead|before|early|earlier)\b,?", r"\1"),
        (rf"(?<=[a-z] )(plus|minus) (?={TENS_OR_ONES}\b)", lambda found: "-" if found[1] == "minus" else "+"),
        (rf"(?<=[+-])({TENS_OR_ONES})\b", lambda found: counted([found[1]])[0]),
        (r"(?<!\d )(?<!\d)\b(?:plus) (?=\d)", "+"),
        (r"(?<=[a-z] )(?:minus) (?=\d)", "-"),
        (r",? say (?=\d+ ?(?:%|percent))", " to "),
        (r"\bthru\b", "through"),
        (r"\bch\.? ?(?=\d)", "channel "),
        (r"\blen (?=\d)", "length "),
        (r"\btargets?\.([shed])\b", r"target \1"),
        (
            (r"\b((?:velocity|density|swing|tempo|bpm|energy|variation|prob\w*|ratchets?|accents?|ghosts?|length"
            r"|level|volume|cycle)\b"
            r"[^,;.]{0,24}?) from [\d.]+ ?(?:%|percent|bpm|ms|steps)? ?(?:up |down )?(?=to [\d.]+)"),
            r"\1 ",
        ),
        ((r"\bphrases? (?:shall|should|must|can|could|will|to)? ?(?:have|last|be|take|run|count"
         r"|get) (?=\w+ bars)"), "phrase length "),
        (
            (rf"\b(?:one|an|a|1|another|some) (?:extra |more |additional |single |further "
            rf"|other )*({LAYER}) on (?:the )?"
            r"(?:(?P<th>first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
            r"|thirteenth|fourteenth"
            r"|fifteenth|sixteenth)|(?P<n>\d{1,2})(?:st|nd|rd|th)?) (?:sixteenths?|16ths?|steps?)\b"),
            lambda found: f"a {found[1]} on step {found['n'] or PLACES.index(found['th']) + 1}",
        ),
        (r"\b(\d+|two|three|four|five|couple of) beats (faster|slower)\b", r"\1 bpm \2"),
        (r"\bthen (?:in|back) (?:they|it) (?:comes?|goes?)\b|\b(?:in|back) (?:they|it) comes?\b", "then back in"),
        ((rf"^(?:keep|leave) (?:it all|all of it|all|everything)(?: as is| going| in| on)? (?:but|except(?: for)?"
         rf"|apart from|just)(?: not| for)?"
         rf" ({LAYER})(?=$| (?:please|yeah|ok)\b)"), r"mute \1"),
        ((r"^let (?:it|this|that|the (?:groove|beat|pattern|loop|track|music)) (?:cook|ride|simmer|be|run on"
         r"|roll on|play on|marinate)\b"),
         "do_nothing"),
        (r",? ?(?:and )?(?:do not|don't|dont) touch (?:it|this|anything|a thing)\b", ", do_nothing"),
        ((r"^(?:watch|monitor|observe|follow|mind|keep an eye on) (?:the )?(\w+) ?[:,] ?(?=(?:under|over|below"
         r"|above|less|more)\b)"),
         r"when \1 "),
        ((r",? ?but (?:not|never|don't go|do not go) (?:too|so|very|that)? ?(?:much|many|loud|hard|far|heavy|crazy"
         r"|wild|over the top)\b"), " a bit"),
        (r",? ?but (?:do not|don't) (?:overdo it|go overboard|go crazy|go mad)\b", " a bit"),
        ((r"\b(?:roll|cook|fix|sort|spin|whip|bang|slap|serve|make|play|do|drop|gimme|get|lay|pour) (?:me|us)(?: up"
         r"| out)? (?=an? (?:\w+ )?fill\b)"),
         "give me "),
        ((r"(?<!than )\b(\d+|two|three|four|five|six|a couple of) (hits|notes) (more|less|fewer)(?: (?:a|per|in a"
         r"|in each|each|every|in the|in every) bar)?\b"), r"\3 \1 \2"),
        (r"\b(?:overwrite|update|replace|resave|refresh) (?:the )?scene (\w+)(?: with .*)?", r"save the scene as \1"),
        (r"\b(?:overwrite|update|replace|resave|refresh) (?:the )?(\w+) scene(?: with .*)?", r"save the scene as \1"),
        ((r"\b(?:bring|take|put|get|give)(?: me| us)? back (?:what|how|the way) (?:i|we|it) (?:had|was|were|did"
         r"|played)(?: it)?(?: before| earlier)?\b"),
         "undo"),
        (r"^not (?:now|yet)[ ,:;\u2013\u2014-]+(?:but )?(?=(?:in|at|on|after|from|when|once|wait|next)\b)", ""),
        ((r"\b(?:fade|drift|creep|ease|slide|sink|sneak|glide)s? (?=(?:lower|softer|quieter|louder|higher"
         r"|thinner)\b)"), "gradually "),
        (r"\bt ?\+ ?(\d+)(?: bars?)?\b", r"in \1 bars"),
        (rf"\bafter the ({'|'.join(PLACES)}) bar from (?:here|now)\b",
         lambda found: f"in {PLACES.index(found[1]) + 1} bars"),
        (r"\b(?:just|right|shortly|directly) before (?:the )?bar (?:number )?(\d+)\b",
         lambda found: f"at bar {int(found[1]) - 1}"),
        (rf"^(?:for|on|in) ((?:each|every|all|{LAYER})\b[^:]*): ?(.+)$", r"\2 on \1"),
        (r"\b(only|just) ([^;.]*?),? (?:and )?nothing (?:more|else|other)\b", r"\1 \2"),
        (rf"\b(?:slide|glide|creep|ease) ({LAYER}) (?=\w+ (?:steps?|16ths?|sixteenths?)\b)", r"move \1 "),
        (r"\b(?:mad|hella|wicked|stupid|proper) (?=(?:loud|quiet|fast|slow|busy|dense|thin|late|early)\b)", "too "),
        # signs
        (r" ?(?:->|=>|\u2192) ?", " then "),
        (r"^(?:the )?(s|e|d|h|energy|hits) ?(?:>|above|over) ?([\d.]+%?) ?(?:,|:|then)", r"when \1 above \2,"),
        (r"^(?:the )?(s|e|d|h|energy|hits) ?(?:<|below|under) ?([\d.]+%?) ?(?:,|:|then)", r"when \1 below \2,"),
        (r" ?> ?(?=[\d.])", " above "),
        (r" ?< ?(?=[\d.])", " below "),
        (r"\b(?:the )?(?:ts+ ){2,}(?:thing|sound|one|bit)?", "the hats "),
        (rf"\b(?:one|1) more ({LAYER})(?= (?:on|at|right)\b)", r"a \1"),
        (r"\b(?:right )?(?:at|on) the (?:very )?end of the bar\b", "on step 16"),
        (r"\b(?:right )?(?:at|on) the (?:very )?(?:start|beginning|top) of the bar\b(?= *$)", "on step 1"),
        (r"\bhalf an? (?:sixteenth|16th)\b", "0.5 steps"),
        ((rf"\b(?P<n>\d+|four|eight|two|sixteen) bars of ({LAYER}(?:(?:,? and "
         rf"|, ){LAYER})*),? (?:and )?(?:all (?:the )?others?|the (?:rest|others)"
         r"|everything else|all else) (?:muted|out|off|silent|gone|away|mute|quiet)\b"), r"only \2 for \g<n> bars"),
        (r"\beuclid(?:ean)? (\d+)(?: (?:of|over|in|on|from) 16\b)?", r"\1 hits"),
        ((r"\b(?:stick|put|store|save|keep|park|drop) (?:this|it|that) (?:in|into|to|under|on|as) (?:slot|scene"
         r"|memory|preset|bank|number) (\w+)"),
         r"save this as scene \1"),
        (r"\b(\d{2,3}) on the (?:clock|dial|deck|meter|counter|screen|display)\b", r"\1 bpm"),
        (r"([+-])= ?(?=[\d.])", r" \1"),
        (rf"\bonly an? (?:little|bit|touch|tad)(?: bit)?(?: of)? (?=(?:{LAYER})\b)", "quieter "),
        ((r",? ?(?:and |but )?(?:the )?(?:rest|others|everything else|all else) (?:untouched|unchanged|alone"
         r"|the same|as (?:they|it) (?:are"
         r"|is)|as is)(?= *$|[.;!?])"), ""),
        (r"\bfor (?:me|us) (?=(?:to|into|the|a|an|on|in|at)\b)", ""),
        (r"^(?:(?:ok|okay|please|now|and) )*kick up(?= (?:a|by|\d|just|some|please)|$)", "the kick louder"),
        (r"\bratchets? of (\w+)(?= (?:on|for|in)\b| *$)", r"ratchet \1 times"),
        (r"\b(morph|go|back|switch|change|jump|glide|fade|return) 2 (?=[a-z])", r"\1 to "),
        (r"\bdead (?=on (?:the )?(?:one|1|bar)\b|at (?:bar )?\d)", ""),
        (r"\b(no|without) ([^,.;]+?) either\b(?= *$|[,.;!?])", r"\1 \2 too"),
        (r"\b(\w+ percent|\d+ ?%) of the time\b", r"\1"),
        (rf"\b(?:nobody|no one|no-one) (?:else )?(?:touches|changes|moves|alters) ({LAYER})", r"lock \1"),
        ((rf"\b({LAYER}) (?:on|to|at|as|plays?|playing|sends?) (?:midi )?note (?:number )?(\d+)(?: instead"
         rf"| now)?\b"), r"\1 note number \2"),
        ((r"\b(?:goes?|going|send|sent|sends|out|put|play|plays) (?:out )?(?:on|to"
         r"|over) (?:midi )?channel (?=\d)"), "channel "),
        ((rf"\b((?:put|add|place|drop|throw|set|give me|give us|want|need) [^,;]*?{LAYER}[^,;]*?) on (?:the )?"
         r"(?:beat (?P<n>[1-4])|(?P<th>first|second|third|fourth) beat)\b"),
         lambda found: f"{found[1]} on step"
          f" {4 * (int(found['n'] or 0) or PLACES.index(found['th'] or 'first') + 1) - 3}"),
        (rf"\b({LAYER}) hit (?=on step)", r"\1 "),
        (r"\bmore slowly\b", "slower"),
        (r"\bmore quickly\b", "faster"),
        (r"(?<=\w),? (?:that |and )?my (?:head|ears) (?:hurts?|aches?|spins?|bleeds?|rings?)\b", ""),
        (r"\b(return|give|bring|get|hand) (it|them) (?:back )?to (?:me|us)\b", r"\1 \2 back"),
        (r"(?<= )\*(?= )", "everything"),
        (r"(\d+ ?(?:ms|milliseconds|%|percent)) (?:at (?:the )?most|max(?:imum)?|tops)\b", r"limit to \1"),
        ((r"\b(?:has |have |is )?been (?:away|out|gone|off|silent|quiet|muted) (?:for )?(?:long enough|too long"
         r"|a while|ages)\b"), ""),
        (r"\brepeat (?:itself|themselves|yourself) more\b", "repeat more"),
        (r"^keep (?:this|that|it)(?: one)?,? (?:and )?(?:call|name) (?:it|this) ", "save this as "),
        (r"\b(?:long|ringing|washy) ts{2,}\b(?: (?:one|thing|sound|bit)\b)?", "open hat"),
        (r"\bts{2,}\b", "hat"),
        (r"\bhat that stays long\b", "open hat"),
        (r",? ?(?:with )?(?:a )?hard cut\b", ""),
        ((rf"\b({LAYER}) (?:wraps|loops|cycles|resets|turns over|repeats|wrap|loop) (?:around |over )?(?:at|after"
         rf"|every|in|on) (\d{{1,2}})\b"
         r"(?! bars?)"), r"\1 cycle \2"),
        (r"\bx ?(\d+) bars\b", r"for \1 bars"),
        (r"\b(?:ctrl|cmd|control)[ +-]?y\b", "redo"),
        (r"\b(?:ctrl|cmd|control)[ +-]?z\b", "undo"),
        (
            (r"\bkeep (?:doing|playing|repeating|looping)(?: exactly| just)? (?:this|that|the same) bar"
            r"(?: over and over(?: again)?| again and again| for ever| forever)?"),
            "freeze this bar",
        ),
        (r",? ?(?:and |but )?not (?:before|earlier|sooner|any earlier)(?= *$|[,.;!?])", ""),
        (r"\b(?:take|lift|get) (?:off )?the freeze(?: off| away)?\b", "unfreeze"),
        (r"^(?:(?:o+h|wow|ah|yes|mm+),? )?(?:i )?(?:love |like )?(?:this|that) one ?[!.,]+ (?=\w)", ""),
        (r"\b(accents?|accented) on (?=\d+(?:,| and| &) ?\d)", r"accent steps "),
        # evenness
        (
            (r"\b(?:(?:make|have|keep|get) )?(?:all )?(?:the )?(?:velocit(?:y|ies)|dynamics|levels|hits|strokes)"
            r"(?: (?:more|to be|become|be|all))*(?: more)? (?:even|equal|uniform|level|consistent|flat(?:ter)?)\b"
            r"|\b(?:more )?(?:even|equal|uniform|consistent|flatter) (?:velocit(?:y|ies)|dynamics)\b"
            r"|\beven out (?:all )?(?:the )?(?:velocit(?:y|ies)|dynamics|levels)\b"),
            "fewer accents",
        ),
        ((r"\bless (?:gating|ducking|pumping|thinning|choking)(?: of the hats)? (?:by|from|around|under|near"
         r"|on) the kick(?: (?:on|of) the hats)?\b"),
         "thin_bias up"),
        ((r"\bmore (?:gating|ducking|pumping|thinning|choking)(?: of the hats)? (?:by|from|around|under|near"
         r"|on) the kick(?: (?:on|of) the hats)?\b"),
         "thin_bias down"),
        ((r"\blet (?:it|the machine|the computer|yourself) jam(?: (?:by|on) (?:itself|yourself|its own"
         r"|your own))?\b"), "jam"),
        ((r"\bwait (?:a (?:little|bit|while|moment|sec|second|little while|little bit)"
         r"|some time)\b,?(?: and)?(?: then)?"), "in 4 bars, "),
        # a player's words
        (r"\b(?:semiquavers?)\b", "sixteenths"),
        (r"\bquavers?\b", "eighths"),
        (r"\bcrotchets?\b", "quarters"),
        (r"\b(?:onsets|strokes|attacks|pulses)(?=,? (?:distributed|spread|spaced|(?:as )?evenly|across the bar))",
         "hits"),
        ((r"\bhits,? (?:(?:distributed|spread|spaced)(?: out)? )?(?:as )?(?:evenly|equally"
         r"|regularly)(?: as possible)?"
         r"(?: (?:distributed|spread|spaced))?(?: (?:across|over|through) the bar)?(?= *$|[,.;!?]| (?:in|on"
         r"|for) )"),
         "hits"),
        (r"\bthink (eighths|sixteenths|quarters)(?:,? (?:not|and not|rather than|instead of) \w+)?",
         lambda found: f"{SUBDIVISIONS[found[1]]} hits"),
        ((rf"\b({LAYER}) (?:(?:in|on|as|to|playing|plays?|playing in|with|only|just) )*(?:straight |even "
         rf"|steady )?"
         rf"(eighths|sixteenths|quarters)(?: only| now| please)?(?= *$|[,.;!?]| for | at | in | from )"),
         lambda found: f"{found[1]} {SUBDIVISIONS[found[2]]} hits"),
        (rf"\b(eighths|sixteenths|quarters) (?:on|for|from|in) ({ONE_LAYER})\b",
         lambda found: f"{found[2]} {SUBDIVISIONS[found[1]]} hits"),
        (rf"\b({ONE_LAYER}),? piano(?= *$|[,.;!?]| and )", r"\1 quieter"),
        (rf"\bpiano (?:in|on|for) ({ONE_LAYER})\b", r"\1 quieter"),
        (rf"\b({LAYER}) (?:to |at |on |all the way to )?(?:the )?(?:max|maximum)(?= *$|[,.;!?]| and )",
         r"\1 velocity 127"),
        ((r"\b(?:slow|slow down|slower|speed up|faster|ease back|come down|drift|slide|creep) (?:up |down "
         r"|back )?"
         r"(?:until|till|til) (\d{2,3})\b(?! bars)(?: (?:in|within) (?=\w+ bars))?"),
         lambda found: f"tempo to {found[1]} bpm {'over ' if found[0].endswith(' ') else ''}"),
        ((r"\b(?:let us |let's |i |we |i'll |we'll )?(?:call|say) it (1\d\d|[6-9]\d)"
         r"(?= *$|[,.;!?]| (?:please|now|then|from|at|over|across|in|bpm)\b)"),
         lambda found: found[0] if NAMED.search(found.string[:found.start()]) else f"tempo {found[1]}"),
        ((r",? ?\b(?:and )?(?:take|taking|use|spend|spread (?:it |that )?(?:over|across))(?: the (?:next|coming)"
         r"| about| around)? (\w+) (?:bars|measures)(?: (?:for|over|on|about) (?:it|that))?(?= *$|[,.;!?])"),
         r" over \1 bars"),
        (rf"(^|[,.;] )(\d{{1,2}}|{TENS_OR_ONES}) steps (?:for|on) ({ONE_LAYER})", r"\1\3 cycle \2"),
        ((rf"\b(?:shorten|lengthen|cut|set) (?:the )?(?:bar|loop|cycle|length"
         rf"|pattern) of ({ONE_LAYER}) (?:short )?"
         r"(?:to|at) (\w+) (?:sixteenths|steps)\b"),
         r"\1 cycle \2"),
        ((r"\blet (?:it|the machine|the computer|the box|yourself) (?:play|run|drive)(?: things"
         r"| itself)? (?:by|on) "
         r"(?:itself|yourself|its own|your own)\b"),
         "jam"),
        # all of them, none but some
        ((r"\b(?:everyone|everybody|all of them|all of you|the whole (?:band|lot|gang)|the (?:full|whole) band"
         r"|all hands)(?:,| (?:please|comes?|come|can|may|returns?|go|gets?|now|is|are))* (?:home|inside"
         r"|indoors|on board|on deck|"
         r"back inside|back home|returns?)\b|\b(?:everyone|everybody) returns?\b|^tutti\b(?= *$|[.!])"),
         "everything back"),
        ((r"\bnothing(?: else)?(?: is)? (?:left|remaining|remains|standing|playing) (?:but|except|besides"
         r"|other than) "),
         "only "),
        ((rf"\b(?:everyone|everybody|everything|all) (?:lays?|sits?|drops?|stays?|steps?) out,? (?:but|except"
         rf"|save|"
         rf"apart from)(?: for)? ({LAYER}(?:(?:,? and |, ){LAYER})*)"),
         r"only \1"),
        # a name that is given
        (r"\b(?:under|with|by) (?:the )?(?:name|heading|title|label|tag)(?: of)? (?=[a-z])", "as "),
        (r",? (?:and )?(?:let us |let's |i |we |i'll |we'll )(?:call|name) (?:it|this|that) (?=[a-z])", " as "),
        ((rf"\b(?:quick ?save|keep|save|store|remember|retain|preserve|stash|capture|bank|hang on to|hang onto"
         rf"|hold on to|hold onto)(?: {STATE})?(?: (?:exactly|for (?:me|us|later)|just like this|safe))?,? as "
         r"(?!(?:it|is|if|a|an|the|they|we|i|you|this|that|before|usual|well|long|soon|much|now|in|was|scene)\b)"
         r"(?=[a-z])"),
         "save this as "),
        ((rf"\b({ONE_LAYER}) (?:(?:must|should|could|can|shall|may|has to|have to|needs? to|ought to|is to) )?plays? "
          r"(?P<way>less|more)(?: often| notes| hits)?(?= *$|[,.;!?]| (?:please|now|and|then|for|at|in|from|over)\b)"),
         lambda found: f"{'fewer' if found['way'] == 'less' else 'more'} hits on {found[1]}"),
        ((r",? (?:for|during|through|at) (?:the|this|our|a|that) (?:scene|set|stage|costume|act|quick|kit|lighting) "
          r"changes?\b(?= *$|[,.;!?])"), ""),
        (r"\b(?:change|vary) (?:it |things )?more(?: often)?\b(?! than)|\bmore changes?\b", "more variation"),
        (rf"\bmore of (?:those |these )?(?={ONE_LAYER}\b)", "more "),
        (r"^(?:(?:please|just|go on and|now) )*change (?:something|anything|things)(?: up)?(?= *$|[,.;!?])",
         "do something different"),
        (r"\baccents? (?:amounts?|levels?|strength|intensity|depth)\b", "accents"),
        ((r"^(?:(?:stand ?by|send|fire|trigger|go|take|lx|sound|lights?|lighting|video|the|next|please|for) )*cue \d+"
          r"(?:\.\d)?(?:,? (?:go|stand ?by|please|now))*$"), "lights"),
        ((rf"\b(?:save|store|remember|preserve|memori[sz]e|snapshot|capture|stash|put aside|keep) {STATE} "
          r"for (?:later(?: on)?|(?:some )?other time|another time|next time|afterwards|tomorrow)\b"), "save this"),
        ((r"\b(?:save|store|remember|preserve|memori[sz]e|snapshot|capture|stash) "
          r"(?:this|that|the|my|our)(?: current| present| whole)? (?:state|arrangement|set ?up|version|mix|settings|"
          r"combination)(?= *$|[,.;!?]| (?:for|please|now)\b)"), "save this"),
        ((rf"\b(half|twice) (?:as many|the (?:number|amount) of) ({ONE_LAYER})"
          rf"(?= *$|[,.;!?]| (?:and|but|please|now|for|at|in|from)\b)"), r"\1 as many hits on \2"),
        ((rf"\b({ONE_LAYER}) (half|twice) as many(?= *$|[,.;!?]| (?:and|please|now)\b)"),
         r"\2 as many hits on \1"),
        (r"(?<!not )\b(?:too|so) (?=(?:dull|boring|stale|limp|wimpy|feeble|puny|muffled)\b)", ""),
        # a frozen bar, which is no music to be stopped
        ((r"\b(?:finish|end|stop|quit|exit|enough(?: of| with)?|done with|get out of|come out of|that is enough of)"
          r"(?: of)?(?: (?:the|this|that|all|your))* (?:bar )?(?:repeat(?:s|ing|ition)?|loop(?:s|ing)?|stutter(?:ing)?|"
          r"freez(?:e|ing))(?: (?:it|this|that|this bar|that bar|the bar|now|please|there|here))*"
          r"(?= *$|[,.;!]| (?:and|at|in|on|after|when|then|with)\b)"), "unfreeze"),
        (r"\bmark time(?: (?:right|just|exactly|here|there|now|please|guys))*(?= *$|[,.;!])", "hold the section"),
        ((r"\b(?:do not|don't|dont|never|no|not) (?:change|changing|switch|switching|move|leave|go) (?:the |any |this |"
          r"between |to another |to the next |out of (?:the |this ))?sections?"
          r"(?: (?:any ?more|now|yet|for now|please))*"
          r"(?:,? (?:until|till|til|before|unless) (?:i|we) (?:say|tell|give|call|ask)\b[a-z ]*)?(?= *$|[,.;!])"),
         "hold the section"),
        ((r"\b(mark|bookmark|flag)(?: (?:this|it|that|the (?:spot|place|point|moment|bar)|time|right|just|here|now|"
          r"there))+(?:,? (?:as|called|named|with the name)) (?=[a-z])"), r"\1 as "),
    )
)
"""Patterns in their order and what each leaves."""


@lru_cache(maxsize=LINES_KEPT)
def plainer(text: str) -> str:
    """Return a sentence in lower case with such turns in plainer words."""
    return " ".join(applied(RULES, text).split())
