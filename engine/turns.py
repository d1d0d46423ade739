"""What happens in the last bar before a line of 4, 8, 16 or 32?

With `phrase.turns` that bar is turned in kind: a hit is dropped, a roll is added, the last beat stops, or the kick
stays out of the whole bar. Turns nest: one before a longer line changes more hits than those before shorter lines would
change in the same bar. Where its kind by itself changes fewer - a stop of two layers, a roll on a drum that plays
there anyway - it goes further.

Source: ours, after how dance records are built (docs/rules.md#phrases).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.bands import distance
from engine.draws import unit_draw, unit_draws
from engine.form import LINES
from engine.near_kick import FULL
from engine.scores import dispersion, entrainment, entropy, syncopation
from engine.timebase import STEPS_PER_BAR

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.bands import Band
    from engine.draft import Draft
    from engine.phrase import Moment

LAST_BEAT: Final = 12
HALF: Final = 8
"""First step of what a stop silences, and the earliest to which it reaches in a thin bar."""
SECOND_HALF: Final = 0xFF00
ROLLERS: Final = ("snare", "tom", "clap", "rim", "perc", "conga")
"""Who rolls, the first that is there, by the beginning of its name."""
STRAIGHT_ROLL: Final = 0xE000
"""Steps 13 14 15: the pick-up to the next bar."""
SILENT_CRASH: Final = "crash"
FREE_BAND: Final = 0.19
"""Width of a band of E, from .8 to 1 by default, below which someone steers it, and rolls keep it too. Ours."""

MORE: Final = (0, 1, 2, 2)
"""Hits that a turn before 4, 8, 16 and 32 bars changes more than the next smaller: more before lines where more layers
change their figures anyway, which may hide it. Ours."""
MOST_TRIED: Final = 32
"""Hits that are looked at for one to be dropped. Ours: a bar of 64 layers has to be ready, too."""

Steps = dict[str, int]
"""Masks of layers, by name."""


@dataclass(frozen=True, slots=True)
class Turning:
    """A bar that is to be turned.

    Attributes:
        drafts: all layers with their steps.
        moment: names the draws.
        bands: by letter.
        before: steps of the backbone in the bar before, None where there is none.
        nested: it changes more than turns before shorter lines, and a drop regards H and D; not before meaning 4.
    """

    drafts: Sequence[Draft]
    moment: Moment
    bands: Mapping[str, Band | None]
    before: int | None
    nested: bool


def line_after(moment: Moment) -> int:
    """Return the longest of 4, 8, 16 and 32 bars whose line follows this bar, 0 for none."""
    return max((bars for bars in LINES if (moment.since_anchor + 1) % bars == 0), default=0)


def kind_of(moment: Moment) -> str:
    """Return the turn of this bar: drop, roll, stop or no_kick; "" for a bar without one."""
    line = line_after(moment)
    if not (moment.turns and line and moment.repeats):
        return ""
    return _kind_before(moment, LINES.index(line))


def _kind_before(moment: Moment, place: int) -> str:
    return moment.turns[min(place, len(moment.turns) - 1)]


def turn(bar: Turning, kind: str) -> None:
    """Turn a bar in place.

    Args:
        bar: the bar.
        kind: drop, roll, build (a longer roll), stop or no_kick.

    Source: ours.
    """
    least = 0
    if bar.nested and kind == kind_of(bar.moment):
        for place, more in enumerate(MORE[1:LINES.index(line_after(bar.moment)) + 1]):
            least = _size(bar, _turned(bar, _kind_before(bar.moment, place), least)) + more
    turned = _turned(bar, kind, least)
    for draft in bar.drafts:
        if draft.part.name in turned:
            _play(draft, turned[draft.part.name])


def crash(drafts: Sequence[Draft], moment: Moment) -> None:
    """Let crash layers sound on 1 where a phrase of 32 begins after a turn of its own."""
    if len(moment.turns) == len(LINES) and moment.bar and moment.since_anchor % LINES[-1] == 0:
        strike(drafts)


def strike(drafts: Sequence[Draft]) -> None:
    """Let crash layers sound on 1."""
    for draft in drafts:
        if draft.part.name.startswith(SILENT_CRASH):
            _play(draft, draft.mask | 1)


def _play(draft: Draft, mask: int) -> None:
    draft.mask = mask
    draft.ghosts &= mask
    draft.stages.append(("the turn", mask))


def _size(bar: Turning, turned: Steps) -> int:
    """Return how many hits a turn changes."""
    return sum([(draft.mask ^ turned.get(draft.part.name, draft.mask)).bit_count() for draft in bar.drafts])


def _turned(bar: Turning, kind: str, least: int) -> Steps:
    """Return the steps of the layers that a turn changes; `least` hits of them, where there are so many."""
    match kind:
        case "drop":
            return _dropped(bar, least)
        case "roll":
            return _with_roll(bar, STRAIGHT_ROLL, bar.bands["E"], least)
        case "build":
            return _with_roll(bar, SECOND_HALF, bar.bands["E"], least)
        case "stop":
            return _stopped(bar, least)
        case _:
            kicks = {draft.part.name: 0 for draft in bar.drafts if draft.mask and draft.part.voice == "K"}
            return kicks | _with_roll(bar, SECOND_HALF, None, 0)


# --- a hit is dropped -------------------------------------------------------------------------------------------------


def _dropped(bar: Turning, least: int) -> Steps:
    """Leave out the last hit of one layer that is no kick and has others; of more of them to reach `least`.

    Where goals would be missed for each of these, another late hit is left out.
    """
    able = [draft for draft in bar.drafts if draft.part.voice != "K" and draft.mask.bit_count() > 1]
    # The same bar of a phrase of 16 turns alike, so that turns return as figures do.
    first = int(unit_draw(bar.moment.seed, "dropped", bar.moment.since_anchor % LINES[2]) * len(able))
    able = able[first:] + able[:first]
    turned: Steps = {}
    for _ in range(min(max(least, 1), len(able))):
        left = [one for one in able if one.part.name not in turned]
        options = [turned | {one.part.name: _without_last(one.mask)} for one in left]
        firm = [option for option in options if _keeps_beat(bar, option, bar.bands["E"])] or options
        turned = next(_best_first(bar, firm, [turned | other for one in left for other in _without_late(one)]))
    return turned


def _best_first(bar: Turning, options: Sequence[Steps], others: Sequence[Steps]) -> Iterator[Steps]:
    """Yield those of some turns first that keep the bar in its bands; `others` only if they do."""
    if bar.nested:
        yield from (option for option in options[:MOST_TRIED] if _keeps_scores(bar, option, "SHD"))
        for option in others[:MOST_TRIED]:
            if _keeps_scores(bar, option, "SHD") and _keeps_beat(bar, option, bar.bands["E"]):
                yield option
    yield from (option for option in options if _keeps_scores(bar, option, "S"))
    yield from options


def _without_late(draft: Draft) -> list[Steps]:
    """Return a layer's steps without each hit of the bar's second half but its last."""
    late = [step for step in range(draft.mask.bit_length() - 2, HALF - 1, -1) if draft.mask >> step & 1]
    return [{draft.part.name: draft.mask & ~(1 << step)} for step in late]


def _keeps_scores(bar: Turning, turned: Steps, letters: str) -> bool:
    """Return True when some of S, H and D stay in their bands."""
    voices = {"K": 0, "M": 0, "C": 0}
    for draft in bar.drafts:
        voices[draft.part.voice] |= turned.get(draft.part.name, draft.mask)
    kick, middle, cymbal = sounding = tuple(voices.values())
    return not any(
        distance(
            syncopation(kick, middle, cymbal) if letter == "S"
            else entropy(sounding) if letter == "H" else dispersion(sounding),
            bar.bands[letter],
        )
        for letter in letters if bar.bands[letter] is not None
    )


def _keeps_beat(bar: Turning, turned: Steps, band: Band | None) -> bool:
    """Return True when E stays in its band in the turned bar, and in the bar after it."""
    whole = changed = 0
    for draft in bar.drafts:
        if draft.part.backbone:
            whole |= draft.mask
            changed |= turned.get(draft.part.name, draft.mask)
    if not any(draft.part.backbone and draft.part.name in turned for draft in bar.drafts):
        return True
    return not (distance(entrainment(changed, bar.before), band) or distance(entrainment(whole, changed), band))


def _without_last(mask: int) -> int:
    return mask & ~(1 << mask.bit_length() - 1)


# --- the last beat stops ----------------------------------------------------------------------------------------------


def _stopped(bar: Turning, least: int) -> Steps:
    """Silence the last beat, and in a bar that is too thin for that more, up to half of it."""
    turned: Steps = {}
    for start in range(LAST_BEAT, HALF - 1, -1):
        turned = {draft.part.name: draft.mask & ~(FULL << start) for draft in bar.drafts if draft.mask}
        if _size(bar, turned) >= least:
            break
    return turned


# --- a roll -----------------------------------------------------------------------------------------------------------


def _with_roll(bar: Turning, steps: int, band: Band | None, least: int) -> Steps:
    """Roll on one layer; where E is held in a narrow band, on one that leaves it there, if there is such a layer.

    To reach `least` a drum that has room for it rolls, and from further back; where none has, the bar stops.
    """
    able = [draft for draft in bar.drafts if draft.part.voice != "K" and not draft.part.layer.offbeats_only]
    order = [draft for name in ROLLERS for draft in able if draft.part.name.startswith(name)] or able
    if not able:
        return {}
    steered = band is not None and band[1] - band[0] < FREE_BAND
    others = [one for one in able if one not in order and one.mask] if steered or least else []
    rolls = [{one.part.name: _rolled(bar, one, steps, least)} for one in (*order, *others)]
    large = [roll for roll in rolls if _size(bar, roll) >= least]
    if not large:
        return max(_stopped(bar, least), *rolls, key=lambda turned: _size(bar, turned))
    return next((roll for roll in large if not steered or _keeps_beat(bar, roll, band)), large[0])


def _rolled(bar: Turning, draft: Draft, steps: int, least: int) -> int:
    """Return the steps of a layer with a roll on some, thicker towards the line, and longer to reach `least`."""
    draws = unit_draws(bar.moment.seed, draft.part.name, "turned roll", bar.moment.since_anchor % LINES[-1])
    thick = [step for step in range(STEPS_PER_BAR) if steps >> step & 1 and draws[step] < (step - 3.0) / 12.0]
    mask = draft.mask | sum([1 << step for step in thick]) | 1 << STEPS_PER_BAR - 1
    for step in range(STEPS_PER_BAR - 1, HALF - 1, -1):
        if (mask ^ draft.mask).bit_count() >= least:
            break
        mask |= 1 << step
    return mask
