"""Mutes hold from their bar's line, and lines that nothing needs any more are forgotten."""

from __future__ import annotations

from engine import Wish, next_bar, start
from engine import commands as ask
from engine.config import Config, Layer
from sequencer.player.mutes import MAX_LINES, Mutes

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
