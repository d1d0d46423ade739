"""What can go wrong, as one tree; every str() says what to do next.

TechnoError
    ConfigError      a config that cannot be used: all its faults at once
    BarFailed        a bar that could not be made: which one, with which seed, and why
    MidiFileError    a .mid file that cannot be read as drums, or not be written
"""

from __future__ import annotations

from dataclasses import dataclass

MAX_FAULTS_SHOWN = 20
"""Faults printed before "and n more" (docs/rules.md#shapes)."""


class TechnoError(Exception):
    """Root of every error the project raises on purpose."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a config: where, what was found, what is allowed, and a sentence for people."""

    path: str
    found: str
    allowed: str
    message: str


class ConfigError(TechnoError):
    """A config that cannot be used.

    Attributes:
        source: file name or other origin of the config, for people.
        faults: every fault found, in file order; never empty.
    """

    def __init__(self, source: str, faults: tuple[Fault, ...]) -> None:
        self.source = source
        self.faults = faults
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """One line a fault, at most MAX_FAULTS_SHOWN, then how many more there are."""
        shown = [
            f"{self.source}: {fault.path}: {fault.message}" if fault.path else f"{self.source}: {fault.message}"
            for fault in self.faults[:MAX_FAULTS_SHOWN]
        ]
        hidden = len(self.faults) - len(shown)
        return [*shown, f"{self.source}: and {hidden} more"] if hidden else shown


class BarFailed(TechnoError):
    """A bar that could not be made; the player repeats the last good one.

    Attributes:
        bar: index of the bar, from 0.
        seed: the session's seed, so that the failure can be made again.
    """

    def __init__(self, bar: int, seed: int, cause: BaseException) -> None:
        self.bar = bar
        self.seed = seed
        super().__init__(f"bar {bar + 1} could not be made (seed {seed}): {cause!r}; please report it with the journal")


class SoundFailed(TechnoError):
    """Sound that cannot be made: no synth, no audio device, or one that stopped asking for samples."""


class MidiFileError(TechnoError):
    """A .mid file that is not readable, holds no drums, or could not be written."""
