"""What waits for something to happen is watched, with numbers that are told."""

from __future__ import annotations

import asyncio

import pytest

from agent.offline.conditions import condition_at, hits_now
from agent.offline.understand import understand
from agent.practice import PracticeSession
from agent.tools import Desk, ToolMisused, tool_of
from engine import commands as ask
from engine import next_bar, start
from tests.agent.heard import CONFIG, replies

STATE = start(CONFIG)
THIN = ask.Set("hat_c.density.target", 0.55)


@pytest.mark.parametrize(("said", "watches"), [
    ("if it gets too busy thin the hats", [ask.Watch("hits", ">", 35, THIN, for_bars=2, by=-0.15)]),
    ("fill whenever the clap is back", [ask.Watch("hits", ">", 0, ask.Fill(1), "clap", anew=True)]),
    ("whenever the clap comes back in, give me a fill", [ask.Watch("hits", ">", 0, ask.Fill(1), "clap", anew=True)]),
    ("if the kick drops out mute the clap", [ask.Watch("hits", "<", 1, ask.Mute("clap"), "kick")]),
    ("when syncopation goes above .6 mute the open hat", [ask.Watch("S", ">", 0.6, ask.Mute("hat_o"))]),
    ("if S drops below 0.3 for 4 bars add a fill", [ask.Watch("S", "<", 0.3, ask.Fill(1), for_bars=4)]),
    ("whenever the energy falls under a half, fill", [ask.Watch("energy", "<", 0.5, ask.Fill(1))]),
    ("once we reach the break mute the clap", [ask.Watch("section", "=", "break", ask.Mute("clap"))]),
    ("unmute the clap as soon as the drop starts", [ask.Watch("section", "=", "drop", ask.Unmute("clap"))]),
    ("if there are at least 20 hits then mute the clap", [ask.Watch("hits", ">", 19, ask.Mute("clap"))]),
    ("if there are fewer than 10 hits set hat_c density to 80%",
     [ask.Watch("hits", "<", 10, ask.Set("hat_c.density.target", 0.8))]),
    ("if it gets too straight mute the kick for 2 bars", [ask.Watch("S", "<", 0.35, ask.Mute("kick", 2), for_bars=2)]),
])
def test_a_condition_is_watched(said: str, watches: list[ask.Watch]) -> None:
    found = understand(said, STATE)
    assert (found.requests, found.question) == (watches, None)


@pytest.mark.parametrize(("said", "watch"), [
    ("keep it under 20 hits", ask.Watch("hits", ">", 19, ask.Set("hat_c.density.target", 0.7), "", 2, -0.1, 4)),
    ("keep the hats below 10 hits",
     ask.Watch("hits", ">", 9, ask.Set("hat_c.density.target", 0.7), "hat_c", 2, -0.1, 4)),
    ("keep it above 12 hits please", ask.Watch("hits", "<", 13, ask.Set("hat_c.density.target", 0.7), "", 2, 0.1, 4)),
    ("don't let the energy go above 80%", ask.Watch("energy", ">", 0.8, ask.Set("energy", 0.8))),
    ("keep the energy above 50 percent", ask.Watch("energy", "<", 0.5, ask.Set("energy", 0.5))),
    ("never let it go over 24 hits", ask.Watch("hits", ">", 24, ask.Set("hat_c.density.target", 0.7), "", 2, -0.1, 4)),
])
def test_a_limit_is_kept(said: str, watch: ask.Watch) -> None:
    assert understand(said, STATE).requests == [watch]


def test_keeping_it_under_20_hits_keeps_it_under_20_hits() -> None:
    state = start(CONFIG)
    (watch,) = understand("keep it under 20 hits", state).requests
    assert isinstance(watch, ask.Watch)
    state, bar = next_bar(state, [ask.Wish(watch, "w")])
    first = sum(event.sub == 0 for event in bar.events)
    for _ in range(40):
        state, bar = next_bar(state)
    assert sum(event.sub == 0 for event in bar.events) < max(20, first)
    assert state.config.layers["hat_c"].density is not None
    assert state.config.layers["hat_c"].density.target <= 0.5


@pytest.mark.parametrize("said", [
    "if it rains mute the hats", "when the moon is up fill", "if S is above .5 undo", "if S is above .5 load techno",
    "when the energy is high mute the kick", "if S is above 0.5 mute the clap in 8 bars",
])
def test_what_cannot_be_watched_gets_a_question(said: str) -> None:
    found = understand(said, STATE, ("techno",))
    assert (found.asked, found.question is not None or found.lost or found.foreign) == ([], True)


def test_no_words_are_no_condition() -> None:
    assert condition_at([], STATE) is None
    assert hits_now(STATE) == hits_now(STATE)


def test_what_is_watched_is_told_listed_and_cancelled() -> None:
    planned, listed, cancelled, after = replies(
        "fill whenever the clap is back", "what is planned?", "cancel everything planned", "what is planned?"
    )
    assert planned.reply == "when: planned, number 1 (when hits clap > 0 anew then fill 1)"
    assert planned.commands[0]["then"] == {"command": "fill", "bars": 1}
    assert listed.reply == "planned: 1: when hits clap > 0 anew then fill 1"
    assert cancelled.commands[0]["command"] == "cancel"
    assert after.reply == "planned: nothing"


CALL = '{"what": "hits", "layer": null, "op": ">", "value": 20, "for_bars": 2, "act": %s, "to": null, "bars": null'


@pytest.mark.parametrize(("act", "words"), [
    ('"set", "on": "hat_c.density.target", "by": -0.1, "again_bars": 4', "set hat_c.density.target -0.1 again 4"),
    ('"mute", "on": "clap", "by": null, "again_bars": null', "mute clap"),
    ('"unmute", "on": "clap", "by": null, "again_bars": null', "unmute clap"),
    ('"fill", "on": null, "by": null, "again_bars": null', "fill 1"),
    ('"drop", "on": null, "by": null, "again_bars": null', "drop 8"),
])
def test_a_model_watches_too(act: str, words: str) -> None:
    desk = Desk(PracticeSession.of(CONFIG), None)  # type: ignore[arg-type]  # no files are touched
    asyncio.run(tool_of("watch", CALL % act + "}").use(desk))
    assert desk.done[0].words == f"when: planned, number 1 (when hits > 20 for 2 then {words})"


def test_a_model_recalls_a_scene_by_a_condition_only_if_there_is_one() -> None:
    desk = Desk(PracticeSession.of(CONFIG), None)  # type: ignore[arg-type]  # no files are touched
    asyncio.run(tool_of("watch", CALL % '"recall", "on": "peak", "by": null, "again_bars": null' + "}").use(desk))
    assert desk.done[0].refused
    with pytest.raises(ToolMisused, match="op takes"):
        tool_of("watch", (CALL % '"fill"' + "}").replace('">"', '"~"'))


@pytest.mark.parametrize(("said", "plans"), [
    ("kick out 8 then back", [("mute", None)]),
    ("kick out 8 then the clap out", [("mute", None), ("mute", 8)]),
    ("mute the clap 4 then fill", [("mute", None), ("fill", 4)]),
])
def test_what_follows_a_mute_comes_when_it_is_over(said: str, plans: list[tuple[str, int | None]]) -> None:
    (reply,) = replies(said)
    assert [(one["command"], one.get("at_bar")) for one in reply.commands] == plans
