"""How is a kind of wish said in plain words, with the layers, figures and times of a line that may mean it?

What is said here goes through the grammar like any other line, so that nothing is done that the grammar does not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agent.offline.asking import LAYER_WORDS
from agent.offline.layers import meant
from agent.offline.learned.last import last_of, points
from agent.offline.learned.tongues import in_english
from agent.offline.learned.which import likely_layers, likely_set
from agent.offline.lexemes import lexemes_of
from agent.offline.words import words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.offline.lexemes import Lexeme
    from engine.state import SessionState

OF_LAYERS: Final = {
    "mute": "mute {layers}{length}{time}", "unmute": "unmute {layers}{time}", "solo": "solo {layers}{length}{time}",
    "unsolo": "unsolo {layers}{time}", "lock": "lock {layers}{time}", "unlock": "unlock {layers}{time}",
    "velocity:up": "{layers} louder{by}{over}{time}", "velocity:down": "{layers} quieter{by}{over}{time}",
    "velocity:to": "{layers} velocity {figure}{over}{time}",
    "density.target:up": "more {layers}{over}{time}", "density.target:down": "less {layers}{over}{time}",
    "density.target:to": "{layers} density {figure}{over}{time}",
    "swing_percent:up": "more swing on {layers}{time}", "swing_percent:down": "less swing on {layers}{time}",
    "swing_percent:to": "{layers} swing {figure}{time}",
    "ratchet_prob:up": "more ratchets on {layers}{time}", "ratchet_prob:down": "less ratchets on {layers}{time}",
    "micro_ms:up": "looser {layers}{time}", "micro_ms:down": "tighter {layers}{time}",
    "length_steps:up": "{layers} longer{time}", "length_steps:down": "{layers} shorter{time}",
    "rot:up": "rotate {layers} by 1{time}", "rot:down": "rotate {layers} by -1{time}",
    "hit on": "{layers} hit on step {figure}{time}",
    "hit off": "remove {layers} on step {figure}{time}", "fills:to": "{layers} {figure} hits{time}",
    "last_step:to": "{layers} last_step {figure}{time}", "note:to": "set {layer}.note {figure}{time}",
    "beat_bins_ms:up": "{layers} {ms} late{time}", "beat_bins_ms:down": "{layers} {ms} early{time}",
    "velocity_spread:up": "more velocity spread on {layers}{time}",
    "beat_bins_ms:to": "{layers} {ms} late{time}", "ghost.prob:up": "more ghosts on {layers}{time}",
    "ghost.prob:down": "no ghosts on {layers}{time}", "rot:to": "{layers} rotation {figure}{time}",
    "length_steps:to": "set {layer}.length_steps {figure}{time}", "ratchet_prob:to": "{layers} ratchet {figure}{time}",
}
"""Kinds of wishes for layers, and how each is said."""
MOODS: Final = ("airy", "deeper", "driving", "human", "hypnotic", "peak time", "robotic", "warehouse")
OF_ALL: Final = {
    "bpm:to": "tempo {figure}{over}{time}", "bpm:up": "faster{by}{over}{time}", "bpm:down": "slower{by}{over}{time}",
    "energy:to": "energy {figure}{over}{time}", "energy:up": "more energy{time}", "energy:down": "less energy{time}",
    "fill": "fill{length}{time}", "fill every": "fill{every}", "fill on": "fill on", "fill off": "fill off",
    "undo": "undo{steps}", "redo": "redo{steps}", "freeze": "freeze{time}", "unfreeze": "unfreeze{time}",
    "stop": "stop{time}", "play": "play", "continue": "continue", "panic": "panic", "mark": "mark{time}",
    "hold on": "hold the section", "hold off": "release the section",
    "arc on": "arc on", "arc off": "arc off", "jam on": "jam along",
    "jam off": "jam off", "cancel": "cancel all", "record start": "start recording", "record stop": "stop recording",
    "target S:up": "more syncopation{time}", "target S:down": "less syncopation{time}",
    "target H:up": "more entropy{time}", "target H:down": "less entropy{time}",
    "phrase.variation:up": "more variation{time}", "phrase.variation:down": "less variation{time}",
    "phrase.variation:to": "phrase.variation {figure}{time}", "phrase.bars:to": "phrase.bars {figure}",
    "thin_bias:down": "less thin_bias{time}", "thin_bias:up": "more thin_bias{time}",
    "targets.T_ms_cap:to": "targets.T_ms_cap {figure}",
    "targets.T_ms_cap:down": "tighter{time}", "targets.T_ms_cap:up": "looser{time}",
    "accent.velocity_scale:up": "stronger accents{time}",
    "accent.prob:up": "more accents{time}", "accent.prob:down": "less accents{time}",
    "drop": "drop the kick{length}{time}",
    "section": "section {section}{time}", "scene recall": "recall {scene}{over}{time}",
    "load": "load {config}{time}", "guard.min_E:to": "guard.min_E {figure}", "scene save": "save scene {name}",
    "unmute": "unmute everything{time}", "density.target:up": "more hits{over}{time}",
    "density.target:down": "fewer hits{over}{time}", "density.target:to": "density {figure}{over}{time}",
    "swing_percent:up": "more swing{time}", "swing_percent:down": "less swing{time}",
    "swing_percent:to": "swing {figure}{time}", "accent.velocity_scale:down": "weaker accents{time}",
    "ghost.prob:up": "more ghosts{time}", "ghost.prob:down": "no ghosts{time}",
    **{f"mood {mood}": f"{mood}{{time}}" for mood in MOODS},
}
"""Kinds of wishes for the whole, or for no layer that is named."""
UNMUTES: Final = frozenset({"unmute", "unsolo", "unlock"})
LASTS: Final = frozenset({"mute", "solo", "fill", "drop"})
MOST_FIGURES: Final = 2
LATE: Final = "6"
"""Milliseconds that a layer is moved by where none are named."""
NAMED: Final = re.compile(
    r"\b(?:as|call(?:ed)?(?: it| this)?|name[ds]?(?: of| it)?|scene) ['\"]?(?P<name>\w+)['\"]?\s*[.!]*$", re.IGNORECASE
)
"""A name at the end of a line."""


@dataclass(frozen=True, slots=True)
class Slots:
    """What a line names: sets of layers, figures that are no time, times in words, names."""

    layers: tuple[tuple[str, ...], ...]
    figures: tuple[str, ...]
    length: str
    time: str
    overs: tuple[str, ...]
    every: str
    sections: tuple[str, ...]
    scenes: tuple[str, ...]
    configs: tuple[str, ...]
    names: tuple[str, ...] = ()


def slots_of(text: str, state: SessionState, names: Sequence[str]) -> Slots:
    """Find the layers, figures, times and names in a line.

    Args:
        text: what was said. state: how the music stands. names: of the configs.
    """
    lexemes = lexemes_of(words_of(in_english(text), state.config.phrase.bars), state.config.layers)
    learnt = likely_layers(text, state)
    likely = tuple(name for name in state.config.layers if name in likely_set(learnt))
    times = {one.value: one.said for one in lexemes if one.kind == "time"}
    words = set(re.findall(r"[\w']+", text.lower()))
    arc = state.config.arc
    return Slots(
        _layers(lexemes, state, likely, pointing=bool(points(text))), tuple(_figures(lexemes)),
        _bars(" for {} bars", times.get("for")), _time(times),
        tuple(one for one in (
            _bars(" over {} bars", times.get("over") or times.get("for")), _bars(" for {} bars", times.get("for"))
        ) if one),
        _bars(" every {} bars", times.get("every")),
        () if arc is None else tuple(
            one.name for one in arc.sections if any(word.startswith(one.name.lower()) for word in words)
        ),
        tuple(one.name for one in state.scenes if one.name.lower() in words),
        tuple(name for name in names if set(name.lower().split("_")) <= words),
        tuple(found["name"] for found in NAMED.finditer(text)),
    )


def said(kind: str, slots: Slots) -> list[str]:
    """Return how a kind of wish is said with what a line names; none where it names too little.

    Args:
        kind: as the labels of the corpus have it. slots: what the line names.
    """
    form = (OF_LAYERS if slots.layers and kind in OF_LAYERS else OF_ALL).get(kind)
    if form is None:
        return []
    every = slots.every if "{every}" in form else ""
    figures = slots.figures[:MOST_FIGURES] if "{figure}" in form else ("",)
    layers = slots.layers if "{layer" in form else ((),)
    overs = slots.overs if "{over}" in form and slots.overs else ("",)
    names = {"section": slots.sections, "scene": slots.scenes, "config": slots.configs, "name": slots.names}
    wanted = next((key for key in names if f"{{{key}}}" in form), "")
    by = f" by {slots.figures[0].strip('+-')}" if slots.figures else ""
    steps = f" {slots.figures[0]} steps" if slots.figures else ""
    late = f"{(slots.figures or (LATE,))[0].strip('+-')} ms"
    time = slots.time + (slots.every if not every and kind in LASTS else "")
    found = [
        form.format(
            layers=_named(some), layer=some[0] if some else "", figure=figure.strip("+"), length=slots.length,
            time=time, over=over, every=every, by=how, steps=steps, ms=late,
            section=name, scene=name, config=name, name=name,
        )
        for some in layers for over in overs for how in (by, "") for figure in figures
        for name in (names[wanted] if wanted else ("",)) if figure or "{figure}" not in form
    ]
    return list(dict.fromkeys(found))


def _layers(
    lexemes: Sequence[Lexeme], state: SessionState, likely: tuple[str, ...], *, pointing: bool
) -> tuple[tuple[str, ...], ...]:
    """Return the sets of layers that may be meant: those that are named, and where something is left out the others.

    A line that names none may be about those of what was done last. Those that are likely by its words are among them.
    """
    named = tuple(meant(state.config, [one.value for one in lexemes if one.kind == "layer" and one.value != "all"]))
    others = tuple(layer for layer in state.config.layers if layer not in named)
    whole = any(one.kind == "layer" and one.value == "all" for one in lexemes)
    scoped = any(one.kind == "scope" for one in lexemes)
    if not named:
        out = tuple(hold.layer for hold in (*state.stage.mutes, *state.stage.solos))
        last = last_of(state).layers if pointing else ()
        every = tuple(state.config.layers) if whole else ()
        return tuple(dict.fromkeys(some for some in (likely, last, out, every) if some))
    found = (named, others) if (scoped or whole) and others else (named,)
    return tuple(dict.fromkeys(some for some in (*found, likely) if some))


def _named(layers: Sequence[str]) -> str:
    return " and ".join(f"the {LAYER_WORDS.get(layer, layer)}" for layer in layers)


def _figures(lexemes: Sequence[Lexeme]) -> list[str]:
    """Return figures in their order, with their sign of a share."""
    found = []
    for at, one in enumerate(lexemes):
        if one.kind == "figure" and re.fullmatch(r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)%?", one.value):
            share = at + 1 < len(lexemes) and lexemes[at + 1].value == "percent"
            found.append(f"{one.value}%" if share and not one.value.endswith("%") else one.value)
    return found


def _bars(form: str, count: str | None) -> str:
    return form.format(count).replace(" 1 bars", " 1 bar") if count else ""


def _time(times: dict[str, str]) -> str:
    """Return when a line wants it, in words."""
    if times.get("at"):
        return f" at bar {int(times['at']) + 1}"
    if times.get("in"):
        return f" in {times['in']} bars"
    return " at the next phrase" if "phrase" in times else ""
