"""The command `techno`: what a person or a script types, and what they get back.

Exit status 0: done; 1: failed, with one clear line a fault on stderr; 2: wrong usage. With `--json` stdout is one JSON
object and nothing else. A traceback is shown with `--debug` only.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from engine.errors import ConfigError, TechnoError
from sequencer.live_commands import app as live_commands
from sequencer.live_commands import with_optional_values
from sequencer.replay_command import replay

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.bar import Scores

MAX_BARS: Final = 100_000
MAX_SEED: Final = 2**63 - 1
INTERRUPTED: Final = 130
"""Exit status after Ctrl-C, as shells give it."""

app = typer.Typer(
    name="techno", no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
    help="Composes techno drums bar by bar and holds musical targets in closed loop.",
)

ConfigArgument = Annotated[str, typer.Argument(metavar="CONFIG", help="a path, or a name of `techno configs`")]
JsonOption = Annotated[bool, typer.Option("--json", help="print one JSON object and nothing else")]


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer's shape of a callback
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415 - slow, and rarely asked

        typer.echo(f"techno {version('techno-rhythm-engine')}")
        raise typer.Exit


@app.callback()
def root(
    _debug: Annotated[bool, typer.Option("--debug", help="show a traceback when something fails")] = False,  # noqa: FBT002
    _version: Annotated[  # noqa: FBT002
        bool, typer.Option("--version", callback=_version, is_eager=True, help="print the version")
    ] = False,
) -> None:
    """Compose techno drums bar by bar and hold musical targets in closed loop."""


@app.command()
def render(
    config: ConfigArgument,
    out: Annotated[Path | None, typer.Option(help="the .mid file; else CONFIG-seedN.mid in the output folder")] = None,
    bars: Annotated[int | None, typer.Option(min=1, max=MAX_BARS, help="bars to render; else the config's")] = None,
    seed: Annotated[int | None, typer.Option(min=0, max=MAX_SEED, help="seed of every draw; else the config's")] = None,
    bpm: Annotated[float | None, typer.Option(min=20.0, max=300.0, help="tempo; else the config's")] = None,
    log: Annotated[Path | None, typer.Option(help="also write a CSV file with a row a bar")] = None,
    as_json: JsonOption = False,  # noqa: FBT002
) -> None:
    """Render a config to a MIDI file, offline. A file that is there already is replaced."""
    from sequencer.bar_log import log_text  # noqa: PLC0415 - commands load what they need: starting up is felt
    from sequencer.folders import find_config, out_folder  # noqa: PLC0415
    from sequencer.offline import rendered, summary, take_of, written_together  # noqa: PLC0415
    from sequencer.progress import progress  # noqa: PLC0415

    found = find_config(config)
    played = found.config
    used_seed = played.seed if seed is None else seed
    folder = out_folder()
    out = out or folder / (played.out or f"{found.name}-seed{used_seed}.mid")
    log = log or (folder / played.log_path if played.log_path else None)
    if log is not None and log.absolute() == out.absolute():
        raise typer.BadParameter("the log and the .mid need names of their own", param_hint="--log")
    count = bars or played.bars
    made = rendered(played, bars=count, seed=seed, bpm=bpm, progress=progress(count))
    files = [(out, take_of(played, made, found.name).to_bytes())]
    if log is not None:
        files.append((log, log_text(made).encode()))
    written_together(files)
    events = sum(1 for bar in made for event in bar.events if event.layer not in bar.muted)
    rescues = sum(bar.rescued for bar in made)
    report = {
        "out": str(out), "bars": count, "bpm": made[0].bpm, "seed": used_seed, "ppq": played.ppq, "events": events,
        "scores": summary(made), "rescues": rescues,
    }
    if as_json:
        _print_json(report)
        return
    typer.echo(f"{out}: {count} bars of {found.name} at {made[0].bpm:g} BPM, seed {used_seed}, {events} hits")
    medians = "  ".join(f"{name} {figures['median']:.2f}" for name, figures in summary(made).items())
    typer.echo(f"medians: {medians}" + (f"; {rescues} bars rescued" if rescues else ""))
    for letter in "ESDHT":
        missed = sum(letter in bar.out_of_reach for bar in made)
        if missed:
            typer.echo(f"{letter} was out of reach of its target for {missed} bars")
    if log is not None:
        typer.echo(f"log: {log}")


app.registered_commands.extend(live_commands.registered_commands)
app.command()(replay)


@app.command()
def score(
    file: Annotated[Path, typer.Argument(metavar="FILE.mid", help="any drum MIDI file in 4/4")],
    as_json: JsonOption = False,  # noqa: FBT002
) -> None:
    """Measure E S D H T of every bar of a drum MIDI file."""
    from engine.midi_score import score_file  # noqa: PLC0415
    from sequencer.bar_log import score_values  # noqa: PLC0415

    bars = score_file(file)
    if as_json:
        _print_json({"bars": [{"bar": index, **score_values(scores)} for index, scores in enumerate(bars)]})
        return
    _print_scores(bars)


def _print_scores(bars: Sequence[Scores]) -> None:
    from sequencer.bar_log import SCORE_COLUMNS, score_values  # noqa: PLC0415

    typer.echo("bar  " + "  ".join(name.rjust(9) for name in SCORE_COLUMNS))
    for number, scores in enumerate(bars, start=1):
        typer.echo(f"{number:3d}  " + "  ".join(f"{value:9.3f}" for value in score_values(scores).values()))


@app.command()
def check(config: ConfigArgument, as_json: JsonOption = False) -> None:  # noqa: FBT002
    """Say whether a config can be used, and everything that is wrong with it."""
    from sequencer.folders import find_config  # noqa: PLC0415

    try:
        found = find_config(config)
    except ConfigError as error:
        if as_json:
            faults = [
                {"path": fault.path, "found": fault.found, "allowed": fault.allowed, "message": fault.message}
                for fault in error.faults
            ]
            _print_json({"ok": False, "config": None, "faults": faults})
        raise
    if as_json:
        _print_json({"ok": True, "config": found.config.model_dump(mode="json"), "faults": []})
    else:
        played = found.config
        typer.echo(f"{found.path}: fine; {played.mode}, {played.bpm:g} BPM, {len(played.layers)} layers")


@app.command()
def schema() -> None:
    """Print the JSON Schema of a config, for editors."""
    from engine.config import Config  # noqa: PLC0415

    _print_json(Config.model_json_schema())


@app.command()
def params(as_json: JsonOption = False) -> None:  # noqa: FBT002
    """List every parameter: its path, range, default and cap a bar."""
    from engine.parameters import parameters  # noqa: PLC0415
    from sequencer.params_page import example, rows, table  # noqa: PLC0415

    found = parameters(example()).values()
    if as_json:
        _print_json({"params": rows(found)})
        return
    for line in table(found):
        typer.echo(line)


@app.command()
def configs(as_json: JsonOption = False) -> None:  # noqa: FBT002
    """List the configs that have a name, with a line about each."""
    from sequencer.folders import find_config, named_configs  # noqa: PLC0415

    found, faults = [], []
    for name in named_configs():
        try:
            found.append(find_config(name))
        except ConfigError as error:
            faults.append(error)
    if as_json:
        _print_json({
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
            typer.echo(f"{one.name.ljust(width)}  {one.config.mode}  {one.config.bpm:5g}  {one.config.description}")
    for line in (line for fault in faults for line in fault.lines()):
        typer.echo(f"left out: {line}", err=True)


def _print_json(value: dict[str, Any]) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, allow_nan=False))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status."""
    given = with_optional_values(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given
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
        return _failed(lines)
    except BrokenPipeError:
        _give_up_stdout()  # the reader has what it wanted: `techno params | head`
        return 1
    except OSError as error:
        if debug:
            raise
        _give_up_stdout()
        return _failed([f"{error.strerror or error}" + (f": {error.filename}" if error.filename else "")])
    except Exception as error:  # the program's top is one of the three places that may
        if hasattr(error, "exit_code") and hasattr(error, "show"):  # click's own: wrong usage
            error.show()
            return int(error.exit_code)
        if debug:
            raise
        return _failed([f"this should not happen: {error!r}; run it again with --debug and report it"])
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
    alone = typer.Typer(name="techno", add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    alone.registered_callback = app.registered_callback
    alone.registered_commands = named
    return alone


def _give_up_stdout() -> None:
    """Write nothing more to stdout, so that the interpreter does not complain of it at its end."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _failed(lines: Sequence[str]) -> int:
    for line in lines:
        sys.stderr.write(f"{line}\n")
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
