"""How does a command get a picture of bars? The drawing library takes a second and 65 MB, in a process of its own."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Final

from engine.errors import TechnoError
from sequencer.midi.library import with_extra
from sequencer.picture.__main__ import MISSING
from sequencer.wire.launch import python_command, python_environment

if TYPE_CHECKING:
    from sequencer.picture.sheet import Sheet

KINDS: Final = ("svg", "png")


class PictureFailed(TechnoError):
    """A picture that cannot be drawn."""


def picture(sheet: Sheet, kind: str) -> bytes:
    """Return the picture of a sheet as a file's bytes. Blocks for a second or more.

    Args:
        sheet: what is drawn.
        kind: svg or png.

    Raises:
        PictureFailed: the drawing library is missing, or fails.
    """
    ran = subprocess.run(  # noqa: S603 - our own module
        [*python_command("sequencer.picture"), kind], input=json.dumps(sheet.json()).encode(), check=False,
        env=python_environment(), capture_output=True,
    )
    if ran.returncode == MISSING:
        raise PictureFailed(f"a picture needs what is not installed; {with_extra('plot')}")
    if ran.returncode != 0:
        last = ran.stderr.decode(errors="replace").strip().splitlines()[-1:]
        raise PictureFailed(f"the picture cannot be drawn: {' '.join(last) or f'status {ran.returncode}'}")
    return ran.stdout
