"""Which turns say the opposite of what their words alone would: "everything but the snare can stay"?

They are put plainly first.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from agent.offline.layer_words import ONE_LAYER
from agent.offline.rules import LINES_KEPT, applied, rules

SOME: Final = rf"{ONE_LAYER}\b(?:(?:,? and |, | & |,? plus ){ONE_LAYER}\b)*"
OTHERS: Final = r"(?:(?:the )?(?:rest|others)|everything else|everyone else|everybody else|all the others|all else)"
ALL: Final = r"(?:everything|everyone|everybody|all|the lot|the whole lot)"
BUT: Final = r"(?:but|except(?: for)?|bar|apart from|other than|save for|besides)"
MAY: Final = r"(?:(?:can|may|should|must|shall|could|will|is to|are to|gets to) )"
STAYS: Final = (
    r"(?:stays?|remains?|lives?|survives?|carry on|carries on|goes on|go on|keeps? (?:going|playing|running)|"
    r"keeps? on(?: playing| going)?|continues?)(?: on| in| there| put)?"
)
COUNT: Final = r"(?:\d{1,3}|two|three|four|five|six|seven|eight|twelve|sixteen|thirty[- ]two)"
START: Final = r"^(?:(?:ok|okay|now|please|so|and|then|right|hm+|hey|well|man|sorry|oh|ah)[,.!]? )*"
LOUDER: Final = (
    r"(?:(?:make|turn|put|have|play) (?:it|them) )?(?:(?:a )?(?:bit|little|touch|tad|much|lot) )?(?:\w{3,}er|(?:less|"
    r"more) \w+)"
)
QUALITY: Final = (
    r"(?:swing|shuffle|ratchets?|rolls?|ghosts?(?: notes?)?|accents?|variation|density|syncopation|entropy|energy|"
    r"volume)"
)
RULES: Final = rules(
    (
        (rf"\bbuild(?:[- ]?up)? (?P<n>{COUNT}) (?P<unit>bars|measures)(?= *$|[,.;]| then\b| and\b)",
         r"build up over \g<n> \g<unit>"),
        (
            (rf"{START}(?P<what>(?:the )?(?:{SOME} )?{QUALITY}(?: (?:on|of|in|for) {SOME})?),? "
             r"(?:but |and )?(?:(?:only|just|maybe|perhaps) )?(?P<how>(?:an? |the )?(?:(?:tiny|little|wee|small) )?"
             r"(?:(?:bit|little|touch|tad|hair) )?(?:more|less))(?: of (?:it|that|them))?(?: please| now)*$"),
            r"\g<how> \g<what>",
        ),
        (rf"{START}{ALL},? {BUT} (?P<layers>{SOME}) {MAY}?{STAYS}(?: please| now)*$", r"mute \g<layers>"),
        (rf"{START}{OTHERS} {MAY}?{STAYS}(?:[,.;] | and | but )+(?=.*\b{ONE_LAYER}\b)", ""),
        ((rf"{START}(?:(?:we|i|you|let us|let's) )?(?:keep|leave|let) {ALL}(?: (?:in|on|going|playing|running|stay|"
         rf"there))*,? "
         rf"(?:{BUT}|minus|less|without) (?P<layers>{SOME})(?: please| now)*$"), r"mute \g<layers>"),
        ((rf"{START}(?P<layers>{SOME}) (?:has|have|gets?|takes?) (?:the \w+|it all|everything|the whole \w+)(?: all)? "
         r"(?:to|for) (?:itself|themselves)$"), r"only \g<layers>"),
        (rf"(?P<before>^|[,.;] |\band )(?P<way>in|out) with (?P<layers>{SOME})(?= *$|[,.;!]| and\b)",
         r"\g<before>\g<layers> \g<way>"),
        (rf"{START}{SOME},? (?:and |but )?(?P<out>no {SOME}(?:,? (?:and |but )?no {SOME})+)$", r"\g<out>"),
        (rf"{START}{ALL} {MAY}?{STAYS},? (?:{BUT}|minus|less|without) (?P<layers>{SOME})$", r"mute \g<layers>"),
        (
            (rf"{START}(?:(?:hush|silence|mute|kill|quieten|shut up) )?{ALL}(?: (?:is |are |goes? |falls? )?(?:in |"
             rf"to |into )?(?:silence|silent|mute|muted|out|off|"
            rf"quiet|gone|still))?,? (?:less|minus) (?P<layers>{SOME})(?: please| now)*$"),
            r"only \g<layers>",
        ),
        (
            (rf"{START}(?:(?:mute|silence|kill|cut|hush|stop|drop|lose|turn off) {ALL}|{ALL}(?: (?:is|are|goes?))? "
             r"(?:out|off|silent|muted|quiet|away|gone))(?: now| please)*[,.;:]+ (?:and |but |then )?"
             rf"(?:(?:only|just|nothing but) (?P<a>{SOME})|(?P<b>{SOME}) (?:only|alone))(?: (?:stays?|remains?|plays?|"
             r"on|left|please|now))*"
             rf"(?:,? (?:for )?(?P<n>{COUNT}) bars)?(?: please| now)*$"),
            lambda found: f"only {found['a'] or found['b']}" + (f" for {found['n']} bars" if found["n"] else ""),
        ),
        (
            (rf"\b(?:leave|keep|let|leaving|keeping) (?P<layers>{SOME})(?: (?:in|on|there|going|playing|running|stay|"
            rf"as it is))*,? (?:only|just|but|though)(?: only| just)? (?P<how>{LOUDER})(?= *$|[,.;!]| (?:in|at|for|"
            rf"from|over) )"),
            r"\g<layers> \g<how>",
        ),
        ((rf"(?P<before>^|[,.;:] )(?P<layers>{SOME}) (?:all )?(?:alone|by themselves|by itself|on (?:its|"
         rf"their) own)(?= *$|[,.;!] )"),
         r"\g<before>only \g<layers>"),
        ((rf"{START}(?P<layers>{SOME}) (?:is|are|sounds?|feels?|seems?) (?:a bit |so |really |just |"
         rf"still )*all over the place$"),
         r"\g<layers> tighter"),
        (rf"{START}(?P<layers>{SOME}) (?:too|so) (?:far away|far off|distant|far back)$", r"\g<layers> louder"),
        (rf",? (?:(?:but|and|though) )?(?:only|just) (?:for )?(?P<n>{COUNT}) (?P<unit>bars|measures)(?! of\b)",
         r" for \g<n> \g<unit>"),
        (rf",? (?:(?:but|and|though) )?(?:only|just) for (?P<n>{COUNT})$", r" for \g<n> bars"),
        (
            (rf"{START}(?:no more|enough|stop|quit)(?: with| of)?(?: the| these| those| all)* (?:drum )?(?:rolls|fills|"
            r"fillings)(?: (?:for (?:a|the|another) (?:next |little )*(?:while|moment|bit|time being)|for now|please|"
            r"now|thanks|ok))*$"),
            "no more fills",
        ),
        (
            (rf"{START}(?:(?:there is|there's|there are|that's|that is) )?(?:(?:rather|quite|pretty|way|far|really|"
            rf"just|an awful|awfully|so|too|a) )*(?:lots?|much|loads|plenty|busy) (?:is )?going on (?:in|on|with|for) "
            rf"(?P<layers>{SOME})(?: (?:there|here|now|right now))*$"),
            r"\g<layers> less busy",
        ),
        (
            (rf"{START}(?P<layers>{SOME}) (?:has|have|has got|have got|got) (?:(?:rather|quite|way|really|just|so|too|"
             rf"a) "
            r")*(?:lots?|much|loads|plenty) going on(?: (?:there|here|now|right now))*$"),
            r"\g<layers> less busy",
        ),
        (
            (rf"{START}(?P<layers>{SOME}) (?:feels?|sounds?|seems?|is|are|comes across|sits?)(?: (?:so|too|very|a bit|"
            rf"a little|rather|quite|pretty|really|kind of|just|still))* (?:(?:like )?(?:it is |it's |"
            rf"they are )?(?:in|from) (?:the next|another|the other) "
            rf"(?:room|building|house|street)|a mile away|far away|far off|distant|remote|miles away|"
            r"far back|in the distance|buried|lost|swallowed|drowned)$"),
            r"\g<layers> louder",
        ),
        (
            (r"^(?:(?:oh|no|ok|hey|please|guys|god)[,.!]* )*stop(?:[ ,.!]+stop)+\b(?![^.]*\b(?:bars?|phrases?|when|"
            rf"until|after|before|not|don't|do not|minutes?|with|only|but|{ONE_LAYER}|fills?|rolls?)\b)"
            r"(?=$|[,.!;]| (?:all|everything|it|now|please|there|the music)\b).*$"),
            "stop",
        ),
        (r"\bbass[- ]lines?\b", "bassline"),
        ((rf"{START}(?:i|we)(?: will| may| might|'ll)? (?:want|need|like|love) (?:this|that|it)\b[^.;,:]*[.;,:] "
         r"(?=(?:save|keep|store|remember|stash)\b)"), ""),
        (
            (rf"{START}(?:this|that)(?: one)? (?:is (?:one|something|what) )?(?:i|we)(?: will| may| might|'ll)? "
            r"(?:want|need|like|love|use)\b[^.;,:]*[.;,:] (?=(?:save|keep|store|remember|stash)\b)"),
            "",
        ),
        (
            (rf"{START}(?:(?:put|set|drop|leave|make|place|stick|add)(?: me| us)? )?(?:(?:a|the|one) )?(?:marker|mark|"
             rf"flag|"
            r"pin|bookmark)(?: right| just)*(?: here| now| this| it| that| at this (?:point|spot)|"
            r"(?<!bookmark)(?=:))(?:[,:;.] | - )"
            r"(?:(?:the |its )?name(?: is|'s|:)? |call (?:it|this) |(?:it is |it's )?(?:called|named) )?(?!(?:please|"
            r"thanks|"
            rf"{ALL}|now|and|then|mute|unmute|solo|undo|fill|drop the|at|in|on|stop|play|go|record|save|load|more|less|"
            rf"tempo|faster|slower)\b)(?!.*\b{ONE_LAYER}\b)(?P<name>\w+(?: \w+){{0,2}})$"),
            lambda found: f"mark as {'_'.join(found['name'].split())}",
        ),
        (
            (rf"{START}(?P<act>save|store|bookmark)(?P<what>(?: (?:this|it|that|the scene|this scene|scene)))? ?(?::|"
             rf"- )"
            rf" ?(?!.*\b{ONE_LAYER}\b)(?P<name>[a-z]\w*(?: \w+){{0,2}})$"),
            lambda found: f"{found['act']}{found['what'] or ' this'} as {'_'.join(found['name'].split())}",
        ),
        (
            (rf"{START}(?P<act>save|keep|store|remember|stash|bookmark)(?P<what>(?: (?:this|it|that|the scene|"
            rf"these))?),? as (?!(?:scene|it|they|is|this|that|a|an|the|you|we|i|before|long|soon|much|well)\b)"
            rf"(?P<name>\w+(?: \w+){{0,2}})$"),
            lambda found: f"{found['act']}{found['what'] or ' this'} as {'_'.join(found['name'].split())}",
        ),
    )
)
"""Patterns in their order and what each leaves."""


@lru_cache(maxsize=LINES_KEPT)
def put_round(text: str) -> str:
    """Return a line with such turns put plainly; a line without any as it is."""
    plain = " ".join(text.lower().replace("\u2019", "'").split()).rstrip(" .!")
    found = applied(RULES, plain)
    return text if found == plain else found
