"""The whole screen: the same view paints the same text, at every size, in any mode."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequencer.console.paint import width_of
from sequencer.console.paint_stage import stage_lines
from sequencer.console.topics import KEYS, topic_lines
from sequencer.console.view import LogLine, StageView
from tests.sequencer.console.scenes import CONFIG, SIZES, path_of, played, screen

if TYPE_CHECKING:
    from sequencer.console.steady import Contact

ANYTHING = st.text(max_size=200)


@pytest.mark.parametrize("size", SIZES)
def test_the_screen_is_as_it_was(size: tuple[int, int]) -> None:
    found = screen(played(), *size)
    assert found == path_of(*size).read_text(encoding="utf-8"), (
        "if this change is meant: python -m tests.sequencer.console.scenes, and docs/stage.md shows it"
    )


@given(st.integers(1, 260), st.integers(1, 80), st.booleans(), st.sampled_from(["words", "hands"]), ANYTHING)
def test_every_size_is_painted_exactly(columns: int, rows: int, plain: bool, mode: str, text: str) -> None:
    view = replace(
        played(3), ascii_only=plain, mode="hands" if mode == "hands" else "words", log=(LogLine("said", text),) * 40,
        layer=4, said=text, waiting=(text,) * 9,
    )
    for shown in (view, replace(view, scroll=7), replace(view, help=(text, "line")), StageView()):
        lines = stage_lines(shown, columns, rows)
        assert len(lines) == max(0, rows - 2)
        assert {sum(width_of(part) for _, part in line) for line in lines} <= {columns}
        assert all(part.isprintable() for line in lines for _, part in line)


def test_without_letters_beyond_ascii_everything_is_still_told() -> None:
    found = screen(replace(played(), ascii_only=True), 160, 50)
    assert found.isascii()
    assert "M   ~~" in found


def test_a_small_terminal_is_told_what_the_stage_needs() -> None:
    assert "the stage needs 80x20, this is 79x24" in screen(played(), 79, 24)
    assert "kick" in screen(played(), 80, 20)


def test_help_fits_the_smallest_screen_and_can_be_read_to_its_end() -> None:
    assert max(map(len, KEYS)) < 80
    lines = tuple(topic_lines("", CONFIG))
    view = replace(played(), help=lines)
    assert ":play [from BAR]" in screen(view, 80, 24)
    assert "PageDown for more" in screen(view, 80, 24)
    assert lines[-1] in screen(replace(view, scroll=100), 80, 24)
    assert "PageDown" not in screen(replace(view, help=lines[:5]), 80, 24)


def test_a_lost_session_is_told_with_what_was_last_known() -> None:
    gone = screen(replace(played(), link="gone"), 80, 24)
    assert "no session main answers; it is looked for again" in gone
    assert "last seen: m4_showcase, bar 20, 132 BPM" in gone
    assert "the session does not answer" in screen(replace(played(), link="slow"), 80, 24)


@pytest.mark.parametrize("link", ["opening", "here"])
def test_a_session_that_has_not_told_how_it_stands_yet_is_not_said_to_be_missing(link: Contact) -> None:
    opening = screen(StageView(link=link), 80, 24)
    assert "the stage opens on session main" in opening
    assert "looked for" not in opening
    assert StageView().link == "opening"
