"""How does one steer a session by plain lines, from a terminal or a script?

A line in, one answer out. It knows no screen; the music does not depend on it.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from engine import commands as ask
from engine.config_file import config_json
from engine.errors import ConfigError, TechnoError
from sequencer.client import SocketSession
from sequencer.folders import find_config, save_config
from sequencer.typed import HELP, Local, Mistyped, Move, number, typed
from sequencer.wording import outcome_words, printable, status_lines, why_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from engine.commands import Command, Quantise
    from engine.control import Moved, RecordAction

PROMPT: Final = "techno> "
NO_CHAT: Final = "commands begin with a colon; see :help"


class LineClient:
    """Answers typed lines; for the one thread of its event loop.

    Attributes:
        done: the client shall leave.
        failed: a line was refused or not understood.
    """

    def __init__(self, session: SocketSession, say: Callable[[str], None], confirm: Callable[[str], bool]) -> None:
        self._session = session
        self._say = say
        self._confirm = confirm
        self._at: Quantise = "bar"
        self.done = False
        self.failed = False

    async def line(self, text: str) -> None:
        """Do what a line asks for, and answer it; a fault is an answer too."""
        if not text.strip():
            return
        try:
            await self._do(text)
        except ConfigError as error:
            self.failed = True
            for line in error.lines():
                self._say(line)
        except TechnoError as error:
            self.failed = True
            self._say(printable(str(error)))

    async def _do(self, text: str) -> None:
        if not text.strip().startswith(":"):
            raise Mistyped(NO_CHAT)
        found = typed(text, (await self._session.state()).config, self._at)
        match found:
            case Move(action, from_bar):
                self._say(_moved_words(action, await self._session.transport(action, from_bar=from_bar)))
            case Local():
                await self._local(found)
            case _:
                await self._submit(found)

    async def _submit(self, command: Command) -> None:
        outcome = await self._session.submit(command)
        self.failed = self.failed or outcome.status == "refused"
        self._say(outcome_words(outcome))

    async def _local(self, asked: Local) -> None:  # noqa: PLR0912 - one arm a command
        match asked.name, asked.words:
            case "status", _:
                for line in status_lines(await self._session.snapshot()):
                    self._say(line)
            case "help", _:
                for line in HELP.values():
                    self._say(line)
            case "detach", _:
                self.done = True
                self._say("the music goes on; come back with techno attach")
            case "quit", _:
                if self._confirm("end the session? y/n "):
                    await self._session.end()
                    self.done = True
                    self._say("the session has ended")
            case "load", (wanted,):
                config = find_config(wanted)
                await self._submit(ask.Load(config.config, config.name))
            case "save", (name,):
                path = save_config(name, config_json(await self._session.config()))
                self._say(f"saved {path}")
            case "quantise", (at,):
                self._at = next((when for when in ask.QUANTISE if when == at), self._at)
                when = "now" if self._at == "now" else f"at the next {self._at}"
                self._say(f"mutes and solos act {when}")
            case "record", (action, *names):
                await self._record(action, *names)
            case "trim", (output, ms):
                await self._trim(output, ms)
            case "why", (layer, step, *bar):
                await self._why(layer, step, *bar)
            case _:
                raise Mistyped(f"write {HELP[asked.name]}")

    async def _record(self, word: str, name: str = "") -> None:
        actions: dict[str, RecordAction] = {"start": "start", "stop": "stop"}
        if word not in actions:
            raise Mistyped(f"write {HELP['record']}")
        outcome = await self._session.record(actions[word], name=name)
        self.failed = self.failed or outcome.status == "refused"
        self._say(outcome_words(outcome))

    async def _trim(self, output: str, ms: str) -> None:
        try:
            port = await self._session.trim(int(output) - 1, number(ms))
        except (ValueError, IndexError) as error:
            raise Mistyped(f"{error}; write {HELP['trim']}") from error
        self._say(f"output {output}: {printable(port.name)}, trim {port.trim_ms:+g} ms")

    async def _why(self, layer: str, step: str, bar: str = "") -> None:
        try:
            found = await self._session.why(layer, int(step) - 1, bar=int(bar) - 1 if bar else None)
        except ValueError as error:
            raise Mistyped(f"write {HELP['why']}") from error
        except (KeyError, IndexError) as error:
            raise Mistyped(str(error.args[0])) from error
        for line in why_lines(found):
            self._say(line)


def _moved_words(action: str, moved: Moved) -> str:
    where = "" if moved.bar is None else f" in bar {moved.bar + 1}"
    if action == "panic":
        return f"all sound is off{where}"
    return f"{'playing' if moved.playing else 'stopped'}{where}"


def _asked_lines() -> Iterator[str]:
    """Yield what is typed at a terminal, until Ctrl-D; Ctrl-C only clears the line."""
    with suppress(ImportError):
        import readline  # noqa: F401, PLC0415 - gives the terminal's line a history
    while True:
        try:
            yield input(PROMPT)
        except KeyboardInterrupt:
            sys.stdout.write("\n")
        except EOFError:
            sys.stdout.write("\n")
            return


def _confirmed(question: str) -> bool:
    try:
        return input(question).strip().lower().startswith("y")
    except (EOFError, KeyboardInterrupt):
        return False


def attach(name: str = "main") -> int:
    """Steer the session of a name by lines until they end; return the exit status: 1 when a line failed.

    Raises:
        SessionUnreachable: no session of that name runs, or it has ended.
    """
    terminal = sys.stdin.isatty()
    lines: Iterable[str] = _asked_lines() if terminal else sys.stdin

    def say(text: str) -> None:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()

    with asyncio.Runner() as runner:
        session = runner.run(SocketSession.open(name))
        client = LineClient(session, say, _confirmed if terminal else lambda _: True)
        if terminal:
            say(f"attached to session {name}; :help lists the commands")
        for line in lines:
            try:
                runner.run(client.line(line))
            except KeyboardInterrupt:
                say("")
            if client.done:
                break
        runner.run(session.close())
    return int(client.failed and not terminal)


