"""The band of each score is what the targets say."""

from __future__ import annotations

import pytest

from engine.bands import SCORE_LETTERS
from engine.config import Targets
from engine.goals import goals


def test_bands_are_as_the_targets_say() -> None:
    bands = goals(Targets(E_target=0.8, S_low=0.3, S_high=0.5, D_target=0.2, H_low=0.1, H_high=0.6, T_ms_cap=12.0))
    assert bands == {
        "E": (0.8, 1.0), "S": (0.3, 0.5), "D": (pytest.approx(0.15), pytest.approx(0.25)), "H": (0.1, 0.6),
        "T": (0.0, 12.0),
    }


def test_what_is_absent_is_no_goal_and_half_a_band_is_open() -> None:
    none = Targets(E_target=None, S_low=None, S_high=None, D_target=None, H_low=None, H_high=None, T_ms_cap=None)
    assert goals(none) == dict.fromkeys(SCORE_LETTERS)
    half = goals(Targets(S_low=0.3, S_high=None, H_low=None, H_high=0.4))
    assert (half["S"], half["H"]) == ((0.3, 1.0), (0.0, 0.4))
