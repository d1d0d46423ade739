"""What does a sentence ask for?

Words become meanings, meanings clauses, clauses what they point to, and each clause requests, or the one question that
must be answered first. A sentence with a question asks nothing else of the music.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from agent.offline import asking
from agent.offline.asides import without_asides
from agent.offline.asking import Question
from agent.offline.at_once import at_once, without_waiting
from agent.offline.chatter import is_strange, praised, says
from agent.offline.clauses import clauses_of
from agent.offline.console_lines import console_line
from agent.offline.control_words import ruled
from agent.offline.endings import brought_back, ending, in_steps
from agent.offline.everyday_turns import plainer
from agent.offline.first_reading import asked_first, plainly_first
from agent.offline.in_sequence import in_bars, in_turn, solos_in_turn
from agent.offline.in_turn import Time
from agent.offline.interpret import requests_of
from agent.offline.layers import meant
from agent.offline.lexemes import lexemes_of
from agent.offline.moved_plans import moved_plan
from agent.offline.names import STYLES
from agent.offline.neighbours import commented
from agent.offline.phrase_ends import settle_ends
from agent.offline.reasons import without_reasons
from agent.offline.references import Memory, resolved
from agent.offline.remarks import without_remarks
from agent.offline.scene_words import with_scenes
from agent.offline.scope import Scope
from agent.offline.settled import settled
from agent.offline.vocabulary import GEAR
from agent.offline.watches import kept, split, watching
from agent.offline.words import is_foreign, words_of
from engine.commands import Cancel, Fill, Mute, Redo, Set, Solo, Target, Tempo, Undo, Unmute, Unsolo
from engine.parameters import parameter, parameters
from engine.when import When

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.offline.meaning import Clause
    from agent.requests import Request
    from engine.config import Config
    from engine.state import SessionState

MOST_UNKNOWN: Final = 2
"""More unknown words, and more than are known: a sentence about something else."""
ABOUT_ONESELF: Final = ("i feel", "i am", "we are", "we feel", "he ", "she ", "my ")
OURS: Final = frozenset(
    {"layers", "qualities", "leans", "ways", "step", "act fill", "act solo", "act unmute", "excepted"}
)
"""What a sentence about drums has, be the rest of it never so strange."""
SLOWLY_BARS: Final = 8
"""Over how many bars a sound changes "slowly"; ours."""
HANDS: Final = frozenset({"mute", "unmute", "solo"})
TIME_WORDS: Final = frozenset("bar bars phrase phrases measure measures half until line every each over".split())
"""Words of a time that was not understood: what holds one is no remark."""
CHATTER: Final = frozenset({"", ",", ".", ";", ":", "!", "?", "because", "so"})
"""What joins a remark to a wish; after "and" and "then" something is wanted."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A request and when it is to be done; None is now."""

    request: Request
    when: When | None = None


@dataclass(slots=True)
class Understood:
    """What a sentence asks for.

    Attributes:
        asked: requests in their order. question: what must be answered first.
        missing: layers that were named and are not there. spared: layers that were to be left alone.
        foreign: it asks for what no drum machine does. lost: none of it was understood.
        thanks: it asks for nothing, and that is fine.
        says: what is told instead of being done, for a command of the console.
        left: words that were left out, since they only remark on the wish.
        why: reasons that were said beside the wish, which do nothing.
        nearest: the question about what was lost, where something of it is of the trade.
        clauses: what was understood, for what the next line points back to.
    """

    asked: list[Asked] = field(default_factory=list)
    question: Question | None = None
    missing: list[str] = field(default_factory=list)
    spared: list[str] = field(default_factory=list)
    foreign: bool = False
    lost: bool = False
    thanks: bool = False
    says: str = ""
    left: list[str] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    nearest: Question | None = None
    clauses: tuple[Clause, ...] = ()

    @property
    def requests(self) -> list[Request]:
        """The requests alone."""
        return [one.request for one in self.asked]


def understand(
    text: str, state: SessionState, names: Sequence[str] = (), memory: Memory | None = None, *, playing: bool = False,
    outright: bool = False,
) -> Understood:
    """Read a sentence: its requests, or a question or an answer to it.

    Args:
        text: what was said. state: how the music stands. names: of the configs.
        memory: what the conversation has been about.
        playing: the transport runs.
        outright: it answers a question, so nothing is echoed before it happens.
    """
    first = _first(text, state, memory)
    if first is not None:
        return first
    text = plainly_first(text)
    wish, why = without_reasons(text)
    if why:
        found = understand(wish, state, names, memory, playing=playing, outright=outright)
        if found.asked and found.question is None and not (found.left or found.lost or found.foreign):
            found.why = why
            return found
    text = with_scenes(solos_in_turn(in_bars(text, state.config.bpm)), (scene.name for scene in state.scenes))
    plain = without_waiting(text)
    if plain is not None:
        found = understand(plain, state, names, memory, playing=playing, outright=outright)
        hands = at_once(found.requests, plain, planned=any(one.when is not None for one in found.asked))
        if isinstance(hands, Question):
            found.question, hands = hands, []
        found.asked = [Asked(one) for one in hands]
        return found
    before = () if memory is None else memory.clauses
    scope = Scope(state, names, outright=outright, fresh=memory is not None and memory.fresh)
    turns = in_turn(text, state)
    if turns:
        return asked_of(turns, state, Understood(), Time(playing, before), scope)
    words = words_of(text, state.config.phrase.bars)
    asks = ruled(words)
    if asks is not None and not is_foreign(text):
        return Understood(question=asks)

    def read(*, early: bool) -> Understood | None:
        found = Understood()
        said = text if early else plainer(text.lower())
        clauses = settled(said, state, lambda part: _clauses(words_of(part), state, names, found.left), early=early)
        if not clauses or any(clause.foreign for clause in clauses):
            return None
        return asked_of(clauses, state, found, Time(playing, before), scope)

    named = read(early=True)
    if named is not None:
        return named
    found = _understood(words, state, names, memory, playing=playing, outright=outright)
    if not found.asked and (found.question is not None or found.lost or found.foreign):
        named = read(early=False)
        found = found if named is None else named
    if found.lost and found.question is None and not found.asked and not found.foreign:
        found.question = found.nearest
    return found


def _first(text: str, state: SessionState, memory: Memory | None) -> Understood | None:
    """Read what is told by the whole line: a command of the console, a plan that moves, what must be asked first."""
    said = console_line(text)
    if said is not None:
        return Understood(says=said)
    put = moved_plan(text, state)
    if put is not None:
        return Understood([*(Asked(*one) for one in put.again), *map(Asked, put.cancels)], put.question)
    first = asked_first(text, state, fresh=memory is None or not (memory.layers or memory.clauses))
    return None if first is None else Understood(question=first)


def _understood(
    words: Sequence[str], state: SessionState, names: Sequence[str], memory: Memory | None, *, playing: bool,
    outright: bool,
) -> Understood:
    watched = _watched(words, state, names, outright=outright)
    if watched is not None:
        return watched
    found = Understood()
    clauses, asides = without_asides(_clauses(words, state, names, found.left))
    clauses, described = commented(clauses)
    found.left += [*asides, *described]
    clauses = _without_chatter(clauses, found)
    if found.question is not None or not clauses:
        return found
    held = [hold.layer for hold in (*state.stage.mutes, *state.stage.solos)]
    if held and len(clauses) == 1 and clauses[0].slots() == {"layers"} and clauses[0].layers == ["all"]:
        clauses[0].acts, clauses[0].verbs = ["unmute"], ["unmute"]  # everything!
    pointed = resolved(clauses, memory or Memory(), [hold.layer for hold in state.stage.mutes])
    if isinstance(pointed, Question):
        found.question = pointed
        return found
    before = () if memory is None else memory.clauses
    fresh = memory is not None and memory.fresh
    scope = Scope(state, names, outright=outright, fresh=fresh)
    return asked_of(pointed, state, found, Time(playing, before), scope)


def asked_again(clauses: Sequence[Clause], state: SessionState, *, playing: bool) -> Understood:
    """Return what clauses ask for that point to nothing more, said without courtesies."""
    return asked_of(clauses, state, Understood(), Time(playing), Scope(state, (), outright=True))


def asked_of(
    pointed: Sequence[Clause], state: SessionState, found: Understood, time: Time, scope: Scope
) -> Understood:
    """Return what clauses ask for, with what they pointed to filled in."""
    named = {one for clause in pointed for one in meant(state.config, clause.layers) if clause.layers != ["all"]}
    for clause in pointed:
        out = named if clause.spared == ["all"] else ()  # keep the groove, lose the hats
        scope.spared += [one for one in meant(state.config, clause.spared) if one not in out]
        scope.kept += clause.kept
        scope.mentioned += [*clause.layers, *clause.spared]
    for clause in pointed:
        settle_ends(clause, state)
    said: list[str] = []
    for clause in pointed:
        put = requests_of(clause, scope)
        put = None if isinstance(put, Question) and put.told and len(pointed) > 1 else put  # it is so already
        if isinstance(put, Question):
            found.question, found.asked, found.clauses = put, [], tuple(pointed)
            return found
        when, back = time.of(clause), None
        if put == [] and clause.layers == ["all"] and clause.slots() & {"act unmute", "here"}:
            back_again = brought_back([one.request for one in found.asked], state.config)
            put, when = ([], None) if back_again is None else (back_again, when)
        if put == [] and when is not None:
            found.question, found.asked = asking.about_clause(clause), []
            return found
        adds_up = any(isinstance(one, (Set, Target, Tempo)) for one in put or ())
        if when is not None and when.every_bars is not None and adds_up:
            found.question, found.asked = asking.about_repeats(clause), []
            return found
        if clause.bars and "build" not in clause.moods:
            back = time.end_of(clause, when)
        if clause.until is not None:
            back = When(at_bar=clause.until)
        slowly = SLOWLY_BARS if clause.gradual and not clause.bars and "build" not in clause.moods else None
        over = None if "build" in clause.moods else clause.over or slowly
        for request, at in in_steps(put or (), over, when, state.config):
            twice = isinstance(request, (Undo, Redo)) and clause.said in said
            if Asked(request, at) in found.asked and not twice:
                continue  # liked it better before, undo that
            if isinstance(request, Unmute) and clause.when is None and _comes_back(found.asked, request, at):
                continue  # out until 60, then it enters
            found.asked.append(Asked(request, at))
            ends = None if back is None else ending(request, state.config, until=clause.until is not None)
            found.asked += [] if ends is None else [Asked(ends, back)]
        said.append(clause.said)
        found.thanks = found.thanks or put is None or not put
    found.missing, found.spared, found.clauses = scope.missing, scope.spared, tuple(pointed)
    found.asked += _planned_fills(found.asked, state)
    return _consistent(found)


def _planned_fills(asked: Sequence[Asked], state: SessionState) -> list[Asked]:
    """Take the fills off the agenda where no more are wanted."""
    some = state.agenda if Asked(Fill(0)) in asked else ()
    return [Asked(Cancel(one.id)) for one in some if isinstance(one.wish.command, Fill)]


def _comes_back(asked: Sequence[Asked], request: Unmute, at: When | None) -> bool:
    """Return True where a layer comes back already, at the end of its being out."""
    for one in asked:
        lasts = isinstance(one.request, Mute) and one.request.bars and at is not None
        back = isinstance(one.request, Unmute) and one.when is not None
        if isinstance(one.request, (Mute, Unmute)) and one.request.layer == request.layer and (lasts or back):
            return True
    return False


def _consistent(found: Understood) -> Understood:
    """Ask where one layer is to go out and to come in at once; else return the requests as they are."""
    if _contradicts(found.asked):
        found.question, found.asked = asking.about_clause(found.clauses[-1]), []
    return found


def _contradicts(asked: Sequence[Asked]) -> bool:
    """Return True where a layer is to go out and to come in at one time."""
    out = {(one.request.layer, one.when) for one in asked if isinstance(one.request, (Mute, Solo))}
    return any((one.request.layer, one.when) in out for one in asked if isinstance(one.request, (Unmute, Unsolo)))


def _watched(words: Sequence[str], state: SessionState, names: Sequence[str], *, outright: bool) -> Understood | None:
    """Read a sentence with a condition; None when it has none that can be watched."""
    limits = kept(words, state)
    if limits is not None:
        return Understood([Asked(one) for one in limits])
    parts = split(words, state)
    if parts is None:
        return None
    condition, act = parts
    found = Understood()
    scope = Scope(state, names, outright=outright)
    pointed = resolved(_without_chatter(_clauses(act, state, names, found.left), found), Memory())
    if found.question is not None or isinstance(pointed, Question):
        return Understood(question=found.question or (pointed if isinstance(pointed, Question) else None))
    for clause in pointed:
        put = requests_of(clause, scope)
        if isinstance(put, Question):
            return Understood(question=put)
        watches = [watching(condition, one, state, exact=bool(clause.figures)) for one in put or ()]
        if not watches or None in watches or clause.when is not None:
            return Understood(question=asking.about_condition(clause))
        found.asked += [Asked(one) for one in watches if one is not None]
    found.missing = scope.missing
    return found


def _clauses(words: Sequence[str], state: SessionState, names: Sequence[str], left: list[str]) -> list[Clause]:
    scenes = {scene.name.lower() for scene in state.scenes}
    lexemes = lexemes_of(
        words,
        state.config.layers,
        lambda word: _path_of(word, state.config),
        [] if state.config.arc is None else [section.name for section in state.config.arc.sections],
        scenes,
    )
    known = {name for name in (*names, *STYLES) if len(name) > 1} | scenes
    lexemes, remarks = without_remarks(lexemes)
    left += remarks
    return clauses_of(lexemes, frozenset(known))


def _path_of(word: str, config: Config) -> str:
    """Return the path that a word is, in whatever letters it was typed; "" for none."""
    if parameter(config, word) is not None:
        return word
    return next((path for path in parameters(config) if path.lower() == word.lower()), "")


def _without_chatter(  # noqa: PLR0912 - one arm a kind of chatter
    clauses: list[Clause], found: Understood
) -> list[Clause]:
    """Return the clauses that ask for something, and say what becomes of the others."""
    praised(clauses)
    for at, clause in enumerate(clauses):
        drums = set(clause.layers) - {"all"} and not clause.acts
        if len(clause.foreign) == 1 and not clause.unknown and drums and clause.foreign[0] not in GEAR:
            clause.unknown, clause.foreign = clause.foreign, []  # let the hats rain
        if clause.slots() == {"moods"} and clause.said.startswith(ABOUT_ONESELF):
            clause.foreign = [clause.said]  # i feel sad today
        if clause.joint == "but" and at and "all" in clauses[at - 1].layers and not says(clause):
            clause.unknown = clause.unknown or clause.said.split()
    asking_clauses = [clause for clause in clauses if clause.says_something() and not clause.foreign]
    ours = [clause for clause in clauses if clause.slots() & OURS or clause.when is not None]
    if ours and not any(clause.foreign for clause in clauses):
        found.nearest = asking.about_unknown(max(ours, key=lambda clause: len(clause.slots())))
    unknown = sum(len(clause.unknown) for clause in clauses)
    known = sum(len(clause.slots()) for clause in clauses)
    if any(clause.foreign for clause in clauses):
        found.foreign = True
        asking_clauses = [one for one in asking_clauses if not one.unknown and one.slots() != {"gone"}]  # far away
    if unknown > MOST_UNKNOWN and unknown >= known:
        found.lost = not found.foreign
        return []
    if not found.foreign and all(is_strange(clause) for clause in asking_clauses):
        named = [
            clause
            for clause in asking_clauses
            if set(clause.acts) & HANDS and len(clause.unknown) == 1 and not clause.layers
        ]
        if named:
            found.question = asking.about_layer(named[0])
            return []
        found.lost = bool(asking_clauses)
        asking_clauses = []
    if not asking_clauses:
        found.lost = not found.foreign and (found.lost or unknown > 0)
        little = {"pron", "here", "no", "again", "same"}
        lost = found.foreign or found.lost
        return [] if lost else [clause for clause in clauses if clause.slots() & little]
    for clause in clauses:
        strange = clause.unknown and not clause.says_something() and not clause.foreign
        timed = clause.unclear or clause.when or TIME_WORDS & set(clause.said.split())
        if strange and (timed or clause.joint not in CHATTER or clause.fix or clause.negated or clause.condition):
            found.question = asking.about_unknown(clause)
        elif strange:
            found.left.append(clause.said.strip())
    return [
        clause
        for clause in clauses
        if not clause.foreign
        and (clause.says_something() or not clause.unknown)
        and (clause in asking_clauses or not found.foreign)
    ]
