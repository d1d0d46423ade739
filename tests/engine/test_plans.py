"""Whatever is planned, cancelled, undone and loaded, and whenever: nothing is lost, doubled or early."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from engine import commands as ask
from engine.agenda import MAX_ITEMS
from engine.session import apply, next_bar
from engine.state import state_from_json, state_json
from engine.when import When
from tests.engine.asked import evenings, opened, sensible, times, wished
from tests.thorough import tries

if TYPE_CHECKING:
    from engine.state import SessionState

SMALL = st.sampled_from([
    ask.Mute("clap", 1), ask.Fill(1), ask.Set("kick.note", 40), ask.Drop(1), ask.Mark("x"), ask.Hit("clap", 3),
])
"""Commands that are never refused."""


@settings(max_examples=tries(60))
@given(
    given_=st.lists(
        st.tuples(
            st.integers(0, 12), SMALL, st.none() | st.integers(0, 15), st.none() | st.integers(1, 5), st.booleans()
        ),
        max_size=12,
    ),
    cancels=st.dictionaries(st.integers(0, 20), st.sampled_from(["1", "2", "3", "all"]), max_size=3),
)
def test_every_plan_fires_at_its_bars_and_at_no_others_until_it_is_cancelled(
    given_: list[tuple[int, ask.Command, int | None, int | None, bool]], cancels: dict[int, str]
) -> None:
    """A model in a few lines: the bars of each plan are counted out when it is made, and struck out when cancelled."""
    state, bars = opened(), 24
    due: dict[str, set[int]] = {}
    heard: dict[str, list[int]] = {}
    for bar in range(bars):
        asked = [one for one in given_ if one[0] == bar and (one[2] is not None or one[3] is not None)]
        for _, command, ahead, every, stopped in asked:
            when = When(at_bar=None if ahead is None else bar + 1 + ahead, every_bars=every)
            if bar and not stopped:
                when = When(when.at_bar, when.every_bars, sounding=bar - 1)
            wish = wished(command, when=when)
            state, outcomes = apply(state, wish)
            (outcome,) = outcomes
            assert outcome.status == "planned"
            assert outcome.bar is not None
            due[outcome.plan] = set(range(outcome.bar, bars, every)) if every else {outcome.bar}
        wishes = wished(ask.Cancel(cancels[bar])) if bar in cancels else []
        state, made = next_bar(state, wishes)
        for name in due if cancels.get(bar) == "all" else {cancels.get(bar)} & due.keys():
            due[str(name)] = {one for one in due[str(name)] if one < bar}
        for outcome in made.outcomes:
            if outcome.plan and outcome.status in {"applied", "superseded"}:
                heard.setdefault(outcome.plan, []).append(made.index)
    assert {name: sorted(fired) for name, fired in heard.items()} == {
        name: sorted(fired for fired in bars_of if fired < bars) for name, bars_of in due.items()
        if any(fired < bars for fired in bars_of)
    }


def evening_of_plans(data: st.DataObject, bars: int) -> list[list[ask.Wish]]:
    evening = data.draw(evenings(bars=bars))
    return [
        [ask.Wish(wish.command, wish.id, wish.author, wish.turn, data.draw(st.none() | times)) for wish in asked]
        for asked in evening
    ]


def assert_well_kept(state: SessionState) -> None:
    bars = [item.at_bar for item in state.agenda]
    assert bars == sorted(bars)
    assert all(bar >= state.bar for bar in bars)
    names = [item.id for item in state.agenda]
    assert len(set(names)) == len(names) <= MAX_ITEMS
    assert all(int(name) <= state.plans for name in names)


@settings(max_examples=tries(40))
@given(st.data())
def test_an_agenda_is_in_order_and_never_behind_whatever_is_asked(data: st.DataObject) -> None:
    state = opened()
    for asked in [*evening_of_plans(data, 8), *[[]] * 6]:
        state, _ = next_bar(state, asked)
        assert_well_kept(state)
        assert state_from_json(state_json(state)) == state


@settings(max_examples=tries(25))
@given(st.data())
def test_a_session_that_is_stopped_saved_and_resumed_at_any_bar_plays_the_same(data: st.DataObject) -> None:
    evening = [*evening_of_plans(data, 6), *[[]] * 6]
    cut = data.draw(st.integers(0, len(evening)))
    state = other = opened()
    for bar, asked in enumerate(evening):
        if bar == cut:
            other = state_from_json(state_json(other))
        discarded, _ = next_bar(other, asked)
        assert discarded.bar == other.bar + 1  # it is thrown away: what it took is still in the state before
        (state, one), (other, two) = next_bar(state, asked), next_bar(other, asked)
        assert one == two
    assert state == other


@settings(max_examples=tries(40))
@given(st.data())
def test_undo_of_a_planned_turn_leaves_the_agenda_as_before_and_redo_brings_it_back(data: st.DataObject) -> None:
    state = opened()
    for asked in evening_of_plans(data, 4):
        state, _ = next_bar(state, asked)
    plain = sensible.filter(lambda command: not isinstance(command, ask.NOT_PLANNABLE))
    commands = data.draw(st.lists(plain, min_size=1, max_size=4))
    when = When(at_bar=state.bar + data.draw(st.integers(0, 9)), every_bars=data.draw(st.none() | st.integers(1, 9)))
    turn = [ask.Wish(command, turn="a turn of its own", when=when) for command in commands]
    planned, outcomes = apply(state, turn)
    if not any(outcome.status == "planned" for outcome in outcomes):
        return
    back, _ = apply(planned, wished(ask.Undo()))
    assert back.agenda == state.agenda
    assert back.config == apply(state, ())[0].config  # while stopped, what glides is there at once
    again, _ = apply(back, wished(ask.Redo()))
    assert again.agenda == planned.agenda
