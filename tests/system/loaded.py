"""The process that has loaded the program, and forks the commands that start warm: `python -m tests.system.loaded FD`.

It takes orders from the socket FD, until nobody holds its other end any more. What it has forked may ask too, at a door
of its own: a front for a daemon, a daemon for a player.
"""

from __future__ import annotations

import fcntl
import gc
import importlib
import os
import select
import socket
import subprocess
import sys
import termios
from contextlib import suppress
from typing import Final

from engine.control import Snapshot
from engine.session import next_bar, start
from engine.state import state_from_json, state_json
from sequencer.folders import find_config
from sequencer.tape.lines import KINDS, line_from_json
from sequencer.wire import launch
from sequencer.wire.codec import order_codec, report_codec
from sequencer.wire.notices import AnyCommand, AnyNotice, adapter
from tests.system.parts import PARTS, popen
from tests.system.warm import ORDER_BYTES, Order, asked

LOADED: Final = (
    "sequencer.commands.cli", "sequencer.daemon.daemon", "sequencer.console.lines", "sequencer.console.opening",
    "sequencer.console.stage", "sequencer.console.conversation", "agent.chat", "agent.openai_model",
    "agent.offline_model", "agent.settings", "agent.sandbox", "agent.bandmate", "openai", "sequencer.tape.arc",
    "engine.overruled", *(f"{part}.__main__" for part in PARTS),
)
"""What the commands under test load sooner or later."""
DOOR: Final = f"\0techno-loaded-{os.getpid()}"
"""Where what was forked asks for more: a name that is no file, and the same in all of them."""
STREAMS: Final = 3
MOST_HANDED: Final = 4
ASIDE: Final = 200
"""Descriptors from here on are in nobody's way."""
NEVER_SECONDS: Final = 1e6


def _start(order: Order, descriptors: tuple[int, ...]) -> int:
    """Ask the process that has loaded the program, from one that it has forked; return the pid."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as door:
        door.connect(DOOR)
        return asked(door, order, descriptors)


def _without_secrets() -> None:
    """Take the chat's variables out of this process, which elsewhere starts itself again without them."""
    kept = launch.python_environment()
    os.environ.clear()
    os.environ.update(kept)


def _become(order: Order, descriptors: list[int]) -> int:
    """Be what was ordered, in the child; return its exit status."""
    aside = [fcntl.fcntl(each, fcntl.F_DUPFD_CLOEXEC, ASIDE) for each in descriptors]
    for each in descriptors:
        os.close(each)
    for number, each in zip((*range(STREAMS), *order.handed), aside, strict=True):
        os.dup2(each, number)
        os.close(each)
    if order.leads in {"terminal", "session"}:
        os.setsid()
    if order.leads == "terminal":
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    if order.leads == "group":
        os.setpgid(0, 0)
    os.environ.clear()
    os.environ.update(order.environment)
    os.chdir(order.folder)
    if order.lean:
        from sequencer.daemon import supervisor

        vars(supervisor)["SPARE_SECONDS"] = NEVER_SECONDS
        vars(launch)["without_secrets"] = _without_secrets
        vars(subprocess)["Popen"] = popen(_start)
    # What the streams can do is found out when they are opened.
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - open as long as the process
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - as above
    sys.stderr = open(2, "w", 1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115 - as above
    name = order.module or LOADED[0]
    sys.argv, sys.orig_argv = [order.module or "techno", *order.words], [sys.executable, "-m", name, *order.words]
    module = importlib.import_module(f"{name}.__main__" if order.module else name)
    status: int = module.main()
    return status


def _serve(orders: socket.socket) -> int:
    """Start what is asked for until nobody asks any more; return the status of this process or of one it forked."""
    door = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    door.bind(DOOR)
    door.listen()
    asking: dict[int, socket.socket] = {orders.fileno(): orders}
    running: dict[int, tuple[int, int]] = {}
    while True:
        ready, _, _ = select.select([door.fileno(), *asking, *running], [], [])
        for watch in ready:
            if watch == door.fileno():
                guest, _ = door.accept()
                asking[guest.fileno()] = guest
                continue
            if watch in running:
                pid, told = running.pop(watch)
                status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
                os.close(watch)
                with suppress(BrokenPipeError):
                    os.write(told, str(status).encode())
                os.close(told)
                continue
            content, descriptors, _, _ = socket.recv_fds(asking[watch], ORDER_BYTES, STREAMS + 1 + MOST_HANDED)
            if not content and watch == orders.fileno():
                return 0
            if not content:
                asking.pop(watch).close()
                continue
            told = descriptors.pop(STREAMS)
            pid = os.fork()
            if pid == 0:
                for ours in (door, *asking.values()):
                    ours.close()
                for other, (_, its) in running.items():
                    os.close(other)
                    os.close(its)
                os.close(told)
                return _become(Order.from_json(content), descriptors)
            for each in descriptors:
                os.close(each)
            running[os.pidfd_open(pid)] = pid, told
            asking[watch].send(str(pid).encode())


def _load() -> None:
    """Load the program, and make what a process makes when it first needs it; what stays is no garbage."""
    gc.disable()
    for name in LOADED:
        with suppress(ModuleNotFoundError):  # what comes with an extra
            importlib.import_module(name)
    state = start(find_config("m4_showcase").config)
    next_bar(state_from_json(state_json(state)))
    order_codec()
    report_codec()
    for shape in (AnyNotice, AnyCommand, Snapshot):
        adapter(shape)
    for say in KINDS:
        with suppress(ValueError):  # a line of that kind without anything in it
            line_from_json({"say": say})
    gc.freeze()
    gc.enable()


if __name__ == "__main__":
    _load()
    raise SystemExit(_serve(socket.socket(fileno=int(sys.argv[1]))))
