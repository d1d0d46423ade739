"""When does what we play come back: notes at a MIDI port, or the sound of them at an audio port of JACK?

`python -m sequencer.sync.returns PATTERN` prints one JSON object a line: first {"port": NAME, "sound": TRUTH}, or
{"fault": WHY}, then {"ns": MOMENT, "note": NUMBER} for each note, or {"ns": MOMENT, "note": null} for each onset of
sound. It ends when its input does. A process of its own, because a library of MIDI may take it down.
"""

from __future__ import annotations

import json
import select
import signal
import sys
import threading
from collections import deque
from typing import TYPE_CHECKING, Any, Final, Protocol

from sequencer.midi.jack_library import NoJack, load_jack, opened
from sequencer.midi.ports import matching
from sequencer.midi.timeline import NS_PER_MS
from sequencer.sync.jack_input import JackInput, moments
from sequencer.sync.midi_input import MidiInput, NoMidi

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CLIENT_NAME: Final = "techno-returns"
NOTE_ON: Final = 0x90
KIND: Final = 0xF0
NOTE_BYTES: Final = 3
LOOK_SECONDS: Final = 0.05
QUIET_NS: Final = 30 * NS_PER_MS
"""An onset comes after so much of quiet; what rings on hides the next one."""
LEAST: Final = 0.003
"""Of full scale: less is noise, -50 dB."""
SHARE: Final = 0.1
"""Of the loudest that has come, that an onset reaches."""


CAPTURED: Final = 0
ADDED: Final = """
typedef struct _jack_port jack_port_t;
typedef struct { uint32_t min; uint32_t max; } jack_latency_range_t;
void jack_port_get_latency_range(jack_port_t *port, int mode, jack_latency_range_t *range);
"""
"""From jack/types.h and jack/jack.h; JACK-Client lacks them."""


class Onsets:
    """Finds onsets in sound; pure, told every period.

    Args:
        rate: frames a second.
    """

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._loudest = 0.0
        self._loud_ns: int | None = None
        """When it was last loud."""

    def take(self, samples: Sequence[float], ns: int) -> int | None:
        """Return the moment of an onset in a period that begins at a moment, None where there is none."""
        high, low = max(samples), min(samples)
        peak = max(high, -low)
        self._loudest = max(self._loudest, peak)
        enough = max(LEAST, SHARE * self._loudest)
        if peak < enough:
            return None
        first = next(place for place, sample in enumerate(samples) if abs(sample) >= enough)
        last = max(place for place, sample in enumerate(samples) if abs(sample) >= enough)
        at, before = self._at(ns, first), self._loud_ns
        self._loud_ns = self._at(ns, last)
        return at if before is None or at - before >= QUIET_NS else None

    def _at(self, ns: int, place: int) -> int:
        return ns + place * 1_000_000_000 // self._rate


class Return(Protocol):
    """A port at which it comes back."""

    heard: deque[tuple[int, bytes]]

    def connect(self) -> str:
        """Connect to the port; return its name, "" while there is none."""

    def close(self) -> None:
        """Close it."""


def lateness(jack: Any, port: Any) -> Callable[[], int]:  # noqa: ANN401 - they ship no types
    """Return what tells by how many frames sound from outside comes late at a port, as far as JACK knows."""
    from cffi import FFI  # noqa: PLC0415 - JACK-Client has loaded it

    ffi = FFI()
    ffi.cdef(ADDED)
    library = ffi.dlopen(jack._libname)  # noqa: SLF001 - the one that JACK-Client has found
    own = ffi.cast("jack_port_t *", int(jack._ffi.cast("intptr_t", port._ptr)))  # noqa: SLF001 - likewise
    span = ffi.new("jack_latency_range_t *")

    def frames() -> int:
        library.jack_port_get_latency_range(own, CAPTURED, span)
        return int(span.max)

    return frames


class SoundReturn:
    """An audio port of JACK whose onsets are heard; `heard` holds their moments, with no message.

    Raises:
        NoJack: there is no server.
    """

    def __init__(self, pattern: str) -> None:
        jack, self._client = load_jack(), opened(CLIENT_NAME)
        self.heard: deque[tuple[int, bytes]] = deque()
        self._pattern = pattern
        self._port = self._client.inports.register("in")
        self._moment = moments(jack, self._client)
        self._late = lateness(jack, self._port)
        self._onsets = Onsets(self._client.samplerate)
        self._client.set_process_callback(self._process)
        self._client.activate()

    def _process(self, frames: int) -> None:
        del frames
        samples = memoryview(self._port.get_buffer()).cast("f")
        at = self._onsets.take(samples, self._moment(self._client.last_frame_time))
        if at is not None:
            self.heard.append((at - self._late() * 1_000_000_000 // self._client.samplerate, b""))

    def connect(self) -> str:
        """Connect to the first audio port that matches; return its name, "" where there is none."""
        ports: list[Any] = self._client.get_ports(is_audio=True, is_output=True)
        name = matching(self._pattern, [port.name for port in ports]) or ""
        if name:
            self._client.connect(name, self._port)
        return name

    def close(self) -> None:
        """Leave the server."""
        self._client.deactivate()
        self._client.close()


def note_of(message: bytes) -> int | None:
    """Return the note that a message begins, None where it begins none."""
    begins = len(message) == NOTE_BYTES and message[0] & KIND == NOTE_ON and message[2] > 0
    return message[1] if begins else None


def ways(pattern: str) -> list[Callable[[], Return]]:
    """Return how a port may be listened to: notes on JACK, its sound, then notes by what else there is."""
    def nothing() -> None:
        """Wake nobody: it is looked at often enough."""

    return [
        lambda: JackInput(pattern, nothing), lambda: SoundReturn(pattern), lambda: MidiInput(pattern, nothing),
    ]


def found(makers: Sequence[Callable[[], Return]]) -> tuple[Return | None, str, str]:
    """Return the first port that is there, its name, and where there is none, why."""
    why = "no port matches"
    for make in makers:
        try:
            port = make()
        except (NoJack, NoMidi) as fault:
            why = str(fault) if isinstance(fault, NoMidi) else why
            continue
        name = port.connect()
        if name:
            return port, name, ""
        port.close()
    return None, "", why


def main() -> int:
    """Say what comes back until nobody asks any more; return the exit status."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    port, name, why = found(ways(sys.argv[1]))
    if port is None:
        _say({"fault": why})
        return 1
    _say({"port": name, "sound": isinstance(port, SoundReturn)})
    ended = threading.Event()
    while not ended.is_set():
        if select.select([sys.stdin], [], [], LOOK_SECONDS)[0]:
            ended.set()
        while port.heard:
            ns, message = port.heard.popleft()
            if not message or note_of(message) is not None:
                _say({"ns": ns, "note": note_of(message)})
    port.close()
    return 0


def _say(what: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
