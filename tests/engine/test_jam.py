"""The bandmate by itself: what it announces a phrase ahead, within a budget, and who wins over it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import commands as ask
from engine.agenda import rows
from engine.config import Config, Layer
from engine.jam import jam_row
from engine.jam_moves import REST_FOR
from engine.outcome_words import outcome_words
from engine.parameters import canonical, parameter, read
from engine.session import next_bar, start
from engine.state import state_from_json, state_json
from engine.watching import hits_of
from engine.when import When
from tests.engine.asked import club, run, stopped, wished

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.bar import Bar, Outcome
    from engine.state import SessionState

Played = list[tuple["SessionState", "Bar"]]
PHRASE: Final = 4
CLOSE: Final = 1e-6
PATHS: Final = (
    "hat_c.density.target", "hat_c.swing_percent", "hat_c.ratchet_prob", "hat_o.swing_percent", "hat_o.ratchet_prob",
    "energy", "accent.prob", "targets.S_low",
)
LAYERS: Final = {
    "kick": {}, "hat_c": {"fills": 12, "density": {"target": 0.6, "tol": 0.1}},
    "hat_o": {"offbeats_only": True, "enters": 0.6}, "clap": {"enters": 0.4},
}


def at_ease(seed: int = 1, **changes: object) -> SessionState:
    """A session in phrases of four bars, of which nothing is moved by anybody else."""
    return start(club(**{"modulators": [], "layers": LAYERS, "phrase": {"bars": PHRASE}, **changes}), seed=seed)


def jammed(action: ask.JamAction = "auto", *, seed: int = 1, budget: dict[str, Any] | None = None) -> SessionState:
    state, outcomes = stopped(at_ease(seed), ask.Jam(action, **(budget or {})))
    assert [outcome.status for outcome in outcomes] == ["applied"], outcomes
    return state


def by_the_jam(bars: Iterable[tuple[SessionState, Bar]]) -> list[Outcome]:
    return [outcome for _, bar in bars for outcome in bar.outcomes if outcome.author == ask.JAM]


def announced(bars: Iterable[tuple[SessionState, Bar]]) -> list[tuple[int, Outcome]]:
    return [
        (bar.index, outcome) for _, bar in bars for outcome in bar.outcomes
        if outcome.author == ask.JAM and outcome.status == "planned"
    ]


def done(bars: Iterable[tuple[SessionState, Bar]]) -> list[Outcome]:
    return [outcome for outcome in by_the_jam(bars) if outcome.status in {"applied", "gliding"}]


def sounding(bars: Iterable[tuple[SessionState, Bar]]) -> list[object]:
    return [(bar.events, bar.muted, bar.bpm) for _, bar in bars]


# --- what it says -----------------------------------------------------------------------------------------------------


def test_it_does_nothing_unless_it_is_asked() -> None:
    bars = run(at_ease(), 8 * PHRASE)
    assert not by_the_jam(bars)
    assert jam_row(bars[-1][0]) is None


def test_every_move_is_announced_on_a_line_a_phrase_ahead_and_comes_at_its_bar() -> None:
    bars = run(jammed(), 24 * PHRASE)
    said = announced(bars)
    assert len(said) > 20
    for at, outcome in said:
        assert at % PHRASE == 0
        assert outcome.bar is not None
        assert PHRASE <= outcome.bar - at < 2 * PHRASE
    came: dict[str, int] = {}
    for outcome in done(bars):
        came.setdefault(outcome.wish, outcome.bar or 0)
    ready = [outcome for at, outcome in said if at < 22 * PHRASE]
    assert [came[outcome.wish] for outcome in ready] == [outcome.bar for outcome in ready]


def test_what_is_announced_says_what_why_and_how_it_is_cancelled() -> None:
    _, outcome = announced(run(jammed(), 8 * PHRASE))[0]
    words = outcome_words(outcome)
    assert words.startswith("jam: ")
    assert f"planned for bar {PHRASE + 1}, number {outcome.plan}" in words
    assert ":jam no cancels" in words


def test_a_ghost_says_the_same_and_changes_nothing() -> None:
    plain, ghost = run(at_ease(), 24 * PHRASE), run(jammed("ghost"), 24 * PHRASE)
    assert announced(ghost)
    assert sounding(ghost) == sounding(plain)
    assert ghost[-1][0].config == plain[-1][0].config
    assert ghost[-1][0].stage == plain[-1][0].stage
    assert not done(ghost)


def test_assist_waits_for_a_yes_and_gives_up_without_one() -> None:
    plain, bars = run(at_ease(), 4 * PHRASE), run(jammed("assist"), 4 * PHRASE)
    assert sounding(bars) == sounding(plain)
    assert {outcome.reason for outcome in by_the_jam(bars) if outcome.status == "superseded"} == {"nobody said yes"}
    waiting = [row for row in rows(bars[0][0]) if row.get("waits")]
    assert waiting


def test_assist_does_what_it_is_let() -> None:
    bars = run(jammed("assist"), 2 * PHRASE, {2: wished(ask.Jam("yes"))})
    assert {outcome.wish for outcome in done(bars)} == {outcome.wish for at, outcome in announced(bars) if not at}
    assert not any(row.get("waits") for row in rows(bars[2][0]))


def test_a_yes_to_a_ghost_is_refused() -> None:
    bars = run(jammed("ghost"), 3, {2: wished(ask.Jam("yes"))})
    (answer,) = bars[2][1].outcomes
    assert answer.status == "refused"
    assert ":jam assist" in answer.reason


@pytest.mark.parametrize("action", ["yes", "no"])
def test_an_answer_to_nothing_is_refused(action: ask.JamAction) -> None:
    _, (outcome,) = stopped(at_ease(), ask.Jam(action))
    assert outcome.status == "refused"


def test_it_makes_no_move_while_the_transport_stands() -> None:
    state, _ = stopped(jammed(), ask.Mute("clap"), ask.Unmute("clap"))
    assert not state.agenda


# --- the budget -------------------------------------------------------------------------------------------------------


def changed(
    line: Bar, state: SessionState, after: SessionState, bars: Sequence[Bar], moves: Sequence[Outcome]
) -> float:
    """Return how much a phrase has changed, as a share; `line` is the bar after which that was announced."""
    total = 0.0
    for path in PATHS:
        known, was, now = parameter(state.config, path), read(state.config, canonical(path)), read(after.config, path)
        assert known is not None
        assert known.low is not None
        assert known.high is not None
        assert isinstance(was, (int, float))
        assert isinstance(now, (int, float))
        total += abs(now - was) / (known.high - known.low)
    total += sum(1 / PHRASE for bar in bars if any(one.command == "fill" for one in moves if one.bar == bar.index))
    for one in moves:
        if one.command == "mute":
            assert isinstance(one.requested, int)  # bars, of which an offered rest may have fewer than half a phrase
            total += hits_of(line, one.path) / hits_of(line) * one.requested / PHRASE
    return total


@settings(max_examples=4)
@given(
    seed=st.integers(0, 2**32), change=st.floats(0.05, 0.6), low=st.floats(0.2, 0.6), width=st.floats(0.0, 0.4),
    layers=st.sampled_from([(), (), ("hat_c",), ("hat_o", "clap")]),
)
def test_no_phrase_of_two_hundred_changes_more_than_the_budget(
    seed: int, change: float, low: float, width: float, layers: tuple[str, ...]
) -> None:
    state = at_ease(seed, energy=low + width / 2)
    state, _ = stopped(state, ask.Jam("auto", change, layers, low, low + width))
    first = run(state, PHRASE)
    state, bars = first[-1][0], [bar for _, bar in first]
    for _ in range(200):
        before, entry, bars = bars[0], state, []
        for _ in range(PHRASE):
            state, bar = next_bar(state)
            bars.append(bar)
        moves = done([(state, one) for one in bars])
        assert changed(before, entry, state, bars, moves) <= change + CLOSE
        assert low - CLOSE <= state.config.energy <= low + width + CLOSE
        touched = {one.path.partition(".")[0] for one in moves}
        assert not layers or touched <= {*layers}
        assert "kick" not in touched


def test_the_same_is_not_done_again_soon() -> None:
    state = run(jammed(), 40 * PHRASE)[-1][0]
    assert state.jam is not None
    kinds = state.jam.did
    assert len(kinds) > REST_FOR
    for gap in range(1, REST_FOR + 1):
        assert all(one != other for one, other in zip(kinds, kinds[gap:], strict=False))


def test_a_parameter_stays_near_where_it_was_left() -> None:
    bars = run(jammed(budget={"change": 1.0}), 100 * PHRASE)
    found = [read(state.config, "hat_c.density.target") for state, _ in bars]
    numbers = [value for value in found if isinstance(value, float)]
    assert 0.3 - CLOSE <= min(numbers) <= max(numbers) <= 0.8
    assert len(set(numbers)) > 1


@pytest.mark.parametrize(("budget", "said"), [
    ({"change": 0.0}, "above 0"), ({"change": 1.5}, "at most 1"), ({"energy_low": 2.0}, "0..1"),
    ({"energy_low": 0.9, "energy_high": 0.2}, "give both ends"), ({"layers": ("htas",)}, "there is no layer htas"),
    ({"change": "much"}, "change must be a number"), ({"layers": 3}, "list of names"),
])
def test_a_budget_that_is_none_is_refused_with_what_is_allowed(budget: dict[str, Any], said: str) -> None:
    _, (outcome,) = stopped(at_ease(), ask.Jam("auto", **budget))
    assert outcome.status == "refused"
    assert said in outcome.reason


def test_what_a_budget_leaves_out_stays_as_it_was() -> None:
    state = jammed("ghost", budget={"change": 0.1, "layers": ("hat_c",), "energy_low": 0.5})
    state, (outcome,) = stopped(state, ask.Jam("auto"))
    assert jam_row(state) == {"mode": "auto", "change": 0.1, "layers": ["hat_c"], "energy": [0.5, 1.0]}
    assert "at most 10 % a phrase, energy 0.5..1, layers hat_c" in outcome_words(outcome)


# --- who wins over it -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [ask.Jam("no"), ask.Jam("off"), ask.Cancel("all")])
def test_what_is_cancelled_never_sounds(answer: ask.Command) -> None:
    bars = run(jammed(), 2 * PHRASE, {PHRASE - 1: wished(answer)})
    first = {outcome.wish for at, outcome in announced(bars) if not at}
    assert first
    assert not first & {outcome.wish for outcome in done(bars)}
    assert sounding(bars) == sounding(run(at_ease(), 2 * PHRASE))


def test_one_move_can_be_cancelled_by_its_number_and_the_other_comes() -> None:
    said = [outcome for at, outcome in announced(run(jammed(), 1)) if not at]
    assert len(said) > 1
    bars = run(jammed(), 2 * PHRASE, {1: wished(ask.Cancel(said[0].plan))})
    assert {outcome.wish for outcome in done(bars)} == {said[1].wish}


def first_set(bars: Played) -> tuple[int, Outcome]:
    return next((at, one) for at, one in announced(bars) if one.command == "set" and one.path.startswith("hat_"))


@pytest.mark.parametrize("later", [1, PHRASE])
def test_a_persons_wish_wins_over_a_move_on_the_same_parameter(later: int) -> None:
    at, move = first_set(run(jammed(), 30 * PHRASE))
    assert move.bar is not None
    mine = ask.Set(move.path, 0.52 if "swing" in move.path else 0.4)
    bar = at + later if later < PHRASE else move.bar
    bars = run(jammed(), move.bar + PHRASE, {bar: wished(mine)})
    state = bars[-1][0]
    assert read(state.config, canonical(move.path)) == pytest.approx(mine.to)


def test_a_move_on_a_layer_that_another_config_has_not_falls_away() -> None:
    at, move = first_set(run(jammed(), 30 * PHRASE))
    assert move.bar is not None
    other = ask.Load(Config(mode="m4", layers={"kick": Layer(), "tom": Layer()}))
    later = wished(other, when=When(at_bar=move.bar - 1))  # a load that is planned keeps what is planned behind it
    bars = run(jammed(), move.bar + 1, {at: later, at + 1: wished(other)})
    said = [one for one in by_the_jam(bars) if (one.path, one.bar) == (move.path, move.bar)]
    assert [one.status for one in said] == ["planned", "superseded"]


def test_a_persons_plan_for_the_same_bar_wins_though_it_was_made_first() -> None:
    at, move = first_set(run(jammed(), 30 * PHRASE))
    assert move.bar is not None
    value = 0.52 if "swing" in move.path else 0.4
    planned = wished(ask.Set(move.path, value), when=When(at_bar=move.bar))
    bars = run(jammed(), move.bar + PHRASE, {at: planned})
    assert read(bars[-1][0].config, canonical(move.path)) == pytest.approx(value)
    dropped = [one for one in by_the_jam(bars) if one.status == "superseded" and one.bar == move.bar]
    assert "somebody else was there since" in outcome_words(dropped[0])


def test_a_layer_that_a_person_mutes_or_locks_is_left_alone() -> None:
    state, _ = stopped(jammed(), ask.Mute("hat_o"), ask.Lock("hat_c"))
    moves = [outcome.path for _, outcome in announced(run(state, 40 * PHRASE))]
    assert moves
    assert not [path for path in moves if path.startswith(("hat_o", "hat_c"))]


def test_a_lock_that_comes_after_a_move_was_announced_refuses_it() -> None:
    at, move = first_set(run(jammed(), 30 * PHRASE))
    layer = move.path.partition(".")[0]
    bars = run(jammed(), at + 2 * PHRASE, {at + 1: wished(ask.Lock(layer))})
    (refused,) = [one for one in by_the_jam(bars) if one.plan == move.plan and one.status == "refused"]
    assert refused.held_by == f"lock {layer}"


def test_undo_takes_back_the_moves_of_a_phrase_and_not_what_is_announced() -> None:
    bars = run(jammed(), PHRASE + 1)
    assert done(bars)
    state, (outcome,) = stopped(bars[-1][0], ask.Undo())
    assert outcome.status == "applied"
    for path in PATHS:
        assert read(state.config, canonical(path)) == pytest.approx(read(at_ease().config, canonical(path)))
    assert state.agenda == bars[-1][0].agenda


def test_what_a_modulator_moves_is_left_to_it() -> None:
    state = start(club(layers=LAYERS, phrase={"bars": PHRASE}), seed=1)
    state, _ = stopped(state, ask.Jam("auto"))
    assert not [one for _, one in announced(run(state, 40 * PHRASE)) if one.path == "hat_c.swing_percent"]


def test_a_frozen_bar_stays() -> None:
    bars = run(jammed(), 3 * PHRASE, {1: wished(ask.Jam("no")), 2: wished(ask.Freeze())})
    assert not [at for at, _ in announced(bars) if at]


# --- again ------------------------------------------------------------------------------------------------------------


def test_the_same_wishes_make_the_same_moves_also_from_a_state_that_was_kept() -> None:
    asked = {7: wished(ask.Jam("no")), 13: wished(ask.Set("hat_c.density", 0.4))}
    whole, again = run(jammed(), 12 * PHRASE, asked), run(jammed(), 12 * PHRASE, asked)
    assert [bar for _, bar in whole] == [bar for _, bar in again]
    kept = state_from_json(state_json(whole[17][0]))
    assert [bar for _, bar in run(kept, 12 * PHRASE - 18)] == [bar for _, bar in whole[18:]]


def test_two_seeds_make_two_nights() -> None:
    one, other = (
        [(outcome.path, outcome.bar) for _, outcome in announced(run(jammed(seed=seed), 12 * PHRASE))]
        for seed in (1, 2)
    )
    assert one != other


def test_ten_minutes_move_and_come_back() -> None:
    bars = run(jammed(), 80 * PHRASE)
    moves = [outcome.command for outcome in done(bars)]
    assert {"set", "mute", "fill", "target"} <= set(moves)
    energies = [bar.energy for _, bar in bars]
    ups = sum(later > before for before, later in pairwise(energies))
    downs = sum(later < before for before, later in pairwise(energies))
    assert min(ups, downs) > 0
