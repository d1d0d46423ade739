"""A stop that is planned comes on its line: the bar behind it is not made, and nothing of the plan is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine import Wish, next_bar, start
from engine import commands as ask
from engine.config import Config
from engine.when import When
from sequencer.midi.messages import CONTINUE, START, STOP
from sequencer.wire.orders import Quit, Resume
from sequencer.wire.reports import BarComposed, BarSent, TransportMoved, WishesApplied
from tests.live.sent import balance
from tests.live.stage import LiveStage

if TYPE_CHECKING:
    from engine.when import When as Time

BAR_MS = 60_000 / 132 * 4
STOP_WISH = "stop please"


def planned(command: ask.Command, when: Time, name: str = "w") -> Wish:
    return Wish(command, name, when=when)


def stopped_at(
    bar: int, *after: tuple[float, str], clock_out: bool = False, trims_ms: tuple[float, ...] = ()
) -> LiveStage:
    """Play from bar 0 with a stop planned for a bar; then what is given, in bars from the start."""
    stage = LiveStage(Config(mode="m1"), clock_out=clock_out, trims_ms=trims_ms)
    stage.transport(0, "play")
    stage.wish(0.5 * BAR_MS, planned(ask.Transport(), When(at_bar=bar, sounding=0), STOP_WISH))
    for bars, action in after:
        if action == "cancel":
            stage.wish(bars * BAR_MS, Wish(ask.Cancel("all"), "cancel"))
        else:
            stage.transport(bars * BAR_MS, action)  # type: ignore[arg-type]  # the scenes name transport actions
    stage.at(8 * BAR_MS, Quit())
    stage.run()
    return stage


@pytest.mark.parametrize("trims_ms", [(), (-120.0,), (120.0,)])
def test_it_stops_on_the_line_and_the_bar_behind_it_is_not_made(trims_ms: tuple[float, ...]) -> None:
    stage = stopped_at(2, trims_ms=trims_ms)
    assert [report.bar for report in stage.told(BarComposed)] == [0, 1]
    assert [(report.bar, report.until_tick) for report in stage.told(BarSent)] == [(0, None), (1, None)]
    assert [report.playing for report in stage.told(TransportMoved)] == [True, False]
    (applied,) = stage.told(WishesApplied)
    assert [(wish.id, wish.command) for wish in applied.wishes] == [(STOP_WISH, ask.Transport())]
    state = stage.player.bars.state
    assert (state.bar, state.agenda) == (2, ())
    assert not balance(stage.outputs[0])
    last_ms = max(ms for ms, _, on in stage.notes() if on)
    assert last_ms < 2 * BAR_MS + 150


def test_the_clock_is_stopped_with_it() -> None:
    sent = [message for _, message in stopped_at(2, clock_out=True).outputs[0].sent]
    assert [message for message in sent if message in {START, STOP, CONTINUE}] == [START, STOP]


def test_play_goes_on_with_the_bar_it_stopped_at_and_begins_a_phrase_there() -> None:
    stage = stopped_at(2, (4, "play"))
    assert [report.bar for report in stage.told(BarComposed)][:3] == [0, 1, 2]
    assert stage.player.bars.state.anchor == 2
    assert [wish.author for report in stage.told(WishesApplied) for wish in report.wishes] == ["user", "transport"]


def test_continue_leaves_the_phrase_where_it_began() -> None:
    stage = stopped_at(2, (4, "continue"))
    assert [report.bar for report in stage.told(BarComposed)][:3] == [0, 1, 2]
    assert stage.player.bars.state.anchor == 0


@pytest.mark.parametrize(("asked_at", "time", "bars"), [
    (1.3, When(in_bars=1, sounding=1), 2), (0.2, When(in_bars=1, sounding=0), 1), (1.5, When(at_bar=2, sounding=1), 2),
    (1.3, When(at_bar=2), 2), (0.5, When(phrase=4, sounding=0), 4), (3.4, When(phrase=4, sounding=3), 4),
    (1.995, When(in_bars=1, sounding=1), 3), (1.995, When(in_bars=2, sounding=1), 3),
])
def test_a_stop_for_the_very_next_line_comes_on_it_or_where_that_bar_is_made_one_later(
    asked_at: float, time: When, bars: int
) -> None:
    stage = LiveStage(Config(mode="m1"), clock_out=True)
    stage.transport(0, "play")
    stage.wish(asked_at * BAR_MS, planned(ask.Transport(), time, STOP_WISH))
    stage.at(8 * BAR_MS, Quit())
    stage.run()
    assert [report.bar for report in stage.told(BarComposed)] == list(range(bars))
    assert [report.playing for report in stage.told(TransportMoved)] == [True, False]
    state = stage.player.bars.state
    assert (state.bar, state.agenda) == (bars, ())
    assert not balance(stage.outputs[0])


def test_a_stop_for_the_next_line_is_cancelled_with_all_that_is_planned() -> None:
    stage = LiveStage(Config(mode="m1"))
    stage.transport(0, "play")
    stage.wish(1.3 * BAR_MS, planned(ask.Transport(), When(in_bars=1, sounding=1), STOP_WISH))
    stage.wish(1.5 * BAR_MS, Wish(ask.Cancel("all"), "cancel"))
    stage.at(4 * BAR_MS, Quit())
    stage.run()
    assert [report.playing for report in stage.told(TransportMoved)] == [True]


@pytest.mark.parametrize("time", [
    When(in_bars=1, every_bars=4, sounding=1), When(at_bar=1, sounding=1), When(at_bar=-3),
])
def test_a_stop_that_no_bar_can_bring_is_refused_and_the_music_goes_on(time: When) -> None:
    stage = LiveStage(Config(mode="m1"))
    stage.transport(0, "play")
    stage.wish(1.3 * BAR_MS, planned(ask.Transport(), time, STOP_WISH))
    stage.at(4 * BAR_MS, Quit())
    stage.run()
    assert [report.playing for report in stage.told(TransportMoved)] == [True]
    state, bar = next_bar(next_bar(next_bar(start(Config(mode="m1")))[0])[0], [planned(ask.Transport(), time)])
    assert ([outcome.status for outcome in bar.outcomes], state.agenda) == (["refused"], ())


def test_what_is_wished_beside_a_stop_for_the_next_line_is_taken_too() -> None:
    stage = LiveStage(Config(mode="m1"))
    stage.transport(0, "play")
    stage.wish(1.2 * BAR_MS, Wish(ask.Mute("clap"), "mute"))
    stage.wish(1.3 * BAR_MS, planned(ask.Transport(), When(in_bars=1, sounding=1), STOP_WISH))
    stage.wish(1.4 * BAR_MS, Wish(ask.Tempo(140.0), "tempo"))
    stage.at(4 * BAR_MS, Quit())
    stage.run()
    (applied,) = stage.told(WishesApplied)
    assert sorted(wish.id for wish in applied.wishes) == sorted([STOP_WISH, "mute", "tempo"])
    assert stage.player.bars.state.config.bpm == 140.0


def test_a_stop_that_waited_for_a_player_is_the_next_players_first_act() -> None:
    state, _ = next_bar(start(Config(mode="m1"), seed=5))
    stage = LiveStage(state=state, clock_out=True)
    stage.player.transport.resume(Resume(state.tick, stage.clock.now_ns() + 300_000_000, 0))
    stage.wish(0, planned(ask.Transport(), When(in_bars=1, sounding=0), STOP_WISH))
    stage.at(3 * BAR_MS, Quit())
    stage.run()
    assert stage.told(BarComposed) == []
    assert [report.playing for report in stage.told(TransportMoved)] == [False]


def test_a_stop_that_is_cancelled_before_its_line_does_not_come() -> None:
    stage = stopped_at(2, (1.8, "cancel"))
    assert [report.playing for report in stage.told(TransportMoved)] == [True]
    assert [report.bar for report in stage.told(BarComposed)][:5] == [0, 1, 2, 3, 4]


def test_play_outruns_a_stop_that_is_planned_for_the_very_bar_it_begins_with() -> None:
    stage = LiveStage(Config(mode="m1"), bars=3)
    stage.wish(0, planned(ask.Transport(), When(at_bar=0)))
    stage.transport(1, "play")
    stage.run()
    assert [report.bar for report in stage.told(BarComposed)] == [0, 1, 2]


def test_what_was_planned_for_the_bar_of_the_stop_is_heard_when_it_is_played() -> None:
    stage = LiveStage(state=start(Config(mode="m1")))
    stage.wish(0, planned(ask.Mute("clap"), When(at_bar=2), "mute"))
    stage.wish(0, planned(ask.Transport(), When(at_bar=2), STOP_WISH))
    stage.transport(1, "play")
    stage.transport(4 * BAR_MS, "play")
    stage.at(6 * BAR_MS, Quit())
    stage.run()
    assert stage.player.bars.state.stage.mutes
    mutes = [report.muted for report in stage.told(BarSent)]
    assert [silent for _, silent in mutes[1]] == [()]
    assert [silent for _, silent in mutes[2]] == [("clap",)]


def test_a_bar_that_is_discarded_gives_back_what_it_took() -> None:
    stage = LiveStage(state=start(Config(mode="m1")))
    stage.wish(0, planned(ask.Mute("clap"), When(at_bar=1), "mute"))
    stage.transport(1, "play")
    stage.transport(0.99 * BAR_MS, "stop")
    stage.at(2 * BAR_MS, Quit())
    stage.run()
    state = stage.player.bars.state
    assert (state.bar, [item.at_bar for item in state.agenda], state.stage.mutes) == (1, [1], ())


@pytest.mark.parametrize("dead_bars", [0.2, 1.0, 3.7])
def test_a_stop_that_fell_due_while_no_player_lived_is_the_next_players_first_act(dead_bars: float) -> None:
    """Its bar is not made, the stop is taken once, and play begins with that bar."""
    state, _ = next_bar(start(Config(mode="m1"), seed=5), [planned(ask.Transport(), When(at_bar=1), STOP_WISH)])
    stage = LiveStage(state=state, clock_out=True)
    line_ns = round(stage.clock.now_ns() - dead_bars * BAR_MS * 1e6)
    stage.player.transport.resume(Resume(state.tick, line_ns, 0))
    stage.transport(6 * BAR_MS, "play")
    stage.at(7.5 * BAR_MS, Quit())
    stage.run()
    moved = [report.playing for report in stage.told(TransportMoved)]
    assert moved[:2] == [False, True]
    composed = [report.bar for report in stage.told(BarComposed)]
    assert composed[0] == 1
    assert [wish.id for report in stage.told(WishesApplied) for wish in report.wishes if wish.id] == [STOP_WISH]
    assert stage.player.bars.state.agenda == ()
    assert min(ms for ms, _, on in stage.notes() if on) >= 6 * BAR_MS
    assert not balance(stage.outputs[0])
