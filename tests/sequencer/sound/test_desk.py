"""The desk places what it is handed ahead, and forgets what is cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sequencer.sound.bus import BLOCK
from sequencer.sound.desk import Desk
from sequencer.sound.frames import NS_PER_SECOND
from sequencer.sound.kit import Kit
from sequencer.sound.mixer import SILENCE_MS, Mixer
from sequencer.wire.timed import Ahead, Cancel
from tests.thorough import tries

if TYPE_CHECKING:
    from collections.abc import Sequence

RATE = 48000
KIT = Kit(RATE)
START_NS = 5 * 10**12
KICK = bytes((0x99, 36, 127))
OPEN_HAT = bytes((0x92, 46, 127))


def at(ms: float) -> int:
    return START_NS + round(ms * 1_000_000)


class Player:
    """A device on a manual clock."""

    def __init__(self, period: int = 256) -> None:
        self.desk = Desk(KIT)
        self.period = period
        self.heard: list[float] = []

    def until(self, ms: float) -> None:
        while len(self.heard) < ms * RATE / 1000:
            ns = START_NS + round(len(self.heard) * NS_PER_SECOND / RATE)
            self.heard.extend(self.desk.fill(self.period, ns))


def onset_ms(heard: Sequence[float]) -> float:
    return next(place for place, value in enumerate(heard) if value) * 1000 / RATE


@settings(max_examples=tries(30))
@given(ms=st.floats(20, 150), period=st.sampled_from([64, 100, 256, 480, 1024]))
def test_a_hit_sounds_at_its_deadline_to_the_frame_whatever_the_period(ms: float, period: int) -> None:
    player = Player(period)
    player.desk.take(Ahead(at(ms), KICK))
    player.until(200)
    assert onset_ms(player.heard) == pytest.approx(ms, abs=2.1 / RATE * 1000)  # its first sample is 0
    assert player.desk.late == 0


def test_messages_may_come_in_any_order_and_on_any_channel() -> None:
    player, other = Player(), Player()
    hits = [Ahead(at(50), KICK), Ahead(at(20), bytes((0x90, 39, 90))), Ahead(at(80), OPEN_HAT)]
    for hit in hits:
        player.desk.take(hit)
    for hit in reversed(hits):
        other.desk.take(hit)
    player.until(150)
    other.until(150)
    assert player.heard == other.heard


def test_what_is_not_a_note_on_makes_no_sound() -> None:
    player = Player()
    for message in (bytes((0x89, 36, 0)), bytes((0x99, 36, 0)), b"\xf8", bytes((0xB9, 7, 100)), b""):
        player.desk.take(Ahead(at(10), message))
    player.until(60)
    assert not any(player.heard)


def test_a_note_off_leaves_a_drum_ringing() -> None:
    player = Player()
    player.desk.take(Ahead(at(10), KICK))
    player.desk.take(Ahead(at(20), bytes((0x89, 36, 64))))
    player.until(150)
    assert max(map(abs, player.heard[100 * RATE // 1000:])) > 0.1


def test_a_hit_handed_over_too_late_sounds_at_once_and_is_counted() -> None:
    player = Player()
    player.until(50)
    player.desk.take(Ahead(at(20), KICK))
    player.until(100)
    assert 50 <= onset_ms(player.heard) < 56
    assert player.desk.late == 1


def test_cancel_ends_what_sounds_and_drops_what_has_not_begun() -> None:
    player = Player()
    player.desk.take(Ahead(at(10), OPEN_HAT))
    player.desk.take(Ahead(at(100), KICK))
    player.until(50)
    begin = len(player.heard)
    player.desk.take(Cancel())
    player.until(300)
    silent_after = begin + round(SILENCE_MS * RATE / 1000) + BLOCK
    assert not any(player.heard[silent_after:])


def test_cancel_forgets_what_comes_from_its_moment_on_and_what_is_handed_over_later_is_new() -> None:
    player, plain = Player(), Player()
    for ms in (60, 100):
        player.desk.take(Ahead(at(ms), KICK))
    player.desk.take(Cancel(at(80), tags=()))
    player.desk.take(Ahead(at(140), OPEN_HAT))
    for hit in (Ahead(at(60), KICK), Ahead(at(140), OPEN_HAT)):
        plain.desk.take(hit)
    player.until(250)
    plain.until(250)
    assert player.heard == plain.heard


def test_cancel_closes_its_tags_at_its_moment_and_leaves_the_others_ringing() -> None:
    player, plain = Player(), Player()
    player.desk.take(Ahead(at(10), OPEN_HAT, tag=1))
    player.desk.take(Ahead(at(12), KICK, tag=2))
    player.desk.take(Cancel(at(80), tags=(1,)))
    for hit in (Ahead(at(10), OPEN_HAT), Ahead(at(12), KICK)):
        plain.desk.take(hit)
    player.until(70)
    plain.until(70)
    assert player.heard == plain.heard
    player.until(200)
    plain.until(200)
    assert player.heard[100 * RATE // 1000:] != plain.heard[100 * RATE // 1000:]
    assert any(player.heard[100 * RATE // 1000:])


def test_the_device_gets_just_as_many_frames_as_it_asks_for() -> None:
    desk = Desk(KIT)
    assert [len(desk.fill(frames, START_NS)) for frames in (1, 63, 64, 65, 1000)] == [1, 63, 64, 65, 1000]


def test_live_sound_is_the_samples_that_the_file_has() -> None:
    player = Player(100)
    player.desk.take(Ahead(at(10), KICK))
    player.until(100)
    written: list[float] = []
    mixer = Mixer(RATE)
    while len(written) < 4800:
        if mixer.frame <= 480 < mixer.frame + BLOCK:
            mixer.strike(KIT.sound(36, 127), 480)
        written.extend(mixer.block())
    assert player.heard[:4800] == pytest.approx(written[:4800], abs=1e-6)
