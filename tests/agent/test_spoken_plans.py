"""Plans as they are said on a stage: the right command on the right bar, or a question, and nothing too early.

The wishes were written down, with what they ask for, before the agent had heard them.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.agent.heard import HERE, replies

if TYPE_CHECKING:
    from agent.reply import Reply

PLANS: Final[list[dict[str, Any]]] = json.loads((HERE / "spoken_plans.json").read_text(encoding="utf-8"))
LEAST_RIGHT: Final = 0.9


@pytest.fixture(scope="module")
def answers() -> list[Reply]:
    return [replies(plan["said"])[0] for plan in PLANS]


def fits(wanted: dict[str, Any], command: dict[str, Any]) -> bool:
    """Return True for a command that says all that is wanted, and comes neither later nor again unasked."""
    unasked = {key for key in ("at_bar", "every_bars") if command.get(key)} - wanted.keys()
    return all(command.get(key) == value for key, value in wanted.items()) and not (
        unasked - ({"at_bar"} if "every_bars" in wanted else set())
    )


def right(plan: dict[str, Any], commands: list[dict[str, Any]]) -> bool:
    return any(
        len(commands) == len(wanted) and all(any(fits(one, command) for command in commands) for one in wanted)
        for wanted in (plan["wanted"], plan.get("or"))
        if wanted is not None
    )


def test_nine_in_ten_are_right_and_the_others_are_asked_about(answers: list[Reply]) -> None:
    heard = zip(PLANS, answers, strict=True)
    wrong = [(plan["said"], reply) for plan, reply in heard if not right(plan, list(reply.commands))]
    assert len(wrong) <= (1 - LEAST_RIGHT) * len(PLANS), [said for said, _ in wrong]
    assert [said for said, reply in wrong if reply.commands] == []


def test_nothing_is_done_at_once_that_is_meant_for_later(answers: list[Reply]) -> None:
    early = [
        plan["said"]
        for plan, reply in zip(PLANS, answers, strict=True)
        if all(one.get("at_bar") or one.get("every_bars") for one in plan["wanted"])
        and any(not (one.get("at_bar") or one.get("every_bars")) for one in reply.commands)
    ]
    assert early == []


def test_a_wish_with_a_time_that_finds_nothing_to_do_is_asked_about() -> None:
    (reply,) = replies("bring everything back in 8 bars")
    assert not reply.commands
    assert reply.question is not None


def test_phrases_are_as_long_as_those_of_the_config() -> None:
    first, second = replies("set phrase.bars to 16", "in 2 phrases mute the clap")
    assert first.commands[0]["to"] == 16
    assert second.commands[0]["at_bar"] == 32


def test_a_take_in_so_many_bars_is_planned_in_practice_too() -> None:
    (reply,) = replies("stop recording in 32")
    assert list(reply.commands) == [{"command": "record", "action": "stop", "at_bar": 32}]
