"""What do the lines ask for that touch the grid, the phrase and the agenda?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import commands as ask
from engine.timebase import STEPS_PER_BAR
from sequencer.console.typed_words import Misread, first, layer_of, nothing_more, one_of, whole

if TYPE_CHECKING:
    from engine.commands import Quantise
    from engine.config import Config


def read_hit(words: list[str], config: Config, _at: Quantise) -> ask.Hit:
    """Return a hit that is put in, taken out, or given back; steps count from 1."""
    layer, rest = first(words, "a layer")
    layer = layer_of(layer, config)
    step, rest = first(rest, f"a step in 1..{STEPS_PER_BAR}")
    place = whole(step, "a step", 1, STEPS_PER_BAR) - 1
    how = one_of(rest[0], "switch", ("on", "off", "free")) if rest else "on"
    nothing_more(rest[1:])
    return ask.Hit(layer, place, {"on": True, "off": False, "free": None}[how])


def read_lock(words: list[str], config: Config, _at: Quantise) -> ask.Lock:
    """Return a lock."""
    layer, rest = first(words, "a layer")
    nothing_more(rest)
    return ask.Lock(layer_of(layer, config))


def read_unlock(words: list[str], config: Config, _at: Quantise) -> ask.Unlock:
    """Return the end of a lock."""
    layer, rest = first(words, "a layer")
    nothing_more(rest)
    return ask.Unlock(layer_of(layer, config))


def read_mark(words: list[str], _config: Config, _at: Quantise) -> ask.Mark:
    """Return a mark, with a name or none."""
    nothing_more(words[1:])
    return ask.Mark(words[0] if words else "")


def read_phrase(words: list[str], _config: Config, _at: Quantise) -> ask.Phrase:
    """Return the wish that a phrase begins."""
    if words:
        one_of(words[0], "place", ("here",))
    nothing_more(words[1:])
    return ask.Phrase()


def read_cancel(words: list[str], _config: Config, _at: Quantise) -> ask.Cancel:
    """Read the words of `:cancel`: the number of a plan, or all."""
    name, rest = first(words, "the number of a plan")
    nothing_more(rest)
    if not (name == "all" or name.isdecimal()):
        raise Misread(f"{name} is neither the number of a plan nor all; see :agenda")
    return ask.Cancel(name)


def read_section(words: list[str], config: Config, _at: Quantise) -> ask.Section:
    """Return the way to a section of the config's arc, or to the next."""
    name, rest = first(words, "a section, or next")
    nothing_more(rest)
    if config.arc is None:
        raise Misread("this config has no arc, so there are no sections")
    return ask.Section(one_of(name, "section", ("next", *dict.fromkeys(one.name for one in config.arc.sections))))


def read_arc(words: list[str], _config: Config, _at: Quantise) -> ask.Arc:
    """Return the wish that the arc plays, or not."""
    return ask.Arc(_switch(words))


def read_stay(words: list[str], _config: Config, _at: Quantise) -> ask.Hold:
    """Return the wish that the section which plays stays, or that the arc goes on."""
    return ask.Hold(_switch(words))


def _switch(words: list[str]) -> bool:
    nothing_more(words[1:])
    return not words or one_of(words[0], "switch", ("on", "off")) == "on"
