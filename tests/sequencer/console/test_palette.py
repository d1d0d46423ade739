"""Colours as the terminal has them, and none where none are wanted."""

from __future__ import annotations

import pytest
from prompt_toolkit.output.color_depth import ColorDepth

from sequencer.console.palette import DARK, LIGHT, depth_of, plain_letters, style_of, theme_of


@pytest.mark.parametrize(("environment", "depth"), [
    ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, ColorDepth.DEPTH_24_BIT),
    ({"TERM": "xterm-256color"}, ColorDepth.DEPTH_8_BIT), ({"TERM": "tmux-256color"}, ColorDepth.DEPTH_8_BIT),
    ({"TERM": "xterm-16color"}, ColorDepth.DEPTH_4_BIT), ({"TERM": "linux"}, ColorDepth.DEPTH_4_BIT),
    ({"TERM": "vt100"}, ColorDepth.DEPTH_1_BIT), ({}, ColorDepth.DEPTH_1_BIT),
    ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, ColorDepth.DEPTH_1_BIT),
])
def test_a_terminal_gets_the_colours_it_has(environment: dict[str, str], depth: ColorDepth) -> None:
    assert depth_of(environment) is depth


def test_a_light_terminal_is_known_by_its_background_or_by_name() -> None:
    assert theme_of({}) == "dark"
    assert theme_of({"COLORFGBG": "0;15"}) == "light"
    assert theme_of({"COLORFGBG": "15;0"}) == "dark"
    assert theme_of({"COLORFGBG": "15;0", "TECH_ENGINE_THEME": "light"}) == "light"
    assert theme_of({"COLORFGBG": "0;15", "TECH_ENGINE_THEME": "dark"}) == "dark"


def test_both_themes_have_every_style() -> None:
    assert set(DARK) == set(LIGHT)


def test_without_colour_no_style_has_one() -> None:
    style = style_of(ColorDepth.DEPTH_1_BIT, "dark")
    for name in DARK:
        found = style.get_attrs_for_style_str(f"class:{name}")
        assert not found.color
        assert not found.bgcolor


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_terminals_own_background_is_left_alone(theme: str) -> None:
    style = style_of(ColorDepth.DEPTH_24_BIT, "light" if theme == "light" else "dark")
    marked = {name for name in DARK if style.get_attrs_for_style_str(f"class:{name}").bgcolor}
    assert {name for name in marked if not name.startswith(("completion", "scrollbar"))} == {
        "cursor", "playhead", "words", "hands",
    }


def test_letters_beyond_ascii_need_an_encoding_that_has_them() -> None:
    assert plain_letters("ascii")
    assert plain_letters(None)
    assert not plain_letters("UTF-8")
