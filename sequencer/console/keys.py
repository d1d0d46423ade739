"""Which key does what, in words and in hands?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from prompt_toolkit.filters import Condition
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.keys import Keys

if TYPE_CHECKING:
    from prompt_toolkit.key_binding.key_processor import KeyPressEvent

DIGITS: Final = "123456789"
BOTH: Final = {
    "f1": "help", "f2": "play", "f3": "fill", "f4": "latch", "f5": "freeze", "f6": "drop 4", "f7": "undo", "f8": "redo",
    "f9": "mark", "f12": "jam no", "c-x": "panic", "pageup": "page 1", "pagedown": "page -1",
}
IN_HANDS: Final = {
    " ": "play", "f": "fill", "l": "latch", "d": "drop 4", "z": "freeze", "u": "undo", "r": "redo", "m": "mute here",
    "o": "solo here", "s": "prefix solo", "g": "prefix recall", "w": "prefix save", "?": "why", "up": "layer -1",
    "down": "layer 1", "left": "step -1", "right": "step 1", "[": "path -1", "]": "path 1", "-": "nudge -1",
    "+": "nudge 1", "=": "nudge 1", "enter": "apply", "n": "mark", "x": "hit here", "k": "lock here", "e": "morph",
    "v": "bound", "t": "tap", "j": "jam no", "y": "jam yes",
    ",": "tempo -0.1", ".": "tempo +0.1", "<": "bend -1", ">": "bend +1",
} | {digit: f"digit {digit}" for digit in DIGITS}


class Keyed(Protocol):
    """What the keys work on."""

    def act(self, action: str) -> None:
        """Do what a key says."""

    def tab(self) -> None:
        """Switch words and hands, or complete."""

    def begin_command(self) -> None:
        """Begin a command."""

    def escape(self) -> None:
        """Cancel what is on."""

    def clear(self) -> None:
        """Clear the input line."""

    def leave_if_empty(self) -> None:
        """Leave when nothing is typed."""

    def suspend(self) -> None:
        """Give the terminal back until `fg`."""

    def answer(self, key: str) -> None:
        """Answer the question."""

    def asking(self) -> bool:
        """Return True while a question waits for one key."""

    def handling(self) -> bool:
        """Return True in hands."""


def bindings(keyed: Keyed) -> KeyBindings:
    """Return the key bindings of the stage; those of editing a line are the library's own."""
    found = KeyBindings()
    asking = Condition(keyed.asking)
    free = ~asking
    hands = Condition(keyed.handling) & free

    def bind(action: str, *keys: str, only: Condition | None = None) -> None:
        """Bind keys; panic and a few others do not wait for what else they might begin."""
        def pressed(_event: KeyPressEvent) -> None:
            keyed.act(action)
        found.add(*keys, filter=free if only is None else only, eager=len(keys) == 1)(pressed)

    for key, action in BOTH.items():
        bind(action, key, only=None if action != "panic" else Condition(lambda: True))
    for digit in DIGITS:
        bind(f"mute {digit}", "escape", digit)
    for key, action in IN_HANDS.items():
        bind(action, key, only=hands)  # type: ignore[arg-type]  # filters combine to filters

    @found.add(":", filter=hands)
    def _command(_event: KeyPressEvent) -> None:
        keyed.begin_command()

    @found.add("tab", filter=free)
    def _tab(_event: KeyPressEvent) -> None:
        keyed.tab()

    @found.add("escape")
    def _escape(_event: KeyPressEvent) -> None:
        keyed.escape()

    @found.add("c-c")
    @found.add("<sigint>")
    def _clear(_event: KeyPressEvent) -> None:
        keyed.clear()

    @found.add("c-z")
    def _suspend(_event: KeyPressEvent) -> None:
        keyed.suspend()

    @found.add("c-d", filter=free)
    def _leave(_event: KeyPressEvent) -> None:
        keyed.leave_if_empty()

    @found.add(Keys.Any, filter=asking, eager=True)
    def _answer(event: KeyPressEvent) -> None:
        keyed.answer(event.data)

    return found
