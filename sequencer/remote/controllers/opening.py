"""What runs behind `techno controllers`: the device's ports, the session's hub, and the side door for `:learn`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sequencer.remote.controllers.jack_device import JackDevice, NoDevice
from sequencer.remote.controllers.midi_device import MidiDevice
from sequencer.remote.controllers.serving import Controllers
from sequencer.remote.hub import Hub
from sequencer.wire.client import SocketSession
from sequencer.wire.side_door import side_door

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sequencer.remote.controllers.serving import Device

FRONT: Final = "controllers"


async def open_controllers(name: str, pattern: str, say: Callable[[str], None]) -> None:
    """Let a controller steer a session until cancelled.

    Args:
        name: of the session. pattern: of the controller's port, "" for the first. say: is given lines for people.

    Raises:
        TechnoError: there is no MIDI system, or another front reads controllers already.
    """
    hub = Hub(lambda: SocketSession.open(name))
    front = Controllers(hub, device_opener(pattern), say)

    async def answer(words: Sequence[str]) -> list[str]:
        session = await SocketSession.open(name)
        try:
            return await front.answer(words, await session.state())
        finally:
            await session.close()
    async with side_door(name, FRONT, answer):
        say("controllers are looked for; :learn in the console lets them do something. Ctrl-C ends this, not the music")
        await front.run()


def device_opener(pattern: str) -> Callable[[Callable[[], None]], Device]:
    """Return what opens a controller's ports: on JACK, or, where none runs at first, through the machine's MIDI system.

    Args:
        pattern: of the controller's port, "" for the first.
    """
    on_jack = False

    def opened(wake: Callable[[], None]) -> Device:
        nonlocal on_jack
        try:
            device = JackDevice(pattern, wake)
        except NoDevice as fault:
            if on_jack:  # it will be back
                raise
            try:
                return MidiDevice(pattern, wake)
            except NoDevice as other:
                raise NoDevice(f"{fault}; without JACK: {other}") from other
        on_jack = True
        return device

    return opened
