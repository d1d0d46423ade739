"""Wishes wait for the bar that takes them, in their order, and nobody waits twice."""

from __future__ import annotations

import asyncio

from engine import Wish, start
from engine import commands as ask
from sequencer.daemon.waiting import MAX_TRIED, MAX_WAITING, WaitingWishes, refused
from tests.engine.asked import club

STATE = start(club())
FILLS = [Wish(ask.Fill(), str(number)) for number in range(MAX_WAITING)]


def waiting(wishes: list[Wish]) -> WaitingWishes:
    found = WaitingWishes()

    async def add() -> None:
        for wish in wishes:
            found.add(wish)

    asyncio.run(add())
    return found


def test_a_wish_that_cannot_be_is_refused_before_its_bar() -> None:
    early = waiting([]).early(Wish(ask.Mute("nobody"), "m"), STATE)
    assert early is not None
    assert early.status == "refused"


def test_a_mute_that_acts_at_once_is_answered_at_once_and_is_no_cut() -> None:
    early = waiting([]).early(Wish(ask.Mute("kick", at="now"), "m"), STATE)
    assert early is not None
    assert (early.status, early.cut) == ("applied", False)
    assert waiting([]).early(Wish(ask.Mute("kick"), "m"), STATE) is None


def test_only_so_many_wishes_are_tried_ahead_and_only_so_many_wait() -> None:
    wrong = Wish(ask.Mute("nobody"), "m")
    assert waiting(FILLS[:MAX_TRIED]).early(wrong, STATE) is not None
    assert waiting(FILLS[:MAX_TRIED + 1]).early(wrong, STATE) is None
    assert waiting(FILLS[:-1]).early(wrong, STATE) is None
    full = waiting(FILLS).early(wrong, STATE)
    assert full is not None
    assert "256 wishes wait" in full.reason


def test_wishes_of_a_bar_that_is_not_played_come_before_the_others() -> None:
    found = waiting(FILLS[2:4])
    found.again(FILLS[:2])
    assert found.wishes() == FILLS[:4]


def test_a_wish_is_answered_by_its_own_outcome_and_waits_no_longer() -> None:
    async def scene() -> None:
        found = WaitingWishes()
        first, second, third = (found.add(wish) for wish in FILLS[:3])
        found.leave(FILLS[2])
        found.answer([refused(FILLS[0], "no")], FILLS[:3])
        assert (await first).reason == "no"
        assert "without an answer" in (await second).reason
        assert not third.done()
        assert found.wishes() == []

    asyncio.run(scene())


def test_at_the_end_nobody_waits() -> None:
    async def scene() -> None:
        found = WaitingWishes()
        answer = found.add(FILLS[0])
        found.close()
        assert answer.cancelled()

    asyncio.run(scene())
