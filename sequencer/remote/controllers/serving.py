"""How does a controller steer the session and show it? Its port is read, its lamps are written, and it can learn.

The port is looked for again when it goes; a crash of the MIDI library ends this front, and never the music.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, Protocol

from engine.errors import TechnoError
from sequencer.console.typed import HELP
from sequencer.console.typed_learn import wanted_of
from sequencer.console.typed_words import Misread, whole
from sequencer.remote.controllers.learning import Learning
from sequencer.remote.controllers.mapping import Mapping, MappingError, mapping_for, save
from sequencer.remote.controllers.surface import Surface

if TYPE_CHECKING:
    from collections import deque
    from collections.abc import Callable, Sequence

    from engine.state import SessionState
    from sequencer.remote.hub import Hub
    from sequencer.remote.told import Facts

LOOK_SECONDS: Final = 1.0
MAX_BEHIND: Final = 4096
"""Messages of a device that may wait; more are a fault of its own, and the oldest are left out."""


class Device(Protocol):
    """A controller's ports, in and out; all methods are for one thread.

    Attributes:
        heard: moments (ns) and messages that came in.
        gone: what it was reached through has ended.
    """

    heard: deque[tuple[int, bytes]]

    @property
    def gone(self) -> bool:
        """What it was reached through has ended."""

    def connect(self) -> str:
        """Connect where the device is there; return its port's name, "" while it is not."""

    def send(self, messages: list[bytes]) -> None:
        """Send messages to the device; never blocks."""

    def close(self) -> None:
        """Let go of the ports."""


class Controllers:
    """One device of a session; for the one thread of its event loop.

    Args:
        hub: of the session.
        opened: opens the device's ports, and is given what wakes us (called by any thread).
        say: is told lines for people.
    """

    def __init__(self, hub: Hub, opened: Callable[[Callable[[], None]], Device], say: Callable[[str], None]) -> None:
        self._hub = hub
        self._opened = opened
        self._say = say
        self._came = asyncio.Event()
        self._surface = Surface(Mapping("controller"))
        self._known: Facts = {}
        self._device: Device | None = None
        self._port = ""
        self._told: list[str] = []

    # --- the device ---------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Read the device and show the session on it until cancelled.

        Raises:
            TechnoError: a mapping cannot be read or written.
        """
        loop = asyncio.get_running_loop()
        self._device = self._opened(lambda: _called(loop, self._came.set))
        self._hub.listen(self)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._hub.run())
                group.create_task(self._read())
                group.create_task(self._look())
        except ExceptionGroup as faults:  # a task group raises nothing else; all but what people can mend goes on up
            if isinstance(faults.exceptions[0], TechnoError):
                raise faults.exceptions[0] from None  # what people can mend is told in its own words
            raise
        finally:
            self._device.close()

    async def _look(self) -> None:
        """Look for the device once a second."""
        while True:
            device = self._device
            if device is not None and not device.gone:
                self._found(device.connect())
                self._show({})  # motors that a finger had held
            elif device is not None:
                self._found("")
                self._reopen(device)
            await asyncio.sleep(LOOK_SECONDS)

    def _reopen(self, device: Device) -> None:
        loop = asyncio.get_running_loop()
        device.close()
        try:
            self._device = self._opened(lambda: _called(loop, self._came.set))
        except TechnoError:
            self._device = device  # not back yet; it is gone still

    def _found(self, port: str) -> None:
        if port == self._port:
            return
        self._port = port
        if not port:
            self._say("the controller is gone; it is looked for")
            return
        mapping = mapping_for(port)
        self._surface = Surface(mapping)
        self._say(f"{port}: {len(mapping.bindings)} controls of {mapping.device} do something")
        self._show(self._known)

    async def _read(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._came.wait()
            self._came.clear()
            heard = self._device.heard if self._device is not None else None
            for _ in range(len(heard or ()) - MAX_BEHIND):
                heard.popleft() if heard else None
            while heard:
                _, data = heard.popleft()
                message = self._surface.take(data, loop.time())
                if message is not None:
                    self._hub.take(message, self._answered)
            await asyncio.sleep(0)

    def _answered(self, kind: str, address: str, text: str) -> None:
        if kind == "error":
            self._say(f"{address}: {text}")

    def tell(self, told: Facts) -> None:
        """Show what has changed on lamps and motors."""
        self._known = {**self._known, **told}
        self._show(told)

    def _show(self, told: Facts) -> None:
        messages = self._surface.told(told, asyncio.get_running_loop().time())
        if messages and self._device is not None and self._port:
            self._device.send(messages)

    # --- what is asked ------------------------------------------------------------------------------------------------

    async def answer(self, words: Sequence[str], state: SessionState) -> list[str]:
        """Carry out what stands behind `:learn` and `:controllers`; return the lines that answer it.

        Raises:
            TechnoError: it is not understood, or there is no device.
        """
        match list(words):
            case []:
                return self._lines()
            case ["off"]:
                self._surface.learning = None
                return ["nothing is learned any more"]
            case ["forget", number]:
                try:
                    self._keep(self._surface.mapping.without(whole(number, "a binding", 1, 10_000)))
                except Misread as error:
                    raise TechnoError(str(error)) from error
                return [f"binding {number} is forgotten"]
            case wanted:
                return self._learn(wanted, state)

    def _lines(self) -> list[str]:
        if not self._port:
            return ["no controller is connected; it is looked for"]
        rows = [f"{number}. {one.control}: {one.to} ({one.how})"
                for number, one in enumerate(self._surface.mapping.bindings, start=1)]
        learning = self._surface.learning
        return [self._port, *rows, *([] if learning is None else [f"learning {learning.to}"])]

    def _learn(self, words: Sequence[str], state: SessionState) -> list[str]:
        if not self._port:
            raise TechnoError("no controller is connected; plug it in, or name its port with techno controllers --port")
        try:
            self._surface.learning = Learning(wanted_of(words, state.config), self._learned)
        except Misread as error:
            raise TechnoError(f"{error}; write {HELP['learn']}") from error
        return [f"move the control for {' '.join(words)}; :learn off leaves"]

    def _learned(self, text: str) -> None:
        self._say(text)
        try:
            self._keep(self._surface.mapping)
        except MappingError as error:
            self._say(f"it holds until the device is unplugged, for it cannot be kept: {error}")

    def _keep(self, mapping: Mapping) -> None:
        self._surface.mapping = mapping
        self._surface.shown_anew()
        self._show(self._known)
        save(mapping)


def _called(loop: asyncio.AbstractEventLoop, what: Callable[[], None]) -> None:
    """Call something on an event loop from any thread; nothing once it has ended."""
    try:
        loop.call_soon_threadsafe(what)
    except RuntimeError:  # the loop is closed: we are leaving
        return
