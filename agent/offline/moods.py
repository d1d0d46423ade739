"""What does a mood consist of? A few changes that a listener of techno would call by that name."""

from __future__ import annotations

from typing import Final

Change = tuple[str, int]

MOODS: Final[dict[str, tuple[Change, ...]]] = {
    # Darkness is fewer and softer cymbals: what shines lies above 5 kHz.
    "darker": (("hats density", -1), ("hats velocity", -1)),
    "brighter": (("hats density", 1), ("hats velocity", 1)),
    # Hardness is level and insistence: louder drums, a hat that fills the 16ths.
    "harder": (("kick velocity", 1), ("backbeat velocity", 1), ("hats density", 1), ("accent", 1)),
    "calmer": (("kick velocity", -1), ("backbeat velocity", -1), ("hats density", -1), ("accent", -1)),
    # Hypnosis is repetition: a figure that is held, and turns that come seldom.
    "hypnotic": (("phrase", -1), ("turns", -1)),
    "sparser": (("hats density", -1), ("perc density", -1)),
    "busier": (("hats density", 1), ("perc density", 1)),
    # Funk is what lies between the beats, a little late.
    "funkier": (("swing", 1), ("S", 1)),
    "driving": (("hats density", 1), ("E", 1)),
    "wilder": (("S", 1), ("H", 1), ("phrase", 1), ("hats ratchet", 1)),
    "varied": (("phrase", 1), ("H", 1)),
    "tense": (("S", 1), ("hats ratchet", 1)),
    "build": (("hats density", 1), ("hats ratchet", 1), ("accent", 1)),
}
"""Changes as "quality", or "layers quality", with a direction."""

OF_LAYERS: Final[dict[str, tuple[Change, ...]]] = {
    "darker": (("velocity", -1),), "brighter": (("velocity", 1),), "harder": (("velocity", 1),),
    "calmer": (("velocity", -1),), "sparser": (("density", -1),), "busier": (("density", 1),),
    "funkier": (("swing", 1),), "driving": (("density", 1),), "wilder": (("ratchet", 1),), "varied": (("ratchet", 1),),
    "tense": (("ratchet", 1),), "build": (("density", 1),), "hypnotic": (("ratchet", -1),),
}
"""The same words said of some layers."""
