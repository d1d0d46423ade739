"""Messages leave the kernel's queue at their deadlines; a cancel takes back what lies ahead and leaves no note open."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sequencer.midi.alsa.client import AlsaClient
from tests.sequencer.midi.alsa.sequencer import LOOK_NS, Client, Sequencer, sounding
from tests.thorough import tries

if TYPE_CHECKING:
    from sequencer.midi.alsa.queued import QueuedOutput

MS = 1_000_000
ON, OFF = bytes((0x99, 36, 100)), bytes((0x89, 36, 0))
CLOCK = b"\xf8"


class Played:
    """An output that is led to a synth of a simulated sequencer."""

    def __init__(self) -> None:
        self.sequencer = Sequencer()
        self.synth = self.sequencer.appear(20, "Synth", "in")
        self.client = AlsaClient(
            lambda name: Client(self.sequencer, name), lambda: self.sequencer.ns,
            lambda seconds: self.sequencer.advance(self.sequencer.ns + round(seconds * 1e9)),
        )
        self.client.names()
        self.client.connect(0, "Synth:in 20:0", virtual=False)
        self.out: QueuedOutput = self.client.outputs[0]
        self.zero = self.sequencer.ns

    def put(self, ms: float, message: bytes, tag: int = 0) -> None:
        self.out.put(self.zero + round(ms * MS), message, tag)

    def cancel(self, ms: float, *tags: int) -> None:
        self.out.cancel(self.zero + round(ms * MS), tags or None)

    def to(self, ms: float) -> None:
        self.sequencer.advance(self.zero + round(ms * MS))

    def heard(self) -> list[tuple[float, bytes]]:
        return [((ns - self.zero) / MS, message) for ns, message in self.sequencer.heard.get(self.synth, [])]


@pytest.fixture
def played() -> Played:
    return Played()


def test_messages_leave_at_their_deadlines_in_the_order_of_these_and_of_their_coming(played: Played) -> None:
    messages = [(10.0, b"\xfa"), (10.0, CLOCK), (10.0, ON), (12.05, OFF), (12.05, ON), (20.0, b"\xb9\x01\x40")]
    for ms, message in messages:
        played.put(ms, message)
    played.to(9.9)
    assert played.heard() == []
    played.to(30)
    assert [message for _, message in played.heard()] == [message for _, message in messages]
    for (due, _), (left, _) in zip(messages, played.heard(), strict=True):
        assert 0 <= left - due <= LOOK_NS / MS


def test_a_message_whose_deadline_lies_before_that_of_the_last_leaves_together_with_it(played: Played) -> None:
    played.put(10, ON)
    played.put(9, OFF)
    played.to(20)
    assert played.heard() == [(10, ON), (10, OFF)]


def test_what_comes_late_leaves_at_once_and_a_note_that_is_stale_not_at_all(played: Played) -> None:
    played.to(200)
    played.put(199, CLOCK)
    played.put(50, ON)
    played.put(50, OFF)
    played.to(201)
    assert [message for _, message in played.heard()] == [CLOCK, OFF]
    assert (played.client.late(), played.client.dropped()) == (3, 1)


def test_a_cancel_removes_what_is_due_then_or_later_and_ends_there_what_sounds_of_some_tags(played: Played) -> None:
    other, other_off = bytes((0x99, 42, 90)), bytes((0x89, 42, 0))
    played.put(1, ON, 1)
    played.put(2, other, 2)
    played.put(8, bytes((0x99, 50, 90)), 1)
    played.put(20, OFF, 1)
    played.put(20, other_off, 2)
    played.to(5)
    played.cancel(8, 1)
    played.to(30)
    assert played.heard() == [(1, ON), (2, other), (8, OFF)]
    played.put(31, other_off, 2)  # what was taken back with the rest is handed over again
    played.to(40)
    assert played.heard()[3:] == [(31, other_off)]


def test_a_cancel_that_comes_before_one_that_waits_ends_its_notes_too(played: Played) -> None:
    other = bytes((0x99, 42, 90))
    played.put(1, ON, 1)
    played.put(1, other, 2)
    played.to(2)
    played.cancel(20, 1)
    played.cancel(10, 2)
    played.to(30)
    assert played.heard()[2:] == [(10, OFF), (10, bytes((0x89, 42, 0)))]


def test_a_note_off_that_was_taken_back_does_not_cut_a_later_note_of_its_pitch(played: Played) -> None:
    played.put(1, ON)
    played.put(30, OFF)
    played.to(5)
    played.cancel(10)
    played.put(20, ON)
    played.put(50, OFF)
    played.to(60)
    assert played.heard() == [(1, ON), (10, OFF), (20, ON), (50, OFF)]


def test_a_note_that_left_just_before_it_was_removed_is_ended(played: Played) -> None:
    played.put(10, ON)
    played.to(9.99)
    remove = played.client._queue.remove

    def slowly(from_ns: int, tag: int) -> None:
        played.to(10.01)
        remove(from_ns, tag)

    played.client._queue.remove = slowly  # type: ignore[method-assign]
    played.out.cancel()
    played.to(20)
    assert [message for _, message in played.heard()] == [ON, OFF]


def test_at_no_moment_of_a_cancel_a_note_sounds_whose_end_is_not_in_the_queue(played: Played) -> None:
    for pitch in range(40, 46):
        played.put(pitch - 39, bytes((0x99, pitch, 90)), pitch % 2)
    for pitch in range(40, 46):
        played.put(pitch, bytes((0x89, pitch, 0)), pitch % 2)
    played.to(4)
    changes = []

    def would_end() -> None:
        waiting = [event.message for event in played.sequencer.waiting]
        changes.append(sounding([message for _, message in played.heard()] + waiting))

    played.sequencer.touched = would_end
    played.out.cancel(played.zero + 5 * MS)
    assert len(changes) > 3
    assert not any(changes)


def test_outputs_are_cancelled_each_by_itself(played: Played) -> None:
    synth = played.sequencer.appear(21, "Other", "in")
    played.client.connect(1, "Other:in 21:0", virtual=False)
    played.client.outputs[1].put(played.zero + 10 * MS, ON)
    played.put(10, ON)
    played.cancel(0)
    played.to(20)
    assert played.heard() == []
    assert [message for _, message in played.sequencer.heard[synth]] == [ON]


def test_it_waits_until_everything_has_left(played: Played) -> None:
    assert not played.out.waits()
    played.put(10, ON)
    played.to(9)
    assert played.out.waits()
    played.to(60)
    assert not played.out.waits()


NOTE = st.tuples(st.floats(0, 40), st.integers(36, 39), st.floats(0.5, 30), st.integers(0, 2))
STEP = st.one_of(
    st.tuples(st.just("notes"), st.lists(NOTE, min_size=1, max_size=6)),
    st.tuples(st.just("cancel"), st.floats(-5, 60), st.sets(st.integers(0, 2))),
    st.tuples(st.just("wait"), st.floats(0, 25)),
)


@settings(max_examples=tries(200))
@given(st.lists(STEP, max_size=20))
def test_whatever_is_played_and_cancelled_no_note_stays_open_and_nothing_cancelled_sounds(
    steps: list[tuple[Any, ...]],
) -> None:
    played, now = Played(), 0.0
    numbers = count()
    put: dict[bytes, float] = {}
    never: set[bytes] = set()
    for step in steps:
        match step:
            case "notes", list(notes):
                events = []
                for ahead, pitch, length, tag in notes:
                    number = next(numbers)
                    on = bytes((0x90 + number // 127, pitch, 1 + number % 127))
                    put[on] = now + ahead
                    events.append((now + ahead, on, tag))
                    events.append((now + ahead + length, bytes((0x80 + number // 127, pitch, 0)), tag))
                for event in sorted(events):
                    played.put(*event)
            case "cancel", float(ahead), set(tags):
                if ahead > 0:
                    never |= {on for on, ms in put.items() if ms >= now + ahead}
                played.cancel(now + ahead, *tags)
            case _, float(ms):
                now += ms
                played.to(now)
            case _:
                raise AssertionError(step)
    played.cancel(now + 50)
    played.to(now + 200)
    assert played.sequencer.open_notes(played.synth) == set()
    assert not never & {message for _, message in played.heard()}
    assert not played.out.waits()
