"""What of a line is put plainly, or asked about, before anything else of it is read?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.asking import MAX_CHOICES, Question, layer_words
from agent.offline.bare_conditions import with_when
from agent.offline.build_ups import asks_of_drop
from agent.offline.hardly_heard import wants_to_hear
from agent.offline.layer_words import ONE_LAYER
from agent.offline.layers import meant
from agent.offline.places_in_bar import on_steps
from agent.offline.put_plainly import put_plainly
from agent.offline.put_round import put_round

if TYPE_CHECKING:
    from engine.state import SessionState

COMMA: Final = re.compile(r"(?<![\d.,])0,(?=\d)")
"""The comma of a decimal: 0,45."""
NAMED: Final = re.compile(
    r"^((?:(?:ok|please|and|now),? )*(?:save|store|remember|memori[sz]e|keep|bookmark|stash|snapshot)\b[^,;.]*?)"
    r"[,;.:]? (?:(?:it['\u2019]?s|it is|this is|that['\u2019]?s) (?:called|named)|"
    r"(?:the |its |it's |with the )?(?:name|title)(?:['\u2019]?s| is| shall be|:)|it calls itself|"
    r"(?:call|name|title) "
    r"(?:it|this|that)|under the name(?: of)?) (?P<name>\w+(?: \w+){0,2}?)(?: please| thanks| ok)?[.!]*$",
    re.IGNORECASE,
)
"""A name that is given beside what is to be saved: "remember this, it's called dusk"."""
HANGS: Final = re.compile(
    r"\b(?:notes?|something|voice|synth|drone|tone|sound)\b(?: (?:on|in|of) [a-z0-9 ]{1,16}?)?(?: is| are|'s)?"
    r"(?: just| still)? (?:hang(?:s|ing)?|stuck|hung|ringing forever|won'?t stop|"
    r"will not stop|does not stop|doesn'?t stop)\b"
    r"|\b(?:stuck|hanging|hung) (?:midi )?notes?\b|\ball (?:sounds?|notes?) off\b"
)
"""A note that does not end: what ends it is a panic."""
ORDERED: Final = re.compile(r"\boff\b|!|\b(?:help|panic|kill|cut|end) ?")
"""What is told of a note without one of these is asked about first."""
ENDS: Final = re.compile(r"\bmake (?:it|this|that|everything)(?: all| just)? stop\b(?! \w+ing\b)")
"""Somebody wants it all to end at once, whatever else is said."""
STUCK: Final = re.compile(r"\b(?:hang\w*|hung|stuck)\b")
WAITS: Final = re.compile(r"\d|\b(?:when|if|until|till|after|before|once|at|in|bars?|phrase)\b")
DROP: Final = re.compile(
    r"(?:(?:please|now|ok|can you|could you|let us|let's|time for|go for|we need|i want|i need) )*"
    r"(?:do |make |play |have |give |bring |hit |drop )?(?:me |us |them )?(?:with )?(?:a |the |some |that )?"
    r"(?:big |huge |proper |real |massive |nice )*(?:beat|bass|techno|edm) drop(?: (?:now|please|here|next))*"
)
A_DRUM: Final = re.compile(
    r"\b(?:the|that|this) (?:little|small|tiny|other|high|sharp|tinny|annoying|loud|noisy) drum\b"
)
"""One drum, and nobody knows which."""
EVERYTHING: Final = re.compile(
    r"(?:(?:please|now|ok|quick|just) )*(?:kill|shut) (?:everything|every thing|all of it|the lot|the whole thing)"
    r"(?: (?:now|please|right now|at once|off|down|quick))*"
)
TURNED: Final = re.compile(
    r"(?:(?:please|now|ok|just|can you|could you|would you) )*(?:turn|bring|pull|push) it (?:all )?(?P<way>down|up)"
    r"(?: (?:a |just a )?(?:little )?(?:bit|little|touch|tad|notch))?(?: (?:please|now|would you))*"
)
"""A turn of nothing that was named."""
TURNS: Final = {
    "down": ("everything quieter", "less energy", "slower"), "up": ("everything louder", "more energy", "faster"),
}
LATER: Final = re.compile(
    r"(?P<x>(?:(?:please|ok|now|and|then),? )*(?:(?:a (?:bit|little) |much |some )?(?:more|less|fewer)|mute|unmute|"
    r"solo|kill|"
    r"bring|lose|add|a fill|give me|load)(?! \d) (?!(?:it|that|this|them)\b)[a-z_' ]+?) (?:a bit |some time |"
    r"sometime )?"
    r"later(?: on)?"
)
"""A wish for some time later; of a layer alone it would be where it stands in the bar."""
LATER_TIMES: Final = ("in 4 bars", "in 8 bars", "in 16 bars", "at the next phrase")
OVER_ALL: Final = ("mute everything", "stop", "panic")
"""Ways to silence, each of which is something else."""


def plainly_first(text: str) -> str:
    """Return a line with places in the bar as steps, a bare condition with "when", and a note that hangs as panic."""
    text = NAMED.sub(lambda found: f"{found[1]} as {'_'.join(found['name'].split())}", COMMA.sub("0.", text))
    plain = " ".join(text.lower().replace("\u2019", "'").split())
    if HANGS.search(plain) and not re.search(rf"\b{ONE_LAYER}\b", HANGS.sub(" ", plain)):
        return "panic" if ORDERED.search(plain) else "there's a stuck note"
    if ENDS.search(plain) and not re.search(rf"\b{ONE_LAYER}\b", plain) and not WAITS.search(plain):
        return "panic" if STUCK.search(plain) else "stop"
    return put_plainly(with_when(on_steps(put_round(text))))


def asked_first(text: str, state: SessionState, *, fresh: bool) -> Question | None:
    """Return the question about a line that says a great thing and not which; None for another line.

    Args:
        text: what was said. state: how the music stands. fresh: nothing was spoken of before.
    """
    plain = " ".join(text.lower().replace("\u2019", "'").split()).strip(" .!")
    if EVERYTHING.fullmatch(plain):
        return Question("everything is silent in three ways; which one?", OVER_ALL)
    turned = TURNED.fullmatch(plain)
    if turned is not None and fresh:
        ways = TURNS[turned["way"]]
        return Question(f"turn what {turned['way']}?", ways)
    later = LATER.fullmatch(plain)
    if later is not None:
        return Question("how much later?", tuple(f"{later['x']} {when}" for when in LATER_TIMES))
    if A_DRUM.search(plain):
        kicks = meant(state.config, ["kick"])
        drums = [layer_words([layer]) for layer in state.config.layers if layer not in kicks][:MAX_CHOICES]
        return Question("which drum is that?", tuple(A_DRUM.sub(f"the {drum}", plain) for drum in drums))
    if (question := asks_of_drop(plain, state) or wants_to_hear(plain, state)) is not None:
        return question
    if DROP.fullmatch(plain):
        arc = state.config.arc
        named = () if arc is None else tuple(
            f"section {one.name}" for one in arc.sections if one.name.lower() == "drop"
        )
        return Question("what shall the drop be?", ("drop the kick for 4 bars", "drop the kick for 8 bars", *named))
    return None
