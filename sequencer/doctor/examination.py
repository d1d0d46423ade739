"""In which order is the machine looked at?"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from engine.errors import TechnoError
from sequencer.doctor.asking import asked
from sequencer.doctor.audio import audio
from sequencer.doctor.chat import ChatSetting, chat
from sequencer.doctor.finding import Finding
from sequencer.doctor.jack import jack
from sequencer.doctor.link import link
from sequencer.doctor.midi import midi
from sequencer.doctor.places import folders
from sequencer.doctor.python import installed, own_version, python
from sequencer.doctor.timing import priority, timing
from sequencer.folders import out_folder, save_folder, state_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONG_SECONDS: Final = 5.0
QUICK_SECONDS: Final = 0.5


def examination(setting: ChatSetting, *, quick: bool = False) -> Iterator[Finding]:
    """Yield each finding as it is made. Blocks for the seconds of the timing test, and some more.

    Args:
        setting: of the chat, which this room may not read by itself.
        quick: a timing test of half a second.
    """
    seconds = QUICK_SECONDS if quick else LONG_SECONDS
    yield python(sys.version_info[:3], sys.platform, sys.executable, installed(), own_version())
    yield from _folders()
    yield from midi(asked("midi"), sys.platform)
    if sys.platform == "linux":
        yield jack(asked("jack"))
    yield link(asked("link"))
    facts = asked("timing", str(seconds), more_seconds=seconds)
    yield priority(facts, _rtprio(), _groups(), sys.platform)
    yield timing(facts)
    yield audio(asked("audio"), sys.platform)
    yield chat(setting)


def _folders() -> Iterator[Finding]:
    places: dict[str, Path] = {"output": out_folder(), "configs": save_folder(), "state": state_folder()}
    if sys.platform != "win32":
        from sequencer.wire.runtime_folder import runtime_folder  # noqa: PLC0415 - it is of Unix

        try:
            places["runtime"] = runtime_folder()
        except TechnoError as fault:
            yield Finding("folders", "broken", str(fault), ("set XDG_RUNTIME_DIR to a folder of yours, mode 700",))
    yield folders(places)


def _rtprio() -> int | None:
    """Return the highest real-time priority that this user may take; None where there is no such limit."""
    if sys.platform != "linux":
        return None
    import resource  # noqa: PLC0415 - it is of Unix

    soft, _ = resource.getrlimit(resource.RLIMIT_RTPRIO)
    return 99 if soft == resource.RLIM_INFINITY else soft


def _groups() -> tuple[str, ...]:
    """Return the names of the user's groups; those without a name are left out."""
    if sys.platform == "win32":
        return ()
    import grp  # noqa: PLC0415 - it is of Unix

    names = []
    for number in os.getgroups():
        with suppress(KeyError):
            names.append(grp.getgrgid(number).gr_name)
    return tuple(names)
