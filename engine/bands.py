"""Which scores are there, which fields bound each, and how are they written?

The one place that knows the five letters: log columns, meters, commands, completion, tools and the controller take
what they need from SCORES. How a score is computed stands in `engine/scores.py`, what it means in docs/scores.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

if TYPE_CHECKING:
    from engine.bar import Scores

ScoreLetter = Literal["E", "S", "D", "H", "T"]
Band = tuple[float, float]

ROUNDING: Final = 1e-9
"""Scores nearer than this are equal: far below any hit's worth, far above what floats lose."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One number that is read from a bar.

    Attributes:
        key: its column in logs and JSON.
        field: its field of `Scores`.
    """

    key: str
    field: str

    def of(self, scores: Scores) -> float:
        """Return the number."""
        value: float = getattr(scores, self.field)
        return value


@dataclass(frozen=True, slots=True)
class Score:
    """What is known of a score besides its formula.

    Attributes:
        letter: on screen and in commands.
        readings: the score itself, then its parts; the band bounds the last one.
        low: field of `Targets` that is the band's lower end, "" where `floor` always is.
        high: likewise its upper end and `ceiling`; the same field as `low` where one field is the middle.
        floor: lower end where no field gives one.
        ceiling: upper end where no field gives one.
        half_width: of a band that is given by its middle.
        unit: "ms", or "" for a share.
        scale: largest value that a meter shows.
        low_alone: one number alone is its lower end, although it has two.
    """

    letter: ScoreLetter
    readings: tuple[Reading, ...]
    low: str
    high: str
    floor: float = 0.0
    ceiling: float = 1.0
    half_width: float = 0.0
    unit: str = ""
    scale: float = 1.0
    low_alone: bool = False

    @property
    def bounded(self) -> Reading:
        """The reading that the band bounds."""
        return self.readings[-1]

    @property
    def low_path(self) -> str:
        """Path of the lower end, "" where there is none."""
        return self.low and f"targets.{self.low}"

    @property
    def high_path(self) -> str:
        """Path of the upper end, "" where there is none."""
        return self.high and f"targets.{self.high}"

    @property
    def has_two_ends(self) -> bool:
        """True when two fields bound it: they may meet, and never pass each other."""
        return bool(self.low and self.high) and self.low != self.high

    def shown(self, value: float) -> str:
        """Return a value for people."""
        return f"{value:.1f} {self.unit}" if self.unit else f"{value:.2f}"

    def shown_band(self, band: Band) -> str:
        """Return a band for people."""
        low, high = band
        return f"{low:g}-{high:g} {self.unit}" if self.unit else f"{low:.2f}-{high:.2f}"


SCORES: Final[tuple[Score, ...]] = (
    Score("E", (Reading("E", "entrainment"),), "E_target", "E_high", low_alone=True),
    Score("S", (Reading("S", "syncopation"),), "S_low", "S_high"),
    Score("D", (Reading("D", "dispersion"),), "D_target", "D_target", half_width=0.05),
    Score("H", (Reading("H", "entropy"),), "H_low", "H_high"),
    Score(
        "T", (Reading("T_ms", "timing_ms"), Reading("T_rand_ms", "timing_random_ms")), "", "T_ms_cap",
        unit="ms", scale=20.0,
    ),
)
"""All scores, in the order in which they are written (docs/scores.md#bands)."""

SCORE_LETTERS: Final[tuple[ScoreLetter, ...]] = get_args(ScoreLetter)
SCORE_OF: Final = {score.letter: score for score in SCORES}
READINGS: Final = tuple(reading for score in SCORES for reading in score.readings)
SCORE_COLUMNS: Final = tuple(reading.key for reading in READINGS)
"""Columns of logs and keys of JSON, in their order; scripts rely on them."""
END_FIELDS: Final = tuple((score.low, score.high) for score in SCORES if score.has_two_ends)
"""Lower and upper field of each band that has two."""


def score_values(scores: Scores) -> dict[str, float]:
    """Return a bar's scores by their columns, unrounded."""
    return {reading.key: reading.of(scores) for reading in READINGS}


def bounded_values(scores: Scores) -> dict[str, float]:
    """Return the values that bands bound, by letter: every score, and of T its random part."""
    return {score.letter: score.bounded.of(scores) for score in SCORES}


def distance(value: float, band: Band | None) -> float:
    """Return how far a score lies outside its band, 0 inside it or without a goal."""
    if band is None:
        return 0.0
    low, high = band
    if value < low - ROUNDING:
        return low - value
    return value - high if value > high + ROUNDING else 0.0
