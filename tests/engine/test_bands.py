"""What is known of each score besides its formula: its band, its paths, its columns, how it is written."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from engine.bands import SCORE_COLUMNS, SCORE_LETTERS, SCORE_OF, SCORES, Score, bounded_values, distance, score_values
from engine.bar import Scores
from engine.config import Config
from engine.parameters import BANDS, parameter

FLOOR = Scores(1.0, 0.3, 0.0, 0.1, 3.0, 2.0)
PAGE = (Path(__file__).parents[2] / "docs" / "scores.md").read_text(encoding="utf-8")


def test_every_field_of_the_scores_is_read_once_and_every_letter_has_a_score() -> None:
    assert [reading.field for score in SCORES for reading in score.readings] == [field.name for field in fields(Scores)]
    assert tuple(score.letter for score in SCORES) == SCORE_LETTERS == tuple(SCORE_OF)


def test_columns_are_those_that_scripts_read() -> None:
    assert SCORE_COLUMNS == ("E", "S", "D", "H", "T_ms", "T_rand_ms")
    assert score_values(FLOOR) == {"E": 1.0, "S": 0.3, "D": 0.0, "H": 0.1, "T_ms": 3.0, "T_rand_ms": 2.0}


def test_a_band_bounds_every_score_and_of_timing_the_random_part() -> None:
    assert bounded_values(FLOOR) == {"E": 1.0, "S": 0.3, "D": 0.0, "H": 0.1, "T": 2.0}


def test_the_distance_to_a_band_is_nought_inside_it() -> None:
    assert [distance(value, (0.3, 0.5)) for value in (0.3, 0.4, 0.5)] == [0.0, 0.0, 0.0]
    assert distance(0.1, (0.3, 0.5)) == pytest.approx(0.2)
    assert distance(0.7, (0.3, 0.5)) == pytest.approx(0.2)
    assert distance(0.7, None) == 0.0


def test_a_band_is_two_paths_or_one_and_the_score_itself() -> None:
    assert [(score.low_path, score.high_path) for score in SCORES] == [
        ("targets.E_target", "targets.E_high"), ("targets.S_low", "targets.S_high"),
        ("targets.D_target", "targets.D_target"),
        ("targets.H_low", "targets.H_high"), ("", "targets.T_ms_cap"),
    ]
    assert [score.letter for score in SCORES if score.has_two_ends] == ["E", "S", "H"]
    assert [low for low, _ in BANDS] == ["targets.E_target", "targets.S_low", "targets.H_low"]


@pytest.mark.parametrize("score", SCORES, ids=SCORE_LETTERS)
def test_the_ends_of_a_band_are_parameters_and_stand_on_the_page_of_the_scores(score: Score) -> None:
    for path in {score.low_path, score.high_path} - {""}:
        assert parameter(Config(), path) is not None
        assert f"`{path}`" in PAGE


def test_shares_have_two_places_and_times_their_unit() -> None:
    entropy, timing = SCORE_OF["H"], SCORE_OF["T"]
    assert (entropy.shown(0.456), timing.shown(4.56)) == ("0.46", "4.6 ms")
    assert (entropy.shown_band((0.1, 0.456)), timing.shown_band((0.0, 12.0))) == ("0.10-0.46", "0-12 ms")
