"""What a mute ends on an output that is handed messages ahead: its layer's notes, and none that belong to no layer."""

from __future__ import annotations

import pytest

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
    assert sender.take_back(NOW_NS, ending) == []
    ended = {message[1] for _, message in output.placed if message[0] & 0xF0 == NOTE_OFF}
    assert ended == {NOTES[layer] for layer in ending}
