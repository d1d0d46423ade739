"""Parts of a session that start warm: what starts a daemon, player, kit or clock by `Popen` gets one that is forked."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sequencer.wire.launch import python_command
from tests.system.warm import Order, Warm

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.system.warm import Start

PARTS: Final = ("sequencer.daemon", "sequencer.player", "sequencer.sync", "sequencer.sound")
"""What a session starts by itself, and may be forked instead."""
OURS: Final = python_command("")[:-1]
"""How the command of a part begins."""
ORDINARY: Final = subprocess.Popen


def popen(start: Start) -> Callable[..., subprocess.Popen[Any]]:
    """Make a substitute for `subprocess.Popen` that starts a part warm, and anything else as usual.

    Args:
        start: forks a process, as `Loaded.start` does.
    """
    def started(command: Sequence[str], *more: Any, **how: Any) -> subprocess.Popen[Any]:
        module, *words = command[len(OURS):] or [""]
        if list(command[: len(OURS)]) != OURS or module not in PARTS:
            return ORDINARY(command, *more, **how)
        return _part(start, module, tuple(words), **how)

    return started


def _part(
    start: Start, module: str, words: tuple[str, ...], *, env: dict[str, str], pass_fds: Sequence[int] = (),
    process_group: int | None = None, start_new_session: bool = False, text: bool = True, **streams: Any,
) -> Warm:
    """Start a part; its stdin may be a pipe of text, its other streams are files or what ours are."""
    del text
    leads = "session" if start_new_session else "group" if process_group == 0 else ""
    order = Order(words, env, str(Path.cwd()), module, leads, lean=True, handed=tuple(pass_fds))
    with Path(os.devnull).open("r+b") as nothing:
        wanted = [streams.get(name) for name in ("stdin", "stdout", "stderr")]
        reader, writer = os.pipe() if wanted[0] == subprocess.PIPE else (-1, None)

        def stream(inherited: int) -> int:
            one = wanted[inherited]
            if one is None:
                return inherited
            return {subprocess.DEVNULL: nothing.fileno(), subprocess.PIPE: reader}.get(one) or int(one.fileno())

        try:
            part = Warm(start, order, (stream(0), stream(1), stream(2)), order.handed)
        finally:
            if writer is not None:
                os.close(reader)
    part.stdin = None if writer is None else os.fdopen(writer, "w", encoding="utf-8")
    return part
