"""Nothing that is planned is lost, doubled or early when players die: the next one plays what was to be played."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from engine import Wish, next_bar, start, state_from_json, state_json
from sequencer.tape.mirror import bar_crc
from sequencer.wire.orders import Resume
from sequencer.wire.reports import BarComposed
from tests.engine.asked import club, sensible, times
from tests.live.nights import BAR_MS
from tests.live.stage import LiveStage

if TYPE_CHECKING:
    from engine import SessionState

BARS = 10
plans = st.lists(st.builds(lambda command, when: Wish(command, when=when), sensible, times), max_size=8)
deaths = st.lists(st.tuples(st.integers(1, 3), st.floats(-1.5, 1.5)), min_size=1, max_size=3)
"""How many bars each player lives, and where the line of its next bar lies when another takes its place, in bars."""


def played_on(state: SessionState, line_bars: float, bars: int) -> tuple[SessionState, list[tuple[int, int | None]]]:
    """Let a new player take a state over, and live for some bars; return its state, and what it has composed."""
    stage = LiveStage(state=state_from_json(state_json(state)), bars=bars)
    now_ns = stage.clock.now_ns()
    stage.player.transport.resume(Resume(state.tick, now_ns + round(line_bars * BAR_MS * 1e6), 0))
    stage.run()
    return stage.player.bars.state, [(report.bar, report.crc) for report in stage.told(BarComposed)]


@given(plans, deaths)
def test_players_that_take_over_play_the_bars_of_one_that_lives(
    plans: list[Wish], deaths: list[tuple[int, float]]
) -> None:
    state, _ = next_bar(start(club(), seed=9), plans)
    alive, whole = state, []
    for _ in range(BARS):
        alive, bar = next_bar(alive)
        whole.append((bar.index, bar_crc(bar)))
    found: list[tuple[int, int | None]] = []
    for bars, line_bars in [*deaths, (BARS - sum(bars for bars, _ in deaths), 0.5)]:
        state, composed = played_on(state, line_bars, bars)
        found += composed
    assert found == whole
    assert state.agenda == alive.agenda
    assert state.undo == alive.undo
