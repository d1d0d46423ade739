"""Which ports are there now, and which output has lost or found its own?

Patterns become names here; the player only ever opens a full name. The daemon looks once a second.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sequencer.midi.ports import MAX_OUTPUTS, matching

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.config import Config
    from sequencer.wire.orders import OutputKind

OWN: Final = re.compile(r"^(?:(?:a2j|alsa_midi|Midi-Bridge):)?(?:techno-|Midi Through)")
"""Ports that are never chosen by themselves: our own, and Linux's Midi Through, which only passes on; as ALSA names
them, and as a2jmidid, jackd's own bridge and PipeWire's show them on JACK."""
PLACE: Final = re.compile(r"( \d+:\d+| \(\d+\))$")
"""Where ALSA puts a client's numbers, which change when it comes back."""


@dataclass(frozen=True, slots=True)
class OutputPlan:
    """One output of a session.

    Attributes:
        kind: a port of others, one that we offer, or nowhere.
        pattern: what its port's name must contain or match.
        name: of the port it opens at the start, "" when there is none yet.
        trim_ms: signed latency trim.
        ahead: a sender places its messages by the frame.
    """

    kind: OutputKind
    pattern: str
    name: str = ""
    trim_ms: float = 0.0
    ahead: bool = False


def planned(
    config: Config, patterns: Sequence[str], virtual: str | None, names: Sequence[str], *, midi: bool,
    trims_ms: Sequence[float] = (), jack_names: Sequence[str] | None = None,
) -> list[OutputPlan]:
    """Return a session's outputs, the default one first.

    Args:
        config: its layers and controller lanes may name ports of their own.
        patterns: asked for on the command line; the first is the default output.
        virtual: name of a port to offer, None for none.
        names: of the ports there are, besides JACK's where messages go by the frame.
        midi: there is a MIDI system; without one everything goes nowhere.
        trims_ms: of the outputs, in their order.
        jack_names: of JACK's ports, where messages go by the frame there; every pattern is looked for on JACK first.
    """
    by_frame = jack_names is not None
    jack_names = jack_names or ()
    names = [*jack_names, *names]
    wanted: list[tuple[OutputKind, str]] = [("real", pattern) for pattern in patterns]
    if virtual is not None:
        wanted.append(("virtual", virtual))
    if not wanted:
        first = next((name for name in names if not OWN.match(name)), None)
        wanted.append(("virtual", "techno") if first is None else ("real", PLACE.sub("", first)))
    for port in _named_ports(config).values():
        if all(pattern != port for _, pattern in wanted):
            wanted.append(("real", port))
    if not midi:
        wanted = [("null", pattern) for _, pattern in wanted]
    trims = [*trims_ms, *[0.0] * len(wanted)]
    found = []
    for (kind, pattern), trim in zip(wanted[:MAX_OUTPUTS], trims, strict=False):
        name = _name(kind, pattern, names)
        elsewhere = kind == "real" and name != "" and name not in jack_names
        found.append(OutputPlan(kind, pattern, name, trim, by_frame and kind != "null" and not elsewhere))
    return found


def layer_outputs(config: Config, plans: Sequence[OutputPlan]) -> tuple[dict[str, int], dict[str, str]]:
    """Return the output of each layer and controller lane that names a port, and the port of those that match none.

    Those, and what names none, go to the first output.
    """
    found, missing = {}, {}
    for layer, port in _named_ports(config).items():
        place = next((at for at, plan in enumerate(plans) if plan.pattern == port), None)
        if place is None:
            missing[layer] = port
        else:
            found[layer] = place
    return found, missing


def _named_ports(config: Config) -> dict[str, str]:
    """Return the ports that layers and controller lanes name, by their names."""
    named = {layer: one.port for layer, one in config.layers.items()}
    named |= {one.name: one.cc.port for one in config.modulators if one.cc is not None}
    return {name: port for name, port in named.items() if port is not None}


def _name(kind: OutputKind, pattern: str, names: Sequence[str]) -> str:
    if kind == "real":
        return matching(pattern, names) or ""
    return pattern if kind == "virtual" else "null"


def changes(
    plans: Sequence[OutputPlan], open_names: Sequence[str | None], names: Sequence[str],
    jack_names: Sequence[str] | None = None,
) -> dict[int, str | None]:
    """Return the outputs that have to open a port (its name) or have lost theirs (None), by index.

    Args:
        plans: the outputs.
        open_names: what each has open now, None for nothing.
        names: of the ports there are now.
        jack_names: of the ports for outputs by the frame; None where those stay as they are.
    """
    found: dict[int, str | None] = {}
    for index, (plan, name) in enumerate(zip(plans, open_names, strict=True)):
        if plan.kind != "real" or (plan.ahead and jack_names is None):
            continue
        there = jack_names if plan.ahead and jack_names is not None else names
        if name is not None and name not in there:
            found[index] = matching(plan.pattern, there)
        elif name is None and (match := matching(plan.pattern, there)) is not None:
            found[index] = match
    return found
