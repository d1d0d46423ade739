"""The command `techno completion SHELL`: what does a shell need to complete commands, options and names of configs?"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

BASH: Final = """\
_techno() {{
    local words="{commands} --help --version --name --plain" current="${{COMP_WORDS[COMP_CWORD]}}"
    if [ "$COMP_CWORD" -gt 1 ]; then
        case "${{COMP_WORDS[1]}}" in
{cases}
        esac
    fi
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
complete -o default -F _techno techno
"""


class Shell(StrEnum):
    """Shells that can be told how to complete."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


def script(shell: Shell, commands: Mapping[str, Sequence[str]]) -> str:
    """Return a shell's script.

    Args:
        shell: that reads it.
        commands: what may stand behind each command, by its name: long options, and words without dashes.
    """
    if shell is Shell.FISH:
        lines = [f"complete -c techno -n __fish_use_subcommand -f -a {name}" for name in commands]
        lines += [
            f'complete -c techno -n "__fish_seen_subcommand_from {name}" '
            + (f"-l {word.removeprefix('--')}" if word.startswith("--") else f"-a {word}")
            for name, words in commands.items() for word in words
        ]
        return "\n".join(lines) + "\n"
    cases = "\n".join(f'            {name}) words="{" ".join(words)}" ;;' for name, words in commands.items())
    text = BASH.format(commands=" ".join(commands), cases=cases)
    return text if shell is Shell.BASH else f"autoload -U +X bashcompinit && bashcompinit\n{text}"
