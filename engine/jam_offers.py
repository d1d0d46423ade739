"""May what somebody else offers for the next phrase of a jam be done, and if not, what holds it?

A model knows what it likes, and the budget knows what may be. What is offered is taken as it is, or as near as it may
come; the rest is refused with what stands in its way. Nothing here moves anything: what is found goes the way of the
jam's own moves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from engine import commands as ask
from engine.goals import goal
from engine.jam_bounds import (
    BUDGET,
    ROUNDED,
    S_BETWEEN,
    S_STEP,
    kept_from,
    kept_from_all,
    parts_of_jam,
    steps,
    within,
)
from engine.jam_moves import REST_FOR, Move
from engine.parameters import canonical, is_number, near_or_all, parameter, read
from engine.watching import hits_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.commands import Command
    from engine.jam_bounds import Kept, Sight, Step

JAMMING: Final = "jam"
"""What holds an offer of a kind that no jam does."""
ROUNDING: Final = 1e-9
MAX_NAME: Final = 60
NUMBERS: Final = "density.target of a layer, swing_percent and ratchet_prob of hats, energy, accent.prob"


class Held(NamedTuple):
    """An offered command that is not done.

    Attributes:
        command: as it was offered.
        by: what holds it, as "jam budget" or "lock clap".
        reason: in words.
    """

    command: Command
    by: str
    reason: str


class Room(NamedTuple):
    """What a number may be moved to.

    Attributes:
        kind: of the move. path: of the number, "targets.S_low" for the band of S.
        now: where it stands. low, high: ends of where it may go.
        whole: width of its range, of which a move costs its share.
    """

    kind: str
    path: str
    now: float
    low: float
    high: float
    whole: float


def judged(sight: Sight, offered: Sequence[Command]) -> tuple[list[Move], list[Held]]:
    """Return the moves that offered commands come to, and those that are held.

    Args:
        sight: of the bar that begins a phrase, as for the jam's own moves.
        offered: commands for the next phrase, dearest first.
    """
    found: list[Move] = []
    held: list[Held] = []
    left = sight.jam.change
    for command in offered:
        move = _judged(sight, command)
        if isinstance(move, Move) and any(move.kind == one.kind for one in found):
            move = Held(command, JAMMING, "it is offered twice")
        if isinstance(move, Move) and move.kind in sight.jam.did[-REST_FOR:]:
            move = Held(command, JAMMING, f"it was among the last {REST_FOR} moves")
        if isinstance(move, Move) and move.cost > left + ROUNDING:
            words = f"it would change {move.cost:.1%} of the phrase, and {max(left, 0.0):.1%} is left"
            move = Held(command, BUDGET, words.replace("%", " %"))
        if isinstance(move, Move):
            found.append(move)
            left -= move.cost
        else:
            held.append(move)
    return found, held


def rooms(sight: Sight) -> Iterator[Room]:
    """Yield the numbers that may be moved for the next phrase, and how far; kinds of late are left out."""
    recent = sight.jam.did[-REST_FOR:]
    for step in steps(sight):
        room = None if step.kind in recent or sight.taken(step.path) is not None else _room(sight, step)
        if room is not None:
            yield room
    band = None if "syncopation" in recent or kept_from_all(sight) is not None else _band(sight)
    if band is not None:
        yield band


def rests(sight: Sight) -> Iterator[tuple[str, float]]:
    """Yield the layers that may rest for half a phrase, each with what that costs, as a share of the phrase."""
    recent = sight.jam.did[-REST_FOR:]
    for part in parts_of_jam(sight):
        move = _rest(sight, ask.Mute(part.name, sight.state.config.phrase.bars // 2))
        if isinstance(move, Move) and move.kind not in recent:
            yield part.name, move.cost


def _judged(sight: Sight, command: Command) -> Move | Held:
    match command:
        case ask.Set():
            return _number(sight, command)
        case ask.Target():
            return _target(sight, command)
        case ask.Mute():
            return _rest(sight, command)
        case ask.Fill():
            return _fill(sight, command)
        case _:
            return Held(command, JAMMING, f"{command.command} is nothing that a jam does")


# --- numbers ----------------------------------------------------------------------------------------------------------


def _number(sight: Sight, command: ask.Set) -> Move | Held:
    path = canonical(command.path)
    step = next((one for one in steps(sight) if canonical(one.path) == path), None)
    if step is None:
        return _not_covered(sight, command, path)
    taken = sight.taken(path)
    if taken is not None:
        return Held(command, *taken)
    if not is_number(command.to):
        return Held(command, JAMMING, f"{path} takes a number")
    room = _room(sight, step)
    to = None if room is None else _nearest(float(command.to), room)
    if room is None or to is None:
        return Held(command, BUDGET if path == "energy" else JAMMING, f"{path} may go no further that way")
    asked = "" if abs(to - command.to) <= 10**-ROUNDED else f"asked {float(command.to):.4g}, "
    return Move(
        step.kind, ask.Set(step.path, to), abs(to - room.now) / room.whole, 1.0,
        f"offered, {asked}{room.now:.4g} to {to:.4g}",
    )


def _room(sight: Sight, step: Step) -> Room | None:
    known = parameter(sight.state.config, step.path)
    now = None if known is None else read(sight.state.config, known.path)
    if known is None or known.low is None or known.high is None or not is_number(now):
        return None
    low, high = within(sight, known.path, now, step.by, step.between)
    room = Room(step.kind, step.path, now, low, high, known.high - known.low)
    return room if high - low > 10**-ROUNDED else None


def _nearest(wanted: float, room: Room) -> float | None:
    """Return the value nearest to one that is wanted, None where that is where it stands."""
    to = round(max(room.low, min(room.high, wanted)), ROUNDED)
    return None if abs(to - room.now) <= 10**-ROUNDED else to


def _not_covered(sight: Sight, command: ask.Set, path: str) -> Held:
    """Return why the jam does not move a parameter: its layer, the budget, or its kind."""
    whole = path in {"energy", "accent.prob"}
    kept = kept_from_all(sight) if whole else _kept_layer(sight, path.partition(".")[0])
    if kept is not None:
        return Held(command, *kept)
    if path == "energy":
        return Held(command, JAMMING, "an arc moves energy, or nothing follows it")
    if path.endswith(".density.target"):
        return Held(command, JAMMING, "its density has no target, or follows something else")
    return Held(command, JAMMING, f"a jam does not move {path[:MAX_NAME]}; it moves {NUMBERS}")


# --- the band of S ----------------------------------------------------------------------------------------------------


def _target(sight: Sight, command: ask.Target) -> Move | Held:
    kept = kept_from_all(sight)
    if kept is not None:
        return Held(command, *kept)
    if command.score != "S" or command.low is None:
        return Held(command, JAMMING, "of the bands a jam moves that of S, named by its low end")
    taken = sight.taken("targets.S_low") or sight.taken("targets.S_high")
    if taken is not None:
        return Held(command, *taken)
    room = _band(sight)
    to = None if room is None else _nearest(float(command.low), room)
    high = sight.state.config.targets.S_high
    if room is None or to is None or high is None:
        return Held(command, JAMMING, "the band of S may go no further that way, or there is none")
    ends = to, min(round(high + to - room.now, ROUNDED), room.whole)
    why = f"offered, {room.now:.4g}-{high:.4g} to {ends[0]:.4g}-{ends[1]:.4g}"
    return Move(room.kind, ask.Target("S", *ends), abs(to - room.now) / room.whole, 1.0, why)


def _band(sight: Sight) -> Room | None:
    config = sight.state.config
    low, high = config.targets.S_low, config.targets.S_high
    if goal(config.targets, "S") is None or low is None or high is None or config.mode != "m4":
        return None
    if not (sight.free("targets.S_low") and sight.free("targets.S_high")):
        return None
    ends = within(sight, "targets.S_low", low, S_STEP, S_BETWEEN)
    return Room("syncopation", "targets.S_low", low, *ends, 0.9) if ends[1] - ends[0] > 10**-ROUNDED else None


# --- rests and fills --------------------------------------------------------------------------------------------------


def _rest(sight: Sight, command: ask.Mute) -> Move | Held:
    state, name, bars = sight.state, command.layer, sight.state.config.phrase.bars
    if name not in state.config.layers:
        return Held(command, JAMMING, f"there is no layer {name[:MAX_NAME]}{near_or_all(name, state.config.layers)}")
    kept = _kept_layer(sight, name)
    if kept is not None:
        return Held(command, *kept)
    most = bars // 2
    rest = most if command.bars is None else min(command.bars, most)
    hits, heard = hits_of(sight.bar, name), hits_of(sight.bar)
    if rest < 1:
        return Held(command, JAMMING, "a rest is at least a bar long")
    if not hits or state.stage.drop_bars != 0:
        return Held(command, JAMMING, f"{name} does not sound" if not hits else "the kick is out already")
    asked = "" if command.bars in {None, rest} else f"asked {command.bars}, "
    why = f"offered, {asked}it rests for {rest} bar{'' if rest == 1 else 's'}, and comes back"
    return Move(f"rest {name}", ask.Mute(name, rest), hits / heard * rest / bars, 1.0, why)


def _fill(sight: Sight, command: ask.Fill) -> Move | Held:
    kept, bars = kept_from_all(sight), sight.state.config.phrase.bars
    if kept is not None:
        return Held(command, *kept)
    if command.bars is not None and command.bars < 1:
        return Held(command, JAMMING, "a fill of a jam is one bar long")
    asked = "" if command.bars in {None, 1} else f"asked {command.bars} bars, "
    return Move("fill", ask.Fill(1), 1 / bars, 1.0, f"offered, {asked}a fill ends the phrase", 1)


def _kept_layer(sight: Sight, name: str) -> Kept | None:
    """Return what keeps the jam from a layer; None when nothing does, or there is no such layer."""
    return next((kept_from(sight, part) for part in parts_of_jam(sight) if part.name == name), None)
