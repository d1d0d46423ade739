"""Whatever datagram comes, it is messages or no OSC, in bounded time."""

from __future__ import annotations

import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("pythonosc", reason="the extra `osc` is not installed, or does not load", exc_type=ImportError)

from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message_builder import OscMessageBuilder

from sequencer.remote.addresses import Message
from sequencer.remote.packets import (
    BUNDLE,
    BUNDLE_BYTES,
    MAX_ARGUMENTS,
    MAX_DEPTH,
    MAX_MESSAGES,
    NotOsc,
    bundles,
    datagram,
    messages,
)


def sent(address: str, *arguments: str | bytes | float | None) -> bytes:
    builder = OscMessageBuilder(address)
    for one in arguments:
        builder.add_arg(one)
    return bytes(builder.build().dgram)


def bundle(*elements: bytes) -> bytes:
    return BUNDLE + bytes(8) + b"".join(struct.pack(">i", len(one)) + one for one in elements)


def test_a_message_has_its_address_and_its_arguments() -> None:
    assert messages(sent("/techno/mute", "clap", 4, 0.5, *(True,))) == [Message("/techno/mute", ("clap", 4, 0.5, True))]


def test_a_message_without_type_tags_has_no_arguments() -> None:
    assert messages(b"/techno/play\0\0\0\0") == [Message("/techno/play", ())]


def test_the_messages_of_a_bundle_come_in_their_order() -> None:
    builder = OscBundleBuilder(IMMEDIATELY)
    for name in "abc":
        builder.add_content(OscMessageBuilder(f"/{name}").build())
    assert [one.address for one in messages(builder.build().dgram)] == ["/a", "/b", "/c"]


def test_bundles_in_bundles_keep_the_order_too() -> None:
    packet = bundle(sent("/a"), bundle(sent("/b"), sent("/c")), sent("/d"))
    assert [one.address for one in messages(packet)] == ["/a", "/b", "/c", "/d"]


def nested(depth: int) -> bytes:
    packet = sent("/a")
    for _ in range(depth):
        packet = bundle(packet)
    return packet


def test_bundles_lie_in_each_other_only_so_deep() -> None:
    assert messages(nested(MAX_DEPTH))
    with pytest.raises(NotOsc):
        messages(nested(MAX_DEPTH + 1))
    with pytest.raises(NotOsc):
        messages(nested(2000))


def test_a_packet_holds_only_so_many_messages() -> None:
    assert len(messages(bundle(*[sent("/a")] * MAX_MESSAGES))) == MAX_MESSAGES
    with pytest.raises(NotOsc):
        messages(bundle(*[sent("/a")] * (MAX_MESSAGES + 1)))


def test_a_message_holds_only_so_many_arguments() -> None:
    assert messages(sent("/a", *range(MAX_ARGUMENTS)))
    with pytest.raises(NotOsc):
        messages(sent("/a", *range(MAX_ARGUMENTS + 1)))


@pytest.mark.parametrize("size", [-4, 0, 3, 5, 1 << 30, -(1 << 31)])
def test_a_size_that_cannot_be_is_refused(size: int) -> None:
    with pytest.raises(NotOsc):
        messages(BUNDLE + bytes(8) + struct.pack(">i", size) + sent("/a"))


@pytest.mark.parametrize("argument", [float("nan"), float("inf"), b"blob", None])
def test_an_argument_that_is_neither_text_number_nor_switch_is_refused(argument: bytes | float | None) -> None:
    with pytest.raises(NotOsc):
        messages(sent("/a", argument))


@pytest.mark.parametrize("letter", [b"I", b"(", b"\x1b", b"\xff", b"[", b"t"])
def test_a_letter_that_stands_for_no_argument_of_ours_is_refused_in_silence(
    letter: bytes, caplog: pytest.LogCaptureFixture,
) -> None:
    with pytest.raises(NotOsc, match="an argument is"):
        messages(b"/a\0\0," + letter + b"\0\0" + bytes(4))
    assert not caplog.records


@given(st.binary(max_size=200))
def test_any_bytes_are_messages_or_no_osc(data: bytes) -> None:
    with suppress(NotOsc):
        assert all(one.address.startswith("/") for one in messages(data))


@given(st.binary(max_size=80), st.integers(0, 60), st.integers(0, 255))
def test_damaged_packets_are_messages_or_no_osc(tail: bytes, at: int, value: int) -> None:
    packet = bytearray(bundle(sent("/techno/set/energy", 0.5), sent("/techno/mute", "clap", 3)) + tail)
    packet[at % len(packet)] = value
    with suppress(NotOsc):
        assert all(one.address.startswith("/") for one in messages(bytes(packet)))


def test_what_is_sent_is_read_back() -> None:
    assert messages(datagram("/a", ("text", 3, 0.5))) == [Message("/a", ("text", 3, 0.5))]


def test_many_messages_go_in_few_datagrams_in_their_order() -> None:
    told = {f"/techno/set/layer/parameter_{number}": (number,) for number in range(400)}
    datagrams = bundles(told)
    assert len(datagrams) < 30
    assert max(map(len, datagrams)) < BUNDLE_BYTES + 100
    assert [one for packet in datagrams for one in messages(packet)] == [Message(*one) for one in told.items()]


def test_nothing_to_tell_is_no_datagram() -> None:
    assert bundles({}) == []
