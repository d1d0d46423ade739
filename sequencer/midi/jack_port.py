"""How does a process hear MIDI on JACK: a client with a port that messages come in at?"""

from __future__ import annotations

from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from sequencer.midi.jack_library import load_jack, opened
from sequencer.midi.ports import matching

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class JackPort:
    """A client of JACK with a port that messages come in at; all methods are for one thread, `period` for JACK's.

    Args:
        name: of the client.
        wake: called by JACK's thread when something has come; must not block.
        most: messages that are kept, the newest; None keeps all.

    Attributes:
        heard: moments in nanoseconds and messages; put in by JACK's thread.
        gone: the server has ended.

    Raises:
        NoJack: there is no server.
    """

    def __init__(self, name: str, wake: Callable[[], None], most: int | None = None) -> None:
        self.heard: deque[tuple[int, bytes]] = deque(maxlen=most)
        self.gone = False
        self._wake = wake
        self._client = opened(name)
        self._port = self._client.midi_inports.register("in")
        self._client.set_process_callback(self._process)
        self._client.set_shutdown_callback(self._shut_down)

    def begin(self) -> None:
        """Let JACK call from now on."""
        self._client.activate()

    def period(self) -> Iterable[tuple[int, bytes]]:
        """Take what came in a period, with its moments; JACK's thread."""
        raise NotImplementedError  # each kind of port takes it in its own way

    def _process(self, frames: int) -> None:
        del frames
        came = tuple(self.period())
        self.heard.extend(came)
        if came:
            self._wake()

    def _shut_down(self, status: object, reason: object) -> None:
        del status, reason
        self.gone = True
        self._wake()

    def found(self, pattern: str, **kind: bool) -> str:
        """Return the name of the first port of a kind that matches and is not our own, "" where there is none."""
        ports = self._client.get_ports(is_midi=True, **kind)
        return matching(pattern, [port.name for port in ports if not self._client.owns(port)]) or ""

    def join(self, source: Any, to: Any) -> None:  # noqa: ANN401 - ports or their names
        """Connect two ports, if both are still there."""
        with suppress(load_jack().JackError):
            self._client.connect(source, to)

    def close(self) -> None:
        """Leave the server."""
        self._client.deactivate()
        self._client.close()
