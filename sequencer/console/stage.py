"""How does the stage run: what wakes it, what it paints, and how it ends?

One prompt_toolkit application in the front process. It touches the session through the door only, redraws when a step
begins, when something has happened, and at once on a keystroke.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.layout.containers import Float, FloatContainer, HSplit, Window
from prompt_toolkit.layout.controls import BufferControl, FormattedTextControl
from prompt_toolkit.layout.layout import Layout
from prompt_toolkit.layout.menus import CompletionsMenu

from engine.control import Answered, Composed, Moved
from engine.errors import TechnoError
from sequencer.console.canvas import Canvas
from sequencer.console.closed import Closed
from sequencer.console.complete import CommandCompleter
from sequencer.console.conversation import Conversation
from sequencer.console.following import Following
from sequencer.console.hands import Hands
from sequencer.console.keys import bindings
from sequencer.console.leaving import WAYS_OUT
from sequencer.console.paint_header import hint_line
from sequencer.console.palette import depth_of, plain_letters, style_of, theme_of
from sequencer.console.steady import SteadySession
from sequencer.console.steering import MUSIC_GOES_ON
from sequencer.console.view import StageView, step_ns
from sequencer.folders import named_configs

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from prompt_toolkit.formatted_text import StyleAndTextTuples
    from prompt_toolkit.history import History

    from sequencer.console.chat import Invite
    from sequencer.console.steady import Connection, Contact
    from sequencer.console.view import Mode

FRAME_NS: Final = 1_000_000_000 // 15
"""The playhead is drawn at most this often."""
LOOK_SECONDS: Final = 1.0
"""How often lateness and ports are looked at."""
SLOW_SECONDS: Final = 2.0
"""A session that takes longer to answer counts as slow."""
KEY_SECONDS: Final = 0.03
"""How long a lone Esc waits for the rest of a key's sequence, twice: as bytes and as keys; below 100 ms together."""
NS_PER_SECOND: Final = 1e9
HANDS_ACT: Final = " bare keys act; Tab to type"
"""In the place of the prompt in hands, where words that are typed would be so many keys."""


class StageScreen:
    """The full-screen console; owned by the one thread of its event loop.

    Attributes:
        following: what is known of the session.
    """

    def __init__(
        self, name: str, connect: Callable[[], Awaitable[Connection]], history: History, *,
        invite: Invite | None = None, now_ns: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        view = StageView(name=name, ascii_only=plain_letters(getattr(sys.stdout, "encoding", None)))
        self.following = Following(view, now_ns)
        self._now_ns = now_ns
        self._session = SteadySession(connect, self._linked)
        self._conversation = Conversation(
            self._session, self.following, invite, self._changed, self._focus, self._leave
        )
        self._hands = Hands(
            self.following, self._conversation.steering, self._conversation.start,
            lambda: self._app.output.get_size().rows,
        )
        self._stirred = asyncio.Event()
        self._wanted = asyncio.Event()
        self._input = Buffer(
            history=history, completer=CommandCompleter(lambda: self.following.view.state, named_configs),
            complete_while_typing=True, multiline=False, accept_handler=self._entered,
        )
        self._lent = False
        """Hands have begun a command and come back when it is entered or given up."""
        self._canvas = Canvas(self._moment, self._clicked)
        self._app = self._application()

    def _application(self) -> Application[None]:
        self._input_window = Window(  # the prompt stands before each line: of pasted ones only the last is to be seen
            BufferControl(self._input), height=1, wrap_lines=False, get_line_prefix=lambda _line, _wraps: self._prompt()
        )
        self._canvas_window = Window(self._canvas, always_hide_cursor=True)
        hints = Window(FormattedTextControl(lambda: list(hint_line(self.following.view))), height=1)
        menu = Float(CompletionsMenu(max_height=8, scroll_offset=1), xcursor=True, ycursor=True)
        depth = depth_of(os.environ)
        app: Application[None] = Application(
            Layout(
                FloatContainer(HSplit([self._canvas_window, self._input_window, hints]), [menu]), self._input_window
            ),
            key_bindings=bindings(self), style=style_of(depth, theme_of(os.environ)), color_depth=depth,
            full_screen=True, mouse_support=True,
        )
        app.timeoutlen = app.ttimeoutlen = KEY_SECONDS
        return app

    # --- running ------------------------------------------------------------------------------------------------------

    async def run(self) -> Closed:
        """Show the stage until the performer leaves; return how, and what was said last."""
        loops = [
            asyncio.create_task(loop)
            for loop in (
                self._session.run(), self._follow(), self._look(), self._animate(), self._conversation.jam(),
            )
        ]
        for loop in loops:
            loop.add_done_callback(self._conversation.fallen)
        with suppress(NotImplementedError):  # not on Windows
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self._detach)  # the terminal is put in order
        try:
            with suppress(EOFError):  # the terminal is gone
                await self._app.run_async()
        finally:
            await self._conversation.close()
            for loop in loops:
                loop.cancel()
            await asyncio.gather(*loops, return_exceptions=True)
        return Closed(ended=self._conversation.steering.ended, said=self._conversation.last_word)

    async def _follow(self) -> None:
        """Take what happens."""
        async for notice in self._session.subscribe():
            self.following.take(notice)
            if isinstance(notice, (Composed, Answered, Moved)):
                self._wanted.set()
            self._changed()

    async def _look(self) -> None:
        """Look how the session stands: when something has happened, and every second."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._wanted.wait()
            again, self._wanted = self._wanted.is_set() or self.following.view.state is None, asyncio.Event()
            try:
                async with asyncio.timeout(SLOW_SECONDS):
                    snapshot = await self._session.snapshot()
                    state = await self._session.state() if again else self.following.view.state
            except TimeoutError:
                self.following.linked("slow")
            except (TechnoError, ValueError):
                pass  # there is none at the moment, or it is another version's
            else:
                if state is not None:
                    self.following.linked("here")
                    self.following.stood(snapshot, state)
            self._changed()

    async def _animate(self) -> None:
        """Redraw when a step begins, at most fifteen times a second; sleep while nothing moves."""
        drawn, shown = 0, None
        while True:
            now = self._now_ns()
            view = self.following.at(now)
            showing = (view.playhead, None if view.bar is None else view.bar.index, view.link)
            if showing != shown:
                shown, drawn = showing, now
                self._app.invalidate()
            due = self._next_ns(now)
            self._stirred.clear()
            with suppress(TimeoutError):
                wait = None if due is None else max(due, drawn + FRAME_NS) - self._now_ns()
                async with asyncio.timeout(None if wait is None else max(0.0, wait / NS_PER_SECOND)):
                    await self._stirred.wait()

    def _next_ns(self, now: int) -> int | None:
        """Return when the next step begins, None when none does."""
        view, sounding, coming = self.following.view, self.following.sounding(now), self.following.coming(now)
        if sounding is not None and view.playhead is not None:
            return step_ns(sounding, view.playhead + 1)
        return coming.start_ns if coming is not None and view.playing else None

    def _moment(self) -> StageView:
        return self.following.at(self._now_ns())

    def _changed(self) -> None:
        self._stirred.set()
        self._app.invalidate()

    def _linked(self, link: Contact) -> None:
        self.following.linked(link)
        self._wanted.set()
        self._changed()

    # --- what is asked ------------------------------------------------------------------------------------------------

    def _entered(self, buffer: Buffer) -> bool:
        """Do what was typed; the line is cleared."""
        for line in buffer.text.splitlines():  # what is pasted may have several
            if line.strip():
                self._conversation.line(line.strip())
        self._hand_back()
        return False

    def _leave(self) -> None:
        with suppress(Exception):
            self._app.exit()

    # --- keys and mouse -----------------------------------------------------------------------------------------------

    def asking(self) -> bool:
        """Return True while a question waits for one key."""
        return self._conversation.asking()

    def handling(self) -> bool:
        """Return True in hands."""
        return self.following.view.mode == "hands"

    def answer(self, key: str) -> None:
        """Answer the question."""
        self._conversation.answer(key)

    def act(self, action: str) -> None:
        """Do what a key says."""
        self._hands.act(action)
        self._changed()

    def tab(self) -> None:
        """Complete a command that is begun; else switch words and hands."""
        if self._input.text.lstrip().startswith(":") and not self.handling():
            if self._input.complete_state is not None:
                self._input.complete_next()
            else:
                self._input.start_completion(select_first=True)
            return
        self._turn_to("words" if self.handling() else "hands")

    def _turn_to(self, mode: Mode) -> None:
        self._lent = False
        self.following.view = replace(self.following.view, mode=mode, nudge=None, prefix="")
        self._focus()

    def begin_command(self) -> None:
        """Lend the line to a command; hands come back when it is entered or given up."""
        self._type(":")

    def _hand_back(self) -> None:
        """Go back to hands when they have begun what was typed."""
        if self._lent:
            self._turn_to("hands")

    def _type(self, text: str) -> None:
        lent = self._lent or self.handling()
        self._turn_to("words")
        self._lent = lent
        self._input.text = text
        self._input.cursor_position = len(text)

    def escape(self) -> None:
        """Cancel the question, the chat, the completion, or whatever else is open."""
        if self.asking():
            self.answer("")
        elif self._conversation.cancel_chat():
            pass
        elif self._input.complete_state is not None:
            self._input.cancel_completion()
        else:
            self._hands.act("cancel")
            if self._lent:
                self._input.reset()
            self._hand_back()
        self._changed()

    def clear(self) -> None:
        """Clear the input line; where there is nothing to clear, say how to leave. The music never stops for it."""
        view = self.following.view
        if not (self._input.text or self._lent or self.asking() or view.nudge or view.prefix or view.help):
            self.following.log("said", WAYS_OUT)
        self.answer("")
        self._hands.act("cancel")
        self._input.reset()
        self._hand_back()
        self._changed()

    def suspend(self) -> None:
        """Let the shell have the terminal until `fg`; the music plays on. Nothing where there is no job control."""
        self._app.suspend_to_background()

    def leave_if_empty(self) -> None:
        """Leave when nothing is typed; the music plays on."""
        if self._input.text:
            self._input.delete()
            return
        self._detach()

    def _detach(self) -> None:
        self._conversation.last_word = MUSIC_GOES_ON
        self._leave()

    def _focus(self) -> None:
        typing = self.following.view.mode == "words" and not self.following.view.question
        with suppress(ValueError):
            self._app.layout.focus(self._input_window if typing else self._canvas_window)
        self._changed()

    def _prompt(self) -> StyleAndTextTuples:
        waiting = len([line for line in self._input.text.splitlines() if line.strip()])
        if waiting > 1:  # what was pasted: the input shows one line of it
            return [("class:words", f"{waiting} lines wait, Enter runs them, Ctrl-C drops them >"), ("", " ")]
        if self.following.view.mode == "words":
            return [("class:words", ">"), ("", " ")]
        return [("class:dim", ">" if self._input.text else HANDS_ACT), ("", " ")]

    def _clicked(self, action: str, layer: int, step: int | None) -> None:
        """Do what a click on the canvas means."""
        if action.startswith(":"):
            self._type(action)
            return
        if layer >= 0:
            self._hands.select(layer, step)
        self.act(action)


async def _run(
    name: str, connect: Callable[[], Awaitable[Connection]], history: History, invite: Invite | None
) -> Closed:
    return await StageScreen(name, connect, history, invite=invite).run()


def show_stage(
    name: str, connect: Callable[[], Awaitable[Connection]], history: History, invite: Invite | None = None
) -> Closed:
    """Show the stage until the performer leaves; return how."""
    return asyncio.run(_run(name, connect, history, invite))
