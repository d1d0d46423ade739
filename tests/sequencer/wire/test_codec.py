"""Every message between player and daemon comes out of the codec as it went in, and nothing else comes out."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given

from engine import commands as ask
from engine.commands import Wish
from engine.config import Config
from sequencer.tape import lines
from sequencer.wire import taped
from sequencer.wire.codec import NoMessage, order_codec, report_codec
from sequencer.wire.orders import MoveTransport, OpenSession, Order, Ping, SetTrim, TakeWish
from sequencer.wire.reports import BarComposed, Bye, Report
from sequencer.wire.sync import from_source_codec, to_source_codec
from sequencer.wire.timed import from_sender_codec, to_sender_codec
from tests.sequencer.wire.messages import orders, reports

if TYPE_CHECKING:
    from collections.abc import Callable

    from sequencer.wire.codec import Codec


@given(orders)
def test_every_order_comes_out_as_it_went_in(order: Order) -> None:
    line = order_codec().encode(order)
    assert b"\n" not in line
    read = order_codec().decode(line)
    assert type(read) is type(order)
    assert order_codec().encode(read) == line  # lines and not messages: what is not a number does not equal itself


@given(reports)
def test_every_report_comes_out_as_it_went_in(report: Report) -> None:
    line = report_codec().encode(report)
    assert b"\n" not in line
    read = report_codec().decode(line)
    assert type(read) is type(report)
    assert report_codec().encode(read) == line


@pytest.mark.parametrize("command", [ask.Load(Config(mode="m1"), "mine"), ask.Set("kick.velocity", 77)])
def test_a_wish_with_a_whole_config_comes_out_as_it_went_in(command: ask.Command) -> None:
    order = TakeWish(Wish(command, "1", "agent", "t"))
    assert order_codec().decode(order_codec().encode(order)) == order


def test_every_member_has_a_word_of_its_own() -> None:
    for union, key in ((Order, "do"), (Report, "say")):
        words = [kind.__dataclass_fields__[key].default for kind in get_args(union)]
        assert len(set(words)) == len(words)


@pytest.mark.parametrize("line", [
    b"", b"{nonsense", b"7", b"[]", b"null", b"{}", b'{"do":"dance"}', b'{"do":7}', b'{"say":"pong"}',
    b'{"do":"wish"}', b'{"do":"wish","wish":{"command":{"command":"explode"}}}',
    b'{"do":"transport","action":"explode"}', b'{"do":"transport","action":"play","from_bar":"4"}',
    b'{"do":"port","output":true,"open":null}', b'{"do":"trim","output":0,"ms":"5"}', b'{"do":"trim","output":0}',
    b'{"do":"layers","layer_outputs":{"kick":"1"}}', b'{"do":"quit","silent":0}', b"\xff", b"[" * 100_000,
])
def test_a_line_that_is_no_order_is_refused_with_what_is_wrong(line: bytes) -> None:
    with pytest.raises(NoMessage, match=r"."):
        order_codec().decode(line)


@pytest.mark.parametrize(("codec", "message", "key"), [
    (order_codec(), OpenSession("{}", (), {}, clock_out=True, clock_while_stopped=True), "outputs"),
    (order_codec(), MoveTransport("stop"), "action"), (order_codec(), SetTrim(0, 1.5), "ms"),
    (report_codec(), BarComposed(0), "bar"),
])
def test_a_message_without_one_of_its_keys_is_refused(codec: Codec[Order | Report], message: Order, key: str) -> None:
    whole = json.loads(codec.encode(message))
    del whole[key]
    with pytest.raises(NoMessage, match=rf"{key}: is missing"):
        codec.decode(json.dumps(whole).encode())


def test_the_two_directions_do_not_take_each_others_messages() -> None:
    with pytest.raises(NoMessage):
        report_codec().decode(order_codec().encode(Ping()))
    with pytest.raises(NoMessage):
        order_codec().decode(report_codec().encode(Bye()))


@pytest.mark.parametrize("shape", [
    order_codec, report_codec, to_sender_codec, from_sender_codec, to_source_codec, from_source_codec, taped._shape,
    partial(lines._shape, "sent"),
])
def test_what_reads_and_writes_a_kind_of_message_is_made_once(shape: Callable[[], object]) -> None:
    """To make one takes longer than a message may."""
    assert shape() is shape()
