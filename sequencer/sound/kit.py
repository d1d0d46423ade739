"""How does a note become samples, without ever being rendered twice?

A drum is rendered once, a velocity of it once more, and both are kept: after its first hit a drum costs nothing but the
mixing, and hit after hit at one velocity is the same sound to the bit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sequencer.sound.drum_map import drum_of
from sequencer.sound.hit import stepped, struck

if TYPE_CHECKING:
    from array import array
    from collections.abc import Iterable

    from sequencer.sound.drum_map import Drum, Voice
    from sequencer.sound.hit import Hit

RATE: Final = 48000
"""Samples a second, where nothing asks for another rate."""
GENERAL_MIDI_NOTES: Final = range(35, 83)


class Kit:
    """All drums at one sample rate."""

    def __init__(self, rate: int = RATE) -> None:
        self.rate = rate
        self._hits: dict[Voice, Hit] = {}
        self._sounds: dict[tuple[Drum, int], array[float]] = {}

    def sound(self, note: int, velocity: int) -> array[float]:
        """Return the samples of a note 0..127 struck at a velocity 1..127; never change them."""
        drum = drum_of(note)
        key = (drum, stepped(velocity))
        sound = self._sounds.get(key)
        if sound is None:
            sound = self._sounds[key] = struck(self._hit(drum.voice), key[1], drum.level)
        return sound

    def warm(self, notes: Iterable[int] = GENERAL_MIDI_NOTES) -> None:
        """Render the drums of some notes ahead; General MIDI's take about a second."""
        for note in notes:
            self._hit(drum_of(note).voice)

    def _hit(self, voice: Voice) -> Hit:
        hit = self._hits.get(voice)
        if hit is None:
            hit = self._hits[voice] = voice.render(self.rate)
        return hit
