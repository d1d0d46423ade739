"""Mutes hold from their bar's line, and lines that nothing needs any more are forgotten."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Wish, next_bar, start
from engine import commands as ask
from engine.config import Config, Layer
from engine.holds import held, released, silent
from engine.session import entered
from engine.timebase import BAR_TICKS, STEP_TICKS
from sequencer.player.mutes import MAX_LINES, Hands, Mutes
from tests.thorough import tries

if TYPE_CHECKING:
    from engine import SessionState
    from engine.state import Holds
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


def test_a_hit_pushed_before_a_line_falls_under_what_its_own_bar_was_made_with() -> None:
    desk = Desk()
    first = desk.bar()
    desk.ask(100, ask.Mute("kick"), "m")
    assert desk.bar(Wish(ask.Mute("kick"), "m"), Wish(ask.Unmute("kick"), "u")) == LINE
    assert desk.mutes.silent(LINE - 5, first) == ("kick",)
    assert desk.mutes.silent(LINE - 5, LINE) == ()


def test_when_the_bars_in_which_mutes_acted_have_gone_nothing_is_worked_out_any_more(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk()
    desk.bar()
    desk.ask(100, ask.Mute("kick"))
    desk.mutes.stopped(int(str(LINE)))  # and not the very same number: it is counted
    lines = [desk.bar() for _ in range(MAX_LINES + 1)]
    monkeypatch.setattr("sequencer.player.mutes.Hands", None)
    assert desk.mutes.silent(lines[-1] + 1, lines[-1]) == ()


def test_before_any_bar_nothing_is_silent() -> None:
    mutes = Mutes()
    mutes.ask(ask.Mute("kick"), "m", 0, {})
    assert mutes.silent(5, 0) == ()
    mutes.stopped(0)
    assert mutes.silent(5, 0) == ()


# --- many of them -----------------------------------------------------------------------------------------------------

LAYERS = ("kick", "clap")
Asked = tuple[int, int, type[Any], str, dict[str, int]]
"""The bars that are made before, the tick, the kind and layer of a mute, and from when on it acts on layers."""
asked = st.lists(st.tuples(
    st.integers(0, 2), st.integers(0, 3 * BAR_TICKS), st.sampled_from((ask.Mute, ask.Unmute, ask.Solo, ask.Unsolo)),
    st.sampled_from(LAYERS), st.dictionaries(st.sampled_from(LAYERS), st.integers(0, 3 * BAR_TICKS), max_size=1),
), max_size=9)


def under(stage: Holds, command: Hold) -> Holds:
    """Return what is held after a command, by the engine's own rules."""
    match command:
        case ask.Mute(layer=layer):
            return replace(stage, mutes=held(stage.mutes, layer, None))
        case ask.Unmute(layer=layer):
            return replace(stage, mutes=released(stage.mutes, layer))
        case ask.Solo(layer=layer):
            return replace(stage, solos=held(stage.solos, layer, None))
        case ask.Unsolo(layer=layer):
            return replace(stage, solos=released(stage.solos, layer))


@settings(max_examples=tries(60))
@given(asked, st.lists(st.integers(0, 3 * BAR_TICKS + HALF), min_size=1, max_size=9))
def test_what_is_silent_is_what_the_commands_that_act_by_then_leave_in_the_order_in_which_they_were_asked(
    wanted: list[Asked], ticks: list[int]
) -> None:
    desk, number = Desk(), 0
    bars: list[tuple[int, SessionState, tuple[Wish, ...]]] = []
    early: list[tuple[int, Hold, dict[str, int], int]] = []
    for made in range(3):
        wishes = tuple(Wish(command, str(at)) for at, (_, command, _, until) in enumerate(early) if until == made)
        line = desk.bar(*wishes)
        bars.append((line, desk.before, wishes))
        for bars_before, tick, kind, layer, later in wanted:
            if bars_before == made:
                desk.ask(tick, kind(layer), str(number), **later)
                early.append((tick, kind(layer), later, made + 1))
                number += 1
    for line, before, wishes in bars:
        for tick in ticks:
            at = max(tick, line)
            found = []
            for layer in LAYERS:
                stage = entered(before, wishes).stage
                acting = [
                    command for start_tick, command, later, until in early
                    if later.get(layer, start_tick) <= tick and (until > 2 or at < bars[until][0])
                ]
                if layer in silent(reduce(under, acting, stage), LAYERS):
                    found.append(layer)
            assert desk.mutes.silent(tick, line) == tuple(found)


def test_a_bar_full_of_mutes_is_gone_through_once_for_all_its_notes_and_once_for_its_report(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, many = Desk(), 150
    desk.bar(*(Wish(ask.Mute("kick", at="now"), str(number)) for number in range(many)))
    for number in range(many):
        desk.ask(10 * number, (ask.Mute if number % 2 else ask.Unmute)("clap"), f"n{number}", kick=10 * number + 5)
    taken: list[int] = []
    taking = Hands.take

    def counted(hands: Hands, number: int, command: Hold) -> None:
        taken.append(number)
        taking(hands, number, command)

    monkeypatch.setattr(Hands, "take", counted)
    assert [desk.mutes.silent(tick, 0) for tick in range(0, BAR_TICKS, 480)][-1] == ("kick", "clap")
    assert len(desk.mutes.changes(0, BAR_TICKS)) == many
    assert len(taken) == many * len(LAYERS)
