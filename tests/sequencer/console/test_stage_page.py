"""docs/stage.md shows what is so: the golden screens, the keys, every command."""

from __future__ import annotations

from pathlib import Path

import pytest

from sequencer.console.keys import IN_HANDS
from sequencer.console.layout import CLOCK_ROWS, HUGE_ROWS, MIN_COLUMNS, MIN_ROWS, TALL_ROWS, WIDE_COLUMNS
from sequencer.console.palette import THEME_VARIABLE
from sequencer.console.tempo import BEND_BPM, LEAST_TAPS, MOST_TAPS, NUDGE_BPM
from sequencer.console.topics import KEYS
from sequencer.console.typed import HELP
from tests.sequencer.console.picture import PICTURES
from tests.sequencer.console.scenes import SIZES, path_of, picture

PAGE = (Path(__file__).parents[3] / "docs" / "stage.md").read_text(encoding="utf-8")


def test_the_page_shows_the_golden_screens() -> None:
    for size in SIZES:
        assert path_of(*size).read_text(encoding="utf-8") in PAGE, "copy tests/golden/stage_*.txt into docs/stage.md"


@pytest.mark.parametrize("size", PICTURES)
def test_the_page_shows_pictures_of_the_stage_as_it_is(size: tuple[int, int]) -> None:
    path = PICTURES[size]
    assert f"({path.name})" in PAGE
    assert path.read_text(encoding="utf-8") == picture(*size), "python -m tests.sequencer.console.scenes draws it anew"


def test_the_page_lists_every_key_and_every_command() -> None:
    assert "\n".join(KEYS) in PAGE
    assert "\n".join(HELP.values()) in PAGE


def test_the_page_names_the_sizes_and_the_theme() -> None:
    assert f"needs {MIN_COLUMNS}x{MIN_ROWS}" in PAGE
    assert f"from {WIDE_COLUMNS} columns on" in PAGE
    assert f"from {TALL_ROWS} rows on panels have" in PAGE
    assert f"from {CLOCK_ROWS} rows on bar, beat and phrase" in PAGE
    assert f"from {HUGE_ROWS} rows on" in PAGE
    assert f"{THEME_VARIABLE}=light" in PAGE


def test_the_page_names_how_far_hands_move_the_tempo() -> None:
    assert f"bend it by {BEND_BPM:g} BPM for one bar" in PAGE
    assert (LEAST_TAPS, MOST_TAPS, NUDGE_BPM) == (3, 8, 0.1)
    assert f"{IN_HANDS['.']}" == f"tempo +{NUDGE_BPM:g}"
