"""Does the built-in kit sound like the machines it is modelled on, and is it quick enough?"""

from __future__ import annotations

from bench.sound.figures import figures

__all__ = ["figures"]
