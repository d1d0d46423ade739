"""How is a command said in plain words that the grammar reads: "set hat_c.velocity down over 8", "mute clap @bar 64"?

What the network answers goes through the grammar like any other line, so that nothing is done that the grammar does not
read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent.offline.asking import LAYER_WORDS
from agent.offline.network.forms import LATE, OF_ALL, OF_LAYERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TIMES: Final = (
    (re.compile(r"@ ?(?:bar )?(\d+)|\bat bar (\d+)"), "time", " at bar {}"),
    (re.compile(r"\bin (\d+)(?: bars?)?"), "time", " in {} bars"),
    (re.compile(r"(?:@ ?|\bat )(?:the )?(?:next )?phrase()"), "time", " at the next phrase"),
    (re.compile(r"\bevery (\d+)(?: bars?)?"), "every", " every {} bars"),
    (re.compile(r"\bfor (\d+)(?: bars?)?"), "length", " for {} bars"),
    (re.compile(r"\bover (\d+)(?: bars?)?"), "over", " over {} bars"),
)
LAYERS: Final = ("kick", "snare", "clap", "hat_c", "hat_o")
"""The layers that the corpus is about."""
HANDS: Final = frozenset({"mute", "unmute", "solo", "unsolo", "lock", "unlock"})
WAYS: Final = frozenset({"up", "down"})
SHORT: Final = {
    "density": "density.target", "swing": "swing_percent", "ghost": "ghost.prob", "accent": "accent.velocity_scale",
    "ratchet": "ratchet_prob", "fills_target": "density.target", "rotation": "rot",
    "ghost_pre1_prob": "ghost.prob", "length": "length_steps", "accent.prob": "accent.velocity_scale",
}
"""Other names of parameters that authors of commands use."""
SCORE: Final = re.compile(r"(?:targets\.)?(?P<name>[EDSHT])(?:_(?:low|high|ms_cap|target))?$")
SIGNED: Final = frozenset({"beat_bins_ms"})
"""Parameters whose figure says the way: late or early."""
HITS: Final = {
    "density.target:up": "more hits on {layers}{over}{time}",
    "density.target:down": "fewer hits on {layers}{over}{time}",
}
"""How more and less of a drum is said of which "more" is louder."""
FIGURE: Final = re.compile(r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)$")
AT_SECTION: Final = re.compile(r" ?(?:@ ?|\bat )(?:the )?(?P<name>drop|break|rise|groove|outro|intro)$")
CONDITION: Final = re.compile(r"when (?P<condition>[^:]+): ?(?P<wish>.+)$")
CONDITIONS: Final = (
    (re.compile(r"^section (?:= |is )?(\w+)$"), r"the \1 comes"),
    (re.compile(r"^(\w+) (?:comes |is )?back$|^(\w+) returns$"), r"the \1\2 is back"),
    (re.compile(r"^busyness (?:> [\d.]+|high|up)$"), "it gets too busy"),
    (re.compile(r"^busyness (?:< [\d.]+|low|down)$"), "it gets too sparse"),
    (re.compile(r"^energy (?:high|up)$"), "energy goes over 0.8"),
    (re.compile(r"^energy (?:low|down)$"), "energy goes under 0.3"),
    (re.compile(r"^(energy|hits|busyness) (?:>=?|above|over) ([\d.]+)$"), r"\1 goes over \2"),
    (re.compile(r"^(energy|hits|busyness) (?:<=?|below|under) ([\d.]+)$"), r"\1 goes under \2"),
)
"""Conditions as authors write them, and as they are said."""


MOVES: Final = re.compile(
    r"move (?:section )?(?P<what>[a-z_, ]+?) "
    r"(?:(?P<way>later|earlier) (?P<n>\d+)(?: bars?)?|@ ?(?:bar )?(?P<bar>\d+)|@ ?phrase)"
)
"""A plan that is to come at another time."""


def said_plainly(commands: Sequence[str]) -> list[str]:
    """Return commands in plain words, one line each; none where one of them can't be said.

    Args:
        commands: in the language of the corpus, such as "set kick.velocity down over 8".
    """
    found = [spoken(one) for one in commands]
    return found if all(found) else []


def spoken(command: str) -> str:
    """Return a command in plain words, "" for one that can't be said."""
    condition = CONDITION.match(command)
    if condition is not None:
        wish = spoken(condition["wish"])
        return f"when {_condition(condition['condition'].strip())}, {wish}" if wish else ""
    section = AT_SECTION.search(command)
    if section is not None:
        return spoken(f"when section {section['name']}: {command[: section.start()]}")
    plain, times = _times(command)
    verb, *rest = plain.replace(", ", ",").split() or [""]
    what = rest[0] if rest else ""
    if verb in HANDS:
        form = OF_ALL.get(verb, "") if what == "all" and verb == "unmute" else OF_LAYERS[verb]
        return _filled(form, what, times) if len(rest) == 1 else ""
    match verb:
        case "move":
            return _moved(command)
        case "set":
            return _change(what, rest[1:], times)
        case "bpm" | "energy":
            return _parameter(verb, "", rest, times)
        case "hit":
            return _hits(what, rest[1:], times)
        case _:
            return _of_all(verb, rest, times)


def _moved(command: str) -> str:
    """Return "move mute clap later 4" as it is said."""
    found = MOVES.fullmatch(command)
    if found is None:
        return ""
    act, _, layers = found["what"].partition(" ")
    layers = " and ".join(LAYER_WORDS.get(one, one) for one in layers.replace(" ", "").split(",") if one)
    plan = f"{act} of the {layers}" if layers else act
    if found["n"]:
        return f"move the {plan} by {found['n']} bars {found['way']}"
    return f"move the {plan} to {'bar ' + found['bar'] if found['bar'] else 'the next phrase'}"


def _condition(condition: str) -> str:
    for pattern, plain in CONDITIONS:
        if pattern.match(condition):
            said = pattern.sub(plain, condition)
            return re.sub(r"\w+", lambda found: LAYER_WORDS.get(found[0], found[0]), said)
    return condition


def _times(command: str) -> tuple[str, dict[str, str]]:
    found = {"time": "", "every": "", "length": "", "over": ""}
    for pattern, name, form in TIMES:
        said = pattern.search(command)
        if said is None or found[name]:
            continue
        command = f"{command[: said.start()]} {command[said.end():]}"
        found[name] = form.format(next((one for one in said.groups() if one), "")).replace(" 1 bars", " 1 bar")
    return " ".join(command.split()), found


def _change(paths: str, value: Sequence[str], times: Mapping[str, str]) -> str:
    """Return a change of a parameter of one or several layers, or of the whole."""
    layers, names = list[str](), set[str]()
    for path in paths.split(","):
        head, _, rest = path.partition(".")
        of_layer = head in LAYERS and bool(rest)
        layers += [head] if of_layer else []
        names.add(rest if of_layer else path)
    if len(names) != 1 or len(layers) not in {0, len(paths.split(","))}:
        return ""
    return _parameter(names.pop(), ",".join(layers), value, times)


def _parameter(name: str, layers: str, value: Sequence[str], times: Mapping[str, str]) -> str:
    way = next((one for one in value if one in WAYS), "to")
    figure = next((one for one in value if FIGURE.match(one)), "")
    score = SCORE.match(name)
    if score is not None:
        name = {"E": "energy", "T": "targets.T_ms_cap"}.get(score["name"], f"target {score['name']}")
    name = SHORT.get(name, name)
    if name == "fills" and way != "to":
        name = "density.target"
    if name == "ghost.prob" and way == "to":
        way = "down" if {"0", "off"} & {*value} else "up"
    if name in SIGNED and way == "to" and figure:
        way = "down" if figure.startswith("-") else "up"
    if name == "beat_bins_ms" and figure and not float(figure):
        return _filled("{layers} on the grid{time}", layers, times)
    forms = OF_LAYERS if layers else OF_ALL
    form = (HITS if layers == "kick" else {}).get(f"{name}:{way}") or forms.get(f"{name}:{way}", "")
    if way != "to" and figure and "{by}" not in form and "{ms}" not in form:
        return ""
    if way == "to" and not figure:
        return ""
    if not form and way == "to":
        form = f"{'{layers} ' if layers else ''}{name} {{figure}}{{over}}{{time}}"
    return _filled(form, layers, times, figure)


def _hits(way: str, rest: Sequence[str], times: Mapping[str, str]) -> str:
    steps = [one for part in rest[1:] for one in part.split(",") if one.isdigit()]
    form = OF_LAYERS.get(f"hit {way}", "")
    if not rest or not steps or not form:
        return ""
    return _filled(form, rest[0], times, " and ".join(steps))


def _of_all(verb: str, rest: Sequence[str], times: Mapping[str, str]) -> str:
    """Return a command for the whole: a fill, a section, a scene, a mood."""
    what, named = (rest[0] if rest else ""), " ".join(rest)
    match verb:
        case "fill":
            often = "fill every" if times["every"] else "fill"
            form = OF_ALL[f"fill {what}" if what in {"on", "off"} else often]
        case "arc" | "hold" | "jam" | "record":
            form = OF_ALL.get(f"{verb} {what or 'on'}", "")
        case "undo" | "redo":
            form = OF_ALL[verb].replace("{steps}", f" {what} steps" if what.isdigit() and what != "1" else "")
        case "mood":
            form = f"{named}{{time}}" if named else ""
        case "mark":
            form = f"mark {named}{{time}}"
        case "scene":
            act = "save scene" if what == "save" else "recall"
            form = f"{act} {'_'.join(rest[1:])}{{over}}{{time}}" if rest[1:] else ""
        case "section" | "load" | "cancel":
            form = f"{verb} {named or 'all'}{{time}}"
        case _:
            form = OF_ALL.get(verb, "")
    return _filled(form, "", times)


def _filled(form: str, layers: str, times: Mapping[str, str], figure: str = "") -> str:
    """Return a form with what it is about; a time that it has no place for stands at its end."""
    if not form:
        return ""
    whole = layers in {"all", "everything"}
    some = [] if whole or not layers else layers.split(",")
    named = " and ".join(f"the {LAYER_WORDS.get(one, one)}" for one in some)
    plain = figure.strip("+-")
    rest = "".join(said for name, said in times.items() if f"{{{name}}}" not in form)
    return form.format(
        layers="everything" if whole else named, layer=some[0] if some else "", figure=figure.strip("+"),
        by=f" by {plain}" if plain else "", steps="", ms=f"{plain or LATE} ms", **times,
    ) + rest
