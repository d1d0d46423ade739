"""Which commands and options are there? A page, docs/commands.md, and a man page, docs/techno.1."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

import typer

from sequencer.commands.cli import app
from sequencer.commands.examples import EXAMPLES

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD: Final = """\
# Commands

Made from the command line itself, by `make docs`; `techno help COMMAND` prints the same. Exit status: 0 done, 1 failed,
2 wrong usage.
"""
MAN_HEAD: Final = """\
.TH TECHNO 1 "" "Techno Rhythm Engine {version}" "User Commands"
.SH NAME
techno \\- compose techno drums bar by bar and hold musical targets in closed loop
.SH SYNOPSIS
.B techno
[\\fICOMMAND\\fR] [\\fIOPTIONS\\fR]
.SH DESCRIPTION
Alone it opens the console on the running session, or on a new one, stopped, when none runs.
.SH COMMANDS
"""
MAN_END: Final = """\
.SH EXIT STATUS
0 done; 1 failed, with one line a fault on stderr; 2 wrong usage.
.SH ENVIRONMENT
TECH_ENGINE_CONFIGS_DIR and TECH_ENGINE_OUT_DIR: folders for configs and output. OPENAI_API_KEY, OPENAI_MODEL,
OPENAI_BASE_URL: the chat's model. NO_COLOR: no colours.
"""


def options(command: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - typer does not promise the type
    """Yield (how it is written, its help) for each argument and option of a command."""
    for one in command.params:
        optional = one.param_type_name == "option"
        written = ", ".join(one.opts + one.secondary_opts) if optional else one.metavar or one.name
        value = one.metavar or "" if optional and not getattr(one, "is_flag", False) else ""
        yield f"{written} {value}".strip().replace("|", "/"), (getattr(one, "help", None) or "").replace("|", "/")


def commands() -> dict[str, Any]:
    """Return every command by name, in their order."""
    return dict(getattr(typer.main.get_command(app), "commands", {}))


def page() -> str:
    """Return docs/commands.md."""
    parts = [HEAD]
    for name, command in commands().items():
        rows = "".join(f"| `{written}` | {text} |\n" for written, text in options(command))
        table = f"\n| | |\n|---|---|\n{rows}" if rows else ""
        shown = "\n".join(EXAMPLES.get(name, (f"techno {name}",)))
        parts.append(f"\n## techno {name}\n\n{_plain(command.help)}\n{table}\n```\n{shown}\n```\n")
    return "".join(parts)


def man() -> str:
    """Return the man page."""
    parts = [MAN_HEAD.format(version=version("techno-rhythm-engine"))]
    for name, command in commands().items():
        parts.append(f".SS techno {name}\n{_roff(_plain(command.help))}\n")
        parts += [f".TP\n.B {_roff(written)}\n{_roff(text)}\n" for written, text in options(command)]
    return "".join([*parts, MAN_END])


def _plain(text: str | None) -> str:
    return " ".join((text or "").split())


def _roff(text: str) -> str:
    safe = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{safe}" if safe[:1] in {".", "'", ""} else safe


if __name__ == "__main__":
    sys.stdout.write(page())
