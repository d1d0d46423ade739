"""Where the grammar asks, lines like this one say what is meant: it is done, or offered first."""

from __future__ import annotations

import json

import pytest

from agent.offline.learned.caution import only_offered
from agent.offline.learned.in_parts import parts_of, together
from agent.offline.learned.said import OF_ALL, OF_LAYERS, said, slots_of
from agent.offline.learned.second import SURE, kind_of
from agent.offline.learned.tongues import in_english
from agent.offline.learned.traits import traits_of
from agent.offline.learned.weights import Regression, learnt
from engine.commands import Set
from tests.agent import learn
from tests.agent.heard import replies
from tests.thorough import THOROUGH

NO_WISHES = {"ANSWER", "ASK", "DECLINE", "NOTHING", "other", "several", "when"}


def test_the_weights_are_learnt_from_the_corpus_that_is_here() -> None:
    assert json.loads(learn.WEIGHTS.read_text(encoding="utf-8"))["corpus"] == learn.digest(), "make learn"


@pytest.mark.skipif(not THOROUGH, reason="learns for a minute; CI does")
def test_the_corpus_gives_the_weights_again() -> None:
    """The vocabulary, which grows, has a part in the traits: so what is read is compared, and not each weight."""
    again, shipped = learn.kinds_of(learn.lines()), learnt().kinds
    some = learn.lines()[::7]
    alike = [_likeliest(again, one) == _likeliest(shipped, one) for one in some]
    assert again.classes == shipped.classes
    assert sum(alike) >= 0.95 * len(some)


def _likeliest(kinds: Regression, line: learn.Line) -> str:
    shares = kinds.shares(traits_of(line.say, learn.state_after(line.before)))
    return max(shares, key=lambda kind: shares[kind])


def test_the_weights_are_no_larger_than_four_megabytes_and_a_half() -> None:
    assert learn.WEIGHTS.stat().st_size < 4.5e6


def test_every_kind_of_the_corpus_can_be_said_or_is_no_wish() -> None:
    assert {one.kind for one in learn.lines()} <= {*OF_LAYERS, *OF_ALL, *NO_WISHES}


def test_shares_add_up_and_what_is_unknown_does_not_count() -> None:
    weigh = Regression(("right", "wrong"), {"": {}, "clap": {"0": 300}})
    assert sum(weigh.shares({"clap"}).values()) == pytest.approx(1.0)
    assert weigh.shares({"clap"})["right"] > SURE
    assert weigh.shares({"clap", "gribble"}) == weigh.shares({"clap"})
    assert weigh.shares(()) == {"right": 0.5, "wrong": 0.5}


@pytest.mark.parametrize(("say", "wish"), [
    ("if it drags mute the clap", "mute the clap"), ("don't you dare mute the clap", "mute the clap"),
    ("clap off, then the snare", "mute the clap"), ("clap off for 8", "mute the clap"),
    ("is the clap off", "mute the clap"), ("the clap? off?", "mute the clap"),
    ("wenn der drop kommt clap raus", "mute the clap"), ("keep the clap, the rest off", "mute the clap"),
    (" ".join(["clap"] * 17), "mute the clap"),
])
def test_what_waits_refuses_asks_or_counts_is_only_offered(say: str, wish: str) -> None:
    assert only_offered(say, wish)


@pytest.mark.parametrize(("say", "wish"), [
    ("clap's poking my eye, can you get it off", "mute the clap"),
    ("otto battute senza clap", "mute the clap for 8 bars"),
    ("not before bar 65: clap off", "mute the clap not before bar 65"),
])
def test_what_is_all_in_the_wish_may_be_done(say: str, wish: str) -> None:
    assert not only_offered(say, wish)


@pytest.mark.parametrize(("say", "english"), [
    ("acht Takte ohne Kick", "8 bars ohne Kick"), ("per otto battute", "for 8 bars"), ("nach 4 Takten", "in 4 bars"),
    ("durante dos compases", "for 2 bars"), ("mute the kick", "mute the kick"),
])
def test_figures_and_bars_of_other_tongues_are_known(say: str, english: str) -> None:
    assert in_english(say) == english


def test_traits_are_words_neighbours_meanings_and_the_state() -> None:
    found = traits_of("kick OUT 130", learn.state_after(("mute kick",)))
    assert {"w:kick", "w:out", "b:kick_out", "w:#bpm", "l:layer", "l:gone:", "s:out", "s:named out"} <= found
    assert "s:out" not in traits_of("kick out", learn.state_after(()))


def test_kinds_of_requests_are_those_of_the_corpus() -> None:
    state = learn.state_after(())
    for wish, kind in (
        ("mute the clap", "mute"), ("the clap louder", "velocity:up"), ("faster", "bpm:up"), ("stop", "stop"),
        ("arc on", "arc on"), ("less clap", "density.target:down"), ("save scene as foo", "scene save"),
    ):
        assert kind_of(learn.read_by_rules(wish, state).asked, state) in {kind, "fills:down"}, wish


@pytest.mark.parametrize(("line", "kind", "paths"), [
    ("the closed hat on 9 hits please", "fills:to", {"hat_c.fills", "hat_c.density.target"}),
    ("clap drags by 8", "beat_bins_ms:up", {"clap.beat_bins_ms"}),
    ("snare sits too far back", "beat_bins_ms:down", {"snare.beat_bins_ms"}),
    ("my rim is on 37, the snare goes there", "note:to", {"snare.note"}),
    ("shuffle it to 58 %", "swing_percent:to", {"hat_c.swing_percent", "hat_o.swing_percent"}),
])
def test_a_kind_of_wish_is_said_so_that_the_grammar_reads_that_kind(line: str, kind: str, paths: set[str]) -> None:
    state = learn.state_after(())
    plainly = said(kind, slots_of(line, state, learn.NAMES))[0]
    asked = learn.read_by_rules(plainly, state).asked
    assert {one.request.path for one in asked if isinstance(one.request, Set)} == paths, plainly


def test_what_is_called_something_is_saved_under_its_name() -> None:
    slots = slots_of("keep this wreck, call it 'scrapyard'.", learn.state_after(()), learn.NAMES)
    assert said("scene save", slots) == ["save scene scrapyard"]


def test_a_line_is_cut_where_its_parts_meet() -> None:
    assert parts_of("lose the clap, push that kick and 0.5 swing") == ["lose the clap", "push that kick", "0.5 swing"]


def test_each_part_is_taken_by_its_own_words_and_the_likeliest_come_first() -> None:
    shares = {
        "flumph the clap": {"mute": 0.5, "velocity:down": 0.25}, "gribble the kick": {"velocity:up": 0.5, "ASK": 0.4},
    }
    found = list(together(
        "flumph the clap and gribble the kick", learn.state_after(()), learn.NAMES, shares.__getitem__, lambda _: True
    ))
    assert found == [("mute the clap, the kick louder", 0.25), ("the clap quieter, the kick louder", 0.125)]


@pytest.mark.parametrize("line", ["mute the clap", "a, b, c, d, e"])
def test_one_part_or_too_many_are_no_wishes_together(line: str) -> None:
    assert not list(together(line, learn.state_after(()), learn.NAMES, lambda _: {"mute": 1.0}, lambda _: True))


@pytest.mark.parametrize("say", [
    "hello there", "what a night", "is this thing on", "my mother called", "the bar is open until two", "rm -rf /",
    "play some drake", "book me a taxi for ten",
    "tell me a joke about kicks", "how do i get rid of the snare", "why is the clap so loud?",
])
def test_what_wants_nothing_is_not_taken_as_a_wish(say: str) -> None:
    (reply,) = replies(say)
    assert not reply.commands, reply.reply


@pytest.mark.parametrize(("say", "wish"), [
    ("flumph mute the snare", "mute the snare"), ("the gribbly snare off please", "mute the snare"),
    ("Clap weg, acht Takte", "mute the clap for 8 bars"), ("senza kick per otto battute", "mute the kick for 8 bars"),
])
def test_what_lines_like_it_meant_is_done_and_said(say: str, wish: str) -> None:
    (reply,) = replies(say)
    assert reply.commands, reply.reply
    assert reply.reply.startswith(f'taken as "{wish}"')


@pytest.mark.parametrize("say", [
    "gribble the clap", "everything a flumph louder and everything quieter", "hats", "kick louder than the clap",
    "mute the theremin", "mute my microphone please",
])
def test_what_nobody_has_said_and_what_is_against_itself_is_asked_about(say: str) -> None:
    (reply,) = replies(say)
    assert not reply.commands, reply.reply


@pytest.mark.parametrize(("say", "left"), [
    ("crowd's flat, whip the kick out 2 bars, tease em", "crowd's flat"),
    ("could I hear the open hat by itself for two bars, just its breath", "just its breath"),
])
def test_a_mood_in_a_remark_beside_an_act_is_left_out(say: str, left: str) -> None:
    (reply,) = replies(say)
    assert {one["command"] for one in reply.commands} <= {"mute", "solo"}, reply.reply
    assert left in reply.reply


def test_an_act_and_a_mood_that_are_both_wanted_are_done() -> None:
    (reply,) = replies("kick out for 4 bars and darker")
    assert {one["command"] for one in reply.commands} > {"mute"}, reply.reply


def test_a_line_of_any_length_is_bounded() -> None:
    (reply,) = replies("flumph the snare " * 400)
    assert not reply.commands
