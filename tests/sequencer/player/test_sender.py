"""What can still be placed or taken back on an output that is handed messages ahead, and what a mute ends there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequencer.midi.messages import NOTE_OFF, NOTE_ON, ON_NEXT, Due
from sequencer.midi.ports import MemoryOutput
from sequencer.player.sender import Sender

LEAD_NS, HOLD_NS, NOW_NS = 1_000, 100, 5_000
NOTES = {"": 42, "kick": 36, "clap": 39}
"""A click of the count-in belongs to no layer."""


@pytest.mark.parametrize("ending", [frozenset[str](), frozenset({"kick"}), frozenset({"kick", "clap"})])
def test_the_notes_of_the_layers_that_a_mute_silences_end_and_clicks_and_other_layers_sound_on(
    ending: frozenset[str]
) -> None:
    output = MemoryOutput("synth", lambda: NOW_NS, LEAD_NS, HOLD_NS)
    sender = Sender([output], ())
    for place, (layer, note) in enumerate(NOTES.items()):
        due = Due(place, ON_NEXT, place, place, 0, bytes((NOTE_ON | 9, note, 90)), layer, place + 1)
        sender.ready(due)
        sender.send(due.ns)
        sender.sent(0)
    assert output._tags == [0, 1, 2]  # as the wire wants them: numbers of 0 or more, another for each layer
    assert sender.take_back(NOW_NS, ending) == []
    ended = {message[1] for _, message in output.placed if message[0] & 0xF0 == NOTE_OFF}
    assert ended == {NOTES[layer] for layer in ending}


@given(st.integers(0, 10**15), st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_message_is_in_time_until_the_output_has_begun_what_it_may_not_take_back(
    now_ns: int, hold_ns: int, more_ns: int
) -> None:
    lead_ns = hold_ns + more_ns
    sender = Sender([MemoryOutput("synth", lambda: now_ns, lead_ns, hold_ns)], ())
    for late_ns, in_time in ((0, False), (-1, True), (1, False)):
        due = Due(now_ns + hold_ns - lead_ns - late_ns, ON_NEXT, 0, 0, 0, bytes((NOTE_ON | 9, 36, 90)), "kick", 1)
        assert sender.is_in_time(due, now_ns) is in_time
