"""What was handed over ahead is known until its deadline has passed, and is taken back from a moment on."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

from sequencer.midi.messages import Due
from sequencer.player.handed import Handed

if TYPE_CHECKING:
    from sequencer.midi.ports import Output

LEAD_NS = 100


def handed(*places: int) -> Handed:
    """Return a record of messages that were handed over at these moments, LEAD_NS ahead of their deadlines."""
    found = Handed(cast("Output", SimpleNamespace(lead_ns=LEAD_NS)))
    for ns in places:
        found.add(due(ns), (ns, "kick"))
    return found


def due(ns: int) -> Due:
    return Due(ns, 0, ns, ns, 0, b"\xf8", "", 0, 0)


def moments(of: Handed, after_ns: int) -> list[int]:
    return [message.ns for message, _ in of.after(after_ns)]


def test_what_has_its_deadline_after_a_moment_is_taken_back_once_the_last_first() -> None:
    kept = handed(10, 20, 20, 30)
    assert kept.after(20 + LEAD_NS) == [(due(30), (30, "kick"))]
    assert moments(kept, 10 + LEAD_NS) == [20, 20]
    assert moments(kept, 10 + LEAD_NS) == []
    assert moments(kept, 9 + LEAD_NS) == [10]


def test_what_had_its_deadline_before_the_next_is_handed_over_is_forgotten() -> None:
    assert moments(handed(10, 20, 10 + LEAD_NS), 0) == [10 + LEAD_NS, 20, 10]
    assert moments(handed(10, 20, 11 + LEAD_NS), 0) == [11 + LEAD_NS, 20]
    assert moments(handed(10, 20, 21 + LEAD_NS), 0) == [21 + LEAD_NS]


def test_after_forgetting_nothing_can_be_taken_back() -> None:
    kept = handed(10, 20)
    kept.forget()
    assert moments(kept, 0) == []
