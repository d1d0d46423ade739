"""Which words of a line does nothing that it asks for account for: a time, a condition, an exception, a number?

Then nothing is done: the line is asked about, and what was understood of it is the choice. This is a net below the
grammar, which may read a wish out of half a line; it knows words and requests, and no turns of speech.
"""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Final

from agent.offline.asking import Question, layer_words
from agent.offline.first_reading import plainly_first
from agent.offline.hardly_heard import hardly_heard
from agent.offline.layer_words import LAYER
from agent.offline.layers import meant
from agent.offline.layers_said import layers_of
from agent.offline.on_beats import STEPS_IN_BEAT
from agent.offline.opposites import opposed
from agent.offline.orders import WAITS
from agent.offline.plainly import plainly
from agent.offline.put_round import put_round
from agent.offline.words import words_of
from engine.commands import Freeze, Hit, Mute, Set, Target, Tempo, Unmute, Watch
from engine.outcome_words import value_words
from engine.parameters import canonical, parameter, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agent.offline.meaning import Clause
    from agent.offline.understand import Asked, Understood
    from engine.state import SessionState

WHEN: Final = re.compile(r"\b(?:when|once|as soon as) (?:the|my|our|a|an|he|she|they|somebody|someone) [a-z].*")
"""What is waited for, in a line of which nothing waits."""
GOES_SLOWLY: Final = re.compile(
    r"\b(?:gradual(?:ly)?|slowly|glid(?:e|es|ing)|ramps?|ramping|bit by bit|step by step|little by little)\b"
)
AT_ONCE: Final = re.compile(r"\b(?:no|without|not|at once|hard|instant\w*)\b")
RETURNS: Final = re.compile(
    rf"\b(?:then|and|,) ?(?:then |have |bring |let |put )?(?:(?:it|them|{LAYER}) )?(?:straight |right )?back\b(?! to\b)"
    r"|\bback \d+|\bback after\b"
)
EXCEPTS: Final = re.compile(
    rf"\b(?:except(?:ing)?(?: for)?|excluding|other than|apart from|besides|but not|not) "
    rf"(?P<who>(?:on |for |in )?{LAYER}(?:(?:,? (?:and|or) |, ){LAYER})*)"
)
OPENS: Final = re.compile(
    r"\b(?:unlock|immutable|guard|protect\w*|free|release|loose|may|can|allow\w*|let|open|ghosts?)\b"
)
WANTS: Final = re.compile(r"\b(?:wants?|needs?|should|must|make|let us|give|bring)\b")
UNDOES: Final = re.compile(r"\b(un\w{3,}) (?:it|that|them|those)\b")
"""A verb that turns a wish round, be it not known."""
WHEN_LEFT: Final = re.compile(
    r"(?:at|in|on|by|from|after|before|until|till|within|during) (?:the )?(?:\w+ )?(?:very )?(?:beginning|start|end|"
    r"turn|middle|top|next|coming|following|half|minutes?|while)\b"
)
"""A time that was left out."""
PLACE: Final = re.compile(
    r"\b(?:last|final|first|second|third|fourth) (?:off[- ]?beat|beat|quarter|eighth|hit|note)s?\b"
)
"""A place in the bar, which only a hit or a turned cycle accounts for."""
POINTS: Final = re.compile(r"\b(?:it|them|him|her)\b")
OF_ANOTHER: Final = re.compile(
    r"(?:the|that|this|my|our|your|his|her|their) (?!whole)\w+.* (?:is|are|sounds?) .*\b(?:too|so|very)\b"
)
"""A complaint about what is not known by its name: the wish behind it is of that."""
OWN: Final = frozenset("fill drop the_drop freeze unfreeze save redo solo".split())
"""Acts whose words are of the trade alone."""
BACK: Final = frozenset({"undo", "redo", "unmute"})
WISHED: Final = re.compile(
    r"\b(?:can|could|would|will|may|might|shall|should|let|lets|how about|what about|how bout|why|fancy|mind|maybe|"
    r"perhaps|ok|okay|yeah|right|please|pls|possible|any chance|what if|wanna|want|need|us|me|more|less|fewer|up|"
    r"down|\w+er)\b|\d"
)
"""What makes a wish of a short line that ends as a question."""
SHORT: Final = 4
"""A question of no more words than these is no wish that is put politely."""
BEFORE: Final = re.compile(r"\bbefore (?:the )?(?:bar|measure)? ?(?:number )?(\d+)\b")
NUMBER: Final = re.compile(r"(?:@(?:in|for|over|every):)?([+-]?\d+(?:\.\d+)?)%?")
CLOCKED: Final = re.compile(r"\b(?:minutes?|mins?|seconds?|secs?|hours?)\b")
"""Units that are counted in bars before they are understood."""
VELOCITIES: Final = (1.0, 127.0)
TOLERANCE: Final = 0.006
MOST_SAID: Final = 3
"""So many changes are named in a question, and so many words of what it waits for."""
SCORE_WORDS: Final = {"E": "energy", "S": "syncopation", "D": "density", "H": "entropy", "T": "timing"}


def unheard(text: str, found: Understood, state: SessionState) -> Question | None:
    """Return the question about a line of which something was not heard; None where all of it was.

    Args:
        text: what was said. found: what was understood. state: how the music stands.
    """
    if found.question is not None or not found.asked:
        return None
    if (question := opposed(text, found, state) or _lets_in(found, state)) is not None:
        return question
    plain = " ".join(text.lower().replace("\u2019", "'").split())
    for words in _missed(plain, text, found, state):
        what = "all of that" if parameter(state.config, words) is not None else f'"{words}"'
        asks = f"I am not sure of {what}; {_reading(found.asked, state)}?"
        return Question(asks, _choices(text, found.asked, state), unsure=True)
    return None


def _lets_in(found: Understood, state: SessionState) -> Question | None:
    """Return the question about layers that are only to come in now, and are in, and hardly heard."""
    layers = [one.request.layer for one in found.asked if isinstance(one.request, Unmute) and one.when is None]
    whole = len(layers) == len(found.asked) and all(clause.degree == 1.0 for clause in found.clauses)
    return hardly_heard(layers, state) if whole else None


def _choices(text: str, asked: Sequence[Asked], state: SessionState) -> tuple[str, ...]:
    """List the choices: a lock or a freeze, the acts without the changes, or all of them."""
    named = layers_of(text, state)
    if named and any(isinstance(one.request, Freeze) for one in asked):
        return f"lock the {layer_words(sorted(named))}", "freeze"
    sounds = [one.request.layer for one in asked if isinstance(one.request, Unmute) and _sounds(one.request, state)]
    if sounds and len(sounds) == len(asked):
        return f"{layer_words(sounds)} quieter", f"{layer_words(sounds)} later"
    acts = [one for one in asked if not isinstance(one.request, (Set, Target))]
    alone = plainly(acts) if len(acts) < len(asked) else ""
    return (alone, text) if alone else (plainly(asked) or text, "no")


def _missed(plain: str, text: str, found: Understood, state: SessionState) -> Iterator[str]:
    """Yield the words of a line that nothing it asks for accounts for."""
    asked = found.asked
    timed = any(_has_time(one) for one in asked)
    watched = any(isinstance(one.request, Watch) for one in asked)
    if not watched and not all(map(_has_time, asked)) and (waits := WAITS.search(plain)):
        yield " ".join(plain[waits.start():].split()[:MOST_SAID])
    if not watched and not timed and (waits := WHEN.search(plain)):
        yield " ".join(waits[0].split()[:MOST_SAID])
    if not timed and _moves(asked) and (slowly := GOES_SLOWLY.search(plain)) and not AT_ONCE.search(plain):
        yield slowly[0]
    if any(isinstance(one.request, Mute) and not _comes_back(one, asked) for one in asked) and (
        back := RETURNS.search(plain)
    ):
        yield back[0].strip(" ,")
    for spared in EXCEPTS.finditer(put_round(plain)):
        if _touched(asked) & layers_of(spared["who"], state):
            yield spared[0]
    if (earlier := BEFORE.search(plain)) and any(_bar_of(one) == int(earlier[1]) - 1 for one in asked):
        yield earlier[0]
    named = layers_of(plain, state)
    if named and any(isinstance(one.request, Freeze) for one in asked):
        yield layer_words(sorted(named))
    opened = any(isinstance(one.request, Set) and one.request.path.startswith("guard.") for one in asked)
    if opened and not OPENS.search(plain):
        yield plain
    yield from _places(plain, asked)
    yield from (left for left in found.left if WANTS.search(left) or (not timed and WHEN_LEFT.match(left)))
    yield from _of_another(plain, found)
    if plain.endswith("?") and len(plain.split()) <= SHORT and _moves(asked) and not WISHED.search(plain):
        yield plain
    if (both := _out_and_altered(asked)) or (both := _twice(asked)):
        yield both
    if (at := _back_a_little(found, state)) is not None:
        yield at.said
    yield from (clause.said for clause in found.clauses if len(found.clauses) == 1 and _is_two_moves(clause))
    yield from _figures(text, asked, state)


def _places(plain: str, asked: Sequence[Asked]) -> Iterator[str]:
    """Yield the place in the bar that a line names where nothing it asks for is of one."""
    placed = any(
        isinstance(one.request, Hit) or one.when is not None or str(getattr(one.request, "path", "")).endswith(".rot")
        for one in asked
    )
    if not placed and (place := PLACE.search(plain)):
        yield place[0]


def _of_another(plain: str, found: Understood) -> Iterator[str]:
    """Yield what tells that a change of the whole is meant for something that was not understood."""
    if not _moves(found.asked):
        return
    if POINTS.search(plain) and not any(clause.layers for clause in found.clauses):
        yield from (left for left in found.left if OF_ANOTHER.match(left))
    if found.foreign:  # "the rain again, but fainter"
        yield from (clause.said for clause in found.clauses if clause.joint == "but" and not clause.layers)


def _has_time(one: Asked) -> bool:
    """Return True for a request that waits, lasts or takes its time."""
    request = one.request
    return one.when is not None or isinstance(request, Watch) or bool(
        getattr(request, "bars", None) or getattr(request, "over_bars", None)
    )


def _moves(asked: Sequence[Asked]) -> bool:
    return any(isinstance(one.request, (Set, Target, Tempo)) for one in asked)


def _comes_back(mute: Asked, asked: Sequence[Asked]) -> bool:
    """Return True for a mute that ends by itself, or by another request of the line."""
    layer = getattr(mute.request, "layer", "")
    return bool(getattr(mute.request, "bars", None)) or any(
        isinstance(one.request, Unmute) and one.request.layer == layer for one in asked
    )


def _touched(asked: Sequence[Asked]) -> set[str]:
    """Return the layers that requests take out or alter."""
    found = {one.request.layer for one in asked if isinstance(one.request, Mute)}
    return found | {one.request.path.partition(".")[0] for one in asked if isinstance(one.request, Set)}


def _bar_of(one: Asked) -> int | None:
    return None if one.when is None else one.when.at_bar


def _out_and_altered(asked: Sequence[Asked]) -> str:
    """Return the layer that is to go out and to be altered by one line; "" for none."""
    out = {one.request.layer for one in asked if isinstance(one.request, Mute) and not _is_later(one, asked)}
    altered = [one.request.path.partition(".")[0] for one in asked if isinstance(one.request, Set)]
    return next((f"the {layer_words([layer])} out, and altered" for layer in altered if layer in out), "")


def _is_later(mute: Asked, asked: Sequence[Asked]) -> bool:
    """Return True for a mute behind all changes of the line: it rises over 16 bars, then the kick is out."""
    changes = [one.when.in_bars or 0 if one.when else 0 for one in asked if isinstance(one.request, Set)]
    return mute.when is not None and (mute.when.in_bars or 0) >= max(changes, default=0) > 0


def _twice(asked: Sequence[Asked]) -> str:
    """Return the parameter that one line moves twice at one time, where it moves others beside it; "" for none."""
    moved = [(canonical(one.request.path), one.when) for one in asked if isinstance(one.request, Set)]
    return next((path for path, when in moved if moved.count((path, when)) > 1 and len(set(moved)) > 1), "")


def _back_a_little(found: Understood, state: SessionState) -> Clause | None:
    """Return the clause that brings a layer back by a degree, which no unmute does; None for none."""
    sounds = all(isinstance(one.request, Unmute) and _sounds(one.request, state) for one in found.asked)
    return next((one for one in found.clauses if sounds and one.degree != 1.0), None)


def _sounds(request: Unmute, state: SessionState) -> bool:
    return all(hold.layer != request.layer for hold in state.stage.mutes)


def _is_two_moves(clause: Clause) -> bool:
    """Return True for a direction and a mood in one breath, of no layer: either may be all that was meant."""
    return bool(clause.leans and clause.moods) and not (clause.layers or "and" in clause.said.split())


def idle(found: Understood, state: SessionState) -> Question | None:
    """Return the question about a line that takes back or brings back what is not there; None for another."""
    acts = {act for clause in found.clauses for act in clause.acts if not clause.layers}
    if found.question is not None or found.asked or found.lost or found.foreign:
        return None
    out = {hold.layer for hold in state.stage.mutes}
    clauses = [clause for clause in found.clauses if "all" not in clause.layers]
    named = [one for clause in clauses for one in meant(state.config, clause.layers)]
    if not found.spared and (silent := [one for one in dict.fromkeys(named) if one in out]):
        return Question(f"out now: {layer_words(silent)}; back in?", (f"unmute the {layer_words(silent)}", "no"))
    if not acts & BACK:
        return None
    choices = [said for said, there in (("redo", state.redo), ("undo", state.undo)) if there]
    if len(choices) == 1:
        return Question(f"nothing is out that could come back; {choices[0]}?", (*choices, "no"))
    return Question("nothing is out that could come back; which of these?", tuple(choices)) if choices else None


def _figures(text: str, asked: Sequence[Asked], state: SessionState) -> Iterator[str]:
    """Yield the numbers of a line that stand for nothing in what it asks for."""
    marks = [one for word in words_of(plainly_first(text), state.config.phrase.bars) if (one := NUMBER.fullmatch(word))]
    said = [one[0][0] == "@" or one[1].removeprefix("0") in text for one in marks]  # "the open one" counts nothing
    marks = [one for one, there in zip(marks, said, strict=True) if there]
    if not marks or CLOCKED.search(text.lower()):
        return
    if any(_is_at_its_end(one, state) for one in asked):
        return  # louder by 30 than it may be
    meant = {round(abs(value), 4) for one in asked for value in _values(one, state)}
    for mark in marks:
        value = abs(float(mark[1]))
        scales = (1.0, 0.01, 0.1, 100.0)
        if not any(abs(value * scale - one) <= TOLERANCE * max(1.0, one) for scale in scales for one in meant):
            yield mark[1]


def _is_at_its_end(one: Asked, state: SessionState) -> bool:
    """Return True for a parameter that is moved as far as it goes."""
    if not isinstance(one.request, Set):
        return False
    known = parameter(state.config, canonical(one.request.path))
    ends = VELOCITIES if one.request.path.endswith(".velocity") else (known and known.low, known and known.high)
    return bool({*_numbers(one.request.to)} & {*ends})


def _values(one: Asked, state: SessionState) -> Iterator[float]:
    """Yield each number that a request holds: values, changes, bars, bars as they are counted from 1."""
    request, when = one.request, one.when
    yield from _numbers(request)
    for step in _numbers(getattr(request, "step", None)):
        yield step + 1.0  # steps and beats are counted from 1
        yield step / STEPS_IN_BEAT + 1.0
    if isinstance(request, Set):
        try:
            before = list(_numbers(read(state.config, canonical(request.path))))
        except KeyError:
            before = []
        if request.path.endswith(".velocity"):
            yield from (round(level / VELOCITIES[1], 2) for level in _numbers(request.to))  # 90 percent of the most
        for was, now in zip(before, _numbers(request.to), strict=False):
            yield from (now - was, (now - was) / was if was else 0.0, now / was if was else 0.0)
    if isinstance(request, Tempo):
        yield from (request.bpm - state.config.bpm, request.bpm / state.config.bpm - 1.0)
    for at in () if when is None else (when.at_bar, when.in_bars, when.every_bars):
        if at is not None:
            yield from (float(at), at + 1.0, float(at - state.bar))


def _numbers(value: object) -> Iterator[float]:
    if isinstance(value, bool):
        return
    if isinstance(value, (int, float)):
        yield float(value)
    elif isinstance(value, str):
        yield from map(float, re.findall(r"\d+", value))  # a plan's number, a name
    elif isinstance(value, (list, tuple, dict)):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _numbers(one)
    elif is_dataclass(value):
        for one in fields(value):
            yield from _numbers(getattr(value, one.name))


def _reading(asked: Sequence[Asked], state: SessionState) -> str:
    """Say what was understood of a line, in short."""
    said = plainly(asked)
    if said:
        return f"only {said}"
    each = list(dict.fromkeys(_short(one, state) for one in asked))
    more = f" and {len(each) - MOST_SAID} more" if len(each) > MOST_SAID else ""
    return f"only {', '.join(each[:MOST_SAID])}{more}"


MOVED: Final = {
    "velocity": ("{} louder", "{} quieter"), "density.target": ("more {}", "less {}"), "fills": ("more {}", "less {}"),
    "swing_percent": ("more swing on {}", "less swing on {}"), "ratchet_prob": ("more rolls on {}", "less rolls on {}"),
}
"""How a change of a layer's parameter is said, up and down."""


def _short(one: Asked, state: SessionState) -> str:
    request = one.request
    if isinstance(request, Target):
        return f"other {SCORE_WORDS.get(request.score, request.score)}"
    if not isinstance(request, Set):
        return plainly([one]) or " ".join((request.command, str(getattr(request, "layer", "")))).strip()
    layer, _, name = canonical(request.path).partition(".")
    if name in MOVED and layer in state.config.layers:
        now, goal = (list(_numbers(value)) for value in (read(state.config, canonical(request.path)), request.to))
        return MOVED[name][sum(goal) < sum(now)].format(f"the {layer_words([layer])}")
    return f"{request.path} {value_words(request.to)}"
