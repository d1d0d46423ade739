"""What happens between a performer's words and the answer?

The model is told how the music stands and which tools there are; what it calls is carried out, the results go back by
the ids of the calls, and so on for a bounded number of rounds, seconds and tokens. The answer is worded from what
really happened. When the model cannot answer, the offline agent takes the same wish.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Protocol
from uuid import uuid4

from agent.compact import SCHEMA, NoAnswer, calls_of, compact_prompt
from agent.instructions import instructions
from agent.jam_partner import JamPartner
from agent.model import Asked, ModelUnavailable, Told, ToolCall
from agent.reply import Reply
from agent.tools import OFFERED, Desk, MusicTool, ToolMisused, tool_of, words_of
from agent.tools.reading import state_of
from engine.errors import TechnoError
from engine.plain_text import one_line, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from agent.carry_out import Workspace
    from agent.model import ChatModel, JsonModel, Message, Show
    from agent.tools import Tool
    from engine.control import SessionControl

OFFLINE: Final = "offline"
CANCELLED: Final = "cancelled by the performer"
MAX_HEARD: Final = 2000
"""Longest message of a performer that is sent, in characters."""
MAX_REPLY: Final = 600
NOTHING_CHANGED: Final = " (nothing was changed)"
MAX_REMEMBERED: Final = 240
REMEMBERED_TURNS: Final = 8
MAX_RESULT: Final = 20_000
"""Longest result of a tool, in characters of JSON."""
MAX_CALLS: Final = 32
"""Tool calls of one round; further ones are told to wait."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What one turn may cost.

    Attributes:
        rounds: questions to the model.
        seconds: in all.
        tokens: in all, both ways, as the server counts them.
        misuses: rounds in a row in which every call was wrong.
    """

    rounds: int = 8
    seconds: float = 60.0
    tokens: int = 150_000
    misuses: int = 3


class OfflineAgent(Protocol):
    """The offline agent, as the chat sees it."""

    async def answer(
        self, text: str, session: SessionControl, files: Workspace, *, turn: str, dry_run: bool
    ) -> Reply:
        """Return the answer to a wish, carried out."""


@dataclass(slots=True)
class _Turn:
    """One turn on its way.

    Attributes:
        desk: where its tools work.
        show: takes the text as it arrives.
        messages: the conversation with the model.
        text: what the model said last.
        tokens: spent so far.
        misused: rounds in a row in which every call was wrong.
    """

    desk: Desk
    show: Show
    messages: list[Message]
    text: str = ""
    tokens: int = 0
    misused: int = 0


@dataclass(slots=True)
class Chat:
    """A chat on one session.

    Attributes:
        session: the door to the music.
        files: the files it may touch.
        chat_model: who answers; None is the offline agent.
        offline: who answers when no model does.
        budget: what one turn may cost.
        first_note: said once, behind the first answer: which server was asked.
        writer: a small model that is asked for one JSON object where the offline agent does not understand.
        partner: a model that is asked once a phrase what a jam shall do next; None leaves it to the jam.
    """

    session: SessionControl
    files: Workspace
    chat_model: ChatModel | None
    offline: OfflineAgent
    budget: Budget = field(default_factory=Budget)
    first_note: str = ""
    writer: JsonModel | None = None
    partner: JsonModel | None = None
    _memory: deque[str] = field(default_factory=lambda: deque(maxlen=REMEMBERED_TURNS))
    _desk: Desk | None = None

    @property
    def model(self) -> str:
        """Name of the model, for people."""
        return OFFLINE if self.chat_model is None else one_line(self.chat_model.name, MAX_REMEMBERED)

    async def turn(self, text: str, show: Show) -> str:
        """Answer a wish in one line; what the model says is shown as it arrives.

        To cancel a turn, cancel its task: what was carried out until then stays, as one step of undo.
        """
        return (await self.ask(text, show)).reply

    async def ask(self, text: str, show: Show | None = None, *, dry_run: bool = False) -> Reply:
        """Answer a wish.

        Args:
            text: what the performer wrote.
            show: takes the model's text as it arrives.
            dry_run: nothing moves and nothing is written; the answer is what would really happen.
        """
        desk = Desk(self.session, self.files, turn=uuid4().hex, dry_run=dry_run)
        desk.proposal = self._desk.proposal if self._desk is not None else ()
        self._desk = desk
        try:
            reply = await self._answered(printable(text)[:MAX_HEARD], desk, show or _nowhere)
        except asyncio.CancelledError:
            self._remember(text, desk, CANCELLED)
            raise
        self._remember(text, desk, reply.reply if reply.model != OFFLINE else "answered offline")
        note, self.first_note = self.first_note, ""
        return replace(reply, reply=f"{reply.reply} ({note})") if note else reply

    async def jam(self, say: Callable[[str], None]) -> None:
        """Take part in jams until cancelled: offer each phrase what the model would do in the next one.

        Args:
            say: takes a line for people, when the model cannot.
        """
        if self.partner is not None:
            await JamPartner(self.session, self.partner, say).run()

    async def close(self) -> None:
        """Close the model's connections."""
        if self.chat_model is not None:
            await self.chat_model.close()

    def _remember(self, text: str, desk: Desk, otherwise: str) -> None:
        """Remember a turn for the model in one line: what was done, or else what was said."""
        done = [words_of(one) for one in desk.done]
        happened = "; ".join([*done, otherwise] if otherwise == CANCELLED or not done else done)
        said = one_line(text, MAX_REMEMBERED)
        self._memory.append(f'performer: "{said}"; you: "{one_line(happened, MAX_REMEMBERED)}"')

    # --- with or without a model --------------------------------------------------------------------------------------

    async def _answered(self, text: str, desk: Desk, show: Show) -> Reply:
        if self.chat_model is None:
            return await self._offline(text, desk)
        first: Reply | None = None
        if self.writer is not None:
            first = await self._offline(text, desk)
            if not (first.failed or first.question is not None) or first.commands:
                return first
        try:
            async with asyncio.timeout(self.budget.seconds):
                if self.writer is not None:
                    return await self._written(self.writer, text, desk)
                return await self._with_model(self.chat_model, text, desk, show)
        except TimeoutError:
            fault = f"the model took longer than {self.budget.seconds:g} s"
        except ModelUnavailable as error:
            fault = one_line(str(error), MAX_REPLY)
        except TechnoError:
            raise  # the session itself is gone: the offline agent could not reach it either
        except Exception as error:  # noqa: BLE001 - the agent's turn is one of the three places that may
            fault = f"the chat failed ({type(error).__name__})"
        if desk.begun:  # asking the offline agent too might do it twice
            return replace(self._reply(desk, f"{_done_words(desk)}; then {fault}"), failed=True)
        found = await self._offline(text, desk) if first is None else first
        return replace(found, reply=f"{one_line(fault, MAX_REPLY)}; offline: {found.reply}", failed=True)

    async def _offline(self, text: str, desk: Desk) -> Reply:
        return await self.offline.answer(text, desk.session, desk.files, turn=desk.turn, dry_run=desk.dry_run)

    async def _written(self, model: JsonModel, text: str, desk: Desk) -> Reply:
        """Return the answer of a small model: one JSON object, whose acts are carried out as tool calls."""
        answer = await model.write(compact_prompt(await desk.session.state()), text, SCHEMA)
        try:
            calls, said = calls_of(answer)
        except NoAnswer as wrong:
            raise ModelUnavailable(str(wrong)) from None
        turn = _Turn(desk, _nowhere, [], text=said)
        results = await self._used(turn, [ToolCall(f"call-{at}", *call) for at, call in enumerate(calls)])
        if calls and not desk.done:
            raise ModelUnavailable(_error_in(results))
        return self._worded(turn)

    async def _with_model(self, model: ChatModel, text: str, desk: Desk, show: Show) -> Reply:
        state = state_of(await desk.session.snapshot(), await desk.session.state())
        prompt = instructions(state, self._memory)
        turn = _Turn(desk, show, [Asked(text)])
        for _ in range(self.budget.rounds):
            said = await model.say(prompt, turn.messages, OFFERED, lambda piece: show(printable(piece)))
            turn.messages.append(said)
            turn.text = said.text or turn.text
            turn.tokens += said.tokens
            if not said.calls:
                return self._worded(turn)
            results = await self._used(turn, said.calls)
            turn.messages += results
            if desk.declined:
                return self._worded(turn)
            if turn.misused >= self.budget.misuses:
                raise ModelUnavailable(f"the model misused its tools {turn.misused} times in a row")
            if turn.tokens > self.budget.tokens:
                raise ModelUnavailable(f"the model used more than {self.budget.tokens} tokens")
        raise ModelUnavailable(f"the model was stopped after {self.budget.rounds} rounds of tools")

    # --- tools --------------------------------------------------------------------------------------------------------

    async def _used(self, turn: _Turn, calls: Sequence[ToolCall]) -> list[Told]:
        """Return the results of a round's calls, in their order.

        Wishes that stand side by side are submitted together, so that they reach one bar; all else waits its turn.
        """
        results: list[str] = []
        together: list[asyncio.Task[str]] = []
        wrong = 0
        async with asyncio.TaskGroup() as group:
            for call in calls[:MAX_CALLS]:
                try:
                    tool = tool_of(call.tool, call.arguments)
                except ToolMisused as misused:
                    wrong += 1
                    results += [await task for task in together]
                    together = []
                    results.append(_json({"error": str(misused)}))
                    continue
                if isinstance(tool, MusicTool):
                    together.append(group.create_task(_result(tool, turn.desk)))
                    continue
                results += [await task for task in together]
                together = []
                results.append(await _result(tool, turn.desk))
            results += [await task for task in together]
        late = _json({"error": f"more than {MAX_CALLS} calls at once; call again"})
        results += [late] * (len(calls) - len(results))
        turn.misused = turn.misused + 1 if wrong == len(calls) else 0
        return [Told(call.id, result) for call, result in zip(calls, results, strict=True)]

    # --- words --------------------------------------------------------------------------------------------------------

    def _worded(self, turn: _Turn) -> Reply:
        """Return the answer: first what happened, then the model's words where they cannot contradict it."""
        desk = turn.desk
        if desk.declined and not desk.done:
            return Reply(_nothing_changed(desk.declined), self.model, refused=True)
        words = one_line(turn.text, MAX_REPLY)
        if not desk.done:
            told = _nothing_changed(words or "the model had nothing to say")
            return Reply(told, self.model, refused=False, failed=not words or bool(turn.misused))
        happened = _done_words(desk)
        if words and desk.learnt and not any(_surprising(desk)):
            happened = f"{happened} - {words}"
        return self._reply(desk, happened)

    def _reply(self, desk: Desk, words: str) -> Reply:
        refused = bool(desk.done) and all(done.refused for done in desk.done)
        return Reply(
            one_line(words, MAX_REPLY), self.model, refused=refused, failed=refused,
            commands=tuple(done.command for done in desk.done),
            outcomes=tuple(done.outcome for done in desk.done if done.outcome is not None),
        )


def _error_in(results: Sequence[Told]) -> str:
    """Return the errors of a round in which no call could be made, as one text."""
    found = json.loads(results[0].result)
    return one_line(str(found.get("error", "the model's answer could not be carried out")), MAX_REPLY)


def _nothing_changed(words: str) -> str:
    """Return a model's own sentence with what is true beside it: it may claim what it did not do."""
    return one_line(words, MAX_REPLY - len(NOTHING_CHANGED)) + NOTHING_CHANGED


def _nowhere(piece: str) -> None:
    del piece


def _done_words(desk: Desk) -> str:
    """Word what was carried out by its outcomes; a wish without an outcome may still happen."""
    waiting = ["a wish is on its way"] if desk.begun and not desk.done else []
    return "; ".join([*(done.words for done in desk.done), *waiting])


def _surprising(desk: Desk) -> list[bool]:
    """For each result: was it refused, clipped or otherwise not exactly what was asked?"""
    return [done.refused or (done.outcome is not None and bool(done.outcome.reason)) for done in desk.done]


async def _result(tool: Tool, desk: Desk) -> str:
    """Return a tool's result as JSON, or its error."""
    try:
        return _json(await tool.use(desk))
    except TechnoError as error:
        return _json({"error": one_line(str(error), MAX_REPLY)})


def _json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= MAX_RESULT else text[:MAX_RESULT] + " ... cut"
