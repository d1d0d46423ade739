"""Does every drum of the kit measure as the machine does, and is sound made fast enough?"""

from __future__ import annotations

import time
from math import exp
from typing import TYPE_CHECKING, Final

from bench.figures import Figure, Within
from bench.sound import measure
from bench.sound.targets import TARGETS
from sequencer.folders import find_config
from sequencer.sound.drum_map import HATS
from sequencer.sound.hit import FULL_VELOCITY
from sequencer.sound.kit import Kit
from sequencer.sound.mixer import Mixer
from sequencer.sound.offline import bar_ends, wav_of
from sequencer.sound.skins import BEND_MS as TOM_BEND_MS
from sequencer.sound.snare import BEND_MS as SNARE_BEND_MS
from sequencer.tape.offline import rendered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

VELOCITY: Final = 100
"""Drums are measured as they are tuned."""
SECOND_PEAK_HZ: Final = (1000.0, 2500.0)
BURST_MS: Final = (0.0, 10.5, 21.0, 31.0)
RIM_NOTE, SNARE_NOTE = 37, 38
BARS: Final = 64
TIMES_REAL_TIME: Final = 10.0


def figures() -> Iterator[Figure | Within]:
    """Yield the figures of every drum, then how fast 64 bars become sound."""
    kit = Kit()
    for name, (note, targets) in TARGETS.items():
        hit = Hit(kit, note)
        for target in targets:
            value = hit.figure(target.figure)
            yield Within(f"{name}: {target.figure}", value, target.low, target.high, target.unit)
    yield _speed()


class Hit:
    """One drum of the kit, and all that can be measured on it."""

    def __init__(self, kit: Kit, note: int) -> None:
        self._kit = kit
        self._note = note
        rate = self._rate = kit.rate
        self._samples = measure.begun(kit.sound(note, VELOCITY), rate)
        self._level = measure.envelope(self._samples, rate)
        self._spectrum = measure.power(self._samples, rate)

    def figure(self, name: str) -> float:
        """Return a target's figure by its name.

        Raises:
            KeyError: nothing of that name is measured.
        """
        if name.startswith("pitch at "):
            curve = measure.pitches(self._samples, self._rate, 500.0)
            return measure.at(curve, float(name.split()[2]))
        if name.startswith("-"):
            return measure.falls_ms(self._level, self._rate, float(name.split(maxsplit=1)[0][1:]))
        if name.startswith(("burst ", "level of burst ")):
            return self._burst(name)
        if name.startswith("mode "):
            return self._mode(name)
        named: dict[str, Callable[[], float]] = {
            "peak": lambda: measure.peak_ms(self._level, self._rate),
            "crest": lambda: measure.crest_db(self._samples, self._rate),
            "centroid": lambda: measure.centroid(self._spectrum),
            "peak frequency": lambda: measure.strongest(self._spectrum),
            "second peak": lambda: measure.strongest(self._spectrum, *SECOND_PEAK_HZ),
            "0-120 Hz": lambda: measure.share(self._spectrum, 0, 120),
            "above 500 Hz": lambda: measure.share(self._spectrum, 500, 1e9),
            "above 2 kHz": lambda: measure.share(self._spectrum, 2000, 1e9),
            "2-6 kHz": lambda: measure.share(self._spectrum, 2000, 6000),
            "6-10 kHz": lambda: measure.share(self._spectrum, 6000, 10000),
            "above 10 kHz": lambda: measure.share(self._spectrum, 10000, 1e9),
            "bend": self._bend,
            "choked after": lambda: choked_ms(self._kit),
            "all over": self._all_over,
        }
        return named[name]()

    def _all_over(self) -> float:
        return measure.peak_ms(self._level, self._rate) + measure.falls_ms(self._level, self._rate, 40)

    def _mode(self, name: str) -> float:
        begin, end = (5.0, 35.0) if self._note == RIM_NOTE or "/" in name else (40.0, 120.0)  # high modes are soon over
        found = measure.partials(self._samples, self._rate, begin, end)
        which = int(name.split()[1]) - 1
        if which >= len(found):
            return float("nan")
        return found[which] / found[0] if "/" in name else found[which]

    def _bend(self) -> float:
        """Return the first mode's start against its end: what its mean of the first 24 ms tells, taken back to 0."""
        early = measure.partials(self._samples, self._rate, 2.0, 26.0)[0]
        late = measure.partials(self._samples, self._rate, 60.0, 140.0)[0]
        tau = SNARE_BEND_MS if self._note == SNARE_NOTE else TOM_BEND_MS
        return 1 + (early / late - 1) * exp(14.0 / tau)

    def _burst(self, name: str) -> float:
        level = measure.envelope(self._samples, self._rate, 1.5)
        spans = []
        for begin in BURST_MS:
            first, last = (round((begin + more) * self._rate / 1000) for more in (0.0, 8.0))
            span = level[first:last]
            highest = max(span)
            rise = next(place for place, value in enumerate(span) if value > highest / 2)
            spans.append((1000 * (first + rise) / self._rate, highest))
        index = int(name.rsplit(maxsplit=1)[-1]) - 1
        if name.startswith("level"):
            return spans[index][1] / max(highest for _, highest in spans)
        return spans[index][0] - spans[0][0]


def choked_ms(kit: Kit) -> float:
    """Return how long an open hat is heard after a closed one has begun: until it is 40 dB below what it was."""
    rate = kit.rate
    mixer, rest = Mixer(rate), Mixer(rate)
    silent = kit.sound(42, 1)[:1]
    for desk in (mixer, rest):
        desk.strike(kit.sound(46, FULL_VELOCITY), 0, HATS)
        while desk.frame < rate // 10:
            desk.block()
    begin = mixer.frame
    mixer.strike(silent, begin, HATS)
    heard = [value for _ in range(20) for value in mixer.block()]
    level = measure.envelope(heard, rate, 0.5)
    loud = max(level)
    return 1000 * max(place for place, value in enumerate(level) if value > loud / 100) / rate


def _speed() -> Figure:
    bars = rendered(find_config("m4_showcase").config, bars=BARS)
    began, used = time.perf_counter(), time.process_time()
    size = sum(map(len, wav_of(bars, Kit())))
    took, used = time.perf_counter() - began, time.process_time() - used
    lasts = bar_ends(bars, Kit().rate)[-1] / Kit().rate
    note = f"{lasts:.0f} s of music, {size / 1e6:.0f} MB: {used:.1f} s of processor time, {took:.1f} s in all"
    return Figure(f"{BARS} bars to sound, times real time", lasts / used, "at least", TIMES_REAL_TIME, "", note)
