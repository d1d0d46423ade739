"""A player that cannot be started is tried again; a spare takes over; nothing claims to play that does not."""

from __future__ import annotations

import asyncio
import errno
import gc
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from engine import next_bar, start
from engine.commands import Transport
from engine.control import PortStatus
from engine.when import When
from sequencer.daemon import launched as launched_module
from sequencer.daemon import supervisor as supervisor_module
from sequencer.daemon.launched import Launched, launched
from sequencer.daemon.live import LiveSession
from sequencer.daemon.port_watch import OutputPlan
from sequencer.daemon.standby import Standby
from sequencer.daemon.supervisor import MAX_FAILED_STARTS, Supervisor
from sequencer.tape.mirror import bar_crc
from sequencer.wire.link import daemon_link, player_link
from sequencer.wire.orders import Ping
from sequencer.wire.reports import BarComposed, BarSent, Bye, Granted, PlayerReady, TransportMoved
from tests.engine.asked import club
from tests.system.parts import popen
from tests.system.sessions import ROOT
from tests.system.warm import Loaded

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from sequencer.wire.reports import Report

LIMIT_SECONDS = 240.0
NEVER_SECONDS = 10 * LIMIT_SECONDS


class House:
    """A supervisor with real players, a session, and a list of launches that fail."""

    def __init__(self, fails: list[bool]) -> None:
        self.fails = fails
        self.launches = 0
        self.said: list[str] = []
        self.failed: list[str] = []
        self.supervisor = Supervisor(
            [OutputPlan("null", "", "null", 0.0)], Standby(None), clock_out=False, on_bye=lambda: None,
            on_failure=self.failed.append, launch=self.launch,
        )
        self.session = self.supervisor.session = LiveSession(
            start(club()), tell=self.supervisor.tell, outputs=[PortStatus("null", "none")]
        )

    def launch(self) -> Launched:
        self.launches += 1
        if self.fails and self.fails.pop(0):
            raise OSError(11, "Resource temporarily unavailable")
        return launched()

    def kill(self) -> int:
        pid = self.supervisor.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        return pid

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(LIMIT_SECONDS):
            while not true():
                assert not self.failed  # nothing happens any more
                await asyncio.sleep(0.01)


def lived(
    fails: list[bool], scene: Callable[[House], Awaitable[None]], monkeypatch: pytest.MonkeyPatch, *,
    spare_seconds: float = 0.01, warm: bool = True,
) -> House:
    """Let a house live through a scene; a machine that is full makes no player that is slow one that is lost.

    Its players are forked from a process that has loaded them, unless what they open or load is asked for.
    """
    if warm and hasattr(os, "pidfd_open"):
        monkeypatch.setattr(subprocess, "Popen", popen(Loaded.found(ROOT, os.environ).start))
    monkeypatch.setattr(supervisor_module, "START_SECONDS", NEVER_SECONDS)
    monkeypatch.setattr(supervisor_module, "SILENT_NS", int(NEVER_SECONDS * supervisor_module.NS_PER_SECOND))
    monkeypatch.setattr(supervisor_module, "RETRY_SECONDS", 0.01)
    monkeypatch.setattr(supervisor_module, "SPARE_SECONDS", spare_seconds)

    async def run() -> House:
        house = House(fails)
        house.supervisor.launch()
        house.supervisor.begin()
        try:
            await house.session.transport("play")
            await scene(house)
        finally:
            await house.supervisor.end()
            house.session.close()
        return house

    return asyncio.run(run())


def test_a_spare_waits_and_takes_over_and_another_takes_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(house: House) -> None:
        for launches in range(2, 5):
            await house.until(lambda launches=launches: house.launches == launches and house.session.player_runs)  # type: ignore[misc]
            spare = house.supervisor._spare
            assert spare is not None
            killed = house.kill()
            await house.until(lambda killed=killed: house.supervisor.pid not in {None, killed})  # type: ignore[misc]
            assert house.supervisor.pid == spare.process.pid
            await house.until(lambda: house.session.player_runs)
        assert house.session.playing
    house = lived([], scene, monkeypatch)
    assert house.failed == []


def opened_by(pid: int) -> list[str]:
    """Return the sockets and sound devices that a process has opened."""
    found = []
    for one in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # a file that it has read by now
            link = str(one.readlink())
            if int(one.name) > 2 and link.startswith(("socket:", "/dev/snd")):
                found.append(link)
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("kills", [0, 1])
def test_a_spare_opens_its_link_and_no_port(monkeypatch: pytest.MonkeyPatch, kills: int) -> None:
    async def scene(house: House) -> None:
        for killed in range(kills + 1):
            await house.until(lambda killed=killed: house.launches == killed + 2 and house.session.player_runs)  # type: ignore[misc]
            spare = house.supervisor._spare
            assert spare is not None
            bar = house.session.mirror.state.bar
            await house.until(lambda bar=bar: house.session.mirror.state.bar > bar + 1)  # type: ignore[misc] # it has loaded
            assert len(opened_by(spare.process.pid)) == 1
            if killed < kills:
                house.kill()
                await house.until(lambda spare=spare: house.supervisor.pid == spare.process.pid)  # type: ignore[misc]
    assert lived([], scene, monkeypatch, warm=False).failed == []


def test_a_spare_that_died_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(house: House) -> None:
        await house.until(lambda: house.launches == 2)
        spare = house.supervisor._spare
        assert spare is not None
        spare.process.kill()
        spare.process.wait()
        killed = house.kill()
        await house.until(lambda: house.supervisor.pid not in {None, killed} and house.session.player_runs)
        assert house.supervisor.pid != spare.process.pid
    assert lived([], scene, monkeypatch).failed == []


@pytest.mark.parametrize("failing", range(1, MAX_FAILED_STARTS))
def test_launches_that_fail_are_tried_again_and_status_says_so_meanwhile(
    monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    verdicts: list[str] = []

    async def scene(house: House) -> None:
        bar = house.session.mirror.state.bar
        killed = house.kill()
        await house.until(lambda: not house.session.player_runs)
        verdicts.append(house.session.now().verdict)
        await house.until(lambda: house.supervisor.pid not in {None, killed} and house.session.player_runs)
        await house.until(lambda: house.session.mirror.state.bar > bar + 1)
        assert house.session.now().verdict == ""
    house = lived([False, *[True] * failing], scene, monkeypatch, spare_seconds=NEVER_SECONDS)
    assert house.failed == []
    assert "no player runs" in verdicts[0]


def test_a_system_with_no_room_for_long_ends_the_session_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(house: House) -> None:
        house.kill()
        await house.until(lambda: bool(house.failed))
    house = lived([False, *[True] * 20], scene, monkeypatch, spare_seconds=NEVER_SECONDS)
    assert "cannot be started" in house.failed[0]
    assert "Resource temporarily unavailable" in house.failed[0]


# --- last words -------------------------------------------------------------------------------------------------------


class Said:
    """A player of the test's own: a process that sleeps, and the far end of its link."""

    def __init__(self) -> None:
        here, there = socket.socketpair()
        process = subprocess.Popen(["sleep", "1000"])
        self.launched = Launched(process, daemon_link(here))
        self.link = player_link(there)

    def leave(self, *words: Report) -> None:
        """Say something, and let go of the link."""
        for word in words:
            self.link.send(word)
        self.link.close()


def heard(words: Sequence[Report], orders: int, *, bars: int | None) -> tuple[LiveSession, list[str], int]:
    """Let a player play and leave, and send it orders before its words are read; return the session and what it said.

    The last number is how many players were started in its place.
    """
    async def run() -> tuple[LiveSession, list[str], int]:
        player, left, launches = Said(), asyncio.Event(), []
        later = Said()

        def launch() -> Launched:
            launches.append(1)
            return player.launched if len(launches) == 1 else later.launched

        supervisor = Supervisor(
            [OutputPlan("null", "", "null", 0.0)], Standby(None), clock_out=False, on_bye=left.set,
            on_failure=lambda _why: None, launch=launch,
        )
        logged: list[str] = []

        class Session(LiveSession):
            def log(self, text: str) -> None:
                logged.append(text)

        session = supervisor.session = Session(
            start(club()), tell=supervisor.tell, outputs=[PortStatus("null", "none")], bars=bars
        )
        supervisor.launch()
        supervisor.begin()
        player.link.send(PlayerReady(player.launched.process.pid, Granted("other", -1, -1, 0, "frozen"), (), ()))
        await asyncio.sleep(0)
        player.leave(*words)
        for _ in range(orders):
            supervisor.tell(Ping())
        async with asyncio.timeout(LIMIT_SECONDS):
            while not left.is_set() and len(launches) == 1:  # noqa: ASYNC110 - either may come
                await asyncio.sleep(0)
        for one in (player, later):
            one.launched.process.kill()
            one.launched.process.wait()
        await supervisor.end()
        for one in (player, later):
            one.launched.link.close()
            one.link.close()
        return session, logged, len(launches) - 1

    return asyncio.run(run())


def played(bars: int) -> list[Report]:
    """Return a player's reports of bars that it has played to their end."""
    state = start(club())
    said: list[Report] = [TransportMoved(playing=True, bar=0, tick=0)]
    for _ in range(bars):
        state, bar = next_bar(state)
        said += [BarComposed(bar.index, (), bar_crc(bar), time.monotonic_ns()), BarSent(bar.index)]
    return said


@pytest.mark.parametrize("orders", [0, 1, 3])
@pytest.mark.parametrize("bars", [0, 1, 4])
def test_a_farewell_is_heard_though_the_link_was_closed_when_an_order_was_sent(bars: int, orders: int) -> None:
    session, logged, others = heard([*played(bars), Bye()], orders, bars=bars)
    assert (others, logged) == (0, [])
    assert session.mirror.state.bar == bars


@pytest.mark.parametrize("orders", [0, 1, 3])
@pytest.mark.parametrize("bars", [1, 4])
def test_bars_a_player_told_of_before_it_died_count_as_played(bars: int, orders: int) -> None:
    session, logged, others = heard(played(bars), orders, bars=None)
    assert (others, len(logged)) == (1, 1)
    assert session.mirror.state.bar >= bars
    assert "it ended" in logged[0]


def test_a_player_that_dies_in_its_last_bar_is_told_as_what_it_is() -> None:
    _, logged, others = heard(played(2)[:-1], 1, bars=2)
    assert (others, len(logged)) == (1, 1)
    assert logged[0].endswith("before the last bar was over")


@pytest.mark.parametrize("number", [errno.EAGAIN, errno.ENOMEM, errno.EMFILE, errno.ENFILE, errno.ENOENT, errno.EACCES])
@pytest.mark.parametrize("call", ["socket.socketpair", "subprocess.Popen"])
def test_a_launch_that_fails_leaves_no_descriptor_open(
    monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    def failing(*_args: object, **_how: object) -> None:
        raise OSError(number, os.strerror(number))

    module, _, name = call.partition(".")
    gc.collect()  # what earlier tests left is not to be closed meanwhile
    before = {path.name for path in Path("/proc/self/fd").iterdir()}
    with monkeypatch.context() as patch:
        patch.setattr(getattr(launched_module, module), name, failing)
        with pytest.raises(OSError, match=os.strerror(number)):
            launched()
    assert {path.name for path in Path("/proc/self/fd").iterdir()} == before


@pytest.mark.parametrize("bars", [1, 2])
def test_a_stop_that_is_planned_comes_though_its_player_died(monkeypatch: pytest.MonkeyPatch, bars: int) -> None:
    async def scene(house: House) -> None:
        session = house.session
        await house.until(lambda: house.launches == 2 and session.mirror.state.bar > 0)
        outcome = await session.submit(Transport(), when=When(in_bars=bars))
        assert outcome.status in {"planned", "applied"}
        if outcome.status == "applied":  # the player was at the next bar when the wish arrived
            await house.until(lambda: not session.playing)
        killed = house.kill()
        await house.until(lambda: house.supervisor.pid not in {None, killed} and session.player_runs)
        await house.until(lambda: not session.playing)
        stopped_before = session.mirror.state.bar
        assert session.mirror.state.agenda == ()
        await session.transport("play")
        await house.until(lambda: session.mirror.state.bar > stopped_before)
    assert lived([], scene, monkeypatch).failed == []


def after_a_start_of(seconds: float, monkeypatch: pytest.MonkeyPatch) -> int:
    """Hold a player's start up; return how many were launched by the next looks at one that has taken so long."""
    monkeypatch.setattr(supervisor_module, "ASK_SECONDS", 0.01)
    # A clock that stands but for a nanosecond a look: on a busy machine seconds may pass between two.
    ticks = count(time.monotonic_ns())
    clock = SimpleNamespace(monotonic=time.monotonic, monotonic_ns=lambda: next(ticks))
    monkeypatch.setattr(supervisor_module, "time", clock)

    async def run() -> int:
        house = House([])
        supervisor = house.supervisor
        supervisor.launch()
        held = supervisor.pid
        assert held is not None
        os.kill(held, signal.SIGSTOP)
        supervisor.begin()
        try:
            supervisor._heard_ns -= round(seconds * 1e9)
            for _ in range(3):
                looked = supervisor._looked_ns
                await house.until(lambda looked=looked: supervisor._looked_ns != looked)  # type: ignore[misc]
            return house.launches
        finally:
            with suppress(ProcessLookupError):  # one that was replaced may be gone
                os.kill(held, signal.SIGKILL)
            await supervisor.end()
            house.session.close()

    return asyncio.run(run())


@pytest.mark.parametrize("seconds", [0.0, 3.0, 7.0, 13.0])
def test_a_player_that_is_slow_to_start_is_waited_for(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    assert after_a_start_of(seconds, monkeypatch) == 1


@pytest.mark.parametrize("seconds", [15.5, 60.0])
def test_a_player_that_does_not_start_at_all_is_replaced(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    assert after_a_start_of(seconds, monkeypatch) >= 2
