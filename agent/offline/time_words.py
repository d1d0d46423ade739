"""When, how long, and over how long: what do the words of time in a sentence say?

Each turn of time is taken out of the words and leaves one mark, which a clause reads: "in 8 bars" leaves `@in:8`, "for
the next 4" `@for:4`, "over 16 bars" `@over:16`, "every 8" `@every:8`, "on the next phrase" `@phrase`, "at bar 65"
`@at:64`, "8 bars later" `@later:8`. A place in the bar is one too: "on step 13" leaves `@step:12`. A turn that needs
the end of something to be foreseen, such as "for the last 4 bars", leaves `@unclear`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from agent.offline.rules import LINES_KEPT, applied, rules
from agent.offline.time_forms import regular

if TYPE_CHECKING:
    from collections.abc import Callable

N: Final = r"(?P<n>\d{1,4})"
BARS: Final = r"(?: (?:more |whole |full )?(?:bars?|measures?)\b)"
ABOUT: Final = (
    r"(?:about |around |roughly |say |like |another |a further |the next |the following |next |the |exactly "
    r"|just |"
    r"only |maybe |a full |a whole |a good |a solid |a |at least )*"
)
AFTER_FIGURE: Final = r"(?! ?(?:%|percent|bpm|ms|db|steps?|hits|beats?|seconds?|minutes?|hours?|sixteenths?|times))"
PHRASE: Final = r"(?:the |a )?(?:(?:next|new|following|start of the|top of the) )+phrase(?: line)?"
MOST: Final = 1024
ONLY_THEM: Final = r"only(?! (?:if|when|while|the|my|kick|snare|clap|hats?|closed|open|hi)\b)"
ONLY: Final = rf"(?: {ONLY_THEM})?"
TURNS: Final = (
    r"(?: (?:is |has |are )?(?:starts?|started|begins?|comes?|turns?|ends?|ended|finish(?:es|ed)?|over|done"
    r"|rolls? "
    r"(?:round|around)|comes? (?:round|around))(?: (?:round|around|over))?)"
)
"""What a phrase does on its line."""


VERBS: Final = (
    r"(?:the|all|no|and|then|mute|unmute|solo|unsolo|bring|drop|kill|take|set|go|stop|fill|let|make|put|start"
    r"|load|"
    r"save|cut|kick|add|give|switch|turn|raise|lower|freeze|mark|record|recall|hats?|snare|clap|energy|tempo"
    r"|swing)\b"
)
"""What follows a bar's number at the front of a wish: "at 49 bring the hats"."""
ONE_LAYER: Final = r"(?:the )?(?:closed |open )?(?:hi ?)?(?:hats?|clap|snare|kick)s?\b"
IN_PHRASES: Final = re.compile(r"@([a-z]+):(\d+)p")
"""A mark that counts phrases, until their length is known."""


def _marked(kind: str, less: int = 0, unit: str = "") -> Callable[[re.Match[str]], str]:
    def mark(found: re.Match[str]) -> str:
        return f" @{kind}:{min(int(found['n']), MOST) - less}{unit} "

    return mark


def _from_to(found: re.Match[str]) -> str:
    first, last = int(found["n"]), int(found["last"])
    return f" @at:{first - 1} @for:{min(last - first + 1, MOST)} " if 0 < first <= last else " @unclear "


RULES: Final = rules(
    (
        (
            (
                r"\b(in|after|wait|hold on|hold off|give it) (?:a|another|one more) (bar|measure|phrase)\b(?!"
                r" of\b)"
            ),
            r"\1 1 \2",
        ),
        (
            (
                r"\b(?:a|another|one more) (bar|measure|phrase)"
                r"(?= (?:from now|from here|later|afterwards|after that|on|ahead)\b)"
            ),
            r"1 \1",
        ),
        (
            (
                rf"\b(?:until|till|up to|up until) (?:we (?:are at|hit|reach|get to) )?(?:the )?(?:bar|measure)"
                rf" (?:number )?{N}\b"
            ),
            _marked("until", 1),
        ),
        (
            r"\b(?:(?:at|on|by|from|with) )?(?:the )?end of (?:the )?(?:next|current|coming) phrase\b",
            " @phrase ",
        ),
        (r"\bfor half (?:a|of a|of the) (?:bar|measure|phrase)\b", " @unclear "),
        (r"\b(?:as of|starting|beginning|start|begin) (?:right )?now\b", " @now "),
        (r"\bfrom (?:now|here|this point)(?: on(?:wards?)?| out)\b", " @now "),
        (r"\b(?:next|the next) (?:time )?(?:round|around|go round|go around|cycle|loop|pass)\b", " @phrase "),
        (
            (
                r"\b(?:(?:on|at|with|by|for|from|when|once|as soon as|come) )?(?:the )?(?:next |coming"
                r" )?phrase "
                r"(?:change|turn|turnaround|boundary|line|break|switch|edge)\b(?! (?:to|off|on|the|it|up|down"
                r"|my|over)\b)"
            ),
            " @phrase ",
        ),
        (r"\b(?:on|at|with|from) the next line\b", " @phrase "),
        (r"\b(?:after|following) (?:this|the|the current) phrase\b", " @phrase "),
        (r"\b(?:for|during|throughout|over|through) (?:the )?(?:next|coming|following) phrase\b", " @phrase @for:1p "),
        (
            rf"\bfor (?:a|one|1|the) (?:(?:whole|full|entire|complete|single) )?phrase\b{ONLY}",
            " @for:1p ",
        ),
        (
            (
                r"\b(?:on|at|from|with) (?:the )?(?:next |very next |following |coming )?"
                r"(?:bar ?line|downbeat|top of the (?:next )?bar|next (?:one|1))\b"
            ),
            " ",
        ),
        (rf"\bfor a {N} bars? (?:stretch|spell|run|break|period|section|while)\b", _marked("for")),
        (r"\bnot (?:now|yet)(?: ,)? (?:but )?(?=(?:in|at|on|after|from|when|once)\b)", " "),
        (
            (
                rf"\b(?:when|once|as soon as|come) (?:(?:we|it|you|i|this) )?(?:(?:are|is|am) at |hits? "
                rf"|gets? to |"
                rf"reach(?:es)? |comes? to )(?:the )?(?:bar|measure) (?:number )?{N}\b(?: ,)?"
            ),
            _marked("at", 1),
        ),
        (
            (
                rf"\b(?:let (?:it|this|that) (?:run|roll|ride|play|go|cook)|keep (?:going|it going|rolling"
                rf"|playing)|"
                rf"carry on|play on|stay (?:here|like this))(?: on)?(?: for)? {ABOUT}{N}{BARS}?(?: ,)?"
                rf"(?: and then| then| and| before)\b"
            ),
            _marked("wait"),
        ),
        (
            (
                rf"^{ABOUT}{N}{BARS}(?: more)? ?(?: of (?:this|that)| (?:more )?like (?:this|that)| as it is)?(?:"
                rf" ,)?(?: and)? then\b"
            ),
            _marked("wait"),
        ),
        (
            rf"\b(?:from|off) (?:the )?(?:step|sixteenth|16th) (?:number )?{N}\b",
            lambda found: f" mute @step:{int(found['n']) - 1} ",
        ),
        (r"\b(?P<place>step \d{1,2}) only\b", r"\g<place> @alone"),
        (rf"\b(?:(?:on|at|to) )?(?:the )?(?:step|sixteenth|16th) (?:number )?{N}\b", _marked("step", 1)),
        (
            (
                rf"(?P<what>\b(?:swing|velocity|accents?|ghosts?|ratchets?)\b.*) , (?:but )?(?:only|just)"
                rf" (?:on )?"
                rf"(?={ONE_LAYER})"
            ),
            r"\g<what> on ",
        ),
        (rf"\b(?:when|once|as soon as) (?:the |this |that )(?:next )?phrase{TURNS}(?: ,)?", " @phrase "),
        (
            (
                rf"\b(?:on|for|in|during|over) (?:the )?last(?: {N})? ?(?:bars?|measures?)? of (?:each|every) "
                rf"(?P<last>\d{{1,2}})(?: bars?)?\b"
            ),
            lambda found: f" @last:{found['n'] or 1} @every:{found['last']} ",
        ),
        (
            (
                rf"\b(?:on|for|in|during|over) (?:the )?(?:last|final)(?: {N})? ?(?:bars?|measures?)? "
                rf"(?:of|in|before) (?:the next |the |this )phrase(?: line)?\b"
            ),
            lambda found: f" @last:{found['n'] or 1} ",
        ),
        (r"\b(?:later on|at some point|eventually)\b(?: ,)?|^(?:later|soon|sometime) ,", " @unclear "),
        (rf"\b(?:for|in|during) (?:the )?last {N}{BARS}?(?: of (?:the|this|each|every) phrase)?", " @unclear "),
        (rf"\b(?:the )?last {N}{BARS}(?: of (?:the|this|each|every) phrase)?", " @unclear "),
        (
            (
                r"\b(?:on |at |from |with |by |in )?(?:the )?(?:last|final) (?:bar|beat)(?: of (?:the|this"
                r"|each|"
                r"every) phrase)?"
            ),
            " @unclear ",
        ),
        (
            (
                rf"\b(?:(?:from|for|during|in|on|only|between) )*(?:the )?(?:bars?|measures?) {N} "
                rf"(?:to|until|through|and|up to) (?:bar )?(?P<last>\d{{1,4}})\b"
            ),
            _from_to,
        ),
        (rf"\b(?:every|each) {N} phrases?\b", _marked("every", unit="p")),
        (rf"\b{N} phrases? (?:from now|later|from here)\b", _marked("in", unit="p")),
        (rf"\bin {ABOUT}{N} phrases?(?: time)?\b", _marked("in", unit="p")),
        (
            rf"(?:, )?\b(?:(?:but|and) )?(?:start|begin|starting|beginning) (?:in|after) {ABOUT}{N}{BARS}?",
            _marked("in"),
        ),
        (rf"(?:^|(?<=, )|(?<=and )|(?<=then ))(?:at|on|from) {N}(?: ,)?(?= {VERBS})", _marked("at", 1)),
        (rf"\b(?:every|each|once every) {N}{BARS}?{AFTER_FIGURE}", _marked("every")),
        (r"\b(?:every|each) (?:other|second) bar\b", " @every:2 "),
        (r"\b(?:every|each) bar\b", " @every:1 "),
        (r"\bevery (?:phrase|time the phrase turns)\b", " @every:1p "),
        (
            (
                rf"\b(?:wait|hold on|give it|count)(?: for)? {ABOUT}{N}{BARS}?(?: first)?(?: ,)?(?: and)?(?:"
                rf" then)?\b"
            ),
            _marked("wait"),
        ),
        (rf"\b{N}{BARS} (?:later|after that|after this|afterwards?|on|after(?! (?:the|bar|a)\b))\b", _marked("later")),
        (rf"\bafter (?:another|a further) {N}{BARS}?(?![\d.])", _marked("later")),
        (rf"\b{N}{BARS} (?:from now|from here|on from here|from this bar|ahead)\b", _marked("in")),
        (rf"\bin {ABOUT}{N}{BARS}(?: time)?\b", _marked("in")),
        (rf"\bafter {ABOUT}{N}{BARS}?{AFTER_FIGURE}(?![\d.])", _marked("in")),
        (rf"\bin {ABOUT}{N}{AFTER_FIGURE}(?![\w.%])", _marked("in")),
        (r"\b(?:on|at) (?:the )?(?:first|second|third|fourth|[1-4]|1st|2nd|3rd|4th) beats?\b", " @unclear "),
        (rf"(?<!wait )(?<!hold on )(?<!hold off )\b(?:until|till|til) {PHRASE}", " @unclear "),
        (
            (
                rf"\b(?:on|at|from|with|by|until|till|in|into|for|once we hit|when we hit|once we reach"
                rf"|when)? "
                rf"?{PHRASE}(?:{TURNS})?\b"
            ),
            " @phrase ",
        ),
        (r"\b(?:at|on|by|to)? ?(?:the )?end of (?:the|this) phrase\b", " @phrase "),
        (r"\b(?:on|at) (?:the )?phrase(?: line)?\b", " @phrase "),
        (
            (
                rf"\b(?:(?:(?:starting|beginning)(?: at| from| on| with| in)?|at|on|from|by|in) )?(?:bar"
                rf"|measure) "
                rf"(?:number )?{N}\b"
            ),
            _marked("at", 1),
        ),
        (rf"\b(?:for|during|lasting) {ABOUT}{N} phrases?\b", _marked("for", unit="p")),
        (rf"\b(?:for|lasting|during) {ABOUT}{N}{BARS}?{ONLY}{AFTER_FIGURE}(?![\d.])", _marked("for")),
        (
            (
                rf"\b(?:over|across|within|through|throughout|spread over|in the course of) "
                rf"{ABOUT}{N}{BARS}?{AFTER_FIGURE}(?![\d.])"
            ),
            _marked("over"),
        ),
        (rf"\b(?:the )?next {N}{BARS}", _marked("for")),
        (rf"\b{N}{BARS}(?: (?:long|{ONLY_THEM}|worth))?", _marked("for")),
        (r"\b(?:for )?(?:a|just a|this|the) single (?:bar|measure)\b", " @for:1 "),
        (r"\bfor (?:a|the next|this|half a) (?:bar|measure)\b", " @for:1 "),
        (r"\b(?:a )?(?:bar|measure) (?=of |fill|long)", " @for:1 "),
        (
            (
                r"\b(?:on|from|at|with|starting|in)? ?(?:the )?(?:next|coming) (?:bar|measure|downbeat"
                r"|one)(?: "
                r"line)?\b(?: on)?"
            ),
            " ",
        ),
        (r"\b(?:straight|right) (?:away|now)\b|\bat once\b|\bimmediately\b|\bas of now\b|\basap\b", " @now "),
        (
            (
                r"\bfor (?:a|the|some|quite a|a little|a short) ?(?:while|bit|sec|second|moment|minute|time"
                r"|time "
                r"being|moment being|now)\b"
            ),
            " ",
        ),
        (r"\bfor now\b", " "),
        (r"\bin (?:a|the) (?:sec|second|moment|minute|bit)\b", " @unclear "),
    )
)
"""Patterns in their order, the longer turns first, and what each leaves."""
MARK: Final = re.compile(r"@(?P<kind>[a-z]+)(?::(?P<n>\d+))?")


def marked(words: list[str], phrase_bars: int = 8) -> list[str]:
    """Return words with each turn of time as one mark; `phrase_bars` is the length of a phrase."""
    return _timed(" ".join(words), phrase_bars).split()


@lru_cache(maxsize=LINES_KEPT)
def _timed(text: str, phrase_bars: int) -> str:
    found = applied(RULES, regular(text, phrase_bars))
    return IN_PHRASES.sub(lambda mark: f"@{mark[1]}:{min(int(mark[2]) * phrase_bars, MOST)}", found)
