"""The door keeps its promises, in the daemon's own process and through the socket alike."""

from __future__ import annotations

import asyncio
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from engine import commands as ask
from engine.config import Config, Layer
from engine.control import Answered, Composed, Moved, Struck
from engine.errors import TechnoError
from engine.timebase import BAR_TICKS
from tests.sequencer.door import Door

if TYPE_CHECKING:
    from pathlib import Path

    from engine.control import Notice, SessionControl
    from tests.sequencer.door import Played


@pytest.fixture(params=["in process", "through the socket"])
def door(request: pytest.FixtureRequest, tmp_path: Path) -> Door:
    return Door(None if request.param == "in process" else tmp_path / "s")


async def notices(session: SessionControl, count: int) -> list[Notice]:
    found: list[Notice] = []
    async for notice in session.subscribe():
        found.append(notice)
        if len(found) == count:
            break
    return found


def test_a_wish_resolves_at_the_bar_that_first_applies_it(door: Door) -> None:
    async def scene(session: SessionControl, _played: Played) -> None:
        await session.transport("play")
        outcome = await session.submit(ask.Set("hat_c.density", 0.65))
        assert (outcome.status, outcome.path, outcome.requested) == ("applied", "hat_c.density.target", 0.65)
        assert outcome.bar is not None
        assert outcome.bar >= 1
        assert (await session.state()).config.layers["hat_c"].density is not None
    door.run(scene)


def test_a_wish_while_stopped_resolves_at_once_and_in_full(door: Door) -> None:
    async def scene(session: SessionControl, _played: Played) -> None:
        outcome = await session.submit(ask.Set("hat_c.swing_percent", 0.7))
        assert (outcome.status, outcome.applied, outcome.bar, outcome.cut) == ("applied", 0.7, 0, True)
    door.run(scene)


def test_a_wish_that_makes_no_sense_is_refused_at_once_even_when_the_player_hangs(door: Door) -> None:
    async def scene(session: SessionControl, played: Played) -> None:
        await session.transport("play")
        played.held = True
        outcome = await session.submit(ask.Set("hat_c.densty", 0.3))
        assert outcome.status == "refused"
        assert "did you mean" in outcome.reason
    door.run(scene)


def test_a_wish_without_an_answer_is_refused_after_two_bars_and_a_second(door: Door) -> None:
    door.config = Config(mode="m1", bpm=300.0)

    async def scene(session: SessionControl, played: Played) -> None:
        await session.transport("play")
        played.held = True
        loop = asyncio.get_running_loop()
        began = loop.time()
        outcome = await session.submit(ask.Fill())
        assert outcome.status == "refused"
        assert "did not answer within 2.6 s" in outcome.reason
        assert 2.5 < loop.time() - began < 6.0
    door.run(scene)


def test_a_mute_now_is_answered_before_its_bar_line(door: Door) -> None:
    async def scene(session: SessionControl, played: Played) -> None:
        await session.transport("play")
        played.held = True
        outcome = await session.submit(ask.Mute("clap", at="now"))
        assert (outcome.status, outcome.applied, outcome.cut) == ("applied", True, False)
    door.run(scene)


def test_wishes_are_taken_in_the_order_of_their_calls(door: Door) -> None:
    async def scene(session: SessionControl, _played: Played) -> None:
        await session.transport("play")
        saved, recalled = await asyncio.gather(
            session.submit(ask.Scene("save", "one")), session.submit(ask.Scene("recall", "one"))
        )
        assert [saved.status, recalled.status] == ["applied", "applied"]
        first, second = await asyncio.gather(
            session.submit(ask.Set("kick.velocity", 90)), session.submit(ask.Set("kick.velocity", 80))
        )
        assert (first.status, second.status, second.applied) == ("superseded", "applied", 80)
    door.run(scene)


def test_wishes_of_one_turn_are_one_step_of_undo(door: Door) -> None:
    async def scene(session: SessionControl, _played: Played) -> None:
        for command in (ask.Set("kick.velocity", 90), ask.Set("clap.velocity", 80)):
            await session.submit(command, author="agent", turn="t1")
        undone = await session.submit(ask.Undo())
        assert undone.status == "applied"
        layers = (await session.state()).config.layers
        assert (layers["kick"].velocity, layers["clap"].velocity) == (112, 92)
    door.run(scene)


def test_a_config_travels_whole_and_the_snapshot_names_it(door: Door) -> None:
    other = Config(mode="m2", layers={"rim": Layer(beat_bins_ms=(1.0, -1.0), note=37)})

    async def scene(session: SessionControl, _played: Played) -> None:
        outcome = await session.submit(ask.Load(other, "other"))
        assert (outcome.status, outcome.applied) == ("applied", "other")
        assert tuple((await session.state()).config.layers) == ("rim",)
        assert (await session.snapshot()).config == "other"
    door.run(scene)


def test_the_snapshot_says_how_the_session_stands(door: Door) -> None:
    async def scene(session: SessionControl, played: Played) -> None:
        before = await session.snapshot()
        assert (before.playing, before.bar, before.scores, before.config) == (False, None, None, "mine")
        moved = await session.transport("play")
        assert moved.playing
        async for notice in session.subscribe():
            if isinstance(notice, Composed) and notice.bar.index == 3:
                break
        played.held = True
        now = await session.snapshot()
        assert now.playing
        assert now.bar in {1, 2, 3}
        assert set(now.scores or ()) == {"E", "S", "D", "H", "T_ms", "T_rand_ms"}
        assert list(now.status()) == [
            "playing", "bar", "bpm", "config", "scores", "goals", "ports", "clock", "lateness_us", "rescues",
            "recording", "phrase", "agenda", "energy", "section", "verdict", "midi", "sync", "jam",
        ]
        assert set(now.status()["lateness_us"]) == {"p50", "p99", "p99_9", "max", "late"}
    door.run(scene)


def test_subscribers_hear_bars_outcomes_and_transport(door: Door) -> None:
    async def scene(session: SessionControl, _played: Played) -> None:
        hearing = asyncio.create_task(notices(session, 6))
        await asyncio.sleep(0)
        await session.submit(ask.Set("kick.velocity", 90))
        await session.transport("play")
        heard = await hearing
        assert isinstance(heard[0], Answered)
        assert heard[0].outcomes[0].applied == 90
        kinds = {type(notice) for notice in heard}
        assert {Composed, Moved} < kinds
        bars = [notice for notice in heard if isinstance(notice, Composed)]
        assert [one.bar.index for one in bars] == list(range(len(bars)))
        assert all(later.start_ns > one.start_ns for one, later in pairwise(bars))
        assert bars[0].bar.events
    door.run(scene)


def test_stop_cuts_the_bar_and_the_next_play_goes_on_with_the_next_one(door: Door) -> None:
    async def scene(session: SessionControl, played: Played) -> None:
        await session.transport("play")
        stopped = await session.transport("stop")
        assert not stopped.playing
        assert not (await session.snapshot()).playing
        assert (await session.state()).bar == played.player.bars.state.bar
        assert (await session.transport("continue")).playing
        await session.transport("panic")
        assert any(message == b"\xb0\x7b\x00" for _, message in played.output.sent)
    door.run(scene)


def test_why_explains_a_step_of_a_bar_that_sounded_and_refuses_what_is_not_there(door: Door) -> None:
    async def scene(session: SessionControl, _played: Played) -> None:
        with pytest.raises(KeyError):
            await session.why("kick", 0)
        await session.transport("play")
        await session.submit(ask.Fill())
        found = await session.why("kick", 0)
        assert found.sounds
        assert found.reasons
        assert (await session.why("kick", 1, bar=0)).bar == 0
        with pytest.raises(KeyError):
            await session.why("kik", 0)
        with pytest.raises(KeyError):
            await session.why("kick", 0, bar=99_999)
        with pytest.raises(IndexError):
            await session.why("kick", 16)
    door.run(scene)


def test_the_last_bars_are_heard_and_a_condition_is_watched(door: Door) -> None:
    async def scene(session: SessionControl, _played: Played) -> None:
        assert await session.heard(4) == ()
        await session.transport("play")
        planned = await session.submit(ask.Watch("hits", ">", 0, ask.Set("clap.velocity", 60), "kick"), author="agent")
        assert (planned.status, planned.plan) == ("planned", "1")
        for _ in range(3):
            await session.submit(ask.Fill())
        heard = await session.heard(2)
        assert len(heard) <= 2
        assert [bar.index for bar in heard] == sorted(bar.index for bar in heard)
        assert heard[-1].grid[0].startswith("kick")
        assert set(heard[-1].scores) == {"E", "S", "D", "H", "T_ms", "T_rand_ms"}
        assert (await session.state()).config.layers["clap"].velocity == 60
        assert (await session.snapshot()).agenda[0]["at_bar"] is None
    door.run(scene)


def test_a_trim_moves_an_output_and_shows_in_the_snapshot(door: Door) -> None:
    async def scene(session: SessionControl, played: Played) -> None:
        port = await session.trim(0, -35.5)
        assert port.trim_ms == -35.5
        assert (await session.snapshot()).ports[0].trim_ms == -35.5
        await session.transport("play")
        assert played.player.deadlines.trims_ns == [-35_500_000]
        with pytest.raises(IndexError):
            await session.trim(7, 0.0)
        with pytest.raises(ValueError, match="200"):
            await session.trim(0, 201.0)
    door.run(scene)


def test_a_kit_that_cannot_play_says_why_and_one_that_is_off_is_not_among_the_ports(door: Door) -> None:
    async def scene(session: SessionControl, _played: Played) -> None:
        with pytest.raises(TechnoError, match="no audio device"):
            await session.listen(on=True)
        off = await session.listen(on=False)
        assert (off.state, off.kit) == ("none", True)
        assert [port.kit for port in (await session.snapshot()).ports] == [False]
    door.run(scene)


def test_a_take_without_a_recording_is_refused(door: Door) -> None:
    async def scene(session: SessionControl, _played: Played) -> None:
        outcome = await session.record("start", name="one")
        assert (outcome.status, outcome.command) == ("refused", "record")
        assert "recording is off" in outcome.reason
    door.run(scene)


def test_the_end_reaches_the_daemon(door: Door) -> None:
    async def scene(session: SessionControl, played: Played) -> None:
        await session.end()
        assert played.live.ended.is_set()
    door.run(scene)


def test_the_mirror_makes_the_bars_the_player_makes(door: Door) -> None:
    async def scene(session: SessionControl, played: Played) -> None:
        await session.transport("play")
        for command in (ask.Set("hat_c.density", 0.9), ask.Tempo(180.0, 4), ask.Mute("clap", 2), ask.Drop(1)):
            await session.submit(command)
        await session.transport("stop")
        assert played.live.mirror.differs is None
        assert await session.state() == played.player.bars.state
        assert played.player.bars.state.tick == played.player.bars.state.bar * BAR_TICKS
    door.run(scene)


def test_a_hit_by_hand_sounds_shows_and_counts_in_its_bar(door: Door) -> None:
    async def scene(session: SessionControl, played: Played) -> None:
        listening = session.subscribe()
        await session.transport("play")
        outcome = await session.strike("clap", 93)
        assert (outcome.command, outcome.path, outcome.status, outcome.applied) == ("strike", "clap", "applied", 93)
        async for notice in listening:
            if isinstance(notice, Struck):
                assert [event.velocity for event in notice.bar.events if event.velocity == 93] == [93]
                break
        bars = [*played.live.mirror.bars]
        assert any(made.played is not None for made in bars)
        assert any(message[2] == 93 for _, message in played.output.sent if message[0] == 0x99)
    door.run(scene)


def test_a_hit_by_hand_that_would_not_sound_is_refused_with_the_reason(door: Door) -> None:
    async def scene(session: SessionControl, _played: Played) -> None:
        assert "there is no layer gong" in (await session.strike("gong", 93)).reason
        await session.submit(ask.Mute("clap"))
        assert (await session.strike("clap", 93)).reason == "clap is muted, or others are soloed"
        assert (await session.strike("tom", 93)).reason == "tom is muted in the config"
        with pytest.raises(ValueError, match="velocity"):
            await session.strike("kick", 128)
    door.config = Config(mode="m4", layers={"kick": Layer(), "clap": Layer(), "tom": Layer(note=45, muted=True)})
    door.run(scene)
