"""Which bias brings this bar's syncopation into its band?

The engine knows the bar before it sounds, so the controller predicts instead of chasing: it keeps its bias while the
bar it leads to lies in the S band, and otherwise moves, at most BIAS_CAP a bar, to the nearest bias whose bar does.
When no bias does, it lets go of the held figure, then of the density band by a hit at a time (S outranks density), and
after that asks for new figures, a few times. A band that stays out of reach is reported, not chased.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from engine.markov import chosen
from engine.scores import entropy, syncopation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.bar import Scores
    from engine.config import Targets
    from engine.markov import FreeLayer
    from engine.state import Control

BIAS_CAP: Final = 0.25
"""Most the bias moves in a bar: an eighth of its range, as for every capped parameter."""
BIAS_GRAIN: Final = 0.0625
MAX_GIVE: Final = 4
"""Hits by which a free layer may leave its density band."""
MAX_RENEWALS: Final = 2
RENEW_AFTER_BARS: Final = 2
REPORT_AFTER_BARS: Final = 8
"""Bars outside its band after which a score is reported out of reach: the time any capped parameter needs to cross."""
TRIALS: Final = 24
MIN_TRIALS: Final = 3
ROUNDING: Final = 1e-9
DISPERSION_TOLERANCE: Final = 0.05
"""Half width of the D band (SEMANTICS: paths and wishes)."""

Band = tuple[float, float]


def goals(targets: Targets) -> dict[str, Band | None]:
    """Return the band of each score by its letter, None where there is no goal; T's is that of its random part, in ms."""
    return {
        "E": None if targets.E_target is None else (targets.E_target, 1.0),
        "S": _band(targets.S_low, targets.S_high, 1.0),
        "D": None if targets.D_target is None else (
            targets.D_target - DISPERSION_TOLERANCE, targets.D_target + DISPERSION_TOLERANCE
        ),
        "H": _band(targets.H_low, targets.H_high, 1.0),
        "T": None if targets.T_ms_cap is None else (0.0, targets.T_ms_cap),
    }


def _band(low: float | None, high: float | None, top: float) -> Band | None:
    if low is None and high is None:
        return None
    return (0.0 if low is None else low, top if high is None else high)


def distance(value: float, band: Band | None) -> float:
    """Return how far a score lies outside its band, 0 inside it or without a goal."""
    if band is None:
        return 0.0
    low, high = band
    if value < low - ROUNDING:
        return low - value
    return value - high if value > high + ROUNDING else 0.0


@dataclass(frozen=True, slots=True)
class Choice:
    """The free layers' steps, and what it took."""

    masks: tuple[int, ...]
    bias: float
    give: int


@dataclass(frozen=True, slots=True)
class Voices:
    """What sounds besides the free layers, by voice, as masks."""

    kick: int
    middle: int
    cymbal: int


def _nearest_biases(bias: float, reach: float, trials: int) -> Iterator[float]:
    """Yield the bias itself, then others in growing distance on either side, at most `reach` away and in -1..1."""
    yield bias
    steps = round(reach / BIAS_GRAIN)
    stride = max(1, -(-2 * steps // max(trials - 1, 1)))
    for step in range(stride, steps + stride, stride):
        away = min(step, steps) * BIAS_GRAIN
        for other in (bias + away, bias - away):
            if -1.0 <= other <= 1.0:
                yield other


def _scored(free: Sequence[FreeLayer], masks: Sequence[int], fixed: Voices) -> tuple[float, Voices]:
    middle, cymbal = fixed.middle, fixed.cymbal
    for layer, mask in zip(free, masks, strict=True):
        if layer.part.voice == "M":
            middle |= mask
        else:
            cymbal |= mask
    return syncopation(fixed.kick, middle, cymbal), Voices(fixed.kick, middle, cymbal)


def steer(
    free: Sequence[FreeLayer], fixed: Voices, control: Control, bands: Mapping[str, Band | None], *, first: bool
) -> Choice:
    """Return the steps of the free layers for this bar.

    Args:
        free: layers the controller may choose for.
        fixed: the other layers' steps.
        control: bias and give so far.
        bands: goals by letter; S leads, H settles ties.
        first: nothing has sounded yet, so the bias may start anywhere.
    """
    band = bands["S"]
    trials = max(MIN_TRIALS, TRIALS // max(len(free), 1))
    nearest: tuple[float, Choice] | None = None
    for give, loose in _concessions(control.give, can_give=any(layer.may_give for layer in free)):
        inside: list[tuple[float, Choice]] = []
        for bias in _nearest_biases(control.bias, 2.0 if first else BIAS_CAP, trials):
            masks = tuple([chosen(layer, bias, give, loose=loose) for layer in free])
            value, voices = _scored(free, masks, fixed)
            choice = Choice(masks, bias, give)
            miss = distance(value, band)
            if not miss:
                entropy_miss = distance(entropy((voices.kick, voices.middle, voices.cymbal)), bands["H"])
                if not (first and entropy_miss):
                    return choice
                inside.append((entropy_miss, choice))
            elif nearest is None or miss < nearest[0] - ROUNDING:
                nearest = (miss, choice)
        if inside:
            return min(inside, key=lambda pair: pair[0])[1]
    if nearest is None:
        raise AssertionError("a controller without a trial")
    return nearest[1]


def _concessions(give: int, *, can_give: bool) -> Iterator[tuple[int, bool]]:
    """Yield (give, loose) from what is heard least: first a hit back towards the density band, last a hit further out."""
    if not can_give:
        yield 0, False
        yield 0, True
        return
    if give:
        yield give - (1 if give > 0 else -1), False
    yield give, False
    yield give, True
    for step in (-1, 1):
        if abs(give + step) <= MAX_GIVE and abs(give + step) > abs(give):
            yield give + step, True


def judged(control: Control, scores: Scores, bands: Mapping[str, Band | None], *, plain: bool) -> Control:
    """Return the controller's memory after a bar: how long each score has missed its band.

    A fill or a turn is a planned exception: it neither counts as a miss nor ends one.
    """
    if not plain:
        return control
    values = {
        "E": scores.entrainment, "S": scores.syncopation, "D": scores.dispersion, "H": scores.entropy,
        "T": scores.timing_random_ms,
    }
    missed = {
        letter: control.missed.get(letter, 0) + 1
        for letter, value in values.items() if distance(value, bands[letter])
    }
    return replace(control, missed=missed, renewals=control.renewals if "S" in missed else 0)


def wants_renewal(control: Control) -> bool:
    """Return True when free layers should get new figures because S has missed its band."""
    return control.missed.get("S", 0) >= RENEW_AFTER_BARS and control.renewals < MAX_RENEWALS


def out_of_reach(control: Control) -> tuple[str, ...]:
    """Return the letters of the scores that have missed their band for REPORT_AFTER_BARS or more."""
    return tuple(letter for letter, bars in control.missed.items() if bars >= REPORT_AFTER_BARS)
