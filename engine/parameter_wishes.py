"""What becomes of a wish for a parameter, a score's band or a tempo?

The value is checked and clipped, also to what other fields leave it; a modulator on the path moves along; then the
parameter switches on this bar line, or sets out on a glide that `engine/glides.py` leads bar by bar.
"""

from __future__ import annotations

import math
from operator import attrgetter
from typing import TYPE_CHECKING

from engine.altered import altered
from engine.answers import Answer, joined, refused
from engine.bands import END_FIELDS, SCORE_LETTERS, SCORE_OF
from engine.checked import checked
from engine.glides import applied_value, cap_for, fitting, followed, number_at
from engine.held_by import timing_note
from engine.kit import filled_layer
from engine.limits import ROUNDING
from engine.parameters import OTHER_END, canonical, is_number, kept_in_order, no_such, parameter, read, write
from engine.state import EVERY_LAYER, TEMPO_IN_HAND, Change, Glide, SessionState, Switch

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pydantic import JsonValue

    from engine import commands as ask
    from engine.bands import Score
    from engine.commands import Wish
    from engine.config import Config

MAX_RAMP_BARS = 1024
PATH_OF = attrgetter("path")
PARAM_PATH_OF = attrgetter("param_path")

ENDS = (*END_FIELDS, ("min_val", "max_val"))
"""Pairs of fields that bound each other, the lower one first."""
BOUNDED_BY = dict(ENDS) | {high: low for low, high in ENDS}
LOWER = frozenset(low for low, _ in ENDS)


def set_parameter(state: SessionState, wish: Wish, command: ask.Set, entry: Config) -> Answer:
    """Return the answer to a wish for one parameter; `entry` is the config before the bar's first wish."""
    path = canonical(command.path)
    if path == "bpm":
        return to_tempo(state, wish, command.to, 0)
    if state.meaning < EVERY_LAYER and _without_density(state.config, path):
        return refused(state, no_such(state.config, path), path=path, requested=_shown(command.to))
    strict = _strict(state, wish)
    usable = checked(state.config, path, command.to)
    if usable.refused or (strict and usable.outside):
        return refused(state, usable.outside or usable.reason, path=path, requested=_shown(command.to))
    wanted = _by_name(state.config, path, usable.value)
    value, clipped, outside = _consistent(state, path, wanted)
    fault = (outside if strict else "") or _misfit(state.config, path, value) or _at_rest(state.config, path)
    if fault:
        return refused(state, fault, path=path, requested=command.to)
    known = parameter(state.config, path)
    before = wished(state, path)
    shifts, shifted = _shifted_modulators(state.config, path, value)
    config, moving = _begun(_with(state.config, shifts), entry, path, value)
    note = timing_note(state, value) if path == "targets.T_ms_cap" else ""
    reason = joined(usable.reason, clipped, shifted, note)
    touched = {**state.touched, path: state.bar}
    if known is not None and known.moves and moving is not None:
        glide = Glide(path, moving, command.to, wish.id, wish.author, "set", path, reason=reason)
        glides, switches = _others(state, {path})
        state = altered(state, config=config, touched=touched, glides=(*glides, glide), switches=switches)
        return Answer(state, None, path, changes=(*shifts, *_change(path, before, value)))
    config = write(config, path, value)
    fitted = fitting(config)
    also = _also(config, fitted, path)
    state = followed(_without(altered(state, config=fitted, touched=touched), {path}), {path})
    if path.endswith(".max_delta_per_bar"):
        state = _without(state, _resting(state.config))
    after = read(state.config, path)
    reason = joined(reason, *(f"{change.path} became {change.after}" for change in also))
    changes = (*shifts, *_change(path, before, after), *also)
    return Answer(state, path=path, requested=command.to, applied=after, reason=reason, changes=changes)


def set_target(state: SessionState, wish: Wish, command: ask.Target, entry: Config) -> Answer:
    """Return the answer to a wish for a score's band; both ends go as one. `entry` as in `set_parameter`."""
    score = SCORE_OF.get(command.score)
    if score is None:
        return refused(state, f"there is no score {command.score}; it is one of {' '.join(SCORE_LETTERS)}")
    if state.meaning < EVERY_LAYER and score.letter == "E":
        score = altered(score, high="")  # its band always ended at 1
    shown = f"targets.{command.score}"
    low, high = command.low, command.high
    requested: JsonValue = [low, high]
    if low is not None and high is not None and low > high:
        return refused(state, f"the low end {low:g} lies above the high end {high:g}", path=shown, requested=requested)
    if score.low == score.high:
        ends = [value for value in (low, high) if value is not None]
        wanted: dict[str, float | None] = {score.low_path: sum(ends) / len(ends) if ends else None}
    else:
        wanted = {path: end for path, end in ((score.low_path, low), (score.high_path, high)) if path}
    note = timing_note(state, high) if score.letter == "T" else ""
    fixed = _fixed_ends(score, low, high)
    strict = _strict(state, wish)
    if strict and fixed:
        return refused(state, fixed, path=shown, requested=requested)
    about = Glide("", 0.0, requested, wish.id, wish.author, "target", shown, reason=joined(fixed, note))
    return _lead(state, about, wanted, entry, strict=strict)


def _strict(state: SessionState, wish: Wish) -> bool:
    """Return True for a wish whose numbers are refused outside their range, and never clipped: a person's."""
    return wish.by_hand and state.meaning >= EVERY_LAYER


def _without_density(config: Config, path: str) -> bool:
    """Return True for a part of a density that the layer does not write."""
    layer = config.layers.get(path.partition(".")[0])
    return layer is not None and layer.density is None and ".density." in path


def _fixed_ends(score: Score, low: float | None, high: float | None) -> str:
    """Explain which part of a wished band is fixed by the score, an end or a width; "" when none is."""
    band = f"the band of {score.letter} always"
    if not score.high and high is not None and high < score.ceiling:
        return f"{band} ends at {score.ceiling:g}"
    if not score.low and low is not None and low > score.floor:
        return f"{band} starts at {score.floor:g}"
    if score.half_width and low is not None and high is not None:
        width = 2.0 * score.half_width
        return "" if abs(high - low - width) < ROUNDING else f"the band of {score.letter} is always {width:g} wide"
    return ""


def _lead(
    state: SessionState, about: Glide, wanted: dict[str, float | None], entry: Config, *, strict: bool
) -> Answer:
    """Send both ends of a band on their way as one wish; `about` has all of their glides but path and goal.

    A number outside its range is refused when `strict`, and clipped when not.
    """
    shown, requested = about.shown, about.requested
    changes: list[Change] = []
    reasons: list[str] = []
    goals: dict[str, float] = {}
    config = state.config
    for path, end in wanted.items():
        usable = checked(config, path, end)
        outside = usable.outside if strict else ""
        fault = usable.reason if usable.refused else outside or _at_rest(config, path)
        if fault:
            return refused(state, fault, path=shown, requested=requested)
        value = usable.value
        shifts, shifted = _shifted_modulators(config, path, value)
        reasons += [usable.reason, shifted]
        config, moving = _begun(_with(config, shifts), entry, path, value)
        if moving is not None:
            goals[path] = moving
        else:
            config = write(config, path, value)
        changes += (*shifts, *_change(path, wished(state, path), value))
    reason = joined(*reasons, about.reason)
    glides, switches = _others(state, wanted)
    setting_out = [altered(about, path=path, goal=goal, reason=reason) for path, goal in goals.items()]
    state = altered(
        state, config=config, glides=(*glides, *setting_out), switches=switches,
        touched={**state.touched, **dict.fromkeys(wanted, state.bar)},
    )
    state = followed(state, wanted.keys() - goals.keys())
    if setting_out:
        return Answer(state, None, shown, changes=tuple(changes))
    applied = applied_value(config, about)
    return Answer(state, path=shown, requested=requested, applied=applied, reason=reason, changes=tuple(changes))


def to_tempo(state: SessionState, wish: Wish, bpm: JsonValue, over_bars: int) -> Answer:
    """Return the answer to a wish for a tempo in BPM: on this bar line, or in a straight line over some bars."""
    usable = checked(state.config, "bpm", bpm)
    outside = usable.outside if _strict(state, wish) else ""
    if usable.refused or outside or not isinstance(usable.value, float):
        return refused(state, outside or usable.reason, path="bpm", requested=_shown(bpm))
    if not 0 <= over_bars <= MAX_RAMP_BARS:
        return refused(state, f"a ramp takes 0..{MAX_RAMP_BARS} bars", path="bpm", requested=bpm)
    shifts, shifted = _shifted_modulators(state.config, "bpm", usable.value)
    reason = joined(usable.reason, shifted)
    changes = (*shifts, *_change("bpm", wished(state, "bpm"), usable.value))
    config = _with(state.config, shifts)
    glides, switches = _others(state, {"bpm"})
    if state.meaning >= TEMPO_IN_HAND:
        state = altered(state, touched={**state.touched, "bpm": state.bar})
    if over_bars > 1:
        name = wish.command.command
        glide = Glide("bpm", usable.value, bpm, wish.id, wish.author, name, "bpm", over_bars, reason)
        glides = (*glides, glide)
        return Answer(altered(state, config=config, glides=glides, switches=switches), None, "bpm", changes=changes)
    config = write(config, "bpm", usable.value)
    state = followed(altered(state, config=config, glides=glides, switches=switches), {"bpm"})
    return Answer(state, path="bpm", requested=bpm, applied=usable.value, reason=reason, changes=changes)


# --- what a value has to agree with -----------------------------------------------------------------------------------


def wished(state: SessionState, path: str) -> JsonValue:
    """Return the last wished value of a path, reached or not."""
    glides = state.glides if path in map(PATH_OF, state.glides) else ()  # most paths are at rest
    for glide in glides:
        if glide.path == path:
            known = parameter(state.config, path)
            return round(glide.goal) if known is not None and known.kind == "int" else glide.goal
    for switch in state.switches:
        if switch.path == path:
            return switch.goal
    return read(state.config, path)


def _change(path: str, before: JsonValue, after: object) -> tuple[Change, ...]:
    return (Change(path, before, after),) if before != after else ()  # type: ignore[arg-type]  # a checked value is JSON


def _also(config: Config, fitted: Config, path: str) -> tuple[Change, ...]:
    """Return the further changes that keep the layer consistent: its fills, its weights."""
    if fitted is config:
        return ()
    layer = path.partition(".")[0]
    paths = (f"{layer}.fills", f"{layer}.beat_bins_probs")
    return tuple(change for other in paths for change in _change(other, read(config, other), read(fitted, other)))


def _shown(value: JsonValue) -> JsonValue:
    """Return a refused value in a form that JSON can carry: NaN, infinity and endless numbers as text."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and not is_number(value):
        return str(value) if isinstance(value, float) else "a number beyond all range"
    return value


def _without(state: SessionState, paths: Collection[str]) -> SessionState:
    """Take paths out of every glide and morph: the last wish wins."""
    glides, switches = _others(state, paths)
    if glides is state.glides and switches is state.switches:
        return state
    return altered(state, glides=glides, switches=switches)


def _others(state: SessionState, paths: Collection[str]) -> tuple[tuple[Glide, ...], tuple[Switch, ...]]:
    """Return the glides and switches of other paths; the very tuples of the state where that is all of them."""
    glides, switches, named = state.glides, state.switches, frozenset(paths)
    if not named.isdisjoint(map(PATH_OF, glides)):
        glides = tuple([glide for glide in glides if glide.path not in paths])
    if not named.isdisjoint(map(PATH_OF, switches)):
        switches = tuple([switch for switch in switches if switch.path not in paths])
    return glides, switches


def _with(config: Config, changes: Sequence[Change]) -> Config:
    for change in changes:
        config = write(config, change.path, change.after)
    return config


def _begun(config: Config, entry: Config, path: str, value: object) -> tuple[Config, float | None]:
    """Return the config with a number to start from, where there is none yet, and the number to move to from it.

    One that a wish of the same bar took away comes back; an end that its band did not have begins as near to the wish
    as the other end lets it. There is nowhere to move to where there is no start, or the value is no number.
    """
    if not is_number(value):
        return config, None
    goal = float(value)
    if number_at(config, path) is not None:
        return config, goal
    was = number_at(entry, path) if parameter(entry, path) is not None else None
    if was is None and path not in OTHER_END:
        return config, None
    config = write(config, path, kept_in_order(config, path, goal if was is None else was))
    return config, goal if number_at(config, path) is not None else None


def _by_name(config: Config, path: str, value: object) -> object:
    """Replace null by the default that the layer's name decides (`engine/kit.py`)."""
    owner, _, name = path.rpartition(".")
    if value is not None or owner not in config.layers:
        return value
    return getattr(filled_layer(owner, config.layers[owner].model_copy(update={name: None})), name)


def _consistent(state: SessionState, path: str, value: object) -> tuple[object, str, str]:
    """Clip a number to what other fields leave it: hits within the cycle, the ends of a band in order.

    Returns:
        The number, that it was clipped, and which range it lies outside; "" where it does not.
    """
    owner, _, name = path.rpartition(".")
    low, high = -math.inf, math.inf
    bounded_by = f"{owner}.steps"
    if name == "fills" and owner in state.config.layers:
        high = state.config.layers[owner].steps
        low = -high
    elif name in BOUNDED_BY and owner.partition(".")[0] in {"targets", "modulators"}:
        bounded_by = f"{owner}.{BOUNDED_BY[name]}"
        bound = wished(state, bounded_by)
        if isinstance(bound, (int, float)):
            low, high = (low, bound) if name in LOWER else (bound, high)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and not low <= value <= high:
        clipped = type(value)(min(max(value, low), high))
        known = parameter(state.config, path)
        ends = (low, high) if known is None else (
            max(low, -math.inf if known.low is None else known.low),
            min(high, math.inf if known.high is None else known.high),
        )
        outside = f"{value:g} is outside {ends[0]:g}..{ends[1]:g}: {bounded_by} is {wished(state, bounded_by):g}"
        return clipped, f"kept at {clipped:g} by its other bound", outside
    return value, "", ""


def _misfit(config: Config, path: str, value: object) -> str:
    """Say why a list of weights does not match its offsets; "" when it does."""
    owner, _, name = path.rpartition(".")
    if name != "beat_bins_probs" or not isinstance(value, tuple) or not value:
        return ""
    offsets = len(config.layers[owner].beat_bins_ms)
    if len(value) != offsets:
        return f"{path} needs one weight for each of the {offsets} beat_bins_ms, found {len(value)}"
    return "" if sum(value) > 0.0 else f"{path} needs at least one weight above 0"


def _driven(config: Config, path: str) -> bool:
    """Return True for a path that a modulator drives."""
    return path in map(canonical, map(PARAM_PATH_OF, config.modulators))


def _at_rest(config: Config, path: str) -> str:
    """Say which modulator keeps a path from moving, by a rate of 0; "" when none does."""
    if not _driven(config, path) or cap_for(config, path):
        return ""
    names = [m.name for m in config.modulators if canonical(m.param_path) == path and m.mod.max_delta_per_bar == 0]
    name = names[0] if names else "of it"
    return f"modulator {name} stands still; raise modulators.{name}.max_delta_per_bar first"


def _resting(config: Config) -> set[str]:
    """Return the paths on which a modulator stands still."""
    paths = {canonical(modulator.param_path) for modulator in config.modulators}
    return {path for path in paths if not cap_for(config, path)}


def _shifted_modulators(config: Config, path: str, value: object) -> tuple[tuple[Change, ...], str]:
    """Return the changes that centre a path's modulators on a value, and a sentence: width kept, inside the range."""
    known = parameter(config, path) if isinstance(value, (int, float)) and _driven(config, path) else None
    if known is None or known.low is None or known.high is None or not isinstance(value, (int, float)):
        return (), ""
    changes: list[Change] = []
    reasons = []
    for modulator in config.modulators:
        if canonical(modulator.param_path) == path:
            low, high = modulator.mod.min_val, modulator.mod.max_val
            width = high - low
            start = max(min(max(value - width / 2.0, known.low), known.high - width), known.low)
            end = min(start + width, known.high)
            name = f"modulators.{modulator.name}"
            changes += (*_change(f"{name}.min_val", low, start), *_change(f"{name}.max_val", high, end))
            reasons.append(f"modulator {modulator.name} now moves in {start:.4g}..{end:.4g}")
    return tuple(changes), joined(*reasons)
