"""Which words at the edges of a wish are manners only: "would it be ok if you ...", "i'd like you to ..."?

They are taken off as turns with a grammar of their own, since their words mean something elsewhere: "it would be cool
to", "time to", "go ahead and".
"""

from __future__ import annotations

import re
from typing import Final

WHO: Final = r"(?:i|we|you|us|me|one)"
ADVERB: Final = r"(?:please|just|maybe|perhaps|possibly|kindly|really|also|now|then|simply|quickly|quick|at least|even)"
NICE: Final = (
    r"(?:nice|good|great|cool|lovely|fun|awesome|ideal|best|better|amazing|brilliant|fine|ok|okay|alright|all"
    r" right|"
    r"handy|useful|wonderful|sweet|super|perfect|wise|time|interesting)"
)
MODAL: Final = r"(?:can|could|would|will|shall|should|might|may|must)"
COULD: Final = rf"(?: {ADVERB})*(?: (?:can|could|would|will|might|may))?(?: {ADVERB})*"
LIKE: Final = (
    r"(?:want|need|like|love|prefer|wish|have|ought|try|plan|intend|expect|request|ask|beg|urge|require|"
    r"would like|would love|would prefer|am going|are going|am gonna|gonna|going)"
)
POLITE_IF: Final = (
    r"(?:if|when|whenever|as long as|should|provided) (?:you(?: would| will| could| can| are|'re)?(?: be)?(?: so)?"
    r"(?: kind(?: as to)?| good| ready| like| want| wish| please| can| could| may| do not mind| fancy(?: it)?"
    r"| get a chance"
    r"| find the time| have (?:a|the) (?:moment|sec|second|minute|time)| feel like it)*"
    r"|(?:that|it|this)(?: is|'s|s)?(?: ok| allowed| okay| all right| alright"
    r"| fine| possible| not too much(?: trouble| to ask)?"
    r"| no (?:trouble|bother|problem)| not a (?:bother|problem)| cool| good| works| suits(?: you)?| makes sense| helps"
    r"| pleases you)(?: for (?:you|everyone|all)| with (?:you|everyone)| by you| at all)?"
    r"|(?:at all )?possible|(?:i|we) (?:may|might|can|could)(?: ask)?|there is time|need be)"
)
"""A condition that is only manners."""
NAMES: Final = (
    r"(?:machine|robot|computer|drum machine|drum computer|bot|assistant|agent|engine|dj|mr dj|friend|friends|drummer"
    r"|drum bot|love|dear|darling|sir|madam|team|folks|everyone|lads|guys)"
)
DOES: Final = (
    r"(?:give|make|set|mute|unmute|kill|bring|do|let|take|put|turn|drop|add|solo|can|could|would|will|please|raise"
    r"|lower"
    r"|cut|lose|push|pull|play|start|load|save|mark|undo|fill|freeze|keep|get|throw|switch)"
)
OPENERS: Final = tuple(
    re.compile(rf"(?:{pattern})\b(?: {ADVERB})*,? +")
    for pattern in (
        (rf"{POLITE_IF}(?=,)|(?:whenever|when|if) you(?: are|'re| would|) (?:ready|like|so kind|please|can"
        rf"|want)(?= {DOES}\b)"),
        (r"(?:(?:it|there) (?:would|could|might) be|(?:i|we) (?:would|will) be(?: ever)?(?: so)?|(?:i|we) am)"
        rf" (?:grateful|thankful|happy|obliged|glad|delighted|pleased|lovely|great)(?: it)? if {WHO}{COULD}(?: to"
        rf"| and)?"),
        (r"(?:treat us to|(?:it is |now is )?time for|ready for|(?:i|we) (?:fancy|desire|request|crave|demand)"
        r"|requesting)"),
        r"i (?:have )?(?:made|did|make) (?:a|an|some) (?:mistake|error|slip|typo)s?(?: there| here)?(?=,)",
        (r"(?:could|can|may|might|must) (?:i|we) (?:trouble|bother|ask|beg|request|invite"
        r"|kindly ask)(?: of)? you(?: to| for)"),
        r"(?:i|we) (?:must|have to|would like to|want to|will) (?:trouble|bother|ask|beg) you(?: to| for)",
        r"i (?:am|'m) (?:asking|begging|telling) you(?: to)?",
    )
) + tuple(
    re.compile(rf"(?:{pattern})[,:!.]* +")
    for pattern in (
        (rf"(?:(?:dear|hey|hello|hi|ok|okay|yo|oh|my|please|listen|good (?:morning|evening|day))(?: my| dear"
        rf"| mr)? ){NAMES}(?=[,:!])"
        rf"|{NAMES}(?=[,:!])"),
        (r"(?:go on|come on|go ahead|off you go|there we go|here we go|here goes|there you go|off we go|let us go"
        r"|right then"
        r"|hold on|hang on|quick|quickly|quickly now|hurry|hurry up|careful|steady|easy|note|command|order|wish"
        r"|request|todo|step \w+|option"
        r" \w+)(?= ?[,:!])"),
        (r"(?:go on|come on|go ahead)(?: then)?(?= (?:mute|unmute|kill|solo|bring|give|make|set|do|raise|take|put"
        r"|turn|drop"
        r"|add|lower|lose|load|save)\b)"),
        (rf"(?:cool|great|nice|good|lovely|perfect|ok|sweet|awesome|excellent|brilliant|wicked|super|fab)(?: and"
        rf"| so| now)?"
        rf"(?= {DOES}\b)"),
        (r"(?:i|we) (?:have )?changed? (?:my|our) minds?(?= ?[,:.])|(?:i|we) (?:do not|don't) know(?= ?[,:.])"
        r"|dunno(?= ?[,:.])"),
        (r"(?:for (?:god|goodness|heaven|pete|christ|fuck)(?:'s| is|s)? sake|for crying out loud|ffs"
        r"|for the love of \w+)"),
        (rf"(?:just )?for (?:fun|a laugh|the fun of it|the hell of it|the heck of it|a change|laughs"
        rf"|science)(?=[,:]| {DOES}\b)"),
        (r"as (?:a|an) (?:test|exercise|experiment|joke|start|warning|surprise|treat|favou?r|last thing"
        r"|first step)(?=[,:])"),
        (r"it is (?:getting |quite |so |very |rather |a bit )?(?:late|early|cold|hot|dark outside|time)(?: (?:now"
        r"|already|here))?(?=,)"),
    )
) + tuple(
    re.compile(rf"(?:{pattern})\b(?: {ADVERB})*,? +")
    for pattern in (
        (
            r"(?:go ahead|go on|feel free|be (?:so |as )?(?:kind|good|nice|sweet)(?: as| enough)?|be a (?:dear"
            r"|love|pal|star|"
            r"good sport|legend)|do (?:me|us) (?:a|the|one) (?:favou?r|solid|kindness)|do the honou?rs)(?:"
            r" and|"
            r" to|,|:)"
        ),
        (
            r"(?:it (?:is|'s) |it's |this is |now is )?(?:about |high |the |a )?(?:time|moment|good time)(?:"
            r" for"
            r" us| for you)?"
            r"(?: now)?(?: to| that we)"
        ),
        (
            rf"it (?:would|could|might|will|should|'d) be (?:really |so |very |kind of |pretty )?{NICE}(?: for"
            rf" {WHO})?"
            rf"(?: to| if {WHO}{COULD}| having)"
        ),
        rf"(?:would|could|might|will) it be (?:{NICE}|possible)(?: for {WHO})?(?: to| if {WHO}{COULD})",
        (
            rf"is it (?:{NICE}|possible|feasible|too much|doable)(?: to ask)?(?: for {WHO})?(?: to| if"
            rf" {WHO}{COULD})"
        ),
        rf"(?:is there )?any (?:chance|way|possibility)(?: of| that)?(?: {WHO}{COULD})?(?: to| getting)?",
        (
            rf"i (?:was|am|'m|'ve been|have been) (?:wondering|thinking|hoping)(?: about| maybe)?(?: (?:if"
            rf"|that"
            rf"|whether))? "
            rf"(?:{WHO}){COULD}"
        ),
        (
            rf"(?:i|we) (?:think|feel like|feel|reckon|believe|guess|suppose|say|suggest|propose|vote)(?:"
            rf" that)?(?: maybe)? "
            rf"{WHO} (?:should|could|can|need to|ought to|must|might)"
        ),
        (
            r"(?:i|we) (?:think|feel like|reckon|believe|guess|suppose|say|suggest|propose|vote)(?: that)?(?:"
            r" maybe)? "
            r"(?:let us|we|you)"
        ),
        rf"(?:do|would) you mind if {WHO}",
        r"(?:you|one|we) (?:better|had better)",
        rf"(?:what|how) (?:if|about if|about we|about you|say) (?:{WHO})?{COULD}",
        rf"(?:how about|what about) {WHO}",
        rf"why (?:do not|not|does not) {WHO}(?: all)?",
        (
            rf"{MODAL} {WHO}(?: {ADVERB})*(?: (?:be able to|manage to|try to|try and|please|go and|going to"
            rf"|get"
            rf" to))?"
            rf"(?: {WHO} to)?"
        ),
        rf"{WHO} (?:{MODAL} )?(?:{ADVERB} )*{LIKE}(?: for)?(?: {WHO})? to",
        rf"(?:{WHO} (?:am|are) )?(?:gonna|going to) (?:need|want)(?: {WHO})? to",
        rf"{WHO} (?:should|could|may|might|ought to|can)(?: {ADVERB})*(?: try to| go and)?",
        rf"(?:shall|should) {WHO}",
        rf"mind if {WHO}",
        r"(?:try|remember|make sure|be sure|see|please) to",
        r"i(?:'d| would)? (?:really )?appreciate(?: it)? if you(?: could| would)?",
        rf"if (?:{WHO} )(?:could|would|can|might)(?: {ADVERB})*(?= .* (?:that|it) (?:would|will|'d) be)",
        r"(?:your|the) (?:next )?(?:job|task|move)(?: now)? is to",
        r"(?:the )?(?:plan|idea|next step|next thing) is to",
        (
            r"(?:so )?(?:what|here is what) (?:i|we) (?:was|were|am|are|want|wanted|would like"
            r"|had)\b[^,]{0,40}?\b(?:is|was)\b"
            r"(?: this| that)?,?"
        ),
        r"(?:i am |i'm )?sorry to (?:bother|trouble|ask|interrupt|be a pain)(?: you)?(?: again)?,?(?: but)?",
        r"all you (?:need|have) to do is",
        (
            r"(?:finally|lastly|firstly|secondly|next up|moving on|listen(?: up)?|look|alrighty|right then|ok"
            r" so"
            r"|okay so|"
            r"well then|well now|well|heads up|attention|quick one|one thing|one more thing|another thing"
            r"|question|request|"
            r"right|hear me out|here is the thing|i tell you what|tell you what|you know what|so then|anyhow"
            r"|anyway|boss|"
            r"maestro|chief|good sir|hiya|hey there|hello there|hi there|hi|hello|hey|yo|oi|um+|uh+|er+m?|hm+"
            r"|ready\?)"
            r"(?:,|:|\.|!|-|\?)"
        ),
    )
)
"""What a wish may begin with that says nothing of it."""
CLOSERS: Final = tuple(
    re.compile(rf",? +(?:{pattern})[ .!?]*$")
    for pattern in (
        (
            r"thank you (?:very|so) much|thanks (?:a lot|a bunch|a million|so much|very much|heaps|again|in"
            r" advance|mate|man|"
            r"buddy)|many thanks|much appreciated|much obliged|cheers(?: mate)?|thanks|thank you|ta"
        ),
        (
            r"real (?:quick|fast|soon)|really quick(?:ly)?|quick smart|pronto|sharpish|in a jiffy|chop chop"
            r"|asap|"
            r"if you (?:would|could|can|please|may|want|like|do not mind)|for (?:a|the) (?:change|moment being"
            r"|sake of it)|"
            r"if that(?: is|'s) (?:ok|okay|alright|fine|possible|cool)(?: with you| by you)?|if (?:it is"
            r" )?possible|"
            r"(?:that|which|it) (?:would|will|'d) be (?:really |so |very )?(?:great|nice|good|cool|lovely|ace"
            r"|awesome|amazing|"
            r"perfect|brilliant|ideal|fantastic|appreciated|super|wonderful|sweet)"
        ),
        r"no (?:rush|hurry|pressure|stress)|take your time",
        POLITE_IF,
        r"s'il (?:te|vous) pla[i\u00ee]t|bitte|por favor|per favore|alstublieft",
        r"(?:i will|i'?ll|let me) (?:drive|take over|take it|do it|handle it|steer)(?: now| from here| myself)*",
        r"(?:would not|wouldn't|will not|can not|could not) hurt|would (?:help|suit (?:me|us))",
        r"that is (?:what|all) (?:i|we|it|the room) (?:need|want|ask|needs)",
        (r"(?:for (?:god|goodness|heaven|pete|christ|fuck)(?:'s| is|s)? sake|for crying out loud|ffs"
        r"|for the love of \w+)"),
        (r"(?:just )?for (?:fun|a laugh|the fun of it|the hell of it|the heck of it|laughs|science|good measure|once)"
        r"|just (?:in case|because)|x{2,3}"),
        r"(?:(?:o+h|wow|ah|yes|yeah|mm+),? )?(?:love )?(?:this|that) (?:one|bit|part)(?=[!,.])",
        r"as (?:a|an) (?:test|exercise|experiment|joke|start|warning|surprise|treat|favou?r|last thing|first step)",
        r"would you|will you|could you|can you|shall we|should we|innit|eh|please|pls",
        (
            r"when(?:ever)? you(?: are|'re)? (?:ready|good|can|like|want|get a chance|have a (?:moment|sec"
            r"|second))"
        ),
        (
            r"i (?:think|guess|suppose|reckon|believe)|what do you (?:think|say)|know what i mean|you know|or"
            r" something|"
            r"or whatever|or so|and see(?: what happens| how it (?:goes|sounds|feels))?|just to see|and all"
            r" that|"
            r"so (?:i|we|you|they) can (?:hear|check|listen|test|feel)(?: (?:it|that|them|this|properly"
            r"|better))?"
        ),
    )
)
"""What a wish may end with that says nothing of it."""
KEPT: Final = re.compile(r"(?:hear|listen|know|see|tell|explain|show|ask|help)\b")
"""What remains a question or a wish of its own."""
SENTENCE: Final = re.compile(r"(?P<said>[^.;!?]*)(?P<mark>[.;!?]+ *|$)")


def without_courtesies(text: str) -> str:
    """Return a sentence in lower case, contractions written out, without the manners around its wishes."""
    found = []
    for part in SENTENCE.finditer(text):
        said = part["said"].strip()
        found.append(_closed(_opened(said)) + part["mark"] if said else part["mark"])
    return "".join(found).strip() or text


def _opened(said: str) -> str:
    """Return a sentence without what stands before its first wish."""
    rest, more = said, True
    while more:
        more = False
        for pattern in OPENERS:
            found = pattern.match(rest)
            if found is not None and rest[found.end() :].strip() and not KEPT.match(rest[found.end() :]):
                rest, more = rest[found.end() :].strip(), True
    return rest


def _closed(said: str) -> str:
    """Return a sentence without what stands behind its last wish."""
    rest, more = said, True
    while more:
        more = False
        for pattern in CLOSERS:
            found = pattern.search(rest)
            if found is not None and found.start() > 0:
                rest, more = rest[: found.start()], True
    return rest
