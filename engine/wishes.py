"""What becomes of each wish that reaches a bar line?

Every command is matched here, exhaustively, and every wish gets an Outcome: in this bar when it is switched, refused or
superseded, bar by bar while it glides (`engine/glides.py`). Nothing here raises for what a person may ask.
"""

from __future__ import annotations

from itertools import compress, count
from operator import attrgetter, is_, is_not
from typing import TYPE_CHECKING, assert_never

from engine import commands as ask
from engine import hand_wishes, session_wishes
from engine.acts import act_of
from engine.agenda import cancels, due, layer_of
from engine.altered import altered
from engine.answers import Answer, joined, refused
from engine.arc import to_arc, to_hold, to_section
from engine.bar import Outcome
from engine.followed import CLOCK, held, is_led, led
from engine.glides import key_of, landed, outcome_of, spokesmen, under_way
from engine.history import appended, fired, recorded
from engine.jam import dropped, fallen_away, to_jam, to_offer
from engine.misshapen import misshapen
from engine.parameter_wishes import PATH_OF, set_parameter, set_target, to_tempo
from engine.parameters import canonical, parameter, read
from engine.planning import planned
from engine.state import TEMPO_IN_HAND, Planned, SessionState, UndoStep
from engine.watching import watch_words, watched, wish_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pydantic import JsonValue

    from engine.commands import Command, Wish
    from engine.config import Config
    from engine.state import Glide

STEPLESS = frozenset({"arc", "when", CLOCK})
"""Authors whose wishes make no step of undo: a section of the arc, a watched condition, a clock that is followed."""

WISH_OF = attrgetter("wish")
NO_STEP = UndoStep("", "")

REPLACED = "a later wish took over"
ON_RELEASE = "heard when the bar is unfrozen"


def take(
    state: SessionState, wishes: Sequence[Wish], *, playing: bool = False
) -> tuple[SessionState, tuple[Outcome, ...]]:
    """Apply wishes in their order of arrival; return the state, and the outcomes that are final already.

    For one parameter the last wish wins and the earlier one is superseded; what glides is answered by `glides.advance`.

    Args:
        state: before.
        wishes: in their order of arrival.
        playing: a bar takes them, and before them what is due on the agenda; while stopped nothing falls due.
    """
    round_ = _Round(state.config, playing=playing, led=is_led(wishes))
    if playing:
        state = round_.fall_due(state, cancels(wishes))
    for wish in wishes:
        state = round_.one(state, wish) if wish.when is None else round_.later(state, wish)
    if playing:
        state = round_.fall_due(state)  # what an undo or redo has put back for this very bar
    state = round_.written(state)
    return state, tuple(_still_true(state, outcome) for outcome in round_.outcomes)


class _Round:
    """The wishes of one bar line, one after the other."""

    def __init__(self, entry: Config, *, playing: bool, led: bool) -> None:
        self.outcomes: list[Outcome] = []
        self._standing: dict[str, int] = {}
        self._entry = entry
        self._playing = playing
        self._led = led
        self._steps: list[UndoStep] = []

    def fall_due(self, state: SessionState, spared: Collection[str] = ()) -> SessionState:
        """Take what is due on the agenda, but for plans of some ids."""
        state, fallen = due(state, spared)
        for item in fallen:
            reason = fallen_away(state, item) if item.wish.author == ask.JAM else None
            if reason is None:
                state = self.one(state, wish_of(state, item), item)
            else:
                self.outcomes.append(dropped(state, item, reason))
        return state

    def later(self, state: SessionState, wish: Wish) -> SessionState:
        """Take a wish that has a time: plan it, and where this bar is the one, let it fall due."""
        answer, item = planned(state, wish, lambda state, wish: _answered(state, wish, self._entry, self._playing))
        if item is None:
            self.outcomes.append(_outcome(state, wish, answer))
            return answer.state
        if not self._playing or item.at_bar > state.bar:
            self.outcomes.append(_outcome(answer.state, wish, answer, plan=item.id))
            return self._with_history(state, answer.state, wish, answer)
        after, _ = due(answer.state, {other.id for other in answer.state.agenda} - {item.id})
        if item.every_bars is None:
            return self.one(altered(after, plans=state.plans), item.wish, reason=answer.reason)
        return self.one(after, item.wish, item, reason=answer.reason)

    def one(self, state: SessionState, wish: Wish, item: Planned | None = None, *, reason: str = "") -> SessionState:
        """Take a wish, which may be a plan that falls due; the shape of its command was looked at when it was made."""
        before, outcomes, standing = state, self.outcomes, self._standing
        plan = "" if item is None else item.id
        if isinstance(wish.command, (ask.Undo, ask.Redo)):
            before = state = self.written(state)
        held_back = held(state, wish.command) if self._led and wish.author != CLOCK else None
        answered = _answered if item is None else _understood
        answer = held_back or answered(state, wish, self._entry, self._playing)
        if state.stage.locks:
            reason = joined(reason, _over_locks(state, wish))
        if reason and answer.status != "refused":
            answer = answer._replace(reason=joined(reason, answer.reason))
        state = answer.state
        if answer.status == "refused":
            outcomes.append(_outcome(state, wish, answer, plan=plan))
            return state
        if before.glides is not state.glides or before.morph is not None:
            outcomes.extend(_superseded(before, state, wish.command))
        state = self._with_history(before, state, wish, answer, item)
        slot = slot_of(wish.command)
        taken_by = {slot, *map(PATH_OF, answer.changes)} if answer.changes else {slot}
        for taken in taken_by & standing.keys():
            place = standing.pop(taken)
            outcomes[place] = _overtaken(state, outcomes[place], answer.applied)
        if answer.status is not None:
            if slot:
                standing[slot] = len(outcomes)
            outcomes.append(_outcome(state, wish, answer, plan=plan))
        return state

    def _with_history(
        self, before: SessionState, state: SessionState, wish: Wish, answer: Answer, item: Planned | None = None
    ) -> SessionState:
        """Return the state with a step of undo more, when the wish changed something; plain steps wait to be written.

        Args:
            before: the wish.
            state: after it.
            wish: that was taken.
            answer: what it did.
            item: the plan that it is, when it fell due; one that comes again is a step even where it changed nothing.
        """
        step = _step(before, state, wish, answer, again=item is not None and item.every_bars is not None)
        if step is None:
            return state
        if item is not None and (step.turn or item.every_bars is not None):
            return fired(self.written(state), step, item)
        if step.turn:
            return recorded(self.written(state), step)
        self._steps.append(step)
        return state

    def written(self, state: SessionState) -> SessionState:
        """Return the state with the steps that wait for it."""
        steps, self._steps = self._steps, []
        return appended(state, steps) if steps else state


def _step(
    before: SessionState, state: SessionState, wish: Wish, answer: Answer, *, again: bool
) -> UndoStep | None:
    """Return the step of undo that a wish is, None for none; `again` is true for a plan that comes again."""
    stages = answer.stages or (before.stage, state.stage)
    changed = bool(answer.changes or answer.planned or answer.cancelled or answer.shots)
    moves = isinstance(wish.command, (ask.Section, ask.Arc, ask.Hold))
    moves = moves or (isinstance(wish.command, ask.Load) and state.meaning >= TEMPO_IN_HAND)
    moved = moves and before.arc != state.arc
    held = stages[0] is not stages[1] and stages[0] != stages[1]
    changed = changed or answer.configs is not None or held or moved
    if not ((changed and answer.undoable) or again) or wish.author in STEPLESS:
        return None
    label = label_of(wish.command)
    return altered(
        NO_STEP, turn=wish.turn, label=f"plan {label}" if answer.planned else label, changes=answer.changes,
        stages=(stages,) if held else (), configs=answer.configs,
        morph=answer.morph, planned=answer.planned, cancelled=answer.cancelled, shots=answer.shots,
        anchors=answer.anchors, names=(before.name, state.name) if before.name != state.name else None,
        arcs=(before.arc, state.arc) if moved else None,
    )


def _over_locks(state: SessionState, wish: Wish) -> str:
    """Return that a scene or a load changes locked layers too, where no hand has asked for it; "" where it does not."""
    command = wish.command
    whole = isinstance(command, ask.Load) or (isinstance(command, ask.Scene) and command.action == "recall")
    if wish.by_hand or not whole:
        return ""
    return f"it changes {', '.join(state.stage.locks)} too, which a lock keeps from single wishes only"


def slot_of(command: Command) -> str:  # noqa: PLR0911 - one return a kind of command
    """Name what a command sets: of two in a bar that set the same, the later wins; "" for one that only adds."""
    match command:
        case ask.Set(path=path):
            return canonical(path)
        case ask.Tempo():
            return "bpm"
        case ask.Target(score=score):
            return f"target {score}"
        case ask.Mute(layer=layer) | ask.Unmute(layer=layer):
            return f"mute {layer}"
        case ask.Solo(layer=layer) | ask.Unsolo(layer=layer):
            return f"solo {layer}"
        case ask.Freeze() | ask.Unfreeze():
            return "freeze"
        case ask.Hit(layer=layer, step=step):
            return f"hit {layer} {step}"
        case ask.Lock(layer=layer) | ask.Unlock(layer=layer):
            return f"lock {layer}"
        case ask.Fill() | ask.Drop() | ask.Phrase() | ask.Section() | ask.Arc() | ask.Hold() | ask.Jam() | ask.Offer():
            return command.command
        case _:
            return ""


def label_of(command: Command) -> str:
    """Return a command in a word or two, for the history."""
    match command:
        case (
            ask.Set(path=name) | ask.Target(score=name) | ask.Cancel(id=name) | ask.Mute(layer=name)
            | ask.Unmute(layer=name) | ask.Solo(layer=name) | ask.Unsolo(layer=name) | ask.Hit(layer=name)
            | ask.Lock(layer=name) | ask.Unlock(layer=name) | ask.Scene(name=name) | ask.Load(name=name)
            | ask.Section(name=name)
        ):
            return f"{command.command} {name}".strip()
        case ask.Arc(on=on) | ask.Hold(on=on):
            return f"{command.command} {'on' if on else 'off'}"
        case ask.Transport(action=action):
            return action
        case ask.Watch():
            return watch_words(command)
        case _:
            return command.command


def _outcome(state: SessionState, wish: Wish, answer: Answer, *, plan: str = "") -> Outcome:
    status = answer.status or "gliding"
    late = state.frozen is not None and isinstance(wish.command, (ask.Scene, ask.Load, ask.Fill)) and answer.undoable
    bar: int | None = None if status == "refused" else state.bar
    watch = ""
    if status == "planned":
        item = answer.planned[0]
        watch = "" if item.watch is None else item.id
        bar = None if watch else max(state.bar, item.at_bar)
    return Outcome(
        wish=wish.id, author=wish.author, command=wish.command.command, path=answer.path, status=status,
        requested=answer.requested, applied=answer.applied, bar=bar,
        reason=joined(answer.reason, ON_RELEASE) if late and status == "applied" else answer.reason, cut=answer.cut,
        held_by=answer.held_by, plan=plan or watch, act=act_of(wish.command),
    )


def _superseded(before: SessionState, after: SessionState, command: Command) -> list[Outcome]:
    """Return a superseded outcome for each wish that was under way and no longer is."""
    gone = _gone(before.glides, after.glides)
    morph = before.morph
    if not gone and morph is None:
        return []
    lone = morph is None and after.morph is None and len(gone) == 1
    if lone and [*map(WISH_OF, before.glides)].count(gone[0].wish) == 1:  # as a rule; what follows tells it of any
        return [outcome_of(after, gone[0], "superseded", reason=REPLACED)]
    ids, wishes = {id(glide) for glide in gone}, {glide.wish for glide in gone}
    if morph is not None:
        wishes.add(morph.wish)
    kept = {key_of(glide) for glide in before.glides if glide.wish in wishes and id(glide) not in ids}
    recall = isinstance(command, ask.Scene) and command.action == "recall"
    if after.morph is not None and not recall:
        kept.add((after.morph.wish, after.morph.author, "scene", after.morph.scene))
    return [
        outcome_of(after, glide, "superseded", reason=REPLACED)
        for key, glide in spokesmen(morph, gone).items() if key not in kept
    ]


def _gone(was: tuple[Glide, ...], now: tuple[Glide, ...]) -> Sequence[Glide]:
    """Return the glides that are no longer under way: as a rule none, one, or the two ends of a band."""
    if was is now:
        return ()
    place = next(compress(count(), map(is_not, was, now)), min(len(was), len(now)))
    if place == len(was):
        return ()
    for end in (place + 1, place + 2):
        if len(was) - end <= len(now) - place and all(map(is_, was[end:], now[place:])):
            return was[place:end]
    alive = {*map(id, now)}
    return [glide for glide in was if id(glide) not in alive]


def _still_true(state: SessionState, outcome: Outcome) -> Outcome:
    """Correct an outcome that an undo, scene or load in the same bar has overruled."""
    if outcome.status != "applied" or outcome.command not in {"set", "tempo"}:
        return outcome
    overtaken = _overtaken(state, outcome, None)
    return outcome if overtaken.applied == outcome.applied else overtaken


def _overtaken(state: SessionState, outcome: Outcome, applied: JsonValue) -> Outcome:
    """Turn an outcome of this bar into a superseded one, with the value in force now."""
    if outcome.command in {"set", "tempo"}:
        applied = read(state.config, outcome.path) if parameter(state.config, outcome.path) is not None else None
    return altered(outcome, status="superseded", applied=applied, reason=REPLACED)


def _answered(state: SessionState, wish: Wish, entry: Config, playing: bool) -> Answer:  # noqa: FBT001 - private
    fault = misshapen(wish.command)
    return refused(state, fault) if fault else _understood(state, wish, entry, playing)


def _understood(  # noqa: C901, PLR0911, PLR0912 - one branch a command
    state: SessionState, wish: Wish, entry: Config, playing: bool,  # noqa: FBT001 - private
) -> Answer:
    command = wish.command
    locks = state.stage.locks
    if locks and not wish.by_hand and not isinstance(command, (ask.Lock, ask.Unlock)) and layer_of(command) in locks:
        locked = layer_of(command)
        return refused(state, f"{locked} is locked; unlock it first", path=locked)._replace(held_by=f"lock {locked}")
    match command:
        case ask.Set():
            return set_parameter(state, wish, command, entry)
        case ask.Target():
            return set_target(state, wish, command, entry)
        case ask.Tempo():
            if wish.author == CLOCK:
                return led(state, command)
            return to_tempo(state, wish, command.bpm, command.over_bars)
        case ask.Mute() | ask.Unmute() | ask.Solo() | ask.Unsolo():
            return hand_wishes.hold(state, command)
        case ask.Hit():
            return hand_wishes.hit(state, command)
        case ask.Lock() | ask.Unlock():
            return hand_wishes.lock(state, command)
        case ask.Fill():
            return hand_wishes.fill(state, command)
        case ask.Drop():
            return hand_wishes.drop(state, command)
        case ask.Freeze() | ask.Unfreeze():
            return hand_wishes.freeze(state, on=isinstance(command, ask.Freeze))
        case ask.Scene():
            return session_wishes.scene(state, wish, command)
        case ask.Undo() | ask.Redo():
            return session_wishes.history(state, command, playing=playing)
        case ask.Load():
            return session_wishes.load(state, command, playing=playing)
        case ask.Phrase():
            return session_wishes.phrase(state, playing=playing)
        case ask.Cancel():
            return session_wishes.cancel(state, command)
        case ask.Transport() | ask.Record() | ask.Mark():
            return session_wishes.carried_out(state, command)
        case ask.Section():
            return to_section(state, command.name)
        case ask.Arc():
            return to_arc(state, on=command.on)
        case ask.Hold():
            return to_hold(state, on=command.on)
        case ask.Jam():
            return to_jam(state, command)
        case ask.Offer():
            return to_offer(state, wish, command)
        case ask.Watch():
            return watched(state, wish, command, lambda state, wish: _answered(state, wish, entry, playing))
        case _:
            assert_never(command)


def instant(state: SessionState, outcomes: Sequence[Outcome]) -> tuple[SessionState, tuple[Outcome, ...]]:
    """End every glide at its goal at once, as a stopped transport does; return the state and the outcomes."""
    there = landed(state)
    late = tuple(outcome_of(there, glide, "applied") for glide in under_way(state).values())
    return there, tuple(
        altered(outcome, cut=True) if outcome.status == "applied" else outcome for outcome in (*outcomes, *late)
    )
