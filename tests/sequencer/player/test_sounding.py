"""Every note-on meets one note-off."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequencer.midi.messages import OFF_NEXT, ON_NEXT, Due
from sequencer.player.sounding import Sounding


def note(
    pitch: int, number: int, *, on: bool, output: int = 0, channel: int = 9, layer: str = "hat_c"
) -> Due:
    status = (0x90 if on else 0x80) | channel
    return Due(0, ON_NEXT if on else OFF_NEXT, 0, 0, output, bytes((status, pitch, 90)), layer, number)


def test_a_pitch_that_still_sounds_is_ended_before_it_sounds_again() -> None:
    sounding = Sounding()
    assert sounding.starts(note(42, 1, on=True)) is None
    assert sounding.starts(note(42, 2, on=True)) == (bytes((0x89, 42, 0)), "hat_c")
    assert not sounding.ends(note(42, 1, on=False))
    assert sounding.ends(note(42, 2, on=False))


def test_the_same_pitch_on_two_outputs_is_two_notes() -> None:
    sounding = Sounding()
    sounding.starts(note(42, 1, on=True, output=0))
    assert sounding.starts(note(42, 2, on=True, output=1)) is None
    assert sounding.closed(output=1) == [(1, bytes((0x89, 42, 0)))]
    assert len(sounding) == 1


@pytest.mark.parametrize("sounds", [1, 2, 3])
def test_the_end_of_a_hit_that_was_not_played_ends_no_other_of_its_pitch(sounds: int) -> None:
    """A muted layer's hits have no note-on, but their note-offs come, before or after those of what sounds."""
    sounding = Sounding()
    sounding.starts(note(42, sounds, on=True))
    assert [sounding.ends(note(42, number, on=False)) for number in (1, 2, 3) if number != sounds] == [False, False]
    assert sounding.ends(note(42, sounds, on=False))


def test_an_output_has_played_on_the_channels_of_its_own_notes_alone() -> None:
    sounding = Sounding()
    for output, channel in ((0, 5), (1, 9), (1, 2), (2, 7)):
        due = note(42, 1, on=True, output=output, channel=channel)
        sounding.starts(due)
        sounding.ends(due)
    assert [sounding.channels(output) for output in range(4)] == [[5], [2, 9], [7], []]


@given(st.lists(st.tuples(st.integers(36, 40), st.booleans()), max_size=60))
def test_after_closing_every_note_on_has_had_one_note_off(steps: list[tuple[int, bool]]) -> None:
    sounding = Sounding()
    balance: Counter[int] = Counter()
    open_notes: list[Due] = []
    for number, (pitch, starts) in enumerate(steps):
        if starts or not open_notes:
            due = note(pitch, number + 1, on=True)
            before = sounding.starts(due)
            if before is not None:
                balance[before[0][1]] -= 1
            balance[pitch] += 1
            open_notes.append(due)
        else:
            due = open_notes.pop(0)
            off = note(due.message[1], due.note, on=False)
            if sounding.ends(off):
                balance[off.message[1]] -= 1
    for _, message in sounding.closed():
        balance[message[1]] -= 1
    assert not any(balance.values())
