"""The command `techno watch CONFIG`: a config that is saved while it plays takes effect on a bar or phrase line."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final

import typer

from engine.errors import ConfigError
from sequencer.commands.live import NameOption  # noqa: TC001 - typer reads the annotations
from sequencer.commands.printed import print_error, print_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.bar import Outcome
    from engine.commands import Load
    from engine.config import Config


LOOK_MS: Final = 500
"""Until the watching has begun, and from then on between two looks that find nothing."""


class Line(StrEnum):
    """Where a saved config takes effect."""

    BAR = "bar"
    PHRASE = "phrase"


class Edited:
    """A config file that somebody edits."""

    def __init__(self, name: str, path: Path, config: Config) -> None:
        """Take its name, its file, and what it holds now."""
        self._name = name
        self._path = path
        self._config = config
        self._told: list[str] = []

    def read(self) -> Load | None:
        """Return the wish to play what was saved, None when nothing that is played has changed.

        A tempo that was changed in the file is taken, else the session keeps its own. Blocks on the disk.

        Raises:
            ConfigError: the file cannot be used; what it held before still counts.
        """
        from engine.commands import Load
        from sequencer.folders import found_at

        config = found_at(self._path).config
        self._told = []
        if config == self._config:
            return None
        load = Load(config, self._name, "keep" if config.bpm == self._config.bpm else "config")
        self._config = config
        return load

    def faults(self, error: ConfigError) -> list[str]:
        """Return the faults to tell, none when they were told last: a save may write the file several times."""
        if self._told == error.lines():
            return []
        self._told = error.lines()
        return self._told


def watch(
    config: Annotated[str, typer.Argument(metavar="CONFIG", help="a path, or a name of `techno configs`")],
    on: Annotated[Line, typer.Option("--on", help="the line on which it takes effect")] = Line.PHRASE,
    name: NameOption = "main",
) -> None:
    """Play a config anew whenever it is saved. On the next phrase line, until Ctrl-C; a broken one is not played."""
    import asyncio

    from sequencer.folders import find_config
    from sequencer.wire.client import ask_once

    found = find_config(config)
    ask_once(name, "status")
    asyncio.run(_watch(Edited(found.name, found.path, found.config), found.path.resolve(), on, name, print_line))


async def _watch(edited: Edited, path: Path, on: Line, name: str, say: Callable[[str], None]) -> None:
    from watchfiles import awatch

    from engine.outcome_words import outcome_words

    planned: tuple[Load, str] | None = None
    # The folder, since editors replace the file; a config that it is laid over may lie beside it.
    changes = awatch(
        path.parent, recursive=False, watch_filter=lambda _, name: name.endswith(".json"), yield_on_timeout=True,
        rust_timeout=LOOK_MS,
    )
    began = False
    async for found in changes:
        if not began:  # from now on nothing escapes; what was saved until now is read at once
            say(f"{path} is watched: what is saved plays from the next {on.value} line on")
        elif not found:
            continue
        began = True
        try:
            load = edited.read()
        except ConfigError as error:
            if faults := edited.faults(error):
                print_error(f"{path} is not played; what it held before plays on:")
            for line in faults:
                print_error(line)
            continue
        if load is None:
            continue
        outcome = await _submitted(name, load, planned, on)
        planned = (load, outcome.plan) if outcome.status == "planned" else None
        say(outcome_words(outcome))


async def _submitted(name: str, load: Load, planned: tuple[Load, str] | None, on: Line) -> Outcome:
    """Let a config play; it takes the place of one that was planned and has not begun."""
    from engine.commands import Cancel
    from engine.when import When
    from sequencer.wire.client import SocketSession

    session = await SocketSession.open(name)
    try:
        if planned is not None:
            earlier, plan = planned
            cancelled = (await session.submit(Cancel(plan))).status != "refused"  # refused: it plays already
            if cancelled and earlier.tempo == "config":
                load = replace(load, tempo="config")
        return await session.submit(load, when=When(phrase=True) if on is Line.PHRASE else None)
    finally:
        await session.close()
