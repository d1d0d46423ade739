"""An output that wants messages ahead lets the same sound at the same moments, and the file holds what it let sound."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine import Wish, start
from engine import commands as ask
from engine.config import Config
from sequencer.midi.messages import CLOCK, CONTINUE, CONTROL, NOTE_ON, STOP
from sequencer.wire.orders import Quit, SenderAt, SwitchPort
from sequencer.wire.reports import BarComposed, BarSent
from tests.engine.asked import club
from tests.live.nights import BAR_MS, lived, nights, recorded
from tests.live.stage import ORIGIN_NS, LiveStage
from tests.live.test_nights import LEAD_BARS, written
from tests.thorough import tries

if TYPE_CHECKING:
    from sequencer.midi.ports import MemoryOutput
    from tests.live.nights import Night

MS = 1_000_000
LEADS_MS = (29.0, 0.0, 200.0)
HOLDS_MS = (7.0, 0.0, 23.0)
WHERE = {"hat_c": 1, "clap": 2, "hat_o": 2}


def open_notes(output: MemoryOutput) -> Counter[tuple[int, int]]:
    """Open notes at the end of what an output places; fails when it places anything before what came ahead of it."""
    found: Counter[tuple[int, int]] = Counter()
    before = 0
    for moment, message in output.placed:
        assert moment >= before
        before = moment
        kind = message[0] >> 4
        if kind in {8, 9}:
            pitch = (message[0] & 15, message[1])
            found[pitch] += 1 if kind == 9 else -1
            assert found[pitch] in {0, 1}
    return +found


@settings(max_examples=tries(25))
@given(nights)
def test_whatever_is_asked_the_file_holds_what_sounds_and_every_note_ends(night: Night) -> None:
    assume(not any(what == "stop" and bars < LEAD_BARS for bars, what in night))
    stage = lived(night, outputs=3, leads_ms=LEADS_MS, holds_ms=HOLDS_MS, layer_outputs=WHERE, clock_out=True)
    with TemporaryDirectory() as folder:
        recorded(Path(folder), stage.said)
        content = (Path(folder) / "take-001.mid").read_bytes()
    assert written(content) == Counter(
        message[1] for output in stage.outputs for _, message in output.placed if message[0] >> 4 == 9
    )
    assert [dict(open_notes(output)) for output in stage.outputs] == [{}, {}, {}]


def placed(stage: LiveStage, output: int) -> list[tuple[int, bytes]]:
    """What an output places, counted from the first bar line."""
    origin = stage.told(BarComposed)[0].start_ns
    return [(moment - origin, message) for moment, message in stage.outputs[output].placed]


def undisturbed(*leads_ms: float) -> LiveStage:
    stage = LiveStage(
        state=start(club(), seed=9), outputs=3, bars=4, clock_out=True, leads_ms=leads_ms, layer_outputs=WHERE
    )
    stage.transport(0, "play")
    stage.run()
    return stage


def test_with_a_lead_everything_sounds_at_the_moment_it_would_without_one() -> None:
    ahead, at_once = undisturbed(*LEADS_MS), undisturbed()
    for output in range(3):
        assert [(ns, sent) for ns, sent in placed(ahead, output) if sent != STOP] == [
            (ns, sent) for ns, sent in placed(at_once, output) if sent != STOP
        ]
        lead_ns = round(LEADS_MS[output] * 1_000_000)
        assert all(moment - now == lead_ns for (now, _), (moment, _) in zip(
            ahead.outputs[output].sent, ahead.outputs[output].placed, strict=True
        ))
    assert sum(sent == CLOCK for _, sent in placed(ahead, 2)) == 4 * 96


@given(st.floats(0.1, 3.5), st.sampled_from((5, 29, 60, 95)))
@settings(max_examples=tries(20))
def test_another_lead_holds_at_once_and_moves_nothing_that_sounds(bars: float, lead_ms: int) -> None:
    before, after = undisturbed(29.0), LiveStage(
        state=start(club(), seed=9), outputs=3, bars=4, clock_out=True, leads_ms=(29.0,), layer_outputs=WHERE
    )
    after.transport(0, "play")
    changed_ns = ORIGIN_NS + round(bars * BAR_MS * 1e6)
    after.at(bars * BAR_MS, SwitchPort(0, "out 0", SenderAt("door", lead_ms * 1_000_000, 1_000_000)))
    after.run()
    assert [(ns, sent) for ns, sent in placed(after, 0) if sent != STOP] == [
        (ns, sent) for ns, sent in placed(before, 0) if sent != STOP
    ]
    output = after.outputs[0]
    for (now, _), (moment, sent) in zip(output.sent, output.placed, strict=True):
        if now > changed_ns and moment > changed_ns + lead_ms * 1_000_000 and sent != STOP:
            assert moment - now == lead_ms * 1_000_000


def test_lateness_is_measured_against_the_deadline_less_the_lead() -> None:
    stage = undisturbed(*LEADS_MS)
    assert {status.max for report in stage.told(BarSent) for status in report.lateness} == {0.0}
    for index, output in enumerate(stage.outputs):
        measured = sum(stage.player.sender.lateness[index].counts)
        assert len(output.sent) * 0.9 < measured <= len(output.sent), "what is sent at once has no deadline"


def test_where_nothing_can_be_taken_back_a_stop_is_heard_one_lead_later_and_so_is_the_end_of_its_notes() -> None:
    stage = LiveStage(state=start(club(), seed=9), leads_ms=(29.0,), clock_out=True)
    stage.transport(0, "play")
    stage.transport(1.37 * BAR_MS, "stop")
    stage.at(3 * BAR_MS, Quit())
    stage.run()
    stopped = round(1.37 * BAR_MS * 1_000_000) + stage.outputs[0].lead_ns
    moments = [moment - 1_000_000_000 for moment, message in stage.outputs[0].placed if message == STOP]
    assert moments == [stopped]
    assert max(moment for moment, _ in stage.outputs[0].placed) - 1_000_000_000 == stopped
    assert not open_notes(stage.outputs[0])


@pytest.mark.parametrize("lead_ms", [5, 60, 95])
@pytest.mark.parametrize("bars", [1.37, 1.49, 1.74])
@pytest.mark.parametrize("later_ms", [0.5, 10.0])
def test_what_was_handed_over_under_another_lead_is_taken_back_and_sounds_once_at_its_moment(
    lead_ms: int, bars: float, later_ms: float
) -> None:
    before, after = undisturbed(29.0), LiveStage(
        state=start(club(), seed=9), outputs=3, bars=4, clock_out=True, leads_ms=(29.0,), layer_outputs=WHERE
    )
    after.transport(0, "play")
    after.at(bars * BAR_MS, SwitchPort(0, "out 0", SenderAt("door", lead_ms * 1_000_000, 1_000_000)))
    # nothing is muted: all that can be is taken back and handed over again
    after.wish(bars * BAR_MS + later_ms, Wish(ask.Unmute("clap", at="now"), "u"))
    after.run()
    assert [(ns, sent) for ns, sent in placed(after, 0) if sent != STOP] == [
        (ns, sent) for ns, sent in placed(before, 0) if sent != STOP
    ]


LANE = {
    "name": "cutoff", "cc": {"number": 74}, "mod": {"mode": "sine", "min_val": 10, "max_val": 120, "tau": 4},
}
"""A controller that moves every few ticks."""


@pytest.mark.parametrize("kind", [NOTE_ON >> 4, CONTROL >> 4])
@pytest.mark.parametrize("off_ns", [-1, 0, 1])
@pytest.mark.parametrize(("lead_ms", "hold_ms"), [(200, 7), (29, 7), (0, 0)])
def test_a_stall_skips_the_hits_and_controllers_that_it_has_missed_and_no_other(
    kind: int, off_ns: int, lead_ms: int, hold_ms: int
) -> None:
    """It ends when what sounds next cannot be taken back any more, or a nanosecond before or after."""
    def session() -> LiveStage:
        config = Config.model_validate(
            {"mode": "m4", "layers": {"kick": {}, "hat_c": {}}, "modulators": [LANE]}, strict=False,
        )
        stage = LiveStage(
            state=start(config, seed=5), bars=4, clock_out=True, leads_ms=(float(lead_ms),), holds_ms=(float(hold_ms),)
        )
        stage.transport(0, "play")
        return stage

    def heard(stage: LiveStage) -> list[tuple[int, bytes]]:
        return [one for one in stage.outputs[0].placed if one[1][0] >> 4 in {NOTE_ON >> 4, CONTROL >> 4}]

    whole, stalled = session(), session()
    whole.run()
    moment = next(ns for ns, message in heard(whole) if ns > ORIGIN_NS + 1.5 * BAR_MS * MS and message[0] >> 4 == kind)
    cut_ns = moment + off_ns
    wakes_ns = cut_ns - hold_ms * MS
    stands_ns = wakes_ns - 180 * MS

    def freeze() -> None:
        stalled.clock.ns = wakes_ns

    stalled.clock.at(stands_ns, freeze)
    stalled.run()
    assert CONTINUE in {message for _, message in stalled.outputs[0].placed}
    assert heard(stalled) == [
        (ns, message) for ns, message in heard(whole) if ns - lead_ms * MS < stands_ns or ns > cut_ns
    ]
