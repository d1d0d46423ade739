"""Which requests does one clause stand for, or which question must be asked first?

Each act accepts certain slots of a clause; a clause that says anything else as well is not understood, and is asked
about. Nothing is left out silently, and no number goes where it was not said to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from agent import requests as ask
from agent.offline import acts as acts_of
from agent.offline import arc_acts, asking
from agent.offline.asking import Question
from agent.offline.hands import bars_are_clear, bars_of, held
from agent.offline.jamming import STEPS, of_jam
from agent.offline.layers import meant
from agent.offline.placed import only_on
from agent.offline.qualities import Changes, carries
from agent.offline.sound import sounded
from agent.offline.tempo import asks_for_tempo, tempo_of
from engine import commands
from engine.timebase import STEPS_PER_BAR
from engine.when import misplaced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import JsonValue

    from agent.offline.meaning import Clause
    from agent.offline.scope import Meant, Scope
    from agent.requests import Request

RANK: Final = tuple(
    "reset undo redo panic unfreeze record_stop record_start save mark cancel planned".split()
)
"""Acts that rule a clause when several stand in it."""


HOLDS: Final = frozenset({"act freeze", "layers", "here", "bars", "figures", "until"})
ONLY_LAYERS: Final = frozenset({"layers", "only"})
MOST_CYCLE_BARS: Final = 256
STAYS: Final = frozenset("stay stays staying remain remains".split())
PUTS: Final = frozenset("put stick place add throw pop slap drop".split())
RETRACTIONS: Final = frozenset({"never mind", "forget it"})
"""What takes the last wish back, when it was the line before; else it says nothing."""


def requests_of(clause: Clause, scope: Scope) -> Meant:  # noqa: PLR0911 - one return a kind
    """Return the requests of a clause, or a question; None when it asks for nothing by itself."""
    if clause.fixed is not None or clause.asks:
        return _settled(clause)
    if clause.unknown:
        return asking.about_unknown(clause)
    if clause.condition:
        return asking.about_condition(clause)
    repeats = clause.when is not None and clause.when.every_bars is not None
    if repeats and clause.layers and clause.slots() <= ONLY_LAYERS:
        return _every_so_often(clause, layers_of(clause, scope), scope)
    if clause.unclear or (clause.when is not None and misplaced(clause.when)):
        return asking.about_time(clause)
    if _says_nothing(clause):
        retracts = scope.fresh and set(clause.verbs) & RETRACTIONS
        return [commands.Undo()] if retracts else None
    layers = layers_of(clause, scope)
    if clause.layers and not layers and scope.missing:
        return None
    limits = clause.keep and clause.kept and clause.figures  # keep the tempo under 135
    found = None if limits else _acted(clause, layers, scope)
    if found is None or isinstance(found, Question):
        return asking.about_clause(clause) if found is None else found
    kept = [*scope.kept, *clause.kept]
    return [one for one in found if not _touches(one, scope.spared) and not carries(one, kept)]


def _settled(clause: Clause) -> Meant:
    """Return the requests that a clause already holds, or the question about its time."""
    if clause.unclear or (clause.when is not None and misplaced(clause.when)):
        return asking.about_time(clause)
    return Question(clause.asks) if clause.asks else [*(clause.fixed or ())]


def _every_so_often(clause: Clause, layers: Sequence[str], scope: Scope) -> Meant:
    """Return the requests that let layers sound in one of so many bars: "open hat only every other bar"."""
    every = clause.when.every_bars if clause.when is not None else None
    if not layers or every is None or every > MOST_CYCLE_BARS:
        return asking.about_clause(clause)
    clause.when = None
    cycle: JsonValue = {"kind": "A_B", "a": 1, "b": every}
    found: list[Request] = []
    for layer in layers:
        kept: list[JsonValue] = [
            one.model_dump(mode="json") for one in scope.state.config.layers[layer].conditions if one.kind != "A_B"
        ]
        found.append(commands.Set(f"{layer}.conditions", [*kept, cycle]))
    return found


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
    if clause.keep and clause.spared and STAYS & set(clause.said.split()) and slots <= {"leans", "moods", "qualities"}:
        return True  # the kick stays straight
    if (
        clause.negated
        and slots & {"leans", "moods", "ways", "act play", "act load", "act fill", "act undo"}
        and not slots & {"enough", "factor"}
    ):
        return slots <= {
            "negated",
            "leans",
            "moods",
            "ways",
            "layers",
            "act play",
            "act load",
            "act undo",
            "qualities",
            "only",
        }
    if clause.enough and slots <= {"enough", "leans", "layers", "negated"} and not clause.negated:
        return True
    return slots <= {"negated", "layers", "only"} and clause.negated and bool(clause.layers) and not _unwanted(clause)


def _unwanted(clause: Clause) -> bool:
    return clause.negated and bool({"want", "need"} & set(clause.said.split()))


def _touches(request: Request, spared: Sequence[str]) -> bool:
    """Return True for a request that would change a layer that is to stay as it is."""
    if isinstance(request, commands.Set):
        return request.path.split(".")[0] in spared
    return (
        isinstance(request, (commands.Mute, commands.Unmute, commands.Solo))
        and request.layer in spared
        and not isinstance(request, (commands.Solo, commands.Unmute))
    )


def _on_steps(clause: Clause, layers: Sequence[str], steps: Sequence[int], scope: Scope) -> Meant:
    """Return hits put on steps of the bar, or taken from them; None where the clause says anything else."""
    others = clause.slots() - {"step", "layers", "act unmute", "act mute", "act play", "no", "only", "bars", "ways"}
    others -= {"gone"}
    if others or set(clause.ways) - {"more"} or not layers or not all(0 <= step < STEPS_PER_BAR for step in steps):
        return None
    puts = PUTS & set(clause.said.split())  # put a clap way out on the last step
    away = clause.no or (clause.gone and not puts) or "mute" in clause.acts
    if clause.alone and not away:
        return only_on(steps, layers, scope.state.config, scope.state.stage.hits)
    return [commands.Hit(layer, step, not away) for layer in layers for step in steps]


# --- by act -----------------------------------------------------------------------------------------------------------


def _acted(clause: Clause, layers: Sequence[str], scope: Scope) -> Meant:  # noqa: C901, PLR0911, PLR0912 - one arm a kind
    slots, config = clause.slots(), scope.state.config
    if clause.step is not None:
        return _on_steps(clause, layers, [clause.step, *clause.more_steps], scope)
    acts = set(clause.acts)
    lead = next((act for act in RANK if act in acts), "")
    match lead:
        case "undo" | "redo" if not slots - {
            f"act {lead}",
            "act undo",
            "figures",
            "factor",
            "only",
            "here",
            "act recall",
            "again",
            "no",
        }:
            return acts_of.history(clause, lead)
        case "panic":
            return acts_of.panic(clause, scope) if slots <= {"act panic", "act mute", "no", "act stop"} else None
        case "unfreeze" if layers and set(clause.layers) != {"all"} and slots <= {"act unfreeze", "layers"}:
            return [commands.Unmute(layer) for layer in layers]  # release the hats
        case "unfreeze" if slots <= {"act unfreeze", "layers", "here", "again"}:
            return arc_acts.stays(clause, scope) or arc_acts.let_go(clause, scope) or [commands.Unfreeze()]
        case "record_stop" | "record_start" if slots <= {
            f"act {lead}",
            "act record_start",
            "act play",
            "act scene",
            "names",
            "layers",
            "only",
        }:
            name = clause.names[0] if clause.names and lead == "record_start" else ""
            return [ask.Record("stop" if lead == "record_stop" else "start", name)]
        case "save" if slots <= {"act save", "act scene", "act file", "names", "layers", "only", "act mark"}:
            return acts_of.saved(clause, scope)
        case "reset":
            return Question('back to what? "undo" takes back the last wish, "load NAME" starts a config anew')
        case "mark":
            return acts_of.mark(clause)
        case "cancel" | "planned":
            return acts_of.cancel(clause, scope) if "cancel" in acts else None
        case _:
            pass
    if clause.paths:
        return acts_of.path_of(clause, scope)
    if acts & STEPS.keys():
        return of_jam(clause, list(layers))
    if clause.sections or acts & {"arc", "stay", "go_on", "the_drop"}:
        return arc_acts.of_arc(clause, scope)
    if scope.state.arc is not None and "freeze" in acts and not layers:
        stays = arc_acts.stays(clause, scope)
        if stays is not None:
            return stays
    if acts & {"lock", "unlock"}:
        return acts_of.lock(clause, layers)
    if "freeze" in acts and slots <= HOLDS and len(layers) in {0, len(config.layers)} and bars_are_clear(clause):
        clause.bars = bars_of(clause)
        return [commands.Freeze()]
    if "fill" in acts and slots <= {
        "act fill",
        "figures",
        "bars",
        "no",
        "gone",
        "layers",
        "ways",
        "act stop",
        "act mute",
        "negated",
        "act play",
        "act unmute",
        "here",
        "act freeze",
        "lacking",
        "only",
        "again",
        "enough",
        "act continue",
    }:
        return acts_of.fill(clause)
    if acts & {"drop", "the_drop"} or (
        acts == {"mute"}
        and clause.verbs[0].startswith("drop")
        and not layers
        and not any(one.unit == "bpm" or one.goal or one.change for one in clause.figures)
        and not slots & {"qualities", "leans", "ways", "moods", "gone", "here", "no", "layers", "other"}
    ):
        return acts_of.drop(clause)
    if "channel" in clause.qualities:
        return acts_of.channel(clause, layers)
    if "every_beat" in acts and layers:
        return Changes(config, layers).placed(4, 0)
    if acts & {"stop"} and not (set(clause.layers) - {"all"}) and not slots & {"qualities", "leans"}:
        return acts_of.stop(clause, scope)
    if acts & {"recall", "scene", "load", "file"} or clause.names:
        named = acts_of.named(clause, scope)
        if named is not None:
            return named
    if (
        acts & {"play", "continue"}
        and slots <= {"act play", "act continue", "layers", "here", "again", "only"}
        and set(clause.layers) <= {"all"}
    ):
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
    if "probability" in clause.qualities and (chances := acts_of.chance(clause, layers, config)) is not None:
        return chances
    if clause.enough and clause.qualities and not slots - {"enough", "qualities", "layers"} and not clause.negated:
        noun = clause.said.split("enough", 1)[-1].strip() or clause.said
        fills = ("fill off",) if "ratchet" in clause.qualities else ()  # a roll may be a fill
        return Question(f"less {noun}, or none?", (f"less {noun}", f"no {noun}", *fills))
    hands = held(_unwanted_as_mute(clause), layers, config, scope.state.stage)
    return hands if hands is not None else sounded(clause, layers, config)


def _unwanted_as_mute(clause: Clause) -> Clause:
    """Return "I don't want the clap" as what it asks for."""
    if _unwanted(clause) and clause.slots() <= {"negated", "layers", "bars"}:
        clause.negated, clause.no = False, True
    return clause
