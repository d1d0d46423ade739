"""A file of drums has the scores of its bars, whoever wrote it."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mido import Message, MetaMessage, MidiFile, MidiTrack

from engine.bar import Bar, Scores
from engine.midi_file import Take
from engine.midi_score import score_file
from engine.scores import bar_scores
from engine.timebase import ticks_to_ms
from engine.voices import in_backbone, voice_of
from tests.engine.bars import NOTES, bar_of, hit, ratchet
from tests.engine.drum_files import BAR, DRUMS, drum_file, scored
from tests.engine.midi_bytes import hits, one_track

GM = {"K": 36, "M": 38, "C": 42}


def scores_of(path: Path) -> tuple[Scores, ...]:
    """Return the scores of a file all of whose bars have some, and of which nothing is to be remarked."""
    found = score_file(path)
    assert found.remarks == ()
    assert None not in found.bars
    return tuple(bar for bar in found.bars if bar is not None)


def pattern_hits(patterns: dict[str, str], step_ticks: int = 120, start: int = 0) -> list[tuple[int, int]]:
    return [
        (start + step * step_ticks, GM[voice])
        for voice, pattern in patterns.items()
        for step, letter in enumerate(pattern)
        if letter == "x"
    ]


def rendered(path: Path, bars: list[Bar], ppq: int = 1920) -> Path:
    take = Take(tuple(NOTES), ppq)
    for bar in bars:
        take.add_bar(bar)
    path.write_bytes(take.to_bytes())
    return path


def expected(bars: list[Bar]) -> list[Scores]:
    """Scores of bars from their events' nominal steps."""
    previous, rows = None, []
    for bar in bars:
        masks, backbone = {"K": 0, "M": 0, "C": 0}, 0
        for event in bar.events:
            masks[voice_of(event.layer, event.note)] |= 1 << event.step
            backbone |= in_backbone(event.layer, event.note) << event.step
        offsets = [(event.layer, event.step, ticks_to_ms(event.offset_ticks, bar.bpm)) for event in bar.events]
        rows.append(bar_scores((masks["K"], masks["M"], masks["C"]), backbone, previous, offsets))
        previous = backbone
    return rows


# What it says
@pytest.mark.parametrize(
    ("kick", "middle", "cymbal", "syncopation"),
    [
        ("x...x...x...x...", "", "", 0.0),
        ("x...x...x...x...", "....x.......x...", "", 3 / 13),
        ("x...x...x...x...", "....x.......x...", "..x...x...x...x.", 0.5),
        ("x...x...x...x...", "....x.......x...", "xxxxxxxxxxxxxxxx", 3 / 13),
        ("x...x...x...x...", "x..x..x...x.x...", "", 2 / 7),
        ("x.x.......xx....", "....x..x.x..x..x", "x.x.x.x.x.x.x.x.", 17 / 27),
        (".x.x.x.x.x.x.x.x", ".x.x.x.x.x.x.x.x", ".x.x.x.x.x.x.x.x", 0.9),
    ],
)
def test_a_file_of_general_midi_drums_has_the_scores_of_its_bar(
    tmp_path: Path, kick: str, middle: str, cymbal: str, syncopation: float
) -> None:
    hits = pattern_hits({"K": kick, "M": middle, "C": cymbal})
    (bar,) = scores_of(drum_file(tmp_path / "drums.mid", hits, name="kick, clap and open hat"))
    assert bar.syncopation == pytest.approx(syncopation, abs=1e-9)
    assert (bar.timing_ms, bar.timing_random_ms) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("first", "second", "entrainment"),
    [
        ("x..x..x...x.x...", "x..x..x...x.x...", 0.5318181818181817),
        ("x..x..x...x.x...", "x...x...x...x...", 0.8083874208121142),
        ("x...x...x...x...", "x...x...x.......", 0.7304484710203584),
    ],
)
def test_entrainment_hears_the_bar_before(tmp_path: Path, first: str, second: str, entrainment: float) -> None:
    hits = pattern_hits({"K": first}) + pattern_hits({"K": second}, start=1920)
    bars = scores_of(drum_file(tmp_path / "drums.mid", hits))
    assert bars[1].entrainment == pytest.approx(entrainment, abs=1e-9)


@pytest.mark.parametrize(
    ("pattern", "dispersion", "entropy"),
    [
        ("x...............", 0.0, 0.0),
        ("x..x..x...x.x...", 7 / 135, 0.6554587535412855),
        ("xx.x..x...x.....", 37 / 165, 1.0),
    ],
)
def test_a_lane_has_its_dispersion_and_entropy(
    tmp_path: Path, pattern: str, dispersion: float, entropy: float
) -> None:
    (bar,) = scores_of(drum_file(tmp_path / "drums.mid", pattern_hits({"C": pattern})))
    assert bar.dispersion == pytest.approx(dispersion, abs=1e-9)
    assert bar.entropy == pytest.approx(entropy, abs=1e-9)


def test_swung_hats_score_as_straight_ones_but_for_their_timing(tmp_path: Path) -> None:
    hits = [(step * 480 + step % 2 * 48, 42) for step in range(16)]
    tempo = MetaMessage("set_tempo", tempo=round(60_000_000 / 130))
    swung = drum_file(tmp_path / "swung.mid", hits, ppq=1920, before=(tempo,))
    straight = drum_file(tmp_path / "straight.mid", pattern_hits({"C": "x" * 16}, 480), ppq=1920)
    (one,), (other,) = scores_of(swung), scores_of(straight)
    assert one.timing_ms == pytest.approx(8.158924398306318, abs=1e-5)
    assert one.timing_random_ms == pytest.approx(0.0, abs=1e-9)
    assert (one.entropy, one.dispersion, one.syncopation) == (other.entropy, other.dispersion, other.syncopation)


def test_a_hit_just_before_the_bar_line_is_the_next_downbeat(tmp_path: Path) -> None:
    bars = scores_of(drum_file(tmp_path / "drums.mid", [(0, 36), (1920 - 40, 36), (1920 + 480, 36)]))
    assert len(bars) == 2
    assert bars[0].entrainment == scores_of(drum_file(tmp_path / "one.mid", [(0, 36)]))[0].entrainment
    assert bars[1].timing_ms == pytest.approx(math.sqrt(40.0**2 / 2) * 500 / 480)


def test_a_tie_between_two_16ths_goes_to_the_later(tmp_path: Path) -> None:
    one, other = drum_file(tmp_path / "tie.mid", [(60, 36)]), drum_file(tmp_path / "later.mid", [(120, 36)])
    assert scores_of(one)[0].syncopation == scores_of(other)[0].syncopation


def test_bars_go_up_to_the_last_one_with_an_onset_and_silent_ones_count(tmp_path: Path) -> None:
    bars = scores_of(drum_file(tmp_path / "drums.mid", [(1920, 36), (3 * 1920 + 1440, 36)]))
    assert len(bars) == 4
    assert bars[0] == bars[2] == Scores(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize("hits", range(2, 9))
def test_a_ratchet_is_one_hit_in_time(tmp_path: Path, hits: int) -> None:
    bar = bar_of(0, [hit("kick", 0, 0), *ratchet("hat_c", 0, 6, hits), hit("hat_c", 0, 7)])
    plain = bar_of(0, [hit("kick", 0, 0), hit("hat_c", 0, 6), hit("hat_c", 0, 7)])
    (one,) = scores_of(rendered(tmp_path / "a.mid", [bar]))
    (other,) = scores_of(rendered(tmp_path / "b.mid", [plain]))
    assert (one.syncopation, one.dispersion, one.entropy) == (other.syncopation, other.dispersion, other.entropy)
    assert one.timing_ms < 0.25  # what rounding the sub-steps to ticks costs


def test_16ths_of_triplet_swing_stay_apart(tmp_path: Path) -> None:
    hits = [(step * 480 + step % 2 * 160, 42) for step in range(16)]
    (bar,) = scores_of(drum_file(tmp_path / "drums.mid", hits, ppq=1920))
    assert bar.syncopation == bar.entropy == 0.0
    assert bar.timing_random_ms == pytest.approx(0.0, abs=1e-9)


def test_one_note_struck_twice_at_a_tick_is_one_hit(tmp_path: Path) -> None:
    assert scores_of(drum_file(tmp_path / "drums.mid", [(0, 36), (0, 36)]))[0].timing_ms == 0.0


def test_timing_follows_the_tempo_map(tmp_path: Path) -> None:
    # 24 ticks of 480: 25 ms at 120 BPM, 50 ms at 60 BPM from the second bar on
    hits = [(24, 36), (1920 + 24, 36)]
    track = MidiTrack([
        Message("note_on", channel=DRUMS, note=36, velocity=90, time=hits[0][0]),
        MetaMessage("set_tempo", tempo=1_000_000, time=1920 - 24),
        Message("note_on", channel=DRUMS, note=36, velocity=90, time=24),
    ])
    MidiFile(type=0, ticks_per_beat=480, tracks=[track]).save(tmp_path / "drums.mid")
    assert [bar.timing_ms for bar in scores_of(tmp_path / "drums.mid")] == pytest.approx([25.0, 50.0])


def test_an_early_hit_has_the_tempo_of_its_own_bar(tmp_path: Path) -> None:
    track = MidiTrack([
        Message("note_on", channel=DRUMS, note=36, velocity=90, time=1920 - 24),
        MetaMessage("set_tempo", tempo=1_000_000, time=24),
    ])
    MidiFile(type=0, ticks_per_beat=480, tracks=[track]).save(tmp_path / "drums.mid")
    assert scores_of(tmp_path / "drums.mid")[1].timing_ms == pytest.approx(50.0)


# Which notes are drums
def test_other_channels_are_not_drums(tmp_path: Path) -> None:
    drums = MidiTrack([Message("note_on", channel=DRUMS, note=36, velocity=90, time=0)])
    bass = MidiTrack([
        MetaMessage("track_name", name="kick bass"), Message("note_on", channel=1, note=36, velocity=90, time=480),
    ])
    MidiFile(ticks_per_beat=480, tracks=[drums, bass]).save(tmp_path / "song.mid")
    assert scores_of(tmp_path / "song.mid") == scores_of(drum_file(tmp_path / "drums.mid", [(0, 36)]))


def test_without_channel_10_a_track_named_after_a_drum_will_do(tmp_path: Path) -> None:
    hits = pattern_hits({"C": "..x...x...x...x."})
    named = drum_file(tmp_path / "named.mid", hits, channel=0, name="Open Hat")
    assert scores_of(named) == scores_of(drum_file(tmp_path / "drums.mid", hits))


def test_the_name_of_a_track_of_one_note_decides_its_voice(tmp_path: Path) -> None:
    snare = drum_file(tmp_path / "snare.mid", [(480, 100), (1440, 100)], name="snare")
    assert scores_of(snare)[0].entrainment == 0.25


def test_the_name_of_a_track_of_a_whole_kit_does_not(tmp_path: Path) -> None:
    hits = pattern_hits({"K": "x...x...x...x...", "C": "..x...x...x...x."})
    one = scores_of(drum_file(tmp_path / "one.mid", hits, name="hat"))
    assert one == scores_of(drum_file(tmp_path / "other.mid", hits))


def test_a_layer_of_ours_is_a_drum_on_any_channel_and_under_any_name(tmp_path: Path) -> None:
    events = [hit("kick", 0, 0), hit("zap", 0, 3)]
    moved = [event if event.layer == "kick" else event._replace(channel=3) for event in events]
    bar, other = bar_of(0, events), bar_of(0, moved)
    assert scores_of(rendered(tmp_path / "a.mid", [bar])) == scores_of(rendered(tmp_path / "b.mid", [other]))


def test_a_sub_hit_behind_the_bar_line_begins_no_bar(tmp_path: Path) -> None:
    (bar,) = scored(tmp_path / "flam.mid", one_track(hits(0, BAR - 13, BAR + 1))).bars
    assert bar is not None
    assert bar.entropy > 0.0


# The engine's own files
@st.composite
def played_bars(draw: st.DrawFn) -> list[Bar]:
    bars = []
    for index in range(draw(st.integers(1, 4))):
        events = []
        for layer in NOTES:
            steps = draw(st.integers(0, 0xFFFF))
            late = draw(st.integers(0, 80)) if layer.startswith("hat") else 0
            for step in range(16):
                if steps >> step & 1:
                    jitter = draw(st.integers(-40, 40))
                    offset = step % 2 * late + jitter
                    events.append(hit(layer, index, step, max(offset, -index * 7680 - step * 480)))
        last = [] if any(event.layer == "kick" and event.step == 15 for event in events) else [hit("kick", index, 15)]
        bars.append(bar_of(index, events + last, draw(st.floats(20.0, 300.0))))
    return bars


@given(played_bars())
def test_a_rendered_file_scores_as_its_bars(tmp_path_factory: pytest.TempPathFactory, bars: list[Bar]) -> None:
    scores = scores_of(rendered(tmp_path_factory.getbasetemp() / "take.mid", bars))
    for ours, theirs in zip(scores, expected(bars), strict=True):
        assert ours.entrainment == theirs.entrainment
        assert ours.syncopation == theirs.syncopation
        assert ours.dispersion == theirs.dispersion
        assert ours.entropy == theirs.entropy
        # a file writes tempo in whole microseconds a beat
        assert ours.timing_ms == pytest.approx(theirs.timing_ms, rel=1e-5, abs=1e-9)
        assert ours.timing_random_ms == pytest.approx(theirs.timing_random_ms, rel=1e-5, abs=1e-6)
