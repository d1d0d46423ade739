"""Which drum is a MIDI note, how loud is it in the mix, and what does it cut off?

General MIDI's percussion key map (MIDI Manufacturers Association, General MIDI Level 1, 1991) on every channel. A note
that the kit has no drum for is a tom at that note's own pitch.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Protocol

from sequencer.sound.clap import Clap
from sequencer.sound.kick import Kick
from sequencer.sound.metal import CLOSED_HAT, CRASH, OPEN_HAT, RIDE, SPLASH
from sequencer.sound.percussion import Cowbell, Shaker
from sequencer.sound.skins import Ring, Tom
from sequencer.sound.snare import Rim, Snare

if TYPE_CHECKING:
    from sequencer.sound.hit import Hit

HATS: Final = 1
"""The choke group of the hats: there is one pair of them."""
LOWEST_HZ: Final = 40.0
"""A tom below it would only move the air; such notes sound octaves higher."""
HIGHEST_HZ: Final = 4200.0
"""A tom above it would be a whistle; such notes sound octaves lower."""
TUNING_HZ: Final = 440.0
TUNING_NOTE: Final = 69


class Voice(Protocol):
    """A drum that can be rendered; equal ones sound equal."""

    def render(self, rate: int) -> Hit:
        """Return one hit at `rate` samples a second."""
        ...

    def __hash__(self) -> int:
        """Return a number that equal voices share."""
        ...


@dataclass(frozen=True, slots=True)
class Drum:
    """A voice in its place in the kit.

    Attributes:
        voice: what sounds.
        level: peak of a hit of velocity 127 as tuned, 1 being full scale before the bus.
        chokes: a hit ends what sounds of the drums of this group; 0 for none.
    """

    voice: Voice
    level: float
    chokes: int = 0


KICK: Final = Drum(Kick(), 0.9)
RIM: Final = Drum(Rim(), 0.5)
SNARE: Final = Drum(Snare(), 0.75)
CLAP: Final = Drum(Clap(), 0.85)
CLOSED: Final = Drum(CLOSED_HAT, 0.6, HATS)
OPEN: Final = Drum(OPEN_HAT, 0.5, HATS)
CYMBAL_RIDE: Final = Drum(RIDE, 0.42)
CYMBAL_CRASH: Final = Drum(CRASH, 0.5)
SHAKEN: Final = Drum(Shaker(), 0.6)
TOM_LEVEL: Final = 0.6

GENERAL_MIDI: Final[dict[int, Drum]] = {
    35: KICK,
    36: KICK,
    37: RIM,
    38: SNARE,
    39: CLAP,
    40: SNARE,
    41: Drum(Tom(75.0, decay_ms=330.0), TOM_LEVEL),
    42: CLOSED,
    43: Drum(Tom(90.0, decay_ms=300.0), TOM_LEVEL),
    44: CLOSED,
    45: Drum(Tom(105.0, decay_ms=280.0), TOM_LEVEL),
    46: OPEN,
    47: Drum(Tom(120.0, decay_ms=250.0), TOM_LEVEL),
    48: Drum(Tom(140.0, decay_ms=230.0), TOM_LEVEL),
    49: CYMBAL_CRASH,
    50: Drum(Tom(170.0, decay_ms=210.0), TOM_LEVEL),
    51: CYMBAL_RIDE,
    52: CYMBAL_CRASH,
    53: CYMBAL_RIDE,
    54: SHAKEN,
    55: Drum(SPLASH, 0.45),
    56: Drum(Cowbell(), 0.4),
    57: CYMBAL_CRASH,
    59: CYMBAL_RIDE,
    60: Drum(Ring(560.0, 130.0), 0.4),
    61: Drum(Ring(430.0, 150.0), 0.4),
    62: Drum(Ring(412.0, 158.0), 0.45),
    63: Drum(Ring(281.0, 178.0), 0.45),
    64: Drum(Ring(201.0, 352.0), 0.45),
    69: SHAKEN,
    70: SHAKEN,
    75: Drum(Ring(2500.0, 45.0), 0.3),
    76: Drum(Ring(1000.0, 60.0), 0.35),
    77: Drum(Ring(800.0, 70.0), 0.35),
    82: SHAKEN,
}
"""The General MIDI percussion notes that have a drum of their own; bongos, claves and wood blocks ring as congas do."""


@lru_cache(maxsize=128)
def drum_of(note: int) -> Drum:
    """Return the drum of a MIDI note 0..127."""
    known = GENERAL_MIDI.get(note)
    if known is not None:
        return known
    hertz = TUNING_HZ * 2 ** ((note - TUNING_NOTE) / 12)
    while hertz < LOWEST_HZ:
        hertz *= 2
    while hertz > HIGHEST_HZ:
        hertz /= 2
    return Drum(Tom(hertz, decay_ms=max(120.0, min(330.0, 26000.0 / hertz))), TOM_LEVEL)
