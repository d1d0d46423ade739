"""The commands `techno osc`, `techno web` and `techno controllers`: let others than the console steer the session."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from engine.errors import TechnoError
from sequencer.commands.live import NameOption  # noqa: TC001 - typer reads the annotations
from sequencer.commands.printed import print_line

LOOPBACK: Final = "127.0.0.1"
MAX_PORT: Final = 65535


def osc(
    port: Annotated[int, typer.Option(min=0, max=MAX_PORT, help="UDP port to listen on; 0 takes a free one")] = 9000,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="address to listen on; 0.0.0.0 for the whole network")
    ] = LOOPBACK,
    send: Annotated[
        list[str] | None, typer.Option(metavar="HOST:PORT", help="always tell this one what changes; repeat for more")
    ] = None,
    name: NameOption = "main",
) -> None:
    """Let OSC programs steer and follow the running session. It runs until Ctrl-C; see docs/osc.md."""
    import asyncio

    from sequencer.wire.client import SocketSession, ask_once

    try:
        from sequencer.remote.osc import OscServer
    except ModuleNotFoundError as error:
        from sequencer.midi.library import with_extra

        raise TechnoError(
            f"techno osc needs what is not installed ({error.name}); {with_extra('osc')}"
        ) from None
    from sequencer.remote.hub import Hub

    always = [_target(one) for one in send or ()]
    ask_once(name, "status")  # who starts it on no session learns so at once; later it is looked for again

    def ready(found: int) -> None:
        print_line(f"OSC on {host}:{found}; try /techno/fill. Ctrl-C ends it, the music goes on")
        if host != LOOPBACK:
            print_line("anyone on this network can play along: OSC has no password")

    try:
        asyncio.run(OscServer(Hub(lambda: SocketSession.open(name)), always).run(host, port, ready))
    except OSError as error:
        raise TechnoError(f"UDP port {port} of {host} cannot be had: {error.strerror}; --port takes another") from error


def web(
    port: Annotated[int, typer.Option(min=0, max=MAX_PORT, help="TCP port to listen on; 0 takes a free one")] = 8099,
    lan: Annotated[bool, typer.Option("--lan", help="let devices on the network in, each by its link")] = False,
    name: NameOption = "main",
) -> None:
    """Show the running session on a page for tablets and phones. It runs until Ctrl-C; see docs/web.md."""
    import asyncio

    from sequencer.wire.client import ask_once

    try:
        from sequencer.remote.opening import open_web
    except ModuleNotFoundError as error:
        from sequencer.midi.library import with_extra

        raise TechnoError(
            f"techno web needs what is not installed ({error.name}); {with_extra('web')}"
        ) from None
    ask_once(name, "status")  # who starts it on no session learns so at once; later it is looked for again
    asyncio.run(open_web(name, port, print_line, lan=lan))


def controllers(
    port: Annotated[
        str, typer.Option(metavar="PATTERN", help="part of its port's name, or a shell pattern; else the first one")
    ] = "",
    name: NameOption = "main",
) -> None:
    """Let a MIDI controller steer the running session. It runs until Ctrl-C; see docs/controllers.md."""
    import asyncio

    from sequencer.remote.controllers.opening import open_controllers
    from sequencer.wire.client import ask_once

    ask_once(name, "status")  # who starts it on no session learns so at once; later it is looked for again
    asyncio.run(open_controllers(name, port, print_line))


def _target(given: str) -> tuple[str, int]:
    host, colon, port = given.rpartition(":")
    if not colon or not host or not port.isdecimal() or not 0 < int(port) <= MAX_PORT:
        raise TechnoError(f"--send takes HOST:PORT, a port in 1..{MAX_PORT}, as in 192.168.1.20:9001; found {given}")
    return host, int(port)
