"""Which OSC addresses are there, and what does each stand for? `python -m pages.osc` writes docs/osc-addresses.md."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from sequencer.console.typed import HELP
from sequencer.console.typed_learn import BUTTONS
from sequencer.folders import find_config
from sequencer.remote.addresses import COMMANDS, FADERS, NOT_FROM_OUTSIDE, PREFIX, WIDGETS, Argument, Message, line_of
from sequencer.remote.told import MEANINGS

if TYPE_CHECKING:
    from collections.abc import Iterable

HEAD: Final = """\
# OSC addresses

Made from the code, by `make docs`. [OSC](osc.md) says how to begin, and what a fader may do.

## For widgets, which send one number

| address | sent | the line that it stands for |
|---|---|---|
"""
COMMANDS_HEAD: Final = """
Buttons too, where any number but 0 gives the command and 0, let go, asks for nothing: {buttons}.

Faders, of which only the newest value is passed on, ten times a second: {faders}.

## For everything else: the console's commands

The arguments are the words behind the command; a number may be an OSC integer or float.

| address | as typed |
|---|---|
"""
NONE_HEAD: Final = """
These have none:

| command | why |
|---|---|
{none}
## What is told

To those who subscribed, `/{prefix}/subscribe` or `/{prefix}/subscribe PORT`, until `/{prefix}/unsubscribe`.

| address | arguments |
|---|---|
"""
EXAMPLES: Final[dict[str, tuple[tuple[str, tuple[Argument, ...]], ...]]] = {
    "mute": (("LAYER", (1,)), ("LAYER", (0,))), "solo": (("LAYER", (1,)), ("LAYER", (0,))),
    "lock": (("LAYER", (1,)), ("LAYER", (0,))), "freeze": (("", (1,)), ("", (0,))), "arc": (("", (1,)), ("", (0,))),
    "hold": (("", (1,)), ("", (0,))), "fill": (("latch", (1,)), ("latch", (0,))),
    "strike": (("LAYER", (0.8,)), ("LAYER/step", (0.8,))),
    "hit": (("LAYER/STEP", (1,)), ("LAYER/STEP", (0,))), "scene": (("NAME", (1,)),),
    "section": (("NAME", (1,)), ("next", (1,))), "energy": (("", (0.6,)),), "bpm": (("", (132,)),),
    "set": (("hat_c/swing_percent", (0.55,)),), "knob": (("hat_c/swing_percent", (0.5,)),),
    "target": (("S", (0.35, 0.55)),),
}
"""By widget: what may stand behind its name, and what is sent. A widget without one makes the page fail."""


def page() -> str:
    """Return docs/osc-addresses.md."""
    widgets = "".join(_widget(name, behind, sent) for name in WIDGETS for behind, sent in EXAMPLES[name])
    commands = "".join(f"| `/{PREFIX}/{name}` | `{_cell(HELP[name])}` |\n" for name in COMMANDS)
    told = "".join(f"| `/{PREFIX}/{address}` | {meaning} |\n" for address, meaning in MEANINGS.items())
    none = "".join(f"| `{name}` | {why} |\n" for name, why in NOT_FROM_OUTSIDE.items())
    return (
        HEAD + widgets + COMMANDS_HEAD.format(buttons=_addresses(BUTTONS), faders=_addresses(sorted(FADERS))) + commands
        + NONE_HEAD.format(prefix=PREFIX, none=none) + told
    )


def _widget(name: str, behind: str, sent: tuple[Argument, ...]) -> str:
    address = "/".join(["", PREFIX, name, *filter(None, [behind])])
    line = line_of(Message(address, sent), find_config("m4_showcase").config)
    return f"| `{address}` | {' '.join(map(str, sent))} | `{line}` |\n"


def _addresses(names: Iterable[str]) -> str:
    return ", ".join(f"`/{PREFIX}/{name}`" for name in names)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(page())
