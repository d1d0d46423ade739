"""Which other ways are there to leave layers out, or to leave only them: "all bar the kick", "down to kick and clap"?

Each becomes "except" or "only" with its whole list of layers, so that any act can be limited in any of these words.
"""

from __future__ import annotations

import re
from typing import Final

from agent.offline.layer_words import ONE_LAYER as LAYER
from agent.offline.rules import applied, rules

LIST: Final = rf"{LAYER}(?:(?:,? and |,? n |,? & |, | plus |,? or ){LAYER})*\b"
WHOLE: Final = (
    r"\b(?:everything|everyone|everybody|all(?: of (?:it|them)| (?:the )?(?:drums|percussion|perc|layers"
    r"|instruments|parts|sounds|others))?|the"
    r" (?:lot|whole (?:groove|beat|kit|thing|pattern|lot)|others|rest)|it all)\b"
)
BEFORE: Final = (
    r"(?:except(?: for| on| in)?|excepting|but not(?: for| on| in)?|apart from|aside from|bar|barring"
    r"|save(?: for)?|other than|besides"
    r"|excluding|minus|without|sans|not(?: for| on| in| including| counting)?|exc|excl|with the exception of"
    r"|only not|just not)"
)
ENDS: Final = r"(?= *$| ?[,.;:!?]| (?:please|thanks|for|in|at|on|until|till|over|every|by|now|from|again|though)\b)"
SO_IT_IS: Final = (
    r"(?:alone|be|as (?:it|they) (?:is|are|was|were)|as is|untouched|unchanged|the same|in(?: there)?"
    r"|out of (?:it|this)|where (?:it is|they are)|going|playing|on|running)"
)
THEN: Final = r" (?:must|should|shall|can|may|could|will|get|go|goes|swing|play|plays|be)\b"
"""What is to become of all but some, behind the exception."""
LEFT: Final = (
    rf"(?:(?:leave|leaving|keep|keeping|let) (?P<a>{LIST})(?: {SO_IT_IS})?"
    rf"|(?:do not|don't|dont|never|not) (?:touch|change|move|alter|mute|lose|affect) (?P<b>{LIST})"
    rf"|hands off (?P<c>{LIST})"
    rf"|(?P<d>{LIST}) (?:stays?|remains?|is to stay|must stay|can stay|should stay)(?: {SO_IT_IS}| put)?"
    rf"|(?P<e>{LIST}) (?:excluded|excepted|untouched|aside|exempt|not included|left alone|left out of it|not))"
)
PLAYS: Final = (
    r"(?:(?:should|must|shall|may|can|to|will) )?(?:be )?(?:play|plays|playing|heard|sound|sounding|audible|on"
    r"|stay|left|remain)"
)


def _excepted(found: re.Match[str]) -> str:
    layers = next(value for name, value in sorted(found.groupdict().items()) if value)
    whole = re.sub(r"\ball (?:of )?(?:the )?(?:percussion|perc|cymbals|drums|sounds|hits)$", "everything", found[1])
    whole = re.sub(r"\b(?:the (?:rest|others)|everything else)\b", "everything", whole)
    return re.sub(r"\ball (?=(?:out|off|away|gone)$)", "everything ", f"{whole}") + f" except {layers}"


RULES: Final = rules(
    (
        (rf"({LIST}) stay(?: too)?(?= *$|[,.;!?]| and\b| but\b)", r"\1 stays"),
        (r"(?:^|(?<=, ))rest (?=off|out|away|silent|muted|gone|quiet)", "the rest "),
        ((rf"\ball (?P<out>out|off|away|gone)(?=,? (?:{BEFORE}|but|and leave|leave|keep|leaving|hands|don't"
         rf"|do not)\b)"), r"everything \g<out>"),
        ((rf"({LIST}|\bthe rest|\bthe others|\beverything else|\beveryone else) goes?"
          r"(?= *$|[,.;!?]| (?:and|then|at|on the|in|for|after|until|till|every|from|with the|once|when|next|these"
          r"|those|over the|the next|just|max|but|b?\d+|as of|come|during|right now|now|a bar|per|each)\b)"
          r"(?! in(?: *$|[,.;]))"), r"\1 out"),
        (rf"\b(?:all )?the (?:rest|others)(?=,? (?:{BEFORE}|but)\b)", "everything"),
        (rf"\b(?:no ?one|nobody|none) (?:else )?(?:but|except|other than) (?={LAYER})", "only "),
        ((rf"^(?:ok |now |please |then |so |and )*(?:leave|leaving) (?:me|us|them|the (?:room|crowd"
         rf"|people)) (?:with )?(?={LIST} *$)"), "only "),
        ((rf"^(?:ok |now |please |then |so |and |just )*(?:right |straight "
         rf"|all the way )?down to (?={LIST} *$)"), "only "),
        (rf"\b(only|just) ({LIST}) {PLAYS}{ENDS}", r"only \2"),
        (rf"({WHOLE}(?:(?!{LAYER}\b)[^.;!?]){{0,40}}?),? (?:and |but |only |just |though )?{LEFT}{ENDS}", _excepted),
        ((rf"({WHOLE}(?:(?!{LAYER}\b)[^.;!?]){{0,40}}?),? (?:and )?(?:{BEFORE}|but) (?P<a>{LIST})"
         rf"(?=(?: (?:muted|out|off|gone|silent|away|quiet))?{ENDS}|{THEN})"), _excepted),
    )
)
"""Patterns in their order and what each leaves."""


def limited(text: str) -> str:
    """Return a sentence in lower case with its limits said as "only" and "except"."""
    return applied(RULES, text)
