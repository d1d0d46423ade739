"""Following another clock: notes on the master's grid through jitter, loss, steps and ramps, none missing or extra."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from engine import start
from engine.commands import Tempo, Wish
from engine.config import Config, Layer
from engine.timebase import BAR_TICKS, BEAT_TICKS, STEP_TICKS
from sequencer.midi.messages import CONTINUE, START, STOP, song_position
from sequencer.wire.master import MasterAt, MasterMoved, Source
from sequencer.wire.orders import FollowClock, MoveTransport, Quit, TakeWish
from sequencer.wire.reports import BarComposed, BarSent, ClockFollowed
from tests.live.masters import BAR_PULSES, STEP_PULSES, Followed, grid
from tests.live.stage import ORIGIN_NS, LiveStage
from tests.thorough import tries

HATS = Config(
    mode="m2", bpm=120.0,
    layers={"hat_c": Layer(steps=16, fills=16, swing_percent=0.5)},
)
FIRST_NOTE = 40
LADDER = Config(
    mode="m2", bpm=125.0,
    layers={
        f"tom{step}": Layer(
            steps=16, fills=1, rot=step, note=FIRST_NOTE + step, swing_percent=0.5, density=None, length_steps=0.25
        )
        for step in range(16)
    },
)
BARS = 24
LEADS_MS = (0.0, 13.3, 29.0)


def steady(_beat: float) -> float:
    return 120.0


def stepping(beat: float) -> float:
    return 120.0 if beat // 40 % 2 == 0 else 140.0


def ramping(beat: float) -> float:
    """Between 120 and 140 at 3 BPM a bar."""
    return 130.0 + 10.0 * max(-1.0, min(1.0, abs((beat / 4 * 3 / 10 + 1) % 4 - 2) - 1))


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def followed(tempo: object, *, seed: int, lead_ms: float, jitter_ms: float = 2.0, lost: float = 0.01) -> Followed:
    assert callable(tempo)
    session = Followed(
        HATS, grid(BARS * BAR_PULSES, tempo), seed=seed, jitter_ms=jitter_ms, lost=lost, begins=BAR_PULSES,
        lead_ms=lead_ms,
    )
    session.run()
    return session


def meant(session: Followed) -> int:
    """Notes that the master's song has sixteenths for."""
    return (len(session.true_ms) - session.begins + STEP_PULSES - 1) // STEP_PULSES


@pytest.mark.parametrize("lead_ms", LEADS_MS)
def test_a_steady_clock_with_jitter_and_lost_pulses_is_followed_within_1_2_ms(lead_ms: float) -> None:
    errors: list[float] = []
    for seed in range(tries(3, 1)):
        session = followed(steady, seed=seed, lead_ms=lead_ms)
        found = session.errors(STEP_PULSES)
        assert len(session.ons()) == meant(session)
        assert all(abs(error) < 3.0 for pulse, error in found if 48 <= pulse < 96)
        errors += [abs(error) for pulse, error in found if pulse >= 16 * 24]
    assert percentile(errors, 0.99) <= 1.2


@pytest.mark.parametrize("lead_ms", LEADS_MS)
def test_ramps_of_3_bpm_a_bar_are_followed_within_5_ms(lead_ms: float) -> None:
    errors: list[float] = []
    for seed in range(tries(3, 1)):
        session = followed(ramping, seed=seed, lead_ms=lead_ms)
        assert len(session.ons()) == meant(session)
        errors += [abs(error) for pulse, error in session.errors(STEP_PULSES) if pulse >= 16 * 24]
    assert percentile(errors, 0.99) <= 5.0


@pytest.mark.parametrize(("lead_ms", "lost", "share"), [
    (0.0, 0.0, 0.99), (13.3, 0.0, 0.99), (29.0, 0.0, 0.97),
    (0.0, 0.01, 0.99), (13.3, 0.01, 0.99), (18.7, 0.01, 0.99), (29.0, 0.01, 0.97),
])
def test_notes_on_sixteenths_are_within_10_ms_in_the_two_beats_after_a_step(
    lead_ms: float, lost: float, share: float
) -> None:
    """Where the tempo falls, a lead of more than a pulse hands the first note over before that can be known."""
    errors: list[float] = []
    for seed in range(tries(6)):
        session = followed(stepping, seed=seed, lead_ms=lead_ms, lost=lost)
        assert len(session.ons()) == meant(session)
        errors += [
            abs(error) for pulse, error in session.errors(STEP_PULSES)
            if pulse > BAR_PULSES and (pulse + session.begins) % 960 < 48
        ]
    assert percentile(errors, share) <= 10.0


def test_a_clean_clock_is_followed_within_a_tenth_of_a_millisecond() -> None:
    session = followed(steady, seed=1, lead_ms=13.3, jitter_ms=0.01, lost=0.0)
    assert max(abs(error) for _, error in session.errors(STEP_PULSES)) < 0.1


def test_the_engine_learns_the_followed_tempo_bar_by_bar_from_the_author_clock() -> None:
    session = followed(stepping, seed=1, lead_ms=0.0, jitter_ms=0.01, lost=0.0)
    composed = session.stage.told(BarComposed)
    tempos = [wish.command.bpm for bar in composed for wish in bar.wishes if isinstance(wish.command, Tempo)]
    assert all(wish.author == "clock" for bar in composed for wish in bar.wishes)
    assert tempos[4] == pytest.approx(120.0, abs=0.1)
    assert tempos[12] == pytest.approx(140.0, abs=0.1)


def test_the_signed_offset_and_state_are_told_twice_a_second() -> None:
    session = followed(steady, seed=1, lead_ms=0.0)
    told = session.stage.told(ClockFollowed)
    assert [report.state for report in told][:2] == ["locking", "locked"]
    assert all(abs(report.off_ns) < 5_000_000 for report in told[2:])
    assert len(told) == pytest.approx(session.true_ms[-1] / 500, abs=4)


def test_a_lost_clock_leaves_the_music_playing_and_is_taken_again_without_a_burst() -> None:
    moments = grid(16 * BAR_PULSES, steady)
    session = Followed(HATS, moments, seed=3, jitter_ms=1.0, lost=0.0, begins=0, silent=(6 * 96, 6 * 96 + 180))
    session.run()
    ons = session.ons()
    assert len(ons) == meant(session)
    assert all(110.0 < later - earlier < 140.0 for earlier, later in pairwise(ons[4:]))
    assert "lost" in {report.state for report in session.stage.told(ClockFollowed)}
    assert max(abs(error) for _, error in session.errors(STEP_PULSES)[-20:]) < 3.0


def test_our_music_takes_the_phase_of_a_clock_that_it_is_given_while_it_plays_and_no_note_jumps() -> None:
    session = Followed(
        HATS, grid(16 * BAR_PULSES, lambda _: 124.0), seed=2, jitter_ms=0.5, lost=0.0, begins=None,
        follow=None, first_ms=63.0,
    )
    session.stage.transport(0, "play")
    session.stage.at(4_000, FollowClock("in", send=False))
    session.run()
    gaps = [later - earlier for earlier, later in pairwise(session.ons())]
    assert all(105.0 < gap < 142.0 for gap in gaps)
    nearest = [min(abs(on - pulse) for pulse in session.true_ms) for on in session.ons()[-30:]]
    assert max(nearest) < 1.5


def test_a_tempo_of_the_performer_is_refused_while_a_clock_leads() -> None:
    session = Followed(HATS, grid(6 * BAR_PULSES, steady), seed=2, jitter_ms=0.0, lost=0.0, begins=24)
    session.stage.at(5_000, TakeWish(Wish(Tempo(90.0), "mine")))
    session.run()
    assert {round(bar.bar.bpm) for bar in session.made()} == {120}
    refused = [one for bar in session.made() for one in bar.bar.outcomes if one.wish == "mine"]
    assert [one.status for one in refused] == ["refused"]
    assert refused[0].held_by.startswith("clock: 120")


def test_tempo_alone_is_followed_when_the_transport_is_left_alone() -> None:
    session = Followed(
        HATS, grid(8 * BAR_PULSES, lambda _: 126.0), seed=2, jitter_ms=0.1, lost=0.0, begins=BAR_PULSES,
        follow=FollowClock("in", transport=False, send=False),
    )
    session.hear(3_000.0, STOP)
    session.stage.at(1_000, MoveTransport("play"))
    session.run()
    gaps = [later - earlier for earlier, later in pairwise(session.ons()[2:])]
    assert len(gaps) > 90
    assert all(abs(gap - 60_000 / 126 / 4) < 1.0 for gap in gaps)


def test_a_start_of_ours_falls_on_the_bar_of_a_master_that_plays() -> None:
    session = Followed(
        HATS, grid(10 * BAR_PULSES, steady), seed=2, jitter_ms=0.1, lost=0.0, begins=BAR_PULSES,
        follow=FollowClock("in", transport=False, send=False),
    )
    session.stage.at(5_300, MoveTransport("play"))
    session.run()
    first = session.ons()[0]
    place = min(range(len(session.true_ms)), key=lambda pulse: abs(session.true_ms[pulse] - first))
    assert (place - session.begins) % BAR_PULSES == 0
    assert abs(session.true_ms[place] - first) < 0.5


@pytest.mark.parametrize("seed", [*range(tries(40)), 166])
def test_stop_song_position_and_continue_land_on_the_right_step(seed: int) -> None:
    """Each step plays another note, so that a note says which step it is."""
    chance = random.Random(seed)
    session = Followed(LADDER, [], seed=seed, jitter_ms=0.3, lost=0.0, begins=None)
    wanted: list[tuple[float, int]] = []
    now, period = 50.0, 60_000 / 125.0 / 24
    song, plays = 0, False
    for _ in range(6):
        for _pulse in range(chance.randrange(30, 60)):
            session.pulse(now)
            now += period
        place = chance.choice([None, chance.randrange(64)])
        if not plays and place is not None:
            song = place * STEP_PULSES
            session.hear(now - 0.6 * period, song_position(place * STEP_TICKS))
        started = chance.random() < 0.3 and place is None
        if started:
            song = 0
        session.hear(now - 0.5 * period, START if started else CONTINUE)
        for _pulse in range(chance.randrange(100, 400)):
            if song % STEP_PULSES == 0:
                wanted.append((now, song // STEP_PULSES % 16))
            session.pulse(now)
            song += 1
            now += period
        session.hear(now - 0.5 * period, STOP)
    session.true_ms = [now]
    session.run()
    heard = [(ms, note - FIRST_NOTE) for ms, note, on in session.stage.notes() if on]
    assert [step for _, step in heard] == [step for _, step in wanted]
    assert max(abs(ms - true) for (ms, _), (true, _) in zip(heard, wanted, strict=True)) < 12.0


def test_a_new_song_position_begins_a_new_bar_whose_file_holds_what_was_played() -> None:
    session = Followed(HATS, grid(4 * BAR_PULSES, steady), seed=1, jitter_ms=0.0, lost=0.0, begins=None)
    session.hear(1_000.0, song_position(5 * STEP_TICKS))
    session.hear(1_001.0, CONTINUE)
    session.run()
    sent = session.stage.told(BarSent)[0]
    assert sent.from_tick == 5 * STEP_TICKS - STEP_TICKS // 2


@pytest.mark.parametrize("before_ms", [0.5, 5.0, 15.0])
def test_a_master_that_continues_where_it_has_stopped_goes_on_with_the_bar_that_was_cut(before_ms: float) -> None:
    """Its stop is heard late: when it comes right before a pulse, we have played past the place by then."""
    session = Followed(HATS, grid(4 * BAR_PULSES, steady), seed=1, jitter_ms=0.0, lost=0.0, begins=0)
    stops = BAR_PULSES + 30
    for pulse, message in ((stops, STOP), (stops + 20, CONTINUE)):
        session.hear(session.true_ms[pulse] - before_ms, message)
    session.run()
    sent = session.stage.told(BarSent)
    assert [report.bar for report in sent][:3] == [0, 1, 1]
    assert sent[2].from_tick is not None


@pytest.mark.parametrize(("back_steps", "bars"), [(0, [0, 1, 1]), (3, [0, 1, 2])])
def test_where_we_have_stopped_ourselves_a_master_that_continues_elsewhere_begins_a_new_bar(
    back_steps: int, bars: list[int]
) -> None:
    session = Followed(HATS, grid(4 * BAR_PULSES, steady), seed=1, jitter_ms=0.0, lost=0.0, begins=0)
    stops = BAR_PULSES + 30
    session.stage.transport(session.true_ms[stops] + 1.0, "stop")
    place = song_position(stops // STEP_PULSES * STEP_TICKS - back_steps * STEP_TICKS)
    for later, message in ((8, STOP), (12, place), (20, CONTINUE)):
        session.hear(session.true_ms[stops + later] - 5.0, message)
    session.run()
    assert [report.bar for report in session.stage.told(BarSent)][:3] == bars


def test_where_a_start_is_noticed_late_the_notes_fall_where_the_song_stands() -> None:
    """JACK's transport is looked at now and then: it rolls for some periods before that is known."""
    stage = LiveStage(state=start(HATS))
    began_ms, noticed_ticks = 1_000, 96
    noticed_ns = ORIGIN_NS + began_ms * 1_000_000 + noticed_ticks * 60_000_000_000 // (120 * BEAT_TICKS)
    stage.at(0, FollowClock("jack"))
    stage.at(
        began_ms + 30, MasterAt(BAR_TICKS + noticed_ticks, noticed_ns, 120.0, song=noticed_ticks),
        MasterMoved("start", BAR_TICKS + noticed_ticks, noticed_ns, noticed_ticks, 120.0),
    )
    stage.at(began_ms + 2_000, Quit())
    stage.run()
    ons = [ms for ms, _, on in stage.notes() if on]
    assert ons[1:] == pytest.approx([began_ms + 125 * step for step in range(1, len(ons))], abs=0.01)
    assert began_ms <= ons[0] < began_ms + 60
    assert len(ons) == 16


@pytest.mark.parametrize(("source", "bars"), [("jack", [0, 1]), ("in", [0, 1, 2])])
def test_a_song_of_jacks_transport_that_goes_round_leaves_our_bars_alone(source: Source, bars: list[int]) -> None:
    stage = LiveStage(state=start(HATS))
    began_ns, tick_ns = ORIGIN_NS + 1_000_000_000, 60_000_000_000 / (120 * BEAT_TICKS)
    stage.at(0, FollowClock(source))
    stage.at(1_000, MasterAt(0, began_ns, 120.0, song=0), MasterMoved("start", 0, began_ns, 0, 120.0))
    again = BAR_TICKS + 20
    again_ns = began_ns + round(again * tick_ns)
    stage.at(
        (again_ns - ORIGIN_NS) / 1e6 + 5, MasterAt(again, again_ns, 120.0, song=20),
        MasterMoved("jump", again, again_ns, 20, 120.0),
    )
    stage.at(6_900, Quit())
    stage.run()
    ons = [ms for ms, _, on in stage.notes() if on and ms > 1_010]
    if source == "jack":
        assert ons == pytest.approx([1_125 + 125 * step for step in range(len(ons))], abs=0.01)
    assert [report.bar for report in stage.told(BarSent)] == bars
    position = [message for _, message in stage.outputs[0].placed if message[0] == song_position(0)[0]]
    assert position[-1] == song_position(STEP_TICKS)
