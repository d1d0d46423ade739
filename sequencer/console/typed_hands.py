"""What do the lines ask for that touch the grid, the phrase and the agenda?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import commands as ask

if TYPE_CHECKING:
    from engine.commands import Quantise
    from engine.config import Config


def read_hit(words: list[str], _config: Config, _at: Quantise) -> ask.Hit:
    """Return a hit that is put in, taken out, or given back; steps count from 1."""
    layer, step, *how = words
    on = {"on": True, "off": False, "free": None}[how[0] if how else "on"]
    if len(how) > 1:
        raise ValueError(words)
    return ask.Hit(layer, int(step) - 1, on)


def read_lock(words: list[str], _config: Config, _at: Quantise) -> ask.Lock:
    """Return a lock."""
    (layer,) = words
    return ask.Lock(layer)


def read_unlock(words: list[str], _config: Config, _at: Quantise) -> ask.Unlock:
    """Return the end of a lock."""
    (layer,) = words
    return ask.Unlock(layer)


def read_mark(words: list[str], _config: Config, _at: Quantise) -> ask.Mark:
    """Return a mark, with a name or none."""
    if len(words) > 1:
        raise ValueError(words)
    return ask.Mark(words[0] if words else "")


def read_phrase(words: list[str], _config: Config, _at: Quantise) -> ask.Phrase:
    """Return the wish that a phrase begins."""
    if words not in ([], ["here"]):
        raise ValueError(words)
    return ask.Phrase()


def read_cancel(words: list[str], _config: Config, _at: Quantise) -> ask.Cancel:
    """Return what is cancelled: the number of a plan, or all."""
    (name,) = words
    if not (name == "all" or name.isdecimal()):
        raise ValueError(name)
    return ask.Cancel(name)
