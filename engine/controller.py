"""Which bias brings this bar's syncopation into its band?

The engine knows the bar before it sounds, so the controller predicts instead of chasing: inside a phrase it keeps its
bias while the bar it leads to lies in the S band, and otherwise moves, at most BIAS_CAP a bar, to the bias whose bar
lies nearest to the middle of the band.

When no bias does, it lets go of the held figure, then of the density band by a hit (S outranks density). When that is
not enough it sets out for a bias further off, then further out of the density band, and asks for new figures, a few
times. A band that stays out of reach is reported, not chased.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Final

from engine.bands import ROUNDING, bounded_values, distance
from engine.limits import towards
from engine.markov import chosen
from engine.scores import entropy, syncopation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engine.bands import Band
    from engine.bar import Scores
    from engine.markov import FreeLayer
    from engine.state import Control

BIAS_CAP: Final = 0.5
"""Most the bias moves in a bar: it crosses its range in four, so that the music keeps up with a band that moves."""
BIAS_GRAIN: Final = 0.0625
"""Distance between biases that are tried: a 32nd of the range. Ours: finer ones hardly ever make another bar."""
MIDDLE_GRAINS: Final = 8
"""Parts of the S band in which scores are as good as equal when the controller moves anyway. Ours."""
NEAR_MIDDLE: Final = 1
"""Parts by which a bar may lie off the middle before a new phrase looks for a better figure. Ours."""
MAX_GIVE: Final = 4
"""Hits by which a free layer may leave its density band: a quarter of the bar. Ours."""
MAX_RENEWALS: Final = 2
"""New figures in a row without reaching the band. Ours: more would be noise."""
RENEW_AFTER_BARS: Final = 2
"""Bars outside the S band after which free layers get new figures. Ours: one bar may be chance."""
REPORT_AFTER_BARS: Final = 8
"""Bars outside its band after which a score is reported out of reach: the time any capped parameter needs to cross."""
TRIALS: Final = 24
FIRST_TRIALS: Final = 96
MIN_TRIALS: Final = 3
"""Biases that are tried at each step of the search, shared by all free layers."""
CHOICES: Final = 120
"""Layers' steps chosen in one half of the search at most: a bar of 64 layers has to be ready in time too."""


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
    seen = {bias}
    for step in range(stride, steps + stride, stride):
        away = min(step, steps) * BIAS_GRAIN
        for other in (min(bias + away, 1.0), max(bias - away, -1.0)):
            if other not in seen:
                seen.add(other)
                yield other


@dataclass(frozen=True, slots=True)
class Trial:
    """A bar that the controller may choose: by how much its S misses the band, and what sounds in it."""

    miss: float
    choice: Choice
    voices: Voices
    syncopation: float


@dataclass(slots=True)
class Search:
    """The bars that are tried before one is chosen; `left` of them at most, because the bar has to be ready in time."""

    free: Sequence[FreeLayer]
    fixed: Voices
    band: Band | None
    left: int

    def bars(self, biases: Iterable[float], give: int, *, loose: bool) -> Iterator[Trial]:
        """Yield the bar that each bias leads to, as long as trials are left."""
        for bias in biases:
            if not self.left:
                return
            self.left -= 1
            yield self.bar(bias, give, loose=loose)

    def bar(self, bias: float, give: int, *, loose: bool) -> Trial:
        """Return the bar that a bias leads to."""
        masks = tuple([chosen(layer, bias, give, loose=loose) for layer in self.free])
        middle, cymbal = self.fixed.middle, self.fixed.cymbal
        for layer, mask in zip(self.free, masks, strict=True):
            if layer.part.voice == "M":
                middle |= mask
            else:
                cymbal |= mask
        value = syncopation(self.fixed.kick, middle, cymbal)
        voices = Voices(self.fixed.kick, middle, cymbal)
        return Trial(distance(value, self.band), Choice(masks, bias, give), voices, value)


def steer(
    free: Sequence[FreeLayer], fixed: Voices, control: Control, bands: Mapping[str, Band | None], *,
    first: bool, aims: bool,
) -> Choice:
    """Return the steps of the free layers for this bar.

    Args:
        free: layers the controller may choose for, at least one.
        fixed: the other layers' steps.
        control: bias and give so far.
        bands: goals by letter; S leads, H settles ties.
        first: nothing has sounded yet, so the bias may start anywhere.
        aims: a phrase begins, so the bias may move towards the middle of the band although the bar lies inside it, and
            the figures may change where the held ones come nowhere near.

    Source: ours: a search over one bias, because S, H and D are correlated (docs/scores.md#bands).
    """
    band = bands["S"]
    trials = max(MIN_TRIALS, (FIRST_TRIALS if first else TRIALS) // len(free))
    allowed = CHOICES // len(free)
    search = Search(free, fixed, band, max(1, allowed))
    nearest: Trial | None = None
    found: tuple[float, float, Choice] | None = None
    for give, loose in _concessions(control.give, can_give=any(layer.may_give for layer in free)):
        inside: list[tuple[float, float, Choice]] = []
        biases = _nearest_biases(control.bias, 2.0 if first else BIAS_CAP, trials)
        for trial in search.bars(biases, give, loose=loose):
            if trial.miss:
                if nearest is None or trial.miss < nearest.miss - ROUNDING:
                    nearest = trial
                continue
            if trial.choice.bias == control.bias and not (first or aims):
                return trial.choice
            voices = trial.voices
            entropy_miss = distance(entropy((voices.kick, voices.middle, voices.cymbal)), bands["H"])
            inside.append((_off_middle(trial.syncopation, band), entropy_miss, trial.choice))
        if inside:
            best = min(inside, key=itemgetter(0, 1))
            if found is None and (first or aims) and give == control.give and not loose and best[0] > NEAR_MIDDLE:
                found = best
                continue
            return found[2] if found is not None and found[0] <= best[0] else best[2]
        if found is not None:
            return found[2]
    if nearest is None:
        raise AssertionError("a controller without a trial")
    search.left += max(2, allowed)
    return _on_the_way(search, control, trials, nearest)


def _on_the_way(search: Search, control: Control, trials: int, nearest: Trial) -> Choice:
    """Return a bar that leads to the band from where no bar within reach lies in it.

    First towards a bias beyond reach, in the density band or about as far out of it as now; then further out of it; and
    where neither comes nearer than the nearest bar within reach, that bar.
    """
    least = nearest.miss
    goal: Choice | None = None
    can_give = any(layer.may_give for layer in search.free)
    for give in dict.fromkeys((0, control.give, control.give - 1, control.give + 1) if can_give else (0,)):
        if abs(give) > MAX_GIVE:
            continue
        for trial in search.bars(_nearest_biases(control.bias, 2.0, 2 * trials), give, loose=True):
            if trial.miss < least - ROUNDING:
                least, goal = trial.miss, trial.choice
    if goal is not None:
        bias = towards(control.bias, goal.bias, BIAS_CAP)
        return search.bar(bias, round(towards(control.give, goal.give, 1.0)), loose=True).choice
    if can_give:
        for give in _further_gives(control.give):
            biases = _nearest_biases(control.bias, BIAS_CAP, MIN_TRIALS)
            if any(trial.miss < least - ROUNDING for trial in search.bars(biases, give, loose=True)):
                give_now = round(towards(control.give, give, 1.0))
                search.left = max(search.left, 1)
                biases = _nearest_biases(control.bias, BIAS_CAP, trials)
                return min(search.bars(biases, give_now, loose=True), key=attrgetter("miss")).choice
    return nearest.choice


def _off_middle(value: float, band: Band | None) -> float:
    """Return how many coarse parts of its band a score lies from the middle, so that H decides between equals."""
    if band is None or band[0] == band[1]:
        return 0.0
    low, high = band
    return round(abs(value - (low + high) / 2.0) / (high - low) * MIDDLE_GRAINS)


def _concessions(give: int, *, can_give: bool) -> Iterator[tuple[int, bool]]:
    """Yield (give, loose) pairs, the least audible concession first.

    First a hit back towards the density band, then as it is, then without the held figure, then one hit further out.
    """
    if not can_give:
        yield 0, False
        yield 0, True
        return
    if give:
        yield give - (1 if give > 0 else -1), False
    yield give, False
    yield give, True
    for other in (give - 1, give + 1):
        if abs(other) <= MAX_GIVE:
            yield other, True


def _further_gives(give: int) -> Iterator[int]:
    """Yield the gives that are more than a hit away from the present one, the nearest first."""
    for further in range(2, 2 * MAX_GIVE + 1):
        for other in (give - further, give + further):
            if abs(other) <= MAX_GIVE:
                yield other


def judged(control: Control, scores: Scores, bands: Mapping[str, Band | None], *, plain: bool) -> Control:
    """Return the controller's memory after a bar: how long each score has missed its band.

    A fill or a turn is a planned exception: it neither counts as a miss nor ends one.

    Source: docs/scores.md#bands: what cannot be met is reported, not chased.
    """
    control = replace(control, timing_random_ms=scores.timing_random_ms)
    if not plain:
        return control
    missed = {
        letter: control.missed.get(letter, 0) + 1
        for letter, value in bounded_values(scores).items() if distance(value, bands[letter])
    }
    held_by = {letter: why for letter, why in control.held_by.items() if letter in missed}
    return replace(control, missed=missed, renewals=control.renewals if "S" in missed else 0, held_by=held_by)


def wants_renewal(control: Control) -> bool:
    """Return True when free layers should get new figures because S has missed its band."""
    return control.missed.get("S", 0) >= RENEW_AFTER_BARS and control.renewals < MAX_RENEWALS


def out_of_reach(control: Control) -> tuple[str, ...]:
    """Return the letters of the scores that have missed their band for REPORT_AFTER_BARS or more."""
    return tuple(letter for letter, bars in control.missed.items() if bars >= REPORT_AFTER_BARS)
