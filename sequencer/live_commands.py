"""The commands that play: play, daemon, attach, status, stop, panic, ports."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from engine.errors import TechnoError
from sequencer.printed import print_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sequencer.console.chat import Invite
    from sequencer.daemon import Order

DEFAULT_CONFIG: Final = "m4_showcase"
OFF: Final = "off"
MAX_BARS: Final = 10_000_000
MAX_SEED: Final = 2**63 - 1
START_SECONDS: Final = 20.0
LAST_RESUME: Final = "last"


class Clock(StrEnum):
    """MIDI clock: sent, followed, neither, or shared over Ableton Link."""

    OUT = "out"
    IN = "in"
    OFF = "off"
    LINK = "link"


ConfigArgument = Annotated[str | None, typer.Argument(metavar="[CONFIG]", help="a path, or a name of `techno configs`")]
PortOption = Annotated[
    list[str] | None, typer.Option("--port", metavar="PATTERN", help="port to play to: part of its name, or a pattern")
]
VirtualOption = Annotated[str | None, typer.Option("--virtual", metavar="NAME", help="offer a port of that name")]
TrimOption = Annotated[
    list[float] | None,
    typer.Option("--trim", metavar="MS", min=-200.0, max=200.0, help="latency trim of each output, in their order"),
]
BpmOption = Annotated[float | None, typer.Option(min=20.0, max=300.0, help="tempo; else the config's")]
SeedOption = Annotated[int | None, typer.Option(min=0, max=MAX_SEED, help="seed of every draw; else the config's")]
BarsOption = Annotated[int | None, typer.Option(min=1, max=MAX_BARS, help="end after that many bars")]
ClockOption = Annotated[Clock, typer.Option(help="MIDI clock")]
IdleClockOption = Annotated[
    bool, typer.Option("--clock-while-stopped/--no-clock-while-stopped", help="send clock pulses while stopped too")
]
RecordOption = Annotated[
    str, typer.Option(metavar="PATH|off", help="folder for the session's files; else a new one in the output folder")
]
ResumeOption = Annotated[
    str | None, typer.Option("--resume", metavar="JOURNAL|last", help="go on where a recorded session ended")
]
FromBarOption = Annotated[int | None, typer.Option(min=0, help="with --resume: from that bar on, counted from 0")]
NameOption = Annotated[str, typer.Option("--name", help="name of the session")]
JsonOption = Annotated[bool, typer.Option("--json", help="print one JSON object and nothing else")]
StoppedOption = Annotated[bool, typer.Option("--stopped", help="start with the transport stopped")]

app = typer.Typer(
    name="techno", no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
)


@app.command()
def play(  # noqa: PLR0913, PLR0917 - the options of the command
    context: typer.Context,
    config: ConfigArgument = None, ports: PortOption = None, virtual: VirtualOption = None, trims: TrimOption = None,
    bpm: BpmOption = None, seed: SeedOption = None, bars: BarsOption = None, clock: ClockOption = Clock.OUT,
    idle_clock: IdleClockOption = True, record: RecordOption = "",  # noqa: FBT002
    resume: ResumeOption = None, from_bar: FromBarOption = None, name: NameOption = "main",
    no_console: Annotated[bool, typer.Option("--no-console", help="stay in the foreground, without a console")] = False,  # noqa: FBT002
) -> int:
    """Start a session, play, and open the console on it."""
    order = _order(
        config, ports, virtual, trims, bpm, seed, bars, clock, record, resume, from_bar, name,
        idle_clock=idle_clock, stopped=False,
    )
    if no_console:
        return _foreground(order)
    from sequencer.console.opening import open_console  # noqa: PLC0415 - commands load what they need

    detach(order)
    return open_console(name, context.obj)


@app.command()
def daemon(  # noqa: PLR0913, PLR0917 - the options of the command
    config: ConfigArgument = None, ports: PortOption = None, virtual: VirtualOption = None, trims: TrimOption = None,
    bpm: BpmOption = None, seed: SeedOption = None, bars: BarsOption = None, clock: ClockOption = Clock.OUT,
    idle_clock: IdleClockOption = True, record: RecordOption = "",  # noqa: FBT002
    resume: ResumeOption = None, from_bar: FromBarOption = None, name: NameOption = "main",
    stopped: StoppedOption = False,  # noqa: FBT002
) -> int:
    """Start a session and play, in the foreground, until --bars, Ctrl-C or SIGTERM."""
    return _foreground(_order(
        config, ports, virtual, trims, bpm, seed, bars, clock, record, resume, from_bar, name,
        idle_clock=idle_clock, stopped=stopped,
    ))


@app.command()
def attach(context: typer.Context, name: NameOption = "main") -> int:
    """Open the console on the running session, or read lines from a script. Leaving it never stops the music."""
    from sequencer.console.opening import open_console  # noqa: PLC0415

    return open_console(name, context.obj)


def open_any(name: str, invite: Invite | None) -> int:
    """Open the console on the running session; on a new one, stopped, when none runs. Return the exit status."""
    from sequencer.client import SessionUnreachable, ask_once  # noqa: PLC0415
    from sequencer.console.opening import open_console  # noqa: PLC0415

    try:
        ask_once(name, "status")
    except SessionUnreachable:
        detach(_order(
            None, None, None, None, None, None, None, Clock.OUT, "", None, None, name, idle_clock=True, stopped=True
        ))
    return open_console(name, invite)


@app.command()
def status(name: NameOption = "main", as_json: JsonOption = False) -> None:  # noqa: FBT002
    """Say how the running session stands."""
    from sequencer.client import ask_once  # noqa: PLC0415
    from sequencer.notices import snapshot_from_json  # noqa: PLC0415
    from sequencer.wording import status_lines  # noqa: PLC0415

    snapshot = snapshot_from_json(ask_once(name, "status"))
    if as_json:
        print_json(snapshot.status())
        return
    for line in status_lines(snapshot):
        typer.echo(line)


@app.command()
def stop(
    name: NameOption = "main",
    end: Annotated[bool, typer.Option("--end", help="end the whole session, not only the transport")] = False,  # noqa: FBT002
) -> None:
    """Stop the transport of the running session, or with --end the session itself."""
    from sequencer.client import ask_once  # noqa: PLC0415

    if end:
        ask_once(name, "end")
        typer.echo("the session has ended")
        return
    ask_once(name, "transport", action="stop")
    typer.echo("stopped")


@app.command()
def panic(name: NameOption = "main") -> None:
    """End all sound on all channels at once; the music goes on."""
    from sequencer.client import ask_once  # noqa: PLC0415

    ask_once(name, "transport", action="panic")
    typer.echo("all sound is off")


@app.command(name="ports")
def list_ports(as_json: JsonOption = False) -> None:  # noqa: FBT002
    """List the ports that can be played to."""
    from sequencer.ports import midi_system  # noqa: PLC0415
    from sequencer.standby import Standby  # noqa: PLC0415

    system = midi_system()
    asking = Standby(system.api)
    names = asking.names()
    asking.close()
    if as_json:
        print_json({"ports": [{"name": one} for one in names], "system": system.name, "hint": system.why})
        return
    for one in names:
        typer.echo(one)
    if system.api is None:
        typer.echo(f"no MIDI system: {system.why}", err=True)
    elif not names:
        typer.echo(f"{system.name} has no ports to play to; techno play --virtual NAME offers one", err=True)


def with_optional_values(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with "last" put behind a --resume that has no value of its own."""
    found: list[str] = []
    for place, word in enumerate(arguments):
        found.append(word)
        if word == "--resume" and (place + 1 == len(arguments) or arguments[place + 1].startswith("-")):
            found.append(LAST_RESUME)
    return found


# --- starting a session -----------------------------------------------------------------------------------------------


def _order(  # noqa: PLR0913, PLR0917 - the options of two commands, in one place
    config: str | None, ports: list[str] | None, virtual: str | None, trims: list[float] | None, bpm: float | None,
    seed: int | None, bars: int | None, clock: Clock, record: str, resume: str | None, from_bar: int | None,
    name: str, *, idle_clock: bool, stopped: bool,
) -> Order:
    """Return the order for a session, with its config found and checked."""
    from engine.config_file import config_json  # noqa: PLC0415
    from engine.state import state_json  # noqa: PLC0415
    from sequencer.daemon import Order  # noqa: PLC0415
    from sequencer.folders import find_config, out_folder  # noqa: PLC0415
    from sequencer.ports import MAX_OUTPUTS  # noqa: PLC0415
    from sequencer.runtime_folder import checked_name  # noqa: PLC0415

    if clock in {Clock.IN, Clock.LINK}:
        raise typer.BadParameter("following another clock is not there yet; use out or off", param_hint="--clock")
    if len(ports or ()) + (virtual is not None) > MAX_OUTPUTS:
        raise typer.BadParameter(f"a session has at most {MAX_OUTPUTS} outputs", param_hint="--port")
    if resume is not None and (config is not None or seed is not None or bpm is not None):
        raise typer.BadParameter("a resumed session has its own config, seed and tempo", param_hint="--resume")
    if from_bar is not None and resume is None:
        raise typer.BadParameter("only a resumed session begins at another bar", param_hint="--from-bar")
    state = ""
    if resume is not None:
        from sequencer.replay import journal_in, resumed  # noqa: PLC0415

        header, last, warnings = resumed(journal_in(_journal(resume)), from_bar=from_bar)
        for warning in warnings:
            typer.echo(f"warning: {warning}", err=True)
        text, config_name, state = config_json(last.config), header.name, state_json(last)
    else:
        found = find_config(config or DEFAULT_CONFIG)
        text, config_name = config_json(found.config), found.name
    return Order(
        text, config_name, name=checked_name(name), ports=tuple(ports or ()), virtual=virtual,
        trims_ms=tuple(trims or ()), state=state, bpm=bpm, seed=seed, bars=bars, clock_out=clock is Clock.OUT,
        pulses_while_stopped=idle_clock, record=None if record == OFF else record and str(Path(record).absolute()),
        out_folder=str(out_folder().absolute()), stopped=stopped,
    )


def _journal(wanted: str) -> Path:
    """Return the journal to resume: a path, or the newest of the output folder."""
    if wanted != LAST_RESUME:
        return Path(wanted)
    from sequencer.daemon import SESSIONS  # noqa: PLC0415
    from sequencer.folders import out_folder  # noqa: PLC0415
    from sequencer.journal import JOURNAL_NAME  # noqa: PLC0415

    found = sorted((out_folder() / SESSIONS).glob(f"*/{JOURNAL_NAME}"), key=lambda path: path.stat().st_mtime)
    if not found:
        raise TechnoError(f"there is no recorded session in {out_folder() / SESSIONS}; name its journal")
    return found[-1]


def _foreground(order: Order) -> int:
    from sequencer.daemon import run_daemon  # noqa: PLC0415

    def say(text: str) -> None:
        with suppress(OSError):  # whoever read it is gone; the music is not
            typer.echo(text)

    return run_daemon(order, say)


def detach(order: Order) -> None:
    """Start a session in a process of its own, which outlives this one; return when it can be reached.

    Raises:
        TechnoError: it cannot be started, with its own words.
    """
    from sequencer.folders import state_folder  # noqa: PLC0415
    from sequencer.supervisor import python_command, python_environment  # noqa: PLC0415

    folder = state_folder()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{order.name}.log"
    here, there = os.pipe()
    with path.open("a", encoding="utf-8") as log, os.fdopen(here, encoding="utf-8") as answers:
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
        raise TechnoError(answer or f"the session could not be started; see {path}")
    process.returncode = 0  # it is on its own from here: nobody waits for it


def main() -> int:
    """Run one of these commands alone, with the faults of the command line."""
    from sequencer.cli import main as run  # noqa: PLC0415 - the command line imports this module

    return run(sys.argv[1:])


if __name__ == "__main__":
    raise SystemExit(main())
