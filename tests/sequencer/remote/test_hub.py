"""Beats are told as they fall, the pattern with the first of a bar, and nothing once the transport has stopped."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING
from unittest.mock import patch

from engine import next_bar, start
from engine.config import Config, Layer
from engine.control import Composed, Moved
from sequencer.remote import hub as hub_module
from sequencer.remote.hub import Hub
from sequencer.wire.client import SessionUnreachable

if TYPE_CHECKING:
    from engine.bar import Bar
    from sequencer.remote.told import Facts

BEAT = "/techno/state/beat"
KICK = "/techno/state/pattern/kick"
BEAT_NS = 200_000_000
"""At 300 BPM."""
NOW_NS = 1_000 * BEAT_NS
STILL = SimpleNamespace(monotonic_ns=lambda: NOW_NS)
"""A clock that stands, so that no bar grows later while the hub hears of it."""


class Kept:
    """Keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[Facts] = []

    def tell(self, told: Facts) -> None:
        self.told.append(told)

    def beats(self) -> list[tuple[object, ...]]:
        return [told[BEAT] for told in self.told if BEAT in told]


def a_bar() -> Bar:
    return next_bar(start(Config(mode="m1", bpm=300, layers={"kick": Layer()})))[1]


def heard(*late_ns: int, stopped: bool = False) -> Kept:
    """Tell a hub of bars that begin so late; return what a listener was told until the last beat."""
    kept = Kept()

    async def nobody() -> None:
        raise SessionUnreachable("nobody")

    async def scene() -> None:
        hub = Hub(nobody)  # type: ignore[arg-type]  # it is never asked for a connection
        hub.listen(kept)
        for late in late_ns:
            hub._heard(Composed(a_bar(), NOW_NS - late))
        if stopped:
            hub._heard(Moved(playing=False, bar=0, tick=0))
        pending = tuple(hub._beats)
        last = max((one.when() for one in pending), default=0.0)
        await asyncio.sleep(max(0.0, last - asyncio.get_running_loop().time()))
        await asyncio.sleep(0)
    with patch.object(hub_module, "time", STILL):
        asyncio.run(scene())
    return kept


def test_every_beat_of_a_bar_is_told_and_the_pattern_first() -> None:
    kept = heard(0)
    assert kept.beats() == [(1, 1), (1, 2), (1, 3), (1, 4)]
    (pattern,) = [told[KICK] for told in kept.told if KICK in told]
    assert [step for step, velocity in enumerate(pattern) if velocity] == [0, 4, 8, 12]
    assert next(place for place, told in enumerate(kept.told) if KICK in told) < kept.told.index({BEAT: (1, 1)})


def test_a_bar_that_is_heard_of_late_begins_with_the_beat_that_sounds() -> None:
    assert heard(BEAT_NS * 5 // 2).beats() == [(1, 3), (1, 4)]


def test_a_bar_that_is_over_is_not_told() -> None:
    assert heard(BEAT_NS * 9).beats() == []


def test_no_beat_falls_after_the_transport_has_stopped() -> None:
    assert heard(-BEAT_NS, stopped=True).beats() == []
