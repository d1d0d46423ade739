"""Which console does a performer get: the stage on a terminal, plain lines anywhere else?"""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING, Final

from engine.plain_text import printable
from sequencer.console.folded import columns_of, folded
from sequencer.folders import state_folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sequencer.console.chat import Invite
    from sequencer.console.closed import Closed
    from sequencer.console.steady import Connection

NO_SCREEN: Final = frozenset({"dumb", "unknown", ""})


def takes_stage(environment: Mapping[str, str], *, stdin_terminal: bool, stdout_terminal: bool) -> bool:
    """Return True where the full-screen stage can be shown."""
    return stdin_terminal and stdout_terminal and environment.get("TERM", "") not in NO_SCREEN


def open_console(name: str = "main", invite: Invite | None = None, *, plain: bool = False) -> Closed:
    """Open the console on the session of a name until the performer leaves; return how it has closed.

    Args:
        name: of the session. invite: makes who answers sentences.
        plain: lines are wanted, also where the stage can be shown.

    Raises:
        SessionUnreachable: no session of that name runs.
    """
    stage = takes_stage(os.environ, stdin_terminal=sys.stdin.isatty(), stdout_terminal=sys.stdout.isatty())
    if plain or not stage:
        from sequencer.console.lines import steer_by_lines  # noqa: PLC0415 - each console loads what it needs

        return steer_by_lines(name, invite)
    from sequencer.console.history import typed_lines  # noqa: PLC0415 - the stage alone needs it
    from sequencer.console.stage import show_stage  # noqa: PLC0415 - the stage alone needs it
    from sequencer.wire.client import SocketSession, ask_once  # noqa: PLC0415 - the stage alone needs it

    ask_once(name, "status")  # where no session answers, that is said on the terminal and not on a stage

    async def connect() -> Connection:
        return await SocketSession.open(name)

    gc.collect()
    gc.freeze()  # what is loaded stays; searching it for garbage again and again would make the playhead stumble
    closed = show_stage(name, connect, typed_lines(state_folder()), invite)
    if closed.said:
        sys.stdout.write("".join(f"{row}\n" for row in folded(printable(closed.said), columns_of(sys.stdout))))
        sys.stdout.flush()  # what follows may go to stderr
    return closed
