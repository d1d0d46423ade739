"""Is what the grammar made of a line what lines like it meant? If that is not likely, the line is asked about.

Signs of the requests are held against those of the line: are they of the kind that such words ask for, of the layers
and figures that are named, at a time that is said?
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Final

from agent.offline.asking import Question
from agent.offline.learned.last import last_of, points
from agent.offline.learned.second import kind_of, kind_of_one
from agent.offline.learned.signs import NO_WISH, about_line, line_signs, share_step
from agent.offline.learned.traits import traits_of
from agent.offline.learned.weights import learnt
from agent.offline.learned.which import likely_layers, likely_set, share_of
from agent.offline.plainly import plainly
from agent.requests import Transport
from engine.commands import Drop, Fill, Jam, Mark, Mute, Scene, Solo, Tempo, Watch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agent.offline.understand import Asked, Understood
    from engine.state import SessionState

CLEAR: Final = 0.65
"""What is so likely needs no question."""
UNSAID: Final = frozenset({"conditions", "offbeats_only", "channel", "note"})
"""What authors of the corpus had no command for, so that it is in no line as what was meant."""
MEANT: Final = "right"
MOST: Final = 3


def may_be_doubted(text: str, state: SessionState, found: Understood) -> bool:
    """Return True for a reading that people's lines can say something about.

    They can't for kinds of wishes that nobody taught, for what only keeps something under a name, and where a line
    names the bars.

    Args:
        text: what was said. state: how the music stands. found: what was understood.
    """
    if found.question is not None or not found.asked:
        return False
    if all(isinstance(one.request, Mark) or getattr(one.request, "action", "") == "save" for one in found.asked):
        return False
    joins = bool(state.stage.solos) and all(isinstance(one.request, Solo) for one in found.asked)
    if joins or any(isinstance(one.request, Jam) and one.request.layers for one in found.asked):
        return False
    if found.why or any(isinstance(one.request, (Watch, Transport, Scene)) for one in found.asked):
        return False
    said = set(about_line(text, state).figures)
    bars = [one.when.at_bar if one.when is not None else None for one in found.asked]
    if all(bar is not None and said & {f"{bar}", f"{bar + 1}"} for bar in bars):
        return False
    lasts = re.search(r"\bfor\b", text.lower()) is not None
    if any(
        isinstance(one.request, Drop) and str(one.request.bars) in said and (lasts or one.when is None)
        for one in found.asked
    ):
        return False
    heads = {kind_of_one(one, state).partition(":")[0] for one in found.asked}
    return not (heads & UNSAID or (len(heads) == 1 and not heads <= _taught()))


def right_share(text: str, state: SessionState, asked: Sequence[Asked]) -> float:
    """Return how likely requests are what a line meant, by signs of both."""
    kinds = learnt().kinds.shares(traits_of(text, state))
    return learnt().acts.shares(act_signs(text, asked, state, kinds))[MEANT]


@cache
def _taught() -> frozenset[str]:
    """List the kinds of acts that the corpus has examples of."""
    return frozenset(name.partition(" least ")[0] for name in learnt().acts.weights if " least " in name)


def doubted(found: Understood) -> Understood:
    """Turn a reading into a question that offers it, and ask nothing else of the music."""
    own = plainly(found.asked)
    asks = (
        Question(f"I may have that wrong; {own}?", (own, "no"), unsure=True) if own
        else Question("I may have that wrong; say it in other words?", (), unsure=True)
    )
    return replace(found, asked=[], question=asks)


def surely_asks(text: str, state: SessionState) -> bool:
    """Return True for a line that surely wants something done now, whatever trouble it speaks of."""
    kinds = learnt().kinds.shares(traits_of(text, state))
    found = max(kinds, key=lambda one: kinds[one])
    return found not in NO_WISH and kinds[found] >= CLEAR


def act_signs(
    text: str, asked: Sequence[Asked], state: SessionState, kinds: Mapping[str, float]
) -> frozenset[str]:
    """Return the signs of what was understood of a line.

    Args:
        text: what was said. asked: what was understood. state: how the music stands.
        kinds: of wishes, with how likely each is by the words of the line.
    """
    line, wanted = about_line(text, state), _layers(asked, state)
    own = list(dict.fromkeys(kind_of_one(one, state) for one in asked))
    shares = [_share(one, kinds) for one in own]
    wanted_kind = max(kinds, key=lambda one: kinds[one]) if kinds else ""
    figures = {f"{one:g}" for one in _figures(asked)}
    left = [one for one in line.figures if one not in figures]
    kind, last = kind_of(asked, state), last_of(state)
    layers = (
        "none" if not wanted else "same" if wanted == line.layers else "fewer" if wanted < line.layers
        else "last" if not line.layers and wanted == set(last.layers)
        else "unnamed" if not line.layers else "others" if not wanted & line.layers else "more"
    )
    timed = any(one.when is not None or getattr(one.request, "bars", None) for one in asked) or any(
        isinstance(one.request, Tempo) and one.request.over_bars for one in asked)
    least, most = share_step(min(shares, default=0.0)), share_step(max(shares, default=0.0))
    which = likely_layers(text, state)
    likely = share_step(share_of(wanted, which)) if wanted else f"none {min(MOST, len(likely_set(which)))}"
    head = kind.split(":", maxsplit=1)[0]
    return line_signs(text, state, kinds) | {
        f"is {kind}", f"least {least}", f"most {most}", f"{head} least {least}", f"is {kind} for {wanted_kind}",
        f"for {wanted_kind} {share_step(kinds.get(wanted_kind, 0.0))}", f"acts {min(MOST, len(own))}",
        f"layers likely {likely}", f"layers likely {likely} {head}", f"layers likely {likely} {layers}",
        f"layers {layers}", f"layers {layers} {head}", f"layers {layers} of {min(MOST, len(line.layers))}",
        f"figures left {min(MOST, len(left))}", f"figures left {min(MOST, len(left))} {head}",
        f"said time {bool(line.times)} timed {timed}", f"said time {bool(line.times)} timed {timed} {head}",
        f"unknown {line.unknown} least {least}", f"parts {line.parts} acts {min(MOST, len(own))}",
        *(f"{head} beside {word}" for word in line.words),
        *(f"{head} after {last.kind} {word}" for word in points(text) if last.kind),
    }


def _share(kind: str, kinds: Mapping[str, float]) -> float:
    """Return how likely a kind is; a change of one parameter to a value counts for both directions."""
    head = kind.partition(":")[0]
    return kinds.get(kind, 0.0) + (kinds.get(f"{head}:to", 0.0) if f"{head}:to" != kind else 0.0)


def _layers(asked: Sequence[Asked], state: SessionState) -> set[str]:
    """Return the layers that requests are about."""
    named = {str(getattr(one.request, "layer", "")) for one in asked}
    paths = {str(getattr(one.request, "path", "")).partition(".")[0] for one in asked}
    return (named | paths) & set(state.config.layers)


def _figures(asked: Sequence[Asked]) -> list[float]:
    """Return the figures of requests: values and bars."""
    found = list[float]()
    for one in asked:
        request = one.request
        values = [getattr(request, name, None) for name in ("to", "bpm", "over_bars", "low", "steps")]
        values += [request.bars] if isinstance(request, (Mute, Solo, Fill)) else []
        values += [one.when.in_bars, one.when.at_bar, one.when.every_bars] if one.when is not None else []
        found += [float(value) for value in values if isinstance(value, (int, float))]
        found += [float(request.step + 1)] if hasattr(request, "step") else []
        found += [one.when.at_bar + 1.0] if one.when is not None and one.when.at_bar is not None else []
    return found
