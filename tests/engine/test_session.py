from __future__ import annotations

from copy import deepcopy
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.closed_loop import showcase
from engine import commands as ask
from engine import session
from engine.config import Config
from engine.errors import BarFailed
from engine.session import next_bar, start
from tests.engine.any_config import configs
from tests.engine.asked import anything, club, evenings, run, wished
from tests.thorough import tries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.bar import Bar, Event
    from engine.commands import Wish
    from engine.state import SessionState

STEP = 480
BAR = 7680
APART = 288
MOST_OFFSET = 235
ROUNDING = 1e-9


def of_json(given: dict[str, Any]) -> Config:
    return Config.model_validate_json(Config.model_validate(given, strict=False).model_dump_json(exclude_unset=True))


def bars_of(config: Config, count: int, seed: int = 1) -> list[Bar]:
    return [bar for _, bar in run(start(config, seed=seed), count)]


def steps_by_layer(bar: Bar) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for event in bar.events:
        found.setdefault(event.layer, []).append(event.step)
    return found


def events_of(bars: Sequence[Bar], *layers: str) -> list[Event]:
    return [event for bar in bars for event in bar.events if event.layer in layers]


# --- a pure function --------------------------------------------------------------------------------------------------


@given(config=configs(), evening=evenings(anything, bars=5))
@settings(max_examples=tries(40))
def test_the_same_state_and_wishes_make_the_same_bar_and_are_left_as_they_were(
    config: Config, evening: list[list[Wish]]
) -> None:
    state = start(config)
    for wishes in evening:
        before, kept = deepcopy(state), list(wishes)
        first, again = next_bar(state, wishes), next_bar(state, wishes)
        assert first == again
        assert state == before
        assert wishes == kept
        state = first[0]


def test_bars_are_numbered_and_follow_each_other_without_a_gap() -> None:
    bars = bars_of(showcase(), 6)
    assert [bar.index for bar in bars] == [0, 1, 2, 3, 4, 5]
    assert [bar.start_tick for bar in bars] == [index * BAR for index in range(6)]


def test_seed_and_tempo_are_the_configs_unless_given() -> None:
    config = showcase()
    assert start(config).seed == config.seed
    assert next_bar(start(config))[1].bpm == config.bpm
    assert start(config, seed=99).seed == 99
    assert next_bar(start(config, bpm=140))[1].bpm == 140.0


def test_another_seed_makes_another_night() -> None:
    assert bars_of(showcase(), 8, seed=1) != bars_of(showcase(), 8, seed=2)


def test_a_bar_that_cannot_be_made_says_which_and_with_which_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    state, _ = next_bar(start(showcase(), seed=7))

    def broken(*_: object) -> None:
        raise ZeroDivisionError("a fault in a rule")

    monkeypatch.setattr(session, "compose", broken)
    with pytest.raises(BarFailed, match=r"bar 2 .*seed 7.*a fault in a rule") as failed:
        next_bar(state)
    assert (failed.value.bar, failed.value.seed) == (1, 7)
    assert isinstance(failed.value.__cause__, ZeroDivisionError)


# --- modes ------------------------------------------------------------------------------------------------------------


def test_m0_clicks_on_the_beats() -> None:
    for bar in bars_of(Config(mode="m0"), 3):
        assert [event.step for event in bar.events] == [0, 4, 8, 12]
        assert [event.tick - bar.start_tick for event in bar.events] == [0, 1920, 3840, 5760]
        assert len({event.layer for event in bar.events}) == 1
        downbeat, *others = bar.events
        assert all(downbeat.velocity > event.velocity for event in others)


def test_m1_plays_the_backbone_in_every_bar_and_scores_as_it_should() -> None:
    for bar in bars_of(Config(), 3):
        assert steps_by_layer(bar) == {"kick": [0, 4, 8, 12], "clap": [4, 12], "hat_o": [2, 6, 10, 14]}
        assert bar.scores.entrainment == 1.0
        assert bar.scores.syncopation == pytest.approx(0.5)
        assert bar.scores.timing_ms == 0.0


def test_m2_knows_neither_conditions_nor_density() -> None:
    never = {"conditions": [{"kind": "PROB", "p": 0.0}], "density": {"target": 0.0, "tol": 0.0}}
    [bar] = bars_of(of_json({"mode": "m2", "layers": {"kick": {}, "clap": never}}), 1)
    assert steps_by_layer(bar)["clap"] == [4, 12]


def test_m3_draws_anew_in_every_bar() -> None:
    config = of_json({
        "mode": "m3",
        "layers": {"kick": {}, "snare": {"fills": 16, "conditions": [{"kind": "PROB", "p": 0.5}]}},
    })
    heard = {tuple(steps_by_layer(bar).get("snare", ())) for bar in bars_of(config, 16)}
    assert len(heard) > 12


def test_m4_repeats_what_m3_would_draw_anew() -> None:
    config = of_json({
        "mode": "m4", "phrase": {"bars": 8, "variation": 0.0},
        "layers": {"kick": {}, "snare": {"fills": 16, "conditions": [{"kind": "PROB", "p": 0.5}]}},
        "guard": {"min_E": 0.0},
    })
    heard = {tuple(steps_by_layer(bar).get("snare", ())) for bar in bars_of(config, 16)}
    assert len(heard) == 1


def test_m4_holds_a_figure_between_turns_and_times_it_anew() -> None:
    bars = bars_of(showcase(), 3)
    assert steps_by_layer(bars[1]) == steps_by_layer(bars[2])
    offsets = [[event.offset_ticks for event in bar.events] for bar in bars[1:]]
    assert offsets[0] != offsets[1]


# --- what is there ----------------------------------------------------------------------------------------------------


def test_a_layer_muted_in_the_config_is_neither_played_nor_scored() -> None:
    config = of_json({"mode": "m2", "layers": {"kick": {}, "clap": {"muted": True}, "hat_o": {}}})
    without = of_json({"mode": "m2", "layers": {"kick": {}, "hat_o": {}}})
    for bar, other in zip(bars_of(config, 4), bars_of(without, 4), strict=True):
        assert bar.events == other.events
        assert bar.scores == other.scores
        assert dict(bar.densities)["clap"] == 0.0


def test_a_performers_mute_is_listed_and_changes_neither_hits_nor_scores() -> None:
    state = start(showcase(), seed=1)
    _, plain = next_bar(state)
    _, muted = next_bar(state, wished(ask.Mute("kick")))
    assert muted.muted == ("kick",)
    assert muted.events == plain.events
    assert muted.scores == plain.scores
    assert not muted.rescued


def test_every_other_layer_is_listed_when_one_is_soloed() -> None:
    _, bar = next_bar(start(showcase()), wished(ask.Solo("clap")))
    assert bar.muted == ("kick", "hat_c", "hat_o", "snare")


def test_kick_and_bass_are_out_for_the_bars_of_a_drop() -> None:
    found = run(start(club()), 4, {1: wished(ask.Drop(2))})
    assert [bar.muted for _, bar in found] == [(), ("kick", "bass"), ("kick", "bass"), ()]


# --- addressed randomness ---------------------------------------------------------------------------------------------

PARAMETRIC: dict[str, Any] = {
    "mode": "m2",
    "layers": {
        "kick": {}, "hat_c": {"fills": 11, "beat_bins_ms": [-4, 0, 5], "ratchet_prob": 0.4, "micro_ms": 2},
        "clap": {"ghost_pre1_prob": 0.5, "displace_into_2_prob": 0.3},
    },
    "targets": {"T_ms_cap": 50.0},
}


def with_layer(name: str, layer: dict[str, Any], **rest: object) -> Config:
    return of_json({**PARAMETRIC, **rest, "layers": {**PARAMETRIC["layers"], name: layer}})


def test_an_unrelated_layer_changes_no_other_layers_hits() -> None:
    names = tuple(PARAMETRIC["layers"])
    alone = bars_of(of_json(PARAMETRIC), 12)
    together = bars_of(with_layer("tom", {"fills": 7, "beat_bins_ms": [-9, 9], "ratchet_prob": 0.5}), 12)
    assert events_of(alone, *names) == events_of(together, *names)


@pytest.mark.parametrize("mode", ["m2", "m3", "m4"])
def test_a_muted_layer_changes_no_other_layers_hits(mode: str) -> None:
    layer = {"fills": 7, "muted": True, "density": {"target": 0.5}, "conditions": [{"kind": "PROB", "p": 0.5}]}
    alone = bars_of(of_json({**PARAMETRIC, "mode": mode}), 12)
    together = bars_of(with_layer("tom", layer, mode=mode), 12)
    assert [bar.events for bar in alone] == [bar.events for bar in together]
    assert [bar.scores for bar in alone] == [bar.scores for bar in together]


@pytest.mark.parametrize("command", [
    ask.Set("hat_q.note", 3), ask.Set("hat_c.swing_percent", "loud"), ask.Undo(), ask.Redo(), ask.Unfreeze(),
    ask.Unmute("kick"), ask.Scene("recall", "nowhere"), ask.Scene("save", "here"), ask.Mute("kick"), ask.Fill(0),
])
def test_a_command_that_is_refused_or_changes_nothing_moves_no_hit(command: ask.Command) -> None:
    quiet = run(start(showcase()), 16)
    asked = run(start(showcase()), 16, {3: wished(command)})
    assert [bar.events for _, bar in quiet] == [bar.events for _, bar in asked]


def test_a_bar_of_64_layers_holds_no_more_hits_than_can_be_made_in_time() -> None:
    layer = {"fills": 16, "ratchet_prob": 1.0, "ratchet_repeat": 8}
    config = of_json({"mode": "m2", "layers": {f"l{place}": layer for place in range(64)}})
    [bar] = bars_of(config, 1)
    assert 1024 < len(bar.events) <= 1536
    assert_sound(bar, next_bar(start(config, seed=1))[0])
    assert len(events_of([bar], "l0")) == 16 * 8
    assert len(events_of([bar], "l63")) == 16


# --- bars are sound, whatever is asked --------------------------------------------------------------------------------


def assert_sound(bar: Bar, state: SessionState) -> None:
    """Check what holds for every bar there is; `state` is the one after it."""
    config = state.config if state.frozen is None else state.frozen.config
    end = bar.start_tick + BAR
    assert [event.tick for event in bar.events] == sorted(event.tick for event in bar.events)
    for event in bar.events:
        assert 0 <= event.note <= 127
        assert 1 <= event.velocity <= 127
        assert 1 <= event.channel <= 16
        assert 0 <= event.step <= 15
        assert event.duration_ticks >= 1
        assert event.offset_ticks >= -MOST_OFFSET
        assert event.tick < end
    for name in {event.layer for event in bar.events}:
        assert_line([event for event in bar.events if event.layer == name], bar)
        choking = config.layers[name].choke_with_note
        if choking is not None:
            chokers = [event for event in bar.events if event.note == choking and event.layer != name]
            for event in events_of([bar], name):
                cut = min(
                    [one.tick for one in chokers if one.step > event.step and one.tick > event.tick], default=end
                )
                assert event.tick + event.duration_ticks <= max(min(cut, end), event.tick + 1)
    cap = config.targets.T_ms_cap
    assert cap is None or bar.scores.timing_random_ms <= cap + ROUNDING
    for letter in (bar.scores.entrainment, bar.scores.syncopation, bar.scores.dispersion, bar.scores.entropy):
        assert 0.0 <= letter <= 1.0
    assert bar.scores.timing_random_ms <= bar.scores.timing_ms + ROUNDING
    assert 20.0 <= bar.bpm <= 300.0


def assert_line(events: list[Event], bar: Bar) -> None:
    """Check one layer's hits: on their steps, apart, and never two notes at a time."""
    earliest = -10 * BAR
    for step, of_step in groupby(events, key=lambda event: event.step):
        hits = list(of_step)
        first = hits[0]
        assert [hit.sub for hit in hits] == list(range(len(hits)))
        nominal = bar.start_tick + step * STEP
        for hit in hits:
            assert hit.tick == nominal + STEP * hit.sub // len(hits) + hit.offset_ticks
            assert hit.offset_ticks == first.offset_ticks
        assert first.tick - earliest >= APART
        pushed = first.tick - earliest == APART
        assert first.offset_ticks <= MOST_OFFSET or pushed
        earliest = first.tick
    for here, there in pairwise(events):
        assert here.tick + here.duration_ticks <= there.tick


@given(config=configs(), bars=st.integers(1, 12))
@settings(max_examples=tries(100))
def test_bars_of_any_config_are_sound_and_keep_apart_over_the_bar_line(config: Config, bars: int) -> None:
    last: dict[str, int] = {}
    for state, bar in run(start(config), bars):
        assert_sound(bar, state)
        for event in bar.events:
            if not event.sub:
                assert event.tick - last.get(event.layer, -BAR) >= APART
                last[event.layer] = event.tick


@given(config=configs(), evening=evenings(anything, bars=8))
@settings(max_examples=tries(100))
def test_bars_are_sound_whatever_is_asked_of_any_config(config: Config, evening: list[list[Wish]]) -> None:
    state = start(config)
    for wishes in [*evening, [], []]:
        state, bar = next_bar(state, wishes)
        assert_sound(bar, state)


@given(evening=evenings(anything, bars=12))
@settings(max_examples=tries(60))
def test_bars_of_the_showcase_are_sound_whatever_is_asked(evening: list[list[Wish]]) -> None:
    state = start(showcase())
    for wishes in [*evening, [], []]:
        state, bar = next_bar(state, wishes)
        assert_sound(bar, state)
