"""Priority is asked of RealtimeKit as it wants to be asked, on a private bus with a service that only writes down."""

from __future__ import annotations

import os
import resource
import shutil
import socket
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any, Final

import pytest

from sequencer.daemon.realtime_kit import BUS_NAME, PRIORITY, RealtimeKit, scheduler_of, threads_of
from sequencer.wire.priority import NotGranted

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or (shutil.which("dbus-daemon") is None and not os.environ.get("CI")),
    reason="needs dbus-daemon",
)
LONGEST_US: Final = 200_000
BUS: Final = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={path}</listen><auth>EXTERNAL</auth>
<policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
</policy></busconfig>"""


class FakeKit:
    """RealtimeKit without a right to give anything away.

    Attributes:
        asked: what it was asked for: (pid, thread, priority).
        refuses: name of the error with which it answers, "" for none.
    """

    def __init__(self, address: str) -> None:
        from jeepney.bus_messages import message_bus
        from jeepney.io.blocking import open_dbus_connection

        self.asked: list[tuple[int, int, int]] = []
        self.refuses = ""
        self.longest_us, self.highest = LONGEST_US, 20
        self._bus = open_dbus_connection(address)
        self._bus.send_and_get_reply(message_bus.RequestName(BUS_NAME), timeout=10)
        self._serving = threading.Thread(target=self._serve, daemon=True)
        self._serving.start()

    def close(self) -> None:
        """Leave the bus."""
        self._bus.sock.shutdown(socket.SHUT_RDWR)
        self._serving.join(10)
        self._bus.close()

    def _serve(self) -> None:
        from jeepney import HeaderFields, MessageType, new_error, new_method_return

        while True:
            try:
                message: Any = self._bus.receive()
            except (OSError, EOFError):
                return
            if message.header.message_type is not MessageType.method_call:
                continue
            member = message.header.fields[HeaderFields.member]
            if member == "Get":
                value = {"MaxRealtimePriority": ("i", self.highest), "RTTimeUSecMax": ("x", self.longest_us)}
                self._bus.send(new_method_return(message, "v", (value[message.body[1]],)))
            elif self.refuses:
                self._bus.send(new_error(message, self.refuses))
            elif member == "MakeThreadRealtimeWithPID":
                self.asked.append(message.body)
                self._bus.send(new_method_return(message))


@pytest.fixture
def bus(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A system bus of a test's own; yields its address."""
    folder = tmp_path_factory.mktemp("b")
    (folder / "bus.conf").write_text(BUS.format(path=folder / "bus"), encoding="utf-8")
    command = ["dbus-daemon", f"--config-file={folder / 'bus.conf'}", "--nofork", "--print-address"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert running.stdout is not None
    address = running.stdout.readline().strip().split(",")[0]
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
    yield address
    running.terminate()
    running.wait(10)
    running.stdout.close()


@pytest.fixture
def kit(bus: str) -> Iterator[FakeKit]:
    """The service on that bus."""
    made = FakeKit(bus)
    yield made
    made.close()


@pytest.fixture
def child() -> Iterator[int]:
    """A process that waits."""
    running = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    yield running.pid
    running.communicate(b"\n", 10)


def test_it_is_asked_for_each_thread_after_the_process_was_bounded(kit: FakeKit, child: int) -> None:
    assert RealtimeKit().give(child, (child,)) == f"rr {PRIORITY}"
    assert kit.asked == [(child, child, PRIORITY)]
    assert resource.prlimit(child, resource.RLIMIT_RTTIME) == (LONGEST_US // 2, LONGEST_US)


def test_it_is_not_asked_for_more_than_it_allows_and_a_limit_is_never_nothing(kit: FakeKit, child: int) -> None:
    kit.highest = 3
    assert RealtimeKit().give(child, (child,)) == "rr 3"
    kit.longest_us = 0
    with pytest.raises(NotGranted, match="for 0 us"):
        RealtimeKit().give(child, (child,))
    assert resource.prlimit(child, resource.RLIMIT_RTTIME) == (LONGEST_US // 2, LONGEST_US)


def test_a_refusal_says_why_and_that_it_may_be_asked_again(kit: FakeKit, child: int) -> None:
    kit.refuses = "org.freedesktop.DBus.Error.AccessDenied"
    with pytest.raises(NotGranted, match=r"it refuses .*AccessDenied") as refused:
        RealtimeKit().give(child, (child,))
    assert refused.value.there


def test_where_there_is_no_service_and_where_there_is_no_bus_it_is_not_there(
    bus: str, child: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotGranted, match="not there") as refused:
        RealtimeKit().give(child, (child,))
    assert not refused.value.there
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bus + "-none")
    with pytest.raises(NotGranted, match="no system bus answers") as refused:
        RealtimeKit().give(child, (child,))
    assert not refused.value.there


def test_threads_and_schedulers_are_read_from_the_system(child: int) -> None:
    assert threads_of(child) == (child,)
    assert scheduler_of(child) == "other"
    assert threads_of(1 << 22) == ()
    assert scheduler_of(1 << 22) == ""
