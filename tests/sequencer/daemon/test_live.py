"""A session whose player dies goes on where the grid says, and nothing that was asked is forgotten."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from engine import commands as ask
from engine.control import Composed, Logged
from engine.timebase import BAR_TICKS
from sequencer.daemon import patience
from sequencer.daemon.patience import START_SECONDS, answer_seconds
from sequencer.daemon.recorder import Recorder
from sequencer.daemon.supervisor import WITH_SPARE_NS, WITHOUT_SPARE_NS
from sequencer.tape.mirror import OutOfStep
from sequencer.tape.replay import replayed
from sequencer.wire.orders import TakeWish
from sequencer.wire.reports import BarComposed, BarDiscarded, BarReplaced, OutputChanged
from sequencer.wire.subscription import MAX_NOTICES, Subscription
from tests.sequencer.door import Door, Played

if TYPE_CHECKING:
    from pathlib import Path

    from engine.control import Notice, SessionControl
    from sequencer.daemon.live import LiveSession
    from sequencer.midi.ports import OutputState
    from sequencer.wire.orders import Resume

BAR_NS = 60_000_000_000 / 132 * 4


@pytest.mark.parametrize("bpm", [60.0, 132.0, 240.0])
@pytest.mark.parametrize("runs", [True, False])
def test_a_wish_waits_for_a_player_that_is_still_starting(
    runs: bool, bpm: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert answer_seconds(bpm, player_runs=True) == 1.0 + 2 * 240.0 / bpm
    assert answer_seconds(bpm, player_runs=False) == START_SECONDS + 1.0 + 2 * 240.0 / bpm
    monkeypatch.setattr(patience, "ANSWER_SECONDS", 0.0)
    monkeypatch.setattr(patience, "ANSWER_BARS", 0)

    async def scene(session: SessionControl, played: Played) -> None:
        played.held, played.live.player_runs = True, runs
        asked = asyncio.ensure_future(session.submit(ask.Set("hat_c.velocity", 77)))
        for _ in range(5):
            await asyncio.sleep(0)
        played.held = False
        assert (await asked).status == ("refused" if runs else "applied")

    Door(None).run(scene)


async def until_bar(session: SessionControl, played: Played, bar: int) -> None:
    """Play until a bar has been made, then hold the player still."""
    async for notice in session.subscribe():
        if isinstance(notice, Composed) and notice.bar.index >= bar:
            played.held = True
            return


def lost(live: LiveSession, now_ns: int, room_ns: int = WITHOUT_SPARE_NS) -> Resume | None:
    live.lost(now_ns, "it ended", room_ns)
    return live.place_to_resume(room_ns)


@pytest.mark.parametrize("room_ns", [WITH_SPARE_NS, WITHOUT_SPARE_NS])
def test_a_new_player_comes_in_on_the_grid_as_soon_as_it_can(room_ns: int) -> None:
    async def scene(session: SessionControl, played: Played) -> None:
        await session.transport("play")
        await until_bar(session, played, 5)
        origin = next(begun for begun in (played.live._lines._last,) if begun)
        now = played.clock.now_ns()
        resume = lost(played.live, now, room_ns)
        assert resume is not None
        assert resume.wall_ns >= now + room_ns
        assert resume.wall_ns < now + room_ns + BAR_NS
        bars = (resume.tick - origin.bar.start_tick) / BAR_TICKS
        assert resume.wall_ns == pytest.approx(origin.start_ns + bars * BAR_NS, abs=10)
        assert resume.tick == (await session.state()).tick
        assert (await session.snapshot()).restarts == 1
    Door(None).run(scene)


def test_a_player_lost_while_stopped_stays_stopped() -> None:
    async def scene(session: SessionControl, played: Played) -> None:
        assert lost(played.live, played.clock.now_ns()) is None
        await session.transport("play")
        await session.transport("stop")
        assert lost(played.live, played.clock.now_ns()) is None
    Door(None).run(scene)


def test_what_the_lost_player_had_not_answered_is_told_to_the_next() -> None:
    async def scene(session: SessionControl, played: Played) -> None:
        await session.transport("play")
        await until_bar(session, played, 2)
        asked = asyncio.create_task(session.submit(ask.Set("kick.velocity", 77)))
        moved = asyncio.create_task(session.transport("stop"))
        await asyncio.sleep(0)
        played.live.lost(played.clock.now_ns(), "it ended", WITH_SPARE_NS)
        again = played.live.untaken()
        assert [order.do for order in again] == ["wish", "transport"]
        assert isinstance(again[0], TakeWish)
        assert again[0].wish.command == ask.Set("kick.velocity", 77)
        asked.cancel()
        moved.cancel()
        await asyncio.gather(asked, moved, return_exceptions=True)
    Door(None).run(scene)


def test_a_session_with_lost_players_replays_to_the_same_bytes(tmp_path: Path) -> None:
    async def scene(session: SessionControl, played: Played) -> None:
        live = played.live
        live.recording = Recorder(tmp_path / "take", live.mirror, name="mine", report=live.log)
        await session.transport("play")
        for bar in (3, 9, 20):
            played.held = False
            await session.submit(ask.Tempo(100.0 + bar))
            await until_bar(session, played, bar)
            resume = lost(live, played.clock.now_ns(), WITH_SPARE_NS if bar == 9 else WITHOUT_SPARE_NS)
            assert resume is not None
            played.replace_player(resume)
        played.held = False
        await session.submit(ask.Fill())
        await session.transport("stop")
        live.close()
        made = replayed(tmp_path / "take" / "journal.jsonl")
        assert made.differs is None
        assert made.state == live.mirror.state
        for name, content in made.files.items():
            assert (tmp_path / "take" / name).read_bytes() == content
    Door(None).run(scene)


def test_bars_that_are_left_are_counted_over_players() -> None:
    async def scene(session: SessionControl, played: Played) -> None:
        assert played.live.bars_left() == 8
        await session.transport("play")
        await until_bar(session, played, 3)
        assert played.live.bars_left() == 8 - played.live.mirror.state.bar
    Door(None, bars=8).run(scene)


def test_words_of_the_player_that_cannot_be_true_are_an_error() -> None:
    async def scene(_session: SessionControl, played: Played) -> None:
        with pytest.raises(OutOfStep):
            played.live.take(BarComposed(7))
    Door(None).run(scene)


def test_a_bar_that_fails_refuses_its_wishes_and_is_shown() -> None:
    async def scene(session: SessionControl, played: Played) -> None:
        hearing = session.subscribe()
        await session.transport("play")
        await until_bar(session, played, 1)
        asked = asyncio.create_task(session.submit(ask.Set("kick.velocity", 77)))
        await asyncio.sleep(0)
        (waiting,) = played.live.untaken()
        assert isinstance(waiting, TakeWish)
        bar = played.live.mirror.state.bar
        played.live.take(BarReplaced(bar, wishes=(waiting.wish,), error="bar 3 could not be made"))
        outcome = await asked
        assert (outcome.status, outcome.reason) == ("refused", "the bar could not be made with this wish")
        assert (await session.snapshot()).faults == 1
        heard: list[Notice] = []
        async for notice in hearing:
            heard.append(notice)
            if isinstance(notice, Logged):
                break
        assert "the last good bar is played again" in str(heard[-1])
    Door(None).run(scene)


def test_an_output_that_has_lost_its_port_stays_lost_until_it_has_one_again() -> None:
    async def scene(session: SessionControl, played: Played) -> None:
        async def told(state: OutputState, name: str = "") -> tuple[str, str]:
            played.live.take(OutputChanged(0, name, state))
            (port,) = (await session.snapshot()).ports
            return port.name, port.state
        assert await told("lost") == ("out", "lost")
        assert await told("none") == ("out", "lost")  # the next player has nothing open there either
        assert await told("open", "out") == ("out", "open")
        assert await told("none") == ("out", "none")
    Door(None).run(scene)


def test_a_rescue_of_a_bar_that_is_discarded_does_not_count() -> None:
    async def scene(session: SessionControl, played: Played) -> None:
        live = played.live
        await session.transport("play")
        await until_bar(session, played, 3)
        made = live.mirror.bars[-1]
        rescued = replace(made.bar, rescued=True)
        live.mirror.bars[-1] = made._replace(bar=rescued)
        live._composed(BarComposed(rescued.index, start_ns=played.clock.now_ns()))
        assert (await session.snapshot()).rescues == 1
        live.take(BarDiscarded(rescued.index))
        assert (await session.snapshot()).rescues == 0
    Door(None).run(scene)


def test_more_wishes_than_can_wait_for_a_bar_line_are_refused() -> None:
    async def scene(session: SessionControl, played: Played) -> None:
        await session.transport("play")
        played.held = True
        waiting = [asyncio.create_task(session.submit(ask.Fill())) for _ in range(256)]
        await asyncio.sleep(0)
        refused = await session.submit(ask.Fill())
        assert (refused.status, "wait for the bar line" in refused.reason) == ("refused", True)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
    Door(None).run(scene)


def test_a_reader_who_falls_behind_loses_the_oldest_and_ends_with_the_session() -> None:
    async def scene() -> None:
        ended: list[Subscription] = []
        reader = Subscription(ended.append)
        for number in range(MAX_NOTICES + 3):
            reader.put(Logged(str(number)))
        reader.close()
        heard = [notice async for notice in reader]
        assert heard[0] == Logged("3")
        assert len(heard) == MAX_NOTICES
        assert ended == [reader]
    asyncio.run(scene())
