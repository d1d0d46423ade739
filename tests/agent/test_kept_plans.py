"""Of two plans the one that is off is cancelled and the other stays; a drop that is denied does not come."""

from __future__ import annotations

import pytest

from agent.offline.talk.kept_plans import with_kept_plans
from tests.agent.corpus import state_after
from tests.agent.heard import replies

PLANNED = state_after(("section rise in 8 bars", "section drop in 16 bars"))


@pytest.mark.parametrize("say", [
    "finally no, keep the rise but not the drop", "keep the rise, not the drop", "cancel the drop but keep the rise",
    "no drop after all, the rise stays", "the rise yes, the drop no", "just the rise, no drop", "no drop",
    "no drop yet", "scrap the drop, the rise can stay", "ok leave the rise in but skip the drop please",
])
def test_the_one_that_is_off_is_cancelled(say: str) -> None:
    assert with_kept_plans(say, PLANNED) == f"cancel {PLANNED.agenda[1].id}"


@pytest.mark.parametrize("say", ["keep the drop", "the rise stays", "leave the drop in please"])
def test_what_stays_is_planned_still(say: str) -> None:
    assert with_kept_plans(say, PLANNED) == "do nothing"


@pytest.mark.parametrize("say", [
    "keep the kick but not the clap", "keep the tempo", "no, drop", "no clap", "keep the groove going", "drop the kick",
    "no fill", "keep the fill but not the mute", "the drop at 65",
])
def test_what_is_of_no_plan_stays_as_it_is(say: str) -> None:
    assert with_kept_plans(say, PLANNED) == say


@pytest.mark.parametrize("say", ["no drop", "no drop tonight", "no rise please", "no break yet"])
def test_a_section_that_is_denied_is_not_begun(say: str) -> None:
    (reply,) = replies(say)
    assert {(one["command"], one.get("bars")) for one in reply.commands} <= {("drop", 0)}


def test_a_stop_that_is_kept_is_no_stop_now() -> None:
    planned, kept = replies("stop in 16 bars", "keep the stop")
    assert planned.commands
    assert kept.commands == ()


def test_of_a_fill_and_a_mute_the_mute_is_taken_off() -> None:
    *_, reply = replies("fill at bar 56", "mute clap at bar 60", "keep the fill but not the mute")
    assert [one["command"] for one in reply.commands] == ["cancel"]
