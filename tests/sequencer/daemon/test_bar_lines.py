"""The daemon knows which bar sounds, which is ahead, and which it has not heard the end of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine import Wish, next_bar, start
from engine.commands import Transport
from engine.config import Config
from engine.timebase import BAR_TICKS
from engine.when import When
from sequencer.daemon.bar_lines import BarLines
from sequencer.tape.mirror import Mirror

if TYPE_CHECKING:
    from engine.bar import Bar

BAR_NS = 2_000_000_000
ROOM_NS = 300_000_000
LATER = 10 * BAR_NS


@pytest.fixture
def bars() -> list[Bar]:
    state, found = start(Config(mode="m1", bpm=120.0)), []
    for _ in range(4):
        state, bar = next_bar(state)
        found.append(bar)
    return found


@pytest.fixture
def lines(bars: list[Bar]) -> BarLines:
    """Three bars, of which the first has been sent and the last is made ahead."""
    lines = BarLines()
    for bar in bars[:3]:
        lines.composed(bar, bar.index * BAR_NS)
    lines.sent(0)
    return lines


def test_the_bar_whose_line_has_passed_sounds(lines: BarLines) -> None:
    assert [getattr(lines.sounding(ns), "index", None) for ns in (BAR_NS, 2 * BAR_NS - 1, 2 * BAR_NS)] == [1, 1, 2]
    assert BarLines().sounding(0) is None
    assert [bar.index for bar in lines.recent()] == [1, 2]


def test_a_bar_ahead_is_one_that_a_new_player_can_still_play(lines: BarLines) -> None:
    ahead = lines.ahead(2 * BAR_NS - ROOM_NS, ROOM_NS)
    assert ahead is not None
    assert (ahead.bar.index, ahead.start_ns) == (2, 2 * BAR_NS)
    assert lines.ahead(2 * BAR_NS - ROOM_NS + 1, ROOM_NS) is None


def test_a_discarded_bar_neither_sounds_nor_is_ahead_nor_is_owed(lines: BarLines) -> None:
    discarded = lines.discarded(2)
    assert discarded is not None
    assert discarded.index == 2
    sounding = lines.sounding(LATER)
    assert sounding is not None
    assert sounding.index == 1
    assert [bar.index for bar in lines.recent()] == [1]
    ahead = lines.ahead(-LATER, ROOM_NS)
    assert ahead is None or ahead.bar.index == 1
    assert [report.bar for report in lines.cut(LATER)] == [1]
    assert lines.discarded(2) is None


def test_what_a_lost_player_has_not_finished_is_owed_with_what_was_not_sent(lines: BarLines) -> None:
    first, second = lines.cut(BAR_NS + BAR_NS // 4)
    assert (first.bar, first.skipped) == (1, ((BAR_TICKS + BAR_TICKS // 4, 2 * BAR_TICKS),))
    assert (second.bar, second.skipped[0][1]) == (2, 3 * BAR_TICKS)
    assert second.skipped[0][0] <= 2 * BAR_TICKS
    assert lines.cut(LATER)[0].skipped == ()


@pytest.mark.parametrize(("stop_at", "comes_in"), [(1, 1), (2, 2), (5, 5), (9, 6)])
def test_a_planned_stop_is_not_passed_by_bars_that_nobody_plays(stop_at: int, comes_in: int) -> None:
    asked = Wish(Transport(), "stop", when=When(at_bar=stop_at, sounding=0))
    mirror = Mirror(start(Config(mode="m1", bpm=120.0)))
    lines = BarLines()
    lines.composed(mirror.composed((asked,)), 0)
    place = lines.next_line(mirror, 6 * BAR_NS - ROOM_NS, lambda _kept: None)
    assert place == (comes_in * BAR_TICKS, comes_in * BAR_NS)
    assert [item.at_bar for item in mirror.state.agenda] == [stop_at]
