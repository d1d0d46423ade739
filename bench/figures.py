"""What was measured, what is its bound, and was the bound kept?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Side = Literal["at least", "at most"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number and its bound.

    Attributes:
        name: what was measured.
        value: the number.
        side: whether the bound is the least or the most it may be.
        bound: the number it is held to.
        unit: of both; "%" shows shares in percent.
        note: more to know, for people.
    """

    name: str
    value: float
    side: Side
    bound: float
    unit: str = ""
    note: str = ""

    @property
    def passed(self) -> bool:
        """True when the bound is kept."""
        return self.value >= self.bound if self.side == "at least" else self.value <= self.bound

    def line(self) -> str:
        """Return the figure as a line of a table."""
        verdict = "pass" if self.passed else "FAIL"
        shown = f"{self._shown(self.value):>10}  {self.side:>8} {self._shown(self.bound):>8}"
        return f"{verdict}  {self.name:<64}{shown}" + (f"  {self.note}" if self.note else "")

    def _shown(self, number: float) -> str:
        if self.unit == "%":
            return f"{100.0 * number:.2f} %"
        return f"{number:.3g}" + (f" {self.unit}" if self.unit else "")


@dataclass(frozen=True, slots=True)
class Within:
    """One measured number and the range it belongs in.

    Attributes:
        name: what was measured.
        value: the number; not a number where nothing was found.
        low: the least it may be.
        high: the most it may be.
        unit: of all three.
    """

    name: str
    value: float
    low: float
    high: float
    unit: str = ""

    @property
    def passed(self) -> bool:
        """True when the number lies in its range."""
        return self.low <= self.value <= self.high

    def line(self) -> str:
        """Return the figure as a line of a table."""
        verdict = "pass" if self.passed else "FAIL"
        shown = f"{self.value:>10.4g}  {self.low:>8.4g} to {self.high:.4g} {self.unit}".rstrip()
        return f"{verdict}  {self.name:<64}{shown}"


def share(hits: int, of: int) -> float:
    """Return a share 0..1; 1 when there was nothing to count, because nothing failed."""
    return hits / of if of else 1.0
