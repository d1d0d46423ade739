"""What people say in passing does nothing of its own: a greeting, a liking, the room, whom it is for."""

from __future__ import annotations

import pytest

from tests.agent.heard import replies


def _done(*lines: str) -> list[str]:
    return [f"{one['command']} {one.get('layer') or one.get('path', '')}" for one in replies(*lines)[-1].commands]


@pytest.mark.parametrize("line", [
    "hi drum robot", "hello robot", "good evening dear drum machine", "hey there little beat bot", "hello clever thing",
])
def test_a_greeting_does_nothing(line: str) -> None:
    assert _done(line) == []


@pytest.mark.parametrize("line", ["hi drum robot, faster", "hello little robot! faster please"])
def test_a_wish_behind_a_greeting_is_done_alone(line: str) -> None:
    assert [one.split()[0] for one in _done(line)] == ["tempo"]


@pytest.mark.parametrize("line", ["no im NOT i like the clap", "i like the clap", "I really love the hats"])
def test_what_somebody_likes_is_not_muted(line: str) -> None:
    assert _done(line) == []


@pytest.mark.parametrize("line", ["no i like the clap", "i love the clap so much", "i miss it", "mmm i miss it now"])
def test_what_somebody_misses_comes_back(line: str) -> None:
    assert _done("mute the clap", line) == ["unmute clap"]


@pytest.mark.parametrize("line", [
    "i miss it. put again but more soft", "put it again but softer", "bring back, but quieter",
])
def test_it_comes_back_softer(line: str) -> None:
    assert _done("mute the clap", line) == ["unmute clap", "set clap.velocity"]


@pytest.mark.parametrize(("line", "done"), [
    ("open hat too loud for this room", "set hat_o.velocity"),
    ("the kick louder for a small club", "set kick.velocity"),
    ("clap quieter for the crowd tonight", "set clap.velocity"),
])
def test_the_room_that_it_is_for_asks_for_no_space(line: str, done: str) -> None:
    assert _done(line) == [done]


@pytest.mark.parametrize("line", ["a trifle slower", "a trifle slower for my knees"])
def test_a_trifle_is_a_little(line: str) -> None:
    assert [one.split()[0] for one in _done(line)] == ["tempo"]


def test_a_length_behind_a_wish_of_its_own_is_not_of_the_line_before() -> None:
    assert _done("tempo 120", "for the walk only the kick, 16 bars") == ["solo kick"]


@pytest.mark.parametrize("line", [
    "there is a hissing sound that goes on rather long, i don't care for it",
    "i hear that open hat, and i can't stand it",
])
def test_what_somebody_cannot_stand_goes_out(line: str) -> None:
    assert _done(line) == ["mute hat_o"]


@pytest.mark.parametrize("line", ["everyone is clapping", "the crowd is clapping along", "people are dancing like mad"])
def test_what_the_people_do_is_no_wish(line: str) -> None:
    assert _done(line) == []


@pytest.mark.parametrize(("line", "done"), [
    ("and clap 13? no leave clap", []), ("put a clap on 13? no, leave the clap", []),
    ("mute the snare... no, leave the snare alone", []), ("mute the kick - no, mute the clap", ["mute clap"]),
    ("and first beat soft... no, take out the first beat of the kick", ["hit kick"]),
    ("clap louder... no, snare louder please", ["set snare.velocity"]),
])
def test_what_is_broken_off_is_not_done(line: str, done: list[str]) -> None:
    assert _done(line) == done


@pytest.mark.parametrize(("line", "path"), [
    ("the closed one is a rain, too dense this rain", "hat_c.density.target"),
    ("the kick is a truck, too loud", "kick.velocity"), ("the hats are a swarm, too busy", "hat_c.density.target"),
])
def test_what_a_drum_is_likened_to_is_no_wish(line: str, path: str) -> None:
    assert _done(line)[0] == f"set {path}"


@pytest.mark.parametrize("line", [
    "Oh, now it seems a bit bare. Perhaps only softly, then?", "it sounds empty now, so softer",
])
def test_what_is_bare_after_a_mute_gets_it_back_softer(line: str) -> None:
    assert _done("mute the open hat", line) == ["unmute hat_o", "set hat_o.velocity"]


def test_what_is_bare_without_a_mute_gets_more() -> None:
    assert _done("it sounds empty") == ["set hat_c.density.target"]


@pytest.mark.parametrize("line", ["Just so. What clever thing you are!", "compiles, ship it :)", "what a groove"])
def test_praise_in_other_words_does_nothing(line: str) -> None:
    assert _done(line) == []


@pytest.mark.parametrize("line", [
    "can you roll off some top end on them?", "roll off the highs", "filter out the lows",
])
def test_an_equalizer_is_declined(line: str) -> None:
    assert _done("solo the hats", line) == []


def test_who_writes_is_told_before_a_colon() -> None:
    assert [one.split()[0] for one in _done("This is dad: faster please")] == ["tempo"]


@pytest.mark.parametrize(("lines", "done"), [
    (("cut to nothing but claps the second I say go", "GO"), ["solo clap"]),
    (("when i say go, mute the kick", "gooo!"), ["mute kick"]),
    (("mute the kick when i say so", "faster", "go"), ["mute kick"]),
    (("when i say now, drop the kick for 8 bars", "now"), ["mute kick"]),
])
def test_a_wish_waits_for_its_word(lines: tuple[str, ...], done: list[str]) -> None:
    assert _done(lines[0]) == []
    assert _done(*lines) == done


@pytest.mark.parametrize("lines", [("go",), ("when i say go, mute the kick", "go", "go"), ("tempo 130", "now")])
def test_a_word_for_which_nothing_waits_mutes_nothing(lines: tuple[str, ...]) -> None:
    assert "mute kick" not in _done(*lines)


@pytest.mark.parametrize(("line", "louder"), [
    ("Good evening. Would you begin rather piano, all of it, please.", False), ("start more piano", False),
    ("begin rather forte, please", True),
])
def test_piano_and_forte_are_how_loud_it_is(line: str, *, louder: bool) -> None:
    done = {str(one["path"]): one["to"] for one in replies(line)[-1].commands if one["command"] == "set"}
    assert len(done) == 5
    assert (float(str(done["clap.velocity"])) > 98) is louder


@pytest.mark.parametrize("line", ["play a piano solo", "that was rather piano"])
def test_a_piano_is_no_loudness(line: str) -> None:
    assert _done(line) == []
