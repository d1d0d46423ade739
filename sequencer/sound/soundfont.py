"""How does a MIDI file sound through a soundfont, by the system's own synth?"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from engine.errors import SoundFailed

if TYPE_CHECKING:
    from collections.abc import Iterator

SYNTH: Final = "fluidsynth"
GAIN: Final = 0.6
"""Its own default of .2 leaves a drum part 15 dB below full scale."""
READ_BYTES: Final = 1 << 20


def soundfont_wav(midi: bytes, soundfont: Path, rate: int) -> Iterator[bytes]:
    """Return the pieces of a WAV file of a MIDI file; channel 10 are the soundfont's drums.

    Raises:
        SoundFailed: there is no synth, the soundfont cannot be read, or the synth made no sound.
    """
    synth = shutil.which(SYNTH)
    if synth is None:
        raise SoundFailed(
            f"a soundfont is played by {SYNTH}, which is not on this machine; install it (Debian: apt install {SYNTH}),"
            " or leave out --soundfont for the built-in kit"
        )
    try:
        with soundfont.open("rb") as file:
            head = file.read(12)
    except OSError as error:
        raise SoundFailed(f"{soundfont} cannot be read: {error.strerror or error}") from error
    if head[:4] != b"RIFF" or head[8:] != b"sfbk":
        raise SoundFailed(f"{soundfont} is no soundfont (.sf2, .sf3)")
    with tempfile.TemporaryDirectory(prefix="techno-") as folder:
        song, sound = Path(folder, "song.mid"), Path(folder, "sound.wav")
        song.write_bytes(midi)
        ran = subprocess.run(  # noqa: S603 - the system's synth; no file name can be taken for an option
            [
                synth, "-ni", "-q", "-g", str(GAIN), "-r", str(rate), "-O", "s16", "-T", "wav", "-F", str(sound),
                str(soundfont.resolve()), str(song),
            ],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False,
        )
        if ran.returncode or not sound.exists():
            said = ran.stderr.decode(errors="replace").strip().splitlines()
            raise SoundFailed(f"{SYNTH} made no sound: {said[-1] if said else f'exit {ran.returncode}'}")
        with sound.open("rb") as file:
            while piece := file.read(READ_BYTES):
                yield piece
