"""What is planned, and in how many bars? One line a plan, next first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine import commands as ask
from engine.jam import waits
from engine.outcome_words import value_words
from engine.watching import watch_words
from engine.wishes import label_of

if TYPE_CHECKING:
    from engine.commands import Command
    from engine.state import Planned, SessionState
    from sequencer.console.view import StageView


def next_plan(state: SessionState) -> Planned | None:
    """Return the plan that falls due first, None when nothing is planned."""
    return next((plan for plan in state.agenda if plan.watch is None), None)


def plan_words(view: StageView, plan: Planned) -> str:
    """Return a plan's number, in how many bars it comes true, and what it is: "3. in 2 bars: scene drop"."""
    author = "" if plan.wish.author in {"user", "when"} else f" ({plan.wish.author})"
    if view.state is not None and (wanting := waits(view.state, plan.id)):
        author = f" ({plan.wish.author}, {'waits for y or :jam yes' if wanting == 'yes' else 'only says so'})"
    if plan.watch is not None:
        return f"{plan.id}. {watch_words(plan.watch)}{author}"
    bars = view.bars_until(plan.at_bar)
    when = f"in {bars} bar{'' if bars == 1 else 's'}" if bars else "at the next bar line"
    every = "" if plan.every_bars is None else f", every {plan.every_bars}"
    return f"{plan.id}. {when}{every}: {wish_words(plan.wish.command)}{author}"


def wish_words(command: Command) -> str:  # noqa: PLR0911 - one return a kind of command
    """Describe a command's wish, in a few words."""
    match command:
        case ask.Set(path, to):
            return f"{path} to {value_words(to)}"
        case ask.Tempo(bpm, over):
            return f"{bpm:g} BPM{_over(over)}"
        case ask.Fill(bars) | ask.Drop(bars):
            return f"{command.command} " + ("on" if bars is None else f"for {bars}" if bars else "off")
        case ask.Mute(_, bars) | ask.Solo(_, bars) if bars is not None:
            return f"{label_of(command)} for {bars}"
        case ask.Scene(action, name, over):
            return f"{'' if action == 'recall' else f'{action} '}scene {name}{_over(over)}"
        case ask.Hit(step=step, on=on):
            return f"{label_of(command)} {step + 1} {'free' if on is None else 'on' if on else 'off'}"
        case ask.Mark(name) if name:
            return f"mark {name}"
        case ask.Target(low=low, high=high):
            return f"{label_of(command)} {value_words([low, high])}"
        case _:
            return label_of(command)


def _over(bars: int) -> str:
    return f" over {bars} bars" if bars else ""
