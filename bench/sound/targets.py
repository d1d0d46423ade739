"""What do the machines sound like, in figures?

Measured on recordings of a Roland TR-909 (cowbell and congas: TR-808) and taken from its published circuits. A
frequency may be 5 % beside what was found, a share of the spectrum 8 points; a decay has the range of the recordings,
or 15 % where there was one.
"""

from __future__ import annotations

from typing import Final, NamedTuple

FREQUENCY: Final = 0.05
POINTS: Final = 8.0
ONE_RECORDING: Final = 0.15


class Target(NamedTuple):
    """A figure of a drum and the range it belongs in."""

    figure: str
    low: float
    high: float
    unit: str


def hertz(figure: str, low: float, high: float | None = None) -> Target:
    """Return a range of frequencies, 5 % wider than what was found."""
    return Target(figure, low * (1 - FREQUENCY), (high or low) * (1 + FREQUENCY), "Hz")


def points(figure: str, percent: float, high: float | None = None) -> Target:
    """Return a range of shares of the spectrum, 8 points wider than what was found."""
    return Target(figure, max(0.0, percent - POINTS), (percent if high is None else high) + POINTS, "%")


def decays(*ranges: tuple[float, float, float] | tuple[float, float]) -> tuple[Target, ...]:
    """Return ranges of decay: (decibels, least, most ms), or (decibels, ms) of one recording."""
    found = []
    for decibels, least, *rest in ranges:
        low, high = (least, rest[0]) if rest else (least * (1 - ONE_RECORDING), least * (1 + ONE_RECORDING))
        found.append(Target(f"-{decibels:.0f} dB", low, high, "ms"))
    return tuple(found)


def crest(low: float, high: float) -> Target:
    """Return a range of the peak over the root mean square of 100 ms."""
    return Target("crest", low, high, "dB")


TARGETS: Final[dict[str, tuple[int, tuple[Target, ...]]]] = {
    "kick": (36, (
        hertz("pitch at 9 ms", 215, 340), hertz("pitch at 20 ms", 160, 210), hertz("pitch at 30 ms", 137, 150),
        hertz("pitch at 50 ms", 91, 108), hertz("pitch at 80 ms", 71, 74), hertz("pitch at 120 ms", 55, 60),
        *decays((10, 98), (20, 203), (40, 205, 339)), Target("peak", 43, 72, "ms"), crest(4, 6),
        points("0-120 Hz", 44, 71), Target("above 500 Hz", 0, 1.5, "%"),
    )),
    "snare": (38, (
        hertz("mode 1", 130, 235), Target("mode 2 / mode 1", 1.45 * 0.95, 1.45 * 1.05, ""),
        Target("bend", 1.5, 1.8, ""),
        *decays((10, 15, 34), (20, 49, 126), (40, 91, 241)), points("above 2 kHz", 2, 34), crest(13, 17),
    )),
    "clap": (39, (
        hertz("peak frequency", 1000, 1150), *decays((10, 13, 29), (20, 43, 60), (40, 200, 278)), crest(18, 21),
        Target("burst 2", 9.5, 11.5, "ms"), Target("burst 3", 20, 22, "ms"), Target("burst 4", 30, 32, "ms"),
        Target("level of burst 1", 0.6, 0.8, ""), Target("level of burst 2", 0.75, 1.0, ""),
        Target("level of burst 3", 0.83, 1.0, ""), Target("level of burst 4", 0.9, 1.0, ""),
    )),
    "closed hat": (42, (
        hertz("peak frequency", 6500), hertz("centroid", 6100), points("2-6 kHz", 41), points("6-10 kHz", 42),
        points("above 10 kHz", 8), *decays((10, 17, 39), (20, 39, 86), (40, 108, 138)), crest(16, 19),
    )),
    "open hat": (46, (
        hertz("centroid", 6200), hertz("second peak", 1500), points("2-6 kHz", 40), points("6-10 kHz", 37),
        points("above 10 kHz", 12), *decays((10, 43, 81), (20, 99, 236), (40, 271, 521)),
        Target("choked after", 0, 10, "ms"),
    )),
    "crash": (49, (hertz("centroid", 4300, 6500), *decays((40, 550, 1163)))),
    "ride": (51, (hertz("centroid", 5800, 9000), *decays((40, 573, 1216)))),
    "rim": (37, (
        hertz("mode 1", 225), hertz("mode 2", 490), hertz("mode 3", 960), *decays((10, 11), (20, 20), (40, 44)),
    )),
    "low tom": (43, (
        hertz("mode 1", 63, 118), Target("mode 2 / mode 1", 1.9 * 0.95, 1.9 * 1.05, ""),
        Target("mode 3 / mode 1", 3.0 * 0.95, 3.0 * 1.05, ""), Target("bend", 1.25 * 0.95, 1.25 * 1.05, ""),
        *decays((40, 148, 378)),
    )),
    "mid tom": (47, (hertz("mode 1", 78, 148), *decays((40, 148, 378)))),
    "high tom": (50, (hertz("mode 1", 96, 182), *decays((40, 148, 378)))),
    "cowbell": (56, (hertz("mode 1", 559), hertz("mode 2", 824), *decays((20, 69), (40, 320)))),
    "low conga": (64, (hertz("mode 1", 201), *decays((40, 352)))),
    "mid conga": (63, (hertz("mode 1", 281), *decays((40, 178)))),
    "high conga": (62, (hertz("mode 1", 412), *decays((40, 158)))),
    "shaker": (70, (
        hertz("centroid", 11000), *decays((20, 9)), Target("peak", 17 * 0.85, 17 * 1.15, "ms"),
        Target("all over", 0, 40, "ms"),
    )),
}
"""By the drum's name: its General MIDI note and what is measured on it."""
