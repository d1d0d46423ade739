"""How is what daemon and source of time say to each other written and read? `master.py` says what it means."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Annotated

from pydantic import Discriminator, TypeAdapter

from sequencer.wire.codec import STRICT, Codec
from sequencer.wire.link import Link
from sequencer.wire.master import Lead, Listen, MasterAt, MasterMoved, SourcePeers, SourceSays

if TYPE_CHECKING:
    import socket

FromSource = MasterAt | MasterMoved | SourcePeers | SourceSays
ToSource = Listen | Lead

SourceLink = Link[FromSource, ToSource]
"""A source's end."""
ListenerLink = Link[ToSource, FromSource]
"""The daemon's end."""


@lru_cache(maxsize=1)
def from_source_codec() -> Codec[FromSource]:
    """Return the codec of a source's reports."""
    return Codec(TypeAdapter(Annotated[FromSource, Discriminator("do")], config=STRICT))


@lru_cache(maxsize=1)
def to_source_codec() -> Codec[ToSource]:
    """Return the codec of the orders to a source."""
    return Codec(TypeAdapter(Annotated[ToSource, Discriminator("do")], config=STRICT))


def source_link(end: socket.socket) -> SourceLink:
    """Return a source's end of a socket pair."""
    return Link(end, from_source_codec(), to_source_codec())


def listener_link(end: socket.socket) -> ListenerLink:
    """Return the end of who starts a source."""
    return Link(end, to_source_codec(), from_source_codec())
