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

PLANS: Final[list[dict[str, Any]]] = [
    plan for name in ("spoken_plans.json", "later_plans.json")
    for plan in json.loads((HERE / name).read_text(encoding="utf-8"))
]
LEAST_RIGHT: Final = 0.9


LATER: Final = len(json.loads((HERE / "later_plans.json").read_text(encoding="utf-8")))
"""How many were written last, when the agent had learnt the others."""


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
    last = {plan["said"] for plan in PLANS[-LATER:]}
    assert len([said for said, _ in wrong if said in last]) <= (1 - LEAST_RIGHT) * LATER
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


@pytest.mark.parametrize("said", ["undo in 8 bars", "play in 8 bars"])
def test_what_cannot_be_planned_is_refused_and_not_done_at_once(said: str) -> None:
    (reply,) = replies(said)
    assert reply.refused
    assert "refused" in reply.reply


@pytest.mark.parametrize(("said", "path", "every"), [
    ("open hat only every other bar", "hat_o.conditions", 2),
    ("only every other bar an open hat", "hat_o.conditions", 2), ("clap only every 4 bars", "clap.conditions", 4),
])
def test_what_is_wanted_in_some_bars_only_is_a_condition_of_its_layer(said: str, path: str, every: int) -> None:
    (reply,) = replies(said)
    (command,) = reply.commands
    assert command["path"] == path
    assert [(one["kind"], one["a"], one["b"]) for one in command["to"]] == [("A_B", 1, every)]


@pytest.mark.parametrize("said", ["later on, lose the hats", "soon, more swing", "eventually drop the kick"])
def test_a_time_that_says_no_bar_is_asked_about(said: str) -> None:
    (reply,) = replies(said)
    assert not reply.commands
    assert reply.question is not None


@pytest.mark.parametrize(("said", "to"), [
    ("energy off the floor, full", 1.0), ("full energy", 1.0), ("energy up, full", 1.0), ("energy to full", 1.0),
    ("take the energy off the floor", 0.5),
])
def test_energy_leaves_the_floor_upwards_and_full_is_its_top(said: str, to: float) -> None:
    assert list(replies("energy to 30%", said)[1].commands) == [
        {"command": "set", "path": "energy", "from": 0.3, "to": to}
    ]


@pytest.mark.parametrize(("said", "step", "on"), [
    ("put a clap on step 13", 12, True), ("take the clap off step 5", 4, False), ("no clap on step 1", 0, False),
])
def test_a_hit_is_put_on_a_step_or_taken_from_it(said: str, step: int, on: bool) -> None:
    (reply,) = replies(said)
    assert list(reply.commands) == [{"command": "hit", "layer": "clap", "step": step, "on": on}]
