"""The player's end of the link never blocks and never loses order."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING

import pytest

from sequencer.wire.link import BACKLOG_LINES, Link, LinkClosed

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def ends() -> Iterator[tuple[Link, Link]]:
    one, other = socket.socketpair()
    links = Link(one), Link(other)
    yield links
    for link in links:
        link.close()


def test_messages_arrive_in_order(ends: tuple[Link, Link]) -> None:
    here, there = ends
    for number in range(5):
        here.send({"n": number})
    assert [message["n"] for message in there.receive()] == [0, 1, 2, 3, 4]


def test_nothing_there_is_nothing_received(ends: tuple[Link, Link]) -> None:
    assert list(ends[0].receive()) == []


def test_half_a_message_waits_for_its_other_half() -> None:
    one, other = socket.socketpair()
    link = Link(other)
    line = json.dumps({"do": "wish"}).encode() + b"\n"
    one.send(line[:5])
    assert list(link.receive()) == []
    one.send(line[5:])
    assert list(link.receive()) == [{"do": "wish"}]
    one.close()
    link.close()


def test_a_reader_that_sleeps_costs_the_oldest_lines_and_never_a_wait(ends: tuple[Link, Link]) -> None:
    here, there = ends
    filler = "x" * 4096
    sent = BACKLOG_LINES * 2
    for number in range(sent):
        here.send({"n": number, "filler": filler})
    assert here.dropped > 0
    numbers: list[int] = []
    while True:
        numbers.extend(message["n"] for message in there.receive())
        if here.flush():
            break
    numbers.extend(message["n"] for message in there.receive())
    assert numbers == sorted(numbers)
    assert numbers[-1] == sent - 1
    assert len(numbers) == sent - here.dropped


def test_a_closed_end_is_told_apart_from_silence(ends: tuple[Link, Link]) -> None:
    here, there = ends
    here.close()
    with pytest.raises(LinkClosed):
        list(there.receive())
    with pytest.raises(LinkClosed):
        there.send({"say": "x"})


def test_what_is_no_json_ends_the_link() -> None:
    one, other = socket.socketpair()
    link = Link(other)
    one.send(b"{nonsense\n")
    with pytest.raises(LinkClosed):
        list(link.receive())
    one.close()
    link.close()
