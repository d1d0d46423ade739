"""What falls into a period leaves on its frame, in the order it came; what is cancelled leaves nothing open."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequencer.jack.placing import FRAMES, PlacedOutput

PERIOD = 256
ON, OFF, CLOCK = bytes((0x99, 36, 100)), bytes((0x89, 36, 0)), b"\xf8"


def frame_at(us: int) -> int:
    """A frame every 20 us, from 50 frames before JACK's count starts again."""
    return (FRAMES - 50 + us // 20) % FRAMES


def periods(output: PlacedOutput, first: int, count: int) -> list[tuple[int, bytes]]:
    """What leaves in some periods from the one that begins at a frame, as (frame, message); frame 0 is moment 0."""
    found: list[tuple[int, bytes]] = []
    for period in range(count):
        begin = first + period * PERIOD
        heard: list[tuple[int, bytes]] = []

        def write(at: int, sent: bytes, heard: list[tuple[int, bytes]] = heard) -> None:
            heard.append((at, sent))

        output.fill((FRAMES - 50 + begin) % FRAMES, PERIOD, frame_at, write)
        assert [at for at, _ in heard] == sorted(at for at, _ in heard)
        assert all(0 <= at < PERIOD for at, _ in heard)
        found += [(begin + at, sent) for at, sent in heard]
    return found


@given(st.lists(st.integers(0, 8 * PERIOD - 1)))
def test_everything_leaves_on_its_frame_also_where_the_count_of_frames_starts_again(frames: list[int]) -> None:
    output = PlacedOutput()
    for frame in sorted(frames):
        output.put(frame * 20_000, CLOCK)
    assert periods(output, 0, 8) == [(frame, CLOCK) for frame in sorted(frames)]
    assert output.late == 0
    assert not output.waits()


def test_at_one_frame_the_order_is_that_in_which_they_came() -> None:
    output = PlacedOutput()
    for message in (CLOCK, OFF, ON):
        output.put(100 * 20_000, message)
    assert periods(output, 0, 1) == [(100, CLOCK), (100, OFF), (100, ON)]


def test_nothing_overtakes_what_was_put_in_before_it() -> None:
    output = PlacedOutput()
    output.put(300 * 20_000, ON)
    output.put(290 * 20_000, OFF)
    assert periods(output, 0, 2) == [(300, ON), (300, OFF)]


def test_what_comes_too_late_leaves_at_once_and_is_counted() -> None:
    output = PlacedOutput()
    output.put(10 * 20_000, ON)
    output.put(600 * 20_000, OFF)
    assert periods(output, 512, 1) == [(512, ON), (600, OFF)]
    assert output.late == 1


def test_what_is_cancelled_does_not_leave_and_only_open_notes_are_ended() -> None:
    output = PlacedOutput()
    output.put(0, ON)
    output.put(0, bytes((0x90, 40, 1)))
    output.put(0, bytes((0x90, 40, 0)))
    output.put(1_000 * 20_000, OFF)
    output.put(1_000 * 20_000, CLOCK)
    assert len(periods(output, 0, 1)) == 3
    output.cancel()
    assert output.waits()
    output.put(300 * 20_000, CLOCK)
    assert periods(output, PERIOD, 8) == [(PERIOD, OFF), (300, CLOCK)]


def test_a_cancel_spares_what_is_due_before_its_moment_and_closes_its_tags_there() -> None:
    output = PlacedOutput()
    output.put(10 * 20_000, ON, 1)
    output.put(20 * 20_000, bytes((0x90, 40, 1)), 2)
    output.put(90 * 20_000, CLOCK)
    output.put(100 * 20_000, OFF, 1)
    output.cancel(100 * 20_000, (1,))
    output.put(120 * 20_000, CLOCK)
    assert periods(output, 0, 2) == [(10, ON), (20, bytes((0x90, 40, 1))), (90, CLOCK), (100, OFF), (120, CLOCK)]


def test_a_cancel_that_comes_too_late_closes_at_once_and_is_not_counted() -> None:
    output = PlacedOutput()
    output.put(10 * 20_000, ON)
    assert periods(output, 0, 1) == [(10, ON)]
    output.cancel(100 * 20_000)
    assert periods(output, 2 * PERIOD, 1) == [(2 * PERIOD, OFF)]
    assert output.late == 0


@pytest.mark.parametrize("first", [0, FRAMES // 3, FRAMES // 2 + 1, FRAMES - PERIOD])
def test_a_cancel_at_once_asks_for_no_frame_and_waits_for_none(first: int) -> None:
    def frame_of(us: int) -> int:
        assert us > 0  # where JACK's clock is behind ours it has no frame for our zero
        return first + us

    output, heard = PlacedOutput(), list[bytes]()
    output.put(1_000, ON)
    output.fill(first, PERIOD, frame_of, lambda _, sent: heard.append(sent))
    output.cancel()
    output.fill((first + PERIOD) % FRAMES, PERIOD, frame_of, lambda _, sent: heard.append(sent))
    assert heard == [ON, OFF]
    assert not output.waits()


def test_of_two_cancels_the_earlier_moment_holds_and_the_tags_of_both() -> None:
    output = PlacedOutput()
    output.put(10 * 20_000, ON, 1)
    output.put(10 * 20_000, bytes((0x90, 40, 1)), 2)
    output.cancel(500 * 20_000, (1,))
    output.cancel(300 * 20_000, (2,))
    assert periods(output, 0, 3)[2:] == [(300, bytes((0x80, 40, 0))), (300, OFF)]


def test_a_note_that_is_later_than_the_machine_may_stand_still_is_dropped_and_its_end_is_not() -> None:
    output = PlacedOutput(1_000)
    output.put(0, ON)
    output.put(0, OFF)
    output.put(1_500 * 20_000, ON)
    assert periods(output, 2_000, 1) == [(2_000, OFF), (2_000, ON)]
    assert (output.late, output.dropped) == (3, 1)


def test_when_jack_loses_a_period_what_sounds_is_ended_and_what_was_just_ended_is_ended_again() -> None:
    output = PlacedOutput()
    output.put(0, ON)
    output.put(10 * 20_000, OFF)
    output.put(20 * 20_000, bytes((0x90, 40, 1)))
    assert len(periods(output, 0, 1)) == 3
    heard: list[tuple[int, bytes]] = []
    output.lost(lambda at, sent: heard.append((at, sent)))
    assert heard == [(0, OFF), (0, bytes((0x80, 40, 0)))]
    heard.clear()
    assert periods(output, PERIOD, 2) == []
    output.lost(lambda at, sent: heard.append((at, sent)))
    assert heard == []
