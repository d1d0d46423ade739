"""What is planned through the door is answered, listed and told, kept by a lost player, and recorded where it comes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from engine import commands as ask
from engine.control import Answered, Composed
from engine.when import When
from sequencer.daemon.recorder import Recorder
from sequencer.daemon.supervisor import WITHOUT_SPARE_NS
from sequencer.tape.replay import replayed
from tests.sequencer.door import Door, Played
from tests.sequencer.test_session_control import door

if TYPE_CHECKING:
    from pathlib import Path

    from engine.control import SessionControl

__all__ = ["door"]


async def until_bar(session: SessionControl, bar: int) -> None:
    """Wait until a bar has been made."""
    async for notice in session.subscribe():
        if isinstance(notice, Composed) and notice.bar.index >= bar:
            return


def test_a_plan_is_answered_with_its_bar_and_listed_by_status(door: Door) -> None:
    async def scene(session: SessionControl, _played: Played) -> None:
        outcome = await session.submit(ask.Mute("clap", 2), when=When(in_bars=8), author="agent")
        assert (outcome.status, outcome.bar, outcome.plan) == ("planned", 8, "1")
        snapshot = await session.snapshot()
        assert snapshot.status()["agenda"] == [{
            "id": "1", "at_bar": 8, "every_bars": None, "author": "agent",
            "command": {"command": "mute", "layer": "clap", "bars": 2},
        }]
        assert snapshot.status()["phrase"] == {"bar": 0, "of": 8, "anchor": 0}
        assert (await session.submit(ask.Cancel("1"))).status == "applied"
        assert (await session.snapshot()).agenda == ()
    door.run(scene)


def test_while_playing_bars_count_from_the_one_that_sounds() -> None:
    async def scene(session: SessionControl, played: Played) -> None:
        await session.transport("play")
        await until_bar(session, 2)
        sounding = played.live.sounding()
        assert sounding is not None
        outcome = await session.submit(ask.Mute("clap", 2), when=When(in_bars=40))
        assert (outcome.status, outcome.bar) == ("planned", sounding.index + 40)
    Door(None).run(scene)


def test_a_plan_that_falls_due_is_told_to_every_front_under_the_id_of_its_wish(door: Door) -> None:
    async def scene(session: SessionControl, _played: Played) -> None:
        planned = await session.submit(ask.Mute("clap"), when=When(at_bar=3))
        notices = session.subscribe()
        await session.transport("play")
        async for notice in notices:
            fired = [one for one in notice.outcomes if one.plan] if isinstance(notice, Answered) else []
            if fired:
                assert [(one.wish, one.status, one.bar) for one in fired] == [(planned.wish, "applied", 3)]
                return
    door.run(scene)


@pytest.mark.parametrize("when", [When(at_bar=-1), When(at_bar=3, in_bars=3), When(every_bars=2000)])
def test_what_is_no_time_is_refused_at_once(door: Door, when: When) -> None:
    async def scene(session: SessionControl, _played: Played) -> None:
        assert (await session.submit(ask.Fill(), when=when)).status == "refused"
    door.run(scene)


def test_plans_outlive_a_lost_player_and_replay_makes_the_same_bytes(tmp_path: Path) -> None:
    async def scene(session: SessionControl, played: Played) -> None:
        live = played.live
        live.recording = Recorder(tmp_path / "take", live.mirror, name="mine", report=live.log)
        await session.submit(ask.Fill(1), when=When(every_bars=4))
        await session.submit(ask.Mute("clap"), when=When(at_bar=30))
        await session.transport("play")
        await until_bar(session, 9)
        played.held = True
        live.lost(played.clock.now_ns(), "it ended", WITHOUT_SPARE_NS)
        resume = live.place_to_resume(WITHOUT_SPARE_NS)
        assert resume is not None
        played.replace_player(resume)
        played.held = False
        await until_bar(session, 31)
        await session.transport("stop")
        state = live.mirror.state
        assert [hold.layer for hold in state.stage.mutes] == ["clap"]
        assert [(item.id, item.at_bar % 4) for item in state.agenda] == [("1", 3)]
        live.close()
        again = replayed(tmp_path / "take" / "journal.jsonl")
        assert (again.differs, again.state) == (None, live.mirror.state)
        assert again.files == {path.name: path.read_bytes() for path in (tmp_path / "take").glob("*.mid")}
    Door(None).run(scene)


def test_a_planned_stop_stops_the_session(door: Door) -> None:
    async def scene(session: SessionControl, _played: Played) -> None:
        await session.submit(ask.Transport(), when=When(at_bar=3))
        await session.transport("play")
        async for notice in session.subscribe():
            if notice.kind == "transport" and not notice.playing:
                break
        state = await session.state()
        assert (state.bar, state.agenda) == (3, ())
        assert not (await session.snapshot()).playing
    door.run(scene)


def test_a_stop_without_a_time_is_for_now(door: Door) -> None:
    async def scene(session: SessionControl, _played: Played) -> None:
        await session.transport("play")
        outcome = await session.submit(ask.Transport())
        assert (outcome.status, outcome.command) == ("applied", "transport")
        assert not (await session.snapshot()).playing
    door.run(scene)


def test_a_planned_take_holds_its_bars_and_replays(tmp_path: Path) -> None:
    async def scene(session: SessionControl, played: Played) -> None:
        live = played.live
        live.recording = Recorder(tmp_path / "take", live.mirror, name="mine", report=live.log)
        await session.submit(ask.Record("start", "best"), when=When(at_bar=2))
        await session.submit(ask.Record("stop"), when=When(at_bar=5))
        await session.transport("play")
        await until_bar(session, 8)
        await session.transport("stop")
        live.close()
    Door(None).run(scene)
    again = replayed(tmp_path / "take" / "journal.jsonl")
    assert again.files["best.mid"] == (tmp_path / "take" / "best.mid").read_bytes()
    lines = (tmp_path / "take" / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    takes = [json.loads(line) for line in lines if line.startswith('{"say":"record"')]
    assert [(take["action"], take["bar"], take["name"]) for take in takes] == [
        ("start", 2, "best"), ("stop", 5, "best")
    ]


def test_a_take_without_a_time_is_recorded_as_ever() -> None:
    async def scene(session: SessionControl, _played: Played) -> None:
        outcome = await session.submit(ask.Record("start", "best"))
        assert outcome.reason == "recording is off; start the session without --record off"
    Door(None).run(scene)
