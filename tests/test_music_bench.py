"""The bench of the music measures what it says, on music that is made up."""

from __future__ import annotations

from bench.goals import Answers, asked, figures_of
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


def test_what_wishes_lead_to_is_measured_behind_them() -> None:
    found = asked(["stomp"], [1])
    assert set(found) == {"stomp"}
    (one,) = found["stomp"]
    assert one.syncopation == (True, True)
    assert max(one.entropy) > 0.1
    assert all(0.0 <= of <= 1.0 for of in one.entrainment)


def test_a_line_shows_the_groove_that_does_worst_and_names_all_that_miss() -> None:
    good = Answers(
        syncopation=(True, True), entropy=(0.2, 0.1), dispersion=(0.1, 0.1), kept=0.0, few=0.0, agreeing=True,
        infeasible=True, entrainment=(1.0, 1.0, 1.0),
    )
    poor = Answers(
        syncopation=(True, False), entropy=(0.1, 0.05), dispersion=(0.0, 0.1), kept=-0.5, few=-0.8, agreeing=False,
        infeasible=True, entrainment=(0.5, 1.0, 1.0),
    )
    lines = list(figures_of({"tribal": [good], "stomp": [good, good], "acid": [poor]}))
    met = [False, False, True, True, False, False, False, True, False, True, True]
    assert [line.passed for line in lines] == met
    assert [line.note for line in lines if line.name == "a wish moves H, least groove"] == ["1 of 2: acid 0.100"]
