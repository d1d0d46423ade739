"""docs/stage.md shows what is so: the golden screens, the keys, every command."""

from __future__ import annotations

from pathlib import Path

from sequencer.console.layout import MIN_COLUMNS, MIN_ROWS, WIDE_COLUMNS
from sequencer.console.palette import THEME_VARIABLE
from sequencer.console.topics import KEYS
from sequencer.console.typed import HELP
from tests.sequencer.console.scenes import SIZES, path_of

PAGE = (Path(__file__).parents[3] / "docs" / "stage.md").read_text(encoding="utf-8")


def test_the_page_shows_the_golden_screens() -> None:
    for size in SIZES:
        assert path_of(*size).read_text(encoding="utf-8") in PAGE, "copy tests/golden/stage_*.txt into docs/stage.md"


def test_the_page_lists_every_key_and_every_command() -> None:
    assert "\n".join(KEYS) in PAGE
    assert "\n".join(HELP.values()) in PAGE


def test_the_page_names_the_sizes_and_the_theme() -> None:
    assert f"needs {MIN_COLUMNS}x{MIN_ROWS}" in PAGE
    assert f"from {WIDE_COLUMNS} columns on" in PAGE
    assert f"{THEME_VARIABLE}=light" in PAGE
