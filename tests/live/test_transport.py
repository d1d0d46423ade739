"""Stop, continue, stop again at any moment: no answered wish is lost, no bar counted twice, no pulse missed."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Wish, start
from engine import commands as ask
from sequencer.midi.messages import CLOCK, STOP
from sequencer.tape.mirror import Mirror
from sequencer.wire.orders import Quit
from sequencer.wire.reports import BarComposed, BarDiscarded, BarSent, WishesApplied
from tests.engine.asked import club
from tests.live.stage import LiveStage
from tests.thorough import tries

if TYPE_CHECKING:
    from engine import SessionState
    from engine.control import TransportAction

BPM = 130.0
PULSE_NS = 60e9 / BPM / 24
BAR_MS = 60_000 / BPM * 4

actions = st.sampled_from(["play", "stop", "continue"])
gaps_ms = st.one_of(st.floats(0.0, 60.0), st.floats(0.0, 1.5 * BAR_MS))  # often within the lead
turns = st.lists(st.tuples(gaps_ms, actions | st.none()), min_size=1, max_size=24)


def lived(
    turns: list[tuple[float, TransportAction | None]], trims_ms: tuple[float, ...] = (), bars: int | None = None
) -> LiveStage:
    """A session that is told these things, some time after each other; None is a wish."""
    stage = LiveStage(
        club(), clock_out=True, pulses_while_stopped=True, outputs=max(1, len(trims_ms)), trims_ms=trims_ms,
        layer_outputs={"hat_c": 1, "clap": 2} if len(trims_ms) > 2 else None, bars=bars,
    )
    stage.transport(0, "play")
    moment = 0.0
    for number, (gap_ms, action) in enumerate(turns):
        moment += gap_ms
        if action is None:
            stage.wish(moment, Wish(ask.Set("hat_c.note", 50 + number), f"w{number}"))
        else:
            stage.transport(moment, action)
    stage.transport(moment + BAR_MS, "stop")
    stage.at(moment + BAR_MS + 300, Quit())
    stage.run()
    return stage


def mirrored(stage: LiveStage) -> SessionState:
    """The state that the daemon has after all that the player has said."""
    mirror = Mirror(start(club()))
    for report in stage.said:
        if isinstance(report, (BarComposed, BarDiscarded, WishesApplied)):
            mirror.take(report)
    assert mirror.differs is None
    return mirror.state


@settings(max_examples=tries(150))
@given(turns)
def test_no_wish_is_lost_whatever_the_transport_does(turns: list[tuple[float, TransportAction | None]]) -> None:
    stage = lived(turns)
    last = [50 + number for number, (_, action) in enumerate(turns) if action is None][-1:]
    assert [stage.player.bars.state.config.layers["hat_c"].note] == (last or [42])
    assert mirrored(stage) == stage.player.bars.state


@settings(max_examples=tries(150))
@given(turns)
def test_a_bar_that_has_sounded_is_never_discarded_or_made_again(
    turns: list[tuple[float, TransportAction | None]]
) -> None:
    begun: set[int] = set()
    for report in lived(turns).said:
        match report:
            case BarComposed(bar=bar) | BarDiscarded(bar=bar):
                assert bar not in begun
            case BarSent(bar=bar):
                begun.add(bar)
            case _:
                pass


@settings(max_examples=tries(150))
@given(turns, st.sampled_from([(), (0.0, -90.0, 130.0)]))
def test_pulses_never_miss_and_never_double(
    turns: list[tuple[float, TransportAction | None]], trims_ms: tuple[float, ...]
) -> None:
    for output in lived(turns, trims_ms).outputs:
        pulses = [ns for ns, message in output.sent if message == CLOCK]
        between = [later - earlier for earlier, later in pairwise(pulses)]
        assert max(between) <= 1.5 * PULSE_NS
        assert min(between) >= 0.5 * PULSE_NS


@settings(max_examples=tries(100))
@given(turns)
def test_every_hit_of_a_bar_sounds_once_at_most(turns: list[tuple[float, TransportAction | None]]) -> None:
    stage = lived(turns)
    made: Counter[int] = Counter()
    mirror = Mirror(start(club()))
    for report in stage.said:
        if isinstance(report, (BarComposed, BarDiscarded, WishesApplied)):
            mirror.take(report)
            if isinstance(report, BarComposed):
                made.update(event.note for event in mirror.bars[-1].bar.events)
    sounded = Counter(message[1] for _, message in stage.outputs[0].sent if message[0] >> 4 == 9)
    assert sounded <= made


@pytest.mark.parametrize("while_ms", [0.0, 5.0, 17.3, 29.9])
def test_a_wish_that_a_bar_has_taken_survives_stop_continue_stop_within_the_lead(while_ms: float) -> None:
    stage = LiveStage(club(), clock_out=True, pulses_while_stopped=True)
    stage.transport(0, "play")
    stage.wish(100, Wish(ask.Set("hat_c.note", 57), "heard"))
    for moment, action in ((1.4, "stop"), (1.4, "continue")):
        stage.transport(moment * BAR_MS, action)  # type: ignore[arg-type] # literals
    stage.transport(1.4 * BAR_MS + while_ms, "stop")
    stage.at(1.4 * BAR_MS + 100, Quit())
    stage.run()
    assert stage.player.bars.state.config.layers["hat_c"].note == 57
    assert stage.told(BarDiscarded) == []


def test_after_stop_the_pulses_go_on_where_they_were() -> None:
    stage = lived([(0.3 * BAR_MS, "stop"), (700.0, "continue"), (0.5 * BAR_MS, "stop")])
    sent = stage.outputs[0].sent
    stops = [ns for ns, message in sent if message == STOP]
    pulses = [ns for ns, message in sent if message == CLOCK]
    after = next(ns for ns in pulses if ns > stops[0])
    before = [ns for ns in pulses if ns <= stops[0]][-1]
    assert after - before == pytest.approx(PULSE_NS, abs=2)


@settings(max_examples=tries(60))
@given(turns, st.integers(1, 3))
def test_a_session_of_some_bars_makes_no_more_of_them(
    turns: list[tuple[float, TransportAction | None]], bars: int
) -> None:
    said = lived(turns, bars=bars).said
    made = sum(isinstance(report, BarComposed) for report in said)
    assert made - sum(isinstance(report, BarDiscarded) for report in said) <= bars


@pytest.mark.parametrize("action", ["play", "continue"])
def test_after_a_stop_in_the_last_bar_play_ends_it_and_continue_plays_its_rest(action: TransportAction) -> None:
    stage = LiveStage(club(), bars=2)
    stage.transport(0, "play")
    stage.transport(1.5 * BAR_MS, "stop")
    stage.transport(1.5 * BAR_MS + 100, action)
    stage.run()
    assert [report.bar for report in stage.told(BarComposed)] == [0, 1]
    assert stage.player.done
