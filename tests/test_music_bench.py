"""The bench of the music measures what it says, on music that is made up."""

from __future__ import annotations

from bench.music import apart, grooves, hits_of, mean_bar, moved_by
from engine import next_bar, start


def test_mean_bars_lie_as_many_hits_apart_as_differ() -> None:
    one, other = frozenset({(36, 0), (42, 2)}), frozenset({(36, 0)})
    assert mean_bar([one, other]) == {(36, 0): 1.0, (42, 2): 0.5}
    assert apart(mean_bar([one]), mean_bar([other])) == 1.0
    assert apart(mean_bar([one, other]), mean_bar([one, other])) == 0.0


def test_a_bar_is_its_notes_and_steps() -> None:
    config = grooves()["stomp"]
    state, bar = next_bar(start(config))
    assert state.figure is not None
    assert {step for note, step in hits_of(bar) if note == 36} == {0, 4, 8, 12}


def test_a_wish_for_entropy_moves_a_groove() -> None:
    assert moved_by(grooves()["warehouse"], 1, "entropy") >= 0.1
