"""Which other ways are there to say a time: "from 65 onwards", "every fourth bar", "for two rounds", "16 on 16 off"?

Each form becomes a mark, or the plainer form that `time_words` reads, so that every time can be said with every act,
before it or after it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.rules import applied, rules

if TYPE_CHECKING:
    from collections.abc import Callable

N: Final = r"(?P<n>\d{1,4})"
BARS: Final = r"(?: (?:more |whole |full )?(?:bars?|measures?)\b)"
NO_UNIT: Final = (
    r"(?! ?(?:%|percent|bpm|ms|db|steps?|hits|notes|beats?|seconds?|minutes?|hours?|sixteenths?|times|phrases?|rounds?|"
    r"out of|to \d))(?![\d.])"
)
ORDINALS: Final = {
    "other": 2, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "tenth": 10,
    "twelfth": 12, "sixteenth": 16,
}
NTH: Final = rf"(?P<n>\d{{1,4}}|{'|'.join(ORDINALS)})(?: (?:th|st|nd|rd)\b)?"
THIS: Final = r"(?:(?:the|a|an|this|that|next|new|coming|current|very|following|1|whole) )*"
TURNS: Final = (
    r"(?: (?:line|boundary|turn|turns|end|ends|ended|change|changes|start|starts|begins|is over|is done|is up"
    r"|is through"
    r"|is finished|turns (?:over|round|around)|comes (?:round|around)|rolls (?:round|around|over)|finishes)\b)?"
)
ROUNDS: Final = r"(?:rounds?|cycles?|loops?|laps?|passes|go rounds?|times (?:round|around)|goes|blocks?|chunks?)"
RAMP: Final = r"(?:ramp|glide|slide|fade|sweep|curve|transition|morph|blend|crossfade|climb|rise|build)"
AT_MOST: Final = (
    r"(?:no (?:more|longer) than|(?:not|never)(?: for)? (?:more|longer) than|at (?:the )?(?:most|least)"
    r"|max(?:imum)?(?: of)?"
    r"|a maximum of|something like|give or take|some)"
)
ALSO: Final = (
    r"(?:at (?:the )?(?:most|least)|max(?:imum)?|tops|or so|ish|and no (?:more|longer)|and not (?:more|longer)"
    r"|no more|no"
    r" longer|flat|exactly|total|in total|altogether|all in all|give or take)"
)
ARRIVE: Final = r"(?:are at|am at|is at|hit|hits|get to|gets to|reach|reaches|come to|arrive at|pass|cross)"
GRID: Final = r"(?P<n>4|8|16|32)"
ENDS_HERE: Final = r"(?= *$| ?[,.;!?]| and\b| then\b)"


def _mark(kind: str, less: int = 0, unit: str = "") -> Callable[[re.Match[str]], str]:
    def put(found: re.Match[str]) -> str:
        said = found["n"]
        return f" @{kind}:{ORDINALS.get(said) or int(said) - less}{unit} "

    return put


def _in_and_out(found: re.Match[str]) -> str:
    off, whole = int(found["off"]), int(found["off"]) + int(found["on"])
    return f" out @for:{off} @every:{whole} "


FORMS: Final = rules(
    (
        (r"\bb ?(\d{1,4})\b", r"bar \1"),
        # again and again
        (rf"\b(?P<on>\d+){BARS}? (?:on|in) ?,? ?(?:and )?(?P<off>\d+){BARS}? (?:off|out)\b", _in_and_out),
        (rf"\b(?P<off>\d+){BARS}? (?:off|out) ?,? ?(?:and )?(?P<on>\d+){BARS}? (?:on|in)\b", _in_and_out),
        (
            (rf"\b(?:for|on|in|during|over|at) (?:the )?(?:last|final)(?: (?P<n>\d+))?{BARS}? of (?:every|each)"
            r" (?:phrase|(?P<of>\d{1,2})(?: bars?)?)\b"),
            lambda found: f" @last:{found['n'] or 1} @every:{found['of'] or '1p'} ",
        ),
        (
            (r"\b(?:once )?(?:(?:on|at|with|by|in) )?(?:the )?(?:(?:end|start|top|beginning|turn"
            r"|line) of )?(?:every|each)"
            rf"(?: single)? (?:time the )?phrase{TURNS}"),
            " @every:1p ",
        ),
        (r"\bonce (?:a|per|in a|every) phrase\b|(?<!bars )\bper phrase\b", " @every:1p "),
        (r"\b(?:every|each) (?:other|second) phrase\b", " @every:2p "),
        (
            (rf"\b(?:once )?(?:(?:on|at|in) )?(?:every|each|once in|once per) (?:single )?{NTH}"
            rf"(?:{BARS}{NO_UNIT}|{NO_UNIT}(?! (?:bars?|measures?|hats?|clap|snare|kick|time|one|step|phrase)\b))"),
            _mark("every"),
        ),
        (rf"(?<!for )\ball {N} bars\b", _mark("every")),
        # until
        (
            (rf"\b(?:until|till|up to|up until|right up to)(?: we (?:are at|get to|hit|reach"
            rf"|come to))? (?:the )?(?:end of )?"
            rf"{THIS}(?:phrase|turn|turnaround|phrase line)\b{TURNS}"),
            " @line ",
        ),
        (rf"\bfor (?:the )?(?:rest|remainder|remaining bars) of {THIS}phrase\b", " @line "),
        (r"\bfor (?:this|the current) phrase(?: only)?\b", " @line "),
        (r"\b(?:until|till) (?:the )?next bar\b", " @for:1 "),
        ((rf"\b(?:until|till|up until|(?:right )?up to(?= bar)) (?:bar "
         rf"|we {ARRIVE} )?(?:bar )?{N}\b{NO_UNIT}"), _mark("until", 1)),
        (rf"(?<!jump )(?<!go )(?<!skip )(?<!\d )\bto bar {N}\b", _mark("until", 1)),
        (
            rf"\b{N} bars? before (?:the )?(?:end of )?{THIS}phrase\b{TURNS}",
            _mark("last"),
        ),
        (
            (r"\b(?:for |on |in )?(?:just |only )?(?:the )?(?:last )?(?:(?P<k>\d{1,2}) )?bars? (?:right "
            r"|just )?(?:before|leading (?:in|up)?"
            rf" ?to|leading into) (?:bar )?{N}\b{NO_UNIT}"),
            lambda found: f" @at:{max(int(found['n']) - 1 - int(found['k'] or 1), 0)} @for:{found['k'] or 1} ",
        ),
        (rf"\b(?:with|on|at|from) the (?:next |new )?phrase\b{TURNS}", " @phrase "),
        (
            (r"\b(?:the )?next time (?:it|this|that|we) (?:loops?|comes?|goes|turns?|rolls?|cycles?)"
            r" (?:round|around|over|back)\b"),
            " @phrase ",
        ),
        (rf"\b(?:starting|beginning|start|begin)(?: at| from| on| with)? (?:bar )?{N}\b{NO_UNIT}", _mark("at", 1)),
        (
            (rf"\bwait (?:for|until|till|til) (?:the )?(?:(?:end|start|next round|next turn|turn"
            rf"|top) of )?{THIS}phrase\b{TURNS}"
            r"(?: ,)?(?: and)?(?: then)?"),
            " @phrase ",
        ),
        (
            (r"\b(?:when|once|as soon as|after) (?:we |you |it |i )?(?:finish|finishes|finished|end|ends|complete"
             r"|leave|close)"
            rf"(?: with)? {THIS}phrase\b(?: ,)?"),
            " @phrase ",
        ),
        (rf"\bon the (?:one|1|first beat|downbeat|top) of (?:bar )?{N}\b{NO_UNIT}", _mark("at", 1)),
        (rf"\b(?:at |on |from )?(?:the )?(?:top|start|beginning|downbeat|one|1) of bar {N}\b", _mark("at", 1)),
        (r"\b(?:when|once|as|as soon as) the next part (?:starts?|begins?|comes?|is here)\b", " @phrase "),
        (rf"\b(back|in|again|returns?|out|off) {N} (?:later|after that)\b", r"\1 \g<n> bars later"),
        # from when
        (
            (rf"\b(?P<act>mute|muted|kill|no|drop|lose|solo|only|out|off|silent|silence|gone|away|alone"
            rf"|cut)\b(?P<what>[^,.;@]*?)"
            rf" (?:from|between) (?:bar )?{N} (?:to|until|till|and|through"
            rf"|up to) (?:bar )?(?P<last>\d{{1,4}})\b{NO_UNIT}"),
            r"\g<act>\g<what> from bar \g<n> to \g<last>",
        ),
        (r"\b(?:on|from|at|with)? ?(?:the )?next bar(?= \d)", " "),
        (
            (rf"\b(?:from|as of|starting(?: at| from| with)?) (?:bar )?{N} (?:on(?:wards?)?|onwards?|forwards?|out"
            rf"|and on)\b"
            r"(?! the floor)"),
            _mark("at", 1),
        ),
        (rf"\b(?:from|at|on)? ?bar {N} (?:onwards?|and on|forwards?)\b", _mark("at", 1)),
        (rf"\bfrom bar {N} on\b", _mark("at", 1)),
        (
            (rf"\b(?:when|once|as soon as|by the time|come) (?:we|it|you|i|this|the counter) {ARRIVE} (?:the )?"
            r"(?:bar )?"
            rf"(?:number )?{N}\b{NO_UNIT}"),
            _mark("at", 1),
        ),
        (
            (rf"\b(?:on|at|from|with|by)(?: the)? (?:one|1|top|first bar|downbeat|start|beginning|line"
            rf"|first beat) of the"
            rf" (?:next|coming|following) {GRID}\b(?: bars?(?: (?:line|block|phrase|section|cycle|unit|boundary))?)?"),
            _mark("grid"),
        ),
        (
            (rf"\b(?:on|at|from|with) the (?:next|coming|following) {GRID}\b(?: bar (?:line|block|phrase|section"
            rf"|cycle|unit|"
            rf"boundary|mark))?{NO_UNIT}(?! bars?\b)"),
            _mark("grid"),
        ),
        (rf"\b(?:the )?next time the phrase{TURNS}", " @phrase "),
        (
            (r"\b(?:on|at|with|from) the (?:next |coming )?(?:phrase )?(?:turn|turnaround"
            r"|changeover)\b(?! (?:of (?!the phrase)"
            r"|to|up|down|off))(?: of the phrase)?"),
            " @phrase ",
        ),
        (
            rf"\b{N} bars in\b{ENDS_HERE}|^(?P<m>\d+) bars in\b(?! a row)",
            lambda found: f" @in:{found['n'] or found['m']} ",
        ),
        # for how long
        (
            rf"\b(?:for )?(?P<n>\d+) {ROUNDS} of (?P<m>\d+)(?: bars?)?\b|\b(?:for )?(?P<k>\d+) times (?P<l>\d+) bars\b",
            lambda found: f" @for:{int(found['n'] or found['k']) * int(found['m'] or found['l'])} ",
        ),
        (rf"\bfor {N} {ROUNDS}\b", _mark("for", unit="p")),
        (r"\bfor (?:a|one|1|the next) (?:round|cycle|loop|lap|go round)\b", " @for:1p "),
        (r"\bfor (?:the )?(?:length|duration|span|course|whole) of (?:a|1|one|the|this) phrase\b", " @for:1p "),
        (r"\b(?:a|1) (?:whole |full |entire )?phrase (?:long|worth)\b", " @for:1p "),
        (rf"(?: ,)?(?: but)?(?: only)?(?: for)? {AT_MOST} {N}{BARS}?{NO_UNIT}", _mark("for")),
        (rf"\b{N}{BARS} {ALSO}\b", r"\g<n> bars"),
        (rf"\bfor {N} {ALSO}\b", r"for \g<n> bars"),
        (rf"\b(?:for )?(?:(?:the|these|those|all) )?(?:coming|upcoming|following|these|those) {N}{BARS}", _mark("for")),
        # over how long
        (r"\bover (?:a|1|the course of a|the length of a) phrase\b", " @over:1p "),
        (rf"\b(?:over|across|through) {N} phrases\b", _mark("over", unit="p")),
        (rf"\b(?:in|with|on|as|using|over|by) an? {N} bars? {RAMP}\b", _mark("over")),
        (rf"\b{N} bar {RAMP}\b", _mark("over")),
        (
            (rf"(?<!section )\b(?:taking|stretched|spread|smeared|drawn out|spaced|rolled out|phased|{RAMP}(?: it| this"
            rf"| that| in| up| down)*)(?: out)?(?: over| across| for)? (?:the )?(?:next )?{N}{BARS}?{NO_UNIT}"),
            _mark("over"),
        ),
        (
            (rf"\b(?:take|use|give it|give us|spend|allow|have|let it have) {N}{BARS}? (?:to )?(?:get|getting|go"
            rf"|going|come"
            r"|climb|climbing|reach|rise|move|arrive|be)(?: (?P<way>up|down|back))?(?: (?:to|at))? (?=\d)"),
            lambda found: f"@over:{found['n']} {found['way'] or 'go'} to ",
        ),
        (
            (rf"\b(?:take|use|give it|give us|spend|allow) {N}{BARS}? to (?=speed|slow|ramp|glide|accelerate|rise"
            rf"|fall|climb)"),
            _mark("over"),
        ),
        (
            (rf"\b(?:reach|be at|arrive at|land (?:on|at)|end up at"
            rf"|get to) (?P<goal>\d{{2,3}}(?:\.\d+)?)(?: bpm)? (?:in|within"
            rf"|over|after|inside) {N}{BARS}?{NO_UNIT}"),
            lambda found: f"go to {found['goal']} @over:{found['n']} ",
        ),
        (
            (rf"\b(?:in|within|over|after) {N} bars (?:i want to |we want to |we should |i want us to "
            rf"|it should )?(?:be at"
            r"|reach|arrive at|be on|end up at) (?P<goal>\d{2,3})\b"),
            lambda found: f"go to {found['goal']} @over:{found['n']} ",
        ),
    )
)
"""Patterns in their order and what each leaves."""


def regular(text: str, phrase_bars: int) -> str:
    """Return a sentence with the rarer forms of time in regular ones.

    Args:
        text: its words, numbers as figures, one space between two. phrase_bars: length of a phrase.
    """
    text = re.sub(r"\bhalf (?:a|of a|the|of the|of this) phrase\b", f"{max(phrase_bars // 2, 1)} bars", text)
    return " ".join(applied(FORMS, text).split())
