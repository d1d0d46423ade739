"""What do the drums look like? `python -m bench.sound.pictures` draws the spectrograms of docs/sound.md, with sox."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sequencer.folders import find_config
from sequencer.sound.bus import BLOCK
from sequencer.sound.kit import Kit
from sequencer.sound.offline import wav_of
from sequencer.sound.wav import wav_pieces
from sequencer.tape.offline import rendered

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FOLDER: Final = Path(__file__).resolve().parents[2] / "docs" / "pictures"
ROW: Final = ((36, 0.45), (38, 0.3), (39, 0.35), (42, 0.2), (46, 0.45), (51, 0.8), (37, 0.15), (43, 0.35), (56, 0.35))
"""Drums of the first picture, and the seconds that each has."""
VELOCITY: Final = 127
WIDTH, HEIGHT = 640, 129


def main() -> None:
    """Draw both pictures."""
    kit = Kit()
    row: list[float] = []
    for note, seconds in ROW:
        sound = list(kit.sound(note, VELOCITY))
        count = round(seconds * kit.rate)
        row += (sound + [0.0] * count)[:count]
    peak = max(map(abs, row))
    blocks: Sequence[Sequence[float]] = [
        [value / peak for value in row[place : place + BLOCK]] for place in range(0, len(row), BLOCK)
    ]
    _draw("drums.png", wav_pieces(len(row), kit.rate, blocks), "kick snare clap hats ride rim tom cowbell")
    bars = rendered(find_config("m4_showcase").config, bars=2)
    _draw("showcase.png", wav_of(bars, kit), "m4_showcase, two bars")


def _draw(name: str, sound: Iterable[bytes], title: str) -> None:
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        file.write(b"".join(sound))
        file.flush()
        subprocess.run(
            [
                "sox", file.name, "-n", "gain", "-1", "rate", "32k", "spectrogram", "-x", str(WIDTH), "-y", str(HEIGHT),
                "-z", "70", "-t", title, "-c", "", "-o", str(FOLDER / name),
            ],
            check=True,
        )


if __name__ == "__main__":
    main()
