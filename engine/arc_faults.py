"""What is wrong with a config's energy map or arc, which no model alone can see?

Paths must be there and able to hold what is written, names must be those of layers, and nothing else may move what the
energy map or a section moves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.checked import checked
from engine.config import SWITCH
from engine.errors import Fault
from engine.found_words import shown
from engine.parameters import canonical, did_you_mean, near_or_all, parameter, parameters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.config import Config


def arc_faults(config: Config) -> Iterator[Fault]:
    """Yield the faults of a filled config's energy map and arc."""
    modulated = {canonical(modulator.param_path) for modulator in config.modulators}
    for given, ends in config.energy_map.items():
        yield from _map_faults(config, given, ends, modulated)
    if config.arc is None:
        return
    mapped = {canonical(path) for path in config.energy_map}
    names: set[str] = set()
    for place, section in enumerate(config.arc.sections):
        here = f"arc.sections.{place}"
        if section.name in names:
            yield Fault(f"{here}.name", section.name, "a name of its own", f"section {section.name} is there twice")
        names.add(section.name)
        for layer in section.mute:
            if layer not in config.layers:
                message = f"there is no layer {shown(layer)}{near_or_all(layer, config.layers)}"
                yield Fault(f"{here}.mute", shown(layer), "names of layers", message)
        for given, value in section.values().items():
            path, key = canonical(given), f"{here}.{'targets' if given.startswith('targets.') else 'set'}"
            if path in modulated or path == "energy" or path in mapped:
                other = "a modulator" if path in modulated else "energy_map" if path in mapped else "its energy"
                yield Fault(key, shown(given), "a path that nothing else moves", f"{shown(given)} is moved by {other}")
                continue
            usable = checked(config, path, value)
            if usable.refused or usable.reason:
                yield Fault(key, shown(given), "a parameter and what it can hold", usable.reason)


def _map_faults(config: Config, given: str, ends: tuple[float, float], modulated: set[str]) -> Iterator[Fault]:
    key, path = f"energy_map.{given}", canonical(given)
    known = parameter(config, path)
    if known is None:
        message = f"there is no parameter {shown(given)}{did_you_mean(path, parameters(config))}"
        yield Fault(key, shown(given), "the path of a parameter", message)
    elif known.cap_per_bar == SWITCH or known.low is None or known.high is None or path == "energy":
        message = f"{shown(given)} is switched, not moved; energy needs a parameter with a range and a cap"
        yield Fault(key, shown(given), "a parameter that moves", message)
    elif path in modulated:
        yield Fault(key, shown(given), "one hand a parameter", f"{shown(given)} is moved by a modulator too; keep one")
    elif not all(known.low <= end <= known.high for end in ends):
        allowed = known.allowed()
        yield Fault(key, f"{ends[0]:g}, {ends[1]:g}", allowed, f"found {ends[0]:g}, {ends[1]:g}, allowed is {allowed}")
