"""The player's end of the link never blocks and never loses order."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from sequencer.wire.link import BACKLOG_LINES, MAX_LINE_BYTES, READ_BYTES, Garbled, LinkClosed, daemon_link, player_link
from sequencer.wire.orders import Ping, Quit
from sequencer.wire.reports import BarDiscarded, Bye, PlayerFault
from tests.sequencer.wire.pipes import stuffed_pair

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sequencer.wire.link import DaemonLink, PlayerLink


@pytest.fixture
def ends() -> Iterator[tuple[PlayerLink, DaemonLink]]:
    one, other = socket.socketpair()
    player, daemon = player_link(one), daemon_link(other)
    yield player, daemon
    player.close()
    daemon.close()


def test_messages_arrive_in_order(ends: tuple[PlayerLink, DaemonLink]) -> None:
    player, daemon = ends
    said = [BarDiscarded(number) for number in range(5)]
    for report in said:
        player.send(report)
    assert list(daemon.receive()) == said
    daemon.send(Ping())
    daemon.send(Quit())
    assert list(player.receive()) == [Ping(), Quit()]


def test_nothing_there_is_nothing_received(ends: tuple[PlayerLink, DaemonLink]) -> None:
    assert list(ends[0].receive()) == []


def test_half_a_message_waits_for_its_other_half() -> None:
    one, other = socket.socketpair()
    link = player_link(other)
    line = b'{"do":"quit","silent":true}\n'
    one.send(line[:5])
    assert list(link.receive()) == []
    one.send(line[5:])
    assert list(link.receive()) == [Quit(silent=True)]
    one.close()
    link.close()


def test_a_reader_that_sleeps_costs_the_oldest_lines_and_never_a_wait(ends: tuple[PlayerLink, DaemonLink]) -> None:
    player, daemon = ends
    filler = "x" * 4096
    sent = BACKLOG_LINES * 4
    numbers: list[int] = []
    gaps: list[int] = []

    def hear() -> None:
        for report in daemon.receive():
            if isinstance(report, Garbled):
                gaps.append(report.lost)
                numbers.extend([-1] * report.lost)
            else:
                assert isinstance(report, PlayerFault)
                numbers.append(int(report.error.split()[0]))

    for number in range(sent):
        player.send(PlayerFault(f"{number} {filler}"))
        if number % (BACKLOG_LINES * 3 // 2) == 0:
            hear()
    while not player.flush():
        hear()
    hear()
    assert len(gaps) > 1
    assert len(numbers) == sent
    assert all(number in {-1, place} for place, number in enumerate(numbers))  # a gap is where its lines are missing


@pytest.mark.parametrize("more", [0, 1, 2, 700])
def test_as_many_lines_wait_for_a_full_pipe_as_are_promised_and_the_reader_is_told_of_the_rest(more: int) -> None:
    pipe, far = stuffed_pair()
    player, daemon = player_link(pipe), daemon_link(far)
    lines = 1 + BACKLOG_LINES + more  # the first is on its way
    for number in range(lines):
        player.send(BarDiscarded(number))
    pipe.stuffed = False
    heard: list[object] = []
    while not player.flush():
        heard += daemon.receive()
    heard += daemon.receive()
    gap = [Garbled(f"lines lost unread: {more}", more)] if more else []
    assert heard == [BarDiscarded(0), *gap, *map(BarDiscarded, range(1 + more, lines))]
    player.close()
    daemon.close()


def test_a_closed_end_is_told_apart_from_silence(ends: tuple[PlayerLink, DaemonLink]) -> None:
    player, daemon = ends
    player.close()
    with pytest.raises(LinkClosed):
        list(daemon.receive())
    with pytest.raises(LinkClosed):
        daemon.send(Ping())


@pytest.mark.parametrize("length", [0, 1, 100, READ_BYTES - 1, READ_BYTES, 2 * READ_BYTES, 2 * READ_BYTES + 1])
def test_what_was_said_before_an_end_closed_is_heard(length: int) -> None:
    one, other = socket.socketpair()
    for end in (one, other):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    link = player_link(other)
    ping = b'{"do":"ping"}\n'
    one.sendall(b" " * max(0, length - len(ping)) + ping)
    one.close()
    with pytest.raises(LinkClosed):
        link.send(Bye())  # who learns of it by sending still hears
    heard: list[object] = []

    def hear() -> None:
        while True:
            heard.extend(link.receive())  # what comes before the error is kept

    with pytest.raises(LinkClosed):
        hear()
    assert heard == [Ping()]
    link.close()


def test_a_line_that_is_no_message_is_told_as_such_and_what_follows_is_heard() -> None:
    one, other = socket.socketpair()
    link = player_link(other)
    one.send(b'{nonsense\n{"do":"dance"}\n{"do":"ping"}\n')
    first, second, third = link.receive()
    assert isinstance(first, Garbled)
    assert isinstance(second, Garbled)
    assert "no kind that is known" in second.why
    assert third == Ping()
    one.close()
    link.close()


def test_an_empty_line_is_no_message_and_is_not_kept_for_later() -> None:
    one, other = socket.socketpair()
    link = player_link(other)
    one.send(b"\n")
    only, = link.receive()
    assert isinstance(only, Garbled)
    one.close()
    link.close()


def test_a_line_without_an_end_ends_the_link() -> None:
    one, other = socket.socketpair()
    one.settimeout(0.0)
    link = player_link(other)
    filler = b"x" * 4096
    for _ in range(MAX_LINE_BYTES // len(filler)):
        one.send(filler)
        assert list(link.receive()) == []
    one.send(filler)
    with pytest.raises(LinkClosed):
        list(link.receive())
    one.close()
    link.close()
