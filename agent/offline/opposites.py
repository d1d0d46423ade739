"""Which turns say the opposite of what their words alone would: "everything but the snare can stay"?

They are put plainly first. Where a reading still silences what is to play, or fills where no fill is wanted, it is
asked about.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.asking import Question, layer_words
from agent.offline.layer_words import ONE_LAYER
from agent.offline.learned.signs import layers_of
from agent.offline.rules import applied, rules
from engine.commands import Fill, Mute, Unmute

if TYPE_CHECKING:
    from agent.offline.understand import Understood
    from engine.state import SessionState

SOME: Final = rf"{ONE_LAYER}\b(?:(?:,? and |, | & |,? plus ){ONE_LAYER}\b)*"
ALL: Final = r"(?:everything|everyone|everybody|all|the lot|the whole lot)"
BUT: Final = r"(?:but|except(?: for)?|bar|apart from|other than|save for|besides)"
MAY: Final = r"(?:(?:can|may|should|must|shall|could|will|is to|are to|gets to) )"
STAYS: Final = (
    r"(?:stays?|remains?|lives?|survives?|carry on|carries on|goes on|go on|keeps? (?:going|playing|running)|"
    r"keeps? on(?: playing| going)?|continues?)(?: on| in| there| put)?"
)
COUNT: Final = r"(?:\d{1,3}|two|three|four|five|six|seven|eight|twelve|sixteen|thirty[- ]two)"
START: Final = r"^(?:(?:ok|okay|now|please|so|and|then|right|hm+|hey|well|man|sorry|oh|ah)[,.!]? )*"
LOUDER: Final = r"(?:(?:a )?(?:bit|little|touch|tad|much|lot) )?(?:\w{3,}er|(?:less|more) \w+)"
TAKEN_OUT: Final = (
    r"(?:out|off|away|gone|mutes?|muted|silent|silence|goes?|leaves?|drops?|dropped|cut|dead|rest|break|quiet|killed)"
)
RULES: Final = rules(
    (
        (rf"{START}{ALL},? {BUT} (?P<layers>{SOME}) {MAY}?{STAYS}(?: please| now)*$", r"mute \g<layers>"),
        (rf"{START}{ALL} {MAY}?{STAYS},? {BUT} (?P<layers>{SOME})$", r"mute \g<layers>"),
        (
            (rf"{START}{ALL}(?: (?:is |are |goes? |falls? )?(?:in |to |into )?(?:silence|silent|mute|muted|out|off|"
            rf"quiet|gone|still))?,? (?:less|minus) (?P<layers>{SOME})$"),
            r"only \g<layers>",
        ),
        (
            (rf"\b(?:leave|keep|let|leaving|keeping) (?P<layers>{SOME})(?: (?:in|on|there|going|playing|running|stay|"
            rf"as it is))*,? (?:only|just|but|though)(?: only| just)? (?P<how>{LOUDER})(?= *$|[,.;!])"),
            r"\g<layers> \g<how>",
        ),
        (rf"(?P<before>^|[,.;:] |\band )(?P<layers>{SOME}) (?:all )?(?:alone|by themselves|by itself)(?= *$|[,.;!] )",
         r"\g<before>only \g<layers>"),
        (rf",? (?:(?:but|and|though) )?(?:only|just) (?:for )?(?P<n>{COUNT}) (?P<unit>bars|measures)(?! of\b)",
         r" for \g<n> \g<unit>"),
        (
            (rf"{START}(?:no more|enough|stop|quit)(?: with| of)?(?: the| these| those| all)* (?:drum )?(?:rolls|fills|"
            r"fillings)(?: (?:for (?:a|the) (?:while|moment|bit|time being)|for now|please|now|thanks|ok))*$"),
            "no more fills",
        ),
        (
            (rf"{START}(?:(?:there is|there's|there are|that's|that is) )?(?:(?:rather|quite|pretty|way|far|really|"
            rf"just|an awful|awfully|so|too|a) )*(?:lots?|much|loads|plenty|busy) (?:is )?going on (?:in|on|with|for) "
            rf"(?P<layers>{SOME})(?: (?:there|here|now|right now))*$"),
            r"\g<layers> less busy",
        ),
        (
            (rf"{START}(?P<layers>{SOME}) (?:feels?|sounds?|seems?|is|are|comes across|sits?)(?: (?:so|too|very|a bit|"
            rf"a little|rather|quite|pretty|really|kind of|just|still))* (?:far away|far off|distant|remote|miles away|"
            r"far back|in the distance|in another room|buried|drowned)$"),
            r"\g<layers> louder",
        ),
        (
            (r"^(?:(?:oh|no|ok|hey|please|guys|god)[,.!]* )*stop(?:[ ,.!]+stop)+\b(?![^.]*\b(?:bars?|phrases?|when|"
            rf"until|after|before|not|don't|do not|minutes?|with|only|but|{ONE_LAYER}|fills?|rolls?)\b)"
            r"(?=$|[,.!;]| (?:all|everything|it|now|please|there|the music)\b).*$"),
            "stop",
        ),
        (r"\bbass[- ]lines?\b", "bassline"),
        (
            (rf"{START}(?:this|that)(?: one)? (?:is (?:one|something|what) )?(?:i|we)(?: will| may| might|'ll)? "
            r"(?:want|need|like|love|use)\b[^.;,:]*[.;,:] (?=(?:save|keep|store|remember|stash)\b)"),
            "",
        ),
        (
            (rf"{START}(?:put|set|drop|leave|make|place|stick|add)(?: me| us)? (?:a|the|one) (?:marker|mark|flag|pin|"
            rf"bookmark)(?: right| just)*(?: here| now| at this (?:point|spot))?(?:[,:;.] | - )(?!(?:please|"
            rf"thanks|{ALL}|now|and|then|mute|unmute|solo|undo|fill|drop the|at|in|on)\b)"
            r"(?P<name>\w+(?: \w+){0,2})$"),
            lambda found: f"mark as {'_'.join(found['name'].split())}",
        ),
        (
            (rf"{START}(?P<act>save|keep|store|remember|stash|bookmark)(?P<what>(?: (?:this|it|that|the scene|"
            rf"these))?),? as (?!(?:it|they|is|this|that|a|an|the|you|we|i|before|long|soon|much|well)\b)"
            rf"(?P<name>\w+(?: \w+){{0,2}})$"),
            lambda found: f"{found['act']}{found['what'] or ' this'} as {'_'.join(found['name'].split())}",
        ),
    )
)
"""Patterns in their order and what each leaves."""
PLAYS: Final = re.compile(
    rf"\b(?:only|just|solo|nothing but|no one but|nobody but) (?:with )?(?P<a>{SOME})(?![^,.;!?]*\b{TAKEN_OUT}\b)|"
    rf"(?<!leave )(?<!let )(?<!no )(?<!not )(?<!the )(?P<b>{SOME}) (?:alone|only|by themselves|by itself|"
    rf"(?:{MAY})?{STAYS})(?![^,.;!?]*\b{TAKEN_OUT}\b)|"
    rf"(?<!not )(?<!n't )\b(?:leave|keep) (?P<c>{SOME}) (?:in|on|going|playing|running|there)\b"
)
"""What is to play on, by itself or with others."""
BUT_SOME: Final = re.compile(rf"{BUT} $")
WHOLE: Final = re.compile(
    r"\b(?:every\w*|all|silen\w*|whole|lot|total\w*|complete\w*|break|nothing|none|quiet|stop|black ?out|it|them|those|"
    r"these|both|drums|kit|band|groove|beat|music|full|alles|todo|tutto|tout)\b"
)
"""What may stand for all that sounds."""
NO_FILL: Final = re.compile(
    r"\b(?:no|never|stop|enough|without|don't|dont|do not|less|fewer|quit|skip)\b[^,.;!?]{0,24}\b(?:fills?|rolls?|"
    r"fillings?)\b|\b(?:fills|fillings?)\b.*\b(?:less|fewer|no more|enough)\b"
)
FEWEST: Final = 2
"""Layers that all of them are at least."""


def put_round(text: str) -> str:
    """Return a line with such turns put plainly; a line without any as it is."""
    plain = " ".join(text.lower().replace("\u2019", "'").split()).rstrip(" .!")
    found = applied(RULES, plain)
    return text if found == plain else found


def opposed(text: str, found: Understood, state: SessionState) -> Question | None:
    """Return the question about a line of which the reading does the opposite; None for another.

    Args:
        text: what was said. found: what was understood. state: how the music stands.
    """
    plain = " ".join(text.lower().replace("\u2019", "'").split())
    now = [one.request for one in found.asked if one.when is None]
    fills = any(isinstance(one, Fill) and one.bars != 0 for one in now)
    if fills and NO_FILL.search(plain):
        return Question("no fills, or one now?", ("no more fills", "fill"))
    out = {one.layer for one in now if isinstance(one, Mute)}
    plays = {
        layer for one in PLAYS.finditer(plain) if not BUT_SOME.search(plain[: one.start()])
        for layer in layers_of(next(said for said in one.groups() if said), state)
    } & set(state.config.layers)
    if not out or not state.config.layers:
        return None
    back = {one.layer for one in now if isinstance(one, Unmute)}
    silent = (out | {hold.layer for hold in state.stage.mutes}) - back
    everything = silent >= set(state.config.layers) and len(silent) >= FEWEST
    unsaid = everything and not WHOLE.search(plain) and not out <= layers_of(plain, state)
    if not (out & plays or (everything and plays) or unsaid):
        return None
    if plays and plays != set(state.config.layers):
        alone = layer_words(sorted(plays))
        return Question("what goes, and what stays?", (f"solo the {alone}", f"mute the {alone}"))
    return Question("is everything to be silent?", ("mute everything", "no"))
