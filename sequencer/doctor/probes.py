"""What do the machine's own libraries say when they are asked? Each probe runs in a process that may die of it."""

from __future__ import annotations

import ctypes
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from engine.errors import SoundFailed
from sequencer.doctor.timer import timed
from sequencer.midi.jack_library import NoJack, NoServer, load_jack, opened
from sequencer.midi.library import (
    ALSA,
    JACK,
    LIBJACK,
    SYSTEM_NAMES,
    MidiLibrary,
    python_rtmidi,
    rtmidi2,
    what_is_missing,
)
from sequencer.midi.ports import ALSA_SEQUENCER

if TYPE_CHECKING:
    from collections.abc import Callable

LIBRARIES: Final = {"rtmidi": ("python-rtmidi", python_rtmidi), "rtmidi2": ("rtmidi2", rtmidi2)}
"""By module: the package it comes in, and what loads it."""
CLIENT_NAME: Final = "techno-doctor"
AUDIO_LIBRARIES: Final = ("libpulse.so.0", "libasound.so.2", LIBJACK)
"""What miniaudio looks for on Linux."""


NETWORKS: Final = Path("/sys/class/net")
"""Linux's; a folder for each network."""
UP: Final = 0x1
MULTICAST: Final = 0x1000
"""Flags of a network, from linux/if.h."""


def midi() -> dict[str, object]:
    """Load each library, try each MIDI system with the first that loads, and ask for its ports."""
    libraries: dict[str, object] = {}
    first: MidiLibrary | None = None
    for module, (package, load) in LIBRARIES.items():
        try:
            found = load()
        except ImportError as fault:
            absent = isinstance(fault, ModuleNotFoundError) and fault.name == module
            libraries[package] = "not installed" if absent else what_is_missing({module: fault}, sys.version_info[:2])
        else:
            libraries[package] = "loads"
            first = first or found
    systems = {SYSTEM_NAMES[api]: _system(first, api) for api in first.apis} if first is not None else {}
    return {"libraries": libraries, "used": first.name if first else None, "systems": systems}


def _system(library: MidiLibrary, api: int) -> dict[str, object]:
    """Return the ports of a MIDI system, or why there are none to be had."""
    if api == ALSA and not os.access(ALSA_SEQUENCER, os.R_OK | os.W_OK):
        return {"lacks": "permission" if ALSA_SEQUENCER.exists() else str(ALSA_SEQUENCER)}
    if api == JACK and sys.platform == "linux" and not _loads(LIBJACK):
        return {"lacks": LIBJACK}
    try:
        client = library.make(api, CLIENT_NAME)
    except library.faults:
        return {"lacks": "server"}
    try:
        return {"ports": list(client.get_ports())}
    finally:
        client.delete()


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def jack() -> dict[str, object]:
    """Ask the JACK server that runs for its rate, period and priority."""
    try:
        module = load_jack()
    except NoJack as fault:
        return {"lacks": "library", "why": str(fault)}
    version = module.version_string()
    try:
        client = opened(CLIENT_NAME)
    except NoServer:
        return {"lacks": "server", "version": version}
    try:
        return {
            "version": version, "rate": client.samplerate, "period": client.blocksize, "realtime": client.realtime,
            "load_percent": client.cpu_load(),
        }
    finally:
        client.close()


def link() -> dict[str, object]:
    """Load Link, without looking for anybody, and name the networks on which it would look."""
    from sequencer.sync.link_session import NoLink, load_link  # noqa: PLC0415 - an extra

    try:
        load_link()
    except NoLink as fault:
        return {"lacks": "system" if fault.installed else "library", "why": str(fault)}
    if not NETWORKS.is_dir():
        return {"networks": None}
    flags = {place.name: int((place / "flags").read_text(encoding="ascii"), 16) for place in NETWORKS.iterdir()}
    return {"networks": sorted(name for name, flag in flags.items() if flag & UP and flag & MULTICAST)}


def audio() -> dict[str, object]:
    """Open the audio device that the built-in kit would play to."""
    libraries = {name: _loads(name) for name in AUDIO_LIBRARIES} if sys.platform == "linux" else {}
    try:
        from sequencer.sound.device import AudioDevice  # noqa: PLC0415 - miniaudio may not load
    except ImportError as fault:
        return {"why": f"miniaudio does not load: {fault}", "libraries": libraries}
    try:
        device = AudioDevice()
    except SoundFailed as fault:
        return {"why": str(fault), "libraries": libraries}
    try:
        return {"system": device.name, "rate": device.rate, "libraries": libraries}
    finally:
        device.close()


def timing(seconds: str) -> dict[str, object]:
    """Wait for deadlines as the player does, with what the system grants it."""
    from dataclasses import asdict  # noqa: PLC0415 - this probe alone needs it

    from sequencer.wire.realtime import prepare  # noqa: PLC0415 - likewise

    granted = prepare()
    found = timed(float(seconds), granted.spin_ns)
    load: Any = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {
        "granted": asdict(granted), "resolution_ns": round(time.get_clock_info("monotonic").resolution * 1e9),
        "load": load, "processors": os.cpu_count(), **found,
    }


PROBES: Final[dict[str, Callable[..., dict[str, object]]]] = {
    "midi": midi, "jack": jack, "link": link, "audio": audio, "timing": timing,
}
"""By name."""
