"""A line that follows from the one before fills what it leaves out: target, amount, length, time."""

from __future__ import annotations

import pytest

from agent.offline.talk.turns import Talk, Turn
from agent.offline.understand import Asked
from engine import start
from engine.commands import Mute, Redo, Undo
from tests.agent.heard import CONFIG, replies


def said(*lines: str) -> list[str]:
    """Return the commands of the last of some lines, each in a few words."""
    keys = ("command", "layer", "path", "to", "bpm", "name", "steps", "id", "bars", "at_bar", "every_bars", "over_bars")
    return [
        " ".join(str(command[key]) for key in keys if command.get(key) not in {None, 0})
        for command in replies(*lines)[-1].commands
    ]


@pytest.mark.parametrize(("lines", "commands"), [
    (("mute the kick", "for 8"), ["mute kick 8"]),
    (("mute the kick", "8 bars", "make that 16"), ["mute kick 16"]),
    (("in 16 bars take the kick out", "make it 8"), ["undo 1", "mute kick 8"]),
    (("in 16 bars take the kick out", "for 4 bars"), ["undo 1", "mute kick 4 16"]),
    (("in 16 bars take the kick out", "now"), ["undo 1", "mute kick"]),
    (("in 16 bars take the kick out", "sooner"), ["undo 1", "mute kick 8"]),
    (("in 16 bars take the kick out", "4 bars later"), ["undo 1", "mute kick 20"]),
    (("can you fill every 8", "nah every 16"), ["undo 1", "fill 1 15 16"]),
    (("unmute the clap at bar 57", "make that 49"), ["undo 1", "unmute clap 48"]),
    (("mute the kick for 8 bars", "the same but shorter"), ["mute kick 4"]),
    (("fill for 2 bars", "the same, but longer"), ["fill 4"]),
    (("mute the clap for 4", "do the same thing but twice as long"), ["mute clap 8"]),
    (("in 16 bars take the kick out", "the same but sooner"), ["undo 1", "mute kick 8"]),
    (("in 16 bars take the kick out", "same thing but 4 bars later"), ["undo 1", "mute kick 20"]),
    (("solo the snare", "release"), ["unsolo snare"]), (("lock the clap", "release it"), ["unlock clap"]),
    (("fill every 16", "skip the next one"), ["undo 1", "fill 1 31 16"]),
])
def test_a_time_alone_changes_the_time_of_the_last_act(lines: tuple[str, ...], commands: list[str]) -> None:
    assert said(*lines) == commands


@pytest.mark.parametrize(("lines", "commands"), [
    (("mute the clap", "not that one, the snare"), ["unmute clap", "mute snare"]),
    (("mute the clap", "i meant the snare"), ["unmute clap", "mute snare"]),
    (("mute the hats", "just the open one"), ["unmute hat_c"]),
    (("mute the clap", "no, mute the kick"), ["unmute clap", "mute kick"]),
    (("take the snare out in 4", "the clap as well"), ["mute clap 4"]),
    (("take the snare out in 4", "drop the other one instead"), ["undo 1", "mute clap 4"]),
    (("solo the kick", "with the clap"), ["solo clap"]),
    (("solo the kick", "ok now the clap"), ["unsolo kick", "solo clap"]),
    (("swing 60 on both hats", "only the closed one"), ["set hat_o.swing_percent 0.55"]),
    (("solo the snare", "louder", "ok now the clap"), ["unsolo snare", "solo clap"]),
    (("take out snare, clap and open hat", "put the clap back in", "and the last one"), ["unmute hat_o"]),
    (("make it swing", "not on the open hat"), ["set hat_o.swing_percent 0.55"]),
    (("mute the clap", "snare too", "on second thought leave the snare"), ["unmute snare"]),
    (("mute the kick", "8 bars", "snare too"), ["mute snare 8"]),
    (("take the kick out", "fill", "hats too"), ["mute hat_c", "mute hat_o"]),
])
def test_layers_alone_take_the_last_act(lines: tuple[str, ...], commands: list[str]) -> None:
    assert said(*lines) == commands


@pytest.mark.parametrize(("lines", "commands"), [
    (("tempo 140", "too much"), ["tempo 136.0"]),
    (("tempo 140", "not that much, half of it"), ["tempo 136.0"]),
    (("tempo 124", "hmm too slow now"), ["tempo 128.0"]),
    (("tempo 140", "way too much"), ["tempo 134.0"]),
    (("tempo 140", "too much", "still too much"), ["tempo 134.0"]),
    (("tempo 140", "other way"), ["tempo 124.0"]),
    (("faster by 4", "make it 3"), ["tempo 135.0"]),
    (("clap velocity 110", "half that", "same on the kick"), ["set kick.velocity 123"]),
    (("tempo 140", "that's a bit hectic, halfway please"), ["tempo 136.0"]),
    (("make it swing", "ok 60 percent"), ["set hat_c.swing_percent 0.6", "set hat_o.swing_percent 0.6"]),
    (("what's the tempo?", "give it 2 more"), ["tempo 134.0"]),
    (("closed hat density 50%", "even more"), ["set hat_c.density.target 0.65"]),
    (("closed hat density 50%", "the opposite for the open hat"), ["set hat_o.density.target 0.45"]),
    (("mute the clap for 8 bars", "half as long"), ["mute clap 4"]),
])
def test_a_share_is_measured_from_the_last_change(lines: tuple[str, ...], commands: list[str]) -> None:
    assert said(*lines) == commands


@pytest.mark.parametrize(("lines", "commands"), [
    (("make it darker", "hmm no"), ["undo 1"]),
    (("make it darker", "hmm, that's not quite it, could you take that back"), ["undo 1"]),
    (("clap velocity 90", "snare velocity 80", "the clap was fine"), ["set clap.velocity 98"]),
    (("tempo 140", "clap velocity 90", "put the tempo back"), ["tempo 132.0"]),
    (("tempo 136", "tempo 140", "put it back how it was"), ["tempo 132.0"]),
    (("tempo 136", "tempo 140", "go back to the one before"), ["undo 1"]),
    (("mute the kick", "tempo 140", "undo everything"), ["undo 2"]),
    (("save this as night", "tempo 140", "go back to the one you saved"), ["scene night"]),
    (("mute the kick", "undo", "no"), ["redo 1"]),
])
def test_what_was_is_brought_back(lines: tuple[str, ...], commands: list[str]) -> None:
    assert said(*lines) == commands


@pytest.mark.parametrize(("lines", "commands"), [
    (("stop in 64 bars", "tempo 140", "don't stop at all"), ["cancel 1"]),
    (("fill in 16", "mute the kick in 8", "skip that fill"), ["cancel 1"]),
    (("mute the snare", "bring the snare back in 8", "actually leave the snare out"), ["cancel 1"]),
    (("mute the snare", "bring the snare back in 8", "actually leave the snare out, keep the fill"), ["cancel 1"]),
    (("save this as x", "go to x in 32 bars", "forget the switch, i'll call it myself"), ["cancel 1"]),
    (("stop at the next phrase", "sorry, not the next, the one after"), ["undo 1", "transport 8"]),
])
def test_a_plan_is_found_by_what_it_does(lines: tuple[str, ...], commands: list[str]) -> None:
    assert said(*lines) == commands


def test_no_fill_is_made_longer_than_a_phrase() -> None:
    assert said("fill", "make it 48 bars long") == []


@pytest.mark.parametrize("line", ["hi", "thanks, carry on", "that's good", "perfect, keep it", "leave it like that"])
def test_content_changes_nothing(line: str) -> None:
    assert said("tempo 140", line) == []


@pytest.mark.parametrize(("lines", "commands"), [
    (("fill in 8", "bring the snare in there too"), ["unmute snare 8"]),
    (("mute the kick for 16", "fill at the end of that"), ["fill 1 15"]),
    (("mute the kick in 8", "and the hats at the same time"), ["mute hat_c 8", "mute hat_o 8"]),
    (("stop in 64 bars", "mute the clap 16 before that"), ["mute clap 48"]),
    (("mute the clap", "for two phrases"), ["mute clap 16"]),
    (("lose the snare till the next phrase",), ["mute snare 8"]),
    (("mute the clap", "hm make it two phrases"), ["mute clap 16"]),
    (("stop in 64 bars", "they asked for longer, make it 96"), ["undo 1", "transport 96"]),
    (("energy 50%", "keep it there for 16 bars and then bring it back up"), ["set energy 1.0 16"]),
    (("how do i get the clap out?", "mute the clap", "how do i get it back?", "do that please"), ["unmute clap"]),
])
def test_words_point_to_the_bar_of_what_was_planned_or_held(lines: tuple[str, ...], commands: list[str]) -> None:
    assert said(*lines) == commands


@pytest.mark.parametrize(("lines", "part"), [
    (("mute the clap for 8", "how long until the clap is back?"), "back in 8 bars"),
    (("mute the clap in 8", "what's planned?"), "mute clap at bar 9, in 8 bars"),
    (("stop in 64 bars", "how long until the stop?"), "in 64 bars"),
    (("mute the clap", "why did the clap stop?"), 'you asked "mute the clap"'),
    (("solo the kick", "why is the snare silent?"), "kick soloed"),
    (("tempo 140", "why is it so fast now?"), "bpm 132 to 140"),
    (("tempo 140", "what did we change?"), "bpm 132 to 140"),
    (("tempo 140", "tempo 136", "what's the tempo now?"), "136"),
    (("more swing", "what's the swing now?"), "hat_c.swing_percent 0.59"),
    (("fill", "how many hits are in the bar?"), "hits in the last bar"),
    (("fill", "why is it so busy?"), "closed hat density"),
    (("mute the clap for 8", "how many bars left?"), "8 bars left"),
])
def test_questions_are_answered_with_the_facts_of_the_session(lines: tuple[str, ...], part: str) -> None:
    assert part in replies(*lines)[-1].reply


def test_what_is_done_anew_leaves_nothing_to_redo_and_a_long_night_is_not_kept() -> None:
    def turn(request: Mute | Undo | Redo) -> Turn:
        return Turn("", "", (), (Asked(request),), start(CONFIG), playing=True)

    talk = Talk()
    for _ in range(100):
        talk.keep(turn(Mute("clap")))
        assert not talk.undone
        talk.keep(turn(Undo()))
    assert (len(talk.turns), len(talk.undone)) == (0, 1)
    talk.keep(turn(Redo(3)))
    assert (len(talk.turns), len(talk.undone)) == (1, 0)


@pytest.mark.parametrize(("question", "line", "path"), [
    ("how loud is the clap?", "bit louder then", "clap.velocity"),
    ("how loud is the clap?", "a little quieter please", "clap.velocity"),
    ("how dense is the closed hat?", "denser please", "hat_c.density.target"),
    ("what is the closed hat doing?", "this one, put more", "hat_c.density.target"),
])
def test_after_a_question_of_a_layer_more_and_less_are_of_it(question: str, line: str, path: str) -> None:
    assert [one["path"] for one in replies(question, line)[-1].commands] == [path]


@pytest.mark.parametrize(("lines", "level"), [
    (("clap velocity 100", "too loud. 90"), 90), (("clap velocity 80", "still too soft, 95"), 95),
])
def test_a_number_behind_too_loud_is_the_velocity_that_was_set(lines: tuple[str, ...], level: int) -> None:
    assert [(one["path"], one["to"]) for one in replies(*lines)[-1].commands] == [("clap.velocity", level)]


def test_they_come_back_quieter_all_of_them() -> None:
    last = replies("mute the hats", "they can come back quieter")[-1]
    done = [one.get("layer") or one["path"] for one in last.commands]
    assert done == ["hat_c", "hat_o", "hat_c.velocity", "hat_o.velocity"]
