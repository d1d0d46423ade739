"""What is still so after a line is a complaint: it goes the other way, and on where the line before went."""

from __future__ import annotations

from typing import Any

import pytest

from tests.agent.heard import replies


def _ways(*lines: str) -> dict[str, int]:
    """Return which way the last line moves each number: 1 up, -1 down."""
    moved: dict[str, int] = {}
    for one in replies(*lines)[-1].commands:
        before, after = _mean(one.get("from")), _mean(one.get("to"))
        if before is not None and after is not None and before != after:
            moved[str(one["path"])] = 1 if after > before else -1
    return moved


def _mean(value: Any) -> float | None:
    many = value if isinstance(value, list) else [value]
    return sum(many) / len(many) if many and all(isinstance(one, (int, float)) for one in many) else None


@pytest.mark.parametrize("before", ["the hats less nervous", "less nervous", "too nervous", "slower", "mark here"])
@pytest.mark.parametrize("line", ["still nervous", "it is still nervous", "hm, still nervous", "still too nervous"])
def test_still_nervous_is_less_nervous(before: str, line: str) -> None:
    ways = _ways(before, line)
    assert ways.get("hat_c.density.target") == -1
    assert 1 not in ways.values()


@pytest.mark.parametrize(("before", "line", "path", "way"), [
    ("more human", "still stiff", "hat_c.micro_ms", 1), ("more swing", "still stiff", "hat_c.micro_ms", 1),
    ("the hats less busy", "still busy", "hat_c.density.target", -1),
    ("darker", "it sounds still bright", "hat_c.velocity", -1), ("brighter", "still dark", "hat_c.velocity", 1),
])
def test_what_is_still_so_goes_the_other_way(before: str, line: str, path: str, way: int) -> None:
    assert _ways(before, line).get(path) == way


@pytest.mark.parametrize(("before", "line", "path", "way"), [
    ("darker", "darker still", "hat_c.velocity", -1), ("darker", "still darker", "hat_c.velocity", -1),
    ("darker", "too dark", "hat_c.velocity", 1), ("the clap louder", "too loud", "clap.velocity", -1),
    ("more nervous", "too nervous", "hat_c.density.target", -1),
])
def test_more_of_it_and_too_much_of_it_are_as_they_were(before: str, line: str, path: str, way: int) -> None:
    assert _ways(before, line).get(path) == way
