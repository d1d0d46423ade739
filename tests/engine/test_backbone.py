"""m0 clicks and m1 plays the backbone, with or without layers."""

from __future__ import annotations

import pytest

from engine import Config, next_bar, start
from engine.config import Layer


def hits(config: Config, bars: int = 1) -> list[tuple[str, int, int, int]]:
    state = start(config)
    found = []
    for _ in range(bars):
        state, bar = next_bar(state)
        found += [(event.layer, event.step, event.note, event.velocity) for event in bar.events]
    return found


def test_the_metronome_clicks_on_the_beats_and_louder_on_the_downbeat() -> None:
    found = hits(Config(mode="m0"), bars=2)
    assert [hit[:3] for hit in found] == [("click", step, 37) for step in (0, 4, 8, 12)] * 2
    velocities = [velocity for *_, velocity in found]
    assert velocities[0] > velocities[1] == velocities[2] == velocities[3]
    assert velocities[4] == velocities[0]


def test_the_metronome_takes_its_sound_from_the_first_layer_and_nothing_else() -> None:
    layer = Layer(note=76, velocity=50, channel=3, fills=11, ratchet_prob=1.0, micro_ms=20.0)
    state = start(Config(mode="m0", layers={"wood": layer, "kick": Layer()}))
    _, bar = next_bar(state)
    assert [(e.layer, e.step, e.note, e.velocity, e.channel, e.offset_ticks) for e in bar.events] == [
        ("wood", step, 76, 50, 3, 0) for step in (0, 4, 8, 12)
    ]


def test_the_backbone_is_floor_backbeat_and_off_beat_hat_and_scores_one_half() -> None:
    state = start(Config(mode="m1"))
    _, bar = next_bar(state)
    steps = {name: [e.step for e in bar.events if e.layer == name] for name in ("kick", "clap", "hat_o")}
    assert steps == {"kick": [0, 4, 8, 12], "clap": [4, 12], "hat_o": [2, 6, 10, 14]}
    assert bar.scores.syncopation == pytest.approx(0.5)
    assert bar.scores.entrainment == 1.0
    assert bar.scores.timing_ms == 0.0


def test_the_backbone_gives_its_parts_to_the_layers_that_fit() -> None:
    config = Config(mode="m1", layers={"snare": Layer(velocity=77), "hat_c": Layer(note=44), "tom": Layer()})
    found = hits(config)
    assert {layer for layer, *_ in found} == {"kick", "snare", "hat_c"}
    assert {(step, velocity) for layer, step, _, velocity in found if layer == "snare"} == {(4, 77), (12, 77)}
    assert {note for layer, _, note, _ in found if layer == "hat_c"} == {44}


def test_a_muted_part_is_not_there() -> None:
    assert {layer for layer, *_ in hits(Config(mode="m1", layers={"clap": Layer(muted=True)}))} == {"kick", "hat_o"}


def test_every_bar_of_m1_is_the_same_whatever_the_seed() -> None:
    one = start(Config(mode="m1"), seed=1)
    other = start(Config(mode="m1"), seed=99)
    for _ in range(4):
        one, bar = next_bar(one)
        other, twin = next_bar(other)
        assert bar.events == twin.events
