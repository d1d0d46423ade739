"""When did a clock pulse really happen, and when comes the next one?

Pulses arrive with jitter, and some are lost. A delay-locked loop predicts each pulse and moves its phase and its period
by a share of what it was wrong. A loop that is calm enough for jitter is too slow for a change of tempo, so its
bandwidth is not fixed: errors that lean to one side for longer than jitter would (a cumulated sum, in units of the
jitter measured) open it, and it closes again over the next beat and a half. While it is closed, it is the wider the
cleaner the pulses are. At the start the shares are those of a line fitted through all pulses so far.

A lost pulse shows as a double step. Where jitter makes that doubtful, it is judged again with each pulse that comes, by
all the pulses around it (`sequencer/sync/lost_pulses.py`).

Source: F. Adriaensen, "Using a DLL to filter time" (2005), for the loop; E. S. Page, "Continuous inspection schemes"
(1954), for the sum; the start is the expanding-memory filter of N. Morrison (1969). Opening and closing are ours.
"""

from __future__ import annotations

import math
from collections import deque
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from sequencer.midi.messages import CLOCKS_PER_QUARTER
from sequencer.midi.timeline import NS_PER_MINUTE, NS_PER_MS
from sequencer.sync.lost_pulses import Step, read_again

if TYPE_CHECKING:
    from collections.abc import Sequence

CLOSED: Final = 0.03
"""Bandwidth for a jitter of 2 ms, in radians a pulse."""
WIDEST_CLOSED: Final = 0.25
OPEN: Final = 0.5
SETTLE_PULSES: Final = 36
"""From open to closed."""
REOPENS_PULSES: Final = 18
"""It can be opened again when it is closed half way."""
DRIFT: Final = 1.0
ALARM: Final = 5.0
"""Of the cumulated sum: what is forgiven a pulse, and what opens the loop, in units of the jitter."""
JITTER_NS: Final = 2.0 * NS_PER_MS
LEAST_JITTER_NS: Final = 0.1 * NS_PER_MS
JITTER_MEMORY: Final = 48
SECOND_DIFFERENCE: Final = math.sqrt(6.0) * math.sqrt(2.0 / math.pi)
"""Mean size of t[k] - 2 t[k-1] + t[k-2] for Gaussian jitter of 1: its variance is 6."""
FIRST_PULSES: Final = 48
"""So many pulses are fitted as one line."""
LOCKED_PULSES: Final = 24
SLOWEST_BPM: Final = 20.0
FASTEST_BPM: Final = 300.0
LEAST_PERIOD_NS: Final = 0.5 * NS_PER_MS
"""No clock is faster, whatever comes in; it keeps what is divided by it from vanishing."""
DOUBLE: Final = 1.6
"""Periods from which on a step counts as a double one: after a change of tempo a single one may look like 1.5."""
LEANS: Final = 0.1
"""By so much more where the tempo falls: a single step is then the longer."""
KEPT: Final = 25
"""Pulses by which doubtful steps are judged."""
SIDE: Final = 8
"""While the loop is open, a step is measured from a line through so many pulses."""
LEAST_SIDE: Final = 5
"""Before so many pulses no step is double: nothing is known of the tempo yet."""
DOUBTFUL: Final = 0.3
"""A pulse that lies so far from where any is expected, in periods, is doubtful: one may have been lost, or none."""


def period_ns(bpm: float) -> float:
    """Return how long a pulse lasts at a tempo."""
    return NS_PER_MINUTE / (bpm * CLOCKS_PER_QUARTER)


class PulseFilter:
    """Filters the pulses of one clock; pure, told every moment.

    Attributes:
        ns: filtered moment of the last pulse.
        period_ns: filtered time from pulse to pulse, 0 before the second one.
        heard: pulses since the clock was first heard, or heard again.
        jitter_ns: standard deviation of the pulses' jitter, as measured.
    """

    def __init__(self) -> None:
        self.ns = 0.0
        self.period_ns = 0.0
        self.heard = 0
        self.jitter_ns = JITTER_NS
        self._steps: deque[Step] = deque(maxlen=KEPT)
        self._opened = 0
        self._late = self._early = 0.0
        self._way = 0.0
        """Of the change that has opened the loop: 1 later pulses, -1 earlier ones."""

    @property
    def bpm(self) -> float:
        """Tempo, 0 before the second pulse."""
        return NS_PER_MINUTE / (self.period_ns * CLOCKS_PER_QUARTER) if self.period_ns else 0.0

    @property
    def locked(self) -> bool:
        """A beat was heard, and the tempo is one that is played."""
        return self.heard >= LOCKED_PULSES and SLOWEST_BPM <= self.bpm <= FASTEST_BPM

    @property
    def settled(self) -> bool:
        """The tempo is steady: no change of it is being found out."""
        return not self._opened

    def begin(self, ns: int) -> None:
        """Take a pulse as the first after a silence: the tempo is kept, the phase begins anew."""
        self.ns = float(ns)
        self.heard = 1
        self._steps.clear()
        self._steps.append(Step(ns, 1))
        self._late = self._early = 0.0
        if self.period_ns:
            self._opened, self.heard = SETTLE_PULSES, FIRST_PULSES

    def pulse(self, ns: int) -> int:
        """Take a pulse; return how many pulses on it is: 1, more where some were lost.

        Where an earlier answer proves wrong, this one makes good for it, and may be 0.
        """
        if not self._steps:
            self.begin(ns)
            return 1
        last = self._steps[-1].ns
        if not self.period_ns:
            self.period_ns = max(float(ns - last), period_ns(FASTEST_BPM))
            self.ns, self.heard = float(ns), 2
            self._steps.append(Step(ns, 1))
            return 1
        step = self._step(ns, last)
        if step.count == 1 and self._steps[-1].count == 1 and len(self._steps) > 1:
            self._measure(ns - 2 * last + self._steps[-2].ns)
        self._steps.append(step)
        self._correct(ns - (self.ns + step.count * self.period_ns), step.count)
        self.heard += step.count
        if len(self._steps) == self._steps.maxlen and all(one.count > 1 for one in self._steps):
            self._relearn()
            return 1
        return step.count + self._hindsight()

    def _relearn(self) -> None:
        """Take the pulses as they came: where each seems to follow on a lost one, it is the tempo that is wrong."""
        for step in self._steps:
            step.count, step.doubtful = 1, False
        now_ns, found_ns = fitted(self._steps)
        self.ns, self.period_ns = now_ns, max(found_ns, LEAST_PERIOD_NS)
        self._opened, self._late, self._early = SETTLE_PULSES, 0.0, 0.0

    def _step(self, ns: int, last_ns: int) -> Step:
        """Return how many pulses on this one is, by the last pulse as it came, and as it was filtered."""
        line_ns, period = self.ns, self.period_ns
        if self._opened and len(self._steps) > SIDE:  # an open loop lets the jitter of single pulses into the period
            line_ns, period = fitted(list(self._steps)[-SIDE - 1 :])
            period = max(period, LEAST_PERIOD_NS)
        raw, filtered = (ns - last_ns) / period, (ns - line_ns) / period
        double = DOUBLE + LEANS * self._falls()
        count = 1 if min(raw, filtered) < double or self.heard < LEAST_SIDE else max(2, round(filtered))
        return Step(ns, count, count > 1 or (raw + filtered) / 2 > 1 + DOUBTFUL)

    def _falls(self) -> float:
        """Return how surely the tempo falls, 0..1."""
        sure = (self._late - self._early) / ALARM + self._way * self._opened / SETTLE_PULSES
        return max(0.0, min(1.0, sure))

    def _measure(self, second_difference_ns: int) -> None:
        """Measure the jitter by second differences, which a steady or bending tempo leaves alone."""
        found = min(abs(second_difference_ns), self.period_ns) / SECOND_DIFFERENCE
        self.jitter_ns += (found - self.jitter_ns) / min(JITTER_MEMORY, self.heard)

    def _correct(self, error_ns: float, count: int) -> None:
        jitter = max(self.jitter_ns, LEAST_JITTER_NS)
        units = error_ns / jitter
        self._late = max(0.0, self._late + units - DRIFT)
        self._early = max(0.0, self._early - units - DRIFT)
        if self._opened < REOPENS_PULSES and self.heard > LOCKED_PULSES and max(self._late, self._early) > ALARM:
            self._way = 1.0 if self._late > self._early else -1.0
            self._opened, self._late, self._early = SETTLE_PULSES, 0.0, 0.0
            self.heard = max(self.heard, FIRST_PULSES)
        phase, rate = self._shares(jitter)
        self.ns += count * self.period_ns + phase * error_ns
        self.period_ns = max(LEAST_PERIOD_NS, self.period_ns + rate * error_ns / count)
        self._opened = max(0, self._opened - count)

    def _shares(self, jitter_ns: float) -> tuple[float, float]:
        """Return by which share of an error phase and period move."""
        closed = min(WIDEST_CLOSED, CLOSED * max(1.0, JITTER_NS / jitter_ns))
        width = closed * (OPEN / closed) ** (self._opened / SETTLE_PULSES)
        phase, rate = min(1.0, math.sqrt(2.0) * width), width * width
        if self.heard < FIRST_PULSES:
            n = self.heard + 1
            return max(phase, 2 * (2 * n - 1) / (n * (n + 1))), max(rate, 6 / (n * (n + 1)))
        return phase, rate

    def _hindsight(self) -> int:
        """Judge the doubtful steps again by all pulses that are kept; return by how many pulses they were wrong."""
        if not any(step.doubtful for step in self._steps):
            return 0
        before = sum(step.count for step in self._steps)
        line = read_again(self._steps, max(self.jitter_ns, LEAST_JITTER_NS))
        if line is None:
            return 0
        self.ns, self.period_ns = line.ns, max(line.period_ns, LEAST_PERIOD_NS)
        self._opened, self._late, self._early = REOPENS_PULSES, 0.0, 0.0
        return sum(step.count for step in self._steps) - before


def fitted(steps: Sequence[Step] | deque[Step]) -> tuple[float, float]:
    """Return the moment of the last of some pulses and their period, by a line fitted through them."""
    places = list(accumulate(step.count for step in steps))
    mean = sum(places) / len(places)
    first = steps[0].ns
    mean_ns = sum(step.ns - first for step in steps) / len(steps)
    spread = sum((place - mean) ** 2 for place in places)
    period = sum((place - mean) * (step.ns - first - mean_ns) for place, step in zip(places, steps, strict=True))
    period /= spread
    return first + mean_ns + (places[-1] - mean) * period, period
