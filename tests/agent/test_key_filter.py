"""A key is kept out of what a server says, however it is cut into pieces."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from agent.key_filter import KeyFilter

KEY = "sk-aab-aabaa"


@given(
    parts=st.lists(st.sampled_from([KEY, "sk-", "sk-aab-", "aab", "a", "hello ", "k", "s"]), max_size=12),
    cuts=st.lists(st.integers(0, 80), max_size=20),
)
def test_no_cutting_of_a_text_lets_the_key_through_or_loses_anything_else(parts: list[str], cuts: list[int]) -> None:
    text = "".join(parts)
    edges = sorted({min(cut, len(text)) for cut in cuts} | {0, len(text)})
    keys = KeyFilter(KEY)
    shown = "".join(keys.fed(text[start:end]) for start, end in pairwise(edges)) + keys.rest()
    assert KEY not in shown
    assert shown == text.replace(KEY, "[key]")


def test_short_keys_are_words_and_stay() -> None:
    keys = KeyFilter("none")
    assert keys.fed("none of it") + keys.rest() == "none of it"
    assert KEY not in repr(KeyFilter(KEY))
