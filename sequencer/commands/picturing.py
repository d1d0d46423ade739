"""Which kind of picture does a file's name ask for, and how do bars get into it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from engine.bar import Bar
    from engine.config import Config


def picture_kind(plot: Path | None) -> str:
    """Return svg or png by a file's name, "" without a file.

    Raises:
        typer.BadParameter: it is neither.
    """
    from sequencer.picture.asking import KINDS

    kind = "" if plot is None else plot.suffix.lower().removeprefix(".")
    if plot is not None and kind not in KINDS:
        raise typer.BadParameter("a picture is .svg or .png", param_hint="--plot")
    return kind


def picture_of(configs: Sequence[Config], bars: Sequence[Bar], title: str, kind: str) -> bytes:
    """Return the picture of bars, one config a bar. Blocks for a second or more.

    Raises:
        PictureFailed: the drawing library is missing, or fails.
    """
    from sequencer.picture.asking import picture
    from sequencer.picture.sheet import sheet_of

    return picture(sheet_of(configs, bars, title), kind)
