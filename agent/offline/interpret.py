"""Which requests does one clause stand for, or which question must be asked first?

Each act accepts certain slots of a clause; a clause that says anything else as well is not understood, and is asked
about. Nothing is left out silently, and no number goes where it was not said to.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from agent import requests as ask
from agent.offline import asking
from agent.offline.asking import Question
from agent.offline.hands import bars_are_clear, bars_of, held
from agent.offline.layers import meant
from agent.offline.names import config_named
from agent.offline.qualities import Changes, carries
from agent.offline.sizes import moved, nudged
from agent.offline.sound import sounded
from agent.offline.tempo import asks_for_tempo, tempo_of
from engine.parameters import parameter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.offline.meaning import Clause, Figure
    from agent.requests import Request
    from engine.state import SessionState

MOST_UNDO: Final = 64
LONGEST_FILL: Final = 16
USUAL_DROP_BARS: Final = 8
RANK: Final = ("undo", "redo", "panic", "unfreeze", "record_stop", "record_start", "save", "mark", "cancel", "planned")
"""Acts that rule a clause when several stand in it."""
VAGUE_STOPS: Final = frozenset({"turn it off", "switch it off", "end it", "music off", "shut down", "turn the music off"})
VAGUE_PANICS: Final = frozenset({"stuck note", "stuck notes", "hanging note", "hanging notes", "hung notes", "hung note",
                                 "note hangs", "notes are stuck"})
LOADING: Final = frozenset({"load", "play"})
LISTED: Final = 6


@dataclass(slots=True)
class Scope:
    """What holds for all clauses of a sentence.

    Attributes:
        state: how the music stands. names: of the configs.
        spared, kept: layers and qualities that must not change.
        outright: a question was answered with this; nothing is echoed again.
    """

    state: SessionState
    names: Sequence[str] = ()
    spared: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    mentioned: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    outright: bool = False


Meant = list["Request"] | Question | None


def requests_of(clause: Clause, scope: Scope) -> Meant:
    """Return what a clause asks for, a question, or None when it asks for nothing by itself."""
    if clause.unknown:
        return asking.about_unknown(clause)
    if clause.condition:
        return asking.about_condition(clause)
    if clause.when is not None and clause.when.unclear:
        return asking.about_time(clause)
    if _says_nothing(clause):
        return None
    layers = layers_of(clause, scope)
    if clause.layers and not layers and scope.missing:
        return None
    found = _acted(clause, layers, scope)
    if found is None or isinstance(found, Question):
        return asking.about_clause(clause) if found is None else found
    kept = [*scope.kept, *clause.kept]
    return [one for one in found if not _touches(one, scope.spared) and not carries(one, kept)]


def layers_of(clause: Clause, scope: Scope) -> list[str]:
    """Return the session's layers that a clause means, without those that it leaves out."""
    config = scope.state.config
    asked = list(clause.layers)
    if clause.other == "rest":
        out = {*meant(config, scope.mentioned), *scope.spared}
        return [layer for layer in config.layers if layer not in out]
    scope.missing += [word for word in asked if word != "all" and not meant(config, [word])]
    out = {*meant(config, clause.excepted)}
    return [layer for layer in meant(config, asked) if layer not in out]


def _says_nothing(clause: Clause) -> bool:
    """Return True for a clause that limits, leaves alone or thanks, and asks for nothing."""
    slots = clause.slots()
    if slots & {"act nothing"} and not slots & {"layers", "leans", "moods", "ways", "qualities", "figures"}:
        return True
    if clause.keep and slots <= {"layers", "only", "here", "negated", "act nothing"} and (clause.spared or clause.kept):
        return True
    if clause.negated and slots & {"leans", "moods", "ways", "act play", "act load", "act fill", "act undo"} and not slots & {"enough", "factor"}:
        return slots <= {"negated", "leans", "moods", "ways", "layers", "act play", "act load", "act undo", "qualities", "only"}
    if clause.enough and slots <= {"enough", "leans", "layers", "negated"} and not clause.negated:
        return True
    return slots <= {"negated", "layers", "only"} and clause.negated and bool(clause.layers) and not _unwanted(clause)


def _unwanted(clause: Clause) -> bool:
    return clause.negated and bool({"want", "need"} & set(clause.said.split()))


def _touches(request: Request, spared: Sequence[str]) -> bool:
    """Return True for a request that would change a layer that is to stay as it is."""
    if isinstance(request, ask.Set):
        return request.path.split(".")[0] in spared
    return isinstance(request, (ask.Mute, ask.Unmute, ask.Solo)) and request.layer in spared and not isinstance(
        request, (ask.Solo, ask.Unmute)
    )


# --- by act -----------------------------------------------------------------------------------------------------------


def _acted(clause: Clause, layers: Sequence[str], scope: Scope) -> Meant:  # noqa: C901, PLR0911, PLR0912 - one arm a kind
    slots, config = clause.slots(), scope.state.config
    acts = set(clause.acts)
    lead = next((act for act in RANK if act in acts), "")
    match lead:
        case "undo" | "redo" if not slots - {f"act {lead}", "act undo", "figures", "only", "here", "act recall", "again", "no"}:
            return _history(clause, lead)
        case "panic":
            return _panic(clause, scope) if slots <= {"act panic", "act mute", "no", "act stop"} else None
        case "unfreeze" if slots <= {"act unfreeze", "layers", "here", "again"}:
            return [ask.Unfreeze()]
        case "record_stop" | "record_start" if slots <= {f"act {lead}", "act record_start", "act play", "act scene", "names", "layers", "only"}:
            name = clause.names[0] if clause.names and lead == "record_start" else ""
            return [ask.Record("stop" if lead == "record_stop" else "start", name)]
        case "save" if slots <= {"act save", "act scene", "act file", "names", "layers", "only", "act mark"}:
            return _saved(clause, scope)
        case "mark" | "cancel" | "planned":
            return unplannable(lead)
        case _:
            pass
    if clause.paths:
        return _path(clause, scope)
    if acts & {"freeze", "lock"} and slots <= {"act freeze", "act lock", "layers", "here"} and not set(layers) ^ set(config.layers if layers else ()):
        return [ask.Freeze()]
    if "fill" in acts and slots <= {"act fill", "figures", "bars", "no", "gone", "layers", "ways", "act stop", "act mute", "negated", "act play", "here", "act freeze", "lacking", "only", "again"}:
        return _fill(clause)
    if acts & {"drop", "the_drop"} or (acts == {"mute"} and clause.verbs[0].startswith("drop") and not layers and not any(one.unit == "bpm" or one.goal or one.change for one in clause.figures) and not slots & {"qualities", "leans", "ways", "moods", "gone", "here", "no", "layers", "other"}):
        return _drop(clause)
    if "channel" in clause.qualities:
        return _channel(clause, layers)
    if "every_beat" in acts and layers:
        return Changes(config, layers).placed(4, 0)
    if acts & {"stop"} and not (set(clause.layers) - {"all"}) and not slots & {"qualities", "leans"}:
        return _stop(clause, scope)
    if acts & {"recall", "scene", "load", "file"} or clause.names:
        named = _named(clause, scope)
        if named is not None:
            return named
    if acts & {"play", "continue"} and slots <= {"act play", "act continue", "layers", "here", "again", "only"} and set(clause.layers) <= {"all"}:
        return [ask.Transport("continue" if "continue" in acts else "play")]
    if clause.light and not slots - {"only"} and clause.said.split()[-1:] == ["go"]:
        return [ask.Transport("play")]
    if asks_for_tempo(clause):
        found = tempo_of(clause, config.bpm)
        if isinstance(found, Question) and scope.outright and found.choices[1:] == ("no",):
            return None
        return found if isinstance(found, Question) else list(found)
    if "density" in clause.qualities and len(clause.figures) == 1 and "hits" in clause.said.split() and layers:
        figure = clause.figures[0]
        if figure.unit == "" and figure.value >= 1 and not clause.ways:
            return Changes(config, layers).hits(round(figure.value))
    hands = held(_unwanted_as_mute(clause), layers, config, scope.state.stage)
    return hands if hands is not None else sounded(clause, layers, config)


def _unwanted_as_mute(clause: Clause) -> Clause:
    """Return "I don't want the clap" as what it asks for."""
    if _unwanted(clause) and clause.slots() <= {"negated", "layers", "bars"}:
        clause.negated, clause.no = False, True
    return clause


def _history(clause: Clause, act: str) -> Meant:
    figures = clause.figures
    count = round(figures[0].value) if figures else 1
    if len(figures) > 1 or not 1 <= count <= MOST_UNDO or any(one.unit not in {"", "times", "steps"} for one in figures):
        return None
    return [ask.Redo(count)] if act == "redo" else [ask.Undo(count)]


def _panic(clause: Clause, scope: Scope) -> Meant:
    if not scope.outright and set(clause.verbs) & VAGUE_PANICS:
        return Question("end all notes at once?", ("panic", "no"))
    return [ask.Panic()]


def _stop(clause: Clause, scope: Scope) -> Meant:
    slots = clause.slots()
    if "act unmute" in slots or slots & {"figures", "ways", "bars"}:
        return None
    if slots <= {"act stop", "layers", "act play"} and not (set(clause.verbs) & VAGUE_STOPS and not scope.outright):
        return [ask.Transport("stop")]
    return Question("stop playing?", ("stop", "no"))


def _fill(clause: Clause) -> Meant:
    slots = clause.slots()
    if slots & {"no", "gone", "act stop", "act mute", "negated"} or set(clause.ways) & {"less", "down"}:
        return [ask.Fill(0)] if not clause.figures else None
    if not bars_are_clear(clause):
        return None
    if clause.here or "freeze" in clause.acts:
        return [ask.Fill(None)]
    count = bars_of(clause) or 1
    return [ask.Fill(count)] if count <= LONGEST_FILL else None


def _drop(clause: Clause) -> Meant:
    slots = clause.slots()
    if "the_drop" in clause.acts and "drop" not in clause.acts:
        return Question(
            "there is no section called drop; take kick and bass out, and for how long?",
            ("breakdown for 4 bars", "breakdown for 8 bars", "breakdown for 16 bars"),
        )
    if not slots <= {"act drop", "act mute", "figures", "bars", "no", "gone", "act the_drop", "act recall", "act stop", "only"}:
        return None
    if "act drop" in slots and slots & {"no", "gone", "act stop"}:
        return [ask.Drop(0)]
    if not bars_are_clear(clause):
        return None
    return [ask.Drop(bars_of(clause) or USUAL_DROP_BARS)]


def _channel(clause: Clause, layers: Sequence[str]) -> Meant:
    if not layers or len(clause.figures) != 1 or not clause.slots() <= {"layers", "qualities", "figures", "act play"}:
        return None
    channel = round(clause.figures[0].value)
    if not 1 <= channel <= 16:  # noqa: PLR2004 - MIDI channels
        return Question("MIDI channels go from 1 to 16; which one?")
    return [ask.Set(f"{layer}.channel", channel) for layer in layers]


def _path(clause: Clause, scope: Scope) -> Meant:
    """Return what a parameter named by its path is set to."""
    config, slots = scope.state.config, clause.slots()
    known = parameter(config, clause.paths[0])
    if known is None or len(clause.paths) > 1 or len(clause.figures) > 1 or not slots <= {"paths", "figures", "ways", "over", "qualities"}:
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
            return [] if wish is None else [wish]
    if known.low is not None and known.high is not None and not known.low <= value <= known.high:
        return Question(f"{path} goes from {known.low:g} to {known.high:g}, and {value:g} is outside; which value?")
    return [ask.Set(path, round(value) if known.kind == "int" else value)]


def _as_share(figure: Figure) -> float:
    return figure.value / 100 if figure.unit == "percent" or abs(figure.value) > 1 else figure.value


# --- scenes, configs --------------------------------------------------------------------------------------------------


def _saved(clause: Clause, scope: Scope) -> Meant:
    name = clause.names[0] if clause.names else None
    if "file" in clause.acts and "scene" not in clause.acts:
        return [ask.Save(name)] if name else Question("save the config under which name?")
    if name is None:
        taken = {scene.name for scene in scope.state.scenes}
        name = next(str(number) for number in range(1, len(taken) + 2) if str(number) not in taken)
    return [ask.Scene("save", name)]


def _named(clause: Clause, scope: Scope) -> Meant:  # noqa: PLR0911 - one return a case
    """Return what recalls a scene or loads a config; None when the clause names neither and asks something else."""
    slots = clause.slots()
    rest = slots - {"names", "act recall", "act scene", "act load", "act file", "act play", "over", "only", "layers", "here", "again"}
    said = [*clause.names, *clause.said.replace(" ", " ").split()]
    scene = next((one.name for one in scope.state.scenes if one.name.lower() in {name.lower() for name in clause.names}), None)
    if scene is not None and not rest:
        return [ask.Scene("recall", scene, clause.over or 0)]
    explicit = "scene" in clause.acts or any(verb == "recall" for verb in clause.verbs)
    if explicit and clause.names and not rest:
        return [ask.Scene("recall", clause.names[0], clause.over or 0)]
    config = config_named(said, scope.names)
    asks_load = bool({"load", "file"} & set(clause.acts)) or bool(clause.names)
    if config is not None and asks_load and not rest - {"moods", "leans", "qualities"} and "over" not in slots:
        outright = scope.outright or bool(LOADING & set(clause.acts))
        return [ask.LoadNamed(config)] if outright else Question(f"load {config}?", (f"load {config}", "no"))
    if explicit or (clause.names and not rest):
        known = [one.name for one in scope.state.scenes][:LISTED] or ["none yet"]
        what = f'I know no scene or config called "{clause.names[0]}"' if clause.names else "which scene"
        return Question(f"{what}; there are the scenes {', '.join(known)}")
    if slots & {"act load", "act file"} and set(clause.moods) <= {"varied"} and not slots & {"leans", "figures", "layers"}:
        return Question(f"which config: {', '.join(list(scope.names)[:LISTED])} ...?")
    return None


def unplannable(act: str) -> Question:
    """Say what the chat cannot do yet with a mark or a plan, and which command does."""
    if act == "mark":
        return Question("marks are not set from here; type :mark NAME")
    return Question("nothing is planned from here")
