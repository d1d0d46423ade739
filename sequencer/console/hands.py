"""What does each action of a key or the mouse do? Keys name actions; here they become wishes or another view."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from engine import commands as ask
from engine.parameters import parameter
from engine.timebase import STEPS_PER_BAR
from sequencer.console.nudge import beside, command_of, nudged
from sequencer.console.steering import heading
from sequencer.console.topics import KEYS
from sequencer.console.typed import HELP

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from engine.commands import Command
    from sequencer.console.following import Following
    from sequencer.console.steering import Steering
    from sequencer.console.view import StageView

DROP_BARS: Final = 4
PAGE_LINES: Final = 5
WISHES: Final[dict[str, Command]] = {
    "fill": ask.Fill(1), f"drop {DROP_BARS}": ask.Drop(DROP_BARS), "undo": ask.Undo(), "redo": ask.Redo(),
}


class Hands:
    """Acts for keys and mouse; for the console's one thread.

    Args:
        following: whose view they change.
        steering: does what they ask for.
        start: begins something that takes until the bar line, under a label.
    """

    def __init__(
        self, following: Following, steering: Steering, start: Callable[[str, Awaitable[None]], None]
    ) -> None:
        self._following = following
        self._steering = steering
        self._start = start

    @property
    def view(self) -> StageView:
        """The current view."""
        return self._following.view

    def _show(self, view: StageView) -> None:
        self._following.view = view
        if view.selected_layer:
            self._steering.selected = (view.selected_layer, view.step)

    def act(self, action: str) -> None:
        """Carry out an action; an unknown one does nothing."""
        wish = WISHES.get(action)
        if wish is not None:
            self._start(action, self._steering.press(wish))
            return
        match action.split():
            case ["play" | "panic" | "latch" | "freeze" | "why" as name]:
                self._music(name)
            case ["mute" | "solo" as kind, "here"]:
                self._start(kind, self._steering.toggle(kind, self.view.layer))
            case ["mute" | "solo" as kind, number]:
                self._start(f"{kind} layer {number}", self._steering.toggle(kind, int(number) - 1))
            case ["digit", number]:
                self._digit(number)
            case ["layer" | "step" | "path" | "nudge" as what, direction]:
                self._select(what, int(direction))
            case ["apply"]:
                self._apply()
            case words:
                self._look(words)

    def _music(self, name: str) -> None:
        steering = self._steering
        match name:
            case "play":
                self._start("play or stop", steering.play_or_stop())
            case "panic":
                self._start("panic", steering.move("panic"))
            case "latch":
                self._start("latched fill", steering.latch_fill())
            case "freeze":
                self._start("freeze", steering.freeze())
            case _:
                self._show(self.view)
                self._start("why", steering.line(":why"))

    def _look(self, words: list[str]) -> None:
        """Change what is shown, and nothing else."""
        match words:
            case ["prefix", prefix]:
                self._show(replace(self.view, prefix=prefix))
            case ["cancel"]:
                self._show(replace(self.view, nudge=None, prefix="", help=(), scroll=0))
            case ["help"]:
                lines = () if self.view.help else (*KEYS, "", *HELP.values())
                self._show(replace(self.view, help=lines, scroll=0))
            case ["scroll", direction]:
                self._scroll(int(direction) * PAGE_LINES)
            case _:
                pass

    def _digit(self, number: str) -> None:
        prefix = self.view.prefix
        self._show(replace(self.view, prefix=""))
        match prefix:
            case "solo":
                self.act(f"solo {number}")
            case "recall":
                self._start(f"scene {number}", self._steering.press(ask.Scene("recall", number)))
            case "save":
                self._start(f"save scene {number}", self._steering.submit(ask.Scene("save", number)))
            case _:
                self.act(f"mute {number}")

    def _select(self, what: str, direction: int) -> None:
        view, state = self.view, self.view.state
        if state is None or not view.layers:
            return
        match what:
            case "layer":
                layer = (min(view.layer, len(view.layers) - 1) + direction) % len(view.layers)
                path = beside(state.config, view.layers[layer], "", 0)
                self._show(replace(view, layer=layer, path=path, nudge=None))
            case "step":
                self._show(replace(view, step=(view.step + direction) % STEPS_PER_BAR))
            case "path":
                path = beside(state.config, view.selected_layer, view.path, direction)
                self._show(replace(view, path=path, nudge=None))
            case _:
                path = view.path or beside(state.config, view.selected_layer, "", 0)
                found = nudged(state, heading(state), path, view.nudge, direction) if path else None
                self._show(replace(view, path=path, nudge=found))

    def _apply(self) -> None:
        nudge, state = self.view.nudge, self.view.state
        self._show(replace(self.view, nudge=None))
        if nudge is None or state is None:
            return
        known = parameter(state.config, nudge.path)
        command = command_of(nudge.path, nudge.after, whole=known is not None and known.kind == "int")
        self._start(f"{nudge.path} {nudge.after:g}", self._steering.submit(command))

    def _scroll(self, lines: int) -> None:
        if self.view.help:
            lines = -lines  # help is read downwards
        most = max(0, len(self.view.help or self.view.log) - 1)
        self._show(replace(self.view, scroll=max(0, min(most, self.view.scroll + lines))))

    def select(self, layer: int, step: int | None) -> None:
        """Select a layer, and a step of it."""
        step = self.view.step if step is None else step
        self._show(replace(self.view, layer=layer, step=step))
