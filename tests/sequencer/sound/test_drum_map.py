"""Every MIDI note is a drum, by General MIDI's map or as a tom at its pitch."""

from __future__ import annotations

import pytest

from sequencer.sound.clap import Clap
from sequencer.sound.drum_map import GENERAL_MIDI, HATS, HIGHEST_HZ, LOWEST_HZ, drum_of
from sequencer.sound.kick import Kick
from sequencer.sound.metal import CLOSED_HAT, CRASH, OPEN_HAT, RIDE
from sequencer.sound.percussion import Cowbell, Shaker
from sequencer.sound.skins import Ring, Tom
from sequencer.sound.snare import Rim, Snare


@pytest.mark.parametrize(("note", "voice"), [
    (35, Kick()), (36, Kick()), (37, Rim()), (38, Snare()), (39, Clap()), (40, Snare()), (42, CLOSED_HAT),
    (44, CLOSED_HAT), (46, OPEN_HAT), (49, CRASH), (51, RIDE), (56, Cowbell()), (70, Shaker()), (82, Shaker()),
])
def test_general_midi_names_the_drums(note: int, voice: object) -> None:
    assert drum_of(note).voice == voice


def test_toms_and_congas_rise_with_their_notes_as_general_midi_orders_them() -> None:
    toms = [drum_of(note).voice for note in (41, 43, 45, 47, 48, 50)]
    congas = [drum_of(note).voice for note in (64, 63, 62)]
    assert all(isinstance(tom, Tom) for tom in toms)
    assert all(isinstance(conga, Ring) for conga in congas)
    for drums in (toms, congas):
        pitches = [drum.tune_hz for drum in drums if isinstance(drum, Tom | Ring)]
        assert pitches == sorted(pitches)
        assert len(set(pitches)) == len(drums)


def test_the_hats_choke_each_other_and_nothing_else_chokes() -> None:
    assert {note for note in range(128) if drum_of(note).chokes == HATS} == {42, 44, 46}
    assert {drum_of(note).chokes for note in range(128)} == {0, HATS}


def test_a_note_without_a_drum_is_a_tom_at_its_pitch() -> None:
    tom = drum_of(57 + 1).voice
    assert isinstance(tom, Tom)
    assert tom.tune_hz == pytest.approx(233.08, abs=0.01)


@pytest.mark.parametrize("note", [note for note in range(128) if note not in GENERAL_MIDI])
def test_pitches_out_of_hearing_sound_octaves_nearer(note: int) -> None:
    tom = drum_of(note).voice
    assert isinstance(tom, Tom)
    octaves = (note - 69) / 12
    assert LOWEST_HZ <= tom.tune_hz <= HIGHEST_HZ
    ratio = tom.tune_hz / (440 * 2**octaves)
    while ratio < 0.9:
        ratio *= 2
    while ratio > 1.1:
        ratio /= 2
    assert ratio == pytest.approx(1.0)
