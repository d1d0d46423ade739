"""When does the bandmate steer by itself, and what becomes of what it has announced?

On each line of the phrase grid it looks at the bar that has begun the phrase and announces what it will do in the next
one. A move is a plan on the agenda like any other, under an author of its own. It falls away when it is cancelled, when
nobody has said the yes it waits for, and when somebody else has set the same thing since.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine import commands as ask
from engine.acts import act_of
from engine.agenda import full, put, size_of, taken_off
from engine.altered import altered
from engine.answers import Answer, refused
from engine.bands import SCORES
from engine.bar import Outcome
from engine.commands import JAM, Wish
from engine.jam_bounds import sight_of
from engine.jam_moves import moves
from engine.jam_offers import judged
from engine.jamming import Announced, Jamming
from engine.misshapen import MOST_MOVES
from engine.parameters import canonical, is_number, near_or_all, parameter, read
from engine.phrase import next_line
from engine.state import Planned

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import JsonValue

    from engine.bar import Bar
    from engine.commands import Command
    from engine.jam_bounds import Sight
    from engine.jam_moves import Move
    from engine.jamming import JamMode
    from engine.state import SessionState

USUAL_CHANGE: Final = 0.25
USUAL_ENERGY: Final = (0.3, 1.0)
"""A budget that nobody has set. Ours: a layer or two a phrase, and never down to a bare kick."""
REMEMBERED: Final = 16
WAITS: Final = {"ghost": "it only says so", "assist": ":jam yes lets it, :jam no does not", "auto": ":jam no cancels"}
ONLY_SAID: Final = "it was only said"
FROZEN: Final = "the bar is frozen, and a jam leaves it alone"
NO_YES: Final = "nobody said yes"
OVERTAKEN: Final = "somebody else was there since"
ROUNDING: Final = 1e-9
ENDS: Final = {score.letter: (score.low, score.high) for score in SCORES}
"""Keys of a config that hold the ends of each score's band."""


# --- what is asked of it ----------------------------------------------------------------------------------------------


def to_jam(state: SessionState, command: ask.Jam) -> Answer:
    """Return the answer to a wish that the bandmate jams, stops jamming, or may do what it has announced."""
    match command.action:
        case "yes":
            return _confirmed(state)
        case "no":
            return _cancelled(state)
        case "off":
            after, gone = _cleared(state)
            return Answer(
                altered(after, jam=None, offered=None), requested="off", applied="off", undoable=False,
                reason=f"plan {', '.join(gone)} cancelled" if gone else "",
            )
        case mode:
            return _begun(state, command, mode)


def _begun(state: SessionState, command: ask.Jam, mode: JamMode) -> Answer:
    fault = fault_of(state, command)
    if fault:
        return refused(state, fault, requested=mode)
    was = state.jam
    change = command.change if command.change is not None else USUAL_CHANGE if was is None else was.change
    layers = command.layers if command.layers is not None else () if was is None else was.layers
    low, high = USUAL_ENERGY if was is None else was.energy
    low = low if command.energy_low is None else float(command.energy_low)
    high = high if command.energy_high is None else float(command.energy_high)
    if low > high:
        return refused(state, f"the corridor of energy would be {low:g}..{high:g}: give both ends", requested=mode)
    after, _ = _cleared(state)
    jam = Jamming(mode, float(change), tuple(layers), (low, high))
    if was is not None:
        jam = altered(jam, did=was.did, homes=was.homes)
    return Answer(
        altered(after, jam=jam, offered=None), requested=mode, applied=mode, reason=budget_words(jam), undoable=False,
    )


def fault_of(state: SessionState, command: ask.Jam) -> str:
    """Describe a budget's fault, with what is allowed; "" when nothing is."""
    if command.change is not None and not 0 < command.change <= 1:
        return "the change of a phrase is a share above 0, at most 1"
    for end in (command.energy_low, command.energy_high):
        if end is not None and not (is_number(end) and 0 <= end <= 1):
            return "the corridor of energy lies in 0..1"
    for layer in command.layers or ():
        if layer not in state.config.layers:
            return f"there is no layer {layer}{near_or_all(layer, state.config.layers)}"
    return ""


def budget_words(jam: Jamming) -> str:
    """Return how somebody jams, in words: "at most 25 % a phrase, energy 0.3..1, layers hat_c clap"."""
    layers = f", layers {' '.join(jam.layers)}" if jam.layers else ""
    low, high = jam.energy
    return f"at most {jam.change:.0%} a phrase, energy {low:g}..{high:g}{layers}".replace("%", " %", 1)


def jam_row(state: SessionState) -> dict[str, JsonValue] | None:
    """Return how somebody jams as scripts read it: {mode, change, layers, energy}; None while nobody does."""
    jam = state.jam
    return None if jam is None else {
        "mode": jam.mode, "change": jam.change, "layers": list(jam.layers), "energy": list(jam.energy),
    }


def to_offer(state: SessionState, wish: Wish, command: ask.Offer) -> Answer:
    """Return the answer to moves that are offered for the next phrase: the jam looks at them on the next line."""
    moves = f"{len(command.moves)} move{'' if len(command.moves) == 1 else 's'}"
    if state.jam is None:
        return refused(state, "nobody jams; :jam on lets the bandmate steer", requested=moves)
    if state.frozen is not None:
        return refused(state, FROZEN, requested=moves)
    line = next_line(state.anchor, state.config.phrase.bars, state.bar)
    return Answer(
        altered(state, offered=wish), requested=moves, applied=moves, undoable=False,
        reason=f"the jam looks at it on bar {line + 1}",
    )


def _confirmed(state: SessionState) -> Answer:
    jam = state.jam
    waiting = [] if jam is None else [one.id for one in _standing(state) if one.waits]
    if jam is None or not waiting:
        return refused(state, "nothing waits for a yes", requested="yes")
    if jam.mode != "assist":
        return refused(state, "it only says what it would do; :jam assist asks, :jam auto does it", requested="yes")
    announced = tuple(altered(one, waits=False) for one in jam.announced)
    return Answer(
        altered(state, jam=altered(jam, announced=announced)), requested="yes", applied="yes",
        reason=f"plan {', '.join(waiting)}", undoable=False,
    )


def _cancelled(state: SessionState) -> Answer:
    after, gone = _cleared(state)
    if not gone:
        return refused(state, "nothing is announced", requested="no")
    return Answer(after, requested="no", applied="no", reason=f"plan {', '.join(gone)} cancelled", undoable=False)


def _cleared(state: SessionState) -> tuple[SessionState, list[str]]:
    """Return the state without announced moves, and their ids."""
    if state.jam is None:
        return state, []
    after, gone = taken_off(state, {one.id for one in state.jam.announced})
    return altered(after, jam=altered(state.jam, announced=())), [item.id for item in gone]


def _standing(state: SessionState) -> Iterable[Announced]:
    alive = {item.id for item in state.agenda}
    return () if state.jam is None else (one for one in state.jam.announced if one.id in alive)


def waits(state: SessionState, plan: str) -> str:
    """Return the word a plan waits for: "yes", or "nothing" when it is only said; "" for a plan that comes true."""
    jam = state.jam
    if jam is None or not any(one.id == plan and one.waits for one in jam.announced):
        return ""
    return "yes" if jam.mode == "assist" else "nothing"


# --- what it announces ------------------------------------------------------------------------------------------------


def announced(state: SessionState, bar: Bar) -> tuple[SessionState, tuple[Outcome, ...]]:
    """Return the state with moves for the next phrase on its agenda, and what is said of them.

    Args:
        state: after the bar.
        bar: that was made; only on a line of the phrase grid something is announced.
    """
    jam, bars = state.jam, state.config.phrase.bars
    if jam is None or (bar.index - state.anchor) % bars:
        return state, ()
    if state.frozen is not None:
        offered = () if state.offered is None else offered_of(state.offered)
        said = [_held(bar, place, move, "freeze", FROZEN) for place, move in enumerate(offered)]
        return altered(state, offered=None) if offered else state, tuple(said)
    alive = {one.id for one in _standing(state)}
    jam = altered(jam, announced=tuple(one for one in jam.announced if one.id in alive))
    chosen, said = _decided(state, bar, jam)
    offers = 0 if state.offered is None else len(offered_of(state.offered))
    for move in chosen:
        number, at_bar = str(state.plans + 1), bar.index + (2 * bars - move.lead_bars if move.lead_bars else bars)
        wish = Wish(move.command, f"{JAM}-{number}", JAM, JAM)
        item = Planned(number, at_bar, wish, size_bytes=size_of(move.command))
        no_room = full([*state.agenda, item])
        if no_room:
            if len(said) < offers:  # one of theirs: each is answered
                said.append(_held(bar, len(said), move.command, "agenda", no_room))
            continue
        note = Announced(number, bar.index, jam.mode != "auto", _found(state, move.command))
        jam = altered(
            jam, announced=(*jam.announced, note), did=(*jam.did, move.kind)[-REMEMBERED:],
            homes=_homes(state, jam, move.command),
        )
        state = altered(put(state, (item,)), plans=state.plans + 1)
        said.append(_said(item, move, jam))
    return altered(state, jam=jam, offered=None), tuple(said)


def offered_of(wish: Wish) -> tuple[Command, ...]:
    """Return the moves that a wish offers."""
    return tuple(wish.command.moves) if isinstance(wish.command, ask.Offer) else ()


def _decided(state: SessionState, bar: Bar, jam: Jamming) -> tuple[list[Move], list[Outcome]]:
    """Return the moves of a phrase, and what is said of offers that are held: where one is taken, no own move is."""
    sight = sight_of(state, bar, jam)
    if state.offered is None:
        return _chosen(sight, jam), []
    taken, held = judged(sight, offered_of(state.offered))
    said = [_held(bar, place, *one) for place, one in enumerate(held)]
    return taken or _chosen(sight, jam), said


def _held(bar: Bar, place: int, command: Command, by: str, reason: str) -> Outcome:
    """Return the refusal of an offered move."""
    return Outcome(
        f"{JAM}-{bar.index}-{place}", JAM, command.command, _subject(command), "refused", _wanted(command), None, None,
        reason=f"offered, {reason}", held_by=by, act=act_of(command),
    )


def _subject(command: Command) -> str:
    """Return what a move is about, as outcomes name it."""
    if isinstance(command, ask.Target):
        return f"targets.{command.score}"
    return next(iter(paths_of(command)), "") or str(getattr(command, "layer", ""))


def _wanted(command: Command) -> JsonValue:
    """Return the value that a move sets, None for one that sets none."""
    if isinstance(command, ask.Target):
        return [command.low, command.high]
    return command.to if isinstance(command, ask.Set) else None


def _chosen(sight: Sight, jam: Jamming) -> list[Move]:
    """Return the jam's own moves of a phrase: few, of different kinds, and within the budget."""
    found: list[Move] = []
    left = jam.change
    for move in moves(sight):
        act, _, layer = move.kind.partition(" ")
        alike = any(act == one.kind.partition(" ")[0] or layer == one.kind.partition(" ")[2] for one in found)
        if move.cost <= left + ROUNDING and not alike:
            found.append(move)
            left -= move.cost
        if len(found) == (1 if sight.aim == "hold" else MOST_MOVES):
            break
    return found


def _homes(state: SessionState, jam: Jamming, command: Command) -> tuple[tuple[str, float], ...]:
    """Return where parameters were left, with those that a move is the first to touch."""
    homes = dict(jam.homes)
    for path in paths_of(command):
        now = read(state.config, path)
        if is_number(now):
            homes.setdefault(path, float(now))
    return tuple(homes.items())


def _said(item: Planned, move: Move, jam: Jamming) -> Outcome:
    """Return the announcement of a move."""
    command = move.command
    return Outcome(
        wish=item.wish.id, author=JAM, command=command.command, path=_subject(command), status="planned",
        requested=_wanted(command), applied=None, bar=item.at_bar, reason=f"{move.why}; {WAITS[jam.mode]}",
        plan=item.id, act=act_of(command),
    )


# --- what becomes of it -----------------------------------------------------------------------------------------------


def fallen_away(state: SessionState, item: Planned) -> str | None:
    """Return why a move that falls due is not made; None when it is made."""
    jam = state.jam
    note = None if jam is None else next((one for one in jam.announced if one.id == item.id), None)
    if note is None:
        return "the jam it belongs to is over"
    if note.waits:
        return NO_YES if jam is not None and jam.mode == "assist" else ONLY_SAID
    command = item.wish.command
    if any(state.touched.get(path, -1) > note.made_bar for path in paths_of(command)):
        return OVERTAKEN
    return OVERTAKEN if _found(state, command) != note.before else None


def dropped(state: SessionState, item: Planned, reason: str) -> Outcome:
    """Return the answer to a move that is not made."""
    command = item.wish.command
    path = next(iter(paths_of(command)), "") or str(getattr(command, "layer", ""))
    return Outcome(
        item.wish.id, JAM, command.command, path, "superseded", None, None, state.bar, reason=reason, plan=item.id,
        act=act_of(command),
    )


def paths_of(command: Command) -> tuple[str, ...]:
    """Return the parameters that a command sets, under their canonical paths."""
    match command:
        case ask.Set(path=path):
            return (canonical(path),)
        case ask.Target(score=letter):
            return tuple(f"targets.{end}" for end in ENDS[letter] if end)
        case _:
            return ()


def _found(state: SessionState, command: Command) -> JsonValue:
    """Return the state before a move: values, or whether its layer is held out or alone, or whether a fill sounds."""
    layer = getattr(command, "layer", "")
    if layer:
        return [any(hold.layer == layer for hold in holds) for holds in (state.stage.mutes, state.stage.solos)]
    if isinstance(command, ask.Fill):
        return state.stage.fill_bars
    there = [path for path in paths_of(command) if parameter(state.config, path) is not None]  # a load may take a layer
    return [read(state.config, path) for path in there]
