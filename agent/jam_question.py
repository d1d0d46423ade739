"""What is a model shown of a jam, and what of its answer is a move that can be offered?

It sees the last bars, the budget, and each move that the budget leaves open, with how far it may go; the schema holds
it to those. The engine holds what it offers against the budget again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from agent.compact import object_in
from engine import commands as ask
from engine.heard import heard_bar
from engine.jam import budget_words
from engine.jam_bounds import kept_from_all, sight_of
from engine.jam_offers import rests, rooms
from engine.misshapen import MOST_MOVES
from engine.parameters import is_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.bar import Bar
    from engine.jam_bounds import Sight
    from engine.state import SessionState

SHOWN_BARS: Final = 4
SHOWN_PATHS: Final = 12
S_BAND: Final = "targets.S_low"
WISH: Final = "Your moves for the next phrase."
WHO: Final = """\
You play along on a drum machine, one or two moves a phrase. Answer with one JSON object and nothing else:
{"do": [...], "say": "short"}. do is empty, or one or two of these, dearest first:
{"act":"set","path":P,"to":N} {"act":"rest","layer":L,"bars":N} {"act":"fill"}
Only paths and layers listed below, values inside their bounds. Small steps; over four phrases: release, build, hold,
peak. Vary what you do. The costs of both moves together stay within the budget.
"""

Move = ask.Set | ask.Target | ask.Mute | ask.Fill


@dataclass(frozen=True, slots=True)
class Question:
    """What a model is asked: how to answer and what there is, and the JSON Schema that its answer is held to."""

    instructions: str
    schema: Mapping[str, Any]


def jam_question(state: SessionState, bars: Sequence[Bar]) -> Question | None:
    """Return the question for the next phrase; None while nobody jams, and where the budget leaves nothing to do.

    Args:
        state: after the last of the bars.
        bars: that were made, the last one begins a phrase.
    """
    if state.jam is None or not bars:
        return None
    sight = sight_of(state, bars[-1], state.jam)
    open_paths, open_rests = tuple(rooms(sight))[:SHOWN_PATHS], dict(rests(sight))
    fills = kept_from_all(sight) is None
    if not (open_paths or open_rests or fills):
        return None
    phrase = state.config.phrase.bars
    rows = [
        f"{one.path} {one.now:.4g}, {one.low:.4g}..{one.high:.4g}, costs its change / {one.whole:.4g}"
        for one in open_paths
    ]
    rows += [f"rest {name}, 1..{phrase // 2} bars, costs {cost:.2f}" for name, cost in open_rests.items()]
    rows += [f"fill, costs {1 / phrase:.2f}"] if fills else []
    text = "\n".join((*_seen(sight, bars), "Open:", *rows))
    return Question(f"{WHO}{text}\n", _schema([one.path for one in open_paths], [*open_rests], fills=fills))


def _seen(sight: Sight, bars: Sequence[Bar]) -> list[str]:
    """Return the music in lines: pattern of the last bar, scores of the last few, densities, energy, past moves."""
    state, jam = sight.state, sight.jam
    heard = [heard_bar(bar) for bar in bars[-SHOWN_BARS:]]
    densities = ", ".join(f"{name} {value:.2f}" for name, value in bars[-1].densities)
    scores = ", ".join(
        f"{letter} {'/'.join(f'{bar.scores[letter]:.2f}' for bar in heard)}" for letter in ("E", "S", "D", "H")
    )
    return [
        f"Budget {jam.change:.2f}: {budget_words(jam)}. You did: {', '.join(jam.did[-MOST_MOVES * 2:]) or 'nothing'}.",
        f"A phrase has {state.config.phrase.bars} bars; the next one is for: {sight.aim}. {bars[-1].bpm:g} BPM.",
        *heard[-1].grid, f"scores {scores}", f"densities {densities}", f"energy {state.config.energy:g}",
    ]


def _schema(paths: list[str], layers: list[str], *, fills: bool) -> dict[str, Any]:
    acts = [act for act, there in (("set", paths), ("rest", layers), ("fill", fills)) if there]
    fields: dict[str, Any] = {"act": {"enum": acts}}
    if paths:
        fields |= {"path": {"enum": paths}, "to": {"type": "number"}}
    if layers:
        fields |= {"layer": {"enum": layers}, "bars": {"type": "integer"}}
    item = {"type": "object", "required": ["act"], "additionalProperties": False, "properties": fields}
    return {
        "type": "object", "required": ["do", "say"], "additionalProperties": False,
        "properties": {
            "do": {"type": "array", "maxItems": MOST_MOVES, "items": item}, "say": {"type": "string", "maxLength": 80},
        },
    }


def moves_in(text: str) -> tuple[Move, ...]:
    """Return the moves that an answer names, two at most; what is none is left out.

    Raises:
        NoAnswer: it holds no JSON object.
    """
    found = object_in(text)
    do = found.get("do", [found])
    read = [_move(item) for item in do] if isinstance(do, list) else []
    return tuple([move for move in read if move is not None][:MOST_MOVES])


def _move(item: object) -> Move | None:
    if not isinstance(item, dict):
        return None
    path, to, layer, bars = (item.get(name) for name in ("path", "to", "layer", "bars"))
    match item.get("act"):
        case "set" if path == S_BAND and is_number(to):
            return ask.Target("S", float(to), None)
        case "set" if isinstance(path, str) and is_number(to):
            return ask.Set(path, float(to))
        case "rest" if isinstance(layer, str):
            return ask.Mute(layer, bars if isinstance(bars, int) and not isinstance(bars, bool) else None)
        case "fill":
            return ask.Fill(1)
        case _:
            return None
