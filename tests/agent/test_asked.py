"""Questions about the music get the fact they ask for, however they are put, and never act."""

from __future__ import annotations

import asyncio
import re

import pytest

from agent.offline.asked.now import Now
from agent.offline.asked.of_plans import section
from agent.offline.asked.of_session import place
from agent.offline.asked.plain_words import plain_words
from agent.offline.asked.terms import meaning_asked, terms
from agent.offline.asked.told import told_now
from agent.offline.asked.topics import TOPICS, question_of_now
from agent.offline.talk.follow import Scene
from agent.offline.talk.turns import Talk
from agent.practice import PracticeSession
from agent.what_sounds import hits
from engine import next_bar, start
from engine.arc import place_in
from tests.agent.corpus import state_after
from tests.agent.heard import CONFIG, replies

ASKED: list[tuple[tuple[str, ...], str, str]] = [
    ((), "how long have we been in this section now", "the arc does not run"),
    (("arc on",), "how long have we been in this section now", "intro, bar 1 of 32"),
    ((), "is it still in four or did I lose the one", "the one is step 1 of 16"),
    ((), "which sounds are playing now", "heard: kick"),
    (("mute clap for 8",), "why is the clap gone", "muted, back in 8 bars"),
    ((), "why did the clap move around bar 40", "no wish has changed the clap"),
    ((), "are we peaking or is there more in the tank", "the top"),
    (("set energy 0.4",), "are we peaking or is there more in the tank", "0.60 more to the top"),
    ((), "what do you call that long swishy cymbal in here", "open hat (hat_o)"),
    ((), "whit's that clackin on the offbeat", "on the offbeats of the last bar"),
    ((), "whit bpm are we at", "132 BPM"),
    (("bpm 140 over 16",), "is that 140 yet or not", "yes, 140 BPM"),
    ((), "the tempo has moved or i dream", "no wish has changed it"),
    ((), "is the snare meant to be that late?", "snare on it"),
    ((), "is it the snare or the clap falling behind", "clap 0 to 8 ms off it, 2.8 ms late"),
    ((), "how tight is it running right now", "at most 8 ms"),
    ((), "mit welchem Swing spielen wir", "kick 50 %, closed hat"),
    ((), "which steps is the kick on", "kick on 1 5 9 13"),
    ((), "closed hat has how many pulses", "hat_c: density 0.70"),
    ((), "what's the quietest thing on at the moment", "the closed hat"),
    ((), "how loud's the clap compared to snare", "clap 98, snare 70/84/96"),
    (("set clap.velocity 80",), "what did i just change", "clap.velocity 98 to 80"),
    (("mute clap", "bpm 128"), "what has changed since bar 33?", "mute clap; tempo (bpm 132 to 128)"),
    ((), "did my undo work", "nothing to undo"),
    (("mute clap",), "is there any undo left", "1 step can be undone, first mute clap"),
    (("lock snare",), "is the snare locked or can i change it", "snare is locked"),
    (("freeze on",), "is it still frozen", "is frozen and repeats"),
    (("scene save verse",), "remind me of the scenes i saved", "scenes: verse"),
    ((), "how many scenes can i have", "up to 64"),
    (("fill every 8",), "how often does it fill right now", "then every 8 bars"),
    (("mute clap at 65",), "uh what happens at bar sixty five", "mute clap"),
    ((), "is there anything scheduled at 64?", "nothing is planned for it"),
    (("mute clap at 65",), "what are you gonna do next", "mute clap at bar 65"),
    (("when hits > 20 then mute clap",), "what rules have i got running", "hits > 20"),
    ((), "how many bars til the end of this phrase", "the next phrase line is bar"),
    ((), "hwo many bars left", "in the phrase"),
    ((), "how long until the quiet bit comes round again", "no break comes by itself"),
    ((), "what's different between groove and rise", "rise: 32 bars, energy 0.45-0.85, without kick"),
    ((), "what was the tempo before i mucked about", "bpm is 132 now"),
    ((), "are you jamming or is that me", "the jam is off"),
    (("jam on",), "who's in charge here, you or me", "the jam is on, auto"),
    ((), "are you changing the hats yourself", "modulator sway"),
    ((), "tape rolling?", "nothing is recorded"),
    ((), "what did i mark and where", "no mark was asked for here"),
    ((), "what key are you in, i got a horn player", "no key"),
    ((), "are we in 5/4", "4/4 always"),
    ((), "my mate asks what genre this is", "m4_showcase"),
    ((), "what moods can i choose", "hypnotic"),
    ((), "did the ramp finish", "nothing is on its way"),
    ((), "which layers can hear ratchets right now", "chance of ratchets: closed hat 3 %"),
    ((), "why's it all gone thin", "hits in the last bar"),
    ((), "what is the syncopation figure at present?", "S goal 0.35 to 0.55"),
    (("mute kick for 4",), "when is the kick back", "kick"),
    ((), "what is that clap doing", "clap"),
    ((), "how many minutes we play", "about 1:13"),
    ((), "we on what bar right now", "bar 41"),
    ((), "what's your name", "offline chat"),
    (("mute snare", "solo kick"), "sanity check, what's muted", "snare muted"),
    ((), "is it any good or is it broken", "for your ears to judge"),
    ((), "how many layers have we got", "layers: kick, closed hat"),
    ((), "was the snare always like this", "snare is in"),
    ((), "have we slowed down at all", "132 BPM"),
    ((), "is it the same every bar", "figures are renewed"),
    ((), "why's there nothing on the two", "clap on 5 13"),
    ((), "whats the fastest it goes", "20 to 300 BPM"),
    ((), "which seed gave us this bar?", "seed 1,"),
    ((), "what's the vitals", "bar 41"),
    ((), "what goes on in the break bit", "break: 32 bars, energy 0.1-0.25"),
    ((), "what is that noise going tik tik", "closed hat (hat_c)"),
    ((), "whats 132 bpm in ms per beat", "a beat lasts 455 ms"),
    ((), "where r we", "heard: kick"),
    ((), "wtf was that noise", "no wish has changed anything yet"),
    ((), "why is it quieter since the break", "hits in the last bar"),
    ((), "how many bars till 80", "bar 80, in 39 bars"),
    ((), "where's my rimshot", "this groove has no rim"),
    ((), "weh di snare deh", "snare is in"),
    ((), "what is on step 7", "step 7 of the last bar: closed hat, open hat"),
    ((), "anything on step 3?", "closed hat, open hat"),
    ((), "who is on the 5th step", "kick, clap"),
    ((), "what sounds on beat two", "step 5 of the last bar: kick, clap"),
    (("mute clap",), "which drums are on step 13", "step 13 of the last bar: kick"),
    ((), "is there a kick on step 9", "step 9 of the last bar: kick"),
    ((), "what is on step 20", "a bar has 16 steps"),
    (("set hat_c.steps 12",), "how many steps is the closed hat cycle", "closed hat 12 steps with 12 hits"),
    ((), "what is the cycle length of the snare", "snare 16 steps with 7 hits"),
    ((), "what's the clap's loop length", "clap 16 steps with 2 hits"),
    ((), "is there a polymeter running", "kick 16 steps with 4 hits"),
    ((), 'could you explain to me what "density" does, exactly?', "the share of a bar's 16 steps"),
    ((), "does a scene remember what is muted", "all parameters, mutes and solos"),
    ((), "do the hats swing", "swing: closed hat 55 %"),
    ((), "what is the rotation of the clap", "clap is turned by 4 steps"),
    ((), "where's the clap in the bar", "clap on 5 13"),
    (("bpm 140 over 16",), "when does it reach 140?", "nothing is on its way any more"),
    ((), "have the hats changed", "no wish has changed the closed hat"),
    ((), "has the kick changed", "no wish has changed the kick"),
    ((), "how far can I undo", "64 steps are kept"),
    ((), "are you there?", "the offline chat"),
    ((), "what moves by itself here", "sway moves hat_c.swing_percent"),
]
"""Lines typed before, a question, and what its answer must say."""


def _answered(before: tuple[str, ...], question: str) -> str:
    state = state_after(before)
    session = PracticeSession(state)
    scene = Scene(Talk(began=state), state, playing=False)
    snapshot, sounded = asyncio.run(session.snapshot()), asyncio.run(hits(session))
    return told_now(question, scene, snapshot, sounded) or ""


@pytest.mark.parametrize(("before", "question", "told"), ASKED)
def test_a_question_gets_its_fact(before: tuple[str, ...], question: str, told: str) -> None:
    assert told in _answered(before, question)


def test_every_topic_is_reached() -> None:
    scenes = [(Scene(Talk(), state_after(before), playing=False), question) for before, question, _ in ASKED]
    found = [question_of_now(question, scene, surely=True, wide=True) for scene, question in scenes]
    reached = {one.topic.answer.__name__ for one in found if one is not None}
    assert {one.answer.__name__ for one in TOPICS} - reached == set()


@pytest.mark.parametrize("question", [question for _, question, _ in ASKED])
def test_a_question_never_acts(question: str) -> None:
    (reply,) = replies(question)
    assert reply.commands == ()
    assert reply.question is None


@pytest.mark.parametrize("wish", [
    "when the drop comes take the tempo down to 128", "do the same to the clap", "you know what, clap off",
    "my tempo is too slow, do it 138", "hats off for my friends in the back", "don't touch the kick", "more swing?",
    "shame about the clap, stick it back", "anything faster than this", "snare louder? if that's allowed?",
    "can you make the snare louder?", "is it ok if only the kick plays", "what about less hats",
    "go back to what we had", "kick n clap n thats it", "why not mute the clap", "how about a fill?",
    "maybe like 1 bpm slower?",
])
def test_a_wish_is_no_question(wish: str) -> None:
    assert question_of_now(wish, Scene(Talk(), start(CONFIG), playing=False)) is None


@pytest.mark.parametrize("line", [
    "my son does this, how do i make it go faster", "my daughter left me in charge of it, how do i pause",
    "dry run: what would section drop do", "if i say undo does it undo everything?",
])
def test_what_asks_for_the_way_or_what_would_be_is_not_done(line: str) -> None:
    (reply,) = replies(line)
    assert reply.commands == ()


@pytest.mark.parametrize(("question", "told"), [
    ("ok wot does lock do exactly", "refuses every change"), ("does undo cover mutes too", "mutes, plans, scenes"),
    ("what's the difference between ghost and accent", "ghost: a soft hit a 16th before a beat"),
    ("explain the arc to me like im five", "the plan of a set"), ("what means entropy here", "mixed the gaps"),
])
def test_a_word_of_the_trade_is_explained(question: str, told: str) -> None:
    assert told in meaning_asked(question)


def test_no_term_has_two_meanings_and_each_has_one() -> None:
    assert all(meaning for _, meaning in terms().values())


def test_the_bars_until_a_section_are_true() -> None:
    state = state_after(("arc on",))
    told = _answered(("arc on",), "how many bars till the drop")
    bars = int(re.findall(r"in (\d+) bars", told)[0])
    for _ in range(bars):
        found = place_in(state)
        assert found is not None
        assert found.name != "drop"
        state = next_bar(state)[0]
    found = place_in(next_bar(state)[0])
    assert found is not None
    assert found.name == "drop"


def test_the_section_is_that_of_the_bar_that_sounds() -> None:
    state = state_after(("arc on",))
    snapshot = asyncio.run(PracticeSession(state).snapshot())
    before = Now("", [], named=False, scene=Scene(Talk(), state, playing=True), snapshot=snapshot)
    assert section(before) == "intro begins at bar 41, in 1 bar"
    state = next_bar(next_bar(state)[0])[0]
    now = Now("", [], named=False, scene=Scene(Talk(), state, playing=True), snapshot=snapshot)
    assert section(now) == "intro, bar 2 of 32, since bar 41; 31 bars left, then build"


def test_the_place_in_the_phrase_is_true() -> None:
    state = start(CONFIG)
    for _ in range(11):
        state = next_bar(state)[0]
    now = Now("", [], named=False, scene=Scene(Talk(), state, playing=True), snapshot=asyncio.run(
        PracticeSession(state).snapshot()))
    assert place(now) == "bar 3 of 8 in the phrase; the next phrase line is bar 17, in 6 bars"


def test_a_story_is_told_apart_from_the_question() -> None:
    found = plain_words("chat says i'm cheating, am i on jam mode rn")
    assert (found.asks, found.surely) == (("am i on jam mode",), True)
    assert found.others == ("chat says i am cheating",)
