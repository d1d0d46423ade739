"""A line of the player's that nobody read in time is never missed in silence, whatever it said."""

from __future__ import annotations

import asyncio
import json
import subprocess
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import pytest

from engine import next_bar, start
from engine.commands import Set, Wish
from engine.control import PortStatus
from engine.timebase import BAR_TICKS
from sequencer.daemon.launched import Launched
from sequencer.daemon.live import LiveSession
from sequencer.daemon.port_watch import OutputPlan
from sequencer.daemon.recorder import Recorder
from sequencer.daemon.standby import Standby
from sequencer.daemon.supervisor import Supervisor
from sequencer.tape.mirror import bar_crc
from sequencer.tape.replay import replayed
from sequencer.wire.link import BACKLOG_LINES, LinkClosed, daemon_link, player_link
from sequencer.wire.reports import (
    BarComposed,
    BarDiscarded,
    BarReplaced,
    BarSent,
    Granted,
    LayerStruck,
    OutputChanged,
    PlayerReady,
    Pong,
    TransportMoved,
    WishesApplied,
)
from tests.engine.asked import club
from tests.sequencer.wire.pipes import stuffed_pair

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sequencer.wire.reports import Report

LIMIT_SECONDS = 240.0
BARS: Final = 4
STATE: Final = start(club())
BAR_NS: Final = round(4 * 60_000_000_000 / STATE.config.bpm)


class Stuffed:
    """A player of the test's own, whose pipe can be stuffed: a process that sleeps, and the far end of its link."""

    def __init__(self) -> None:
        self.pipe, far = stuffed_pair()
        self.pipe.stuffed = False
        self.launched = Launched(subprocess.Popen(["sleep", "1000"]), daemon_link(far))
        self.link = player_link(self.pipe)

    async def say(self, *words: Report) -> None:
        """Say something, and let it be read."""
        for word in words:
            self.link.send(word)
        while not self.link.flush():  # noqa: ASYNC110 - the loop reads it meanwhile
            await asyncio.sleep(0)

    async def say_late(self, lost: Report, more: Sequence[Report]) -> None:
        """Say something to a daemon that does not read until the first line of it is thrown away."""
        self.pipe.stuffed = True
        for word in (Pong(), lost, *more, *[Pong()] * (BACKLOG_LINES - len(more))):  # the first is on its way
            self.link.send(word)
        self.pipe.stuffed = False
        with suppress(LinkClosed):  # it may be replaced before it has said all
            await self.say()

    def end(self) -> None:
        self.launched.process.wait()
        self.launched.link.close()
        self.link.close()


def played() -> list[Report]:
    """Bars that were played to their end, but for what is told of the last one after it."""
    state = STATE
    said: list[Report] = [TransportMoved(playing=True, bar=0, tick=0)]
    first_ns = time.monotonic_ns() - BARS * BAR_NS - 1
    for _ in range(BARS):
        state, bar = next_bar(state)
        said += [
            BarComposed(bar.index, (), bar_crc(bar), first_ns + bar.index * BAR_NS), BarSent(bar.index)
        ]
    return said[:-1]


LAST: Final = BARS - 1
SENT: Final = BarSent(LAST)
HIT: Final = LayerStruck(LAST, "clap", LAST * BAR_TICKS + 100, 240, 39, 100, 10, 0, 100)
WISH: Final = Wish(Set("kick.velocity", 77), "w")
STOPPED: Final = TransportMoved(playing=False, tick=BARS * BAR_TICKS)


@pytest.mark.parametrize(("lost", "more"), [
    (SENT, []), (SENT, [BarComposed(BARS), BarSent(BARS)]), (SENT, [STOPPED, WishesApplied(BARS, (WISH,))]),
    (BarComposed(BARS), [SENT]), (BarReplaced(BARS), [BarComposed(BARS), SENT]), (BarDiscarded(LAST), []),
    (WishesApplied(BARS, (WISH,)), []), (STOPPED, []), (HIT, [SENT]), (OutputChanged(0, "out", "open"), [SENT]),
])
def test_a_player_one_of_whose_lines_was_lost_is_replaced_and_every_bar_is_accounted_for(
    lost: Report, more: list[Report], tmp_path: Path
) -> None:
    async def run() -> tuple[list[str], int]:
        players: list[Stuffed] = []
        logged: list[str] = []

        def launch() -> Launched:
            players.append(Stuffed())
            return players[-1].launched

        class Session(LiveSession):
            def log(self, text: str) -> None:
                logged.append(text)

        supervisor = Supervisor(
            [OutputPlan("null", "", "null", 0.0)], Standby(None), clock_out=False, on_bye=lambda: None,
            on_failure=logged.append, launch=launch,
        )
        session = supervisor.session = Session(
            STATE, tell=supervisor.tell, outputs=[PortStatus("null", "none")]
        )
        session.recording = Recorder(tmp_path / "night", session.mirror, name="club", report=logged.append)
        supervisor.launch()
        supervisor.begin()
        (player,) = players
        await player.say(PlayerReady(1, Granted("other", -1, -1, 0, "frozen"), (), ()), *played())
        async with asyncio.timeout(LIMIT_SECONDS):
            while session.mirror.state.bar < BARS:  # noqa: ASYNC110 - likewise
                await asyncio.sleep(0)
        await player.say_late(lost, more)
        async with asyncio.timeout(LIMIT_SECONDS):
            while len(players) == 1:  # noqa: ASYNC110 - likewise
                await asyncio.sleep(0)
        assert session.restarts == 1
        assert "no player runs" in session.now().verdict
        taken = session.recording.record("start", "late").bar
        assert taken == session.mirror.state.bar  # no bar is waited for that has passed
        for one in players:
            one.launched.process.kill()
        await supervisor.end()
        session.close()
        for one in players:
            one.end()
        return logged, session.mirror.state.bar

    logged, bars = asyncio.run(run())
    (said,) = logged
    assert said == "the player was lost (what it says cannot be followed: lines lost unread: 1); a new one plays on"
    journal = tmp_path / "night" / "journal.jsonl"
    lines = [json.loads(line) for line in journal.read_bytes().splitlines()]
    sent = {line["bar"]: line for line in lines if line["say"] == "sent"}
    assert sorted(sent) == list(range(bars))
    assert "skipped" not in sent[LAST]  # it was over when the daemon woke up
    again = replayed(journal)
    assert again.differs is None
    assert (tmp_path / "night" / "take-001.mid").read_bytes() == again.files["take-001.mid"]
