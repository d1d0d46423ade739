"""Mutes hold from their bar's line, and lines that nothing needs any more are forgotten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine import Wish, next_bar, start
from engine import commands as ask
from engine.config import Config, Layer
from engine.timebase import BAR_TICKS, STEP_TICKS
from sequencer.player.mutes import MAX_LINES, Mutes

if TYPE_CHECKING:
    from engine import SessionState
    from sequencer.player.mutes import Hold

CONFIG = Config(mode="m2", layers={"kick": Layer(), "clap": Layer()})


def after_bars(bars: int) -> tuple[Mutes, list[int]]:
    """Mutes that have seen that many bars with a muted kick; and the bars' lines."""
    mutes, lines = Mutes(), []
    state = start(CONFIG)
    for number in range(bars):
        wishes = (Wish(ask.Mute("kick"), "m"),) if number == 0 else ()
        before = state
        state, bar = next_bar(before, wishes)
        mutes.coming(bar, before, wishes)
        lines.append(bar.start_tick)
    return mutes, lines


def test_the_last_bars_lines_are_kept_for_what_still_needs_them() -> None:
    mutes, lines = after_bars(MAX_LINES)
    assert [mutes.silent(line, line) for line in lines] == [("kick",)] * MAX_LINES


def test_of_a_whole_night_only_the_last_lines_are_kept() -> None:
    mutes, lines = after_bars(100)
    assert [mutes.silent(line, line) for line in lines[:-MAX_LINES]] == [()] * (100 - MAX_LINES)
    assert [mutes.silent(line, line) for line in lines[-MAX_LINES:]] == [("kick",)] * MAX_LINES


# --- mutes that act before their bar line -----------------------------------------------------------------------------

LINE = BAR_TICKS
HALF = STEP_TICKS // 2


class Desk:
    """Mutes of a session whose bars are made one by one."""

    def __init__(self) -> None:
        self.mutes = Mutes()
        self.state: SessionState = start(CONFIG)
        self.before = self.state

    def bar(self, *wishes: Wish) -> int:
        """Make a bar that takes these wishes; return its line."""
        self.before = self.state
        self.state, bar = next_bar(self.before, wishes)
        self.mutes.coming(bar, self.before, wishes)
        return bar.start_tick

    def ask(self, tick: int, command: Hold, wish: str = "w", **later: int) -> None:
        self.mutes.ask(command, wish, tick, later)


@pytest.mark.parametrize(("asked", "told"), [
    ((LINE + 1,), [(LINE, ()), (LINE + 1, ("kick",))]),
    ((2 * LINE - 1,), [(LINE, ()), (2 * LINE - 1, ("kick",))]),
    ((2 * LINE,), [(LINE, ())]),
    ((2 * LINE + 5,), [(LINE, ())]),
    ((LINE,), [(LINE - HALF, ()), (LINE, ("kick",))]),
    ((LINE - HALF + 1,), [(LINE - HALF, ()), (LINE - HALF + 1, ("kick",))]),
    ((LINE - HALF,), [(LINE, ("kick",))]),
    ((LINE - 1_000,), [(LINE, ("kick",))]),
    ((LINE + 7, LINE + 9), [(LINE, ()), (LINE + 7, ("kick",))]),
    ((LINE - 3, LINE + 9), [(LINE - HALF, ()), (LINE - 3, ("kick",))]),
])
def test_a_bar_tells_from_its_earliest_hit_to_its_end_when_what_is_silent_changes(
    asked: tuple[int, ...], told: list[tuple[int, tuple[str, ...]]]
) -> None:
    """No hit is earlier than half a step before the line."""
    desk = Desk()
    desk.bar()
    assert desk.bar() == LINE
    for tick in asked:
        desk.ask(tick, ask.Mute("kick"))
    assert desk.mutes.changes(LINE, 2 * LINE) == told


def test_an_output_that_has_sent_more_is_muted_from_its_own_tick_on() -> None:
    desk = Desk()
    desk.bar()
    desk.ask(100, ask.Solo("clap"), kick=300)
    assert [desk.mutes.silent(tick, 0) for tick in (99, 100, 299, 300)] == [(), (), (), ("kick",)]
    assert desk.mutes.changes(0, LINE) == [(0, ()), (300, ("kick",))]
    both = Desk()
    both.bar()
    both.ask(100, ask.Mute("clap"), kick=300)
    assert both.mutes.changes(0, LINE) == [(0, ()), (100, ("clap",))]


def test_it_acts_until_the_line_of_the_bar_that_takes_it_and_no_further() -> None:
    desk = Desk()
    desk.bar()
    desk.ask(100, ask.Mute("kick"), "m")
    wish = Wish(ask.Mute("kick"), "m")
    taken = desk.bar(wish)
    released = desk.bar(Wish(ask.Unmute("kick"), "u"))
    assert desk.mutes.silent(99, 0) == ()
    assert desk.mutes.silent(100, 0) == ("kick",)
    assert desk.mutes.silent(taken - 1, 0) == ("kick",)
    assert desk.mutes.silent(taken, taken) == ("kick",)
    assert desk.mutes.silent(released + 5, released) == ()


def test_it_waits_through_bars_that_were_made_before_it_was_asked() -> None:
    desk = Desk()
    lines = [desk.bar(), desk.bar()]
    desk.ask(lines[1] - 50, ask.Mute("kick"), "m")
    for _ in range(MAX_LINES + 2):
        lines.append(desk.bar())
        assert desk.mutes.silent(lines[-1] + 1, lines[-1]) == ("kick",)


def test_each_ends_with_the_bar_that_takes_it_whatever_becomes_of_others() -> None:
    desk = Desk()
    desk.bar()
    desk.ask(100, ask.Mute("kick"), "k")
    desk.ask(200, ask.Mute("clap"), "c")
    second = desk.bar(Wish(ask.Mute("kick"), "k"))
    third = desk.bar(Wish(ask.Unmute("kick"), "u"))
    assert desk.mutes.silent(second + 1, second) == ("kick", "clap")
    assert desk.mutes.silent(third + 1, third) == ("clap",)


def test_the_first_bar_that_has_taken_it_counts_when_it_is_told_again() -> None:
    desk = Desk()
    desk.bar()
    desk.ask(100, ask.Mute("kick"), "m")
    second = desk.bar(Wish(ask.Mute("kick"), "m"))
    third = desk.bar(Wish(ask.Unmute("kick"), "u"))
    desk.bar(Wish(ask.Mute("clap"), "m"))
    assert desk.mutes.silent(second + 1, second) == ("kick",)
    assert desk.mutes.silent(third + 1, third) == ()


def test_a_bar_that_stop_discards_takes_its_mutes_with_it_and_what_was_asked_is_in_the_state() -> None:
    desk = Desk()
    first = desk.bar()
    ahead = desk.bar(Wish(ask.Mute("clap"), "c"))
    desk.ask(ahead - 100, ask.Mute("kick"), "k")
    desk.state = desk.before
    desk.mutes.stopped(ahead)
    assert desk.mutes.silent(ahead + 1, ahead) == ()  # the first bar's, and what was asked has ended
    assert desk.mutes.silent(ahead - 1, first) == ("kick",)
    again = desk.bar(Wish(ask.Mute("clap"), "c"))
    assert again == ahead
    assert desk.mutes.silent(ahead + 1, ahead) == ("clap",)
    desk.mutes.stopped(ahead + BAR_TICKS)
    assert desk.mutes.silent(ahead + 1, ahead) == ("clap",)


def test_before_any_bar_nothing_is_silent() -> None:
    mutes = Mutes()
    mutes.ask(ask.Mute("kick"), "m", 0, {})
    assert mutes.silent(5, 0) == ()
    mutes.stopped(0)
    assert mutes.silent(5, 0) == ()
