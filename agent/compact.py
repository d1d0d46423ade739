"""How is a small model on this machine asked: in a prompt of a few hundred words, for one JSON object?

Forty tools with schemas are more than a model of a few billion weights can read. It is given the paths and values that
matter and a dozen acts, and answers with one object; servers that know `response_format` hold it to the schema. What it
names goes the way of every tool call, with the same checks.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.state import SessionState

MAX_DO: Final = 6
"""Most acts of one answer."""
MAX_LAYERS: Final = 8

ACTS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "set": ("set_parameter", ("path", "to")), "tempo": ("set_tempo", ("bpm", "over_bars")),
    "target": ("set_target", ("score", "low", "high")), "mute": ("mute", ("layer", "bars")),
    "unmute": ("unmute", ("layer",)), "solo": ("solo", ("layer", "bars")), "unsolo": ("unsolo", ("layer",)),
    "fill": ("fill", ("bars",)), "drop": ("drop", ("bars",)), "undo": ("undo", ("steps",)),
    "section": ("go_to_section", ("name",)), "save": ("scene", ("name",)), "recall": ("scene", ("name",)),
    "play": ("move_transport", ()), "stop": ("move_transport", ()),
}
"""Each act with the tool it calls and the fields it takes."""
FIELDS: Final[dict[str, Any]] = {
    "path": {"type": "string"}, "to": {"type": "number"}, "bpm": {"type": "number"}, "over_bars": {"type": "integer"},
    "score": {"enum": ["E", "S", "D", "H", "T"]}, "low": {"type": "number"}, "high": {"type": "number"},
    "layer": {"type": "string"}, "bars": {"type": "integer"}, "steps": {"type": "integer"}, "name": {"type": "string"},
}
DEFAULTS: Final[dict[str, dict[str, Any]]] = {
    "tempo": {"over_bars": 0}, "fill": {"bars": 1}, "drop": {"bars": 8}, "undo": {"steps": 1},
    "save": {"action": "save", "over_bars": 0}, "recall": {"action": "recall", "over_bars": 0},
    "play": {"action": "play"}, "stop": {"action": "stop"},
}
SCHEMA: Final[dict[str, Any]] = {
    "type": "object", "required": ["do", "say"], "additionalProperties": False,
    "properties": {
        "do": {
            "type": "array", "maxItems": MAX_DO,
            "items": {
                "type": "object", "required": ["act"], "additionalProperties": False,
                "properties": {"act": {"enum": list(ACTS)}, **FIELDS},
            },
        },
        "say": {"type": "string", "maxLength": 160},
    },
}
"""What an answer is held to, where a server can."""

WHO: Final = """\
You steer a drum machine. Answer with one JSON object {"do": [...], "say": "short"} and nothing else.
Each item of do is one of:
{"act":"set","path":P,"to":N} {"act":"tempo","bpm":N,"over_bars":N} {"act":"target","score":"S","low":N,"high":N}
{"act":"mute","layer":L,"bars":N} {"act":"unmute","layer":L} {"act":"solo","layer":L} {"act":"unsolo","layer":L}
{"act":"fill","bars":N} {"act":"drop","bars":N} (kick out) {"act":"undo"} {"act":"section","name":X}
{"act":"save","name":X} {"act":"recall","name":X} {"act":"play"} {"act":"stop"}
Leave bars out when no number was said. New values are absolute: "a bit" is a tenth of the range, else a fifth.
Do only what was asked. Not about drums: {"do":[],"say":"that is not for a drum machine"}.
"mute the clap for 8 bars" -> {"do":[{"act":"mute","layer":"clap","bars":8}],"say":"clap out"}
"more swing" -> {"do":[{"act":"set","path":"hat_c.swing_percent","to":0.6}],"say":"more swing"}
"""


class NoAnswer(ValueError):
    """A text that holds no answer of this protocol; says why."""


def compact_prompt(state: SessionState) -> str:
    """Return a small model's instructions: how to answer, and the layers, paths and values of now. About 500 tokens."""
    config = state.config
    rows = [f"energy {config.energy:g} (0..1), bpm {config.bpm:g} (20..300), S target {_band(state)} (0..0.9)"]
    for name, layer in list(config.layers.items())[:MAX_LAYERS]:
        velocity = layer.velocity if isinstance(layer.velocity, (int, float)) else max(layer.velocity or (0,))
        density = "" if layer.density is None else f"{name}.density.target {layer.density.target:g} (0..1), "
        swing = f"{name}.swing_percent {layer.swing_percent or 0:g} (0.5..0.7)"
        rows.append(f"{density}{swing}, {name}.velocity {velocity:g} (1..127)")
    muted = [hold.layer for hold in state.stage.mutes]
    sections = [] if config.arc is None else [section.name for section in config.arc.sections]
    rows.append(f"muted: {', '.join(muted) or 'nothing'}; sections: {', '.join(sections) or 'none'}")
    return WHO + "Now:\n" + "\n".join(rows) + "\n"


def _band(state: SessionState) -> str:
    targets = state.config.targets
    return "none" if targets.S_low is None else f"{targets.S_low:g}..{targets.S_high or 0.9:g}"


def calls_of(text: str) -> tuple[list[tuple[str, str]], str]:
    """Return the tool calls (name, arguments as JSON) that an answer stands for, and what it says.

    An object in a text is taken for the answer, and so is a bare act.

    Raises:
        NoAnswer: there is no object, or it names no act.
    """
    found = object_in(text)
    if "act" in found:
        found = {"do": [found]}
    do = found.get("do", [])
    if not isinstance(do, list) or not ("do" in found or "say" in found):
        raise NoAnswer("the model's answer holds no acts")
    say = found.get("say", "")
    return [_call(item) for item in do[:MAX_DO]], say if isinstance(say, str) else ""


def object_in(text: str) -> Mapping[str, Any]:
    """Return the first JSON object in a text.

    Raises:
        NoAnswer: there is none.
    """
    decoder = json.JSONDecoder()
    at = text.find("{")
    while at >= 0:
        try:
            found, _ = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            at = text.find("{", at + 1)
            continue
        if isinstance(found, dict):
            return found
    raise NoAnswer("the model's answer holds no JSON object")


def _call(item: object) -> tuple[str, str]:
    if not isinstance(item, dict) or not isinstance(item.get("act"), str) or item["act"] not in ACTS:
        raise NoAnswer("the model's answer names an act that there is not")
    tool, fields = ACTS[item["act"]]
    given = {name: item[name] for name in fields if item.get(name) is not None}
    return tool, json.dumps(DEFAULTS.get(item["act"], {}) | given)
