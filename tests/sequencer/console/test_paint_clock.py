"""Bar, beat and phrase can be read from two metres away."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from engine.bar import SectionPlace
from sequencer.console.paint import plain_text, width_of
from sequencer.console.paint_clock import DIGITS, bar_and_beat, big, clock_lines, section_words
from sequencer.console.view import StageView
from tests.sequencer.console.scenes import bar_of, played


def shows(text: str, lines: str, scale: tuple[int, int]) -> bool:
    """Return True when every row of the digits stands in the lines, one below the other."""
    rows = big(text, scale, ascii_only=False)
    return all(row.rstrip() in line for row, line in zip(rows, lines.split("\n"), strict=False))


def test_bar_beat_and_phrase_stand_in_digits_as_large_as_the_room() -> None:
    view = played()
    assert shows("20.2", plain_text(clock_lines(view, 250, 11)), (4, 2))
    assert shows("4/8", plain_text(clock_lines(view, 120, 6)), (2, 1))
    assert shows("20.2", plain_text(clock_lines(view, 80, 6)), (1, 1))


@given(st.integers(0, 99_999), st.integers(80, 300), st.sampled_from([6, 11]), st.booleans())
def test_digits_and_the_words_beside_them_fit(index: int, width: int, height: int, plain: bool) -> None:
    lines = clock_lines(replace(played(), bar=bar_of(index), ascii_only=plain), width, height)
    assert len(lines) <= height
    assert all(width_of(text) <= width for text in plain_text(lines).split("\n"))
    assert not plain or plain_text(lines).isascii()


def test_the_words_beside_it_say_phrase_tempo_and_what_comes() -> None:
    text = plain_text(clock_lines(played(), 120, 6))
    for words in ("▪▪▪▪····", "phrase 3 of 4", "132 BPM", "3. in 5 bars: scene drop"):
        assert words in text


def test_words_that_have_no_room_beside_the_digits_leave_a_sign() -> None:
    place = SectionPlace("a_section_with_a_name", 3, 32, "and_another_one_with_a_name")
    view = replace(played(), bar=replace(bar_of(1999), section=place, energy=0.71875))
    rows = plain_text(clock_lines(view, 80, 6)).split("\n")
    assert any(row.endswith("…") and width_of(row) == 80 for row in rows)
    assert "energy 0.72" in section_words(view)


def test_a_section_that_is_over_counts_no_further() -> None:
    view = replace(played(), bar=replace(bar_of(40), section=SectionPlace("outro", 76, 64, "")))
    assert section_words(view) == "outro, the last, energy 1"
    held = replace(view, bar=replace(bar_of(40), section=SectionPlace("intro", 32, 32, "build", held=True)))
    assert section_words(held) == "intro, held, energy 1"
    assert bar_and_beat(replace(view, tick=None)) == "41"


def test_the_last_bar_of_a_phrase_is_marked() -> None:
    styles = [{style for style, _ in clock_lines(replace(played(), bar=bar_of(bar)), 120, 6)[0]} for bar in (22, 23)]
    assert ["class:mark" in found for found in styles] == [False, True]


def test_before_the_first_answer_there_are_dashes() -> None:
    assert "###" in plain_text(clock_lines(replace(StageView(), ascii_only=True), 120, 6))


def test_every_digit_has_rows_of_one_width_and_none_is_like_another() -> None:
    assert all(len({len(row) for row in rows}) == 1 for rows in DIGITS.values())
    assert len(set(DIGITS.values())) == len(DIGITS)
