"""Which library reaches the machine's MIDI system, and what is missing where none does?

Two libraries wrap the same RtMidi: python-rtmidi, which has wheels up to Python 3.12, and rtmidi2, which has them for
what came after. Outputs are made through here and do not see which one it is.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

CORE, ALSA, JACK, WINDOWS = 1, 2, 3, 4
"""RtMidi's numbers of MIDI systems, the same in both libraries."""
SYSTEM_NAMES: Final = {CORE: "CoreMIDI", ALSA: "ALSA", JACK: "JACK", WINDOWS: "Windows MIDI"}

LIBJACK: Final = "libjack.so.0"
NO_START: Final = 1
"""JACK's option not to start a server."""
NOT_FOUND: Final = re.compile(r"(lib[^\s:]+\.so[.\d]*): cannot open shared object file")
DEBIAN_PACKAGES: Final = {
    "libasound.so.2": "libasound2; from Debian 13 on libasound2t64", "libstdc++.so.6": "libstdc++6",
    "libatomic.so.1": "libatomic1",
}


DISTRIBUTION: Final = "techno-rhythm-engine"
"""What pip calls this program."""


class MidiClient(Protocol):
    """A client of the MIDI system that sends. python-rtmidi's own class is one."""

    def get_ports(self) -> Sequence[str]:
        """Return the names of the ports there are."""

    def open_port(self, port: int, name: str) -> object:
        """Connect to a port by its place in `get_ports`, from a port of ours with a name."""

    def open_virtual_port(self, name: str) -> object:
        """Offer a port that others connect to."""

    def send_message(self, message: bytes) -> None:
        """Send a message to what is connected."""

    def close_port(self) -> None:
        """Close the port of ours."""

    def delete(self) -> None:
        """Leave the MIDI system."""


@dataclass(frozen=True, slots=True)
class MidiLibrary:
    """A library that is loaded.

    Attributes:
        name: of its package.
        apis: numbers of the MIDI systems it was built for, in the order to try.
        faults: what `make` and a client raise when the MIDI system is not there or is gone.
        make: makes a client of a MIDI system, by its number, under a name; takes about 20 ms.
    """

    name: str
    apis: tuple[int, ...]
    faults: tuple[type[Exception], ...]
    make: Callable[[int, str], MidiClient]


class MidiLibraryMissing(Exception):
    """No library could be loaded; says what to install."""


@cache
def midi_library() -> MidiLibrary:
    """Return the first library that loads.

    Raises:
        MidiLibraryMissing: none does.
    """
    faults: dict[str, ImportError] = {}
    for module, load in (("rtmidi", python_rtmidi), ("rtmidi2", rtmidi2)):
        try:
            return load()
        except ImportError as fault:
            faults[module] = fault
    raise MidiLibraryMissing(what_is_missing(faults, sys.version_info[:2]))


def what_is_missing(faults: dict[str, ImportError], python: tuple[int, int]) -> str:
    """Return instructions for installing, from why each module could not be imported.

    A module that is there but does not load lacks a library of the system, and no package of Python helps then.
    """
    for module, fault in faults.items():
        if why := why_not_loaded(module, fault):
            return why
    return f"install {'python-rtmidi' if python < (3, 13) else 'rtmidi2'}"


def why_not_loaded(module: str, fault: ImportError, package: str = "") -> str:
    """Return why a module that is installed does not load, with instructions; "" when it is not installed.

    Args:
        module: that was imported. fault: what came of it. package: what people call it, if not like the module.
    """
    if isinstance(fault, ModuleNotFoundError) and fault.name == module:
        return ""
    library = NOT_FOUND.search(str(fault))
    if library is None:
        return f"{package or module} is installed but does not load: {fault}"
    lacks = library[1]
    debian = f" (Debian: {DEBIAN_PACKAGES[lacks]})" if lacks in DEBIAN_PACKAGES else ""
    return f"install the system's {lacks}{debian}, which {package or module} needs"


def with_extra(name: str) -> str:
    """Return the command that adds an extra of this program to the environment that runs it.

    It is there already, so that no index is asked for it. Environments that uv made have no pip; pipx has a command for
    its own, whichever of the two it made them with.
    """
    import shlex  # noqa: PLC0415 - the player imports this file, and never asks
    from importlib.util import find_spec  # noqa: PLC0415 - likewise
    from pathlib import Path  # noqa: PLC0415 - likewise

    if (Path(sys.prefix) / "pipx_metadata.json").exists():
        return f"pipx runpip {shlex.quote(Path(sys.prefix).name)} install '{DISTRIBUTION}[{name}]'"
    python = shlex.quote(sys.executable)
    install = f"{python} -m pip install" if find_spec("pip") is not None else f"uv pip install --python {python}"
    return f"{install} '{DISTRIBUTION}[{name}]'"


def python_rtmidi() -> MidiLibrary:
    """Load python-rtmidi.

    Raises:
        ImportError: it is not installed, or does not load.
    """
    import rtmidi  # noqa: PLC0415 - the player must start without it

    apis = tuple(api for api in rtmidi.get_compiled_api() if api in SYSTEM_NAMES)
    faults = (rtmidi.RtMidiError, SystemError)
    return MidiLibrary("python-rtmidi", apis, faults, lambda api, name: rtmidi.MidiOut(api, name=name))


def rtmidi2() -> MidiLibrary:
    """Load rtmidi2, which plays to JACK only through the JACK library of the system.

    The one in its wheel speaks to JACK 1.9.5 and nothing since. What is loaded before, for all, is used instead.

    Raises:
        ImportError: it is not installed, or does not load.
    """
    jack = _system_jack() if sys.platform == "linux" else None
    import rtmidi2 as library  # noqa: PLC0415 - the player must start without it

    apis = {"darwin": (CORE,), "win32": (WINDOWS,)}.get(sys.platform, (ALSA,) if jack is None else (ALSA, JACK))

    def make(api: int, name: str) -> MidiClient:
        if api == JACK and not _is_served(jack, name):
            raise RuntimeError("no JACK server answers")
        return Rtmidi2Client(library.MidiOut(name, api))

    return MidiLibrary("rtmidi2", apis, (RuntimeError,), make)


class Rtmidi2Client:
    """A client of rtmidi2. What RtMidi cannot do there ends the process: it lets no error out of opening a port."""

    def __init__(self, out: Any) -> None:  # noqa: ANN401 - the library ships no types
        self._out = out

    def get_ports(self) -> list[str]:
        """Return the names of the ports there are, "" for one that has gone meanwhile."""
        return [name or "" for name in self._out.ports]

    def open_port(self, port: int, name: str) -> None:
        """Connect to a port by its place; ours has the library's name."""
        del name
        self._out.open_port(port)

    def open_virtual_port(self, name: str) -> None:
        """Offer a port that others connect to."""
        self._out.open_virtual_port(name)

    def send_message(self, message: bytes) -> None:
        """Send a message to what is connected."""
        self._out.send_raw(*message)

    def close_port(self) -> None:
        """Close the port of ours."""
        self._out.close_port()

    def delete(self) -> None:
        """Leave the MIDI system: the library's client goes with the last reference to it."""
        self._out = None


def jack_answers() -> bool:
    """Return True where the system's JACK library loads and a server answers it; takes some milliseconds."""
    jack = _system_jack(everyone=False) if sys.platform == "linux" else None
    return jack is not None and _is_served(jack, "techno-probe")


def _system_jack(*, everyone: bool = True) -> Any:  # noqa: ANN401 - a C library
    """Load the system's JACK library; return None where there is none.

    Args:
        everyone: for everything that is loaded after it.
    """
    import ctypes  # noqa: PLC0415 - only where it is needed

    try:
        jack = ctypes.CDLL(LIBJACK, mode=ctypes.RTLD_GLOBAL if everyone else ctypes.RTLD_LOCAL)
    except OSError:
        return None
    jack.jack_client_open.restype = ctypes.c_void_p
    jack.jack_client_open.argtypes = [ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p]
    jack.jack_client_close.argtypes = [ctypes.c_void_p]
    return jack


def _is_served(jack: Any, name: str) -> bool:  # noqa: ANN401 - a C library
    """Return True when a JACK server answers; rtmidi2 itself makes a client that looks well without one."""
    client = jack.jack_client_open(name.encode(), NO_START, None)
    if not client:
        return False
    jack.jack_client_close(client)
    return True
