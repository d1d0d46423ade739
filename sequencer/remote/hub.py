"""What do programs on a network share, in whatever protocol they speak: being carried out, answered, and told?

A message is an address with arguments; it becomes a typed line and goes through the door like everyone's. Nothing
waits for anyone: what comes faster than it can be answered is refused. Listeners are told what changes.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from contextlib import suppress
from typing import TYPE_CHECKING, Final, Protocol

from engine.control import Answered, Composed, Logged, Moved
from engine.errors import TechnoError
from engine.outcome_words import outcome_words
from engine.timebase import BEAT_TICKS, BEATS_PER_BAR
from sequencer.console.steering import Steering, plain_voice
from sequencer.midi.timeline import Timeline
from sequencer.remote.addresses import PREFIX, fader_of, line_of, strike_of
from sequencer.remote.recent import RecentSession
from sequencer.remote.told import GONE, changed, facts, pattern

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from engine.bar import Bar
    from engine.control import Notice
    from sequencer.console.steady import Connection, Contact
    from sequencer.remote.addresses import Message, Strike
    from sequencer.remote.told import Facts

    Reply = Callable[[str, str, str], None]
    """Is given `answer` or `error`, the address that was asked, and a line of text."""

MAX_WAITING: Final = 128
"""Messages that may wait for their answers."""
FADER_SECONDS: Final = 0.1
"""A fader's newest value is passed on this often: some 20 times a bar, where 256 wishes may wait."""
REFRESH_SECONDS: Final = 0.05
MAX_LINES: Final = 64
MAX_BEATS: Final = 4 * BEATS_PER_BAR
NS: Final = 1e9


class Listener(Protocol):
    """Somebody who is told what changes. Never blocks."""

    def tell(self, told: Facts) -> None:
        """Take addresses with their new values."""


class Hub:
    """One session and all who steer and follow it; for the one thread of its event loop.

    Attributes:
        refused: messages that were unknown, wrong, or too many.
    """

    def __init__(self, connect: Callable[[], Awaitable[Connection]]) -> None:
        """Take how to reach the session."""
        self._session = RecentSession(connect, self._contact)
        self._listeners: dict[Listener, Facts] = {}
        self._facts: Facts = dict(GONE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._faders: dict[str, tuple[Message, Reply]] = {}
        self._moving: set[str] = set()
        self._beats: deque[asyncio.TimerHandle] = deque()
        self._stale = asyncio.Event()
        self._shown = -1
        self.refused = 0

    async def run(self) -> None:
        """Follow the session until cancelled."""
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._session.run())
                group.create_task(self._hear())
                group.create_task(self._refresh())
        finally:
            for task in tuple(self._tasks):
                task.cancel()
            self._no_beats()

    # --- what comes in ------------------------------------------------------------------------------------------------

    def take(self, message: Message, reply: Reply) -> None:
        """Carry a message out, and answer it."""
        if len(self._tasks) >= MAX_WAITING:
            self.no(message.address, f"{MAX_WAITING} messages wait for their answers already", reply)
            return
        fader = fader_of(message)
        if fader and fader in self._moving:
            self._faders[fader] = message, reply
            return
        if fader:
            self._moving.add(fader)
            asyncio.get_running_loop().call_later(FADER_SECONDS, self._rested, fader)
        try:
            hit = strike_of(message)
        except TechnoError as error:
            self.no(message.address, str(error), reply)
            return
        doing = self._answer(message, reply) if hit is None else self._strike(hit, message.address, reply)
        task = asyncio.get_running_loop().create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def no(self, address: str, why: str, reply: Reply) -> None:
        """Refuse a message."""
        self.refused += 1
        reply("error", address, why)

    def _rested(self, fader: str) -> None:
        """Pass on where a fader has moved to meanwhile."""
        self._moving.discard(fader)
        newest = self._faders.pop(fader, None)
        if newest is not None:
            self.take(*newest)

    async def _answer(self, message: Message, reply: Reply) -> None:
        lines: list[str] = []
        steering = Steering(self._session, plain_voice(lines.append, _agreed))
        try:
            line = line_of(message, (await self._session.state()).config)
        except TechnoError as error:
            self.no(message.address, str(error), reply)
            return
        if line is None:
            return
        await steering.line(line)
        if steering.failed:
            self.no(message.address, "; ".join(lines), reply)
            return
        for text in lines[:MAX_LINES]:
            reply("answer", message.address, text)

    async def _strike(self, hit: Strike, address: str, reply: Reply) -> None:
        """Play a layer by hand, with nothing asked before: it is to sound at once."""
        try:
            outcome = await self._session.strike(hit.layer, hit.velocity, quantised=hit.quantised)
        except (TechnoError, ValueError) as error:
            self.no(address, str(error), reply)
            return
        if outcome.status == "refused":
            self.no(address, outcome_words(outcome), reply)
        else:
            reply("answer", address, outcome_words(outcome))

    # --- what goes out ------------------------------------------------------------------------------------------------

    def listen(self, listener: Listener) -> None:
        """Tell a listener everything, and from now on what changes."""
        self._listeners[listener] = {}
        self._tell()

    def leave(self, listener: Listener) -> None:
        """Tell a listener no more."""
        self._listeners.pop(listener, None)

    def _tell(self) -> None:
        """Tell each listener what has changed since it was last told."""
        for listener, told in tuple(self._listeners.items()):
            self._listeners[listener] = self._facts
            news = changed(told, self._facts)
            if news:
                listener.tell(news)

    def _say(self, address: str, *values: str | float) -> None:
        for listener in tuple(self._listeners):
            listener.tell({address: values})

    def _now_known(self, found: Facts) -> None:
        self._facts = found
        self._tell()

    def _contact(self, contact: Contact) -> None:
        self._session.outdated()
        if contact == "gone":
            self._shown = -1  # another session counts its bars from the start
            self._no_beats()
            self._now_known(dict(GONE))
        else:
            self._stale.set()

    async def _hear(self) -> None:
        async for notice in self._session.subscribe():
            self._heard(notice)

    def _heard(self, notice: Notice) -> None:
        match notice:
            case Composed():
                self._beat_in(notice)
            case Answered(outcomes):
                for outcome in outcomes:
                    self._say(f"/{PREFIX}/outcome", outcome.status, outcome.author, outcome_words(outcome))
            case Logged(text):
                self._say(f"/{PREFIX}/log", text)
            case Moved(playing=False):
                self._no_beats()
            case _:
                pass
        self._session.outdated()
        self._stale.set()

    async def _refresh(self) -> None:
        """Look at the session after something happened, and tell what changed."""
        while True:
            await self._stale.wait()
            self._stale.clear()
            with suppress(TechnoError):  # it is gone; `_contact` tells
                found = facts(await self._session.snapshot(), await self._session.state())
                self._now_known({**_patterns(self._facts), **found})
            await asyncio.sleep(REFRESH_SECONDS)

    def _beat_in(self, composed: Composed) -> None:
        """Tell each beat of a bar at its moment, and the pattern with the first; a late one too, unless it is over."""
        loop, bar = asyncio.get_running_loop(), composed.bar
        line = Timeline(0, composed.start_ns, bar.bpm)
        now, here = time.monotonic_ns(), loop.time()
        for beat in range(BEATS_PER_BAR):
            if line.ns_at((beat + 1) * BEAT_TICKS) > now:
                at = here + (line.ns_at(beat * BEAT_TICKS) - now) / NS
                self._beats.append(loop.call_at(at, self._beat, bar, beat + 1))
        while len(self._beats) > MAX_BEATS:
            self._beats.popleft()

    def _beat(self, bar: Bar, beat: int) -> None:
        if self._shown != bar.index:
            self._shown = bar.index
            old = _patterns(self._facts)
            kept = {address: values for address, values in self._facts.items() if address not in old}
            self._now_known({**kept, **pattern(bar)})
            self._stale.set()
        self._say(f"/{PREFIX}/state/beat", bar.index + 1, beat)

    def _no_beats(self) -> None:
        """Forget the beats to come: the transport was moved."""
        while self._beats:
            self._beats.pop().cancel()


def _patterns(known: Facts) -> Facts:
    """Return the facts about the pattern that sounds."""
    return {address: values for address, values in known.items() if address.startswith(f"/{PREFIX}/state/pattern/")}


async def _agreed(_question: str) -> bool:
    """Agree; nothing that has an address asks."""
    return True
