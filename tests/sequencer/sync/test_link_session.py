"""The clock of Link is read as ours, and what is set is there; nobody on the network is asked."""

from __future__ import annotations

import sys
import time

import pytest

from sequencer.sync.link_session import LinkSession, NoLink

SECOND_NS = 1_000_000_000


def session(bpm: float = 120.0) -> LinkSession:
    pytest.importorskip("link", reason="the extra `link` is not installed")
    return LinkSession(bpm, starts=True)


def test_a_beat_goes_by_in_our_own_time() -> None:
    link, now = session(120.0), time.monotonic_ns()
    first, second = link.stands(now, 4.0), link.stands(now + SECOND_NS, 4.0)
    assert second.beat - first.beat == pytest.approx(2.0, abs=1e-3)
    assert first.peers == 0


def test_a_tempo_and_a_start_are_taken_at_their_moments() -> None:
    link, now = session(), time.monotonic_ns()
    link.set_tempo(140.0, now)
    link.set_playing(now + SECOND_NS, playing=True)
    stands = link.stands(now, 4.0)
    assert stands.bpm == pytest.approx(140.0, abs=0.01)
    assert stands.playing
    assert stands.playing_ns == pytest.approx(now + SECOND_NS, abs=1_000_000)


def test_without_the_extra_it_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "link", None)
    with pytest.raises(NoLink, match=r"techno-rhythm-engine\[link\]"):
        LinkSession(120.0, starts=True)
