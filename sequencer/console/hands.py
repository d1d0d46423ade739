"""What does each action of a key or the mouse do? Keys name actions; here they become wishes or another view."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from engine import commands as ask
from engine.parameters import parameter
from engine.timebase import STEPS_PER_BAR
from sequencer.console.heading import heading
from sequencer.console.layout import help_rows
from sequencer.console.nudge import beside, command_of, next_bound, nudged
from sequencer.console.paint_grid import hits_of
from sequencer.console.slots import next_morph, slots
from sequencer.console.tempo import BEND_BPM, Taps, bend
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
"""By so many lines log and wheel scroll; help turns by what the screen shows of it, and one line stays."""
WISHES: Final[dict[str, Command]] = {
    "fill": ask.Fill(1), "mark": ask.Mark(),
    f"drop {DROP_BARS}": ask.Drop(DROP_BARS), "undo": ask.Undo(), "redo": ask.Redo(),
    "jam no": ask.Jam("no"), "jam yes": ask.Jam("yes"),
}


class Hands:
    """Acts for keys and mouse; for the console's one thread.

    Args:
        following: whose view they change.
        steering: does what they ask for.
        start: begins something that takes until the bar line, under a label.
        rows: tells how many the terminal has.
    """

    def __init__(
        self, following: Following, steering: Steering, start: Callable[[str, Awaitable[object]], None],
        rows: Callable[[], int],
    ) -> None:
        self._following = following
        self._steering = steering
        self._start = start
        self._rows = rows
        self._taps = Taps()
        self._bent_until = -1

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
            case ["hit", "here"]:
                self._hit()
            case ["tempo" | "bend" | "tap" as how, *by]:
                self._tempo(how, *by)
            case ["mute" | "solo" | "lock" as kind, "here"]:
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
            case ["morph"]:
                self._show(replace(self.view, morph_bars=next_morph(self.view.morph_bars)))
            case ["bound"] if self.view.state is not None:
                path = next_bound(self.view.state.config, self.view.path)
                self._show(replace(self.view, path=path or self.view.path, nudge=None))
            case ["cancel"]:
                self._show(replace(self.view, nudge=None, prefix="", help=(), scroll=0))
            case ["help"]:
                lines = () if self.view.help else (*KEYS, "", *HELP.values())
                self._show(replace(self.view, help=lines, scroll=0))
            case ["scroll" | "page" as how, direction]:
                page = help_rows(self._rows()) - 1 if self.view.help and how == "page" else PAGE_LINES
                self._scroll(int(direction) * page)
            case _:
                pass

    def _digit(self, number: str) -> None:
        prefix = self.view.prefix
        self._show(replace(self.view, prefix=""))
        match prefix:
            case "solo":
                self.act(f"solo {number}")
            case "recall":
                recall = ask.Scene("recall", self._scene(number), self.view.morph_bars)
                self._start(f"scene {recall.name}", self._steering.press(recall))
            case "save":
                save = ask.Scene("save", self._scene(number))
                self._start(f"save scene {save.name}", self._steering.press(save))
            case _:
                self.act(f"mute {number}")

    def _scene(self, number: str) -> str:
        """Return the name of the scene on a key; a free key is its own name."""
        state = self.view.state
        return number if state is None else slots(state).get(number, number)

    def _hit(self) -> None:
        """Put, take or give back the hit under the cursor."""
        view = self.view
        if not view.selected_layer:
            return
        self._show(view)
        sounds = view.bar is not None and view.step in hits_of(view.bar).get(view.selected_layer, {})
        label = f"hit {view.selected_layer} {view.step + 1}"
        self._start(label, self._steering.hit(view.selected_layer, view.step, sounds=sounds))

    def _tempo(self, how: str, by: str = "") -> None:
        """Tap the tempo, move it by a tenth, or bend it for one bar."""
        state = self.view.state
        if how == "tap":
            bpm = self._taps.tap(self._following.now_ns())
            if bpm is not None:
                self._start(f"tapped {bpm:g} BPM", self._steering.submit(ask.Tempo(bpm)))
        elif how == "tempo":
            self._start(f"tempo {by}", self._steering.line(f":bpm {by}"))
        elif state is not None and state.bar <= self._bent_until:
            self._following.log("said", f"one bend at a time: the tempo is back at bar {self._bent_until + 1}")
        elif state is not None:
            self._bent_until = state.bar + 1
            self._start(f"bend {by}", self._bend(heading(state).bpm, float(by)))

    async def _bend(self, bpm: float, by: float) -> None:
        back = await bend(self._steering, bpm, by * BEND_BPM)
        self._bent_until = -1 if back is None else back

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
        most = len(self.view.help) - help_rows(self._rows()) if self.view.help else len(self.view.log) - 1
        self._show(replace(self.view, scroll=max(0, min(max(0, most), self.view.scroll + lines))))

    def select(self, layer: int, step: int | None) -> None:
        """Select a layer, and a step of it."""
        step = self.view.step if step is None else step
        self._show(replace(self.view, layer=layer, step=step))
