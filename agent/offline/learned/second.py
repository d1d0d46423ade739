"""Which wish may a line be that the grammar asks about, and how sure is that?

Wishes come from the grammar's own reading of parts of the line, and from the kinds of wishes that lines like it were.
Each is plain words that the grammar reads whole. How likely each is the one that was meant is learnt
(`weights.py`); only a wish that is likely enough, and of a kind that does no harm, is done without asking.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from agent.offline.asking import MAX_CHOICES, Question
from agent.offline.learned.caution import only_offered
from agent.offline.learned.in_parts import SEVERAL, together
from agent.offline.learned.last import last_of, points
from agent.offline.learned.said import said, slots_of
from agent.offline.learned.signs import is_strange, layers_of, line_signs, share_step, wish_signs
from agent.offline.learned.traits import traits_of
from agent.offline.learned.weights import learnt
from agent.offline.learned.which import likely_layers, share_of
from agent.requests import Record, Transport
from engine.commands import (
    Arc,
    Cancel,
    Drop,
    Fill,
    Freeze,
    Hit,
    Hold,
    Jam,
    Lock,
    Mark,
    Mute,
    Scene,
    Section,
    Set,
    Solo,
    Target,
    Tempo,
    Undo,
    Unfreeze,
    Unlock,
    Unmute,
    Unsolo,
    Watch,
)
from engine.parameters import canonical, read

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agent.offline.understand import Asked, Understood
    from engine.state import SessionState


Read = Callable[[str], "Understood"]
SURE: Final = 0.55
"""A wish at least so likely is done; by cross-validation over authors, four of five such are right."""
OF_ITS_KIND: Final = 0.3
"""So likely its kind must be, by the words of the line alone."""
THESE: Final = 0.7
"""So likely a line is about the layers of a wish that it does not name in the vocabulary's words."""
WORTH: Final = 0.05
"""A wish at least so likely is a choice before what else the grammar offers."""
KINDS: Final = 4
"""Of so many kinds wishes are made."""
OF_A_KIND: Final = 6
MOST_LETTERS: Final = 160
"""A longer line is more than one wish."""
FEWEST_WORDS: Final = 2
"""A single word names a layer, and no wish."""
MEANT: Final = "right"
AT_END: Final = re.compile(r"[?:]+$")
NEVER: Final = 2.0
SAFE: Final = {
    **dict.fromkeys((
        Set, Target, Tempo, Mute, Unmute, Solo, Unsolo, Fill, Drop, Lock, Unlock, Undo, Freeze, Unfreeze, Hold, Arc,
        Mark, Watch,
    ), 0.0),
    **dict.fromkeys((Section, Scene, Record, Hit), 0.5), Cancel: 0.7, Jam: 0.85,
}
"""From which likelihood on each is done: what one "undo" takes back, what changes much, what takes plans away."""
MOST_BPM: Final = 10.0
"""A tempo further away than this is asked about first."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish that a line may mean: in plain words, its kind, what it asks for, and how likely it is."""

    said: str
    kind: str
    asked: tuple[Asked, ...]
    share: float = 0.0


def second_reading(
    text: str, state: SessionState, names: Sequence[str], found: Understood, read: Read
) -> str:
    """Return the wish that a line surely is, "" for none; then the likely ones become choices of the question.

    Args:
        text: what was said. state: how the music stands. names: of the configs.
        found: what was understood, with the question about it. read: understands a line; it changes nothing.
    """
    if found.question is None or len(text) > MOST_LETTERS or len(text.split()) < FEWEST_WORDS:
        return ""
    offered = _choices(found.question)
    def shares_of(said: str) -> Mapping[str, float]:
        return learnt().kinds.shares(traits_of(said, state))

    kinds = shares_of(text)
    wishes = weighed(text, state, kinds, offered, wishes_of(text, state, names, shares_of, offered, read))
    wishes = [one for one in wishes if not _is_so(one.asked, state)]
    best = wishes[0] if wishes else None
    likely = best is not None and best.share >= SURE and kinds.get(best.kind, 0.0) >= OF_ITS_KIND
    if best is None or not likely or not is_safe(best.asked, state, best.share) or _of_others(text, best, state) or (
        only_offered(text, best.said) or is_strange(text, state)
    ):
        found.question = asking_which(found.question, [one.said for one in wishes if one.share >= WORTH])
        return ""
    return best.said


def _is_so(asked: Sequence[Asked], state: SessionState) -> bool:
    """Return True for requests to bring in what sounds."""
    out = {hold.layer for hold in (*state.stage.mutes, *state.stage.solos)}
    return all(isinstance(one.request, (Unmute, Unsolo)) and one.request.layer not in out
               for one in asked) and not state.stage.solos


def _of_others(text: str, wish: Wish, state: SessionState) -> bool:
    """Return True for a wish about layers that a line does not name, or about none where it names some."""
    named, wanted = layers_of(text, state), layers_of(wish.said, state)
    out = {hold.layer for hold in (*state.stage.mutes, *state.stage.solos)}
    others = set(state.config.layers) - named
    if not named and wanted == set(last_of(state).layers) and points(text):
        return False
    if wanted and share_of(wanted, likely_layers(text, state)) >= THESE:
        return False
    return not (wanted <= named or (named and wanted == others) or wanted <= out) or bool(named and not wanted)


def is_safe(asked: Sequence[Asked], state: SessionState, share: float) -> bool:
    """Return True for requests that are done on a reading so likely, and that leave something sounding.

    Args:
        asked: requests. state: how the music stands. share: how likely the reading is.
    """
    muted = {one.request.layer for one in asked if isinstance(one.request, Mute)}
    leaps = [
        one for one in asked if isinstance(one.request, Tempo) and not one.request.over_bars
        and abs(one.request.bpm - state.config.bpm) > MOST_BPM
    ]
    kinds = {type(one.request) for one in asked if getattr(one.request, "action", "") != "off"}
    likely = all(share >= SAFE.get(kind, NEVER) for kind in kinds)
    return likely and muted < set(state.config.layers) and not leaps


def asking_which(question: Question, likely: Sequence[str]) -> Question:
    """Return the question with the wishes that a line may be as choices, the likeliest first."""
    if not likely:
        return question
    choices = tuple(dict.fromkeys((*likely, *_choices(question))))[:MAX_CHOICES]
    what = AT_END.sub("", question.text.split("; ")[0])
    if len(choices) == 1:
        return Question(f"{what}; {choices[0]}?", (*choices, "no"), unsure=True)
    return Question(f"{what}; which of these?", choices, unsure=True)


def _choices(question: Question) -> tuple[str, ...]:
    return tuple(one for one in question.choices if one != "no")


def wishes_of(
    text: str, state: SessionState, names: Sequence[str], shares_of: Callable[[str], Mapping[str, float]],
    offered: Sequence[str], read: Read,
) -> list[Wish]:
    """Return the wishes that a line may mean, no two of which ask for the same, none weighed yet.

    Args:
        text: what was said. state: how the music stands. names: of the configs.
        shares_of: how likely each kind of wish is for a line or a part of it. offered: by the grammar.
        read: understands a line.
    """
    found, kinds = list[Wish](), shares_of(text)
    for wish in offered:
        put = read(wish)
        if _whole(put) and all(one.asked != tuple(put.asked) for one in found):
            found.append(Wish(wish, kind_of(put.asked, state), tuple(put.asked)))
    slots = slots_of(text, state, names)
    for kind in sorted(kinds, key=lambda one: -kinds[one])[:KINDS]:
        for wish in said(kind, slots)[:OF_A_KIND]:
            put = read(wish)
            if not _whole(put):
                continue
            same = next((at for at, one in enumerate(found) if one.asked == tuple(put.asked)), None)
            if same is None:
                found.append(Wish(wish, kind, tuple(put.asked)))
            else:
                found[same] = Wish(found[same].said, kind, found[same].asked)
    for wish, share in together(text, state, names, shares_of, lambda one: _whole(read(one))):
        put = read(wish)
        if _whole(put) and all(one.asked != tuple(put.asked) for one in found):
            found.append(Wish(wish, kind_of(put.asked, state), tuple(put.asked), share))
    return found


def weighed(
    text: str, state: SessionState, kinds: Mapping[str, float], offered: Sequence[str], wishes: Sequence[Wish]
) -> list[Wish]:
    """Return wishes with how likely each is the one that was meant, the likeliest first."""
    weigh, line = learnt().wishes, line_signs(text, state, kinds)
    put = [
        Wish(one.said, one.kind, one.asked, weigh.shares(line | signs_of(one, text, state, kinds, offered))[MEANT])
        for one in wishes
    ]
    return sorted(put, key=lambda one: -one.share)


def signs_of(
    wish: Wish, text: str, state: SessionState, kinds: Mapping[str, float], offered: Sequence[str]
) -> frozenset[str]:
    """Return the signs of a wish that is not weighed yet; of one for several things, how likely these are together."""
    signs = wish_signs(wish.said, wish.kind, text, state, kinds, offered)
    return signs | {f"together {share_step(wish.share)}"} if wish.share else signs


def kind_of(asked: Sequence[Asked], state: SessionState) -> str:
    """Return the kind of wish that requests are, "several" for those of more than one kind."""
    kinds = {kind_of_one(one, state) for one in asked}
    return kinds.pop() if len(kinds) == 1 else SEVERAL


def kind_of_one(asked: Asked, state: SessionState) -> str:
    """Return the kind of wish that a request is: "velocity:down", "mute", "fill every"."""
    request = asked.request
    match request:
        case Set(path=path, to=to):
            path = canonical(path)
            head, _, rest = path.partition(".")
            try:
                way = _mean(to) - _mean(read(state.config, path))
            except KeyError:
                way = 0.0
            return f"{rest if head in state.config.layers else path}:{'up' if way > 0 else 'down' if way < 0 else 'to'}"
        case Tempo(bpm=bpm):
            return f"bpm:{'up' if bpm > state.config.bpm else 'down'}"
        case Target(score=score, low=low):
            was = getattr(state.config.targets, f"{score}_low", None)
            return f"target {score}:{'down' if _mean(low) < _mean(was) else 'up'}"
        case Transport(action=action):
            return action
        case Fill(bars=bars):
            every = asked.when is not None and asked.when.every_bars is not None
            return "fill off" if bars == 0 else "fill on" if bars is None else "fill every" if every else "fill"
        case _:
            parts = [request.command, str(getattr(request, "action", ""))]
            switch = getattr(request, "on", None)
            parts += [] if switch is None else ["on" if switch else "off"]
            return " ".join(one for one in parts if one)


def _mean(value: object) -> float:
    """Return a level, of a list the mean, 0 for what is no number."""
    if isinstance(value, (list, tuple)):
        return sum(map(_mean, value)) / len(value) if value else 0.0
    return float(value) if isinstance(value, (int, float)) else 0.0


def _whole(put: Understood) -> bool:
    return bool(put.asked) and put.question is None and not (put.left or put.lost or put.foreign or put.missing)
