"""A reader gets all notices in order, loses the oldest when it falls behind, and ends when it is closed."""

from __future__ import annotations

import asyncio

from engine.control import Logged
from sequencer.wire.subscription import MAX_NOTICES, Subscription


def notice(number: int) -> Logged:
    return Logged(str(number))


def texts(given: int) -> list[str]:
    """Return all that a reader hears of so many notices, which came before it was closed."""
    async def heard() -> list[str]:
        reader = Subscription(lambda _: None)
        for number in range(given):
            reader.put(notice(number))
        reader.close()
        return [one.text async for one in reader if isinstance(one, Logged)]

    return asyncio.run(asyncio.wait_for(heard(), 60))


def test_what_was_there_before_the_end_is_still_read() -> None:
    assert texts(0) == []
    assert texts(3) == ["0", "1", "2"]


def test_of_too_many_the_oldest_are_lost() -> None:
    assert texts(MAX_NOTICES + 2) == [str(number) for number in range(2, MAX_NOTICES + 2)]


def test_a_reader_that_waits_is_woken_by_a_notice_and_by_the_end_which_is_told_once() -> None:
    ended: list[Subscription] = []

    async def read() -> list[str]:
        reader = Subscription(ended.append)
        heard: list[str] = []

        async def listen() -> None:
            async for one in reader:
                assert isinstance(one, Logged)
                heard.append(one.text)

        listening = asyncio.get_running_loop().create_task(listen())
        for number in range(2):
            await asyncio.sleep(0)  # it waits by now
            reader.put(notice(number))
        await asyncio.sleep(0)
        reader.close()
        await asyncio.wait_for(listening, 60)
        assert ended == [reader]
        return heard

    assert asyncio.run(read()) == ["0", "1"]
