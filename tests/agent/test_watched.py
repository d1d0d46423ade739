"""The condition that was asked for last gets another layer, one more, or another number."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies

BREAK, BUSY = "when the break comes, solo the clap", "when energy goes over 0.8, mute the clap"


def _conditions(*lines: str) -> list[tuple[object, object]]:
    """Return the layer and the value of each condition that the last line asks for."""
    return [(one["then"]["layer"], one["value"]) for one in replies(*lines)[-1].commands if one["command"] == "when"]


@pytest.mark.parametrize("line", [
    "no, the snare instead", "use the snare instead", "forget the clap, use the snare", "not the clap, the snare",
    "no leave that clap matter, use snare", "sorry, the snare", "rather the snare", "make it the snare",
    "actually i meant the snare", "the snare instead of that", "skip the clap and take the snare",
])
def test_another_layer_takes_the_place_of_the_first(line: str) -> None:
    assert _conditions(BREAK, line) == [("snare", "break")]
    assert next(one["command"] for one in replies(BREAK, line)[-1].commands) in {"undo", "cancel"}


@pytest.mark.parametrize("line", ["and the snare", "the snare too", "also the snare", "and the snare as well"])
def test_a_further_layer_has_the_same_condition(line: str) -> None:
    assert [one["command"] for one in replies(BREAK, line)[-1].commands] == ["when"]
    assert _conditions(BREAK, line) == [("snare", "break")]


@pytest.mark.parametrize("line", [
    "raise that threshold to .9", "no, above 90 percent", "make it above .9", "set the limit to 90%",
    "move the threshold up to 0.9", "put that at .9", "only above 0.9", "raise it to 90 %", "push the trigger to 0.9",
])
def test_the_number_is_put_elsewhere(line: str) -> None:
    assert _conditions(BUSY, line) == [("clap", 0.9)]


@pytest.mark.parametrize("line", ["mute the snare", "more snare", "raise the snare", "above all more hats"])
def test_other_lines_ask_for_no_condition(line: str) -> None:
    assert not _conditions(BREAK, line)
