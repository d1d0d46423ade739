import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bar import SILENCE
from engine.scores import (
    METRIC_WEIGHTS,
    bar_scores,
    bernoulli_entropy,
    dispersion,
    entrainment,
    entropy,
    guard_entrainment,
    intervals,
    lane_dispersion,
    lane_entropy,
    syncopation,
    timing,
    voice_syncopation,
)
from tests.engine.pattern import mask

FLOOR = mask("x...x...x...x...")
BACKBEAT = mask("....x.......x...")
OFFBEATS = mask("..x...x...x...x.")
SON = mask("x..x..x...x.x...")
AMEN_KICK = mask("x.x.......xx....")
FULL = mask("x" * 16)
ODD = mask(".x" * 8)
MASKS = st.integers(0, FULL)
OFFSETS = st.lists(
    st.tuples(st.sampled_from(["hat_c", "kick"]), st.integers(0, 15), st.floats(-50.0, 50.0)), min_size=1, max_size=60
)


def test_the_downbeat_is_heaviest_and_each_subdivision_one_lighter() -> None:
    assert METRIC_WEIGHTS == (0, -4, -3, -4, -2, -4, -3, -4, -1, -4, -3, -4, -2, -4, -3, -4)


# Syncopation


@pytest.mark.parametrize(
    ("pattern", "sigma"),
    [
        ("x...x...x...x...", 0),
        ("..x...x.x.x...x.", 5),  # Fitch and Rosenfeld (2007), figure 1
        ("x..x..x...x.x...", 4),  # son
        ("x..x...x..x.x...", 5),  # rumba
        ("x..x..x...x..x..", 6),  # bossa
        ("x..x..x...x...x.", 5),  # gahu
        ("x..x..x...xx....", 6),  # soukous
        ("x...x.x...x.x...", 2),  # shiko
        (".x.x.x.x.x.x.x.x", 15),
        ("....x.......x...", 3),
        ("xxxxxxxxxxxxxxxx", 0),
        ("x.x.......xx....", 4),
        ("................", 0),
        ("........x.......", 1),  # a single hit hears the rests all the way round
    ],
)
def test_syncopation_of_one_voice_alone(pattern: str, sigma: float) -> None:
    assert voice_syncopation(mask(pattern), 0) == sigma


@pytest.mark.parametrize(
    ("kick", "middle", "cymbal", "score"),
    [
        (0, 0, 0, 0.0),
        (FLOOR, 0, 0, 0.0),
        (FLOOR, BACKBEAT, 0, 3 / 13),
        (FLOOR, BACKBEAT, OFFBEATS, 0.5),
        (FLOOR, BACKBEAT, FULL, 3 / 13),
        (FLOOR, SON, 0, 2 / 7),
        (AMEN_KICK, mask("....x..x.x..x..x"), mask("x.x.x.x.x.x.x.x."), 17 / 27),
        (ODD, ODD, ODD, 0.9),
    ],
)
def test_syncopation_of_a_bar(kick: int, middle: int, cymbal: int, score: float) -> None:
    assert syncopation(kick, middle, cymbal) == pytest.approx(score, abs=1e-9)


def test_a_marked_rest_gives_way_to_a_silent_one_that_gains_more() -> None:
    clap = mask(".............x..")  # the downbeat gains 4, the middle of the bar 3
    assert voice_syncopation(clap, 0) == 4.0
    assert voice_syncopation(clap, mask("x...............")) == 3.0
    assert voice_syncopation(clap, mask("x...x...x.......")) == 2.0


def test_cymbals_mark_no_rest() -> None:
    assert syncopation(0, BACKBEAT, FLOOR) == syncopation(0, BACKBEAT, 0)


@given(MASKS, MASKS, MASKS)
def test_syncopation_stays_in_its_range(kick: int, middle: int, cymbal: int) -> None:
    assert 0.0 <= syncopation(kick, middle, cymbal) <= 0.9


@given(MASKS, MASKS)
def test_other_voices_only_ever_take_from_a_gain_and_at_most_half(voice: int, others: int) -> None:
    alone = voice_syncopation(voice, 0)
    assert alone / 2 <= voice_syncopation(voice, others) <= alone


# Entrainment


@pytest.mark.parametrize(
    ("backbone", "previous", "score"),
    [
        (FLOOR, None, 1.0),
        (SON, SON, 0.5318181818181817),
        (FLOOR, SON, 0.8083874208121142),
        (mask("x.x.x..x.xxxx..x"), mask("x.x.x..x.xxxx..x"), 0.5575396825396826),
        (FULL, FULL, 1.0),
        (mask("x...x...x......."), FLOOR, 0.7304484710203584),
        (OFFBEATS, None, 0.5),
        (OFFBEATS, OFFBEATS, 0.5),
        (0, None, 0.0),
        (0, 0, 0.0),
        (FULL, None, 1.0),
        (FLOOR, FULL, 0.75),
        (FLOOR, 0, 0.75),
        (FULL, FLOOR, 0.75),
    ],
)
def test_entrainment_of_a_bar(backbone: int, previous: int | None, score: float) -> None:
    assert entrainment(backbone, previous) == pytest.approx(score, abs=1e-9)


@given(MASKS, st.none() | MASKS)
def test_entrainment_stays_in_its_range(backbone: int, previous: int | None) -> None:
    assert 0.0 <= entrainment(backbone, previous) <= 1.0


@given(MASKS)
def test_the_guard_reads_a_bar_by_itself(backbone: int) -> None:
    assert guard_entrainment(backbone) == entrainment(backbone, None)


@given(st.integers(1, FULL), MASKS)
def test_repeating_a_bar_entrains_at_least_as_much_as_any_other_bar_before_it(backbone: int, previous: int) -> None:
    assert entrainment(backbone, backbone) >= entrainment(backbone, previous)


# Dispersion and entropy


@pytest.mark.parametrize(
    ("pattern", "score"),
    [
        ("x...x...x...x...", 0.0),
        ("x...............", 0.0),
        ("................", 0.0),
        ("x..x..x...x.x...", 7 / 135),
        ("xx..............", 49 / 113),
        ("x..x..x.x..x..x.", 1 / 33),
        ("xx.x..x...x.....", 37 / 165),
    ],
)
def test_dispersion_of_a_lane(pattern: str, score: float) -> None:
    assert lane_dispersion(mask(pattern)) == pytest.approx(score, abs=1e-9)


@pytest.mark.parametrize(
    ("pattern", "score"),
    [
        ("x...x...x...x...", 0.0),
        ("x...............", 0.0),
        ("................", 0.0),
        ("x..x..x...x.x...", 0.6554587535412855),
        ("....x.......x...", 0.0),
        ("xxxxxxxxxxxxxxxx", 0.0),
        ("xx.x..x...x.....", 1.0),
    ],
)
def test_entropy_of_a_lane(pattern: str, score: float) -> None:
    assert lane_entropy(mask(pattern)) == pytest.approx(score, abs=1e-9)


@given(MASKS)
def test_intervals_go_once_round_the_bar(bar: int) -> None:
    assert len(intervals(bar)) == bar.bit_count()
    assert sum(intervals(bar)) == (16 if bar else 0)


@given(MASKS, st.integers(0, 15))
def test_turning_a_bar_changes_neither_dispersion_nor_entropy(bar: int, turn: int) -> None:
    turned = (bar << turn | bar >> (16 - turn)) & FULL
    assert lane_dispersion(turned) == pytest.approx(lane_dispersion(bar), abs=1e-12)
    assert lane_entropy(turned) == pytest.approx(lane_entropy(bar), abs=1e-12)
    assert 0.0 <= lane_dispersion(bar) < 1.0
    assert 0.0 <= lane_entropy(bar) <= 1.0 + 1e-12


def test_silent_voices_do_not_count_in_the_mean() -> None:
    assert dispersion((SON, 0, FLOOR)) == pytest.approx(7 / 270)
    assert entropy((SON, 0, FLOOR)) == pytest.approx(0.6554587535412855 / 2)
    assert dispersion((0, 0, 0)) == dispersion(()) == 0.0
    assert entropy((0, 0, 0)) == entropy(()) == 0.0


@pytest.mark.parametrize(
    ("pattern", "bits"),
    [
        ("x..x..x...x.x...", 0.8960382325345574),
        ("xx..............", 0.5435644431995964),
        ("x..x..x.x..x..x.", 0.954434002924965),
        ("x.x.......xx....", 0.8112781244591328),
        ("xxxxxxxxxxxxxxxx", 0.0),
        ("xx.x..x...x.....", 0.8960382325345574),
        ("................", 0.0),
    ],
)
def test_entropy_of_a_density(pattern: str, bits: float) -> None:
    assert bernoulli_entropy(mask(pattern).bit_count() / 16) == pytest.approx(bits, abs=1e-9)


# Timing


def test_no_hits_are_in_time() -> None:
    assert timing([]) == (0.0, 0.0)


def test_timing_splits_into_swing_and_the_rest() -> None:
    late, random = timing([("hat_c", 1, 10.0), ("hat_c", 3, 10.0), ("hat_c", 0, -2.0), ("hat_c", 2, 2.0)])
    assert late == pytest.approx(7.211102550927978, abs=1e-9)
    assert random == pytest.approx(1.4142135623730951, abs=1e-9)
    assert math.sqrt(late**2 - random**2) == pytest.approx(7.0710678118654755, abs=1e-9)


def test_swing_alone_is_all_system() -> None:
    swing_ms = (0.55 - 0.5) * 2 * 60_000 / 130 / 4
    late, random = timing(("hat_c", step, swing_ms * (step % 2)) for step in range(16))
    assert late == pytest.approx(8.158924398306318, abs=1e-6)
    assert random == pytest.approx(0.0, abs=1e-12)


def test_each_layer_may_push_by_itself() -> None:
    late, random = timing([("kick", 0, 0.0), ("kick", 4, 0.0), ("hat_c", 0, 8.0), ("hat_c", 4, 8.0)])
    assert late == pytest.approx(math.sqrt(32.0))
    assert random == 0.0


@given(OFFSETS)
def test_the_random_part_is_never_more_than_the_whole(offsets: list[tuple[str, int, float]]) -> None:
    late, random = timing(offsets)
    assert 0.0 <= random <= late + 1e-9
    assert late <= 50.0 + 1e-9


# A whole bar


def test_a_bar_has_all_its_scores() -> None:
    scores = bar_scores((FLOOR, BACKBEAT, OFFBEATS), FLOOR, FLOOR, [("hat_o", 2, 3.0), ("hat_o", 6, 5.0)])
    assert (scores.entrainment, scores.syncopation, scores.dispersion, scores.entropy) == (1.0, 0.5, 0.0, 0.0)
    assert scores.timing_ms == pytest.approx(math.sqrt(17.0))
    assert scores.timing_random_ms == pytest.approx(1.0)


def test_silence_scores_nothing() -> None:
    assert bar_scores((0, 0, 0), 0, None, []) == SILENCE
