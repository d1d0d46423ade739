"""A count-in clicks the beats before bar 1, and everybody else starts on its line."""

from __future__ import annotations

from itertools import pairwise

import pytest

from engine import start
from sequencer.midi.messages import CLOCK, START, STOP
from sequencer.player.count_in import FIRST, OTHERS, click_of
from sequencer.wire.orders import MoveTransport, Quit
from sequencer.wire.reports import BarComposed, BarDiscarded, BarSent, LayerStruck
from tests.engine.asked import club
from tests.live.nights import BAR_MS
from tests.live.stage import ORIGIN_NS, LiveStage
from tests.live.test_leads import open_notes

BEAT_MS = BAR_MS / 4


def counted(bars: int = 1, stop_ms: float | None = None, *, pulses: bool = True, lead_ms: float = 0.0) -> LiveStage:
    stage = LiveStage(
        state=start(club(), seed=9), clock_out=True, pulses_while_stopped=pulses, leads_ms=(lead_ms,),
        holds_ms=(lead_ms / 4,),
    )
    stage.at(100, MoveTransport("play", count_in=bars))
    end = (bars + 2) * BAR_MS if stop_ms is None else stop_ms
    stage.transport(end, "stop")
    stage.at(end + 500, Quit())
    stage.run()
    return stage


def moments(stage: LiveStage, wanted: bytes) -> list[float]:
    """When an output places messages that begin so, in beats from the line of bar 1."""
    line = stage.told(BarComposed)[0].start_ns
    return [
        round((ns - line) / 1e6 / BEAT_MS, 3) for ns, sent in stage.outputs[0].placed if sent[: len(wanted)] == wanted
    ]


@pytest.mark.parametrize("pulses", [True, False])
@pytest.mark.parametrize("bars", [1, 2])
def test_each_beat_before_bar_1_clicks_and_the_first_of_a_bar_louder(bars: int, pulses: bool) -> None:
    stage = counted(bars, pulses=pulses)
    hat = bytes((0x99, 42))
    early = [beat for beat in moments(stage, hat) if beat < -0.2]
    assert early == [float(beat) for beat in range(-4 * bars, 0)]
    loud = [sent[2] for _, sent in stage.outputs[0].placed if sent[:2] == hat][: 4 * bars]
    assert loud == [FIRST, OTHERS, OTHERS, OTHERS] * bars


@pytest.mark.parametrize("pulses", [True, False])
def test_slaves_are_started_on_the_line_of_bar_1_and_pulses_do_not_skip(pulses: bool) -> None:
    stage = counted(2, pulses=pulses)
    assert moments(stage, START) == [0.0]
    beats = moments(stage, CLOCK)
    if pulses:
        assert max(after - before for before, after in pairwise(beats)) < 0.05
    assert [beat for beat in beats if 0 <= beat < 1] == pytest.approx([pulse / 24 for pulse in range(24)], abs=0.001)
    assert not [beat for beat in beats if beat < 0] or pulses


def test_with_a_lead_the_clicks_are_where_they_are_without() -> None:
    plain, ahead = counted(1), counted(1, lead_ms=29.0)
    hat = bytes((0x99, 42))
    assert moments(ahead, hat)[:4] == moments(plain, hat)[:4] == [-4.0, -3.0, -2.0, -1.0]


def test_clicks_are_in_no_bar_and_every_note_ends() -> None:
    stage = counted(1)
    assert stage.told(LayerStruck) == []
    assert dict(open_notes(stage.outputs[0])) == {}


def test_a_stop_while_it_counts_ends_it_and_plays_nothing() -> None:
    stage = counted(2, stop_ms=100 + 1.4 * BAR_MS)
    assert [one.bar for one in stage.told(BarDiscarded)] == [0]
    assert stage.told(BarSent) == []
    assert START not in [sent for _, sent in stage.outputs[0].sent]
    assert STOP in [sent for _, sent in stage.outputs[0].sent]
    last = max(ns for ns, sent in stage.outputs[0].sent if sent[0] == 0x99)
    assert last <= ORIGIN_NS + (100 + 1.4 * BAR_MS) * 1e6
    assert dict(open_notes(stage.outputs[0])) == {}


def test_the_first_layer_clicks_where_there_is_no_closed_hat() -> None:
    assert click_of(start(club(layers={"tom": {"note": 45}, "kick": {}}, modulators=[], targets={}))) == "tom"
