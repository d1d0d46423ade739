"""The daemon's process: `python -m sequencer.daemon FD`, a detached session; its order is on stdin.

It writes "ready", or what is wrong, to the descriptor FD. It has no terminal, so SIGHUP tells it nothing.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from datetime import datetime

from engine.errors import TechnoError
from engine.plain_text import printable
from sequencer.daemon.daemon import SessionPlan, run_daemon


def main() -> int:
    """Run the session to its end; return the exit status."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    parent = os.fdopen(int(sys.argv[1]), "w", encoding="utf-8")
    order = SessionPlan.from_json(sys.stdin.read())

    def say(text: str) -> None:
        line = f"{datetime.now().astimezone().isoformat(timespec='seconds')} {printable(text)}\n"
        with suppress(OSError):  # the log's disk may be full
            os.write(sys.stdout.fileno(), line.encode())  # a buffer would fail with it at exit again

    def ready() -> None:
        with suppress(OSError):
            parent.write("ready")
            parent.close()

    try:
        return run_daemon(order, say, ready)
    except TechnoError as error:
        say(str(error))
        with suppress(OSError, ValueError):
            parent.write(str(error))
            parent.close()
        return 1


if __name__ == "__main__":
    raise SystemExit(main())
