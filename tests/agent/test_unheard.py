"""What of a line was not heard is asked about; nothing is done of half a line."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies


def _choices(say: str) -> tuple[str, ...]:
    """Return the choices of the question that a line gets; it must do nothing."""
    (reply,) = replies(say)
    assert reply.commands == ()
    assert reply.question is not None, reply.reply
    return reply.question.choices


@pytest.mark.parametrize("say", [
    "snare above 3 hits 4 bars in a row, mute the clap", "snare over 3 hits four bars running, lose the clap",
    "mute the clap and then put it back",
    "hats out for 4 bars and after that straight",
    "early?",
    "tighter, less jittery",
])
def test_nothing_is_done_of_a_line_that_is_not_heard_whole(say: str) -> None:
    assert _choices(say)


def test_what_was_understood_is_the_choice() -> None:
    assert _choices("mute the clap and then put it back")[0] == "mute the clap"


def test_a_choice_does_what_it_says() -> None:
    asked, done = replies("hats away for the next four bars and then have them straight back", "1")
    assert asked.commands == ()
    assert {one["command"] for one in done.commands} == {"mute"}


@pytest.mark.parametrize("say", ["carry on", "do carry on", "keep going please"])
def test_who_stands_still_carries_on(say: str) -> None:
    (reply,) = replies(say)
    assert [one.get("action") for one in reply.commands] == ["continue"]


def test_a_layer_that_sounds_is_not_brought_back_a_little() -> None:
    choices = _choices("the snare is too in front, put it back a little")
    assert {"the snare 6 ms late", "the snare quieter"} <= set(choices)
    assert not any("unmute" in one for one in choices)


def test_what_is_not_there_to_come_back_is_no_answer_that_it_is_there() -> None:
    first, _, reply = replies("tempo 136", "undo", "hm i liked it put it back")
    assert first.commands
    assert "already" not in reply.reply


@pytest.mark.parametrize("say", [
    "mute the clap for 8 bars", "hats 10 louder", "tempo 140 over 16 bars", "mute all except the kick",
    "swing 56%", "the kick 40 louder",
    "if there are more than 20 hits mute the clap", "mute the clap at bar 65 for 4 bars", "more swing?",
    "the open one out", "could you drop the kick for 4 bars?", "when the break begins go to 124", "unmute the clap",
])
def test_a_line_that_is_heard_whole_is_done(say: str) -> None:
    (reply,) = replies(say)
    assert reply.question is None, reply.reply
    assert reply.commands


@pytest.mark.parametrize(("say", "layers"), [
    ("mute kick and snare in 4", {"kick", "snare"}), ("pull the clap and the open hat in 8 bars", {"clap", "hat_o"}),
])
def test_the_time_behind_a_list_is_that_of_all_of_it(say: str, layers: set[str]) -> None:
    (reply,) = replies(say)
    assert {str(one["layer"]) for one in reply.commands} == layers
    assert len({one.get("at_bar") for one in reply.commands}) == 1
    assert None not in {one.get("at_bar") for one in reply.commands}


def test_now_is_said_of_the_first_layer_alone() -> None:
    (reply,) = replies("mute kick now and snare in 4")
    assert [one.get("at_bar") is None for one in reply.commands] == [True, False]


@pytest.mark.parametrize(("say", "command"), [
    ("clap velocity minus ten", {"path": "clap.velocity", "to": 88}),
    ("snare ch 12", {"path": "snare.channel", "to": 12}), ("phrase len 32", {"path": "phrase.bars", "to": 32}),
    ("on the clap: swing 0,53", {"path": "clap.swing_percent", "to": 0.53}),
    ("ratchets of the open hat up, say 30 percent", {"path": "hat_o.ratchet_prob", "to": 0.3}),
    ("mute the clap bars 49 thru 52", {"layer": "clap", "bars": 4, "at_bar": 48}),
    ("fill just before bar 65", {"command": "fill", "at_bar": 63}),
    ("when entropy goes over 0,4 mute the clap", {"what": "H", "value": 0.4}),
])
def test_short_and_foreign_ways_of_numbers_are_read(say: str, command: dict[str, object]) -> None:
    (reply,) = replies(say)
    (done,) = reply.commands
    assert {name: done.get(name) for name in command} == command


@pytest.mark.parametrize("say", ["t+12 bars clap off", "clap off after the twelfth bar from here"])
def test_bars_from_here_are_counted(say: str) -> None:
    (reply,) = replies(say)
    (plain,) = replies("clap off in 12 bars")
    assert reply.commands == plain.commands


def test_a_scope_may_stand_before_its_wish() -> None:
    (reply,) = replies("for every layer except the clap: swing 0.53")
    assert {str(one["path"]) for one in reply.commands} == {
        f"{layer}.swing_percent" for layer in ("kick", "hat_c", "hat_o", "snare")
    }


def test_nothing_more_wants_no_more() -> None:
    (reply,) = replies("just the kick, nothing more")
    assert [one["command"] for one in reply.commands] == ["solo"]


def test_a_question_names_a_few_changes_in_words_and_counts_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    for bound in ("SURE", "SURER", "WORTH"):  # the grammar alone
        monkeypatch.setattr(f"agent.offline.read_line.{bound}", 2.0)
    question = replies("less is more, playing too many notes")[-1].question
    assert question is not None
    what, _, only = question.text.partition("; only ")
    assert what == "I am not sure of all of that"
    assert only == "less the closed hat, less the snare, less rolls on the closed hat and 2 more?"


@pytest.mark.parametrize("say", [
    "hats quieter so we see if it works",
])
def test_politeness_and_trying_are_no_condition(say: str) -> None:
    (reply,) = replies(say)
    assert reply.question is None
    assert {one["path"] for one in reply.commands} == {"hat_c.velocity", "hat_o.velocity"}


@pytest.mark.parametrize(("say", "level"), [
    ("kick level .9", 114), ("Kick level 0.9.", 114), ("kick velocity 0.9", 114), ("clap level down to .7", 89),
    ("open hat volume 35 percent", 44), ("kick at 90 percent volume", 114), ("kick velocity 90", 90),
])
def test_a_level_below_one_is_a_share_of_the_loudest(say: str, level: int) -> None:
    (one,) = replies(say)[-1].commands
    assert one["to"] == level


def test_a_threshold_without_a_nought_is_heard() -> None:
    assert not replies("if it gets too busy, say over .7, pull the open hat")[-1].commands
