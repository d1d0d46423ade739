"""Which turns of speech are put into plainer words before a sentence is read: "swap the clap for the snare", "x4"?

Each has a place for other words, so that it is no entry of the vocabulary.
"""

from __future__ import annotations

import re
from typing import Final

from agent.offline.everyday_turns import plainer
from agent.offline.layer_words import LAYER
from agent.offline.rules import applied, rules
from agent.offline.scope_forms import limited

NUMBER: Final = r"\d{1,2}"
RULES: Final = rules(
    (
        (rf"(?<!\bas )(?<!\bscene )(?:\bx ?({NUMBER})\b|\b({NUMBER}) ?x\b(?! ))", r"\1\2 times"),
        (
            (
                rf"\b(?:swap|replace|trade|exchange|substitute|switch|change)(?: out)? ({LAYER})(?: out)? "
                rf"(?:for|with|by|against|over to) ({LAYER})\b"
            ),
            r"mute \1 and unmute \2",
        ),
        (
            (
                rf"\b(?:could|can|should|make|let|i meant|i mean) (?:it |that |this )?(?:be )?({LAYER}) "
                rf"(?:rather than|instead of|and not|not) ({LAYER})\b"
            ),
            r"no wait, \1",
        ),
        (r"\b(closed(?: hats?)?)(,| and| or|, and) open\b(?! (?:hat|hi|up|one))", r"\1\2 open hat"),
        (r"\bopen( and| or|,) (?=closed\b)", r"open hat\1 "),
        (rf"(^|[,.;] ?|\band )({LAYER}) ?: ?(?=[a-z])", r"\1\2 "),
        (
            (
                rf"\b(?:put|send|lay) ({LAYER}) (?:to (?:sleep|bed|rest)|away|home|off|on (?:a )?(?:break"
                rf"|holiday))\b"
            ),
            r"mute \1",
        ),
        (r"^still[.! ]*$", "again"),
        (r"\bback in (?=(?:\w+ ){1,3}from (?:now|here)\b|(?:the )?next time\b)", "back in, "),
        (r"^\+ ?(?=[a-z])", "and "),
        (r"\bback,? (?:but|though) not (?:all|all the way|completely|fully|entirely)\b", "a bit less of that"),
        (
            (
                rf"\b(?:a|an|another|an extra|one more) ({LAYER}) on (?:the )?(\d{{1,2}})(?= |$|[,.;!?])"
                rf"(?! (?:bars|beats))"
            ),
            r"a \1 on step \2",
        ),
        (
            (
                r"^((?!.*\b(?:mark|marker|flag|pin|record|recording|take|tape|bookmark|snapshot"
                r"|point)\b)(?=.* as \w+.*|"
                r"(?!.*\b(?:save|saved|store|stored|remember|keep|memorise|memorize|stash)\b)).*?)(?:,|,?"
                r" and)? "
                r"(?:call|name) (?:it|this|that|this one|that one) "
                r"(?!(?:myself|yourself|off|back|later|then|when|again|now)\b)(?=[a-z])"
            ),
            r"\1, and save the scene as ",
        ),
        (
            (
                r"(?:,|,? and)? (?:call|name) (?:it|this|that|this one|that one) "
                r"(?!(?:myself|yourself|off|back|later|then|when|again|now)\b)(?=[a-z])"
            ),
            " as ",
        ),
        (rf"\b(?:use |play |put in |bring in |give me )?({LAYER}) (?:instead of|rather than|in place of) ({LAYER})\b",
         r"unmute \1 and mute \2"),
        (
            (
                r"\b(?:strip|bring|take|pare|cut|reduce|boil|whittle|get|go|drop|narrow|peel|come|break)(?:"
                r" it| this| that| things|"
                r" everything| all| us| the (?:beat|groove|pattern|track|mix))*(?: all)?(?: right|"
                r" straight)?(?: back| down)*"
                rf" to(?: just| only| nothing but)? (?={LAYER}\b(?! (?:level|volume|on|in|at|with)))"
            ),
            "only ",
        ),
        (
            (
                rf"\b((?:(?:{LAYER})(?:,? and |, | & )?)+),? and (?:nothing|none|no(?:thing)?) (?:else|more"
                rf"|other)\b"
            ),
            r"only \1",
        ),
        (rf"\bnothing(?: else)? (?:but|except|besides|other than) (?={LAYER})", "only "),
        (
            rf"\b({LAYER}) (?:by (?:its|their) lonesome|in isolation|on solo|in solo|all on (?:its|their) own)\b",
            r"only \1",
        ),
        (rf"\bput ({LAYER}) (?:in|on|into) solo\b", r"solo \1"),
        (
            (
                rf"\b(?:let|have|make) (?:only |just )?({LAYER}(?:(?:,? and |, ){LAYER})*) (?:play|sound"
                rf"|stand|run|be|ride|go|roll)"
                r"(?: on)? (?:alone|solo|by (?:itself|themselves)|on (?:its|their) own)\b"
            ),
            r"solo \1",
        ),
        (
            (
                rf"\b(?:let |have )?(?:only|just) ({LAYER}(?:(?:,? and |, ){LAYER})*) (?:plays?|playing|sounds?"
                rf"|sounding|remains?|"
                r"remaining|left|stays?|survives?|runs?|running|going|audible|goes on|go on|carries on|keeps?"
                r" going)\b"
            ),
            r"only \1",
        ),
        (
            (
                r"\b(?:everything|everyone|everybody|all(?: the)?(?: instruments| layers| drums| sounds|"
                r" others)?|the rest)"
                r"(?: must| should| shall| to)? (?:stops?|out|off|silent|goes|drops? out|leaves?|quiet|muted"
                r"|away)(?: now)?,?(?: and| but)?"
                rf" (?:only|just) ({LAYER})(?: (?:stays?|remains?|plays?|goes on|is left))?\b"
            ),
            r"only \1",
        ),
        (
            (
                r"\blet (?:the |my |our |them |these |those |us |me |some )?(?:people|students|crowd|dancers|room"
                r"|audience|kids|class|"
                r"everyone|everybody|guests|floor|others|children|band|singer|him|her|them|us|me|folks) (?:hear"
                r"|feel|enjoy|listen to)\b"
            ),
            "let me hear",
        ),
        (
            r"\bpitch(?:ing)? (?:it |us |this |that |the (?:tempo|track|beat|deck|speed) |things )?(up|down)\b",
            r"tempo \1",
        ),
        (rf"\b(?:let )?({LAYER}) (?:take a |have a )?rest\b(?! of)", r"mute \1"),
        (
            (
                rf"\b(?:we|i|you) (?:do not|don't|won't|will not) need ({LAYER})(?: any ?more| now| here)?(?=$|[,.;!?]|"
                rf" for\b| in\b)"
            ),
            r"no \1",
        ),
        (
            (
                r"\b(?:play|do|give (?:me|us)|throw in|throw|add|put|drop|insert|slip in|a quick|one|want|need"
                r"|make)(?: me| us)? "
                r"(?:a|one|another|some kind of|a (?:little|short|quick|nice|big)) roll\b(?! (?:on|of|for|to))"
            ),
            "fill",
        ),
        (
            (
                r"\bwake (?:them|people|everyone|everybody|us|(?:the |my )?(?:crowd|room|floor|dancers|dancefloor"
                r"|party)) up\b|"
                r"\bwake up (?:the |my )?(?:crowd|room|floor|dancers|people|dancefloor|party|everyone|everybody)\b"
            ),
            "more intensity",
        ),
        (r"\b(?:the |this |that )?(clap|kick|snare)(?:ping|ing) (?:sound|thing|noise|layer|part)\b", r"\1"),
        (r"\b(?:\d+ ?k(?:hz)?|\d+ ?hz|narrow q|high ?pass|low ?pass|eq|hpf|lpf)\b", "equalizer"),
        (r"\b(take|bring|kick|turn|throw|put|kill|mute|lose|drop|make|set|leave|let|get|give) (?:him|her)\b", r"\1 it"),
        (
            (
                r"^(?:please )?(?:can|could|may|might|would|will) (?:it|this|that|everything|the (?:beat|groove"
                r"|music|whole thing|"
                r"drums)) (?=(?:go|be|get|sound|feel|become|come|run)\b)"
            ),
            "make it ",
        ),
        (r"\bhow about without\b", "no"),
        (
            r"\bkick off (?:the |this |our )?(?:music|beat|track|party|show|set|groove|thing|night|jam)\b",
            "start playing",
        ),
        (rf"\bleave ({LAYER}) out of (?:it|this|that|the game)\b", r"lock \1"),
        (
            (
                r"\bopen (?:up (?:the |those |my )?|(?:the|those|my) )(?:hi ?)?hats?(?: up)?"
                r"(?= (?:a|some|more|please)\b|$|[,.;!?])"
            ),
            "open hat longer",
        ),
        (r"\bhalf a (bpm|percent|db|step|ms)\b", r"0.5 \1"),
        (
            (
                r"\b(?:swap|flip|cross|jump) (?:over |across )?to (?=[a-z0-9_]+\b(?! (?:hat|one)))(?!the\b|a\b|half\b"
                r"|double\b|bar\b)"
            ),
            "switch to ",
        ),
        (
            r"\blatch (?:a |the |that |this )?fill(?: on)?\b|\bfill (?:on and on|forever|endlessly|non ?stop)\b",
            "fill on",
        ),
        (
            (
                r"\b(?:name|call|title) (?:this|it|that)(?: one| scene)? (?!it\b)([a-z0-9_]+) and (?:save|store"
                r"|keep|remember) (?:it|this|that)\b"
            ),
            r"save the scene as \1",
        ),
        (
            (
                r"\b(?:note|flag|remember) (?:this|that|the) (?:spot|moment|place|point|bar)(?: for [^:,;]*)? ?:"
                r" ?(?=[a-z])"
            ),
            "mark as ",
        ),
        (r"\bkeep (?:an|your) eye on ([^,;.]+?)(?:,| and| -)+ ?(?:and )?(when|if|once|whenever|should) it\b", r"\2 \1"),
        (r"\b(?:watch|mind|monitor) ([^,;.]+?)(?:,| and)+ ?(?:and )?(when|if|once|whenever) it\b", r"\2 \1"),
        (rf"^(?:demonstrate|demo|audition|present|expose)(?: us| me)? (?=(?:only |just )?{LAYER}\b)", "only "),
        (
            (
                r"\bback to (?:the )?(?:full|whole|entire) (?:kit|band|beat|groove|thing|drums|drum kit|set)\b|\bback"
                r" to (?:everything|everyone)\b"
            ),
            "everything back",
        ),
        (
            (
                r"\bcancel (?:that|the|this|my) (?:stop|fill|mute|drop|load|change|scene|unmute|recall|mark"
                r"|break)\b"
            ),
            "cancel the plan",
        ),
        (rf"\bphrases? (?:of |to (?:be )?|are |be |is |last )?({NUMBER}) bars?(?: long| each)?\b", r"phrase.bars \1"),
        (rf"(?<!over )(?<!through )\b({NUMBER})[ -]bar phrases\b", r"phrase.bars \1"),
        (rf"\b({LAYER}|hat_[co]|[a-z]+_[a-z]+) (?:over|across|on|in|to|at|of) ({NUMBER}) steps\b", r"\1 cycle \2"),
        (r"^poly(?:meter|metre|metric)? ?[:,] ?", ""),
        (r"\b(?:a few|some|a couple of|several|a couple) (?:ms|milliseconds|millis)\b", "a bit"),
        (
            r"\b(?:the )?other (?:ones|layers|drums|sounds|instruments|two|three|parts|voices)\b(?! one)",
            "everything else",
        ),
        (
            (
                r"\b(?:variation|vary|change|changes|different) (?:from|between|with each) (?:1 )?phrases?(?: to"
                r" phrase)?\b"
            ),
            "variation",
        ),
        (
            (
                r"^(can|could|may|might) (?:i|we) (?:please )?(?:hear|have|get|listen to) (?=(?:only|just|nothing"
                r" but)\b)"
            ),
            "only ",
        ),
        (
            (
                r"\b(?:a|one|two|1|2|3|some|a few|a couple of) (?:minutes?|moments?|seconds?|secs?|while|bit"
                r"|bars?|whiles) ago\b"
            ),
            "before",
        ),
        (
            (
                r"\bfill (?:in|on)?to the (?:next )?(?:8|eight|16|sixteen|4|four|phrase|section|part|bars|turn|one"
                r"|line|change)\b"
            ),
            "fill on the phrase",
        ),
        (r"\b(with a (?:little |short |quick )?fill) (?:just |right )?before(?: it| that)?$", r"\1"),
        (rf"\b({NUMBER})[ -](?:steps?|sixteenths?|16ths?)[ -](?:long|cycle|loop|pattern|length)\b", r"cycle \1"),
        (rf"\b(?:cycle|loop|pattern|run)s? (?:of|over|in|every|through|to|at|is|with) ({NUMBER}) steps\b", r"cycle \1"),
        (
            (
                r"\b(?:do not|don't|dont|not|never|no)\b([^,.;!?]{0,40}?)\b(?:so |too |that |anywhere |right "
                r"|as )*"
                r"(?:close to|near to|near|within (?:a|one|1) step of|"
                r"touching|next to|beside|around|on top of) (?:the )?(?:kick|kicks|bd)\b"
            ),
            r"\1 apart_from_kick",
        ),
        (
            r"\b(?:keep|move|push|pull)\b([^,.;!?]{1,30}) (?:away from|clear of|further from) (?:the )?kick\b",
            r"move\1 apart_from_kick",
        ),
        (rf"\blay (?:back )?({LAYER})(?: back)?\b", r"\1 behind the beat"),
        (
            rf"({LAYER})(?: may| can| should| to)? leaves?\b(?= (?:in|at|on|for|after|now|us)\b| *$|[,.;!?])",
            r"\1 out",
        ),
        (r"\btrigger ?[:,]", "when "),
        (
            (
                r"(?:\b(?:begin|start|keep (?:it|them|that)|make (?:it|them)|stay|everything)|^)"
                r"(?: ?(?:rather|very|quite|a bit|more|all))+ (?:pianissimo|mezzo ?piano|piano|sotto voce)\b"
                r"(?=$|[,.;!]| please)"
            ),
            "quieter",
        ),
        (
            (
                r"(?:\b(?:begin|start|keep (?:it|them|that)|make (?:it|them)|stay|everything)|^)"
                r"(?: ?(?:rather|very|quite|a bit|more|all))+ (?:fortissimo|mezzo ?forte|forte)\b(?=$|[,.;!]| please)"
            ),
            "louder",
        ),
        (
            (
                r"\b(?:roll|filter|shelve|eq)(?:ing)? (?:off|out)? ?(?:(?:some|the|a bit of|any|all|of|those) )*"
                r"(?:(?:top|low|high|bottom)(?: end)?|highs|lows|mids|treble)\b"
            ),
            "eq",
        ),
        (r"\bin case\b(?! of)", "if"),
        (r"\b(?:action|then do) ?[:,]", "then "),
        (r"\b(hits|notes) (?:a|per|in a|each|every|in the) bar\b", r"\1"),
        (r"\bmore as\b(?= \d)", "more than"),
        (r"\b(?:bpm|tempo) ?: ?(?=\d)", "tempo "),
        (
            (
                rf"\b(?:on|at|for|from) (?:the )?(?:next )?({NUMBER})[ -]bars?[ -](?:boundary|line|phrase|mark"
                rf"|grid)\b"
            ),
            r"@grid:\1",
        ),
    )
)


OPEN_HAT: Final = re.compile(r"\bOH\b")
HANDS: Final = re.compile(
    r"^oh (?=(?:thin|thinner|thick|sparse|sparser|dense|denser|busier|shorter|longer|tight|tighter|loose|looser)\b"
    r"|(?:(?:solo|mute)(?! (?:the|my|that|all|kick|clap|snare|hats?|closed|open|it|them)\b)|off|out|up|down|vel"
    r"|dens|decay|swing|rot|ratchet|back|in|on|only|too|louder|quieter"
    r"|more|"
    r"less|\d)\b)|"
    r"(?<=\bch )oh\b|\boh(?= ch\b)|(?<=^mute )oh\b|(?<=^solo )oh\b|(?<=^unmute )oh\b|(?<=\+ )oh\b"
)


def with_open_hat(text: str) -> str:
    """Return a sentence with the open hat written out where it is called OH, which else is only a sigh."""
    named = OPEN_HAT.sub("open hat", text) if not text.isupper() else text
    return HANDS.sub("open hat ", named) if HANDS.search(named) else named


def rewritten(text: str) -> str:
    """Return a sentence in lower case with such turns in plainer words."""
    return applied(RULES, plainer(limited(" ".join(text.split()))))
