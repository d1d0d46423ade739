"""Lines of a peer that may send anything: whole ones come out, long ones are said once, halves never."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from sequencer.wire import rpc
from sequencer.wire.rpc import LineReader, TooLong, Wrong, encoded

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

MOST = 8
LONG = object()


class Peer:
    """A stream that hands out chunks as they are, however they cut the lines."""

    def __init__(self, chunks: Sequence[bytes]) -> None:
        self._chunks = [chunk for chunk in chunks if chunk]
        self.kept: list[int] = []

    async def read(self, most: int) -> bytes:
        assert most == rpc.READ_BYTES == 64 * 1024
        return self._chunks.pop(0) if self._chunks else b""


def read(*chunks: bytes, most: int = MOST) -> list[bytes | object]:
    """Read all lines; LONG stands for one that is too long."""
    reader = LineReader(Peer(chunks), most)  # type: ignore[arg-type] # all that it needs of a stream

    async def every() -> list[bytes | object]:
        found: list[bytes | object] = []
        while True:
            try:
                line = await reader.line()
            except TooLong:
                found.append(LONG)
                continue
            if line is None:
                return found
            found.append(line)

    return asyncio.run(every())


def test_a_line_as_long_as_allowed_is_read_and_one_byte_more_is_too_long() -> None:
    assert read(b"12345678\n123456789\nx\n") == [b"12345678", LONG, b"x"]


def test_a_long_line_is_said_once_however_it_comes_and_what_follows_is_read() -> None:
    assert read(b"123456789", b"0" * 100, b"0" * 100, b"0\nafter\n") == [LONG, b"after"]
    assert read(*[b"0"] * 9, b"\n", b"after", b"\n") == [LONG, b"after"]


def test_of_a_long_line_nothing_is_kept() -> None:
    reader = LineReader(Peer([b"0" * 100] * 50), MOST)  # type: ignore[arg-type] # likewise
    assert asyncio.run(reader.line()) is None
    assert len(reader._kept) <= 100


def test_half_a_line_at_the_end_is_no_line() -> None:
    assert read(b"whole\nhal") == [b"whole"]
    assert read(b"") == []


lines = st.lists(st.binary(max_size=12).filter(lambda line: b"\n" not in line), max_size=8)


@given(lines, st.lists(st.integers(1, 30)))
def test_lines_come_out_the_same_however_they_are_cut(lines: list[bytes], cuts: list[int]) -> None:
    content = b"".join(line + b"\n" for line in lines)
    chunks, at = [], 0
    for cut in cuts:
        chunks.append(content[at : at + cut])
        at += cut
    assert read(*chunks, content[at:]) == [line if len(line) <= MOST else LONG for line in lines]


def test_a_peer_may_send_a_mebibyte_at_most() -> None:
    assert read(b"x" * 2**20 + b"\n" + b"y" * (2**20 + 1) + b"\n", most=rpc.MAX_LINE_BYTES) == [b"x" * 2**20, LONG]


def test_codes_are_those_of_json_rpc_and_of_the_servers_range() -> None:
    """Source: the JSON-RPC 2.0 specification, error object; -32000 to -32099 are the server's."""
    standard = (rpc.PARSE_ERROR, rpc.INVALID_REQUEST, rpc.METHOD_NOT_FOUND, rpc.INVALID_PARAMS, rpc.INTERNAL_ERROR)
    assert standard == (-32700, -32600, -32601, -32602, -32603)
    assert (rpc.REFUSED, rpc.BUSY) == (-32000, -32001)


def test_every_kind_of_wrong_parameter_has_an_exception_of_its_own() -> None:
    assert set(rpc.RAISED) == set(Wrong)
    assert len(set(rpc.RAISED.values())) == len(Wrong)


def test_a_message_is_one_line_of_plain_letters() -> None:
    assert encoded({"a": "é\n", "b": 1}) == b'{"a":"\\u00e9\\n","b":1}\n'


def test_an_endless_line_is_no_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rpc, "MAX_LINE_BYTES", 4)
    assert read(b"0" * 1000) == []
