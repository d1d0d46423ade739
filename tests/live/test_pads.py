"""A hand plays layers: what it plays sounds at once or on the next step, is recorded, and moves nothing else."""

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
from engine.microtiming import EARLIEST_TICKS
from engine.timebase import BAR_TICKS, STEP_TICKS
from sequencer.midi.timeline import Timeline
from sequencer.player.pads import MAX_STRUCK
from sequencer.player.transport import LEAD_NS
from sequencer.tape.mirror import Mirror
from sequencer.tape.replay import Branch, replayed
from sequencer.wire.orders import MoveTransport, Quit, StrikeLayer
from sequencer.wire.reports import BarComposed, BarDiscarded, BarSent, LayerStruck, TransportMoved, WishesApplied
from tests.engine.asked import club
from tests.live.nights import BAR_MS, BARS, lived, nights, recorded
from tests.live.stage import ORIGIN_NS, LiveStage
from tests.live.test_leads import HOLDS_MS, LEADS_MS, WHERE, open_notes
from tests.live.test_nights import sounded, written
from tests.thorough import tries

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.live.nights import Night

STEP_MS = BAR_MS / 16
strikes = st.lists(
    st.tuples(
        st.integers(0, 16 * (BARS - 1)).map(lambda step: (step + 0.37) / 16) | st.floats(0.0, BARS - 1.0),
        st.builds(
            StrikeLayer, st.sampled_from(["kick", "hat_c", "hat_o", "clap", "bass"]), st.integers(1, 127), st.booleans()
        ),
    ),
    max_size=24,
)
Strikes = list[tuple[float, StrikeLayer]]


def drumming(strikes: Strikes) -> Callable[[LiveStage], None]:
    """Strike on a stage, but only where a bar sounds: what is struck outside is in no file."""
    def before(stage: LiveStage) -> None:
        for bars, strike in strikes:
            def tell(strike: StrikeLayer = strike) -> None:
                if stage.player.transport.playing and stage.player.bars.current() is not None:
                    stage.player.take([strike])
            stage.clock.at(ORIGIN_NS + round(bars * BAR_MS * 1e6), tell)
    return before


@settings(max_examples=tries(60), deadline=None)
@given(nights, strikes)
def test_the_file_holds_what_sounded_and_replay_makes_the_same_bytes(night: Night, strikes: Strikes) -> None:
    stage = lived(night, before=drumming(strikes))
    with TemporaryDirectory() as folder:
        recorded(Path(folder), stage.said)
        content = (Path(folder) / "take-001.mid").read_bytes()
        again = replayed(Path(folder) / "journal.jsonl")
    assert written(content) == sounded(stage)
    assert again.files["take-001.mid"] == content
    assert again.differs is None


@settings(max_examples=tries(40), deadline=None)
@given(nights, strikes)
def test_on_outputs_that_want_messages_ahead_too_and_every_note_ends(night: Night, strikes: Strikes) -> None:
    assume(not any(what == "stop" and bars < 0.2 for bars, what in night))
    stage = lived(
        night, outputs=3, leads_ms=LEADS_MS, holds_ms=HOLDS_MS, layer_outputs=WHERE, clock_out=True,
        before=drumming(strikes),
    )
    with TemporaryDirectory() as folder:
        recorded(Path(folder), stage.said)
        content = (Path(folder) / "take-001.mid").read_bytes()
    assert written(content) == Counter(
        message[1] for output in stage.outputs for _, message in output.placed if message[0] >> 4 == 9
    )
    assert [dict(open_notes(output)) for output in stage.outputs] == [{}, {}, {}]


@settings(max_examples=tries(60), deadline=None)
@given(nights, strikes)
def test_every_note_ends_though_hands_play_while_it_stands(night: Night, strikes: Strikes) -> None:
    def before(stage: LiveStage) -> None:
        for bars, strike in strikes:
            stage.at(bars * BAR_MS, strike)

    stage = lived(night, clock_out=True, pulses_while_stopped=True, before=before)
    assert dict(open_notes(stage.outputs[0])) == {}


@settings(max_examples=tries(40), deadline=None)
@given(strikes)
def test_what_the_engine_plays_is_the_same_with_and_without_hands(strikes: Strikes) -> None:
    plain, played = lived([]), lived([], before=drumming(strikes))
    assert [(bar.bar, bar.crc) for bar in played.told(BarComposed)] == [
        (bar.bar, bar.crc) for bar in plain.told(BarComposed)
    ]


# --- one hit ----------------------------------------------------------------------------------------------------------


def struck_at(
    ms: float, strike: StrikeLayer, *, wishes: Sequence[tuple[float, Wish]] = (), stop_ms: float = 2 * BAR_MS,
    play: bool = True,
) -> LiveStage:
    """A bare session in which a hand strikes once, some ms after the first downbeat."""
    layers = {"kick": {"fills": 1}, "tom": {"fills": 0, "note": 45}}
    stage = LiveStage(club(mode="m2", layers=layers, modulators=[], targets={}, accent={}))
    first_ms = (LEAD_NS + Timeline(0, 0, 130.0).ns_at(EARLIEST_TICKS)) / 1e6 if play else 0.0
    if play:
        stage.transport(0, "play")
    for at, wish in wishes:
        stage.wish(first_ms + at, wish)
    stage.at(first_ms + ms, strike)
    stage.transport(first_ms + stop_ms, "stop")
    stage.at(first_ms + stop_ms + 500, Quit())
    stage.run()
    return stage


def toms(stage: LiveStage) -> list[float]:
    """When toms begin, in ms after the first downbeat, or the origin where there is none."""
    bars = stage.told(BarComposed)
    first_ms = (bars[0].start_ns - ORIGIN_NS) / 1e6 if bars else 0.0
    return [round(ms - first_ms, 1) for ms, note, on in stage.notes() if note == 45 and on]


def test_it_sounds_at_once_with_the_pads_velocity() -> None:
    stage = struck_at(333.0, StrikeLayer("tom", 101))
    assert toms(stage) == [333.0]
    assert [message[2] for _, message in stage.outputs[0].sent if message[:2] == bytes((0x99, 45))] == [101]


def test_quantised_it_sounds_on_the_next_step() -> None:
    stage = struck_at(2.3 * STEP_MS, StrikeLayer("tom", 90, quantised=True))
    assert toms(stage) == [round(3 * STEP_MS, 1)]


def test_quantised_in_the_last_step_of_a_bar_it_sounds_on_the_next_line() -> None:
    for part in (15.01, 15.05, 15.9):
        stage = struck_at(part * STEP_MS, StrikeLayer("tom", 90, quantised=True))
        assert toms(stage) == [round(BAR_MS, 1)]
        assert [(one.bar, one.step) for one in stage.told(LayerStruck)] == [(1, 0)]


def test_it_belongs_to_the_bar_of_its_nearest_step() -> None:
    stage = struck_at(15.7 * STEP_MS, StrikeLayer("tom", 90))
    told, = stage.told(LayerStruck)
    assert (told.bar, told.step) == (1, 0)
    assert told.offset_ticks == pytest.approx(-0.3 * STEP_TICKS, abs=2)
    assert told.tick == BAR_TICKS + told.offset_ticks


def test_the_readouts_of_its_bar_count_it_and_checksum_and_next_bar_do_not() -> None:
    stage = struck_at(3 * STEP_MS + 8, StrikeLayer("tom", 90))
    mirror = Mirror(start(stage.player.bars.state.config))
    for report in stage.said:
        if isinstance(report, (BarComposed, BarDiscarded, BarSent, LayerStruck, TransportMoved, WishesApplied)):
            mirror.take(report)
    made = mirror.made(0)
    assert made is not None
    assert "tom" not in {event.layer for event in made.bar.events}
    assert [event.layer for event in made.heard.events if event.layer == "tom"] == ["tom"]
    assert made.heard.scores != made.bar.scores
    assert mirror.differs is None


def test_a_muted_layer_stays_silent_and_is_not_recorded() -> None:
    mute = Wish(ask.Mute("tom", at="now"), "w")
    stage = struck_at(333.0, StrikeLayer("tom", 90), wishes=[(100.0, mute)])
    assert toms(stage) == []
    assert stage.told(LayerStruck) == []


def test_a_quantised_hit_is_not_sounded_where_its_layer_is_muted_or_stopped_before() -> None:
    mute = Wish(ask.Mute("tom", at="now"), "w")
    assert toms(struck_at(2.3 * STEP_MS, StrikeLayer("tom", 90, quantised=True), wishes=[(2.6 * STEP_MS, mute)])) == []
    assert toms(struck_at(2.3 * STEP_MS, StrikeLayer("tom", 90, quantised=True), stop_ms=2.6 * STEP_MS)) == []


@pytest.mark.parametrize(("steps", "told"), [(15.8, [(0, 15)]), (16.2, []), (16.8, [])])
def test_what_is_struck_behind_the_last_bar_sounds_and_belongs_to_it_only_before_its_end(
    steps: float, told: list[tuple[int, int]]
) -> None:
    """An output that is trimmed late lets the session go on behind the last bar's end."""
    layers = {"kick": {"fills": 1}, "tom": {"fills": 0, "note": 45}}
    stage = LiveStage(
        club(mode="m2", layers=layers, modulators=[], targets={}, accent={}), outputs=2, trims_ms=(0.0, 150.0), bars=1,
        layer_outputs={"kick": 1},
    )
    stage.transport(0, "play")
    first_ms = (LEAD_NS + Timeline(0, 0, 130.0).ns_at(EARLIEST_TICKS)) / 1e6
    stage.at(first_ms + steps * STEP_MS, StrikeLayer("tom", 90))
    stage.run()
    assert toms(stage) == [round(steps * STEP_MS, 1)]
    assert [(one.bar, one.step) for one in stage.told(LayerStruck)] == told


def test_quantised_it_does_not_double_the_layers_own_hit() -> None:
    own = struck_at(15.9 * STEP_MS, StrikeLayer("kick", 90, quantised=True))
    assert own.told(LayerStruck) == []


def test_while_it_stands_it_sounds_ends_and_is_kept_nowhere() -> None:
    stage = struck_at(100.0, StrikeLayer("tom", 90), play=False)
    assert toms(stage) == [100.0]
    assert [on for _, note, on in stage.notes() if note == 45] == [True, False]
    assert stage.told(LayerStruck) == []


def test_in_the_count_in_it_sounds_and_is_kept_nowhere() -> None:
    stage = LiveStage(club(mode="m2", layers={"tom": {"fills": 0, "note": 45}}, modulators=[], targets={}, accent={}))
    stage.at(0, MoveTransport("play", count_in=1))
    stage.at(500, StrikeLayer("tom", 91))  # clicks are as loud as they are, but not so
    stage.at(BAR_MS + 500, Quit())
    stage.run()
    assert [ns - ORIGIN_NS for ns, message in stage.outputs[0].sent if message[2:] == bytes((91,))] == [500_000_000]
    assert stage.told(LayerStruck) == []


def test_an_unknown_layer_asks_for_nothing() -> None:
    assert struck_at(100.0, StrikeLayer("gong", 90)).told(LayerStruck) == []


def test_more_than_a_bar_holds_are_left_out() -> None:
    stage = LiveStage(club())
    stage.transport(0, "play")
    for number in range(3 * MAX_STRUCK):
        stage.at(200 + number, StrikeLayer("clap", 90))
    stage.at(200 + 3 * MAX_STRUCK, Quit())
    stage.run()
    assert max(Counter(one.bar for one in stage.told(LayerStruck)).values()) == MAX_STRUCK


def test_without_wishes_a_replay_leaves_hands_out(tmp_path: Path) -> None:
    stage = lived([], before=drumming([(1.3, StrikeLayer("clap", 90)), (3.3, StrikeLayer("clap", 90))]))
    recorded(tmp_path, stage.said)
    plain = lived([])
    bare = tmp_path / "bare"
    recorded(bare, plain.said)
    again = replayed(tmp_path / "journal.jsonl", branch=Branch(0, wishes=False))
    assert again.files["take-001.mid"] == (bare / "take-001.mid").read_bytes()
    assert len(stage.told(LayerStruck)) == 2
