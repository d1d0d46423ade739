import math
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mido import Message, MetaMessage, MidiFile, MidiTrack

from engine import midi_score
from engine.bar import Bar, Scores
from engine.errors import MidiFileError
from engine.midi_file import Take, write_take
from engine.midi_score import score_file
from engine.scores import bar_scores
from engine.timebase import ticks_to_ms
from engine.voices import in_backbone, voice_of
from tests.engine.bars import NOTES, bar_of, hit, ratchet

GM = {"K": 36, "M": 38, "C": 42}
DRUMS = 9


def drum_file(
    path: Path,
    hits: list[tuple[int, int]],
    *,
    ppq: int = 480,
    channel: int = DRUMS,
    name: str = "",
    before: tuple[MetaMessage, ...] = (),
    file_type: int = 0,
) -> Path:
    """Write a file of one track with notes given as (tick, note number)."""
    track = MidiTrack(before)
    if name:
        track.append(MetaMessage("track_name", name=name))
    now = 0
    for tick, note in sorted(hits):
        track.append(Message("note_on", channel=channel, note=note, velocity=90, time=tick - now))
        now = tick
    MidiFile(type=file_type, ticks_per_beat=ppq, tracks=[track]).save(path)
    return path


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
    write_take(path, take)
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
    (bar,) = score_file(drum_file(tmp_path / "drums.mid", hits, name="kick, clap and open hat"))
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
    bars = score_file(drum_file(tmp_path / "drums.mid", hits))
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
    (bar,) = score_file(drum_file(tmp_path / "drums.mid", pattern_hits({"C": pattern})))
    assert bar.dispersion == pytest.approx(dispersion, abs=1e-9)
    assert bar.entropy == pytest.approx(entropy, abs=1e-9)


def test_swung_hats_score_as_straight_ones_but_for_their_timing(tmp_path: Path) -> None:
    hits = [(step * 480 + step % 2 * 48, 42) for step in range(16)]
    tempo = MetaMessage("set_tempo", tempo=round(60_000_000 / 130))
    swung = drum_file(tmp_path / "swung.mid", hits, ppq=1920, before=(tempo,))
    straight = drum_file(tmp_path / "straight.mid", pattern_hits({"C": "x" * 16}, 480), ppq=1920)
    (one,), (other,) = score_file(swung), score_file(straight)
    assert one.timing_ms == pytest.approx(8.158924398306318, abs=1e-5)
    assert one.timing_random_ms == pytest.approx(0.0, abs=1e-9)
    assert (one.entropy, one.dispersion, one.syncopation) == (other.entropy, other.dispersion, other.syncopation)


def test_a_hit_just_before_the_bar_line_is_the_next_downbeat(tmp_path: Path) -> None:
    bars = score_file(drum_file(tmp_path / "drums.mid", [(0, 36), (1920 - 40, 36), (1920 + 480, 36)]))
    assert len(bars) == 2
    assert bars[0].entrainment == score_file(drum_file(tmp_path / "one.mid", [(0, 36)]))[0].entrainment
    assert bars[1].timing_ms == pytest.approx(math.sqrt(40.0**2 / 2) * 500 / 480)


def test_a_tie_between_two_16ths_goes_to_the_later(tmp_path: Path) -> None:
    one, other = drum_file(tmp_path / "tie.mid", [(60, 36)]), drum_file(tmp_path / "later.mid", [(120, 36)])
    assert score_file(one)[0].syncopation == score_file(other)[0].syncopation


def test_bars_go_up_to_the_last_one_with_an_onset_and_silent_ones_count(tmp_path: Path) -> None:
    bars = score_file(drum_file(tmp_path / "drums.mid", [(1920, 36), (3 * 1920 + 1440, 36)]))
    assert len(bars) == 4
    assert bars[0] == bars[2] == Scores(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


@pytest.mark.parametrize("hits", range(2, 9))
def test_a_ratchet_is_one_hit_in_time(tmp_path: Path, hits: int) -> None:
    bar = bar_of(0, [hit("kick", 0, 0), *ratchet("hat_c", 0, 6, hits), hit("hat_c", 0, 7)])
    plain = bar_of(0, [hit("kick", 0, 0), hit("hat_c", 0, 6), hit("hat_c", 0, 7)])
    (one,) = score_file(rendered(tmp_path / "a.mid", [bar]))
    (other,) = score_file(rendered(tmp_path / "b.mid", [plain]))
    assert (one.syncopation, one.dispersion, one.entropy) == (other.syncopation, other.dispersion, other.entropy)
    assert one.timing_ms < 0.25  # what rounding the sub-steps to ticks costs


def test_16ths_of_triplet_swing_stay_apart(tmp_path: Path) -> None:
    hits = [(step * 480 + step % 2 * 160, 42) for step in range(16)]
    (bar,) = score_file(drum_file(tmp_path / "drums.mid", hits, ppq=1920))
    assert bar.syncopation == bar.entropy == 0.0
    assert bar.timing_random_ms == pytest.approx(0.0, abs=1e-9)


def test_one_note_struck_twice_at_a_tick_is_one_hit(tmp_path: Path) -> None:
    assert score_file(drum_file(tmp_path / "drums.mid", [(0, 36), (0, 36)]))[0].timing_ms == 0.0


def test_timing_follows_the_tempo_map(tmp_path: Path) -> None:
    # 24 ticks of 480: 25 ms at 120 BPM, 50 ms at 60 BPM from the second bar on
    hits = [(24, 36), (1920 + 24, 36)]
    track = MidiTrack([
        Message("note_on", channel=DRUMS, note=36, velocity=90, time=hits[0][0]),
        MetaMessage("set_tempo", tempo=1_000_000, time=1920 - 24),
        Message("note_on", channel=DRUMS, note=36, velocity=90, time=24),
    ])
    MidiFile(type=0, ticks_per_beat=480, tracks=[track]).save(tmp_path / "drums.mid")
    assert [bar.timing_ms for bar in score_file(tmp_path / "drums.mid")] == pytest.approx([25.0, 50.0])


def test_an_early_hit_has_the_tempo_of_its_own_bar(tmp_path: Path) -> None:
    track = MidiTrack([
        Message("note_on", channel=DRUMS, note=36, velocity=90, time=1920 - 24),
        MetaMessage("set_tempo", tempo=1_000_000, time=24),
    ])
    MidiFile(type=0, ticks_per_beat=480, tracks=[track]).save(tmp_path / "drums.mid")
    assert score_file(tmp_path / "drums.mid")[1].timing_ms == pytest.approx(50.0)


# Which notes are drums


def test_other_channels_are_not_drums(tmp_path: Path) -> None:
    drums = MidiTrack([Message("note_on", channel=DRUMS, note=36, velocity=90, time=0)])
    bass = MidiTrack([
        MetaMessage("track_name", name="kick bass"), Message("note_on", channel=1, note=36, velocity=90, time=480),
    ])
    MidiFile(ticks_per_beat=480, tracks=[drums, bass]).save(tmp_path / "song.mid")
    assert score_file(tmp_path / "song.mid") == score_file(drum_file(tmp_path / "drums.mid", [(0, 36)]))


def test_without_channel_10_a_track_named_after_a_drum_will_do(tmp_path: Path) -> None:
    hits = pattern_hits({"C": "..x...x...x...x."})
    named = drum_file(tmp_path / "named.mid", hits, channel=0, name="Open Hat")
    assert score_file(named) == score_file(drum_file(tmp_path / "drums.mid", hits))


def test_the_name_of_a_track_of_one_note_decides_its_voice(tmp_path: Path) -> None:
    snare = drum_file(tmp_path / "snare.mid", [(480, 100), (1440, 100)], name="snare")
    assert score_file(snare)[0].entrainment == 0.25


def test_the_name_of_a_track_of_a_whole_kit_does_not(tmp_path: Path) -> None:
    hits = pattern_hits({"K": "x...x...x...x...", "C": "..x...x...x...x."})
    one = score_file(drum_file(tmp_path / "one.mid", hits, name="hat"))
    assert one == score_file(drum_file(tmp_path / "other.mid", hits))


def test_a_layer_of_ours_is_a_drum_on_any_channel_and_under_any_name(tmp_path: Path) -> None:
    events = [hit("kick", 0, 0), hit("zap", 0, 3)]
    moved = [event if event.layer == "kick" else event._replace(channel=3) for event in events]
    bar, other = bar_of(0, events), bar_of(0, moved)
    assert score_file(rendered(tmp_path / "a.mid", [bar])) == score_file(rendered(tmp_path / "b.mid", [other]))


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
    scores = score_file(rendered(tmp_path_factory.getbasetemp() / "take.mid", bars))
    for ours, theirs in zip(scores, expected(bars), strict=True):
        assert ours.entrainment == theirs.entrainment
        assert ours.syncopation == theirs.syncopation
        assert ours.dispersion == theirs.dispersion
        assert ours.entropy == theirs.entropy
        # a file writes tempo in whole microseconds a beat
        assert ours.timing_ms == pytest.approx(theirs.timing_ms, rel=1e-5, abs=1e-9)
        assert ours.timing_random_ms == pytest.approx(theirs.timing_random_ms, rel=1e-5, abs=1e-6)


# What it refuses


def header(file_type: int = 1, tracks: int = 1, ppq: int = 480) -> bytes:
    return b"MThd\0\0\0\6" + b"".join(number.to_bytes(2, "big") for number in (file_type, tracks, ppq))


def chunk(events: bytes) -> bytes:
    return b"MTrk" + len(events).to_bytes(4, "big") + events


END = b"\0\xff\x2f\0"
NOTE = b"\0\x99\x24\x60"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"hello", "is not a MIDI file"),
        (b"RIFF\0\0\0\0RMID", "is not a MIDI file"),
        (b"MThd", "is cut short"),
        (b"MThd\0\0\0\2\0\0", "is cut short"),
        (header(), "is cut short"),
        (header() + chunk(NOTE), None),
        (header() + chunk(NOTE + END)[:-6], "is cut short"),
        (header() + b"MTrx\0\0\0\0", "broken"),
        (header() + chunk(b"\0\x24\x60" + END), "broken"),
        (header() + chunk(b"\0\x99\x24\xe0" + END), "broken"),
        (header() + chunk(b"\0\xf5\0" + END), "broken"),
        (header() + chunk(b"\0\xff\x59\2\x22\5" + END), "broken"),
        (header() + chunk(b"\0\xff\x51\1\x22" + END), "broken"),
        (header() + chunk(b"\0\xff\x58\0" + END), "broken"),
        (header() + chunk(b"\xff" * 5000 + END), "number without an end"),
        (header() + chunk(b"\xff" * 900 + b"\x7f\x99\x24\x60" + END), "has a hit behind bar 65536"),
        (header() + chunk(b"\xff" * 900 + b"\x7f\xff\x51\3\1\1\1" + END), "holds no notes"),
        (header(tracks=0), "holds no notes"),
        (header() + chunk(END), "holds no notes"),
        (header() + chunk(b"\0\x99\x24\0" + END), "holds no notes"),
        (header() + chunk(b"\0\x90\x24\x60" + END), "holds no drums"),
        (header(ppq=0) + chunk(NOTE + END), "video frames"),
        (header(ppq=0xE728) + chunk(NOTE + END), "video frames"),
        (header(file_type=2) + chunk(NOTE + END), "type 2"),
        (header(file_type=9) + chunk(NOTE + END), "type 9"),
        (header() + chunk(b"\0\xff\x58\4\3\2\x18\x08" + NOTE + END), "3/4"),
        (header() + chunk(b"\0\xff\x58\4\4\2\x18\x08" + NOTE + END), None),
    ],
)
def test_what_is_no_drum_file_is_refused_in_one_sentence(tmp_path: Path, content: bytes, sentence: str | None) -> None:
    path = tmp_path / "take.mid"
    path.write_bytes(content)
    if sentence is None:
        assert len(score_file(path)) == 1
        return
    with pytest.raises(MidiFileError, match=sentence) as caught:
        score_file(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert "\n" not in str(caught.value)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    for name, sentence in [("none.mid", "no such file"), ("", "is not a file"), ("x" * 300, "cannot be read"),
                           ("nul\0", "no such file")]:
        with pytest.raises(MidiFileError, match=sentence):
            score_file(tmp_path / name)


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.mid"
    with path.open("wb") as file:
        file.truncate(midi_score.MAX_FILE_BYTES + 1)
    with pytest.raises(MidiFileError, match="larger than 4 MiB"):
        score_file(path)


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = drum_file(tmp_path / "drums.mid", [(0, 36)])

    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(MidiFileError, match="cannot be read: Permission denied"):
        score_file(path)


def scored_or_refused(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with suppress(MidiFileError):
        assert all(math.isfinite(bar.timing_ms) for bar in score_file(path))


@given(st.binary(max_size=400), st.sampled_from([b"", b"MThd", header(), header() + b"MTrk\0\0\0\x40"]))
def test_any_bytes_are_scored_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, beginning: bytes
) -> None:
    scored_or_refused(tmp_path_factory.getbasetemp() / "fuzz.mid", beginning + content)


def valid_bytes() -> bytes:
    take = Take(("kick", "hat_c"), title="mutated")
    for index in range(2):
        floor = [hit("kick", index, step) for step in (0, 4, 8, 12)]
        take.add_bar(bar_of(index, floor + ratchet("hat_c", index, 6, 3)))
    return take.to_bytes()


VALID = valid_bytes()


@given(
    st.lists(st.tuples(st.integers(0, len(VALID) - 1), st.integers(0, 255)), max_size=6),
    st.integers(0, len(VALID)),
    st.integers(0, len(VALID)),
)
def test_a_damaged_file_is_scored_or_refused(
    tmp_path_factory: pytest.TempPathFactory, flips: list[tuple[int, int]], cut_from: int, cut_to: int
) -> None:
    content = bytearray(VALID)
    for place, byte in flips:
        content[place] = byte
    if cut_from < cut_to:
        del content[cut_from:cut_to]
    scored_or_refused(tmp_path_factory.getbasetemp() / "fuzz.mid", bytes(content))


@given(st.integers(0, len(VALID) - 1))
def test_a_truncated_file_is_refused(tmp_path_factory: pytest.TempPathFactory, length: int) -> None:
    path = tmp_path_factory.getbasetemp() / "fuzz.mid"
    path.write_bytes(VALID[:length])
    with pytest.raises(MidiFileError):
        score_file(path)
