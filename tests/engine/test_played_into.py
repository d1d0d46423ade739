"""Does what a hand plays into a bar count, and nothing but that?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import next_bar
from engine.played_into import played_into, struck
from engine.scores import syncopation
from engine.timebase import BAR_TICKS, STEP_TICKS
from tests.engine.asked import club, opened
from tests.thorough import tries

if TYPE_CHECKING:
    from engine import Event, Scores


def hit(layer: str = "clap", step: int = 3, offset: int = 0, velocity: int = 90, bar: int = 0) -> Event:
    return struck(club(), layer, velocity, bar * BAR_TICKS + step * STEP_TICKS + offset, step, offset)


def close(one: Scores, other: Scores) -> bool:
    return all(getattr(one, name) == pytest.approx(getattr(other, name)) for name in one.__slots__)


@settings(max_examples=tries(60), deadline=None)
@given(mode=st.sampled_from(["m0", "m1", "m2", "m3", "m4"]), seed=st.integers(0, 200), bars=st.integers(1, 4))
def test_a_bar_that_nobody_played_into_is_read_as_it_was_made(mode: str, seed: int, bars: int) -> None:
    after = opened(seed, mode=mode, **({} if mode in {"m2", "m3", "m4"} else {"modulators": []}))
    for _ in range(bars):
        before = after
        after, bar = next_bar(before)
        again = played_into(bar, (), before)
        assert (again.events, again.densities) == (bar.events, bar.densities)
        assert close(again.scores, bar.scores)


def test_a_hit_has_the_layers_note_channel_and_length_and_the_hands_velocity() -> None:
    found = struck(club(layers={"tom": {"note": 50, "channel": 3, "length_steps": 2.0}}), "tom", 101, 500, 1, 20)
    assert found == ("tom", 500, 2 * STEP_TICKS, 50, 101, 3, 1, 20, 0)


def test_scores_densities_and_events_count_the_hit() -> None:
    before = opened(mode="m2", layers={"kick": {}, "clap": {}}, modulators=[], targets={}, accent={})
    _, bar = next_bar(before)
    masks = {"kick": 0, "clap": 0}
    for event in bar.events:
        masks[event.layer] |= 1 << event.step
    step = next(step for step in range(16) if not masks["clap"] >> step & 1)
    played = played_into(bar, [hit(step=step, offset=100)], before)
    assert played.scores.syncopation == syncopation(masks["kick"], masks["clap"] | 1 << step, 0)
    assert played.scores.timing_ms > bar.scores.timing_ms
    assert dict(played.densities)["clap"] == dict(bar.densities)["clap"] + 1 / 16
    assert len(played.events) == len(bar.events) + 1
    assert [event.tick for event in played.events] == sorted(event.tick for event in played.events)
