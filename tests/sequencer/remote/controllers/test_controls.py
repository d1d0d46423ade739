"""MIDI messages of a controller are moves of its controls; whatever else comes is nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequencer.remote.controllers.controls import Control, Moved, Reader, message_of, steps_of

if TYPE_CHECKING:
    from sequencer.console.typed_learn import Turning

FINE = Control("cc14", 1, 16)


@pytest.mark.parametrize(("message", "moved"), [
    (b"\xb0\x10\x40", Moved(Control("cc", 1, 16), 64)),
    (b"\xbf\x10\x7f", Moved(Control("cc", 16, 16), 127)),
    (b"\x90\x24\x64", Moved(Control("note", 1, 36), 100)),
    (b"\x90\x24\x00", Moved(Control("note", 1, 36), 0)),
    (b"\x80\x24\x40", Moved(Control("note", 1, 36), 0)),
    (b"\xc2\x05", Moved(Control("program", 3, 5), 127)),
])
def test_a_message_is_a_move(message: bytes, moved: Moved) -> None:
    assert Reader().read(message, ()) == moved


@pytest.mark.parametrize("message", [
    b"", b"\xf8", b"\xf0\x01\xf7", b"\xb0\x10", b"\xb0\x10\x80", b"\xb0\x90\x10", b"\x40\x10\x10", b"\xe0\x00\x40",
    b"\xa0\x10\x10", b"\xc0\x05\x05", b"\xb0\x10\x10\x10",
])
def test_what_is_no_move_is_nothing(message: bytes) -> None:
    assert Reader().read(message, ()) is None


def test_a_14_bit_control_is_read_from_both_its_bytes() -> None:
    reader = Reader()
    assert reader.read(b"\xb0\x10\x40", {FINE}) == Moved(FINE, 64 << 7, 16383)
    assert reader.read(b"\xb0\x30\x7f", {FINE}) == Moved(FINE, (64 << 7) + 127, 16383)
    assert reader.read(b"\xb0\x30\x7f", ()) == Moved(Control("cc", 1, 48), 127)


@pytest.mark.parametrize(("turning", "value", "steps"), [
    ("relative", 1, 1), ("relative", 63, 63), ("relative", 127, -1), ("relative", 65, -63), ("relative", 0, 0),
    ("offset", 65, 1), ("offset", 63, -1), ("offset", 64, 0), ("sign", 1, 1), ("sign", 65, -1), ("sign", 64, 0),
])
def test_an_encoder_counts_in_its_own_way(turning: Turning, value: int, steps: int) -> None:
    assert steps_of(value, turning) == steps


@given(
    st.sampled_from(["cc", "note"]), st.integers(1, 16), st.integers(0, 127), st.integers(0, 127),
)
def test_a_lamp_shows_what_its_control_would_send(kind: str, channel: int, number: int, value: int) -> None:
    control = Control("cc" if kind == "cc" else "note", channel, number)
    (message,) = message_of(control, value / 127)
    assert Reader().read(message, ()) == Moved(control, value)


@given(st.integers(0, 16383))
def test_a_14_bit_motor_goes_where_its_control_would_stand(value: int) -> None:
    reader = Reader()
    assert [reader.read(one, {FINE}) for one in message_of(FINE, value / 16383)][-1] == Moved(FINE, value, 16383)


def test_a_program_has_no_lamp() -> None:
    assert message_of(Control("program", 1, 5), 1.0) == []


@given(st.binary(max_size=5))
def test_any_bytes_are_a_move_or_nothing(message: bytes) -> None:
    found = Reader().read(message, {FINE})
    assert found is None or 0.0 <= found.share <= 1.0
