"""Which plan is to come at another time: "the drop, four bars later", "push the fill back by two", "move it to bar 64"?

The plan is named by what it does or by its layer. It is taken off and planned anew.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from agent.offline.asking import Question
from agent.offline.figures import counted
from agent.offline.layers import meant
from agent.offline.lexemes import lexemes_of
from agent.offline.plan_names import LITTLE, PARTS, layer_of_plan, plans_named
from agent.requests import LoadNamed, Record, Transport
from engine import commands as ask
from engine.watching import plan_words
from engine.when import When

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.requests import Request
    from engine.commands import Command
    from engine.state import Planned, SessionState

WORD: Final = re.compile(r"[a-z_]+(?:'[a-z]+)?|\d+|,")
FIRST: Final = (
    r"(?:(?:(?:can|could|would|will) (?:you|we|u)|please|pls|let us|let's|ok|okay|right|actually|no|wait|hmm|sorry|"
    r"and|but|just|maybe|better|(?:that is |that's |it is |it's )?too (?:soon|early|late)|"
    r"(?:i|we) (?:want|need|would like)|(?:i|we)'d like) ?,? )*"
)
LAST: Final = r"(?: ,? ?(?:please|pls|instead|rather|then|after all|if you can|thanks|actually|mate|ok))*"
OF_ITS_OWN: Final = r"(?!(?:mute|unmute|solo|load|freeze|stop|drop|mark|recall|end|cut) (?:the|my|our|a) )"
WHAT: Final = rf"(?P<what>{OF_ITS_OWN}[a-z_' ]+?(?: \d{{1,4}}(?: and \d{{1,4}})*)?)"
"""A plan; what begins with an act is a wish of its own."""
COUNT: Final = r"(?:another |a further )?(?P<n>\d{1,3}|a|one)(?: more)? (?P<unit>bars?|measures?|phrases?)"
BARE: Final = r"(?:another )?(?P<n>\d{1,3}|a|one)(?: more)?(?: (?P<unit>bars?|measures?|phrases?))?"
FINE: Final = r"(?: (?:is|would be) (?:possible|ok|okay|fine|better|good|great|enough))?"
KIND: Final = rf"(?P<what>(?:the |that |this |my |our )*(?:{'|'.join(sorted(PARTS, key=len, reverse=True))}))"
"""A plan by what it does: "4 later" without a word for bars may turn the pattern of a layer."""
VERB: Final = r"(?:move|slide|push|shift|put|bring|make|have|do|let|set|pull|nudge|start|play|want)"
COMES: Final = r"(?: (?:come|happen|be|start|land|hit|in|play))?"
LATER: Final = r"later|further back|further on|late|behind"
WAY: Final = rf"(?P<way>{LATER}|earlier|sooner|before|early|ahead)"
AWAY: Final = r"(?P<way>back|off|on|out|forwards?|up|ahead)"
TO: Final = (
    r"(?:to|at|on|until|till|for) (?:the )?(?:(?:bar |measure )?(?P<bar>\d{1,6})"
    r"|(?P<line>(?:next |following )?phrase(?: line)?))"
)
FORMS: Final = tuple(
    re.compile(FIRST + form + LAST)
    for form in (
        rf"(?:{VERB} )?{WHAT}{COMES} ?,? (?:by )?{COUNT} {WAY}{FINE}",
        rf"(?:(?:{VERB}|can|could|may|should|must) )?{KIND}{COMES} ?,? (?:by )?{BARE} {WAY}{FINE}",
        rf"(?:{VERB}|hold|knock|take) {WHAT} {AWAY} (?:by |for )?{BARE}",
        rf"(?:{VERB}|hold|knock|take) {AWAY} {WHAT} (?:by |for )?{BARE}",
        rf"(?:move|slide|shift|push|put|bring|delay|postpone|hold|pull)(?: off| back)? {WHAT}(?: off| back| out)? {TO}",
        rf"(?:make|let|have) {WHAT} (?:come|happen|wait|start|land)(?: in)? {TO}",
        rf"{WHAT} {TO} (?:instead|rather)",
        rf"(?P<way>delay|postpone|defer|push|slide|shift|move) {WHAT} (?:by |for )?{BARE}",
    )
)
EARLIER: Final = frozenset({"earlier", "sooner", "before", "early", "ahead", "forward", "forwards", "up"})
JUST_PLANNED: Final = frozenset({"it", "that", "this", "them", "those", "both", "that one", "all this", "all that"})
"""What the last change has planned."""
NAMED: Final = re.compile(r"(?:plans?|number) (?P<ids>\d{1,4}(?: and \d{1,4})*)")
"""Plans by their numbers."""
ACTS: Final = frozenset("entry entrance comeback".split())
LIKE_THIS: Final = LITTLE | {"plan", "one", "ones", "planned", "of", "to", "for"} | ACTS
MOST_WORDS: Final = 24
"""A longer line says more than that."""
MOST_SHOWN: Final = 4


class Moved(NamedTuple):
    """Plans that are to come at another time.

    Attributes:
        again: what they ask for, each with its new time. cancels: what takes them off.
        question: what must be answered first; then nothing is moved.
    """

    again: tuple[tuple[Request, When], ...] = ()
    cancels: tuple[ask.Cancel, ...] = ()
    question: Question | None = None


def moved_plan(text: str, state: SessionState) -> Moved | None:
    """Read a line that names a plan and another time for it; None where it does not, or nothing such is planned.

    Args:
        text: what was said. state: how the music stands.
    """
    if not state.agenda:
        return None
    words = WORD.findall(text.lower())
    if len(words) > MOST_WORDS:
        return None
    plain = " ".join(counted(words))
    for form in FORMS:
        found = form.fullmatch(plain)
        items = [] if found is None else _plans(found["what"], state)
        if found is not None and items:
            return _at_its_time(found, items, state) if _are_one(items, found["what"]) else _which(found, items, plain)
    return None


def _plans(what: str, state: SessionState) -> list[Planned]:
    """Return the plans for a bar that words name; none where they say anything else as well."""
    agenda = [item for item in state.agenda if item.watch is None and _request(item.wish.command) is not None]
    numbered = NAMED.fullmatch(what)
    if numbered is not None:
        return [item for item in agenda if item.id in numbered["ids"].split(" and ")]
    if what in JUST_PLANNED:
        last = [{item.id for item in step.planned} for step in state.undo[-1:-3:-1]]
        own = [item for item in agenda if last and item.id in last[0]]
        if what == "both" and len(own) == 1 and len(last) > 1:
            own = [item for item in agenda if item.id in last[0] | last[1]]
        return own
    words = [word for word in what.replace(",", " ").split() if word not in LIKE_THIS]
    kinds = [word for word in words if word in PARTS]
    rest = " ".join(word for word in words if word not in PARTS)
    told = lexemes_of(rest.split(), state.config.layers)
    layers = meant(state.config, [one.value for one in told if one.kind == "layer"])
    if not (kinds or layers) or any(one.kind not in {"layer", "filler"} for one in told):
        return []
    return plans_named(kinds, layers, agenda)


def _are_one(items: Sequence[Planned], what: str = "") -> bool:
    """Return True for plans of one line, or of one act on several layers at one bar, and for those that "both" are."""
    together = len({item.at_bar for item in items}) == 1 or what == "both" or NAMED.fullmatch(what) is not None
    return together or len({item.wish.turn or item.id for item in items}) == 1


def _at_its_time(found: re.Match[str], items: Sequence[Planned], state: SessionState) -> Moved:
    off = tuple(ask.Cancel(item.id) for item in items)
    wanted = [(request, item) for item in items if (request := _request(item.wish.command)) is not None]
    if found.groupdict().get("line"):
        return Moved(tuple((request, When(phrase=True)) for request, _ in wanted), off)
    first = min(item.at_bar for item in items)
    by = _new_bar(found, first, state) - first
    if first + by < state.bar:
        said = _said(items[0])
        return Moved(question=Question(f"bar {first + by + 1} has been played; {said} at once?", (f"{said} now", "no")))
    moved = ((request, When(at_bar=item.at_bar + by, every_bars=item.every_bars)) for request, item in wanted)
    return Moved(tuple(moved), off)


def _request(command: Command) -> Request | None:
    """Return the request of the chat for a planned command; None where the chat has none."""
    match command:
        case ask.Transport(action=action):
            return Transport(action)
        case ask.Record(action=action, name=name):
            return Record(action, name)
        case ask.Load(name=name):
            return LoadNamed(name) if name else None
        case ask.Offer():
            return None
        case _:
            return command


def _new_bar(found: re.Match[str], bar: int, state: SessionState) -> int:
    """Return the bar that the first of the plans moves to."""
    given = found.groupdict()
    if given.get("bar"):
        return int(given["bar"]) - 1
    n = 1 if given["n"] in {"a", "one"} else int(given["n"])
    bars = n * state.config.phrase.bars if (given["unit"] or "").startswith("phrase") else n
    return bar - bars if given["way"] in EARLIER else bar + bars


def _which(found: re.Match[str], items: Sequence[Planned], plain: str) -> Moved:
    """Ask which plan is meant, where it may be one of several."""
    start, end = found.span("what")
    choices = tuple(f"{plain[:start]}plan {item.id}{plain[end:]}" for item in items[:MOST_SHOWN])
    told = ", ".join(f"{item.id} ({plan_words(item)})" for item in items[:MOST_SHOWN])
    return Moved(question=Question(f"which of them: {told}?", choices))


def _said(item: Planned) -> str:
    """Return a plan in plain words: "fill", "mute clap"."""
    command = item.wish.command
    layer = layer_of_plan(item)
    return f"{command.command} {layer}".strip() if command.command in PARTS else plan_words(item)
