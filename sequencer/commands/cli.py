"""The command `techno`: what a person or a script types, and what they get back.

Exit status 0: done; 1: failed, with one clear line a fault on stderr; 2: wrong usage. With `--json` stdout is one JSON
object and nothing else. A traceback is shown with `--debug` only.
"""

from __future__ import annotations

import sys
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated, Final

import typer

from engine.errors import ConfigError, TechnoError
from engine.found_words import shown
from sequencer.commands.completion import Shell, script
from sequencer.commands.doctor import told
from sequencer.commands.examples import epilog
from sequencer.commands.failing import at_most, failed, give_up_stdout, open_streams, print_failure
from sequencer.commands.live import NameOption, PlainOption, open_any, with_optional_values
from sequencer.commands.live import app as live_commands
from sequencer.commands.printed import print_error, print_json, print_line, print_source
from sequencer.commands.remote import controllers, osc, web
from sequencer.commands.render import render
from sequencer.commands.replay import replay
from sequencer.commands.score import score
from sequencer.commands.sessions import sessions
from sequencer.commands.usage import plain_usage, show_usage
from sequencer.commands.watch import watch

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from agent.carry_out import Workspace
    from agent.reply import Reply
    from engine.control import SessionControl
    from sequencer.console.chat import Bandmate

DEBUG: Final = "--debug"
PRACTICE: Final = "m4_showcase"
"""What the chat works on when no session runs."""
ONLY_TRIED: Final = "no session runs; with one, this would be:"
MAIN: Final = "main"
INTERRUPTED: Final = 130
"""Exit status after Ctrl-C, as shells give it."""

HELP_OPTIONS: Final = {"help_option_names": ["-h", "--help"]}

app = typer.Typer(
    name="techno", context_settings=HELP_OPTIONS, invoke_without_command=True, add_completion=False,
    rich_markup_mode=None, pretty_exceptions_enable=False,
    help="Composes techno drums bar by bar and holds musical targets in closed loop.",
)

ConfigArgument = Annotated[str, typer.Argument(metavar="CONFIG", help="a path, or a name of `techno configs`")]
JsonOption = Annotated[bool, typer.Option("--json", help="print one JSON object and nothing else")]


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer's shape of a callback
    if wanted:
        print_line(f"techno {_version_words()}".replace(" not installed", ", not installed"))
        raise typer.Exit


def _version_words() -> str:
    """Return the installed version, or that there is none."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("techno-rhythm-engine")
    except PackageNotFoundError:
        return "not installed"


def _bandmate(session: SessionControl) -> Bandmate:
    """Return the bandmate that answers what is typed without a colon."""
    from agent.bandmate import bandmate
    from sequencer.folders import env_folders

    return bandmate(session, _workspace(), env_folders=env_folders())


@app.callback()
def root(
    context: typer.Context,
    _debug: Annotated[bool, typer.Option("--debug", help="show a traceback when something fails")] = False,
    _version: Annotated[
        bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="print the version")
    ] = False,
    name: Annotated[str | None, typer.Option("--name", help="name of the session")] = None,
    plain: PlainOption = False,
) -> None:
    """Compose techno drums bar by bar and hold musical targets in closed loop.

    Alone it opens the console on the running session, or on a new one, stopped, when none runs.
    """
    context.obj = _bandmate
    if context.invoked_subcommand is None:
        raise typer.Exit(open_any(name or MAIN, context.obj, plain=plain))
    if name is not None:
        context.default_map = {context.invoked_subcommand: {"name": name}}


app.command()(render)
app.registered_commands.extend(live_commands.registered_commands)
app.command()(replay)
app.command()(sessions)
app.command()(score)
app.command()(osc)
app.command()(web)
app.command()(controllers)
app.command()(watch)


@app.command()
def check(config: ConfigArgument, as_json: JsonOption = False) -> None:
    """Say that a config can be used, or all that is wrong with it."""
    from sequencer.folders import find_config

    try:
        found = find_config(config)
    except ConfigError as error:
        if as_json:
            faults = [
                {"path": fault.path, "found": fault.found, "allowed": fault.allowed, "message": fault.message}
                for fault in error.faults
            ]
            print_json({"ok": False, "config": None, "faults": faults})
            raise typer.Exit(failed(error.lines())) from None
        raise
    if as_json:
        print_json({"ok": True, "config": found.config.model_dump(mode="json"), "faults": []})
    else:
        played = found.config
        print_line(f"{found.path}: fine; {played.mode}, {played.bpm:g} BPM, {len(played.layers)} layers")


@app.command()
def schema(
    _as_json: Annotated[bool, typer.Option("--json", help="as ever: a schema is one JSON object")] = False,
) -> None:
    """Print the JSON Schema of a config, for editors."""
    from engine.config import Config

    print_json(Config.model_json_schema())


@app.command()
def params(as_json: JsonOption = False) -> None:
    """List every parameter: its path, range, default and cap a bar."""
    from engine.parameters import parameters
    from sequencer.commands.params_page import example, rows, table

    found = parameters(example()).values()
    if as_json:
        print_json({"params": rows(found)})
        return
    for line in table(found):
        print_line(line)


@app.command()
def configs(as_json: JsonOption = False) -> None:
    """List the configs that have a name, with a line about each."""
    from sequencer.folders import found_at, named_configs

    found, faults = [], []
    for path in named_configs().values():
        try:
            found.append(found_at(path))
        except ConfigError as error:
            faults += error.lines()
    if as_json:
        print_json({
            "configs": [
                {
                    "name": one.name, "description": one.config.description, "mode": one.config.mode,
                    "bpm": one.config.bpm, "path": str(one.path),
                }
                for one in found
            ]
        })
    else:
        width = max((len(one.name) for one in found), default=0)
        for one in found:
            head = f"{one.name.ljust(width)}  {one.config.mode}  {one.config.bpm:5g}  "
            print_line(head + one.config.description, below=len(head))
    for line in at_most(faults):
        print_error(f"left out: {line}")


@app.command()
def ask(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="what you want, in your own words")],
    offline: Annotated[bool, typer.Option("--offline", help="ask no model")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="say what would happen, and do nothing")] = False,
    as_json: JsonOption = False,
    name: NameOption = "main",
) -> None:
    """Say one thing to the chat. It is the running session's, or a stopped one's of m4_showcase when none runs."""
    import asyncio

    reply = asyncio.run(_asked(text, name, offline=offline, dry_run=dry_run))
    if as_json:
        print_json({
            "reply": reply.reply, "model": reply.model, "refused": reply.refused, "commands": list(reply.commands),
            "outcomes": [asdict(one) for one in reply.outcomes],
            "question": None if reply.question is None else asdict(reply.question),
        })
    else:
        print_line(reply.reply)
    if reply.failed:
        raise typer.Exit(1)


async def _asked(text: str, name: str, *, offline: bool, dry_run: bool) -> Reply:
    from agent.bandmate import bandmate
    from agent.practice import PracticeSession
    from sequencer.folders import env_folders, find_config
    from sequencer.wire.client import SessionUnreachable, SocketSession

    running = None
    with suppress(SessionUnreachable):
        running = await SocketSession.open(name)
    session = running or PracticeSession.of(find_config(PRACTICE).config, PRACTICE)
    chat = bandmate(session, _workspace(), env_folders=env_folders(), offline_only=offline)
    try:
        reply = await chat.ask(text, dry_run=dry_run)
        tried = running is None and any(outcome.status != "refused" for outcome in reply.outcomes)
        return replace(reply, reply=f"{ONLY_TRIED} {reply.reply}") if tried else reply
    finally:
        await chat.close()
        if running is not None:
            await running.close()


@app.command()
def doctor(
    quick: Annotated[bool, typer.Option("--quick", help="test timing for half a second, not for five")] = False,
    as_json: JsonOption = False,
) -> None:
    """Say what this machine lacks, and what to do about it. It exits with 1 when something is broken."""
    from agent.settings import SettingsFault, model_settings, unread_folders
    from sequencer.doctor.chat import ChatSetting
    from sequencer.doctor.examination import examination
    from sequencer.folders import env_folders

    unread = tuple(map(str, unread_folders(env_folders())))
    try:
        found = model_settings(env_folders())
    except SettingsFault as fault:
        setting = ChatSetting(fault=str(fault), unread=unread)
    else:
        setting = ChatSetting(unread=unread) if found is None else ChatSetting(
            found.host, found.model, has_key=bool(found.key), unread=unread
        )
    raise typer.Exit(told(examination(setting, quick=quick), as_json=as_json))


@app.command()
def mcp(name: NameOption = "main") -> None:
    """Let another program's agent play along, by the chat's tools. It speaks MCP on standard input and output."""
    import asyncio

    from sequencer.wire.client import SocketSession

    try:
        from agent.mcp_server import serve
    except ModuleNotFoundError as error:
        from sequencer.midi.library import with_extra

        raise TechnoError(
            f"techno mcp needs what is not installed ({error.name}); {with_extra('mcp')}"
        ) from None

    @asynccontextmanager
    async def session() -> AsyncIterator[SessionControl]:
        found = await SocketSession.open(name)
        try:
            yield found
        finally:
            await found.close()

    def start(config: str | None) -> str:
        from sequencer.commands.starting import detach, order_of, tell_that_it_goes_on

        detach(order_of(
            config, None, None, None, None, None, None, None, "", None, None, name, idle_clock=True, stopped=True
        ))
        tell_that_it_goes_on(name)
        return f"session {name} runs, stopped; move_transport plays it"

    asyncio.run(serve(session, _workspace(), _version_words(), start))


@app.command(name="help")
def help_on(
    command: Annotated[str | None, typer.Argument(metavar="[COMMAND]", help="one of the commands")] = None,
) -> int:
    """Say what a command does, and how it is used."""
    return main([*([] if command is None else [command]), "--help"])


@app.command()
def completion(shell: Annotated[Shell, typer.Argument(metavar="SHELL", help="bash, zsh or fish")]) -> None:
    """Print a script with which a shell completes the commands."""
    from sequencer.folders import BUNDLED

    commands = getattr(typer.main.get_command(app), "commands", {})
    named = {"CONFIG": sorted(path.stem for path in BUNDLED.glob("*.json")), "COMMAND": list(commands)}
    found = {}
    for name, command in commands.items():
        options = {option for one in command.params for option in one.opts if option.startswith("--")}
        behind = [named.get((one.metavar or "").strip("[]"), []) for one in command.params]
        found[name] = [*(word for words in behind for word in words), *sorted(options | {"--help"})]
    for line in script(shell, found).splitlines():
        print_source(line)


for _command in app.registered_commands:
    _command.epilog = epilog(str(_command.name or getattr(_command.callback, "__name__", "")))


def _workspace() -> Workspace:
    """Return the files that the chat may touch."""
    from agent.sandbox import Sandbox
    from sequencer.folders import config_folders, out_folder, save_folder

    return Sandbox(tuple(config_folders()), save_folder(), out_folder())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    open_streams()
    given = with_optional_values(sys.argv[1:] if arguments is None else arguments)
    debug = DEBUG in given
    given = [word for word in given if word != DEBUG]  # wherever it stands: it is no command's own
    as_json = "--json" in given
    try:
        status = _app_for(given)(given, standalone_mode=False, prog_name="techno")
        sys.stdout.flush()
    except typer.Exit as ending:
        return ending.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except TechnoError as error:
        if debug:
            raise
        lines = error.lines() if isinstance(error, ConfigError) else [str(error)]
        return failed(lines, as_json=as_json and not getattr(error, "told", False))
    except BrokenPipeError:
        give_up_stdout()  # the reader has what it wanted: `techno params | head`
        return 1
    except OSError as error:
        if debug:
            raise
        line = f"{error.strerror or error}" + (f": {shown(str(error.filename))}" if error.filename else "")
        return failed([line], as_json=as_json and not isinstance(error, BrokenPipeError))
    except Exception as error:  # the program's top is one of the three places that may
        if hasattr(error, "exit_code") and hasattr(error, "show"):  # click's own: wrong usage
            plain_usage(error)
            if as_json:
                print_failure([str(getattr(error, "message", error))])
            show_usage(error)
            return int(error.exit_code)
        if debug:
            raise
        return failed([f"this should not happen: {error!r}; run it again with --debug and report it"])
    return status if isinstance(status, int) else 0


def _app_for(given: Sequence[str]) -> typer.Typer:
    """Return the app with the one command that was named, all of them for anything else.

    typer works out the options of every command on each start, which takes as long as composing half a minute of music.
    """
    named = [
        command for command in app.registered_commands
        if given and given[0] in {command.name, getattr(command.callback, "__name__", "")}
    ]
    if not named:
        return app
    alone = typer.Typer(
        name="techno", context_settings=HELP_OPTIONS, add_completion=False, rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    alone.registered_callback = app.registered_callback
    alone.registered_commands = named
    return alone


if __name__ == "__main__":
    raise SystemExit(main())
