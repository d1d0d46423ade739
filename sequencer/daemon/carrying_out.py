"""What does the daemon itself do at the bar that names it? It begins and ends takes; a stop is the player's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.bar import Outcome

if TYPE_CHECKING:
    from engine.control import Moved, RecordAction
    from sequencer.daemon.recorder import Recorder
    from sequencer.tape.mirror import Mirror
    from sequencer.wire.reports import BarSent


def takes_due(report: BarSent, mirror: Mirror, recording: Recorder | None) -> tuple[Outcome, ...]:
    """Begin or end the takes that were planned for a bar, and return the answers.

    Args:
        report: the bar was sent; the recording has not heard of it yet.
        mirror: has the bar.
        recording: None when files are off.
    """
    made = mirror.made(report.bar)
    if made is None or report.from_tick is not None or recording is None:  # the rest of a cut bar is no new bar
        return ()
    found = []
    for due in made.bar.due:
        if due.command == "record":
            action: RecordAction = "start" if due.path == "start" else "stop"
            name = str(due.requested or "")
            found.append(recording.record(action, name, wish=due.wish, author=due.author, bar=report.bar))
    return tuple(found)


def stopped(moved: Moved, author: str) -> Outcome:
    """Return the answer to a stop that was wished for now, and has come."""
    return Outcome("", author, "transport", "stop", "applied", "stop", "stop", moved.bar)
