"""How is each kind of wish said in plain words that the grammar reads: "{layers} louder{by}{over}{time}"?"""

from __future__ import annotations

from typing import Final

LATE: Final = "6"
"""Milliseconds that a layer is moved by where none are named."""
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
    "steps:to": "{layers} cycle {figure}{time}",
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
