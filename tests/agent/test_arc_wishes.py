"""Energy, sections, the arc: what is said of them is what the engine is asked."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from agent.offline.sections import section_at
from agent.offline.understand import understand
from agent.practice import PracticeSession
from agent.tools import Desk, tool_of
from engine import commands as ask
from engine import next_bar, start
from engine.commands import Wish
from tests.agent.heard import CONFIG, replies

if TYPE_CHECKING:
    from engine.commands import Command
    from engine.state import SessionState

SECTIONS = ("intro", "build", "break", "drop")


@pytest.mark.parametrize(("words", "place"), [
    ("go to the break", (4, "break")), ("jump to drop", (3, "drop")), ("take us back to the build", (6, "build")),
    ("next section", (2, "next")), ("the next part", (3, "next")), ("section intro", (2, "intro")),
    ("the break section", (3, "break")), ("the drop", (2, "drop")), ("cut to the bridge", (4, "bridge")),
    ("break", None), ("build it up", None), ("the drop for", None), ("go", None), ("the next", None), ("to", None),
])
def test_words_that_name_a_section(words: str, place: tuple[int, str] | None) -> None:
    assert section_at(words.split(), SECTIONS) == place


@pytest.mark.parametrize(("said", "commands"), [
    ("the drop", [("section", "drop")]), ("go to the break", [("section", "break")]),
    ("mute the clap and go to the outro", [("mute", "clap"), ("section", "outro")]),
    ("next section", [("section", "build")]),
])
def test_a_section_is_gone_to(said: str, commands: list[tuple[str, str]]) -> None:
    found = replies(said)[0].commands
    assert [(one["command"], one.get("name") or one.get("layer")) for one in found] == commands


@pytest.mark.parametrize(("said", "energy"), [
    ("energy 60 %", 0.6), ("energy at 45", 0.45), ("bring the energy down", 0.8), ("half the energy", 0.5),
    ("energy down 30 percent", 0.7), ("set the energy to .25", 0.25),
])
def test_energy_is_one_fader(said: str, energy: float) -> None:
    found = replies(said)[0].commands
    assert [(one["command"], one["path"], one["to"]) for one in found] == [("set", "energy", energy)]


def test_more_energy_moves_the_fader_as_far_as_it_goes_and_then_asks() -> None:
    down, up, more = replies("energy 70%", "more energy", "energy up 20%")
    assert (down.commands[0]["to"], up.commands[0]["to"], more.commands[0]["to"]) == (0.7, 0.9, 1.0)
    asked, pushed = replies("more energy", "yes")
    assert (asked.commands, asked.question is not None) == ((), True)
    assert [one["path"] for one in pushed.commands][:1] == ["hat_c.density.target"]
    assert (replies("energy up 10%")[0].commands, replies("energy up 10%")[0].question) == ((), None)


def arc_state(*commands: Command) -> SessionState:
    state, _ = next_bar(start(CONFIG), [Wish(one, f"w{at}") for at, one in enumerate((ask.Arc(), *commands))])
    return next_bar(state)[0]


@pytest.mark.parametrize(("said", "before", "command"), [
    ("stay here", (), ask.Hold()), ("hold the section", (), ask.Hold()), ("move on", (ask.Hold(),), ask.Hold(on=False)),
    ("let the arc go on", (ask.Hold(),), ask.Hold(on=False)), ("stop the arc", (), ask.Arc(on=False)),
    ("hold this bar", (), ask.Freeze()), ("play the arc", (), ask.Arc()),
])
def test_what_stays_and_goes_on_while_an_arc_plays(said: str, before: tuple[Command, ...], command: Command) -> None:
    assert understand(said, arc_state(*before), playing=True).requests == [command]


def test_without_an_arc_there_is_a_question() -> None:
    bare = start(CONFIG.model_copy(update={"arc": None}))
    for said in ("go to the break", "next section", "play the arc", "hold the section"):
        found = understand(said, bare)
        assert (found.question is not None, found.asked) == (True, []), said


def test_a_section_that_is_not_there_gets_the_list() -> None:
    reply = replies("go to the bridge")[0]
    assert reply.question is not None
    assert "section drop" in reply.question.choices


def test_a_section_that_is_to_stay_stays_where_no_arc_plays() -> None:
    assert "no section moves on" in replies("stay in this section, don't move on")[-1].reply
    assert "no section moves on" not in replies("release the section")[-1].reply


def test_a_choice_is_a_section() -> None:
    assert replies("the drop for 8 bars", "1")[1].commands == ({"command": "section", "name": "drop"},)
    assert replies("the drop for 8 bars", "2")[1].commands == ({"command": "drop", "bars": 8},)


@pytest.mark.parametrize(("said", "told"), [
    ("what section are we in?", "no section plays; sections: intro"), ("which sections are there?", "sections: intro"),
    ("what's the energy at", "energy 1.00"),
])
def test_how_the_set_stands_is_told(said: str, told: str) -> None:
    assert told in replies(said)[0].reply


def test_a_model_goes_to_a_section_and_plays_the_arc() -> None:
    session = PracticeSession.of(CONFIG)
    desk = Desk(session, None)  # type: ignore[arg-type]  # no files are touched

    async def told() -> list[str]:
        for name, arguments in (
            ("play_arc", '{"on": true}'), ("go_to_section", '{"name": "drop"}'), ("hold_section", '{"on": true}'),
        ):
            await tool_of(name, arguments).use(desk)
        return [one.words for one in desk.done]

    words = asyncio.run(told())
    assert [one.partition(":")[0] for one in words] == ["arc on", "section drop", "hold on"]
    assert not any(one.refused for one in desk.done)


def test_a_model_hears_the_music_and_sees_where_it_stands() -> None:
    state = arc_state()
    session = PracticeSession(state)
    desk = Desk(session, None)  # type: ignore[arg-type]  # no files are touched
    found = asyncio.run(tool_of("read_state", "{}").use(desk))
    assert isinstance(found, dict)
    assert found["section"] == {"name": "intro", "bar": 3, "of": 32, "next": "build", "held": False}
    assert found["energy"] == 0.35
    assert isinstance(found["pattern"], list)
    assert any("x" in str(row) for row in found["pattern"])
    heard = asyncio.run(tool_of("hear", '{"bars": 4}').use(desk))
    assert heard == {"bars": [], "planned": []}


@pytest.mark.parametrize("said", ["show me the pattern", "the last bars", "what do you hear?", "grid"])
def test_the_pattern_is_told(said: str) -> None:
    reply = replies(said)[0]
    assert (reply.commands, reply.refused) == ((), False)
    assert "kick" in reply.reply
    assert "X---X---X---X---" in reply.reply


@pytest.mark.parametrize("said", ["hold the section", "stay in this section please"])
def test_a_section_stays_anyway_while_no_arc_plays(said: str) -> None:
    (reply,) = replies(said)
    assert "it stays" in reply.reply
    assert (reply.question, reply.commands, reply.refused) == (None, (), False)


def test_what_stays_anyway_holds_up_no_other_wish() -> None:
    (reply,) = replies("mute the clap and hold the section")
    assert [one["command"] for one in reply.commands] == ["mute"]


def test_a_frozen_bar_is_let_go_where_no_section_is_held() -> None:
    state, _ = next_bar(start(CONFIG), [])
    state, _ = next_bar(state, [Wish(ask.Freeze())])
    assert state.frozen is not None
    assert understand("release the section", state).requests == [ask.Unfreeze()]
