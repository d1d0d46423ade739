"""Is what was understood of a line what its author meant, who wrote it as commands: "set kick.velocity down over 8"?

A meaning is a set of acts, each a verb, what it is done to, a value or a direction, and a time. Commands are those of
the console, with `up` and `down` where the author named no value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from engine.commands import Fill, Hit, Redo, Set, Target, Tempo, Undo
from engine.parameters import canonical, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agent.offline.understand import Asked
    from agent.requests import Request
    from engine.state import SessionState
    from engine.when import When

NO_ACT: Final = ("ANSWER", "ASK", "DECLINE", "NOTHING")
"""What a line wants that wants nothing done."""
LAYERS: Final = ("kick", "snare", "clap", "hat_c", "hat_o")
HANDS: Final = ("mute", "unmute", "solo", "unsolo", "lock", "unlock")
NOW: Final = 41
"""The bar that sounds when a line is said."""
TIMES: Final = (
    (re.compile(r"@ ?(?:bar )?(\d+)"), "at"), (re.compile(r"\bat bar (\d+)"), "at"),
    (re.compile(r"\bin (\d+)(?: bars?)?"), "in"), (re.compile(r"(?:@ ?|\bat )(?:the )?(?:next )?phrase"), "phrase"),
    (re.compile(r"\bevery (\d+)(?: bars?)?"), "every"), (re.compile(r"\bfor (\d+)(?: bars?)?"), "for"),
    (re.compile(r"\bover (\d+)(?: bars?)?"), "over"),
    (re.compile(r"(?:@ ?|\bat )(drop|break|rise|groove|outro|intro)"), "section"),
)
SAME: Final = {
    "ghost": "ghost.prob", "swing": "swing_percent", "density": "density.target", "accent": "accent.velocity_scale",
    "ratchet": "ratchet_prob", "length": "length_steps", "fills_target": "density.target", "fills": "density.target",
    "swing.percent": "swing_percent", "E_target": "energy", "steps": "last_step",
    "accent.prob": "accent.velocity_scale", "ghost_pre1_prob": "ghost.prob", "micro_ms": "beat_bins_ms",
    "rotation": "rot",
}
"""Names of one thing: more hits are more density."""
LEAST_STEPS: Final = 3
"""A pattern has at least so many steps."""
SCORE: Final = re.compile(r"^(?:targets\.)?([EDSHT])(?:_(?:low|high|ms_cap|target))?$")


Time = frozenset[tuple[str, int | str]]
"""When and how long: ("at", 64), ("at", "phrase"), ("for", 8), ("over", 16), ("every", 4)."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that is meant: `way` is up, down, on, off or a name, `value` the figure that was said."""

    verb: str
    what: str = ""
    way: str = ""
    value: float | None = None
    time: Time = frozenset()


def acts_of(commands: Iterable[str]) -> tuple[Act, ...] | str:
    """Return what commands of an author mean; one of `NO_ACT` where they want nothing done."""
    found = list[Act]()
    for command in commands:
        no_act = next((one for one in NO_ACT if command.strip().startswith(one)), "")
        if no_act:
            return no_act
        found += _acts(command.strip())
    return tuple(found)


def _acts(command: str) -> list[Act]:
    if command.startswith("when "):
        return [Act("when")]
    plain, time = _times(command)
    verb, *rest = plain.replace(", ", ",").split() or [""]
    what = rest[0] if rest else ""
    if verb in HANDS:
        layers = LAYERS if what in {"all", "everything"} else tuple(what.split(","))
        return [Act(verb, layer, "all" if what == "all" else "", time=time) for layer in layers]
    if verb in {"set", "bpm", "energy"}:
        paths = [_path(one) for one in (what.split(",") if verb == "set" else [verb])]
        way, value = _value(rest[1:] if verb == "set" else rest)
        paths = [_of_pattern(one, value) for one in paths]
        return [
            Act("bpm", "", way, value, time) if path == "bpm" else Act("set", path, way, value, time) for path in paths
        ]
    if verb == "hit":
        steps = [float(one) for part in rest[2:] for one in part.split(",") if one.isdigit()]
        return [Act("hit", layer, what, step, time) for layer in " ".join(rest[1:2]).split(",") for step in steps]
    return [_plain_act(verb, what, _name(" ".join(rest)), time)]


def _of_pattern(path: str, value: float | None) -> str:
    """Return the path of a pattern's length for a figure that is too great for a note's; authors had one word."""
    head, _, rest = path.partition(".")
    whole = value is not None and value >= LEAST_STEPS and value == int(value)
    return f"{head}.{SAME['steps']}" if rest == "length_steps" and whole else path


def _plain_act(verb: str, what: str, rest: str, time: Time) -> Act:
    match verb:
        case "fill":
            return Act("fill", "", "off" if "off" in rest else "", None, time)
        case "undo" | "redo":
            return Act(verb, "", "", float(what) if what.isdigit() else 1.0)
        case "arc" | "hold":
            return Act(verb, "", what or "on", None, time)
        case "jam":
            return Act("jam", "", "off" if what == "off" else "on", None, time)
        case "mark" | "cancel":
            return Act(verb)
        case _:
            return Act(verb, rest, "", None, time)


def _times(command: str) -> tuple[str, Time]:
    found = set[tuple[str, int | str]]()
    for pattern, name in TIMES:
        said = pattern.search(command)
        if said is None or any(name == other for other, _ in found):
            continue
        command = f"{command[: said.start()]} {command[said.end():]}"
        if name == "phrase":
            found.add(("at", "phrase"))
        elif name == "section":
            found.add(("at", said[1]))
        else:
            found.add(("at", NOW + int(said[1])) if name == "in" else (name, int(said[1])))
    return " ".join(command.split()), frozenset(found)


def _value(words: Sequence[str]) -> tuple[str, float | None]:
    """Return a direction and a figure: "down", None of "down", and "", 0.6 of ".6"."""
    way = next((one for one in words if one in {"up", "down", "on", "off", "true", "false"}), "")
    for one in words:
        try:
            return way, float(one.strip("%+"))
        except ValueError:
            continue
    return way, None


def _path(path: str) -> str:
    """Return a path under the one name that stands for all of its names."""
    score = SCORE.match(path)
    if score is not None:
        return "energy" if score[1] == "E" else f"target {score[1]}"
    head, _, rest = path.partition(".")
    if head in LAYERS and rest:
        return f"{head}.{SAME.get(rest, rest)}"
    return SAME.get(path, path)


def acts_asked(asked: Sequence[Asked], state: SessionState) -> tuple[Act, ...]:
    """Return what requests mean: a change in steps is one act over so many bars, and one with its end lasts so long."""
    groups = dict[tuple[str, ...], list[Act]]()
    for number, one in enumerate(asked):
        act = _act(one, state)
        verb = act.verb.removeprefix("un") if act.verb.startswith("un") and _bar(act) > NOW else act.verb
        once = act.verb in {"set", *ENDED} or verb != act.verb
        key = (verb, act.what, f"{act.value}" if verb == "hit" else "") if once else (verb, act.what, str(number))
        groups.setdefault(key, []).append(act)
    return tuple(act for group in groups.values() for act in _joined(group))


ENDED: Final = frozenset({"mute", "solo", "lock", "freeze", "hit"})
"""What an act of its own ends."""


def _joined(group: Sequence[Act]) -> list[Act]:
    """Return the one act that several on one thing are; they themselves where they are not one."""
    first, last = group[0], group[-1]
    if len(group) == 1:
        return [first]
    begun, ended = _bar(first), _bar(last)
    if last.verb != first.verb or last.way in {"same", "auto"}:
        return [replace(first, time=first.time | {("for", ended - begun)})]
    if ended == begun:
        return [*group]
    begun -= _bar(group[1]) - begun if begun > NOW else 0
    return [replace(last, time=frozenset({("over", ended - begun), *([("at", begun)] if begun > NOW + 1 else [])}))]


def _bar(act: Act) -> int:
    """Return the bar of an act; that of a phrase line is not known."""
    return next((bar for name, bar in act.time if name == "at" and isinstance(bar, int)), NOW)


def _act(one: Asked, state: SessionState) -> Act:
    request, time = one.request, _asked_time(one.when)
    for name, field in (("for", "bars"), ("over", "over_bars")):
        count = getattr(request, field, None)
        time = time | {(name, count)} if count else time
    match request:
        case Set(path=path, to=to):
            return Act("set", _path(canonical(path)), _way(_mean(to) - _mean(_was(path, state))), _figure(to), time)
        case Target(score=score, low=low):
            was = getattr(state.config.targets, f"{score}_low", None)
            return Act("set", _path(score), _way(_mean(low) - _mean(was)), low, time)
        case Tempo(bpm=bpm):
            return Act("bpm", "", _way(bpm - state.config.bpm), bpm, time)
        case Hit(layer=layer, step=step, on=on):
            return Act("hit", layer, "auto" if on is None else "on" if on else "off", float(step + 1), time)
        case Undo(steps=steps) | Redo(steps=steps):
            return Act(request.command, "", "", float(steps))
        case Fill(bars=bars):
            return Act("fill", "", "off" if bars == 0 else "", None, time - {("for", 1)})
        case _:
            return _named(request, time)


def _named(request: Request, time: Time) -> Act:
    """Return a request without a figure as an act: its verb, a name, a switch."""
    switch = getattr(request, "on", None)
    way = "" if switch is None else "on" if switch else "off"
    action = str(getattr(request, "action", ""))
    match request.command:
        case "drop":
            return Act("mute", "kick", "", None, time)
        case "transport":
            return Act(action, "", "", None, time)
        case "jam":
            return Act("jam", "", "off" if action == "off" else "on", None, time)
        case "when" | "mark" | "cancel":
            return Act(request.command)
        case "scene":
            return Act("scene", _name(f"{action} {getattr(request, 'name', '')}"), "", None, time)
        case "record":
            return Act("record", action, "", None, time)
        case _:
            what = str(getattr(request, "layer", getattr(request, "config", getattr(request, "name", ""))))
            return Act(request.command, what if what in LAYERS else _name(what), way, None, time)


def _was(path: str, state: SessionState) -> object:
    """Return what a parameter is; None for one that this config has not."""
    try:
        return read(state.config, canonical(path))
    except KeyError:
        return None


def _asked_time(when: When | None) -> Time:
    if when is None:
        return frozenset()
    found = set[tuple[str, int | str]]()
    if when.at_bar is not None:
        found.add(("at", when.at_bar + 1))
    if when.in_bars is not None:
        found.add(("at", NOW + when.in_bars))
    if when.phrase:
        found.add(("at", "phrase"))
    if when.every_bars is not None:
        found.add(("every", when.every_bars))
    return frozenset(found)


def _mean(value: object) -> float:
    if isinstance(value, (list, tuple)):
        return sum(map(_mean, value)) / len(value) if value else 0.0
    return float(value) if isinstance(value, (int, float)) else 0.0


def _figure(value: object) -> float | None:
    return _mean(value) if isinstance(value, (int, float, list, tuple)) else None


def _name(words: str) -> str:
    """Return a name as it is compared: "Wall_Paper" is "wall paper"."""
    return re.sub(r"[^\w]+|_", " ", words.lower()).strip()


def _way(change: float) -> str:
    return "up" if change > 0 else "down" if change < 0 else "same"


def is_meant(right: Sequence[str], asked: Sequence[Asked], state: SessionState) -> bool:
    """Return True where requests do what commands of an author mean, and nothing besides."""
    meant = acts_of(right)
    if isinstance(meant, str) or not asked:
        return False
    done = list(acts_asked(asked, state))
    if len(meant) == 1 and meant[0].verb == "mood":
        return len(done) > 1 and all(one.verb == "set" for one in done)
    if len(meant) == 1 and meant[0].what == "energy":
        return _is_energy(meant[0], done)
    left = list(done)
    for one in meant:
        fit = next((other for other in left if _fits(one, other)), None)
        if fit is not None:
            left.remove(fit)
        elif one.way != "all" and not (one.verb in {"unmute", "unsolo"} and _ends_itself(one, done)):
            return False
    return all(any(_fits(one, other) for one in meant) or _belongs(other, meant) for other in left)


def _ends_itself(act: Act, done: Sequence[Act]) -> bool:
    """Return True for a return of what is out for so many bars."""
    lasts = [one for one in done if one.what == act.what and any(name == "for" for name, _ in one.time)]
    return bool(act.time) and bool(lasts)


def _belongs(act: Act, meant: Sequence[Act]) -> bool:
    """Return True for what goes with an act: all that is out comes back, a change of hits needs its conditions."""
    beside = act.what.partition(".")[2] in {"offbeats_only", "conditions", "velocity_spread"}
    return beside or (act.verb in {"unmute", "unsolo"} and any(one.way == "all" for one in meant))


def _is_energy(meant: Act, done: Sequence[Act]) -> bool:
    """Return True for changes that all together are more or less energy."""
    if not done or any(one.verb != "set" for one in done):
        return False
    if meant.value is not None:
        return any(one.what == "energy" and _near(one.value, meant.value) for one in done)
    ups = sum((one.way == "up") - (one.way == "down") for one in done)
    return (ups > 0) == (meant.way == "up") and ups != 0


def _fits(meant: Act, done: Act) -> bool:
    hands = {meant.verb, done.verb} <= {"unmute", "unsolo"}
    if not (meant.verb == done.verb or hands) or not _is_what(meant.what, done.what):
        return False
    if meant.verb in {"when", "mark", "cancel"}:
        return True
    if not _in_time(meant.time, done.time):
        return False
    if meant.value is not None:
        exact = meant.verb in {"bpm", "hit", "undo", "redo"}
        is_value = done.value == meant.value if exact else _near(done.value, meant.value)
        return is_value and (meant.verb != "hit" or meant.way == done.way)
    free = meant.way in {"", "all"} and meant.verb != "fill"
    return free or meant.way == done.way


def _is_what(meant: str, done: str) -> bool:
    """Return True for one thing; what is meant for all layers may be done to each."""
    if meant == done or (done.endswith(f".{meant}") and done.partition(".")[0] in LAYERS):
        return True
    if meant == "target T" and done.partition(".")[2] in {"beat_bin_cap_ms", "beat_bins_ms"}:
        return True
    return {meant, done} <= {"target D", "density.target"} or (bool(meant) and done.startswith(f"{meant}."))


def _near(done: float | None, meant: float) -> bool:
    return done is not None and any(abs(done - one) <= max(0.011, 0.02 * abs(one)) for one in (meant, meant / 100))


def _in_time(meant: Time, done: Time) -> bool:
    """Return True for one time; a bar more or less is the same, and so is a phrase by its bar."""
    a, b = dict(meant), dict(done)
    if set(a) != set(b):
        return False
    return all(_is_bar(a[name], b[name]) for name in a)


def _is_bar(meant: int | str, done: int | str) -> bool:
    if isinstance(meant, int) and isinstance(done, int):
        return abs(meant - done) <= 1
    bar = next((one for one in (meant, done) if isinstance(one, int)), None)
    return meant == done or ("phrase" in {meant, done} and bar is not None and bar % 16 == 1)
