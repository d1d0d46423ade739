"""Which of its acts does a command ask for, in the word that a performer types for it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import commands as ask

if TYPE_CHECKING:
    from engine.commands import Command


def act_of(command: Command) -> str:
    """Return the word that marks a command among others of its name, as in the console; "" where none is needed."""
    match command:
        case ask.Scene(action=str(action)) | ask.Jam(action=str(action)):
            return action
        case ask.Fill(bars=None):
            return "on"
        case ask.Fill(bars=0) | ask.Drop(bars=0):
            return "off"
        case ask.Fill(bars=int(bars)) | ask.Drop(bars=int(bars)):
            return f"{bars} bar{'' if bars == 1 else 's'}"
        case ask.Offer(moves=(*moves,)):
            return f"{len(moves)} move{'' if len(moves) == 1 else 's'}"
        case ask.Hold(on=on) | ask.Arc(on=on):
            return "on" if on else "off"
        case ask.Hit(step=int(step), on=on):
            what = "free" if on is None else "on" if on else "off"
            return f"{step + 1} {what}"
        case _:
            return ""
