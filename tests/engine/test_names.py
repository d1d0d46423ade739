"""One pattern of a name holds everywhere."""

from __future__ import annotations

import pytest

from engine.names import is_name


@pytest.mark.parametrize("text", ["a", "hat_c", "take-9", "9", "x" * 32, "-"])
def test_letters_digits_dashes_and_underscores_make_a_name(text: str) -> None:
    assert is_name(text)


@pytest.mark.parametrize("text", ["", "x" * 33, "a b", "a.b", "../a", "a\n", "ä", "a\u202e"])
def test_everything_else_is_none(text: str) -> None:
    assert not is_name(text)
