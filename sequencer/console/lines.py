"""How does one steer a session by plain lines, from a terminal or a script?

A line in, one answer out; the music does not depend on it.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from io import TextIOWrapper
from typing import TYPE_CHECKING, Final

from engine.plain_text import printable
from sequencer.console.closed import Closed
from sequencer.console.folded import columns_of, folded
from sequencer.console.leaving import WAYS_OUT
from sequencer.console.steering import Steering, plain_voice
from sequencer.wire.client import SocketSession

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sequencer.console.chat import Invite

PROMPT: Final = "techno> "


def _asked_lines() -> Iterator[str]:
    """Yield each line typed at a terminal, until Ctrl-D; Ctrl-C clears the line and says how to leave."""
    with suppress(ImportError):
        import readline  # noqa: F401, PLC0415 - gives the terminal's line a history
    while True:
        try:
            yield input(PROMPT)
        except KeyboardInterrupt:
            sys.stdout.write("\n")
            _say(WAYS_OUT)
        except EOFError:
            sys.stdout.write("\n")
            return


async def _confirmed(question: str) -> bool:
    try:
        return input(question).strip().lower().startswith("y")  # noqa: ASYNC250 - nothing else goes on here
    except (EOFError, KeyboardInterrupt):
        return False


async def _agreed(_question: str) -> bool:
    """Agree: a script has said what it wants."""
    return True


def _say(text: str) -> None:
    for row in folded(printable(text), columns_of(sys.stdout)):
        sys.stdout.write(f"{row}\n")
    sys.stdout.flush()


def steer_by_lines(name: str = "main", invite: Invite | None = None) -> Closed:
    """Steer the session of a name by lines until they end; the exit status is 1 when a line failed.

    Raises:
        SessionUnreachable: no session of that name runs, or it has ended.
    """
    terminal = sys.stdin.isatty()
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")  # whatever a script sends is a line
    lines: Iterable[str] = _asked_lines() if terminal else sys.stdin
    with asyncio.Runner() as runner:
        session = runner.run(SocketSession.open(name))
        bandmate = None if invite is None else invite(session)
        steering = Steering(session, plain_voice(_say, _confirmed if terminal else _agreed), bandmate)
        if terminal:
            _say(f"attached to session {name}; :help lists the commands")
        for line in lines:
            try:
                runner.run(steering.line(line))
            except KeyboardInterrupt:
                _say("")
            if steering.done:
                break
        runner.run(session.close())
    return Closed(int(steering.failed and not terminal), ended=steering.ended)
