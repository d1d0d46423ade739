"""A session that is recorded without a clock: what a player would have said of bars that play through.

Run as a program it records to a folder until it is killed, and prints each bar that is finished.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine import next_bar, start
from engine.commands import Fill, Wish
from sequencer.daemon.recorder import Recorder
from sequencer.tape.mirror import Mirror, bar_crc
from sequencer.tape.offline import rendered, take_of
from sequencer.wire.reports import BarComposed, BarSent
from tests.engine.asked import club

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from engine.config import Config
    from sequencer.tape.lines import Line


def render(bars: int, seed: int = 3) -> bytes:
    """Return the take of bars that nobody wished anything for."""
    return take_of(start(club()).config, rendered(club(), bars=bars, seed=seed), "club").to_bytes()


class Desk:
    """A mirror and a recorder that are told of the same bars."""

    def __init__(
        self, folder: Path, seed: int = 3, config: Config | None = None, **how: Any,
    ) -> None:
        self.reports: list[str] = []
        self.mirror = Mirror(start(club() if config is None else config, seed=seed, name="club"))
        self.recorder = Recorder(folder, self.mirror, name="club", **{"report": self.reports.append, **how})

    def take(self, *lines: Line) -> None:
        for line in lines:
            self.recorder.look()
            self.mirror.take(line)
            self.recorder.take(line)

    def compose(self, *wishes: Wish) -> int:
        """Make the next bar; return its index."""
        _, bar = next_bar(self.mirror.state, wishes)
        self.take(BarComposed(bar.index, wishes, bar_crc(bar)))
        return bar.index

    def play(self, bars: int, wishes: Sequence[Wish] = (), finished: Callable[[int], None] = lambda _: None) -> None:
        """Play some bars through; the first takes the wishes."""
        for count in range(bars):
            bar = self.compose(*(wishes if count == 0 else ()))
            self.take(BarSent(bar))
            finished(bar)


def _tell(bar: int) -> None:
    sys.stdout.write(f"{bar}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    Desk(Path(sys.argv[1])).play(100_000, [Wish(Fill(2))], _tell)
