"""A session in a Link session: bars on its bars, starts on its lines, nothing missing or extra."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from engine import start
from engine.timebase import BAR_TICKS, BEAT_TICKS
from sequencer.midi.messages import NOTE_ON
from sequencer.midi.timeline import Timeline
from sequencer.sync.link_clock import LOOK_NS, LinkClock
from sequencer.wire.master import Listen, SourcePeers, SourceSays
from sequencer.wire.orders import FollowClock, Quit
from tests.live.stage import ORIGIN_NS, LiveStage
from tests.live.test_following import FIRST_NOTE, LADDER
from tests.sequencer.sync.test_link_clock import Network

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = 24
NEAR_NS = 1_000_000


class Linked:
    """A session on a Link session's clock.

    Args:
        line: of the Link session. bars: of a phrase on whose line a start falls.
        joined_ms: when we join. then: (ms, what happens to the network).
    """

    def __init__(
        self, line: Timeline, *, bars: int = 1, joined_ms: float = 0.0,
        then: tuple[tuple[float, Callable[[Network], None]], ...] = (),
    ) -> None:
        self.network = network = Network(line)
        self.stage = stage = LiveStage(state=start(LADDER))
        stage.at(joined_ms, FollowClock("link", bars=bars))
        for ms, change in then:
            stage.clock.at(ORIGIN_NS + round(ms * 1e6), partial(change, network))
        joined = ORIGIN_NS + round(joined_ms * 1e6) + 1
        source = LinkClock(network, Listen("link", bars=bars), joined)
        for moment in range(joined, ORIGIN_NS + SECONDS * 1_000_000_000, LOOK_NS):
            stage.clock.at(moment, partial(self._poll, source, moment))
        stage.at(SECONDS * 1_000, Quit())

    def _poll(self, source: LinkClock, moment: int) -> None:
        for said in source.poll(moment):
            if not isinstance(said, (SourcePeers, SourceSays)):
                self.stage.daemon.send(said)

    def steps(self) -> list[tuple[int, int]]:
        """Moment and step of every note."""
        return [
            (ns, message[1] - FIRST_NOTE) for ns, message in self.stage.outputs[0].placed
            if message[0] & 0xF0 == NOTE_ON
        ]


def in_order(steps: list[tuple[int, int]]) -> bool:
    return all(other[1] == (one[1] + 1) % 16 for one, other in pairwise(steps))


@pytest.mark.parametrize("bars", [1, 4])
def test_play_begins_on_the_sessions_line(bars: int) -> None:
    line = Timeline(5 * BEAT_TICKS + 100, ORIGIN_NS, 128.0)
    linked = Linked(line, bars=bars)
    linked.stage.transport(1_000, "play")
    linked.stage.run()
    steps = linked.steps()
    assert in_order(steps)
    first = line.tick_at(steps[0][0] + NEAR_NS)
    assert first % (bars * BAR_TICKS) < 10
    line_tick = first - first % BAR_TICKS
    assert all(
        abs(line.ns_at(line_tick + at * BAR_TICKS // 16) - ns) < NEAR_NS for at, (ns, _) in enumerate(steps)
    )


def test_a_session_that_is_joined_while_we_play_is_met_softly_on_its_bars() -> None:
    line = Timeline(BAR_TICKS // 2 + 777, ORIGIN_NS, 126.0)
    linked = Linked(line, joined_ms=3_000)
    linked.stage.transport(100, "play")
    linked.stage.run()
    steps = linked.steps()
    assert in_order(steps)
    step_ns = 60e9 / 126.0 / 4
    assert all(abs(other - one - step_ns) < 0.08 * step_ns for (one, _), (other, _) in pairwise(steps[48:]))
    for ns, step in steps[-32:]:
        meant = round(line.tick_at(ns + NEAR_NS) / (BAR_TICKS / 16))
        assert abs(line.ns_at(meant * BAR_TICKS // 16) - ns) < NEAR_NS
        assert step == meant % 16


def test_a_start_by_others_starts_us_on_the_line_and_their_stop_stops_us() -> None:
    line = Timeline(0, ORIGIN_NS, 120.0)

    def starts(network: Network) -> None:
        network.playing, network.playing_ns = True, ORIGIN_NS + 3_000_000_000

    def stops(network: Network) -> None:
        network.playing = False

    linked = Linked(line, then=((3_000, starts), (9_000, stops)))
    linked.stage.run()
    steps = linked.steps()
    assert in_order(steps)
    assert abs(steps[0][0] - line.ns_at(2 * BAR_TICKS)) < NEAR_NS
    assert steps[-1][0] < ORIGIN_NS + 9_100_000_000


def test_a_tempo_of_others_is_ours_at_once_without_a_jump() -> None:
    line = Timeline(0, ORIGIN_NS, 120.0)
    linked = Linked(line, then=((8_000, lambda network: network.set_tempo(140.0, ORIGIN_NS + 8_000_000_000)),))
    linked.stage.transport(100, "play")
    linked.stage.run()
    steps = linked.steps()
    assert in_order(steps)
    after = line.anchored(line.tick_at(ORIGIN_NS + 8_000_000_000), 140.0)
    for ns, _ in [one for one in steps if one[0] > ORIGIN_NS + 8_020_000_000]:
        meant = round(after.tick_at(ns + NEAR_NS) / (BAR_TICKS / 16)) * BAR_TICKS // 16
        assert abs(after.ns_at(meant) - ns) < NEAR_NS
