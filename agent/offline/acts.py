"""What do the acts of a clause ask for: history, transport, fills, drops, scenes, configs, parameters by path?"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from agent import requests as ask
from agent.offline.asking import MAX_CHOICES, Question
from agent.offline.hands import bars_are_clear, bars_of
from agent.offline.meaning import Figure
from agent.offline.names import config_named
from agent.offline.sizes import louder_by, moved, nudged
from engine import commands
from engine.agenda import ALL
from engine.parameters import parameter
from engine.watching import plan_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.offline.meaning import Clause
    from agent.offline.scope import Meant, Scope
    from agent.requests import Request
    from engine.config import Config

MOST_UNDO: Final = 64
FILL_WORDS: Final = frozenset({"fill", "fill in", "drum fill", "little fill", "quick fill", "snare fill", "tom fill"})
LONGEST_FILL: Final = 16
LONGEST_DROP: Final = 64
"""A number above it is a tempo, or nothing that is meant: two minutes without a kick."""
USUAL_DROP_BARS: Final = 8
GERUND: Final = re.compile(r"\bstop (?!(?:play|danc|mov|everyth|someth|noth)ing\b)\w+ing\b")
"""What somebody else is to stop: "stop thinking"."""
VAGUE_STOPS: Final = frozenset(
    {"turn it off", "switch it off", "end it", "shut down"}
)
PLAIN_PANICS: Final = frozenset({"panic", "all notes off", "kill all sound", "kill the sound"})
"""What ends all notes without a question."""
LISTED: Final = 6


def history(clause: Clause, act: str) -> Meant:
    """Return the requests that take wishes back, or bring them back again."""
    figures = clause.figures
    count = round(figures[0].value if figures else clause.factor or 1)
    if (
        len(figures) > 1
        or (clause.factor is not None and (bool(figures) or clause.factor < 1))
        or not 1 <= count <= MOST_UNDO
        or any(one.unit not in {"", "times", "steps"} for one in figures)
    ):
        return None
    return [commands.Redo(count)] if act == "redo" else [commands.Undo(count)]


def panic(clause: Clause, scope: Scope) -> Meant:
    """Return the requests that end all notes; a stuck note that is only mentioned gets a question first."""
    if not scope.outright and not set(clause.verbs) & PLAIN_PANICS:
        return Question("end all notes at once?", ("panic", "no"))
    return [ask.Panic()]


def stop(clause: Clause, scope: Scope) -> Meant:
    """Return the requests that stop the transport; a question first where it is not said outright."""
    slots = clause.slots()
    if "act unmute" in slots or slots & {"figures", "ways", "bars"}:
        return None
    if GERUND.search(clause.said):
        return Question("stop the music, or leave off changing it?", ("stop", "jam off"))
    if slots <= {"act stop", "layers", "act play"} and not (set(clause.verbs) & VAGUE_STOPS and not scope.outright):
        return [ask.Transport("stop")]
    return Question("stop playing?", ("stop", "no"))


def about_stop(at_once: Sequence[Request], count: int) -> Question | None:
    """Ask before a stop at once that is one of several things; its time may be what was not understood.

    Args:
        at_once: requests without a time. count: all that is asked.
    """
    if count > 1 and ask.Transport("stop") in at_once:
        return Question("that would stop the music at once; stop now, or say it in other words?", ("stop now", "no"))
    return None


def fill(clause: Clause) -> Meant:
    """Return a fill of some bars, latched on, or ended."""
    slots = clause.slots()
    if "act mute" in slots and set(clause.verbs) <= {"chuck", "drop", *FILL_WORDS}:
        slots -= {"act mute"}  # chuck a fill in there
    if slots & {"no", "gone", "act stop", "act mute", "negated"} or set(clause.ways) & {"less", "down"}:
        return [commands.Fill(0)] if not clause.figures else None
    if clause.enough:
        return [commands.Fill(0)]
    if len(clause.figures) == 1 and clause.figures[0].unit == "times":
        clause.figures = [Figure(clause.figures[0].value)]
    if not bars_are_clear(clause):
        return None
    stays = clause.keep or (clause.here and "on" in clause.said.split())
    if stays or "freeze" in clause.acts or clause.verbs[:1] == ["continue"]:
        return [commands.Fill(None)]
    count = bars_of(clause) or 1
    return [commands.Fill(count)] if count <= LONGEST_FILL else None


def drop(clause: Clause) -> Meant:
    """Return a drop of kick and bass; "the drop" is a section, and there is none."""
    slots = clause.slots()
    if "the_drop" in clause.acts and "drop" not in clause.acts:
        return Question(
            "there is no section called drop; take kick and bass out, and for how long?",
            ("breakdown for 4 bars", "breakdown for 8 bars", "breakdown for 16 bars"),
        )
    if not slots <= {
        "act drop",
        "act mute",
        "figures",
        "bars",
        "no",
        "gone",
        "act the_drop",
        "act recall",
        "act stop",
        "only",
    }:
        return None
    if "act drop" in slots and slots & {"no", "gone", "act stop"}:
        return [commands.Drop(0)]
    bars = bars_of(clause) or USUAL_DROP_BARS
    return [commands.Drop(bars)] if bars_are_clear(clause) and bars <= LONGEST_DROP else None


def chance(clause: Clause, layers: Sequence[str], config: Config) -> list[Request] | None:
    """Return the requests that set how likely the hits of layers are that leave them to chance; None for others."""
    if len(clause.figures) != 1 or not layers or not clause.slots() <= {"layers", "qualities", "figures"}:
        return None
    share = _as_share(clause.figures[0])
    found: list[Request] = []
    for layer in layers:
        rows = [one.model_dump(mode="json") for one in config.layers[layer].conditions]
        if not any(row["kind"] == "PROB" for row in rows):
            if config.layers[layer].density is not None:
                return None
            rows.append({"kind": "PROB", "p": share})
        found.append(commands.Set(
            f"{layer}.conditions", [row | {"p": share} if row["kind"] == "PROB" else row for row in rows]
        ))
    return found


def channel(clause: Clause, layers: Sequence[str]) -> Meant:
    """Return the requests that send layers on another MIDI channel."""
    if not layers or len(clause.figures) != 1 or not clause.slots() <= {"layers", "qualities", "figures", "act play"}:
        return None
    channel = round(clause.figures[0].value)
    if not 1 <= channel <= 16:  # noqa: PLR2004 - MIDI channels
        return Question("MIDI channels go from 1 to 16: which one?")
    return [commands.Set(f"{layer}.channel", channel) for layer in layers]


def path_of(clause: Clause, scope: Scope) -> Meant:
    """Return the request that sets a parameter named by its path."""
    config, slots = scope.state.config, clause.slots()
    known = parameter(config, clause.paths[0])
    if (
        known is None
        or len(clause.paths) > 1
        or len(clause.figures) > 1
        or not slots <= {"paths", "figures", "ways", "over", "qualities"}
    ):
        return None
    path = known.path
    way = -1 if set(clause.ways) & {"less", "down"} else 1 if clause.ways else 0
    if not clause.figures:
        wish = nudged(config, path, way, clause.degree) if way else None
        return None if not way else [] if wish is None else [wish]
    figure = clause.figures[0]
    value = _as_share(figure) if known.high is not None and known.high <= 1.0 else figure.value
    if figure.change or (way and not figure.goal):
        negative = known.low is not None and known.low < 0 and not way and figure.value < 0
        if not negative:
            wish = moved(config, path, (way or 1) * value)
            if path.endswith(".velocity"):
                wish = louder_by(config, path.removesuffix(".velocity"), (way or 1) * value)
            return [] if wish is None else [wish]
    if known.low is not None and known.high is not None and not known.low <= value <= known.high:
        return Question(f"{path} goes from {known.low:g} to {known.high:g}, and {value:g} is outside; which value?", (
            f"{path} {known.low:g}", f"{path} {known.high:g}"
        ))
    whole = known.kind == "int" or (known.kind == "other" and value == int(value))
    return [commands.Set(path, int(value) if whole else value)]


def _as_share(figure: Figure) -> float:
    return figure.value / 100 if figure.unit == "percent" or abs(figure.value) > 1 else figure.value


# --- scenes, configs --------------------------------------------------------------------------------------------------


def saved(clause: Clause, scope: Scope) -> Meant:
    """Return the requests that save a scene, or the config under a new name."""
    name = clause.names[0] if clause.names else None
    if "file" in clause.acts and "scene" not in clause.acts:
        return [ask.Save(name)] if name else Question("save the config under which name?")
    if name is None:
        taken = {scene.name for scene in scope.state.scenes}
        name = next(str(number) for number in range(1, len(taken) + 2) if str(number) not in taken)
    return [commands.Scene("save", name)]


def named(clause: Clause, scope: Scope) -> Meant:
    """Return the requests that recall a scene or load a config; None when the clause asks for something else."""
    slots = clause.slots()
    rest = slots - {
        "names",
        "act recall",
        "act scene",
        "act load",
        "act file",
        "act play",
        "over",
        "only",
        "layers",
        "here",
        "again",
    }
    said = [*clause.names, *clause.said.replace(" ", " ").split()]
    scene = next(
        (one.name for one in scope.state.scenes if one.name.lower() in {name.lower() for name in clause.names}), None
    )
    rest -= {"ways"} if "scene" in clause.acts else set()  # pull up the scene
    if scene is not None and not rest:
        return [commands.Scene("recall", scene, clause.over or 0)]
    explicit = "scene" in clause.acts or any(verb == "recall" for verb in clause.verbs)
    if explicit and clause.names and not rest:
        return [commands.Scene("recall", clause.names[0], clause.over or 0)]
    config = config_named(said, scope.names)
    asks_load = bool({"load", "file"} & set(clause.acts)) or bool(clause.names)
    if config is not None and asks_load and not rest - {"moods", "leans", "qualities"} and "over" not in slots:
        outright = scope.outright or "load" in clause.acts or any(verb.startswith("play") for verb in clause.verbs)
        outright = outright or bool({"something", "switch"} & set(said))
        return [ask.LoadNamed(config)] if outright else Question(f"load {config}?", (f"load {config}", "no"))
    if explicit or (clause.names and not rest):
        known = [one.name for one in scope.state.scenes][:LISTED] or ["none yet"]
        what = f'I know no scene or config called "{clause.names[0]}"' if clause.names else "which scene"
        there = tuple(f"go to {one.name}" for one in scope.state.scenes[:MAX_CHOICES])
        return Question(f"{what}; there are the scenes {', '.join(known)}", there)
    if (
        slots & {"act load", "act file"}
        and set(clause.moods) <= {"varied"}
        and not slots & {"leans", "figures", "layers"}
    ):
        named = list(scope.names)[:LISTED]
        return Question(f"which config: {', '.join(named)} ...?", tuple(f"load {name}" for name in named[:MAX_CHOICES]))
    return None


def mark(clause: Clause) -> Meant:
    """Return a mark, under a name or none."""
    if clause.slots() - {"act mark", "names", "layers", "only", "act save", "act recall", "here"}:
        return None
    return [commands.Mark(clause.names[0] if clause.names else "")]


def cancel(clause: Clause, scope: Scope) -> Meant:
    """Return the requests that take plans off the agenda: all of it, one by its number, or the only one there is."""
    plans = scope.state.agenda
    slots = clause.slots()
    if slots - {"act cancel", "act planned", "layers", "figures", "only", "act fill", "act drop"}:
        return None
    if len(clause.figures) == 1:
        return [commands.Cancel(f"{clause.figures[0].value:g}")]
    if not plans:
        return []
    if "all" in clause.layers or "planned" in clause.acts or len(plans) == 1:
        return [commands.Cancel(ALL)]
    known = ", ".join(f"{item.id} ({plan_words(item)})" for item in plans[:LISTED])
    return Question(f"cancel which plan: {known}?", ("cancel everything planned",))


def lock(clause: Clause, layers: Sequence[str]) -> Meant:
    """Return the requests that lock layers, or let them go; without a layer, "lock it" holds the bar."""
    slots = clause.slots()
    if slots - {"act lock", "act unlock", "layers", "excepted", "only", "here", "bars", "until"}:
        return None
    if not layers:
        return [commands.Freeze() if "lock" in clause.acts else commands.Unfreeze()]
    kind = commands.Lock if "lock" in clause.acts else commands.Unlock
    return [kind(layer) for layer in layers]
