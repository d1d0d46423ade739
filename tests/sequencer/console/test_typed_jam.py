"""A line lets the bandmate jam within a budget; what it has announced is seen, and its parts are offered."""

from __future__ import annotations

import pytest

from engine import commands as ask
from engine import next_bar, start
from engine.commands import Wish
from engine.when import When
from sequencer.console.plans import plan_words
from sequencer.console.typed import typed
from sequencer.console.view import StageView
from tests.sequencer.console.scenes import CONFIG
from tests.sequencer.console.test_complete import offered


@pytest.mark.parametrize(("line", "found"), [
    (":jam auto", ask.Jam("auto")), (":jam on", ask.Jam("auto")), (":jam on change 10%", ask.Jam("auto", 0.1)),
    (":jam off", ask.Jam("off")), (":jam yes", ask.Jam("yes")),
    (":jam ghost change 20%", ask.Jam("ghost", 0.2)), (":jam ghost change .2", ask.Jam("ghost", 0.2)),
    (":jam assist layers hat_c 4 energy 40%..0.9", ask.Jam("assist", None, ("hat_c", "snare"), 0.4, 0.9)),
    (":jam auto layers all change 0.5", ask.Jam("auto", 0.5, ())),
])
def test_a_budget_is_read_in_any_order(line: str, found: ask.Jam) -> None:
    assert typed(line, CONFIG) == (found, None)


def test_a_jam_can_be_planned() -> None:
    assert typed(":jam off in 32", CONFIG) == (ask.Jam("off"), When(in_bars=32))


def test_the_parts_of_a_budget_are_offered_where_they_may_stand() -> None:
    assert set(offered(":jam ")) == set(ask.JAM_ACTIONS)
    assert {"change", "layers", "energy"} == set(offered(":jam auto "))
    assert {"10%", "25%", "50%"} == set(offered(":jam auto change "))
    assert {"hat_c", "clap"} <= set(offered(":jam auto layers "))
    assert "0.4..0.9" in offered(":jam auto energy ")


@pytest.mark.parametrize(("mode", "said"), [
    ("assist", "(jam, waits for y or :jam yes)"), ("ghost", "(jam, only says so)"), ("auto", "(jam)"),
])
def test_what_is_announced_stands_among_the_plans_with_what_it_waits_for(mode: ask.JamAction, said: str) -> None:
    state, _ = next_bar(start(CONFIG), [Wish(ask.Jam(mode), "1")])
    plans = [plan_words(StageView(state=state), plan) for plan in state.agenda]
    assert plans
    assert all(plan.endswith(said) for plan in plans)
