"""How does a config become a file without a clock: bar after bar, as fast as they can be made?"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from engine.errors import MidiFileError
from engine.midi_file import Take
from engine.session import next_bar, start
from sequencer.bar_log import score_values

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.bar import Bar
    from engine.config import Config


def rendered(
    config: Config, *, bars: int, seed: int | None = None, bpm: float | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[Bar, ...]:
    """Return the first bars of a session.

    Args:
        config: filled in.
        bars: how many, at least 1.
        seed: the config's when left out. bpm: likewise, 20..300.
        progress: told the number of finished bars after each.
    """
    state = start(config, seed=seed, bpm=bpm)
    found = []
    for count in range(1, bars + 1):
        state, bar = next_bar(state)
        found.append(bar)
        if progress is not None:
            progress(count)
    return tuple(found)


def take_of(config: Config, bars: Sequence[Bar], title: str) -> Take:
    """Return the bars as a MIDI file in the making, one track a layer of the config."""
    take = Take(tuple(config.layers), config.ppq, title)
    for bar in bars:
        take.add_bar(bar)
    return take


def written_together(contents: Sequence[tuple[Path, bytes]]) -> None:
    """Write several files, all or none: each to a temporary name beside its place, then renamed. Makes missing folders.

    A link stays a link: what it leads to is written.

    Raises:
        MidiFileError: one of them cannot be written; what was there before is still there.
    """
    parts: list[tuple[str, Path]] = []
    done: list[tuple[Path, bytes | None]] = []
    path = Path()
    whole = False
    try:
        for given, content in contents:
            path = given
            if path.exists() and not path.is_file():
                raise MidiFileError(f"{path} is no regular file; name another")
            path = Path(os.path.realpath(path)) if path.is_symlink() else path
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, part = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".part", dir=path.parent)
            parts.append((part, path))
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(part).chmod(0o666 & ~_umask())
        for part, path in parts:
            before = path.read_bytes() if path.exists() else None
            Path(part).replace(path)
            done.append((path, before))
        whole = True
    except OSError as error:
        raise MidiFileError(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        for finished, before in () if whole else done:  # also when Ctrl-C comes between two of them
            with suppress(OSError):
                finished.unlink() if before is None else finished.write_bytes(before)
        for part, _ in parts:
            Path(part).unlink(missing_ok=True)


def _umask() -> int:
    """Return the process's file mode mask, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def summary(bars: Sequence[Bar]) -> dict[str, dict[str, float]]:
    """Return median, least and largest of each score over bars (at least one), by the letters scripts read."""
    columns = [score_values(bar.scores) for bar in bars]
    return {
        name: {
            "median": median(column[name] for column in columns), "min": min(column[name] for column in columns),
            "max": max(column[name] for column in columns),
        }
        for name in columns[0]
    }
