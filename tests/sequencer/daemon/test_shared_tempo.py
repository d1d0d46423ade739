"""A tempo that everybody shares is told to all, at once; any other wish goes its own way."""

from __future__ import annotations

import pytest

from engine import start
from engine.commands import Command, Set, Tempo, Wish
from engine.config import Config
from engine.when import When
from sequencer.daemon.clock_keeper import ClockKeeper
from sequencer.daemon.shared_tempo import tempo_for_all
from sequencer.wire.master import Lead

STATE = start(Config(bpm=128.0), seed=1)


class Shared(ClockKeeper):
    """A clock that is shared, and hears what it is told."""

    def __init__(self, *, shares: bool, hears: bool = True) -> None:
        super().__init__(lambda _: None, lambda _: None, lambda: 128.0, lambda: None)
        self._shares, self._hears = shares, hears
        self.heard: list[Lead] = []

    @property
    def shares_tempo(self) -> bool:
        return self._shares

    def lead(self, changed: Lead) -> bool:
        if self._hears:
            self.heard.append(changed)
        return self._hears


@pytest.mark.parametrize(("command", "bpm"), [
    (Tempo(131.0), 131.0), (Set("bpm", 90), 90.0),
])
def test_a_tempo_is_told_to_all_and_answered_at_once(command: Command, bpm: float) -> None:
    clocks = Shared(shares=True)
    outcome = tempo_for_all(Wish(command, "1", "user"), STATE, clocks)
    assert outcome is not None
    assert (outcome.status, outcome.applied) == ("applied", bpm)
    assert clocks.heard == [Lead(bpm=bpm)]


def test_a_tempo_that_nobody_could_be_told_of_is_refused() -> None:
    outcome = tempo_for_all(Wish(Tempo(131.0), "1", "user"), STATE, Shared(shares=True, hears=False))
    assert outcome is not None
    assert outcome.status == "refused"
    assert "was lost" in outcome.reason


def test_a_clock_without_a_listener_says_that_it_told_nobody() -> None:
    assert not ClockKeeper(lambda _: None, lambda _: None, lambda: 128.0, lambda: None).lead(Lead(bpm=131.0))


@pytest.mark.parametrize("wish", [
    Wish(Tempo(131.0, over_bars=4), "1", "user"), Wish(Tempo(131.0), "1", "user", when=When(in_bars=4)),
    Wish(Set("thin_bias", 0.1), "1", "user"),
])
def test_other_wishes_go_their_own_way(wish: Wish) -> None:
    clocks = Shared(shares=True)
    assert tempo_for_all(wish, STATE, clocks) is None
    assert not clocks.heard


def test_our_own_tempo_is_the_engines_and_a_tempo_out_of_range_is_refused() -> None:
    assert tempo_for_all(Wish(Tempo(131.0), "1", "user"), STATE, Shared(shares=False)) is None
    clocks = Shared(shares=True)
    refused = tempo_for_all(Wish(Tempo(999.0), "1", "user"), STATE, clocks)
    assert refused is not None
    assert refused.status == "refused"
    assert not clocks.heard
