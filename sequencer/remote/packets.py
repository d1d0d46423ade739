"""Which OSC messages does a datagram hold, whatever somebody sent? And how is a datagram written?

A bundle's messages are taken at once, in their order; its time tag is not waited for: when something happens is said
by the message itself, in bars.

Source: Open Sound Control 1.0 specification, section "OSC Packets".
"""

from __future__ import annotations

import math
import re
import struct
from typing import TYPE_CHECKING, Final

from pythonosc.osc_message import OscMessage
from pythonosc.osc_message import ParseError as MessageError
from pythonosc.osc_message_builder import OscMessageBuilder

from engine.errors import TechnoError
from engine.plain_text import one_line
from sequencer.remote.addresses import Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sequencer.remote.addresses import Argument

BUNDLE: Final = b"#bundle\0"
BUNDLE_HEADER_BYTES: Final = 16
"""Its name and its time tag."""
SIZE_BYTES: Final = 4
MAX_MESSAGES: Final = 256
"""Of one datagram."""
MAX_DEPTH: Final = 8
"""Bundles in bundles."""
MAX_ARGUMENTS: Final = 16

UNKNOWN_TAGS: Final = re.compile(rb"[^ifhdsTF]")
"""Refused here: of some the library writes a warning on the terminal, with the letter as it came."""

MAX_TEXT: Final = 500
"""Longest text that is sent, in characters."""
BUNDLE_BYTES: Final = 1200
"""A bundle is sent when it is this long: it fits a network's packet, and a few of them the smallest buffer."""
AT_ONCE: Final = bytes(7) + b"\x01"
"""Time tag of what is meant for now."""


class NotOsc(TechnoError):
    """A datagram that is no OSC, or holds what nobody here understands."""


def messages(packet: bytes) -> list[Message]:
    """Return the messages of a datagram, in their order.

    Raises:
        NotOsc: it is no OSC 1.0, or one of its arguments is neither text, number nor switch.
    """
    return [_message(one) for one in _flat(packet)]


def _flat(given: bytes) -> list[bytes]:
    """Return the single messages of a packet, bundles opened.

    The library opens bundles by recursion and follows negative sizes in circles, so they are opened here.
    """
    found: list[bytes] = []
    opened = [(given, 0)]
    while opened:
        packet, depth = opened.pop()
        if not packet.startswith(BUNDLE):
            found.append(packet)
            if len(found) > MAX_MESSAGES:
                raise NotOsc(f"more than {MAX_MESSAGES} messages in one packet")
            continue
        if depth == MAX_DEPTH:
            raise NotOsc(f"more than {MAX_DEPTH} bundles in each other")
        opened.extend((one, depth + 1) for one in reversed(_elements(packet)))
        if len(opened) > MAX_MESSAGES:
            raise NotOsc(f"more than {MAX_MESSAGES} messages in one packet")
    return found


def _elements(bundle: bytes) -> list[bytes]:
    found: list[bytes] = []
    at = BUNDLE_HEADER_BYTES
    while at < len(bundle):
        if at + SIZE_BYTES > len(bundle):
            raise NotOsc("a bundle is cut off")
        (size,) = struct.unpack_from(">i", bundle, at)
        at += SIZE_BYTES
        if size <= 0 or size % SIZE_BYTES or at + size > len(bundle):
            raise NotOsc(f"an element of a bundle cannot be {size} bytes long")
        found.append(bundle[at:at + size])
        at += size
    return found


def _message(packet: bytes) -> Message:
    if not OscMessage.dgram_is_message(packet):
        raise NotOsc("an OSC message begins with /")
    if UNKNOWN_TAGS.search(_tags(packet)):
        raise NotOsc("an argument is a text, a finite number, or true or false")
    try:
        message = OscMessage(packet)
        address, given = message.address, message.params
    except (MessageError, ValueError, OverflowError) as error:
        raise NotOsc("an OSC message is cut off or not well formed") from error
    if len(given) > MAX_ARGUMENTS:
        raise NotOsc(f"more than {MAX_ARGUMENTS} arguments")
    return Message(address, tuple(_argument(one) for one in given))


def _tags(packet: bytes) -> bytes:
    """Return the letters of a message's arguments, b"" where there are none."""
    at = (packet.find(b"\0") // SIZE_BYTES + 1) * SIZE_BYTES
    return packet[at + 1:].partition(b"\0")[0] if packet[at:at + 1] == b"," else b""


def _argument(given: object) -> Argument:
    if isinstance(given, str | bool):
        return given
    if isinstance(given, int | float) and math.isfinite(given):
        return given
    raise NotOsc("an argument is a text, a finite number, or true or false")


def datagram(address: str, values: tuple[str | float, ...]) -> bytes:
    """Return the datagram of one message; texts are cut to one line of MAX_TEXT characters."""
    builder = OscMessageBuilder(address)
    for value in values:
        builder.add_arg(one_line(value, MAX_TEXT) if isinstance(value, str) else value)
    return bytes(builder.build().dgram)


def bundles(told: Mapping[str, tuple[str | float, ...]]) -> list[bytes]:
    """Return few datagrams for many messages: some hundreds one by one would overflow a listener's buffer."""
    found: list[bytes] = []
    parts: list[bytes] = []
    for address, values in told.items():
        one = datagram(address, values)
        if parts and sum(map(len, parts)) + len(one) > BUNDLE_BYTES:
            found.append(BUNDLE + AT_ONCE + b"".join(parts))
            parts = []
        parts.append(struct.pack(">i", len(one)) + one)
    return [*found, BUNDLE + AT_ONCE + b"".join(parts)] if parts else found
