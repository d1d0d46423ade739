"""Finished bars become sound: every hit on its frame, at the bars' own tempos."""

from __future__ import annotations

from array import array
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from engine.errors import MidiFileError
from engine.timebase import BAR_TICKS
from sequencer.folders import find_config
from sequencer.sound import offline
from sequencer.sound.kit import Kit
from sequencer.sound.offline import bar_ends, onsets, wav_of
from sequencer.tape.offline import rendered

if TYPE_CHECKING:
    from engine.bar import Bar

RATE = 8000


@pytest.fixture(scope="module")
def bars() -> tuple[Bar, ...]:
    return rendered(find_config("m1_backbone").config, bars=3, bpm=120)


def samples(bars: tuple[Bar, ...], kit: Kit) -> array[int]:
    return array("h", b"".join(wav_of(bars, kit))[44:])


def test_onsets_lie_where_tempo_and_microtiming_say(bars: tuple[Bar, ...]) -> None:
    event = bars[1].events[2]
    frames = [hit.frame for hit in onsets(bars, RATE) if (hit.note, hit.velocity) == (event.note, event.velocity)]
    assert round(event.tick / BAR_TICKS * 2.0 * RATE) in frames


def test_each_bar_has_its_own_tempo(bars: tuple[Bar, ...]) -> None:
    assert bar_ends(bars, RATE) == [2 * RATE, 4 * RATE, 6 * RATE]
    slower = (bars[0], replace(bars[1], bpm=60.0), bars[2])
    assert bar_ends(slower, RATE) == [2 * RATE, 6 * RATE, 8 * RATE]
    moved = onsets(slower, RATE)
    assert max(hit.frame for hit in moved) > max(hit.frame for hit in onsets(bars, RATE))


def test_hits_before_the_first_bar_begin_with_it_and_muted_layers_are_left_out(bars: tuple[Bar, ...]) -> None:
    early = bars[0].events[0]._replace(tick=-50)
    found = onsets([replace(bars[0], events=(early, *bars[0].events[1:]))], RATE)
    assert found[0].frame == 0
    assert len(onsets([replace(bars[0], muted=(early.layer,))], RATE)) < len(found)


def test_the_file_lasts_to_the_end_of_the_bars_or_of_the_last_sound(bars: tuple[Bar, ...]) -> None:
    kit = Kit(RATE)
    assert len(samples(bars, kit)) >= 6 * RATE
    late = replace(bars[2], events=(bars[2].events[0]._replace(tick=bars[2].start_tick + BAR_TICKS - 1, note=49),))
    crash = len(kit.sound(49, late.events[0].velocity))
    assert len(samples((*bars[:2], late), kit)) == pytest.approx(6 * RATE + crash, abs=2)


def test_the_same_bars_are_the_same_file_and_it_neither_clips_nor_whispers(bars: tuple[Bar, ...]) -> None:
    found = samples(bars, Kit(RATE))
    assert found == samples(bars, Kit(RATE))
    assert 0.4 < max(map(abs, found)) / 32767 < 0.95


def test_a_kick_is_heard_on_its_frame(bars: tuple[Bar, ...]) -> None:
    hit = min(hit.frame for hit in onsets(bars, RATE))
    kick = replace(bars[0], events=(bars[0].events[0]._replace(note=36, tick=BAR_TICKS // 4),))
    found = samples((kick,), Kit(RATE))
    assert hit == 0
    assert not any(found[: RATE // 2])
    assert any(found[RATE // 2 : RATE // 2 + 8])


def test_every_bar_is_told_as_it_is_done(bars: tuple[Bar, ...]) -> None:
    told: list[int] = []
    b"".join(wav_of(bars, Kit(RATE), told.append))
    assert told == [1, 2, 3]


def test_more_than_a_wav_file_can_hold_is_refused(bars: tuple[Bar, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offline, "MAX_FRAMES", RATE)
    with pytest.raises(MidiFileError, match="longer than a WAV file"):
        wav_of(bars, Kit(RATE))
