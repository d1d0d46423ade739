"""What the grammar understood of a line is held against what people meant by such lines."""

from __future__ import annotations

import pytest

from agent.offline.network.doubting import may_be_doubted
from agent.offline.network.kinds import kind_of
from agent.offline.network.safe import is_safe
from agent.offline.read_line import read_line
from agent.offline.references import Memory
from tests.agent.corpus import read_by_rules, state_after
from tests.agent.heard import replies


@pytest.mark.parametrize("line", [
    "the snare on channel 12", "when the clap is back, fill", "save this as foo", "stop",
])
def test_what_was_never_taught_is_not_doubted(line: str) -> None:
    state = state_after(())
    assert not may_be_doubted(state, read_by_rules(line, state))


def test_kinds_of_requests_have_their_way() -> None:
    state = state_after(())
    for wish, kind in (
        ("mute the clap", "mute"), ("the clap louder", "velocity:up"), ("faster", "bpm:up"), ("stop", "stop"),
        ("arc on", "arc on"), ("save scene as foo", "scene save"), ("fill every 4 bars", "fill every"),
    ):
        assert kind_of(read_by_rules(wish, state).asked[0], state) == kind, wish


@pytest.mark.parametrize(("said", "wish", "least"), [
    ("the clap away", "mute the clap", 0.0), ("land it", "section drop", 0.35),
    ("none of that then", "cancel all", 0.6), ("put it off", "move the fill by 4 bars later", 0.4),
    ("you take over", "jam along", 0.65),
    ("go", "play", 0.6),
    ("stop, everybody breathe", "stop", 0.75), ("that will do", "stop", 2.0), ("stop it all", "stop", 2.0),
    ("ten more and that is it", "stop in 10 bars", 0.4),
    ("the acid one", "load acid", 2.0),
    ("we want 150 here", "tempo 150", 0.5), ("far too slow", "tempo 150", 2.0),
    ("silence", "mute the kick, the snare, the clap and the hats", 2.0),
])
def test_what_changes_more_must_be_likelier(said: str, wish: str, least: float) -> None:
    state = state_after(("fill every 4",))
    asked = read_by_rules(wish, state).asked
    assert asked
    assert is_safe(asked, state, min(least, 1.0), said) is (least <= 1.0)
    assert not is_safe(asked, state, least - 0.01, said) or least == 0.0


def test_a_change_of_sizes_alone_is_no_other_meaning() -> None:
    (command,) = replies("the clap a tiny bit quieter")[-1].commands
    (more,) = replies("the clap quieter")[-1].commands
    assert command["to"] > more["to"]


@pytest.mark.parametrize("say", [
    "hello there", "what a night", "is this thing on", "my mother called", "the bar is open until two", "rm -rf /",
    "play some drake", "book me a taxi for ten",
    "I have a volca on a midi cable and only the kick plays", "the usb driver mutes my clap",
    "tell me a joke about kicks", "how do i get rid of the snare", "why is the clap so loud?",
])
def test_what_wants_nothing_is_not_taken_as_a_wish(say: str) -> None:
    (reply,) = replies(say)
    assert not reply.commands, reply.reply


@pytest.mark.parametrize(("say", "wish"), [
    ("step 7 on the clap row, untick it", "remove the clap on step 7"), ("let us have a beat drop", "section drop"),
    ("the gribbly snare off please", "mute the snare"),
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


@pytest.mark.parametrize(("say", "taken"), [
    ("finish gently, when the next part comes round", "section outro at the next phrase"),
    ("stay here, don't move on", "hold the section"),
])
def test_what_nobody_means_by_a_line_is_not_done(say: str, taken: str) -> None:
    assert read_line(say, state_after(()), (), Memory(), playing=True).taken == taken


def test_an_act_and_a_mood_that_are_both_wanted_are_done() -> None:
    (reply,) = replies("kick out for 4 bars and darker")
    assert {one["command"] for one in reply.commands} > {"mute"}, reply.reply


@pytest.mark.parametrize("say", [
    "tempo 120 please but not before 16 bars", "unless it is the drop already, the clap back", "soon, more swing",
])
def test_what_waits_is_not_done_at_once(say: str) -> None:
    assert not [one for one in replies("mute clap", say)[-1].commands if one["command"] != "when"]


def test_a_line_of_any_length_is_bounded() -> None:
    (reply,) = replies("flumph the snare " * 400)
    assert not reply.commands


@pytest.mark.parametrize(("lines", "bpm"), [
    (("tempo 120", "tempo down 4"), 116), (("tempo 120", "down 4"), 116), (("tempo 126", "tempo up 3"), 129),
])
def test_a_tempo_that_nobody_said_is_not_done(lines: tuple[str, ...], bpm: int) -> None:
    assert [one["bpm"] for one in replies(*lines)[-1].commands] == [bpm]


@pytest.mark.parametrize(("say", "path"), [
    ("ratchet on closed hat, only a little more", "hat_c.ratchet_prob"), ("the accents, a little less", "accent"),
    ("closed hat swing, a tiny bit more", "hat_c.swing_percent"),
    ("snare rolls, just a touch more", "snare.ratchet_prob"),
    ("kick volume, a bit less please", "kick.velocity"),
])
def test_a_little_more_behind_a_quality_is_of_that_quality(say: str, path: str) -> None:
    commands = replies(say)[-1].commands
    assert commands
    assert all(one["path"].startswith(path) for one in commands)


def test_no_bare_number_beside_strange_words_lets_the_tempo_leap() -> None:
    reply = replies("From bar 65 less order please. Become chaos slowly is not necessary, just at 65.")[-1]
    assert not reply.commands


@pytest.mark.parametrize("say", [
    "he plays at 140 in the other room", "doors open at 130", "she weighs 120", "Traktor shows 133.2", "I hate 150",
    "the looper needs 122", "nobody dances to 150", "level 128 in my game",
    "I would have muted the kick", "I was going to mute the kick", "our next track is called Stop",
    "last week I muted the kick for eight bars and it was great", "tomorrow we play at 140", "keine Panik",
    "I wish we could stop", "hats off to you", "when the singer comes in, mute the kick", "I never said stop",
])
def test_what_is_told_or_waits_for_the_unknown_is_not_done(say: str) -> None:
    assert not replies(say)[-1].commands


@pytest.mark.parametrize(("say", "bpm"), [
    ("the girls can't keep up, take it to 112", 112), ("we work at 120 today please", 120), ("slower, 124", 124),
])
def test_a_tempo_that_is_asked_for_is_done(say: str, bpm: int) -> None:
    assert [one["bpm"] for one in replies(say)[-1].commands] == [bpm]


@pytest.mark.parametrize("say", ["build up over 16 bars then drop", "build up 16 bars then drop"])
def test_a_build_up_over_bars_is_what_was_said(say: str) -> None:
    reply = replies(say)[-1]
    assert reply.question is None
    assert len({one.get("at_bar") for one in reply.commands}) > 1


@pytest.mark.parametrize(("say", "command"), [
    ("save this for tomorrow as sable", "scene"), ("I wish the kick was louder", "set"),
    ("remember this as duo for next week", "scene"),
])
def test_what_is_for_another_time_is_done_now(say: str, command: str) -> None:
    commands = replies(say)[-1].commands
    assert commands
    assert {one["command"] for one in commands} == {command}
