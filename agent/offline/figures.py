"""Which number do some words say: twenty four, a hundred and thirty two, one thirty eight, half a dozen?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

ONES: Final = {
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "thirteen": 13,
    "fourteen": 14,
    "fifteen": 15,
    "sixteen": 16,
    "seventeen": 17,
    "eighteen": 18,
    "nineteen": 19,
}
TENS: Final = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
ORDINALS: Final = {
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "eighth": 8,
    "tenth": 10,
    "twelfth": 12,
    "sixteenth": 16,
}
TURNS: Final[dict[tuple[str, ...], str]] = {
    ("half", "a", "dozen"): "6",
    ("a", "dozen"): "12",
    ("dozen",): "12",
    ("a", "couple", "of"): "2",
    ("a", "couple"): "2",
    ("couple", "of"): "2",
    ("a", "few", "bars"): "4 bars",
    ("couple", "bars"): "2 bars",
    ("few", "bars"): "4 bars",
    ("several", "bars"): "4 bars",
    ("a", "couple", "bars"): "2 bars",
    ("a", "handful", "of"): "4",
    ("three", "quarters"): "75%",
    ("three", "quarter"): "75%",
    ("a", "quarter"): "25%",
    ("2", "thirds"): "67%",
    ("two", "thirds"): "67%",
    ("a", "third"): "33%",
    ("a", "hundred", "percent"): "100%",
    ("a", "tenth"): "10%",
    ("a", "fifth"): "20%",
}
"""Numbers that are no numerals; the longest is found first."""
AS_TEMPI: Final = {"one": {*TENS}, "hundred": {*TENS, *ONES}}
"""What a hundred is called, and by what it goes on: "one thirty", "hundred thirty eight"."""
LONGEST_TURN: Final = 3
TEN: Final = 10


def counted(words: Sequence[str]) -> list[str]:
    """Return words with numbers as figures: "every second bar" has a 2, "one thirty eight" is 138."""
    found: list[str] = []
    at = 0
    while at < len(words):
        turn = next((n for n in range(LONGEST_TURN, 0, -1) if tuple(words[at : at + n]) in TURNS), 0)
        value, used = ("", 0) if turn else _numeral(words[at : at + 6])
        if turn:
            found += TURNS[tuple(words[at : at + turn])].split()
        elif used and words[at + used : at + used + 1] == ["tenths"] and value.isdigit():
            found.append(f"{10 * int(value)}%")
            used += 1
        elif used:
            found.append(value)
        elif words[at] in ORDINALS and found[-1:] == ["every"]:
            found.append(str(ORDINALS[words[at]]))
        else:
            found.append(words[at])
        at += turn or used or 1
    return found


def _numeral(rest: Sequence[str]) -> tuple[str, int]:
    """Return the figure at the beginning of some words, and how many of them it takes; 0 when there is none."""
    hundreds = used = 0
    if len(rest) > 1 and rest[1] == "hundred" and rest[0] in {"a", *ONES}:
        hundreds, used = 100 * ONES.get(rest[0], 1), 2
        if rest[used : used + 1] == ["and"] and rest[used + 1 : used + 2] and rest[used + 1] in {*ONES, *TENS}:
            used += 1
    elif rest[0] in AS_TEMPI and rest[1:2] and rest[1] in AS_TEMPI[rest[0]]:
        hundreds, used = 100, 1
    ones, more = _below_hundred(rest[used:])
    used += more
    if used and rest[used : used + 1] == ["point"] and rest[used + 1 : used + 2] and rest[used + 1] in ONES:
        return f"{hundreds + ones}.{ONES[rest[used + 1]]}", used + 2
    return str(hundreds + ones), used


def _below_hundred(rest: Sequence[str]) -> tuple[int, int]:
    if rest and rest[0] in TENS:
        if len(rest) > 1 and 0 < ONES.get(rest[1], 0) < TEN:
            return TENS[rest[0]] + ONES[rest[1]], 2
        return TENS[rest[0]], 1
    if rest and rest[0] in ONES:
        return ONES[rest[0]], 1
    return 0, 0
