"""A model that is set up takes part in a jam: asked once a phrase, late or broken it harms nothing."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from typing import TYPE_CHECKING, Any, cast

import pytest

from agent.compact import NoAnswer
from agent.jam_partner import JamPartner
from agent.jam_question import jam_question, moves_in
from agent.model import ModelUnavailable
from agent.openai_model import OpenAIModel
from engine import commands as ask
from engine import next_bar, start
from engine.commands import Wish
from engine.control import Answered, Composed, Moved
from tests.agent.heard import CONFIG
from tests.agent.odd_server import chunk, events, odd_server
from tests.sequencer.door import Door

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from agent.model import JsonModel
    from engine.bar import Outcome
    from engine.control import SessionControl
    from engine.state import SessionState
    from tests.sequencer.door import Played

PHRASE = CONFIG.phrase.bars
FILL = json.dumps({"do": [{"act": "fill"}], "say": "a fill"})


class Stage:
    """A session that plays a bar whenever its notices are read, and lets what is asked meanwhile be answered."""

    def __init__(self, bars: int, wishes: Mapping[int, ask.Command] | None = None) -> None:
        self.now: SessionState = start(CONFIG)
        self.bars = bars
        self.asked: dict[int, list[Wish]] = {}
        for bar, command in (wishes or {0: ask.Jam("auto", 0.5)}).items():
            self.asked[bar] = [Wish(command, f"own-{bar}")]
        self.offers: list[tuple[int, ask.Offer]] = []
        self.outcomes: list[Outcome] = []
        self.patience = 30

    async def state(self) -> SessionState:
        return self.now

    async def submit(self, command: ask.Command, *, author: str) -> None:
        assert isinstance(command, ask.Offer)
        self.offers.append((self.now.bar, command))
        self.asked.setdefault(self.now.bar, []).append(Wish(command, f"offer-{self.now.bar}", author))

    async def subscribe(self) -> AsyncIterator[Composed | Moved]:
        for _ in range(self.bars):
            self.now, bar = next_bar(self.now, self.asked.pop(self.now.bar, ()))
            self.outcomes += bar.outcomes
            yield Composed(bar, 0)
            for _ in range(self.patience):
                await asyncio.sleep(0)
        yield Moved(playing=False, bar=None, tick=0)


class Script:
    """A model that writes its lines in their order; the last one again and again; None never comes."""

    def __init__(self, *lines: str | Exception | None) -> None:
        self.lines = deque(lines)
        self.asked: list[tuple[str, Mapping[str, Any]]] = []

    async def write(self, instructions: str, text: str, schema: Mapping[str, Any]) -> str:
        assert text
        self.asked.append((instructions, schema))
        line = self.lines[0] if len(self.lines) == 1 else self.lines.popleft()
        if line is None:
            await asyncio.Event().wait()
        if isinstance(line, Exception):
            raise line
        return line or ""


def jammed(stage: Stage, model: JsonModel) -> list[str]:
    """Let a model take part until the music stops; return what was said to people."""
    said: list[str] = []
    partner = JamPartner(cast("SessionControl", cast("object", stage)), model, said.append)
    asyncio.run(partner.run())
    return said


def test_it_is_asked_once_a_phrase_and_what_it_offers_is_announced_and_done() -> None:
    stage, model = Stage(6 * PHRASE), Script(FILL)
    assert jammed(stage, model) == []
    assert len(model.asked) == len(stage.offers) == 6
    assert {bar % PHRASE for bar, _ in stage.offers} == {1}
    fills = [one for one in stage.outcomes if one.author == ask.JAM and one.command == "fill"]
    assert {"offered, a fill ends the phrase; :jam no cancels"} <= {one.reason for one in fills}
    assert any(one.status == "applied" for one in fills)


def test_nobody_is_asked_while_nobody_jams_nor_in_a_frozen_bar() -> None:
    quiet = Script(FILL)
    jammed(Stage(2 * PHRASE, {0: ask.Freeze()}), quiet)
    jammed(Stage(3 * PHRASE, {0: ask.Jam("auto"), 1: ask.Freeze()}), frozen := Script(FILL))
    jammed(Stage(2 * PHRASE + 1, {0: ask.Jam("auto"), 1: ask.Jam("off")}), ended := Script(FILL))
    assert (len(quiet.asked), len(frozen.asked), len(ended.asked)) == (0, 1, 1)


@pytest.mark.parametrize(("line", "why"), [
    (ModelUnavailable("the server is gone"), "the server is gone"), ("no idea", "no JSON object"),
    (json.dumps({"do": []}), "offered nothing"), (ZeroDivisionError(), "failed (ZeroDivisionError)"),
    (json.dumps({"do": [{"act": "drop"}, 3, {"act": "set", "path": 1, "to": 2}]}), "offered nothing"),
    (None, "longer than a phrase"),
])
def test_a_model_that_fails_backs_off_and_it_is_said_once(line: Any, why: str) -> None:
    plain, stage, model = Stage(16 * PHRASE), Stage(16 * PHRASE), Script(line)
    jammed(plain, Script(ModelUnavailable("")))
    said = jammed(stage, model)
    assert len(said) == 1
    assert why in said[0]
    assert "the jam's own moves stand" in said[0]
    assert len(model.asked) <= 5
    assert not stage.offers
    assert stage.now == plain.now  # the music is that of a jam without a model


def test_a_model_that_comes_back_is_asked_each_phrase_again() -> None:
    stage, model = Stage(8 * PHRASE), Script(ModelUnavailable("busy"), FILL)
    assert len(jammed(stage, model)) == 1
    assert len(model.asked) == 7
    assert len(stage.offers) == 6


def test_what_is_on_its_way_when_the_music_stops_is_dropped() -> None:
    stage, model = Stage(2), Script(None)
    assert jammed(stage, model) == []
    assert len(model.asked) == 1


def test_the_question_shows_the_music_and_the_schema_holds_to_the_budget() -> None:
    state, bar = next_bar(start(CONFIG), [Wish(ask.Jam("auto", 0.3, ("clap", "hat_c"), 0.4, 0.9), "1")])
    question = jam_question(state, [bar])
    assert question is not None
    assert len(question.instructions) < 2400  # 600 tokens of four characters
    budget = "at most 30 % a phrase, energy 0.4..0.9, layers clap hat_c"
    for shown in (budget, f"{PHRASE} bars", "scores E", "densities"):
        assert shown in question.instructions
    fields = question.schema["properties"]["do"]["items"]["properties"]
    assert set(fields["layer"]["enum"]) <= {"clap", "hat_c"}
    assert {path.partition(".")[0] for path in fields.get("path", {"enum": []})["enum"]} <= {"clap", "hat_c"}
    assert "fill" not in fields["act"]["enum"]
    assert question.schema["properties"]["do"]["maxItems"] == 2


def test_there_is_no_question_where_nobody_jams_or_nothing_is_open() -> None:
    state, bar = next_bar(start(CONFIG))
    assert jam_question(state, [bar]) is None
    kick, bar = next_bar(start(CONFIG), [Wish(ask.Jam("auto", 0.3, ("kick",)), "1")])
    assert jam_question(kick, [bar]) is None
    assert jam_question(kick, []) is None


def test_an_answer_is_read_into_moves_and_what_is_none_is_left_out() -> None:
    do = [
        {"act": "set", "path": "targets.S_low", "to": 0.3}, {"act": "rest", "layer": "clap", "bars": True},
        {"act": "set", "path": "energy", "to": 0.5},
    ]
    assert moves_in(f"Sure: {json.dumps({'do': do})}") == (ask.Target("S", 0.3, None), ask.Mute("clap", None))
    assert moves_in(json.dumps({"act": "set", "path": "energy", "to": 1})) == (ask.Set("energy", 1.0),)
    assert moves_in(json.dumps({"do": "fill"})) == ()
    assert moves_in('{"do": [{"act": "set", "path": "energy", "to": NaN}, {"act": "rest", "layer": 4}]}') == ()
    with pytest.raises(NoAnswer):
        moves_in("[1, 2]")


def test_a_server_is_asked_with_the_schema_and_its_answer_is_offered() -> None:
    answer = events(chunk({"content": FILL}, "stop"), "[DONE]")
    stage = Stage(PHRASE)
    stage.patience = 2000
    complaints: list[str] = []

    async def scene() -> list[bytes]:
        async with odd_server(answer) as (settings, questions):
            model = OpenAIModel(settings)
            partner = JamPartner(cast("SessionControl", cast("object", Patient(stage))), model, complaints.append)
            await partner.run()
            await model.close()
            return questions

    (question,) = asyncio.run(scene())
    assert complaints == []
    body = json.loads(question.partition(b"\r\n\r\n")[2])
    assert body["response_format"]["json_schema"]["schema"]["properties"]["do"]["maxItems"] == 2
    assert [command for _, command in stage.offers] == [ask.Offer((ask.Fill(1),))]


class Patient:
    """A stage whose second bar waits until something was offered."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.state, self.offered = stage.state, asyncio.Event()

    async def submit(self, command: ask.Command, *, author: str) -> None:
        await self.stage.submit(command, author=author)
        self.offered.set()

    async def subscribe(self) -> AsyncIterator[Composed | Moved]:
        async for notice in self.stage.subscribe():
            yield notice
            async with asyncio.timeout(60):
                await self.offered.wait()


@pytest.mark.parametrize("through", ["process", "socket"])
def test_in_a_session_that_plays_the_offer_is_taken_and_announced(tmp_path: Path, through: str) -> None:
    complaints: list[str] = []

    async def scene(session: SessionControl, played: Played) -> None:
        del played
        partner = asyncio.create_task(JamPartner(session, Script(FILL), complaints.append).run())
        told = session.subscribe()
        await session.transport("play")
        await session.submit(ask.Jam("auto", 0.5))
        async for notice in told:
            if isinstance(notice, Answered) and any("offered, a fill" in one.reason for one in notice.outcomes):
                break
        partner.cancel()
        await asyncio.gather(partner, return_exceptions=True)

    Door(tmp_path / "door" if through == "socket" else None).run(scene)
    assert complaints == []
