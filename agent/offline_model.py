"""Who answers without a network? The offline agent: the same wishes, understood by rules.

It knows how the music stands and what was asked last; what it does not understand it declines in one line, with
something that it could do.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from agent.in_order import in_order
from agent.offline.asked.told import asks_now, nearest, told_now
from agent.offline.asking import Question, chosen, put_in_words
from agent.offline.by_grammar import outright
from agent.offline.explained import explained, restated
from agent.offline.in_time import in_time
from agent.offline.line_shapes import (
    ABOUT_TEMPO,
    BACK_AND_FORTH,
    GOES_ON,
    HOW_TO,
    INSTEAD,
    JUST_DONE,
    PATTERN,
    WANTS_TO_KNOW,
    WHAT_IF,
    way_asked,
)
from agent.offline.machine_talk import is_machine_talk
from agent.offline.meaning import Clause
from agent.offline.moved_plans import moved_plan
from agent.offline.other_grooves import way_on
from agent.offline.phrases import asks_for_phrase
from agent.offline.questions import answer as answered
from agent.offline.questions import is_question, last_said, perhaps_meant, told_of_program, told_of_story, told_of_way
from agent.offline.read_line import instead_of, read_line, sure_wish
from agent.offline.references import Memory
from agent.offline.scene_words import with_config
from agent.offline.talk.asked_plainly import asked_plainly
from agent.offline.talk.follow import Scene
from agent.offline.talk.kept_plans import with_kept_plans
from agent.offline.talk.meant_numbers import asked_paths
from agent.offline.talk.nothing import agrees, cancels, nothing_done, points_back
from agent.offline.talk.on_the_word import is_word, waits_for_word
from agent.offline.talk.openings import without_praise, without_report
from agent.offline.talk.pointed import pointed
from agent.offline.talk.purposes import without_purpose
from agent.offline.talk.reading import CONTENT, follow_up
from agent.offline.talk.spoken import IT, spoken
from agent.offline.talk.standing import is_standing
from agent.offline.talk.subjects import with_subject
from agent.offline.talk.thanks import only_thanks
from agent.offline.talk.turns import Talk, Turn
from agent.offline.talk.wishful import with_wish
from agent.offline.understand import Asked, understand
from agent.offline.words import is_foreign, mended
from agent.phrase_reply import phrase_reply
from agent.reply import Asking, Reply
from agent.tools import Desk
from agent.what_sounds import heard, hits, why
from engine.commands import Tempo, Undo
from engine.plain_text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.carry_out import Done, Workspace
    from agent.offline.in_time import InTime
    from agent.offline.understand import Understood
    from engine.control import SessionControl

OFFLINE: Final = "offline"
MAX_REPLY: Final = 1200
MAX_REQUESTS: Final = 24
SUGGESTION: Final = 'try "more swing on the hats", "drop the kick for 8 bars" or "undo"'
DECLINED: Final = f"that is not for a drum machine; {SUGGESTION}"
NOT_UNDERSTOOD: Final = f"I did not understand that; {SUGGESTION}"
NOTHING_DONE: Final = "nothing was changed"
ALREADY: Final = "it is there already; nothing was changed"


@dataclass(slots=True)
class _Told:
    """How a turn is carried out: in which turn of undo, and whether only in practice."""

    turn: str
    dry_run: bool


@dataclass(slots=True)
class OfflineAgent:
    """Answers wishes by rules; one for a session, for the one thread of its event loop."""

    _memory: Memory = field(default_factory=Memory)
    _talk: Talk = field(default_factory=Talk)
    _asked: Question | None = None
    _last: str = "nothing has been asked yet"
    _done: str = ""

    async def answer(
        self, text: str, session: SessionControl, files: Workspace, *, turn: str = "", dry_run: bool = False
    ) -> Reply:
        """Return the answer to a wish, carried out; with `dry_run` nothing moves and nothing is written.

        A question that the line before got is answered by this one, if it names a choice. What only points back to a
        line that did nothing does nothing either.
        """
        idle, asked = self._talk.idle, self._asked
        plan_meant = asked is None and self._talk.planned and cancels(text)
        if idle and points_back(text) and not plan_meant and (asked is None or not _is_yes(text, asked)):
            self._asked = None
            return Reply(one_line(nothing_done(text, self._done), MAX_REPLY), OFFLINE, refused=False)
        told = self._talk.told
        cued = await self._cued(text, session, files, _Told(turn, dry_run))
        reply = cued or await self._answer(text, session, files, turn=turn, dry_run=dry_run)
        if self._talk.told is told:  # this line was no question
            self._talk.value, self._talk.told, self._talk.steps = [], [], False
        if self._talk.stories and reply.commands and "left out" not in reply.reply:
            beside = f"{reply.reply}; left out: {', '.join(self._talk.stories)}"
            reply = replace(reply, reply=one_line(beside, MAX_REPLY))
        self._talk.idle = reply.question is not None or reply.refused
        named = spoken(text, (await session.state()).config)
        last = self._talk.last
        self._talk.spoken = named or (last.layers() if reply.commands and last is not None else self._talk.spoken)
        if any(one.get("action") == "stop" for one in reply.commands):
            self._talk.waits = None  # "go" plays again
        if reply.commands and not reply.refused:
            self._done = reply.reply
        return reply

    async def _answer(  # noqa: PLR0911 - one return a kind of sentence
        self, text: str, session: SessionControl, files: Workspace, *, turn: str = "", dry_run: bool = False
    ) -> Reply:
        """Return the answer, whatever the line before came to."""
        asked, self._asked = self._asked, None
        fresh, took_back = self._talk.fresh, self._talk.took_back
        self._talk.began = self._talk.began or await session.state()
        scene = await self._scene(session)
        goes_on = not scene.playing and GOES_ON.fullmatch(text.strip().lower()) is not None
        text = with_kept_plans(with_wish(with_subject(text)), scene.state)
        stands = asks_now(text, scene) or is_standing(text) or bool(asked_plainly(restated(text, scene.state), scene))
        self._talk.stories = []
        wish, purpose = (text, "") if stands else without_purpose(text)
        plain = text if stands else await self._pointed(without_praise(without_report(wish)), session)
        self._talk.stories += [purpose] if purpose else []
        self._talk.fresh = self._talk.took_back = False
        asks = text.rstrip().endswith("?")
        if asked is not None and not asks and (choice := chosen(text, asked.choices)) is not None:
            if choice < 0 or asked.choices[choice] == "no":
                return Reply(NOTHING_DONE, OFFLINE, refused=False)
            chose, told = asked.choices[choice], _Told(turn, dry_run)
            timed = in_time(chose, (await session.state()).config.layers)
            if timed is not None:
                return await self._in_time(timed, session, files, told)
            return await self._wish(chose, session, files, told, outright=True)
        if (machine := is_machine_talk(text)) or only_thanks(text):
            return Reply(DECLINED if machine else CONTENT, OFFLINE, refused=machine)
        said, text = text, with_config(plain, files.names())
        beside = self._last if self._done and JUST_DONE.search(last_said(text)) else told_of_story(said)
        if beside is not None:
            return Reply(one_line(beside, MAX_REPLY), OFFLINE, refused=False)
        if PATTERN.search(text.lower()):
            return Reply(await heard(session), OFFLINE, refused=False)
        timed = in_time(text, (await session.state()).config.layers)
        if timed is not None:
            return await self._in_time(timed, session, files, _Told(turn, dry_run))
        offer, self._talk.offer = self._talk.offer, ""
        if offer and agrees(text):
            return await self._wish(offer, session, files, _Told(turn, dry_run), outright=True)
        if (stands or is_question(text)) and not await self._surely_wished(text, session, files):
            reply, scene = await self._question(text, session, files), await self._scene(session)
            self._talk.value, self._talk.steps = asked_paths(text, scene), "steps:" in reply.reply
            self._talk.told = [one.id for one in scene.state.agenda if f" {one.id}: " in f" {reply.reply}"]
            return reply
        self._talk.fresh, self._talk.took_back = fresh, took_back
        followed = None if goes_on else await self._followed(text, session, files, _Told(turn, dry_run))
        if followed is not None:
            return followed
        self._talk.fresh = self._talk.took_back = False
        if asks_for_phrase(text) or asks_for_phrase(" ".join(mended(text.lower().split()))):
            return await phrase_reply(text, files, Desk(session, files, turn=turn, dry_run=dry_run), OFFLINE, MAX_REPLY)
        reply = await self._wish(INSTEAD.sub("", text), session, files, _Told(turn, dry_run))
        known = told_of_way(said, widely=True) if reply.refused or reply.question is not None else None
        if known is None or reply.commands:
            return reply
        self._asked = None
        return Reply(one_line(known, MAX_REPLY), OFFLINE, refused=False)

    async def _question(self, text: str, session: SessionControl, files: Workspace) -> Reply:
        """Answer what somebody wants to know; nothing is changed."""
        self._memory.fresh = False
        scene, known = await self._scene(session), told_of_program(text)
        text = restated(text, scene.state)
        how = HOW_TO.match(text.strip().lower())
        moves = how is not None and BACK_AND_FORTH.search(how["wish"]) is not None
        plainly = known or asked_plainly(f"{text.rstrip(' .!?')}?", scene) or (None if moves else told_of_way(text))
        plainly = plainly or explained(text, scene.state)
        if plainly:
            return Reply(one_line(plainly, MAX_REPLY), OFFLINE, refused=False)
        because, place = await why(text, session)
        if place is not None:
            self._memory.clauses = (Clause(layers=[place[0]], step=place[1]),)
            return Reply(one_line(because, MAX_REPLY), OFFLINE, refused=False)
        if how is not None and moves and (said := await self._offered(how["wish"], session, files)):
            return Reply(said, OFFLINE, refused=False)
        supposed = WHAT_IF.match(text.strip().lower())
        if supposed is not None and (said := await self._offered(supposed["wish"], session, files)):
            return Reply(said, OFFLINE, refused=False)
        if (way := way_asked(text)) and (said := await self._offered(way, session, files)):
            return Reply(said, OFFLINE, refused=False)
        self._talk.about = next((word for word in ("fill", "mark") if word in text.lower()), "")
        self._talk.topic = "tempo" if ABOUT_TEMPO.search(text.lower()) else ""
        told = told_now(text, scene, await session.snapshot(), await hits(session))
        if told is not None:
            return Reply(one_line(told, MAX_REPLY), OFFLINE, refused=False)
        words = nearest(text, scene, answered(text, scene.state, await session.snapshot(), files.names()))
        if words is None:
            strange = not is_foreign(text)
            meant = perhaps_meant(text) or (NOT_UNDERSTOOD if strange else DECLINED)
            return Reply(one_line(meant, MAX_REPLY), OFFLINE, refused=True, failed=strange)
        return Reply(one_line(words, MAX_REPLY), OFFLINE, refused=False)

    async def _offered(self, wish: str, session: SessionControl, files: Workspace) -> str:
        """Return how to get what somebody asks how to get, and keep it as an offer; "" where it is no wish."""
        state, names = await session.state(), files.names()
        found = understand(wish, state, names, deepcopy(self._memory), outright=True)
        if not found.asked or found.left or found.lost or found.foreign:
            likely = sure_wish(wish, state, partial(outright, state=state, names=names, memory=self._memory))
            wish = "" if likely is None else likely.said
        if not wish:
            return ""
        self._talk.offer = wish
        return f'say "{wish}"; shall I do it? (yes or no)'

    async def _wish(
        self, text: str, session: SessionControl, files: Workspace, told: _Told, *,
        outright: bool = False, typed: str = "",
    ) -> Reply:
        playing, before = (await session.snapshot()).playing, await session.state()
        if outright:
            found = understand(text, before, files.names(), self._memory, playing=playing, outright=True)
        else:
            line = read_line(text, before, files.names(), self._memory, playing=playing)
            found, says = line.found, line.trouble or (CONTENT if line.idle else DECLINED if line.foreign else "")
            if says:
                return Reply(one_line(says, MAX_REPLY), OFFLINE, refused=line.foreign)
            if line.taken:
                taken = await self._wish(line.taken, session, files, told, outright=True, typed=text)
                return replace(taken, reply=one_line(f'taken as "{line.taken}": {taken.reply}', MAX_REPLY))
        if found.question is not None and found.question.told:
            return Reply(one_line(found.question.text, MAX_REPLY), OFFLINE, refused=False)
        if found.question is not None:
            self._asked = found.question
            self._memory.layers = [one for clause in found.clauses for one in clause.layers] or self._memory.layers
            asking = Asking(found.question.text, found.question.choices)
            return Reply(one_line(put_in_words(found.question), MAX_REPLY), OFFLINE, refused=False, question=asking)
        if found.says:
            return Reply(one_line(found.says, MAX_REPLY), OFFLINE, refused=False)
        done = await in_order(found.asked[:MAX_REQUESTS], session, files, turn=told.turn, dry_run=told.dry_run)
        self._remember(found, done)
        self._keep(Turn(told.turn, typed or text, found.clauses, tuple(found.asked), before, playing), done)
        said = [one.words for one in done]
        if found.missing:
            missing = list(dict.fromkeys(found.missing))
            said.append(f"this groove has no {' or '.join(missing)}{way_on(missing[0])}")
        if (out := [*found.left, *found.why]) and done:
            said.append(f"left out: {', '.join(out)}")
        if found.foreign or found.lost:
            said.append(DECLINED if found.foreign else (not done and perhaps_meant(text)) or NOT_UNDERSTOOD)
        if not said and (found.spared or found.thanks):
            idle = CONTENT if all(one.acts == ["nothing"] for one in found.clauses) else ALREADY
            left = f"{', '.join(dict.fromkeys(found.spared))}: left as it is" if found.spared else idle
            return Reply(one_line(left, MAX_REPLY), OFFLINE, refused=False)
        polite = any(letter.isalpha() for letter in text) and "you" not in text.lower().split()
        if not said and not found.clauses and polite:
            return Reply(NOTHING_DONE, OFFLINE, refused=False)
        reply = one_line("; ".join(said) or NOT_UNDERSTOOD, MAX_REPLY)
        self._last = reply if done else self._last
        refused = not done or all(one.refused for one in done)
        return Reply(
            reply, OFFLINE, refused, tuple(one.command for one in done),
            outcomes=tuple(one.outcome for one in done if one.outcome is not None),
            failed=refused and not (found.foreign and not done),
        )

    async def _cued(self, text: str, session: SessionControl, files: Workspace, told: _Told) -> Reply | None:
        """Do the wish that waited for this word, or let one wait for its word; None for any other line."""
        if self._talk.waits is not None and is_word(text, self._talk.waits[1]):
            wish, self._talk.waits = self._talk.waits[0], None
            return await self._wish(wish, session, files, told, outright=True)
        waits = waits_for_word(text)
        if waits is None or not await self._offered(waits[0], session, files):
            return None
        self._asked, self._talk.offer, self._talk.waits = None, "", waits
        return Reply(one_line(f'"{waits[0]}" waits; say "{waits[1]}"', MAX_REPLY), OFFLINE, refused=False)

    async def _surely_wished(self, text: str, session: SessionControl, files: Workspace) -> bool:
        """Return True for a line that is surely a wish, though it begins like a question."""
        state = await session.state()
        read = partial(outright, state=state, names=files.names(), memory=self._memory)
        asks = WANTS_TO_KNOW.search(text.lower()) is not None
        return sure_wish(text, state, read, asks=asks) is not None

    async def _scene(self, session: SessionControl) -> Scene:
        return Scene(self._talk, await session.state(), (await session.snapshot()).playing)

    async def _pointed(self, text: str, session: SessionControl) -> str:
        """Return a line with what it points to in plain words; as it was typed where it points to nothing."""
        self._memory.layers = (IT.search(text.lower()) and self._talk.spoken[:]) or self._memory.layers
        found = pointed(text.lower(), await self._scene(session))
        return text if found == " ".join(text.lower().replace("\u2019", "'").rstrip(" .!").split()) else found

    async def _followed(
        self, text: str, session: SessionControl, files: Workspace, told: _Told
    ) -> Reply | None:
        """Answer a line that only changes what was asked before; None for one that does not."""
        state, playing = await session.state(), (await session.snapshot()).playing
        self._talk.began = self._talk.began or state
        names_plan = moved_plan(text, state) is not None  # what names a plan is not about the last one
        found = None if names_plan else follow_up(text, Scene(self._talk, state, playing))
        if found is None:
            return None
        if found.question is not None:
            self._asked = found.question
            asking = Asking(found.question.text, found.question.choices)
            return Reply(one_line(put_in_words(found.question), MAX_REPLY), OFFLINE, refused=False, question=asking)
        wanted = found.back if found.carried else [*found.back, *found.asked]
        read = partial(outright, state=state, names=files.names(), memory=self._memory)
        if (other := instead_of(text, wanted, state, read, whole=not found.left)) is not None:
            taken = await self._wish(other.said, session, files, told, outright=True)
            return replace(taken, reply=one_line(f'taken as "{other.said}": {taken.reply}', MAX_REPLY))
        done = await in_order(wanted[:MAX_REQUESTS], session, files, turn=told.turn, dry_run=told.dry_run)
        left = [f"left out: {', '.join(found.left)}"] if found.left else []
        said = one_line("; ".join([*([one.words for one in done] or [found.says or ALREADY]), *left]), MAX_REPLY)
        if not done:
            return Reply(said, OFFLINE, refused=False)
        self._last = said
        turn = Turn(told.turn, text, found.clauses, tuple(found.asked), state, playing, found.origin)
        self._memory.fresh = True
        if found.clauses:
            self._memory.clauses, self._memory.undone = found.clauses, False
            linked = self._memory.layers if found.clauses[-1].linked else []
            self._memory.layers = [*linked, *found.clauses[-1].layers] or self._memory.layers
        self._talk.take_back(found.back)
        self._keep(turn, done)
        return Reply(
            said, OFFLINE, all(one.refused for one in done), tuple(one.command for one in done),
            outcomes=tuple(one.outcome for one in done if one.outcome is not None),
            failed=all(one.refused for one in done),
        )

    def _keep(self, turn: Turn, done: Sequence[Done]) -> None:
        """Keep a turn that was carried out, for the lines that follow from it."""
        self._talk.fresh, self._talk.about = bool(done) and not all(one.refused for one in done), ""
        self._talk.topic = "tempo" if any(isinstance(one.request, Tempo) for one in turn.asked) else ""
        if self._talk.fresh:
            self._talk.keep(turn)
            saved = [one.command["name"] for one in done if one.command.get("action") == "save"]
            self._talk.saved += [name for name in saved if isinstance(name, str)]

    async def _in_time(self, timed: InTime, session: SessionControl, files: Workspace, told: _Told) -> Reply:
        """Keep the time that is asked for, and do what else was said."""
        if isinstance(timed.asks, Question):
            self._asked = timed.asks
            asking = Asking(timed.asks.text, timed.asks.choices)
            return Reply(one_line(put_in_words(timed.asks), MAX_REPLY), OFFLINE, refused=False, question=asking)
        (done,) = await in_order([Asked(timed.asks)], session, files, turn=told.turn, dry_run=told.dry_run)
        self._last = done.words
        kept = Reply(one_line(done.words, MAX_REPLY), OFFLINE, done.refused, (done.command,), failed=done.refused)
        if not timed.rest:
            return kept
        more = await self._wish(timed.rest, session, files, told)
        return replace(
            more, reply=one_line(f"{kept.reply}; {more.reply}", MAX_REPLY), refused=kept.refused and more.refused,
            commands=(*kept.commands, *more.commands), failed=kept.failed and more.failed,
        )

    def _remember(self, found: Understood, done: Sequence[Done]) -> None:
        """Keep what the next line may point back to."""
        self._memory.fresh = bool(done) and not all(one.refused for one in done)
        if not self._memory.fresh:
            return
        history = any(isinstance(request, Undo) for request in found.requests)
        self._memory.undone = history and len(found.requests) == 1
        if not self._memory.undone:
            self._memory.clauses = tuple(one for one in found.clauses if one.slots())
        for clause in found.clauses:
            linked = self._memory.layers if clause.linked else []
            self._memory.layers = [*linked, *clause.layers] if clause.layers else self._memory.layers


def _is_yes(text: str, asked: Question) -> bool:
    """Return True for a line that agrees to a question of yes or no."""
    return asked.choices[1:] in {("no",), ()} and chosen(text, asked.choices) is not None
