"""Which condition do words name that can be watched: a score, hits, energy, a section?

"it gets too busy", "the clap is back", "syncopation goes above .6", "there are more than 20 hits for 4 bars", "we reach
the break". What cannot be compared with a number or a name is none.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from agent.offline.hardly_heard import is_out
from agent.offline.layers import meant
from agent.offline.words import FIGURE, MEANINGS
from engine.goals import goals

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from engine.commands import Comparison, Watched
    from engine.config import Config
    from engine.state import SessionState

LITTLE: Final = frozenset(
    "the a an it there that this things we you are is be get gets getting goes go going becomes become sounds "
    "sound feels feel play plays playing has have having falls fall drop drops dropping rises rise climbs climb stays "
    "stay been sits runs hovers remains "
    "ever back dip dips sinks sink just really value beat groove its all of total section part".split()
)
"""Words between a reading and what it is compared with."""
ABOVE: Final = (("more", "than"), ("bigger", "than"), ("larger", "than"),
                ("higher", "than"), ("greater", "than"), ("above",), ("over",), ("past",),
                ("exceeds",), ("exceed",), ("beyond",), (">",))
BELOW: Final = (("less", "than"), ("fewer", "than"), ("lower", "than"), ("below",), ("under",), ("beneath",), ("<",))
AT_LEAST: Final = (("at", "least"), ("reaches",), ("reach",))
AT_MOST: Final = (("at", "most"), ("no", "more", "than"))
TOO: Final[dict[str, tuple[Watched, Comparison]]] = {
    **dict.fromkeys(("busy", "dense", "full", "crowded", "busier", "denser", "cluttered", "hectic"), ("hits", ">")),
    **dict.fromkeys(("sparse", "thin", "empty", "bare", "sparser", "thinner", "little"), ("hits", "<")),
    **dict.fromkeys(("syncopated", "tricky", "offbeat"), ("S", ">")),
    **dict.fromkeys(("straight", "square", "simple", "plain"), ("S", "<")),
    **dict.fromkeys(("random", "chaotic", "messy"), ("H", ">")),
    **dict.fromkeys(("predictable", "regular", "boring"), ("H", "<")),
}
EXPLAINS: Final = frozenset({",", "say", "like", "meaning", "so", "i", "mean", "which", "is"})
BACK: Final = frozenset({"back", "in", "on", "unmuted", "audible", "returns", "again", "playing", "plays"})
AWAY: Final = frozenset(
    "missing quiet lost dead absent out gone away off muted silent stops disappears mute stop".split()
)
COMES: Final = frozenset("is are comes come gets goes go drops drop be kicks has ever falls turns".split())
ARRIVES: Final = frozenset({"starts", "start", "begins", "begin", "comes", "hits", "arrives", "kicks", "is", "drops"})
PASSED: Final = (("is", "over"), ("is", "done"), ("is", "finished"), ("has", "ended"), ("ends",), ("finishes",),
                 ("end",),
                 ("is", "through"), ("is", "out"), ("stops",), ("stop",), ("goes",))
"""What a section does at its end, when the next one begins."""
REACHED: Final = frozenset("equals equal reach reaches hit hits enter enters in into to".split())
READINGS: Final = frozenset({"S", "E", "D", "H", "energy", "density"})
BUSIER: Final = 1.25
"""How many times the hits of now are too many; ours."""
SPARSER: Final = 0.75
LASTING: Final = 2
"""Bars for which it must be too busy before something is done: a fill is not."""
PERCENT: Final = 100.0
STEPS: Final = 16


@dataclass(frozen=True, slots=True)
class Condition:
    """What is watched, and how many words said so; fields are those of the command `when`."""

    what: Watched
    op: Comparison
    value: int | float | str
    words: int
    layer: str = ""
    for_bars: int = 1
    anew: bool = False


def condition_at(words: Sequence[str], state: SessionState) -> Condition | None:
    """Return the condition that words begin with, None when they begin with none."""
    for read in (_too, _section, _layer, _compared):
        found = read(words, state)
        if found is not None:
            return _lasting(_in_figures(found, words, state), words)
    return None


def _in_figures(found: Condition, words: Sequence[str], state: SessionState) -> Condition:
    """Return the figures that explain a condition: "too crowded, say more than 20 hits"; else the condition."""
    behind = list(words[found.words :])
    while behind and behind[0] in EXPLAINS:
        behind.pop(0)
    explained = len(words) - found.words - len(behind)
    exact = _compared(behind, state) if explained > 1 else None
    if exact is None:
        return found
    return Condition(exact.what, exact.op, exact.value, found.words + explained + exact.words, exact.layer)


def _lasting(found: Condition, words: Sequence[str]) -> Condition:
    following = words[found.words : found.words + 1]
    if following and following[0].startswith("@for:"):
        bars = int(following[0].removeprefix("@for:"))
        return replace(found, words=found.words + 1, for_bars=max(bars, 1))
    return found


def _too(words: Sequence[str], state: SessionState) -> Condition | None:
    at = _passed(words, 0)
    found = _too_much(words, at, state)
    if found is not None:
        return found
    if words[at : at + 1] != ["too"] and {"get", "gets", "becomes", "is", "sounds"} & set(words[:at]):
        at -= 1  # gets crowded
    if at < 0 or words[at + 1 : at + 2] == [] or words[at + 1] not in TOO:
        return None
    if words[at] != "too" and words[at] not in LITTLE:
        return None
    what, op = TOO[words[at + 1]]
    if what == "hits":
        now = hits_now(state)
        value: float = round(now * BUSIER) if op == ">" else round(now * SPARSER)
    else:
        band = goals(state.config.targets).get(what)
        if band is None:
            return None
        value = band[1] if op == ">" else band[0]
    return Condition(what, op, value, at + 2, for_bars=LASTING)


def _too_much(words: Sequence[str], at: int, state: SessionState) -> Condition | None:
    """Return the condition of "too much syncopation": a score outside its band."""
    much = words[at + 1 : at + 2] == ["much"]
    if words[at : at + 1] != ["too"] or not (much or words[at + 1 : at + 2] == ["little"]):
        return None
    kind, reading = MEANINGS.get(words[at + 2], ("", "")) if at + 2 < len(words) else ("", "")
    band = goals(state.config.targets).get(reading) if kind == "quality" and reading in {"S", "H"} else None
    if band is None:
        return None
    return Condition(reading, ">" if much else "<", band[1] if much else band[0], at + 3, for_bars=LASTING)  # type: ignore[arg-type]  # S or H


def hits_now(state: SessionState) -> int:
    """Return how many hits a bar has now: of the last one, or, before the first, what the config asks for."""
    if state.figure is not None:
        return sum(mask.bit_count() for mask in state.figure.masks.values())
    return sum(_expected(state.config, name) for name in state.config.layers)


def _expected(config: Config, name: str) -> int:
    layer = config.layers[name]
    return round(layer.density.target * STEPS) if layer.density is not None else abs(layer.fills or 0)


def _section(words: Sequence[str], state: SessionState) -> Condition | None:
    arc = state.config.arc
    names = {} if arc is None else {section.name.lower(): section.name for section in arc.sections}
    at, reached = _passed(words, 0, names), False
    while at < len(words) and words[at] in REACHED:
        at, reached = _passed(words, at + 1, names), True
    named = names.get(words[at]) if at < len(words) else None
    if named is None:
        return None
    at += 1
    if words[at : at + 1] in (["section"], ["part"]):
        at += 1
    for turn in PASSED:
        if tuple(words[at : at + len(turn)]) == turn:
            order = list(names.values())
            following = order[order.index(named) + 1 :]
            return Condition("section", "=", following[0], at + len(turn)) if following else None
    if words[at : at + 1] and words[at] in ARRIVES:
        at += 2 if words[at + 1 : at + 2] in (["in"], ["here"]) else 1
    elif not reached:
        return None
    return Condition("section", "=", named, at)


def _layer(words: Sequence[str], state: SessionState) -> Condition | None:
    start = 1 if words[:1] == ["the"] else 0
    for length in range(min(4, len(words) - start), 0, -1):
        kind, value = MEANINGS.get(" ".join(words[start : start + length]), ("", ""))
        name = value if kind == "layer" else words[start] if _own(words, start, length, state) else ""
        layers = meant(state.config, [name]) if name and name != "all" else []
        if not layers:
            continue
        at = start + length
        while words[at : at + 1] and words[at] in COMES and words[at + 1 : at + 2]:
            at += 1
        if words[at : at + 1] and words[at] in BACK:
            at += 2 if words[at + 1 : at + 2] in (["in"], ["on"], ["again"]) else 1
            return Condition("hits", ">", 0, at, layers[0], anew=not is_out(layers[0], state))
        if words[at : at + 1] and words[at] in AWAY:
            return Condition("hits", "<", 1, at + 1, layers[0], anew=is_out(layers[0], state))
        found = _figure(words, _passed(words, start + length), hits=True)
        if found is not None:
            return Condition("hits", found[0], int(found[1]), found[2], layers[0])
    return None


def _own(words: Sequence[str], at: int, length: int, state: SessionState) -> bool:
    return length == 1 and words[at] in state.config.layers


def _compared(words: Sequence[str], state: SessionState) -> Condition | None:
    at = _passed(words, 0)
    plain = _figure(words, at, hits=True, said=True)
    if plain is not None:
        return Condition("hits", plain[0], int(plain[1]), plain[2])
    first = _figure(words, at, hits=False)
    if first is not None:
        kind, named = MEANINGS.get(words[first[2]], ("", "")) if first[2] < len(words) else ("", "")
        layers = meant(state.config, [named]) if kind == "layer" and named != "all" else []
        if layers:  # below 4 kicks
            return Condition("hits", first[0], int(first[1]), first[2] + 1, layers[0])
        if named in READINGS - {"density"}:  # below 40 percent energy
            share = first[1] / PERCENT if first[1] > 1.0 else first[1]
            return Condition(named, first[0], share, first[2] + 1)  # type: ignore[arg-type]  # one of READINGS
    kind, reading = MEANINGS.get(words[at], ("", "")) if at < len(words) else ("", "")
    if kind != "quality" or reading not in READINGS:
        return None
    hits = reading == "density" and words[at] == "hits"
    found = _figure(words, _passed(words, at + 1), hits=hits)
    if found is None or (reading == "density" and not hits):
        return None
    op, value, end = found
    if hits:
        return Condition("hits", op, int(value), end)
    share = value / PERCENT if value > 1.0 else value
    return Condition(reading, op, share, end)  # type: ignore[arg-type]  # one of READINGS


def _passed(words: Sequence[str], at: int, stops: Collection[str] = ()) -> int:
    while at < len(words) and words[at] in LITTLE and words[at] not in stops:
        at += 1
    return at


def _figure(
    words: Sequence[str], at: int, *, hits: bool, said: bool = False
) -> tuple[Comparison, float, int] | None:
    """Return a comparison with a number: how, with what, and where it ends.

    Args:
        words: of a sentence. at: where the comparison stands.
        hits: it counts, so "at least 20" is more than 19. said: "hits" must stand behind it.
    """
    for turns, op, wide in ((AT_LEAST, ">", -1), (AT_MOST, "<", 1), (ABOVE, ">", 0), (BELOW, "<", 0)):
        for turn in turns:
            if tuple(words[at : at + len(turn)]) != turn:
                continue
            place = at + len(turn)
            place += 1 if words[place : place + 1] in (["a"], ["the"]) else 0
            number = _number(words, place)
            if number is None:
                return None
            value, end = number
            counted = words[end : end + 1] in (["hits"], ["notes"], ["hit"])
            if said and not counted:
                return None
            return op, value + (wide if hits else 0), end + counted  # type: ignore[return-value]  # < or >
    return None


def _number(words: Sequence[str], at: int) -> tuple[float, int] | None:
    if words[at : at + 1] == ["half"]:
        return 0.5, at + 1
    if at >= len(words) or not FIGURE.fullmatch(words[at]):
        return None
    value = float(words[at].rstrip("%").replace(",", "."))
    if words[at].endswith("%"):
        return value / PERCENT, at + 1
    return (value / PERCENT, at + 2) if words[at + 1 : at + 2] == ["percent"] else (value, at + 1)
