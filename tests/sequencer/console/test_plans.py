"""A plan is told with its number, the bars until it and what it asks for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine import commands as ask
from engine.commands import Wish
from engine.state import Planned
from sequencer.console.paint import plain_text
from sequencer.console.paint_queue import queue_lines
from sequencer.console.plans import plan_words, wish_words
from sequencer.console.view import StageView
from tests.sequencer.console.scenes import played


@pytest.mark.parametrize(("command", "words"), [
    (ask.Set("kick.rot", 2), "kick.rot to 2"), (ask.Tempo(140.0), "140 BPM"),
    (ask.Tempo(140.0, 8), "140 BPM over 8 bars"),
    (ask.Fill(2), "fill for 2"), (ask.Fill(None), "fill on"), (ask.Fill(0), "fill off"), (ask.Drop(8), "drop for 8"),
    (ask.Mute("clap", 4), "mute clap for 4"), (ask.Mute("clap"), "mute clap"), (ask.Solo("clap", 1), "solo clap for 1"),
    (ask.Scene("recall", "two", 4), "scene two over 4 bars"), (ask.Scene("save", "two"), "save scene two"),
    (ask.Hit("clap", 12), "hit clap 13 on"), (ask.Hit("clap", 0, on=False), "hit clap 1 off"),
    (ask.Hit("clap", 0, on=None), "hit clap 1 free"), (ask.Transport(), "stop"), (ask.Undo(), "undo"),
    (ask.Mark("drop"), "mark drop"), (ask.Mark(), "mark"),
])
def test_a_wish_is_told_in_a_few_words(command: ask.Command, words: str) -> None:
    assert wish_words(command) == words


def test_bars_count_from_the_bar_that_sounds_and_while_stopped_from_the_next() -> None:
    view = played()
    plan = Planned("5", 20, Wish(ask.Fill(1), "1", "agent"), every_bars=8)
    assert view.bar is not None
    assert view.snapshot is not None
    assert plan_words(view, plan) == "5. in 1 bar, every 8: fill for 1 (agent)"
    stopped = replace(view, snapshot=replace(view.snapshot, playing=False))
    assert plan_words(stopped, plan) == "5. at the next bar line, every 8: fill for 1 (agent)"
    assert plan_words(stopped, replace(plan, at_bar=24)).startswith("5. in 4 bars")
    assert plan_words(StageView(), plan).startswith("5. at the next")


def test_what_falls_due_first_blinks_twice_a_beat_and_says_its_bars_all_the_time() -> None:
    shown = [queue_lines(replace(played(), tick=tick), 9) for tick in range(0, 1920, 480)]
    styles = [next(style for (style, text), *_ in lines if "scene drop" in text) for lines in shown]
    assert styles == ["class:armed", "class:armed", "class:waiting", "class:waiting"]
    assert all("3. in 5 bars: scene drop" in plain_text(lines) for lines in shown)


def test_a_long_agenda_hides_nothing_that_moves_and_says_how_much_there_is() -> None:
    view = played()
    assert view.state is not None
    agenda = tuple(Planned(str(number), 30 + number, Wish(ask.Fill(1), "1")) for number in range(50))
    lines = queue_lines(replace(view, state=replace(view.state, agenda=agenda)), 8)
    assert len(lines) == 8
    text = plain_text(lines)
    assert "0. in 11 bars: fill for 1" in text
    assert "drop: 7 bars to go" in text
    assert "and 47 more" in text or "and 48 more" in text
