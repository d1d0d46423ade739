"""The protocol of senders: what is said on one side is heard on the other."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequencer.wire.codec import NoMessage
from sequencer.wire.timed import (
    Ahead,
    Beat,
    Cancel,
    Connect,
    Failed,
    FromSender,
    Leave,
    Opened,
    Ports,
    ToSender,
    from_sender_codec,
    owner_link,
    sender_link,
    to_sender_codec,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

numbers = st.integers(0, 2**62)
to_sender = st.one_of(
    st.builds(Ahead, numbers, st.binary(max_size=64), st.integers(0, 7), numbers),
    st.builds(Cancel, numbers, st.none() | st.lists(numbers).map(tuple), st.none() | st.integers(0, 7)),
    st.just(Leave()),
    st.builds(Connect, st.integers(0, 7), st.none() | st.text(max_size=40), st.booleans()),
)
from_sender = st.one_of(
    st.builds(Opened, st.text(max_size=20), *[numbers] * 5),
    st.builds(Ports, st.lists(st.text(max_size=40)).map(tuple)),
    st.builds(Beat, *[numbers] * 8), st.builds(Failed, st.text(max_size=80)),
)


@given(to_sender)
def test_what_is_said_to_a_sender_is_what_it_hears(message: ToSender) -> None:
    line = to_sender_codec().encode(message)
    assert b"\n" not in line
    assert to_sender_codec().decode(line) == message


@given(from_sender)
def test_what_a_sender_says_is_what_is_heard(message: FromSender) -> None:
    line = from_sender_codec().encode(message)
    assert b"\n" not in line
    assert from_sender_codec().decode(line) == message


def test_a_line_is_the_json_that_the_documentation_shows() -> None:
    line = to_sender_codec().encode(Ahead(123, bytes((0x99, 36, 112)), tag=3))
    assert line == b'{"deadline_ns":123,"message":"992470","output":0,"tag":3,"do":"ahead"}'


@pytest.mark.parametrize("line", [
    b"", b"[]", b'{"do":"sing"}', b'{"do":"ahead","deadline_ns":"1","message":"99"}',
    b'{"do":"ahead","deadline_ns":1,"message":"9"}', b'{"do":"cancel","tags":"all"}',
])
def test_what_is_no_message_is_refused(line: bytes) -> None:
    with pytest.raises(NoMessage):
        to_sender_codec().decode(line)


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    here, there = socket.socketpair()
    yield here, there
    here.close()
    there.close()


def test_both_ends_of_a_socket_pair_understand_each_other(ends: tuple[socket.socket, socket.socket]) -> None:
    owner, sender = owner_link(ends[0]), sender_link(ends[1])
    owner.send(Ahead(5, b"\xf8"))
    owner.send(Cancel())
    sender.send(Failed("no device"))
    assert list(sender.receive()) == [Ahead(5, b"\xf8"), Cancel()]
    assert list(owner.receive()) == [Failed("no device")]
