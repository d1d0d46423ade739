"""Which layers does a clause mute, bring back, solo?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine import commands

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.offline.meaning import Clause
    from agent.requests import Request
    from engine.config import Config
    from engine.state import Holds

MUTES: Final = frozenset(
    {"until", "layers", "act mute", "gone", "no", "bars", "figures", "excepted", "other", "only", "act stop", "here"}
)
UNMUTES: Final = frozenset(
    {
        "layers",
        "act unmute",
        "here",
        "excepted",
        "other",
        "only",
        "act play",
        "act continue",
        "lacking",
        "act mute",
        "again",
    }
)
SOLOS: Final = frozenset({"until", "layers", "act solo", "only", "bars", "figures", "excepted", "other", "moods"})
UNSOLOS: Final = frozenset({"layers", "act unsolo", "act solo", "no", "gone", "act stop", "act mute", "negated"})
DELETES: Final = frozenset({"delete", "erase", "wipe", "wipe out", "expunge"})
FADED: Final = frozenset({"pull"})
"""Verbs of a fader and of a layer."""
PLAYS: Final = frozenset({"act play", "act continue"})
MOST_BARS: Final = 1024


def bars_of(clause: Clause) -> int | None:
    """Return for how many bars; a bare whole figure counts them, as in "kick out 4"."""
    if clause.bars is not None:
        return clause.bars
    figure = next((one for one in clause.figures if one.unit in {"", "bars"}), None)
    return None if figure is None else int(figure.value)


def bars_are_clear(clause: Clause) -> bool:
    """Return True when each figure of a clause can count bars."""
    plain = all(one.unit == "" and one.value == int(one.value) and not one.change for one in clause.figures)
    count = bars_of(clause)
    return plain and len(clause.figures) + (clause.bars is not None) <= 1 and (count is None or 1 <= count <= MOST_BARS)


def held(  # noqa: PLR0911 - one return a way of holding
    clause: Clause, layers: Sequence[str], config: Config, stage: Holds
) -> list[Request] | None:
    """Read a clause that mutes, solos or brings back layers; None when it does not, or not clearly."""
    slots = clause.slots()
    if "act unsolo" in slots or ("act solo" in slots and slots & {"no", "gone", "act stop", "negated"}):
        soloed = [hold.layer for hold in stage.solos] or list(config.layers)
        return [commands.Unsolo(layer) for layer in (layers or soloed)] if slots <= UNSOLOS else None
    if clause.negated or not bars_are_clear(clause):
        return None
    if clause.figures and set(clause.verbs) & FADED:
        return None  # pull the hats 6: for so many bars, or by so much
    silent = {hold.layer for hold in stage.mutes}
    if layers and set(layers) <= silent and "all" not in clause.layers and _wants_back(clause, slots):
        return [commands.Unmute(layer) for layer in layers]
    if len(layers) == len(config.layers) and clause.verbs and set(clause.verbs) <= DELETES:
        return None  # delete everything: that could be more than sounds
    bars = bars_of(clause)
    if clause.only and slots & {"act play", "act continue"} and layers and "all" not in clause.layers:
        return [commands.Solo(layer, bars) for layer in layers] if slots <= SOLOS | PLAYS else None
    if "act solo" in slots or _is_only(clause, slots):
        every = len(layers) == len(config.layers)
        return [commands.Solo(layer, bars) for layer in layers] if slots <= SOLOS and layers and not every else None
    dropped_back = slots & {"act mute"} and slots & {"act unmute"} and clause.verbs[0].startswith("drop")
    if slots & {"act unmute", "here"} and not (slots & {"act mute", "gone", "no"} and not dropped_back):
        return _back(clause, layers, stage) if slots <= UNMUTES and not clause.figures else None
    if slots == {"layers", "excepted", "act continue"} and clause.layers == ["all"]:
        return [commands.Mute(layer) for layer in config.layers if layer not in layers]  # all go on but the snare
    if slots & {"act play", "act continue"} and layers and "all" not in clause.layers:
        return _back(clause, layers, stage) if slots <= UNMUTES else None
    if slots & {"act mute", "gone", "no", "act stop"} and slots <= MUTES and "here" not in slots:
        return [commands.Mute(layer, bars) for layer in layers] or None
    if "all" in clause.layers and clause.excepted and slots <= {"layers", "excepted", "bars"}:
        return [commands.Mute(layer, bars) for layer in layers] or None  # all but the kick
    return None


def _wants_back(clause: Clause, slots: frozenset[str]) -> bool:
    """Return True for what only a silent layer can do: "give us the clap again"."""
    if slots <= {"layers", "again", "lacking", "act load"}:
        wished = clause.light or clause.again or clause.lacking or clause.when is not None or bool(clause.acts)
        return wished or bool({"now", "with"} & set(clause.said.split()))
    return slots == {"layers", "gone"} and "bring" in clause.said.split()  # bring the clap out


def _is_only(clause: Clause, slots: frozenset[str]) -> bool:
    stripped = not clause.moods or set(clause.moods) <= {"stripped"}
    kept = clause.keep and bool(clause.spared)
    return (
        "only" in slots
        and slots <= {"layers", "only", "bars", "until", "figures", "moods", "other"}
        and stripped
        and not kept
    )


def _back(clause: Clause, layers: Sequence[str], stage: Holds) -> list[Request] | None:
    """Return the requests that bring layers back; all that is muted when everything is meant."""
    muted, soloed = [hold.layer for hold in stage.mutes], [hold.layer for hold in stage.solos]
    found: list[Request] = []
    if "all" in clause.layers or clause.other == "rest" or not clause.layers:
        spared = [] if "all" not in clause.layers else [one for one in muted if layers and one not in layers]
        found += [commands.Unmute(layer) for layer in muted if layer not in spared]
        found += [commands.Unsolo(layer) for layer in soloed]
        found += [commands.Drop(0)] if stage.drop_bars else []
        return found
    for layer in layers:
        if soloed and layer not in soloed:
            found.append(commands.Solo(layer))
        else:
            found.append(commands.Unmute(layer))
    if stage.drop_bars and any(layer.startswith(("kick", "bass")) for layer in layers):
        found.append(commands.Drop(0))
    return found or None
