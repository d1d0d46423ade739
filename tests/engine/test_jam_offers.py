"""Moves that a model offers a jam: taken in place of its own, held against the same budget, refused with what holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine import commands as ask
from engine.agenda import MAX_ITEMS
from engine.jam_bounds import sight_of
from engine.jam_offers import judged, rests, rooms
from engine.session import next_bar
from engine.state import state_from_json, state_json
from engine.when import When
from tests.engine.asked import offered, run, stopped, wild_moves, wished
from tests.engine.test_jam import CLOSE, PHRASE, announced, at_ease, by_the_jam, changed, done, jammed, sounding

if TYPE_CHECKING:
    from engine.bar import Bar, Outcome
    from engine.state import SessionState

SWING = ask.Set("hat_c.swing_percent", 0.52)
NO_NUMBERS: tuple[Any, ...] = ("much", True, None, [0.5] * 3, float("nan"), -float("inf"), 10**400)


def offer(*moves: Any) -> list[ask.Wish]:
    return wished(ask.Offer(moves), author="agent", id="offered")


def offered_in(state: SessionState, *moves: Any) -> tuple[list[tuple[SessionState, Bar]], list[Outcome]]:
    """Return two phrases before which the moves are offered, and what the jam says of them in the first bar."""
    bars = run(state, 2 * PHRASE, {0: offer(*moves)})
    return bars, by_the_jam(bars[:1])


def refusal(state: SessionState, move: Any) -> Outcome:
    _, said = offered_in(state, move)
    return next(outcome for outcome in said if outcome.status == "refused")


def test_an_offer_is_announced_on_the_next_line_in_place_of_own_moves_and_comes_a_phrase_later() -> None:
    bars = run(jammed(), 3 * PHRASE, {1: offer(ask.Fill(1))})
    (answer,) = [outcome for outcome in bars[1][1].outcomes if outcome.command == "offer"]
    assert (answer.status, answer.author, answer.reason) == ("applied", "agent", "the jam looks at it on bar 5")
    (said,) = [outcome for at, outcome in announced(bars) if at == PHRASE]
    assert (said.command, said.bar) == ("fill", 3 * PHRASE - 1)
    assert said.reason == "offered, a fill ends the phrase; :jam no cancels"
    assert [outcome.bar for outcome in done(bars) if outcome.wish == said.wish] == [said.bar]
    assert [bar.index for _, bar in bars if bar.fill] == [said.bar]


def test_an_offer_is_forgotten_once_it_was_looked_at() -> None:
    bars = run(jammed(), PHRASE + 1, {1: offer(SWING)})
    assert bars[PHRASE - 1][0].offered is not None
    assert bars[PHRASE][0].offered is None


def test_where_nothing_of_an_offer_holds_the_jams_own_moves_stand() -> None:
    plain = run(jammed(), 6 * PHRASE)
    bars = run(jammed(), 6 * PHRASE, {1: offer(ask.Mute("kick"))})
    assert sounding(bars) == sounding(plain)
    assert announced(bars) == announced(plain)


def test_a_ghost_says_an_offer_and_does_nothing() -> None:
    bars, said = offered_in(jammed("ghost"), SWING)
    assert [one.status for one in said] == ["planned"]
    assert sounding(bars) == sounding(run(at_ease(), 2 * PHRASE))


def test_assist_asks_before_it_does_what_was_offered() -> None:
    asked = {0: offer(SWING), 1: wished(ask.Jam("yes"))}
    assert not done(run(jammed("assist"), 2 * PHRASE, {0: offer(SWING)}))
    assert {one.path for one in done(run(jammed("assist"), 2 * PHRASE, asked))} == {"hat_c.swing_percent"}


@pytest.mark.parametrize("answer", [ask.Jam("no"), ask.Jam("off"), ask.Cancel("all")])
def test_what_was_offered_is_cancelled_as_own_moves_are(answer: ask.Command) -> None:
    bars = run(jammed(), PHRASE + 1, {0: offer(SWING), 1: wished(answer)})
    assert bars[-1][0].config.layers["hat_c"].swing_percent == bars[0][0].config.layers["hat_c"].swing_percent


def test_what_was_offered_is_one_step_of_undo() -> None:
    rest = ask.Mute("hat_o", 2)
    bars = run(jammed(), PHRASE + 2, {0: offer(rest), PHRASE + 1: wished(ask.Undo())})
    assert [hold.layer for hold in bars[PHRASE][0].stage.mutes] == ["hat_o"]
    assert not bars[-1][0].stage.mutes


@pytest.mark.parametrize(("budget", "move", "by", "said"), [
    ({}, ask.Mute("kick"), "jam", "kick is a kick"),
    ({"layers": ("clap",)}, SWING, "jam budget", "the budget is for clap"),
    ({"layers": ("clap",)}, ask.Fill(1), "jam budget", "the budget is for clap"),
    ({"change": 0.01}, ask.Set("hat_c.swing_percent", 0.54), "jam budget", "it would change "),
    ({"change": 0.1}, ask.Fill(1), "jam budget", "25.0 % of the phrase, and 10.0 % is left"),
    ({}, ask.Set("bpm", 150), "jam", "a jam does not move bpm"),
    ({}, ask.Set("kick.velocity", 1), "jam", "kick is a kick"),
    ({}, ask.Mute("tuba"), "jam", "there is no layer tuba"), ({}, ask.Mute("clap", 0), "jam", "at least a bar"),
    ({}, ask.Target("E", 0.5, 0.9), "jam", "that of S"), ({}, ask.Fill(0), "jam", "one bar long"),
])
def test_a_refused_offer_says_what_holds_it(budget: dict[str, Any], move: Any, by: str, said: str) -> None:
    found = refusal(jammed(budget=budget), move)
    assert (found.held_by, found.author) == (by, ask.JAM)
    assert said in found.reason


@pytest.mark.parametrize(("before", "by", "said"), [
    (ask.Lock("hat_c"), "lock hat_c", "hat_c is locked"), (ask.Mute("hat_c"), "mute hat_c", "hat_c is muted"),
    (ask.Set("hat_c.swing_percent", 0.55), "hands", "left alone for 16 bars"),
])
def test_what_others_hold_is_left_to_them(before: ask.Command, by: str, said: str) -> None:
    state, _ = next_bar(at_ease(), wished(ask.Jam("auto"), before))
    found = [one for one in by_the_jam(run(state, PHRASE, {0: offer(SWING)})) if one.status == "refused"]
    assert [(one.held_by, said in one.reason) for one in found] == [(by, True)]


def test_the_same_is_not_offered_twice_nor_again_soon() -> None:
    _, said = offered_in(jammed(), SWING, ask.Set("hat_c.swing_percent", 0.53))
    assert "offered twice" in next(one.reason for one in said if one.status == "refused")
    bars = run(jammed(), PHRASE + 1, {0: offer(ask.Fill(1)), 1: offer(ask.Fill(1))})
    assert "among the last 4 moves" in " ".join(one.reason for one in by_the_jam(bars) if one.status == "refused")


def test_an_offer_that_finds_the_agenda_full_is_refused_by_it() -> None:
    state, _ = stopped(jammed(), *[ask.Fill(1)] * MAX_ITEMS, when=When(at_bar=900))
    assert len(state.agenda) == MAX_ITEMS
    _, (told,) = offered_in(state, ask.Fill(1))
    assert (told.command, told.status, told.held_by) == ("fill", "refused", "agenda")
    assert told.reason == f"offered, there are {MAX_ITEMS} plans already"


def test_a_number_comes_as_near_as_it_may_and_says_what_was_asked() -> None:
    _, (said,) = offered_in(jammed(budget={"change": 1.0}), ask.Set("hat_c.density", 99))
    assert said.requested == pytest.approx(0.7)
    assert "asked 99, 0.5 to 0.7" in said.reason
    _, (said,) = offered_in(jammed(budget={"change": 1.0, "energy_low": 0.9}), ask.Set("energy", 0.1))
    assert (said.status, said.requested) == ("planned", 0.9)


def test_a_frozen_bar_takes_no_offer_and_nobody_else_does_where_nobody_jams() -> None:
    frozen, _ = next_bar(next_bar(jammed())[0], wished(ask.Freeze()))
    assert frozen.frozen is not None
    assert [one.reason for one in stopped(frozen, ask.Offer((SWING,)))[1]] == [
        "the bar is frozen, and a jam leaves it alone"
    ]
    _, (outcome,) = stopped(at_ease(), ask.Offer((SWING,)))
    assert (outcome.status, outcome.reason) == ("refused", "nobody jams; :jam on lets the bandmate steer")
    bars = run(jammed(), PHRASE + 1, {1: offer(SWING), 2: wished(ask.Freeze())})
    assert [one.held_by for one in by_the_jam(bars) if one.status == "refused"] == ["freeze"]
    assert bars[-1][0].offered is None


@pytest.mark.parametrize("moves", [
    (), (SWING, SWING, SWING), (ask.Drop(4),), None, 3, ("set",), (ask.Mute(3),),  # type: ignore[arg-type]
    *[(SWING, ask.Set("energy", to)) for to in NO_NUMBERS],
])
def test_what_is_no_offer_is_refused(moves: Any) -> None:
    state = jammed()
    after, (outcome,) = stopped(state, ask.Offer(moves))
    assert outcome.status == "refused"
    assert after == state


def test_what_is_no_number_is_held_where_nobody_has_looked_at_its_shape_either() -> None:
    state, bar = next_bar(jammed())
    assert state.jam is not None
    taken, held = judged(sight_of(state, bar, state.jam), [ask.Set("hat_c.swing_percent", "much")])
    assert (taken, [one.reason for one in held]) == ([], ["hat_c.swing_percent takes a number"])


def test_an_offer_stays_in_the_state_over_a_restart() -> None:
    state, _ = next_bar(next_bar(jammed())[0], offer(SWING, ask.Fill(1)))
    assert state_from_json(state_json(state)) == state


def test_every_room_and_rest_that_is_shown_is_taken_when_it_is_offered() -> None:
    jam = jammed(budget={"change": 1.0}).jam
    state, bar = next_bar(at_ease())
    assert jam is not None
    sight = sight_of(state, bar, jam)
    shown: list[Any] = [
        ask.Set(one.path, one.high if one.now < one.high else one.low) for one in rooms(sight)
        if one.path != "targets.S_low"
    ]
    shown += [ask.Mute(name, 2) for name, _ in rests(sight)]
    assert len(shown) > 4
    said = [judged(sight, [move]) for move in shown]
    assert all(taken and not held for taken, held in said)
    for (taken, _), move in zip(said, shown, strict=True):
        got = taken[0].command
        if isinstance(got, ask.Set):
            assert got.path == move.path
            assert got.to == pytest.approx(move.to)
        else:
            assert got == move


@example(seed=0, change=0.25, low=0.5, width=0.0, layers=(), offers=[[ask.Mute("hat_c", 1)]] * 3)  # a short rest
@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 2**32), change=st.floats(0.05, 0.6), low=st.floats(0.2, 0.6), width=st.floats(0.0, 0.4),
    layers=st.sampled_from([(), (), ("hat_c",), ("hat_o", "clap")]),
    offers=st.lists(st.lists(offered | wild_moves, min_size=1, max_size=3), min_size=12, max_size=12),
)
def test_no_offer_moves_anything_beyond_the_budget(
    seed: int, change: float, low: float, width: float, layers: tuple[str, ...], offers: list[list[Any]]
) -> None:
    state = at_ease(seed, energy=low + width / 2)
    state, _ = stopped(state, ask.Jam("auto", change, layers, low, low + width))
    first = run(state, PHRASE)
    state, bars = first[-1][0], [bar for _, bar in first]
    for moves in offers:
        before, entry, bars = bars[0], state, []
        for place in range(PHRASE):
            state, bar = next_bar(state, offer(*moves) if place == 1 else ())
            bars.append(bar)
        came = done([(state, one) for one in bars])
        assert changed(before, entry, state, bars, came) <= change + CLOSE
        assert low - CLOSE <= state.config.energy <= low + width + CLOSE
        assert state.config.bpm == entry.config.bpm
        assert state.config.layers["kick"] == entry.config.layers["kick"]
        touched = {one.path.partition(".")[0] for one in came}
        assert not layers or touched <= {*layers}
        assert "kick" not in touched
