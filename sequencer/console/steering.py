"""How is a typed line carried out and answered? Stage and line mode share this.

It knows no screen: it talks to the session through the door, and says its answers to whoever listens.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from engine import commands as ask
from engine.config_file import config_json
from engine.config_scenes import not_in_config, with_scenes
from engine.errors import ConfigError, TechnoError
from engine.found_words import shown
from engine.heard import MAX_HEARD, heard_lines
from engine.holds import holds_layer
from engine.outcome_words import outcome_words
from engine.plain_text import printable
from engine.state import MAX_UNDO
from engine.when import GRIDS, When
from sequencer.console.chat import NO_CHAT
from sequencer.console.heading import heading, number_asked
from sequencer.console.leaving import WAYS_OUT, asks_to_leave
from sequencer.console.shell_lines import FOR_SHELL, for_shell
from sequencer.console.topics import topic_lines
from sequencer.console.trimming import trim
from sequencer.console.typed import HELP, Local, Mistyped, typed
from sequencer.console.typed_clock import keep_time
from sequencer.console.typed_move import Move
from sequencer.console.typed_strike import strike
from sequencer.console.typed_words import Misread, one_of, whole
from sequencer.console.wording import (
    about_lines,
    agenda_lines,
    history_lines,
    kit_words,
    moved_words,
    port_lines,
    status_lines,
    why_lines,
)
from sequencer.folders import find_config, save_config
from sequencer.wire.client import SessionUnreachable
from sequencer.wire.launch import own_command
from sequencer.wire.side_door import ask_side

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from engine.bar import Outcome
    from engine.commands import Command, Quantise
    from engine.control import RecordAction, SessionControl, TransportAction
    from engine.state import SessionState
    from sequencer.console.chat import Bandmate

HISTORY_STEPS: Final = 10
USUAL_HEARD: Final = 4
MUSIC_GOES_ON: Final = f"the music goes on; come back with {own_command()} attach"


@dataclass(frozen=True, slots=True)
class Voice:
    """How answers reach the performer.

    Attributes:
        say: one line of an answer. fault: one line of why something could not be done.
        report: what became of a wish.
        help: the lines of `:help`.
        confirm: asks a question that one key answers.
        piece: a piece of what the bandmate says, as it arrives.
        reply: what the bandmate has done, in one line.
    """

    say: Callable[[str], None]
    fault: Callable[[str], None]
    report: Callable[[Outcome], None]
    help: Callable[[list[str]], None]
    confirm: Callable[[str], Awaitable[bool]]
    piece: Callable[[str], None]
    reply: Callable[[str], None]


def plain_voice(say: Callable[[str], None], confirm: Callable[[str], Awaitable[bool]]) -> Voice:
    """Return a voice that says everything in lines; of the bandmate only its last line, for scripts to read."""
    def lines(found: list[str]) -> None:
        for line in found:
            if line:
                say(line)
    return Voice(say, say, lambda outcome: say(outcome_words(outcome)), lines, confirm, lambda _: None, say)


class Steering:
    """Carries out typed lines and keys; for the one thread of its event loop.

    Attributes:
        at: when mutes and solos act that do not say it.
        grid: the line of the phrase that hands wait for, None when they do not.
        selected: layer and step (0..15) that `:why` alone asks about.
        done: the console shall leave. ended: the session has ended at its word.
        failed: a line was refused or not understood.
    """

    def __init__(self, session: SessionControl, voice: Voice, bandmate: Bandmate | None = None) -> None:
        self._session = session
        self._voice = voice
        self._bandmate = bandmate
        self.at: Quantise = "bar"
        self.grid: When | None = None
        self.selected: tuple[str, int] | None = None
        self.done = False
        self.ended = False
        self.failed = False
        self._asked: dict[str, float] = {}
        self._switched: dict[str, tuple[bool, int]] = {}
        self._arming: dict[str, asyncio.Task[Outcome]] = {}

    async def line(self, text: str) -> None:
        """Carry out a line, and answer it; a fault is an answer too."""
        if text.strip():
            await self.answered(self._do(text.strip()))

    async def answered(self, doing: Awaitable[object]) -> None:
        """Wait for a request, and show its fault, if any."""
        try:
            await doing
        except ConfigError as error:
            self.failed = True
            for line in error.lines():
                self._voice.fault(line)
        except TechnoError as error:
            self.failed = True
            self._voice.fault(printable(str(error)))

    async def _do(self, text: str) -> None:
        if for_shell(text):
            raise Mistyped(FOR_SHELL)
        if asks_to_leave(text):
            raise Mistyped(WAYS_OUT)
        if not text.startswith(":"):
            if self._bandmate is None:
                raise Mistyped(NO_CHAT)
            self._voice.reply(printable(await self._bandmate.turn(text, self._voice.piece)))
            return
        try:
            state = await self._session.state()
        except SessionUnreachable:
            if text not in {":quit", ":detach"}:
                raise  # only these need no session
            self.done = True
            self._voice.say("the console closes; no session answers")
            return
        found, when = typed(text, heading(state, self._asked), self.at)
        match found:
            case Move("stop") if when is not None:
                await self.submit(ask.Transport(), when)
            case Move(action, from_bar, bars):
                await self.move(action, from_bar, bars)
            case Local():
                try:
                    await self._local(found, when)
                except Misread as error:
                    raise Mistyped(f"{error}; write {HELP[found.name]}") from error
            case _:
                await self.submit(found, when or self.by_hand(found))

    async def move(self, action: TransportAction, from_bar: int = 0, count_in: int = 0) -> None:
        """Move the transport and say where."""
        moved = await self._session.transport(action, from_bar=from_bar, count_in=count_in)
        self._voice.say(moved_words(action, moved, count_in))

    async def press(self, command: Command) -> None:
        """Submit what a key asks for: on the line of the phrase, where hands are quantised to it.

        Pressed again, what is armed is cancelled.
        """
        when, name = self.by_hand(command), repr(command)
        if when is None:
            await self.submit(command)
            return
        first = self._arming.pop(name, None)
        if first is not None:
            plan = (await first).plan
            await (self.submit(ask.Cancel(plan)) if plan else self.submit(command, when))
            return
        task = self._arming[name] = asyncio.create_task(self._arm(command, when))
        try:
            await task
        finally:
            if self._arming.get(name) is task:
                del self._arming[name]

    async def _arm(self, command: Command, when: When) -> Outcome:
        """Plan what a key asks for, or cancel it where it is planned."""
        agenda = (await self._session.state()).agenda
        armed = next((one.id for one in agenda if one.wish.command == command and one.every_bars is None), "")
        return await (self.submit(ask.Cancel(armed)) if armed else self.submit(command, when))

    def by_hand(self, command: Command) -> When | None:
        """Return the time of a command that does not say one: the phrase grid, where hands are quantised to it."""
        kept = isinstance(command, ask.Scene) and command.action != "recall"  # a scene is saved as it is now
        instant = kept or getattr(command, "at", "bar") != "bar"
        return None if instant or not isinstance(command, ON_THE_GRID) else self.grid

    async def submit(self, command: Command, when: When | None = None, *, turn: str = "") -> Outcome:
        """Submit a command, report its outcome and return it.

        Args:
            command: what is asked. when: None is the next bar line. turn: wishes that are undone together share one.
        """
        path, value = number_asked(command)
        if value is not None:
            self._asked[path] = value
        try:
            outcome = await self._session.submit(command, when=when, turn=turn)
        finally:
            if value is not None and self._asked.get(path) == value:
                del self._asked[path]
        self._reported(outcome)
        return outcome

    def _reported(self, outcome: Outcome) -> None:
        self.failed = self.failed or outcome.status == "refused"
        self._voice.report(outcome)

    async def _local(self, asked: Local, when: When | None) -> None:
        session, say = self._session, self._voice.say
        match asked.name, asked.words:
            case "help", words:
                self._voice.help(topic_lines(" ".join(words), (await session.state()).config))
            case "detach", _:
                self.done = True
                say(MUSIC_GOES_ON)
            case "quit", _:
                await self._quit()
            case "load", (wanted, *rest):
                config = find_config(wanted)
                load = ask.Load(config.config, config.name, "config" if rest else "keep")
                await self.submit(load, when or self.by_hand(load))
            case "save", (name,):
                state = await session.state()
                say(f"saved {save_config(name, config_json(with_scenes(state)))}{not_in_config(state)}")
            case "quantise", words:
                self._quantise(*words)
            case "record", words:
                await self._record(when, *words)
            case "trim", (output, *words):
                await trim(session, output, words, say)
            case "why", words:
                await self._why(*words)
            case "strike", words:
                self._reported(await strike(session, words))
            case name, words:
                for line in await self._told(name, words):
                    say(line)

    async def _told(self, name: str, words: tuple[str, ...]) -> list[str]:  # noqa: PLR0911 - one return a question
        """Describe the state of things, in lines."""
        match name, words:
            case "status", _:
                return status_lines(await self._session.snapshot())
            case "agenda", _:
                return agenda_lines(await self._session.state())
            case "about", _:
                return about_lines(await self._session.snapshot())
            case ("clock" | "shift"), words:
                return [await keep_time(self._session, name, words)]
            case ("learn" | "controllers"), words:
                return await ask_side((await self._session.snapshot()).name, "controllers", words)
            case "port", _:
                return port_lines(await self._session.snapshot(), (await self._session.state()).config)
            case "listen", words:
                return [await self._listen(*words)]
            case "history", words:
                steps = whole(words[0], "a number of steps", 1, MAX_UNDO) if words else HISTORY_STEPS
                return history_lines(await self._session.state(), steps)
            case "heard", words:
                bars = whole(words[0], "a number of bars", 1, MAX_HEARD) if words else USUAL_HEARD
                return heard_lines(await self._session.heard(bars))
            case _:
                raise Mistyped(f"{shown(' '.join(words))} is too much; write {HELP[name]}")

    async def _quit(self) -> None:
        if not await self._voice.confirm("end the session and its music? y/n "):
            self._voice.say("the session goes on")
            return
        await self._session.end()
        self.done = self.ended = True
        self._voice.say("the session has ended")

    def _quantise(self, at: str, bars: str = "") -> None:
        if at in ask.QUANTISE and not bars:
            self.at, self.grid = next(found for found in ask.QUANTISE if found == at), None
            self._voice.say(f"mutes and solos act {'now' if self.at == 'now' else f'at the next {self.at}'}")
        elif at == "phrase" and bars in {"", *map(str, GRIDS)}:
            self.at, self.grid = "bar", When(phrase=int(bars) if bars else True)
            self._voice.say(f"what hands do waits for the line of the phrase{f' of {bars} bars' if bars else ''}")
        else:
            if at == "phrase":
                raise Misread(f"{shown(bars)} is no grid; a phrase has {', '.join(map(str, GRIDS))} bars")
            one_of(at, "line", (*ask.QUANTISE, "phrase"))
            raise Misread(f"{shown(bars)} is too much")

    async def _record(self, when: When | None, word: str = "", name: str = "") -> None:
        actions: dict[str, RecordAction] = {"start": "start", "stop": "stop"}
        if not word:
            recording = (await self._session.snapshot()).recording or {}
            word = "stop" if recording.get("take") else "start"
        one_of(word, "act", actions)
        if when is not None:
            await self.submit(ask.Record(actions[word], name), when)
            return
        self._reported(await self._session.record(actions[word], name=name))

    async def _listen(self, word: str = "") -> str:
        if not word:
            word = "off" if any(port.kit for port in (await self._session.snapshot()).ports) else "on"
        one_of(word, "switch", ("on", "off"))
        return kit_words(await self._session.listen(on=word == "on"))

    async def _why(self, layer: str = "", step: str = "", bar: str = "") -> None:
        if not layer and self.selected is not None:
            layer, step = self.selected[0], str(self.selected[1] + 1)
        if not layer:
            raise Misread("a layer is missing")
        try:
            found = await self._session.why(layer, int(step) - 1, bar=int(bar) - 1 if bar else None)
        except (KeyError, IndexError) as error:
            raise Mistyped(str(error.args[0])) from error
        for line in why_lines(found):
            self._voice.say(line)

    # --- hands --------------------------------------------------------------------------------------------------------

    async def play_or_stop(self) -> None:
        """Stop when it plays, else play on."""
        snapshot = await self._session.snapshot()
        await self.move("stop" if snapshot.playing else "play")

    async def toggle(self, kind: str, layer: int) -> None:
        """Mute or unmute, solo or unsolo a layer by its place, at once; lock or unlock it."""
        state = await self._session.state()
        names = list(state.config.layers)
        if layer >= len(names):
            raise Mistyped(f"there is no layer {layer + 1}; there are {len(names)}")
        name = names[layer]
        if kind == "mute":
            muted = self._switch(f"mute {name}", state, on=holds_layer(state.stage.mutes, name))
            await self._press(ask.Mute(name, None, "now") if muted else ask.Unmute(name, "now"))
        elif kind == "lock":
            locked = self._switch(f"lock {name}", state, on=name in state.stage.locks)
            await self.submit(ask.Lock(name) if locked else ask.Unlock(name))
        else:
            soloed = self._switch(f"solo {name}", state, on=holds_layer(state.stage.solos, name))
            await self._press(ask.Solo(name, None, "now") if soloed else ask.Unsolo(name, "now"))

    async def _press(self, command: ask.Mute | ask.Unmute | ask.Solo | ask.Unsolo) -> None:
        """Mute or solo by a key: at once, or on the line of the phrase that hands wait for."""
        await self.press(command if self.grid is None else replace(command, at="bar"))

    async def hit(self, layer: str, step: int, *, sounds: bool) -> None:
        """Put a hit on a step (0..15) where none sounds, take one out, or give back a step that a hand holds."""
        state = await self._session.state()
        held = any((one.layer, one.step) == (layer, step) for one in state.stage.hits)
        taken = self._switch(f"hit {layer} {step}", state, on=held)
        await self.submit(ask.Hit(layer, step, not sounds if taken else None))

    def _switch(self, name: str, state: SessionState, *, on: bool) -> bool:
        """Return the new position of a switch. One that was turned in this bar is not in the state yet.

        On the line of the phrase a second press cancels the first, and turns nothing.
        """
        if self.grid is not None and not name.startswith(AT_THE_BAR):
            return not on
        asked, bar = self._switched.get(name, (on, -1))
        wanted = not (asked if bar == state.bar else on)
        self._switched[name] = (wanted, state.bar)
        return wanted

    async def latch_fill(self) -> None:
        """Let the fill go on until it is asked for again."""
        state = await self._session.state()
        latched = self._switch("fill", state, on=state.stage.fill_bars is None)
        await self.press(ask.Fill(None if latched else 0))

    async def freeze(self) -> None:
        """Freeze the bar, or let it go."""
        state = await self._session.state()
        frozen = self._switch("freeze", state, on=state.frozen is not None)
        await self.submit(ask.Freeze() if frozen else ask.Unfreeze())


ON_THE_GRID: Final = (ask.Mute, ask.Unmute, ask.Solo, ask.Unsolo, ask.Drop, ask.Fill, ask.Scene, ask.Load)
"""Commands that wait for the line of the phrase while hands are quantised to it."""


AT_THE_BAR: Final = ("lock", "hit", "freeze")
"""Switches that never wait for the line of the phrase."""
