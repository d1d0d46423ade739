"""A hand taps the tempo, moves it by a tenth, and bends it for one bar."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from engine.control import Composed
from sequencer.console.steering import Steering, plain_voice
from sequencer.console.tempo import LONGEST_GAP_NS, Taps, bend
from tests.sequencer.door import Door

if TYPE_CHECKING:
    from engine.control import SessionControl
    from tests.sequencer.door import Played


async def no(_question: str) -> bool:
    return False


@pytest.mark.parametrize("bpm", [60.0, 128.0, 140.5, 174.0])
def test_the_third_tap_makes_a_tempo_and_later_ones_make_it_finer(bpm: float) -> None:
    taps = Taps()
    found = [taps.tap(round(beat * 60e9 / bpm)) for beat in range(20)]
    assert found[:2] == [None, None]
    assert found[2:] == [bpm] * 18


def test_unsteady_taps_are_averaged() -> None:
    taps = Taps()
    times = [0, 480, 1010, 1490, 2000]
    assert [taps.tap(ms * 1_000_000) for ms in times][-1] == 120.0


def test_a_pause_begins_anew() -> None:
    taps = Taps()
    for beat in range(4):
        taps.tap(beat * 500_000_000)
    late = 1_500_000_000 + LONGEST_GAP_NS + 1
    assert taps.tap(late) is None
    assert taps.tap(late + 400_000_000) is None
    assert taps.tap(late + 800_000_000) == 150.0


def test_a_bend_lasts_one_bar_and_is_one_step_of_undo() -> None:
    tempi: dict[int, float] = {}

    async def scene(session: SessionControl, _played: Played) -> None:
        client = Steering(session, plain_voice(lambda _: None, no))
        await client.line(":bpm 130")
        notices = session.subscribe()
        await session.transport("play")
        bending = asyncio.create_task(bend(client, 130.0, 2.0))
        back = None
        async for notice in notices:
            if isinstance(notice, Composed):
                tempi[notice.bar.index] = notice.bar.bpm
            if bending.done():
                back = bending.result()
                assert back is not None
                if max(tempi) > back:
                    break
        assert back is not None
        assert [bar for bar, bpm in tempi.items() if bpm == 132.0] == [back - 1]
        assert set(tempi.values()) == {130.0, 132.0}
        assert len((await session.state()).undo) == 2
    Door(None).run(scene)


def test_a_bend_that_is_refused_leaves_nothing_behind() -> None:
    said: list[str] = []

    async def scene(session: SessionControl, _played: Played) -> None:
        assert await bend(Steering(session, plain_voice(said.append, no)), 300.0, 2.0) is None
        assert not (await session.state()).agenda
    Door(None).run(scene)
    assert len(said) == 1
    assert "refused" in said[0]
