"""The commands that play: play, daemon, attach, status, stop, panic, ports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from sequencer.commands.printed import print_error, print_json, print_line
from sequencer.commands.recorded import LAST
from sequencer.commands.render import MAX_SEED
from sequencer.commands.starting import (
    Follow,
    MidiWay,
    clock_of,
    detach,
    detached_by_any,
    in_foreground,
    open_front,
    order_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sequencer.console.chat import Invite

MAX_BARS: Final = 10_000_000
MAX_LEAD_MS: Final = 500.0

ConfigArgument = Annotated[str | None, typer.Argument(metavar="[CONFIG]", help="a path, or a name of `techno configs`")]
PortOption = Annotated[
    list[str] | None, typer.Option("--port", metavar="PATTERN", help="port to play to: part of its name, or a pattern")
]
VirtualOption = Annotated[str | None, typer.Option("--virtual", metavar="NAME", help="offer a port of that name")]
TrimOption = Annotated[
    list[float] | None,
    typer.Option("--trim", metavar="MS", min=-200.0, max=200.0, help="latency trim of each output, in their order"),
]
MidiOption = Annotated[
    MidiWay,
    typer.Option(
        "--midi",
        help="jack places messages by the frame, rtmidi sends each when due; auto: jack if it runs; alsa, untried on "
        "hardware, hands them to the kernel's queue",
    ),
]
LeadOption = Annotated[
    float,
    typer.Option(
        "--lead", metavar="MS", min=0.0, max=MAX_LEAD_MS, help="hand messages to JACK or ALSA at least so long ahead"
    ),
]
BpmOption = Annotated[float | None, typer.Option(min=20.0, max=300.0, help="tempo; else the config's")]
SeedOption = Annotated[int | None, typer.Option(min=0, max=MAX_SEED, help="seed of every draw; else the config's")]
BarsOption = Annotated[int | None, typer.Option(min=1, max=MAX_BARS, help="end after that many bars")]
ClockOption = Annotated[
    str,
    typer.Option(
        "--clock", metavar="own|off|in[=PORT]|link[=BARS]|jack",
        help="whose time to keep: ours, incoming MIDI clock, Ableton Link, JACK transport; off: ours, none is sent",
    ),
]
SendClockOption = Annotated[
    bool | None,
    typer.Option("--send-clock/--no-send-clock", help="send MIDI clock; else unless it comes in, or --clock is off"),
]
FollowOption = Annotated[Follow, typer.Option("--clock-follow", help="what of another clock is followed")]
OffsetOption = Annotated[
    float,
    typer.Option("--clock-offset", metavar="MS", min=-200.0, max=200.0, help="play later than it says; - earlier"),
]
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
ArcOption = Annotated[bool, typer.Option("--arc", help="follow the config's arc, a plan of a whole set")]
ListenOption = Annotated[
    bool | None,
    typer.Option("--listen/--no-listen", help="the built-in kit plays along; else it does where nothing else can"),
]
CountInOption = Annotated[int, typer.Option(metavar="BARS", min=0, max=8, help="bars of clicks before bar 1")]
PlainOption = Annotated[bool, typer.Option("--plain", help="a console of plain lines, for any terminal")]
StoppedOption = Annotated[bool, typer.Option("--stopped", help="start with the transport stopped")]

app = typer.Typer(
    name="techno", no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
)


@app.command()
def play(  # noqa: PLR0913, PLR0917 - the options of the command
    context: typer.Context,
    config: ConfigArgument = None, ports: PortOption = None, virtual: VirtualOption = None, trims: TrimOption = None,
    bpm: BpmOption = None, seed: SeedOption = None, bars: BarsOption = None, clock: ClockOption = "own",
    send_clock: SendClockOption = None, follow: FollowOption = Follow.ALL, clock_offset: OffsetOption = 0.0,
    idle_clock: IdleClockOption = True, record: RecordOption = "",
    resume: ResumeOption = None, from_bar: FromBarOption = None, name: NameOption = "main",
    arc: ArcOption = False, midi: MidiOption = MidiWay.AUTO, lead: LeadOption = 0.0, listen: ListenOption = None,
    plain: PlainOption = False, count_in: CountInOption = 0,
    no_console: Annotated[bool, typer.Option("--no-console", help="stay in the foreground, without a console")] = False,
    or_attach: Annotated[
        bool, typer.Option("--or-attach", help="when a session runs already, play it and open its console")
    ] = False,
) -> int:
    """Start a session, play, and open the console on it."""
    if or_attach and _plays_on(name):
        return attach(context, name, plain=plain)
    order = order_of(
        config, ports, virtual, trims, bpm, seed, bars, clock_of(clock, follow, clock_offset, send=send_clock),
        record, resume, from_bar, name,
        idle_clock=idle_clock, stopped=False, midi=midi, lead=lead, arc=arc, listen=listen, count_in=count_in,
    )
    if no_console:
        return in_foreground(order)
    if not or_attach:
        detach(order)
    elif not detached_by_any(order):
        _plays_on(name)
        return attach(context, name, plain=plain)
    return open_front(name, context.obj, plain=plain)


def _plays_on(name: str) -> bool:
    """Let the running session play; return False when none runs."""
    from sequencer.wire.client import SessionUnreachable, ask_once

    try:
        ask_once(name, "transport", action="play")
    except SessionUnreachable:
        return False
    print_line("a session runs already: it plays, and this is its console")
    return True


@app.command()
def daemon(  # noqa: PLR0913, PLR0917 - the options of the command
    config: ConfigArgument = None, ports: PortOption = None, virtual: VirtualOption = None, trims: TrimOption = None,
    bpm: BpmOption = None, seed: SeedOption = None, bars: BarsOption = None, clock: ClockOption = "own",
    send_clock: SendClockOption = None, follow: FollowOption = Follow.ALL, clock_offset: OffsetOption = 0.0,
    idle_clock: IdleClockOption = True, record: RecordOption = "",
    resume: ResumeOption = None, from_bar: FromBarOption = None, name: NameOption = "main",
    midi: MidiOption = MidiWay.AUTO, lead: LeadOption = 0.0, stopped: StoppedOption = False, arc: ArcOption = False,
    listen: ListenOption = None, count_in: CountInOption = 0,
) -> int:
    """Start a session, play, and stay in the foreground. It ends after --bars, by Ctrl-C or SIGTERM."""
    return in_foreground(order_of(
        config, ports, virtual, trims, bpm, seed, bars, clock_of(clock, follow, clock_offset, send=send_clock),
        record, resume, from_bar, name,
        idle_clock=idle_clock, stopped=stopped, midi=midi, lead=lead, arc=arc, listen=listen, count_in=count_in,
    ))


@app.command()
def attach(context: typer.Context, name: NameOption = "main", plain: PlainOption = False) -> int:
    """Open the console on the running session. It reads lines from a script too; leaving it never stops the music."""
    from sequencer.console.opening import open_console

    return open_console(name, context.obj, plain=plain).status


def open_any(name: str, invite: Invite | None, *, plain: bool = False) -> int:
    """Open the console on the running session; on a new one, stopped, when none runs. Return the exit status."""
    from sequencer.console.opening import open_console
    from sequencer.wire.client import SessionUnreachable, ask_once

    started = False
    try:
        ask_once(name, "status")
    except SessionUnreachable:
        started = detached_by_any(order_of(
            None, None, None, None, None, None, None, None, "", None, None, name, idle_clock=True,
            stopped=True,
        ))
    return open_front(name, invite, plain=plain) if started else open_console(name, invite, plain=plain).status


@app.command()
def status(name: NameOption = "main", as_json: JsonOption = False) -> None:
    """Say how the running session stands."""
    from sequencer.console.wording import status_lines
    from sequencer.wire.client import ask_once
    from sequencer.wire.notices import snapshot_from_json

    snapshot = snapshot_from_json(ask_once(name, "status"))
    if as_json:
        print_json(snapshot.status())
        return
    for line in status_lines(snapshot):
        print_line(line)


@app.command()
def stop(
    name: NameOption = "main",
    end: Annotated[bool, typer.Option("--end", help="end the whole session, not only the transport")] = False,
) -> None:
    """Stop the running session's transport; --end ends the session."""
    from sequencer.wire.client import ask_once

    if end:
        ask_once(name, "end")
        print_line("the session has ended")
        return
    ask_once(name, "transport", action="stop")
    print_line("stopped")


@app.command()
def panic(name: NameOption = "main") -> None:
    """End all sound on all channels at once; the music goes on."""
    from sequencer.wire.client import ask_once

    ask_once(name, "transport", action="panic")
    print_line("all notes are off")


@app.command(name="ports")
def list_ports(as_json: JsonOption = False) -> None:
    """List the ports that can be played to."""
    from sequencer.daemon.standby import Standby
    from sequencer.midi.ports import midi_system

    system = midi_system()
    asking = Standby(system.api)
    names = asking.names()
    asking.close()
    if as_json:
        print_json({"ports": [{"name": one} for one in names], "system": system.name, "hint": system.why})
    else:
        for one in names:
            print_line(one)
    if system.api is None:
        print_error(f"no MIDI system: {system.why}")
        raise typer.Exit(1)
    if as_json:
        return
    if not names:
        print_error(f"{system.name} has no ports to play to; techno play --virtual NAME offers one")


def with_optional_values(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with "last" put behind a --resume that has no value of its own."""
    found: list[str] = []
    for place, word in enumerate(arguments):
        found.append(word)
        if word == "--resume" and (place + 1 == len(arguments) or arguments[place + 1].startswith("-")):
            found.append(LAST)
    return found
