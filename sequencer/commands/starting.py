"""How is a session started: from which order, and in which process?"""

from __future__ import annotations

import errno
import os
import select
import stat
import subprocess
import time
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

from engine.errors import TechnoError
from sequencer.commands.printed import print_error, print_line, print_warning
from sequencer.commands.recorded import recording_of

if TYPE_CHECKING:
    from engine.control import ClockWish
    from sequencer.console.chat import Invite
    from sequencer.daemon.daemon import SessionPlan

DEFAULT_CONFIG: Final = "m4_showcase"
OFF: Final = "off"
START_SECONDS: Final = 20.0
LOOK_SECONDS: Final = 0.05
AUDIO_VARIABLE: Final = "TECH_ENGINE_AUDIO"
"""Names the audio system that the built-in kit plays to; "off" lets it play only where it is asked for."""


class MidiWay(StrEnum):
    """Which way messages take to the ports."""

    AUTO = "auto"
    RTMIDI = "rtmidi"
    JACK = "jack"
    ALSA = "alsa"


class Follow(StrEnum):
    """What of another clock is followed."""

    ALL = "all"
    TEMPO = "tempo"
    TRANSPORT = "transport"


CLOCKS: Final = ("own", "out", "off", "in", "link", "jack")
PHRASES: Final = ("1", "2", "4", "8", "16", "32")
"""Bars of a phrase on whose lines a start with a shared clock may fall."""


def clock_of(word: str, follow: Follow, offset_ms: float, *, send: bool | None) -> ClockWish:
    """Return the wish of `--clock` and its companions.

    Raises:
        typer.BadParameter: the word is none.
    """
    from engine.control import ClockWish

    source, _, more = word.partition("=")
    more = more.strip()
    usable = {"in": True, "link": more in PHRASES}
    if source not in CLOCKS or (more and not usable.get(source)):
        allowed = "own, off, in, in=PORT, link, link=BARS (1, 2, 4, 8, 16 or 32), jack"
        raise typer.BadParameter(f"{word!r} is not one of {allowed}", param_hint="'--clock'")
    wish = ClockWish(follow=follow.value, offset_ms=offset_ms, send=send)
    if source == "in":
        return replace(wish, source="in", port=more)
    if source == "link":
        return replace(wish, source="link", bars=int(more or 1))
    if source == "jack":
        return replace(wish, source="jack")
    return ClockWish(send=source != "off" if send is None else send)


def order_of(  # noqa: PLR0913, PLR0917 - the options of two commands, in one place
    config: str | None, ports: list[str] | None, virtual: str | None, trims: list[float] | None, bpm: float | None,
    seed: int | None, bars: int | None, clock: ClockWish | None, record: str, resume: str | None, from_bar: int | None,
    name: str, *, idle_clock: bool, stopped: bool, midi: MidiWay = MidiWay.AUTO, lead: float = 0.0, arc: bool = False,
    listen: bool | None = None, count_in: int = 0,
) -> SessionPlan:
    """Return the order for a session, with its config found and checked."""
    from engine.config_file import config_json
    from engine.control import ClockWish
    from engine.state import state_json
    from sequencer.daemon.daemon import SessionPlan
    from sequencer.folders import find_config, out_folder
    from sequencer.tape.arc import with_arc
    from sequencer.wire.runtime_folder import checked_name

    check_outputs(ports, virtual)
    if resume is not None and (config is not None or seed is not None or bpm is not None):
        raise typer.BadParameter("a resumed session has its own config, seed and tempo", param_hint="--resume")
    if resume is not None and arc:
        raise typer.BadParameter("a resumed session goes on with the arc it had", param_hint="--arc")
    if from_bar is not None and resume is None:
        raise typer.BadParameter("only a resumed session begins at another bar", param_hint="--from-bar")
    if count_in and clock is not None and clock.source != "own":
        raise typer.BadParameter("another clock that is followed starts us", param_hint="--count-in")
    state = ""
    if resume is not None:
        from sequencer.tape.replay import journal_in, resumed

        header, last, warnings = resumed(journal_in(recording_of(resume)), from_bar=from_bar)
        for warning in warnings:
            print_warning(warning)
        text, config_name, state = config_json(last.config), last.name or header.name, state_json(last)
    else:
        found = find_config(config or DEFAULT_CONFIG)
        text, config_name = config_json(with_arc(found.config, found.name) if arc else found.config), found.name
    kit, audio = kit_of(listen)
    return SessionPlan(
        text, config_name, name=checked_name(name), ports=tuple(ports or ()), virtual=virtual,
        trims_ms=tuple(trims or ()), midi=midi.value, lead_ms=lead, state=state, bpm=bpm, seed=seed, bars=bars,
        clock=clock or ClockWish(), pulses_while_stopped=idle_clock,
        record=None if record == OFF else record and str(Path(record).absolute()),
        out_folder=str(out_folder().absolute()), listen=kit, audio=audio, stopped=stopped,
        count_in=count_in,
    )


def check_outputs(ports: list[str] | None, virtual: str | None) -> None:
    """Refuse more outputs than a session has, and a name for a port that no MIDI system takes.

    Raises:
        typer.BadParameter: there are more, or it is such a name.
    """
    from sequencer.midi.ports import MAX_OUTPUTS, MAX_PORT_NAME

    if len(ports or ()) + (virtual is not None) > MAX_OUTPUTS:
        raise typer.BadParameter(f"a session has at most {MAX_OUTPUTS} outputs", param_hint="--port")
    if virtual is not None and not (virtual.isprintable() and 1 <= len(virtual) <= MAX_PORT_NAME):
        raise typer.BadParameter(
            f"a port's name has 1 to {MAX_PORT_NAME} characters, all of which can be shown", param_hint="--virtual"
        )


def kit_of(listen: bool | None) -> tuple[bool | None, str]:  # noqa: FBT001 - an option's value
    """Return whether the built-in kit plays along (None: where nothing else can), and its audio system."""
    audio = os.environ.get(AUDIO_VARIABLE, "auto")
    return (False if listen is None and audio == OFF else listen), ("auto" if audio == OFF else audio)


def in_foreground(order: SessionPlan) -> int:
    """Run a session in this process to its end; return the exit status. Its lines go to stdout."""
    from sequencer.daemon.daemon import run_daemon
    from sequencer.wire.launch import without_secrets

    without_secrets()

    def say(text: str) -> None:
        with suppress(OSError):  # whoever read it is gone; the music is not
            print_line(text)

    return run_daemon(order, say)


def _log(path: Path) -> int:
    """Open a session's log, which only its owner may read; a link or pipe under its name is not followed or waited for.

    Raises:
        OSError: it cannot be opened, or is no regular file.
    """
    no_other = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | no_other, 0o600)
    if not stat.S_ISREG(os.fstat(log).st_mode):
        os.close(log)
        raise OSError(errno.EINVAL, "is no regular file", str(path))
    if hasattr(os, "fchmod"):
        os.fchmod(log, 0o600)  # also one that an earlier version has left open to all
    return log


def detach(order: SessionPlan) -> None:
    """Start a session in a process of its own, which outlives this one; return when it can be reached.

    Raises:
        SessionRuns: one of its name runs. TechnoError: it cannot be started, with its own words.
    """
    from sequencer.folders import state_folder
    from sequencer.wire.launch import python_command, python_environment
    from sequencer.wire.runtime_folder import SessionRuns

    folder = state_folder()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{order.name}.log"
    here, there = os.pipe()
    with os.fdopen(_log(path), "a", encoding="utf-8") as log, os.fdopen(here, encoding="utf-8") as answers:
        log.write(f"{datetime.now().astimezone().isoformat(timespec='seconds')} session {order.name} starts\n")
        log.flush()
        process = subprocess.Popen(  # noqa: S603 - our own module
            [*python_command("sequencer.daemon"), str(there)], stdin=subprocess.PIPE, stdout=log, stderr=log,
            pass_fds=(there,), start_new_session=True, env=python_environment(), text=True,
        )
        os.close(there)
        if process.stdin is not None:
            with suppress(BrokenPipeError), process.stdin as stdin:
                stdin.write(order.as_json())
        answer = answers.read()
    if answer != "ready":
        process.wait(START_SECONDS)
        runs = SessionRuns(order.name)
        if answer == str(runs):
            raise runs
        raise TechnoError(answer or f"the session could not be started; see {path}")
    process.returncode = 0  # it is on its own from here: nobody waits for it


def detached_by_any(order: SessionPlan) -> bool:
    """Start a session as `detach` does; return False when somebody else has just done so, as soon as it is reached.

    Raises:
        TechnoError: as `detach`; also when the other one cannot be reached in time.
    """
    from sequencer.wire.client import SessionUnreachable, ask_once
    from sequencer.wire.runtime_folder import SessionRuns

    try:
        detach(order)
    except SessionRuns:
        patience = time.monotonic() + START_SECONDS
        while time.monotonic() < patience:
            with suppress(SessionUnreachable):
                ask_once(order.name, "status")
                return False
            select.select([], [], [], LOOK_SECONDS)
        raise
    return True


def open_front(name: str, invite: Invite | None, *, plain: bool) -> int:
    """Open the console on a session that was started for it; where that goes on behind it, say so.

    Args:
        name: of the session. invite: makes who answers sentences. plain: lines are wanted.
    """
    from sequencer.console.opening import open_console

    ended = False
    try:
        closed = open_console(name, invite, plain=plain)
        ended = closed.ended
    finally:
        if not ended:
            tell_that_it_goes_on(name)
    return closed.status


def tell_that_it_goes_on(name: str) -> None:
    """Say that a session plays on, where it records and how it is ended; nothing when it has ended by now."""
    from sequencer.wire.client import ask_once
    from sequencer.wire.launch import own_command
    from sequencer.wire.runtime_folder import option

    with suppress(TechnoError):
        recording = ask_once(name, "status")["recording"]
        where = "" if recording is None else f", recording to {recording['folder']}"
        print_error(f"session {name} runs in the background{where}; {own_command()} stop --end{option(name)} ends it")
