"""What is known of a layer while its steps of a bar are decided?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.layers import Part
    from engine.state import LayerMemory


@dataclass(slots=True)
class Draft:
    """One layer on its way to its steps; `stages` keeps the mask after each rule, for `explain` only."""

    part: Part
    memory: LayerMemory
    mask: int
    rotation: float
    generation: int
    renewed: bool
    heard: int
    """The conditions' memory after each step, which the next layer's NEI hears."""
    ghosts: int = 0
    blocked: int = 0
    rolls: bool = False  # it plays the built-in fill: neither density nor the controller takes from it
    figure: int | None = None  # what it holds, where the controller has changed hits of it
    hand_on: int = 0  # steps that the performer has put in
    stages: list[tuple[str, int]] = field(default_factory=list)
