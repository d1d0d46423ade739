"""When are the clauses of a sentence done, one after the other: "kick out for 4 bars, then a fill"?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.when import When

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.offline.meaning import Clause


def _muted_for(clause: Clause) -> int:
    """Return for how many bars "kick out 8" mutes; 0 where it does not say."""
    mutes = bool(clause.layers) and (clause.gone or clause.no or "mute" in clause.acts)
    plain = [one for one in clause.figures if one.unit == "" and not one.change]
    return int(plain[0].value) if mutes and len(plain) == 1 else 0


class Time:
    """Follows when the clauses of a sentence are to be done: "then" comes after what was said for so many bars."""

    def __init__(self, playing: bool, before: Sequence[Clause] = ()) -> None:  # noqa: FBT001 - of one use
        self._first = 1 if playing else 0
        self._wait = 0
        self._after = 0
        self._after_bar = 0
        self._when: When | None = None
        self._front: When | None = None
        planned = before[-1].when if before else None
        self._last = planned.in_bars or 0 if planned is not None else 0

    def of(self, clause: Clause) -> When | None:
        """Return when a clause is to be done."""
        when = self._when if clause.along and clause.when is None else clause.when
        if clause.later and when is not None and when.in_bars is not None:
            before = None if self._when is None else self._when.at_bar
            bars = when.in_bars
            if before is None:
                when = replace(when, in_bars=bars + self._last)
            else:
                when = replace(when, in_bars=None, at_bar=before + bars)  # at 56, and back 8 later
        lasting = clause.bars or _muted_for(clause) or (1 if "fill" in clause.acts else 0)
        rising = 0 if lasting else clause.over or 0  # it has arrived by then
        joined = clause.joint in {"and", ",", "plus", "also"}
        if clause.when is not None:
            self._front = clause.when if clause.fronted and not clause.later else None
        elif when is None and joined and self._front is not None and self._front.every_bars is None:
            when = self._front  # at 65 the clap out and the hats in
        if when is None and clause.joint == "then" and self._after_bar:
            when = When(at_bar=self._after_bar)
        elif when is None and clause.joint == "then" and self._after:
            when = When(in_bars=self._after)
        elif when is None and self._wait:
            when = When(in_bars=self._wait)
        elif when is not None and when.in_bars is not None:
            self._wait = when.in_bars
        placed = when is not None and when.at_bar is not None
        start = self._start(when) if lasting else self._start(when) - self._first if when is None else when.in_bars or 0
        self._after = start + (lasting or rising) if (lasting or rising) and not placed else 0
        ends = (lasting or rising) and placed and when is not None
        self._after_bar = (when.at_bar or 0) + (lasting or rising) if ends and when is not None else 0
        self._last = when.in_bars or 0 if when is not None else 0
        self._when = when
        return when

    def end_of(self, clause: Clause, when: When | None) -> When | None:
        """Return when a change that is meant for some bars is over; None where that cannot be said."""
        if when is not None and when.at_bar is not None:
            return When(at_bar=when.at_bar + (clause.bars or 0))
        plain = when is None or when.in_bars is not None
        return When(in_bars=self._start(when) + (clause.bars or 0)) if plain else None

    def _start(self, when: When | None) -> int:
        return when.in_bars if when is not None and when.in_bars is not None else self._first
