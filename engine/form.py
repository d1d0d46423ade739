"""Which figure does a layer play in this phrase, and what happens at its end?

A record has a home figure, leaves it for others and returns. With `phrase.home` each layer has a handful of figures
and keeps to one for 8, 16 or 32 bars, by its tier; layers of one tier change together, so that more changes at a line
of 32 than at one of 16 or 8. With `phrase.turns` the last bar before a line of 4, 8, 16 or 32 is turned in kind: a hit
is dropped, a roll is added, the last beat stops, or the kick stays out of the whole bar.

Source: ours, after how dance records are built; sizes nest (docs/rules.md#phrases).
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from engine.bands import distance
from engine.draws import unit_draw, unit_draws
from engine.near_kick import FULL
from engine.scores import entrainment, syncopation
from engine.timebase import STEPS_PER_BAR

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.bands import Band
    from engine.draft import Draft
    from engine.phrase import Moment

LINES: Final = (4, 8, 16, 32)
"""Lengths of phrases that nest, in bars."""
TIERS: Final = ((0.4, 8), (0.75, 16), (1.0, 32))
"""Bars for which a layer keeps its figure, with the share of layers up to it. Ours."""
FIGURES: Final = 5
"""Figures that a layer has besides its home. Ours: what returns is recognised."""
MOST_VARIED: Final = 3
MOST_ADDED: Final = 2
"""Hits that a figure leaves out of a cycle, and adds to it, at most. Ours."""
LAST_BEAT: Final = 0xF000
SECOND_HALF: Final = 0xFF00
ROLLERS: Final = ("snare", "tom", "clap", "rim", "perc", "conga")
"""Who rolls, the first that is there, by the beginning of its name."""
STRAIGHT_ROLL: Final = 0xE000
"""Steps 13 14 15: the pick-up to the next bar."""
SILENT_CRASH: Final = "crash"
FREE_BAND: Final = 0.19
"""Width of a band of E, from .8 to 1 by default, below which someone steers it, and rolls keep it too. Ours."""


@lru_cache(maxsize=4096)
def tier_of(seed: int, layer: str) -> int:
    """Return for how many bars a layer keeps a figure: 8, 16 or 32."""
    draw = unit_draw(seed, layer, "tier")
    return next(bars for share, bars in TIERS if draw < share)


@lru_cache(maxsize=4096)
def _figure(seed: int, tier: int, block: int, home: float) -> int:
    if block == 0:
        return 0
    which, other = unit_draws(seed, "form", tier, block)[:2]
    return 0 if which < home else 1 + int(other * FIGURES)


def figure_of(moment: Moment, layer: str) -> int:
    """Return the number of the figure that a layer plays, 0 for its home.

    Source: ours.
    """
    if moment.home is None:
        raise ValueError("figures have no form without phrase.home")
    tier = tier_of(moment.seed, layer)
    return _figure(moment.seed, tier, moment.since_anchor // tier, moment.home)


def variant(moment: Moment, layer: str, figure: int, mask: int, *, adds: bool) -> int:
    """Return the steps that a figure other than home changes in a layer that plays its own cycle.

    A layer that plays every step goes on; one of the backbone gets no hits more (`adds`).

    Source: ours: a few hits, so that the layer stays itself.
    """
    if not figure or not mask or mask == FULL:
        return 0
    draws = unit_draws(moment.seed, layer, "variant", figure)
    order = sorted(range(STEPS_PER_BAR), key=draws.__getitem__)
    hits = [step for step in order if mask >> step & 1]
    rests = [step for step in order if not mask >> step & 1]
    out = hits[: round(draws[hits[-1]] * min(len(hits) // 3, MOST_VARIED))]
    new = rests[: round(draws[order[-1]] * MOST_ADDED)] if adds else []
    return sum([1 << step for step in (*out, *new)])


def line_after(moment: Moment) -> int:
    """Return the longest of 4, 8, 16 and 32 bars whose line follows this bar, 0 for none."""
    return max((bars for bars in LINES if (moment.since_anchor + 1) % bars == 0), default=0)


def kind_of(moment: Moment) -> str:
    """Return the turn of this bar: drop, roll, stop or no_kick; "" for a bar without one."""
    line = line_after(moment)
    if not (moment.turns and line and moment.repeats):
        return ""
    return moment.turns[min(LINES.index(line), len(moment.turns) - 1)]


def turn(
    drafts: Sequence[Draft], moment: Moment, kind: str, bands: Mapping[str, Band | None], before: int | None
) -> None:
    """Turn a bar in place.

    Args:
        drafts: all layers with their steps.
        moment: names the draws.
        kind: drop, roll, build (a longer roll), stop or no_kick.
        bands: by letter; a hit is dropped where E and S stay in theirs, if there is such a hit.
        before: steps of the backbone in the bar before, None where there is none.

    Source: ours.
    """
    sounding = [draft for draft in drafts if draft.mask]
    match kind:
        case "drop":
            _drop(sounding, moment, bands, before)
        case "roll":
            _roll(drafts, moment, STRAIGHT_ROLL, bands["E"], before)
        case "build":
            _roll(drafts, moment, SECOND_HALF, bands["E"], before)
        case "stop":
            for draft in sounding:
                _play(draft, draft.mask & ~LAST_BEAT)
        case _:
            for draft in sounding:
                if draft.part.voice == "K":
                    _play(draft, 0)
            _roll(drafts, moment, SECOND_HALF, None, before)


def crash(drafts: Sequence[Draft], moment: Moment) -> None:
    """Let crash layers sound on 1 where a phrase of 32 begins after a turn of its own."""
    if len(moment.turns) == len(LINES) and moment.bar and moment.since_anchor % LINES[-1] == 0:
        strike(drafts)


def strike(drafts: Sequence[Draft]) -> None:
    """Let crash layers sound on 1."""
    for draft in drafts:
        if draft.part.name.startswith(SILENT_CRASH):
            _play(draft, draft.mask | 1)


def _drop(sounding: Sequence[Draft], moment: Moment, bands: Mapping[str, Band | None], before: int | None) -> None:
    """Leave out the last hit of one layer that is no kick and has others."""
    able = [draft for draft in sounding if draft.part.voice != "K" and draft.mask.bit_count() > 1]
    if not able:
        return
    # The same bar of a phrase of 16 turns alike, so that turns return as figures do.
    draw = unit_draw(moment.seed, "dropped", moment.since_anchor % LINES[2])
    first = int(draw * len(able))
    able = able[first:] + able[:first]
    firm = [one for one in able if _keeps_beat(sounding, one, _without_last(one.mask), bands["E"], before)] or able
    draft = next((one for one in firm if not distance(_syncopation_without(sounding, one), bands["S"])), firm[0])
    _play(draft, _without_last(draft.mask))


def _keeps_beat(drafts: Sequence[Draft], turned: Draft, mask: int, band: Band | None, before: int | None) -> bool:
    """Return True when E stays in its band in the bar in which a layer plays a mask, and in the bar after it."""
    if not turned.part.backbone:
        return True
    whole = changed = 0
    for draft in drafts:
        if draft.part.backbone:
            whole |= draft.mask
            changed |= mask if draft is turned else draft.mask
    return not (distance(entrainment(changed, before), band) or distance(entrainment(whole, changed), band))


def _without_last(mask: int) -> int:
    return mask & ~(1 << mask.bit_length() - 1)


def _syncopation_without(sounding: Sequence[Draft], dropped: Draft) -> float:
    """Return S of the bar without the last hit of a layer."""
    voices = {"K": 0, "M": 0, "C": 0}
    for draft in sounding:
        voices[draft.part.voice] |= _without_last(draft.mask) if draft is dropped else draft.mask
    return syncopation(voices["K"], voices["M"], voices["C"])


def _roll(
    drafts: Sequence[Draft], moment: Moment, steps: int, band: Band | None, before: int | None
) -> None:
    """Roll on one layer; where E is held in a narrow band, on one that leaves it there, if there is such a layer."""
    able = [draft for draft in drafts if draft.part.voice != "K" and not draft.part.layer.offbeats_only]
    by_name = [draft for name in ROLLERS for draft in able if draft.part.name.startswith(name)]
    if not able:
        return
    order = by_name or able
    draft = order[0]
    if band is not None and band[1] - band[0] < FREE_BAND:
        order = [*order, *[one for one in able if one not in order and one.mask]]
        draft = next(
            (one for one in order if _keeps_beat(drafts, one, _rolled(one, moment, steps), band, before)), draft
        )
    _play(draft, _rolled(draft, moment, steps))


def _rolled(draft: Draft, moment: Moment, steps: int) -> int:
    """Return the steps of a layer with a roll on some, thicker towards the line."""
    draws = unit_draws(moment.seed, draft.part.name, "turned roll", moment.since_anchor % LINES[-1])
    thick = [step for step in range(STEPS_PER_BAR) if steps >> step & 1 and draws[step] < (step - 3.0) / 12.0]
    return draft.mask | sum([1 << step for step in thick]) | 1 << STEPS_PER_BAR - 1


def _play(draft: Draft, mask: int) -> None:
    draft.mask = mask
    draft.ghosts &= mask
    draft.stages.append(("the turn", mask))
